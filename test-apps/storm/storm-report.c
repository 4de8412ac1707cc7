/* SPDX-License-Identifier: MIT */
/* The table, the progress line and the JSON. */

#include "storm.h"

static const char *colour_on[] = { "", "\033[32m", "\033[31m", "\033[1m" };
enum { PLAIN, GREEN, RED, BOLD };

static int coloured;

static void colour(int c)
{
	if (coloured)
		fputs(c ? colour_on[c] : "\033[0m", stdout);
}

static double secs(int64_t us)
{
	return (double)us / 1e6;
}

void storm_progress(const struct storm *s, int last)
{
	static int on = -1;

	if (on < 0)
		on = is_terminal(stderr);
	if (!on)
		return;
	if (last) {
		fprintf(stderr, "\r%60s\r", "");
		return;
	}
	fprintf(stderr, "\r%7.1f s   up %u of %u   failed %u of %u   ",
		secs(storm_now(s)), s->up, s->healthy, s->failed,
		s->count - s->healthy);
	fflush(stderr);
}

static void print_kinds(const struct storm *s)
{
	struct kind_summary k;
	int n;

	printf("  %-28s %9s %11s %11s  %s\n", "failures", "reported",
	       "first", "last", "example");
	for (n = KIND_HEALTHY; n < KIND_COUNT; n++) {
		storm_summarize(s, (enum kind)n, &k);
		if (!k.count || (n == KIND_HEALTHY && !k.reported))
			continue;
		printf("    %-26s ", kind_name((enum kind)n));
		if (n == KIND_HEALTHY || k.reported != k.count)
			colour(RED);
		printf("%3u of %3u", k.reported, k.count);
		colour(PLAIN);
		if (k.reported)
			printf(" %9.3f s %9.3f s  %s", secs(k.first),
			       secs(k.last), k.example->error);
		printf("\n");
	}
}

static void print_loop(const struct storm *s)
{
	printf("  %-28s %9.1f ms   (all of them: %.1f ms)\n",
	       "slowest connect call", (double)s->longest_dial / 1e3,
	       (double)s->t_dialled / 1e3);
	printf("  %-28s %9.1f ms   (without any callback: %.1f ms)\n",
	       "longest stall of the loop", (double)s->late.longest / 1e3,
	       (double)s->still.longest / 1e3);
	if (s->pongs)
		printf("  %-28s %9.1f ms   (mean %.1f ms of %llu)\n",
		       "latest pong", (double)s->rtt_max / 1e3,
		       (double)s->rtt_sum / 1e3 / (double)s->pongs,
		       (unsigned long long)s->pongs);
	if (s->late_pongs)
		printf("  %-28s %9llu      (%llu because of the loop)\n",
		       "late pongs", (unsigned long long)s->late_pongs,
		       (unsigned long long)s->loop_late_pongs);
	printf("  %-28s %9llu\n", "echoes",
	       (unsigned long long)s->echoes);
	printf("  %-28s %11.2f s  (of %.2f s)\n", "CPU",
	       secs(s->cpu_us), secs(s->t_end));
	printf("  %-28s %9llu\n", s->loop ? "turns" : "service calls",
	       (unsigned long long)s->turn);
	printf("  %-28s %9u      (most for one socket; %llu came again; at "
	       "most %u callbacks)\n", "services per turn", s->max_visits,
	       (unsigned long long)s->repeated_visits, s->max_callbacks);
}

static void print_storm(const struct storm *s)
{
	int64_t last = storm_last_up(s);

	printf("  %-28s ", "healthy up");
	colour(s->up == s->healthy ? GREEN : RED);
	printf("%3u of %3u", s->up, s->healthy);
	colour(PLAIN);
	if (last >= 0)
		printf("  last after %.3f s", secs(last));
	printf("\n");
	if (s->count > s->healthy)
		print_kinds(s);
	print_loop(s);
}

static void print_idle(const struct storm *s)
{
	double wall = secs(s->idle_wall_us);

	printf("  %-28s %9u      for %.2f s, nothing else\n", "pending",
	       s->count - s->outcomes, wall);
	if (wall <= 0)
		return;
	printf("  %-28s %9.2f ms   per second (%.2f %% of a core)\n", "CPU",
	       (double)s->idle_cpu_us / 1e3 / wall,
	       (double)s->idle_cpu_us / 1e4 / wall);
	printf("  %-28s %9.2f      per second\n", s->loop ? "turns" : "service calls",
	       (double)s->idle_turns / wall);
}

void storm_print_table(const struct storm *s, const struct verdict *v,
		       unsigned int n)
{
	unsigned int i;

	coloured = !getenv("NO_COLOR") && terminal_has_colours(stdout);
	colour(BOLD);
	printf("storm on %s, libwebsockets %s", SYSTEM_NAME,
	       lws_get_library_version());
	colour(PLAIN);
	if (s->loop)
		printf(", a loop of %s", s->loop);
	printf(": %u endpoints%s, %u of them unreachable, timeout %u s\n",
	       s->count, s->o->tls ? " with TLS" : "", s->count - s->healthy,
	       s->o->timeout_s);
	if (s->o->idle_cpu_s)
		print_idle(s);
	else
		print_storm(s);
	for (i = 0; i < n; i++) {
		colour(v[i].holds ? GREEN : RED);
		printf("  %-6s", v[i].holds ? "ok" : "FAILED");
		colour(PLAIN);
		printf(" %s\n", v[i].detail);
	}
	fflush(stdout);
}

static void json_string(const char *s)
{
	putchar('"');
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < 32)
			printf("\\u%04x", (unsigned int)(unsigned char)*s);
		else
			putchar(*s);
	putchar('"');
}

static void json_kinds(const struct storm *s)
{
	struct kind_summary k;
	const char *comma = "";
	int n;

	printf("  \"failures\": {");
	for (n = KIND_HEALTHY; n < KIND_COUNT; n++) {
		storm_summarize(s, (enum kind)n, &k);
		if (!k.count || (n == KIND_HEALTHY && !k.reported))
			continue;
		printf("%s\n    \"%s\": { \"reported\": %u, \"of\": %u", comma,
		       kind_name((enum kind)n), k.reported, k.count);
		if (k.reported) {
			printf(", \"first_s\": %.6f, \"last_s\": %.6f, "
			       "\"example\": ", secs(k.first), secs(k.last));
			json_string(k.example->error);
		}
		printf(" }");
		comma = ",";
	}
	printf("\n  },\n");
}

static void json_storm(const struct storm *s)
{
	printf("  \"healthy\": %u,\n  \"up\": %u,\n  \"last_up_s\": %.6f,\n",
	       s->healthy, s->up, secs(storm_last_up(s)));
	json_kinds(s);
	printf("  \"slowest_connect_call_ms\": %.3f,\n"
	       "  \"longest_stall_ms\": %.3f,\n"
	       "  \"longest_standstill_ms\": %.3f,\n",
	       (double)s->longest_dial / 1e3, (double)s->late.longest / 1e3,
	       (double)s->still.longest / 1e3);
	printf("  \"latest_pong_ms\": %.3f,\n  \"pongs\": %llu,\n"
	       "  \"echoes\": %llu,\n", (double)s->rtt_max / 1e3,
	       (unsigned long long)s->pongs, (unsigned long long)s->echoes);
	printf("  \"late_pongs\": %llu,\n  \"loop_late_pongs\": %llu,\n",
	       (unsigned long long)s->late_pongs,
	       (unsigned long long)s->loop_late_pongs);
	printf("  \"cpu_s\": %.6f,\n  \"wall_s\": %.6f,\n"
	       "  \"service_calls\": %llu,\n", secs(s->cpu_us), secs(s->t_end),
	       (unsigned long long)s->turn);
	printf("  \"max_services_per_turn\": %u,\n"
	       "  \"max_callbacks_per_turn\": %u,\n", s->max_visits,
	       s->max_callbacks);
}

void storm_print_json(const struct storm *s, const struct verdict *v,
		      unsigned int n)
{
	unsigned int i, all = 1;

	printf("{\n  \"system\": \"%s\",\n  \"library\": ", SYSTEM_NAME);
	json_string(lws_get_library_version());
	if (s->loop) {
		printf(",\n  \"loop\": ");
		json_string(s->loop);
	}
	printf(",\n  \"endpoints\": %u,\n  \"unreachable\": %u,\n"
	       "  \"tls\": %s,\n  \"timeout_s\": %u,\n", s->count,
	       s->count - s->healthy, s->o->tls ? "true" : "false",
	       s->o->timeout_s);
	if (s->o->idle_cpu_s)
		printf("  \"pending\": %u,\n  \"idle_cpu_s\": %.6f,\n"
		       "  \"idle_wall_s\": %.6f,\n"
		       "  \"idle_service_calls\": %llu,\n",
		       s->count - s->outcomes, secs(s->idle_cpu_us),
		       secs(s->idle_wall_us),
		       (unsigned long long)s->idle_turns);
	else
		json_storm(s);
	printf("  \"bars\": {");
	for (i = 0; i < n; i++) {
		printf("%s\n    \"%s\": { \"holds\": %s, \"detail\": ",
		       i ? "," : "", v[i].name, v[i].holds ? "true" : "false");
		json_string(v[i].detail);
		printf(" }");
		all &= v[i].holds != 0;
	}
	printf("\n  },\n  \"ok\": %s\n}\n", all ? "true" : "false");
	fflush(stdout);
}
