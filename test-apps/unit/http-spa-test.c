/* SPDX-License-Identifier: MIT */
/*
 * lws_spa_...: what is kept of a form, what its files' callback is told, what
 * happens when it says no, destroys the parser, or memory runs out; and
 * lws_chunked_html_process().
 */
#include "form.h"
#include "http-check.h"

#define M "multipart/form-data; boundary=XX"
#define FIELD(_n, _v) "--XX\r\nContent-Disposition: form-data; name=\"" _n \
	"\"\r\n\r\n" _v "\r\n"
#define FILE_PART(_n, _f, _v) "--XX\r\nContent-Disposition: form-data; name=" \
	"\"" _n "\"; filename=\"" _f "\"\r\nContent-Type: text/plain\r\n\r\n" \
	_v "\r\n"
#define END "--XX--\r\n"

static const char * const names[] = { "a", "b", "file" };

/* ---- the callback writes down what it is told */

static char trace[2048];
static size_t longest;
static int fail_in = -1, destroy_in = -1;
static struct lws_spa *spa;

static int
on_file(void *data, const char *name, const char *filename, char *buf, int len,
	enum lws_spa_fileupload_states state)
{
	static const char * const words[] = { "content", "final", "open",
					      "close" };
	size_t at = strlen(trace);

	HTTP_CHECK(data == trace && buf && !buf[len], "arguments");
	if ((size_t)len > longest)
		longest = (size_t)len;
	lws_snprintf(trace + at, sizeof(trace) - at, "%s(%s,%s,%.*s) ",
		     words[state], name, filename, len, buf);
	/* it is his to write to */
	memset(buf, '#', (size_t)len + 1);

	if (destroy_in == (int)state) {
		destroy_in = -1;
		lws_spa_destroy(spa);
	}

	return fail_in == (int)state;
}

static void
create(const char *type, int max, int with_cb)
{
	lws_spa_create_info_t i;

	memset(&i, 0, sizeof(i));
	i.param_names = names;
	i.count_params = 3;
	i.max_storage = max;
	if (with_cb) {
		i.opt_cb = on_file;
		i.opt_data = trace;
	}
	trace[0] = '\0';
	longest = 0;
	fail_in = destroy_in = -1;
	spa = lws_spa_create_typed(NULL, &i, type);
}

/* in pieces of this size; 0: at once */
static int
process(const char *body, size_t size)
{
	size_t len = strlen(body), at, n;

	for (at = 0; at < len; at += n) {
		n = size ? lws_min_sz(size, len - at) : len;
		if (lws_spa_process(spa, body + at, (int)n))
			return -1;
	}

	return 0;
}

static void
check_value(int n, const char *want)
{
	const char *got = lws_spa_get_string(spa, n);

	HTTP_CHECK(want ? got && !strcmp(got, want) : !got, "%d: %s", n,
		   got ? got : "NULL");
	HTTP_CHECK(lws_spa_get_length(spa, n) ==
		   (want ? (int)strlen(want) : 0), "%d", n);
}

static void
finish(int finalize, const char *want_trace)
{
	HTTP_CHECK(lws_spa_finalize(spa) == finalize, "finalize");
	HTTP_CHECK(lws_spa_finalize(spa) == finalize, "finalize again");
	HTTP_CHECK(lws_spa_process(spa, "x", 1) == -1, "after the end");
	HTTP_CHECK(lws_spa_destroy(spa) == 0, "destroy");
	if (want_trace)
		HTTP_CHECK(!strcmp(trace, want_trace), "%s", trace);
}

/* ---- values */

static void
check_values(void)
{
	create(NULL, 64, 0);
	HTTP_CHECK(!process("a=1&zz=2&b=x+y&a=3&file=", 1), "process");
	check_value(0, "1");
	check_value(1, "x y");
	HTTP_CHECK(!lws_spa_finalize(spa), "finalize");
	/* nothing in it is the same as not there */
	check_value(2, NULL);
	check_value(3, NULL);
	check_value(-1, NULL);
	finish(0, "");

	create(M, 64, 1);
	HTTP_CHECK(!process(FIELD("a", "1\r\n2") FIELD("q", "no")
			    FIELD("b", "2") FIELD("a", "3") END, 1), "mp");
	check_value(0, "1\r\n2");
	check_value(1, "2");
	finish(0, "close(,,) ");

	/* bytes are bytes */
	create(NULL, 64, 0);
	HTTP_CHECK(!process("a=x%00y&b=", 0), "NUL");
	HTTP_CHECK(lws_spa_get_length(spa, 0) == 3 &&
		   !memcmp(lws_spa_get_string(spa, 0), "x\0y", 4), "NUL");
	finish(0, "");

	create(NULL, 64, 0);
	HTTP_CHECK(process("a=%zz", 0) == -1, "escape");
	HTTP_CHECK(process("b=1", 0) == -1, "after a failure");
	finish(-1, "");

	create(NULL, 64, 0);
	HTTP_CHECK(!process("a=%4", 0), "escape");
	finish(-1, "");

	create("multipart/form-data", 64, 0);
	HTTP_CHECK(!spa, "without a boundary");
	HTTP_CHECK(lws_spa_process(NULL, "x", 1) == -1 &&
		   lws_spa_finalize(NULL) == -1 && !lws_spa_destroy(NULL) &&
		   !lws_spa_get_string(NULL, 0) && !lws_spa_get_length(NULL, 0),
		   "NULL");
}

/* values and their NULs fit exactly, or not at all */
static void
check_storage(void)
{
	int max;

	for (max = -1; max < 12; max++) {
		create(NULL, max, 0);
		HTTP_CHECK(process("a=123&b=45678&c=unwanted", 2) ==
			   (max >= 10 ? 0 : -1), "%d", max);
		if (max >= 10)
			check_value(1, "45678");
		lws_spa_destroy(spa);

		create(NULL, max, 0);
		HTTP_CHECK(process("a=&b=&file=&", 0) == 0, "%d", max);
		lws_spa_destroy(spa);
	}
}

struct named {
	const char	*name;
	int		other;
};

static void
check_lwsac(void)
{
	static const struct named params[] = { { "a", 1 }, { "b", 2 } };
	struct lwsac *ac = NULL;
	lws_spa_create_info_t i;
	const char *a, *b;

	memset(&i, 0, sizeof(i));
	i.param_names = &params[0].name;
	i.param_names_stride = sizeof(params[0]);
	i.count_params = 2;
	i.max_storage = 20;
	i.ac = &ac;
	i.ac_chunk_size = 64;
	spa = lws_spa_create_typed(NULL, &i, NULL);
	HTTP_CHECK(spa && !process("b=second&a=first", 3), "process");
	HTTP_CHECK(!lws_spa_finalize(spa), "finalize");
	a = lws_spa_get_string(spa, 0);
	b = lws_spa_get_string(spa, 1);
	lws_spa_destroy(spa);
	/* they outlive the parser */
	HTTP_CHECK(a && b && !strcmp(a, "first") && !strcmp(b, "second"),
		   "%s %s", a ? a : "-", b ? b : "-");
	lwsac_free(&ac);

	/* the limit holds there too */
	spa = lws_spa_create_typed(NULL, &i, NULL);
	HTTP_CHECK(process("a=0123456789&b=012345678", 0) == -1, "limit");
	lws_spa_destroy(spa);
	lwsac_free(&ac);
}

/* ---- files */

static const char form[] = FIELD("a", "1")
	FILE_PART("file", "f.txt", "0123456789") FILE_PART("x", "", "")
	FILE_PART("other", "g", "") FIELD("b", "2") END;

static void
check_files(void)
{
	size_t n;

	/* the same pieces, however it was cut */
	for (n = 0; n < sizeof(form); n++) {
		create(M, 5, 1);
		HTTP_CHECK(!process(form, n), "process");
		check_value(0, "1");
		check_value(1, "2");
		check_value(2, NULL);
		finish(0, "open(file,f.txt,) content(file,f.txt,0123) "
		       "content(file,f.txt,4567) final(file,f.txt,89) "
		       "open(other,g,) final(other,g,) close(,,) ");
		HTTP_CHECK(longest == 4, "%u", (unsigned int)longest);
	}

	/* a full piece that is the last one */
	create(M, 6, 1);
	HTTP_CHECK(!process(FILE_PART("file", "f", "0123456789") END, 0), "full");
	finish(0, "open(file,f,) content(file,f,01234) final(file,f,56789) "
	       "close(,,) ");

	/* without storage there are pieces all the same */
	create(M, 0, 1);
	HTTP_CHECK(!process(FILE_PART("file", "f", "012") END, 0), "tiny");
	finish(0, "open(file,f,) content(file,f,0) content(file,f,1) "
	       "final(file,f,2) close(,,) ");

	/* nobody wants files */
	create(M, 64, 0);
	HTTP_CHECK(!process(form, 0), "process");
	check_value(1, "2");
	finish(0, "");

	/* cut: there is no last piece */
	create(M, 64, 1);
	HTTP_CHECK(!process(FILE_PART("file", "f", "0123456789"), 0), "cut");
	finish(-1, "open(file,f,) close(file,f,) ");

	/* the connection ended: nobody finalizes */
	create(M, 5, 1);
	HTTP_CHECK(!process(FILE_PART("file", "f", "0123456789"), 0), "cut");
	lws_spa_destroy(spa);
	HTTP_CHECK(!strcmp(trace, "open(file,f,) content(file,f,0123) "
			   "content(file,f,4567) close(file,f,) "), "%s",
		   trace);
}

static void
check_no(void)
{
	static const char * const want[] = {
		"open(file,f.txt,) content(file,f.txt,0123) "
			"close(file,f.txt,) ",
		"open(file,f.txt,) content(file,f.txt,0123) "
			"content(file,f.txt,4567) final(file,f.txt,89) "
			"close(,,) ",
		"open(file,f.txt,) close(file,f.txt,) ",
	};
	int state;

	for (state = LWS_UFS_CONTENT; state <= LWS_UFS_OPEN; state++) {
		create(M, 5, 1);
		fail_in = state;
		HTTP_CHECK(process(form, 1) == -1, "%d", state);
		finish(-1, want[state]);
	}
}

/* destroyed by its own callback: told of it once, and gone */
static void
check_destroy_inside(void)
{
	int state;

	for (state = LWS_UFS_CONTENT; state <= LWS_UFS_CLOSE; state++) {
		const char *close;

		create(M, 5, 1);
		destroy_in = state;
		if (state == LWS_UFS_CLOSE) {
			HTTP_CHECK(!process(form, 0), "close");
			HTTP_CHECK(lws_spa_finalize(spa) == -1, "finalize");
		} else
			HTTP_CHECK(process(form, 0) == -1, "%d", state);
		close = strstr(trace, "close(");
		HTTP_CHECK(close && !strstr(close + 1, "close("), "%s", trace);
	}

	create(M, 5, 1);
	destroy_in = LWS_UFS_CLOSE;
	lws_spa_destroy(spa);
	HTTP_CHECK(!strcmp(trace, "close(,,) "), "%s", trace);
}

static void
check_memory(void)
{
	struct lwsac *ac = NULL;
	unsigned int n;
	int done = 0;

	for (n = 1; n < 30 && !done; n++) {
		lws_alloc_fail_at(n, 0);
		create(M, 16, 1);
		if (spa)
			done = !process(form, 7) && lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		lws_spa_destroy(spa);
	}
	HTTP_CHECK(done && n > 5, "%u", n);

	for (n = 1, done = 0; n < 30 && !done; n++) {
		lws_spa_create_info_t i;

		memset(&i, 0, sizeof(i));
		i.param_names = names;
		i.count_params = 3;
		i.max_storage = 100;
		i.ac = &ac;
		lws_alloc_fail_at(n, 0);
		spa = lws_spa_create_typed(NULL, &i, NULL);
		if (spa)
			done = !process("a=1&b=2&", 0) && lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		lws_spa_destroy(spa);
		lwsac_free(&ac);
	}
	HTTP_CHECK(done && n > 4, "%u", n);
}

/* ---- names in HTML */

static const char * const vars[] = { "$v", "$version", "$empty", "$null" };

static const char *
value_of(void *data, int index)
{
	static const char * const v[] = { "short", "4.3-$v", "", NULL };

	HTTP_CHECK(data == trace, "%d", index);
	if (index < 0 || index >= 4) {
		HTTP_CHECK(0, "%d", index);
		return NULL;
	}

	return v[index];
}

#define BEFORE 32

/* one piece; what comes out is appended to out */
static int
html(struct lws_process_html_state *s, const char *in, size_t len, int final,
     int chunked, size_t room, char *out)
{
	size_t size = BEFORE + room;
	char *buf = malloc(size);
	struct lws_process_html_args a;
	int n;

	if (!buf)
		exit(1);
	memset(buf, '#', size);
	memcpy(buf + BEFORE, in, len);
	memset(&a, 0, sizeof(a));
	a.p = buf + BEFORE;
	a.len = (int)len;
	a.max_len = (int)room;
	a.final = final;
	a.chunked = chunked;
	n = lws_chunked_html_process(&a, s);
	if (!n) {
		HTTP_CHECK(a.p >= buf && a.p + a.len <= buf + size, "bounds");
		HTTP_CHECK(a.len || a.p == buf + BEFORE, "nothing");
		HTTP_CHECK(!a.chunked, "it would be made a chunk again");
		strncat(out, a.p, (size_t)a.len);
	}
	free(buf);

	return n;
}

static void
html_init(struct lws_process_html_state *s, char *out)
{
	memset(s, 0, sizeof(*s));
	s->vars = vars;
	s->count_vars = 4;
	s->replace = value_of;
	s->data = trace;
	*out = '\0';
}

static const struct {
	const char	*in;
	const char	*want;
} pages[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "$v", "short" },
	{ "a $v b $version c", "a short b 4.3-$v c" },
	{ "$vv$version$v$", "shortv4.3-$vshort$" },
	{ "$versio", "shortersio" },
	{ "$empty$null.", "." },
	{ "$$v$emp $nul", "$short$emp $nul" },
	{ "100 $ and $1", "100 $ and $1" },
};

static void
check_html(void)
{
	struct lws_process_html_state s;
	char out[256];
	size_t i, cut;

	for (i = 0; i < LWS_ARRAY_SIZE(pages); i++) {
		const char *in = pages[i].in;
		size_t len = strlen(in), n;

		for (cut = 0; cut <= len; cut++) {
			html_init(&s, out);
			HTTP_CHECK(!html(&s, in, cut, 0, 0, 100, out) &&
				   !html(&s, in + cut, len - cut, 1, 0, 100,
					 out), "%s", in);
			HTTP_CHECK(!strcmp(out, pages[i].want) && !s.pos,
				   "%s at %u: %s", in, (unsigned int)cut, out);
		}
		html_init(&s, out);
		for (n = 0; n < len; n++)
			HTTP_CHECK(!html(&s, in + n, 1, 0, 0, 100, out), "%s",
				   in);
		HTTP_CHECK(!html(&s, "", 0, 1, 0, 100, out) &&
			   !strcmp(out, pages[i].want), "%s: %s", in, out);
	}
}

static void
check_html_chunks(void)
{
	struct lws_process_html_state s;
	char out[256];
	size_t n;

	html_init(&s, out);
	HTTP_CHECK(!html(&s, "hello $vers", 11, 0, 1, 100, out) &&
		   !html(&s, "io", 2, 0, 1, 100, out) &&
		   !html(&s, "n.", 2, 0, 1, 100, out) &&
		   !html(&s, "", 0, 1, 1, 100, out), "chunks");
	/* a piece of which nothing is left is no chunk: that would be the
	 * last one */
	HTTP_CHECK(!strcmp(out, "6\r\nhello \r\n7\r\n4.3-$v.\r\n0\r\n\r\n"),
		   "%s", out);

	html_init(&s, out);
	HTTP_CHECK(!html(&s, "0123456789abcdef", 16, 1, 1, 23, out) &&
		   !strcmp(out, "10\r\n0123456789abcdef\r\n0\r\n\r\n"), "%s",
		   out);

	/* room: it fits exactly, or it is refused and nothing overrun */
	for (n = 4; n < 20; n++) {
		html_init(&s, out);
		HTTP_CHECK(html(&s, "x$v.", 4, 0, 0, n, out) ==
			   (n < 7 ? -1 : 0), "%u", (unsigned int)n);
		html_init(&s, out);
		HTTP_CHECK(html(&s, "x$v.", 4, 1, 1, n, out) ==
			   (n < 14 ? -1 : 0), "%u", (unsigned int)n);
	}
}

static void
check_html_names(void)
{
	static const char * const ok[] = { "$23456789abcdef0" };
	static const char * const bad[] = { "$23456789abcdef01" };
	struct lws_process_html_state s;
	char out[256];

	html_init(&s, out);
	s.vars = ok;
	s.count_vars = 1;
	HTTP_CHECK(!html(&s, "$23456789abcdef", 15, 0, 0, 100, out) &&
		   !*out && !html(&s, "0!", 2, 1, 0, 100, out) &&
		   !strcmp(out, "short!"), "%s", out);
	html_init(&s, out);
	s.vars = bad;
	s.count_vars = 1;
	HTTP_CHECK(html(&s, "x", 1, 1, 0, 100, out) == -1, "too long");
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	check_values();
	check_storage();
	check_lwsac();
	check_files();
	check_no();
	check_destroy_inside();
	check_memory();
	check_html();
	check_html_chunks();
	check_html_names();

	return http_check_result("http-spa");
}
