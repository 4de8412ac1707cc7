/* SPDX-License-Identifier: MIT */
/*
 * GLib: one source with the descriptor and a ready time, which is in
 * microseconds of the monotonic clock.  The foreign loop is a GMainLoop.
 */
#include "loop-driver.h"

#include <stdlib.h>
#include <glib.h>
#include <glib-unix.h>

#define MAX_SIGNALS	4

/* ready_time: in the next pass, and never */
#define NEXT_PASS	0
#define NEVER		(-1)

struct source {
	GSource			source;
	struct lws_loop		*l;
};

struct watched_signal {
	GSource			*source;
	struct lws_loop		*l;
	int			signum;
};

struct lws_loop {
	struct lws_loop_up	up;
	GMainContext		*context;
	struct source		*source;
	gpointer		fd_tag;
	struct watched_signal	signals[MAX_SIGNALS];
	unsigned int		count_signals;
};

static gboolean
dispatch(GSource *source, GSourceFunc callback, gpointer user_data)
{
	struct lws_loop *l = ((struct source *)source)->l;
	int readable = g_source_query_unix_fd(source, l->fd_tag) != 0;

	(void)callback;
	(void)user_data;
	if (!readable)
		g_source_set_ready_time(source, NEVER);
	l->up.happened(l->up.arg, readable);

	return G_SOURCE_CONTINUE;
}

static GSourceFuncs funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

static gboolean
signalled(gpointer arg)
{
	struct watched_signal *s = arg;

	s->l->up.signalled(s->l->up.arg, s->source, s->signum);

	return G_SOURCE_CONTINUE;
}

static struct lws_loop *
open_driver(const struct lws_loop_up *up, void *foreign)
{
	struct lws_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->up = *up;
	/* memory is not something that GLib can run out of and come back */
	l->context = foreign ?
		g_main_context_ref(g_main_loop_get_context(foreign)) :
		g_main_context_new();
	l->source = (struct source *)g_source_new(&funcs, sizeof(*l->source));
	l->source->l = l;
	l->fd_tag = g_source_add_unix_fd(&l->source->source, up->fd, G_IO_IN);
	(void)g_source_attach(&l->source->source, l->context);

	return l;
}

static void
arm(struct lws_loop *l, lws_usec_t us)
{
	g_source_set_ready_time(&l->source->source,
				us < 0 ? NEVER : us == 0 ? NEXT_PASS :
				g_get_monotonic_time() + us);
}

/*
 * A ready time that changes wakes up the next poll of the context, whoever
 * changed it.  That one is used up first, so that the second can sleep.
 */
static int
pass(struct lws_loop *l, int wait)
{
	if (!g_main_context_iteration(l->context, FALSE) && wait)
		(void)g_main_context_iteration(l->context, TRUE);

	return 0;
}

static int
watch_signal(struct lws_loop *l, int signum)
{
	struct watched_signal *s = &l->signals[l->count_signals];

	if (l->count_signals == MAX_SIGNALS)
		return 1;
	s->l = l;
	s->signum = signum;
	s->source = g_unix_signal_source_new(signum);
	g_source_set_callback(s->source, signalled, s, NULL);
	(void)g_source_attach(s->source, l->context);
	l->count_signals++;

	return 0;
}

static void
close_driver(struct lws_loop *l)
{
	unsigned int n;

	for (n = 0; n < l->count_signals; n++) {
		g_source_destroy(l->signals[n].source);
		g_source_unref(l->signals[n].source);
	}
	g_source_destroy(&l->source->source);
	g_source_unref(&l->source->source);
	g_main_context_unref(l->context);
	free(l);
}

extern const struct lws_loop_driver lws_loop_driver_glib;

const struct lws_loop_driver lws_loop_driver_glib = {
	.name			= "glib",
	.open			= open_driver,
	.arm			= arm,
	.pass			= pass,
	.watch_signal		= watch_signal,
	.close			= close_driver,
};

#if defined(LWS_EVLIB_IS_PLUGIN)
LWS_LOOP_PLUGIN(evlib_glib, &lws_loop_driver_glib);
#endif
