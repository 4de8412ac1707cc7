/* SPDX-License-Identifier: MIT */
/* See foreign-loops.h. */
#include "foreign-loops.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*timer_fn)(void *arg);
static void *timer_arg;

static void
timer_over(void)
{
	void (*fn)(void *arg) = timer_fn;

	timer_fn = NULL;
	if (fn)
		fn(timer_arg);
}

#if defined(LWS_TEST_UV)
#include <uv.h>

static uv_timer_t t_uv;
static int in_pass_uv;

static void *
make_uv(void)
{
	uv_loop_t *l = malloc(sizeof(*l));

	if (!l || uv_loop_init(l) || uv_timer_init(l, &t_uv))
		return NULL;

	return l;
}

/* a pass that has run a timer would sleep nevertheless */
static void
over_uv(uv_timer_t *t)
{
	if (in_pass_uv)
		uv_stop(t->loop);
	timer_over();
}

static void
after_uv(void *loop, unsigned int ms, void (*fn)(void *arg), void *arg)
{
	(void)loop;
	timer_fn = fn;
	timer_arg = arg;
	uv_timer_start(&t_uv, over_uv, ms, 0);
}

static void
pass_uv(void *loop)
{
	in_pass_uv = 1;
	uv_run(loop, UV_RUN_ONCE);
	in_pass_uv = 0;
}

static void
run_uv(void *loop)
{
	uv_run(loop, UV_RUN_DEFAULT);
}

static void
stop_uv(void *loop)
{
	uv_stop(loop);
}

static int
unmake_uv(void *loop)
{
	int n;

	uv_close((uv_handle_t *)&t_uv, NULL);
	/* what the closing of handles takes, and no more */
	uv_run(loop, UV_RUN_NOWAIT);
	n = uv_loop_close(loop);
	free(loop);

	return n;
}

const struct foreign foreign_loop = {
	"libuv", LWS_SERVER_OPTION_LIBUV,
	make_uv, after_uv, pass_uv, run_uv, stop_uv,
	unmake_uv
};
#endif

#if defined(LWS_TEST_EV)
#include <ev.h>

static ev_timer t_ev;

static void *
make_ev(void)
{
	return ev_loop_new(EVFLAG_AUTO);
}

static void
over_ev(struct ev_loop *loop, ev_timer *t, int revents)
{
	(void)loop;
	(void)t;
	(void)revents;
	timer_over();
}

static void
after_ev(void *loop, unsigned int ms, void (*fn)(void *arg), void *arg)
{
	timer_fn = fn;
	timer_arg = arg;
	ev_timer_init(&t_ev, over_ev, ms / 1000., 0.);
	ev_timer_start(loop, &t_ev);
}

static void
pass_ev(void *loop)
{
	ev_run(loop, EVRUN_ONCE);
}

static void
run_ev(void *loop)
{
	ev_run(loop, 0);
}

static void
stop_ev(void *loop)
{
	ev_break(loop, EVBREAK_ALL);
}

static int
unmake_ev(void *loop)
{
	int n;

	ev_timer_stop(loop, &t_ev);
	/* watchers that are active keep a loop running */
	n = ev_run(loop, EVRUN_NOWAIT);
	ev_loop_destroy(loop);

	return n;
}

const struct foreign foreign_loop = {
	"libev", LWS_SERVER_OPTION_LIBEV,
	make_ev, after_ev, pass_ev, run_ev, stop_ev,
	unmake_ev
};
#endif

#if defined(LWS_TEST_EVENT)
#include <event2/event.h>

static void *
make_event(void)
{
	return event_base_new();
}

static void
over_event(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	timer_over();
}

static void
after_event(void *loop, unsigned int ms, void (*fn)(void *arg), void *arg)
{
	struct timeval tv;

	timer_fn = fn;
	timer_arg = arg;
	tv.tv_sec = ms / 1000;
	tv.tv_usec = (int)(ms % 1000) * 1000;
	event_base_once(loop, -1, EV_TIMEOUT, over_event, NULL, &tv);
}

static void
pass_event(void *loop)
{
	event_base_loop(loop, EVLOOP_ONCE);
}

static void
run_event(void *loop)
{
	event_base_dispatch(loop);
}

static void
stop_event(void *loop)
{
	event_base_loopbreak(loop);
}

static int
unmake_event(void *loop)
{
	/* 1: there was nothing to wait for */
	int n = event_base_loop(loop, EVLOOP_NONBLOCK) != 1;

	event_base_free(loop);

	return n;
}

const struct foreign foreign_loop = {
	"libevent", LWS_SERVER_OPTION_LIBEVENT,
	make_event, after_event, pass_event, run_event, stop_event,
	unmake_event
};
#endif

#if defined(LWS_TEST_GLIB)
#include <glib.h>

static void *
make_glib(void)
{
	GMainContext *c = g_main_context_new();
	GMainLoop *l = g_main_loop_new(c, FALSE);

	g_main_context_unref(c);

	return l;
}

static gboolean
over_glib(gpointer arg)
{
	(void)arg;
	timer_over();

	return G_SOURCE_REMOVE;
}

static void
after_glib(void *loop, unsigned int ms, void (*fn)(void *arg), void *arg)
{
	GSource *s = g_timeout_source_new(ms);

	timer_fn = fn;
	timer_arg = arg;
	g_source_set_callback(s, over_glib, NULL, NULL);
	g_source_attach(s, g_main_loop_get_context(loop));
	g_source_unref(s);
}

static void
pass_glib(void *loop)
{
	g_main_context_iteration(g_main_loop_get_context(loop), TRUE);
}

static void
run_glib(void *loop)
{
	g_main_loop_run(loop);
}

static void
stop_glib(void *loop)
{
	g_main_loop_quit(loop);
}

static int
unmake_glib(void *loop)
{
	GMainContext *c = g_main_loop_get_context(loop);
	GPollFD fds[4];
	gint max, timeout, n;

	/* what the context would poll for: its own wakeup, and no more */
	g_main_context_acquire(c);
	g_main_context_prepare(c, &max);
	n = g_main_context_query(c, max, &timeout, fds, 4);
	g_main_context_release(c);
	g_main_loop_unref(loop);

	return n > 1;
}

const struct foreign foreign_loop = {
	"glib", LWS_SERVER_OPTION_GLIB,
	make_glib, after_glib, pass_glib, run_glib, stop_glib,
	unmake_glib
};
#endif

#if defined(LWS_TEST_SD)
#include <time.h>
#include <systemd/sd-event.h>

static sd_event_source *t_sd;
static int sd_freed;

static int
never_sd(sd_event_source *s, void *arg)
{
	(void)s;
	(void)arg;

	return 0;
}

static void
freed_sd(void *arg)
{
	(void)arg;
	sd_freed = 1;
}

/* A source that floats holds no reference to its loop, and ends with it */
static void *
make_sd(void)
{
	sd_event_source *s = NULL;
	sd_event *e = NULL;

	if (sd_event_new(&e) < 0)
		return NULL;
	if (sd_event_add_defer(e, &s, never_sd, NULL) < 0 ||
	    sd_event_source_set_enabled(s, SD_EVENT_OFF) < 0 ||
	    sd_event_source_set_destroy_callback(s, freed_sd) < 0 ||
	    sd_event_source_set_floating(s, 1) < 0) {
		sd_event_unref(e);
		e = NULL;
	}
	sd_event_source_unref(s);
	sd_freed = 0;

	return e;
}

static int
over_sd(sd_event_source *s, uint64_t usec, void *arg)
{
	(void)s;
	(void)usec;
	(void)arg;
	timer_over();

	return 0;
}

static void
after_sd(void *loop, unsigned int ms, void (*fn)(void *arg), void *arg)
{
	struct timespec ts;

	timer_fn = fn;
	timer_arg = arg;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	sd_event_source_unref(t_sd);
	sd_event_add_time(loop, &t_sd, CLOCK_MONOTONIC,
			  (uint64_t)ts.tv_sec * 1000000 +
			  (uint64_t)ts.tv_nsec / 1000 + ms * 1000u, 1,
			  over_sd, NULL);
}

static void
pass_sd(void *loop)
{
	sd_event_run(loop, UINT64_MAX);
}

static void
run_sd(void *loop)
{
	sd_event_loop(loop);
}

static void
stop_sd(void *loop)
{
	sd_event_exit(loop, 0);
}

static int
unmake_sd(void *loop)
{
	int n = 0;

	t_sd = sd_event_source_disable_unref(t_sd);
	if (sd_event_get_state(loop) != SD_EVENT_FINISHED)
		n = sd_event_run(loop, 0);
	/* sources, but ours, hold references */
	sd_event_unref(loop);

	return n || !sd_freed;
}

const struct foreign foreign_loop = {
	"sd-event", LWS_SERVER_OPTION_SDEVENT,
	make_sd, after_sd, pass_sd, run_sd, stop_sd,
	unmake_sd
};
#endif
