/* SPDX-License-Identifier: MIT */
/*
 * An echo server for scripts/bench-ws.sh, in the way in which programs of this
 * library are written: what comes is kept, and one message is written in each
 * WRITEABLE. It is compiled with other builds of libwebsockets too.
 *
 *   bench-ws-server PORT [CERT KEY]
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* the longest message */
#define MOST 65536

/* one after the other: a length (uint32_t), and the message */
struct queue {
	uint8_t	*data;
	size_t	size, begin, end;
	size_t	last;		/* where the length of the newest one is */
	size_t	whole;		/* how many have come to their end */
};

struct session {
	struct queue queue;
};

static uint8_t message[LWS_PRE + MOST];
static struct lws_context *context;
static volatile int stop;

static int room(struct queue *q, size_t len)
{
	uint8_t *p;

	if (q->begin == q->end)
		q->begin = q->end = q->last = 0;
	if (q->size - q->end >= len)
		return 0;
	if (q->begin) {
		memmove(q->data, q->data + q->begin, q->end - q->begin);
		q->last -= q->begin;
		q->end -= q->begin;
		q->begin = 0;
		if (q->size - q->end >= len)
			return 0;
	}
	p = realloc(q->data, (q->end + len) * 2);
	if (!p)
		return 1;
	q->data = p;
	q->size = (q->end + len) * 2;

	return 0;
}

/* A piece of a message: the first one, or more of the newest */
static int keep(struct queue *q, int first, const void *in, size_t len)
{
	uint32_t n = 0;

	if (room(q, len + sizeof(n)))
		return 1;
	if (first) {
		q->last = q->end;
		q->end += sizeof(n);
	} else
		memcpy(&n, q->data + q->last, sizeof(n));
	if (len > MOST - n)
		return 1;
	memcpy(q->data + q->end, in, len);
	q->end += len;
	n += (uint32_t)len;
	memcpy(q->data + q->last, &n, sizeof(n));

	return 0;
}

static int write_one(struct lws *wsi, struct queue *q)
{
	uint32_t n;

	if (!q->whole)
		return 0;
	q->whole--;
	memcpy(&n, q->data + q->begin, sizeof(n));
	memcpy(message + LWS_PRE, q->data + q->begin + sizeof(n), n);
	q->begin += sizeof(n) + n;
	if (lws_write(wsi, message + LWS_PRE, n, LWS_WRITE_BINARY) < (int)n)
		return -1;
	if (q->whole)
		lws_callback_on_writable(wsi);

	return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len)
{
	struct session *s = user;

	switch ((int)reason) {
	case LWS_CALLBACK_RECEIVE:
		if (keep(&s->queue, lws_is_first_fragment(wsi), in, len))
			return -1;
		if (lws_is_final_fragment(wsi)) {
			s->queue.whole++;
			lws_callback_on_writable(wsi);
		}
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return write_one(wsi, &s->queue);
	case LWS_CALLBACK_CLOSED:
		free(s->queue.data);
		break;
	}

	return 0;
}

/* a message of 16 KiB comes in one piece where the library can do that */
static const struct lws_protocols protocols[] = {
	{ "bench", callback, sizeof(struct session), 32768, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;

	if (argc != 2 && argc != 4)
		return 2;
	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = atoi(argv[1]);
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.gid = (gid_t)-1;
	info.uid = (uid_t)-1;
	if (argc == 4) {
		info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		info.ssl_cert_filepath = argv[2];
		info.ssl_private_key_filepath = argv[3];
	}
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	while (!stop && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return 0;
}
