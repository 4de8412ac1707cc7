/* SPDX-License-Identifier: MIT */
/*
 * The watchdog of turns: which turn is counted, what is blamed for it, and how
 * many lines that makes.
 */
#include "tests.h"

/* a turn may take less on any machine, and more than LONG is what we do */
#define ALLOWED_US	(400 * LWS_US_PER_MS)
#define LONG_MS		600

static struct lws_context *cx;
static struct lws *client;
static struct lws_stall_info info;
static uint64_t stalls, lines;
static int sleep_at, sleep_twice_at, up, off_at, timer_ran, destroy_at;

static void
nap(void)
{
	t_sleep_ms(LONG_MS);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 4];

	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED ||
	    reason == LWS_CALLBACK_ESTABLISHED)
		up++;
	if (reason == LWS_CALLBACK_CLIENT_WRITEABLE &&
	    lws_write(wsi, memset(buf + LWS_PRE, 'x', 4), 4,
		      LWS_WRITE_TEXT) < 0)
		return -1;
	if (reason == LWS_CALLBACK_SSL_INFO)
		return 0;

	/* the one that it is in has its own time, and this one's */
	if ((int)reason == sleep_twice_at) {
		sleep_twice_at = -1;
		t_sleep_ms(LONG_MS / 4);
		(void)lws_callback_all_protocol(cx,
				lws_get_protocol(wsi), LWS_CALLBACK_USER);
	}
	if ((int)reason == off_at) {
		off_at = -1;
		CHECK(!lws_stall_watch(cx, 0, 0));
	}
	if ((int)reason == sleep_at) {
		sleep_at = -1;
		nap();
	}
	if ((int)reason == destroy_at) {
		destroy_at = -1;
		lws_context_destroy(cx);
	}
	if (reason == LWS_CALLBACK_WSI_DESTROY && wsi == client)
		client = NULL;

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "a-name", callback, 8, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
mark(void)
{
	CHECK(!lws_stall_get(cx, 0, &info, sizeof(info)));
	stalls = info.stalls;
	lines = info.lines;
	t_log_mark();
}

/* since mark(): so many stalls and lines, which the log has too */
static void
counted(int n, int said)
{
	int i, seen = 0;

	CHECK(!lws_stall_get(cx, 0, &info, sizeof(info)));
	CHECK_EQ(info.stalls - stalls, n);
	CHECK_EQ(info.lines - lines, said);
	for (i = 0; i < t_log_count(); i++)
		seen += strstr(t_log_line(i), "stall: ") != NULL;
	CHECK_EQ(seen, said);
}

static void
blamed(enum lws_stall_kind kind, int reason, const char *role,
       const char *protocol)
{
	CHECK_EQ(info.kind, kind);
	CHECK_EQ(info.reason, reason);
	CHECK_STR(info.role, role);
	CHECK_STR(info.protocol, protocol);
	CHECK_EQ(!info.wsi[0], !role[0]);
	CHECK(info.part_us >= (LONG_MS - 20) * LWS_US_PER_MS);
	CHECK(info.last_us >= info.part_us);
	CHECK(info.longest_us >= info.last_us);
}

static void
timer_cb(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	timer_ran++;
	nap();
}

static void
check_callback(void)
{
	t_case("a callback of a connection");
	mark();
	sleep_at = LWS_CALLBACK_RECEIVE;
	lws_callback_on_writable(client);
	t_until(cx, sleep_at < 0, 5000);
	counted(1, 1);
	blamed(LWS_STALL_CALLBACK, LWS_CALLBACK_RECEIVE, "ws", "a-name");
	CHECK(strstr(t_log_line(0), "callback RECEIVE (6)"));
	CHECK(strstr(t_log_line(0), "protocol a-name"));
}

static void
check_vhost_callback(void)
{
	t_case("a callback of no connection");
	mark();
	sleep_at = LWS_CALLBACK_EVENT_WAIT_CANCELLED;
	lws_cancel_service(cx);
	t_until(cx, sleep_at < 0, 5000);
	counted(1, 1);
	blamed(LWS_STALL_CALLBACK, LWS_CALLBACK_EVENT_WAIT_CANCELLED, "",
	       "a-name");
}

static void
check_inner(void)
{
	t_case("the inner one of two");
	mark();
	sleep_twice_at = LWS_CALLBACK_CLIENT_WRITEABLE;
	sleep_at = LWS_CALLBACK_USER;
	lws_callback_on_writable(client);
	t_until(cx, sleep_at < 0, 5000);
	counted(1, 1);
	blamed(LWS_STALL_CALLBACK, LWS_CALLBACK_USER, "ws", "a-name");
	CHECK(info.last_us - info.part_us >=
	      (LONG_MS / 4 - 20) * LWS_US_PER_MS);
}

static void
check_timer(void)
{
	lws_sorted_usec_list_t sul;

	t_case("a timer");
	memset(&sul, 0, sizeof(sul));
	mark();
	lws_sul_schedule(cx, 0, &sul, timer_cb, 1);
	t_until(cx, timer_ran, 5000);
	counted(1, 1);
	blamed(LWS_STALL_TIMER, -1, "", "");
}

static void
check_waits(void)
{
	uint64_t from = t_now(), turns;

	t_case("waiting is no stall");
	t_tick_stop();
	mark();
	turns = info.turns;
	/* nothing to do but this, in a wait that is longer than a turn may be */
	lws_set_timer_usecs(client, LONG_MS * LWS_US_PER_MS);
	while (t_now() - from < LONG_MS * 1000u)
		if (lws_service(cx, 0) < 0)
			break;
	counted(0, 0);
	CHECK(info.turns > turns);
	t_tick_start(cx);
}

static void
stall_once(void)
{
	sleep_at = LWS_CALLBACK_RECEIVE;
	lws_callback_on_writable(client);
	t_until(cx, sleep_at < 0, 5000);
}

static void
check_rate(void)
{
	t_case("one line, then none for an hour");
	CHECK(!lws_stall_watch(cx, ALLOWED_US, 3600 * LWS_US_PER_SEC));
	mark();
	stall_once();
	stall_once();
	stall_once();
	/* there was one just before */
	counted(3, 0);

	t_case("the next one says how many there were");
	CHECK(!lws_stall_watch(cx, ALLOWED_US, 1));
	mark();
	stall_once();
	counted(1, 1);
	CHECK(strstr(t_log_line(0), "3 more before it"));
	mark();
	stall_once();
	counted(1, 1);
	CHECK(!strstr(t_log_line(0), "more before it"));
}

static void
check_off(void)
{
	uint64_t turns;

	t_case("off, from inside a callback");
	mark();
	turns = info.turns;
	off_at = sleep_at = LWS_CALLBACK_RECEIVE;
	lws_callback_on_writable(client);
	t_until(cx, sleep_at < 0, 5000);
	stall_once();
	counted(0, 0);
	CHECK(info.turns - turns < 100000);
	turns = info.turns;
	t_settle(cx, 5);
	CHECK(!lws_stall_get(cx, 0, &info, sizeof(info)));
	CHECK_EQ(info.turns, turns);

	t_case("on again");
	CHECK(!lws_stall_watch(cx, ALLOWED_US, 0));
	mark();
	stall_once();
	counted(1, 1);
}

static void
check_arguments(void)
{
	struct lws_stall_info one;
	uint64_t turns;

	t_case("arguments");
	CHECK_EQ(lws_stall_get(cx, -1, &one, sizeof(one)), 1);
	CHECK_EQ(lws_stall_get(cx, 64, &one, sizeof(one)), 1);
	CHECK_EQ(one.turns, 0);
	/* a program that knows less of the struct */
	memset(&one, 0x55, sizeof(one));
	CHECK(!lws_stall_get(cx, 0, &one, sizeof(one.turns)));
	turns = one.turns;
	CHECK(!lws_stall_get(cx, 0, &info, sizeof(info)));
	CHECK_EQ(turns, info.turns);
	CHECK_EQ(one.wsi[0], 0x55);

	t_case("names of reasons");
	CHECK_STR(lws_callback_name(LWS_CALLBACK_ESTABLISHED), "ESTABLISHED");
	CHECK_STR(lws_callback_name(LWS_CALLBACK_USER), "USER");
	CHECK(!lws_callback_name(-1) && !lws_callback_name(999));
}

static int
create(void)
{
	struct lws_context_creation_info ci;
	struct lws_vhost *vh;

	memset(&ci, 0, sizeof(ci));
	t_info(&ci, protocols);
	cx = lws_create_context(&ci);
	if (!CHECK(cx))
		return 1;
	CHECK(!lws_stall_get(cx, 0, &info, sizeof(info)));
	CHECK_EQ(info.turns, 0);
	CHECK_EQ(info.kind, LWS_STALL_NONE);
	CHECK_EQ(info.reason, -1);
	t_tick_start(cx);
	vh = lws_get_vhost_by_name(cx, "default");
	up = 0;
	sleep_at = sleep_twice_at = off_at = destroy_at = -1;
	CHECK(t_connect(cx, NULL, lws_get_vhost_port(vh), "a-name", NULL, NULL,
			&client));
	t_until(cx, up == 2, 5000);

	return !CHECK_EQ(up, 2);
}

int
main(void)
{
	t_begin("stall", 60);
	if (create())
		return t_end();

	t_case("not watched");
	t_log_mark();
	sleep_at = LWS_CALLBACK_RECEIVE;
	lws_callback_on_writable(client);
	t_until(cx, sleep_at < 0, 5000);
	mark();
	CHECK_EQ(info.turns, 0);
	counted(0, 0);

	CHECK(!lws_stall_watch(cx, ALLOWED_US, 0));
	check_callback();
	check_vhost_callback();
	check_inner();
	check_timer();
	check_waits();
	check_rate();
	check_off();
	check_arguments();

	t_case("the context goes from inside a callback that is watched");
	destroy_at = LWS_CALLBACK_RECEIVE;
	lws_callback_on_writable(client);
	while (lws_service(cx, 0) >= 0)
		;
	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
