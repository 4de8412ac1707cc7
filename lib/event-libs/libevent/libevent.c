/* SPDX-License-Identifier: MIT */
/*
 * libevent: a persistent event for the descriptor, and a timer.  A timer of no
 * time comes in the next pass, with what its poll found.
 */
#include "loop-driver.h"

#include <stdlib.h>
#include <event2/event.h>
#include <event2/event_struct.h>

#define MAX_SIGNALS	4

struct watched_signal {
	struct event		ev;
	struct lws_loop		*l;
	int			signum;
};

struct lws_loop {
	struct lws_loop_up	up;
	struct event_base	*base;
	int			own;
	struct event		io;
	struct event		timer;
	struct watched_signal	signals[MAX_SIGNALS];
	unsigned int		count_signals;
};

static void
readable(evutil_socket_t fd, short events, void *arg)
{
	struct lws_loop *l = arg;

	(void)fd;
	(void)events;
	l->up.happened(l->up.arg, 1);
}

static void
time_has_come(evutil_socket_t fd, short events, void *arg)
{
	struct lws_loop *l = arg;

	(void)fd;
	(void)events;
	l->up.happened(l->up.arg, 0);
}

static void
signalled(evutil_socket_t fd, short events, void *arg)
{
	struct watched_signal *s = arg;

	(void)fd;
	(void)events;
	s->l->up.signalled(s->l->up.arg, &s->ev, s->signum);
}

static void
close_driver(struct lws_loop *l)
{
	unsigned int n;

	(void)event_del(&l->io);
	(void)event_del(&l->timer);
	for (n = 0; n < l->count_signals; n++)
		(void)event_del(&l->signals[n].ev);
	if (l->own)
		event_base_free(l->base);
	free(l);
}

static struct lws_loop *
open_driver(const struct lws_loop_up *up, void *foreign)
{
	struct lws_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->up = *up;
	l->own = !foreign;
	l->base = foreign ? foreign : event_base_new();
	if (!l->base) {
		free(l);
		return NULL;
	}
	if (event_assign(&l->io, l->base, up->fd, EV_READ | EV_PERSIST,
			 readable, l) ||
	    evtimer_assign(&l->timer, l->base, time_has_come, l) ||
	    event_add(&l->io, NULL)) {
		if (l->own)
			event_base_free(l->base);
		free(l);
		return NULL;
	}

	return l;
}

/* The base's time stands still during a pass */
static void
arm(struct lws_loop *l, lws_usec_t us)
{
	struct timeval tv;

	(void)event_del(&l->timer);
	if (us < 0)
		return;

	(void)event_base_update_cache_time(l->base);
	tv.tv_sec = (time_t)(us / LWS_US_PER_SEC);
	tv.tv_usec = (suseconds_t)(us % LWS_US_PER_SEC);
	(void)event_add(&l->timer, &tv);
}

static int
pass(struct lws_loop *l, int wait)
{
	return event_base_loop(l->base, EVLOOP_ONCE |
					(wait ? 0 : EVLOOP_NONBLOCK)) < 0;
}

static int
watch_signal(struct lws_loop *l, int signum)
{
	struct watched_signal *s = &l->signals[l->count_signals];

	if (l->count_signals == MAX_SIGNALS)
		return 1;
	s->l = l;
	s->signum = signum;
	if (evsignal_assign(&s->ev, l->base, signum, signalled, s) ||
	    event_add(&s->ev, NULL))
		return 1;
	l->count_signals++;

	return 0;
}

extern const struct lws_loop_driver lws_loop_driver_event;

const struct lws_loop_driver lws_loop_driver_event = {
	.name			= "libevent",
	.open			= open_driver,
	.arm			= arm,
	.pass			= pass,
	.watch_signal		= watch_signal,
	.close			= close_driver,
};

#if defined(LWS_EVLIB_IS_PLUGIN)
LWS_LOOP_PLUGIN(evlib_event, &lws_loop_driver_event);
#endif
