/* SPDX-License-Identifier: MIT */
/* Listeners that leave every SYN unanswered. */
#if !defined(STORM_SWALLOW_H)
#define STORM_SWALLOW_H

#include "compat.h"

/* A connect that got into the queue of a listener, and stays there. */
enum { SWALLOW_MAX_FILLERS = 8 };

struct swallower {
	sock_t listener;	/* listening, nobody ever accepts */
	int port;
	sock_t filler[SWALLOW_MAX_FILLERS];
	int fillers;
	sock_t probe;
	int hangs;		/* the last probe got no answer */
};

/*
 * Fills the accept queues of all of them by connects of our own, until a
 * further connect is left without an answer for as long as wait_ms. Returns 0
 * when all of them swallow; otherwise says on stderr what happened instead.
 */
int swallow_fill(struct swallower *s, unsigned int n, int wait_ms);

/* A new connect to this port is left without an answer for wait_ms. */
int swallow_verify(int port, int wait_ms);

#endif
