/* SPDX-License-Identifier: MIT */
/*
 * TLS as core-net sees it: the way of the bytes, the client's handshake, and
 * the end.
 */
#include "private-lib-tls.h"

int
lws_tls_vhost_init(struct lws_vhost *vh,
		   const struct lws_context_creation_info *info)
{
	return lws_tls_ops ? lws_tls_ops->vhost_init(vh, info) : 0;
}

int
lws_tls_vhost_need_client(struct lws_vhost *vh)
{
	return lws_tls_ops ? lws_tls_ops->vhost_need_client(vh) : 1;
}

void
lws_tls_vhost_free(struct lws_vhost *vh)
{
	if (lws_tls_ops)
		lws_tls_ops->vhost_free(vh);
}

/* ---- bytes ---- */

int
lws_tls_transport_read(struct lws *wsi, uint8_t *buf, size_t len)
{
	struct lws_tls_conn *t = wsi->tls;
	uint8_t *p;
	size_t n;

	/* a callback of the TLS library may have closed it */
	if (lws_wsi_is_dead(wsi))
		return LWS_PLAT_ERROR;
	if (!t->raw_in)
		return lws_plat_recv(wsi->desc.sockfd, buf, len);

	n = lws_min_sz(len, lws_buflist_next_segment_len(&t->raw_in, &p));
	memcpy(buf, p, n);
	lws_buflist_use_segment(&t->raw_in, n);

	return (int)n;
}

int
lws_tls_transport_write(struct lws *wsi, const uint8_t *buf, size_t len)
{
	struct lws_tls_conn *t = wsi->tls;

	if (lws_wsi_is_dead(wsi))
		return -1;
	if (!t->writing) {
		if (!wsi->buflist_out)
			t->answers = 0;
		t->answers += (uint32_t)lws_min_sz(len, LWS_TLS_ANSWERS_MAX);
		if (t->up && t->answers > LWS_TLS_ANSWERS_MAX) {
			lwsl_wsi_notice(wsi, "tls: the peer asks for answers "
					"and does not read them");
			wsi->socket_broken = 1;
			return -1;
		}
	}

	if (lws_issue_bytes(wsi, buf, len) >= 0)
		return 0;

	/* lws_tls_issue() sees it by socket_broken; TLS itself is whole, and
	 * what the peer said before may still be read */
	return t->writing ? 0 : -1;
}

int
lws_tls_issue(struct lws *wsi, const uint8_t *buf, size_t len)
{
	struct lws_tls_conn *t = wsi->tls;
	int n;

	if (!t->up || t->goodbye || t->broken)
		return -1;

	t->writing = 1;
	n = lws_tls_ops->write(wsi, buf, len);
	t->writing = 0;
	if (n) {
		t->broken = 1;
		wsi->socket_broken = 1;
		return -1;
	}
	if (wsi->socket_broken)
		return -1;

	return wsi->buflist_out != NULL;
}

int
lws_tls_read(struct lws *wsi, uint8_t *buf, size_t len)
{
	struct lws_tls_conn *t = wsi->tls;
	int n;

	/* while we wait for the peer's end nobody wants to know what it says */
	if (t->broken || t->goodbye)
		return lws_plat_recv(wsi->desc.sockfd, buf, len);

	n = lws_tls_ops->read(wsi, buf, len);
	if (n == LWS_PLAT_ERROR)
		t->broken = 1;

	return n;
}

void *
lws_transport_session(const struct lws *wsi)
{
	return wsi->tls ? wsi->tls->session : NULL;
}

void
lws_tls_goodbye(struct lws *wsi)
{
	struct lws_tls_conn *t = wsi->tls;

	if (!t || !t->up || t->broken || t->goodbye || wsi->socket_broken ||
	    wsi->desc.sockfd == LWS_SOCK_INVALID)
		return;

	t->goodbye = 1;
	lws_buflist_destroy_all_segments(&t->raw_in);
	t->writing = 1;
	lws_tls_ops->goodbye(wsi);
	t->writing = 0;
}

void
lws_tls_move(struct lws *from, struct lws *to)
{
	to->tls = from->tls;
	from->tls = NULL;
	if (to->tls)
		lws_tls_ops->moved(to);
}

void
lws_tls_free(struct lws *wsi)
{
	struct lws_tls_conn *t = wsi->tls;

	if (!t)
		return;

	if (t->session)
		lws_tls_ops->free(t);
	lws_buflist_destroy_all_segments(&t->raw_in);
	lws_free(t->protocol_name);
	lws_free(t->session_tag);
	lws_free(t->why);
	lws_free_set_NULL(wsi->tls);
}

/* It is on no list but the one for received bytes that wait, whatever holds
 * them */
void
lws_ssl_remove_wsi_from_buffered_list(struct lws *wsi)
{
	lws_dll2_remove(&wsi->forced);
}

/* ---- the time that handshakes take ---- */

static lws_usec_t
turn_budget(const struct lws_context_per_thread *pt)
{
	/* timers have a time of their own, and take more when sockets do */
	lws_usec_t others = pt->services_us - pt->tls_us;

	if (pt->tls_turn + 1 != pt->turn || !pt->tls_put_off ||
	    others < LWS_TLS_LONG_TURN_US)
		return LWS_TLS_TURN_US;

	return lws_min_us(others, LWS_TLS_TURN_MAX_US);
}

int
lws_tls_put_off(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	wsi->tls->put_off = 0;
	if (!pt->in_turn)
		return 0;
	if (pt->tls_turn != pt->turn) {
		pt->tls_budget = turn_budget(pt);
		pt->tls_turn = pt->turn;
		pt->tls_us = 0;
		pt->tls_steps = 0;
		pt->tls_put_off = 0;
	}
	/* the first is never too long, and the next may be as the longest */
	if (!pt->tls_steps || pt->tls_us + pt->tls_step_us <= pt->tls_budget)
		return 0;

	wsi->tls->put_off = 1;
	pt->tls_put_off = 1;
	lws_stat_add(pt, put_off, 1);
	lws_service_force(wsi);

	return 1;
}

enum lws_tls_step
lws_tls_step(struct lws *wsi, char *why)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	lws_usec_t since = lws_now_usecs(), took;
	enum lws_tls_step n = LWS_TLS_FAILED;

	lws_stat_set(pt, tls_us_before, (uint64_t)pt->tls_us);
	if (wsi->tls->session || !lws_tls_ops->open(wsi, why))
		n = lws_tls_ops->handshake(wsi, why);
	took = lws_now_usecs() - since;
	pt->tls_us += took;
	pt->tls_steps++;
	/* one that was interrupted for long is soon forgotten */
	pt->tls_step_us = lws_max_us(took,
				     pt->tls_step_us - pt->tls_step_us / 8);
	lws_stat_add(pt, tls_steps, 1);
	lws_stat_add(pt, tls_us, (uint64_t)took);

	return n;
}

/* ---- client ---- */

static enum lws_handling_result
client_failed(struct lws *wsi, const char *why)
{
	char text[LWS_TLS_TEXT_MAX + 8];

	wsi->tls->broken = 1;
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	lws_snprintf(text, sizeof(text), "tls: %s", why);
	lws_client_conn_failed(wsi, text);
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	return LWS_HPI_RET_PLEASE_CLOSE_ME;
}

static enum lws_handling_result
client_up(struct lws *wsi)
{
	wsi->tls->up = 1;
	lws_conmon_tls(wsi);
	if (lws_is_flowcontrolled(wsi))
		(void)lws_change_pollfd(wsi, LWS_POLLIN, 0);

	if (!lws_wsi_is_dead(wsi) && lws_client_transport_up(wsi))
		return lws_wsi_is_dead(wsi) ? LWS_HPI_RET_WSI_ALREADY_DIED :
					      LWS_HPI_RET_PLEASE_CLOSE_ME;
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (lws_rx_waiting(wsi))
		lws_service_force(wsi);

	return LWS_HPI_RET_HANDLED;
}

static enum lws_handling_result
client_step(struct lws *wsi)
{
	char why[LWS_TLS_TEXT_MAX];

	switch (lws_tls_step(wsi, why)) {
	case LWS_TLS_AGAIN:
		return LWS_HPI_RET_HANDLED;
	case LWS_TLS_FAILED:
		return client_failed(wsi, why);
	case LWS_TLS_DONE:
		break;
	}

	return client_up(wsi);
}

void
lws_tls_client_begin(struct lws *wsi)
{
	enum lws_handling_result r;

	lwsi_set_state(wsi, LRS_WAITING_SSL);
	lws_conmon_begin(wsi);
	lws_set_timeout(wsi, PENDING_TIMEOUT_SENT_CLIENT_HANDSHAKE,
			(int)wsi->context->timeout_secs);

	wsi->tls = lws_zalloc(sizeof(*wsi->tls), "tls");
	if (!wsi->tls) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOCAL);
		lws_client_conn_failed(wsi, "tls: out of memory");
		r = LWS_HPI_RET_PLEASE_CLOSE_ME;
	} else {
		/* a proxy may have passed on something already */
		wsi->tls->raw_in = wsi->buflist_in;
		wsi->buflist_in = NULL;
		r = lws_tls_put_off(wsi) ? LWS_HPI_RET_HANDLED :
					   client_step(wsi);
	}

	if (r == LWS_HPI_RET_PLEASE_CLOSE_ME && !lws_wsi_is_dead(wsi))
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "TLS handshake failed");
}

/* ---- both ---- */

enum lws_handling_result
lws_tls_handshake_event(struct lws *wsi, const struct lws_pollfd *pollfd)
{
	enum lws_handling_result r;

	if ((pollfd->revents & LWS_POLLOUT) && !wsi->socket_broken &&
	    lws_flush_buflist_out(wsi) < 0)
		r = lwsi_role_client(wsi) ?
			client_failed(wsi, "connection lost in the handshake") :
			LWS_HPI_RET_PLEASE_CLOSE_ME;
	else if (!(pollfd->revents & (LWS_POLLIN | LWS_PLAT_POLL_GONE)))
		r = LWS_HPI_RET_HANDLED;
	else if (lws_tls_put_off(wsi))
		return LWS_HPI_RET_HANDLED;
	else
		r = lwsi_role_client(wsi) ? client_step(wsi) :
					    lws_tls_server_step(wsi);

	/* reported for ever, if it did not come out by reading */
	if (r == LWS_HPI_RET_HANDLED && !lws_wsi_is_dead(wsi) &&
	    lws_tls_handshaking(wsi) &&
	    (pollfd->revents & LWS_PLAT_POLL_GONE) &&
	    !(pollfd->revents & LWS_POLLIN))
		r = lwsi_role_client(wsi) ?
			client_failed(wsi, "connection lost in the handshake") :
			LWS_HPI_RET_PLEASE_CLOSE_ME;

	return r;
}
