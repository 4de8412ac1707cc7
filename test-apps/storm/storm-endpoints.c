/* SPDX-License-Identifier: MIT */
/*
 * storm-endpoints: WebSocket echo servers, and servers that are down in every
 * way in which servers are down. Plain sockets and OpenSSL; no libwebsockets.
 *
 * Prints one line "endpoint INDEX KIND HOST PORT" for each endpoint, with
 * "tls:NAME" behind it if it is one for TLS that has to prove to be NAME; if
 * there are such, the certificate of the CA to be trusted, as PEM; then
 * "READY"; and serves until its stdin is closed or it is killed.
 */

#include "server.h"

static void usage(FILE *f)
{
	int k;

	fprintf(f,
"storm-endpoints [options]\n"
"  --endpoints N          how many (default 100)\n"
"  --unreachable M        how many of them are dead (default 30)\n"
"  --kinds A,B,...        kinds of the dead ones, or \"all\" (default)\n"
"  --swallow-address A    an address that never answers, for \"swallowed\"\n"
"                         (default: a listener here whose queue is full)\n"
"  --tls                  all of them take TLS connections only\n"
"  --list FILE            write the list there instead of to stdout\n"
"  --help\n"
"kinds:\n");
	for (k = KIND_HEALTHY + 1; k < KIND_COUNT; k++)
		fprintf(f, "  %-12s %s\n", kind_name((enum kind)k),
			kind_describe((enum kind)k));
}

static int number(const char *s, unsigned int *v)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (end == s || *end || n < 0 || n > 20000)
		return -1;
	*v = (unsigned int)n;
	return 0;
}

/* One option and its value; -1 when it makes no sense. */
static int option(struct server_options *o, const char **list, const char *name,
		  const char *value)
{
	if (!strcmp(name, "--endpoints"))
		return number(value, &o->endpoints);
	if (!strcmp(name, "--unreachable"))
		return number(value, &o->unreachable);
	if (!strcmp(name, "--kinds")) {
		o->kind_count = kinds_parse(value, o->kinds);
		return o->kind_count < 1 ? -1 : 0;
	}
	if (!strcmp(name, "--swallow-address")) {
		o->swallow_address = value;
		return 0;
	}
	if (!strcmp(name, "--list")) {
		*list = value;
		return 0;
	}
	return -1;
}

static int print_list(const struct server *s, const char *file)
{
	FILE *f = file ? fopen(file, "w") : stdout;
	unsigned int i;
	int bad;

	if (!f) {
		fprintf(stderr, "%s: cannot be written\n", file);
		return -1;
	}
	for (i = 0; i < s->count; i++)
		fprintf(f, "endpoint %u %s %s %d%s\n", i,
			kind_name(s->offers[i].kind), s->offers[i].host,
			s->offers[i].port,
			s->offers[i].tls ? " tls:" TLS_NAME : "");
	if (s->tls)
		fputs(tls_server_ca(s->tls), f);
	bad = fflush(f);
	if (file)
		bad |= fclose(f);
	printf("READY\n");
	bad |= fflush(stdout);
	return bad ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct server_options o;
	const char *list = NULL;
	struct server s;
	int i, r;

	memset(&o, 0, sizeof(o));
	o.endpoints = 100;
	o.unreachable = 30;
	o.kind_count = kinds_parse("all", o.kinds);
	for (i = 1; i < argc; i += 2) {
		if (!strcmp(argv[i], "--help")) {
			usage(stdout);
			return 0;
		}
		if (!strcmp(argv[i], "--tls")) {
			o.tls = 1;
			i--;
			continue;
		}
		if (i + 1 == argc || option(&o, &list, argv[i], argv[i + 1])) {
			fprintf(stderr, "storm-endpoints: bad option %s\n",
				argv[i]);
			usage(stderr);
			return 2;
		}
	}
	if (!o.endpoints || o.unreachable > o.endpoints) {
		fprintf(stderr, "storm-endpoints: cannot have %u unreachable "
			"ones of %u\n", o.unreachable, o.endpoints);
		return 2;
	}
	if (net_init())
		return 2;

	r = server_open(&s, &o);
	if (!r)
		r = print_list(&s, list) ? 2 : server_run(&s);
	server_close(&s);
	return r;
}
