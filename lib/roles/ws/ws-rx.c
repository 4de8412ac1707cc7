/* SPDX-License-Identifier: MIT */
/*
 * Input of a WebSocket connection: one buffer of bytes per call, at most,
 * through the receive machine, whose events become callbacks.
 *
 * Whatever a callback does is respected at once: after it has stopped rx, or
 * closed the connection, it sees nothing more of the bytes that are there.
 */
#include "private-lib-roles-ws.h"

/* the verdict after a callback that returned n */
static enum lws_ws_verdict
after_callback(const struct lws *wsi, int n)
{
	if (lws_wsi_is_dead(wsi))
		return LWS_WS_HANDS_OFF;

	/* closed from inside: what is still to come is the peer's Close */
	if (wsi->closing)
		return lwsi_state(wsi) == LRS_AWAITING_CLOSE_ACK ?
					LWS_WS_GO_ON : LWS_WS_HANDS_OFF;

	return n ? LWS_WS_CLOSE : LWS_WS_GO_ON;
}

enum lws_ws_verdict
lws_ws_user_data(struct lws *wsi, const struct lws_ws_event *ev)
{
	struct lws_ws *ws = wsi->ws;

	if (lwsi_state(wsi) != LRS_ESTABLISHED)
		return LWS_WS_GO_ON;	/* our Close is out: nobody is listening */

	ws->rx_remaining = ev->remaining;
	ws->rx_opcode = ev->opcode;
	ws->rx_rsv = ev->rsv;
	ws->rx_first = !!ev->first;
	ws->rx_final = !!ev->final;

	return after_callback(wsi, lws_callback(wsi,
			(enum lws_callback_reasons)
				wsi->role_ops->rx_cb[lwsi_role_server(wsi)],
			ev->payload, ev->len));
}

/* what is held goes to the user, as one piece */
static enum lws_ws_verdict
deliver_part(struct lws *wsi)
{
	struct lws_ws_part *part = wsi->ws->part;
	enum lws_ws_verdict v;

	/* the callback may be the end of wsi->ws */
	wsi->ws->part = NULL;
	part->ev.payload = part->buf + LWS_PRE;
	part->ev.len = part->len;
	part->ev.first = part->first;
	v = lws_ws_user_data(wsi, &part->ev);
	lws_free(part);

	return v;
}

static enum lws_ws_verdict
client_data(struct lws *wsi, const struct lws_ws_event *ev)
{
	struct lws_ws_part *part = wsi->ws->part;
	size_t limit = lws_ws_piece_limit(wsi);

	if (!part && (!ev->remaining || ev->len >= limit))
		return lws_ws_user_data(wsi, ev);

	if (!part) {
		limit = (size_t)lws_min_u64(limit, ev->len + ev->remaining);
		part = lws_malloc(sizeof(*part) + limit, "ws part");
		if (!part) {
			lwsl_wsi_err(wsi, "out of memory for a frame");
			return LWS_WS_CLOSE;
		}
		part->len = 0;
		part->size = limit;
		part->first = ev->first;
		wsi->ws->part = part;
	}
	memcpy(part->buf + LWS_PRE + part->len, ev->payload, ev->len);
	part->len += ev->len;
	part->ev = *ev;

	return ev->remaining && part->len < part->size ? LWS_WS_GO_ON :
							 deliver_part(wsi);
}

static enum lws_ws_verdict
on_pong(struct lws *wsi, const struct lws_ws_event *ev)
{
	if (lwsi_state(wsi) != LRS_ESTABLISHED)
		return LWS_WS_GO_ON;

	lws_validity_confirmed(wsi);

	return after_callback(wsi, lws_callback(wsi, lwsi_role_client(wsi) ?
				LWS_CALLBACK_CLIENT_RECEIVE_PONG :
				LWS_CALLBACK_RECEIVE_PONG,
			ev->payload, ev->len));
}

static enum lws_ws_verdict
on_close(struct lws *wsi, const struct lws_ws_event *ev)
{
	struct lws_ws *ws = wsi->ws;
	enum lws_ws_verdict v;
	int n;

	ws->close_received = 1;
	if (ws->close_sent)
		return LWS_WS_CLOSE;

	n = lws_callback(wsi, LWS_CALLBACK_WS_PEER_INITIATED_CLOSE,
			 ev->payload, ev->len);
	v = after_callback(wsi, 0);
	if (v != LWS_WS_GO_ON)
		return v;

	/* nonzero means: close without the answer */
	if (n || wsi->closing)
		return LWS_WS_CLOSE;

	lwsi_set_state(wsi, LRS_RETURNED_CLOSE);
	if (ws->close_set)
		(void)lws_ws_send_close(wsi);
	else {
		ws->close_sent = 1;
		(void)lws_ws_send_control(wsi, LWS_WS_OP_CLOSE, ev->payload,
					  ev->len);
	}
	wsi->linger = 1;

	return LWS_WS_CLOSE;
}

static enum lws_ws_verdict
on_error(struct lws *wsi, const struct lws_ws_event *ev)
{
	if (lwsi_state(wsi) != LRS_ESTABLISHED)
		return LWS_WS_CLOSE;

	lwsl_wsi_notice(wsi, "ws: %s: closing with %u", ev->text,
			(unsigned int)ev->code);
	lws_ws_set_close(wsi, ev->code, (const uint8_t *)ev->text,
			 strlen(ev->text));

	return LWS_WS_CLOSE;
}

enum lws_ws_verdict
lws_ws_fail(struct lws *wsi, unsigned int code, const char *text)
{
	struct lws_ws_event ev;

	lws_ws_rx_fail(&wsi->ws->rx, (uint16_t)code, text);
	(void)lws_ws_rx(&wsi->ws->rx, NULL, 0, &ev);

	return on_error(wsi, &ev);
}

static enum lws_ws_verdict
on_data(struct lws *wsi, const struct lws_ws_event *ev)
{
	if (ev->rsv)
		return lws_ws_ext_data(wsi, ev);

	return lwsi_role_client(wsi) ? client_data(wsi, ev) :
				       lws_ws_user_data(wsi, ev);
}

static enum lws_ws_verdict
on_event(struct lws *wsi, const struct lws_ws_event *ev)
{
	enum lws_ws_verdict v;

	switch (ev->type) {
	case LWS_WS_EV_NONE:
		break;
	case LWS_WS_EV_DATA:
		return on_data(wsi, ev);
	case LWS_WS_EV_PING:
		if (lwsi_state(wsi) == LRS_ESTABLISHED &&
		    lws_ws_pong(wsi, ev->payload, ev->len))
			return LWS_WS_CLOSE;
		break;
	case LWS_WS_EV_PONG:
		return on_pong(wsi, ev);
	case LWS_WS_EV_CLOSE:
		return on_close(wsi, ev);
	case LWS_WS_EV_ERROR:
		/* what was good before it */
		v = wsi->ws->part ? deliver_part(wsi) : LWS_WS_GO_ON;
		return v == LWS_WS_GO_ON ? on_error(wsi, ev) : v;
	}

	return LWS_WS_GO_ON;
}

size_t
lws_ws_piece_limit(const struct lws *wsi)
{
	size_t n = wsi->protocol ? wsi->protocol->rx_buffer_size : 0;

	return n ? n : wsi->context->pt_serv_buf_size;
}

/* one buffer of bytes from rx; *used: how many were taken */
static enum lws_ws_verdict
take(struct lws *wsi, const struct lws_rx *rx, size_t *used)
{
	enum lws_ws_verdict v = LWS_WS_GO_ON;
	const struct lws_ws_part *part;
	struct lws_ws_event ev;

	*used = 0;
	while (*used < rx->len && v == LWS_WS_GO_ON &&
	       !lws_is_flowcontrolled(wsi)) {
		part = wsi->ws->part;
		wsi->ws->rx.max_piece = part ? part->size - part->len :
					       lws_ws_piece_limit(wsi);
		*used += lws_ws_rx(&wsi->ws->rx, rx->p + *used,
				   rx->len - *used, &ev);
		v = on_event(wsi, &ev);
	}

	return v;
}

static enum lws_handling_result
result(enum lws_ws_verdict v)
{
	switch (v) {
	case LWS_WS_HANDS_OFF:
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	case LWS_WS_CLOSE:
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_WS_GO_ON:
		break;
	}

	return LWS_HPI_RET_HANDLED;
}

enum lws_handling_result
lws_ws_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	      struct lws_pollfd *pollfd)
{
	enum lws_ws_verdict v;
	struct lws_rx rx;
	size_t used;

	LWS_UNUSED(pt);
	LWS_UNUSED(pollfd);

	if (wsi->rx_held) {
		v = lws_ws_ext_resume(wsi);
		if (v != LWS_WS_GO_ON || lws_is_flowcontrolled(wsi))
			return result(v);
	}

	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_NOTHING:
		return LWS_HPI_RET_HANDLED;
	case LWS_RX_EOF:
	case LWS_RX_ERROR:
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_DATA:
		break;
	}

	v = take(wsi, &rx, &used);
	if (v == LWS_WS_HANDS_OFF)
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	if (lws_rx_end(wsi, &rx, used)) {
		/* while our Close waits for its answer the rest is read */
		wsi->socket_broken = 1;
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}

	return result(v);
}
