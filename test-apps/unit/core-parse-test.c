/* SPDX-License-Identifier: MIT */
/* URIs, tokens, wildcards and ${expansions}. */

#include "private-lib-core.h"

#include "core-check.h"

static void
test_uri(void)
{
	static const struct {
		const char	*uri, *prot, *ads;
		int		port;
		const char	*path;
	} c[] = {
		{ "http://a.b.c:123/x/y?z=1", "http", "a.b.c", 123, "x/y?z=1" },
		{ "https://a.b.c", "https", "a.b.c", 443, "/" },
		{ "wss://h/", "wss", "h", 443, "/" },
		{ "ws://[::1]:99/p", "ws", "::1", 99, "p" },
		{ "http://[fe80::1]/p", "http", "fe80::1", 80, "p" },
		{ "http://[::1]", "http", "::1", 80, "/" },
		{ "a.b.c/p", "", "a.b.c", -7, "p" },
		{ "h:80", "", "h", 80, "/" },
		{ "h:0", "", "h", 0, "/" },
		{ "h:65535/", "", "h", 65535, "/" },
		{ "/path", "", "", -7, "path" },
		{ "", "", "", -7, "/" },
		{ "http://", "http", "", 80, "/" },
		{ "http://h:/p", "http", "h", 80, "p" },
		{ "foo://h/x", "foo", "h", -7, "x" },
		{ "http://h//x", "http", "h", 80, "/x" },
		{ "h/p?u=http://x:9/", "", "h", -7, "p?u=http://x:9/" },
		{ "http://+/run/x.sock:/path", "http", "+/run/x.sock", 0,
		  "path" },
		{ "+/run/x.sock", "", "+/run/x.sock", -7, "/" },
		{ "+/run/x.sock:path", "", "+/run/x.sock", 0, "path" },
		{ "ws://[::1/p", NULL, NULL, 0, NULL },
		{ "ws://[::1]x/p", NULL, NULL, 0, NULL },
		{ "http://h:65536/x", NULL, NULL, 0, NULL },
		{ "http://h:99999999999999999999/x", NULL, NULL, 0, NULL },
		{ "http://h:-1/x", NULL, NULL, 0, NULL },
		{ "http://h:8x/x", NULL, NULL, 0, NULL },
		{ "http://u:p@h:80/x", NULL, NULL, 0, NULL },
	};
	const char *prot, *ads, *path;
	int port, r;
	size_t n;
	char *b;

	lws_set_log_level(0, NULL);
	for (n = 0; n < LWS_ARRAY_SIZE(c); n++) {
		b = lws_strdup(c[n].uri, "t");
		port = -7;
		prot = ads = path = "unset";
		r = lws_parse_uri(b, &prot, &ads, &port, &path);
		if (!c[n].path) {
			CHECK_EQ(r, -1);
			CHECK_STR(ads, "unset");
			CHECK_EQ(port, -7);
			lws_free(b);
			continue;
		}
		CHECK_EQ(r, 0);
		CHECK_STR(prot, c[n].prot);
		CHECK_STR(ads, c[n].ads);
		CHECK_EQ(port, c[n].port);
		CHECK_STR(path, c[n].path);
		lws_free(b);
	}
	lws_set_log_level(LLL_ERR, NULL);
}

/*
 * The pieces as one string: a letter for the kind, then the text. T token, I
 * integer, F float, D delimiter, N name=, C name:, Q quoted; then the end, or
 * the number of the error.
 */
static const char *
pieces(const char *s, int flags)
{
	static const char kinds[] = ".DTIFNCQ";
	static char out[256];
	struct lws_tokenize ts;
	size_t len = strlen(s);
	char *copy = lws_memdup(s, len ? len : 1, "t"), *o = out;
	int e, n;

	lws_tokenize_init(&ts, copy, flags);
	ts.len = len;
	for (n = 0; n < 50; n++) {
		e = lws_tokenize(&ts);
		if (e <= 0)
			break;
		o += lws_snprintf(o, (size_t)(out + sizeof(out) - o),
				  "%c%.*s ", kinds[e], (int)ts.token_len,
				  ts.token);
	}
	lws_snprintf(o, (size_t)(out + sizeof(out) - o), "%d", e);
	lws_free(copy);

	return out;
}

#define MINUS	LWS_TOKENIZE_F_MINUS_NONTERM
#define COLON	LWS_TOKENIZE_F_AGG_COLON
#define COMMA	LWS_TOKENIZE_F_COMMA_SEP_LIST
#define RFC	LWS_TOKENIZE_F_RFC7230_DELIMS
#define DOT	LWS_TOKENIZE_F_DOT_NONTERM
#define NOFLOAT	LWS_TOKENIZE_F_NO_FLOATS
#define NOINT	LWS_TOKENIZE_F_NO_INTEGERS
#define HASH	LWS_TOKENIZE_F_HASH_COMMENT
#define SLASH	LWS_TOKENIZE_F_SLASH_NONTERM
#define STAR	LWS_TOKENIZE_F_ASTERISK_NONTERM
#define EQUALS	LWS_TOKENIZE_F_EQUALS_NONTERM

static const struct {
	const char	*s;
	int		flags;
	const char	*want;
} tokens[] = {
	{ "", 0, "0" },
	{ " \t\r\n\f", 0, "0" },
	{ "a=1, b = \"q s\" c:d 1.5 -3 'z'", 0,
	  "Na I1 D, Nb Qq s Tc D: Td F1.5 D- I3 D' Tz D' 0" },
	{ "c:d e :f g", COLON, "Cc Td Ce Tf Tg 0" },
	{ "5:b", COLON, "C5 Tb 0" },
	{ "5:", 0, "I5 D: 0" },
	{ "-5 a-b --x 1-2", MINUS, "T-5 Ta-b T--x T1-2 0" },
	{ "5-6", 0, "I5 D- I6 0" },
	{ "1=2", 0, "-2" },
	{ "1.5=2", 0, "-2" },
	{ "\"a\"=b", 0, "Qa D= Tb 0" },
	{ "a==b", 0, "Na D= Tb 0" },
	{ "a=b c", EQUALS, "Ta=b Tc 0" },
	{ "a=", 0, "Na 0" },
	{ "=a", 0, "D= Ta 0" },
	{ "12 3a a3 0x1f", 0, "I12 T3a Ta3 T0x1f 0" },
	{ "12 1.5", NOINT, "T12 T1 D. T5 0" },
	{ "1.5", NOINT | DOT, "T1.5 0" },
	{ "x.y 1. 5.x a.5 12a.5 1.2a", 0,
	  "Tx D. Ty F1. T5.x Ta D. I5 T12a D. I5 T1.2a 0" },
	{ ".5", 0, "D. I5 0" },
	{ "x.y .5 . a. 1.5", DOT, "Tx.y T.5 T. Ta. F1.5 0" },
	{ "1.2.3", 0, "-3" },
	{ "1..2", 0, "-3" },
	{ "1.2.3", DOT, "-3" },
	{ "192.168.1.1 1.5", DOT | NOFLOAT, "T192.168.1.1 T1.5 0" },
	{ "1.5", NOFLOAT, "I1 D. I5 0" },
	{ "a # c\nb#d\r\ne \"#f\"", HASH, "Ta Tb Te Q#f 0" },
	{ "# only", HASH, "0" },
	{ "a=#c\nb", HASH, "Na Tb 0" },
	{ "a # b", 0, "Ta D# Tb 0" },
	{ "a/b c", 0, "Ta D/ Tb Tc 0" },
	{ "a/b c", SLASH, "Ta/b Tc 0" },
	{ "a*b", 0, "Ta D* Tb 0" },
	{ "a*b", STAR, "Ta*b 0" },
	{ "\"unterm", 0, "-4" },
	{ "a=\"b", 0, "Na -4" },
	{ "\"\"", 0, "Q 0" },
	{ "\"a\\\" b", 0, "Qa\\ Tb 0" },
	{ "a\"b\"c", 0, "Ta Qb Tc 0" },
	{ "a\vb\x01", 0, "Ta D\v Tb D\x01 0" },
	{ "(a) [b] {c} <d>", RFC, "D( Ta D) D[ Tb D] D{ Tc D} D< Td D> 0" },
	{ "!a$b%c&d'e+f^g`h|i~j*#", RFC, "T!a$b%c&d'e+f^g`h|i~j*# 0" },
	{ "text/html;q=0.5", RFC, "Ttext D/ Thtml D; Nq F0.5 0" },
	{ "a-b.c", RFC, "Ta D- Tb D. Tc 0" },
	{ "a-b.c", RFC | MINUS | DOT, "Ta-b.c 0" },
	{ "a,b, c", COMMA, "Ta D, Tb D, Tc 0" },
	{ "keep-alive , Upgrade", COMMA | MINUS, "Tkeep-alive D, TUpgrade 0" },
	{ "", COMMA, "0" },
	{ ",a", COMMA, "-1" },
	{ "a,,b", COMMA, "Ta D, -1" },
	{ "a,", COMMA, "Ta D, -1" },
	{ "a b", COMMA, "Ta -1" },
	{ "a;b", COMMA, "Ta -1" },
	{ "(a)", COMMA, "-1" },
	{ "\"q\", 5, 2.5", COMMA, "Qq D, I5 D, F2.5 0" },
	{ "a=b, c=\"d\"", COMMA, "Na Tb D, Nc Qd 0" },
	{ "a=", COMMA, "Na -1" },
	{ "\xc3\xa9t\xc3\xa9 \"\xe2\x82\xac\"", 0,
	  "T\xc3\xa9t\xc3\xa9 Q\xe2\x82\xac 0" },
	{ "a\xc3 b", 0, "-5" },
	{ "a\xc3", 0, "-5" },
	{ "\xff", 0, "-5" },
	{ "\"\xed\xa0\x80\"", 0, "-5" },
};

static void
test_tokenize(void)
{
	struct lws_tokenize ts;
	char b[4];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(tokens); n++)
		CHECK_STR(pieces(tokens[n].s, tokens[n].flags),
			  tokens[n].want);

	/* without a length it ends at the NUL */
	lws_tokenize_init(&ts, "abc de", 0);
	CHECK_EQ(lws_tokenize(&ts), LWS_TOKZE_TOKEN);
	CHECK_EQ(lws_tokenize_cstr(&ts, b, 4), 0);
	CHECK_STR(b, "abc");
	CHECK_EQ(lws_tokenize_cstr(&ts, b, 3), 1);
	CHECK_EQ(lws_tokenize(&ts), LWS_TOKZE_TOKEN);
	CHECK_EQ(lws_tokenize(&ts), LWS_TOKZE_ENDED);
	CHECK_EQ(lws_tokenize(&ts), LWS_TOKZE_ENDED);
}

static int
wild(const char *w, const char *c)
{
	return lws_strcmp_wildcard(w, strlen(w), c, strlen(c));
}

static void
test_wildcard(void)
{
	static const char *const yes[][2] = {
		{ "*", "" }, { "*", "abc" }, { "a*c", "abc" }, { "a*c", "ac" },
		{ "abc", "abc" }, { "ab*", "ab" }, { "*b*", "abc" },
		{ "**", "" }, { "", "" }, { "*a", "aaab a" }, { "*ab", "aab" },
		{ "a*b*c", "aXbYbZc" }, { "*.example.com", "a.example.com" },
	};
	static const char *const no[][2] = {
		{ "a*c", "abd" }, { "abc", "abcd" }, { "abcd", "abc" },
		{ "*a", "aaab" }, { "a?c", "abc" }, { "", "a" }, { "a", "" },
		{ "a*", "ba" }, { "a*b*c", "aXc" }, { "*x", "" },
	};
	char hard[64], text[4096];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(yes); n++)
		CHECK_EQ(wild(yes[n][0], yes[n][1]), 0);
	for (n = 0; n < LWS_ARRAY_SIZE(no); n++)
		CHECK_EQ(wild(no[n][0], no[n][1]), 1);

	/* lengths count, not NULs */
	CHECK_EQ(lws_strcmp_wildcard("ab*XX", 3, "abcYY", 3), 0);
	CHECK_EQ(lws_strcmp_wildcard("abX", 2, "abY", 2), 0);

	/* a pattern that would take for ever by recursion */
	for (n = 0; n < sizeof(hard); n++)
		hard[n] = n & 1 ? 'a' : '*';
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = 'b';
	CHECK_EQ(lws_strcmp_wildcard(hard, sizeof(hard), text, sizeof(text)),
		 1);
}

static int
expand(void *priv, const char *name, char *out, size_t *pos, size_t olen,
       size_t *exp_ofs)
{
	const char *v = !strcmp(name, "a") ? "AAAA" :
			!strcmp(name, "long") ? "0123456789" :
			!strcmp(name, "e") ? "" : NULL;
	size_t n;

	if (!v)
		return LSTRX_FATAL_NAME_UNKNOWN;

	(*(int *)priv)++;
	n = lws_min_sz(strlen(v) - *exp_ofs, olen - *pos);
	if (out)
		memcpy(out + *pos, v + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return v[*exp_ofs] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

/* all of in, `in_piece` bytes at a time, into pieces of olen; the last result */
static int
expand_all(const char *in, size_t in_piece, size_t olen, char *all)
{
	size_t len = strlen(in), ofs = 0, total = 0, ui, uo, n;
	int calls = 0, r, guard = 0;
	lws_strexp_t x;
	char out[64];

	lws_strexp_init(&x, &calls, expand, out, olen);
	do {
		n = lws_min_sz(in_piece, len - ofs);
		r = lws_strexp_expand(&x, in + ofs, n, &ui, &uo);
		CHECK(ui <= n && uo <= olen);
		ofs += ui;
		memcpy(all + total, out, uo);
		total += uo;
		lws_strexp_reset_out(&x, out, olen);
	} while (r >= 0 && (r == LSTRX_FILLED_OUT || ofs < len) &&
		 guard++ < 1000);
	all[total] = '\0';

	return r;
}

static void
test_strexp(void)
{
	static const struct {
		const char	*in, *want;
		int		r;
	} c[] = {
		{ "", "", 0 }, { "plain", "plain", 0 },
		{ "x${a}y", "xAAAAy", 0 }, { "${long}${a}", "0123456789AAAA", 0 },
		{ "a$b${e}$$c", "a$b$$c", 0 }, { "$${a}", "$AAAA", 0 },
		{ "$", "", 0 }, { "${a", "", 0 }, { "}{", "}{", 0 },
		{ "x${zz}y", "x", LSTRX_FATAL_NAME_UNKNOWN },
		{ "${}", "", LSTRX_FATAL_NAME_UNKNOWN },
		{ "${1234567890123456789012345678901}", "",
		  LSTRX_FATAL_NAME_UNKNOWN },
		{ "${12345678901234567890123456789012}", "",
		  LSTRX_FATAL_NAME_TOO_LONG },
	};
	size_t n, i, o;
	char all[128];

	lws_set_log_level(0, NULL);
	for (n = 0; n < LWS_ARRAY_SIZE(c); n++)
		for (i = 1; i < 20; i += 3)
			for (o = 1; o < 20; o += 2) {
				CHECK_EQ(expand_all(c[n].in, i, o, all),
					 c[n].r);
				CHECK_STR(all, c[n].want);
			}
	lws_set_log_level(LLL_ERR, NULL);

	/* only measuring */
	{
		lws_strexp_t x;
		int calls = 0;

		lws_strexp_init(&x, &calls, expand, NULL, 100);
		CHECK_EQ(lws_strexp_expand(&x, "x${long}y", 9, &i, &o), 0);
		CHECK(i == 9 && o == 12 && calls == 1);
	}
}

int
main(void)
{
	test_uri();
	test_tokenize();
	test_wildcard();
	test_strexp();

	return check_result();
}
