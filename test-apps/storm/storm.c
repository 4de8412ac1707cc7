/* SPDX-License-Identifier: MIT */
/*
 * storm: connects to many WebSocket servers at once, some of which are down,
 * from one thread with one context, and reports how the service loop took it.
 * Uses the public API only, and of that only what 4.1 has as well.
 *
 * Exit status: 0 all bars hold, 1 some do not, 2 it could not run, 77 this
 * system cannot offer what was asked for.
 */

#include "storm.h"

static const char help[] =
"storm [options]\n"
"  --endpoints N         how many (default 100)\n"
"  --unreachable M       how many of them are dead (default 30)\n"
"  --kinds A,B,...       kinds of the dead ones, or \"all\" (default); see\n"
"                        storm-endpoints --help\n"
"  --tls                 all of them are for TLS\n"
"  --timeout S           connect_timeout_secs and timeout_secs (default 5)\n"
"  --hold S              go on for so long when all outcomes are known\n"
"                        (default 2; may have a fraction)\n"
"  --interval-ms T       between two rounds of ping and echo (default 100)\n"
"  --server PATH         storm-endpoints (default: beside this program)\n"
"  --endpoints-from FILE read a list instead of starting storm-endpoints\n"
"                        (- is stdin)\n"
"  --swallow-address A   an address that never answers, for \"swallowed\"\n"
"  --idle-cpu S          connect to M endpoints that neither answer nor\n"
"                        refuse, and measure the CPU of S quiet seconds\n"
"  --slack-ms T          a failure may be so much later than its timeout\n"
"                        (default 250)\n"
"  --bar-ms T            all healthy ones must be up within T ms\n"
"  --bar-pong            no pong may be later than the next round because\n"
"                        of a stall of the loop\n"
"  --bar-turns           no socket may be serviced twice in a turn\n"
"  --bar-texts           each failure says in which phase it came, and why\n"
"  --bar-cpu-ms T        --idle-cpu: less than T ms of CPU per second\n"
"  --json                print JSON instead of the table\n"
"  --svg FILE            draw the timeline\n"
"  --log                 show what the library logs\n"
"  --help\n";

static int number(const char *s, unsigned int max, unsigned int *v)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (end == s || *end || n < 0 || n > (long)max)
		return -1;
	*v = (unsigned int)n;
	return 0;
}

static int seconds(const char *s, unsigned int *ms)
{
	char *end;
	double d = strtod(s, &end);

	if (end == s || *end || !(d >= 0 && d <= 86400))
		return -1;
	*ms = (unsigned int)(d * 1000 + 0.5);
	return 0;
}

static int set_string(const char *s, const char **v)
{
	*v = s;
	return 0;
}

/* Options with a value. */
static int option(struct storm_options *o, const char *name, const char *v)
{
	if (!strcmp(name, "--endpoints"))
		return number(v, 20000, &o->endpoints);
	if (!strcmp(name, "--unreachable"))
		return number(v, 20000, &o->unreachable);
	if (!strcmp(name, "--kinds"))
		return set_string(v, &o->kinds);
	if (!strcmp(name, "--timeout"))
		return number(v, 3600, &o->timeout_s);
	if (!strcmp(name, "--hold"))
		return seconds(v, &o->hold_ms);
	if (!strcmp(name, "--interval-ms"))
		return number(v, 60000, &o->interval_ms);
	if (!strcmp(name, "--server"))
		return set_string(v, &o->server);
	if (!strcmp(name, "--endpoints-from"))
		return set_string(v, &o->endpoints_from);
	if (!strcmp(name, "--swallow-address"))
		return set_string(v, &o->swallow_address);
	if (!strcmp(name, "--idle-cpu"))
		return number(v, 3600, &o->idle_cpu_s);
	if (!strcmp(name, "--slack-ms"))
		return number(v, 60000, &o->slack_ms);
	if (!strcmp(name, "--bar-ms"))
		return number(v, 3600000, &o->bar_ms);
	if (!strcmp(name, "--bar-cpu-ms"))
		return number(v, 1000, &o->bar_cpu_ms);
	if (!strcmp(name, "--svg"))
		return set_string(v, &o->svg);
	return -1;
}

static int parse(struct storm_options *o, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json")) {
			o->json = 1;
		} else if (!strcmp(argv[i], "--tls")) {
			o->tls = 1;
		} else if (!strcmp(argv[i], "--log")) {
			o->log = 1;
		} else if (!strcmp(argv[i], "--bar-pong")) {
			o->bar_pong = 1;
		} else if (!strcmp(argv[i], "--bar-texts")) {
			o->bar_texts = 1;
		} else if (!strcmp(argv[i], "--bar-turns")) {
			o->bar_turns = 1;
		} else if (i + 1 == argc || option(o, argv[i], argv[i + 1])) {
			fprintf(stderr, "storm: bad option %s; --help shows "
				"them all\n", argv[i]);
			return -1;
		} else {
			i++;
		}
	}
	if (!o->endpoints || o->unreachable > o->endpoints || !o->timeout_s ||
	    !o->interval_ms) {
		fprintf(stderr, "storm: these numbers make no storm\n");
		return -1;
	}
	if (!o->idle_cpu_s)
		return 0;

	/* nothing may happen before the measure is over */
	o->endpoints = o->unreachable;
	o->kinds = "swallowed,silent";
	o->timeout_s = o->idle_cpu_s + 5;
	return o->endpoints ? 0 : -1;
}

static int get_roster(struct storm *s)
{
	const struct storm_options *o = s->o;
	char path[1024], total[16], dead[16];
	const char *args[13];
	int n = 0;

	if (o->endpoints_from)
		return roster_read_file(&s->roster, o->endpoints_from);

	snprintf(total, sizeof(total), "%u", o->endpoints);
	snprintf(dead, sizeof(dead), "%u", o->unreachable);
	if (!o->server && roster_beside(path, sizeof(path))) {
		fprintf(stderr, "storm: where is storm-endpoints?\n");
		return 2;
	}
	args[n++] = o->server ? o->server : path;
	args[n++] = "--endpoints";
	args[n++] = total;
	args[n++] = "--unreachable";
	args[n++] = dead;
	args[n++] = "--kinds";
	args[n++] = o->kinds ? o->kinds : "all";
	if (o->tls)
		args[n++] = "--tls";
	if (o->swallow_address) {
		args[n++] = "--swallow-address";
		args[n++] = o->swallow_address;
	}
	args[n] = NULL;
	return roster_start(&s->roster, args);
}

static int report(const struct storm *s)
{
	struct verdict v[MAX_VERDICTS];
	unsigned int n = storm_judge(s, v), i;
	int status = 0;

	for (i = 0; i < n; i++)
		if (!v[i].holds)
			status = 1;
	if (s->o->json)
		storm_print_json(s, v, n);
	else
		storm_print_table(s, v, n);
	if (s->o->svg && storm_write_svg(s, s->o->svg))
		status = 2;
	return status;
}

int main(int argc, char **argv)
{
	static struct storm s;
	struct storm_options o;
	int r;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(help, stdout);
		return 0;
	}
	memset(&o, 0, sizeof(o));
	o.endpoints = 100;
	o.unreachable = 30;
	o.timeout_s = 5;
	o.hold_ms = 2000;
	o.interval_ms = 100;
	o.slack_ms = SLACK_MS;
	if (parse(&o, argc, argv) || net_init())
		return 2;

	lws_set_log_level(o.log ? LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER :
				  LLL_ERR, NULL);
	s.o = &o;
	r = get_roster(&s);
	if (r)
		return r;
	r = storm_run(&s);
	if (!r)
		r = report(&s);
	if (roster_free(&s.roster) && !r) {
		fprintf(stderr, "storm: storm-endpoints ended with an error\n");
		r = 2;
	}
	free(s.ep);
	return r;
}
