/* SPDX-License-Identifier: MIT */
/*
 * Sending: lws_write() and what is under it, and POLLOUT.
 */
#include "private-lib-core-net.h"

static int
send_some(struct lws *wsi, const uint8_t *buf, size_t len)
{
	int n;

	if (wsi->role_ops && wsi->role_ops->file_handle)
		n = lws_plat_fd_write(wsi->desc.filefd, buf, len);
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

void
lws_update_pollout(struct lws *wsi)
{
	if (wsi->in_pollout || wsi->in_final_close)
		return;
	if (wsi->parked) {
		lws_pollfd_unpark(wsi);
		return;
	}

	if (wsi->buflist_out || wsi->want_writable || wsi->want_write_role)
		(void)lws_change_pollfd(wsi, 0, LWS_POLLOUT);
	else
		(void)lws_change_pollfd(wsi, LWS_POLLOUT, 0);
}

int
lws_flush_buflist_out(struct lws *wsi)
{
	while (wsi->buflist_out) {
		uint8_t *p;
		size_t len = lws_buflist_next_segment_len(&wsi->buflist_out,
							  &p);
		int n = send_some(wsi, p, len);

		if (n < 0)
			return -1;
		if (n)
			lws_buflist_use_segment(&wsi->buflist_out, (size_t)n);
		if ((size_t)n < len)
			break;
	}
	lws_update_pollout(wsi);

	return wsi->buflist_out != NULL;
}

int
lws_issue_raw(struct lws *wsi, const uint8_t *buf, size_t len)
{
	int n = 0;

	if (lws_wsi_is_dead(wsi) || wsi->socket_broken ||
	    (wsi->position_in_fds == UINT32_MAX && !wsi->parked))
		return -1;

	/* order: nothing passes what waits */
	if (!wsi->buflist_out && len) {
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

	return (int)len;
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

	if (wsi->buflist_out)
		return 1;
	if (wsi->position_in_fds == UINT32_MAX && !wsi->parked)
		return 1;

	pfd.fd = wsi->desc.sockfd;
	pfd.events = LWS_POLLOUT;
	pfd.revents = 0;

	return lws_plat_poll(&pfd, 1, 0) != 1 || !(pfd.revents & LWS_POLLOUT);
}

void
lws_role_wants_pollout(struct lws *wsi)
{
	wsi->want_write_role = 1;
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
	if (wsi->buflist_out) {
		int n = lws_flush_buflist_out(wsi);

		if (n)
			return n < 0;
		if (lwsi_state(wsi) == LRS_FLUSHING_BEFORE_CLOSE)
			return 1;
	}

	wsi->want_write_role = 0;
	if (wsi->role_ops->handle_POLLOUT)
		switch (wsi->role_ops->handle_POLLOUT(wsi)) {
		case LWS_HP_RET_BAIL_DIE:
			return 1;
		case LWS_HP_RET_BAIL_OK:
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

	wsi->in_pollout = 1;
	n = pollout(wsi);
	wsi->in_pollout = 0;

	if (!n)
		lws_update_pollout(wsi);

	return n;
}
