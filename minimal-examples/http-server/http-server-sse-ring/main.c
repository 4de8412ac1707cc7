/* SPDX-License-Identifier: MIT */
/*
 * Server-sent events from one source to many clients, through a ring.
 *
 *	http-server-sse-ring [port]		(default: 7681)
 *
 * GET /events is the stream: a number every 20 ms, the same to all.  Each
 * client has its place in the ring.  The source does not wait: one that is so
 * far behind that the ring is full loses its connection, and comes back as
 * such clients do.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

#define RING		64
#define EVERY_US	(20 * LWS_US_PER_MS)

struct event {
	char		text[32];
};

struct session {
	struct session	*next;
	struct lws	*wsi;
	uint32_t	tail;
	int		drop;
};

static lws_sorted_usec_list_t sul;
static struct session *sessions;
static struct lws_ring *ring;

/* those furthest behind have to go, for the others' sake */
static void
make_room(void)
{
	uint32_t oldest = lws_ring_get_oldest_tail(ring);
	struct session *s;

	for (s = sessions; s; s = s->next)
		if (s->tail == oldest && !s->drop) {
			lwsl_user("a client is too slow\n");
			s->drop = 1;
			lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
		}
}

/* what everybody has had goes out of the ring */
static void
forget_old(void)
{
	size_t most = 0, n;
	uint32_t oldest = 0;
	struct session *s;
	int any = 0;

	for (s = sessions; s; s = s->next) {
		n = lws_ring_get_count_waiting_elements(ring, &s->tail);
		if (!any || n > most) {
			any = 1;
			most = n;
			oldest = s->tail;
		}
	}
	if (any)
		lws_ring_update_oldest_tail(ring, oldest);
	else
		lws_ring_consume(ring, NULL, NULL, RING);
}

static void
produce(lws_sorted_usec_list_t *timer)
{
	static unsigned int number;
	struct session *s;
	struct event e;

	lws_snprintf(e.text, sizeof(e.text), "data: %u\n\n", ++number);
	forget_old();
	if (!lws_ring_get_count_free_elements(ring))
		make_room();
	else
		lws_ring_insert(ring, &e, 1);
	for (s = sessions; s; s = s->next)
		lws_callback_on_writable(s->wsi);

	lws_sul_schedule(context, 0, timer, produce, EVERY_US);
}

static int
begin_stream(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
					"text/event-stream",
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_http_mark_sse(wsi);

	/* it begins with the next event */
	s->wsi = wsi;
	s->tail = lws_ring_get_oldest_tail(ring);
	lws_ring_consume(ring, &s->tail, NULL, RING);
	s->next = sessions;
	sessions = s;

	return 0;
}

static void
end_stream(struct session *s)
{
	struct session **at;

	for (at = &sessions; *at; at = &(*at)->next)
		if (*at == s) {
			*at = s->next;
			return;
		}
}

static int
send_event(struct lws *wsi, struct session *s)
{
	const struct event *e = lws_ring_get_element(ring, &s->tail);
	unsigned char buf[LWS_PRE + sizeof(e->text)];
	size_t len;

	if (s->drop)
		return -1;
	if (!e)
		return 0;

	len = strlen(e->text);
	memcpy(buf + LWS_PRE, e->text, len);
	if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_HTTP) != (int)len)
		return -1;
	lws_ring_consume(ring, &s->tail, NULL, 1);
	if (lws_ring_get_element(ring, &s->tail))
		lws_callback_on_writable(wsi);

	return 0;
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		ring = lws_ring_create(sizeof(struct event), RING, NULL);
		context = lws_get_context(wsi);
		if (!ring)
			return -1;
		produce(&sul);
		return 0;

	case LWS_CALLBACK_PROTOCOL_DESTROY:
		lws_sul_cancel(&sul);
		lws_ring_destroy(ring);
		ring = NULL;
		return 0;

	case LWS_CALLBACK_HTTP:
		if (!strcmp(in, "/events"))
			return begin_stream(wsi, s);
		break;

	case LWS_CALLBACK_HTTP_WRITEABLE:
		return send_event(wsi, s);

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (s)
			end_stream(s);
		return 0;

	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "http", http, sizeof(struct session), 0, 0, NULL, 0 },
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
