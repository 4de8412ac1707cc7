/* SPDX-License-Identifier: MIT */
/*
 * The JSON parser: what is told, in pieces of every size; what is refused; and
 * that nothing it can be fed makes it read or write where it should not.
 */

#include "private-lib-core.h"

#include "core-check.h"

static const char *const paths[] = {
	"a", "b[]", "a.b", "*.x", "c[].d", "a.*", "[].q"
};

static char story[8192];
static int refuse_at, calls;

static void
add(const char *fmt, ...)
{
	size_t n = strlen(story);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(story + n, sizeof(story) - n, fmt, ap);
	va_end(ap);
}

/*
 * A word for each callback, except the beginning and end of the context. What
 * matched stands behind it, names and values too.
 */
static signed char
teller(struct lejp_ctx *c, char reason)
{
	static const char *const words[] = {
		"", "", "<", ">", "!", "N", "T", "F", "0", "I", "R", "\"",
		"+", "S", "[", "]", "{", "}"
	};

	CHECK(c->npos <= LEJP_STRING_CHUNK);
	if (reason == LEJPCB_CONSTRUCTED || reason == LEJPCB_DESTRUCTED)
		return 0;

	CHECK(strlen(c->path) < sizeof(c->path));
	add("%s", words[reason & ~LEJP_FLAG_CB_IS_VALUE & 31]);
	if (reason == LEJPCB_PAIR_NAME)
		add("(%s)", c->path);
	if (c->path_match && reason != LEJPCB_FAILED)
		add("%d", c->path_match);
	if (reason & LEJP_FLAG_CB_IS_VALUE)
		add("'%.*s'", c->npos, c->buf);
	if ((reason & LEJP_FLAG_CB_IS_VALUE) && c->ipos)
		add("@%d", c->i[c->ipos - 1]);
	add(" ");

	return ++calls == refuse_at;
}

/* the result, with the text given `piece` bytes at a time; the story is told */
static int
parse(const char *text, size_t len, size_t piece)
{
	size_t n = 0, now;
	struct lejp_ctx c;
	int r = LEJP_CONTINUE;
	char *copy;

	story[0] = '\0';
	calls = 0;
	lejp_construct(&c, teller, NULL, paths, LWS_ARRAY_SIZE(paths));
	for (; n < len && r == LEJP_CONTINUE; n += now) {
		now = lws_min_sz(piece, len - n);
		copy = lws_memdup(text + n, now, "t");
		r = lejp_parse(&c, (const unsigned char *)copy, (int)now);
		if (r >= 0)
			r += (int)(len - n - now);
		lws_free(copy);
	}
	lejp_destruct(&c);

	return r;
}

static const struct {
	const char	*text;
	int		r;
	const char	*story;
} texts[] = {
	{ "{}", 0, "< { } > " },
	{ " [ ] x", 2, "< [ ] > " },
	{ "{\"a\":1} tail", 5, "< { N(a)1 I1'1' } > " },
	{ "{\"a\":{\"b\":\"s\",\"x\":true},\"z\":{\"x\":null}}", 0,
	  "< { N(a)1 {1 N(a.b)3 \"3 S3's' N(a.x)4 T4'1' }1 "
	  "N(z) { N(z.x)4 04'' } } > " },
	{ "{\"b\":[1,\"two\",false,{\"q\":-1.5e3}],\"c\":[{\"d\":0},{\"d\":2}]}",
	  0, "< { N(b) [2 I2'1'@0 \"2 S2'two'@1 F2'0'@2 {2 N(b[].q) "
	  "R'-1.5e3'@3 }2 ]2 N(c) [ { N(c[].d)5 I5'0'@0 } { N(c[].d)5 "
	  "I5'2'@1 } ] } > " },
	{ "[1,{\"q\":2}]", 0, "< [ I'1'@0 { N([].q)7 I7'2'@1 } ] > " },
	{ "{\"a\":[[1,2],[3]]}", 0,
	  "< { N(a)1 [1 [1 I1'1'@0 I1'2'@1 ]1 [1 I1'3'@0 ]1 ]1 } > " },
	{ "{\"a\":{\"zz\":[{\"y\":5}]}}", 0,
	  "< { N(a)1 {1 N(a.zz)6 [6 {6 N(a.zz[].y)6 I6'5'@0 }6 ]6 }1 } > " },
	{ "{\"p\":{\"q\":{\"x\":1}}}", 0,
	  "< { N(p) { N(p.q) { N(p.q.x) I'1' } } } > " },
	{ "\n# c\n{ # c\r\"a\" : [ ] ,\t\"e\" : 1E+5 }", 0,
	  "< { N(a)1 [1 ]1 N(e) R'1E+5' } > " },
	{ "{\"a\":\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", 0,
	  "< { N(a)1 \"1 S1'\xc3\xa9\"\\/\b\f\n\r\t' } > " },
	{ "{\"a\":\"\\ud83d\\uDE00x\\u20ac\"}", 0,
	  "< { N(a)1 \"1 S1'\xf0\x9f\x98\x80x\xe2\x82\xac' } > " },
	{ "{\"\\u0061\":\"\\ud83d\\ud83dx\\ude00\\ud800\\n\\ud800\"}", 0,
	  "< { N(a)1 \"1 S1'\xef\xbf\xbd\xef\xbf\xbdx\xef\xbf\xbd\xef\xbf\xbd\n"
	  "\xef\xbf\xbd' } > " },
	{ "{\"\":01}", 0, "< { N() I'01' } > " },
	{ "[1,]", 0, "< [ I'1'@0 ] > " },
	{ "{\"a\":-0.0}", 0, "< { N(a)1 R1'-0.0' } > " },
	{ "{\"a\"", -1, "< { " },
	{ "{\"a\":123", -1, "< { N(a)1 " },
	{ "5", -2, "< ! " }, { "\"s\"", -2, "< ! " }, { "]", -2, "< ! " },
	{ "{a:1}", -4, "< { ! " }, { "{,}", -4, "< { ! " },
	{ "{\"a\":1,}", -4, "< { N(a)1 I1'1' ! " },
	{ "{\"a\":\"\n\"}", -6, "< { N(a)1 \"1 ! " },
	{ "{\"a\":\"\\x\"}", -7, "< { N(a)1 \"1 ! " },
	{ "{\"a\":\"\\u12g4\"}", -8, "< { N(a)1 \"1 ! " },
	{ "{\"a\" 1}", -9, "< { ! " },
	{ "{\"a\":}", -10, "< { N(a)1 ! " }, { "{\"a\":+1}", -10,
	  "< { N(a)1 ! " }, { "{\"a\":.5}", -10, "< { N(a)1 ! " },
	{ "{\"a\":]", -10, "< { N(a)1 ! " }, { "[}", -10, "< [ ! " },
	{ "{\"a\":1.}", -11, "< { N(a)1 ! " }, { "{\"a\":1.e5}", -11,
	  "< { N(a)1 ! " },
	{ "{\"a\":-}", -12, "< { N(a)1 ! " }, { "{\"a\":1.2.3}", -12,
	  "< { N(a)1 ! " }, { "{\"a\":-e5}", -12, "< { N(a)1 ! " },
	{ "{\"a\":1e}", -13, "< { N(a)1 ! " }, { "{\"a\":1e+}", -13,
	  "< { N(a)1 ! " }, { "{\"a\":1e+-5}", -13, "< { N(a)1 ! " },
	{ "{\"a\":tru}", -14, "< { N(a)1 ! " }, { "{\"a\":nil}", -14,
	  "< { N(a)1 ! " },
	{ "{\"a\":1]", -15, "< { N(a)1 I1'1' ! " },
	{ "{\"a\":{\"b\":1]", -16, "< { N(a)1 {1 N(a.b)3 I3'1' ! " },
	{ "{\"a\":[1}", -17, "< { N(a)1 [1 I1'1'@0 ! " },
	{ "{\"a\":[1 2]}", -21, "< { N(a)1 [1 I1'1'@0 ! " },
	{ "{\"a\":1-}", -21, "< { N(a)1 I1'1' ! " },
	{ "{\"a\":truex}", -21, "< { N(a)1 T1'1' ! " },
};

static void
test_texts(void)
{
	size_t n, piece, len;

	for (n = 0; n < LWS_ARRAY_SIZE(texts); n++) {
		len = strlen(texts[n].text);
		for (piece = 1; piece <= len; piece++) {
			CHECK_EQ(parse(texts[n].text, len, piece), texts[n].r);
			CHECK_STR(story, texts[n].story);
		}
	}
}

/* a callback that refuses is obeyed, whichever it is */
static void
test_refuse(void)
{
	static const char text[] = "{\"a\":[1,\"s\",true],\"b\":{\"x\":1.5}}";
	int n, all;

	CHECK_EQ(parse(text, sizeof(text) - 1, 99), 0);
	all = calls;
	for (n = 2; n <= all; n++) {
		refuse_at = n;
		CHECK_EQ(parse(text, sizeof(text) - 1, 99),
			 LEJP_REJECT_CALLBACK);
		CHECK_EQ(calls, n + 1);
	}
	refuse_at = 0;
}

static void
repeat(char *out, const char *before, const char *what, int times,
       const char *after)
{
	strcpy(out, before);
	while (times--)
		strcat(out, what);
	strcat(out, after);
}

static void
test_limits(void)
{
	char t[4096], want[4096];
	int n;

	for (n = 252; n < 257; n++) {
		repeat(t, "{\"a\":\"", "x", n, "\"}");
		CHECK_EQ(parse(t, strlen(t), 1000), 0);
		repeat(want, "< { N(a)1 \"1 ", "", 0, "");
		if (n >= LEJP_STRING_CHUNK)
			repeat(want + strlen(want), "+1'", "x",
			       LEJP_STRING_CHUNK, "' ");
		repeat(want + strlen(want), "S1'", "x", n % LEJP_STRING_CHUNK,
		       "' } > ");
		CHECK_STR(story, want);
	}

	repeat(t, "{\"a\":", "1", LEJP_STRING_CHUNK, "}");
	CHECK_EQ(parse(t, strlen(t), 1000), 0);
	repeat(t, "{\"a\":", "1", LEJP_STRING_CHUNK + 1, "}");
	CHECK_EQ(parse(t, strlen(t), 1000), LEJP_REJECT_NUM_TOO_LONG);

	/* names too long for the path are no error, and match nothing */
	repeat(t, "{\"a.", "n", 300, "\":{\"b\":1},\"a\":2}");
	CHECK_EQ(parse(t, strlen(t), 7), 0);
	CHECK_STR(strstr(story, "N(a)"), "N(a)1 I1'2' } > ");
	CHECK(!strstr(story, "N(a.nnn6"));
	CHECK(strstr(story, "nn) { N(") != NULL);

	/* a string takes a level, too */
	repeat(t, "", "{\"k\":", LEJP_MAX_DEPTH - 1, "5");
	repeat(t + strlen(t), "", "}", LEJP_MAX_DEPTH - 1, "");
	CHECK_EQ(parse(t, strlen(t), 1000), 0);
	repeat(t, "", "{\"k\":", LEJP_MAX_DEPTH, "5");
	CHECK_EQ(parse(t, strlen(t), 1000), LEJP_REJECT_STACK_OVERFLOW);

	repeat(t, "", "[", LEJP_MAX_INDEX_DEPTH, "");
	repeat(t + strlen(t), "", "]", LEJP_MAX_INDEX_DEPTH, "");
	CHECK_EQ(parse(t, strlen(t), 1000), 0);
	repeat(t, "", "[", LEJP_MAX_INDEX_DEPTH + 1, "");
	CHECK_EQ(parse(t, strlen(t), 1000), LEJP_REJECT_MP_DELIM_ISTACK);
}

static const char *const inner_paths[] = { "b", "c.b" };

static signed char
inner(struct lejp_ctx *c, char reason)
{
	CHECK_STR((const char *)c->pst[c->pst_sp].user, "inner");
	add("~");
	teller(c, reason);
	if (reason == LEJPCB_OBJECT_END && !c->path[0]) {
		CHECK_EQ(lejp_parser_pop(c), 0);
		add("^%s^%d ", c->path, c->path_match);
	}

	return 0;
}

static signed char
outer(struct lejp_ctx *c, char reason)
{
	teller(c, reason);
	if (reason == LEJPCB_OBJECT_START && c->path_match == 6)
		CHECK_EQ(lejp_parser_push(c, (void *)"inner", inner_paths,
					  LWS_ARRAY_SIZE(inner_paths), inner),
			 0);

	return 0;
}

static signed char
quiet(struct lejp_ctx *c, char reason)
{
	(void)c;
	if (reason <= LEJPCB_START)
		add("%d", reason);

	return 0;
}

static void
test_parsers(void)
{
	static const char text[] = "{\"a\":{\"k\":{\"b\":1,\"c\":{\"b\":2}},"
				   "\"b\":3},\"a\":4}";
	struct lejp_ctx c;
	char w[8];
	int n;

	story[0] = '\0';
	lejp_construct(&c, outer, NULL, paths, LWS_ARRAY_SIZE(paths));
	CHECK_EQ(lejp_parser_pop(&c), -1);
	CHECK_EQ(lejp_parse(&c, (const unsigned char *)text,
			    sizeof(text) - 1), 0);
	CHECK_STR(story, "< { N(a)1 {1 N(a.k)6 {6 ~N(b)1 ~I1'1' ~N(c) ~{ "
		  "~N(c.b)2 ~I2'2' ~} ~} ^a.k^6 N(a.b)3 I3'3' }1 N(a)1 "
		  "I1'4' } > ");

	/* a second text with the same parser */
	story[0] = '\0';
	CHECK_EQ(lejp_parse(&c, (const unsigned char *)" {} []", 6), 3);
	CHECK_EQ(lejp_parse(&c, (const unsigned char *)" []", 3), 0);
	CHECK_STR(story, "< { } > < [ ] > ");
	lejp_destruct(&c);

	/* wildcards, in all lengths of the place for them */
	lejp_construct(&c, teller, NULL, paths, LWS_ARRAY_SIZE(paths));
	lejp_parse(&c, (const unsigned char *)"{\"name\":{\"x\":", 13);
	CHECK_EQ(c.path_match, 4);
	CHECK_EQ(c.wildcount, 1);
	CHECK_EQ(lejp_get_wildcard(&c, 0, w, sizeof(w)), 5);
	CHECK_STR(w, "name");
	CHECK_EQ(lejp_get_wildcard(&c, 0, w, 3), 3);
	CHECK_STR(w, "na");
	CHECK_EQ(lejp_get_wildcard(&c, 1, w, sizeof(w)), 0);
	CHECK_EQ(lejp_get_wildcard(&c, -1, w, sizeof(w)), 0);
	CHECK_EQ(lejp_get_wildcard(&c, 0, w, 0), 0);

	lws_set_log_level(0, NULL);
	for (n = 0; n < LEJP_MAX_PARSING_STACK_DEPTH - 1; n++)
		CHECK_EQ(lejp_parser_push(&c, NULL, paths, 1, teller), 0);
	CHECK_EQ(lejp_parser_push(&c, NULL, paths, 1, teller), -1);
	lws_set_log_level(LLL_ERR, NULL);
	while (n--)
		CHECK_EQ(lejp_parser_pop(&c), 0);
	CHECK_STR(c.path, "name.x");

	story[0] = '\0';
	lejp_change_callback(&c, quiet);
	lejp_destruct(&c);
	CHECK_STR(story, "021");
}

/* paths that are members of a table */
static void
test_stride(void)
{
	static const struct {
		const char	*path;
		int		x[3];
	} table[] = { { "p", { 0 } }, { "q", { 0 } } };
	struct lejp_ctx c;

	story[0] = '\0';
	lejp_construct(&c, teller, NULL, &table[0].path, 2);
	c.path_stride = sizeof(table[0]);
	CHECK_EQ(lejp_parse(&c, (const unsigned char *)"{\"q\":1}", 7), 0);
	CHECK_STR(story, "< { N(q)2 I2'1' } > ");
	lejp_destruct(&c);
}

/* anything at all, biased towards what JSON is made of */
static void
test_random(void)
{
	static const char bits[] = "{}[]\":,\\u0123456789.-+eEtruefalsn \n#a.bx";
	struct lws_xos x;
	char t[200];
	size_t n, len;
	int round, r;

	lws_xos_init(&x, 99);
	for (round = 0; round < 4000; round++) {
		len = 1 + lws_xos(&x) % sizeof(t);
		if (round & 1) {
			/* a good one with a few bytes changed */
			len = strlen(texts[4].text);
			memcpy(t, texts[4].text, len);
			for (n = 0; n < 2; n++)
				t[lws_xos(&x) % len] = (char)lws_xos(&x);
		} else {
			for (n = 0; n < len; n++)
				t[n] = bits[lws_xos(&x) %
					    (sizeof(bits) - 1)];
			t[0] = '{';
			t[1] = '\"';
		}
		r = parse(t, len, 1 + lws_xos(&x) % 9);
		CHECK(r >= LEJP_REJECT_CALLBACK && r < (int)len);
		CHECK((r < LEJP_CONTINUE) == (strchr(story, '!') != NULL &&
			!strcmp(story + strlen(story) - 2, "! ")));
	}
}

int
main(void)
{
	int n;

	test_texts();
	test_refuse();
	test_limits();
	test_parsers();
	test_stride();
	test_random();

	for (n = -2; n >= LEJP_REJECT_CALLBACK; n--)
		CHECK(strlen(lejp_error_to_string(n)) > 5);
	CHECK_STR(lejp_error_to_string(-1), "");
	CHECK_STR(lejp_error_to_string(7), "");
	CHECK(strlen(lejp_error_to_string(-999)) > 5);

	return check_result();
}
