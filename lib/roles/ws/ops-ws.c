/* SPDX-License-Identifier: MIT */
/*
 * The ws role as core-net sees it.
 */
#include "private-lib-roles-ws.h"

int
lws_ws_create(struct lws *wsi)
{
	if (wsi->ws)
		return 0;

	wsi->ws = lws_zalloc(sizeof(*wsi->ws), "ws");
	if (!wsi->ws) {
		lwsl_wsi_err(wsi, "out of memory for the ws state");
		return 1;
	}

	return 0;
}

void
lws_ws_begin(struct lws *wsi)
{
	struct lws_ws_rx *rx = &wsi->ws->rx;

	lws_ws_rx_init(rx, lwsi_role_server(wsi));
	rx->check_utf8 = !!((wsi->vhost->options | wsi->context->options) &
			    LWS_SERVER_OPTION_VALIDATE_UTF8);
	if (wsi->ws->ext && !wsi->ws->ext->count)
		lws_ws_ext_destroy(wsi);
	rx->allow_rsv1 = (uint8_t)lws_ws_ext_has_payload(wsi);

	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	lwsi_set_state(wsi, LRS_ESTABLISHED);
	wsi->established = 1;
	lws_validity_start(wsi);
}

static void
ws_destroy(struct lws *wsi)
{
	if (!wsi->ws)
		return;

	lws_ws_ext_destroy(wsi);
	lws_free(wsi->ws->close);
	lws_free(wsi->ws->pong);
	lws_free(wsi->ws->part);
	lws_free_set_NULL(wsi->ws);
}

const struct lws_role_ops role_ops_ws = {
	.name			= "ws",
	.handle_POLLIN		= lws_ws_pollin,
	.handle_POLLOUT		= lws_ws_pollout,
	.write_role_protocol	= lws_ws_write,
	.close_via_role_protocol = lws_ws_close_via,
	.destroy_role		= ws_destroy,
	.issue_keepalive	= lws_ws_keepalive,
	.upgrade_name		= "websocket",
	.server_upgrade		= lws_ws_server_upgrade,
	.client_upgrade_request	= lws_ws_client_request,
	.client_upgrade_response = lws_ws_client_response,
	.rx_cb			= { LWS_CALLBACK_CLIENT_RECEIVE,
				    LWS_CALLBACK_RECEIVE },
	.writeable_cb		= { LWS_CALLBACK_CLIENT_WRITEABLE,
				    LWS_CALLBACK_SERVER_WRITEABLE },
	.close_cb		= { LWS_CALLBACK_CLIENT_CLOSED,
				    LWS_CALLBACK_CLOSED },
	.protocol_bind_cb	= { LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL,
				    LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL },
	.protocol_unbind_cb	= { LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL,
				    LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL },
};
