/* SPDX-License-Identifier: MIT */
/*
 * The body of a client's request.  The user writes it in
 * LWS_CALLBACK_CLIENT_HTTP_WRITEABLE; it goes out as he writes it if he has
 * said how long it is, or frames it himself, else in chunks.
 */
#include "private-lib-roles-h1.h"

static void
continue_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_http *h = lws_container_of(sul, struct lws_http,
					      sul_continue);

	/* RFC 9110 10.1.1: not for ever, it may not know what is meant */
	lws_h1_client_continue(h->wsi);
}

void
lws_h1_client_await_continue(struct lws *wsi)
{
	wsi->http->wsi = wsi;
	lws_sul_schedule(wsi->context, wsi->tsi, &wsi->http->sul_continue,
			 continue_cb, LWS_H1_CONTINUE_US);
}

void
lws_h1_client_continue(struct lws *wsi)
{
	struct lws_http *h = wsi->http;

	lws_sul_cancel(&h->sul_continue);
	if (!h->awaits_continue)
		return;
	h->awaits_continue = 0;
	if (h->body_pending)
		lws_callback_on_writable(wsi);
}

int
lws_h1_client_upload_is_over(const struct lws_http *h)
{
	return !h->body_pending && !(h->tx_chunked && !h->tx_ended) &&
	       !(h->tx_length && h->tx_left) && !h->tx_stopped;
}

/* nobody wants (the rest of) it; what the user still writes is dropped */
void
lws_h1_client_upload_stop(struct lws *wsi)
{
	struct lws_http *h = wsi->http;

	lws_sul_cancel(&h->sul_continue);
	if (lws_h1_client_upload_is_over(h))
		return;
	h->tx_stopped = 1;
	h->body_pending = 0;
	h->awaits_continue = 0;
	wsi->want_writable = 0;
	lws_buflist_destroy_all_segments(&wsi->buflist_out);
	lws_update_pollout(wsi);
}

/*
 * The server takes no more of it.  It may have said why before that: the
 * answer is still to be read.
 */
int
lws_h1_client_output_broken(struct lws *wsi)
{
	if (lwsi_role_server(wsi) || lwsi_state(wsi) != LRS_CLIENT_WAIT_HS ||
	    !wsi->http || wsi->http->upgrade)
		return 0;

	wsi->socket_broken = 0;
	lws_h1_client_upload_stop(wsi);
	/* even if it was complete as far as the user knows */
	lws_buflist_destroy_all_segments(&wsi->buflist_out);
	wsi->http->tx_stopped = 1;
	lws_update_pollout(wsi);

	return 1;
}

static int
issue(struct lws *wsi, const uint8_t *p, size_t len)
{
	if (lws_issue_raw(wsi, p, len) >= 0)
		return 0;

	return lws_output_broken(wsi);
}

static int
put_end(struct lws *wsi)
{
	struct lws_http *h = wsi->http;
	const char *end = h->tx_begun ? "\r\n0\r\n\r\n" : "0\r\n\r\n";

	h->tx_ended = 1;
	h->tx_begun = 1;

	return issue(wsi, (const uint8_t *)end, strlen(end));
}

/*
 * The line of a chunk goes into the room before the user's bytes, with the line
 * end of the chunk before it: one send for each.
 */
static int
put_chunk(struct lws *wsi, uint8_t *buf, size_t len)
{
	char line[LWS_PRE];
	size_t n = (size_t)lws_snprintf(line, sizeof(line), "%s%x\r\n",
					wsi->http->tx_begun ? "\r\n" : "",
					(unsigned int)len);

	wsi->http->tx_begun = 1;
	memcpy(buf - n, line, n);

	return issue(wsi, buf - n, len + n);
}

int
lws_h1_client_write(struct lws *wsi, uint8_t *buf, size_t len,
		    enum lws_write_protocol wp)
{
	struct lws_http *h = wsi->http;
	int final = (wp & 0x1f) == LWS_WRITE_HTTP_FINAL;

	/* progress */
	if (wsi->pending_timeout == PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE)
		lws_set_timeout(wsi, PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
				(int)wsi->context->timeout_secs);
	if (!h || lwsi_state(wsi) < LRS_CLIENT_WAIT_HS) {
		lwsl_wsi_err(wsi, "lws_write: before the head of the request");
		return -1;
	}
	if (h->tx_stopped || h->redirected_to_get)
		return (int)len;
	if (h->tx_ended) {
		lwsl_wsi_err(wsi, "lws_write: behind the end of the body");
		return -1;
	}

	if (h->tx_chunked) {
		if ((len && put_chunk(wsi, buf, len)) ||
		    (final && !h->tx_stopped && put_end(wsi)))
			return -1;
		return (int)len;
	}
	if (!h->tx_framed) {
		if (!h->tx_length || len > h->tx_left) {
			lwsl_wsi_err(wsi, "lws_write: body is longer than its "
				     "Content-Length");
			return -1;
		}
		h->tx_left -= len;
	}
	h->tx_begun = 1;

	return issue(wsi, buf, len) ? -1 : (int)len;
}

enum lws_hp_ret
lws_h1_client_body_out(struct lws *wsi)
{
	struct lws_http *h = wsi->http;

	if (h->tx_stopped) {
		wsi->want_writable = 0;
		return LWS_HP_RET_BAIL_OK;
	}
	if (h->tx_chunked && !h->tx_ended && !h->body_pending &&
	    !h->awaits_continue && put_end(wsi))
		return LWS_HP_RET_BAIL_DIE;
	if (lwsi_state(wsi) == LRS_ESTABLISHED)
		return LWS_HP_RET_USER_SERVICE;

	return h->body_pending && !h->awaits_continue ?
			LWS_HP_RET_USER_SERVICE : LWS_HP_RET_BAIL_OK;
}

void
lws_client_http_body_pending(struct lws *wsi, int something_left_to_send)
{
	struct lws_http *h = wsi->http;

	if (!h || lwsi_role_server(wsi) || h->redirected_to_get ||
	    h->tx_stopped)
		return;

	h->body_pending = !!something_left_to_send;
	/* the end of the chunks, unless a final write comes before it */
	if (!h->body_pending && h->tx_chunked && !h->tx_ended)
		lws_role_wants_pollout(wsi);
}
