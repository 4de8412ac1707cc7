/* SPDX-License-Identifier: MIT */
/*
 * Self test of the bars: a run in which all is well passes, and each way of
 * going wrong fails the bar that is meant for it, and no other.
 */

#include "storm.h"

enum { COUNT = 10, HEALTHY = 6 };

/* when a stalled handshake, begun at 8 ms, has to have failed (us), if the last
 * healthy one was up after 500 ms */
#if defined(_WIN32)
#define TLS_STALL_LATEST	2750000
#else
#define TLS_STALL_LATEST	2258000
#endif

static struct roster_entry entries[COUNT];
static struct endpoint eps[COUNT];
static struct storm_options options;
static struct storm run;
static int failures;

/* Six healthy ones, then refused, swallowed, silent, 404. */
static void all_well(void)
{
	static const enum kind dead[] = { KIND_REFUSED, KIND_SWALLOWED,
					  KIND_SILENT, KIND_404 };
	static const char *const text[] = { "connect: refused",
		"connect: timed out", "handshake: timed out",
		"handshake: 404" };
	unsigned int i;

	memset(eps, 0, sizeof(eps));
	memset(&run, 0, sizeof(run));
	memset(&options, 0, sizeof(options));
	options.timeout_s = 2;
	options.hold_ms = 1000;
	options.interval_ms = 100;
	options.slack_ms = SLACK_MS;
	options.bar_ms = 1000;
	options.bar_turns = options.bar_pong = options.bar_texts = 1;
	run.o = &options;
	run.ep = eps;
	run.count = COUNT;
	run.healthy = run.up = HEALTHY;
	run.max_visits = 1;
	for (i = 0; i < COUNT; i++) {
		eps[i].at = &entries[i];
		eps[i].t_start = 1000 * i;
		eps[i].t_request = eps[i].t_up = -1;
		eps[i].t_fail = eps[i].t_closed = -1;
		if (i < HEALTHY) {
			entries[i].kind = KIND_HEALTHY;
			eps[i].t_up = 20000 + i;
			eps[i].ups = eps[i].closes = 1;
			eps[i].completed = 5;
			continue;
		}
		entries[i].kind = dead[i - HEALTHY];
		eps[i].fails = 1;
		strcpy(eps[i].error, text[i - HEALTHY]);
		eps[i].t_fail = eps[i].t_start + (kind_times_out(
				entries[i].kind) ? 2000000 : 3000);
	}
}

/* The bars that fail are exactly these, in order, each with a space after. */
static void expect(int line, const char *names)
{
	struct verdict v[MAX_VERDICTS];
	unsigned int n = storm_judge(&run, v), i;
	char got[512] = "";

	for (i = 0; i < n; i++)
		if (!v[i].holds)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%s ", v[i].name);
	if (!strcmp(got, names))
		return;
	failures++;
	fprintf(stderr, "line %d: expected \"%s\", got \"%s\"\n", line, names,
		got);
}

#define WHEN(change, names) \
	do { all_well(); change; expect(__LINE__, names); } while (0)

static void up_at(unsigned int i, int64_t t)
{
	eps[i].t_up = t;
}

static void never_up(unsigned int i)
{
	eps[i].t_up = -1;
	eps[i].ups = eps[i].closes = eps[i].completed = 0;
	run.up--;
}

static void never_failed(unsigned int i)
{
	eps[i].t_fail = -1;
	eps[i].fails = 0;
}

static void came_up(unsigned int i)
{
	never_failed(i);
	eps[i].t_up = 5000;
	eps[i].ups = eps[i].closes = 1;
	eps[i].completed = 5;
	run.up++;
}

int main(void)
{
	WHEN((void)0, "");
	WHEN(never_up(2), "healthy_up up_before_first_timeout up_within_bar ");
	WHEN(up_at(3, 1500000), "up_within_bar ");
	WHEN(up_at(3, 2100000), "up_before_first_timeout up_within_bar ");
	/* without a timeout to compare with, the timeout itself counts */
	WHEN((entries[7].kind = entries[8].kind = KIND_404, options.bar_ms = 0,
	      options.bar_texts = 0,
	      up_at(0, 1999999)), "");
	WHEN((entries[7].kind = entries[8].kind = KIND_404, options.bar_ms = 0,
	      options.bar_texts = 0,
	      up_at(0, 2000001)), "up_before_first_timeout ");
	WHEN(never_failed(6), "failed_once ");
	WHEN((eps[6].fails = 2, run.twice = 1), "failed_once nothing_twice ");
	WHEN(eps[7].t_fail = eps[7].t_start + 2250000, "");
	WHEN(eps[7].t_fail = eps[7].t_start + 2250001, "failed_in_time ");
	WHEN((eps[8].t_request = eps[8].t_start + 100000,
	      eps[8].t_fail = eps[8].t_start + 2350000), "");
	WHEN((eps[8].t_request = eps[8].t_start + 100000,
	      eps[8].t_fail = eps[8].t_start + 2350001), "failed_in_time ");
	WHEN(eps[9].t_fail = eps[9].t_start + 2250001, "failed_in_time ");
	/* only on Windows a connect may take as long as the healthy ones' */
	WHEN((entries[8].kind = KIND_TLS_STALL, options.bar_texts = 0,
	      up_at(3, 500000), eps[8].t_fail = TLS_STALL_LATEST), "");
	WHEN((entries[8].kind = KIND_TLS_STALL, options.bar_texts = 0,
	      up_at(3, 500000), eps[8].t_fail = TLS_STALL_LATEST + 1),
	     "failed_in_time ");
	WHEN(came_up(9), "failed_once as_expected ");
	WHEN(eps[1].fails = 1, "as_expected ");
	WHEN(strcpy(eps[6].error, "connect: "), "explained ");
	WHEN(strcpy(eps[6].error, "connected: no"), "explained ");
	WHEN(strcpy(eps[7].error, "tls: timed out"), "explained ");
	WHEN((entries[7].kind = KIND_RESET_EARLY,
	      strcpy(eps[7].error, "tls: reset")), "");
	WHEN((entries[7].kind = KIND_RESET_EARLY,
	      strcpy(eps[7].error, "handshake: reset")), "");
	WHEN(run.closed_twice = 1, "nothing_twice ");
	WHEN(run.after_final = 1, "nothing_twice ");
	WHEN(run.lost = 1, "none_lost ");
	WHEN(eps[4].closes = 0, "closed_once ");
	WHEN(run.bad_echoes = 1, "talk ");
	WHEN(run.bad_pongs = 1, "talk ");
	WHEN(run.bad_writes = 1, "talk ");
	WHEN(eps[5].completed = 0, "all_talked ");
	WHEN(run.loop_late_pongs = 1, "pong ");
	WHEN(run.max_visits = 2, "once_a_turn ");
	WHEN(run.loop_error = "it failed", "loop ");
	WHEN((run.idle_counted = 5000, run.counted_bad = 1), "");
	WHEN((run.counted = 1, run.counted_turns = 5000,
	      run.idle_counted = 499), "");
	WHEN((run.counted = 1, run.counted_turns = 5000,
	      run.idle_counted = 500), "no_spin ");
	WHEN((run.counted = 1, run.counted_bad = 1), "counters ");

	/* --idle-cpu */
	all_well();
	options.idle_cpu_s = 3;
	options.bar_cpu_ms = 10;
	run.idle_wall_us = 3000000;
	run.idle_cpu_us = 29000;
	expect(__LINE__, "");
	run.idle_cpu_us = 30000;
	expect(__LINE__, "idle_cpu ");
	run.outcomes = 1;
	expect(__LINE__, "all_pending idle_cpu ");
	run.counted = 1;
	run.counted_turns = 9000;
	run.idle_counted = 8000;
	expect(__LINE__, "no_spin all_pending idle_cpu ");

	printf("the bars of the storm: %s\n", failures ? "FAILED" : "ok");
	return failures ? 1 : 0;
}
