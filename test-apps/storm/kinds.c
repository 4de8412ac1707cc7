/* SPDX-License-Identifier: MIT */
/* The kinds of endpoints: names and distribution. */

#include "kinds.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *what;
	int times_out, tls;
	const char *phases;	/* in which its attempts may end */
} table[KIND_COUNT] = {
	{ "healthy", "echoes messages and answers pings", 0, 0, "" },
	{ "refused", "nobody listens on the port", 0, 0, "connect" },
	{ "swallowed", "the SYN is never answered", 1, 0, "connect" },
	{ "silent", "accepts and never says anything", 1, 0, "handshake" },
	{ "reset", "accepts, reads the request, resets", 0, 0, "handshake" },
	{ "reset-early", "accepts and resets at once", 0, 0,
	  "connect tls handshake" },
	{ "404", "answers the upgrade with 404", 0, 0, "handshake" },
	{ "unresolved", "the name does not exist", 0, 0, "dns" },
	{ "tls-stall", "reads the ClientHello and never answers it", 1, 1,
	  "tls" },
	{ "untrusted", "has a certificate of an unknown CA", 0, 1, "tls" },
	{ "wrong-host", "has a certificate for another name", 0, 1, "tls" },
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

int kind_needs_tls(enum kind k)
{
	return table[k].tls;
}

int kind_explained(enum kind k, const char *text)
{
	const char *phases = table[k].phases, *p;
	size_t len;

	for (p = phases; *p; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		if (!strncmp(text, p, len) && !strncmp(text + len, ": ", 2) &&
		    text[len + 2])
			return 1;
	}
	return 0;
}

static int available(enum kind k)
{
#if defined(STORM_WITH_TLS)
	(void)k;
	return 1;
#else
	return !table[k].tls;
#endif
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
			if (available((enum kind)n))
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
		if (!available((enum kind)k)) {
			fprintf(stderr, "this build has no TLS, and so no %s\n",
				kind_name((enum kind)k));
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
