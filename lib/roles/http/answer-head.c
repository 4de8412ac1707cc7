/* SPDX-License-Identifier: MIT */
/*
 * The head of an answer, field by field into the user's buffer.
 *
 * Each of these returns nonzero, and leaves *p where it was, when the field
 * does not fit or would not be one: a value with a line end in it would
 * be another field.
 */
#include "private-lib-roles-http.h"

static const struct lws_protocol_vhost_options security_headers[] = {
	{ &security_headers[1], NULL, "content-security-policy:",
	  "default-src 'none'; img-src 'self' data:; script-src 'self'; "
	  "font-src 'self'; style-src 'self'; connect-src 'self'; "
	  "frame-ancestors 'none'; base-uri 'none'; form-action 'self';" },
	{ &security_headers[2], NULL, "x-content-type-options:", "nosniff" },
	{ &security_headers[3], NULL, "x-xss-protection:", "1; mode=block" },
	{ &security_headers[4], NULL, "x-frame-options:", "deny" },
	{ NULL, NULL, "referrer-policy:", "no-referrer" },
};

/* half a year; only where it was said with protection does it count */
static const struct lws_protocol_vhost_options sts_header[] = {
	{ NULL, NULL, "strict-transport-security:",
	  "max-age=15768000; includeSubDomains" },
};

static int
has_line_end(const char *s, size_t len)
{
	return memchr(s, '\r', len) || memchr(s, '\n', len) ||
	       memchr(s, '\0', len);
}

static int
valid_name(const char *name, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (!lws_is_tchar((unsigned char)name[n]))
			return 0;

	return len != 0;
}

/* what decides about the connection's future has to be known */
static void
note_field(struct lws *wsi, const char *name, size_t nlen)
{
	struct lws_http *h = wsi->http;

	if (!h)
		return;
	if (nlen == 14 && lws_memcaseeq(name, "content-length", nlen))
		h->has_length = 1;
	if (nlen == 17 && lws_memcaseeq(name, "transfer-encoding", nlen))
		h->has_encoding = 1;
	if (nlen == 10 && lws_memcaseeq(name, "connection", nlen))
		h->has_connection = 1;
}

int
lws_add_http_header_by_name(struct lws *wsi, const unsigned char *name,
			    const unsigned char *value, int length,
			    unsigned char **p, unsigned char *end)
{
	size_t nlen = strlen((const char *)name), vlen = (size_t)length;
	unsigned char *q = *p;

	if (nlen && name[nlen - 1] == ':')
		nlen--;
	if (length < 0 || !valid_name((const char *)name, nlen) ||
	    has_line_end((const char *)value, vlen)) {
		lwsl_wsi_err(wsi, "header %s: not a valid field", name);
		return 1;
	}
	if (q > end || (size_t)(end - q) < nlen + vlen + 4)
		return 1;

	note_field(wsi, (const char *)name, nlen);
	if (wsi->http && wsi->http->has_connection && nlen == 10 &&
	    lws_memcaseeq((const char *)name, "connection", nlen) &&
	    vlen == 5 && lws_memcaseeq((const char *)value, "close", vlen))
		wsi->http->keepalive = 0;

	memcpy(q, name, nlen);
	q += nlen;
	*q++ = ':';
	*q++ = ' ';
	memcpy(q, value, vlen);
	q += vlen;
	*q++ = '\r';
	*q++ = '\n';
	*p = q;

	return 0;
}

int
lws_add_http_header_by_token(struct lws *wsi, enum lws_token_indexes token,
			     const unsigned char *value, int length,
			     unsigned char **p, unsigned char *end)
{
	const unsigned char *name = lws_token_to_string(token);

	if (!name)
		return 1;

	return lws_add_http_header_by_name(wsi, name, value, length, p, end);
}

/* v as text, without a NUL; returns its length */
static size_t
decimal(char b[24], uint64_t v)
{
	size_t n = 0, i;
	uint64_t w = v;

	do
		n++;
	while (w /= 10);
	for (i = n; i--; v /= 10)
		b[i] = (char)('0' + v % 10);

	return n;
}

int
lws_add_http_header_content_length(struct lws *wsi,
				   lws_filepos_t content_length,
				   unsigned char **p, unsigned char *end)
{
	char b[24];
	size_t n = decimal(b, content_length);

#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
	/* it is sent in chunks instead, as nobody knows how long it gets */
	if (wsi->http && wsi->http->comp)
		return 0;
#endif

	return lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH,
					    (unsigned char *)b, (int)n, p,
					    end);
}

static int
add_string(struct lws *wsi, const char *name, const char *value,
	   unsigned char **p, unsigned char *end)
{
	return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
					   (const unsigned char *)value,
					   (int)strlen(value), p, end);
}

static int
add_options(struct lws *wsi, const struct lws_protocol_vhost_options *o,
	    unsigned char **p, unsigned char *end)
{
	for (; o; o = o->next)
		if (add_string(wsi, o->name, o->value, p, end))
			return 1;

	return 0;
}

int
lws_add_http_header_status(struct lws *wsi, unsigned int code,
			   unsigned char **p, unsigned char *end)
{
	unsigned int status = code & LWSAHH_CODE_MASK;
	unsigned char *start = *p;
	const char *reason = lws_http_reason(status);
	char b[24];
	size_t vlen = decimal(b, status), rlen = strlen(reason);

	if (*p > end || (size_t)(end - *p) < 9 + vlen + 1 + rlen + 2)
		return 1;
	memcpy(*p, wsi->http && !wsi->http->version_minor ? "HTTP/1.0 " :
							    "HTTP/1.1 ", 9);
	memcpy(*p + 9, b, vlen);
	*p += 9 + vlen;
	*(*p)++ = ' ';
	memcpy(*p, reason, rlen);
	*p += rlen;
	*(*p)++ = '\r';
	*(*p)++ = '\n';

	if (wsi->http) {
		wsi->http->code = status;
		wsi->http->has_length = wsi->http->has_encoding =
			wsi->http->has_connection = 0;
	}
	if (!wsi->vhost)
		return 0;

	if ((!(code & LWSAHH_FLAG_NO_SERVER_NAME) &&
	     wsi->vhost->server_string &&
	     add_string(wsi, "server", wsi->vhost->server_string, p, end)) ||
	    add_options(wsi, wsi->vhost->headers, p, end) ||
	    (lws_is_ssl(wsi) &&
	     lws_check_opt(wsi->vhost->options, LWS_SERVER_OPTION_STS) &&
	     add_options(wsi, sts_header, p, end)) ||
	    ((wsi->vhost->options &
	      LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE) &&
	     add_options(wsi, security_headers, p, end))) {
		*p = start;
		return 1;
	}

	return 0;
}

int
lws_add_http_common_headers(struct lws *wsi, unsigned int code,
			    const char *content_type,
			    lws_filepos_t content_len, unsigned char **p,
			    unsigned char *end)
{
	unsigned char *start = *p;

	if (lws_add_http_header_status(wsi, code, p, end))
		return 1;

	if (content_type &&
	    add_string(wsi, "content-type", content_type, p, end))
		goto full;
	if (content_len != LWS_ILLEGAL_HTTP_CONTENT_LEN &&
	    lws_add_http_header_content_length(wsi, content_len, p, end))
		goto full;

	return 0;

full:
	*p = start;

	return 1;
}

static int
has_body(const struct lws_http *h)
{
	return h->code >= 200 && h->code != 204 && h->code != 304 &&
	       h->method != LWSHUMETH_HEAD;
}

/*
 * The empty line; and before it what the client has to know about the
 * connection, when the user has not said it: an answer whose end cannot be
 * seen otherwise ends with the connection (RFC 9112 6.3).
 */
int
lws_finalize_http_header(struct lws *wsi, unsigned char **p,
			 unsigned char *end)
{
	struct lws_http *h = wsi->http;

	if (h && h->code >= 200) {
		if (has_body(h) && !h->has_length && !h->has_encoding)
			h->keepalive = 0;
		if (!h->has_connection && !h->keepalive && h->version_minor &&
		    add_string(wsi, "connection", "close", p, end))
			return 1;
		if (!h->has_connection && h->keepalive && !h->version_minor &&
		    add_string(wsi, "connection", "keep-alive", p, end))
			return 1;
	}

	if (*p > end || end - *p < 2)
		return 1;
	*(*p)++ = '\r';
	*(*p)++ = '\n';
	if (h && h->code >= 200)
		h->answered = 1;

	return 0;
}

int
lws_finalize_write_http_header(struct lws *wsi, unsigned char *start,
			       unsigned char **p, unsigned char *end)
{
	size_t len;

	if (lws_finalize_http_header(wsi, p, end))
		return 1;

	len = (size_t)(*p - start);

	return lws_write(wsi, start, len, LWS_WRITE_HTTP_HEADERS) != (int)len;
}
