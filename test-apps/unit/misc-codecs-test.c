/* SPDX-License-Identifier: MIT */
/* SHA-1, Base64, purifying, options, the seeded generator. */

#include "private-lib-core.h"

#include "core-check.h"

static const char *
sha1_hex(const char *s, size_t len)
{
	static char hex[41];
	unsigned char md[20];

	CHECK(lws_SHA1((const unsigned char *)s, len, md) == md);
	lws_hex_from_byte_array(md, 20, hex, sizeof(hex));

	return hex;
}

static void
test_sha1(void)
{
	char *a = lws_malloc(1000000, "t");

	/* FIPS 180 examples, RFC 6455 section 1.3, and the padding's edges */
	CHECK_STR(sha1_hex("abc", 3),
		  "a9993e364706816aba3e25717850c26c9cd0d89d");
	CHECK_STR(sha1_hex("", 0), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	CHECK_STR(sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmn"
			   "lmnomnopnopq", 56),
		  "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	CHECK_STR(sha1_hex("dGhlIHNhbXBsZSBub25jZQ=="
			   "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 60),
		  "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
	if (!a)
		return;
	memset(a, 'a', 1000000);
	CHECK_STR(sha1_hex(a, 1000000),
		  "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	CHECK_STR(sha1_hex(a, 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a");
	CHECK_STR(sha1_hex(a, 56), "c2db330f6083854c99d4b5bfb6e8f29f201be699");
	CHECK_STR(sha1_hex(a, 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d");
	lws_free(a);
}

static void
test_b64_encode(void)
{
	/* RFC 4648 section 10 */
	static const char *const v[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	char b[16];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		int il = (int)strlen(v[n][0]), ol = (int)strlen(v[n][1]);

		CHECK_EQ(lws_b64_encode_string(v[n][0], il, b, ol + 1), ol);
		CHECK_STR(b, v[n][1]);
		CHECK_EQ(lws_b64_encode_string(v[n][0], il, b, ol), -1);
		CHECK_EQ(lws_b64_decode_string(v[n][1], b, il + 1), il);
		CHECK_STR(b, v[n][0]);
		CHECK_EQ(lws_b64_decode_string(v[n][1], b, il), -1);
	}

	CHECK_EQ(lws_b64_encode_string("\xfb\xff\xfe", 3, b, 16), 4);
	CHECK_STR(b, "+//+");
	CHECK_EQ(lws_b64_encode_string_url("\xfb\xff\xfe", 3, b, 16), 4);
	CHECK_STR(b, "-__-");
	CHECK_EQ(lws_b64_encode_string_url("\xff", 1, b, 16), 4);
	CHECK_STR(b, "_w==");
	CHECK_EQ(lws_b64_encode_string("x", -1, b, 16), -1);
	CHECK_EQ(lws_b64_encode_string("x", INT_MAX, b, 16), -1);
}

static void
test_b64_decode(void)
{
	static const struct {
		const char	*in;
		int		ret;
		const char	*out;
	} v[] = {
		{ "aGVsbG8=", 5, "hello" }, { "aGVsbG8", 5, "hello" },
		{ "aGVs\r\n bG8=\n", 5, "hello" }, { "QQ=", 1, "A" },
		{ "_-__", 3, "\xff\xef\xff" }, { "/+//", 3, "\xff\xef\xff" },
		{ "Q", -1, "" }, { "=", -1, "" }, { "Q===", -1, "" },
		{ "QQ===", -1, "" }, { "QUI==", -1, "" }, { "QUJD=", -1, "" },
		{ "QQ==QQ==", -1, "" }, { "Q=Q=", -1, "" }, { "aG!!", -1, "" },
		{ "aGVsbG8=x", -1, "" }, { "\xc3\xa9", -1, "" },
	};
	char b[16];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		CHECK_EQ(lws_b64_decode_string(v[n].in, b, sizeof(b)),
			 v[n].ret);
		CHECK_STR(b, v[n].out);
	}

	CHECK_EQ(lws_b64_decode_string_len("aGVsbG8=", 4, b, 16), 3);
	CHECK_STR(b, "hel");
	CHECK_EQ(lws_b64_decode_string_len("aGVsbG8=", 7, b, 16), 5);
	CHECK_EQ(lws_b64_decode_string_len("aGVsbG8=", 0, b, 1), 0);
	CHECK_EQ(lws_b64_decode_string_len("aGVsbG8=", 99, b, 16), 5);
	CHECK_EQ(lws_b64_decode_string("", b, 0), -1);
}

/* any piece sizes of input and of room give the same */
static void
test_b64_stateful(void)
{
	static const char in[] = "TWFueSBoYW5kcyBtYWtl\nIGxpZ2h0IHdvcmsu";
	static const char want[] = "Many hands make light work.";
	size_t ip, op, used, got, il, ol;
	struct lws_b64state s;
	uint8_t out[64];
	int r, guard;

	for (ip = 1; ip < sizeof(in) + 3; ip++)
		for (op = 3; op < 32; op++) {
			lws_b64_decode_state_init(&s);
			used = got = 0;
			guard = r = 0;
			do {
				il = lws_min_sz(ip, sizeof(in) - 1 - used);
				ol = op;
				r = lws_b64_decode_stateful(&s, in + used, &il,
						out + got, &ol,
						used + il == sizeof(in) - 1);
				CHECK(ol <= op);
				used += il;
				got += ol;
			} while (!r && (used < sizeof(in) - 1 || s.i) &&
				 guard++ < 200);
			CHECK_EQ(r, 0);
			CHECK_EQ(got, sizeof(want) - 1);
			CHECK_EQ(s.done, got);
			CHECK(!memcmp(out, want, got));
		}
}

static void
test_json_purify(void)
{
	static const char *const v[][2] = {
		{ "abc/", "abc/" }, { "a\"b\\c", "a\\u0022b\\\\c" },
		{ "\t\n\r\x01\b", "\\t\\n\\r\\u0001\\u0008" },
		{ "\xc3\xa9\xe2\x82\xac", "\xc3\xa9\xe2\x82\xac" },
		{ "\xff\xc3", "\\u00FF\\u00C3" }, { "", "" }, { "\x7f", "\x7f" },
	};
	char b[64], one[2];
	size_t n;
	int used;

	for (n = 0; n < LWS_ARRAY_SIZE(v); n++) {
		int need = (int)strlen(v[n][1]) + 1;

		CHECK(lws_json_purify(b, v[n][0], need, &used) == b);
		CHECK_STR(b, v[n][1]);
		CHECK_EQ(used, strlen(v[n][0]));
		CHECK_EQ(lws_json_purify_len(v[n][0]), need - 1);
	}
	lws_json_purify(b, "ab\"c", 8, &used);
	CHECK_STR(b, "ab");
	CHECK_EQ(used, 2);
	lws_json_purify(b, "\xc3\xa9", 2, &used);
	CHECK_STR(b, "");
	CHECK_EQ(used, 0);
	lws_json_purify(b, NULL, 5, &used);
	CHECK_STR(b, "");
	CHECK_EQ(used, 0);
	CHECK_EQ(lws_json_purify_len(NULL), 0);
	one[0] = 'x';
	lws_json_purify(one, "a", 0, NULL);
	CHECK(one[0] == 'x');
}

static const char *
filename(const char *s)
{
	static char b[64];

	lws_strncpy(b, s, sizeof(b));
	lws_filename_purify_inplace(b);

	return b;
}

static void
test_purify(void)
{
	char b[16];

	CHECK_STR(lws_sql_purify(b, "it's", 6), "it''s");
	CHECK_STR(lws_sql_purify(b, "it's", 5), "it''");
	CHECK_STR(lws_sql_purify(b, "it's", 4), "it");
	CHECK_STR(lws_sql_purify(b, "''", 1), "");
	CHECK_STR(lws_sql_purify(b, NULL, 5), "");
	CHECK_EQ(lws_sql_purify_len("it's"), 5);
	CHECK_EQ(lws_sql_purify_len(NULL), 0);

	CHECK_STR(filename("../etc/a.b..c"), "__/etc/a.b__c");
	CHECK_STR(filename("c:\\x%20$HOME"), "c__x_20_HOME");
	CHECK_STR(filename("..."), "__.");
	CHECK_STR(filename("a."), "a.");
	CHECK_STR(filename(""), "");
}

static void
test_cmdline(void)
{
	const char *av[] = { "-x", "-a", "--long", "val", "-dx", "--eq=5",
			     "-z", "-e", NULL };
	struct lws_context_creation_info info;

	CHECK(!lws_cmdline_option(8, av, "-x"));
	CHECK_STR(lws_cmdline_option(8, av, "--long"), "val");
	CHECK_STR(lws_cmdline_option(8, av, "-a"), "--long");
	CHECK_STR(lws_cmdline_option(8, av, "-d"), "x");
	CHECK_STR(lws_cmdline_option(8, av, "--eq"), "5");
	CHECK_STR(lws_cmdline_option(8, av, "-e"), "");
	CHECK(!lws_cmdline_option(8, av, "-y"));

	memset(&info, 0, sizeof(info));
	av[1] = "-d";
	av[2] = "15";
	lws_cmdline_option_handle_builtin(3, av, &info);
	CHECK_EQ(lwsl_visible(4095), 15);
	lws_cmdline_option_handle_builtin(1, av, &info);
	CHECK_EQ(lwsl_visible(4095),
		 LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER);
}

static void
test_xos(void)
{
	struct lws_xos a, b, c;
	int n, same = 0, hits = 0;

	lws_xos_init(&a, 1);
	lws_xos_init(&b, 1);
	lws_xos_init(&c, 2);
	for (n = 0; n < 10000; n++) {
		uint64_t v = lws_xos(&a);

		CHECK(v == lws_xos(&b));
		same += v == lws_xos(&c);
		hits += lws_xos_percent(&c, 30);
		CHECK(!lws_xos_percent(&c, 0));
		CHECK(lws_xos_percent(&c, 100));
	}
	CHECK_EQ(same, 0);
	CHECK(hits > 2800 && hits < 3200);
}

int
main(void)
{
	test_sha1();
	test_b64_encode();
	test_b64_decode();
	test_b64_stateful();
	test_json_purify();
	test_purify();
	test_cmdline();
	test_xos();

	return check_result();
}
