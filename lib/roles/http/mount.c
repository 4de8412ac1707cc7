/* SPDX-License-Identifier: MIT */
/*
 * Mounts: which one a path belongs to, and what its kind does with it.
 */
#include "private-lib-roles-http.h"

/*
 * What each kind of mount does.  A kind that this build does not have is
 * missing, and a vhost with a mount of it is refused.
 */
static const struct lws_mount_ops * const kinds[] = {
	[LWSMPRO_FILE]		= &lws_mount_file_ops,
	[LWSMPRO_CALLBACK]	= &lws_mount_callback_ops,
	[LWSMPRO_REDIR_HTTP]	= &lws_mount_redir_http_ops,
	[LWSMPRO_REDIR_HTTPS]	= &lws_mount_redir_https_ops,
#if defined(LWS_WITH_HTTP_PROXY)
	[LWSMPRO_HTTP]		= &lws_mount_http_ops,
	[LWSMPRO_HTTPS]		= &lws_mount_https_ops,
#endif
#if defined(LWS_WITH_CGI)
	[LWSMPRO_CGI]		= &lws_mount_cgi_ops,
#endif
};

const struct lws_mount_ops *
lws_mount_ops_of(const struct lws_http_mount *m)
{
	return m->origin_protocol < LWS_ARRAY_SIZE(kinds) ?
					kinds[m->origin_protocol] : NULL;
}

static const char *
fault(const struct lws_http_mount *m)
{
	const struct lws_mount_ops *ops = lws_mount_ops_of(m);

	if (!m->mountpoint)
		return "no mountpoint";
	if (m->mountpoint_len > strlen(m->mountpoint))
		return "mountpoint_len is longer than the mountpoint";
	if (!ops)
		return "this build has no mounts of its origin_protocol";
	if (ops->needs_origin && !m->origin)
		return "no origin";

	return NULL;
}

int
lws_http_check_vhost(struct lws_vhost *vh,
		     const struct lws_context_creation_info *info)
{
	const struct lws_http_mount *m;

	for (m = info->mounts; m; m = m->mount_next) {
		const char *why = fault(m);

		if (why) {
			lwsl_cx_err(vh->context, "vhost %s refused: mount %s: "
				    "%s", vh->name, m->mountpoint ?
				    m->mountpoint : "(none)", why);
			return -1;
		}
	}

#if defined(LWS_WITH_ACCESS_LOG)
	return lws_http_access_log_open(vh, info->log_filepath);
#else
	if (info->log_filepath)
		lwsl_cx_warn(vh->context, "vhost %s: this build writes no "
			     "access log", vh->name);

	return 0;
#endif
}

void
lws_http_destroy_vhost(struct lws_vhost *vh)
{
#if defined(LWS_WITH_ACCESS_LOG)
	lws_http_access_log_close(vh);
#else
	LWS_UNUSED(vh);
#endif
}

size_t
lws_mount_prefix(const struct lws_http_mount *m)
{
	size_t n = m->mountpoint_len;

	/* "/docs/" is where "/docs" is; "/" is before everything */
	while (n && m->mountpoint[n - 1] == '/')
		n--;

	return n;
}

static int
covers(const struct lws_http_mount *m, size_t n, const char *path, size_t len,
       int ignore_case)
{
	if (len < n || (len > n && path[n] != '/'))
		return 0;

	return ignore_case ? lws_memcaseeq(m->mountpoint, path, n) :
			     !memcmp(m->mountpoint, path, n);
}

const struct lws_http_mount *
lws_mount_find(const struct lws_http_mount *mounts, const char *path,
	       size_t len, int ignore_case)
{
	const struct lws_http_mount *m, *best = NULL;
	size_t best_len = 0;

	for (m = mounts; m; m = m->mount_next) {
		size_t n = lws_mount_prefix(m);

		/* among equals the first one counts */
		if (covers(m, n, path, len, ignore_case) &&
		    (!best || n > best_len)) {
			best = m;
			best_len = n;
		}
	}

	return best;
}

/* ---- LWSMPRO_CALLBACK ---- */

static enum lws_mount_result
callback_serve(struct lws *wsi, const struct lws_http_mount *m,
	       struct lws_mount_request *r)
{
	size_t n = m->mountpoint_len;

	LWS_UNUSED(wsi);

	/* the user sees what is behind the mountpoint */
	if (n > r->len)
		n = r->len;
	r->path += n;
	r->len -= n;

	return LWS_MOUNT_TO_PROTOCOL;
}

const struct lws_mount_ops lws_mount_callback_ops = {
	.name	= "callback",
	.serve	= callback_serve,
};
