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

static int
continues(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

/*
 * The length of the character of more than one byte at p, 0 if it is not all
 * there, or wrong: then it is for the machine to say at which byte.
 */
static size_t
whole_char(const uint8_t *p, size_t len)
{
	uint8_t c = p[0];

	if (c < 0xe0)
		return len >= 2 && c >= 0xc2 && continues(p[1]) ? 2 : 0;

	if (c < 0xf0)
		return len >= 3 && continues(p[1]) && continues(p[2]) &&
		       (c != 0xe0 || p[1] >= 0xa0) &&
		       (c != 0xed || p[1] <= 0x9f) ? 3 : 0;

	return len >= 4 && c <= 0xf4 && continues(p[1]) && continues(p[2]) &&
	       continues(p[3]) && (c != 0xf0 || p[1] >= 0x90) &&
	       (c != 0xf4 || p[1] <= 0x8f) ? 4 : 0;
}

/* bytes at the front that can be taken without the machine */
static size_t
whole_chars(const uint8_t *buf, size_t len)
{
	size_t n = 0, c;

	while (n < len) {
		if (buf[n] >= 0x80) {
			c = whole_char(buf + n, len - n);
			if (!c)
				break;
			n += c;
			continue;
		}
		/* words pay where more than one letter stands together */
		if (len - n > 1 && buf[n + 1] < 0x80)
			n += ascii_run(buf + n, len - n);
		while (n < len && buf[n] < 0x80)
			if (!(++n & 7))
				break;
	}

	return n;
}

size_t
lws_ws_utf8_feed(struct lws_ws_utf8 *u, const uint8_t *buf, size_t len)
{
	size_t n = 0;

	while (n < len) {
		if (!u->lacking) {
			n += whole_chars(buf + n, len - n);
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
