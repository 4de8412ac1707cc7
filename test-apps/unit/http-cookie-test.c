/* SPDX-License-Identifier: MIT */
/*
 * Cookies of clients: what a Set-Cookie field means, dates, and what is sent
 * back where.
 */
#include "cookies.h"
#include "client-script.h"

#define NOW	1700000000	/* 2023-11-14 22:13:20 */

static const struct {
	const char *field, *host, *path;
	int tls;
	const char *bad;	/* or NULL, and then: */
	const char *name, *value, *domain, *cpath;
	int64_t expires;	/* from now on; 0: none, -1: gone */
	int host_only, secure;
} table[] = {
	/* names and values */
	{ "a=b", "h.example", "/", 0, NULL, "a", "b", "h.example", "/", 0, 1,
	  0 },
	{ " a = b ", "h.example", "/", 0, NULL, "a", "b", "h.example", "/", 0,
	  1, 0 },
	{ "a=", "h.example", "/", 0, NULL, "a", "", "h.example", "/", 0, 1, 0 },
	{ "a=b=c", "h.example", "/", 0, NULL, "a", "b=c", "h.example", "/", 0,
	  1, 0 },
	{ "a=\"b c\"", "h.example", "/", 0, NULL, "a", "\"b c\"", "h.example",
	  "/", 0, 1, 0 },
	{ "a=b;", "h.example", "/", 0, NULL, "a", "b", "h.example", "/", 0, 1,
	  0 },
	{ "a=b; unknown; other=x", "h.example", "/", 0, NULL, "a", "b",
	  "h.example", "/", 0, 1, 0 },
	{ "a", "h.example", "/", 0, "no name and", NULL, NULL, NULL, NULL, 0, 0,
	  0 },
	{ "=b", "h.example", "/", 0, "no name", NULL, NULL, NULL, NULL, 0, 0,
	  0 },
	{ "", "h.example", "/", 0, "no name", NULL, NULL, NULL, NULL, 0, 0, 0 },
	{ "; a=b", "h.example", "/", 0, "no name", NULL, NULL, NULL, NULL, 0, 0,
	  0 },
	{ "a=b\tc", "h.example", "/", 0, "control", NULL, NULL, NULL, NULL, 0,
	  0, 0 },
	{ "a=b\x7f", "h.example", "/", 0, "control", NULL, NULL, NULL, NULL, 0,
	  0, 0 },
	/* domains */
	{ "a=b; Domain=h.example", "h.example", "/", 0, NULL, "a", "b",
	  "h.example", "/", 0, 0, 0 },
	{ "a=b; Domain=.H.Example", "h.example", "/", 0, NULL, "a", "b",
	  "h.example", "/", 0, 0, 0 },
	{ "a=b; domain=h.example", "x.y.h.example", "/", 0, NULL, "a", "b",
	  "h.example", "/", 0, 0, 0 },
	{ "a=b; domain=other.example; DOMAIN=h.example", "h.example", "/", 0,
	  NULL, "a", "b", "h.example", "/", 0, 0, 0 },
	{ "a=b; domain=", "h.example", "/", 0, NULL, "a", "b", "h.example", "/",
	  0, 1, 0 },
	{ "a=b; domain=x.h.example", "h.example", "/", 0, "another domain",
	  NULL, NULL, NULL, NULL, 0, 0, 0 },
	{ "a=b; domain=other.example", "h.example", "/", 0, "another domain",
	  NULL, NULL, NULL, NULL, 0, 0, 0 },
	{ "a=b; domain=ample", "h.example", "/", 0, "another domain", NULL,
	  NULL, NULL, NULL, 0, 0, 0 },
	{ "a=b; domain=example", "h.example", "/", 0, "public", NULL, NULL,
	  NULL, NULL, 0, 0, 0 },
	{ "a=b; domain=.", "h.example", "/", 0, NULL, "a", "b", "h.example",
	  "/", 0, 1, 0 },
	{ "a=b; domain=localhost", "localhost", "/", 0, NULL, "a", "b",
	  "localhost", "/", 0, 1, 0 },
	{ "a=b; domain=127.0.0.1", "127.0.0.1", "/", 0, NULL, "a", "b",
	  "127.0.0.1", "/", 0, 1, 0 },
	{ "a=b; domain=0.0.1", "127.0.0.1", "/", 0, "public", NULL, NULL, NULL,
	  NULL, 0, 0, 0 },
	{ "a=b", "[::1]", "/", 0, NULL, "a", "b", "[::1]", "/", 0, 1, 0 },
	/* paths */
	{ "a=b", "h.example", "/d/e/f?x/y", 0, NULL, "a", "b", "h.example",
	  "/d/e", 0, 1, 0 },
	{ "a=b", "h.example", "/d", 0, NULL, "a", "b", "h.example", "/", 0, 1,
	  0 },
	{ "a=b", "h.example", "d", 0, NULL, "a", "b", "h.example", "/", 0, 1,
	  0 },
	{ "a=b; Path=/x", "h.example", "/d/e", 0, NULL, "a", "b", "h.example",
	  "/x", 0, 1, 0 },
	{ "a=b; path=x", "h.example", "/d/e", 0, NULL, "a", "b", "h.example",
	  "/d", 0, 1, 0 },
	{ "a=b; path", "h.example", "/d/e", 0, NULL, "a", "b", "h.example",
	  "/d", 0, 1, 0 },
	{ "a=b; path=/|", "h.example", "/", 0, "cannot be kept", NULL, NULL,
	  NULL, NULL, 0, 0, 0 },
	/* time */
	{ "a=b; Max-Age=60", "h.example", "/", 0, NULL, "a", "b", "h.example",
	  "/", 60, 1, 0 },
	{ "a=b; Max-Age=0", "h.example", "/", 0, NULL, "a", "b", "h.example",
	  "/", -1, 1, 0 },
	{ "a=b; Max-Age=-1", "h.example", "/", 0, NULL, "a", "b", "h.example",
	  "/", -1, 1, 0 },
	{ "a=b; Max-Age=6x", "h.example", "/", 0, NULL, "a", "b", "h.example",
	  "/", 0, 1, 0 },
	{ "a=b; Max-Age=-", "h.example", "/", 0, NULL, "a", "b", "h.example",
	  "/", 0, 1, 0 },
	{ "a=b; Max-Age=99999999999999999999", "h.example", "/", 0, NULL, "a",
	  "b", "h.example", "/", LWS_COOKIE_MAX_AGE, 1, 0 },
	{ "a=b; Expires=Tue, 14 Nov 2023 22:14:20 GMT", "h.example", "/", 0,
	  NULL, "a", "b", "h.example", "/", 60, 1, 0 },
	{ "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "h.example", "/", 0,
	  NULL, "a", "b", "h.example", "/", -1, 1, 0 },
	{ "a=b; Expires=soon", "h.example", "/", 0, NULL, "a", "b",
	  "h.example", "/", 0, 1, 0 },
	{ "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=60",
	  "h.example", "/", 0, NULL, "a", "b", "h.example", "/", 60, 1, 0 },
	{ "a=b; max-age=0; Expires=Tue, 14 Nov 2023 22:14:20 GMT",
	  "h.example", "/", 0, NULL, "a", "b", "h.example", "/", -1, 1, 0 },
	{ "a=b; Expires=Tue, 14 Nov 2199 22:14:20 GMT", "h.example", "/", 0,
	  NULL, "a", "b", "h.example", "/", LWS_COOKIE_MAX_AGE, 1, 0 },
	/* Secure, and what a name promises */
	{ "a=b; Secure", "h.example", "/", 1, NULL, "a", "b", "h.example", "/",
	  0, 1, 1 },
	{ "a=b; secure; HttpOnly; SameSite=Lax", "h.example", "/", 1, NULL, "a",
	  "b", "h.example", "/", 0, 1, 1 },
	{ "a=b; Secure", "h.example", "/", 0, "without TLS", NULL, NULL, NULL,
	  NULL, 0, 0, 0 },
	{ "__Secure-a=b", "h.example", "/", 1, "__Secure-", NULL, NULL, NULL,
	  NULL, 0, 0, 0 },
	{ "__Secure-a=b; Secure", "h.example", "/", 1, NULL, "__Secure-a", "b",
	  "h.example", "/", 0, 1, 1 },
	{ "__Host-a=b; Secure; Path=/", "h.example", "/d/e", 1, NULL,
	  "__Host-a", "b", "h.example", "/", 0, 1, 1 },
	{ "__host-a=b; Secure", "h.example", "/d/e", 1, "__Host-", NULL, NULL,
	  NULL, NULL, 0, 0, 0 },
	{ "__Host-a=b; Secure; Path=/; Domain=h.example", "h.example", "/", 1,
	  "__Host-", NULL, NULL, NULL, NULL, 0, 0, 0 },
};

static int
is(struct lws_span s, const char *want)
{
	return s.len == strlen(want) && !memcmp(s.p, want, s.len);
}

static void
check_table(void)
{
	char big[LWS_COOKIE_MAX + 3];
	struct lws_cookie c;
	size_t n;

	for (n = 0; n < T_ARRAY(table); n++) {
		const char *bad = lws_cookie_parse(&c, table[n].field,
				strlen(table[n].field), table[n].host,
				table[n].path, table[n].tls, NOW);

		t_case("Set-Cookie: %s (%s)", table[n].field, table[n].host);
		if (table[n].bad) {
			CHECK(bad && strstr(bad, table[n].bad));
			continue;
		}
		if (!CHECK(!bad))
			continue;
		CHECK(is(c.name, table[n].name));
		CHECK(is(c.value, table[n].value));
		CHECK(is(c.path, table[n].cpath));
		CHECK_STR(c.domain, table[n].domain);
		CHECK_EQ(c.host_only, table[n].host_only);
		CHECK_EQ(c.secure, table[n].secure);
		CHECK_EQ(c.gone, table[n].expires < 0);
		if (table[n].expires >= 0)
			CHECK_EQ(c.expires, table[n].expires ?
				 NOW + table[n].expires : 0);
	}

	t_case("too long");
	memset(big, 'x', sizeof(big));
	big[1] = '=';
	CHECK(!lws_cookie_parse(&c, big, LWS_COOKIE_MAX + 1, "h", "/", 0,
				NOW));
	CHECK(lws_cookie_parse(&c, big, LWS_COOKIE_MAX + 2, "h", "/", 0, NOW));
}

static const struct {
	const char *text;
	int64_t t;		/* -1: none */
} dates[] = {
	{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
	{ "Sun Nov  6 08:49:37 1994", 784111777 },
	{ "6 november 1994 8:49:37", 784111777 },
	{ "1994 08:49:37 06 NOVxyz", 784111777 },
	{ "08:49:37 06 11 Nov 94", 1320569377 },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "01 Jan 69 00:00:00", 3124224000 },
	{ "01 Jan 70 00:00:00", 0 },
	{ "31 Dec 1600 00:00:00", -1 },
	{ "00 Jan 1970 00:00:00", -1 },
	{ "32 Jan 1970 00:00:00", -1 },
	{ "01 Jan 1970 24:00:00", -1 },
	{ "01 Jan 1970 00:60:00", -1 },
	{ "01 Jan 1970 00:00:60", -1 },
	{ "01 Jan 1970 00:00", -1 },
	{ "01 Jan 19700 00:00:00", -1 },
	{ "01 Foo 1970 00:00:00", -1 },
	{ "", -1 },
};

static void
check_dates(void)
{
	int64_t t;
	size_t n;

	for (n = 0; n < T_ARRAY(dates); n++) {
		int bad = lws_cookie_date(dates[n].text, strlen(dates[n].text),
					  &t);

		t_case("date %s", dates[n].text);
		CHECK_EQ(bad, dates[n].t < 0);
		if (!bad)
			CHECK_EQ(t, dates[n].t);
	}
}

static const struct {
	const char *request, *cookie;
	int match;
} paths[] = {
	{ "/", "/", 1 }, { "/a", "/", 1 }, { "/a", "/a", 1 },
	{ "/a/b", "/a", 1 }, { "/a/b", "/a/", 1 }, { "/ab", "/a", 0 },
	{ "/a", "/a/", 0 }, { "/a?x", "/a", 1 }, { "/a?/x", "/a/", 0 },
	{ "/A", "/a", 0 }, { "", "/", 1 }, { "x", "/", 1 }, { "?x", "/", 1 },
};

static void
check_paths(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(paths); n++) {
		t_case("%s for %s", paths[n].cookie, paths[n].request);
		CHECK_EQ(lws_cookie_path_matches(paths[n].request,
			 paths[n].cookie, strlen(paths[n].cookie)),
			 paths[n].match);
	}
}

/* ---- with a server ---- */

static int number;

/* one request to this host, answered with these fields; the Cookie line that
 * it had, or "" */
static const char *
ask(const char *host, const char *path, const char *set, int flags)
{
	static char line[1024], answer[1024];
	const struct cs_step steps[] = { { 0, "\r\n\r\n", answer, 0 } };
	struct lws_client_connect_info i;
	char *p, *e;

	memset(&i, 0, sizeof(i));
	i.host = host;
	cs_reset();
	lws_snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\n%s"
		     "Content-Length: 0\r\n\r\n", set);
	cs_start(0, "GET", path, flags, &i);
	cs_play(steps, 1, 1);
	number++;
	line[0] = '\0';
	p = strstr(cs_log[0], "Cookie: ");
	e = p ? strstr(p, "\r\n") : NULL;
	if (e)
		lws_snprintf(line, sizeof(line), "%.*s", (int)(e - p - 8),
			     p + 8);

	return line;
}

static void
check_flow(void)
{
	char many[64];
	int n;

	t_case("set, and sent");
	CHECK_STR(ask("h.example", "/d/e", "Set-Cookie: a=1\r\n"
		      "Set-Cookie: b=2; Domain=h.example; Path=/\r\n"
		      "Set-Cookie: c=3; Path=/; HttpOnly; Max-Age=99\r\n",
		      LCCSCF_CACHE_COOKIES), "");
	CHECK_STR(ask("h.example:8080", "/d/f", "", LCCSCF_CACHE_COOKIES),
		  "a=1; c=3; b=2");
	CHECK_STR(ask("H.EXAMPLE", "/x", "", LCCSCF_CACHE_COOKIES),
		  "c=3; b=2");
	CHECK_STR(ask("sub.h.example", "/x", "", LCCSCF_CACHE_COOKIES), "b=2");
	CHECK_STR(ask("xh.example", "/x", "", LCCSCF_CACHE_COOKIES), "");
	CHECK_STR(ask("h.example", "/x", "", 0), "");

	t_case("not kept for who did not ask for it");
	CHECK_STR(ask("h.example", "/", "Set-Cookie: d=4\r\n", 0), "");
	CHECK_STR(ask("h.example", "/", "", LCCSCF_CACHE_COOKIES), "c=3; b=2");

	t_case("changed, and removed");
	CHECK_STR(ask("h.example", "/", "Set-Cookie: c=33; Path=/\r\n"
		      "Set-Cookie: b=; Domain=h.example; Path=/; Max-Age=0\r\n",
		      LCCSCF_CACHE_COOKIES), "c=3; b=2");
	CHECK_STR(ask("h.example", "/", "", LCCSCF_CACHE_COOKIES), "c=33");

	t_case("only the public ones in the clear");
	CHECK_STR(ask("h.example", "/", "Set-Cookie: s=5; Secure\r\n",
		      LCCSCF_CACHE_COOKIES), "c=33");
	CHECK_STR(ask("h.example", "/", "", LCCSCF_CACHE_COOKIES), "c=33");

	t_case("a host that would be a wildcard");
	CHECK_STR(ask("*.example", "/", "Set-Cookie: w=1\r\n",
		      LCCSCF_CACHE_COOKIES), "");
	CHECK_STR(ask("*.example", "/", "", LCCSCF_CACHE_COOKIES), "");

	t_case("more than a domain may have");
	for (n = 0; n < 56; n++) {
		lws_snprintf(many, sizeof(many), "Set-Cookie: m%d=x; Path=/%s",
			     n, "\r\n");
		(void)ask("many.example", "/", many, LCCSCF_CACHE_COOKIES);
	}
	CHECK(!strncmp(ask("many.example", "/", "", LCCSCF_CACHE_COOKIES),
		       "m6=x; m7=x; ", 12));
	CHECK_STR(ask("h.example", "/", "", LCCSCF_CACHE_COOKIES), "c=33");
}

#define TO(where) "HTTP/1.1 302 Go\r\nContent-Length: 0\r\n" \
	"Set-Cookie: r=1\r\nLocation: " where "\r\n\r\n"

static void
check_redirect(void)
{
	static char away[160];
	const struct cs_step steps[] = {
		{ 0, "\r\n\r\n", TO("/there"), 0 },
		{ 1, "Cookie: r=1\r\n", NULL, 0 },
		{ 1, "\r\n\r\n", away, 0 },
		{ 2, "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		  0 },
	};
	struct lws_client_connect_info i;

	t_case("a redirect that sets one");
	memset(&i, 0, sizeof(i));
	i.host = "r.example";
	cs_reset();
	lws_snprintf(away, sizeof(away), "HTTP/1.1 302 Go\r\n"
		     "Content-Length: 0\r\n"
		     "Location: http://localhost:%d/\r\n\r\n", cs_port);
	cs_start(0, "GET", "/", LCCSCF_CACHE_COOKIES, &i);
	cs_play(steps, T_ARRAY(steps), 1);
	CHECK(!strstr(cs_log[2], "Cookie"));
}

static void
check_no_memory(void)
{
	unsigned int n;
	int ok = 0;

	cs_auto = "HTTP/1.1 200 OK\r\nSet-Cookie: x=y; Max-Age=9\r\n"
		  "Content-Length: 0\r\n\r\n";
	for (n = 1; n < 60 && !ok; n++) {
		struct lws_client_connect_info i;
		int begun;

		t_case("allocation %u with cookies fails", n);
		memset(&i, 0, sizeof(i));
		i.host = "n.example";
		cs_reset();
		lws_alloc_fail_at(n, 0);
		begun = cs_start(0, "GET", "/", LCCSCF_CACHE_COOKIES, &i) !=
									NULL;
		cs_play_badly(NULL, 0, begun);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
	}
	cs_auto = NULL;
	CHECK(ok && n > 6);
}

int
main(void)
{
	static const char jar[] = "http-cookie-test.txt";
	struct lws_context_creation_info info;

	t_begin("http-cookie", 120);
	check_table();
	check_dates();
	check_paths();

	(void)lws_plat_path_remove(jar);
	memset(&info, 0, sizeof(info));
	info.timeout_secs = 3 * (unsigned int)t_slowness();
	info.http_nsc_filepath = jar;
	info.http_nsc_heap_max_items = 20;
	if (!cs_create(&info)) {
		check_flow();
		check_redirect();
		check_no_memory();
		cs_destroy();
	}
	(void)lws_plat_path_remove(jar);

	return t_end();
}
