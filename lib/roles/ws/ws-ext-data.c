/* SPDX-License-Identifier: MIT */
/*
 * Extensions and payload: pieces of a message on their way through the
 * extension that transforms messages.
 *
 * What comes in is handed out in pieces of what the protocol's rx_buffer_size
 * allows, from a buffer of the thread's that nothing points into between two
 * calls.  When the user stops rx, input that was not taken yet is copied, and
 * wsi->rx_held says that there is more to come without any event.
 */
#include "private-lib-roles-ws.h"
#include "ws-pmd.h"

/* compressed messages up to this size need no allocation */
#define SMALL_TX	1024

static int
ext_payload(struct lws *wsi, enum lws_extension_callback_reasons reason,
	    struct lws_ws_ext_io *io)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	const struct lws_extension *ext = x->active[x->pmce].ext;

	io->code = LWS_WS_CODE_BAD_DATA;
	io->text = "extension failed";

	return ext->callback(wsi->context, ext, wsi, reason,
			     x->active[x->pmce].user, io, 0);
}

/* ---- receiving ---- */

static void
forget_kept(struct lws_ws_ext *x)
{
	lws_free_set_NULL(x->kept);
	x->kept_at = x->kept_len = 0;
}

/* rx was stopped: in, of len bytes, is for later.  Nonzero: no memory */
static int
keep(struct lws *wsi, const uint8_t *in, size_t len)
{
	struct lws_ws_ext *x = wsi->ws->ext;

	wsi->rx_held = 1;
	if (x->kept) {
		x->kept_at = x->kept_len - len;
		return 0;
	}
	if (!in || !len)
		return 0;

	x->kept = lws_malloc(len, "ws kept input");
	if (!x->kept) {
		lwsl_wsi_err(wsi, "out of memory for received bytes");
		return 1;
	}
	memcpy(x->kept, in, len);
	x->kept_at = 0;
	x->kept_len = len;

	return 0;
}

/* the thread's, with LWS_PRE before it as serv_buf has */
static uint8_t *
decode_buf(struct lws *wsi, size_t len)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	if (pt->decode_len < len) {
		lws_free(pt->decode_buf);
		pt->decode_buf = lws_malloc(LWS_PRE + len, "ws decode");
		pt->decode_len = pt->decode_buf ? len : 0;
	}

	return pt->decode_buf ? pt->decode_buf + LWS_PRE : NULL;
}

/* how much of it is valid text, and why the rest is not */
static size_t
check_text(struct lws *wsi, const uint8_t *buf, size_t len, int final,
	   const char **text)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	size_t good;

	*text = NULL;
	if (!wsi->ws->rx.check_utf8 || x->opcode != LWS_WS_OP_TEXT)
		return len;

	good = lws_ws_utf8_feed(&x->utf8, buf, len);
	if (good != len)
		*text = "text is not valid UTF-8";
	else if (final && !lws_ws_utf8_complete(&x->utf8))
		*text = "text ends inside of a UTF-8 character";

	return good;
}

/* tells the user of what was made out of his peer's bytes */
static enum lws_ws_verdict
report(struct lws *wsi, uint8_t *buf, size_t len, int result, size_t in_left)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	enum lws_ws_verdict v = LWS_WS_GO_ON;
	int final = result == LWS_PMD_DONE;
	struct lws_ws_event ev;
	const char *text;

	memset(&ev, 0, sizeof(ev));
	ev.type = LWS_WS_EV_DATA;
	ev.payload = buf;
	ev.len = check_text(wsi, buf, len, final, &text);
	ev.opcode = x->opcode;
	ev.rsv = LWS_WS_RSV1;
	ev.first = x->first;
	ev.final = final && !text;
	/* compressed bytes; what is in the codec counts as one */
	ev.remaining = final ? 0 : x->frame_left + in_left +
				   (result == LWS_PMD_FULL);

	if (ev.len || ev.final) {
		x->first = 0;
		v = lws_ws_user_data(wsi, &ev);
	}
	if (v == LWS_WS_GO_ON && text && !wsi->closing)
		v = lws_ws_fail(wsi, LWS_WS_CODE_BAD_DATA, text);

	return v;
}

/* as much of in as rx lets through */
static enum lws_ws_verdict
feed(struct lws *wsi, const uint8_t *in, size_t len)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	struct lws_ws_ext_io io;
	enum lws_ws_verdict v;
	int n;

	io.in = in;
	io.in_len = len;
	io.fin = x->fin;

	do {
		/* our Close is out, say: nobody is listening */
		if (lwsi_state(wsi) != LRS_ESTABLISHED)
			break;
		if (lws_is_flowcontrolled(wsi))
			return keep(wsi, io.in, io.in_len) ? LWS_WS_CLOSE :
							     LWS_WS_GO_ON;

		io.out_len = lws_ws_piece_limit(wsi);
		io.out = decode_buf(wsi, io.out_len);
		if (!io.out) {
			lwsl_wsi_err(wsi, "out of memory for a message");
			return LWS_WS_CLOSE;
		}
		n = ext_payload(wsi, LWS_EXT_CB_PAYLOAD_RX, &io);
		if (n < 0)
			return lws_ws_fail(wsi, io.code, io.text);
		if (!io.out_len && n != LWS_PMD_DONE)
			continue;

		v = report(wsi, io.out, io.out_len, n, io.in_len);
		if (v != LWS_WS_GO_ON)
			return v;
	} while (n == LWS_PMD_FULL);

	wsi->rx_held = 0;
	forget_kept(x);

	return LWS_WS_GO_ON;
}

enum lws_ws_verdict
lws_ws_ext_data(struct lws *wsi, const struct lws_ws_event *ev)
{
	struct lws_ws_ext *x = wsi->ws->ext;

	if (lwsi_state(wsi) != LRS_ESTABLISHED)
		return LWS_WS_GO_ON;

	if (ev->first) {
		x->first = 1;
		x->opcode = ev->opcode;
		memset(&x->utf8, 0, sizeof(x->utf8));
	}
	x->fin = ev->final;
	x->frame_left = ev->remaining;

	return feed(wsi, ev->payload, ev->len);
}

enum lws_ws_verdict
lws_ws_ext_resume(struct lws *wsi)
{
	struct lws_ws_ext *x = wsi->ws->ext;

	return feed(wsi, x->kept ? x->kept + x->kept_at : NULL,
		    x->kept_len - x->kept_at);
}

void
lws_ws_ext_forget(struct lws *wsi)
{
	wsi->rx_held = 0;
	if (wsi->ws->ext)
		forget_kept(wsi->ws->ext);
}

/* ---- sending ---- */

static int
write_frames(struct lws *wsi, unsigned int opcode, int mask,
	     struct lws_ws_ext_io *io, uint8_t *out, size_t room)
{
	unsigned int rsv = opcode == LWS_WS_OP_CONTINUATION ? 0 : LWS_WS_RSV1;
	int n;

	do {
		io->out = out;
		io->out_len = room;
		n = ext_payload(wsi, LWS_EXT_CB_PAYLOAD_TX, io);
		if (n < 0) {
			lwsl_wsi_err(wsi, "lws_write: %s", io->text);
			return -1;
		}
		if (lws_ws_send_frame(wsi, opcode, n == LWS_PMD_DONE, rsv, out,
				      io->out_len, mask) < 0)
			return -1;
		opcode = LWS_WS_OP_CONTINUATION;
		rsv = 0;
	} while (n == LWS_PMD_FULL);

	return 0;
}

int
lws_ws_ext_write(struct lws *wsi, unsigned int opcode, int fin,
		 const uint8_t *buf, size_t len, int mask)
{
	uint8_t small[LWS_PRE + SMALL_TX], *out = small;
	size_t room = lws_pmd_tx_room(len);
	struct lws_ws_ext_io io;
	int n;

	if (room > LWS_WS_EXT_TX_ROOM)
		room = LWS_WS_EXT_TX_ROOM;
	if (room > SMALL_TX) {
		out = lws_malloc(LWS_PRE + room, "ws compressed");
		if (!out) {
			lwsl_wsi_err(wsi, "out of memory for a message");
			return -1;
		}
	}

	io.in = buf;
	io.in_len = len;
	io.fin = !!fin;
	n = write_frames(wsi, opcode, mask, &io, out + LWS_PRE, room);
	if (out != small)
		lws_free(out);

	return n ? -1 : (int)len;
}
