/* SPDX-License-Identifier: MIT */
/*
 * lws_sul_*: the timers of a service thread, kept in two wheels (wheel.h):
 * those that may be missed while the system sleeps, and those that wake it.
 */
#include "private-lib-core-net.h"

/* lws_set_timeout() and friends use this for "cancel" */
#define LWS_US_CANCEL	((lws_usec_t)LWS_SET_TIMER_USEC_CANCEL)

/* how long one turn may run timers, at the least, while others are ripe */
#define BUDGET_US	(5 * LWS_US_PER_MS)

static void
schedule(struct lws_context *cx, int tsi, int flags,
	 lws_sorted_usec_list_t *sul)
{
	struct lws_context_per_thread *pt = &cx->pt[tsi];

	lws_dll2_remove(&sul->list);
	lws_wheel_insert(&pt->wheel[flags & LWSSULLI_WAKE_IF_SUSPENDED], sul);
	/* 0 stands for "now", which a time in the past is too */
	lws_service_due(pt, lws_max_us(sul->us, 0));
}

static void
schedule_in(struct lws_context *cx, int tsi, int flags,
	    lws_sorted_usec_list_t *sul, sul_cb_t cb, lws_usec_t us)
{
	lws_usec_t now = lws_now_usecs();

	if (us == LWS_US_CANCEL) {
		lws_sul_cancel(sul);
		return;
	}

	/* more than there is until the end of time means just that */
	us = lws_min_us(lws_max_us(us, 0), INT64_MAX - now);
	sul->cb = cb;
	sul->us = now + us;
	schedule(cx, tsi, flags, sul);
}

void
lws_sul2_schedule(struct lws_context *context, int tsi, int flags,
		  lws_sorted_usec_list_t *sul)
{
	schedule(context, tsi, flags, sul);
}

void
lws_sul_schedule(struct lws_context *ctx, int tsi, lws_sorted_usec_list_t *sul,
		 sul_cb_t _cb, lws_usec_t _us)
{
	schedule_in(ctx, tsi, LWSSULLI_MISS_IF_SUSPENDED, sul, _cb, _us);
}

void
lws_sul_schedule_wakesuspend(struct lws_context *ctx, int tsi,
			     lws_sorted_usec_list_t *sul, sul_cb_t _cb,
			     lws_usec_t _us)
{
	schedule_in(ctx, tsi, LWSSULLI_WAKE_IF_SUSPENDED, sul, _cb, _us);
}

void
lws_sul_cancel(lws_sorted_usec_list_t *sul)
{
	lws_dll2_remove(&sul->list);
	sul->us = 0;
}

int
lws_sul_earliest_wakeable_event(struct lws_context *ctx, lws_usec_t *pearliest)
{
	lws_usec_t us, best = -1;
	int n;

	for (n = 0; n < ctx->count_threads; n++) {
		us = lws_wheel_earliest(
			&ctx->pt[n].wheel[LWSSULLI_WAKE_IF_SUSPENDED]);
		if (us >= 0 && (best < 0 || us < best))
			best = us;
	}

	if (best < 0)
		return 1;

	*pearliest = best;

	return 0;
}

static void
watched(struct lws_context_per_thread *pt, lws_sorted_usec_list_t *sul)
{
	static const struct lws_stall_who who = {
		.kind = LWS_STALL_TIMER, .reason = -1,
	};
	struct lws_stall_part part;

	lws_stall_part_begin(pt, &part);
	sul->cb(sul);
	lws_stall_part_end(&part, &who);
}

/*
 * Runs what is ripe now, and no more: a callback that schedules itself again
 * at once is for the next turn.  What is ripe waits on a list of its own, so
 * that any callback can cancel or destroy any of the others.
 *
 * When many are ripe at once (hundreds of connects begun in one go, say), the
 * sockets get their turn in between: what is left goes on in the next one,
 * in the same order and without a wait.  Neither side can starve the other: the
 * timers have as much time as the sockets had in the last turn.
 */
void
lws_pt_run_ripe(struct lws_context_per_thread *pt)
{
	lws_usec_t now = lws_now_usecs(),
		   budget = lws_max_us(BUDGET_US, pt->services_us);
	struct lws_dll2 *d;
	int n;

	/* the other wheel's timers come behind; each is in its own order */
	for (n = 0; n < LWS_COUNT_PT_SUL_OWNERS; n++)
		lws_wheel_collect(&pt->wheel[n], now, &pt->ripe);

	while ((d = lws_dll2_get_head(&pt->ripe))) {
		lws_sorted_usec_list_t *sul =
			lws_container_of(d, lws_sorted_usec_list_t, list);

		lws_dll2_remove(d);
		sul->us = 0;
		lws_stat_add(pt, timers, 1);
		if (pt->stall)
			watched(pt, sul);
		else
			sul->cb(sul);

		if (pt->ripe.count && lws_now_usecs() - now > budget)
			break;
	}
}

lws_usec_t
lws_pt_next_timer(struct lws_context_per_thread *pt, lws_usec_t now)
{
	lws_usec_t us, best = -1;
	int n;

	if (pt->ripe.count)
		return 0;

	for (n = 0; n < LWS_COUNT_PT_SUL_OWNERS; n++) {
		us = lws_wheel_next(&pt->wheel[n]);
		if (us < 0)
			continue;
		us = us > now ? us - now : 0;
		if (best < 0 || us < best)
			best = us;
	}

	return best;
}
