/* SPDX-License-Identifier: MIT */
/*
 * The portable loop: poll(), on Windows WSAPoll(), over the thread's table.
 * A turn costs what all open sockets cost; epoll does better where it exists.
 */
#include "private-lib-event-libs.h"

static int
poll_wait(struct lws_context_per_thread *pt, lws_usec_t us)
{
	uint32_t i;
	int n, left;

	n = lws_plat_poll(pt->fds, pt->fds_count, us);
	if (n < 0)
		return -1;

	for (i = 0, left = n; left > 0 && i < pt->fds_count; i++) {
		struct lws *wsi;

		if (!pt->fds[i].revents)
			continue;

		left--;
		wsi = lws_wsi_from_fd(pt, pt->fds[i].fd);
		if (wsi)
			lws_service_mark_ready(wsi, pt->fds[i].revents);
		pt->fds[i].revents = 0;
	}

	return n;
}

static const struct lws_event_loop_ops event_loop_ops_poll = {
	.name			= "poll",
	.flags			= LELOF_ISPOLL,
};

const struct lws_wait_ops lws_wait_ops_poll = {
	.ops = &event_loop_ops_poll,
	.wait = poll_wait,
};
