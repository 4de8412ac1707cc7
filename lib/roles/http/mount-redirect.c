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

enum lws_mount_result
lws_mount_add_slash(struct lws *wsi, const char *path, size_t len)
{
	char to[LOCATION_MAX];
	/* without the host, of which a proxy in front may know better */
	int n = lws_http_target_text(wsi->http->ah, "", path, len, "/", to,
				     sizeof(to));

	if (n < 0) {
		lwsl_wsi_info(wsi, "too long to be redirected to itself with "
			      "a slash");
		return LWS_MOUNT_TO_PROTOCOL;
	}

	return redirect(wsi, HTTP_STATUS_MOVED_PERMANENTLY, to, (size_t)n);
}
