/* SPDX-License-Identifier: MIT */
/*
 * What can be said of a file without one: names of files by the rules of both
 * kinds of systems, ranges (against a slow model of them), conditions, tags,
 * content codings and types.
 */
#include "private-lib-roles-http.h"
#include "http-check.h"

/* ---- paths ---- */

#define UNIX	1u
#define WIN	2u

static const struct {
	const char	*path;
	size_t		len;	/* 0: strlen */
	unsigned int	safe;	/* where it is a name of a file */
} paths[] = {
	{ "a", 0, UNIX | WIN }, { "a/b/c", 0, UNIX | WIN },
	{ "", 0, UNIX | WIN }, { "a/", 0, UNIX | WIN },
	{ "a.b.c", 0, UNIX | WIN }, { ".a", 0, UNIX | WIN },
	{ "a b", 0, UNIX | WIN }, { " a", 0, UNIX | WIN },
	{ "..a", 0, UNIX | WIN }, { "...a", 0, UNIX | WIN },
	{ "a~b", 0, UNIX | WIN }, { "a~", 0, UNIX | WIN },
	{ "~a", 0, UNIX | WIN }, { "\xc3\xa4/\xe2\x82\xac", 0, UNIX | WIN },
	{ "\xf0\x9f\x98\x80.txt", 0, UNIX | WIN },
	{ "%2e%2e", 0, UNIX | WIN }, { "a;b", 0, UNIX | WIN },
	{ "$a", 0, UNIX | WIN }, { "com", 0, UNIX | WIN },
	{ "com10", 0, UNIX | WIN }, { "coma", 0, UNIX | WIN },
	{ "console", 0, UNIX | WIN }, { "xcon", 0, UNIX | WIN },
	{ "a.con", 0, UNIX | WIN }, { "nul-", 0, UNIX | WIN },
	{ "lpt", 0, UNIX | WIN }, { "com\xc2\xb4", 0, UNIX | WIN },

	{ ".", 0, 0 }, { "..", 0, 0 }, { "../a", 0, 0 }, { "./a", 0, 0 },
	{ "a/.", 0, 0 }, { "a/..", 0, 0 }, { "a/../b", 0, 0 },
	{ "a/./b", 0, 0 }, { "../", 0, 0 }, { "a/../", 0, 0 },
	{ "/a", 0, 0 }, { "//a", 0, 0 }, { "a//b", 0, 0 }, { "/", 0, 0 },
	{ "a//", 0, 0 }, { "a/../../b", 0, 0 }, { "/..", 0, 0 },
	{ "a\0b", 3, 0 }, { "a\0", 2, 0 }, { "\0", 1, 0 },
	{ "..\0", 3, 0 }, { "a/\0/b", 5, 0 },
	{ "a\nb", 0, 0 }, { "a\rb", 0, 0 }, { "\x01", 0, 0 },
	{ "a\tb", 0, 0 }, { "a\x1f", 0, 0 }, { "a\x7f", 0, 0 },
	{ "\xc0\xae\xc0\xae/a", 0, 0 }, { "\xc0\xaf", 0, 0 },
	{ "..\xc0\xaf" "a", 0, 0 }, { "\xe0\x80\xaf", 0, 0 },
	{ "\xf0\x80\x80\xaf", 0, 0 }, { "\xff", 0, 0 }, { "\xc3", 0, 0 },
	{ "a\x80", 0, 0 }, { "\xed\xa0\x80", 0, 0 },
	{ "\xf4\x90\x80\x80", 0, 0 }, { "\xc1\x9c", 0, 0 },
	{ "\xe4.txt", 0, 0 },

	{ "a\\b", 0, UNIX }, { "..\\a", 0, UNIX }, { "\\a", 0, UNIX },
	{ "a\\..\\b", 0, UNIX }, { "\\\\server\\share", 0, UNIX },
	{ "\\\\?\\C:\\a", 0, UNIX }, { "C:", 0, UNIX }, { "C:a", 0, UNIX },
	{ "c:/a", 0, UNIX }, { "a:b", 0, UNIX }, { "a::$DATA", 0, UNIX },
	{ "a:$I30:$INDEX_ALLOCATION", 0, UNIX }, { ":", 0, UNIX },
	{ "a.", 0, UNIX }, { "a..", 0, UNIX }, { "a ", 0, UNIX },
	{ "a. ", 0, UNIX }, { "a .", 0, UNIX }, { "...", 0, UNIX },
	{ ".. ", 0, UNIX }, { ". ", 0, UNIX }, { " ", 0, UNIX },
	{ ".. /a", 0, UNIX }, { ".../a", 0, UNIX }, { "a./b", 0, UNIX },
	{ "a /b", 0, UNIX }, { "a*", 0, UNIX }, { "a?", 0, UNIX },
	{ "\"a\"", 0, UNIX }, { "<a", 0, UNIX }, { "a>", 0, UNIX },
	{ "a|b", 0, UNIX }, { "PROGRA~1", 0, UNIX },
	{ "progra~1/a", 0, UNIX }, { "a~9.txt", 0, UNIX },
	{ "con", 0, UNIX }, { "CON", 0, UNIX }, { "Con.txt", 0, UNIX },
	{ "con.tar.gz", 0, UNIX }, { "con .txt", 0, UNIX },
	{ "con  ", 0, UNIX }, { "prn", 0, UNIX }, { "aux.h", 0, UNIX },
	{ "a/nul", 0, UNIX }, { "nul/a", 0, UNIX }, { "com0", 0, UNIX },
	{ "com1", 0, UNIX }, { "COM9.txt", 0, UNIX }, { "lpt1", 0, UNIX },
	{ "LPT9.a.b", 0, UNIX }, { "com\xc2\xb9", 0, UNIX },
	{ "com\xc2\xb2.txt", 0, UNIX }, { "lpt\xc2\xb3", 0, UNIX },
	{ "conin$", 0, UNIX }, { "CONOUT$", 0, UNIX },
	{ "clock$.x", 0, UNIX }, { "a/con.txt/b", 0, UNIX },
};

static void
test_paths(void)
{
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(paths); n++) {
		const char *p = paths[n].path;
		size_t len = paths[n].len ? paths[n].len : strlen(p);

		HTTP_CHECK(lws_http_path_is_safe(LWS_HTTP_PATH_UNIX, p, len) ==
			   !!(paths[n].safe & UNIX), "\"%s\"", p);
		HTTP_CHECK(lws_http_path_is_safe(LWS_HTTP_PATH_WINDOWS, p,
						 len) ==
			   !!(paths[n].safe & WIN), "\"%s\"", p);
	}
}

static void
map(const char *origin, const char *path, size_t size, const char *result)
{
	char buf[64];
	int n;

	memset(buf, 'x', sizeof(buf));
	n = lws_http_map_path(LWS_HTTP_PATH_UNIX, origin, path, strlen(path),
			      buf, size);
	HTTP_CHECK(n == (result ? 0 : -1), "%s + %s", origin, path);
	if (result && !n)
		HTTP_CHECK(!strcmp(buf, result), "%s + %s: %s", origin, path,
			   buf);
	HTTP_CHECK(buf[size] == 'x', "%s + %s", origin, path);
}

static void
test_map(void)
{
	map("/srv", "/a/b", 60, "/srv/a/b");
	map("/srv", "a", 60, "/srv/a");
	map("/srv/", "/a", 60, "/srv/a");
	map("/srv///", "/a", 60, "/srv/a");
	map("/", "/a", 60, "/a");
	map(".", "/a/", 60, "./a/");
	map("/srv", "/", 60, "/srv/");
	map("/srv", "", 60, "/srv/");
	map("/srv", "//a", 60, NULL);
	map("/srv", "/../a", 60, NULL);
	map("/srv", "/a", 8, "/srv/a");
	map("/srv", "/a", 7, "/srv/a");
	map("/srv", "/a", 6, NULL);
	map("/srv", "/a", 1, NULL);
}

/* ---- mounts ---- */

static void
test_mounts(void)
{
	static const struct lws_http_mount
		root = { .mountpoint = "/", .mountpoint_len = 1 },
		deep = { .mountpoint = "/a/b", .mountpoint_len = 4,
			 .mount_next = &root },
		again = { .mountpoint = "/a/", .mountpoint_len = 3,
			  .mount_next = &deep },
		a = { .mountpoint = "/a", .mountpoint_len = 2,
		      .mount_next = &again };
	static const struct {
		const char			*path;
		const struct lws_http_mount	*m;
		const struct lws_http_mount	*m_any_case;
	} cases[] = {
		{ "/", &root, &root }, { "/x", &root, &root },
		{ "/a", &a, &a }, { "/a/", &a, &a }, { "/a/x", &a, &a },
		{ "/ab", &root, &root }, { "/a/b", &deep, &deep },
		{ "/a/b/", &deep, &deep }, { "/a/bc", &a, &a },
		{ "/A", &root, &a }, { "/A/b", &root, &deep },
		{ "/a/B/c", &a, &deep }, { "*", NULL, NULL },
	};
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		const char *p = cases[n].path;

		HTTP_CHECK(lws_mount_find(&a, p, strlen(p), 0) == cases[n].m,
			   "%s", p);
		HTTP_CHECK(lws_mount_find(&a, p, strlen(p), 1) ==
			   cases[n].m_any_case, "%s in any case", p);
	}
	HTTP_CHECK(!lws_mount_find(NULL, "/", 1, 0), "no mounts");
	HTTP_CHECK(!lws_mount_find(&deep, "/a", 2, 0) ||
		   lws_mount_find(&deep, "/a", 2, 0) == &root, "root");
}

/* ---- ranges ---- */

#define MODEL	512u
#define GAP	80u

/* which bytes are asked for, by the book, with gaps that are too small closed
 * until nothing changes any more */
static void
model(uint8_t *set, const struct lws_http_range *r, unsigned int count)
{
	unsigned int n;
	uint64_t i, last = UINT64_MAX;

	memset(set, 0, MODEL);
	for (n = 0; n < count; n++)
		for (i = r[n].start; i < r[n].end && i < MODEL; i++)
			set[i] = 1;
	for (i = 0; i < MODEL; i++) {
		if (!set[i])
			continue;
		if (last != UINT64_MAX && i - last - 1 <= GAP)
			memset(set + last, 1, (size_t)(i - last));
		last = i;
	}
}

static uint32_t seed = 1;

static uint32_t
rnd(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;

	return (seed >> 8) % below;
}

static void
one_random_set(void)
{
	struct lws_http_range asked[8], *r;
	uint8_t want[MODEL], got[MODEL];
	struct lws_http_ranges rs;
	unsigned int n, k, count = 1 + rnd(8);
	char field[256] = "bytes=", *p = field + 6;

	for (n = 0; n < count; n++) {
		asked[n].start = rnd(MODEL);
		asked[n].end = asked[n].start + 1 + rnd(60);
		p += lws_snprintf(p, sizeof(field) - (size_t)(p - field),
				  "%s%u-%u", n ? "," : "",
				  (unsigned int)asked[n].start,
				  (unsigned int)asked[n].end - 1);
	}
	model(want, asked, count);
	HTTP_CHECK(lws_http_ranges_parse(&rs, field, MODEL) ==
		   LWS_HTTP_RANGES_OK, "%s", field);

	memset(got, 0, sizeof(got));
	for (n = 0; n < rs.count; n++) {
		r = &rs.range[n];
		HTTP_CHECK(r->start < r->end && r->end <= MODEL, "%s", field);
		for (k = (unsigned int)r->start; k < r->end && k < MODEL; k++)
			got[k]++;
	}
	HTTP_CHECK(!memcmp(want, got, MODEL), "%s", field);
}

static void
ranges(const char *field, uint64_t length, enum lws_http_ranges_ret ret,
       const char *result)
{
	struct lws_http_ranges rs;
	char text[256] = "";
	unsigned int n;

	HTTP_CHECK(lws_http_ranges_parse(&rs, field, length) == ret, "%s",
		   field);
	for (n = 0; ret == LWS_HTTP_RANGES_OK && n < rs.count; n++)
		lws_snprintf(text + strlen(text), sizeof(text) - strlen(text),
			     "%llu-%llu ",
			     (unsigned long long)rs.range[n].start,
			     (unsigned long long)rs.range[n].end);
	HTTP_CHECK(!strcmp(text, result), "%s: %s", field, text);
}

static void
test_ranges(void)
{
	const uint64_t huge = UINT64_MAX - 1;
	int n;

	ranges("bytes=0-0", 1, LWS_HTTP_RANGES_OK, "0-1 ");
	ranges("bytes=0-", 10, LWS_HTTP_RANGES_OK, "0-10 ");
	ranges("bytes=-3", 10, LWS_HTTP_RANGES_OK, "7-10 ");
	ranges("bytes=-30", 10, LWS_HTTP_RANGES_OK, "0-10 ");
	ranges("BYTES=2-3", 10, LWS_HTTP_RANGES_OK, "2-4 ");
	ranges("bytes=9-9", 10, LWS_HTTP_RANGES_OK, "9-10 ");
	ranges("bytes=10-", 10, LWS_HTTP_RANGES_UNSATISFIABLE, "");
	ranges("bytes=-0", 10, LWS_HTTP_RANGES_UNSATISFIABLE, "");
	ranges("bytes=0-", 0, LWS_HTTP_RANGES_UNSATISFIABLE, "");
	ranges("bytes=-1", 0, LWS_HTTP_RANGES_UNSATISFIABLE, "");
	ranges("bytes=20-30,40-", 10, LWS_HTTP_RANGES_UNSATISFIABLE, "");
	ranges("bytes=18446744073709551613-18446744073709551615", huge,
	       LWS_HTTP_RANGES_OK,
	       "18446744073709551613-18446744073709551614 ");
	ranges("bytes=18446744073709551616-", huge,
	       LWS_HTTP_RANGES_UNSATISFIABLE, "");
	ranges("bytes=1000-1001,0-1", 9000, LWS_HTTP_RANGES_OK,
	       "1000-1002 0-2 ");
	ranges("bytes=1000-1001,0-1,1080-1090", 9000, LWS_HTTP_RANGES_OK,
	       "1000-1091 0-2 ");
	ranges("bytes=0-1,500-501,1000-1001,0-1000", 9000, LWS_HTTP_RANGES_OK,
	       "0-1002 ");
	ranges("bytes=,", 10, LWS_HTTP_RANGES_IGNORE, "");
	ranges("bytes=-", 10, LWS_HTTP_RANGES_IGNORE, "");
	ranges("bytes=1", 10, LWS_HTTP_RANGES_IGNORE, "");
	ranges("bytes=1-,x", 10, LWS_HTTP_RANGES_IGNORE, "");
	ranges("bytes=2-1", 10, LWS_HTTP_RANGES_IGNORE, "");
	ranges("bytes=0-18446744073709551616,5-4", 10, LWS_HTTP_RANGES_IGNORE,
	       "");
	ranges("octets=0-1", 10, LWS_HTTP_RANGES_IGNORE, "");
	ranges("", 10, LWS_HTTP_RANGES_IGNORE, "");

	for (n = 0; n < 20000; n++)
		one_random_set();
}

/* ---- tags ---- */

static void
test_validators(void)
{
	struct lws_http_validators v;

	lws_http_validators(&v, 255, 1, 1000, 2000, "");
	HTTP_CHECK(!strcmp(v.etag, "\"ff-3e8\"") && !v.weak, "%s", v.etag);
	lws_http_validators(&v, 255, 1, 1000, 1001, "");
	HTTP_CHECK(!strcmp(v.etag, "W/\"ff-3e8\"") && v.weak, "%s", v.etag);
	lws_http_validators(&v, 255, 1, 3000, 2000, "-gzip");
	HTTP_CHECK(!strcmp(v.etag, "W/\"ff-bb8-gzip\""), "%s", v.etag);
	lws_http_validators(&v, 1, 0, 0, 2000, "");
	HTTP_CHECK(v.weak && !v.has_modified, "%s", v.etag);
	lws_http_validators(&v, UINT64_MAX, 1, INT32_MAX, 0, "-gzip");
	HTTP_CHECK(v.etag[strlen(v.etag) - 1] == '"', "%s", v.etag);
}

/* ---- codings ---- */

static void
coding(const char *a, const char *b, int wanted)
{
	struct allocated_headers *ah = lws_ah_create(0, NULL);

	if (!ah) {
		HTTP_CHECK(0, "out of memory");
		return;
	}
	lws_ah_reset(ah, 0);
	if (a)
		lws_ah_add(ah, WSI_TOKEN_HTTP_ACCEPT_ENCODING, a, strlen(a));
	if (b)
		lws_ah_add(ah, WSI_TOKEN_HTTP_ACCEPT_ENCODING, b, strlen(b));
	HTTP_CHECK(lws_http_coding_wanted(ah, "gzip") == wanted, "%s and %s",
		   a ? a : "none", b ? b : "none");
	lws_ah_destroy(&ah);
}

static void
test_codings(void)
{
	coding(NULL, NULL, 0);
	coding("gzip", NULL, 1);
	coding("br", "gzip", 1);
	coding("br;q=1,gzip;q=0.8", NULL, 1);
	coding("gzip;q=0", "gzip", 0);
	coding("gzip;x=1;q=0", NULL, 0);
	coding("gzip;Q=0.5", NULL, 1);
	coding("gzip;q=1.0000", NULL, 1);
	coding("gzip;q=", NULL, 0);
	coding("gzip;q", NULL, 1);
	coding(";;;,,,;q=1,gzip", NULL, 1);
	coding("identity;q=0, gzip;q=0.001", NULL, 1);
	coding("*;q=0.5, identity;q=0.6", NULL, 0);
}

/* ---- types ---- */

static void
test_types(void)
{
	static const struct lws_protocol_vhost_options
		any = { NULL, NULL, "*", "a/any" },
		own = { &any, NULL, ".html", "a/own" },
		bad = { &own, NULL, "", "a/bad" };
	static const struct lws_http_mount
		m_any = { .extra_mimetypes = &any },
		m_own = { .extra_mimetypes = &bad };
	static const struct {
		const char			*file;
		const struct lws_http_mount	*m;
		const char			*type;
	} cases[] = {
		{ "x.html", NULL, "text/html" },
		{ "X.HTML", NULL, "text/html" },
		{ "x.js.gz", NULL, "application/gzip" },
		{ "html", NULL, NULL }, { ".html", NULL, NULL },
		{ "", NULL, NULL }, { "x.", NULL, NULL },
		{ "x.htmlx", NULL, NULL }, { "x.html/y", NULL, NULL },
		{ "x.html", &m_any, "text/html" }, { "x", &m_any, "a/any" },
		{ "x.html", &m_own, "a/own" }, { "x.css", &m_own, "text/css" },
		{ "y", &m_own, "a/any" },
	};
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		const char *t = lws_get_mimetype(cases[n].file, cases[n].m);

		HTTP_CHECK(t == cases[n].type || (t && cases[n].type &&
					!strcmp(t, cases[n].type)),
			   "%s: %s", cases[n].file, t ? t : "none");
	}
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	test_paths();
	test_map();
	test_mounts();
	test_ranges();
	test_validators();
	test_codings();
	test_types();

	return http_check_result("http-file");
}
