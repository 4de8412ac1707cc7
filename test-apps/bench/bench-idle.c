/* SPDX-License-Identifier: MIT */
/*
 * What idle connections cost: holds many of them, by default 10,000, in one
 * context and 100 in another, and measures the round trips of one active ws
 * connection in each, turn and turn about. Prints the ratio of the medians,
 * and the memory per idle connection where the system tells it.
 *
 *   bench-idle [CONNECTIONS]
 *
 * The far ends of the idle connections live in a second process, so that one
 * process does not need two descriptors for each.
 */
#include "tests.h"

#define FEW 100
#define ROUNDS 15
#define TRIPS 200
/* handshakes that the second process has under way at once */
#define AT_ONCE 100

struct side {
	struct lws_context *cx;
	struct lws_vhost *vh;
	int idle;
	int established;
	int closed;
	struct lws *active;
	int trips_left;
	uint64_t rounds[ROUNDS];
};

static struct side sides[2];

static struct side *side_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 32];

	(void)user;
	(void)in;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		side_of(wsi)->established++;
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		side_of(wsi)->active = wsi;
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		side_of(wsi)->closed++;
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		if (!--side_of(wsi)->trips_left)
			break;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RECEIVE:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		len = 32;
		memset(buf + LWS_PRE, 'x', len);
		if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_BINARY) <
		    (int)len)
			return -1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "bench", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* ------------------------------------------------------- the second process */

static int hold(int port, int count)
{
	struct t_peer *p = calloc((size_t)count, sizeof(*p));
	char *done = calloc((size_t)count, 1);
	int n, first = 0, started = 0, up = 0, bad = 0;

	if (!p || !done) {
		free(p);
		free(done);
		return 1;
	}
	t_raise_fd_limit();
	while (up + bad < count) {
		while (started < count && started - up - bad < AT_ONCE) {
			t_peer_connect(&p[started], port);
			t_peer_hello(&p[started], "/", "bench");
			started++;
		}
		t_peers_turn();
		for (n = first; n < started; n++) {
			if (done[n] || (!p[n].gone && !t_peer_skip_head(&p[n])))
				continue;
			done[n] = 1;
			bad += !!p[n].gone;
			up += !p[n].gone;
			/* open, but not to be looked at any more */
			t_peer_forget(&p[n]);
			t_buf_free(&p[n].tx);
			t_buf_free(&p[n].rx);
		}
		while (first < started && done[first])
			first++;
		t_sleep_ms(1);
	}
	/* held until the first process closes the pipe */
	while (getchar() != EOF)
		;
	free(done);
	free(p);

	return bad != 0;
}

/* ---------------------------------------------------------------- the first */

static int make(struct side *s, int idle)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.user = s;
	info.fd_limit_per_thread = (unsigned int)idle + 50;
	t_info(&info, protocols);
	s->idle = idle;
	s->cx = lws_create_context(&info);
	if (!CHECK(s->cx))
		return 1;
	s->vh = lws_get_vhost_by_name(s->cx, "default");

	return 0;
}

/* Both contexts belong to this thread: turns of one and then of the other. */
static FILE *fill(struct side *s, const char *self)
{
	char command[1200];
	uint64_t end = t_now() + 60000000u;
	FILE *child;

	snprintf(command, sizeof(command), "\"%s\" hold %d %d", self,
		 lws_get_vhost_listen_port(s->vh), s->idle);
	child = t_popen(command);
	if (!CHECK(child))
		return NULL;
	t_tick_start(s->cx);
	while (s->established < s->idle && t_now() < end)
		lws_service(s->cx, 0);
	CHECK_EQ(s->established, s->idle);
	t_connect(s->cx, s->vh, lws_get_vhost_listen_port(s->vh), "bench",
		  NULL, NULL, NULL);
	while (!s->active && !s->closed && t_now() < end)
		lws_service(s->cx, 0);
	CHECK(s->active);
	t_tick_stop();

	return child;
}

static void measure(struct side *s, int round)
{
	uint64_t t;

	s->trips_left = TRIPS;
	lws_callback_on_writable(s->active);
	t = t_now();
	while (s->trips_left && !s->closed)
		lws_service(s->cx, 0);
	s->rounds[round] = t_now() - t;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static double median_us(struct side *s)
{
	qsort(s->rounds, ROUNDS, sizeof(s->rounds[0]), by_value);

	return (double)s->rounds[ROUNDS / 2] / TRIPS;
}

int main(int argc, char **argv)
{
	int many = argc > 1 ? atoi(argv[1]) : 10000, n;
	FILE *child[2] = { NULL, NULL };
	long before, after;
	double few_us, many_us;

	t_begin("bench-idle", 120);
	if (argc == 4 && !strcmp(argv[1], "hold"))
		return hold(atoi(argv[2]), atoi(argv[3]));

	t_case("%d idle connections", many);
	t_raise_fd_limit();
	if (make(&sides[0], FEW) || make(&sides[1], many))
		return t_end();
	child[0] = fill(&sides[0], argv[0]);
	before = t_resident_kb();
	child[1] = fill(&sides[1], argv[0]);
	after = t_resident_kb();
	if (sides[0].active && sides[1].active) {
		for (n = 0; n < ROUNDS; n++) {
			measure(&sides[0], n);
			measure(&sides[1], n);
		}
		few_us = median_us(&sides[0]);
		many_us = median_us(&sides[1]);
		printf("round trip beside %d idle connections: %.1f us\n",
		       FEW, few_us);
		printf("round trip beside %d idle connections: %.1f us\n",
		       many, many_us);
		printf("ratio: %.2f\n", many_us / few_us);
		if (before >= 0 && after >= 0)
			printf("resident memory per idle connection: %ld "
			       "bytes\n", (after - before) * 1024 / many);
	}
	for (n = 0; n < 2; n++) {
		/* all of them are still there */
		CHECK_EQ(sides[n].closed, 0);
		CHECK_EQ(sides[n].established, sides[n].idle + 1);
		lws_context_destroy(sides[n].cx);
		if (child[n])
			CHECK_EQ(t_pclose(child[n]), 0);
	}

	return t_end();
}
