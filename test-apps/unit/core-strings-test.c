/* SPDX-License-Identifier: MIT */
/* Strings, hex, numbers for people, variable byte integers, simple JSON. */

#include "private-lib-core.h"

#include "core-check.h"

static void
test_bounded(void)
{
	char b[8];

	memset(b, 'x', sizeof(b));
	CHECK_EQ(lws_snprintf(b, 5, "%s", "hello"), 5);
	CHECK_STR(b, "hell");
	CHECK(b[5] == 'x');
	CHECK_EQ(lws_snprintf(b, 5, "%s", "hell"), 4);
	CHECK_EQ(lws_snprintf(b, 1, "%s", "h"), 1);
	CHECK_STR(b, "");
	CHECK_EQ(lws_snprintf(NULL, 0, "%s", "h"), 0);

	memset(b, 'x', sizeof(b));
	CHECK(lws_strncpy(b, "abcdef", 4) == b);
	CHECK_STR(b, "abc");
	CHECK(b[4] == 'x');
	lws_strncpy(b, "ab", 7);
	CHECK(!memcmp(b, "ab\0\0\0\0\0x", 8));
	lws_strncpy(b, "zz", 0);
	CHECK_STR(b, "ab");
	lws_strncpy(b, "zz", 1);
	CHECK_STR(b, "");
	lws_strnncpy(b, "abcdef", 2, sizeof(b));
	CHECK_STR(b, "ab");
	lws_strnncpy(b, "abcdef", 6, 4);
	CHECK_STR(b, "abc");
}

static void
test_find(void)
{
	static const char s[] = "aab the aaab";
	size_t l = sizeof(s) - 1;

	CHECK(lws_nstrstr(s, l, "aab", 3) == s);
	CHECK(lws_nstrstr(s, l, "aaab", 4) == s + 8);
	CHECK(!lws_nstrstr(s, l - 1, "aaab", 4));
	CHECK(!lws_nstrstr(s, l, "", 0));
	CHECK(!lws_nstrstr(s, 2, "aab", 3));
	CHECK(lws_nstrstr(s, 3, "aab", 3) == s);
	CHECK(!lws_nstrstr(s, 0, "a", 1));

	CHECK_EQ(lws_timingsafe_bcmp("abc", "abc", 3), 0);
	CHECK(lws_timingsafe_bcmp("abc", "abd", 3) != 0);
	CHECK(lws_timingsafe_bcmp("\x80", "\x00", 1) > 0);
	CHECK_EQ(lws_timingsafe_bcmp("a", "b", 0), 0);

	CHECK(lws_strcaseeq("WebSocket", "websocket"));
	CHECK(!lws_strcaseeq("WebSocket", "websocke"));
	CHECK(!lws_strcaseeq("@", "`"));
	CHECK(lws_memcaseeq("ABx", "abX", 3));
}

static void
test_bytes(void)
{
	uint8_t b[8], z[8] = { 0 };

	lws_ser_wu64be(b, 0x0102030405060708ull);
	CHECK(!memcmp(b, "\1\2\3\4\5\6\7\10", 8));
	CHECK(lws_ser_ru64be(b) == 0x0102030405060708ull);
	lws_ser_wu32be(b, 0xfffefdfcu);
	CHECK(lws_ser_ru32be(b) == 0xfffefdfcu);
	lws_ser_wu16be(b, 0x8001);
	CHECK(b[0] == 0x80 && b[1] == 1 && lws_ser_ru16be(b) == 0x8001);
	lws_put_le32(b, 0x80000001u);
	CHECK(b[0] == 1 && b[3] == 0x80 && lws_get_le32(b) == 0x80000001u);
	lws_explicit_bzero(b, sizeof(b));
	CHECK(!memcmp(b, z, sizeof(b)));
}

static void
test_utf8(void)
{
	static const struct {
		const char	*s;
		size_t		len;
	} c[] = {
		{ "a", 1 }, { "\x7f", 1 }, { "\xc3\xa9", 2 },
		{ "\xe2\x82\xac", 3 }, { "\xf0\x9f\x98\x80", 4 },
		{ "\xf4\x8f\xbf\xbf", 4 }, { "\xed\x9f\xbf", 3 },
		{ "\x80", 0 }, { "\xc0\xaf", 0 }, { "\xc1\xbf", 0 },
		{ "\xe0\x9f\xbf", 0 }, { "\xed\xa0\x80", 0 },
		{ "\xf0\x8f\xbf\xbf", 0 }, { "\xf4\x90\x80\x80", 0 },
		{ "\xf5\x80\x80\x80", 0 }, { "\xff", 0 }, { "\xc3", 0 },
		{ "\xe2\x82", 0 }, { "\xf0\x9f\x98", 0 }, { "\xe2\x82" "a", 0 },
	};
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(c); n++) {
		CHECK_EQ(lws_utf8_len(c[n].s, strlen(c[n].s)), c[n].len);
		if (c[n].len > 1)
			CHECK_EQ(lws_utf8_len(c[n].s, c[n].len - 1), 0);
	}
}

static void
test_hex(void)
{
	uint8_t b[4] = { 0 }, r[200];
	char s[200];
	int n, seen = 0;

	CHECK_EQ(lws_hex_to_byte_array("00fFa5", b, 4), 3);
	CHECK(!memcmp(b, "\x00\xff\xa5", 3));
	CHECK_EQ(lws_hex_to_byte_array("00fFa5", b, 3), 3);
	CHECK_EQ(lws_hex_to_byte_array("00fFa5", b, 2), -1);
	CHECK_EQ(lws_hex_to_byte_array("", b, 4), 0);
	CHECK_EQ(lws_hex_to_byte_array("0", b, 4), -1);
	CHECK_EQ(lws_hex_to_byte_array("001", b, 4), -1);
	CHECK_EQ(lws_hex_to_byte_array("0g", b, 4), -1);
	CHECK_EQ(lws_hex_to_byte_array("g0", b, 4), -1);
	CHECK_EQ(lws_hex_to_byte_array("/:", b, 4), -1);
	CHECK_EQ(lws_hex_to_byte_array("@`", b, 4), -1);

	memset(s, 'x', sizeof(s));
	lws_hex_from_byte_array((const uint8_t *)"\x00\x9f\xa0", 3, s, 7);
	CHECK_STR(s, "009fa0");
	lws_hex_from_byte_array((const uint8_t *)"\x00\x9f\xa0", 3, s, 6);
	CHECK_STR(s, "009f");
	lws_hex_from_byte_array((const uint8_t *)"\x12", 1, s, 2);
	CHECK_STR(s, "");
	s[0] = 'x';
	lws_hex_from_byte_array((const uint8_t *)"\x12", 1, s, 0);
	CHECK(s[0] == 'x');

	for (n = 1; n < (int)sizeof(s); n += 33) {
		memset(s, '#', sizeof(s));
		CHECK_EQ(lws_hex_random(NULL, s, (size_t)n), 0);
		CHECK_EQ(strlen(s), n - 1);
		CHECK_EQ(strspn(s, "0123456789abcdef"), n - 1);
	}
	CHECK_EQ(lws_hex_random(NULL, s, 0), 1);

	memset(r, 0, sizeof(r));
	CHECK_EQ(lws_get_random(NULL, r, sizeof(r)), sizeof(r));
	for (n = 0; n < (int)sizeof(r); n++)
		seen += !!r[n];
	CHECK(seen > 150);
}

static void
test_humanize(void)
{
	static const struct {
		uint64_t			v;
		const lws_humanize_unit_t	*schema;
		const char			*want;
	} c[] = {
		{ 0, humanize_schema_si, "    0       " },
		{ 1023, humanize_schema_si, " 1023       " },
		{ 1024, humanize_schema_si, "    1.000Ki " },
		{ 1500, humanize_schema_si_bytes, "    1.464KiB" },
		{ 15360, humanize_schema_si_bytes, "   15.000KiB" },
		{ 1, humanize_schema_si_bytes, "    1    B  " },
		{ 1048575, humanize_schema_si, " 1023.999Ki " },
		{ UINT64_MAX, humanize_schema_si, " 16383.999Pi " },
		{ 999, humanize_schema_us, "  999    us " },
		{ 1001, humanize_schema_us, "    1.001ms " },
		{ 60000000, humanize_schema_us, "    1.000min" },
		{ UINT64_MAX, humanize_schema_us, " 584942.417y  " },
	};
	char b[64];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(c); n++) {
		CHECK_EQ(lws_humanize(b, sizeof(b), c[n].v, c[n].schema),
			 strlen(c[n].want));
		CHECK_STR(b, c[n].want);
	}
	CHECK_EQ(lws_humanize(b, 6, 15360, humanize_schema_si), 6);
	CHECK_STR(b, "   15");
}

static void
test_vbi(void)
{
	static const uint64_t v[] = { 0, 1, 127, 128, 16383, 16384, 2097151,
				      2097152, 268435455 };
	static const int len[] = { 1, 1, 1, 2, 2, 3, 3, 4, 4 };
	uint64_t got = 77;
	uint8_t b[8];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		CHECK_EQ(lws_vbi_encode(v[n], b), len[n]);
		CHECK_EQ(lws_vbi_decode(b, &got, sizeof(b)), len[n]);
		CHECK_EQ(got, v[n]);
		got = 77;
		CHECK_EQ(lws_vbi_decode(b, &got, (size_t)len[n] - 1), 0);
		CHECK_EQ(got, 77);
	}
	lws_set_log_level(0, NULL);
	CHECK_EQ(lws_vbi_encode(268435456, b), -1);
	CHECK_EQ(lws_vbi_encode(UINT64_MAX, b), -1);
	lws_set_log_level(LLL_ERR, NULL);
	CHECK_EQ(lws_vbi_decode("\xff\xff\xff\xff\x01", &got, 5), 0);
}

static void
test_json(void)
{
	static const char js[] = "{\"a\":1,\"b\": \"s\\\"x\" ,\"c\":true,"
		"\"d\":{\"a\":[2,\"]}\"]}, \"e\" :\"no\",\"f\":null }";
	static const struct {
		const char	*json, *name, *want;
	} c[] = {
		{ js, "\"a\":", "1" },
		{ js, "\"b\":", "s\\\"x" },
		{ js, "\"c\":", "true" },
		{ js, "\"d\":", "{\"a\":[2,\"]}\"]}" },
		{ js, "\"e\":", NULL },
		{ js, "\"f\":", "null" },
		{ js, "\"g\":", NULL },
		{ "{\"a\":\t\n-1.5e3\n}", "\"a\":", "-1.5e3" },
		{ "{\"a\":[1,2]}", "\"a\":", "[1,2]" },
		{ "{\"a\":1]", "\"a\":", "1" },
		{ "{\"a\":12", "\"a\":", "12" },
		{ "{\"a\":", "\"a\":", NULL },
		{ "{\"a\":  ", "\"a\":", NULL },
		{ "{\"a\":\"", "\"a\":", "" },
		{ "{\"a\":\"open", "\"a\":", "open" },
		{ "{\"a\":\"\\", "\"a\":", "\\" },
		{ "{\"a\":[1,\"x", "\"a\":", "[1,\"x" },
		{ "{\"a\":}", "\"a\":", "" },
		{ "", "\"a\":", NULL },
	};
	const char *p;
	size_t n, l;

	for (n = 0; n < LWS_ARRAY_SIZE(c); n++) {
		/* on the heap, so that a byte too far is seen */
		size_t len = strlen(c[n].json);
		char *copy = lws_memdup(c[n].json, len ? len : 1, "t");

		l = 99;
		p = lws_json_simple_find(copy, len, c[n].name, &l);
		CHECK(!p == !c[n].want);
		if (p && c[n].want) {
			CHECK_EQ(l, strlen(c[n].want));
			CHECK(!strncmp(p, c[n].want, l));
		} else {
			CHECK_EQ(l, 99);
		}
		lws_free(copy);
	}

	l = sizeof(js) - 1;
	CHECK_EQ(lws_json_simple_strcmp(js, l, "\"c\":", "true"), 0);
	CHECK(lws_json_simple_strcmp(js, l, "\"c\":", "tru"));
	CHECK(lws_json_simple_strcmp(js, l, "\"c\":", "truer"));
	CHECK(lws_json_simple_strcmp(js, l, "\"c\":", "trux"));
	CHECK(lws_json_simple_strcmp(js, l, "\"x\":", "true"));
}

int
main(void)
{
	test_bounded();
	test_find();
	test_bytes();
	test_utf8();
	test_hex();
	test_humanize();
	test_vbi();
	test_json();

	return check_result();
}
