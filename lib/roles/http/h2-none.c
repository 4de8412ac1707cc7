/* SPDX-License-Identifier: MIT */
/*
 * What can be asked of a stream of HTTP/2, in a library that has no such role:
 * no wsi is one, and each call says so.
 */
#include "private-lib-roles-http.h"

static void
say_no(struct lws *wsi, const char *what)
{
	lwsl_wsi_info(wsi, "%s: not a stream of HTTP/2", what);
}

int
lws_h2_client_stream_long_poll_rxonly(struct lws *wsi)
{
	say_no(wsi, "long poll");

	return 1;
}

int
lws_h2_update_peer_txcredit(struct lws *wsi, unsigned int sid, int bump)
{
	LWS_UNUSED(sid);
	LWS_UNUSED(bump);
	say_no(wsi, "grant to the peer");

	/* as 4.3.5: the peer needs no credit here, so it has what it needs */
	return 0;
}

int
lws_h2_get_peer_txcredit_estimate(struct lws *wsi)
{
	say_no(wsi, "credit of the peer");

	return 0;
}
