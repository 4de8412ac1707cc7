/* SPDX-License-Identifier: MIT */
/* What vhost-plugins.c has for vhosts and contexts, or does not have */
#ifndef LWS_VHOST_PLUGINS_H
#define LWS_VHOST_PLUGINS_H

struct lws_context;
struct lws_context_creation_info;
struct lws_vhost;

#if defined(LWS_WITH_PLUGINS)
/* nonzero: out of memory; what was loaded is to be unloaded all the same */
int lws_context_plugins_load(struct lws_context *cx,
			     const struct lws_context_creation_info *info);
void lws_context_plugins_unload(struct lws_context *cx);
/* how many protocols plugins may add to a vhost at most */
int lws_vhost_plugin_room(const struct lws_vhost *vh);
/* adds those that the vhost asks for behind the count that are in the table;
 * how many it has then */
int lws_vhost_plugin_protocols(struct lws_vhost *vh,
			       struct lws_protocols *table, int count);
/* when the protocols are known.  Nonzero: out of memory */
int lws_vhost_plugin_extensions(struct lws_vhost *vh);
#else
static LWS_INLINE int
lws_context_plugins_load(struct lws_context *cx,
			 const struct lws_context_creation_info *info)
{
	LWS_UNUSED(cx);
	LWS_UNUSED(info);

	return 0;
}

static LWS_INLINE void
lws_context_plugins_unload(struct lws_context *cx)
{
	LWS_UNUSED(cx);
}
#endif

#endif
