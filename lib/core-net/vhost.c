/* SPDX-License-Identifier: MIT */
/*
 * Virtual hosts: creation, what can be asked of them, destruction.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

static char *
copy_of(const char *s, int *failed)
{
	char *p;

	if (!s)
		return NULL;

	p = lws_malloc(strlen(s) + 1, "vhost string");
	if (p)
		memcpy(p, s, strlen(s) + 1);
	else
		*failed = 1;

	return p;
}

static void
take_info(struct lws_vhost *vh, const struct lws_context_creation_info *info,
	  int *failed)
{
	vh->name = copy_of(info->vhost_name ? info->vhost_name : "default",
			   failed);
	vh->iface = copy_of(info->iface, failed);
	vh->listen_accept_role = copy_of(info->listen_accept_role, failed);
	vh->listen_accept_protocol = copy_of(info->listen_accept_protocol,
					     failed);
	vh->unix_socket_perms = copy_of(info->unix_socket_perms, failed);
	vh->error_document_404 = copy_of(info->error_document_404, failed);
	vh->server_string = copy_of(info->server_string, failed);
	vh->user = info->user;
	vh->pvo = info->pvo;
	vh->headers = info->headers;
	vh->mounts = info->mounts;
	if (info->fops && info->fops != vh->context->fops_platform.next) {
		vh->fops_own = vh->context->fops_platform;
		vh->fops_own.next = info->fops;
		vh->fops = &vh->fops_own;
	}
	vh->extensions = info->extensions;
	vh->retry_policy = info->retry_and_idle_policy ?
				info->retry_and_idle_policy :
				vh->context->retry_policy;
	vh->log_cx = info->log_cx ? info->log_cx : vh->context->log_cx;
	vh->finalize = info->finalize;
	vh->finalize_arg = info->finalize_arg;
	vh->options = info->options;
	vh->listen_port = info->port;
	vh->keepalive_timeout = info->keepalive_timeout ?
					info->keepalive_timeout : 5;
	vh->timeout_secs_ah_idle = info->timeout_secs_ah_idle ?
					info->timeout_secs_ah_idle : 10;
	vh->ka_time = info->ka_time;
	vh->ka_probes = info->ka_probes;
	vh->ka_interval = info->ka_interval;
	vh->bind_iface = info->bind_iface;
	vh->fo_listen_queue = info->fo_listen_queue;
}

static void
free_vhost(struct lws_vhost *vh)
{
	const struct lws_role_ops * const *r;

	for (r = lws_available_roles; *r; r++)
		if ((*r)->destroy_vhost)
			(*r)->destroy_vhost(vh);
	lws_tls_vhost_free(vh);
	lws_vhost_free_protocols(vh);
	lws_free(vh->name);
	lws_free(vh->iface);
	lws_free(vh->listen_accept_role);
	lws_free(vh->listen_accept_protocol);
	lws_free(vh->unix_socket_perms);
	lws_free(vh->error_document_404);
	lws_free(vh->server_string);
	lws_proxies_destroy(vh);
	lws_free(vh);
}

/* Nonzero: failed, or a callback has destroyed it */
static int
begin(struct lws_vhost *vh)
{
	lws_pollfd_announce(vh, 1);

	if (lws_vhost_listen(vh)) {
		lwsl_vhost_err(vh, "vhost %s cannot listen on port %d",
			       vh->name, vh->listen_port);
		return 1;
	}
	if (vh->context->protocols_inited && lws_vhost_start_protocols(vh))
		return 1;

	return vh->in_destroy;
}

static int
roles_refuse(struct lws_vhost *vh,
	     const struct lws_context_creation_info *info)
{
	const struct lws_role_ops * const *r;

	for (r = lws_available_roles; *r; r++)
		if ((*r)->check_vhost && (*r)->check_vhost(vh, info))
			return 1;

	return 0;
}

struct lws_vhost *
lws_create_vhost(struct lws_context *context,
		 const struct lws_context_creation_info *info)
{
	struct lws_vhost *vh;
	int failed = 0;

	if (context->being_destroyed)
		return NULL;

	vh = lws_zalloc(sizeof(*vh), "vhost");
	if (!vh)
		return NULL;

	vh->context = context;
	take_info(vh, info, &failed);
	if (failed || lws_vhost_copy_protocols(vh, info) ||
	    lws_proxies_init(vh, info)) {
		lwsl_cx_err(context, "no memory for a vhost, or bad proxy");
		free_vhost(vh);
		return NULL;
	}
	if (roles_refuse(vh, info)) {
		free_vhost(vh);
		return NULL;
	}
	lwsl_refcount_cx(vh->log_cx, 1);
	lws_dll2_add_tail(&vh->list, &context->vhosts);

	lws_context_hold(context);
	failed = lws_tls_vhost_init(vh, info) || vh->in_destroy || begin(vh);
	if (failed)
		lws_vhost_destroy(vh);
	lws_context_unhold(context);

	return failed ? NULL : vh;
}

/* ---- questions ---- */

struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, context->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							list);

		if (!strcmp(vh->name, name))
			return vh;
	} lws_end_foreach_dll(d);

	return NULL;
}

const char *
lws_get_vhost_name(struct lws_vhost *vhost)
{
	return vhost->name;
}

const char *
lws_vh_tag(struct lws_vhost *vh)
{
	return vh ? vh->name : "[null vh]";
}

int
lws_get_vhost_port(struct lws_vhost *vhost)
{
	return vhost->listen_port;
}

int
lws_get_vhost_listen_port(struct lws_vhost *vhost)
{
	return vhost->listen_port;
}

const char *
lws_get_vhost_iface(struct lws_vhost *vhost)
{
	return vhost->iface;
}

void *
lws_get_vhost_user(struct lws_vhost *vhost)
{
	return vhost->user;
}

void *
lws_vhost_user(struct lws_vhost *vhost)
{
	return vhost->user;
}

/*
 * A Host: header names the vhost, among those that share the listening socket:
 * the exact name first, then a name of which it is a subdomain, else the first.
 */
struct lws_vhost *
lws_select_vhost(struct lws_vhost *now, const char *servername)
{
	struct lws_vhost *first = NULL, *wild = NULL;
	size_t len = strcspn(servername, ":");

	/* an IPv6 literal has colons of its own */
	if (servername[0] == '[')
		len = strcspn(servername, "]") + 1;

	lws_start_foreach_dll(struct lws_dll2 *, d, now->context->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							list);
		size_t n = strlen(vh->name);

		if (lws_vhost_same_place(vh, now) && !vh->being_destroyed) {
			if (!first)
				first = vh;
			if (len == n && lws_memcaseeq(vh->name, servername, n))
				return vh;
			if (!wild && len > n + 1 &&
			    servername[len - n - 1] == '.' &&
			    lws_memcaseeq(vh->name, servername + len - n, n))
				wild = vh;
		}
	} lws_end_foreach_dll(d);

	return wild ? wild : first;
}

int
lws_vhost_foreach_listen_wsi(struct lws_context *cx, void *arg,
			     lws_dll2_foreach_cb_t cb)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							list);
		int n = lws_dll2_foreach_safe(&vh->listeners, arg, cb);

		if (n)
			return n;
	} lws_end_foreach_dll(d);

	return 0;
}

static struct lws_vhost *
to_vhost(struct lws_dll2 *d)
{
	return d ? lws_container_of(d, struct lws_vhost, list) : NULL;
}

struct lws_vhost *
lws_vhost_after(struct lws_context *context, const struct lws_vhost *vh)
{
	if (!vh)
		return to_vhost(lws_dll2_get_head(&context->vhosts));

	do
		vh = lws_dll2_is_detached(&vh->list) ? vh->next_was :
						       to_vhost(vh->list.next);
	while (vh && lws_dll2_is_detached(&vh->list));

	return (struct lws_vhost *)(lws_intptr_t)vh;
}

/* ---- destruction ---- */

/* one that is not being closed already (we may be inside its last callback) */
static struct lws *
next_to_close(struct lws_vhost *vh)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, vh->wsi_owner.head) {
		struct lws *wsi = lws_container_of(d, struct lws, vh_list);

		if (!wsi->in_final_close)
			return wsi;
	} lws_end_foreach_dll(d);

	return NULL;
}

void
lws_vhost_close_all(struct lws_vhost *vh)
{
	struct lws *wsi;

	while ((wsi = next_to_close(vh))) {
		/* no more time for handshakes: each has its last callbacks */
		if (!wsi->socket_broken && wsi->role_ops &&
		    wsi->role_ops->close_via_role_protocol &&
		    !lwsi_state_connecting(wsi) && !lwsi_state_closing(wsi))
			(void)wsi->role_ops->close_via_role_protocol(wsi,
					LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY);
		__lws_close_free_wsi_final(wsi);
	}
}

/* Stops listening and closes what it has; its memory stays until the last */
void
lws_vhost_destroy1(struct lws_vhost *vh)
{
	if (vh->being_destroyed)
		return;

	vh->being_destroyed = 1;
	lws_vhost_listen_handover(vh);
	lws_vhost_close_all(vh);
}

/* its very last callbacks */
static void
finish(struct lws_vhost *vh)
{
	if (vh->finished)
		return;

	vh->finished = 1;
	lws_vhost_stop_protocols(vh);
	if (vh->finalize)
		vh->finalize(vh, vh->finalize_arg);
}

void
lws_vhost_destroy(struct lws_vhost *vh)
{
	struct lws_context *cx = vh->context;

	if (vh->in_destroy)
		return;

	vh->in_destroy = 1;
	lws_context_hold(cx);
	lws_vhost_destroy1(vh);
	/* inside the last callback of one of them: when that is through */
	if (!vh->wsi_owner.count)
		finish(vh);
	lws_sul_cancel(&vh->sul_listen_again);
	lws_pollfd_announce(vh, 0);
	vh->next_was = to_vhost(vh->list.next);
	lws_dll2_remove(&vh->list);
	lws_dll2_add_tail(&vh->dead, &cx->dead_vhosts);
	lws_context_unhold(cx);
	lws_vhost_unref_dead(cx);
}

/* A dead wsi may still be looked at up the stack, and its vhost through it */
static struct lws_vhost *
next_to_free(struct lws_context *context)
{
	int n;

	for (n = 0; n < context->count_threads; n++)
		if (context->pt[n].depth || context->pt[n].dead.count)
			return NULL;

	lws_start_foreach_dll(struct lws_dll2 *, d, context->dead_vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							dead);

		if (!vh->wsi_owner.count)
			return vh;
	} lws_end_foreach_dll(d);

	return NULL;
}

void
lws_vhost_unref_dead(struct lws_context *context)
{
	struct lws_vhost *vh;

	while ((vh = next_to_free(context))) {
		lws_dll2_remove(&vh->dead);
		lws_context_hold(context);
		finish(vh);
		lws_context_unhold(context);
		lwsl_refcount_cx(vh->log_cx, -1);
		free_vhost(vh);
	}
}
