/* SPDX-License-Identifier: MIT */
/*
 * Counters of the service loop's invariants (LWS_WITH_SERVICE_STATS), for the
 * tests: compiled out of the default build.  Needs nothing but <stdint.h>, so
 * that a test of the public API can read them.
 */
#ifndef LWS_SERVICE_STATS_H
#define LWS_SERVICE_STATS_H

#include <stdint.h>

struct lws_service_stats {
#if defined(LWS_WITH_SERVICE_STATS)
	uint64_t	turns;
	uint64_t	waits;			/* turns that waited (> 0) */
	uint64_t	zero_waits;		/* turns whose wait was 0 */
	uint64_t	zero_waits_not_due;	/* ... with nothing due: a spin */
	uint64_t	serviced;		/* services of a wsi */
	uint64_t	serviced_twice;		/* ... again in the same turn */
	uint64_t	max_ready;		/* longest ready list */
	uint64_t	timers;			/* timer callbacks */
	uint64_t	callbacks;		/* user callbacks with a wsi */
	uint64_t	callbacks_after_final;	/* must stay 0 */
	uint64_t	client_attempts;
	uint64_t	client_established;
	uint64_t	client_failed;
	uint64_t	wsi_created;
	uint64_t	wsi_freed;
	uint64_t	wake_ups;		/* services of the event pipe */
	uint64_t	sends;			/* pieces of output to the system */
	uint64_t	tls_steps;		/* services in a TLS handshake */
	uint64_t	put_off;		/* ... put off to the next turn */
	uint64_t	tls_us;			/* what the steps took */
	uint64_t	tls_us_before;		/* ... those of the turn when its
						 * last one began */
	uint64_t	services_us;		/* what they took of the thread's
						 * time, where that is known */
#else
	uint8_t		unused;
#endif
};

#if defined(LWS_WITH_SERVICE_STATS)
#define lws_stat_add(_pt, _what, _n)	((_pt)->stats._what += (_n))
#define lws_stat_set(_pt, _what, _n)	((_pt)->stats._what = (_n))
#else
#define lws_stat_add(_pt, _what, _n)	((void)0)
#define lws_stat_set(_pt, _what, _n)	((void)0)
#endif

struct lws_context;

/*
 * The counters of service thread tsi, or NULL when the library was built
 * without them.  Read them from the service thread.
 */
#if defined(_MSC_VER) && defined(LWS_STATS_DLL)
__declspec(dllimport)
#endif
const struct lws_service_stats *
lws_service_stats_get(const struct lws_context *context, int tsi);

#endif
