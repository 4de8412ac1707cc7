/* SPDX-License-Identifier: MIT */
/*
 * Protocol plugins: what the context has loaded, and what of it a vhost gets.
 * The rules are with lws_plugins_init().
 */
#include "private-lib-core-net.h"

#if defined(LWS_WITH_PLUGINS)

int
lws_context_plugins_load(struct lws_context *cx,
			 const struct lws_context_creation_info *info)
{
	return lws_plugins_init(&cx->plugins, info->plugin_dirs,
				"lws_protocol_plugin", NULL, NULL, NULL);
}

void
lws_context_plugins_unload(struct lws_context *cx)
{
	(void)lws_plugins_destroy(&cx->plugins, NULL, NULL);
}

static const lws_plugin_protocol_t *
content(const struct lws_plugin *p)
{
	return (const lws_plugin_protocol_t *)(const void *)p->hdr;
}

int
lws_vhost_plugin_room(const struct lws_vhost *vh)
{
	const struct lws_plugin *p;
	int n = 0;

	for (p = vh->context->plugins; p; p = p->list)
		n += content(p)->count_protocols;

	return n;
}

static int
has_protocol(const struct lws_protocols *p, int count, const char *name)
{
	while (count--)
		if (p[count].name && !strcmp(p[count].name, name))
			return 1;

	return 0;
}

int
lws_vhost_plugin_protocols(struct lws_vhost *vh,
			   struct lws_protocols *table, int count)
{
	const struct lws_plugin *p;
	int n;

	for (p = vh->context->plugins; p; p = p->list)
		for (n = 0; n < content(p)->count_protocols; n++) {
			const struct lws_protocols *one =
						&content(p)->protocols[n];

			if (!one->name || !one->callback ||
			    !lws_pvo_search(vh->pvo, one->name))
				continue;
			if (has_protocol(table, count, one->name)) {
				lwsl_vhost_notice(vh, "%s is there already: "
						  "not that of plugin %s",
						  one->name, p->hdr->name);
				continue;
			}
			table[count++] = *one;
		}

	return count;
}

/* its own name is in the pvo, or one of its protocols is on the vhost */
static int
in_use(const struct lws_vhost *vh, const struct lws_plugin *p)
{
	int n, i;

	if (lws_pvo_search(vh->pvo, p->hdr->name))
		return 1;
	for (n = 0; n < content(p)->count_protocols; n++)
		for (i = 0; i < vh->count_protocols; i++)
			if (vh->protocols[i].callback ==
					content(p)->protocols[n].callback)
				return 1;

	return 0;
}

int
lws_vhost_plugin_extensions(struct lws_vhost *vh)
{
	size_t own = 0, more = 0, i;
	const struct lws_plugin *p;

	for (p = vh->context->plugins; p; p = p->list)
		if (in_use(vh, p))
			more += (size_t)content(p)->count_extensions;
	if (!more)
		return 0;

	while (vh->extensions && vh->extensions[own].callback)
		own++;
	/* one behind the last ends it */
	vh->plugin_extensions = lws_zalloc((own + more + 1) *
			sizeof(struct lws_extension), "extensions");
	if (!vh->plugin_extensions)
		return 1;
	for (i = 0; i < own; i++)
		vh->plugin_extensions[i] = vh->extensions[i];
	for (p = vh->context->plugins; p; p = p->list)
		for (i = 0; in_use(vh, p) &&
			    i < (size_t)content(p)->count_extensions; i++)
			vh->plugin_extensions[own++] =
						content(p)->extensions[i];
	vh->extensions = vh->plugin_extensions;

	return 0;
}

#endif
