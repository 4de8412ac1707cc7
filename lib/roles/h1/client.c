/* SPDX-License-Identifier: MIT */
/*
 * The client's side, up to the head of the response: for plain HTTP, and for
 * roles that are reached by an upgrade.
 */
#include "private-lib-roles-h1.h"

int
lws_h1_client_bind(struct lws *wsi, const struct lws_client_connect_info *i)
{
	const struct lws_role_ops *up = NULL;
	int method = LWSHUMETH_GET;

	if (i->method)
		method = lws_http_method_by_name(i->method, strlen(i->method));
	else
		up = lws_role_by_upgrade("websocket", 9);
	if (method < 0 || (!i->method && !up))
		return 0;

	lws_role_transition(wsi, 1, LRS_UNCONNECTED, &role_ops_h1);
	wsi->http = lws_zalloc(sizeof(*wsi->http), "http");
	if (!wsi->http) {
		lwsl_wsi_err(wsi, "out of memory for the client");
		return -1;
	}
	wsi->http->upgrade = up;
	wsi->http->method = (uint8_t)method;
	wsi->http->multipart = !!(i->ssl_connection &
				  LCCSCF_HTTP_MULTIPART_MIME);
	wsi->http->form = !!(i->ssl_connection &
			     LCCSCF_HTTP_X_WWW_FORM_URLENCODED);

	return 1;
}

/* what is to become another protocol is nobody else's any more */
int
lws_h1_client_shares(struct lws *wsi)
{
	return !wsi->http->upgrade;
}

/* what a try has left behind, for the next one */
void
lws_h1_client_restart(struct lws *wsi)
{
	struct lws_http *h = wsi->http, was = *h;

	if (h->upgrade && h->upgrade->destroy_role)
		h->upgrade->destroy_role(wsi);
	lws_ah_destroy(&h->ah);
	lws_sul_cancel(&h->sul_continue);
	memset(h, 0, sizeof(*h));
	h->upgrade = was.upgrade;
	h->method = was.method;
	h->multipart = was.multipart;
	h->form = was.form;
	h->redirected_to_get = was.redirected_to_get;
	h->relayed = was.relayed;
	h->relay = was.relay;
}

int
lws_h1_client_transport_up(struct lws *wsi)
{
	lwsi_set_state(wsi, LRS_CLIENT_SEND_HS);
	lws_set_timeout(wsi, PENDING_TIMEOUT_AWAITING_CLIENT_HS_SEND,
			(int)wsi->context->timeout_secs);
	lws_role_wants_pollout(wsi);

	return 0;
}

static int
fail(struct lws *wsi, const char *text)
{
	if (!lws_wsi_is_dead(wsi))
		lws_client_conn_failed(wsi, text);

	return -1;
}

/*
 * On a connection that others used before, the server may have ended it just
 * as the request went out (RFC 9112 9.5).  1: the client begins again.
 */
static int
again(struct lws *wsi, int nothing_sent)
{
	struct lws_http *h = wsi->http;

	if (!lws_client_is_reused(wsi) || (h->ah && lws_h1_parse_begun(h->ah)))
		return 0;
	/* RFC 9110 9.2.2: what may have been done is not asked for twice */
	if (!nothing_sent && (h->tx_begun || h->interim ||
			      h->method == LWSHUMETH_POST ||
			      h->method == LWSHUMETH_PATCH))
		return 0;

	return !lws_client_retry(wsi);
}

static enum lws_hp_ret
send_head(struct lws *wsi)
{
	switch (lws_h1_client_send_head(wsi)) {
	case LWS_H1_SENT:
		break;
	case LWS_H1_NOT_SENT:
		if (again(wsi, 1))
			return LWS_HP_RET_BAIL_OK;
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOST);
		fail(wsi, "handshake: request could not be sent");
		return LWS_HP_RET_BAIL_DIE;
	default:
		return LWS_HP_RET_BAIL_DIE;
	}

	lwsi_set_state(wsi, LRS_CLIENT_WAIT_HS);
	lws_conmon_begin(wsi);
	lws_set_timeout(wsi, PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
			(int)wsi->context->timeout_secs);
	if (wsi->http->body_pending)
		lws_callback_on_writable(wsi);

	return LWS_HP_RET_BAIL_OK;
}

enum lws_hp_ret
lws_h1_client_pollout(struct lws *wsi)
{
	switch (lwsi_state(wsi)) {
	case LRS_CLIENT_SEND_HS:
		return send_head(wsi);
	case LRS_CLIENT_WAIT_HS:
	case LRS_ESTABLISHED:
		return lws_h1_client_body_out(wsi);
	default:
		return LWS_HP_RET_BAIL_OK;
	}
}

static int
is_interim(const struct lws_http *h)
{
	return h->code < 200 && h->code != 101;
}

/* The head is complete.  The rest of what was received is kept already. */
static enum lws_handling_result
response(struct lws *wsi)
{
	const struct lws_role_ops *up = wsi->http->upgrade;
	int n;

	lws_conmon_response(wsi, (int)wsi->http->code);
	lws_http_cookies_take(wsi);
	if (lws_h1_client_is_redirected(wsi))
		return lws_h1_client_redirect(wsi);
	if (!up)
		return lws_h1_client_body_begin(wsi);

	n = lws_callback(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (n) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_GIVEN_UP);
		fail(wsi, "handshake: refused by the client filter");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}

	n = up->client_upgrade_response(wsi);
	if (wsi->role_ops != &role_ops_h1)
		lws_http_free(wsi);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	return n ? LWS_HPI_RET_PLEASE_CLOSE_ME : LWS_HPI_RET_HANDLED;
}

/* -1: the attempt has failed; 0: more is needed; 1: the head is complete */
static int
take(struct lws *wsi, const uint8_t *p, size_t len, size_t *used)
{
	struct lws_http *h = wsi->http;
	char text[128];
	size_t n;

	while (*used < len) {
		switch (lws_h1_parse(h->ah, p + *used, len - *used, &n)) {
		case LWS_H1_PARSE_MORE:
			*used += n;
			return 0;
		case LWS_H1_PARSE_REFUSED:
			(void)lws_snprintf(text, sizeof(text),
					   "handshake: bad response: %s",
					   h->ah->cause);
			return fail(wsi, text);
		case LWS_H1_PARSE_DONE:
			break;
		}
		*used += n;
		h->code = h->ah->head.code;
		h->version_minor = h->ah->head.version_minor;
		if (!is_interim(h))
			return 1;
		if (++h->interim > LWS_H1_INTERIM_MAX)
			return fail(wsi, "handshake: too many interim responses");
		if (h->code == 100)
			lws_h1_client_continue(wsi);
		lws_ah_reset(h->ah, 1);
	}

	return 0;
}

static enum lws_handling_result
head_input(struct lws *wsi)
{
	struct lws_rx rx;
	size_t used = 0;
	int n;

	switch (lws_rx_begin(wsi, &rx)) {
	case LWS_RX_NOTHING:
		return LWS_HPI_RET_HANDLED;
	case LWS_RX_EOF:
		if (again(wsi, 0))
			return LWS_HPI_RET_WSI_ALREADY_DIED;
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOST);
		fail(wsi, "handshake: server closed without a complete response");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_ERROR:
		if (again(wsi, 0))
			return LWS_HPI_RET_WSI_ALREADY_DIED;
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOST);
		fail(wsi, "handshake: connection lost before the response");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_DATA:
		break;
	}

	if (!lws_http_ensure(wsi, 1)) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_LOCAL);
		fail(wsi, "handshake: out of memory for the response");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}
	n = take(wsi, rx.p, rx.len, &used);
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (lws_rx_end(wsi, &rx, used) || n < 0)
		return LWS_HPI_RET_PLEASE_CLOSE_ME;

	return n ? response(wsi) : LWS_HPI_RET_HANDLED;
}

enum lws_handling_result
lws_h1_client_input(struct lws *wsi)
{
	if (lwsi_state(wsi) == LRS_ESTABLISHED)
		return lws_h1_client_body_input(wsi);

	return head_input(wsi);
}
