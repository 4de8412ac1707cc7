/* SPDX-License-Identifier: MIT */
/*
 * libev: an io watcher and a timer.  A timer of 0 seconds comes in the next
 * pass, after what its poll found.
 */
#include "loop-driver.h"

#include <stdlib.h>
#include <ev.h>

#define MAX_SIGNALS	4

struct lws_loop {
	struct lws_loop_up	up;
	struct ev_loop		*loop;
	int			own;
	ev_io			io;
	ev_timer		timer;
	ev_signal		signals[MAX_SIGNALS];
	unsigned int		count_signals;
};

static void
readable(struct ev_loop *loop, ev_io *w, int revents)
{
	struct lws_loop *l = w->data;

	(void)loop;
	(void)revents;
	l->up.happened(l->up.arg, 1);
}

static void
time_has_come(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct lws_loop *l = w->data;

	(void)loop;
	(void)revents;
	l->up.happened(l->up.arg, 0);
}

static void
signalled(struct ev_loop *loop, ev_signal *w, int revents)
{
	struct lws_loop *l = w->data;

	(void)loop;
	(void)revents;
	l->up.signalled(l->up.arg, w, w->signum);
}

static struct lws_loop *
open_driver(const struct lws_loop_up *up, void *foreign)
{
	struct lws_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->up = *up;
	l->own = !foreign;
	l->loop = foreign ? foreign : ev_loop_new(EVFLAG_AUTO);
	if (!l->loop) {
		free(l);
		return NULL;
	}

	ev_io_init(&l->io, readable, up->fd, EV_READ);
	ev_timer_init(&l->timer, time_has_come, 0., 0.);
	l->io.data = l->timer.data = l;
	ev_io_start(l->loop, &l->io);

	return l;
}

/* The loop's time stands still during a pass */
static void
arm(struct lws_loop *l, lws_usec_t us)
{
	double late = ev_time() - ev_now(l->loop);

	ev_timer_stop(l->loop, &l->timer);
	if (us < 0)
		return;
	ev_timer_set(&l->timer, us ? (double)us / 1e6 +
				     (late > 0 ? late : 0) : 0., 0.);
	ev_timer_start(l->loop, &l->timer);
}

static int
pass(struct lws_loop *l, int wait)
{
	(void)ev_run(l->loop, wait ? EVRUN_ONCE : EVRUN_NOWAIT);

	return 0;
}

/* libev gives a signal to one loop at a time, and aborts otherwise */
static int
watch_signal(struct lws_loop *l, int signum)
{
	ev_signal *s = &l->signals[l->count_signals];

	if (l->count_signals == MAX_SIGNALS)
		return 1;
	ev_signal_init(s, signalled, signum);
	s->data = l;
	ev_signal_start(l->loop, s);
	l->count_signals++;

	return 0;
}

static void
close_driver(struct lws_loop *l)
{
	unsigned int n;

	ev_io_stop(l->loop, &l->io);
	ev_timer_stop(l->loop, &l->timer);
	for (n = 0; n < l->count_signals; n++)
		ev_signal_stop(l->loop, &l->signals[n]);
	if (l->own)
		ev_loop_destroy(l->loop);
	free(l);
}

extern const struct lws_loop_driver lws_loop_driver_ev;

const struct lws_loop_driver lws_loop_driver_ev = {
	.name			= "libev",
	.open			= open_driver,
	.arm			= arm,
	.pass			= pass,
	.watch_signal		= watch_signal,
	.close			= close_driver,
};

#if defined(LWS_EVLIB_IS_PLUGIN)
LWS_LOOP_PLUGIN(evlib_ev, &lws_loop_driver_ev);
#endif
