/* SPDX-License-Identifier: MIT */
/*
 * The body of a response: the user is told that there is something, fetches it
 * with lws_http_client_read(), and is given the decoded bytes.
 */
#include "private-lib-roles-h1.h"

static void
restart_timer(struct lws *wsi)
{
	lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			(int)wsi->context->timeout_secs);
}

/* the kinds of bodies: RFC 9112 6.3 */
static void
note_body(struct lws_http *h)
{
	const struct lws_http_head *head = &h->ah->head;

	h->body = 1;
	if (h->method == LWSHUMETH_HEAD || h->code == 204 || h->code == 304 ||
	    h->code == 101)
		h->body = 0;
	else if (head->chunked) {
		h->body_chunked = 1;
		lws_h1_chunked_init(&h->chunked);
	} else if (head->has_content_length) {
		h->body_left = head->content_length;
		h->body = h->body_left != 0;
	} else
		h->body_to_eof = 1;
}

static void
complete(struct lws *wsi)
{
	struct lws_http *h = wsi->http;

	h->completed = 1;
	h->body = 0;
	/* 101 is no end of a transaction, but of the protocol */
	h->keepalive = h->ah && h->ah->head.keepalive && !h->body_to_eof &&
		       h->code != 101 && lws_h1_client_upload_is_over(h);
	lws_callback(wsi, LWS_CALLBACK_COMPLETED_CLIENT_HTTP, NULL, 0);
}

enum lws_handling_result
lws_h1_client_body_begin(struct lws *wsi)
{
	struct lws_http *h = wsi->http;
	int n;

	n = lws_callback(wsi, LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, NULL,
			 0);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (n) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_GIVEN_UP);
		lws_client_conn_failed(wsi, "handshake: refused by the client filter");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}

	note_body(h);
	/* it has decided, and may say so before it has read all (RFC 9110
	 * 10.1.1); what it accepts it may go on reading */
	if (h->awaits_continue || h->code >= 300)
		lws_h1_client_upload_stop(wsi);
	lws_client_established(wsi);
	wsi->established = 1;
	lwsi_set_state(wsi, LRS_ESTABLISHED);
	restart_timer(wsi);

	n = lws_callback(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (n)
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	if (h->body)
		return LWS_HPI_RET_HANDLED;

	complete(wsi);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (h->keepalive)
		lws_lane_pass(wsi);

	return LWS_HPI_RET_PLEASE_CLOSE_ME;
}

/*
 * Decodes [p, p + len) into out, which is as large; *used says how much was
 * taken, the return value how much came out, < 0: not a body.  h->body is
 * cleared at its end.
 */
static int
decode(struct lws *wsi, const uint8_t *p, size_t len, size_t *used, char *out)
{
	struct lws_http *h = wsi->http;
	size_t n = 0;

	*used = 0;
	if (!h->body_chunked) {
		if (!h->body_to_eof)
			len = (size_t)lws_min_u64(len, h->body_left);
		memcpy(out, p, len);
		*used = len;
		if (!h->body_to_eof) {
			h->body_left -= len;
			h->body = h->body_left != 0;
		}
		return (int)len;
	}

	while (*used < len && h->body) {
		const uint8_t *data = NULL;
		const char *cause = NULL;
		size_t dlen = 0, u = 0;

		switch (lws_h1_chunked(&h->chunked, p + *used, len - *used, &u,
				       &data, &dlen, &cause)) {
		case LWS_H1_CHUNKED_MORE:
			break;
		case LWS_H1_CHUNKED_DATA:
			memcpy(out + n, data, dlen);
			n += dlen;
			break;
		case LWS_H1_CHUNKED_END:
			h->body = 0;
			break;
		case LWS_H1_CHUNKED_BAD:
			/* what came before it is the user's, however it was
			 * cut; the bad byte is refused again then */
			if (n) {
				*used += u - 1;
				return (int)n;
			}
			lwsl_wsi_notice(wsi, "bad response body: %s", cause);
			return -1;
		}
		*used += u;
	}

	return (int)n;
}

/*
 * To be called from LWS_CALLBACK_RECEIVE_CLIENT_HTTP.  Takes at most *len
 * received bytes, gives what is body in them to
 * LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, and leaves it at *buf, *len of it.
 * -1: the user's callback is to return -1 too: the body is over and
 * LWS_CALLBACK_COMPLETED_CLIENT_HTTP was given, or the connection is of no
 * more use.
 */
int
lws_http_client_read(struct lws *wsi, char **buf, int *len)
{
	struct lws_http *h = wsi->http;
	size_t used, room = *len > 0 ? (size_t)*len : 0;
	struct lws_rx rx;
	int n;

	*len = 0;
	if (wsi->role_ops != &role_ops_h1 || !h || h->completed || !room)
		return -1;

	h->was_read = 1;
	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_NOTHING:
		return 0;
	case LWS_RX_EOF:
		if (h->body_to_eof)
			complete(wsi);
		else
			lwsl_wsi_notice(wsi, "response body ends too early");
		return -1;
	case LWS_RX_ERROR:
		lwsl_wsi_notice(wsi, "connection lost in the response body");
		return -1;
	case LWS_RX_DATA:
		break;
	}

	n = decode(wsi, rx.p, lws_min_sz(rx.len, room), &used, *buf);
	if (lws_rx_end(wsi, &rx, used) || n < 0)
		return -1;
	restart_timer(wsi);
	*len = n;
	if (n && lws_callback(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, *buf,
			      (size_t)n))
		return -1;
	if (lws_h1_gone(wsi))
		return -1;
	if (h->body)
		return 0;

	complete(wsi);

	return -1;
}

/* the user left it where it was, and did not ask to be spared */
static int
read_over(struct lws *wsi)
{
	char buf[1024], *p = buf;
	int len = (int)sizeof(buf);

	return lws_http_client_read(wsi, &p, &len) < 0;
}

enum lws_handling_result
lws_h1_client_body_input(struct lws *wsi)
{
	int n;

	wsi->http->was_read = 0;
	n = lws_callback(wsi, LWS_CALLBACK_RECEIVE_CLIENT_HTTP, NULL, 0);
	if (!n && !lws_h1_gone(wsi) &&
	    !wsi->http->was_read && !lws_is_flowcontrolled(wsi))
		n = read_over(wsi);

	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (wsi->http->completed && wsi->http->keepalive)
		lws_lane_pass(wsi);
	if (n || wsi->http->completed)
		return LWS_HPI_RET_PLEASE_CLOSE_ME;

	return LWS_HPI_RET_HANDLED;
}
