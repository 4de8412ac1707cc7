/* SPDX-License-Identifier: MIT */
/*
 * libuv: a poll handle, or an async handle where there is no descriptor to
 * poll; a timer, and an idle handle for what is to be done in the next pass.
 * Handles are closed by the loop, later, so what they are in is freed with the
 * last of them.
 */
#include "loop-driver.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define MAX_SIGNALS	4

struct lws_loop {
	struct lws_loop_up	up;
	uv_loop_t		*loop;
	uv_loop_t		own;
	union {
		uv_handle_t	handle;
		uv_poll_t	poll;
		uv_async_t	async;
	} watch;
	uv_timer_t		timer;
	uv_idle_t		idle;
	uv_signal_t		signals[MAX_SIGNALS];
	unsigned int		count_signals;
	unsigned int		handles;	/* that are not closed */
	int			in_pass;
};

static void
readable(uv_poll_t *h, int status, int events)
{
	struct lws_loop *l = h->data;

	(void)status;
	(void)events;
	l->up.happened(l->up.arg, 1);
}

static void
poked(uv_async_t *h)
{
	struct lws_loop *l = h->data;

	l->up.happened(l->up.arg, 1);
}

/*
 * A pass runs the timers that are ripe before it polls, and would sleep all
 * the same, maybe for ever.  That it is to stop makes it poll without.
 */
static void
time_has_come(uv_timer_t *h)
{
	struct lws_loop *l = h->data;

	if (l->in_pass)
		uv_stop(l->loop);
	l->up.happened(l->up.arg, 0);
}

static void
next_pass(uv_idle_t *h)
{
	struct lws_loop *l = h->data;

	uv_idle_stop(h);
	l->up.happened(l->up.arg, 0);
}

static void
signalled(uv_signal_t *h, int signum)
{
	struct lws_loop *l = h->data;

	l->up.signalled(l->up.arg, h, signum);
}

static void
closed(uv_handle_t *h)
{
	struct lws_loop *l = h->data;

	if (--l->handles || l->loop == &l->own)
		return;
	free(l);
}

static void
begin_close(struct lws_loop *l, uv_handle_t *h)
{
	h->data = l;
	uv_close(h, closed);
}

static void
close_driver(struct lws_loop *l)
{
	unsigned int n;

	begin_close(l, &l->watch.handle);
	begin_close(l, (uv_handle_t *)&l->timer);
	begin_close(l, (uv_handle_t *)&l->idle);
	for (n = 0; n < l->count_signals; n++)
		begin_close(l, (uv_handle_t *)&l->signals[n]);
	if (l->loop != &l->own)
		return;

	(void)uv_run(&l->own, UV_RUN_DEFAULT);
	(void)uv_loop_close(&l->own);
	free(l);
}

static int
init_watch(struct lws_loop *l)
{
	if (l->up.fd < 0)
		return uv_async_init(l->loop, &l->watch.async, poked);

	return uv_poll_init(l->loop, &l->watch.poll, l->up.fd);
}

static int
start_watch(struct lws_loop *l)
{
	l->watch.handle.data = l;
	if (l->up.fd < 0)
		return 0;

	return uv_poll_start(&l->watch.poll, UV_READABLE, readable);
}

static struct lws_loop *
open_driver(const struct lws_loop_up *up, void *foreign)
{
	struct lws_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->up = *up;
	l->loop = foreign ? foreign : &l->own;
	if (!foreign && uv_loop_init(&l->own)) {
		free(l);
		return NULL;
	}

	/* the one that can fail comes first: it is no handle then */
	if (init_watch(l)) {
		if (!foreign)
			(void)uv_loop_close(&l->own);
		free(l);
		return NULL;
	}
	(void)uv_timer_init(l->loop, &l->timer);
	(void)uv_idle_init(l->loop, &l->idle);
	l->handles = 3;
	l->timer.data = l->idle.data = l;
	if (start_watch(l)) {
		close_driver(l);
		return NULL;
	}

	return l;
}

/* The loop's time stands still during a pass, and counts milliseconds */
static uint64_t
timeout_of(struct lws_loop *l, lws_usec_t us)
{
	uint64_t due = uv_hrtime() / 1000 + (uint64_t)us,
		 ms = (due + 999) / 1000, now = uv_now(l->loop);

	return ms > now ? ms - now : 0;
}

static void
arm(struct lws_loop *l, lws_usec_t us)
{
	(void)uv_timer_stop(&l->timer);
	(void)uv_idle_stop(&l->idle);
	if (!us)
		(void)uv_idle_start(&l->idle, next_pass);
	else if (us > 0)
		(void)uv_timer_start(&l->timer, time_has_come,
				     timeout_of(l, us), 0);
}

static void
poke(struct lws_loop *l)
{
	(void)uv_async_send(&l->watch.async);
}

static int
pass(struct lws_loop *l, int wait)
{
	l->in_pass = 1;
	(void)uv_run(l->loop, wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
	l->in_pass = 0;

	return 0;
}

static int
watch_signal(struct lws_loop *l, int signum)
{
	uv_signal_t *s = &l->signals[l->count_signals];

	if (l->count_signals == MAX_SIGNALS || uv_signal_init(l->loop, s))
		return 1;
	s->data = l;
	l->count_signals++;
	l->handles++;

	return uv_signal_start(s, signalled, signum) != 0;
}

extern const struct lws_loop_driver lws_loop_driver_uv;

const struct lws_loop_driver lws_loop_driver_uv = {
	.name			= "libuv",
	.open			= open_driver,
	.arm			= arm,
	.poke			= poke,
	.pass			= pass,
	.watch_signal		= watch_signal,
	.close			= close_driver,
};

#if defined(LWS_EVLIB_IS_PLUGIN)
LWS_LOOP_PLUGIN(evlib_uv, &lws_loop_driver_uv);
#endif
