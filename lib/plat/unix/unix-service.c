/* SPDX-License-Identifier: MIT */
/*
 * One service turn on Unix, for the library's own loops (epoll, poll).
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
		lwsl_cx_err(context, "wait failed: errno %d",
			    lws_plat_socket_errno());
		n = -1;
	}
	lws_service_mark_forced(pt);

	/* 1 says "closed": the ready list knows already */
	while (n >= 0 && lws_service_next_ready(pt, &pfd))
		if (lws_service_fd_tsi(context, &pfd, tsi) < 0)
			n = -1;

	return lws_service_turn_end(pt) ? -1 : n;
}
