/* SPDX-License-Identifier: MIT */
/*
 * A ws server for a client that was not written here: peers.js drives it.
 *
 * Prints "port N", then serves until a message "quit" comes. Protocol "echo"
 * returns each message as it is, "frag" in pieces of 1,000 bytes with pings
 * between them; "talk" takes the commands described at command().
 */
#include "tests.h"

#define PIECE 1000

struct pss {
	struct t_buf in;
	struct t_buf out;
	int in_binary;
	int out_binary;
	int out_ready;
	size_t sent;
	int ping;
	int close_code;
	char close_text[126];
};

static int quit;
static char last_close[160] = "none";

static void reply(struct lws *wsi, struct pss *pss, const char *text)
{
	pss->out.len = 0;
	t_buf_add(&pss->out, text, strlen(text));
	pss->out_binary = 0;
	pss->out_ready = 1;
	pss->sent = 0;
	lws_callback_on_writable(wsi);
}

/*
 * quit                 ends the program
 * ping TEXT            sends a ping; the pong is reported as "pong TEXT"
 * close CODE REASON    closes with these
 * last-close           says how the last peer that closed did it
 */
static void command(struct lws *wsi, struct pss *pss)
{
	char text[256];

	if (pss->in.len >= sizeof(text))
		return;
	if (pss->in.len)
		memcpy(text, pss->in.data, pss->in.len);
	text[pss->in.len] = '\0';
	if (!strcmp(text, "quit"))
		quit = 1;
	if (!strcmp(text, "last-close"))
		reply(wsi, pss, last_close);
	if (!strncmp(text, "ping ", 5)) {
		pss->ping = 1;
		pss->out.len = 0;
		t_buf_add(&pss->out, text + 5, strlen(text + 5));
		lws_callback_on_writable(wsi);
	}
	if (!strncmp(text, "close ", 6)) {
		pss->close_code = atoi(text + 6);
		snprintf(pss->close_text, sizeof(pss->close_text), "%s",
			 strchr(text + 6, ' ') ? strchr(text + 6, ' ') + 1 :
						 "");
		lws_callback_on_writable(wsi);
	}
}

static int write_buf(struct lws *wsi, const uint8_t *data, size_t len,
		     int flags)
{
	uint8_t *buf = malloc(LWS_PRE + len + 1);
	int n;

	if (!buf)
		return -1;
	if (len)
		memcpy(buf + LWS_PRE, data, len);
	n = lws_write(wsi, buf + LWS_PRE, len, (enum lws_write_protocol)flags);
	free(buf);

	return n < (int)len ? -1 : 0;
}

static int writeable(struct lws *wsi, struct pss *pss)
{
	size_t n = pss->out.len - pss->sent;
	int frag = !strcmp(lws_get_protocol(wsi)->name, "frag");
	int first = !pss->sent;

	if (pss->close_code) {
		lws_close_reason(wsi, (enum lws_close_status)pss->close_code,
				 (unsigned char *)pss->close_text,
				 strlen(pss->close_text));
		return -1;
	}
	if (pss->ping) {
		pss->ping = 0;
		return write_buf(wsi, pss->out.data, pss->out.len,
				 LWS_WRITE_PING);
	}
	if (!pss->out_ready)
		return 0;
	if (frag && n > PIECE)
		n = PIECE;
	/* not too often: ws hangs up when its pongs are not read for long */
	if (frag && !first && !(pss->sent % (50 * PIECE)) &&
	    write_buf(wsi, (const uint8_t *)"between", 7, LWS_WRITE_PING))
		return -1;
	if (write_buf(wsi, pss->out.len ? pss->out.data + pss->sent : NULL, n,
		      lws_write_ws_flags(pss->out_binary ? LWS_WRITE_BINARY :
							   LWS_WRITE_TEXT,
					 first,
					 pss->sent + n == pss->out.len)))
		return -1;
	pss->sent += n;
	if (pss->sent == pss->out.len) {
		pss->out_ready = 0;
		pss->sent = 0;
		pss->out.len = 0;
		/* reading was off while the answer was on its way */
		lws_rx_flow_control(wsi, 1);
	} else
		lws_callback_on_writable(wsi);

	return 0;
}

static void receive(struct lws *wsi, struct pss *pss, const void *in,
		    size_t len)
{
	if (lws_is_first_fragment(wsi))
		pss->in_binary = lws_frame_is_binary(wsi);
	t_buf_add(&pss->in, in, len);
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return;
	if (!strcmp(lws_get_protocol(wsi)->name, "talk"))
		command(wsi, pss);
	else {
		pss->out.len = 0;
		t_buf_add(&pss->out, pss->in.data, pss->in.len);
		pss->out_binary = pss->in_binary;
		pss->out_ready = 1;
		pss->sent = 0;
		lws_rx_flow_control(wsi, 0);
		lws_callback_on_writable(wsi);
	}
	pss->in.len = 0;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;
	const uint8_t *p = in;
	char text[160];

	switch ((int)reason) {
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return writeable(wsi, pss);
	case LWS_CALLBACK_RECEIVE:
		receive(wsi, pss, in, len);
		break;
	case LWS_CALLBACK_RECEIVE_PONG:
		if (!strcmp(lws_get_protocol(wsi)->name, "talk")) {
			snprintf(text, sizeof(text), "pong %.*s", (int)len,
				 (const char *)in);
			reply(wsi, pss, text);
		}
		break;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		if (len < 2)
			snprintf(last_close, sizeof(last_close), "empty");
		else
			snprintf(last_close, sizeof(last_close), "%d %.*s",
				 (p[0] << 8) | p[1], (int)len - 2,
				 (const char *)p + 2);
		break;
	case LWS_CALLBACK_CLOSED:
		t_buf_free(&pss->in);
		t_buf_free(&pss->out);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "frag", cb, sizeof(struct pss), 500, 0, NULL, 0 },
	{ "talk", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

int main(void)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	t_begin("peer-server", 60);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	printf("port %d\n", lws_get_vhost_listen_port(
				lws_get_vhost_by_name(cx, "default")));
	fflush(stdout);
	while (!quit && lws_service(cx, 0) >= 0)
		;
	lws_context_destroy(cx);

	return t_end();
}
