/* SPDX-License-Identifier: MIT */
/*
 * The receiving half of RFC 6455 framing, see ws-frame.h for the contract.
 * The sending half and the table of close codes are in ws-frame-tx.c.
 */

#include "ws-frame.h"

#include <string.h>

void
lws_ws_rx_init(struct lws_ws_rx *rx, int from_client)
{
	memset(rx, 0, sizeof(*rx));
	rx->from_client = !!from_client;
	rx->state = LWS_WS_RXS_HEADER;
	rx->hdr_need = 2;
}

int
lws_ws_rx_idle(const struct lws_ws_rx *rx)
{
	return rx->state == LWS_WS_RXS_HEADER && !rx->hdr_have &&
	       !rx->msg_opcode;
}

static void
fail(struct lws_ws_rx *rx, uint16_t code, const char *text)
{
	rx->state = LWS_WS_RXS_FAILED;
	rx->code = code;
	rx->error = text;
}

void
lws_ws_rx_fail(struct lws_ws_rx *rx, uint16_t code, const char *text)
{
	fail(rx, code, text);
}

static int
is_control(const struct lws_ws_rx *rx)
{
	return rx->opcode & 8;
}

/* the first byte: FIN, RSV, opcode, and how they fit what went before */
static void
header_byte_0(struct lws_ws_rx *rx, uint8_t c)
{
	uint8_t rsv = (c >> 4) & 7;

	rx->fin = c >> 7;
	rx->opcode = c & 15;

	if (rsv & (LWS_WS_RSV1 - 1)) {
		fail(rx, LWS_WS_CODE_PROTOCOL, "reserved bit RSV2 or RSV3 set");
		return;
	}
	if (rsv && !rx->allow_rsv1) {
		fail(rx, LWS_WS_CODE_PROTOCOL,
		     "RSV1 set but no extension agreed");
		return;
	}

	switch (rx->opcode) {
	case LWS_WS_OP_CONTINUATION:
		if (!rx->msg_opcode)
			fail(rx, LWS_WS_CODE_PROTOCOL,
			     "continuation without a message");
		else if (rsv)
			fail(rx, LWS_WS_CODE_PROTOCOL,
			     "RSV1 set on a continuation");
		return;

	case LWS_WS_OP_TEXT:
	case LWS_WS_OP_BINARY:
		if (rx->msg_opcode) {
			fail(rx, LWS_WS_CODE_PROTOCOL,
			     "new message inside a fragmented one");
			return;
		}
		rx->msg_opcode = rx->opcode;
		rx->msg_rsv = rsv;
		rx->msg_begun = 0;
		rx->msg_len = 0;
		memset(&rx->text_utf8, 0, sizeof(rx->text_utf8));
		return;

	case LWS_WS_OP_CLOSE:
	case LWS_WS_OP_PING:
	case LWS_WS_OP_PONG:
		if (!rx->fin)
			fail(rx, LWS_WS_CODE_PROTOCOL,
			     "fragmented control frame");
		else if (rsv)
			fail(rx, LWS_WS_CODE_PROTOCOL,
			     "RSV1 set on a control frame");
		return;

	default:
		fail(rx, LWS_WS_CODE_PROTOCOL, "reserved opcode");
		return;
	}
}

/* the second byte: MASK, short length; decides how long the header is */
static void
header_byte_1(struct lws_ws_rx *rx, uint8_t c)
{
	uint8_t len = c & 127;

	rx->masked = c >> 7;

	if (rx->masked != rx->from_client) {
		fail(rx, LWS_WS_CODE_PROTOCOL, rx->masked ?
		     "masked frame from the server" :
		     "unmasked frame from the client");
		return;
	}

	if (is_control(rx) && len > LWS_WS_CONTROL_MAX) {
		fail(rx, LWS_WS_CODE_PROTOCOL, "control frame over 125 bytes");
		return;
	}

	rx->left = len;
	if (len == 126)
		rx->hdr_need = 4;
	if (len == 127)
		rx->hdr_need = 10;
	if (rx->masked)
		rx->hdr_need = (uint8_t)(rx->hdr_need + 4);
}

static void
extended_length(struct lws_ws_rx *rx)
{
	unsigned int n, bytes = (rx->hdr[1] & 127) == 126 ? 2 : 8;

	rx->left = 0;
	for (n = 0; n < bytes; n++)
		rx->left = (rx->left << 8) | rx->hdr[2 + n];

	if (rx->left >> 63)
		fail(rx, LWS_WS_CODE_PROTOCOL, "top bit of the length is set");
	else if (rx->left < (bytes == 2 ? 126u : 65536u))
		fail(rx, LWS_WS_CODE_PROTOCOL,
		     "length not encoded in the fewest bytes");
}

static void
check_limits(struct lws_ws_rx *rx)
{
	if (rx->max_frame && rx->left > rx->max_frame) {
		fail(rx, LWS_WS_CODE_TOO_BIG, "frame over the size limit");
		return;
	}

	/* both are < 2^63, or the sum was refused before: no overflow */
	rx->msg_len += rx->left;
	if (rx->msg_len >> 63 ||
	    (rx->max_message && rx->msg_len > rx->max_message))
		fail(rx, LWS_WS_CODE_TOO_BIG, "message over the size limit");
}

/* all length bytes are there: what they say can be judged */
static void
header_length_done(struct lws_ws_rx *rx)
{
	if ((rx->hdr[1] & 127) > LWS_WS_CONTROL_MAX)
		extended_length(rx);

	if (rx->state != LWS_WS_RXS_FAILED && !is_control(rx))
		check_limits(rx);
}

/* takes one byte of header; nonzero when it was the last, or a wrong one */
static int
header_byte(struct lws_ws_rx *rx, uint8_t c)
{
	uint8_t mask_len;

	rx->hdr[rx->hdr_have++] = c;

	if (rx->hdr_have == 1)
		header_byte_0(rx, c);
	if (rx->hdr_have == 2)
		header_byte_1(rx, c);
	if (rx->state == LWS_WS_RXS_FAILED)
		return 1;
	if (rx->hdr_have < 2)
		return 0;

	mask_len = rx->masked ? 4 : 0;
	if (rx->hdr_have == rx->hdr_need - mask_len) {
		header_length_done(rx);
		if (rx->state == LWS_WS_RXS_FAILED)
			return 1;
	}
	if (rx->hdr_have < rx->hdr_need)
		return 0;

	if (rx->masked)
		memcpy(rx->key, rx->hdr + rx->hdr_need - 4, 4);
	rx->mask_phase = 0;
	rx->hdr_have = 0;
	rx->hdr_need = 2;

	if (is_control(rx)) {
		rx->state = LWS_WS_RXS_CONTROL;
		rx->ctl_len = 0;
		memset(&rx->close_utf8, 0, sizeof(rx->close_utf8));
	} else
		rx->state = LWS_WS_RXS_DATA;

	return 1;
}

/*
 * Looks at len unmasked bytes of text.  If they contain one that cannot stand
 * there, the machine fails, and what comes back is how many good ones went
 * before it.  The last byte of a message counts as one that cannot stand there
 * if it leaves a character unfinished.
 */
static size_t
check_text(struct lws_ws_rx *rx, const uint8_t *buf, size_t len, int last)
{
	size_t good;

	if (!rx->check_utf8 || rx->msg_opcode != LWS_WS_OP_TEXT || rx->msg_rsv)
		return len;

	good = lws_ws_utf8_feed(&rx->text_utf8, buf, len);
	if (good != len) {
		fail(rx, LWS_WS_CODE_BAD_DATA, "text is not valid UTF-8");
		return good;
	}

	if (last && !lws_ws_utf8_complete(&rx->text_utf8)) {
		fail(rx, LWS_WS_CODE_BAD_DATA,
		     "text ends inside of a UTF-8 character");
		return len ? len - 1 : 0;
	}

	return len;
}

static size_t
data_piece(struct lws_ws_rx *rx, uint8_t *buf, size_t len,
	   struct lws_ws_event *ev)
{
	size_t n = len, good;

	if (rx->left < n)
		n = (size_t)rx->left;
	if (rx->max_piece && rx->max_piece < n)
		n = rx->max_piece;

	if (rx->masked)
		rx->mask_phase = (uint8_t)lws_ws_mask(buf, n, rx->key,
						      rx->mask_phase);

	good = check_text(rx, buf, n, rx->fin && rx->left == n);
	if (rx->state == LWS_WS_RXS_FAILED && !good)
		return 0;

	rx->left -= good;

	ev->type = LWS_WS_EV_DATA;
	ev->payload = buf;
	ev->len = good;
	ev->remaining = rx->left;
	ev->opcode = rx->msg_opcode;
	ev->rsv = rx->msg_rsv;
	ev->fin = rx->fin;
	ev->first = !rx->msg_begun;
	ev->final = rx->fin && !rx->left;
	rx->msg_begun = 1;

	if (rx->state == LWS_WS_RXS_FAILED)
		return good;	/* the bad byte is reported by the next call */

	if (!rx->left) {
		rx->state = LWS_WS_RXS_HEADER;
		if (rx->fin)
			rx->msg_opcode = 0;
	}

	return good;
}

/* code and reason are judged as they come, RFC 6455 section 5.5.1 */
static void
check_close(struct lws_ws_rx *rx, unsigned int from)
{
	unsigned int len = rx->ctl_len;

	if (from < 2 && len >= 2) {
		rx->code = (uint16_t)((rx->ctl[0] << 8) | rx->ctl[1]);
		if (!lws_ws_code_valid(rx->code)) {
			fail(rx, LWS_WS_CODE_PROTOCOL,
			     "close code that may not be sent");
			return;
		}
		from = 2;
	}

	if (from >= 2 && len > from &&
	    lws_ws_utf8_feed(&rx->close_utf8, rx->ctl + from, len - from) !=
							len - from) {
		fail(rx, LWS_WS_CODE_BAD_DATA,
		     "close reason is not valid UTF-8");
		return;
	}

	if (rx->left)
		return;

	if (len == 1)
		fail(rx, LWS_WS_CODE_PROTOCOL, "close frame with half a code");
	else if (!len)
		rx->code = LWS_WS_CODE_NONE;
	else if (!lws_ws_utf8_complete(&rx->close_utf8))
		fail(rx, LWS_WS_CODE_BAD_DATA,
		     "close reason ends inside of a UTF-8 character");
}

static size_t
control_piece(struct lws_ws_rx *rx, const uint8_t *buf, size_t len,
	      struct lws_ws_event *ev)
{
	unsigned int from = rx->ctl_len;
	size_t n = len;

	if (rx->left < n)
		n = (size_t)rx->left;

	if (n) {
		memcpy(rx->ctl + from, buf, n);
		if (rx->masked)
			rx->mask_phase = (uint8_t)lws_ws_mask(rx->ctl + from,
						n, rx->key, rx->mask_phase);
		rx->ctl_len = (uint8_t)(from + n);
		rx->left -= n;
	}

	if (rx->opcode == LWS_WS_OP_CLOSE) {
		check_close(rx, from);
		if (rx->state == LWS_WS_RXS_FAILED)
			return n;
	}

	if (rx->left)
		return n;

	ev->payload = rx->ctl;
	ev->len = rx->ctl_len;
	ev->opcode = rx->opcode;
	ev->fin = 1;
	rx->state = LWS_WS_RXS_HEADER;

	if (rx->opcode == LWS_WS_OP_PING)
		ev->type = LWS_WS_EV_PING;
	else if (rx->opcode == LWS_WS_OP_PONG)
		ev->type = LWS_WS_EV_PONG;
	else {
		ev->type = LWS_WS_EV_CLOSE;
		ev->code = rx->code;
		rx->state = LWS_WS_RXS_CLOSED;
	}

	return n;
}

static void
report_error(const struct lws_ws_rx *rx, struct lws_ws_event *ev)
{
	ev->type = LWS_WS_EV_ERROR;
	ev->code = rx->code;
	ev->text = rx->error;
}

size_t
lws_ws_rx(struct lws_ws_rx *rx, uint8_t *buf, size_t len,
	  struct lws_ws_event *ev)
{
	size_t used = 0;

	memset(ev, 0, sizeof(*ev));

	if (rx->state == LWS_WS_RXS_CLOSED)
		return len;

	if (rx->state == LWS_WS_RXS_FAILED) {
		report_error(rx, ev);
		return 0;
	}

	if (rx->state == LWS_WS_RXS_HEADER) {
		while (used < len)
			if (header_byte(rx, buf[used++]))
				break;

		if (rx->state == LWS_WS_RXS_HEADER)
			return used;
	}

	/* an empty frame is complete with its header, the others need more */
	if (rx->state != LWS_WS_RXS_FAILED && (!rx->left || used < len)) {
		if (rx->state == LWS_WS_RXS_DATA)
			used += data_piece(rx, buf + used, len - used, ev);
		else
			used += control_piece(rx, buf + used, len - used, ev);
	}

	if (rx->state == LWS_WS_RXS_FAILED && ev->type == LWS_WS_EV_NONE)
		report_error(rx, ev);

	return used;
}
