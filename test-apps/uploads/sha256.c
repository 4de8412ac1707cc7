/* SPDX-License-Identifier: MIT */
#include "sha256.h"

#include <string.h>

static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
ror(uint32_t v, unsigned int n)
{
	return v >> n | v << (32 - n);
}

/* section 6.2.2 */
static void
block(uint32_t h[8], const uint8_t *p)
{
	uint32_t w[64], v[8];
	unsigned int n;

	for (n = 0; n < 16; n++, p += 4)
		w[n] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		       (uint32_t)p[2] << 8 | p[3];
	for (; n < 64; n++)
		w[n] = w[n - 16] + w[n - 7] +
		       (ror(w[n - 15], 7) ^ ror(w[n - 15], 18) ^
			w[n - 15] >> 3) +
		       (ror(w[n - 2], 17) ^ ror(w[n - 2], 19) ^
			w[n - 2] >> 10);

	memcpy(v, h, sizeof(v));
	for (n = 0; n < 64; n++) {
		uint32_t t1 = v[7] + (ror(v[4], 6) ^ ror(v[4], 11) ^
				      ror(v[4], 25)) +
			      ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[n] + w[n];
		uint32_t t2 = (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22)) +
			      ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (n = 0; n < 8; n++)
		h[n] += v[n];
}

void
sha256_init(struct sha256 *s)
{
	static const uint32_t h[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
		0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};

	memcpy(s->h, h, sizeof(h));
	s->bytes = 0;
}

void
sha256_add(struct sha256 *s, const void *data, size_t len)
{
	size_t have = (size_t)(s->bytes % 64);
	const uint8_t *p = data;

	s->bytes += len;
	if (have) {
		size_t n = 64 - have < len ? 64 - have : len;

		memcpy(s->block + have, p, n);
		p += n;
		len -= n;
		if (have + n < 64)
			return;
		block(s->h, s->block);
	}
	for (; len >= 64; p += 64, len -= 64)
		block(s->h, p);
	memcpy(s->block, p, len);
}

void
sha256_end(struct sha256 *s, char hex[65])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t bits = s->bytes * 8;
	uint8_t pad[72] = { 0x80 };
	size_t len = (size_t)(s->bytes % 64 < 56 ? 56 : 120) -
		     (size_t)(s->bytes % 64);
	unsigned int n;

	for (n = 0; n < 8; n++)
		pad[len + n] = (uint8_t)(bits >> (56 - 8 * n));
	sha256_add(s, pad, len + 8);

	for (n = 0; n < 64; n++)
		hex[n] = digits[s->h[n / 8] >> (28 - 4 * (n % 8)) & 15];
	hex[64] = '\0';
}
