/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket client that sends back every message that the server sends, in
 * the pieces in which it came, until the server closes.
 *
 *	ws-client-echo [host [port [path]]]	(default: localhost 7681 /)
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* the most of a message that is held at a time */
#define PIECE		2048

static struct {
	unsigned char	buf[LWS_PRE + PIECE];
	size_t		len;
	int		flags;
	int		full;
} piece;

static unsigned int messages;
static int done, result = 1;

/* nothing more is read until this piece is on its way back */
static int
take(struct lws *wsi, const void *in, size_t len)
{
	int kind = lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY :
					      LWS_WRITE_TEXT;

	memcpy(piece.buf + LWS_PRE, in, len);
	piece.len = len;
	piece.flags = lws_write_ws_flags(kind, lws_is_first_fragment(wsi),
					 lws_is_final_fragment(wsi));
	piece.full = 1;
	messages += lws_is_final_fragment(wsi) ? 1 : 0;
	lws_callback_on_writable(wsi);

	return lws_rx_flow_control(wsi, 0) < 0 ? -1 : 0;
}

static int
give(struct lws *wsi)
{
	if (!piece.full)
		return 0;
	piece.full = 0;
	if (lws_write(wsi, piece.buf + LWS_PRE, piece.len,
		      (enum lws_write_protocol)piece.flags) < (int)piece.len)
		return -1;

	return lws_rx_flow_control(wsi, 1) < 0 ? -1 : 0;
}

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	(void)user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "cannot connect: %s\n",
			in ? (const char *)in : "no reason given");
		done = 1;
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		return take(wsi, in, len);

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return give(wsi);

	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		result = 0;
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		printf("%u messages\n", messages);
		done = 1;
		break;

	default:
		break;
	}

	return 0;
}

/* a piece is at most what rx_buffer_size says */
static const struct lws_protocols protocols[] = {
	{ "echo", client, 0, PIECE, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info to;
	struct lws_context *context;
	int n = 0;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	memset(&to, 0, sizeof(to));
	to.context = context;
	to.address = argc > 1 ? argv[1] : "localhost";
	to.port = argc > 2 ? atoi(argv[2]) : 7681;
	to.path = argc > 3 ? argv[3] : "/";
	to.host = to.address;
	to.origin = to.address;
	to.protocol = protocols[0].name;
	if (!lws_client_connect_via_info(&to))
		done = 1;

	while (n >= 0 && !done)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return result;
}
