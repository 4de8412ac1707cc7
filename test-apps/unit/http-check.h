/* SPDX-License-Identifier: MIT */
/*
 * What the unit tests of HTTP share: a check that counts and names what went
 * wrong.
 */
#ifndef HTTP_CHECK_H
#define HTTP_CHECK_H

#include <stdio.h>

static unsigned int http_checks, http_failures;

#define HTTP_CHECK(_cond, ...) do { \
		http_checks++; \
		if (!(_cond)) { \
			http_failures++; \
			printf("%s:%d: %s: ", __FILE__, __LINE__, #_cond); \
			printf(__VA_ARGS__); \
			printf("\n"); \
		} \
	} while (0)

static inline int
http_check_result(const char *name)
{
	printf("%s: %u checks, %u failed\n", name, http_checks,
	       http_failures);

	return http_failures != 0 || http_checks == 0;
}

#endif
