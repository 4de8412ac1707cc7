/* SPDX-License-Identifier: MIT */
/*
 * Mounts that are directories with files.
 */
#include "private-lib-roles-http.h"

static enum lws_mount_result
file_early(struct lws *wsi, const struct lws_http_mount *m,
	   struct lws_mount_request *r)
{
	size_t n = lws_mount_prefix(m);

	/* relative links of the page would lead nowhere without it */
	if (n && r->len == n)
		return lws_mount_add_slash(wsi, r->path, r->len);

	return LWS_MOUNT_GO_ON;
}

static int
is_file_method(unsigned int method)
{
	return method == LWSHUMETH_GET || method == LWSHUMETH_HEAD ||
	       method == LWSHUMETH_POST;
}

/* the protocol that rewrites files with this suffix, or NULL */
static const struct lws_protocols *
interpreter(struct lws *wsi, const struct lws_http_mount *m, const char *path)
{
	const struct lws_protocol_vhost_options *o;
	const char *suffix = strrchr(path, '.');
	const struct lws_protocols *p;

	if (!suffix || strchr(suffix, '/'))
		return NULL;

	for (o = m->interpret; o; o = o->next)
		if (!strcmp(o->name, suffix)) {
			p = lws_vhost_name_to_protocol(wsi->vhost, o->value);
			if (!p)
				lwsl_wsi_err(wsi, "mount %s: no protocol %s "
					     "to interpret %s", m->mountpoint,
					     o->value, suffix);
			return p;
		}

	return NULL;
}

static enum lws_mount_result
file_serve(struct lws *wsi, const struct lws_http_mount *m,
	   struct lws_mount_request *r)
{
	const char *def = m->def ? m->def : "index.html";
	size_t n = lws_mount_prefix(m);
	char path[LWS_HTTP_FILE_PATH_MAX];
	size_t len, dlen = strlen(def);
	struct lws_http_serve s;

	if (!is_file_method(wsi->http->method)) {
		/* the user may do something with it; if not, the library's
		 * own handler knows what is allowed */
		wsi->http->only_file_methods = 1;
		return LWS_MOUNT_TO_PROTOCOL;
	}

	if (dlen >= sizeof(path) ||
	    lws_http_map_path(lws_http_path_rules_here(), m->origin,
			      r->path + n, r->len - n, path,
			      sizeof(path) - dlen)) {
		lwsl_wsi_info(wsi, "no file can have the name %s", r->path);
		return LWS_MOUNT_TO_PROTOCOL;
	}
	len = strlen(path);
	if (path[len - 1] == '/')
		memcpy(path + len, def, dlen + 1);

	memset(&s, 0, sizeof(s));
	s.path = path;
	s.mount = m;
	s.interpreter = interpreter(wsi, m, path);
	s.content_type = lws_get_mimetype(path, m);
	if (s.content_type && strlen(s.content_type) > LWS_HTTP_TYPE_MAX) {
		lwsl_wsi_err(wsi, "mount %s: content type longer than %u",
			     m->mountpoint, LWS_HTTP_TYPE_MAX);
		return LWS_MOUNT_CLOSE;
	}

	switch (lws_http_serve(wsi, &s)) {
	case LWS_HTTP_SERVE_UNDER_WAY:
		return LWS_MOUNT_FILE;
	case LWS_HTTP_SERVE_ANSWERED:
		return LWS_MOUNT_ANSWERED;
	case LWS_HTTP_SERVE_NOT_FOUND:
		return LWS_MOUNT_TO_PROTOCOL;
	case LWS_HTTP_SERVE_DIRECTORY:
		return lws_mount_add_slash(wsi, r->path, r->len);
	default:
		return LWS_MOUNT_CLOSE;
	}
}

const struct lws_mount_ops lws_mount_file_ops = {
	.name		= "file",
	.needs_origin	= 1,
	.early		= file_early,
	.serve		= file_serve,
};
