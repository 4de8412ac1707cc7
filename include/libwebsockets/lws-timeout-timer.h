/* SPDX-License-Identifier: MIT */
/*
 * lws-timeout-timer.h: timers
 *
 * Three kinds: a connection's timeout, which closes it; a connection's timer,
 * which calls its protocol back; and lws_sorted_usec_list_t ("sul"), a timer
 * by itself that lives in any object. All are one-shot, run on the thread of
 * the service loop, and never early. Nothing is allocated for them.
 */

#if !defined(LIBWEBSOCKETS_LWS_TIMEOUT_TIMER_H)
#define LIBWEBSOCKETS_LWS_TIMEOUT_TIMER_H

struct lws_sorted_usec_list;

/**
 * What a connection is waiting for: the reason of its timeout, which goes
 * into the log when it fires
 *
 * Programs use the last two: PENDING_TIMEOUT_USER_OK, or numbers from
 * PENDING_TIMEOUT_USER_REASON_BASE up.
 */
enum pending_timeout {
	/* cancels the timeout */
	NO_PENDING_TIMEOUT,
	/* what a proxy says to CONNECT */
	PENDING_TIMEOUT_AWAITING_PROXY_RESPONSE,
	/* name resolution and connect() */
	PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
	/* a server: the request of a client */
	PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
	/* a client: the response to its request */
	PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
	PENDING_TIMEOUT_AWAITING_PING,
	/* the peer's close frame, after ours */
	PENDING_TIMEOUT_CLOSE_ACK,
	/* not used */
	PENDING_TIMEOUT_UNUSED1,
	PENDING_TIMEOUT_SENT_CLIENT_HANDSHAKE,
	/* the TLS handshake */
	PENDING_TIMEOUT_SSL_ACCEPT,
	/* progress with a body */
	PENDING_TIMEOUT_HTTP_CONTENT,
	PENDING_TIMEOUT_AWAITING_CLIENT_HS_SEND,
	/* the rest of what was written */
	PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE,
	/* the peer's end, after ours */
	PENDING_TIMEOUT_SHUTDOWN_FLUSH,
	PENDING_TIMEOUT_CGI,
	/* the next request on a connection */
	PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE,
	PENDING_TIMEOUT_WS_PONG_CHECK_SEND_PING,
	/* the pong to our ping */
	PENDING_TIMEOUT_WS_PONG_CHECK_GET_PONG,
	PENDING_TIMEOUT_CLIENT_ISSUE_PAYLOAD,
	PENDING_TIMEOUT_AWAITING_SOCKS_GREETING_REPLY,
	PENDING_TIMEOUT_AWAITING_SOCKS_CONNECT_REPLY,
	PENDING_TIMEOUT_AWAITING_SOCKS_AUTH_REPLY,
	PENDING_TIMEOUT_KILLED_BY_SSL_INFO,
	/* nothing: the parent has closed */
	PENDING_TIMEOUT_KILLED_BY_PARENT,
	PENDING_TIMEOUT_CLOSE_SEND,
	/* a request, with header space taken for it */
	PENDING_TIMEOUT_HOLDING_AH,
	PENDING_TIMEOUT_UDP_IDLE,
	/* use of a connection that is kept warm */
	PENDING_TIMEOUT_CLIENT_CONN_IDLE,
	PENDING_TIMEOUT_LAGGING,
	PENDING_TIMEOUT_THREADPOOL,
	PENDING_TIMEOUT_THREADPOOL_TASK,
	PENDING_TIMEOUT_KILLED_BY_PROXY_CLIENT_CLOSE,
	/* the application's: an end that is expected */
	PENDING_TIMEOUT_USER_OK,
	/* the application's, from here on */
	PENDING_TIMEOUT_USER_REASON_BASE	= 1000
};

/** old name */
#define lws_time_in_microseconds	lws_now_usecs

/**
 * secs for lws_set_timeout(): close the connection from the event loop, soon
 */
#define LWS_TO_KILL_ASYNC		(-1)

/**
 * secs for lws_set_timeout(): close the connection before the call returns.
 * Not from within a callback of that very connection.
 */
#define LWS_TO_KILL_SYNC		(-2)

/**
 * Closes wsi when secs seconds have passed, unless the timeout is changed
 * before. There is one per connection, which the library uses for the phases
 * of connecting and closing; setting it replaces what was set.
 * NO_PENDING_TIMEOUT, or secs 0, takes it away; LWS_TO_KILL_ASYNC and
 * LWS_TO_KILL_SYNC close at once.
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs);

/** The same in microseconds */
void
lws_set_timeout_us(struct lws *wsi, enum pending_timeout reason, lws_usec_t us);

/** Closes a connection; to_kill is LWS_TO_KILL_ASYNC or LWS_TO_KILL_SYNC */
#define lws_wsi_close(w, to_kill)	lws_set_timeout(w, 1, to_kill)

/** usecs for lws_set_timer_usecs(): cancel */
#define LWS_SET_TIMER_USEC_CANCEL	((lws_usec_t)-1ll)
#define LWS_USEC_PER_SEC		((lws_usec_t)1000000)

/**
 * Arranges for LWS_CALLBACK_TIMER on wsi in usecs microseconds. Each
 * connection has one such timer; setting it again replaces it.
 * LWS_SET_TIMER_USEC_CANCEL cancels it.
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_timer_usecs(struct lws *wsi, lws_usec_t usecs);

/**
 * Called when a timer is ripe. The timer is off the list by then, so the
 * callback may schedule it again or free the object that it is in;
 * lws_container_of() finds that.
 */
typedef void (*sul_cb_t)(struct lws_sorted_usec_list *sul);

/**
 * A timer, to be a member of the object that it concerns
 *
 * Zero it before the first use. The object has to lws_sul_cancel() it before
 * it goes.
 */
typedef struct lws_sorted_usec_list {
	/* the library's */
	struct lws_dll2		list;
	/* when it is ripe, on the clock of lws_now_usecs() */
	lws_usec_t		us;
	sul_cb_t		cb;
	/* how much later it may come, for a wakeup to be shared */
	uint32_t		latency_us;
} lws_sorted_usec_list_t;

/**
 * The two lists of timers of a thread: those that are missed while the system
 * is suspended, and those that wake it
 */
#define LWS_COUNT_PT_SUL_OWNERS		2
#define LWSSULLI_MISS_IF_SUSPENDED	0
#define LWSSULLI_WAKE_IF_SUSPENDED	1

/**
 * Schedules a timer whose us and cb are already set; us is an absolute time.
 * flags is LWSSULLI_MISS_IF_SUSPENDED or LWSSULLI_WAKE_IF_SUSPENDED. One that
 * is scheduled already is moved.
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul2_schedule(struct lws_context *context, int tsi, int flags,
		  lws_sorted_usec_list_t *sul);

/** Takes a timer off. One that is not scheduled is left alone. */
LWS_VISIBLE LWS_EXTERN void
lws_sul_cancel(lws_sorted_usec_list_t *sul);

/**
 * Sets *pearliest to the time of the first timer that would wake a suspended
 * system. Returns 0, or nonzero if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_sul_earliest_wakeable_event(struct lws_context *ctx, lws_usec_t *pearliest);

/**
 * Arranges for _cb to be called in _us microseconds from now, on service
 * thread tsi. A timer that is scheduled already is moved;
 * LWS_SET_TIMER_USEC_CANCEL as _us cancels it. 0 means at the next turn of
 * the loop.
 */
LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule(struct lws_context *ctx, int tsi, lws_sorted_usec_list_t *sul,
		 sul_cb_t _cb, lws_usec_t _us);

/** The same with a timer that wakes a suspended system */
LWS_VISIBLE LWS_EXTERN void
lws_sul_schedule_wakesuspend(struct lws_context *ctx, int tsi,
			     lws_sorted_usec_list_t *sul, sul_cb_t _cb,
			     lws_usec_t _us);

/* a check for timers in freed memory, which only LWS_WITH_SUL_DEBUGGING has */
#if !defined(LWS_WITH_SUL_DEBUGGING)
#define lws_sul_debug_zombies(_a, _b, _c, _d)
#endif

/**
 * Says that the peer of wsi has shown signs of life in a way that the library
 * cannot see, such as an answer at application level, so that the validity
 * checks of the retry policy start over. Pongs and HTTP responses count by
 * themselves.
 */
LWS_VISIBLE LWS_EXTERN void
lws_validity_confirmed(struct lws *wsi);

/**
 * For event library glue: inserts into one list of timers by sul->us; the
 * caller holds the thread's lock. Returns 0.
 */
LWS_VISIBLE LWS_EXTERN int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul);

/**
 * For event library glue: runs what is ripe at usnow in own_len lists.
 * Returns how many microseconds it is until the next one, or 0 if there is
 * none.
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow);

#endif /* LIBWEBSOCKETS_LWS_TIMEOUT_TIMER_H */
