/* SPDX-License-Identifier: MIT */
/*
 * A connection's creation, its binding to vhost, role and protocol, and the
 * callbacks that it makes.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

/* what a wsi has that nobody gave a policy: no validity checks */
static const lws_retry_bo_t no_validity_policy;

void
lws_context_hold(struct lws_context *context)
{
	int n;

	for (n = 0; n < context->count_threads; n++)
		context->pt[n].depth++;
}

void
lws_context_unhold(struct lws_context *context)
{
	int n;

	for (n = 0; n < context->count_threads; n++)
		context->pt[n].depth--;
}

struct lws *
lws_wsi_create(struct lws_context *context, struct lws_vhost *vh, int tsi)
{
	struct lws *wsi;

	if (context->being_destroyed || (vh && vh->being_destroyed)) {
		lwsl_cx_err(context, "being destroyed: no new connection");
		return NULL;
	}

	wsi = lws_zalloc(sizeof(*wsi), "wsi");
	if (!wsi) {
		lwsl_cx_err(context, "out of memory: no new connection");
		return NULL;
	}

	wsi->context = context;
	wsi->serial = ++context->next_serial;
	wsi->tsi = (uint8_t)tsi;
	wsi->desc.sockfd = LWS_SOCK_INVALID;
	wsi->position_in_fds = UINT32_MAX;
	wsi->write_held = LWS_WRITE_NOT_HELD;
	wsi->retry_policy = vh && vh->retry_policy ? vh->retry_policy :
						     &no_validity_policy;
	if (vh)
		lws_vhost_bind_wsi(vh, wsi);

	lws_stat_add(&context->pt[tsi], wsi_created, 1);

	return wsi;
}

void
lws_vhost_bind_wsi(struct lws_vhost *vh, struct lws *wsi)
{
	lws_dll2_remove(&wsi->vh_list);
	wsi->vhost = vh;
	wsi->log_cx = vh->log_cx;
	lws_dll2_add_tail(&wsi->vh_list, &vh->wsi_owner);
}

void
lws_role_transition(struct lws *wsi, int client_side, enum lwsi_state state,
		    const struct lws_role_ops *ops)
{
	wsi->client_side = !!client_side;
	wsi->role_ops = ops;
	lwsi_set_state(wsi, state);
}

const struct lws_role_ops *
lws_role_by_name(const char *name)
{
	const struct lws_role_ops * const *r;

	for (r = lws_available_roles; *r; r++)
		if (!strcmp((*r)->name, name))
			return *r;

	return NULL;
}

const struct lws_role_ops *
lws_role_by_upgrade(const char *name, size_t len)
{
	const struct lws_role_ops * const *r;

	for (r = lws_available_roles; *r; r++)
		if ((*r)->upgrade_name &&
		    strlen((*r)->upgrade_name) == len &&
		    lws_memcaseeq((*r)->upgrade_name, name, len))
			return *r;

	return NULL;
}

const char *
lws_role_name(const struct lws *wsi)
{
	return wsi->role_ops ? wsi->role_ops->name : "unbound";
}

/*
 * The only way to the user's callback for a wsi.  After WSI_DESTROY there is
 * none: asking for one would be a mistake of ours, counted rather than made.
 */
int
lws_callback(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	     size_t len)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	if (!wsi->protocol || !wsi->protocol->callback)
		return 0;

	if (lws_wsi_is_dead(wsi)) {
		lws_stat_add(pt, callbacks_after_final, 1);
		return -1;
	}

	lws_stat_add(pt, callbacks, 1);
	if (pt->stall)
		return lws_stall_callback(pt, wsi, wsi, wsi->protocol, reason,
					  wsi->user_space, in, len);

	return wsi->protocol->callback(wsi, reason, wsi->user_space, in, len);
}

/*
 * Some reasons belong to a protocol of a vhost and to no connection.  The
 * callback still gets a wsi, one that can answer lws_get_vhost(),
 * lws_get_context() and lws_get_protocol(), and nothing else.
 */
int
lws_callback_on_vhost_user(struct lws_vhost *vh, const struct lws_protocols *p,
			   enum lws_callback_reasons reason, void *user,
			   void *in, size_t len)
{
	struct lws_context *cx = vh->context;
	struct lws nowsi;
	int n;

	if (!p->callback)
		return 0;

	memset(&nowsi, 0, sizeof(nowsi));
	nowsi.context = vh->context;
	nowsi.vhost = vh;
	nowsi.protocol = p;
	nowsi.log_cx = vh->log_cx;
	nowsi.desc.sockfd = LWS_SOCK_INVALID;
	nowsi.position_in_fds = UINT32_MAX;
	nowsi.retry_policy = &no_validity_policy;
	/* so that nothing can be asked of it that would outlive the call */
	lwsi_set_state(&nowsi, LRS_DEAD_SOCKET);

	lws_context_hold(cx);
	/* which thread it is cannot be known, unless there is one */
	n = cx->pt[0].stall && cx->count_threads == 1 ?
		lws_stall_callback(&cx->pt[0], NULL, &nowsi, p, reason, user,
				   in, len) :
		p->callback(&nowsi, reason, user, in, len);
	lws_context_unhold(cx);
	if (!nowsi.user_space_external)
		lws_free(nowsi.user_space); /* lws_adjust_protocol_psds() */

	return n;
}

int
lws_callback_on_vhost(struct lws_vhost *vh, const struct lws_protocols *p,
		      enum lws_callback_reasons reason, void *in, size_t len)
{
	return lws_callback_on_vhost_user(vh, p, reason, NULL, in, len);
}

int
lws_ensure_user_space(struct lws *wsi)
{
	size_t n;

	if (!wsi->protocol || wsi->user_space || wsi->user_space_external)
		return 0;

	n = wsi->protocol->per_session_data_size;
	if (!n)
		return 0;

	wsi->user_space = lws_zalloc(n, "user space");
	if (!wsi->user_space) {
		lwsl_wsi_err(wsi, "out of memory for per-session data");
		return 1;
	}

	return 0;
}

void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size)
{
	((struct lws_protocols *)(lws_intptr_t)
		(const void *)lws_get_protocol(wsi))->per_session_data_size =
								new_size;

	if (lws_ensure_user_space(wsi))
		return NULL;

	return wsi->user_space;
}

/* The DROP that the former BIND promised: the role may have changed since */
void
lws_wsi_unbind_protocol(struct lws *wsi)
{
	lws_dll2_remove(&wsi->protocol_list);

	if (!wsi->protocol_bound)
		return;

	wsi->protocol_bound = 0;
	if (wsi->unbind_cb)
		lws_callback(wsi, (enum lws_callback_reasons)wsi->unbind_cb,
			     NULL, 0);
}

int
lws_bind_protocol(struct lws *wsi, const struct lws_protocols *p,
		  const char *reason)
{
	const struct lws_role_ops *r = wsi->role_ops;
	int n;

	if (wsi->protocol_bound) {
		lws_wsi_unbind_protocol(wsi);
		if (lws_wsi_is_dead(wsi) || wsi->in_final_close)
			return 1;
		if (!wsi->user_space_external)
			lws_free_set_NULL(wsi->user_space);
	}

	wsi->protocol = p;
	if (!p)
		return 0;

	if (lws_ensure_user_space(wsi))
		return 1;

	n = lws_protocol_index(wsi->vhost, p);
	if (n >= 0) {
		lws_dll2_remove(&wsi->protocol_list);
		lws_dll2_add_tail(&wsi->protocol_list,
				  &wsi->vhost->protocol_wsi[n]);
	}

	if (!r)
		return 0;

	wsi->protocol_bound = 1;
	wsi->unbind_cb = r->protocol_unbind_cb[lwsi_role_server(wsi)];
	n = r->protocol_bind_cb[lwsi_role_server(wsi)];
	if (n && lws_callback(wsi, (enum lws_callback_reasons)n, NULL, 0)) {
		lwsl_wsi_info(wsi, "%s: refused by the protocol's bind "
			      "callback", reason);
		return 1;
	}

	/* the callback may have ended it in another way */
	return lws_wsi_is_dead(wsi);
}

/* the earliest and the last word about a wsi go to the vhost's protocols[0] */
void
lws_wsi_notify(struct lws *wsi, enum lws_callback_reasons reason)
{
	if (!wsi->vhost || !wsi->vhost->protocols[0].callback)
		return;

	/* who was never told of the one is not told of the other: one of the
	 * tries of a client is no connection of the user's */
	if (reason == LWS_CALLBACK_WSI_DESTROY ? !wsi->create_told :
						 !wsi->vhost->protocols_inited)
		return;
	wsi->create_told = reason == LWS_CALLBACK_WSI_CREATE;

	lws_stat_add(lws_wsi_pt(wsi), callbacks, 1);
	if (lws_wsi_pt(wsi)->stall)
		(void)lws_stall_callback(lws_wsi_pt(wsi), wsi, wsi,
					 &wsi->vhost->protocols[0], reason,
					 wsi->user_space, NULL, 0);
	else
		wsi->vhost->protocols[0].callback(wsi, reason, wsi->user_space,
						  NULL, 0);
}

void
lws_wsi_release(struct lws *wsi)
{
	wsi->in_final_close = 1;
	lws_wsi_unbind_protocol(wsi);
	lws_wsi_notify(wsi, LWS_CALLBACK_WSI_DESTROY);
	lws_tls_closed(wsi);
#if defined(LWS_WITH_PEER_LIMITS)
	lws_peer_give_back(wsi->peer, LWS_PEER_WSI);
	wsi->peer = NULL;
#endif

	/* those who were begun for it in the callbacks above */
	while (wsi->child_list)
		lws_wsi_unlink_parent(wsi->child_list, 0);

	lws_sul_cancel(&wsi->sul_timeout);
	lws_sul_cancel(&wsi->sul_hrtimer);
	lws_sul_cancel(&wsi->sul_validity);

	lws_dll2_remove(&wsi->vh_list);
	lws_dll2_remove(&wsi->ready);
	lws_dll2_remove(&wsi->forced);
	lws_dll2_remove(&wsi->asked);
	lws_dll2_remove(&wsi->pending_conn);
	lws_dll2_remove(&wsi->listener);

	lws_buflist_destroy_all_segments(&wsi->buflist_in);
	lws_buflist_destroy_all_segments(&wsi->buflist_out);

	lwsi_set_state(wsi, LRS_DEAD_SOCKET);
	lws_dll2_add_tail(&wsi->dead, &lws_wsi_pt(wsi)->dead);
	lws_service_due(lws_wsi_pt(wsi), 0);
}

/*
 * The user's per-session data goes here and not at the close: the close may
 * have been asked for from inside a callback that still works on it.
 */
void
lws_free_dead(struct lws_context_per_thread *pt)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(&pt->dead))) {
		struct lws *wsi = lws_container_of(d, struct lws, dead);

		lws_dll2_remove(d);
		if (wsi->role_ops && wsi->role_ops->destroy_role)
			wsi->role_ops->destroy_role(wsi);
		lws_tls_free(wsi);
		lws_conmon_destroy(wsi);
		/* of a client that was to be upgraded, and was not */
		lws_free(wsi->ws);
		if (!wsi->user_space_external)
			lws_free_set_NULL(wsi->user_space);
		lws_free(wsi);
		lws_stat_add(pt, wsi_freed, 1);
	}

	lws_vhost_unref_dead(pt->context);
}

void
lws_wsi_discard(struct lws *wsi)
{
	struct lws_context *cx = wsi->context;

	if (lws_wsi_is_dead(wsi) || wsi->in_final_close)
		return;

	lws_context_hold(cx);
	wsi->closing = 1;
	wsi->in_final_close = 1;
	wsi->protocol_bound = 0;
	if (wsi->role_ops && wsi->role_ops->close_role)
		wsi->role_ops->close_role(lws_wsi_pt(wsi), wsi);
	lws_lane_leave(wsi);
	lws_client_free(wsi);
	lws_wsi_release(wsi);
	lws_context_unhold(cx);
}

struct lws *
lws_thread_wsi_create(struct lws_context_per_thread *pt, lws_sockfd_type fd,
		      const struct lws_role_ops *ops)
{
	struct lws *wsi = lws_wsi_create(pt->context, NULL, pt->tid);

	if (!wsi)
		return NULL;

	wsi->of_the_thread = 1;
	wsi->desc.sockfd = fd;
	lws_role_transition(wsi, 0, LRS_ESTABLISHED, ops);
	if (lws_pollfd_insert(wsi, LWS_POLLIN)) {
		wsi->desc.sockfd = LWS_SOCK_INVALID;
		lws_wsi_discard(wsi);
		return NULL;
	}

	return wsi;
}

void
lws_thread_wsi_destroy(struct lws *wsi)
{
	lws_pollfd_remove(wsi);
	wsi->desc.sockfd = LWS_SOCK_INVALID;
	lws_wsi_discard(wsi);
}
