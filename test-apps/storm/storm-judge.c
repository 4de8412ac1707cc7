/* SPDX-License-Identifier: MIT */
/* What came of it, and whether that is good enough. */

#include "storm.h"

#include <stdarg.h>

void storm_summarize(const struct storm *s, enum kind k,
		     struct kind_summary *sum)
{
	const struct endpoint *e;
	unsigned int i;
	int64_t t;

	memset(sum, 0, sizeof(*sum));
	sum->first = sum->last = -1;
	for (i = 0; i < s->count; i++) {
		e = &s->ep[i];
		if (e->at->kind != k)
			continue;
		sum->count++;
		if (e->t_fail < 0)
			continue;
		sum->reported++;
		t = e->t_fail - e->t_start;
		if (sum->first < 0 || t < sum->first)
			sum->first = t;
		if (t > sum->last)
			sum->last = t;
		if (!sum->example)
			sum->example = e;
	}
}

int64_t storm_last_up(const struct storm *s)
{
	int64_t last = -1;
	unsigned int i;

	for (i = 0; i < s->count; i++)
		if (s->ep[i].t_up > last)
			last = s->ep[i].t_up;
	return last;
}

/* -1: none of the kinds that only a timeout ends has ended */
int64_t storm_first_timeout(const struct storm *s)
{
	const struct endpoint *e;
	int64_t first = -1;
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		e = &s->ep[i];
		if (kind_times_out(e->at->kind) && e->t_fail >= 0 &&
		    (first < 0 || e->t_fail < first))
			first = e->t_fail;
	}
	return first;
}

static void say(struct verdict *v, unsigned int *n, const char *name,
		int holds, const char *format, ...)
{
	va_list ap;

	v[*n].name = name;
	v[*n].holds = holds;
	va_start(ap, format);
	vsnprintf(v[*n].detail, sizeof(v[*n].detail), format, ap);
	va_end(ap);
	++*n;
}

static void judge_connects(const struct storm *s, struct verdict *v,
			   unsigned int *n)
{
	unsigned int i, ups = 0, reported = 0, late = 0, wrong = 0;
	int64_t last = storm_last_up(s), first = storm_first_timeout(s), t;
	int64_t begun;
	const struct endpoint *e;
	int64_t worst = 0, limit;

	limit = (int64_t)s->o->timeout_s * 1000000;
	for (i = 0; i < s->count; i++) {
		e = &s->ep[i];
		if (e->at->kind == KIND_HEALTHY) {
			ups += e->ups == 1 && e->t_up >= 0;
			wrong += e->fails != 0;
			continue;
		}
		wrong += e->ups != 0;
		if (e->fails != 1 || e->t_fail < 0)
			continue;
		reported++;
		/* a request sent has a timeout of its own */
		begun = e->t_request;
		if (begun < 0)
			begun = e->t_start;
#if defined(_WIN32)
		/*
		 * And so has TLS. When that begins cannot be seen, but the last
		 * healthy one has come after it; under Wine that is a second.
		 */
		if (e->at->kind == KIND_TLS_STALL && last > begun)
			begun = last;
#endif
		t = e->t_fail - begun;
		if (t > worst)
			worst = t;
		late += t > limit + (int64_t)s->o->slack_ms * 1000;
	}

	say(v, n, "healthy_up", ups == s->healthy, "%u of %u healthy are up",
	    ups, s->healthy);
	if (s->healthy)
		say(v, n, "up_before_first_timeout", ups == s->healthy &&
		    last < (first < 0 ? limit : first),
		    "last healthy up after %.3f s, %s %.3f s",
		    (double)last / 1e6,
		    first < 0 ? "timeouts begin at" : "first timeout after",
		    (double)(first < 0 ? limit : first) / 1e6);
	if (s->o->bar_ms && s->healthy)
		say(v, n, "up_within_bar", ups == s->healthy &&
		    last < (int64_t)s->o->bar_ms * 1000,
		    "last healthy up after %.3f s, the bar is %.3f s",
		    (double)last / 1e6, (double)s->o->bar_ms / 1e3);
	say(v, n, "failed_once", reported == s->count - s->healthy,
	    "%u of %u failures are reported exactly once", reported,
	    s->count - s->healthy);
	say(v, n, "failed_in_time", !late,
	    "%u failures are later than their timeout + %u ms, latest %.3f s",
	    late, s->o->slack_ms, (double)worst / 1e6);
	say(v, n, "as_expected", !wrong,
	    "%u endpoints have the opposite outcome", wrong);
}

static void judge_texts(const struct storm *s, struct verdict *v,
			unsigned int *n)
{
	const struct endpoint *e, *example = NULL;
	unsigned int i, bad = 0;

	for (i = 0; i < s->count; i++) {
		e = &s->ep[i];
		if (e->t_fail < 0 || kind_explained(e->at->kind, e->error))
			continue;
		example = e;
		bad++;
	}
	say(v, n, "explained", !bad,
	    "%u failures do not name phase and reason%s%s", bad,
	    example ? ": " : "", example ? example->error : "");
}

static void judge_talk(const struct storm *s, struct verdict *v,
		       unsigned int *n)
{
	unsigned int i, mute = 0, closes = 0;

	for (i = 0; i < s->count; i++) {
		mute += s->ep[i].ups && !s->ep[i].completed;
		closes += s->ep[i].ups && s->ep[i].closes == 1;
	}
	say(v, n, "nothing_twice", !s->twice && !s->closed_twice &&
	    !s->after_final, "%u failures and %u closes reported again, %u "
	    "callbacks after the final one", s->twice, s->closed_twice,
	    s->after_final);
	say(v, n, "none_lost", !s->lost, "%u established ones lost", s->lost);
	say(v, n, "closed_once", closes == s->up,
	    "%u of %u established ones closed exactly once", closes, s->up);
	say(v, n, "talk", !s->bad_echoes && !s->bad_pongs && !s->bad_writes,
	    "%u bad echoes, %u bad pongs, %u failed writes", s->bad_echoes,
	    s->bad_pongs, s->bad_writes);
	if (s->healthy)
		say(v, n, "all_talked", !mute,
		    "%u healthy ones did not complete a round", mute);
	if (s->o->bar_pong)
		say(v, n, "pong", !s->loop_late_pongs,
		    "%llu of %llu pongs late because of the loop",
		    (unsigned long long)s->loop_late_pongs,
		    (unsigned long long)s->pongs);
	if (s->o->bar_turns)
		say(v, n, "once_a_turn", s->max_visits <= 1,
		    "most services of one socket in a turn: %u",
		    s->max_visits);
}

/* Few turns are for nothing: a timer that is moved, a wakeup */
static void judge_counters(const struct storm *s, struct verdict *v,
			   unsigned int *n)
{
	say(v, n, "no_spin", s->idle_counted * 10 < s->counted_turns ||
	    s->idle_counted < 100,
	    "%llu of %llu turns of the loop were for nothing",
	    (unsigned long long)s->idle_counted,
	    (unsigned long long)s->counted_turns);
	say(v, n, "counters", !s->counted_bad,
	    "%u broken promises counted by the library", s->counted_bad);
}

unsigned int storm_judge(const struct storm *s, struct verdict *v)
{
	unsigned int n = 0;
	double per_s;

	if (s->loop_error)
		say(v, &n, "loop", 0, "%s", s->loop_error);
	if (s->counted)
		judge_counters(s, v, &n);
	if (!s->o->idle_cpu_s) {
		judge_connects(s, v, &n);
		if (s->o->bar_texts)
			judge_texts(s, v, &n);
		judge_talk(s, v, &n);
		return n;
	}

	say(v, &n, "all_pending", !s->outcomes,
	    "%u of %u had an outcome before the end", s->outcomes, s->count);
	per_s = s->idle_wall_us ? (double)s->idle_cpu_us * 1e3 /
				  (double)s->idle_wall_us : 0;
	if (s->o->bar_cpu_ms)
		say(v, &n, "idle_cpu", per_s < (double)s->o->bar_cpu_ms,
		    "%.2f ms of CPU per second, the bar is %u ms", per_s,
		    s->o->bar_cpu_ms);
	return n;
}
