/* SPDX-License-Identifier: MIT */
/*
 * The parsers of forms: good and malformed bodies, given at once, byte by byte
 * and cut in two at every position, have to give the same fields and the same
 * end every time.
 */
#include "form.h"
#include "http-check.h"

#define U "application/x-www-form-urlencoded"
#define M "multipart/form-data; boundary=XX"
#define CD "Content-Disposition: form-data; "
/* a whole body of one part: its parameters and content */
#define ONE(_params, _content) "--XX\r\n" CD _params "\r\n\r\n" _content \
	"\r\n--XX--\r\n"

struct vector {
	const char	*type;
	const char	*body;
	size_t		len;		/* 0: strlen */
	const char	*want;		/* name[=filename]:content; ... */
	const char	*cause;		/* NULL: it is good */
};

#define NUL_LEN(_s) _s, sizeof(_s) - 1

static const struct vector vectors[] = {
	/* ---- urlencoded */
	{ U, "", 0, "", NULL },
	{ U, "a=1", 0, "a:1;", NULL },
	{ U, "a=1&b=2", 0, "a:1;b:2;", NULL },
	{ U, "a=1&a=2", 0, "a:1;a:2;", NULL },
	{ U, "a=1&", 0, "a:1;", NULL },
	{ U, "&&a=1&&b=2&&", 0, "a:1;b:2;", NULL },
	{ U, "a", 0, "a:;", NULL },
	{ U, "a&b=", 0, "a:;b:;", NULL },
	{ U, "=1", 0, ":1;", NULL },
	{ U, "=", 0, ":;", NULL },
	{ U, "a==b=", 0, "a:=b=;", NULL },
	{ U, "a=x+y%20z%2Bq", 0, "a:x y z+q;", NULL },
	{ U, "a%3D+b=%26%3d", 0, "a= b:&=;", NULL },
	{ U, "a=%c3%a4%C3%BC", 0, "a:\xc3\xa4\xc3\xbc;", NULL },
	{ U, "a=b;c=d", 0, "a:b;c=d;", NULL },
	{ U, "a=1\r\n", 0, "a:1\r\n;", NULL },
	{ U, "a=%41%", 0, "a:A", "cut" },
	{ U, "a=%4", 0, "a:", "cut" },
	{ U, "a=%4&b=1", 0, "a:", "malformed escape" },
	{ U, "a=%zz", 0, "a:", "malformed escape" },
	{ U, "a=%", 0, "a:", "cut" },
	{ U, "%", 0, "", "cut" },
	{ U, "a%00b=1", 0, "", "NUL" },
	{ U, "a=%%41", 0, "a:", "malformed escape" },
	{ U, "a=%u0041", 0, "a:", "malformed escape" },
	{ NULL, "a=1", 0, "a:1;", NULL },
	{ "text/plain", "a=1", 0, "a:1;", NULL },
	{ "multipart/mixed; boundary=XX", "a=1", 0, "a:1;", NULL },
	{ "multipart/form-datax; boundary=XX", "a=1", 0, "a:1;", NULL },
	{ U "; charset=utf-8", "a=1", 0, "a:1;", NULL },

	/* ---- multipart: fields and files */
	{ M, ONE("name=\"a\"", "1"), 0, "a:1;", NULL },
	{ M, ONE("name=\"a\"", ""), 0, "a:;", NULL },
	{ M, ONE("name=a", "1"), 0, "a:1;", NULL },
	{ M, ONE("NAME=\"a\"", "1"), 0, "a:1;", NULL },
	{ M, ONE("name=\"\"", "1"), 0, ":1;", NULL },
	{ M, ONE("name = \"a\" ; filename = \"f\"", "1"), 0, "a=f:1;", NULL },
	{ M, ONE("name=\"a\"; filename=\"f.txt\"\r\nContent-Type: x/y", "1"),
	  0, "a=f.txt:1;", NULL },
	{ M, ONE("filename=\"f\"; name=\"a\"", "1"), 0, "a=f:1;", NULL },
	{ M, ONE("name=\"a\"; filename=\"\"", ""), 0, "a:;", NULL },
	{ M, ONE("name=\"a\"; filename=\"f\"", ""), 0, "a=f:;", NULL },
	{ M, ONE("name=\"a;b\"; filename=\"c=d; e\"", "1"), 0,
	  "a;b=c=d; e:1;", NULL },
	{ M, ONE("name=\"a\\\"b\\\\c\\d\"", "1"), 0, "a\"b\\c\\d:1;", NULL },
	{ M, ONE("name=\"a\"; filename=\"C:\\dir\\f\"", "1"), 0,
	  "a=C:\\dir\\f:1;", NULL },
	{ M, ONE("name=\"a%22\"", "%22"), 0, "a%22:%22;", NULL },
	{ M, ONE("name=\"\xc3\xa4\"", "\xc3\xa4"), 0, "\xc3\xa4:\xc3\xa4;",
	  NULL },
	{ M, ONE("name=\"a\"; filename*=UTF-8''x", "1"), 0, "a:1;", NULL },
	{ M, ONE("name=\"a\"", "1\r\n"), 0, "a:1\r\n;", NULL },
	{ M, ONE("name=\"a\"", "\r\n"), 0, "a:\r\n;", NULL },
	{ M, ONE("name=\"a\"", "\r"), 0, "a:\r;", NULL },
	{ M, ONE("name=\"a\"", "\r\r\r\n\r\n-"), 0, "a:\r\r\r\n\r\n-;", NULL },
	{ M, ONE("name=\"a\"", "--XX--"), 0, "a:;", NULL },
	{ M, NUL_LEN(ONE("name=\"a\"", "x\0y")), "a:x\\0y;", NULL },
	{ M, ONE("name=\"a\"; filename=\"f\"",
		 "\r\n--X\r\n--X\r\n-\r\n--Y\r\n--x\r\n--XY"), 0,
	  "a=f:\r\n--X\r\n--X\r\n-\r\n--Y\r\n--x\r\n--XY;", NULL },
	{ M, ONE("name=\"a\"", "\r\n--XXY\r\n--XX-\r\n--XX-Y"), 0,
	  "a:\r\n--XXY\r\n--XX-\r\n--XX-Y;", NULL },
	{ M, ONE("name=\"a\"", "--XXX--"), 0, "a:--XXX--;", NULL },
	{ M, ONE("name=\"a\"", "-"), 0, "a:-;", NULL },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n\r\n1\r\n--XX\r\n"
	     CD "name=\"a\"\r\n\r\n2\r\n--XX--", 0, "a:1;a:2;", NULL },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n\r\n--XX\r\n"
	     CD "name=\"b\"\r\n\r\n--XX--", 0, "a:;b:;", NULL },
	{ M, "--XX \t \r\n" CD "name=\"a\"\r\n\r\n1\r\n--XX--  \r\nepilogue"
	     "\r\n--XX\r\n", 0, "a:1;", NULL },
	{ M, "preamble\r\n--X\r\n--XXX\r\n--XX\r\n" CD "name=\"a\"\r\n\r\n1"
	     "\r\n--XX--", 0, "a:1;", NULL },
	{ M, "\r\n--XX\r\n" CD "name=\"a\"\r\n\r\n1\r\n--XX--", 0, "a:1;",
	  NULL },
	{ M, "--XX--", 0, "", NULL },
	{ M, "--XX\r\n\r\n1\r\n--XX--", 0, ":1;", NULL },
	{ M, "--XX\r\nX: y\r\n\r\n1\r\n--XX--", 0, ":1;", NULL },
	{ M, "--XX\r\nX:\r\ncontent-DISPOSITION:form-data;name=a\r\n\r\n1"
	     "\r\n--XX--", 0, "a:1;", NULL },
	{ M, ONE("name=a\r\nContent-Transfer-Encoding: Binary", "1"), 0,
	  "a:1;", NULL },
	{ "Multipart/Form-Data; charset=utf-8; boundary=\"XX\"",
	  ONE("name=\"a\"", "1"), 0, "a:1;", NULL },
	{ "multipart/form-data ;boundary=\"a '()+_,-./:=?b\"; x=y",
	  "--a '()+_,-./:=?b\r\n" CD "name=\"a\"\r\n\r\n1\r\n"
	  "--a '()+_,-./:=?b--", 0, "a:1;", NULL },

	/* ---- multipart: malformed */
	{ M, "", 0, "", "last delimiter" },
	{ M, "--XX", 0, "", "last delimiter" },
	{ M, "--XX\r\n", 0, "", "last delimiter" },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n", 0, "", "last delimiter" },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n\r\n12", 0, "a:12",
	  "last delimiter" },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n\r\n12\r\n--XX", 0, "a:12",
	  "last delimiter" },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n\r\n12\r\n--XX-", 0, "a:12",
	  "last delimiter" },
	{ M, "--XX\n" CD "name=\"a\"\n\n1\n--XX--\n", 0, "",
	  "last delimiter" },
	{ M, " --XX\r\n" CD "name=\"a\"\r\n\r\n1\r\n --XX--", 0, "",
	  "last delimiter" },
	{ M, "a=1&b=2", 0, "", "last delimiter" },
	{ M, "--XX x\r\n", 0, "", "something behind" },
	{ M, "--XX\rx", 0, "", "CR without LF" },
	{ M, "--XX\r\nX: y\rz", 0, "", "CR without LF" },
	{ M, "--XX\r\nX: y\nz", 0, "", "control character" },
	{ M, NUL_LEN("--XX\r\nX: \0"), "", "control character" },
	{ M, "--XX\r\nnonsense\r\n", 0, "", "no field" },
	{ M, "--XX\r\n: x\r\n", 0, "", "no field" },
	{ M, "--XX\r\nX : y\r\n", 0, "", "no field" },
	{ M, "--XX\r\nX: y\r\n folded\r\n", 0, "", "no field" },
	{ M, "--XX\r\n" CD "name=\"a\"\r\n" CD "name=\"b\"\r\n", 0, "",
	  "two dispositions" },
	{ M, "--XX\r\nContent-Disposition: attachment; name=a\r\n", 0, "",
	  "not form-data" },
	{ M, ONE("name=\"a", "1"), 0, "", "name is malformed" },
	{ M, ONE("name", "1"), 0, "", "name is malformed" },
	{ M, ONE("\"name\"=a", "1"), 0, "", "name is malformed" },
	{ M, ONE("name=\"a\"; filename=\"f", "1"), 0, "",
	  "file name is malformed" },
	{ M, ONE("name=\"a\"; filename=\"C:\\\"", "1"), 0, "",
	  "file name is malformed" },
	{ M, ONE("name=a\r\nContent-Transfer-Encoding: base64", "MQ=="), 0,
	  "", "transfer encoding" },
};

/* ---- what a parser said, as one line */

struct result {
	char		text[1024];
	size_t		len;
	const char	*cause;
	int		open;
};

static void
add(struct result *r, const char *p, size_t len)
{
	for (; len && r->len + 2 < sizeof(r->text); p++, len--) {
		if (!*p)
			r->text[r->len++] = '\\';
		r->text[r->len++] = *p ? *p : '0';
	}
	r->text[r->len] = '\0';
}

static int
on_begin(void *opaque, const char *name, const char *filename)
{
	struct result *r = opaque;

	HTTP_CHECK(!r->open, "begun twice: %s", name);
	r->open = 1;
	add(r, name, strlen(name));
	if (filename) {
		add(r, "=", 1);
		add(r, filename, strlen(filename));
	}
	add(r, ":", 1);

	return 0;
}

static int
on_data(void *opaque, const char *p, size_t len)
{
	struct result *r = opaque;

	HTTP_CHECK(r->open && len, "data %d %u", r->open, (unsigned int)len);
	add(r, p, len);

	return 0;
}

static int
on_end(void *opaque)
{
	struct result *r = opaque;

	HTTP_CHECK(r->open, "an end without a beginning");
	r->open = 0;
	add(r, ";", 1);

	return 0;
}

struct parser {
	struct lws_form_sink		sink;
	struct lws_form_url		url;
	struct lws_form_multipart	mp;
	int				is_mp;
};

static void
parser_init(struct parser *p, const char *type, struct result *r)
{
	int n = type ? lws_form_multipart_init(&p->mp, type) : 1;

	memset(r, 0, sizeof(*r));
	HTTP_CHECK(n >= 0, "%s", type);
	p->is_mp = !n;
	if (n)
		lws_form_url_init(&p->url);
	p->sink.begin = on_begin;
	p->sink.data = on_data;
	p->sink.end = on_end;
	p->sink.opaque = r;
}

/* a copy of exactly this size, so that reading on is seen */
static int
feed(struct parser *p, const char *body, size_t len, const char **cause)
{
	char *copy = malloc(len ? len : 1);
	int n;

	if (!copy)
		exit(1);
	memcpy(copy, body, len);
	if (p->is_mp)
		n = lws_form_multipart(&p->mp, &p->sink, copy, len, cause);
	else
		n = lws_form_url(&p->url, &p->sink, copy, len, cause);
	free(copy);

	return n;
}

static void
run(const char *type, const char *body, size_t len, size_t first, size_t then,
    struct result *r)
{
	size_t at = 0, n = first;
	struct parser p;

	parser_init(&p, type, r);
	while (at < len) {
		n = lws_min_sz(n, len - at);
		if (feed(&p, body + at, n, &r->cause)) {
			HTTP_CHECK(r->cause, "refused without a cause");
			return;
		}
		at += n;
		n = then;
	}
	if (p.is_mp)
		lws_form_multipart_end(&p.mp, &r->cause);
	else
		lws_form_url_end(&p.url, &p.sink, &r->cause);
}

static void
check(const struct vector *v, size_t first, size_t then)
{
	size_t len = v->len ? v->len : strlen(v->body);
	struct result r;

	run(v->type, v->body, len, first, then, &r);
	HTTP_CHECK(!strcmp(r.text, v->want), "%s at %u: %s", v->body,
		   (unsigned int)first, r.text);
	if (v->cause)
		HTTP_CHECK(r.cause && strstr(r.cause, v->cause), "%s at %u: "
			   "%s", v->body, (unsigned int)first, r.cause ?
			   r.cause : "-");
	else
		HTTP_CHECK(!r.cause && !r.open, "%s at %u: %s", v->body,
			   (unsigned int)first, r.cause ? r.cause : "open");
}

static void
check_vectors(void)
{
	size_t i, n;

	for (i = 0; i < LWS_ARRAY_SIZE(vectors); i++) {
		const struct vector *v = &vectors[i];
		size_t len = v->len ? v->len : strlen(v->body);

		check(v, len, len);
		check(v, 1, 1);
		for (n = 1; n < len; n++)
			check(v, n, len - n);
	}
}

/* ---- the type */

static void
check_types(void)
{
	static const struct {
		const char	*type;
		int		want;
	} types[] = {
		{ "multipart/form-data", -1 },
		{ "multipart/form-data;", -1 },
		{ "multipart/form-data; boundary", -1 },
		{ "multipart/form-data; boundary=", -1 },
		{ "multipart/form-data; boundary=\"\"", -1 },
		{ "multipart/form-data; boundary=\"X", -1 },
		{ "multipart/form-data; boundary=\"X \"", -1 },
		{ "multipart/form-data; boundary=\"X\ty\"", -1 },
		{ "multipart/form-data; boundary=X\xc3", -1 },
		{ "multipart/form-data; boundary=X[", -1 },
		{ "multipart/form-data; xboundary=X", -1 },
		{ "multipart/form-data; =X; boundary=X", -1 },
		{ "multipart/form-data; BOUNDARY=X", 0 },
		{ "multipart/form-data\t;boundary=X;", 0 },
		{ "multipart/form-data; a=\"boundary=Y\"; boundary=X", 0 },
		{ "multipart/form-dat", 1 },
		{ "", 1 },
	};
	char type[64 + LWS_FORM_BOUNDARY_MAX];
	struct lws_form_multipart m;
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(types); n++)
		HTTP_CHECK(lws_form_multipart_init(&m, types[n].type) ==
			   types[n].want, "%s", types[n].type);

	for (n = LWS_FORM_BOUNDARY_MAX; n <= LWS_FORM_BOUNDARY_MAX + 1; n++) {
		lws_snprintf(type, sizeof(type),
			     "multipart/form-data; boundary=%0*d", (int)n, 0);
		HTTP_CHECK(lws_form_multipart_init(&m, type) ==
			   (n > LWS_FORM_BOUNDARY_MAX ? -1 : 0), "%u",
			   (unsigned int)n);
	}
}

/* ---- limits: what is allowed passes, one more does not */

static char big[1024 * 1024];

/* head, then n times c, then tail */
static void
check_limit(const char *type, const char *head, size_t n, const char *tail,
	    const char *cause)
{
	size_t hlen = strlen(head), tlen = strlen(tail), over;

	for (over = 0; over < 2; over++) {
		size_t len = hlen + n + over + tlen;
		struct result r;

		memcpy(big, head, hlen);
		memset(big + hlen, 'x', n + over);
		memcpy(big + hlen + n + over, tail, tlen);
		run(type, big, len, len, len, &r);
		if (!over)
			HTTP_CHECK(!r.cause, "%s: %s", cause, r.cause ?
				   r.cause : "-");
		else
			HTTP_CHECK(r.cause && strstr(r.cause, cause), "%s: %s",
				   cause, r.cause ? r.cause : "-");
	}
}

/* `count` copies of one piece between head and tail */
static void
check_count(const char *type, const char *head, const char *piece,
	    size_t count, const char *tail, const char *cause)
{
	size_t over, n;

	for (over = 0; over < 2; over++) {
		struct result r;
		size_t len;

		len = strlen(strcpy(big, head));
		for (n = 0; n < count + over; n++) {
			memcpy(big + len, piece, strlen(piece));
			len += strlen(piece);
		}
		memcpy(big + len, tail, strlen(tail));
		len += strlen(tail);
		run(type, big, len, len, len, &r);
		HTTP_CHECK(over ? r.cause && strstr(r.cause, cause) : !r.cause,
			   "%s: %s", cause, r.cause ? r.cause : "-");
	}
}

static void
check_limits(void)
{
	static const char end[] = "\r\n\r\n1\r\n--XX--";
	size_t line = sizeof("X: ") - 1;

	check_limit(U, "", LWS_FORM_NAME_MAX, "=1", "name is longer");
	check_limit(M, "--XX\r\n" CD "name=\"", LWS_FORM_NAME_MAX,
		    "\"\r\n\r\n1\r\n--XX--", "name is malformed or too long");
	check_limit(M, "--XX\r\n" CD "name=\"a\"; filename=\"",
		    LWS_FORM_FILENAME_MAX, "\"\r\n\r\n1\r\n--XX--",
		    "file name is malformed or too long");
	check_limit(M, "--XX\r\nX: ", LWS_FORM_LINE_MAX - line, end,
		    "head is longer");
	check_count(M, "--XX\r\nX: yz\r\n",
		    "X: 0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef"
		    "ghijk\r\n",
		    (LWS_FORM_HEAD_MAX - 5) / 60, end + 2, "head is longer");
	check_count(U, "", "a=1&", LWS_FORM_FIELDS_MAX, "", "more fields");
	check_count(M, "", "--XX\r\n\r\n\r\n", LWS_FORM_FIELDS_MAX, "--XX--",
		    "more parts");
}

/* ---- whoever takes the fields can give up at any of them */

struct quitter {
	int	left;
};

static int
quit_begin(void *opaque, const char *name, const char *filename)
{
	LWS_UNUSED(name);
	LWS_UNUSED(filename);

	return !((struct quitter *)opaque)->left--;
}

static int
quit_data(void *opaque, const char *p, size_t len)
{
	LWS_UNUSED(p);
	LWS_UNUSED(len);

	return !((struct quitter *)opaque)->left--;
}

static int
quit_end(void *opaque)
{
	return !((struct quitter *)opaque)->left--;
}

static void
check_giving_up(void)
{
	static const char body[] = "--XX\r\n" CD "name=\"a\"\r\n\r\n1\r\r\n"
		"--XX\r\n" CD "name=\"b\"\r\n\r\n2\r\n--XX--";
	int n, i, mp;

	for (mp = 0; mp < 2; mp++)
		for (n = 0; n < 20; n++) {
			struct quitter q = { n };
			const char *cause = NULL;
			struct result r;
			struct parser p;

			parser_init(&p, mp ? M : U, &r);
			p.sink.begin = quit_begin;
			p.sink.data = quit_data;
			p.sink.end = quit_end;
			p.sink.opaque = &q;
			i = mp ? feed(&p, body, sizeof(body) - 1, &cause) :
				 feed(&p, "a=1&b=%41&c", 11, &cause);
			if (!i && !mp)
				i = lws_form_url_end(&p.url, &p.sink, &cause);
			HTTP_CHECK(!cause && (i ? q.left == -1 : q.left >= 0),
				   "%d: %d %d", n, i, q.left);
		}
}

int
main(void)
{
	check_vectors();
	check_types();
	check_limits();
	check_giving_up();

	return http_check_result("http-form");
}
