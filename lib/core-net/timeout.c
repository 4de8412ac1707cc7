/* SPDX-License-Identifier: MIT */
/*
 * The timers of a connection: lws_set_timeout(), lws_set_timer_usecs(), and
 * validity (ping when idle, hang up when unanswered: lws_retry_bo_t).
 */
#include "private-lib-core-net.h"

static const char *
timeout_text(const struct lws *wsi)
{
	switch (wsi->pending_timeout) {
	case PENDING_TIMEOUT_ESTABLISH_WITH_SERVER:
		return "no complete request in time";
	case PENDING_TIMEOUT_SSL_ACCEPT:
		return "TLS handshake not finished in time";
	case PENDING_TIMEOUT_HTTP_CONTENT:
		return "no progress of the transaction in time";
	case PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE:
		return "idle keep-alive";
	case PENDING_TIMEOUT_CLOSE_ACK:
	case PENDING_TIMEOUT_CLOSE_SEND:
		return "close handshake not finished in time";
	case PENDING_FLUSH_STORED_SEND_BEFORE_CLOSE:
		return "peer did not take the rest of the output in time";
	case PENDING_TIMEOUT_SHUTDOWN_FLUSH:
		return "peer did not finish in time";
	case PENDING_TIMEOUT_WS_PONG_CHECK_GET_PONG:
		return "no proof of life in time";
	default:
		return "timed out";
	}
}

static void
timeout_cb(lws_sorted_usec_list_t *sul)
{
	struct lws *wsi = lws_container_of(sul, struct lws, sul_timeout);

	if (lwsi_role_client(wsi) && wsi->client)
		lws_client_conn_failed(wsi, lws_client_phase_text(wsi));
	else
		lwsl_wsi_info(wsi, "closing: %s (reason %u)",
			      timeout_text(wsi),
			      (unsigned int)wsi->pending_timeout);

	/* it had its time: nothing more is said to the peer */
	wsi->socket_broken = 1;
	lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, "timeout");
}

void
lws_set_timeout(struct lws *wsi, enum pending_timeout reason, int secs)
{
	if (lws_wsi_is_dead(wsi))
		return;

	if (secs == LWS_TO_KILL_SYNC) {
		/* now means now: no handshake, no flushing */
		wsi->socket_broken = 1;
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "LWS_TO_KILL_SYNC");
		return;
	}

	/* nothing puts it off any more, be it the next phase of a handshake */
	if (wsi->kill_pending)
		return;
	wsi->kill_pending = secs == LWS_TO_KILL_ASYNC;
	wsi->timeout_owed = 0;
	wsi->pending_timeout = (uint16_t)reason;
	if (wsi->kill_pending) {
		lws_sul_schedule(wsi->context, wsi->tsi, &wsi->sul_timeout,
				 timeout_cb, 0);
		return;
	}

	if (reason == NO_PENDING_TIMEOUT || !secs) {
		lws_sul_cancel(&wsi->sul_timeout);
		return;
	}

	lws_sul_schedule(wsi->context, wsi->tsi, &wsi->sul_timeout, timeout_cb,
			 (lws_usec_t)secs * LWS_US_PER_SEC);
}

void
lws_timeout_at_end(struct lws *wsi, enum pending_timeout reason,
		   unsigned int secs)
{
	if (lws_wsi_pt(wsi)->gather.wsi != wsi || !secs ||
	    secs > UINT16_MAX) {
		lws_set_timeout(wsi, reason, (int)secs);
		return;
	}
	if (wsi->kill_pending)
		return;

	wsi->pending_timeout = (uint16_t)reason;
	wsi->timeout_owed = (uint16_t)secs;
}

void
lws_timeout_arm(struct lws *wsi)
{
	if (wsi->timeout_owed && !lws_wsi_is_dead(wsi))
		lws_set_timeout(wsi,
				(enum pending_timeout)wsi->pending_timeout,
				wsi->timeout_owed);
}

static void
hrtimer_cb(lws_sorted_usec_list_t *sul)
{
	struct lws *wsi = lws_container_of(sul, struct lws, sul_hrtimer);

	if (lws_callback(wsi, LWS_CALLBACK_TIMER, NULL, 0))
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "timer callback");
}

void
lws_set_timer_usecs(struct lws *wsi, lws_usec_t usecs)
{
	if (lws_wsi_is_dead(wsi))
		return;

	lws_sul_schedule(wsi->context, wsi->tsi, &wsi->sul_hrtimer, hrtimer_cb,
			 usecs);
}

/*
 * Validity.  After secs_since_valid_ping of silence the role makes the peer
 * answer; after secs_since_valid_hangup without proof of life the connection
 * is closed.  One timer serves both.
 */
static void
validity_schedule(struct lws *wsi, unsigned int secs_after)
{
	lws_usec_t due = wsi->validity_since +
				(lws_usec_t)secs_after * LWS_US_PER_SEC,
		   now = lws_now_usecs();
	lws_usec_t us = due > now ? due - now : 0;

	if (wsi->wake_validity)
		lws_sul_schedule_wakesuspend(wsi->context, wsi->tsi,
					     &wsi->sul_validity,
					     wsi->sul_validity.cb, us);
	else
		lws_sul_schedule(wsi->context, wsi->tsi, &wsi->sul_validity,
				 wsi->sul_validity.cb, us);
}

static void
validity_cb(lws_sorted_usec_list_t *sul)
{
	struct lws *wsi = lws_container_of(sul, struct lws, sul_validity);
	const lws_retry_bo_t *r = wsi->retry_policy;

	if (!wsi->validity_pinged && r->secs_since_valid_ping) {
		wsi->validity_pinged = 1;
		if (r->secs_since_valid_hangup)
			validity_schedule(wsi, r->secs_since_valid_hangup);
		if (wsi->role_ops->issue_keepalive)
			wsi->role_ops->issue_keepalive(wsi, 0);
		return;
	}

	lwsl_wsi_notice(wsi, "no sign of life for %us: hanging up",
			(unsigned int)r->secs_since_valid_hangup);
	lws_set_timeout(wsi, PENDING_TIMEOUT_WS_PONG_CHECK_GET_PONG,
			LWS_TO_KILL_ASYNC);
}

static void
validity_restart(struct lws *wsi)
{
	const lws_retry_bo_t *r = wsi->retry_policy;
	unsigned int secs = r->secs_since_valid_ping;

	wsi->validity_pinged = 0;
	wsi->validity_since = lws_now_usecs();

	if (!secs || (r->secs_since_valid_hangup &&
		      r->secs_since_valid_hangup <= secs)) {
		/* no time is left for an answer: just the hangup */
		secs = r->secs_since_valid_hangup;
		wsi->validity_pinged = 1;
	}
	if (!secs) {
		lws_sul_cancel(&wsi->sul_validity);
		return;
	}

	wsi->sul_validity.cb = validity_cb;
	validity_schedule(wsi, secs);
}

void
lws_validity_start(struct lws *wsi)
{
	validity_restart(wsi);
}

void
lws_validity_stop(struct lws *wsi)
{
	lws_sul_cancel(&wsi->sul_validity);
	wsi->sul_validity.cb = NULL;
}

void
lws_validity_confirmed(struct lws *wsi)
{
	/* only what lws_validity_start() has begun goes on */
	if (lws_wsi_is_dead(wsi) || wsi->closing || !wsi->sul_validity.cb)
		return;

	validity_restart(wsi);
	if (wsi->role_ops->issue_keepalive)
		wsi->role_ops->issue_keepalive(wsi, 1);
}
