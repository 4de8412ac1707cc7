/* SPDX-License-Identifier: MIT */
/*
 * A loop of an event library around ours: it watches the descriptor of our
 * epoll set, or is poked by the thread that waits at our completion port, and we
 * do our turns.
 *
 * Where the program calls lws_service() the wait of the turn is one pass of
 * that loop.  Where the program runs its own (foreign) loop, what it
 * reports begins a turn that does not wait; and when a turn is over, or
 * something becomes due outside of any, the loop is told when to come back.
 */
#include "private-lib-event-libs.h"

#include <signal.h>

#define NEVER	INT64_MAX

#if defined(LWS_WITH_EPOLL)
#define INNER_OPS	lws_event_loop_ops_epoll
#define INNER_WAIT	lws_wait_ops_epoll
#define INNER		lws_nestable_epoll
#define INNER_TELLS	0
#else
#define INNER_OPS	lws_event_loop_ops_afd
#define INNER_WAIT	lws_wait_ops_afd
#define INNER		lws_nestable_afd
#define INNER_TELLS	1
#endif

struct lws_nested {
	struct lws_context_per_thread	*pt;
	const struct lws_loop_driver	*driver;
	struct lws_loop			*loop;
	void (*signal_cb)(void *event_lib_handle, int signum);
	lws_usec_t	armed;		/* for this time; 0: the next pass */
	unsigned int	turn_begun:1;	/* by the loop: no wait */
	unsigned int	closed:1;	/* in that turn, which still needs us */
};

static void
arm(struct lws_nested *n, lws_usec_t us)
{
	n->armed = us < 0 ? NEVER : us ? lws_now_usecs() + us : 0;
	n->driver->arm(n->loop, us);
}

static lws_usec_t
next_wait(struct lws_nested *n)
{
	return INNER.always(n->pt) || n->pt->dead.count ? 0 :
					lws_service_next_wait(n->pt);
}

/* the loop goes on without us */
static void
leave(struct lws_nested *n)
{
	lws_usec_t us = next_wait(n);

	if (us && INNER.rest) {
		INNER.rest(n->pt);
		us = next_wait(n);
	}
	arm(n, us);
}

static void
turn(struct lws_nested *n)
{
	n->turn_begun = 1;
	(void)_lws_plat_service_tsi(n->pt->context, 0, n->pt->tid);
	n->turn_begun = 0;
	if (n->closed)
		lws_free(n);
	else
		leave(n);
}

static void
happened(void *arg, int readable)
{
	struct lws_nested *n = (struct lws_nested *)arg;

	/* the end of a wait of ours; or somebody runs the loop in a callback */
	if (n->pt->depth)
		return;

	/* loops have clocks of their own, and may be early */
	if (!readable && next_wait(n))
		leave(n);
	else
		turn(n);
}

/* in the thread that waits at the port */
static void
poke(void *arg)
{
	struct lws_nested *n = (struct lws_nested *)arg;

	n->driver->poke(n->loop);
}

static void
signalled(void *arg, void *handle, int signum)
{
	((struct lws_nested *)arg)->signal_cb(handle, signum);
}

static int
nested_wait(struct lws_context_per_thread *pt, lws_usec_t us)
{
	struct lws_nested *n = pt->nested;

	if (!n->turn_begun) {
		if (us && INNER.rest)
			INNER.rest(pt);
		if (INNER.always(pt))
			us = 0;
		if (us)
			arm(n, us);
		if (n->driver->pass(n->loop, us != 0))
			return -1;
	}

	return INNER_WAIT.wait(pt, 0);
}

static void
nested_due(struct lws_context_per_thread *pt, lws_usec_t at)
{
	struct lws_nested *n = pt->nested;

	if (!n || n->armed <= at)
		return;
	if (!at) {
		arm(n, 0);
		return;
	}

	at -= lws_now_usecs();
	arm(n, lws_max_us(at, 0));
}

/* after a turn of lws_service(), which is not ours to end */
static void
nested_settle(struct lws_context_per_thread *pt)
{
	leave(pt->nested);
}

/* only a loop of our own: the signals of a program are its own business */
static int
watch_signals(struct lws_nested *n,
	      const struct lws_context_creation_info *info)
{
	static const int signals[] = {
		SIGINT, SIGTERM,
#if defined(SIGHUP)
		SIGHUP,
#endif
#if defined(SIGBREAK)
		SIGBREAK,
#endif
	};
	size_t i;

	n->signal_cb = info->signal_cb;
	for (i = 0; i < LWS_ARRAY_SIZE(signals); i++)
		if (n->driver->watch_signal(n->loop, signals[i])) {
			lwsl_cx_err(n->pt->context, "%s cannot watch signal "
				    "%d", n->driver->name, signals[i]);
			return 1;
		}

	return 0;
}

static int
nested_open(struct lws_context_per_thread *pt,
	    const struct lws_context_creation_info *info)
{
	void *foreign = info->foreign_loops ? info->foreign_loops[pt->tid] :
					      NULL;
	struct lws_loop_up up = { NULL, -1, happened, signalled };
	struct lws_nested *n = lws_zalloc(sizeof(*n), "nested loop");

	if (!n) {
		lwsl_cx_err(pt->context, "out of memory for the event loop");
		return 1;
	}
	n->pt = pt;
	n->driver = pt->context->loop_driver;
	n->armed = NEVER;
	up.arg = n;
	if (INNER.fd)
		up.fd = INNER.fd(pt);
	n->loop = n->driver->open(&up, foreign);
	if (n->loop && INNER.start && INNER.start(pt, poke, n)) {
		n->driver->close(n->loop);
		n->loop = NULL;
	}
	if (!n->loop) {
		lwsl_cx_err(pt->context, "%s: its loop cannot be used, or "
			    "memory ran out", n->driver->name);
		lws_free(n);
		return 1;
	}
	pt->nested = n;
	pt->context->foreign_loop = foreign != NULL;

	return !foreign && !pt->tid && info->signal_cb ?
						watch_signals(n, info) : 0;
}

static void
nested_close(struct lws_context_per_thread *pt)
{
	struct lws_nested *n = pt->nested;

	if (!n)
		return;

	pt->nested = NULL;
	if (INNER.stop)
		INNER.stop(pt);
	n->driver->close(n->loop);
	n->closed = 1;
	if (!n->turn_begun)
		lws_free(n);
}

const struct lws_wait_ops lws_wait_ops_nested = {
	.ops = &INNER_OPS,
	.wait = nested_wait,
	.open = nested_open,
	.close = nested_close,
	.due = nested_due,
	.settle = nested_settle,
	.tells_failed_connects = INNER_TELLS,
};
