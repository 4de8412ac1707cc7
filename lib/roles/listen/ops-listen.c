/* SPDX-License-Identifier: MIT */
/*
 * Role "listen": takes what waits at a listening socket, and hands it to
 * adoption.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

/* how long a listener rests when descriptors have run out */
#define ACCEPT_AGAIN_US		(100 * LWS_US_PER_MS)

static int
go_on_one(struct lws_dll2 *d, void *user)
{
	struct lws *wsi = lws_container_of(d, struct lws, listener);

	LWS_UNUSED(user);
	if (wsi->accept_paused) {
		wsi->accept_paused = 0;
		(void)lws_change_pollfd(wsi, 0, LWS_POLLIN);
	}

	return 0;
}

void
lws_listen_go_on(struct lws_context *context)
{
	lws_vhost_foreach_listen_wsi(context, NULL, go_on_one);
}

static void
accept_again_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_context_per_thread *pt = lws_container_of(sul,
			struct lws_context_per_thread, sul_accept_again);

	lws_vhost_foreach_listen_wsi(pt->context, NULL, go_on_one);
}

/*
 * The waiting connection stays readable at the listener: without the rest,
 * the loop would spin on it until somebody else closes something.
 */
static void
pause_accepting(struct lws *wsi, const char *why)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	/* once, not ten times a second until it is over */
	if (!wsi->accept_complained)
		lwsl_wsi_warn(wsi, "not accepting for a while: %s", why);
	wsi->accept_complained = 1;
	wsi->accept_paused = 1;
	(void)lws_change_pollfd(wsi, LWS_POLLIN, 0);
	lws_sul_schedule(wsi->context, wsi->tsi, &pt->sul_accept_again,
			 accept_again_cb, ACCEPT_AGAIN_US);
}

/* the connection counts for its peer, whether it comes about or not */
static void
adopt(struct lws_vhost *vh, int type, lws_sock_file_fd_type fd,
      struct lws_peer *peer)
{
	struct lws *wsi;

	/* closes the descriptor if it fails */
	wsi = lws_adopt_descriptor_vhost(vh, (lws_adoption_type)type, fd,
					 NULL, NULL);
#if defined(LWS_WITH_PEER_LIMITS)
	if (wsi)
		wsi->peer = peer;
	else
		lws_peer_give_back(peer, LWS_PEER_WSI);
#else
	(void)wsi;
	(void)peer;
#endif
}

static void
accepted(struct lws *wsi, struct lws_filter_network_conn_args *filt)
{
	struct lws_vhost *vh = wsi->vhost;
	struct lws_peer *peer = NULL;
	lws_sock_file_fd_type fd;
	int type = LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL;

#if defined(LWS_WITH_PEER_LIMITS)
	if (lws_peer_admit(vh->context, filt->accept_fd, &filt->cli_addr,
			   &peer)) {
		lws_plat_socket_close(filt->accept_fd);
		return;
	}
#endif
	/* asked of the listener's first protocol: nothing else is known yet */
	if (lws_callback(wsi, LWS_CALLBACK_FILTER_NETWORK_CONNECTION, filt,
			 0)) {
		lwsl_wsi_info(wsi, "connection refused by the user's filter");
		lws_plat_socket_close(filt->accept_fd);
#if defined(LWS_WITH_PEER_LIMITS)
		lws_peer_give_back(peer, LWS_PEER_WSI);
#endif
		return;
	}

	if (!(vh->options & LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG))
		type |= LWS_ADOPT_HTTP;

	memset(&fd, 0, sizeof(fd));
	fd.sockfd = filt->accept_fd;
	adopt(vh, type, fd, peer);
}

static enum lws_handling_result
listen_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	      struct lws_pollfd *pollfd)
{
	struct lws_filter_network_conn_args filt;
	int n, salen, left = LWS_ACCEPTS_PER_SERVICE;
	char e[80];

	LWS_UNUSED(pollfd);

	while (left-- && !lws_wsi_is_dead(wsi)) {
		if (lws_tls_accept_limit(wsi->vhost)) {
			/* the end of one of them goes on with it */
			wsi->accept_paused = 1;
			(void)lws_change_pollfd(wsi, LWS_POLLIN, 0);
			break;
		}
		if (pt->fds_count >= wsi->context->max_fds) {
			pause_accepting(wsi, "limit of descriptors reached");
			break;
		}

		memset(&filt, 0, sizeof(filt));
		salen = (int)sizeof(filt.cli_addr);
		n = lws_plat_accept(wsi->desc.sockfd, &filt.accept_fd,
				    (struct sockaddr *)&filt.cli_addr, &salen);
		if (n == LWS_PLAT_AGAIN) {
			wsi->accept_complained = 0;
			break;
		}
		if (n) {
			pause_accepting(wsi, lws_plat_strerror(
				lws_plat_socket_errno(), e, sizeof(e)));
			break;
		}
		filt.clilen = (socklen_t)salen;
		accepted(wsi, &filt);
	}

	return LWS_HPI_RET_HANDLED;
}

const struct lws_role_ops role_ops_listen = {
	.name		= "listen",
	.handle_POLLIN	= listen_pollin,
};
