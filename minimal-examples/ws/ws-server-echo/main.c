/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server that sends back every message it gets, in the pieces in
 * which it got it.
 *
 *	ws-server-echo [port]		(default: 7681)
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* One piece of a message, with the room that lws_write() wants before it */
#define PIECE	1024

struct session {
	unsigned char	buf[LWS_PRE + PIECE];
	size_t		len;
	int		flags;
	int		waiting;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static int
echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct session *s = user;
	int binary;

	switch (reason) {
	case LWS_CALLBACK_RECEIVE:
		/* rx_buffer_size below is a promise: it is never more */
		memcpy(s->buf + LWS_PRE, in, len);
		s->len = len;
		binary = lws_frame_is_binary(wsi);
		s->flags = lws_write_ws_flags(binary ? LWS_WRITE_BINARY :
						       LWS_WRITE_TEXT,
					      lws_is_first_fragment(wsi),
					      lws_is_final_fragment(wsi));
		s->waiting = 1;
		/* no more from this client until that is on its way */
		if (lws_rx_flow_control(wsi, 0))
			return -1;
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (!s->waiting)
			break;
		s->waiting = 0;
		if (lws_write(wsi, s->buf + LWS_PRE, s->len,
			      (enum lws_write_protocol)s->flags) < 0)
			return -1;
		if (lws_rx_flow_control(wsi, 1))
			return -1;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", echo, sizeof(struct session), PIECE, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int n = 0;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n", info.port);

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
