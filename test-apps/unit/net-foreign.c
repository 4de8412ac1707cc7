/* SPDX-License-Identifier: MIT */
/*
 * See net-check.h: the loop is the program's, which serves by passes of it.
 * All contexts of the program come and go on the one loop.
 */
#include "net-check.h"
#include "foreign-loops.h"

/* how long a pass may sleep, so that a condition is looked at */
#define TICK_MS	5

static void *loop;
static int ticking, tick_set;

/* of the loop, so that it is no turn of the library's */
static void
tick(void *arg)
{
	LWS_UNUSED(arg);
	tick_set = ticking;
	if (ticking)
		foreign_loop.after(loop, TICK_MS, tick, NULL);
}

static int
serve(struct lws_context *cx)
{
	LWS_UNUSED(cx);
	foreign_loop.pass(loop);

	return nc_cx ? 0 : -1;
}

void
nc_begin(const char *name, int seconds)
{
	t_begin(name, seconds);
	loop = foreign_loop.make();
	if (!CHECK(loop))
		exit(t_end());
	ticking = 1;
	tick(NULL);
	t_serve = serve;
}

void
nc_loop(struct lws_context_creation_info *info)
{
	info->options |= foreign_loop.option;
	info->foreign_loops = &loop;
	/* which may end in a pass, and nothing else would say so */
	info->pcontext = &nc_cx;
}

int
nc_turn(void)
{
	/* a pass has something to do, then */
	lws_cancel_service(nc_cx);

	return serve(nc_cx);
}

int
nc_end(void)
{
	t_case("the end of the loop");
	ticking = 0;
	while (tick_set)
		foreign_loop.pass(loop);
	CHECK_EQ(foreign_loop.unmake(loop), 0);

	return t_end();
}
