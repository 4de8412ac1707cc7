/* SPDX-License-Identifier: MIT */
/*
 * The server's side of a connection: what comes in goes to the step that the
 * connection is at; the end of one transaction is the beginning of the next.
 */
#include "private-lib-roles-h1.h"

enum lws_h1_step
lws_h1_callback(struct lws *wsi, enum lws_callback_reasons reason,
		const void *in, size_t len)
{
	int n;

	wsi->http->in_callback = 1;
	n = lws_callback(wsi, reason, (void *)(lws_intptr_t)in, len);
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;
	wsi->http->in_callback = 0;
	if (wsi->http->detach)
		(void)lws_http_headers_detach(wsi);

	if (n)
		return LWS_H1_CLOSE;
	if (wsi->http->file)
		return lws_h1_file(wsi);
	if (wsi->http->completed && lws_http_transaction_completed(wsi))
		return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;

	return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_GO_ON;
}

enum lws_h1_step
lws_h1_refuse(struct lws *wsi, unsigned int status, const char *cause)
{
	lwsl_wsi_notice(wsi, "request refused with %u: %s", status, cause);

	wsi->http->keepalive = 0;
	if (!wsi->http->answered)
		(void)lws_return_http_status(wsi, status, NULL);

	return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;
}

static enum lws_h1_step
step(struct lws *wsi, const uint8_t *p, size_t len, size_t *used)
{
	switch (lwsi_state(wsi)) {
	case LRS_HEADERS:
		/* a peer that sends and does not read waits for itself */
		if (wsi->buflist_out) {
			*used = 0;
			lws_rxflow_stop(wsi, LWS_RXFLOW_BY_ROLE);
			return LWS_H1_WAIT;
		}
		return lws_h1_server_head(wsi, p, len, used);

	case LRS_BODY:
	case LRS_DISCARD_BODY:
		return lws_h1_server_body(wsi, p, len, used);

	default:
		/* the next request: its turn comes when this one is over */
		*used = 0;
		lws_rxflow_stop(wsi, LWS_RXFLOW_BY_ROLE);
		return LWS_H1_WAIT;
	}
}

enum lws_handling_result
lws_h1_server_input(struct lws *wsi)
{
	enum lws_h1_step s = LWS_H1_GO_ON;
	struct lws_rx rx;
	size_t at = 0;

	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_NOTHING:
		return LWS_HPI_RET_HANDLED;
	case LWS_RX_EOF:
	case LWS_RX_ERROR:
		if (wsi->http)
			lwsl_wsi_info(wsi, "peer left in the middle of a "
				      "transaction");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_DATA:
		break;
	}

	while (s == LWS_H1_GO_ON && at < rx.len &&
	       wsi->role_ops == &role_ops_h1 && !lws_is_flowcontrolled(wsi)) {
		size_t used = 0;

		s = step(wsi, rx.p + at, rx.len - at, &used);
		at += used;
	}

	if (s == LWS_H1_DIED || lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (lws_rx_end(wsi, &rx, at) || s == LWS_H1_CLOSE)
		return LWS_HPI_RET_PLEASE_CLOSE_ME;

	return LWS_HPI_RET_HANDLED;
}

void
lws_h1_drop_protocol(struct lws *wsi)
{
	if (!wsi->protocol_bound)
		return;

	lws_dll2_remove(&wsi->protocol_list);
	wsi->protocol_bound = 0;
	lws_callback(wsi, LWS_CALLBACK_HTTP_DROP_PROTOCOL, NULL, 0);
}

/* Back to waiting for a head */
static void
next_transaction(struct lws *wsi)
{
	int secs = wsi->vhost->keepalive_timeout;

	lws_h1_drop_protocol(wsi);
	if (lws_h1_gone(wsi))
		return;

	lws_http_access_log(wsi);
	lws_http_free(wsi);
	wsi->want_writable = 0;
	lws_update_pollout(wsi);
	lwsi_set_state(wsi, LRS_HEADERS);
	lws_timeout_at_end(wsi, PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
			   secs > 0 ? (unsigned int)secs :
				      LWS_H1_KEEPALIVE_SECS);
	/* whoever stopped it meant the transaction */
	lws_rxflow_go(wsi, 0xffu | LWS_RXFLOW_BY_ROLE);
}

/* nonzero: the rest of the request's body is not worth waiting for */
static int
body_is_too_long(const struct lws_http *h)
{
	return h->awaits_continue ||
	       (!h->body_chunked && h->body_left > LWS_H1_DISCARD_MAX);
}

static int
client_completed(struct lws *wsi)
{
	wsi->http->completed = 1;

	return 1;
}

/*
 * The user has answered.  0: the connection goes on; nonzero: it is to be
 * closed, which the user's callback asks for by returning nonzero itself.
 */
int
lws_http_transaction_completed(struct lws *wsi)
{
	struct lws_http *h = wsi->http;

	if (wsi->role_ops != &role_ops_h1 || !h)
		return 0;
	if (lwsi_role_client(wsi))
		return client_completed(wsi);
	/* not before the file has gone out, whatever the user says */
	if (h->file)
		return 0;

#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
	if (!h->completed && lws_http_comp_end(wsi))
		h->keepalive = 0;
#endif

	h->completed = 1;
	if (!h->keepalive || (h->body && body_is_too_long(h))) {
		h->keepalive = 0;
		lws_http_access_log(wsi);
		return 1;
	}
	if (h->in_callback)
		return 0;

	if (h->body) {
		/* the answer was there before the end of the question */
		lws_h1_drop_protocol(wsi);
		if (lws_h1_gone(wsi))
			return 1;
		lwsi_set_state(wsi, LRS_DISCARD_BODY);
		lws_timeout_at_end(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				   wsi->context->timeout_secs);
		lws_rxflow_go(wsi, 0xffu | LWS_RXFLOW_BY_ROLE);
		return 0;
	}
	next_transaction(wsi);

	return 0;
}
