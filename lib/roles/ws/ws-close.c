/* SPDX-License-Identifier: MIT */
/*
 * The closing handshake, RFC 6455 section 7.
 *
 * A close for which nobody gave a reason just closes the socket, as it always
 * did; the peer sees 1006.  With a reason (lws_close_reason(), or an error of
 * the peer's) our Close goes out behind what was written before it.
 */
#include "private-lib-roles-ws.h"

/* a code that says that there is none */
static int
means_no_code(unsigned int code)
{
	return code == LWS_CLOSE_STATUS_NOSTATUS ||
	       code == LWS_CLOSE_STATUS_NO_STATUS;
}

void
lws_ws_set_close(struct lws *wsi, unsigned int code, const uint8_t *text,
		 size_t len)
{
	struct lws_ws *ws = wsi->ws;
	struct lws_ws_utf8 u;

	ws->close_set = 1;
	ws->close_code = means_no_code(code) ? 0 : (uint16_t)code;

	if (!ws->close_code) {
		lws_free_set_NULL(ws->close);
		return;
	}

	if (!ws->close)
		ws->close = lws_malloc(sizeof(*ws->close), "ws close");
	if (!ws->close) {
		lwsl_wsi_err(wsi, "out of memory for the close reason");
		return;		/* the code alone will do */
	}

	lws_put_be16(ws->close->payload, ws->close_code);
	len = lws_min_sz(len, LWS_WS_CONTROL_MAX - 2);
	if (len) {
		/* to the last whole character that is valid */
		memset(&u, 0, sizeof(u));
		len = lws_ws_utf8_feed(&u, text, len);
		while (len && (text[len - 1] & 0xc0) == 0x80 && u.lacking)
			len--;
		if (len && u.lacking)
			len--;
		memcpy(ws->close->payload + 2, text, len);
	}
	ws->close->len = (uint8_t)(len + 2);
}

int
lws_ws_send_close(struct lws *wsi)
{
	struct lws_ws *ws = wsi->ws;
	uint8_t code[2];

	ws->close_sent = 1;

	if (ws->close)
		return lws_ws_send_control(wsi, LWS_WS_OP_CLOSE,
					   ws->close->payload, ws->close->len);

	lws_put_be16(code, ws->close_code);

	return lws_ws_send_control(wsi, LWS_WS_OP_CLOSE, code,
				   ws->close_code ? sizeof(code) : 0);
}

enum lws_close_via
lws_ws_close_via(struct lws *wsi, enum lws_close_status reason)
{
	struct lws_ws *ws = wsi->ws;

	if (!ws || !wsi->established)
		return LWS_CLOSE_NOW;

	lws_ws_ext_forget(wsi);

	/* a second close while the answer is awaited means: now */
	if (ws->close_sent) {
		if (!ws->close_received)
			wsi->linger = 1;
		return LWS_CLOSE_NOW;
	}

	if (!ws->close_set && lws_ws_code_valid((unsigned int)reason))
		lws_ws_set_close(wsi, (unsigned int)reason, NULL, 0);
	if (!ws->close_set || lws_ws_send_close(wsi))
		return LWS_CLOSE_NOW;

	/* no answer is to be expected, or would be understood */
	if (ws->close_received || ws->rx.state == LWS_WS_RXS_FAILED ||
	    wsi->peer_eof) {
		wsi->linger = 1;
		return LWS_CLOSE_NOW;
	}

	lwsi_set_state(wsi, LRS_AWAITING_CLOSE_ACK);
	lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_ACK, LWS_WS_CLOSE_ACK_SECS);
	wsi->want_writable = 0;
	wsi->want_write_role = 0;
	lws_update_pollout(wsi);
	/* whoever stopped rx: the answer has to be seen */
	lws_rxflow_go(wsi, ~0u);

	return LWS_CLOSE_PENDING;
}

void
lws_close_reason(struct lws *wsi, enum lws_close_status status,
		 unsigned char *buf, size_t len)
{
	if (!wsi || !wsi->ws || lws_wsi_is_dead(wsi))
		return;

	if (!means_no_code((unsigned int)status) &&
	    !lws_ws_code_valid((unsigned int)status)) {
		lwsl_wsi_err(wsi, "lws_close_reason: %u may not be sent",
			     (unsigned int)status);
		return;
	}

	lws_ws_set_close(wsi, (unsigned int)status, buf, buf ? len : 0);
}

int
lws_get_close_length(struct lws *wsi)
{
	return wsi->ws && wsi->ws->close ? wsi->ws->close->len : 0;
}

unsigned char *
lws_get_close_payload(struct lws *wsi)
{
	return wsi->ws && wsi->ws->close ? wsi->ws->close->payload : NULL;
}
