/* SPDX-License-Identifier: MIT */
/*
 * A request's body: to the user piece by piece, or read over when he has
 * answered already.
 */
#include "private-lib-roles-h1.h"

static enum lws_h1_step
relayed(struct lws *wsi, int n)
{
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;

	return n ? LWS_H1_CLOSE : LWS_H1_GO_ON;
}

enum lws_h1_step
lws_h1_body_complete(struct lws *wsi)
{
	wsi->http->body = 0;
	if (lwsi_state(wsi) == LRS_DISCARD_BODY)
		return lws_http_transaction_completed(wsi) ? LWS_H1_CLOSE :
							     LWS_H1_GO_ON;

	lwsi_set_state(wsi, LRS_ESTABLISHED);
	if (wsi->http->relay)
		return relayed(wsi, wsi->http->relay->ops->body_end(wsi));

	return lws_h1_callback(wsi, LWS_CALLBACK_HTTP_BODY_COMPLETION, NULL,
			       0);
}

/*
 * A byte now and then is no progress, or a connection could be held for ever.
 * Whoever has switched the timer off wants it like that.
 */
static void
note_progress(struct lws *wsi, size_t len)
{
	struct lws_http *h = wsi->http;
	unsigned int secs = wsi->context->timeout_secs;

	if (wsi->pending_timeout != PENDING_TIMEOUT_HTTP_CONTENT)
		return;

	h->body_progress += len;
	if (h->body_progress / LWS_H1_BODY_RATE_MIN < secs)
		return;

	h->body_progress = 0;
	lws_timeout_at_end(wsi, PENDING_TIMEOUT_HTTP_CONTENT, secs);
}

static enum lws_h1_step
piece(struct lws *wsi, uint8_t *p, size_t len)
{
	struct lws_http *h = wsi->http;

	if (lwsi_state(wsi) == LRS_BODY) {
		note_progress(wsi, len);
		if (h->relay)
			return relayed(wsi, h->relay->ops->body(wsi, p, len));

		return lws_h1_callback(wsi, LWS_CALLBACK_HTTP_BODY, p, len);
	}

	if (len > LWS_H1_DISCARD_MAX - h->discarded) {
		lwsl_wsi_info(wsi, "closing: the rest of the request's body "
			      "is too long to be read over");
		return LWS_H1_CLOSE;
	}
	h->discarded += (uint32_t)len;

	return LWS_H1_GO_ON;
}

static enum lws_h1_step
chunked(struct lws *wsi, const uint8_t *p, size_t len, size_t *used)
{
	const uint8_t *data = NULL;
	const char *cause = NULL;
	size_t dlen = 0;

	switch (lws_h1_chunked(&wsi->http->chunked, p, len, used, &data, &dlen,
			       &cause)) {
	case LWS_H1_CHUNKED_MORE:
		return LWS_H1_GO_ON;
	case LWS_H1_CHUNKED_DATA:
		/* what is received may be changed, see lws_rx_begin() */
		return piece(wsi, (uint8_t *)(lws_intptr_t)data, dlen);
	case LWS_H1_CHUNKED_END:
		return lws_h1_body_complete(wsi);
	default:
		return lws_h1_refuse(wsi, HTTP_STATUS_BAD_REQUEST, cause);
	}
}

enum lws_h1_step
lws_h1_server_body(struct lws *wsi, const uint8_t *p, size_t len,
		   size_t *used)
{
	struct lws_http *h = wsi->http;
	enum lws_h1_step s;

	/* it comes without having been asked for */
	h->awaits_continue = 0;

	if (h->body_chunked)
		return chunked(wsi, p, len, used);

	if (len > h->body_left)
		len = (size_t)h->body_left;
	*used = len;
	/* first, so that the last piece can complete the transaction */
	h->body_left -= len;
	if (!h->body_left)
		h->body = 0;

	s = piece(wsi, (uint8_t *)(lws_intptr_t)p, len);
	/* over already, if it was completed in the callback */
	if (s != LWS_H1_GO_ON || lwsi_state(wsi) == LRS_HEADERS || h->body)
		return s;

	return lws_h1_body_complete(wsi);
}
