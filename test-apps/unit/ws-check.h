/* SPDX-License-Identifier: MIT */
/*
 * What the unit tests of the WebSocket byte machines share: a check that counts
 * and names what went wrong, and small random numbers that are the same on
 * every machine.
 */

#ifndef WS_CHECK_H
#define WS_CHECK_H

#include <stdint.h>
#include <stdio.h>

extern unsigned int ws_checks, ws_failures;

#define WS_CHECK(_cond, ...) do { \
		ws_checks++; \
		if (!(_cond)) { \
			ws_failures++; \
			printf("%s:%d: %s: ", __FILE__, __LINE__, #_cond); \
			printf(__VA_ARGS__); \
			printf("\n"); \
		} \
	} while (0)

/* prints the counts; what main() returns */
int
ws_check_result(const char *name);

/* linear congruential with Knuth's MMIX constants; the high bits are good */
uint32_t
ws_random(uint64_t *seed);

#endif
