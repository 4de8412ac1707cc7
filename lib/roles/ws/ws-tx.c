/* SPDX-License-Identifier: MIT */
/*
 * Output of a WebSocket connection.
 *
 * Every lws_write() is one whole frame, and what the socket does not take is
 * kept by core-net, in order.  So a control frame can go out at any time; it
 * never ends up inside of another frame.  Pongs and pings that are ours wait
 * while older output waits, so that a peer that does not read cannot make it
 * grow: of the pongs only the latest is kept (RFC 6455 section 5.5.3).
 */
#include "private-lib-roles-ws.h"

#define WP_KIND		0x1f	/* enum lws_write_protocol without flags */

int
lws_ws_send_frame(struct lws *wsi, unsigned int opcode, int fin,
		  unsigned int rsv, uint8_t *buf, size_t len, int mask)
{
	uint8_t key[4], *k = NULL;
	size_t hlen;

	if (lwsi_role_client(wsi)) {
		if (lws_plat_random(key, sizeof(key))) {
			lwsl_wsi_err(wsi, "no random for the mask");
			return -1;
		}
		k = key;
		if (mask)
			(void)lws_ws_mask(buf, len, key, 0);
	}

	hlen = lws_ws_tx_header_len(len, k != NULL);
	(void)lws_ws_tx_header(buf - hlen, opcode, fin, rsv, len, k);

	if (lws_issue_raw(wsi, buf - hlen, len + hlen) < 0)
		return -1;

	return (int)len;
}

int
lws_ws_send_control(struct lws *wsi, unsigned int opcode,
		    const uint8_t *payload, size_t len)
{
	uint8_t buf[LWS_PRE + LWS_WS_CONTROL_MAX];

	if (len)
		memcpy(buf + LWS_PRE, payload, len);

	return lws_ws_send_frame(wsi, opcode, 1, 0, buf + LWS_PRE, len, 1) < 0;
}

/*
 * 4.3.5 has a WRITEABLE follow its own pongs and pings, and there are programs
 * that never ask for another.
 */
static void
writeable_follows(struct lws *wsi)
{
	(void)lws_callback_on_writable(wsi);
}

int
lws_ws_pong(struct lws *wsi, const uint8_t *payload, size_t len)
{
	struct lws_ws *ws = wsi->ws;

	if (!wsi->buflist_out && !ws->pong) {
		if (lws_ws_send_control(wsi, LWS_WS_OP_PONG, payload, len))
			return 1;
		writeable_follows(wsi);
		return 0;
	}

	if (!ws->pong) {
		ws->pong = lws_malloc(sizeof(*ws->pong), "ws pong");
		if (!ws->pong) {
			lwsl_wsi_err(wsi, "out of memory for a pong");
			return 1;
		}
	}
	ws->pong->len = (uint8_t)len;
	if (len)
		memcpy(ws->pong->payload, payload, len);
	lws_role_wants_pollout(wsi);

	return 0;
}

int
lws_ws_keepalive(struct lws *wsi, int isvalid)
{
	struct lws_ws *ws = wsi->ws;

	if (isvalid || !ws || lwsi_state(wsi) != LRS_ESTABLISHED)
		return 0;

	ws->ping_due = 1;
	lws_role_wants_pollout(wsi);

	return 0;
}

/* nothing older waits any more: now what the role itself has to say */
enum lws_hp_ret
lws_ws_pollout(struct lws *wsi)
{
	struct lws_ws *ws = wsi->ws;
	int said = 0;

	if (!ws || lwsi_state(wsi) != LRS_ESTABLISHED)
		return LWS_HP_RET_BAIL_OK;

	if (ws->pong) {
		if (lws_ws_send_control(wsi, LWS_WS_OP_PONG, ws->pong->payload,
					ws->pong->len))
			return LWS_HP_RET_BAIL_DIE;
		lws_free_set_NULL(ws->pong);
		said = 1;
	}

	if (ws->ping_due) {
		ws->ping_due = 0;
		if (lws_ws_send_control(wsi, LWS_WS_OP_PING, NULL, 0))
			return LWS_HP_RET_BAIL_DIE;
		said = 1;
	}

	if (said)
		writeable_follows(wsi);

	return LWS_HP_RET_USER_SERVICE;
}

/* what the user sends while it is still HTTP: an answer instead of the 101 */
static int
write_http(struct lws *wsi, const uint8_t *buf, size_t len)
{
	if (lwsi_state(wsi) >= LRS_ESTABLISHED) {
		lwsl_wsi_err(wsi, "lws_write: HTTP on a WebSocket");
		return -1;
	}

	wsi->ws->http_answered = 1;

	return lws_issue_raw(wsi, buf, len);
}

static int
send_data(struct lws *wsi, unsigned int opcode, int fin, uint8_t *buf,
	  size_t len, int mask)
{
	if (lws_ws_ext_has_payload(wsi))
		return lws_ws_ext_write(wsi, opcode, fin, buf, len, mask);

	return lws_ws_send_frame(wsi, opcode, fin, 0, buf, len, mask);
}

static int
write_data(struct lws *wsi, unsigned int opcode, uint8_t *buf, size_t len,
	   unsigned int wp)
{
	struct lws_ws *ws = wsi->ws;
	int fin = !(wp & LWS_WRITE_NO_FIN);

	if ((opcode == LWS_WS_OP_CONTINUATION) != ws->tx_open) {
		lwsl_wsi_err(wsi, "lws_write: %s", ws->tx_open ?
			     "new message before the end of the former" :
			     "continuation without a message");
		return -1;
	}

	ws->tx_open = !fin;

	return send_data(wsi, opcode, fin, buf, len,
			 !(wp & LWS_WRITE_CLIENT_IGNORE_XOR_MASK));
}

static int
write_control(struct lws *wsi, unsigned int opcode, const uint8_t *buf,
	      size_t len)
{
	if (len > LWS_WS_CONTROL_MAX) {
		lwsl_wsi_err(wsi, "lws_write: ping or pong over %d bytes",
			     LWS_WS_CONTROL_MAX);
		return -1;
	}

	return lws_ws_send_control(wsi, opcode, buf, len) ? -1 : (int)len;
}

static int
write_frame(struct lws *wsi, uint8_t *buf, size_t len,
	    enum lws_write_protocol wp)
{
	struct lws_write_passthru pass;
	unsigned int flags;
	int n;

	pass.wsi = wsi;
	pass.buf = buf;
	pass.len = len;
	pass.wp = wp;
	if (lws_ws_ext_presend(wsi, &pass))
		return -1;
	flags = (unsigned int)pass.wp;

	switch (flags & WP_KIND) {
	case LWS_WRITE_TEXT:
		n = write_data(wsi, LWS_WS_OP_TEXT, pass.buf, pass.len, flags);
		break;
	case LWS_WRITE_BINARY:
		n = write_data(wsi, LWS_WS_OP_BINARY, pass.buf, pass.len,
			       flags);
		break;
	case LWS_WRITE_CONTINUATION:
		n = write_data(wsi, LWS_WS_OP_CONTINUATION, pass.buf, pass.len,
			       flags);
		break;
	case LWS_WRITE_PING:
		n = write_control(wsi, LWS_WS_OP_PING, pass.buf, pass.len);
		break;
	case LWS_WRITE_PONG:
		n = write_control(wsi, LWS_WS_OP_PONG, pass.buf, pass.len);
		break;
	default:
		lwsl_wsi_err(wsi, "lws_write: unknown kind %u", flags);
		return -1;
	}

	return n < 0 ? -1 : (int)len;
}

int
lws_ws_write(struct lws *wsi, unsigned char *buf, size_t len,
	     enum lws_write_protocol *wp)
{
	uint8_t empty[LWS_PRE + 1];
	unsigned int flags = (unsigned int)*wp;

	if (!wsi->ws)
		return -1;

	if (!buf) {
		if (len) {
			lwsl_wsi_err(wsi, "lws_write: no buffer");
			return -1;
		}
		buf = empty + LWS_PRE;
	}

	switch (flags & WP_KIND) {
	case LWS_WRITE_HTTP:
	case LWS_WRITE_HTTP_FINAL:
	case LWS_WRITE_HTTP_HEADERS:
	case LWS_WRITE_HTTP_HEADERS_CONTINUATION:
		return write_http(wsi, buf, len);
	default:
		break;
	}

	/* RFC 6455 section 5.5.1: nothing after the Close */
	if (lwsi_state(wsi) != LRS_ESTABLISHED || wsi->ws->close_sent) {
		lwsl_wsi_info(wsi, "lws_write: not established, or closing");
		return -1;
	}

	return write_frame(wsi, buf, len, *wp);
}
