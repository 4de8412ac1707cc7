/* SPDX-License-Identifier: MIT */
/*
 * What a loop must neither spin on nor starve: peers that reset or half-close
 * while rx is stopped, flow control from inside callbacks, storms of
 * lws_cancel_service(), timers that are always due, many timers at once.
 */
#include "net-check.h"

/* turns of the time below in which next to nothing is to be done */
#define QUIET_MS	150
#define QUIET_TURNS	20

#define TIMERS		10000

static struct lws *held;		/* the server's end of our peer */
static int stop_at_adopt, toggle, rx_bytes, rx_calls, closed, awaken;

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		awaken++;
		return 0;
	case LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL:
		if (stop_at_adopt == 1)
			lws_rx_flow_control(wsi, 0);
		break;
	case LWS_CALLBACK_RAW_ADOPT:
		held = wsi;
		if (stop_at_adopt == 2)
			lws_rx_flow_control(wsi, 0);
		break;
	case LWS_CALLBACK_RAW_RX:
		if (lws_get_opaque_user_data(wsi))
			break;
		rx_calls++;
		rx_bytes += (int)len;
		if (toggle) {
			lws_rx_flow_control(wsi, 0);
			lws_rx_flow_control(wsi, 1);
			lws_rx_flow_control(wsi, 0);
			if (toggle == 1)
				lws_rx_flow_control(wsi, 1);
			else
				lws_callback_on_writable(wsi);
		}
		return 0;
	case LWS_CALLBACK_RAW_WRITEABLE:
		if (toggle == 2 && !lws_get_opaque_user_data(wsi))
			lws_rx_flow_control(wsi, 1);
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		if (wsi == held) {
			closed++;
			held = NULL;
		}
		break;
	default:
		break;
	}

	return nc_callback(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "nc-ws", nc_callback, 40, 4096, 0, NULL, 0 },
	{ "nc-raw", cb, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int
begin(const char *name)
{
	t_case("%s", name);
	held = NULL;
	stop_at_adopt = toggle = rx_bytes = rx_calls = closed = awaken = 0;

	return !CHECK(!nc_create(protocols));
}

static void
end(void)
{
	t_tick_start(nc_cx);
	t_until(nc_cx, !nc_served, 4000);
	t_tick_stop();
	CHECK_EQ(nc_served, 0);
	nc_check_stats();
	nc_destroy();
}

/* a peer at the raw server, which stops rx at once if `stop` */
static lws_sockfd_type
peer_connect(int stop)
{
	lws_sockfd_type fd;

	stop_at_adopt = stop;
	fd = t_sock_connect(lws_get_vhost_listen_port(nc_raw));
	t_tick_start(nc_cx);
	t_until(nc_cx, held, 4000);
	t_tick_stop();
	CHECK(held);

	return fd;
}

static void
until_bytes(int n)
{
	t_tick_start(nc_cx);
	t_until(nc_cx, rx_bytes == n || closed, 4000);
	t_tick_stop();
	CHECK_EQ(rx_bytes, n);
}

static void
until_closed(void)
{
	t_tick_start(nc_cx);
	t_until(nc_cx, closed, 4000);
	t_tick_stop();
	CHECK_EQ(closed, 1);
}

static void
idle(void)
{
	lws_sockfd_type fd;

	if (begin("idle"))
		return;
	fd = peer_connect(0);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(t_sock_send(fd, "abc", 3), 3);
	until_bytes(3);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	t_sock_close(fd);
	until_closed();
	end();
}

enum parting { CLOSES, RESETS, SHUTS };

static const char *const partings[] = { "closes", "resets", "half-closes" };

/* with bytes that were not read, or none, and rx stopped, or not */
static void
parts(enum parting how, int stop, int bytes)
{
	char name[80];
	lws_sockfd_type fd;

	snprintf(name, sizeof(name), "peer %s, rx %s (%d), %d bytes",
		 partings[how], stop ? "stopped" : "on", stop, bytes);
	if (begin(name))
		return;
	fd = peer_connect(stop);
	if (bytes)
		CHECK_EQ(t_sock_send(fd, "0123456789", (size_t)bytes), bytes);
	if (how == RESETS)
		t_sock_reset(fd);
	else if (how == CLOSES)
		t_sock_close(fd);
	else
		t_sock_shut_write(fd);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	if (stop) {
		CHECK_EQ(rx_bytes, 0);
		/* an orderly end comes behind the bytes, so it has to wait */
		if (how != RESETS && CHECK(held)) {
			lws_rx_flow_control(held, 1);
			until_bytes(bytes);
		}
	} else if (how != RESETS)
		CHECK_EQ(rx_bytes, bytes);
	until_closed();
	if (how == SHUTS)
		t_sock_close(fd);
	end();
}

/* 1: ends on; 2: ends off, and on again with the next WRITEABLE */
static void
toggles(int how)
{
	static char data[100000];
	lws_sockfd_type fd;
	size_t sent = 0;
	int n;

	if (begin(how == 1 ? "flow control off and on in RX" :
			     "flow control on in WRITEABLE"))
		return;
	fd = peer_connect(0);
	toggle = how;
	t_tick_start(nc_cx);
	while (sent < sizeof(data) && !closed) {
		n = t_sock_send(fd, data + sent, sizeof(data) - sent);
		if (n < 0)
			break;
		sent += (size_t)n;
		t_serve(nc_cx);
	}
	t_tick_stop();
	until_bytes((int)sizeof(data));
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	t_sock_close(fd);
	until_closed();
	end();
}

static int
stop_client_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len)
{
	if (reason == LWS_CALLBACK_WSI_CREATE && lws_get_opaque_user_data(wsi))
		lws_rx_flow_control(wsi, 0);

	return nc_callback(wsi, reason, user, in, len);
}

static const struct lws_protocols stop_protocols[] = {
	{ "nc-ws", stop_client_cb, 40, 4096, 0, NULL, 0 },
	{ "nc-raw", stop_client_cb, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
stopped_before_socket(void)
{
	struct attempt a;

	t_case("rx stopped before there is a socket");
	if (!CHECK(!nc_create(stop_protocols)))
		return;
	memset(&a, 0, sizeof(a));
	CHECK(nc_connect(&a, 1, NULL));
	CHECK(nc_run(2 * QUIET_MS) < 2 * QUIET_TURNS);
	CHECK_EQ(a.up, 1);
	CHECK_EQ(a.got, 0);
	if (CHECK(a.wsi))
		lws_rx_flow_control(a.wsi, 1);
	nc_run(QUIET_MS);
	CHECK_EQ(a.got, 5);
	nc_check_attempt(&a, 1);
	end();
}

/* ---- waiting ---- */

static void
never_cb(lws_sorted_usec_list_t *sul)
{
	LWS_UNUSED(sul);
}

static void
timeouts(void)
{
	lws_sorted_usec_list_t sul, last;
	int n;

	if (begin("lws_service_adjust_timeout"))
		return;
	memset(&sul, 0, sizeof(sul));
	memset(&last, 0, sizeof(last));
	n = lws_service_adjust_timeout(nc_cx, 1234, 0);
	CHECK_EQ(n, 1234);
	CHECK_EQ(lws_service_adjust_timeout(nc_cx, -1, 0), -1);
	lws_sul_schedule(nc_cx, 0, &sul, never_cb, 20 * LWS_US_PER_SEC);
	lws_sul_schedule(nc_cx, 0, &last, never_cb, INT64_MAX);
	n = lws_service_adjust_timeout(nc_cx, 100000, 0);
	CHECK(n > 0 && n <= 20000);
	n = lws_service_adjust_timeout(nc_cx, -1, 0);
	CHECK(n > 0 && n <= 20000);
	CHECK_EQ(lws_service_adjust_timeout(nc_cx, 0, 0), 0);
	lws_sul_schedule(nc_cx, 0, &sul, never_cb, 0);
	CHECK_EQ(lws_service_adjust_timeout(nc_cx, 1000, 0), 0);
	CHECK_EQ(lws_service(nc_cx, -1), 0);
	CHECK(lws_dll2_is_detached(&sul.list));
	CHECK(!lws_dll2_is_detached(&last.list));

	/* none of these waits, or this would last for ever */
	for (n = 0; n < 1000; n++)
		CHECK_EQ(lws_service(nc_cx, -1), 0);
	lws_sul_cancel(&last);
	end();
}

#define STORM		2000

static lws_plat_atomic_t stormers;

static void
storm(void *arg)
{
	int n;

	for (n = 0; n < STORM; n++)
		lws_cancel_service(arg);
	(void)lws_plat_atomic_add(&stormers, -1);
}

static void
cancel_storm(void)
{
	struct t_thread *t[2];
	int n;

	if (begin("storm of lws_cancel_service"))
		return;
	lws_plat_atomic_set(&stormers, 2);
	for (n = 0; n < 2; n++)
		t[n] = t_thread_start(storm, nc_cx);
	t_tick_start(nc_cx);
	while (lws_plat_atomic_get(&stormers))
		t_serve(nc_cx);
	t_tick_stop();
	for (n = 0; n < 2; n++)
		t_thread_join(t[n]);
	/* also when the threads were done before the first turn */
	lws_service(nc_cx, -1);
	n = awaken;
	CHECK(n > 0 && n <= 2 * 2 * STORM);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);

	/* and it still works: one more is heard (by both vhosts) */
	n = awaken;
	lws_cancel_service(nc_cx);
	lws_service(nc_cx, 0);
	CHECK_EQ(awaken, n + 2);
	end();
}

/* ---- timers that are always due ---- */

static int zero_fired;

static void
zero_cb(lws_sorted_usec_list_t *sul)
{
	zero_fired++;
	lws_sul_schedule(nc_cx, 0, sul, zero_cb, 0);
}

static void
zero_timer(void)
{
	lws_sorted_usec_list_t sul[3];
	struct attempt a[2];
	int n, turns = 0;
#if defined(LWS_WITH_SERVICE_STATS)
	uint64_t before;
#endif

	if (begin("timers that reschedule themselves at once"))
		return;
#if defined(LWS_WITH_SERVICE_STATS)
	before = lws_service_stats_get(nc_cx, 0)->turns;
#endif
	memset(sul, 0, sizeof(sul));
	memset(a, 0, sizeof(a));
	zero_fired = 0;
	for (n = 0; n < 3; n++)
		lws_sul_schedule(nc_cx, 0, &sul[n], zero_cb, 0);
	for (n = 0; n < 2; n++)
		CHECK(nc_connect(&a[n], 0, NULL));
	while (!(nc_over(&a[0]) && nc_over(&a[1])) && turns < 1000000) {
		t_serve(nc_cx);
		turns++;
	}
#if defined(LWS_WITH_SERVICE_STATS)
	/* a pass of a program's loop may be two of them */
	turns = (int)(lws_service_stats_get(nc_cx, 0)->turns - before);
#endif
	/* each once a turn, no more and hardly less */
	CHECK(zero_fired <= 3 * turns);
	CHECK(zero_fired >= turns);
	for (n = 0; n < 2; n++) {
		CHECK_EQ(a[n].got, 5);
		nc_check_attempt(&a[n], 1);
	}
	for (n = 0; n < 3; n++)
		lws_sul_cancel(&sul[n]);
	end();
}

/* a socket that always has something, and a timer */
static void
busy_socket(void)
{
	static char data[65536];
	lws_sorted_usec_list_t sul;
	lws_sockfd_type fd;
	int n, turns;

	if (begin("a timer beside a busy socket"))
		return;
	fd = peer_connect(0);
	memset(&sul, 0, sizeof(sul));
	for (turns = 0; turns < 200; turns++) {
		if (t_sock_send(fd, data, sizeof(data)) < 0)
			break;
		if (lws_dll2_is_detached(&sul.list)) {
			if (turns > 100)
				break;
			lws_sul_schedule(nc_cx, 0, &sul, never_cb, 0);
		}
		n = rx_calls;
		lws_service(nc_cx, -1);
		/* one service a turn, whatever there is */
		CHECK(rx_calls - n <= (int)LWS_SERVICE_READS);
		CHECK(lws_dll2_is_detached(&sul.list));
	}
	CHECK(turns > 100);
	lws_sul_cancel(&sul);
	t_sock_close(fd);
	until_closed();
	end();
}

static lws_sorted_usec_list_t many[TIMERS];
static int many_fired, many_disorder;
static lws_usec_t many_last;

static void
many_cb(lws_sorted_usec_list_t *sul)
{
	lws_usec_t due = (lws_usec_t)(sul - many);

	if (many_fired++ && due < many_last)
		many_disorder++;
	many_last = due;
	/* the wait of this turn is still to come */
	if (many_fired == TIMERS)
		lws_cancel_service(nc_cx);
}

static void
many_timers(void)
{
	struct attempt a;
	lws_usec_t at;
	int n, turns = 0;

	if (begin("10,000 timers at one time"))
		return;
	memset(many, 0, sizeof(many));
	memset(&a, 0, sizeof(a));
	many_fired = many_disorder = 0;
	at = lws_now_usecs() + 20 * LWS_US_PER_MS;
	for (n = 0; n < TIMERS; n++) {
		many[n].us = at;
		many[n].cb = many_cb;
		lws_sul2_schedule(nc_cx, 0, LWSSULLI_MISS_IF_SUSPENDED,
				  &many[n]);
	}
	CHECK(nc_connect(&a, 0, NULL));
	while ((many_fired < TIMERS || !nc_over(&a)) && turns < 1000000) {
		t_serve(nc_cx);
		turns++;
	}
	CHECK_EQ(many_fired, TIMERS);
	CHECK_EQ(many_disorder, 0);
	nc_check_attempt(&a, 1);
	end();
}

/* ---- a child that has more to say than its parent waits for ---- */

static void
child_with_output(void)
{
	static uint8_t data[LWS_PRE + 4000000];
	struct lws *parent, *child;
	lws_sock_file_fd_type u;
	lws_sockfd_type sv[2], pv[2];
	char buf[65536];
	long got = 0;
	int n = 0;

	if (begin("the parent of a child with output left"))
		return;
	CHECK(!t_sock_pair(sv));
	CHECK(!t_sock_pair(pv));
	/* what it takes by itself grows with what went over the device before */
	t_sock_buffers(sv[0], 65536, 65536);
	t_sock_buffers(sv[1], 65536, 65536);
	memset(&u, 0, sizeof(u));
	u.sockfd = pv[0];
	parent = lws_adopt_descriptor_vhost(nc_raw, LWS_ADOPT_SOCKET, u,
					    "nc-raw", NULL);
	u.sockfd = sv[0];
	child = lws_adopt_descriptor_vhost(nc_raw, LWS_ADOPT_SOCKET, u,
					   "nc-raw", parent);
	if (!CHECK(parent && child))
		return;
	CHECK(lws_get_child(parent) == child);
	CHECK_EQ(lws_write(child, data + LWS_PRE, sizeof(data) - LWS_PRE,
			   LWS_WRITE_RAW), (int)sizeof(data) - LWS_PRE);
	CHECK(lws_partial_buffered(child));
	lws_close_free_wsi(parent, LWS_CLOSE_STATUS_NOSTATUS, "test");
	t_tick_start(nc_cx);
	t_until(nc_cx, (n = t_sock_recv(sv[1], buf, sizeof(buf))) < 0 ||
		((got += n), 0), 8000);
	t_tick_stop();
	CHECK_EQ(got, (long)sizeof(data) - LWS_PRE);
	CHECK_EQ(n, T_EOF);
	t_sock_close(sv[1]);
	t_sock_close(pv[1]);
	end();
}

int
main(void)
{
	int how, bytes, stop;

	nc_begin("net-loop", 100);
	idle();
	for (how = CLOSES; how <= SHUTS; how++)
		for (stop = 0; stop < 3; stop++)
			for (bytes = 0; bytes < 20; bytes += 10)
				parts((enum parting)how, stop, bytes);
	toggles(1);
	toggles(2);
	stopped_before_socket();
	timeouts();
	cancel_storm();
	zero_timer();
	busy_socket();
	many_timers();
	child_with_output();

	return nc_end();
}
