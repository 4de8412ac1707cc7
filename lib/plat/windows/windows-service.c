/* SPDX-License-Identifier: MIT */
/*
 * One service turn on Windows.
 *
 * What a service returned says nothing about which socket comes next: the loop
 * goes on with the next ready one, whatever became of this one, and services
 * none a second time.  A pending connect is serviced only when WSAPoll or the
 * connect watch has news of it (its own timer is a timer like any other): it
 * is not polled, and it does not shorten the wait.
 */
#include "private-lib-core-net.h"

int
_lws_plat_service_tsi(struct lws_context *context, int timeout_ms, int tsi)
{
	struct lws_context_per_thread *pt = &context->pt[tsi];
	struct lws_pollfd pfd;
	lws_usec_t us;
	int n = 0;

	if (lws_service_turn_begin(pt, timeout_ms, &us))
		return -1;

	if (pt->wait_ops->wait(pt, us) < 0) {
		lwsl_cx_err(context, "wait failed: WSA error %d",
			    lws_plat_socket_errno());
		n = -1;
	}
	/* else one outcome would have all that are pending looked at */
	if (lws_plat_connect_watch_take(pt->connect_watch) &&
	    !pt->wait_ops->tells_failed_connects)
		lws_service_mark_pending_connects(pt);
	lws_service_mark_forced(pt);

	while (n >= 0 && lws_service_next_ready(pt, &pfd))
		if (lws_service_fd_tsi(context, &pfd, tsi) < 0)
			n = -1;

	return lws_service_turn_end(pt) ? -1 : n;
}
