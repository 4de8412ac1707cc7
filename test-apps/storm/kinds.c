/* SPDX-License-Identifier: MIT */
/* The kinds of endpoints: names and distribution. */

#include "kinds.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *what;
	int times_out;
} table[KIND_COUNT] = {
	{ "healthy", "echoes messages and answers pings", 0 },
	{ "refused", "nobody listens on the port", 0 },
	{ "swallowed", "the SYN is never answered", 1 },
	{ "silent", "accepts and never says anything", 1 },
	{ "reset", "accepts, reads the request, resets", 0 },
	{ "reset-early", "accepts and resets at once", 0 },
	{ "404", "answers the upgrade with 404", 0 },
	{ "unresolved", "the name does not exist", 0 },
};

const char *kind_name(enum kind k)
{
	return table[k].name;
}

const char *kind_describe(enum kind k)
{
	return table[k].what;
}

int kind_times_out(enum kind k)
{
	return table[k].times_out;
}

static int lookup(const char *name, size_t len)
{
	int n;

	for (n = 0; n < KIND_COUNT; n++)
		if (strlen(table[n].name) == len &&
		    !memcmp(table[n].name, name, len))
			return n;

	return -1;
}

int kind_from_name(const char *name)
{
	return lookup(name, strlen(name));
}

int kinds_parse(const char *list, enum kind *kinds)
{
	int count = 0, k, n;
	size_t len;

	if (!strcmp(list, "all")) {
		for (n = KIND_HEALTHY + 1; n < KIND_COUNT; n++)
			kinds[count++] = (enum kind)n;
		return count;
	}

	for (;;) {
		len = strcspn(list, ",");
		k = lookup(list, len);
		if (k <= KIND_HEALTHY) {
			fprintf(stderr, "no dead kind is called \"%.*s\"\n",
				(int)len, list);
			return -1;
		}
		for (n = 0; n < count; n++)
			if (kinds[n] == (enum kind)k) {
				fprintf(stderr, "%s is named twice\n",
					kind_name((enum kind)k));
				return -1;
			}
		kinds[count++] = (enum kind)k;
		if (!list[len])
			return count;
		list += len + 1;
	}
}

enum kind kind_of(unsigned int i, unsigned int n, unsigned int m,
		  const enum kind *kinds, int count)
{
	unsigned int before = (unsigned int)((unsigned long long)i * m / n);
	unsigned int after =
		(unsigned int)(((unsigned long long)i + 1) * m / n);

	if (before == after)
		return KIND_HEALTHY;

	return kinds[before % (unsigned int)count];
}
