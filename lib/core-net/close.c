/* SPDX-License-Identifier: MIT */
/*
 * The end of a connection.
 *
 * A close may take several steps, each of which waits for an event under a
 * timer and then calls lws_close_free_wsi() again: the role's closing
 * handshake, the rest of the output, the peer's own end.  A broken socket
 * skips them all.  The last step unlinks the wsi from everything.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

void
lws_wsi_link_parent(struct lws *wsi, struct lws *parent)
{
	if (!parent || lws_wsi_is_dead(parent))
		return;

	wsi->parent = parent;
	wsi->sibling_list = parent->child_list;
	parent->child_list = wsi;
}

void
lws_wsi_unlink_parent(struct lws *wsi, int tell)
{
	struct lws **pp, *parent = wsi->parent;

	if (!parent)
		return;

	for (pp = &parent->child_list; *pp; pp = &(*pp)->sibling_list)
		if (*pp == wsi) {
			*pp = wsi->sibling_list;
			break;
		}

	/* told while the child is still whole */
	if (tell && !lws_wsi_is_dead(parent))
		lws_callback(parent, LWS_CALLBACK_CHILD_CLOSING, wsi, 0);

	wsi->parent = NULL;
	wsi->sibling_list = NULL;
}

/*
 * They may need their parent's state to close.  One that has more to say to
 * its peer goes on without its parent; one whose final callback closed the
 * parent is on its way already.
 */
static void
close_children(struct lws *wsi)
{
	struct lws *child;

	while ((child = wsi->child_list)) {
		lws_close_free_wsi(child, LWS_CLOSE_STATUS_NOSTATUS,
				   "parent closes");
		if (wsi->child_list == child)
			lws_wsi_unlink_parent(child, 1);
	}
}

static void
close_descriptor(struct lws *wsi)
{
	if (wsi->desc.sockfd == LWS_SOCK_INVALID)
		return;

	if (wsi->role_ops && wsi->role_ops->file_handle)
		lws_plat_fd_close(wsi->desc.filefd);
	else
		lws_plat_socket_close(wsi->desc.sockfd);
	wsi->desc.sockfd = LWS_SOCK_INVALID;
}

void
__lws_close_free_wsi_final(struct lws *wsi)
{
	struct lws_context *cx = wsi->context;
	uint16_t cb;

	if (wsi->in_final_close)
		return;

	lws_context_hold(cx);
	wsi->closing = 1;
	wsi->in_final_close = 1;
	lws_validity_stop(wsi);
	lws_sul_cancel(&wsi->sul_timeout);
	lws_sul_cancel(&wsi->sul_hrtimer);

	close_children(wsi);

	if (wsi->client)
		lws_client_conn_failed(wsi, lws_client_closed_text(wsi));

	if (wsi->role_ops && wsi->role_ops->close_role)
		wsi->role_ops->close_role(lws_wsi_pt(wsi), wsi);

	/* as it always was: the protocol is dropped, then the connection is
	 * told closed; the per-session data is there in both */
	lws_wsi_unbind_protocol(wsi);
	if (wsi->established) {
		cb = wsi->role_ops->close_cb[lwsi_role_server(wsi)];
		wsi->established = 0;
		if (cb)
			lws_callback(wsi, (enum lws_callback_reasons)cb, NULL,
				     0);
	}

	lws_wsi_unlink_parent(wsi, 1);
	lws_tls_goodbye(wsi);
	lws_pollfd_remove(wsi);
	close_descriptor(wsi);
	lws_lane_leave(wsi);
	lws_client_free(wsi);
	lws_wsi_release(wsi);
	lws_context_unhold(cx);
}

/* 1: the rest of the output goes first */
static int
flush_first(struct lws *wsi)
{
	if (!wsi->buflist_out || lwsi_state(wsi) == LRS_SHUTDOWN)
		return 0;

	if (lwsi_state(wsi) != LRS_FLUSHING_BEFORE_CLOSE) {
		lwsi_set_state(wsi, LRS_FLUSHING_BEFORE_CLOSE);
		lws_rxflow_stop(wsi, LWS_RXFLOW_BY_CLOSE);
		lws_update_pollout(wsi);
		lws_set_timeout(wsi, PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
				LWS_CLOSE_FLUSH_SECS);
	}

	return 1;
}

void
lws_close_goes_on(struct lws *wsi)
{
	if (lwsi_state(wsi) == LRS_FLUSHING_BEFORE_CLOSE)
		lws_set_timeout(wsi, PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
				LWS_CLOSE_FLUSH_SECS);
	/* our Close is the last of what waits: nobody can answer it yet */
	if (lwsi_state(wsi) == LRS_AWAITING_CLOSE_ACK)
		lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_ACK,
				LWS_CLOSE_FLUSH_SECS);
}

/*
 * 1: our side is shut, the peer's end is awaited.  Closing a socket with
 * unread input resets the connection, and a reset can destroy our last bytes
 * before the peer has read them.
 */
static int
linger_first(struct lws *wsi)
{
	if (!wsi->linger || wsi->peer_eof ||
	    lwsi_state(wsi) == LRS_SHUTDOWN)
		return 0;

	if (lws_plat_shutdown_write(wsi->desc.sockfd))
		return 0;

	lwsi_set_state(wsi, LRS_SHUTDOWN);
	wsi->want_writable = wsi->want_write_role = 0;
	lws_update_pollout(wsi);
	lws_buflist_destroy_all_segments(&wsi->buflist_in);
	wsi->rxflow_stopped = 0;
	(void)lws_change_pollfd(wsi, 0, LWS_POLLIN);
	lws_set_timeout(wsi, PENDING_TIMEOUT_SHUTDOWN_FLUSH,
			LWS_CLOSE_LINGER_SECS);

	return 1;
}

/* one read a call: the timer bounds the time, fairness the rest */
enum lws_handling_result
lws_closing_input(struct lws *wsi)
{
	struct lws_rx rx;

	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_DATA:
		return lws_rx_end(wsi, &rx, rx.len) ?
			LWS_HPI_RET_PLEASE_CLOSE_ME : LWS_HPI_RET_HANDLED;
	case LWS_RX_NOTHING:
		return LWS_HPI_RET_HANDLED;
	default:
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}
}

void
lws_close_free_wsi(struct lws *wsi, enum lws_close_status reason,
		   const char *caller)
{
	const struct lws_role_ops *r;

	/* the thread's, though an own loop gets to see it */
	if (!wsi || lws_wsi_is_dead(wsi) || wsi->in_final_close ||
	    wsi->of_the_thread)
		return;

	r = wsi->role_ops;
	lwsl_wsi_debug(wsi, "close: %s", caller);

	/* accepted before anything that ends it: what failed is empty */
	if (lws_wsi_pt(wsi)->gather.wsi == wsi)
		(void)lws_flush_buflist_out(wsi);

	if (!wsi->closing) {
		wsi->closing = 1;
		lws_validity_stop(wsi);
		lws_sul_cancel(&wsi->sul_hrtimer);
	}

	if (!wsi->socket_broken && wsi->position_in_fds != UINT32_MAX &&
	    !lwsi_state_connecting(wsi) && r &&
	    !wsi->context->being_destroyed) {
		if (r->close_via_role_protocol &&
		    lwsi_state(wsi) != LRS_FLUSHING_BEFORE_CLOSE &&
		    lwsi_state(wsi) != LRS_SHUTDOWN &&
		    r->close_via_role_protocol(wsi, reason) ==
							LWS_CLOSE_PENDING)
			return;
		/* what the role had to say in its service */
		if (!wsi->socket_broken && lws_wsi_pt(wsi)->gather.wsi == wsi)
			(void)lws_flush_buflist_out(wsi);
		if (!wsi->socket_broken && !r->file_handle) {
			lws_tls_goodbye(wsi);
			if (flush_first(wsi) || linger_first(wsi))
				return;
		}
	}

	__lws_close_free_wsi_final(wsi);
}
