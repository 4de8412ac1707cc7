/* SPDX-License-Identifier: MIT */
/*
 * Contexts on a loop of the program's own, which the library neither runs nor
 * ends: connections, timers, wakeups, and what is asked for outside of any
 * turn; silence while nothing happens; and the end of vhosts and contexts,
 * after which the loop has nothing of theirs and goes on.
 */
#include "net-check.h"
#include "foreign-loops.h"

#define QUIET_MS	300
#define QUIET_TURNS	20
#define PENDING		30
#define TIMERS		1000
#define CHAIN		300

static const struct foreign *f;
static void *loop;
static int ticking, tick_set, over;
static int awaken, adopted, writeables, destroy_in_rx;
static struct lws *open_client;

/* ---- the loop ---- */

static void
tick(void *arg)
{
	LWS_UNUSED(arg);
	tick_set = ticking;
	if (ticking)
		f->after(loop, 5, tick, NULL);
}

static void
tick_begin(void)
{
	ticking = 1;
	tick(NULL);
}

/* the loop has one timer for us */
static void
tick_end(void)
{
	ticking = 0;
	while (tick_set)
		f->pass(loop);
}

/* passes until cond holds; the library's own turns are all that helps it */
#define until(cond) \
	do { \
		uint64_t end_ = t_now() + 4000000u * (uint64_t)t_slowness(); \
		tick_begin(); \
		while (!(cond) && t_now() < end_) \
			f->pass(loop); \
		tick_end(); \
		CHECK(cond); \
	} while (0)

static void
is_over(void *arg)
{
	LWS_UNUSED(arg);
	over = 1;
}

/* runs the loop without anything but what it has itself; how many turns */
static unsigned int
run(unsigned int ms)
{
	unsigned int turns = 0;

#if defined(LWS_WITH_SERVICE_STATS)
	turns = (unsigned int)lws_service_stats_get(nc_cx, 0)->turns;
#endif
	over = 0;
	f->after(loop, ms, is_over, NULL);
	while (!over)
		f->pass(loop);
#if defined(LWS_WITH_SERVICE_STATS)
	turns = (unsigned int)lws_service_stats_get(nc_cx, 0)->turns - turns;
#endif

	return turns;
}

static void (*to_call)(void);

static void
call(void *arg)
{
	LWS_UNUSED(arg);
	to_call();
	to_call = NULL;
}

/* fn in a callback of the loop, outside of any turn of ours */
static void
in_callback(void (*fn)(void))
{
	to_call = fn;
	f->after(loop, 1, call, NULL);
	while (to_call)
		f->pass(loop);
}

/* ---- the context ---- */

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		awaken++;
		return 0;
	case LWS_CALLBACK_RAW_ADOPT:
		adopted++;
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		if (wsi == open_client)
			writeables++;
		break;
	case LWS_CALLBACK_RAW_RX:
		/* of the server */
		if (destroy_in_rx && !lws_get_opaque_user_data(wsi))
			lws_context_destroy(nc_cx);
		if (wsi == open_client)
			return 0;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		if (wsi == open_client)
			open_client = NULL;
		break;
	default:
		break;
	}

	return nc_callback(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "nc-ws", callback, 40, 4096, 0, NULL, 0 },
	{ "nc-raw", callback, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
on_foreign(struct lws_context_creation_info *info)
{
	info->options |= f->option;
	info->foreign_loops = &loop;
}

static int
begin(const char *name)
{
	t_case("%s: %s", f->name, name);
	awaken = adopted = writeables = destroy_in_rx = 0;
	open_client = NULL;
	nc_tune = on_foreign;
	loop = f->make();

	return !CHECK(loop) || !CHECK(!nc_create(protocols));
}

static void
end_loop(void)
{
	/* the loop is as good as before: its own timers come */
	over = 0;
	f->after(loop, 1, is_over, NULL);
	while (!over)
		f->pass(loop);
	CHECK_EQ(f->unmake(loop), 0);
}

static void
end(void)
{
	until(!nc_served);
	nc_check_stats();
	nc_destroy();
	end_loop();
}

/* a raw client that stays */
static struct attempt stays;

static void
connect_one(void)
{
	memset(&stays, 0, sizeof(stays));
	open_client = nc_connect(&stays, 1, NULL);
	CHECK(open_client);
	until(stays.up && nc_served == 1);
}

static void
close_client(void)
{
	lws_set_timeout(open_client, PENDING_TIMEOUT_USER_OK,
			LWS_TO_KILL_ASYNC);
}

/* it is closed from outside of any turn */
static void
end_of_client(void)
{
	in_callback(close_client);
	until(stays.closed && !nc_served);
	nc_check_attempt(&stays, 1);
}

/* ---- what is to work ---- */

#define CLIENTS		40

static struct attempt clients[CLIENTS];

static int
all_over(void)
{
	int n;

	for (n = 0; n < CLIENTS; n++)
		if (!nc_over(&clients[n]))
			return 0;

	return 1;
}

static void
echo(void)
{
	int n;

	if (begin("ws and raw"))
		return;
	memset(clients, 0, sizeof(clients));
	for (n = 0; n < CLIENTS; n++)
		CHECK(nc_connect(&clients[n], n & 1, NULL));
	until(all_over());
	for (n = 0; n < CLIENTS; n++) {
		CHECK_EQ(clients[n].up, 1);
		CHECK_EQ(clients[n].got, 5);
		nc_check_attempt(&clients[n], 1);
	}
	end();
}

/* what asks for more than a service may take, both ways */
static void
big(void)
{
	static char text[] = "much";
	struct attempt a[2];
	int n;

	if (begin("more than fits"))
		return;
	memset(a, 0, sizeof(a));
	for (n = 0; n < 2; n++) {
		a[n].msg = text;
		a[n].msg_len = n ? 65536 : 4000;
		CHECK(nc_connect(&a[n], n, NULL));
	}
	until(nc_over(&a[0]) && nc_over(&a[1]));
	CHECK_EQ(a[0].got, 4000);
	CHECK_EQ(a[1].got, 65536);
	end();
}

struct timer {
	lws_sorted_usec_list_t	sul;
	lws_usec_t		due;
};

static struct timer timers[TIMERS];
static lws_usec_t last_due;
static int fired, disorder, early;

static void
timer_cb(lws_sorted_usec_list_t *sul)
{
	struct timer *t = lws_container_of(sul, struct timer, sul);

	fired++;
	if (t->due < last_due)
		disorder++;
	if (lws_now_usecs() < t->due)
		early++;
	last_due = t->due;
}

static void
set_timers(void)
{
	uint32_t r = 4711;
	int n;

	for (n = 0; n < TIMERS; n++) {
		r = r * 1103515245u + 12345u;
		lws_sul_schedule(nc_cx, 0, &timers[n].sul, timer_cb,
				 (lws_usec_t)(20000 + (r >> 8) % 50000));
		timers[n].due = timers[n].sul.us;
	}
	for (n = 0; n < TIMERS; n += 4)
		lws_sul_cancel(&timers[n].sul);
}

static void
timers_in_order(int in_cb)
{
	int want = TIMERS - (TIMERS + 3) / 4;

	if (begin(in_cb ? "timers set in a callback of the loop" : "timers"))
		return;
	memset(timers, 0, sizeof(timers));
	fired = disorder = early = 0;
	last_due = 0;
	if (in_cb)
		in_callback(set_timers);
	else
		set_timers();
	/* no tick: the loop wakes up by itself, and each time for some */
	CHECK(run(150) < (unsigned int)want + QUIET_TURNS);
	CHECK_EQ(fired, want);
	CHECK_EQ(disorder, 0);
	CHECK_EQ(early, 0);
	end();
}

static void
canceller(void *arg)
{
	int n;

	for (n = 0; n < 20; n++) {
		t_sleep_ms(2);
		lws_cancel_service(arg);
	}
}

static void
cancelled(void)
{
	struct t_thread *t;

	if (begin("lws_cancel_service() of another thread"))
		return;
	t = t_thread_start(canceller, nc_cx);
	/* told to each of two protocols of two vhosts; several may be one */
	while (awaken < 4)
		run(20);
	t_thread_join(t);
	run(20);
	CHECK(awaken <= 20 * 4);
	CHECK_EQ(awaken % 4, 0);
	end();
}

static void
silence(void)
{
	lws_sockfd_type l, fill[8];
	struct attempt a[PENDING];
	unsigned int turns;
	int n, port = 0;

	if (begin("silence while connects are pending"))
		return;
	CHECK(run(QUIET_MS) < QUIET_TURNS);

	/* whose queue is full: it lets connects wait */
	l = t_sock_listen(&port, 0);
	for (n = 0; n < 8; n++)
		fill[n] = t_sock_connect(port);
	run(20);
	memset(a, 0, sizeof(a));
	for (n = 0; n < PENDING; n++) {
		struct lws_client_connect_info i;

		memset(&i, 0, sizeof(i));
		i.context = nc_cx;
		i.vhost = nc_raw;
		i.address = "127.0.0.1";
		i.port = port;
		i.method = "RAW";
		i.local_protocol_name = "nc-raw";
		i.opaque_user_data = &a[n];
		CHECK(lws_client_connect_via_info(&i));
	}
	run(50);
	turns = run(QUIET_MS);
	CHECK(turns < QUIET_TURNS);
	for (n = 0; n < PENDING; n++)
		CHECK(!a[n].up && !a[n].failed);
	for (n = 0; n < 8; n++)
		t_sock_close(fill[n]);
	t_sock_close(l);
	nc_check_stats();
	nc_destroy();
	for (n = 0; n < PENDING; n++)
		nc_check_attempt(&a[n], 1);
	end_loop();
}

/* The listener rests at the limit, and goes on when there is room */
static void
no_room(void)
{
	lws_sockfd_type peer[3];
	int n, failed;

	/* the pipe, two listeners, and one connection */
	nc_fd_limit = 4;
	failed = begin("no room for another connection");
	nc_fd_limit = 0;
	if (failed)
		return;
	for (n = 0; n < 3; n++)
		peer[n] = t_sock_connect(lws_get_vhost_listen_port(nc_raw));
	until(nc_served == 1);
	CHECK(run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(nc_served, 1);
	for (n = 0; n < 3; n++) {
		CHECK_EQ(adopted, n + 1);
		t_sock_close(peer[n]);
		if (n < 2)
			until(adopted == n + 2);
	}
	end();
}

static void
ask_to_write(void)
{
	lws_callback_on_writable(open_client);
}

static void
write_outside(void)
{
	int n;

	if (begin("WRITEABLE asked for in a callback of the loop"))
		return;
	connect_one();
	run(20);
	n = writeables;
	in_callback(ask_to_write);
	until(writeables == n + 1);
	in_callback(ask_to_write);
	until(writeables == n + 2);
	/* the last turn was not the one that served it */
	lws_cancel_service(nc_cx);
	run(20);
	in_callback(ask_to_write);
	until(writeables == n + 3);
	CHECK(run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(writeables, n + 3);
	end_of_client();
	end();
}

static void
by_service(void)
{
	if (begin("lws_service() in between"))
		return;
	nc_check_works();
	/* and it is the loop's turn again */
	memset(timers, 0, sizeof(timers));
	fired = disorder = early = 0;
	last_due = 0;
	lws_sul_schedule(nc_cx, 0, &timers[0].sul, timer_cb, 30000);
	timers[0].due = timers[0].sul.us;
	lws_service(nc_cx, -1);
	run(100);
	CHECK_EQ(fired, 1);
	CHECK_EQ(early, 0);
	end();
}

static void
two_contexts(void)
{
	struct lws_context *first;

	if (begin("two contexts"))
		return;
	first = nc_cx;
	if (!CHECK(!nc_create(protocols)))
		return;
	connect_one();
	lws_context_destroy(first);
	end_of_client();
	end();
}

/* ---- ends ---- */

static void
destroy_vhost(void)
{
	lws_vhost_destroy(nc_raw);
}

static void
end_of_vhost(void)
{
	if (begin("a vhost ends in a callback of the loop"))
		return;
	connect_one();
	in_callback(destroy_vhost);
	until(stays.closed && !nc_served);
	nc_check_attempt(&stays, 1);
	run(20);
#if defined(LWS_WITH_SERVICE_STATS)
	{
		const struct lws_service_stats *s =
					lws_service_stats_get(nc_cx, 0);

		/* its own and the other vhost's listener */
		CHECK_EQ(s->wsi_created - s->wsi_freed,
			 nc_own_count() + 1);
	}
#endif
	end();
}

static void
destroy_context(void)
{
	nc_destroy();
}

static void
end_in_callback(void)
{
	if (begin("the context ends in a callback of the loop"))
		return;
	connect_one();
	in_callback(destroy_context);
	CHECK_EQ(stays.closed, 1);
	nc_check_attempt(&stays, 1);
	end_loop();
}

static void
with_pointer(struct lws_context_creation_info *info)
{
	on_foreign(info);
	info->pcontext = &nc_cx;
}

static void
end_in_turn(int pointer)
{
	if (begin(pointer ? "the context ends in a turn, and says so" :
			    "the context ends in a turn"))
		return;
	if (pointer) {
		nc_destroy();
		nc_tune = with_pointer;
		CHECK(!nc_create(protocols));
	}
	destroy_in_rx = 1;
	memset(&stays, 0, sizeof(stays));
	CHECK(nc_connect(&stays, 1, NULL));
	tick_begin();
	while (!stays.destroyed)
		f->pass(loop);
	tick_end();
	nc_check_attempt(&stays, 1);
	if (pointer)
		CHECK(!nc_cx);
	nc_cx = NULL;
	end_loop();
}

/* ---- loops of the library's own making ---- */

static int caught, chain_left;

static void
on_signal(void *handle, int signum)
{
	CHECK(handle);
	caught = signum;
	lws_cancel_service(nc_cx);
}

static void
with_signals(struct lws_context_creation_info *info)
{
	info->options |= f->option;
	info->signal_cb = on_signal;
}

/*
 * Loops that count milliseconds: each is due when the next one begins, which is
 * at about the time at which the loop begins to wait for it.
 */
static void
chain_cb(lws_sorted_usec_list_t *sul)
{
	while (t_now() % 1000 < 970 + (unsigned int)chain_left % 30)
		;
	if (--chain_left)
		lws_sul_schedule(nc_cx, 0, sul, chain_cb, 1);
	else
		/* the wait of this turn is still to come */
		lws_cancel_service(nc_cx);
}

static void
chain(void)
{
	lws_sorted_usec_list_t sul;

	memset(&sul, 0, sizeof(sul));
	chain_left = CHAIN;
	lws_sul_schedule(nc_cx, 0, &sul, chain_cb, 1);
	while (chain_left)
		if (lws_service(nc_cx, 0) < 0)
			break;
	CHECK_EQ(chain_left, 0);
}

static void
own_loop(void)
{
	int sent;

	t_case("%s: a loop of the library's making, with signals", f->name);
	caught = destroy_in_rx = 0;
	nc_tune = with_signals;
	if (!CHECK(!nc_create(protocols)))
		return;
	nc_check_works();
	sent = t_signal_self();
	CHECK(sent);
	t_until(nc_cx, caught, 4000);
	CHECK_EQ(caught, sent);
	chain();
	nc_check_stats();
	nc_destroy();
}

static void
refused(uint64_t opts, const char *why)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.options |= opts;
	t_log_mark();
	CHECK(!lws_create_context(&info));
	CHECK_EQ(t_log_count(), 1);
	CHECK(t_log_count() && strstr(t_log_line(0), why));
}

static void
refusals(void)
{
	t_case("loops that are not there");
	refused(LWS_SERVER_OPTION_ULOOP, "uloop");
	refused(LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_GLIB,
		"both asked for");
#if defined(LWS_WITH_EVLIB_PLUGINS)
	/* none of them is beside this program */
	t_setenv("LD_LIBRARY_PATH", "/nowhere");
	refused(f->option, f->name);
#endif
}

int
main(void)
{
	t_begin("foreign-loop", 120);
	f = &foreign_loop;

	echo();
	big();
	timers_in_order(0);
	timers_in_order(1);
	cancelled();
	silence();
	no_room();
	write_outside();
	by_service();
	two_contexts();
	end_of_vhost();
	end_in_callback();
	end_in_turn(0);
	end_in_turn(1);
	own_loop();
	refusals();

	return t_end();
}
