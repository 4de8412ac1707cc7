/* SPDX-License-Identifier: MIT */
/*
 * The invariants of the service loop, asserted by the library's own counters
 * (LWS_WITH_SERVICE_STATS): nothing is serviced twice in a turn, no turn waits
 * 0 without a reason, no callback follows the final one, every client attempt
 * has one outcome, and waiting costs no turns. The only test here that reads
 * a private header.
 */
#include "tests.h"

#include "../../lib/core-net/service-stats.h"

#if !defined(LWS_WITH_SERVICE_STATS)

int main(void)
{
	printf("invariants: skipped, the library is built without "
	       "LWS_WITH_SERVICE_STATS\n");

	return T_SKIP;
}

#else

#define PAIRS 60
#define DEAD 30
#define ROUNDS 20

struct pss {
	int rounds;
};

static struct lws_context *cx;
static struct lws_vhost *vh;
static int up_client, up_server, errors, closed, echoes, stop_all;
static lws_sockfd_type swallow, fill[4];
static int swallow_port, attempts;

static int say(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 700];

	memset(buf + LWS_PRE, 'x', 700);

	return lws_write(wsi, buf + LWS_PRE, 700, LWS_WRITE_TEXT) < 700;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;

	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		up_client++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_ESTABLISHED:
		up_server++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		errors++;
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return stop_all ? -1 : say(wsi);
	case LWS_CALLBACK_RECEIVE:
		if (lws_is_final_fragment(wsi))
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		if (!lws_is_final_fragment(wsi))
			break;
		echoes++;
		if (++pss->rounds < ROUNDS)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "inv", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static struct lws_service_stats now(void)
{
	return *lws_service_stats_get(cx, 0);
}

static void always(void)
{
	struct lws_service_stats s = now();

	CHECK_EQ(s.serviced_twice, 0);
	CHECK_EQ(s.zero_waits_not_due, 0);
	CHECK_EQ(s.callbacks_after_final, 0);
	CHECK(s.max_ready <= 4 * PAIRS + DEAD);
}

static lws_sorted_usec_list_t end_sul;
static int ended;

static void nothing(lws_sorted_usec_list_t *sul)
{
	(void)sul;
}

static void end_cb(lws_sorted_usec_list_t *sul)
{
	static lws_sorted_usec_list_t soon;

	(void)sul;
	ended = 1;
	/* timers come before the wait of a turn: have that end soon, too */
	lws_sul_schedule(cx, 0, &soon, nothing, 1000);
}

/* Serves for so long without any tick of the test's own. */
static void serve_ms(int ms)
{
	ended = 0;
	lws_sul_schedule(cx, 0, &end_sul, end_cb, (lws_usec_t)ms * 1000);
	while (!ended && lws_service(cx, 0) >= 0)
		;
}

static void connect_one(int port)
{
	attempts++;
	t_connect(cx, vh, port, "inv", NULL, NULL, NULL);
}

/* Attempts that stay pending: a listener with a full accept queue. */
static void make_swallow(void)
{
	size_t n;

	swallow = t_sock_listen(&swallow_port, 0);
	for (n = 0; n < T_ARRAY(fill); n++)
		fill[n] = t_sock_connect(swallow_port);
	t_sleep_ms(20);
}

static void talk(void)
{
	int n, port = lws_get_vhost_listen_port(vh);

	t_case("talking beside dead ones");
	for (n = 0; n < PAIRS; n++) {
		connect_one(port);
		if (n < DEAD)
			connect_one(n & 1 ? t_sock_closed_port() :
					    swallow_port);
	}
	t_tick_start(cx);
	t_until(cx, echoes == PAIRS * ROUNDS, 20000);
	t_tick_stop();
	CHECK_EQ(up_client, PAIRS);
	CHECK_EQ(up_server, PAIRS);
	CHECK_EQ(echoes, PAIRS * ROUNDS);
	always();
}

/* Only pending connects and idle sessions: the loop sleeps. */
static void pending(void)
{
	struct lws_service_stats a, b;

	t_case("waiting");
	/* what is still on its way settles first */
	serve_ms(100);
	a = now();
	serve_ms(600);
	b = now();
	t_check(b.turns - a.turns <= 60, __FILE__, __LINE__,
		"%llu turns in 600 ms with nothing to do",
		(unsigned long long)(b.turns - a.turns));
	t_check(b.serviced - a.serviced <= 40, __FILE__, __LINE__,
		"%llu services in 600 ms with nothing to do",
		(unsigned long long)(b.serviced - a.serviced));
	always();
}

static void finish(void)
{
	struct lws_service_stats s;
	size_t n;

	t_case("outcomes");
	t_tick_start(cx);
	t_until(cx, errors == DEAD, 8000);
	CHECK_EQ(errors, DEAD);
	s = now();
	CHECK_EQ(s.client_attempts, attempts);
	CHECK_EQ(s.client_established, up_client);
	CHECK_EQ(s.client_failed, errors);
	CHECK_EQ(s.client_attempts, s.client_established + s.client_failed);
	stop_all = 1;
	lws_callback_on_writable_all_protocol(cx,
				lws_vhost_name_to_protocol(vh, "inv"));
	t_until(cx, closed == 2 * PAIRS, 5000);
	CHECK_EQ(closed, 2 * PAIRS);
	t_settle(cx, 20);
	t_tick_stop();
	always();
	s = now();
	t_case("memory");
	/* those that remain are listeners, the event pipe and netlink */
	t_check(s.wsi_created - s.wsi_freed <= 5, __FILE__, __LINE__,
		"%llu made, %llu freed", (unsigned long long)s.wsi_created,
		(unsigned long long)s.wsi_freed);
	for (n = 0; n < T_ARRAY(fill); n++)
		t_sock_close(fill[n]);
	t_sock_close(swallow);
}

int main(void)
{
	struct lws_context_creation_info info;

	t_begin("invariants", 60);
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.timeout_secs = 4;
	info.connect_timeout_secs = 3;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	if (CHECK(lws_service_stats_get(cx, 0))) {
		make_swallow();
		talk();
		pending();
		finish();
	}
	lws_context_destroy(cx);

	return t_end();
}

#endif
