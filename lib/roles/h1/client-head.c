/* SPDX-License-Identifier: MIT */
/*
 * The head of a client's request: what every one has, what its kind adds, and
 * what the user appends.
 */
#include "private-lib-roles-h1.h"

static int
fail_as(struct lws *wsi, enum lws_client_cause cause, const char *text)
{
	if (!lws_wsi_is_dead(wsi)) {
		lws_client_set_cause(wsi, cause);
		lws_client_conn_failed(wsi, text);
	}

	return -1;
}

/* whatever is wrong with the request, the peer has not seen it */
static int
fail(struct lws *wsi, const char *text)
{
	return fail_as(wsi, LWS_CLIENT_CAUSE_LOCAL, text);
}

struct head {
	char	*p;
	char	*end;
};

/* text with anything in it that would end the line, or the field, early */
static int
is_clean(const char *s, int spaces_too)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f ||
		    (spaces_too && *s == ' '))
			return 0;

	return 1;
}

static int
put(struct head *h, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(h->end - h->p) <= n)
		return -1;
	memcpy(h->p, text, n + 1);
	h->p += n;

	return 0;
}

static int
put_field(struct head *h, const char *name, const char *prefix,
	  const char *value)
{
	return put(h, name) || put(h, ": ") || put(h, prefix) ||
	       put(h, value) || put(h, "\r\n");
}

static int
put_origin(struct lws *wsi, struct head *h, const char *origin)
{
	const char *scheme = lws_client_ssl_flags(wsi) & LCCSCF_USE_SSL ?
					"https://" : "http://";

	return put_field(h, "Origin", strstr(origin, "://") ? "" : scheme,
			 origin);
}

/* what is the same for every request */
static int
put_common(struct lws *wsi, struct head *h)
{
	const char *path = lws_client_string(wsi, LWS_CLI_PATH);
	const char *host = lws_client_string(wsi, LWS_CLI_HOST);
	const char *origin = lws_client_string(wsi, LWS_CLI_ORIGIN);

	if (!host)
		host = lws_client_string(wsi, LWS_CLI_ADDRESS);
	if (!path || !*path)
		path = "/";
	if (!host)
		host = "";
	if (!is_clean(path, 1) || !is_clean(host, 1) ||
	    (origin && !is_clean(origin, 1)))
		return fail(wsi, "handshake: space or control character in path, "
			    "host or origin");

	if (put(h, lws_http_method_name(wsi->http->method)) || put(h, " ") ||
	    put(h, *path == '/' ? "" : "/") || put(h, path) ||
	    put(h, " HTTP/1.1\r\n") ||
	    (!wsi->http->relayed &&
	     (put_field(h, "Pragma", "", "no-cache") ||
	      put_field(h, "Cache-Control", "", "no-cache"))) ||
	    put_field(h, "Host", "", host) ||
	    (origin && put_origin(wsi, h, origin)))
		return fail(wsi, "handshake: request head larger than the service "
			    "buffer");

	return 0;
}

#define TOO_LARGE "handshake: request head larger than the service buffer"

/* what a body that the library knows the kind of is called */
static int
put_content_type(struct lws_http *h, struct head *hd)
{
	const char *b;

	if (h->redirected_to_get)
		return 0;
	if (h->form)
		return put_field(hd, "Content-Type", "",
				 "application/x-www-form-urlencoded");
	if (!h->multipart)
		return 0;
	b = lws_http_boundary(h);

	return !b || put(hd, "Content-Type: multipart/form-data; boundary=\"") ||
	       put(hd, b) || put(hd, "\"\r\n");
}

/* the field that begins at p, with its line; NULL: it is not that one */
static const char *
field(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(end - p) > n && p[n] == ':' &&
	       lws_memcaseeq(p, name, n) ? p + n + 1 : NULL;
}

/* digits, and nothing else up to the end of the line */
static int
take_length(struct lws_http *h, const char *p)
{
	uint64_t n = 0;

	p += strspn(p, " \t");
	if (*p < '0' || *p > '9')
		return -1;
	for (; *p >= '0' && *p <= '9'; p++) {
		if (n > (UINT64_MAX >> 1) / 10)
			return -1;
		n = n * 10 + (uint64_t)(*p - '0');
	}
	p += strspn(p, " \t");
	if (*p != '\r')
		return -1;
	h->tx_length = 1;
	h->tx_left = n;

	return 0;
}

/* one line that the user has appended; *drop: it is not to be sent */
static int
users_field(struct lws *wsi, const char *p, const char *end, int *drop)
{
	struct lws_http *h = wsi->http;
	const char *v;

	v = field(p, end, "content-length");
	if (v)
		return h->tx_length ? -1 : take_length(h, v);
	if (field(p, end, "transfer-encoding")) {
		/* he frames it himself */
		h->tx_framed = 1;
		return 0;
	}
	v = field(p, end, "expect");
	if (v)
		h->awaits_continue = !!lws_memcaseeq(v + strspn(v, " \t"),
						     "100-continue", 12);
	/* what was meant for one server is not told to another */
	*drop = lws_client_is_elsewhere(wsi) &&
		(field(p, end, "authorization") || field(p, end, "cookie") ||
		 field(p, end, "proxy-authorization"));

	return 0;
}

/*
 * What he has appended has to be whole lines with a name in each: anything
 * else would make something of the rest of the request that he did not ask
 * for.
 */
static int
check_users(struct lws *wsi, char *from, struct head *h)
{
	char *p = from, *e;

	while (p < h->p) {
		int drop = 0;
		size_t n = 0, k;

		e = memchr(p, '\n', (size_t)(h->p - p));
		while (p + n < h->p && lws_is_tchar((uint8_t)p[n]))
			n++;
		if (!e || e == p || e[-1] != '\r' || !n || p[n] != ':')
			return -1;
		for (k = n; p + k < e - 1; k++)
			if (((uint8_t)p[k] < ' ' && p[k] != '\t') ||
			    p[k] == 0x7f)
				return -1;
		if (users_field(wsi, p, e, &drop))
			return -1;
		e++;
		if (drop) {
			memmove(p, e, (size_t)(h->p - e));
			h->p -= e - p;
		} else
			p = e;
	}

	return 0;
}

/* the user appends at *p and moves it */
static int
put_users(struct lws *wsi, struct head *h)
{
	char *was = h->p;

	if (lws_callback(wsi, LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
			 &h->p, (size_t)(h->end - h->p)) ||
	    lws_h1_gone(wsi))
		return fail_as(wsi, LWS_CLIENT_CAUSE_GIVEN_UP,
			       "handshake: refused while appending headers");
	if (h->p < was || h->p > h->end)
		return fail(wsi, "handshake: appended headers are beyond the buffer");
	if (check_users(wsi, was, h))
		return fail(wsi, "handshake: appended headers are malformed");

	return 0;
}

/* how the body that the user has announced, or not, is delimited */
static int
put_framing(struct lws_http *h, struct head *hd)
{
	if (h->tx_framed && h->tx_length)
		return -1;
	if (h->tx_framed || h->tx_length)
		return 0;
	if (h->body_pending) {
		h->tx_chunked = 1;
		return put_field(hd, "Transfer-Encoding", "", "chunked");
	}
	/* RFC 9110 8.6 */
	if (h->method == LWSHUMETH_POST || h->method == LWSHUMETH_PUT ||
	    h->method == LWSHUMETH_PATCH)
		return put_field(hd, "Content-Length", "", "0");

	return 0;
}

static int
put_connection(struct lws *wsi, struct head *h)
{
	const struct lws_role_ops *up = wsi->http->upgrade;

	if (up)
		return up->client_upgrade_request(wsi, &h->p, h->end);
	/* who shares it wants it to go on, which is what is meant by nothing */
	if (lws_client_ssl_flags(wsi) & LCCSCF_PIPELINE)
		return 0;

	return put_field(h, "Connection", "", "close");
}

enum lws_h1_sent
lws_h1_client_send_head(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	char *start = (char *)pt->serv_buf;
	struct lws_http *h = wsi->http;
	struct head hd;

	hd.p = start;
	/* room for the empty line, and how the body is delimited, stays */
	hd.end = start + wsi->context->pt_serv_buf_size - 2 -
		 LWS_H1_FRAMING_ROOM;

	if (put_common(wsi, &hd))
		return LWS_H1_SEND_FAILED;
	if (lws_http_cookies_put(wsi, &hd.p, hd.end) ||
	    put_content_type(h, &hd) || put_connection(wsi, &hd)) {
		fail(wsi, TOO_LARGE);
		return LWS_H1_SEND_FAILED;
	}
	if (put_users(wsi, &hd))
		return LWS_H1_SEND_FAILED;
	hd.end += LWS_H1_FRAMING_ROOM;
	if (put_framing(h, &hd)) {
		fail(wsi, "handshake: Content-Length beside Transfer-Encoding");
		return LWS_H1_SEND_FAILED;
	}

	*hd.p++ = '\r';
	*hd.p++ = '\n';
	if (lws_issue_raw(wsi, (const uint8_t *)start,
			  (size_t)(hd.p - start)) < 0)
		return LWS_H1_NOT_SENT;
	if (h->awaits_continue)
		lws_h1_client_await_continue(wsi);

	return LWS_H1_SENT;
}
