/* SPDX-License-Identifier: MIT */
/*
 * Sending: lws_write() and what is under it, and POLLOUT.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

/* what one call for the system may be given; what is left waits for POLLOUT */
static size_t
send_limit(const struct lws *wsi, size_t len)
{
	size_t most = wsi->protocol ? wsi->protocol->tx_packet_size : 0;

	return most && len > most + LWS_TX_PACKET_SPARE ?
				most + LWS_TX_PACKET_SPARE : len;
}

static int
send_some(struct lws *wsi, const uint8_t *buf, size_t len)
{
	int n;

	if (!wsi->role_ops || !wsi->role_ops->file_handle)
		len = send_limit(wsi, len);
	if (wsi->role_ops && wsi->role_ops->file_handle)
		n = lws_plat_fd_write(wsi->desc.filefd, buf, len);
	else if (lws_wsi_pt(wsi)->gather.more)
		n = lws_plat_send_more(wsi->desc.sockfd, buf, len);
	else
		n = lws_plat_send(wsi->desc.sockfd, buf, len);

	if (n == LWS_PLAT_AGAIN)
		return 0;
	if (n < 0) {
		wsi->socket_broken = 1;
		return -1;
	}

	return n;
}

int
lws_wants_output(const struct lws *wsi)
{
	return (wsi->want_writable || wsi->want_write_role) &&
	       !wsi->socket_full && wsi->write_held != wsi->lwsi_state;
}

void
lws_update_pollout(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	/* the end of the service comes here again */
	if (pt->gather.wsi == wsi)
		pt->gather.pollout_due = 1;
	if (pt->gather.wsi == wsi || wsi->in_pollout || wsi->in_final_close)
		return;
	if (wsi->parked) {
		lws_pollfd_unpark(wsi);
		return;
	}

	if (wsi->buflist_out || lws_tls_handshaking(wsi) ||
	    !lws_wants_output(wsi)) {
		int wait = wsi->buflist_out || wsi->socket_full;

		lws_dll2_remove(&wsi->asked);
		(void)lws_change_pollfd(wsi, wait ? 0 : LWS_POLLOUT,
					wait ? LWS_POLLOUT : 0);
		return;
	}

	/* before the transport is up nobody knows what it would take; and
	 * outside of a turn a loop that is not ours has to hear of it */
	if (pt->in_turn && wsi->position_in_fds != UINT32_MAX &&
	    lwsi_state(wsi) >= LRS_CLIENT_SEND_HS)
		lws_service_ask(wsi);
	else
		(void)lws_change_pollfd(wsi, 0, LWS_POLLOUT);
}

int
lws_issue_bytes(struct lws *wsi, const uint8_t *buf, size_t len)
{
	int n = 0;

	/* order: nothing passes what waits */
	if (!wsi->buflist_out && len) {
		lws_stat_add(lws_wsi_pt(wsi), sends, 1);
		n = send_some(wsi, buf, len);
		if (n < 0) {
			lwsl_wsi_info(wsi, "send failed: %d",
				      lws_plat_socket_errno());
			return -1;
		}
	}

	if ((size_t)n < len) {
		if (lws_buflist_append_segment(&wsi->buflist_out, buf + n,
					       len - (size_t)n) < 0) {
			lwsl_wsi_err(wsi, "out of memory for output");
			wsi->socket_broken = 1;
			return -1;
		}
		lws_update_pollout(wsi);
	}

	return wsi->buflist_out != NULL;
}

static int
send_or_keep(struct lws *wsi, const uint8_t *buf, size_t len)
{
	return wsi->tls ? lws_tls_issue(wsi, buf, len) :
			  lws_issue_bytes(wsi, buf, len);
}

/* sends what this wsi's service has gathered up to now */
static int
send_gathered(struct lws *wsi)
{
	struct lws_gather *g = &lws_wsi_pt(wsi)->gather;
	size_t len = g->len;

	if (g->wsi != wsi || !len)
		return wsi->buflist_out != NULL;

	g->len = 0;

	return send_or_keep(wsi, g->buf, len);
}

static int
gather(struct lws *wsi, const uint8_t *buf, size_t len)
{
	struct lws_gather *g = &lws_wsi_pt(wsi)->gather;

	g->total += len;
	while (len) {
		size_t n = lws_min_sz(len, LWS_GATHER_SIZE - g->len);

		/* nothing is to be gained by copying what fills it alone */
		if (!g->len && len >= LWS_GATHER_SIZE)
			return send_or_keep(wsi, buf, len) < 0 ? -1 : 0;

		memcpy(g->buf + g->len, buf, n);
		g->len += n;
		buf += n;
		len -= n;
		if (g->len == LWS_GATHER_SIZE && send_gathered(wsi) < 0)
			return -1;
	}

	return 0;
}

int
lws_output_broken(struct lws *wsi)
{
	/* after a failed write of its own TLS can read no more */
	return !(wsi->role_ops->output_broken && !(wsi->tls && wsi->tls->broken) &&
		 wsi->role_ops->output_broken(wsi));
}

void
lws_output_begin(struct lws *wsi)
{
	struct lws_gather *g = &lws_wsi_pt(wsi)->gather;

	g->wsi = wsi;
	g->len = g->total = 0;
	g->pollout_due = 0;
}

int
lws_output_end(struct lws *wsi)
{
	struct lws_gather *g = &lws_wsi_pt(wsi)->gather;
	int n = 0;

	if (!lws_wsi_is_dead(wsi) && g->len)
		n = send_gathered(wsi);
	g->wsi = NULL;
	lws_timeout_arm(wsi);
	if (n < 0 && lws_output_broken(wsi))
		return -1;
	if (!lws_wsi_is_dead(wsi) &&
	    (g->pollout_due || lws_wants_output(wsi)))
		lws_update_pollout(wsi);

	return 0;
}

int
lws_output_flush(struct lws *wsi)
{
	return send_gathered(wsi) < 0;
}

void
lws_output_forget(struct lws *wsi)
{
	struct lws_gather *g = &lws_wsi_pt(wsi)->gather;

	if (g->wsi == wsi)
		g->len = 0;
}

int
lws_flush_buflist_out(struct lws *wsi)
{
	while (wsi->buflist_out) {
		uint8_t *p;
		size_t len = lws_buflist_next_segment_len(&wsi->buflist_out,
							  &p);
		int n = send_some(wsi, p, len);

		lws_stat_add(lws_wsi_pt(wsi), sends, 1);
		if (n < 0)
			return -1;
		if (n)
			lws_buflist_use_segment(&wsi->buflist_out, (size_t)n);
		if ((size_t)n < len)
			break;
	}
	if (send_gathered(wsi) < 0)
		return -1;
	lws_update_pollout(wsi);

	return wsi->buflist_out != NULL;
}

int
lws_issue_raw(struct lws *wsi, const uint8_t *buf, size_t len)
{
	int n;

	if (lws_wsi_is_dead(wsi) || wsi->socket_broken ||
	    (wsi->position_in_fds == UINT32_MAX && !wsi->parked))
		return -1;
	if (lws_tls_handshaking(wsi)) {
		lwsl_wsi_err(wsi, "write before the TLS handshake is over");
		return -1;
	}

	/* one write to a device may be one message to it */
	if (lws_wsi_pt(wsi)->gather.wsi == wsi && !wsi->role_ops->file_handle)
		n = gather(wsi, buf, len);
	else
		n = send_or_keep(wsi, buf, len);

	return n < 0 ? -1 : (int)len;
}

int
lws_issue_file(struct lws *wsi, lws_filefd_type fd, lws_filepos_t pos,
	       size_t len)
{
	int n;

	if (lws_wsi_is_dead(wsi) || wsi->socket_broken ||
	    (wsi->position_in_fds == UINT32_MAX && !wsi->parked))
		return LWS_PLAT_ERROR;
	/* it has to be encrypted first */
	if (wsi->tls)
		return LWS_PLAT_UNSUPPORTED;
	/* order: nothing passes what waits */
	lws_wsi_pt(wsi)->gather.more = 1;
	n = lws_flush_buflist_out(wsi);
	lws_wsi_pt(wsi)->gather.more = 0;
	if (n)
		return n < 0 ? LWS_PLAT_ERROR : LWS_PLAT_AGAIN;

	lws_stat_add(lws_wsi_pt(wsi), sends, 1);
	n = lws_plat_sendfile(wsi->desc.sockfd, fd, pos,
			      send_limit(wsi, len));
	if (n == LWS_PLAT_ERROR)
		wsi->socket_broken = 1;
	/* only the system knows when it will take more */
	if (n == LWS_PLAT_AGAIN)
		wsi->socket_full = 1;
	if (n > 0 && lws_wsi_pt(wsi)->gather.wsi == wsi)
		lws_wsi_pt(wsi)->gather.total += (size_t)n;

	return n;
}

int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol wp)
{
	if (!wsi)
		return -1;
	if (len > INT32_MAX - LWS_PRE) {
		lwsl_wsi_err(wsi, "lws_write: length %lu is out of range",
			     (unsigned long)len);
		return -1;
	}
	if (lws_wsi_is_dead(wsi) || wsi->socket_broken || !wsi->role_ops)
		return -1;

	if (wsi->role_ops->write_role_protocol)
		return wsi->role_ops->write_role_protocol(wsi, buf, len, &wp);

	return lws_issue_raw(wsi, buf, len);
}

int
lws_send_pipe_choked(struct lws *wsi)
{
	struct lws_pollfd pfd;

	if (wsi->buflist_out || wsi->socket_full)
		return 1;
	if (wsi->position_in_fds == UINT32_MAX && !wsi->parked)
		return 1;
	/* in its own service: the last send took all there was */
	if (lws_wsi_pt(wsi)->gather.wsi == wsi)
		return 0;

	pfd.fd = wsi->desc.sockfd;
	pfd.events = LWS_POLLOUT;
	pfd.revents = 0;

	return lws_plat_poll(&pfd, 1, 0) != 1 || !(pfd.revents & LWS_POLLOUT);
}

void
lws_role_wants_pollout(struct lws *wsi)
{
	wsi->want_write_role = 1;
	wsi->write_held = LWS_WRITE_NOT_HELD;
	lws_update_pollout(wsi);
}

int
lws_callback_on_writable(struct lws *wsi)
{
	if (lws_wsi_is_dead(wsi) || lwsi_state_closing(wsi))
		return 0;

	if (wsi->role_ops && wsi->role_ops->callback_on_writable &&
	    wsi->role_ops->callback_on_writable(wsi))
		return 1;

	if (wsi->parent)
		wsi->parent->child_pending_writable = 1;
	wsi->want_writable = 1;
	wsi->write_held = LWS_WRITE_NOT_HELD;
	lws_update_pollout(wsi);

	return 1;
}

static int
user_writable(struct lws *wsi)
{
	uint16_t cb = wsi->role_ops->writeable_cb[lwsi_role_server(wsi)];

	if (!cb)
		return 0;

	return lws_callback(wsi, (enum lws_callback_reasons)cb, NULL, 0);
}

static int
pollout(struct lws *wsi)
{
	uint8_t state = wsi->lwsi_state;

	if (wsi->buflist_out) {
		int n = lws_flush_buflist_out(wsi);

		if (n < 0)
			return lws_output_broken(wsi);
		if (n) {
			lws_close_goes_on(wsi);
			return 0;
		}
		if (lwsi_state(wsi) == LRS_FLUSHING_BEFORE_CLOSE)
			return 1;
	}

	wsi->want_write_role = 0;
	if (wsi->role_ops->handle_POLLOUT)
		switch (wsi->role_ops->handle_POLLOUT(wsi)) {
		case LWS_HP_RET_BAIL_DIE:
			return 1;
		case LWS_HP_RET_BAIL_OK:
			/* to ask again in this state would be in vain */
			if (wsi->want_writable && !wsi->want_write_role)
				wsi->write_held = state;
			return 0;
		case LWS_HP_RET_USER_SERVICE:
			break;
		}

	if (lws_wsi_is_dead(wsi) || !wsi->want_writable || wsi->buflist_out)
		return 0;

	wsi->want_writable = 0;

	return user_writable(wsi);
}

/*
 * The socket takes output.  What was accepted earlier goes out first, then
 * what the role has to say, then the user has his WRITEABLE if he asked.
 * Nonzero: close.
 */
int
lws_handle_POLLOUT_event(struct lws *wsi, struct lws_pollfd *pollfd)
{
	int n;

	LWS_UNUSED(pollfd);

	wsi->write_held = LWS_WRITE_NOT_HELD;
	wsi->socket_full = 0;
	wsi->in_pollout = 1;
	n = pollout(wsi);
	wsi->in_pollout = 0;

	if (!n)
		lws_update_pollout(wsi);

	return n;
}
