/* SPDX-License-Identifier: MIT */
/*
 * Mounts of kind LWSMPRO_HTTP and LWSMPRO_HTTPS: requests are passed on to an
 * origin, and its answers back.
 *
 * There are two connections, the client's ("front") and ours to the origin
 * ("back"); each stops the other's input while its own output is not taken, so
 * that no more than a buffer of each direction is ever held here.  Either may
 * end at any time: then the other is told, or ended.
 */
#include "private-lib-roles-http.h"

#define BUF_SIZE	4096u

struct proxied {
	struct lws_http_relay	relay;		/* has to be the first */
	struct lws		*front;
	struct lws		*back;
	const struct lws_http_mount *mount;
	struct lws_http_relay_out out;
	char			*origin;	/* host[:port] of it */
	char			*base;		/* its path, no '/' at the end */
	unsigned int		timed_out:1;
	unsigned int		body_over:1;
};

static int
back_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len);

static const struct lws_protocols back_protocol = {
	"lws-proxy", back_callback, 0, 0, 0, NULL, 0
};

static struct proxied *
of(const struct lws *wsi)
{
	return wsi->http ? (struct proxied *)wsi->http->relay : NULL;
}

static void
free_proxied(struct proxied *x)
{
	lws_free(x->origin);
	lws_free(x->base);
	lws_free(x);
}

/* ---- the request, on its way to the origin ---- */

struct head {
	struct lws		*front;
	char			*p;
	char			*end;
	unsigned int		forwarded:1;
};

static int
put(struct head *h, const char *s, size_t len)
{
	if ((size_t)(h->end - h->p) <= len)
		return 1;
	memcpy(h->p, s, len);
	h->p += len;

	return 0;
}

static int
put_text(struct head *h, const char *s)
{
	return put(h, s, strlen(s));
}

static int
is_name(const char *name, size_t len, const char *want)
{
	return strlen(want) == len && lws_memcaseeq(name, want, len);
}

static int
put_client(struct head *h)
{
	char ip[64];

	if (!*lws_get_peer_simple(h->front, ip, sizeof(ip)))
		lws_strncpy(ip, "unknown", sizeof(ip));

	return put_text(h, ip) || put_text(h, "\r\n");
}

static int
request_field(void *arg, const char *name, size_t nlen, const char *value,
	      size_t vlen)
{
	struct head *h = arg;

	/* the origin's own name is put by the client; whether the body is
	 * welcome was said already */
	if (is_name(name, nlen, "host") || is_name(name, nlen, "expect") ||
	    is_name(name, nlen, "x-forwarded-proto") ||
	    lws_http_is_hop_by_hop(h->front->http->ah, name, nlen))
		return 0;
	if (put(h, name, nlen) || put_text(h, ": ") || put(h, value, vlen))
		return 1;
	if (!is_name(name, nlen, "x-forwarded-for") || h->forwarded)
		return put_text(h, "\r\n");
	/* RFC 7239 has another name for it, which fewer know */
	h->forwarded = 1;

	return put_text(h, ", ") || put_client(h);
}

static int
append_request(struct proxied *x, struct lws *back, char **p, size_t room)
{
	struct allocated_headers *ah = lws_http_ah(x->front);
	struct head h;
	char text[48];

	if (!ah)
		return 1;
	memset(&h, 0, sizeof(h));
	h.front = x->front;
	h.p = *p;
	h.end = *p + room;
	if (lws_http_fields(ah, request_field, &h) ||
	    (!h.forwarded && (put_text(&h, "X-Forwarded-For: ") ||
			      put_client(&h))) ||
	    put_text(&h, lws_is_ssl(x->front) ? "X-Forwarded-Proto: https\r\n" :
						"X-Forwarded-Proto: http\r\n"))
		return 1;
	if (ah->head.has_content_length) {
		lws_snprintf(text, sizeof(text), "Content-Length: %llu\r\n",
			     (unsigned long long)ah->head.content_length);
		if (put_text(&h, text))
			return 1;
	}
	if (!x->body_over)
		lws_client_http_body_pending(back, 1);
	*p = h.p;

	return 0;
}

/* the front's input waits until the origin takes more */
static void
front_stop(struct lws *front)
{
	lws_rxflow_stop(front, LWS_RXFLOW_BY_RELAY);
	/* it is not to blame */
	if (front->pending_timeout == PENDING_TIMEOUT_HTTP_CONTENT)
		lws_set_timeout(front, NO_PENDING_TIMEOUT, 0);
}

static void
front_go(struct lws *front)
{
	if (!(front->rxflow_stopped & LWS_RXFLOW_BY_RELAY))
		return;
	lws_set_timeout(front, PENDING_TIMEOUT_HTTP_CONTENT,
			(int)front->context->timeout_secs);
	lws_rxflow_go(front, LWS_RXFLOW_BY_RELAY);
}

static int
front_body(struct lws *front, uint8_t *p, size_t len)
{
	struct proxied *x = of(front);

	/* it was stopped until the origin wanted it; or the origin answers
	 * without wanting it */
	if (!x->back)
		return 0;
	if (lws_write(x->back, p, len, LWS_WRITE_HTTP) < 0)
		return 0;
	if (of(front) == x && x->back) {
		front_stop(front);
		lws_callback_on_writable(x->back);
	}

	return 0;
}

static int
front_body_end(struct lws *front)
{
	struct proxied *x = of(front);

	x->body_over = 1;
	if (x->back)
		lws_client_http_body_pending(x->back, 0);
	/* the origin has its own time for the answer */
	if (!x->out.begun)
		lws_set_timeout(front, NO_PENDING_TIMEOUT, 0);

	return 0;
}

static void
front_gone(struct lws *front)
{
	struct proxied *x = of(front);

	front->http->relay = NULL;
	x->front = NULL;
	if (!x->back) {
		free_proxied(x);
		return;
	}
	lws_set_timeout(x->back, PENDING_TIMEOUT_KILLED_BY_PROXY_CLIENT_CLOSE,
			LWS_TO_KILL_ASYNC);
}

/* the client has taken what there was */
static int
front_writable(struct lws *front)
{
	struct proxied *x = of(front);

	if (x->back)
		lws_rxflow_go(x->back, LWS_RXFLOW_BY_RELAY);

	return 0;
}

static const struct lws_http_relay_ops front_ops = {
	.body		= front_body,
	.body_end	= front_body_end,
	.writable	= front_writable,
	.gone		= front_gone,
};

/* ---- the answer, on its way to the client ---- */

struct answer {
	struct proxied		*x;
	uint8_t			*p;
	uint8_t			*end;
};

/* what leads to the origin leads to the mount instead */
static int
put_location(struct answer *a, const char *value, size_t vlen)
{
	const struct lws_http_mount *m = a->x->mount;
	int tls = m->origin_protocol == LWSMPRO_HTTPS;
	const char *scheme = tls ? "https://" : "http://", *v = value;
	size_t n = strlen(scheme), o = strlen(a->x->origin),
	       b = strlen(a->x->base), prefix = lws_mount_prefix(m);
	char text[2048];

	if (vlen >= n + o && lws_memcaseeq(v, scheme, n) &&
	    lws_memcaseeq(v + n, a->x->origin, o) &&
	    (vlen == n + o || strchr("/?#", v[n + o]))) {
		v += n + o;
		vlen -= n + o;
	} else if (!vlen || *v != '/' || (vlen > 1 && v[1] == '/'))
		goto as_it_is;
	if (vlen >= b && !memcmp(v, a->x->base, b) &&
	    (vlen == b || strchr("/?#", v[b]))) {
		v += b;
		vlen -= b;
	} else if (b)
		goto as_it_is;

	n = (size_t)lws_snprintf(text, sizeof(text), "%.*s%s%.*s", (int)prefix,
				 m->mountpoint, vlen && *v == '/' ? "" : "/",
				 (int)vlen, v);
	if (n + 1 >= sizeof(text))
		return 1;

	return lws_add_http_header_by_token(a->x->front,
			WSI_TOKEN_HTTP_LOCATION, (uint8_t *)text, (int)n,
			&a->p, a->end);

as_it_is:
	return lws_add_http_header_by_token(a->x->front,
			WSI_TOKEN_HTTP_LOCATION,
			(const uint8_t *)value, (int)strlen(value), &a->p,
			a->end);
}

static int
answer_field(void *arg, const char *name, size_t nlen, const char *value,
	     size_t vlen)
{
	struct answer *a = arg;
	char copy[128];

	if (lws_http_is_hop_by_hop(lws_http_ah(a->x->back), name, nlen))
		return 0;
	if (is_name(name, nlen, "location"))
		return put_location(a, value, vlen);
	if (nlen >= sizeof(copy))
		return 1;
	memcpy(copy, name, nlen);
	copy[nlen] = '\0';

	return lws_add_http_header_by_name(a->x->front, (uint8_t *)copy,
					   (const uint8_t *)value, (int)vlen,
					   &a->p, a->end);
}

/* nonzero: the front is to be closed, or has been */
static int
answer_head(struct proxied *x)
{
	struct allocated_headers *ah = lws_http_ah(x->back);
	struct lws *front = x->front;
	size_t size = LWS_PRE + 2 * ah->max_data + 1024;
	uint8_t *buf = lws_malloc(size, "proxy answer"), *start;
	struct answer a;
	int n;

	if (!buf) {
		lwsl_wsi_err(front, "out of memory for a proxied answer");
		return 1;
	}
	start = buf + LWS_PRE;
	a.x = x;
	a.p = start;
	a.end = buf + size;
	lws_set_timeout(front, PENDING_TIMEOUT_HTTP_CONTENT,
			(int)front->context->timeout_secs);
	n = lws_add_http_header_status(front, ah->head.code |
				       LWSAHH_FLAG_NO_SERVER_NAME, &a.p,
				       a.end) ||
	    lws_http_fields(ah, answer_field, &a) ||
	    lws_http_relay_head(front, &x->out, ah->head.has_content_length ?
				(int64_t)ah->head.content_length : -1, start,
				&a.p, a.end);
	lws_free(buf);

	return n;
}

static int
answer_data(struct proxied *x, uint8_t *p, size_t len)
{
	struct lws *front = x->front;

	if (lws_http_relay_data(front, &x->out, p, len))
		return -1;
	/* no more of it before that has left */
	lws_rxflow_stop(x->back, LWS_RXFLOW_BY_RELAY);
	lws_role_wants_pollout(front);

	return 0;
}

static int
read_back(struct lws *back)
{
	char buf[LWS_PRE + BUF_SIZE], *p = buf + LWS_PRE;
	int n = (int)BUF_SIZE;

	return lws_http_client_read(back, &p, &n) < 0 ? -1 : 0;
}

/* the connection to the origin is over, one way or the other */
static void
back_over(struct proxied *x, unsigned int status)
{
	struct lws *front = x->front;

	x->back = NULL;
	if (!front) {
		free_proxied(x);
		return;
	}
	x->front = NULL;
	if (status)
		lws_http_relay_fail(front, &x->out, status);
	else
		lws_http_relay_end(front, &x->out);
	free_proxied(x);
}

static int
back_callback(struct lws *back, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct proxied *x = of(back);

	LWS_UNUSED(user);
	if (!x)
		return 0;
	/* only its end is of interest when the client is gone */
	if (!x->front && reason != LWS_CALLBACK_CLIENT_CONNECTION_ERROR &&
	    reason != LWS_CALLBACK_CLOSED_CLIENT_HTTP)
		return reason == LWS_CALLBACK_RECEIVE_CLIENT_HTTP ? -1 : 0;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return append_request(x, back, in, len);

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		front_go(x->front);
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (answer_head(x)) {
			/* nothing of it is out */
			x->out.begun = 0;
			return -1;
		}
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_back(back);

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		return answer_data(x, in, len);

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		back->http->relay = NULL;
		back_over(x, 0);
		break;

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		back->http->relay = NULL;
		lwsl_wsi_notice(back, "proxy: %.*s", (int)len,
				in ? (const char *)in : "");
		back_over(x, in && strstr(in, "timed out") ?
				HTTP_STATUS_GATEWAY_TIMEOUT :
				HTTP_STATUS_BAD_GATEWAY);
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		back->http->relay = NULL;
		back_over(x, HTTP_STATUS_BAD_GATEWAY);
		break;

	default:
		break;
	}

	return 0;
}

/* ---- the mount ---- */

/* "host[:port][/path]", "+socket[:/path]"; with a scheme or without */
static int
parse_origin(struct proxied *x, char *copy, struct lws_client_connect_info *i,
	     const char **path)
{
	int tls = x->mount->origin_protocol == LWSMPRO_HTTPS;
	const char *prot, *l, *r;
	char text[300];
	size_t n;

	i->port = tls ? 443 : 80;
	if (lws_parse_uri(copy, &prot, &i->address, &i->port, path))
		return 1;
	if (tls)
		i->ssl_connection |= LCCSCF_USE_SSL;
	l = strchr(i->address, ':') ? "[" : "";
	r = *l ? "]" : "";
	if (*i->address == '+')
		lws_strncpy(text, "localhost", sizeof(text));
	else if (i->port == (tls ? 443 : 80))
		lws_snprintf(text, sizeof(text), "%s%s%s", l, i->address, r);
	else
		lws_snprintf(text, sizeof(text), "%s%s%s:%d", l, i->address, r,
			     i->port);
	x->origin = lws_strdup(text, "proxy origin");
	i->host = x->origin;

	lws_snprintf(text, sizeof(text), "%s%s", **path == '/' ? "" : "/",
		     *path);
	for (n = strlen(text); n && text[n - 1] == '/'; n--)
		;
	x->base = lws_strndup(text, n, "proxy origin");

	return !x->origin || !x->base;
}

/* what is asked for there: behind the origin's path what is behind the mount */
static char *
make_target(struct lws *front, const struct proxied *x,
	    const struct lws_mount_request *r)
{
	size_t n = lws_mount_prefix(x->mount),
	       size = strlen(x->base) + 3 * front->http->ah->max_data + 3;
	char *to = lws_malloc(size, "proxy target");
	int len;

	if (!to)
		return NULL;
	len = lws_http_target_text(front->http->ah, x->base, r->path + n,
				   r->len - n, "", to, size - 1);
	if (len < 0) {
		lws_free(to);
		return NULL;
	}
	to[len] = '\0';

	return to;
}

static int
begin(struct lws *front, struct proxied *x, struct lws_mount_request *r,
      char *copy)
{
	struct lws_client_connect_info i;
	const char *path;
	char *target;

	memset(&i, 0, sizeof(i));
	i.context = front->context;
	i.vhost = front->vhost;
	i.ssl_connection = LCCSCF_PIPELINE | LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
	i.method = lws_http_method_name(front->http->method);
	if (parse_origin(x, copy, &i, &path))
		return 1;
	target = make_target(front, x, r);
	if (!target)
		return 1;
	i.path = target;
	x->back = lws_client_connect_for(&i, &back_protocol);
	lws_free(target);
	if (!x->back)
		return 1;

	x->relay.ops = &front_ops;
	x->back->http->relay = &x->relay;
	x->back->http->relayed = 1;
	front->http->relay = &x->relay;
	x->front = front;

	return 0;
}

static enum lws_mount_result
proxy_serve(struct lws *wsi, const struct lws_http_mount *m,
	    struct lws_mount_request *r)
{
	struct proxied *x = lws_zalloc(sizeof(*x), "proxied");
	char *copy = lws_strdup(m->origin, "proxy origin");
	int bad = 1;

	if (x && copy) {
		x->mount = m;
		x->body_over = !wsi->http->body;
		bad = begin(wsi, x, r, copy);
	}
	lws_free(copy);
	if (!bad) {
		if (wsi->http->body)
			front_stop(wsi);
		else
			lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
		return LWS_MOUNT_UNDER_WAY;
	}

	if (x)
		free_proxied(x);
	lwsl_wsi_err(wsi, "proxy: cannot begin to connect to %s", m->origin);
	if (lws_return_http_status(wsi, HTTP_STATUS_BAD_GATEWAY, NULL))
		return LWS_MOUNT_CLOSE;

	return LWS_MOUNT_ANSWERED;
}

const struct lws_mount_ops lws_mount_http_ops = {
	.name		= "http",
	.serve		= proxy_serve,
	.needs_origin	= 1,
};

const struct lws_mount_ops lws_mount_https_ops = {
	.name		= "https",
	.serve		= proxy_serve,
	.needs_origin	= 1,
};
