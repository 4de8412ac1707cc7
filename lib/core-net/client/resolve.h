/* SPDX-License-Identifier: MIT */
/*
 * Names to addresses, without waiting: a pool of threads over getaddrinfo().
 *
 * Threads are made when there is a name to look up and none is idle, up to
 * LWS_RESOLVER_MAX_THREADS; a name that hangs keeps one of them busy and holds
 * up nobody else.  With all of them busy further names queue, and the caller's
 * own timer bounds their wait.  A thread with nothing to do ends after
 * LWS_RESOLVER_IDLE_US.
 *
 * A resolver belongs to one service thread.  All of the calls are for that
 * thread alone, and none of them waits.
 */
#ifndef LWS_PRIVATE_RESOLVE_H
#define LWS_PRIVATE_RESOLVE_H

#include "private-lib-core.h"

#define LWS_RESOLVER_MAX_THREADS	32
#define LWS_RESOLVER_IDLE_US		(5 * LWS_US_PER_SEC)

/* The longest name that the DNS can hold, in text form (RFC 1035, 2.3.4) */
#define LWS_RESOLVER_MAX_NAME		255

struct lws_resolver;
struct lws_resolve_req;

/*
 * From some other thread: have lws_resolver_collect() called soon.  Must not
 * wait, nor call the resolver.
 */
typedef void (*lws_resolver_wake_fn)(void *arg);

/*
 * The outcome.  The request is gone when this is called.  list: the addresses
 * with the port set, which now belong to the callee, who gives them to
 * lws_resolver_result_free().  NULL: it failed, and reason says why, for as
 * long as the call lasts; cause is what kind of failure it is.  May start and
 * cancel others, and even destroy.
 */
typedef void (*lws_resolve_cb)(void *opaque, struct addrinfo *list,
			       enum lws_client_cause cause,
			       const char *reason);

/* How a name is looked up: as getaddrinfo() with these hints and no service */
typedef int (*lws_resolver_lookup_fn)(const char *host,
				      const struct addrinfo *hints,
				      struct addrinfo **res);

/* NULL: no memory */
struct lws_resolver *
lws_resolver_create(lws_resolver_wake_fn wake, void *wake_arg);

/*
 * Begins a lookup: family is AF_UNSPEC, AF_INET or AF_INET6.  The callback
 * comes from lws_resolver_collect() in every case, also for numeric addresses
 * (they go to no thread).  NULL: no memory, or not one thread can be made; the
 * callback will not come.
 */
struct lws_resolve_req *
lws_resolver_start(struct lws_resolver *r, const char *host, int port,
		   int family, lws_resolve_cb cb, void *opaque);

/* Its callback never comes.  Not for a request whose callback has begun. */
void
lws_resolver_cancel(struct lws_resolve_req *req);

/* Calls the callbacks of what was finished when it was called */
void
lws_resolver_collect(struct lws_resolver *r);

/*
 * Without the callbacks that are outstanding; frees their requests.  A thread
 * that hangs in a lookup is left to itself, and what it shares with us goes
 * when it ends.  wake is not called any more once this returns.
 */
void
lws_resolver_destroy(struct lws_resolver **pr);

void
lws_resolver_result_free(struct addrinfo *list);

/* For tests: another lookup, other limits; and how many threads there are */
void
lws_resolver_set_lookup(struct lws_resolver *r, lws_resolver_lookup_fn lookup);

void
lws_resolver_set_limits(struct lws_resolver *r, unsigned int max_threads,
			lws_usec_t idle_us);

unsigned int
lws_resolver_threads(struct lws_resolver *r);

#endif
