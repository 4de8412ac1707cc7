/* SPDX-License-Identifier: MIT */
/*
 * The protocols of a vhost: their own copies, their per-vhost data, and the
 * options (pvo) that a program gives them.
 */
#include "private-lib-core-net.h"

static const struct lws_protocols protocol_dummy = {
	.name = "http-dummy", .callback = lws_callback_http_dummy
};

static int
count(const struct lws_context_creation_info *info)
{
	int n = 0;

	if (info->pprotocols)
		while (info->pprotocols[n])
			n++;
	else if (info->protocols)
		while (info->protocols[n].callback)
			n++;

	return n;
}

/*
 * A copy, since lws_adjust_protocol_psds() may change it and since the user's
 * table may have come from his stack.  An entry without callback ends
 * it, as the user's own does.
 */
int
lws_vhost_copy_protocols(struct lws_vhost *vh,
			 const struct lws_context_creation_info *info)
{
	int i, n = count(info), room;
	struct lws_protocols *p;

	vh->count_protocols = n ? n : 1;
	room = vh->count_protocols;
#if defined(LWS_WITH_PLUGINS)
	room += lws_vhost_plugin_room(vh);
#endif
	p = lws_zalloc(sizeof(*p) * ((size_t)room + 1), "vhost protocols");
	vh->protocols = p;
	vh->protocol_vh_privs = lws_zalloc(sizeof(void *) * (size_t)room,
					   "vhost privs");
	vh->protocol_wsi = lws_zalloc(sizeof(struct lws_dll2_owner) *
				      (size_t)room, "vhost owners");
	if (!p || !vh->protocol_vh_privs || !vh->protocol_wsi)
		return 1;

	if (!n)
		p[0] = protocol_dummy;
	for (i = 0; i < n; i++)
		p[i] = info->pprotocols ? *info->pprotocols[i] :
					  info->protocols[i];
#if defined(LWS_WITH_PLUGINS)
	vh->count_protocols = lws_vhost_plugin_protocols(vh, p,
							 vh->count_protocols);
	if (lws_vhost_plugin_extensions(vh))
		return 1;
#endif

	return 0;
}

void
lws_vhost_free_protocols(struct lws_vhost *vh)
{
	int n;

	for (n = 0; vh->protocol_vh_privs && n < vh->count_protocols; n++)
		lws_free(vh->protocol_vh_privs[n]);
	lws_free_set_NULL(vh->protocol_vh_privs);
	lws_free_set_NULL(vh->protocol_wsi);
	lws_free((void *)(uintptr_t)vh->protocols);
	vh->protocols = NULL;
#if defined(LWS_WITH_PLUGINS)
	lws_free_set_NULL(vh->plugin_extensions);
#endif
}

/*
 * Also recognizes the table that the user gave, of which ours is a copy: by
 * name and callback.
 */
int
lws_protocol_index(const struct lws_vhost *vh, const struct lws_protocols *p)
{
	int n;

	if (!vh || !p)
		return -1;

	if (p >= vh->protocols && p < vh->protocols + vh->count_protocols)
		return (int)(p - vh->protocols);

	for (n = 0; n < vh->count_protocols; n++)
		if (vh->protocols[n].callback == p->callback &&
		    vh->protocols[n].name && p->name &&
		    !strcmp(vh->protocols[n].name, p->name))
			return n;

	return -1;
}

const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vh, const char *name)
{
	int n;

	for (n = 0; n < vh->count_protocols; n++)
		if (vh->protocols[n].name && !strcmp(name,
						     vh->protocols[n].name))
			return &vh->protocols[n];

	return NULL;
}

/* ---- options ---- */

const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name)
{
	while (pvo && strcmp(pvo->name, name))
		pvo = pvo->next;

	return pvo;
}

int
lws_pvo_get_str(void *in, const char *name, const char **result)
{
	const struct lws_protocol_vhost_options *pvo = lws_pvo_search(
		(const struct lws_protocol_vhost_options *)in, name);

	if (!pvo)
		return 1;

	*result = pvo->value;

	return 0;
}

static int
pvo_flag(const struct lws_protocol_vhost_options *pvo, const char *name)
{
	pvo = lws_pvo_search(pvo, name);

	return pvo && atoi(pvo->value);
}

/* ---- per-vhost data ---- */

void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost,
			    const struct lws_protocols *prot, int size)
{
	int n = lws_protocol_index(vhost, prot);

	if (n < 0 || size < 0)
		return NULL;

	/* once: the callback that asks again gets what it had */
	if (!vhost->protocol_vh_privs[n])
		vhost->protocol_vh_privs[n] = lws_zalloc((size_t)size,
							 "vh priv");

	return vhost->protocol_vh_privs[n];
}

void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost,
			 const struct lws_protocols *prot)
{
	int n = lws_protocol_index(vhost, prot);

	return n < 0 || !vhost->protocol_vh_privs ? NULL :
						vhost->protocol_vh_privs[n];
}

void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname,
		    const char *pvo_name, const char *pvo_value)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							list);
		const struct lws_protocol_vhost_options *pvo;
		const struct lws_protocols *p;

		p = lws_vhost_name_to_protocol(vh, protname);
		pvo = lws_pvo_search(vh->pvo, protname);
		if (p && pvo) {
			pvo = lws_pvo_search(pvo->options, pvo_name);
			if (pvo && !strcmp(pvo->value, pvo_value))
				return lws_protocol_vh_priv_get(vh, p);
		}
	} lws_end_foreach_dll(d);

	return NULL;
}

/* ---- PROTOCOL_INIT and PROTOCOL_DESTROY ---- */

/* a vhost that names protocols in pvo has those that it does not name at rest */
static int
is_started(const struct lws_vhost *vh, const struct lws_protocols *p)
{
	return !vh->pvo || (p->name && lws_pvo_search(vh->pvo, p->name));
}

int
lws_vhost_start_protocols(struct lws_vhost *vh)
{
	int n;

	if (vh->protocols_inited ||
	    (vh->options & LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT))
		return 0;

	vh->protocols_inited = 1;
	for (n = 0; n < vh->count_protocols; n++) {
		const struct lws_protocols *p = &vh->protocols[n];
		const struct lws_protocol_vhost_options *pvo =
			p->name ? lws_pvo_search(vh->pvo, p->name) : NULL;

		if (pvo && pvo_flag(pvo->options, "default"))
			vh->default_protocol_index = (unsigned int)n;
		if (pvo && pvo_flag(pvo->options, "raw"))
			vh->raw_protocol_index = (unsigned int)n;

		/* counted before: if it destroys the vhost, it is told so */
		vh->protocols_inited_count = n + 1;
		if (is_started(vh, p) &&
		    lws_callback_on_vhost(vh, p, LWS_CALLBACK_PROTOCOL_INIT,
					  pvo ? (void *)(uintptr_t)pvo->options
					      : NULL, 0)) {
			lwsl_vhost_err(vh, "protocol %s failed its init",
				       p->name ? p->name : "(unnamed)");
			if (vh->protocols_inited_count)
				vh->protocols_inited_count = n;
			return 1;
		}
		if (vh->in_destroy)
			return 0;
	}

	return 0;
}

/* exactly those that had PROTOCOL_INIT, in the same order */
void
lws_vhost_stop_protocols(struct lws_vhost *vh)
{
	int n, count = vh->protocols_inited_count;

	vh->protocols_inited_count = 0;
	for (n = 0; n < count; n++)
		if (is_started(vh, &vh->protocols[n]))
			lws_callback_on_vhost(vh, &vh->protocols[n],
					      LWS_CALLBACK_PROTOCOL_DESTROY,
					      NULL, 0);
	vh->protocols_inited = 0;
}

int
lws_protocol_init(struct lws_context *context)
{
	struct lws_vhost *vh = NULL;
	int n = 0;

	context->protocols_inited = 1;

	lws_context_hold(context);
	while (!n && (vh = lws_vhost_after(context, vh)))
		n = lws_vhost_start_protocols(vh);
	lws_context_unhold(context);

	return n;
}

int
lws_finalize_startup(struct lws_context *context)
{
	return lws_protocol_init(context) || lws_identity_take(context);
}
