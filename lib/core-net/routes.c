/* SPDX-License-Identifier: MIT */
/*
 * Connections whose way to the peer has gone, as the system tells it: its
 * address is no longer ours, or no route leads to the peer.  TCP would say so
 * after minutes, and only to who has something to send.
 */
#include "private-lib-core-net.h"

/* changes come in groups: of what is gone for a moment only (us) */
#define SETTLE_US	(200 * LWS_US_PER_MS)
/* how many are looked at in one turn; each costs some system calls */
#define AT_ONCE		64u

static void
close_unroutable(struct lws *wsi)
{
	static const char text[] = "no route to the peer any more";

	if (lwsi_role_client(wsi) && wsi->client && !wsi->conn_result_given)
		lws_client_conn_failed(wsi, text);
	else
		lwsl_wsi_notice(wsi, "closing: %s", text);
	wsi->socket_broken = 1;
	lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, text);
}

static int
has_lost_its_way(const struct lws *wsi)
{
	return !wsi->of_the_thread && !wsi->role_ops->file_handle &&
	       !wsi->closing && lws_plat_route_is_gone(wsi->desc.sockfd);
}

/*
 * From the end of the table: whoever fills a hole was looked at before, and
 * those that are added now have found a way.
 */
static void
check_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_context_per_thread *pt = lws_container_of(sul,
				struct lws_context_per_thread, sul_routes);
	unsigned int n = AT_ONCE;

	if (pt->routes_left > pt->fds_count)
		pt->routes_left = pt->fds_count;
	while (pt->routes_left && n--) {
		struct lws *wsi = lws_wsi_from_fd(pt,
					pt->fds[--pt->routes_left].fd);

		if (wsi && has_lost_its_way(wsi))
			close_unroutable(wsi);
		/* its callbacks may have closed others, or all */
		if (pt->destroyed)
			return;
		if (pt->routes_left > pt->fds_count)
			pt->routes_left = pt->fds_count;
	}
	if (pt->routes_left)
		lws_sul_schedule(pt->context, pt->tid, &pt->sul_routes,
				 check_cb, 1);
}

void
lws_routes_check(struct lws_context_per_thread *pt)
{
	pt->routes_left = UINT32_MAX;
	lws_sul_schedule(pt->context, pt->tid, &pt->sul_routes, check_cb,
			 SETTLE_US);
}

int
lws_netlink_create(struct lws_context_per_thread *pt)
{
	lws_sockfd_type fd = lws_plat_netlink_open();

	if (fd == LWS_SOCK_INVALID) {
		lwsl_cx_info(pt->context, "no news of routes: error %d",
			     lws_plat_socket_errno());
		return 0;
	}
	pt->netlink_wsi = lws_thread_wsi_create(pt, fd, &role_ops_netlink);
	if (!pt->netlink_wsi) {
		lws_plat_socket_close(fd);
		return 1;
	}
	/* not one of the program's */
	pt->context->max_fds++;

	return 0;
}

void
lws_netlink_destroy(struct lws_context_per_thread *pt)
{
	struct lws *wsi = pt->netlink_wsi;
	lws_sockfd_type fd;

	if (!wsi)
		return;
	pt->netlink_wsi = NULL;
	lws_sul_cancel(&pt->sul_routes);
	fd = wsi->desc.sockfd;
	lws_thread_wsi_destroy(wsi);
	lws_plat_socket_close(fd);
}
