/* SPDX-License-Identifier: MIT */
/*
 * What the user may ask, in his RECEIVE callback, about the piece of payload
 * that he was given.  On a connection that is no WebSocket the answer is 0.
 */
#include "private-lib-roles-ws.h"

int
lws_is_first_fragment(struct lws *wsi)
{
	return wsi->ws && wsi->ws->rx_first;
}

int
lws_is_final_fragment(struct lws *wsi)
{
	return wsi->ws && wsi->ws->rx_final;
}

int
lws_frame_is_binary(struct lws *wsi)
{
	return wsi->ws && wsi->ws->rx_opcode == LWS_WS_OP_BINARY;
}

/* as they stand in the first byte of the frame: RSV1 is 0x40 */
unsigned char
lws_get_reserved_bits(struct lws *wsi)
{
	if (!wsi->ws)
		return 0;

	return (unsigned char)((wsi->ws->rx_rsv << 4) & 0x70);
}

size_t
lws_remaining_packet_payload(struct lws *wsi)
{
	if (!wsi->ws)
		return 0;

	/* a 32-bit size_t says "at least this much" */
	return (size_t)lws_min_u64(wsi->ws->rx_remaining, SIZE_MAX);
}
