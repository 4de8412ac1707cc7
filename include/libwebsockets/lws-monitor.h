/* SPDX-License-Identifier: MIT */
/*
 * lws-monitor.h: is the service loop held up, and why do clients fail
 *
 * Not part of libwebsockets 4.3.5. READMEs/README.monitoring.md shows how to
 * use it.
 *
 * Unless it says otherwise a function is for the thread of the service loop,
 * or for when that does not run.
 */

#if !defined(LIBWEBSOCKETS_LWS_MONITOR_H)
#define LIBWEBSOCKETS_LWS_MONITOR_H

/*
 * ---- turns of the service loop that take too long ----
 */

/** What a part of a turn was */
enum lws_stall_kind {
	LWS_STALL_NONE,		/* there was no stall yet */
	LWS_STALL_CALLBACK,	/* a callback of a protocol: see reason */
	LWS_STALL_SERVICE,	/* the library's own service of a connection */
	LWS_STALL_TIMER		/* a timer: lws_sul_schedule() */
};

/** What was seen while turns were watched */
struct lws_stall_info {
	uint64_t		turns;	/* that were watched */
	uint64_t		stalls; /* that took longer than allowed */
	uint64_t		lines;	/* log lines about them */
	lws_usec_t		longest_us; /* the longest of them */

	/* the last one: what it took, and the part that took longest in it.
	 * What a callback that is inside another took is not the outer one's. */
	lws_usec_t		last_us;
	lws_usec_t		part_us;
	enum lws_stall_kind	kind;
	int			reason; /* enum lws_callback_reasons; -1: none */
	char			wsi[64]; /* lws_wsi_tag(); "": of no connection */
	char			role[16]; /* "ws", "h1"; "" likewise */
	char			protocol[32]; /* name of the protocol; "" */
};

/**
 * Watches the turns of all service threads from the next one on. A turn is
 * what a thread does between two waits. One that takes longer than
 * threshold_us microseconds is counted, and said in one log line at LLL_WARN,
 * unless there was such a line less than log_interval_us before (0: a line for
 * each); the next line says how many were left out.
 *
 * threshold_us 0 ends it, which is how it is at first: turns then cost nothing.
 * What was counted stays. Watching costs two readings of the clock for each
 * callback, service and timer.
 *
 * Returns 0, or 1: out of memory, nothing has changed. For the thread of the
 * service loop, also in a callback.
 */
LWS_VISIBLE LWS_EXTERN int
lws_stall_watch(struct lws_context *context, lws_usec_t threshold_us,
		lws_usec_t log_interval_us);

/**
 * What was seen by service thread tsi; all 0 if it was never watched. size is
 * sizeof(*info): the struct may grow at its end. Returns 0, or 1: no such
 * thread.
 */
LWS_VISIBLE LWS_EXTERN int
lws_stall_get(const struct lws_context *context, int tsi,
	      struct lws_stall_info *info, size_t size);

/**
 * The name of a callback reason without "LWS_CALLBACK_", or NULL if it has
 * none here. Any thread.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_callback_name(int reason);

/*
 * ---- how client connections end before they are up ----
 *
 * Always counted. One lws_client_connect_via_info() that returned a wsi is one
 * attempt, and ends as one success or one failure, with redirects and with all
 * the addresses that were tried for it.
 */

/** How far it had come */
enum lws_client_phase {
	LWS_CLIENT_PHASE_DNS,		/* its name was looked up */
	LWS_CLIENT_PHASE_CONNECT,
	LWS_CLIENT_PHASE_PROXY,		/* it was connected to its proxy */
	LWS_CLIENT_PHASE_TLS,
	LWS_CLIENT_PHASE_HANDSHAKE,	/* ws: the upgrade */
	LWS_CLIENT_PHASE_RESPONSE,	/* http: the response's head */

	LWS_CLIENT_PHASES
};

/** Why it ended */
enum lws_client_cause {
	LWS_CLIENT_CAUSE_OTHER,
	LWS_CLIENT_CAUSE_REFUSED,	/* by the system, the proxy, the server */
	LWS_CLIENT_CAUSE_UNREACHABLE,	/* no way to it, or the name server */
	LWS_CLIENT_CAUSE_TIMEOUT,
	LWS_CLIENT_CAUSE_NO_NAME,	/* nobody knows the name */
	LWS_CLIENT_CAUSE_LOST,		/* the peer closed or reset it */
	LWS_CLIENT_CAUSE_PROTOCOL,	/* what the peer said makes no sense */
	LWS_CLIENT_CAUSE_CERTIFICATE,	/* one of both certificates */
	LWS_CLIENT_CAUSE_LOCAL,		/* no memory, descriptors, permission */
	LWS_CLIENT_CAUSE_GIVEN_UP,	/* by the program, or the context's end */

	LWS_CLIENT_CAUSES
};

/**
 * How many failed in this phase for this cause; -1 for all of them. 0 for
 * anything else that is none.
 */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_client_failures(const struct lws_context *context, int phase, int cause);

/** How many attempts there were */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_client_attempts(const struct lws_context *context);

/** How many of them came up */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_client_successes(const struct lws_context *context);

/** Their names ("dns", "refused"), or NULL. Any thread. */
LWS_VISIBLE LWS_EXTERN const char *
lws_client_phase_name(int phase);

LWS_VISIBLE LWS_EXTERN const char *
lws_client_cause_name(int cause);

#endif /* LIBWEBSOCKETS_LWS_MONITOR_H */
