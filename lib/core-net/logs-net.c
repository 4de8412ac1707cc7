/* SPDX-License-Identifier: MIT */
/*
 * Log contexts of contexts, vhosts and connections, and what they put in front
 * of their lines.
 */
#include "private-lib-core-net.h"

lws_log_cx_t *
lwsl_context_get_cx(struct lws_context *cx)
{
	return cx ? cx->log_cx : NULL;
}

lws_log_cx_t *
lwsl_vhost_get_cx(struct lws_vhost *vh)
{
	return vh ? vh->log_cx : NULL;
}

lws_log_cx_t *
lwsl_wsi_get_cx(struct lws *wsi)
{
	return wsi ? wsi->log_cx : NULL;
}

void
lws_log_prepend_context(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	LWS_UNUSED(cx);
	LWS_UNUSED(obj);
	LWS_UNUSED(p);
	LWS_UNUSED(e);
}

void
lws_log_prepend_vhost(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	struct lws_vhost *vh = (struct lws_vhost *)obj;

	LWS_UNUSED(cx);
	if (vh)
		*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "%s: ",
				   lws_vh_tag(vh));
}

void
lws_log_prepend_wsi(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	struct lws *wsi = (struct lws *)obj;

	LWS_UNUSED(cx);
	if (wsi)
		*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "%s: ",
				   lws_wsi_tag(wsi));
}
