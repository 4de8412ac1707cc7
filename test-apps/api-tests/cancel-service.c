/* SPDX-License-Identifier: MIT */
/*
 * lws_cancel_service() from many threads: each call is followed by an
 * EVENT_WAIT_CANCELLED, calls that come close together may share one, none is
 * lost, and the loop does not go on turning when the calls have stopped.
 */
#include "tests.h"

#define THREADS 8
#define ROUNDS 500

static struct lws_context *cx;
static struct t_mutex *lock;
static int posted, seen, cancelled[2], threads_left, loop_done;

/* One wakeup: posts a job, then wakes the loop. */
static void post(void)
{
	t_mutex_lock(lock);
	posted++;
	t_mutex_unlock(lock);
	lws_cancel_service(cx);
}

static int get_seen(void)
{
	int n;

	t_mutex_lock(lock);
	n = seen;
	t_mutex_unlock(lock);

	return n;
}

static void flood(void *arg)
{
	int n;

	(void)arg;
	for (n = 0; n < ROUNDS; n++)
		post();
	t_mutex_lock(lock);
	threads_left--;
	t_mutex_unlock(lock);
	lws_cancel_service(cx);
}

/*
 * Posts one job at a time and waits until the loop has taken it. The loop
 * has no timer that would help: a lost wakeup hangs here.
 */
static void lockstep(void *arg)
{
	int n, before;

	(void)arg;
	for (n = 0; n < ROUNDS; n++) {
		t_mutex_lock(lock);
		before = ++posted;
		t_mutex_unlock(lock);
		lws_cancel_service(cx);
		while (get_seen() < before)
			t_sleep_ms(n & 1);
	}
	t_mutex_lock(lock);
	threads_left--;
	t_mutex_unlock(lock);
	lws_cancel_service(cx);
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if ((int)reason != LWS_CALLBACK_EVENT_WAIT_CANCELLED)
		return 0;
	cancelled[lws_get_protocol(wsi)->id]++;
	t_mutex_lock(lock);
	seen = posted;
	t_mutex_unlock(lock);

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "first", cb, 0, 0, 0, NULL, 0 },
	{ "second", cb, 0, 0, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int turn(void)
{
	int left;

	lws_service(cx, 0);
	t_mutex_lock(lock);
	left = threads_left;
	t_mutex_unlock(lock);

	return left;
}

static void run_threads(const char *what, void (*fn)(void *), int count)
{
	struct t_thread *t[THREADS];
	int n, turns = 0;

	t_case("%s from %d threads", what, count);
	posted = seen = cancelled[0] = cancelled[1] = 0;
	threads_left = count;
	for (n = 0; n < count; n++)
		t[n] = t_thread_start(fn, NULL);
	do
		turns++;
	while (turn());
	for (n = 0; n < count; n++)
		t_thread_join(t[n]);
	/* the last calls may not have been taken up yet */
	while (seen != posted)
		turn();
	CHECK_EQ(posted, count * ROUNDS);
	CHECK_EQ(seen, posted);
	/* each protocol is told, every time */
	CHECK_EQ(cancelled[0], cancelled[1]);
	CHECK(cancelled[0] > 0);
	/* the library may have woken itself while it started */
	CHECK(cancelled[0] <= posted + count + 5);
	/* a wakeup of the library's own may take the next one along */
	if (count == 1)
		CHECK(cancelled[0] > ROUNDS / 2);
}

static lws_sorted_usec_list_t poke_sul;

static void poke(lws_sorted_usec_list_t *sul)
{
	(void)sul;
}

static void stop(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	loop_done = 1;
	/* timers come before the wait of a turn: have that end soon, too */
	lws_sul_schedule(cx, 0, &poke_sul, poke, 1000);
}

/* With nobody calling, the loop sleeps: the pipe does not stay readable. */
static void quiet(void)
{
	lws_sorted_usec_list_t sul;
	int turns = 0, before;

	t_case("quiet afterwards");
	/* what the last threads have left behind */
	memset(&sul, 0, sizeof(sul));
	loop_done = 0;
	lws_sul_schedule(cx, 0, &sul, stop, 50000);
	while (!loop_done)
		lws_service(cx, 0);
	before = cancelled[0];
	loop_done = 0;
	lws_sul_schedule(cx, 0, &sul, stop, 200000);
	while (!loop_done) {
		lws_service(cx, 0);
		turns++;
	}
	/* 4.1.6 sometimes turns thousands of times before a timer */
	t_check(turns <= 10, __FILE__, __LINE__,
		"%d turns in 200 ms of silence", turns);
	CHECK_EQ(cancelled[0], before);

	t_case("from the loop's own thread");
	lws_cancel_service(cx);
	lws_cancel_service(cx);
	while (cancelled[0] == before)
		lws_service(cx, 0);
	CHECK(cancelled[0] > before);
	CHECK_EQ(cancelled[0], cancelled[1]);
}

int main(void)
{
	struct lws_context_creation_info info;

	t_begin("cancel-service", 60);
	lock = t_mutex_new();
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (CHECK(cx)) {
		run_threads("one by one", lockstep, 1);
		run_threads("one by one", lockstep, 3);
		run_threads("flood", flood, THREADS);
		quiet();
		lws_context_destroy(cx);
	}
	t_mutex_free(lock);

	return t_end();
}
