/* SPDX-License-Identifier: MIT */
/*
 * Role "raw-skt": bytes on a stream socket, without a protocol of ours.
 */
#include "private-lib-core-net.h"

static enum lws_handling_result
raw_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	   struct lws_pollfd *pollfd)
{
	struct lws_rx rx;
	int n;

	LWS_UNUSED(pt);
	LWS_UNUSED(pollfd);

	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_NOTHING:
		return LWS_HPI_RET_HANDLED;
	case LWS_RX_EOF:
	case LWS_RX_ERROR:
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_DATA:
		break;
	}

	lws_validity_confirmed(wsi);
	n = lws_callback(wsi, LWS_CALLBACK_RAW_RX, rx.p, rx.len);
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (lws_rx_end(wsi, &rx, rx.len) || n)
		return LWS_HPI_RET_PLEASE_CLOSE_ME;

	return LWS_HPI_RET_HANDLED;
}

static enum lws_hp_ret
raw_pollout(struct lws *wsi)
{
	return lwsi_state(wsi) == LRS_ESTABLISHED ? LWS_HP_RET_USER_SERVICE :
						    LWS_HP_RET_BAIL_OK;
}

/* raw is what is left when neither http nor a file nor a datagram is meant */
static int
raw_adoption_bind(struct lws *wsi, int type, const char *vh_prot_name)
{
	const struct lws_protocols *p;

	if (!(type & LWS_ADOPT_SOCKET) ||
	    (type & (LWS_ADOPT_HTTP | LWS_ADOPT_FLAG_UDP |
		     LWS_ADOPT_FLAG_RAW_PROXY)))
		return 0;

	p = lws_adoption_protocol(wsi, vh_prot_name,
				  wsi->vhost->raw_protocol_index);
	if (!p)
		return -1;

	lws_role_transition(wsi, 0, LRS_ESTABLISHED, &role_ops_raw_skt);

	return lws_bind_protocol(wsi, p, "raw adoption") ? -1 : 1;
}

static int
raw_client_bind(struct lws *wsi, const struct lws_client_connect_info *i)
{
	if (!i->method || strcmp(i->method, "RAW"))
		return 0;

	lws_role_transition(wsi, 1, LRS_UNCONNECTED, &role_ops_raw_skt);

	return 1;
}

static int
raw_transport_up(struct lws *wsi)
{
	lwsi_set_state(wsi, LRS_ESTABLISHED);
	lws_client_established(wsi);
	wsi->established = 1;
	/*
	 * There is nothing to ask the peer with, so only silence ends it, and
	 * only if somebody wanted that: the default is made for pings.
	 */
	if (wsi->retry_policy != &lws_retry_default)
		lws_validity_start(wsi);

	return lws_callback(wsi, LWS_CALLBACK_RAW_CONNECTED, NULL, 0);
}

static int
raw_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol *wp)
{
	LWS_UNUSED(wp);

	return lws_issue_raw(wsi, buf, len);
}

const struct lws_role_ops role_ops_raw_skt = {
	.name			= "raw-skt",
	.handle_POLLIN		= raw_pollin,
	.handle_POLLOUT		= raw_pollout,
	.write_role_protocol	= raw_write,
	.adoption_bind		= raw_adoption_bind,
	.client_bind		= raw_client_bind,
	.client_transport_up	= raw_transport_up,
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
};

int
lws_raw_transaction_completed(struct lws *wsi)
{
	/* nothing of ours waits between the user and the socket but output */
	if (wsi->buflist_out) {
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "raw transaction completed");
		return 0;
	}

	return -1;
}
