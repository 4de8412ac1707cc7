/* SPDX-License-Identifier: MIT */
/*
 * TLS and the service loop: rx flow control with bytes that OpenSSL has
 * decrypted already, output that the socket does not take, writes before the
 * handshake is over, and no turn of the loop without cause.
 */
#include "tls-raw-peer.h"

static lws_sorted_usec_list_t sul;

static void
run_over(lws_sorted_usec_list_t *s)
{
	LWS_UNUSED(s);
	lws_cancel_service(tc_cx);
}

/* serves for so many ms without any tick; how many turns that took */
static unsigned int
turns(unsigned int ms)
{
	unsigned int n = 0;

#if defined(LWS_WITH_SERVICE_STATS)
	n = (unsigned int)lws_service_stats_get(tc_cx, 0)->turns;
#endif
	t_tick_stop();
	memset(&sul, 0, sizeof(sul));
	lws_sul_schedule(tc_cx, 0, &sul, run_over,
			 (lws_usec_t)ms * LWS_US_PER_MS);
	while (!lws_dll2_is_detached(&sul.list))
		if (lws_service(tc_cx, 0) < 0)
			break;
#if defined(LWS_WITH_SERVICE_STATS)
	n = (unsigned int)lws_service_stats_get(tc_cx, 0)->turns - n;
#endif
	t_tick_start(tc_cx);

	return n;
}

/* ---- received bytes while rx is stopped ---- */

static void
stop_and_go(enum tc_kind kind)
{
	struct tc_attempt a;
	size_t was = 0, steps = 0;

	t_case("kind %d: rx is stopped after each message", kind);
	if (!CHECK(!tc_create()))
		return;
	memset(&a, 0, sizeof(a));
	a.kind = kind;
	a.len = 300000;
	a.stop_rx = 1;
	CHECK(tc_connect(&a));
	t_until(tc_cx, a.got, 4000);
	while (!tc_over(&a) && steps < 10000) {
		was = a.got;
		/* what waits in OpenSSL stays there, and nothing spins */
		if (steps % 50 == 0) {
			CHECK(turns(20) < 60);
			CHECK_EQ(a.got, was);
		}
		lws_rx_flow_control(a.wsi, 1);
		t_until(tc_cx, a.got > was || tc_over(&a), 4000);
		CHECK(a.got > was || tc_over(&a));
		steps++;
	}
	CHECK(steps > 10);
	t_until(tc_cx, a.destroyed, 4000);
	CHECK_EQ(a.got, a.len);
	tc_check_attempt(&a);
	tc_check_stats();
	tc_destroy();
}

/* ---- one that gets a lot does not starve another ---- */

static int rounds;

static int
fair_hook(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	/* the small one begins again and again */
	if (reason == LWS_CALLBACK_RAW_RX && lws_get_opaque_user_data(wsi)) {
		struct tc_attempt *a = lws_get_opaque_user_data(wsi);

		if (a->stay == 2) {
			rounds++;
			a->sent = a->got = 0;
			lws_callback_on_writable(wsi);
		}
	}

	return 0;
}

static void
fair(void)
{
	struct tc_attempt big, small;

	t_case("a large transfer and a small conversation");
	if (!CHECK(!tc_create()))
		return;
	tc_hook = fair_hook;
	rounds = 0;
	memset(&big, 0, sizeof(big));
	memset(&small, 0, sizeof(small));
	big.kind = small.kind = TC_RAW;
	big.len = 4000000;
	small.stay = 2;
	CHECK(tc_connect(&small));
	t_until(tc_cx, rounds > 2, 4000);
	rounds = 0;
	CHECK(tc_connect(&big));
	t_until(tc_cx, tc_over(&big), 20000);
	CHECK_EQ(big.got, big.len);
	CHECK(rounds > 10);
	tc_hook = NULL;
	tc_check_stats();
	tc_destroy();
}

/* ---- output that nobody takes ---- */

static void
choked(void)
{
	struct trp r;
	struct tc_attempt a;
	lws_sockfd_type l, fd = T_INVALID;
	int port = 0, n;

	t_case("a peer that does not read for a while");
	if (!CHECK(!tc_create()))
		return;
	l = t_sock_listen(&port, 5);
	memset(&a, 0, sizeof(a));
	a.kind = TC_RAW;
	a.port = port;
	a.len = 6000000;
	CHECK(tc_connect(&a));
	t_until(tc_cx, (fd = t_sock_accept(l)) != T_INVALID, 4000);
	trp_serve(&r, fd, tc_leaf, 0);
	t_until(tc_cx, trp_turn(&r) && r.got, 4000);
	r.p.paused = 1;
	t_until(tc_cx, a.wsi && a.wsi->buflist_out, 4000);
	CHECK(a.wsi && a.wsi->buflist_out);
	(void)turns(1);
	CHECK(turns(100) < 60);
	r.p.paused = 0;
	t_until(tc_cx, trp_turn(&r) && r.got >= a.len, 30000);
	CHECK_EQ(r.got, a.len);
	for (n = 0; n < (int)sizeof(r.data); n++)
		if (r.data[n] != (uint8_t)((size_t)n * 7 + ((size_t)n >> 8)))
			break;
	CHECK_EQ(n, sizeof(r.data));
	t_sock_close(l);
	trp_close(&r);
	t_until(tc_cx, a.destroyed, 4000);
	tc_check_attempt(&a);
	tc_check_stats();
	tc_destroy();
}

/* ---- before the handshake is over ---- */

static void
early(void)
{
	uint8_t buf[LWS_PRE + 8];
	lws_sockfd_type l, fd = T_INVALID;
	struct tc_attempt a;
	struct trp r;
	struct lws *wsi;
	int port = 0;

	t_case("asking to write and stopping rx before there is TLS");
	if (!CHECK(!tc_create()))
		return;
	l = t_sock_listen(&port, 5);
	memset(&a, 0, sizeof(a));
	a.kind = TC_RAW;
	a.port = port;
	wsi = tc_connect(&a);
	CHECK(wsi);
	t_until(tc_cx, (fd = t_sock_accept(l)) != T_INVALID, 4000);
	t_until(tc_cx, lws_tls_handshaking(wsi), 4000);
	CHECK(lws_tls_handshaking(wsi));
	lws_callback_on_writable(wsi);
	lws_rx_flow_control(wsi, 0);
	t_log_mark();
	CHECK_EQ(lws_write(wsi, buf + LWS_PRE, 5, LWS_WRITE_RAW), -1);
	CHECK_EQ(t_log_count(), 1);
	CHECK(turns(50) < 20);

	trp_serve(&r, fd, tc_leaf, 0);
	t_until(tc_cx, trp_turn(&r) && r.got >= 5, 4000);
	CHECK_EQ(r.got, 5);
	CHECK_EQ(a.up, 1);
	trp_send(&r, r.data, 5);
	t_settle(tc_cx, 50);
	CHECK_EQ(a.got, 0);
	lws_rx_flow_control(wsi, 1);
	t_until(tc_cx, trp_turn(&r) && a.destroyed, 4000);
	CHECK_EQ(a.got, 5);
	trp_close(&r);
	t_sock_close(l);
	tc_check_stats();
	tc_destroy();
}

/* ---- many at once ---- */

/*
 * In-process clients and servers, all of whose handshakes could be done in a
 * few turns: they are spread, and those who wait are not forgotten.
 */
static void
many(void)
{
	static struct tc_attempt a[60];
	unsigned int n, over = 0;

	t_case("many handshakes at once are spread over the turns");
	if (!CHECK(!tc_create()))
		return;
	memset(a, 0, sizeof(a));
	for (n = 0; n < T_ARRAY(a); n++)
		CHECK(tc_connect(&a[n]));
	t_until(tc_cx, a[T_ARRAY(a) - 1].up, 8000);
	t_until(tc_cx, a[0].destroyed && a[T_ARRAY(a) - 1].destroyed, 8000);
	for (n = 0; n < T_ARRAY(a); n++) {
		t_until(tc_cx, a[n].destroyed, 8000);
		tc_check_attempt(&a[n]);
		over += a[n].got == 5;
	}
	CHECK_EQ(over, T_ARRAY(a));
#if defined(LWS_WITH_SERVICE_STATS)
	/* each of them has steps that take longer than a turn may */
	CHECK(lws_service_stats_get(tc_cx, 0)->turns > T_ARRAY(a) / 2);
#endif
	tc_check_stats();
	tc_destroy();
}

/* ---- idle ---- */

static void
idle(void)
{
	struct tc_attempt a[2];
	struct t_peer p;
	int n;

	t_case("nothing to do is nothing done");
	if (!CHECK(!tc_create()))
		return;
	memset(a, 0, sizeof(a));
	for (n = 0; n < 2; n++) {
		a[n].kind = (enum tc_kind)n;
		a[n].stay = 1;
		CHECK(tc_connect(&a[n]));
	}
	/* and one that has not begun */
	t_peer_connect(&p, lws_get_vhost_listen_port(tc_vh));
	t_until(tc_cx, a[0].got == 5 && a[1].got == 5, 4000);
	(void)turns(50);
	CHECK(turns(100) < 20);
	t_peer_close(&p);
	tc_check_stats();
	tc_destroy();
}

int
main(void)
{
	t_begin("tls-flow", 150);
	stop_and_go(TC_WS);
	stop_and_go(TC_RAW);
	fair();
	choked();
	early();
	many();
	idle();
	tc_certs_free();

	return t_end();
}
