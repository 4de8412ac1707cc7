/* SPDX-License-Identifier: MIT */
/*
 * Role "raw-file": a descriptor that is no socket (a pipe, a tty, a device).
 * The user reads it himself when he is told that it is readable.
 */
#include "private-lib-core-net.h"

static enum lws_handling_result
file_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	    struct lws_pollfd *pollfd)
{
	int n;

	LWS_UNUSED(pt);

	if (!(pollfd->revents & LWS_POLLIN))
		return LWS_HPI_RET_PLEASE_CLOSE_ME;

	n = lws_callback(wsi, LWS_CALLBACK_RAW_RX_FILE, NULL, 0);
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	return n ? LWS_HPI_RET_PLEASE_CLOSE_ME : LWS_HPI_RET_HANDLED;
}

static int
file_adoption_bind(struct lws *wsi, int type, const char *vh_prot_name)
{
	const struct lws_protocols *p;

	/* LWS_ADOPT_RAW_FILE_DESC is the absence of all the others */
	if (type & (LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | LWS_ADOPT_FLAG_UDP |
		    LWS_ADOPT_FLAG_RAW_PROXY))
		return 0;

	p = lws_adoption_protocol(wsi, vh_prot_name,
				  wsi->vhost->raw_protocol_index);
	if (!p)
		return -1;

	lws_role_transition(wsi, 0, LRS_ESTABLISHED, &role_ops_raw_file);

	return lws_bind_protocol(wsi, p, "raw file adoption") ? -1 : 1;
}

const struct lws_role_ops role_ops_raw_file = {
	.name			= "raw-file",
	.handle_POLLIN		= file_pollin,
	.adoption_bind		= file_adoption_bind,
	.adoption_cb		= { 0, LWS_CALLBACK_RAW_ADOPT_FILE },
	.rx_cb			= { 0, LWS_CALLBACK_RAW_RX_FILE },
	.writeable_cb		= { 0, LWS_CALLBACK_RAW_WRITEABLE_FILE },
	.close_cb		= { 0, LWS_CALLBACK_RAW_CLOSE_FILE },
	.protocol_bind_cb	= { 0, LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL },
	.protocol_unbind_cb	= { 0, LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL },
	.file_handle		= 1,
};
