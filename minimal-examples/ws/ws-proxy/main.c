/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket proxy: for each connection that it accepts it makes one to
 * another server, and passes messages on in both directions, and the close.
 *
 *	ws-proxy port host port [subprotocol]
 *
 * Of each direction one piece is held at a time.  Until the other side has
 * taken it nothing more is read, so who sends faster than the other reads has
 * to wait, and no message is too large.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE		4096
#define URI_MAX		2048

enum { FRONT, ONWARD };		/* our client's side, and the server's */

struct side {
	struct lws	*wsi;
	int		up;
	/* what came from here, for the other side */
	unsigned char	buf[LWS_PRE + PIECE];
	size_t		len;
	int		flags;
	int		full;
};

struct pair {
	struct side	side[2];
	int		closing;
	int		code;		/* of the close that is passed on */
	unsigned char	reason[123];
	size_t		reason_len;
};

/* the user pointer of both connections leads to their pair */
struct session {
	struct pair	*pair;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;
static const char *server_host, *subprotocol = "echo";
static int server_port;

/* ---- messages */

static int
take(struct pair *p, int n, const void *in, size_t len)
{
	struct side *from = &p->side[n], *to = &p->side[!n];
	int kind = lws_frame_is_binary(from->wsi) ? LWS_WRITE_BINARY :
						    LWS_WRITE_TEXT;

	/* the other side is gone, and this one is going */
	if (p->closing || !to->up)
		return 0;
	memcpy(from->buf + LWS_PRE, in, len);
	from->len = len;
	from->flags = lws_write_ws_flags(kind, lws_is_first_fragment(from->wsi),
					 lws_is_final_fragment(from->wsi));
	from->full = 1;
	lws_callback_on_writable(to->wsi);

	return lws_rx_flow_control(from->wsi, 0) < 0 ? -1 : 0;
}

static int
give(struct pair *p, int n)
{
	struct side *to = &p->side[n], *from = &p->side[!n];

	if (from->full) {
		from->full = 0;
		if (lws_write(to->wsi, from->buf + LWS_PRE, from->len,
			      (enum lws_write_protocol)from->flags) <
							(int)from->len)
			return -1;
		if (from->up && lws_rx_flow_control(from->wsi, 1) < 0)
			return -1;
	}
	if (!p->closing)
		return 0;

	/* 1005 says that there was no code, 1006 that there was no close */
	if (p->code != 1006)
		lws_close_reason(to->wsi, (enum lws_close_status)p->code,
				 p->reason, p->reason_len);

	return -1;
}

/* ---- the two connections of a pair */

/* appends what may stand in a URI as it is, and the rest as %XX */
static int
put(char *uri, int at, const char *text)
{
	static const char keep[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-._~/:@!$'()*,;=";

	for (; *text && at < URI_MAX - 4; text++)
		at += lws_snprintf(uri + at, 4, strchr(keep, *text) ? "%c" :
				   "%%%02X", (unsigned int)
				   (unsigned char)*text);

	return at;
}

/* the request's path and arguments, which come decoded, one argument each */
static int
copy_uri(struct lws *wsi, char *uri)
{
	char part[URI_MAX];
	int n = 0, i;

	if (lws_hdr_copy(wsi, part, sizeof(part), WSI_TOKEN_GET_URI) <= 0)
		return -1;
	uri[0] = '\0';
	n = put(uri, n, part);
	for (i = 0; n < URI_MAX - 8 &&
		    lws_hdr_copy_fragment(wsi, part, sizeof(part),
				WSI_TOKEN_HTTP_URI_ARGS, i) > 0; i++) {
		uri[n++] = i ? '&' : '?';
		n = put(uri, n, part);
	}

	/* what is cut would be another request */
	return n >= URI_MAX - 8 ? -1 : 0;
}

static int
dial(struct pair *p)
{
	struct lws_client_connect_info to;
	struct lws *front = p->side[FRONT].wsi;
	char path[URI_MAX];

	if (copy_uri(front, path))
		return -1;

	memset(&to, 0, sizeof(to));
	to.context = context;
	to.vhost = lws_get_vhost(front);
	to.address = server_host;
	to.port = server_port;
	to.path = path;
	to.host = server_host;
	to.origin = server_host;
	to.protocol = subprotocol;
	to.local_protocol_name = "onward";
	to.opaque_user_data = p;
	to.pwsi = &p->side[ONWARD].wsi;

	return lws_client_connect_via_info(&to) ? 0 : -1;
}

static int
front_up(struct lws *wsi, struct session *s)
{
	struct pair *p = calloc(1, sizeof(*p));

	if (!p)
		return -1;
	s->pair = p;
	p->code = 1006;
	p->side[FRONT].wsi = wsi;
	p->side[FRONT].up = 1;
	/* what it says has to wait for the other side */
	if (lws_rx_flow_control(wsi, 0) < 0)
		return -1;

	return dial(p);
}

static int
onward_up(struct lws *wsi, struct session *s)
{
	struct pair *p = s->pair = lws_get_opaque_user_data(wsi);

	p->side[ONWARD].wsi = wsi;
	p->side[ONWARD].up = 1;
	if (!p->side[FRONT].wsi)
		return -1;

	return lws_rx_flow_control(p->side[FRONT].wsi, 1) < 0 ? -1 : 0;
}

static void
keep_close(struct pair *p, const unsigned char *in, size_t len)
{
	p->code = 1005;
	if (len < 2)
		return;
	p->code = in[0] << 8 | in[1];
	p->reason_len = len - 2;
	memcpy(p->reason, in + 2, p->reason_len);
}

/* the other one goes too, after what is still for it */
static void
gone(struct pair *p, int n)
{
	struct side *other = &p->side[!n];

	p->side[n].wsi = NULL;
	p->side[n].up = 0;
	p->closing = 1;
	if (!other->wsi)
		free(p);
	else if (other->up) {
		/* it may have been stopped */
		if (lws_rx_flow_control(other->wsi, 1) >= 0)
			lws_callback_on_writable(other->wsi);
	} else
		/* still connecting: ends in a CONNECTION_ERROR */
		lws_set_timeout(other->wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
}

static void
unreachable(struct lws *wsi, const char *why)
{
	struct pair *p = lws_get_opaque_user_data(wsi);

	lwsl_user("cannot connect: %s\n", why ? why : "no reason given");
	p->code = LWS_CLOSE_STATUS_UNEXPECTED_CONDITION;
	gone(p, ONWARD);
}

static int
event(int n, struct lws *wsi, enum lws_callback_reasons reason,
      struct session *s, void *in, size_t len)
{
	struct pair *p;

	/* there is nothing of the session's yet */
	if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
		unreachable(wsi, in);
	if (!s)
		return 0;
	p = s->pair;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		return front_up(wsi, s);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		return onward_up(wsi, s);
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return take(p, n, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return give(p, n);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		keep_close(p, in, len);
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		if (p)
			gone(p, n);
		break;
	default:
		break;
	}

	return 0;
}

static int
front(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
      size_t len)
{
	return event(FRONT, wsi, reason, user, in, len);
}

static int
onward(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	return event(ONWARD, wsi, reason, user, in, len);
}

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
	struct lws_protocols protocols[] = {
		{ NULL, front, sizeof(struct session), PIECE, 0, NULL, 0 },
		{ "onward", onward, sizeof(struct session), PIECE, 0, NULL, 0 },
		LWS_PROTOCOL_LIST_TERM
	};
	int n = 0;

	if (argc < 4) {
		fprintf(stderr, "ws-proxy port host port [subprotocol]\n");
		return 1;
	}
	server_host = argv[2];
	server_port = atoi(argv[3]);
	if (argc > 4)
		subprotocol = argv[4];
	protocols[0].name = subprotocol;

	memset(&info, 0, sizeof(info));
	info.port = atoi(argv[1]);
	info.protocols = protocols;
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")));

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
