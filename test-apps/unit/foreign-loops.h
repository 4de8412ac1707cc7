/* SPDX-License-Identifier: MIT */
/*
 * The event libraries as a program uses them that has a loop of its own: what
 * the tests of foreign loops and the storm need of each.  LWS_TEST_UV and the
 * like say which one it is.
 */
#ifndef LWS_UNIT_FOREIGN_LOOPS_H
#define LWS_UNIT_FOREIGN_LOOPS_H

#include <libwebsockets.h>

struct foreign {
	const char *name;		/* as in LWS_EVENT_LOOP */
	uint64_t option;		/* as in info.options */
	/* a loop, as info.foreign_loops wants it, or NULL */
	void *(*make)(void);
	/* fn(arg) after so many milliseconds, once; one at a time */
	void (*after)(void *loop, unsigned int ms, void (*fn)(void *arg),
		      void *arg);
	/* one pass, which may sleep */
	void (*pass)(void *loop);
	/* passes until stop(), which one of them calls.  sd-event's loop cannot
	 * run again after that */
	void (*run)(void *loop);
	void (*stop)(void *loop);
	/* the end of it; nonzero: something is still on it */
	int (*unmake)(void *loop);
};

extern const struct foreign foreign_loop;

#endif
