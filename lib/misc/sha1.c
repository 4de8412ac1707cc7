/* SPDX-License-Identifier: MIT */
/*
 * SHA-1 (FIPS 180-4), for the ws handshake, which has to work without a TLS
 * library. Not for new signatures.
 */

#include "private-lib-core.h"

#define BLOCK 64

static uint32_t
rol(uint32_t v, unsigned int n)
{
	return v << n | v >> (32 - n);
}

/* section 6.1.2 */
static void
block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	uint32_t f, k, t;
	int n;

	for (n = 0; n < 16; n++)
		w[n] = lws_get_be32(p + 4 * n);
	for (; n < 80; n++)
		w[n] = rol(w[n - 3] ^ w[n - 8] ^ w[n - 14] ^ w[n - 16], 1);

	for (n = 0; n < 80; n++) {
		if (n < 20) {
			f = (b & c) ^ (~b & d);
			k = 0x5a827999u;
		} else if (n < 40) {
			f = b ^ c ^ d;
			k = 0x6ed9eba1u;
		} else if (n < 60) {
			f = (b & c) ^ (b & d) ^ (c & d);
			k = 0x8f1bbcdcu;
		} else {
			f = b ^ c ^ d;
			k = 0xca62c1d6u;
		}

		t = rol(a, 5) + f + e + k + w[n];
		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = t;
	}

	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

/* md: 20 bytes. Returns md. */
unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md)
{
	uint32_t h[5] = { 0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u,
			  0xc3d2e1f0u };
	uint64_t bits = (uint64_t)n * 8;
	uint8_t last[2 * BLOCK];
	size_t len;
	int i;

	for (; n >= BLOCK; n -= BLOCK, d += BLOCK)
		block(h, d);

	/* the rest, a 1 bit, zeros, and the length fill one block or two */
	len = n + 1 + 8 > BLOCK ? 2 * BLOCK : BLOCK;
	memset(last, 0, sizeof(last));
	if (n)
		memcpy(last, d, n);
	last[n] = 0x80;
	lws_put_be64(last + len - 8, bits);

	block(h, last);
	if (len > BLOCK)
		block(h, last + BLOCK);

	for (i = 0; i < 5; i++)
		lws_put_be32(md + 4 * i, h[i]);

	return md;
}
