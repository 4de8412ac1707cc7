/* SPDX-License-Identifier: MIT */
/*
 * Turns of the service loop that take too long, and what held them up.
 *
 * Each turn that is watched keeps the part of it that took longest: a callback,
 * a timer, or the library's own service of a connection.  Parts contain each
 * other, and what an inner one takes does not count for the outer one, so that
 * the blame is where the time went.
 */
#include "private-lib-core-net.h"

struct lws_stall {
	struct lws_stall_info	info;
	struct lws_stall_part	*part;		/* the innermost */
	struct lws_stall_who	worst;
	lws_usec_t		worst_us;
	lws_usec_t		threshold_us;
	lws_usec_t		log_interval_us;
	lws_usec_t		logged_at;
	uint64_t		unlogged;	/* since then */
	lws_usec_t		since;		/* it is busy */
	lws_usec_t		busy_us;	/* before that, in this turn */
	unsigned int		in_turn:1;
	unsigned int		waiting:1;
};

/* ---- parts ---- */

void
lws_stall_part_begin(struct lws_context_per_thread *pt,
		     struct lws_stall_part *part)
{
	struct lws_stall *st = pt->stall;

	/* what is done outside of a turn holds up no other connection */
	part->st = st && st->in_turn ? st : NULL;
	if (!part->st)
		return;
	part->inner = 0;
	part->outer = st->part;
	st->part = part;
	part->since = lws_now_usecs();
}

void
lws_stall_part_end(struct lws_stall_part *part, const struct lws_stall_who *who)
{
	struct lws_stall *st = part->st;
	lws_usec_t us;

	if (!st)
		return;
	us = lws_now_usecs() - part->since;
	st->part = part->outer;
	if (part->outer)
		part->outer->inner += us;
	us -= part->inner;
	if (us > st->worst_us || st->worst.kind == LWS_STALL_NONE) {
		st->worst_us = us;
		st->worst = *who;
	}
}

int
lws_stall_callback(struct lws_context_per_thread *pt, struct lws *wsi,
		   struct lws *with, const struct lws_protocols *p,
		   enum lws_callback_reasons reason, void *user, void *in,
		   size_t len)
{
	struct lws_stall_part part;
	struct lws_stall_who who;
	int n;

	who.wsi = wsi;
	who.protocol = p;
	who.kind = LWS_STALL_CALLBACK;
	who.reason = (int)reason;
	lws_stall_part_begin(pt, &part);
	n = p->callback(with, reason, user, in, len);
	lws_stall_part_end(&part, &who);

	return n;
}

/* ---- turns ---- */

void
lws_stall_turn_begin(struct lws_context_per_thread *pt)
{
	struct lws_stall *st = pt->stall;

	st->in_turn = 1;
	st->waiting = 0;
	st->part = NULL;
	st->worst_us = 0;
	memset(&st->worst, 0, sizeof(st->worst));
	st->busy_us = 0;
	st->since = lws_now_usecs();
}

void
lws_stall_turn_waits(struct lws_context_per_thread *pt)
{
	struct lws_stall *st = pt->stall;

	if (!st->in_turn || st->waiting)
		return;
	st->waiting = 1;
	st->busy_us += lws_now_usecs() - st->since;
}

void
lws_stall_turn_woken(struct lws_context_per_thread *pt)
{
	struct lws_stall *st = pt->stall;

	if (!st->waiting)
		return;
	st->waiting = 0;
	st->since = lws_now_usecs();
}

static void
note(struct lws_stall *st)
{
	const struct lws_stall_who *w = &st->worst;
	struct lws_stall_info *i = &st->info;

	i->stalls++;
	i->last_us = st->busy_us;
	if (i->last_us > i->longest_us)
		i->longest_us = i->last_us;
	i->part_us = st->worst_us;
	i->kind = w->kind;
	i->reason = w->kind == LWS_STALL_CALLBACK ? w->reason : -1;
	i->wsi[0] = i->role[0] = i->protocol[0] = '\0';
	if (w->wsi) {
		lws_strncpy(i->wsi, lws_wsi_tag(w->wsi), sizeof(i->wsi));
		lws_strncpy(i->role, lws_role_name(w->wsi), sizeof(i->role));
	}
	if (w->protocol && w->protocol->name)
		lws_strncpy(i->protocol, w->protocol->name,
			    sizeof(i->protocol));
}

static void
part_text(const struct lws_stall_info *i, char *buf, size_t len)
{
	const char *name;

	switch (i->kind) {
	case LWS_STALL_NONE:
		lws_strncpy(buf, "no part", len);
		break;
	case LWS_STALL_CALLBACK:
		name = lws_callback_name(i->reason);
		lws_snprintf(buf, len, "callback %s (%d) of %s, protocol %s",
			     name ? name : "?", i->reason,
			     i->wsi[0] ? i->wsi : "no connection",
			     i->protocol);
		break;
	case LWS_STALL_SERVICE:
		lws_snprintf(buf, len, "service (role %s) of %s", i->role,
			     i->wsi);
		break;
	case LWS_STALL_TIMER:
		lws_strncpy(buf, "a timer", len);
		break;
	}
}

static void
say(struct lws_context_per_thread *pt, struct lws_stall *st)
{
	lws_usec_t now = lws_now_usecs();
	char what[200], more[48];

	if (st->info.lines && now - st->logged_at < st->log_interval_us) {
		st->unlogged++;
		return;
	}
	part_text(&st->info, what, sizeof(what));
	more[0] = '\0';
	if (st->unlogged)
		lws_snprintf(more, sizeof(more), "; %llu more before it",
			     (unsigned long long)st->unlogged);
	st->unlogged = 0;
	st->logged_at = now;
	st->info.lines++;
	lwsl_cx_warn(pt->context, "stall: a turn took %lld us (of %lld), %lld "
		     "of them in %s%s", (long long)st->info.last_us,
		     (long long)st->threshold_us, (long long)st->info.part_us,
		     what, more);
}

void
lws_stall_turn_end(struct lws_context_per_thread *pt)
{
	struct lws_stall *st = pt->stall;

	if (!st->in_turn)
		return; /* it began before turns were watched */
	lws_stall_turn_waits(pt);
	st->in_turn = st->waiting = 0;
	st->info.turns++;
	if (st->busy_us <= st->threshold_us)
		return;
	note(st);
	say(pt, st);
}

/* ---- for the program ---- */

int
lws_stall_watch(struct lws_context *context, lws_usec_t threshold_us,
		lws_usec_t log_interval_us)
{
	struct lws_context_per_thread *pt;
	int n;

	for (n = 0; n < context->count_threads; n++) {
		pt = &context->pt[n];
		if (threshold_us > 0 && !pt->stall_kept) {
			pt->stall_kept = lws_zalloc(sizeof(*pt->stall_kept),
						    "stall");
			if (!pt->stall_kept) {
				lwsl_cx_err(context, "out of memory: turns "
					    "are not watched");
				return 1;
			}
		}
	}
	for (n = 0; n < context->count_threads; n++) {
		pt = &context->pt[n];
		/* a part that is under way still ends in what is kept */
		pt->stall = threshold_us > 0 ? pt->stall_kept : NULL;
		if (!pt->stall) {
			if (pt->stall_kept)
				pt->stall_kept->in_turn = 0;
			continue;
		}
		pt->stall->threshold_us = threshold_us;
		pt->stall->log_interval_us = log_interval_us;
	}

	return 0;
}

int
lws_stall_get(const struct lws_context *context, int tsi,
	      struct lws_stall_info *info, size_t size)
{
	const struct lws_stall *st;

	memset(info, 0, size);
	if (tsi < 0 || tsi >= context->count_threads)
		return 1;
	st = context->pt[tsi].stall_kept;
	if (st)
		memcpy(info, &st->info, lws_min_sz(size, sizeof(st->info)));
	else if (size >= sizeof(*info))
		info->reason = -1;

	return 0;
}

void
lws_stall_destroy(struct lws_context_per_thread *pt)
{
	pt->stall = NULL;
	lws_free_set_NULL(pt->stall_kept);
}
