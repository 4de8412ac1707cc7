/* SPDX-License-Identifier: MIT */
/*
 * The UTF-8 validator against the definition: a byte string may be the start of
 * UTF-8 text if, and only if, the encodings of code points make it up, the last
 * one possibly cut short.
 */

#include "ws-utf8.h"
#include "ws-check.h"

#include <string.h>

/* which byte strings of 1, 2 and 3 bytes start the encoding of something */
static uint8_t start1[256], start2[65536], start3[1u << 21];

static size_t
encode(uint32_t cp, uint8_t *out)
{
	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (uint8_t)(0xc0 | (cp >> 6));
		out[1] = (uint8_t)(0x80 | (cp & 63));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (uint8_t)(0xe0 | (cp >> 12));
		out[1] = (uint8_t)(0x80 | ((cp >> 6) & 63));
		out[2] = (uint8_t)(0x80 | (cp & 63));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | (cp >> 18));
	out[1] = (uint8_t)(0x80 | ((cp >> 12) & 63));
	out[2] = (uint8_t)(0x80 | ((cp >> 6) & 63));
	out[3] = (uint8_t)(0x80 | (cp & 63));

	return 4;
}

static uint32_t
be24(const uint8_t *p)
{
	return ((uint32_t)p[0] << 16) | ((uint32_t)p[1] << 8) | p[2];
}

static void
learn_all_code_points(void)
{
	struct lws_ws_utf8 u;
	unsigned int wrong = 0;
	uint8_t b[4];
	uint32_t cp;
	size_t n;

	for (cp = 0; cp <= 0x10ffff; cp++) {
		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;

		n = encode(cp, b);
		start1[b[0]] = 1;
		if (n > 1)
			start2[((unsigned int)b[0] << 8) | b[1]] = 1;
		if (n > 2)
			start3[be24(b) >> 3] |= (uint8_t)(1 << (b[2] & 7));

		memset(&u, 0, sizeof(u));
		if (lws_ws_utf8_feed(&u, b, n) != n ||
		    !lws_ws_utf8_complete(&u))
			wrong++;
	}

	WS_CHECK(!wrong, "%u code points refused", wrong);
}

static int
known(const uint8_t *b, size_t n)
{
	if (n == 1)
		return start1[b[0]];
	if (n == 2)
		return start2[((unsigned int)b[0] << 8) | b[1]];

	return (start3[be24(b) >> 3] >> (b[2] & 7)) & 1;
}

/*
 * Every byte after every start of 0, 1 and 2 bytes that is unfinished; after
 * three bytes the fourth is any continuation byte.
 */
static void
every_byte_after_every_start(uint8_t *b, size_t n)
{
	static const uint8_t fourth[] = { 0, 0x7f, 0x80, 0xbf, 0xc0, 0xff };
	struct lws_ws_utf8 u;
	unsigned int c, last = n < 3 ? 256 : sizeof(fourth);
	int good, expected;

	for (c = 0; c < last; c++) {
		b[n] = n < 3 ? (uint8_t)c : fourth[c];

		memset(&u, 0, sizeof(u));
		good = lws_ws_utf8_feed(&u, b, n + 1) == n + 1;
		expected = n < 3 ? known(b, n + 1) : (b[n] & 0xc0) == 0x80;

		if (good != expected) {
			WS_CHECK(good == expected, "%02x %02x %02x %02x, %u",
				 b[0], n > 0 ? b[1] : 0, n > 1 ? b[2] : 0,
				 n > 2 ? b[3] : 0, (unsigned int)n + 1);
			return;
		}
		if (good && n < 3 && !lws_ws_utf8_complete(&u))
			every_byte_after_every_start(b, n + 1);
	}
	ws_checks++;
}

#define BYTES(_s) _s, sizeof(_s) - 1

static const struct {
	const char	*text;
	size_t		len;
	size_t		good;		/* bytes before the first bad one */
	int		complete;	/* if all are good */
	const char	*what;
} cases[] = {
	{ BYTES(""), 0, 1, "empty" },
	{ BYTES("plain"), 5, 1, "ASCII" },
	{ BYTES("a NUL \0 inside"), 14, 1, "NUL" },
	{ BYTES("12345678\xc3\xa4" "12345678"), 18, 1, "around a word" },
	{ BYTES("1234567\xc3\xa4" "12345678"), 17, 1, "across a word" },
	{ BYTES("\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"), 11, 1,
	  "Greek" },
	{ BYTES("\x7f"), 1, 1, "U+7F" },
	{ BYTES("\xc2\x80"), 2, 1, "U+80" },
	{ BYTES("\xdf\xbf"), 2, 1, "U+7FF" },
	{ BYTES("\xe0\xa0\x80"), 3, 1, "U+800" },
	{ BYTES("\xed\x9f\xbf"), 3, 1, "U+D7FF" },
	{ BYTES("\xee\x80\x80"), 3, 1, "U+E000" },
	{ BYTES("\xef\xbf\xbd"), 3, 1, "U+FFFD" },
	{ BYTES("\xef\xbf\xbf"), 3, 1, "U+FFFF, a noncharacter" },
	{ BYTES("\xf0\x90\x80\x80"), 4, 1, "U+10000" },
	{ BYTES("\xf4\x8f\xbf\xbf"), 4, 1, "U+10FFFF" },
	{ BYTES("\x80"), 0, 0, "continuation without lead" },
	{ BYTES("a\xbf"), 1, 0, "continuation after ASCII" },
	{ BYTES("12345678\x80"), 8, 0, "bad after a word" },
	{ BYTES("1234\x80" "678"), 4, 0, "bad in a word" },
	{ BYTES("\xc0\x80"), 0, 0, "overlong NUL" },
	{ BYTES("\xc1\xbf"), 0, 0, "overlong U+7F in 2" },
	{ BYTES("\xe0\x80\x80"), 1, 0, "overlong NUL in 3" },
	{ BYTES("\xe0\x9f\xbf"), 1, 0, "overlong U+7FF in 3" },
	{ BYTES("\xf0\x80\x80\x80"), 1, 0, "overlong NUL in 4" },
	{ BYTES("\xf0\x8f\xbf\xbf"), 1, 0, "overlong U+FFFF in 4" },
	{ BYTES("\xed\xa0\x80"), 1, 0, "surrogate U+D800" },
	{ BYTES("\xed\xbf\xbf"), 1, 0, "surrogate U+DFFF" },
	{ BYTES("\xed\xa0\xbd\xed\xb8\x80"), 1, 0, "surrogate pair" },
	{ BYTES("\xf4\x90\x80\x80"), 1, 0, "U+110000" },
	{ BYTES("\xf5\x80\x80\x80"), 0, 0, "lead F5" },
	{ BYTES("\xf8\x88\x80\x80\x80"), 0, 0, "5 bytes" },
	{ BYTES("\xfc\x84\x80\x80\x80\x80"), 0, 0, "6 bytes" },
	{ BYTES("\xfe"), 0, 0, "FE" },
	{ BYTES("\xff"), 0, 0, "FF" },
	{ BYTES("\xc3("), 1, 0, "second of 2 missing" },
	{ BYTES("\xe2\x82("), 2, 0, "third of 3 missing" },
	{ BYTES("\xf0\x9f\x98("), 3, 0, "fourth of 4 missing" },
	{ BYTES("\xc3\xc3\xa4"), 1, 0, "lead after lead" },
	{ BYTES("ok\xc3"), 3, 0, "cut after 1 of 2" },
	{ BYTES("\xe2\x82"), 2, 0, "cut after 2 of 3" },
	{ BYTES("\xf0\x9f\x98"), 3, 0, "cut after 3 of 4" },
};

static void
table(void)
{
	struct lws_ws_utf8 u;
	size_t n, split, got;
	const uint8_t *p;

	for (n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		p = (const uint8_t *)cases[n].text;

		for (split = 0; split <= cases[n].len; split++) {
			memset(&u, 0, sizeof(u));
			got = lws_ws_utf8_feed(&u, p, split);
			if (got == split)
				got += lws_ws_utf8_feed(&u, p + split,
						cases[n].len - split);

			WS_CHECK(got == cases[n].good, "%s, split %u: %u",
				 cases[n].what, (unsigned int)split,
				 (unsigned int)got);
			if (got == cases[n].len)
				WS_CHECK(!!lws_ws_utf8_complete(&u) ==
					 cases[n].complete, "%s",
					 cases[n].what);
		}
	}
}

int
main(void)
{
	uint8_t b[4] = { 0, 0, 0, 0 };

	learn_all_code_points();
	every_byte_after_every_start(b, 0);
	table();

	return ws_check_result("ws-utf8");
}
