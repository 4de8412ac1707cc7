/* SPDX-License-Identifier: MIT */
/*
 * See cmdline.h.
 */
#include "cmdline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
help(const struct cmdline_option *table, size_t entries, const char *usage)
{
	size_t n;

	printf("%s\n\n", usage);
	for (n = 0; n < entries; n++)
		if (table[n].name)
			printf("  %c%c  --%-18s %s\n",
			       table[n].letter ? '-' : ' ',
			       table[n].letter ? table[n].letter : ' ',
			       table[n].name, table[n].help);
}

static const struct cmdline_option *
find(const struct cmdline_option *table, size_t entries, const char *arg)
{
	size_t n, len;

	for (n = 0; n < entries; n++) {
		const struct cmdline_option *o = &table[n];

		if (!o->name)
			continue;
		len = strlen(o->name);
		if (arg[1] == '-' && !strncmp(arg + 2, o->name, len) &&
		    (!arg[2 + len] || arg[2 + len] == '='))
			return o;
		if (o->letter && arg[1] == o->letter)
			return o;
	}

	return NULL;
}

static int
number(const char *text, long long max, long long *v)
{
	char *end;

	*v = strtoll(text, &end, 10);

	return !*text || *end || *v < 0 || *v > max;
}

static int
add(struct cmdline_several *s, const char *value)
{
	if (s->count == (int)(sizeof(s->v) / sizeof(s->v[0])))
		return 1;
	s->v[s->count++] = value;

	return 0;
}

/* nonzero: the value makes no sense */
static int
set(void *to, const struct cmdline_option *o, const char *value)
{
	void *at = (char *)to + o->at;
	long long v;
	char *end;

	switch (o->kind) {
	case CMDLINE_NUMBER:
		if (number(value, 65535, &v))
			return 1;
		*(int *)at = (int)v;
		return 0;
	case CMDLINE_SIZE:
		return number(value, 1LL << 50, at);
	case CMDLINE_SECONDS:
		*(double *)at = strtod(value, &end);
		return !*value || *end || *(double *)at > 1e6;
	case CMDLINE_TEXT:
		*(const char **)at = value;
		return 0;
	case CMDLINE_SEVERAL:
		return add(at, value);
	case CMDLINE_FLAG:
		*(int *)at = 1;
		return 0;
	case CMDLINE_HELP:
		break;
	}

	return 1;
}

/* the value of an option, which may be the next argument; or NULL */
static const char *
value_of(const struct cmdline_option *o, int argc, const char **argv, int *n)
{
	const char *arg = argv[*n];
	size_t skip = arg[1] == '-' ? 2 + strlen(o->name) : 2;

	if (arg[skip])
		return arg + skip + (arg[skip] == '=');
	if (*n + 1 >= argc)
		return NULL;

	return argv[++*n];
}

static int
positional(const struct cmdline_option *table, size_t entries, void *to,
	   int place, const char *arg)
{
	size_t n;

	for (n = 0; n < entries; n++)
		if (!table[n].name && !place--)
			return set(to, &table[n], arg);

	return 1;
}

int
cmdline_parse(const struct cmdline_option *table, size_t entries, void *to,
	      int argc, const char **argv, const char *usage)
{
	int n, place = 0, only_places = 0;

	for (n = 1; n < argc; n++) {
		const char *arg = argv[n], *value = "";
		const struct cmdline_option *opt;

		if (!only_places && !strcmp(arg, "--")) {
			only_places = 1;
			continue;
		}
		opt = !only_places && arg[0] == '-' && arg[1] ?
					find(table, entries, arg) : NULL;
		if (!opt && (only_places || arg[0] != '-') &&
		    !positional(table, entries, to, place, arg)) {
			place++;
			continue;
		}
		if (!opt) {
			fprintf(stderr, "unknown option %s; --help lists "
				"them\n", arg);
			return -1;
		}
		if (opt->kind == CMDLINE_HELP) {
			help(table, entries, usage);
			return 1;
		}
		if (opt->kind != CMDLINE_FLAG)
			value = value_of(opt, argc, argv, &n);
		if (!value || set(to, opt, value)) {
			fprintf(stderr, "%s needs a value that makes sense\n",
				arg);
			return -1;
		}
	}

	return 0;
}
