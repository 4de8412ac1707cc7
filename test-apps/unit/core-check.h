/* SPDX-License-Identifier: MIT */
/* Counting checks, for the unit tests of lib/core and lib/misc. */

#if !defined(LWS_UNIT_CORE_CHECK_H)
#define LWS_UNIT_CORE_CHECK_H

#include <stdio.h>
#include <string.h>

static unsigned long checks_made, checks_failed;

/* the first failures are named, the others counted */
static void
check_one(int ok, const char *file, int line, const char *what)
{
	checks_made++;
	if (ok)
		return;
	if (checks_failed++ < 20)
		fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
}

static inline void
check_eq(long long a, long long b, const char *file, int line, const char *what)
{
	char text[256];

	if (a == b) {
		checks_made++;
		return;
	}
	snprintf(text, sizeof(text), "%s: %lld, not %lld", what, a, b);
	check_one(0, file, line, text);
}

static inline void
check_str(const char *a, const char *b, const char *file, int line,
	  const char *what)
{
	char text[512];

	if (a == b || (a && b && !strcmp(a, b))) {
		checks_made++;
		return;
	}
	snprintf(text, sizeof(text), "%s: \"%.150s\", not \"%.150s\"", what,
		 a ? a : "(NULL)", b ? b : "(NULL)");
	check_one(0, file, line, text);
}

#define CHECK(x) check_one(!!(x), __FILE__, __LINE__, #x)
#define CHECK_EQ(a, b) check_eq((long long)(a), (long long)(b), __FILE__, \
				__LINE__, #a)
#define CHECK_STR(a, b) check_str(a, b, __FILE__, __LINE__, #a)

static int
check_result(void)
{
	printf("%lu checks, %lu failed\n", checks_made, checks_failed);

	return checks_failed || !checks_made;
}

#endif
