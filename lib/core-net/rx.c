/* SPDX-License-Identifier: MIT */
/*
 * Received bytes: reading them once, keeping what was not consumed, and rx
 * flow control.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

static int
read_some(struct lws *wsi, uint8_t *buf, size_t len)
{
	if (wsi->tls)
		return lws_tls_read(wsi, buf, len);
	if (wsi->role_ops && wsi->role_ops->file_handle)
		return lws_plat_fd_read(wsi->desc.filefd, buf, len);

	return lws_plat_recv(wsi->desc.sockfd, buf, len);
}

enum lws_rx_result
lws_rx_begin(struct lws *wsi, struct lws_rx *rx)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	int n;

	if (wsi->buflist_in) {
		rx->kept = 1;
		rx->len = lws_buflist_next_segment_len(&wsi->buflist_in,
						       &rx->p);
		return LWS_RX_DATA;
	}

	if (wsi->peer_eof)
		return LWS_RX_EOF;

	rx->kept = 0;
	rx->p = pt->serv_buf;
	n = read_some(wsi, rx->p, wsi->context->pt_serv_buf_size);
	pt->rx_full = n > 0 &&
		      ((unsigned int)n == wsi->context->pt_serv_buf_size ||
		       lws_rx_waiting(wsi));
	if (n > 0) {
		rx->len = (size_t)n;
		return LWS_RX_DATA;
	}
	rx->len = 0;
	if (!n) {
		wsi->peer_eof = 1;
		return LWS_RX_EOF;
	}
	if (n == LWS_PLAT_AGAIN)
		return LWS_RX_NOTHING;

	wsi->socket_broken = 1;

	return LWS_RX_ERROR;
}

int
lws_rx_end(struct lws *wsi, struct lws_rx *rx, size_t used)
{
	if (rx->kept) {
		if (used)
			lws_buflist_use_segment(&wsi->buflist_in, used);
	} else {
		/* nothing was kept before, or it would have come first */
		if (used < rx->len &&
		    lws_buflist_append_segment(&wsi->buflist_in, rx->p + used,
					       rx->len - used) < 0) {
			lwsl_wsi_err(wsi, "out of memory for received bytes");
			return -1;
		}
	}

	if (lws_rx_waiting(wsi))
		lws_service_force(wsi);
	else
		lws_dll2_remove(&wsi->forced);

	return 0;
}

int
lws_is_flowcontrolled(const struct lws *wsi)
{
	return wsi->rxflow_stopped != 0;
}

void
lws_rxflow_stop(struct lws *wsi, unsigned int by)
{
	wsi->rxflow_stopped = (uint16_t)(wsi->rxflow_stopped | by);
	if (!lws_tls_handshaking(wsi))
		(void)lws_change_pollfd(wsi, LWS_POLLIN, 0);
}

void
lws_rxflow_go(struct lws *wsi, unsigned int by)
{
	wsi->rxflow_stopped = (uint16_t)(wsi->rxflow_stopped & ~by);
	if (wsi->rxflow_stopped)
		return;

	lws_pollfd_unpark(wsi);
	(void)lws_change_pollfd(wsi, 0, LWS_POLLIN);
	if (lws_rx_waiting(wsi))
		lws_service_force(wsi);
}

/*
 * enable is a plain bool, or a mask of LWS_RXFLOW_REASON_ bits with
 * LWS_RXFLOW_REASON_APPLIES: each reason stops rx on its own.  It takes effect
 * at once: no RECEIVE comes after the one that stops it.
 */
int
lws_rx_flow_control(struct lws *wsi, int enable)
{
	unsigned int by = LWS_RXFLOW_REASON_USER_BOOL;

	if (lws_wsi_is_dead(wsi))
		return 0;

	if (enable & LWS_RXFLOW_REASON_APPLIES) {
		by = (unsigned int)enable & 0xffu;
		enable &= LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT;
	}

	if (enable)
		lws_rxflow_go(wsi, by);
	else
		lws_rxflow_stop(wsi, by);

	return 0;
}

void
lws_rx_flow_allow_all_protocol(const struct lws_context *context,
			       const struct lws_protocols *protocol)
{
	lws_start_foreach_dll(struct lws_dll2 *, v,
			      context->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(v, struct lws_vhost,
							list);
		int n = lws_protocol_index(vh, protocol);

		if (n >= 0) {
			lws_start_foreach_dll(struct lws_dll2 *, d,
					      vh->protocol_wsi[n].head) {
				lws_rx_flow_control(lws_container_of(d,
					struct lws, protocol_list), 1);
			} lws_end_foreach_dll(d);
		}
	} lws_end_foreach_dll(v);
}
