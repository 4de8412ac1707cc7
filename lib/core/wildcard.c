/* SPDX-License-Identifier: MIT */
/* Matching strings against patterns in which '*' stands for anything. */

#include "private-lib-core.h"

/*
 * Returns 0 if all of check fits wildcard, else 1. Neither needs a NUL, and
 * one ends them early. A '*' fits any number of bytes, also none. It takes at
 * most wlen * clen steps whatever the pattern.
 */
int
lws_strcmp_wildcard(const char *wildcard, size_t wlen, const char *check,
		    size_t clen)
{
	size_t w = 0, c = 0, star = 0, retry = 0;
	int has_star = 0;

	while (c < clen && check[c]) {
		if (w < wlen && wildcard[w] == '*') {
			/* at first it stands for nothing */
			has_star = 1;
			star = w++;
			retry = c;
		} else if (w < wlen && wildcard[w] == check[c]) {
			w++;
			c++;
		} else if (has_star) {
			/* the last '*' takes one byte more */
			w = star + 1;
			c = ++retry;
		} else {
			return 1;
		}
	}

	while (w < wlen && wildcard[w] == '*')
		w++;

	return w < wlen && wildcard[w];
}
