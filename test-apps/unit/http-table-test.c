/* SPDX-License-Identifier: MIT */
/*
 * What is asked of a header table: joined values, fragments, custom headers,
 * URL arguments, cookies, lists; and the texts around HTTP that need no
 * connection: URL coding, dates, token names.
 */
#include "private-lib-roles-h1.h"
#include "http-check.h"

static struct allocated_headers *
table(const char *head)
{
	struct allocated_headers *ah = lws_ah_create(0, NULL);
	size_t used;

	if (!ah)
		exit(1);
	HTTP_CHECK(lws_h1_parse(ah, (const uint8_t *)head, strlen(head),
				&used) == LWS_H1_PARSE_DONE, "%s", ah->cause ?
		   ah->cause : "-");

	return ah;
}

/* every size of buffer: it fits exactly or not at all, and nothing is
 * written behind it */
static void
check_copy(struct allocated_headers *ah, unsigned int token, const char *want)
{
	size_t len = strlen(want), n;

	HTTP_CHECK(lws_ah_total_length(ah, token) == len, "%s", want);
	for (n = 1; n < len + 3; n++) {
		char *buf = malloc(n);
		int r;

		if (!buf)
			exit(1);
		memset(buf, '#', n);
		r = lws_ah_copy(ah, buf, n, token);
		if (n > len)
			HTTP_CHECK(r == (int)len && !strcmp(buf, want),
				   "%s: %s", want, buf);
		else
			HTTP_CHECK(r == -1 && !buf[0], "%s in %u: %d", want,
				   (unsigned int)n, r);
		free(buf);
	}
}

static void
check_urlarg(struct allocated_headers *ah, const char *name, const char *want)
{
	char buf[32] = "#";
	int n = lws_ah_urlarg(ah, name, buf, sizeof(buf));

	if (!want) {
		HTTP_CHECK(n == -1, "%s: %d", name, n);
		return;
	}
	HTTP_CHECK(n == (int)strlen(want) && !strcmp(buf, want), "%s: %d %s",
		   name, n, buf);
	n = lws_ah_urlarg(ah, name, buf, strlen(want) + 1);
	HTTP_CHECK(n == (int)strlen(want), "%s: exact", name);
	n = lws_ah_urlarg(ah, name, buf, strlen(want));
	HTTP_CHECK(n == -1, "%s: too small", name);
}

static void
check_cookie(struct allocated_headers *ah, const char *name, const char *want)
{
	char buf[32] = "#";
	size_t max = sizeof(buf);
	int n = lws_ah_cookie(ah, name, buf, &max);

	if (!want) {
		HTTP_CHECK(n == 1, "%s: %d", name, n);
		return;
	}
	HTTP_CHECK(!n && max == strlen(want) && !strcmp(buf, want),
		   "%s: %d %s", name, n, buf);
	n = lws_ah_cookie(ah, name, buf, &max);
	HTTP_CHECK(n == 2, "%s: too small: %d", name, n);
}

static void
check_questions(void)
{
	struct allocated_headers *ah = table(
		"PUT /p?a=1&bc=2&b=3&flag&a=4&e= HTTP/1.1\r\n"
		"Host: h\r\n"
		"Cookie: c1=v1; c2=v2 ;c10=x\r\n"
		"Cookie: c3=a=b\r\n"
		"Accept: x, y\r\n"
		"X-One: 1\r\n"
		"Accept: z\r\n"
		"X-two:\r\n"
		"x-one: again\r\n"
		"\r\n");
	const struct lws_ah_frag *f;
	char *uri;
	int len;

	check_copy(ah, WSI_TOKEN_HTTP_ACCEPT, "x, y, z");
	check_copy(ah, WSI_TOKEN_HTTP_COOKIE,
		   "c1=v1; c2=v2 ;c10=x; c3=a=b");
	check_copy(ah, WSI_TOKEN_HTTP_URI_ARGS, "a=1,bc=2,b=3,flag,a=4,e=");
	check_copy(ah, WSI_TOKEN_PUT_URI, "/p");
	HTTP_CHECK(!lws_ah_total_length(ah, WSI_TOKEN_GET_URI), "GET");
	HTTP_CHECK(!lws_ah_total_length(ah, WSI_TOKEN_COUNT), "count");
	HTTP_CHECK(!lws_ah_total_length(ah, 5000), "far out");
	HTTP_CHECK(!lws_ah_frag(ah, 5000, 0), "far out");

	f = lws_ah_frag(ah, WSI_TOKEN_HTTP_ACCEPT, 1);
	HTTP_CHECK(f && f->len == 1 && *lws_ah_frag_value(ah, f) == 'z', "z");
	HTTP_CHECK(!lws_ah_frag(ah, WSI_TOKEN_HTTP_ACCEPT, 2), "third");

	f = lws_ah_custom(ah, "X-ONE:", 6);
	HTTP_CHECK(f && !strcmp(lws_ah_frag_value(ah, f), "1"), "first one");
	f = lws_ah_custom(ah, "x-two:", 6);
	HTTP_CHECK(f && !f->len, "empty");
	HTTP_CHECK(!lws_ah_custom(ah, "x-two", 5), "without colon");
	HTTP_CHECK(!lws_ah_custom(ah, "x-tw:", 5), "shorter");
	HTTP_CHECK(!lws_ah_custom(ah, "accept:", 7), "has a token");

	check_urlarg(ah, "a", "1");
	check_urlarg(ah, "a=", "1");
	check_urlarg(ah, "b=", "3");
	check_urlarg(ah, "b", "3");
	check_urlarg(ah, "bc", "2");
	check_urlarg(ah, "flag", "");
	check_urlarg(ah, "e=", "");
	check_urlarg(ah, "fla", NULL);
	check_urlarg(ah, "zz=", NULL);

	check_cookie(ah, "c1", "v1");
	check_cookie(ah, "c2", "v2");
	check_cookie(ah, "c10", "x");
	check_cookie(ah, "c3", "a=b");
	check_cookie(ah, "c", NULL);
	check_cookie(ah, "v1", NULL);

	HTTP_CHECK(lws_ah_uri_and_method(ah, &uri, &len) == LWSHUMETH_PUT &&
		   len == 2 && !memcmp(uri, "/p", 2), "method");

	HTTP_CHECK(lws_ah_list_has(ah, WSI_TOKEN_HTTP_ACCEPT, "Y"), "y");
	HTTP_CHECK(lws_ah_list_has(ah, WSI_TOKEN_HTTP_ACCEPT, "z"), "z");
	HTTP_CHECK(!lws_ah_list_has(ah, WSI_TOKEN_HTTP_ACCEPT, "x,"), "x,");
	HTTP_CHECK(!lws_ah_list_has(ah, WSI_TOKEN_HTTP_ACCEPT, ""), "none");
	lws_ah_destroy(&ah);
}

static void
check_tokens(void)
{
	unsigned int n;

	for (n = 0; n < WSI_TOKEN_COUNT; n++) {
		const char *s = (const char *)lws_token_to_string(
						(enum lws_token_indexes)n);

		if (!s)
			continue;
		if (s[0] != ':' && s[strlen(s) - 1] == ':')
			HTTP_CHECK(lws_http_field_token(s, strlen(s)) == n,
				   "%s", s);
		else
			HTTP_CHECK(lws_http_field_token(s, strlen(s)) ==
				   LWS_AH_UNKNOWN, "%s", s);
	}
	HTTP_CHECK(!lws_token_to_string((enum lws_token_indexes)5000), "NULL");
	HTTP_CHECK(!strcmp((const char *)lws_token_to_string(
			WSI_TOKEN_HTTP_CONTENT_TYPE), "content-type:"), "type");
	HTTP_CHECK(!strcmp((const char *)lws_token_to_string(
			WSI_TOKEN_GET_URI), "get "), "get");
}

static void
check_url_coding(void)
{
	static const char plain[] = "a b/c?d&\xc3\xa9%~-_+";
	static const char coded[] = "a+b%2Fc%3Fd%26%C3%A9%25%7E%2D%5F%2B";
	char buf[64], back[64], *exact;
	int n;

	HTTP_CHECK(!strcmp(lws_urlencode(buf, plain, sizeof(buf)), coded),
		   "%s", buf);
	HTTP_CHECK(!lws_urldecode(back, buf, sizeof(back)) &&
		   !strcmp(back, plain), "%s", back);

	/* cut between characters, and always inside the buffer */
	for (n = 1; n < (int)sizeof(coded) + 2; n++) {
		exact = malloc((size_t)n);
		if (!exact)
			exit(1);
		lws_urlencode(exact, plain, n);
		HTTP_CHECK(!strncmp(exact, coded, strlen(exact)) &&
			   strlen(exact) + 4 > lws_min_sz((size_t)n,
							  strlen(coded)),
			   "%d: %s", n, exact);
		HTTP_CHECK(!lws_urldecode(exact, coded, n) &&
			   !strncmp(exact, plain, strlen(exact)), "%d", n);
		free(exact);
	}

	HTTP_CHECK(lws_urldecode(buf, "a%zz", sizeof(buf)) == -1, "%%zz");
	HTTP_CHECK(lws_urldecode(buf, "a%4", sizeof(buf)) == -1, "%%4");
	HTTP_CHECK(lws_urldecode(buf, "a%", sizeof(buf)) == -1, "%%");
	HTTP_CHECK(lws_urldecode(buf, "a%00b", sizeof(buf)) == -1, "%%00");
	HTTP_CHECK(lws_urldecode(buf, "a", 0) == -1, "no room");
}

static void
check_dates(void)
{
	static const struct {
		const char	*text;
		long long	t;
	} good[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
		{ "Sun Nov  6 08:49:37 1994", 784111777 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
		{ "Tue, 29 Feb 2000 12:00:00 GMT", 951825600 },
		{ "Mon, 28 Feb 2022 23:59:59 GMT", 1646092799 },
		{ "Tue, 19 Jan 2038 03:14:07 GMT", 2147483647 },
	};
	static const char * const bad[] = {
		"", "Sun", "Sun, ", "Sun, 06 Nov 1994", "06 Nov 1994 08:49:37",
		"Sun, 06 Nov 1994 08:49:37", "Sun, 06 Foo 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:60:37 GMT", "Sun Nov 6 08:49:37 1994",
	};
	char buf[32];
	time_t t;
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(good); n++) {
		HTTP_CHECK(!lws_http_date_parse_unix(good[n].text,
				strlen(good[n].text), &t) &&
			   (long long)t == good[n].t, "%s: %lld", good[n].text,
			   (long long)t);
		t = (time_t)good[n].t;
		HTTP_CHECK(!lws_http_date_render_from_unix(buf, sizeof(buf),
							   &t), "%s", buf);
		if (strstr(good[n].text, ", ") && !strchr(good[n].text, '-'))
			HTTP_CHECK(!strcmp(buf, good[n].text), "%s", buf);
	}
	for (n = 0; n < LWS_ARRAY_SIZE(bad); n++)
		HTTP_CHECK(lws_http_date_parse_unix(bad[n], strlen(bad[n]),
						    &t), "%s", bad[n]);
	HTTP_CHECK(lws_http_date_render_from_unix(buf, 29, &t), "too small");

	/* every day of 400 years there and back */
	for (t = 0; (long long)t < 400ll * 146097 / 400 * 86400; t += 86400) {
		time_t back = -1;

		if (lws_http_date_render_from_unix(buf, sizeof(buf), &t) ||
		    lws_http_date_parse_unix(buf, strlen(buf), &back) ||
		    back != t)
			break;
	}
	HTTP_CHECK((long long)t == 146097ll * 86400, "%s", buf);
}

/* years that do not have four digits cannot be written */
static void
check_date_bounds(void)
{
	static const struct {
		long long	t;
		const char	*text;	/* NULL: refused */
	} c[] = {
		{ -62167219200ll, "Sat, 01 Jan 0000 00:00:00 GMT" },
		{ -62167219201ll, NULL },
		{ 253402300799ll, "Fri, 31 Dec 9999 23:59:59 GMT" },
		{ 253402300800ll, NULL },
		/* 2^32 years behind 1970 */
		{ 4294967296ll * 146097 / 400 * 86400, NULL },
		{ INT64_MAX, NULL },
		{ INT64_MIN, NULL },
		{ -1, "Wed, 31 Dec 1969 23:59:59 GMT" },
	};
	char buf[32];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(c); n++) {
		time_t t = (time_t)c[n].t;
		int ret;

		if ((long long)t != c[n].t)
			continue; /* a time_t of 32 bits */
		buf[0] = '\0';
		ret = lws_http_date_render_from_unix(buf, sizeof(buf), &t);
		HTTP_CHECK(!ret == !!c[n].text, "%lld: %d", c[n].t, ret);
		if (c[n].text)
			HTTP_CHECK(!strcmp(buf, c[n].text), "%lld: %s", c[n].t,
				   buf);
	}
}

int
main(void)
{
	check_questions();
	check_tokens();
	check_url_coding();
	check_dates();
	check_date_bounds();

	return http_check_result("http-table");
}
