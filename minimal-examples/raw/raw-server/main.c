/* SPDX-License-Identifier: MIT */
/*
 * A server for plain TCP: sends back the bytes that it gets, whatever they
 * are. Try it with netcat.
 *
 *	raw-server [port]		(default: 7681)
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* the most that RAW_RX brings at a time, see pt_serv_buf_size below */
#define PIECE	2048

struct session {
	unsigned char	buf[LWS_PRE + PIECE];
	size_t		len;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static int
echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_RAW_ADOPT:
		lwsl_user("somebody is there\n");
		break;

	case LWS_CALLBACK_RAW_RX:
		if (len > PIECE)
			return -1;
		memcpy(s->buf + LWS_PRE, in, len);
		s->len = len;
		/* no more from this client until that is on its way */
		if (lws_rx_flow_control(wsi, 0))
			return -1;
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_RAW_WRITEABLE:
		if (!s->len)
			break;
		if (lws_write(wsi, s->buf + LWS_PRE, s->len,
			      LWS_WRITE_RAW) < 0)
			return -1;
		s->len = 0;
		if (lws_rx_flow_control(wsi, 1))
			return -1;
		break;

	case LWS_CALLBACK_RAW_CLOSE:
		lwsl_user("gone\n");
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "raw-echo", echo, sizeof(struct session), 0, 0, NULL, 0 },
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
	info.pt_serv_buf_size = PIECE;
	/* what is accepted is no HTTP: it goes to this role and protocol */
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = protocols[0].name;
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;

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
