/* SPDX-License-Identifier: MIT */
/*
 * The loop is the program's: that of an event library, which the program runs
 * from the first connect to the last outcome, and the library is a guest in
 * it.  Nobody calls lws_service(), so the turns are those that the library
 * counts.
 */

#include "storm.h"
#include "foreign-loops.h"
#include "service-stats.h"

/* how often the program looks whether it is over */
enum { LOOK_MS = 20, LOOK_IDLE_MS = 250 };

static void *loop;

int storm_loop_open(struct storm *s, struct lws_context_creation_info *info)
{
	info->options |= foreign_loop.option;
	info->foreign_loops = &loop;
	s->loop = foreign_loop.name;
	loop = foreign_loop.make();
	if (loop)
		return 0;
	fprintf(stderr, "storm: no loop of %s\n", s->loop);
	return 2;
}

static void look(void *arg)
{
	struct storm *s = arg;

	if (storm_over(s)) {
		foreign_loop.stop(loop);
		return;
	}
	if (!s->o->idle_cpu_s)
		storm_progress(s, 0);
	foreign_loop.after(loop, s->o->idle_cpu_s ? LOOK_IDLE_MS : LOOK_MS,
			   look, s);
}

/*
 * A turn has a use if it services a socket or runs a timer.  One that does
 * several of them would hide others that do none, but a spin is thousands.
 */
static void count(struct storm *s)
{
	const struct lws_service_stats *c = lws_service_stats_get(s->context,
								  0);
	uint64_t used = c->serviced + c->timers;

	s->counted = 1;
	s->counted_turns = c->turns;
	s->idle_counted = c->turns > used ? c->turns - used : 0;
	s->counted_bad = (unsigned int)(c->serviced_twice +
					c->zero_waits_not_due +
					c->callbacks_after_final);
}

void storm_loop_run(struct storm *s)
{
	look(s);
	foreign_loop.run(loop);
	if (!storm_over(s))
		s->loop_error = "the program's loop came to an end by itself";
	count(s);
}

void storm_loop_turn(struct storm *s)
{
	s->turn = lws_service_stats_get(s->context, 0)->turns;
}

void storm_loop_close(struct storm *s)
{
	if (foreign_loop.unmake(loop) && !s->loop_error)
		s->loop_error = "the context has left something on the loop";
}
