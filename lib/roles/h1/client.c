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

	return 1;
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

struct head {
	char	*p;
	char	*end;
};

/* text with anything in it that would end the line, or the field, early */
static int
is_clean(const char *s, int spaces_too)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f ||
		    (spaces_too && *s == ' '))
			return 0;

	return 1;
}

static int
put(struct head *h, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(h->end - h->p) <= n)
		return -1;
	memcpy(h->p, text, n + 1);
	h->p += n;

	return 0;
}

static int
put_field(struct head *h, const char *name, const char *prefix,
	  const char *value)
{
	return put(h, name) || put(h, ": ") || put(h, prefix) ||
	       put(h, value) || put(h, "\r\n");
}

static int
put_origin(struct lws *wsi, struct head *h, const char *origin)
{
	const char *scheme = lws_client_ssl_flags(wsi) & LCCSCF_USE_SSL ?
					"https://" : "http://";

	return put_field(h, "Origin", strstr(origin, "://") ? "" : scheme,
			 origin);
}

/* what is the same for every request */
static int
put_common(struct lws *wsi, struct head *h)
{
	const char *path = lws_client_string(wsi, LWS_CLI_PATH);
	const char *host = lws_client_string(wsi, LWS_CLI_HOST);
	const char *origin = lws_client_string(wsi, LWS_CLI_ORIGIN);

	if (!host)
		host = lws_client_string(wsi, LWS_CLI_ADDRESS);
	if (!path || !*path)
		path = "/";
	if (!host)
		host = "";
	if (!is_clean(path, 1) || !is_clean(host, 1) ||
	    (origin && !is_clean(origin, 1)))
		return fail(wsi, "handshake: space or control character in path, "
			    "host or origin");

	if (put(h, lws_http_method_name(wsi->http->method)) || put(h, " ") ||
	    put(h, *path == '/' ? "" : "/") || put(h, path) ||
	    put(h, " HTTP/1.1\r\n") ||
	    put_field(h, "Pragma", "", "no-cache") ||
	    put_field(h, "Cache-Control", "", "no-cache") ||
	    put_field(h, "Host", "", host) ||
	    (origin && put_origin(wsi, h, origin)))
		return fail(wsi, "handshake: request head larger than the service "
			    "buffer");

	return 0;
}

/* the user appends at *p and moves it */
static int
put_users(struct lws *wsi, struct head *h)
{
	char *was = h->p;

	if (lws_callback(wsi, LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
			 &h->p, (size_t)(h->end - h->p)) ||
	    lws_h1_gone(wsi))
		return fail(wsi, "handshake: refused while appending headers");
	if (h->p < was || h->p > h->end)
		return fail(wsi, "handshake: appended headers are beyond the buffer");

	return 0;
}

static int
send_head(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	const struct lws_role_ops *up = wsi->http->upgrade;
	struct head h;
	char *start = (char *)pt->serv_buf;

	h.p = start;
	/* room for the empty line stays */
	h.end = start + wsi->context->pt_serv_buf_size - 2;

	if (put_common(wsi, &h))
		return -1;
	if (up ? up->client_upgrade_request(wsi, &h.p, h.end) :
		 put_field(&h, "Connection", "", "close"))
		return fail(wsi, "handshake: request head larger than the service "
			    "buffer");
	if (put_users(wsi, &h))
		return -1;

	*h.p++ = '\r';
	*h.p++ = '\n';
	if (lws_issue_raw(wsi, (const uint8_t *)start,
			  (size_t)(h.p - start)) < 0)
		return fail(wsi, "handshake: request could not be sent");

	lwsi_set_state(wsi, LRS_CLIENT_WAIT_HS);
	lws_set_timeout(wsi, PENDING_TIMEOUT_AWAITING_SERVER_RESPONSE,
			(int)wsi->context->timeout_secs);
	if (wsi->http->body_pending)
		lws_callback_on_writable(wsi);

	return 0;
}

enum lws_hp_ret
lws_h1_client_pollout(struct lws *wsi)
{
	switch (lwsi_state(wsi)) {
	case LRS_CLIENT_SEND_HS:
		return send_head(wsi) ? LWS_HP_RET_BAIL_DIE :
					LWS_HP_RET_BAIL_OK;
	case LRS_CLIENT_WAIT_HS:
		return wsi->http->body_pending ? LWS_HP_RET_USER_SERVICE :
						 LWS_HP_RET_BAIL_OK;
	case LRS_ESTABLISHED:
		return LWS_HP_RET_USER_SERVICE;
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

	if (!up)
		return lws_h1_client_body_begin(wsi);

	n = lws_callback(wsi, LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, NULL, 0);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	if (n) {
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
		fail(wsi, "handshake: server closed without a complete response");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_ERROR:
		fail(wsi, "handshake: connection lost before the response");
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	case LWS_RX_DATA:
		break;
	}

	if (!lws_http_ensure(wsi, 1)) {
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
