/* SPDX-License-Identifier: MIT */
/*
 * What the attacks on the service engine (net-*-test.c) share: a context that
 * echoes ws and raw, clients whose ends are counted, and the invariants of the
 * service loop.
 */
#ifndef LWS_UNIT_NET_CHECK_H
#define LWS_UNIT_NET_CHECK_H

#include "private-lib-core-net.h"
#include "tests.h"

/* one attempt of a client: exactly one of up and failed, closed only if up */
struct attempt {
	struct lws	*wsi;
	const char	*msg;		/* sent once it is up */
	size_t		msg_len;	/* 0: that of msg; else so many bytes */
	size_t		sent, got;
	int		up, failed, closed, destroyed;
};

extern struct lws_context *nc_cx;
extern struct lws_vhost *nc_vh, *nc_raw;	/* ws and raw listeners */
/* connections that the servers have, and those that they have ever had */
extern int nc_served, nc_served_ever;
/* of the next nc_create(), 0: plenty */
extern unsigned int nc_fd_limit;
/* changes what nc_create() is about to ask for, or NULL */
extern void (*nc_tune)(struct lws_context_creation_info *info);

/*
 * t_begin() and t_end() of a program whose contexts are all on one kind of
 * loop: net-own.c, the library's; or net-foreign.c, one of the program's.
 */
void nc_begin(const char *name, int seconds);
int nc_end(void);
/* asks for that loop, for what will be nc_cx; nc_create() does so.  On a loop of
 * the program's, nc_cx is NULL when the context has ended in a callback. */
void nc_loop(struct lws_context_creation_info *info);
/* a turn of that loop, which does not wait; negative: it was the last one */
int nc_turn(void);

/* 0: nc_cx, nc_vh and nc_raw are there */
int nc_create(const struct lws_protocols *more);
void nc_destroy(void);
/* starts an attempt, raw or ws; address NULL: 127.0.0.1.  Its wsi or NULL */
struct lws *nc_connect(struct attempt *a, int raw, const char *address);
/* nothing more will come of it */
int nc_over(const struct attempt *a);
/* the user's part in the contract of an attempt that nc_connect() began */
void nc_check_attempt(const struct attempt *a, int begun);
/* connects, echoes a little, closes: the context works */
void nc_check_works(void);
/* counted by the library; nothing to be said when it does not count */
void nc_check_stats(void);
/* what the thread has for itself: the pipe, and what tells of routes */
int nc_own_count(void);
/* lets dead connections go, checks that the library has only those that it
 * should have: its own, two listeners, and `more` */
void nc_check_count(int more);

/*
 * Serves for so many ms, without any tick.  Returns how many turns it took
 * (0 if they are not counted).
 */
unsigned int nc_run(unsigned int ms);
/* the one connection that a server had adopted last */
extern struct lws *nc_last;

int nc_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len);

#endif
