/* SPDX-License-Identifier: MIT */
/*
 * Mounts that lead elsewhere, and the slash that a directory lacks.
 */
#include "private-lib-roles-http.h"

#define LOCATION_MAX	2048u

static enum lws_mount_result
redirect(struct lws *wsi, int code, const char *to, size_t len)
{
	uint8_t buf[LWS_PRE + LOCATION_MAX * 3], *p = buf + LWS_PRE;

	if (len > LOCATION_MAX ||
	    lws_http_redirect(wsi, code, (const unsigned char *)to, (int)len,
			      &p, buf + sizeof(buf)) < 0)
		return LWS_MOUNT_CLOSE;

	return LWS_MOUNT_ANSWERED;
}

static enum lws_mount_result
to_origin(struct lws *wsi, const struct lws_http_mount *m, const char *scheme)
{
	char to[LOCATION_MAX];
	int n = lws_snprintf(to, sizeof(to), "%s%s", scheme, m->origin);

	return redirect(wsi, HTTP_STATUS_MOVED_PERMANENTLY, to, (size_t)n);
}

static enum lws_mount_result
redirect_http(struct lws *wsi, const struct lws_http_mount *m,
	      struct lws_mount_request *r)
{
	LWS_UNUSED(r);

	return to_origin(wsi, m, "http://");
}

static enum lws_mount_result
redirect_https(struct lws *wsi, const struct lws_http_mount *m,
	       struct lws_mount_request *r)
{
	LWS_UNUSED(r);

	return to_origin(wsi, m, "https://");
}

const struct lws_mount_ops lws_mount_redir_http_ops = {
	.name		= "redirect to http",
	.needs_origin	= 1,
	.early		= redirect_http,
};

const struct lws_mount_ops lws_mount_redir_https_ops = {
	.name		= "redirect to https",
	.needs_origin	= 1,
	.early		= redirect_https,
};

/* ---- the slash ---- */

struct out {
	char	*p;
	char	*end;
};

static int
put(struct out *o, char c)
{
	if (o->p == o->end)
		return -1;
	*o->p++ = c;

	return 0;
}

/* what may stand in a path, or behind "?", as it is (RFC 3986) */
static int
put_escaped(struct out *o, const char *s, size_t len, const char *also)
{
	static const char hex[] = "0123456789ABCDEF";

	while (len--) {
		unsigned char c = (unsigned char)*s++;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') ||
		    (c && (strchr("-._~", c) || strchr(also, c)))) {
			if (put(o, (char)c))
				return -1;
			continue;
		}
		if (put(o, '%') || put(o, hex[c >> 4]) ||
		    put(o, hex[c & 15]))
			return -1;
	}

	return 0;
}

/* the arguments, as they can be put together again */
static int
put_args(struct out *o, const struct allocated_headers *ah)
{
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	while ((f = lws_ah_frag(ah, WSI_TOKEN_HTTP_URI_ARGS, n)) != NULL) {
		const char *v = lws_ah_frag_value(ah, f);
		const char *eq = memchr(v, '=', f->len);
		size_t name = eq ? (size_t)(eq - v) : f->len;

		if (put(o, n ? '&' : '?') || put_escaped(o, v, name, "!$'()*,;:@/?") ||
		    (eq && (put(o, '=') ||
			    put_escaped(o, eq + 1, f->len - name - 1,
					"!$'()*,;:@/?="))))
			return -1;
		n++;
	}

	return 0;
}

enum lws_mount_result
lws_mount_add_slash(struct lws *wsi, const char *path, size_t len)
{
	char to[LOCATION_MAX];
	struct out o;

	o.p = to;
	o.end = to + sizeof(to);

	/* without the host, of which a proxy in front may know better */
	if (put_escaped(&o, path, len, "!$&'()*+,;=:@/") || put(&o, '/') ||
	    put_args(&o, wsi->http->ah)) {
		lwsl_wsi_info(wsi, "too long to be redirected to itself with "
			      "a slash");
		return LWS_MOUNT_TO_PROTOCOL;
	}

	return redirect(wsi, HTTP_STATUS_MOVED_PERMANENTLY, to,
			(size_t)(o.p - to));
}
