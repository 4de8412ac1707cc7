/* SPDX-License-Identifier: MIT */
/*
 * The sending half of RFC 6455 framing: headers, masking, and which close
 * codes may be on the wire.  See ws-frame.h for the contract.
 */

#include "ws-frame.h"

#include <string.h>

unsigned int
lws_ws_mask(uint8_t *buf, size_t len, const uint8_t *key, unsigned int phase)
{
	uint8_t turned[8];
	uint64_t k, w;
	size_t n = 0;
	unsigned int i;

	/* the key as seen from buf[0], twice, so that 8 bytes go at a time */
	for (i = 0; i < sizeof(turned); i++)
		turned[i] = key[(phase + i) & 3];
	memcpy(&k, turned, sizeof(k));

	/* memcpy() is how C reads and writes a word at any alignment */
	for (; len - n >= sizeof(w); n += sizeof(w)) {
		memcpy(&w, buf + n, sizeof(w));
		w ^= k;
		memcpy(buf + n, &w, sizeof(w));
	}

	for (i = 0; n < len; i++, n++)
		buf[n] ^= turned[i];

	return (phase + (unsigned int)(len & 3)) & 3;
}

size_t
lws_ws_tx_header_len(uint64_t len, int masked)
{
	size_t n = 2;

	if (len > 65535)
		n += 8;
	else if (len > LWS_WS_CONTROL_MAX)
		n += 2;

	return masked ? n + 4 : n;
}

size_t
lws_ws_tx_header(uint8_t *hdr, unsigned int opcode, int fin, unsigned int rsv,
		 uint64_t len, const uint8_t *key)
{
	uint8_t *p = hdr, mask = key ? 0x80 : 0;
	int shift = -8;

	*p++ = (uint8_t)((fin ? 0x80 : 0) | ((rsv & 7) << 4) | (opcode & 15));

	if (len > 65535) {
		*p++ = mask | 127;
		shift = 56;
	} else if (len > LWS_WS_CONTROL_MAX) {
		*p++ = mask | 126;
		shift = 8;
	} else
		*p++ = (uint8_t)(mask | len);

	for (; shift >= 0; shift -= 8)
		*p++ = (uint8_t)(len >> shift);

	if (key) {
		memcpy(p, key, 4);
		p += 4;
	}

	return (size_t)(p - hdr);
}

int
lws_ws_code_valid(unsigned int code)
{
	if (code >= 3000 && code <= 4999)
		return 1;

	/* 1004 is reserved, 1005, 1006 and 1015 are never on the wire */
	return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}
