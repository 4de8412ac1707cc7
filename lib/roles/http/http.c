/* SPDX-License-Identifier: MIT */
/*
 * The transaction of a connection: what it keeps, and when it is let go.
 */
#include "private-lib-roles-http.h"

/*
 * One table stays with the thread for the next transaction, which is sure to
 * come: all of them are of the same size.
 */
static struct allocated_headers *
get_table(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	struct allocated_headers *ah = pt->spare_ah;

	pt->spare_ah = NULL;

	return ah ? ah : lws_ah_create(wsi->context->max_http_header_data,
				       wsi->context->token_limits);
}

void
lws_http_free_table(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	if (wsi->http->ah)
		lws_ah_disown(wsi->http->ah);
	if (pt->spare_ah)
		lws_ah_destroy(&wsi->http->ah);
	pt->spare_ah = wsi->http->ah ? wsi->http->ah : pt->spare_ah;
	wsi->http->ah = NULL;
}

struct lws_http *
lws_http_ensure(struct lws *wsi, int is_response)
{
	struct lws_http *h = wsi->http;

	if (!h) {
		h = lws_zalloc(sizeof(*h), "http");
		if (!h)
			goto oom;
		wsi->http = h;
	}

	if (!h->ah) {
#if defined(LWS_WITH_PEER_LIMITS)
		if (lws_peer_take(wsi, LWS_PEER_AH))
			return NULL;
#endif
		h->ah = get_table(wsi);
		if (!h->ah)
			goto no_table;
		lws_ah_reset(h->ah, is_response);
#if defined(LWS_WITH_PEER_LIMITS)
		h->ah->peer = wsi->peer;
#endif
	}

	return h;

no_table:
#if defined(LWS_WITH_PEER_LIMITS)
	lws_peer_give_back(wsi->peer, LWS_PEER_AH);
#endif
oom:
	lwsl_wsi_err(wsi, "out of memory for HTTP headers");

	return NULL;
}

void
lws_http_free(struct lws *wsi)
{
	if (!wsi->http)
		return;

	lws_http_free_table(wsi);
	lws_http_file_free(&wsi->http->file);
#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
	lws_http_comp_free(&wsi->http->comp);
#endif
	lws_free_set_NULL(wsi->http);
}

int
lws_http_headers_detach(struct lws *wsi)
{
	/* from inside the callback that was given a pointer into it, the
	 * table goes when the callback has returned */
	if (!wsi->http)
		return 0;
	if (wsi->http->in_callback)
		wsi->http->detach = 1;
	else {
		/* what is logged of it is known now, and not later */
		lws_http_access_log(wsi);
		lws_http_free_table(wsi);
	}

	return 0;
}

int
lws_http_mark_sse(struct lws *wsi)
{
	if (!wsi->http)
		return -1;

	wsi->http->long_poll = 1;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);

	return lws_http_headers_detach(wsi);
}

unsigned int
lws_http_client_http_response(struct lws *wsi)
{
	return wsi->http ? wsi->http->code : 0;
}

int
lws_is_cgi(struct lws *wsi)
{
#if defined(LWS_WITH_CGI)
	return lws_http_is_cgi(wsi);
#else
	LWS_UNUSED(wsi);

	return 0;
#endif
}
