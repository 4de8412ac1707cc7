/* SPDX-License-Identifier: MIT */
/*
 * The chunked body decoder: good and bad bodies, given at once, byte by byte
 * and cut in two at every position, have to give the same bytes and the same
 * end every time.
 */
#include "private-lib-roles-h1.h"
#include "http-check.h"

struct vector {
	const char	*body;
	const char	*data;		/* of a good one, "" otherwise */
	const char	*cause;		/* NULL: complete */
	size_t		left;		/* bytes behind the end */
};

static const struct vector vectors[] = {
	{ "0\r\n\r\n", "", NULL, 0 },
	{ "000\r\n\r\nGET", "", NULL, 3 },
	{ "3\r\nabc\r\n0\r\n\r\n", "abc", NULL, 0 },
	{ "3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\nX", "abc0123456789", NULL,
	  1 },
	{ "1;a=b;c=\"d\"\r\nx\r\n1 \r\ny\r\n0;z\r\n\r\n", "xy", NULL, 0 },
	{ "2\r\n\r\n\r\n0\r\nTrailer: x\r\nOther:\r\n\r\n", "\r\n", NULL, 0 },
	{ "\r\n", "", "without a size", 0 },
	{ ";a\r\n", "", "without a size", 0 },
	{ "-1\r\n", "", "without a size", 0 },
	{ "0x1\r\n", "", "no number", 0 },
	{ "1g\r\n", "", "no number", 0 },
	{ "1\nx", "", "no number", 0 },
	{ "1\rx", "", "CR without LF", 0 },
	{ "1;a\nb\r\n", "", "extension", 0 },
	{ "fffffffffffffffff\r\n", "", "beyond all bounds", 0 },
	{ "0000000000000000\r\n", "", "beyond all bounds", 0 },
	{ "1\r\nxy\r\n", "x", "longer than its size", 0 },
	{ "1\r\nx\n", "x", "longer than its size", 0 },
	{ "1\r\nx\rx", "x", "CR without LF", 0 },
	{ "1 1\r\nx\r\n", "", "no number", 0 },
	{ "1 x\r\nx\r\n", "", "no number", 0 },
	{ "1\t ;x\r\ny\r\n0\r\n\r\n", "y", NULL, 0 },
	{ "0\r\n x\r\n", "", "no header line", 0 },
	{ "0\r\nA\r\n\r\n", "", "no header line", 0 },
	{ "0\r\nGET / HTTP/1.1\r\n\r\n", "", "no header line", 0 },
	{ "0\r\n: x\r\n\r\n", "", "no header line", 0 },
	{ "0\r\nA: \x01\r\n", "", "in a trailer", 0 },
	{ "0\r\nA: x\n\r\n", "", "in a trailer", 0 },
	{ "0\r\n\rx", "", "CR without LF", 0 },
};

struct result {
	char		data[256];
	size_t		dlen;
	const char	*cause;
	size_t		at;
	int		end;
};

static void
run(const struct vector *v, size_t len, size_t first, size_t then,
    struct result *r)
{
	struct lws_h1_chunked c;
	size_t n = first;

	memset(r, 0, sizeof(*r));
	lws_h1_chunked_init(&c);
	while (r->at < len && !r->end && !r->cause) {
		size_t used = 0, dlen = 0, fed = 0;
		uint8_t *copy;

		n = lws_min_sz(n, len - r->at);
		copy = malloc(n);
		if (!copy)
			exit(1);
		memcpy(copy, v->body + r->at, n);
		while (fed < n && !r->end && !r->cause) {
			const uint8_t *d = NULL;

			switch (lws_h1_chunked(&c, copy + fed, n - fed, &used,
					       &d, &dlen, &r->cause)) {
			case LWS_H1_CHUNKED_DATA:
				HTTP_CHECK(dlen, "empty data");
				memcpy(r->data + r->dlen, d, dlen);
				r->dlen += dlen;
				break;
			case LWS_H1_CHUNKED_END:
				r->end = 1;
				break;
			case LWS_H1_CHUNKED_MORE:
				HTTP_CHECK(used == n - fed, "bytes left");
				break;
			case LWS_H1_CHUNKED_BAD:
				HTTP_CHECK(r->cause, "bad without a cause");
				break;
			}
			fed += used;
		}
		free(copy);
		r->at += fed;
		n = then;
	}
}

static void
check(const struct vector *v, size_t first, size_t then)
{
	size_t len = strlen(v->body);
	struct result r;

	run(v, len, first, then, &r);
	HTTP_CHECK(r.dlen == strlen(v->data) &&
		   !memcmp(r.data, v->data, r.dlen), "%s: data", v->body);
	if (v->cause) {
		HTTP_CHECK(r.cause && strstr(r.cause, v->cause), "%s: %s",
			   v->body, r.cause ? r.cause : "-");
		return;
	}
	HTTP_CHECK(r.end && !r.cause, "%s: %s", v->body,
		   r.cause ? r.cause : "-");
	HTTP_CHECK(r.at == len - v->left, "%s: taken %u", v->body,
		   (unsigned int)r.at);
}

static void
check_truncated(const struct vector *v)
{
	size_t n, len = strlen(v->body) - v->left;
	struct result r;

	for (n = 0; !v->cause && n < len; n++) {
		run(v, n, n, n, &r);
		HTTP_CHECK(!r.end && !r.cause, "%s cut at %u", v->body,
			   (unsigned int)n);
	}
}

/* what is read over may not go on for ever */
static void
check_limits(void)
{
	static const char lines[][8] = { "1;", "0\r\nA: " };
	unsigned int i, n;

	for (i = 0; i < 2; i++) {
		size_t used, dlen, max = i ? LWS_H1_TRAILERS_MAX :
					     LWS_H1_CHUNK_LINE_MAX;
		enum lws_h1_chunked_ret ret;
		const char *cause = NULL;
		struct lws_h1_chunked c;
		const uint8_t *d;

		lws_h1_chunked_init(&c);
		ret = lws_h1_chunked(&c, (const uint8_t *)lines[i],
				     strlen(lines[i]), &used, &d, &dlen,
				     &cause);
		for (n = 0; n < max && ret == LWS_H1_CHUNKED_MORE; n++)
			ret = lws_h1_chunked(&c, (const uint8_t *)"x", 1,
					     &used, &d, &dlen, &cause);
		HTTP_CHECK(ret == LWS_H1_CHUNKED_BAD && cause &&
			   strstr(cause, "longer than allowed"), "%u", i);
		HTTP_CHECK(n + 4 > max, "limit %u after %u", i, n);
	}
}

int
main(void)
{
	size_t i, n;

	for (i = 0; i < LWS_ARRAY_SIZE(vectors); i++) {
		const struct vector *v = &vectors[i];
		size_t len = strlen(v->body);

		check(v, len, len);
		check(v, 1, 1);
		for (n = 1; n < len; n++)
			check(v, n, len - n);
		check_truncated(v);
	}
	check_limits();

	return http_check_result("http-chunked");
}
