/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 validator for WebSocket text, which may stop at any byte and go on in
 * the next piece.  What is well formed follows table 3-7 of the Unicode
 * standard, which RFC 3629 section 4 spells as a grammar: only the first
 * continuation byte has a range that depends on the lead byte; that is where
 * overlong forms, surrogates and values over U+10FFFF are caught.
 */

#include "ws-utf8.h"

#include <string.h>

#define TOP_BITS	UINT64_C(0x8080808080808080)

static int
lead_byte(struct lws_ws_utf8 *u, uint8_t c)
{
	u->lowest = 0x80;
	u->highest = 0xbf;

	if (c < 0x80) {
		u->lacking = 0;
		return 0;
	}

	if (c >= 0xc2 && c <= 0xdf) {
		u->lacking = 1;
		return 0;
	}

	if (c >= 0xe0 && c <= 0xef) {
		u->lacking = 2;
		if (c == 0xe0)
			u->lowest = 0xa0;	/* below it is overlong */
		if (c == 0xed)
			u->highest = 0x9f;	/* above are surrogates */
		return 0;
	}

	if (c >= 0xf0 && c <= 0xf4) {
		u->lacking = 3;
		if (c == 0xf0)
			u->lowest = 0x90;	/* below it is overlong */
		if (c == 0xf4)
			u->highest = 0x8f;	/* above is > U+10FFFF */
		return 0;
	}

	return 1;
}

/* how many bytes at the front are plain ASCII, counted in eights */
static size_t
ascii_run(const uint8_t *buf, size_t len)
{
	size_t n = 0;
	uint64_t w;

	while (len - n >= sizeof(w)) {
		memcpy(&w, buf + n, sizeof(w));
		if (w & TOP_BITS)
			break;
		n += sizeof(w);
	}

	return n;
}

size_t
lws_ws_utf8_feed(struct lws_ws_utf8 *u, const uint8_t *buf, size_t len)
{
	size_t n = 0;

	while (n < len) {
		if (!u->lacking) {
			n += ascii_run(buf + n, len - n);
			if (n == len)
				break;
			if (lead_byte(u, buf[n]))
				return n;
			n++;
			continue;
		}

		if (buf[n] < u->lowest || buf[n] > u->highest)
			return n;

		u->lowest = 0x80;
		u->highest = 0xbf;
		u->lacking--;
		n++;
	}

	return len;
}
