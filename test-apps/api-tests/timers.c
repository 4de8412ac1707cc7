/* SPDX-License-Identifier: MIT */
/*
 * Timers of every kind: order and counts rather than wall-clock limits.
 */
#include "tests.h"

struct item {
	lws_sorted_usec_list_t sul;
	lws_usec_t due;
	int fired;
};

static struct lws_context *cx;
static struct lws_vhost *vh;

/* ------------------------------------------------------------ sorted timers */

#define MANY 10000

static struct item *items;
static int fired, disorder, early;
static lws_usec_t last_due;

static void item_cb(lws_sorted_usec_list_t *sul)
{
	struct item *it = lws_container_of(sul, struct item, sul);

	fired++;
	it->fired++;
	if (it->due < last_due)
		disorder++;
	if (lws_now_usecs() < it->due)
		early++;
	last_due = it->due;
}

/* 10,000 timers, put in shuffled, expire in microsecond order. */
static void many(void)
{
	lws_usec_t base;
	uint32_t r = 12345;
	int n, cancelled = 0, wrong = 0;

	t_case("10,000 timers");
	items = calloc(MANY, sizeof(*items));
	if (!CHECK(items))
		return;
	fired = disorder = early = 0;
	last_due = 0;
	base = lws_now_usecs() + 300000;
	for (n = 0; n < MANY; n++) {
		r = r * 1103515245u + 12345u;
		items[n].due = base + (lws_usec_t)(r >> 8) % 50000;
		lws_sul_schedule(cx, 0, &items[n].sul, item_cb,
				 items[n].due - lws_now_usecs());
		/* what the library will go by, with the time it took */
		items[n].due = items[n].sul.us;
	}
	for (n = 0; n < MANY; n += 3) {
		lws_sul_cancel(&items[n].sul);
		cancelled++;
	}
	/* some again, later than they were, and some for the first time */
	for (n = 0; n < MANY; n += 30) {
		lws_sul_schedule(cx, 0, &items[n].sul, item_cb,
				 400000 + (n % 1000));
		items[n].due = items[n].sul.us;
		cancelled--;
	}
	/* scheduling twice moves the timer */
	for (n = 1; n < MANY; n += 30) {
		lws_sul_schedule(cx, 0, &items[n].sul, item_cb,
				 410000 + (n % 1000));
		items[n].due = items[n].sul.us;
	}
	t_until(cx, fired == MANY - cancelled, 5000);
	CHECK_EQ(fired, MANY - cancelled);
	CHECK_EQ(disorder, 0);
	CHECK_EQ(early, 0);
	for (n = 0; n < MANY; n++)
		wrong += items[n].fired != (n % 3 || !(n % 30));
	CHECK_EQ(wrong, 0);
	free(items);
	items = NULL;
}

/* Cancelling and moving timers from inside a callback. */

static struct item a, b, c, self;
static int self_left;

static void a_cb(lws_sorted_usec_list_t *sul)
{
	struct item *it = lws_container_of(sul, struct item, sul);

	it->fired++;
	lws_sul_cancel(&b.sul);
	lws_sul_cancel(&b.sul);
	lws_sul_cancel(&a.sul);
	lws_sul_schedule(cx, 0, &c.sul, item_cb, 1000);
	c.due = c.sul.us;
}

static void self_cb(lws_sorted_usec_list_t *sul)
{
	self.fired++;
	if (--self_left)
		lws_sul_schedule(cx, 0, sul, self_cb, 1);
}

static void inside(void)
{
	t_case("cancel and reschedule inside a callback");
	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	memset(&c, 0, sizeof(c));
	memset(&self, 0, sizeof(self));
	last_due = 0;
	/* b and c are ripe in the same turn as a */
	lws_sul_schedule(cx, 0, &a.sul, a_cb, 1000);
	lws_sul_schedule(cx, 0, &b.sul, item_cb, 1001);
	lws_sul_schedule(cx, 0, &c.sul, item_cb, 1002);
	t_sleep_ms(5);
	t_until(cx, c.fired, 2000);
	t_settle(cx, 10);
	CHECK_EQ(a.fired, 1);
	CHECK_EQ(b.fired, 0);
	CHECK_EQ(c.fired, 1);

	/* a timer that puts itself in again does not keep the turn busy */
	self_left = 100;
	lws_sul_schedule(cx, 0, &self.sul, self_cb, 1);
	t_until(cx, !self_left, 3000);
	CHECK_EQ(self.fired, 100);
	CHECK_EQ(self_left, 0);

	t_case("schedule with LWS_SET_TIMER_USEC_CANCEL");
	memset(&a, 0, sizeof(a));
	lws_sul_schedule(cx, 0, &a.sul, item_cb, 1000);
	lws_sul_schedule(cx, 0, &a.sul, item_cb,
			 (lws_usec_t)LWS_SET_TIMER_USEC_CANCEL);
	t_settle(cx, 20);
	CHECK_EQ(a.fired, 0);
}

/* ---------------------------------------------------------------- retries */

static lws_sorted_usec_list_t retry_sul;
static int retries;

static void retry_cb(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	retries++;
}

static void backoff(void)
{
	static const uint32_t table[] = { 5, 10, 20 };
	lws_retry_bo_t bo;
	uint16_t n;
	unsigned int ms;
	char conceal;
	int m;

	t_case("retry table");
	memset(&bo, 0, sizeof(bo));
	bo.retry_ms_table = table;
	bo.retry_ms_table_count = 3;
	bo.conceal_count = 5;
	n = 0;
	for (m = 0; m < 7; m++) {
		ms = lws_retry_get_delay_ms(cx, &bo, &n, &conceal);
		CHECK_EQ(n, m + 1);
		CHECK_EQ(conceal, m < 5);
		/* without jitter_percent a default of up to 30 % is added */
		t_check(ms >= table[m < 3 ? m : 2] &&
			ms <= table[m < 3 ? m : 2] * 13 / 10 + 1, __FILE__,
			__LINE__, "try %d: %u ms", m, ms);
	}

	t_case("retry timers");
	n = 0;
	for (m = 0; m < 5; m++) {
		retries = 0;
		CHECK_EQ(lws_retry_sul_schedule(cx, 0, &retry_sul, &bo,
						retry_cb, &n), 0);
		CHECK_EQ(n, m + 1);
		t_until(cx, retries, 2000);
		CHECK_EQ(retries, 1);
	}
	/* concealing is over: the caller hears of it, nothing is scheduled */
	retries = 0;
	CHECK(lws_retry_sul_schedule(cx, 0, &retry_sul, &bo, retry_cb, &n));
	t_settle(cx, 40);
	CHECK_EQ(retries, 0);
}

/* ------------------------------------------------- timers of a connection */

static int established, closed, timer_events, writeable;
static struct lws *server_wsi, *client_wsi;

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		server_wsi = wsi;
		established++;
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		client_wsi = wsi;
		established++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		client_wsi = NULL;
		closed++;
		break;
	case LWS_CALLBACK_CLOSED:
		server_wsi = NULL;
		closed++;
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		writeable++;
		break;
	case LWS_CALLBACK_TIMER:
		timer_events++;
		if (timer_events < 3)
			lws_set_timer_usecs(wsi, 2000);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "timers", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void pair(void)
{
	established = closed = timer_events = 0;
	t_connect(cx, vh, lws_get_vhost_listen_port(vh), "timers", NULL,
		  NULL, NULL);
	t_until(cx, established == 2, 3000);
	CHECK_EQ(established, 2);
}

static void wsi_timers(void)
{
	uint64_t t;

	t_case("lws_set_timer_usecs");
	pair();
	if (!client_wsi)
		return;
	lws_set_timer_usecs(client_wsi, 1000);
	t_until(cx, timer_events == 3, 2000);
	CHECK_EQ(timer_events, 3);
	/* 4.1.6 lets this one fire all the same */
	lws_set_timer_usecs(client_wsi, 5000);
	lws_set_timer_usecs(client_wsi,
			    (lws_usec_t)LWS_SET_TIMER_USEC_CANCEL);
	t_settle(cx, 30);
	CHECK_EQ(timer_events, 3);
	CHECK_EQ(closed, 0);

	t_case("lws_set_timeout");
	t = t_now();
	lws_set_timeout(client_wsi, PENDING_TIMEOUT_USER_OK, 1);
	t_until(cx, closed == 2, 4000);
	CHECK_EQ(closed, 2);
	CHECK(t_now() - t >= 900000);

	t_case("lws_set_timeout, taken back");
	pair();
	if (!client_wsi)
		return;
	lws_set_timeout(client_wsi, PENDING_TIMEOUT_USER_OK, 1);
	lws_set_timeout(client_wsi, NO_PENDING_TIMEOUT, 0);
	t_settle(cx, 1300);
	CHECK_EQ(closed, 0);
	lws_set_timeout(client_wsi, PENDING_TIMEOUT_USER_OK,
			LWS_TO_KILL_ASYNC);
	/* not yet: it is closed by the loop */
	CHECK_EQ(closed, 0);
	t_until(cx, closed == 2, 3000);
	CHECK_EQ(closed, 2);

	t_case("kill sync from outside");
	pair();
	if (!server_wsi)
		return;
	lws_set_timeout(server_wsi, PENDING_TIMEOUT_USER_OK,
			LWS_TO_KILL_SYNC);
	CHECK_EQ(closed, 1);
	CHECK(!server_wsi);
	t_until(cx, closed == 2, 3000);
	CHECK_EQ(closed, 2);
}

/* ---------------------------------------------------------------- validity */

/*
 * A connection over which nothing is heard is pinged after
 * secs_since_valid_ping, and may write then without having asked; the answer
 * makes it valid again. A peer that has stopped answering is hung up on after
 * secs_since_valid_hangup.
 */
static void validity(void)
{
	static const lws_retry_bo_t bo = { NULL, 0, 0, 1, 3, 0 };
	struct lws_context_creation_info info;
	struct t_peer live, dead;
	struct t_frame f;
	int live_pings = 0, dead_pings = 0;
	uint64_t t;

	t_case("validity");
	memset(&info, 0, sizeof(info));
	info.retry_and_idle_policy = &bo;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return;
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);
	established = closed = writeable = 0;
	t_peer_connect(&live, lws_get_vhost_listen_port(vh));
	t_peer_connect(&dead, lws_get_vhost_listen_port(vh));
	t_peer_hello(&live, "/", "timers");
	t_peer_hello(&dead, "/", "timers");
	t_until(cx, t_peer_skip_head(&live), 2000);
	t_until(cx, t_peer_skip_head(&dead), 2000);
	CHECK_EQ(established, 2);
	t = t_now();
	while (t_now() - t < 5500000u * (unsigned int)t_slowness() &&
	       (!dead.gone || live_pings < 3)) {
		lws_service(cx, 0);
		while (t_frame_peek(&live.rx, &f)) {
			if (f.opcode == 9) {
				live_pings++;
				t_frame_add(&live.tx, 0x8a, 1, f.payload,
					    f.len);
			}
			t_buf_use(&live.rx, f.total);
		}
		while (t_frame_peek(&dead.rx, &f)) {
			dead_pings += f.opcode == 9;
			t_buf_use(&dead.rx, f.total);
		}
	}
	CHECK(live_pings >= 3);
	CHECK_EQ(dead_pings, 1);
	CHECK_EQ(writeable, live_pings + dead_pings);
	CHECK(dead.gone);
	CHECK(!live.gone);
	CHECK_EQ(closed, 1);
	t_peer_close(&live);
	t_peer_close(&dead);
	t_until(cx, closed == 2, 2000);
	CHECK_EQ(closed, 2);
	t_tick_stop();
	lws_context_destroy(cx);
}

/* The answer to a ping brings a WRITEABLE too, where no ping of ours could */
static void pongs(void)
{
	struct t_peer p;
	int n;

	t_case("WRITEABLE after a pong");
	established = closed = writeable = 0;
	t_peer_connect(&p, lws_get_vhost_listen_port(vh));
	t_peer_hello(&p, "/", "timers");
	t_until(cx, t_peer_skip_head(&p), 2000);
	CHECK_EQ(established, 1);
	t_settle(cx, 50);
	CHECK_EQ(writeable, 0);
	for (n = 1; n <= 3; n++) {
		t_frame_add(&p.tx, 0x89, 1, "p", 1);
		t_until(cx, writeable == n, 2000);
		t_settle(cx, 50);
		CHECK_EQ(writeable, n);
	}
	t_peer_close(&p);
	t_until(cx, closed, 2000);
}

int main(void)
{
	struct lws_context_creation_info info;

	t_begin("timers", 40);
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);
	many();
	inside();
	backoff();
	wsi_timers();
	pongs();
	t_tick_stop();
	lws_context_destroy(cx);
	validity();

	return t_end();
}
