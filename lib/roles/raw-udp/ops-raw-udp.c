/* SPDX-License-Identifier: MIT */
/*
 * Role "raw-udp": datagrams.
 *
 * Each LWS_CALLBACK_RAW_RX is one datagram, cut at pt_serv_buf_size, and may be
 * empty; each lws_write() is one, to lws_get_udp()->sa46 unless the socket has
 * a fixed peer.  One that the socket does not take at once waits, and as long
 * as it does, another is refused (lws_send_pipe_choked() says so).
 *
 * That nobody listens at the other end is no end of the socket: such news are
 * read and dropped, like the datagrams were.
 */
#include "private-lib-roles-raw-udp.h"
#include "private-lib-core-net-client.h"

int
lws_udp_attach(struct lws *wsi)
{
	wsi->udp = lws_zalloc(sizeof(*wsi->udp), "udp");
	if (!wsi->udp)
		lwsl_wsi_err(wsi, "out of memory for a datagram socket");

	return !wsi->udp;
}

const struct lws_udp *
lws_get_udp(const struct lws *wsi)
{
	return wsi->udp ? &wsi->udp->pub : NULL;
}

/* ---- receiving ---- */

/* the next datagram: its length, LWS_PLAT_AGAIN or LWS_PLAT_ERROR */
static int
receive(struct lws *wsi, uint8_t *buf, size_t room)
{
	struct sockaddr_storage ss;
	int salen = (int)sizeof(ss), n;

	memset(&ss, 0, sizeof(ss));
	n = lws_plat_recvfrom(wsi->desc.sockfd, buf, room,
			      (struct sockaddr *)&ss, &salen);
	if (n >= 0 && !wsi->udp->pub.connected)
		(void)lws_net_sa46_from_sockaddr(&wsi->udp->pub.sa46,
						 (struct sockaddr *)&ss);

	return n;
}

static enum lws_handling_result
udp_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	   struct lws_pollfd *pollfd)
{
	unsigned int left = LWS_UDP_PER_SERVICE, errors = 0;
	int err;

	LWS_UNUSED(pollfd);

	/* with rx stopped it is the news only that come here */
	if (lws_is_flowcontrolled(wsi)) {
		(void)lws_plat_connect_result(wsi->desc.sockfd, &err);
		return LWS_HPI_RET_HANDLED;
	}

	while (left-- && !lws_is_flowcontrolled(wsi)) {
		int n = receive(wsi, pt->serv_buf,
				wsi->context->pt_serv_buf_size);

		if (n == LWS_PLAT_AGAIN)
			break;
		if (n < 0) {
			/* news of a datagram of ours come once; what stays is
			 * an error of the socket */
			if (++errors > 2) {
				wsi->socket_broken = 1;
				return LWS_HPI_RET_PLEASE_CLOSE_ME;
			}
			continue;
		}
		n = lws_callback(wsi, LWS_CALLBACK_RAW_RX, pt->serv_buf,
				 (size_t)n);
		if (lws_wsi_is_dead(wsi))
			return LWS_HPI_RET_WSI_ALREADY_DIED;
		if (n)
			return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}

	return LWS_HPI_RET_HANDLED;
}

/* ---- sending ---- */

static int
send_one(struct lws *wsi, const lws_sockaddr46 *to, const uint8_t *buf,
	 size_t len)
{
	lws_sockfd_type fd = wsi->desc.sockfd;
	int n, tries = 2;

	/* the first failure may be the news about an earlier one */
	do {
		if (wsi->udp->pub.connected)
			n = lws_plat_send(fd, buf, len);
		else
			n = lws_plat_sendto(fd, buf, len,
					    (const struct sockaddr *)to,
					    (int)sa46_socklen(to));
	} while (n == LWS_PLAT_ERROR && --tries);

	return n;
}

static int
keep(struct lws *wsi, const uint8_t *buf, size_t len)
{
	struct lws_udp_conn *u = wsi->udp;

	u->pending = lws_memdup(buf, lws_max_sz(len, 1), "udp pending");
	if (!u->pending) {
		lwsl_wsi_err(wsi, "out of memory for a datagram");
		return -1;
	}
	u->pending_len = len;
	u->pub.sa46_pending = u->pub.sa46;
	wsi->socket_full = 1;
	lws_role_wants_pollout(wsi);

	return (int)len;
}

static int
udp_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol *wp)
{
	struct lws_udp_conn *u = wsi->udp;
	char text[96];
	int n;

	LWS_UNUSED(wp);

	if (lwsi_state(wsi) != LRS_ESTABLISHED ||
	    (!u->pub.connected && !u->pub.sa46.sa4.sin_family)) {
		lwsl_wsi_err(wsi, "datagram to nobody: there is no peer yet");
		return -1;
	}
	if (u->pending) {
		lwsl_wsi_err(wsi, "datagram refused: one waits already");
		return -1;
	}

	n = send_one(wsi, &u->pub.sa46, buf, len);
	if (n == LWS_PLAT_AGAIN)
		return keep(wsi, buf, len);
	if (n < 0) {
		lwsl_wsi_notice(wsi, "datagram of %lu bytes not sent: %s",
				(unsigned long)len,
				lws_plat_strerror(lws_plat_socket_errno(), text,
						  sizeof(text)));
		return -1;
	}

	return (int)len;
}

static enum lws_hp_ret
udp_pollout(struct lws *wsi)
{
	struct lws_udp_conn *u = wsi->udp;

	if (u->pending) {
		if (send_one(wsi, &u->pub.sa46_pending, u->pending,
			     u->pending_len) == LWS_PLAT_AGAIN) {
			wsi->socket_full = 1;
			lws_role_wants_pollout(wsi);
			return LWS_HP_RET_BAIL_OK;
		}
		/* sent, or lost as any datagram may be */
		lws_free_set_NULL(u->pending);
	}

	return lwsi_state(wsi) == LRS_ESTABLISHED ? LWS_HP_RET_USER_SERVICE :
						    LWS_HP_RET_BAIL_OK;
}

/* ---- life ---- */

static void
note_peer(struct lws *wsi)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	memset(&ss, 0, sizeof(ss));
	if (!getpeername(wsi->desc.sockfd, (struct sockaddr *)&ss, &len) &&
	    !lws_net_sa46_from_sockaddr(&wsi->udp->pub.sa46,
					(struct sockaddr *)&ss))
		wsi->udp->pub.connected = 1;
}

static int
udp_adoption_bind(struct lws *wsi, int type, const char *vh_prot_name)
{
	const struct lws_protocols *p;

	if (!(type & LWS_ADOPT_SOCKET) || !(type & LWS_ADOPT_FLAG_UDP))
		return 0;

	p = lws_adoption_protocol(wsi, vh_prot_name,
				  wsi->vhost->raw_protocol_index);
	if (!p)
		return -1;
	if (!wsi->udp && lws_udp_attach(wsi))
		return -1;
	lws_role_transition(wsi, 0, LRS_ESTABLISHED, &role_ops_raw_udp);
	if (wsi->desc.sockfd != LWS_SOCK_INVALID) {
		lws_plat_udp_without_news(wsi->desc.sockfd);
		note_peer(wsi);
	}

	return lws_bind_protocol(wsi, p, "udp adoption") ? -1 : 1;
}

static void
udp_close(struct lws_context_per_thread *pt, struct lws *wsi)
{
	LWS_UNUSED(pt);

	if (wsi->udp && wsi->udp->req) {
		lws_resolver_cancel(wsi->udp->req);
		wsi->udp->req = NULL;
	}
}

static void
udp_destroy(struct lws *wsi)
{
	if (!wsi->udp)
		return;
	lws_free(wsi->udp->pending);
	lws_free(wsi->udp->ifname);
	lws_free_set_NULL(wsi->udp);
}

const struct lws_role_ops role_ops_raw_udp = {
	.name			= "raw-udp",
	.handle_POLLIN		= udp_pollin,
	.handle_POLLOUT		= udp_pollout,
	.write_role_protocol	= udp_write,
	.close_role		= udp_close,
	.destroy_role		= udp_destroy,
	.adoption_bind		= udp_adoption_bind,
	.adoption_cb		= { 0, LWS_CALLBACK_RAW_ADOPT },
	.rx_cb			= { LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_RX },
	.writeable_cb		= { LWS_CALLBACK_RAW_WRITEABLE,
				    LWS_CALLBACK_RAW_WRITEABLE },
	.close_cb		= { LWS_CALLBACK_RAW_CLOSE,
				    LWS_CALLBACK_RAW_CLOSE },
	.protocol_bind_cb	= { LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL,
				    LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL },
	.protocol_unbind_cb	= { LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL,
				    LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL },
	.outlives_errors	= 1,
};
