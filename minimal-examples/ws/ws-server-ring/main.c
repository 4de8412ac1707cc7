/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server that sends every message it gets to all clients.
 *
 *	ws-server-ring [port]			(default: 7681)
 *
 * Messages are kept once, in a ring in which each client has its place.  While
 * the ring is full, nobody may send: the slowest client sets the pace, until
 * it is dropped after five seconds in which it took nothing.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

#define RING		32
#define MESSAGE_MAX	4096
#define PATIENCE_SECS	5

struct message {
	unsigned char	*buf;		/* with LWS_PRE before it */
	size_t		len;
	int		binary;
};

struct session {
	struct session	*next;
	struct lws	*wsi;
	uint32_t	tail;
	int		stopped;
	size_t		len;		/* of what has come of a message */
	unsigned char	in[MESSAGE_MAX];
};

static struct session *sessions;
static struct lws_ring *ring;

static void
destroy_message(void *element)
{
	struct message *m = element;

	free(m->buf);
	m->buf = NULL;
}

/* everybody may send, or nobody; a client that is behind has to catch up */
static void
let_send(int let)
{
	uint32_t oldest = lws_ring_get_oldest_tail(ring);
	struct session *s;

	for (s = sessions; s; s = s->next) {
		if (s->stopped == let) {
			s->stopped = !let;
			/* fails only for a connection that is closing */
			if (lws_rx_flow_control(s->wsi, let))
				continue;
		}
		if (!let && s->tail == oldest)
			lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_OK,
					PATIENCE_SECS);
		if (let)
			lws_set_timeout(s->wsi, NO_PENDING_TIMEOUT, 0);
	}
}

static void
join(struct lws *wsi, struct session *s)
{
	s->wsi = wsi;
	/* behind the newest message */
	s->tail = lws_ring_get_oldest_tail(ring);
	lws_ring_consume(ring, &s->tail, NULL, RING);
	s->next = sessions;
	sessions = s;
}

static void
leave(struct session *s)
{
	struct session **at;

	for (at = &sessions; *at != s; at = &(*at)->next)
		if (!*at)
			return;
	*at = s->next;

	/* the others may have waited for this one */
	if (!sessions)
		lws_ring_consume(ring, NULL, NULL, RING);
	else
		lws_ring_consume_and_update_oldest_tail(ring, struct session,
				&s->tail,
				lws_ring_get_count_waiting_elements(ring,
								&s->tail),
				sessions, tail, next);
	if (lws_ring_get_count_free_elements(ring))
		let_send(1);
}

static int
publish(const struct session *from, int binary)
{
	struct message m;
	struct session *s;

	m.buf = malloc(LWS_PRE + from->len + 1);
	if (!m.buf)
		return -1;
	memcpy(m.buf + LWS_PRE, from->in, from->len);
	m.len = from->len;
	m.binary = binary;
	if (!lws_ring_insert(ring, &m, 1)) {
		destroy_message(&m);
		return -1;
	}
	for (s = sessions; s; s = s->next)
		lws_callback_on_writable(s->wsi);
	if (!lws_ring_get_count_free_elements(ring))
		let_send(0);

	return 0;
}

/* a message may come in several pieces, however small it is */
static int
receive(struct lws *wsi, struct session *s, const void *in, size_t len)
{
	int n;

	if (len > sizeof(s->in) - s->len) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL,
				 0);
		return -1;
	}
	memcpy(s->in + s->len, in, len);
	s->len += len;
	if (!lws_is_final_fragment(wsi))
		return 0;

	n = publish(s, lws_frame_is_binary(wsi));
	s->len = 0;

	return n;
}

static int
send_next(struct lws *wsi, struct session *s)
{
	const struct message *m = lws_ring_get_element(ring, &s->tail);

	if (!m)
		return 0;
	if (lws_write(wsi, m->buf + LWS_PRE, m->len,
		      m->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT) !=
	    (int)m->len)
		return -1;

	lws_ring_consume_and_update_oldest_tail(ring, struct session,
						&s->tail, 1, sessions, tail,
						next);
	if (lws_ring_get_count_free_elements(ring))
		let_send(1);
	if (lws_ring_get_element(ring, &s->tail))
		lws_callback_on_writable(wsi);

	return 0;
}

static int
broadcast(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		ring = lws_ring_create(sizeof(struct message), RING,
				       destroy_message);
		return ring ? 0 : -1;
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		lws_ring_destroy(ring);
		ring = NULL;
		break;
	case LWS_CALLBACK_ESTABLISHED:
		join(wsi, s);
		break;
	case LWS_CALLBACK_CLOSED:
		leave(s);
		break;
	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, s, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_next(wsi, s);
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "broadcast", broadcast, sizeof(struct session), 0, 0, NULL, 0 },
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
	lwsl_user("listening on port %d\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")));

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
