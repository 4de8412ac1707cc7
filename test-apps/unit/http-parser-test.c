/* SPDX-License-Identifier: MIT */
/*
 * The HTTP/1 head parser against a table of good and bad heads.  Each is given
 * to it at once, byte by byte, and cut in two at every position: what ends up
 * in the header table, or the refusal, has to be the same every time, and every
 * truncated head has to be asked to go on.
 */
#include "private-lib-roles-h1.h"
#include "http-check.h"

#define RESPONSE	1

struct vector {
	const char	*head;
	int		flags;
	unsigned int	status;		/* 0: has to be accepted */
	const char	*cause;		/* part of it */
	const char	*table;		/* token=value of all, see dump() */
};

static const struct vector vectors[] = {
	/* request lines */
	{ "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=h|15=HTTP/1.1|" },
	{ "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=h|15=HTTP/1.1|" },
	{ "POST /x HTTP/1.0\r\n\r\n", 0, 0, NULL, "m1 v0|1=/x|15=HTTP/1.0|" },
	{ "PUT /x HTTP/1.1\r\nHost:\r\n\r\n", 0, 0, NULL,
	  "m3 v1 ka|3=|15=HTTP/1.1|74=/x|" },
	{ "DELETE /x HTTP/1.1\r\nHost:a\r\n\r\n", 0, 0, NULL,
	  "m5 v1 ka|3=a|15=HTTP/1.1|75=/x|" },
	{ "PATCH /x HTTP/1.1\r\nHost:a\r\n\r\n", 0, 0, NULL,
	  "m4 v1 ka|3=a|15=HTTP/1.1|73=/x|" },
	{ "HEAD /x HTTP/1.1\r\nHost:a\r\n\r\n", 0, 0, NULL,
	  "m7 v1 ka|3=a|15=HTTP/1.1|82=/x|" },
	{ "OPTIONS * HTTP/1.1\r\nHost:a\r\n\r\n", 0, 0, NULL,
	  "m2 v1 ka|2=*|3=a|15=HTTP/1.1|" },
	{ "CONNECT a:443 HTTP/1.1\r\nHost:a\r\n\r\n", 0, 0, NULL,
	  "m6 v1 ka|3=a|15=HTTP/1.1|81=a:443|" },
	{ "GET http://foo:81/p?z=1 HTTP/1.1\r\nHost: other\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/p|3=foo:81|15=HTTP/1.1|76=z=1|" },
	{ "GET ws://foo HTTP/1.1\r\nHost: other\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=foo|15=HTTP/1.1|" },
	{ "GET WS://f?a HTTP/1.1\r\nHost: other\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=f|15=HTTP/1.1|76=a|" },
	{ "GET / HTTP/1.7\r\nHost: h\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=h|15=HTTP/1.7|" },
	/* paths and arguments */
	{ "GET /p%20q/%41?a=1&b=%26+&&f&=& HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/p q/A|15=HTTP/1.0|76=a=1|76=b=& |76=f|76==|" },
	{ "GET //a/../b/./c//d+e HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/b/c/d+e|15=HTTP/1.0|" },
	{ "GET /a/.. HTTP/1.0\r\n\r\n", 0, 0, NULL, "m0 v0|0=/|15=HTTP/1.0|" },
	{ "GET /a/b/. HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/a/b/|15=HTTP/1.0|" },
	{ "GET /a/b/%2e%2E/c..d/... HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/a/c..d/...|15=HTTP/1.0|" },
	{ "GET /a?../../x?y HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/a|15=HTTP/1.0|76=../../x?y|" },
	{ "GET /a%3fb? HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/a?b|15=HTTP/1.0|" },
	{ "GET /\xc3\xa9 HTTP/1.0\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/\xc3\xa9|15=HTTP/1.0|" },
	/* fields */
	{ "GET / HTTP/1.1\r\nhOsT: \t h \t \r\nX-Foo: Bar: 1,\t2\r\n"
	  "accept: a\r\nx-FOO:\r\nACCEPT:b\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=h|15=HTTP/1.1|17=a|17=b|x-foo:=Bar: 1,\t2|x-foo:=|" },
	{ "GET / HTTP/1.0\r\n!#$%&'*+-.^_`|~09: x\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/|15=HTTP/1.0|!#$%&'*+-.^_`|~09:=x|" },
	{ "GET / HTTP/1.0\r\nDate: \xc3\xa9\xff\r\n\r\n", 0, 0, NULL,
	  "m0 v0|0=/|15=HTTP/1.0|29=\xc3\xa9\xff|" },
	{ "GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: foo , UPGRADE\r\n"
	  "Connection: keep-alive\r\nUpgrade: websocket\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka up|0=/|3=[::1]:80|4=foo , UPGRADE|4=keep-alive|"
	  "5=websocket|15=HTTP/1.1|" },
	{ "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgraded\r\n"
	  "Upgrade: x\r\n\r\n", 0, 0, NULL,
	  "m0 v1 ka|0=/|3=h|4=upgraded|5=x|15=HTTP/1.1|" },
	{ "GET / HTTP/1.1\r\nHost: h\r\nConnection: ,,close\r\n\r\n", 0, 0,
	  NULL, "m0 v1|0=/|3=h|4=,,close|15=HTTP/1.1|" },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 0, 0, NULL,
	  "m0 v0 ka|0=/|4=Keep-Alive|15=HTTP/1.0|" },
	{ "POST / HTTP/1.0\r\nContent-Length: 0123\r\n\r\n", 0, 0, NULL,
	  "m1 v0 cl123|1=/|15=HTTP/1.0|27=0123|" },
	{ "POST / HTTP/1.0\r\nContent-Length: 922337203685477580\r\n\r\n", 0,
	  0, NULL,
	  "m1 v0 cl922337203685477580|1=/|15=HTTP/1.0|27=922337203685477580|" },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n"
	  "Expect: 100-Continue\r\n\r\n", 0, 0, NULL,
	  "m1 v1 ka ch ex|1=/|3=h|15=HTTP/1.1|51=100-Continue|68=Chunked|" },
	/* responses */
	{ "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	  "Connection: Upgrade\r\n\r\n", RESPONSE, 0, NULL,
	  "c101 v1 ka up|4=Upgrade|5=websocket|15=101 Switching Protocols|" },
	{ "HTTP/1.0 404 \r\n\r\n", RESPONSE, 0, NULL, "c404 v0|79=404|" },
	{ "HTTP/1.1 200\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\n",
	  RESPONSE, 0, NULL, "c200 v1 ka|15=200|66=a=b|66=c=d|" },
	/* refused: request line */
	{ " GET / HTTP/1.1\r\n", 0, 400, "method", NULL },
	{ "\nGET / HTTP/1.1\r\n", 0, 400, "method", NULL },
	{ "\rGET / HTTP/1.1\r\n", 0, 400, "CR without LF", NULL },
	{ "\x16\x03\x01\x02", 0, 400, "method", NULL },
	{ "GET\t/ HTTP/1.1\r\n", 0, 400, "behind the method", NULL },
	{ "GET\r\n", 0, 400, "behind the method", NULL },
	{ "get / HTTP/1.1\r\n", 0, 501, "unknown method", NULL },
	{ "PROPFIND / HTTP/1.1\r\n", 0, 501, "unknown method", NULL },
	{ "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0, 501, "unknown method", NULL },
	{ "GET  / HTTP/1.1\r\n", 0, 400, "no target", NULL },
	{ "GET /\r\n", 0, 400, "without a version", NULL },
	{ "GET /\n", 0, 400, "without a version", NULL },
	{ "GET /a\tb HTTP/1.1\r\n", 0, 400, "control character", NULL },
	{ "GET /a\x7f HTTP/1.1\r\n", 0, 400, "control character", NULL },
	{ "GET /a b HTTP/1.1\r\n", 0, 400, "HTTP version", NULL },
	{ "GET /#a HTTP/1.1\r\n", 0, 400, "fragment", NULL },
	{ "GET / HTTP/1.1 \r\n", 0, 400, "HTTP version", NULL },
	{ "GET / http/1.1\r\n", 0, 400, "HTTP version", NULL },
	{ "GET / HTTP/1.\r\n", 0, 400, "HTTP version", NULL },
	{ "GET / HTTP/1.10\r\n", 0, 400, "HTTP version", NULL },
	{ "GET / HTTP/1.1\n", 0, 400, "HTTP version", NULL },
	{ "GET / HTTP/2.0\r\n", 0, 505, "other than 1", NULL },
	{ "GET / HTTP/0.9\r\n", 0, 505, "other than 1", NULL },
	{ "PRI * HTTP/2.0\r\n", 0, 501, "unknown method", NULL },
	{ "GET / HTTP/1.1\rHost: h\r\n", 0, 400, "CR without LF", NULL },
	{ "GET a HTTP/1.1\r\n", 0, 400, "neither a path", NULL },
	{ "GET * HTTP/1.1\r\n", 0, 400, "without OPTIONS", NULL },
	{ "GET ftp://a/ HTTP/1.1\r\n", 0, 400, "neither a path", NULL },
	{ "GET http:///a HTTP/1.1\r\n", 0, 400, "no host", NULL },
	{ "GET http://a@b/ HTTP/1.1\r\nHost: b\r\n\r\n", 0, 400, "no host has",
	  NULL },
	{ "CONNECT /a HTTP/1.1\r\n", 0, 400, "CONNECT", NULL },
	{ "GET /../a HTTP/1.1\r\n", 0, 400, "above the root", NULL },
	{ "GET /a/../.. HTTP/1.1\r\n", 0, 400, "above the root", NULL },
	{ "GET /%2e%2e%2fa HTTP/1.1\r\n", 0, 400, "above the root", NULL },
	{ "GET /..\\a HTTP/1.1\r\n", 0, 400, "backslash", NULL },
	{ "GET /a%5c..%5cb HTTP/1.1\r\n", 0, 400, "backslash", NULL },
	{ "GET /a%5c.. HTTP/1.1\r\n", 0, 400, "backslash", NULL },
	{ "GET /a%00b HTTP/1.1\r\n", 0, 400, "%00", NULL },
	{ "GET /a?b=%00 HTTP/1.1\r\n", 0, 400, "%00", NULL },
	{ "GET /a%0d%0ab HTTP/1.1\r\n", 0, 400, "control character", NULL },
	{ "GET /a%zz HTTP/1.1\r\n", 0, 400, "escape", NULL },
	{ "GET /a%4 HTTP/1.1\r\n", 0, 400, "escape", NULL },
	{ "GET /a?% HTTP/1.1\r\n", 0, 400, "escape", NULL },
	/* refused: fields */
	{ "GET / HTTP/1.1\r\n Host: h\r\n", 0, 400, "folded", NULL },
	{ "GET / HTTP/1.1\r\nHost: h\r\n\tx\r\n", 0, 400, "folded", NULL },
	{ "GET / HTTP/1.1\r\nHost : h\r\n", 0, 400, "space in a header", NULL },
	{ "GET / HTTP/1.1\r\nA b: h\r\n", 0, 400, "space in a header", NULL },
	{ "GET / HTTP/1.1\r\nHost\r\n", 0, 400, "no header name", NULL },
	{ "GET / HTTP/1.1\r\n: x\r\n", 0, 400, "no header name", NULL },
	{ "GET / HTTP/1.1\r\n:path: x\r\n", 0, 400, "no header name", NULL },
	{ "GET / HTTP/1.1\r\nA\x80: x\r\n", 0, 400, "no header name", NULL },
	{ "GET / HTTP/1.1\r\nA(: x\r\n", 0, 400, "no header name", NULL },
	{ "GET / HTTP/1.1\r\nA: x\ny\r\n", 0, 400, "in a header value", NULL },
	{ "GET / HTTP/1.1\r\nA: x\x01y\r\n", 0, 400, "header value", NULL },
	{ "GET / HTTP/1.1\r\nA: x\x7fy\r\n", 0, 400, "header value", NULL },
	{ "GET / HTTP/1.1\r\nA: \n", 0, 400, "header value", NULL },
	{ "GET / HTTP/1.1\r\nA: x\ry\r\n", 0, 400, "CR without LF", NULL },
	{ "GET / HTTP/1.1\r\nA: x\r\n\n", 0, 400, "no header name", NULL },
	{ "GET / HTTP/1.1\r\nHost: h\r\n\rx", 0, 400, "CR without LF", NULL },
	/* refused: the head as a whole */
	{ "GET / HTTP/1.1\r\n\r\n", 0, 400, "no Host", NULL },
	{ "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 0, 400,
	  "more than one Host", NULL },
	{ "GET http://x/ HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 0, 400,
	  "more than one Host", NULL },
	{ "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 0, 400, "no host has", NULL },
	{ "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 0, 400, "no host has", NULL },
	{ "GET / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
	  0, 400, "more than one Content-Length", NULL },
	{ "GET / HTTP/1.0\r\nContent-Length: 1, 1\r\n\r\n", 0, 400,
	  "no number", NULL },
	{ "GET / HTTP/1.0\r\nContent-Length: -1\r\n\r\n", 0, 400, "no number",
	  NULL },
	{ "GET / HTTP/1.0\r\nContent-Length: +1\r\n\r\n", 0, 400, "no number",
	  NULL },
	{ "GET / HTTP/1.0\r\nContent-Length: 0x1\r\n\r\n", 0, 400, "no number",
	  NULL },
	{ "GET / HTTP/1.0\r\nContent-Length:\r\n\r\n", 0, 400,
	  "empty Content-Length", NULL },
	{ "GET / HTTP/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n", 0,
	  413, "beyond all bounds", NULL },
	{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 0, 400,
	  "in HTTP/1.0", NULL },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
	  "Content-Length: 3\r\n\r\n", 0, 400, "beside", NULL },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", 0,
	  400, "does not end with chunked", NULL },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n"
	  "\r\n", 0, 400, "does not end with chunked", NULL },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n", 0, 400,
	  "does not end with chunked", NULL },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n"
	  "\r\n", 0, 501, "other than chunked", NULL },
	{ "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n"
	  "Transfer-Encoding: chunked\r\n\r\n", 0, 501, "other than chunked",
	  NULL },
	{ "GET / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\n\r\n", 0, 417,
	  "Expect", NULL },
	/* refused: responses */
	{ "HTTP/2 200 OK\r\n\r\n", RESPONSE, 400, "HTTP version", NULL },
	{ "HTTP/3.0 200 OK\r\n\r\n", RESPONSE, 505, "other than 1", NULL },
	{ "SSH-2.0-OpenSSH_9.2\r\n", RESPONSE, 400, "not HTTP", NULL },
	{ "ICY 200 OK\r\n", RESPONSE, 400, "HTTP version", NULL },
	{ "HTTP/1.1 20 OK\r\n", RESPONSE, 400, "three digits", NULL },
	{ "HTTP/1.1 2000 OK\r\n", RESPONSE, 400, "behind the status", NULL },
	{ "HTTP/1.1 099 OK\r\n", RESPONSE, 400, "below 100", NULL },
	{ "HTTP/1.1  200 OK\r\n", RESPONSE, 400, "three digits", NULL },
	{ "HTTP/1.1 200 O\x01K\r\n", RESPONSE, 400, "in the status line",
	  NULL },
	{ "HTTP/1.1 200 OK\n", RESPONSE, 400, "in the status line", NULL },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
	  RESPONSE, 400, "more than one Content-Length", NULL },
};

/* everything that is in a table, as one line of text */
static void
dump(const struct allocated_headers *ah, char *buf, size_t size)
{
	const struct lws_http_head *h = &ah->head;
	const struct lws_ah_frag *f;
	unsigned int t, n;
	size_t at;

	at = (size_t)snprintf(buf, size, "%s%u v%u%s%s%s%s",
			      h->is_response ? "c" : "m",
			      h->is_response ? h->code : h->method,
			      h->version_minor, h->keepalive ? " ka" : "",
			      h->upgrade ? " up" : "", h->chunked ? " ch" : "",
			      h->expect_continue ? " ex" : "");
	if (h->has_content_length)
		at += (size_t)snprintf(buf + at, size - at, " cl%llu",
				       (unsigned long long)h->content_length);
	at += (size_t)snprintf(buf + at, size - at, "|");

	for (t = 0; t <= LWS_AH_UNKNOWN; t++)
		for (n = 0; (f = lws_ah_frag(ah, t, n)) != NULL; n++) {
			const char *v = lws_ah_frag_value(ah, f);

			HTTP_CHECK(strlen(v) == f->len, "NUL at the end");
			if (t == LWS_AH_UNKNOWN)
				at += (size_t)snprintf(buf + at, size - at,
						       "%s=%s|",
						       v - f->name_len - 1, v);
			else
				at += (size_t)snprintf(buf + at, size - at,
						       "%u=%s|", t, v);
		}
}

/* in a block of its own, so that a read beyond it is noticed */
static enum lws_h1_parse
feed(struct allocated_headers *ah, const char *p, size_t len, size_t *used)
{
	uint8_t *copy = malloc(len ? len : 1);
	enum lws_h1_parse r;

	if (!copy)
		exit(1);
	memcpy(copy, p, len);
	r = lws_h1_parse(ah, copy, len, used);
	HTTP_CHECK(*used <= len, "took more than there was");
	free(copy);

	return r;
}

static enum lws_h1_parse
feed_text(struct allocated_headers *ah, const char *text)
{
	size_t used;

	return feed(ah, text, strlen(text), &used);
}

/* gives the head in pieces of these lengths, the last one as often as needed */
static enum lws_h1_parse
run(struct allocated_headers *ah, const struct vector *v, size_t first,
    size_t then)
{
	size_t len = strlen(v->head), at = 0, used, n = first;
	enum lws_h1_parse r = LWS_H1_PARSE_MORE;

	lws_ah_reset(ah, v->flags & RESPONSE);
	while (r == LWS_H1_PARSE_MORE && at < len) {
		if (n > len - at)
			n = len - at;
		r = feed(ah, v->head + at, n, &used);
		HTTP_CHECK(r != LWS_H1_PARSE_MORE || used == n,
			   "%s: left bytes", v->head);
		at += used;
		n = then;
	}
	if (!v->status)
		HTTP_CHECK(at == len, "%s: %u of %u taken", v->head,
			   (unsigned int)at, (unsigned int)len);

	return r;
}

static void
check_result(struct allocated_headers *ah, const struct vector *v,
	     enum lws_h1_parse r)
{
	char text[1024];

	if (v->status) {
		HTTP_CHECK(r == LWS_H1_PARSE_REFUSED, "%s: %d", v->head, r);
		HTTP_CHECK(ah->refused == v->status, "%s: %u", v->head,
			   ah->refused);
		HTTP_CHECK(ah->cause && strstr(ah->cause, v->cause),
			   "%s: %s", v->head, ah->cause ? ah->cause : "-");
		return;
	}

	HTTP_CHECK(r == LWS_H1_PARSE_DONE, "%s: %d, %u %s", v->head, r,
		   ah->refused, ah->cause ? ah->cause : "-");
	dump(ah, text, sizeof(text));
	HTTP_CHECK(!strcmp(text, v->table), "\n%s: got\n%s, not\n%s", v->head,
		   text, v->table);
}

static void
check_vectors(void)
{
	struct allocated_headers *ah = lws_ah_create(0, NULL);
	size_t i, n, used;

	if (!ah)
		exit(1);

	for (i = 0; i < LWS_ARRAY_SIZE(vectors); i++) {
		const struct vector *v = &vectors[i];
		size_t len = strlen(v->head);

		check_result(ah, v, run(ah, v, len, len));
		check_result(ah, v, run(ah, v, 1, 1));
		for (n = 1; n < len; n++)
			check_result(ah, v, run(ah, v, n, len - n));

		/* whatever is missing at the end, it is not complete */
		for (n = 0; !v->status && n < len; n++) {
			lws_ah_reset(ah, v->flags & RESPONSE);
			HTTP_CHECK(feed(ah, v->head, n, &used) ==
				   LWS_H1_PARSE_MORE, "%s cut at %u",
				   v->head, (unsigned int)n);
		}
	}
	lws_ah_destroy(&ah);
	HTTP_CHECK(!ah, "destroyed and not set to NULL");
}

/* what follows a head is left alone */
static void
check_pipelined(void)
{
	static const char two[] = "GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n"
				  "\r\n";
	struct allocated_headers *ah = lws_ah_create(0, NULL);
	size_t used = 0, len = strlen(two);

	if (!ah)
		exit(1);
	HTTP_CHECK(feed(ah, two, len, &used) == LWS_H1_PARSE_DONE, "first");
	HTTP_CHECK(used == len / 2, "%u taken", (unsigned int)used);
	HTTP_CHECK(!strcmp(lws_ah_value(ah, WSI_TOKEN_GET_URI), "/1"), "/1");
	lws_ah_reset(ah, 0);
	HTTP_CHECK(feed(ah, two + used, len - used, &used) ==
		   LWS_H1_PARSE_DONE, "second");
	HTTP_CHECK(!strcmp(lws_ah_value(ah, WSI_TOKEN_GET_URI), "/2"), "/2");
	lws_ah_destroy(&ah);
}

static enum lws_h1_parse
feed_filled(struct allocated_headers *ah, const char *before, size_t fill,
	    const char *behind)
{
	size_t b = strlen(before), e = strlen(behind), used;
	char *head = malloc(b + fill + e + 1);
	enum lws_h1_parse r;

	if (!head)
		exit(1);
	memcpy(head, before, b);
	memset(head + b, 'a', fill);
	memcpy(head + b + fill, behind, e + 1);
	lws_ah_reset(ah, 0);
	r = feed(ah, head, b + fill + e, &used);
	free(head);

	return r;
}

static void
check_sizes(void)
{
	struct allocated_headers *ah = lws_ah_create(300, NULL);
	enum lws_h1_parse r;
	size_t n;

	if (!ah)
		exit(1);

	/* every length around the limits: never a wrong status, and never a
	 * byte behind the table (the sanitizers look) */
	for (n = 200; n < 700; n++) {
		r = feed_filled(ah, "GET /", n, " HTTP/1.0\r\n\r\n");
		HTTP_CHECK((n < 291) == (r == LWS_H1_PARSE_DONE),
			   "target of %u: %d", (unsigned int)n, r);
		HTTP_CHECK(r == LWS_H1_PARSE_DONE || ah->refused == 414,
			   "target of %u: %u", (unsigned int)n, ah->refused);

		r = feed_filled(ah, "GET / HTTP/1.0\r\nAccept: ", n,
				"\r\n\r\n");
		HTTP_CHECK((n < 290) == (r == LWS_H1_PARSE_DONE),
			   "value of %u: %d", (unsigned int)n, r);
		HTTP_CHECK(r == LWS_H1_PARSE_DONE || ah->refused == 431,
			   "value of %u: %u", (unsigned int)n, ah->refused);

		r = feed_filled(ah, "GET / HTTP/1.0\r\n", n, ": x\r\n\r\n");
		HTTP_CHECK((n < 287) == (r == LWS_H1_PARSE_DONE),
			   "name of %u: %d", (unsigned int)n, r);
		HTTP_CHECK(r == LWS_H1_PARSE_DONE || ah->refused == 431,
			   "name of %u: %u", (unsigned int)n, ah->refused);
	}

	/* padding takes nothing in the table, but has an end */
	lws_ah_reset(ah, 0);
	for (n = 0; n < 1000 && !ah->refused; n++)
		feed_text(ah, "\r\n");
	HTTP_CHECK(ah->refused == 414 && n == 301, "%u blank lines: %u",
		   (unsigned int)n, ah->refused);
	lws_ah_destroy(&ah);
}

static void
check_counts(void)
{
	struct allocated_headers *ah = lws_ah_create(65535, NULL);
	char head[8192];
	unsigned int n, max;
	size_t at, used;

	if (!ah)
		exit(1);

	for (max = LWS_AH_MAX_FIELDS; max <= LWS_AH_MAX_FIELDS + 1; max++) {
		at = (size_t)snprintf(head, sizeof(head), "GET /?x");
		for (n = 1; n < LWS_AH_MAX_URI_ARGS; n++)
			at += (size_t)snprintf(head + at, sizeof(head) - at,
					       "&a%u=%u", n, n);
		at += (size_t)snprintf(head + at, sizeof(head) - at,
				       " HTTP/1.0\r\n");
		for (n = 0; n < max; n++)
			at += (size_t)snprintf(head + at, sizeof(head) - at,
					       n & 1 ? "Via: %u\r\n" :
						       "x-%u: a\r\n", n);
		at += (size_t)snprintf(head + at, sizeof(head) - at, "\r\n");
		lws_ah_reset(ah, 0);
		feed(ah, head, at, &used);
		HTTP_CHECK(ah->refused == (max == LWS_AH_MAX_FIELDS ? 0 : 431),
			   "%u fields: %u %s", max, ah->refused,
			   ah->cause ? ah->cause : "-");
	}

	at = (size_t)snprintf(head, sizeof(head), "GET /?x");
	for (n = 0; n < LWS_AH_MAX_URI_ARGS; n++)
		at += (size_t)snprintf(head + at, sizeof(head) - at, "&a");
	at += (size_t)snprintf(head + at, sizeof(head) - at, " HTTP/1.0\r\n");
	lws_ah_reset(ah, 0);
	feed(ah, head, at, &used);
	HTTP_CHECK(ah->refused == 414, "too many arguments: %u", ah->refused);
	lws_ah_destroy(&ah);
}

/* the limits per token that the user may give */
static void
check_token_limits(void)
{
	struct lws_token_limits limits;
	struct allocated_headers *ah;

	memset(&limits, 0, sizeof(limits));
	limits.token_limit[WSI_TOKEN_HOST] = 4;
	limits.token_limit[WSI_TOKEN_GET_URI] = 8;
	ah = lws_ah_create(0, &limits);
	if (!ah)
		exit(1);
	HTTP_CHECK(feed_text(ah, "GET /2345678 HTTP/1.1\r\nHost:  abcd  \r\n"
			     "\r\n") == LWS_H1_PARSE_DONE, "at the limits");
	lws_ah_reset(ah, 0);
	feed_text(ah, "GET / HTTP/1.1\r\nHost: abcde\r\n\r\n");
	HTTP_CHECK(ah->refused == 431, "%u", ah->refused);
	lws_ah_reset(ah, 0);
	feed_text(ah, "GET /23456789 HTTP/1.1\r\nHost: a\r\n\r\n");
	HTTP_CHECK(ah->refused == 414, "%u", ah->refused);
	lws_ah_destroy(&ah);

	lws_alloc_fail_at(1, 0);
	ah = lws_ah_create(0, NULL);
	lws_alloc_fail_at(0, 0);
	HTTP_CHECK(!ah, "a table without memory");
}

int
main(void)
{
	check_vectors();
	check_pipelined();
	check_sizes();
	check_counts();
	check_token_limits();

	return http_check_result("http-parser");
}
