/* SPDX-License-Identifier: MIT */
/*
 * A request's head, from its first byte to server-request.c, or to the role
 * that it asks to be upgraded to.
 */
#include "private-lib-roles-h1.h"

/*
 * Another vhost may answer to the name; it has protocols of its own.  Nonzero:
 * it demands certificates of its clients, and this one was not asked for it.
 */
static int
choose_vhost(struct lws *wsi)
{
	const char *host = lws_ah_value(wsi->http->ah, WSI_TOKEN_HOST);
	struct lws_vhost *vh;

	if (!host || wsi->vhost->listen_port <= 0)
		return 0;

	vh = lws_select_vhost(wsi->vhost, host);
	if (!vh || vh == wsi->vhost)
		return 0;
	if (lws_check_opt(vh->options,
			  LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT))
		return 1;

	lws_vhost_bind_wsi(vh, wsi);
	wsi->protocol = &vh->protocols[vh->default_protocol_index];

	return 0;
}

/* the first name in the Upgrade field that is a role of ours */
static const struct lws_role_ops *
wanted_role(const struct allocated_headers *ah)
{
	const char *v = lws_ah_value(ah, WSI_TOKEN_UPGRADE);

	if (!ah->head.upgrade)
		return NULL;

	while (*v) {
		const struct lws_role_ops *r;
		size_t n;

		v += strspn(v, " \t,");
		n = strcspn(v, " \t,/");
		r = n ? lws_role_by_upgrade(v, n) : NULL;
		if (r && r->server_upgrade)
			return r;
		v += strcspn(v, ",");
	}

	return NULL;
}

/* the user has the first word about an upgrade: > 0, he has answered it */
static enum lws_h1_step
ask_about_upgrade(struct lws *wsi, const struct lws_role_ops *r, int *answered)
{
	int n;

	wsi->http->in_callback = 1;
	n = lws_callback(wsi, LWS_CALLBACK_HTTP_CONFIRM_UPGRADE,
			 (void *)(lws_intptr_t)r->upgrade_name,
			 strlen(r->upgrade_name));
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;
	wsi->http->in_callback = 0;
	if (n < 0)
		return LWS_H1_CLOSE;
	*answered = n > 0;
	if (n > 0 && lws_http_transaction_completed(wsi))
		return LWS_H1_CLOSE;

	return LWS_H1_GO_ON;
}

static enum lws_h1_step
upgrade(struct lws *wsi, const struct lws_role_ops *r)
{
	int n;

	/* whether it comes about or not, this was the last HTTP on it; the
	 * closing callback is owed again if it stays with this role */
	wsi->http->keepalive = 0;
	wsi->established = 0;
	n = r->server_upgrade(wsi);
	if (wsi->role_ops != &role_ops_h1) {
		if (!lws_h1_gone(wsi) && wsi->http) {
			wsi->http->code = 101;
			lws_http_access_log(wsi);
		}
		lws_http_free(wsi);
	}
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;
	if (wsi->role_ops == &role_ops_h1)
		wsi->established = 1;

	return n ? LWS_H1_CLOSE : LWS_H1_GO_ON;
}

/* LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK */
static int
names_its_vhost(struct lws *wsi)
{
	const char *host = lws_ah_value(wsi->http->ah, WSI_TOKEN_HOST),
		   *name = wsi->vhost->name, *p;
	int port = lws_is_ssl(wsi) ? 443 : 80;
	size_t n = strlen(name);

	if (!host || strlen(host) < n || !lws_memcaseeq(host, name, n))
		return 0;
	p = host + n;
	if (*p == ':' && p[1]) {
		if (strspn(p + 1, "0123456789") != strlen(p + 1) ||
		    strlen(p + 1) > 5)
			return 0;
		port = atoi(p + 1);
	} else if (*p)
		return 0;

	/* a socket that is none of TCP's has no port to be named */
	return wsi->vhost->listen_port <= 0 ||
	       port == wsi->vhost->listen_port;
}

/* what the head says about the body, for the steps that follow */
static void
note_body(struct lws_http *h)
{
	const struct lws_http_head *head = &h->ah->head;

	if (head->chunked) {
		h->body = h->body_chunked = 1;
		lws_h1_chunked_init(&h->chunked);
	} else if (head->has_content_length) {
		h->body_left = head->content_length;
		h->body = h->body_left != 0;
	}
	h->awaits_continue = head->expect_continue && h->body;
}

/* the entry of info.reject_service_keywords that is about it, or NULL */
static const struct lws_protocol_vhost_options *
unwelcome(struct lws *wsi)
{
	const struct lws_protocol_vhost_options *o =
						wsi->context->reject_keywords;
	const char *agent = o ? lws_ah_value(wsi->http->ah,
					     WSI_TOKEN_HTTP_USER_AGENT) : NULL;

	for (; agent && o; o = o->next)
		if (o->name && o->name[0] && strstr(agent, o->name))
			return o;

	return NULL;
}

static enum lws_h1_step
turn_away(struct lws *wsi, const struct lws_protocol_vhost_options *o)
{
	const char *value = o->value ? o->value : "",
		   *text = value + strspn(value, "0123456789");
	int status = atoi(value);

	if (status < 400 || status > 599)
		status = HTTP_STATUS_FORBIDDEN;
	lwsl_wsi_info(wsi, "turned away with %d: user agent with %s", status,
		      o->name);
	wsi->http->keepalive = 0;
	(void)lws_return_http_status(wsi, (unsigned int)status,
				     text + strspn(text, " "));

	return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;
}

static enum lws_h1_step
request(struct lws *wsi)
{
	const struct lws_protocol_vhost_options *keyword;
	struct lws_http *h = wsi->http;
	const struct lws_role_ops *r;
	int answered = 0;

	h->method = h->ah->head.method;
	h->version_minor = h->ah->head.version_minor;
	h->keepalive = h->ah->head.keepalive;
	h->chunkable = h->version_minor != 0;
	note_body(h);
	lws_timeout_at_end(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
			   wsi->context->timeout_secs);
	/* what the last transaction's user had */
	if (!wsi->user_space_external)
		lws_free_set_NULL(wsi->user_space);
	/* RFC 9110 15.5.20 */
	if (choose_vhost(wsi))
		return lws_h1_refuse(wsi, 421, "Host is not the vhost that the "
				     "client was authenticated for");
	keyword = unwelcome(wsi);
	if (keyword)
		return turn_away(wsi, keyword);
	if (lws_h1_wants_https(wsi))
		return lws_h1_send_to_https(wsi);

	if (h->method == LWSHUMETH_CONNECT)
		return lws_h1_refuse(wsi, HTTP_STATUS_NOT_IMPLEMENTED,
				     "CONNECT is for proxies");

	r = h->body ? NULL : wanted_role(h->ah);
	if (r) {
		enum lws_h1_step s;

		if (lws_check_opt(wsi->vhost->options,
			LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK) &&
		    !names_its_vhost(wsi))
			return lws_h1_refuse(wsi, 421, "Host is not the vhost, "
					     "with its port");
		s = ask_about_upgrade(wsi, r, &answered);
		if (s != LWS_H1_GO_ON || answered)
			return s;

		return upgrade(wsi, r);
	}

	return lws_h1_request(wsi);
}

static int
begin_head(struct lws *wsi)
{
	if (!lws_http_ensure(wsi, 0))
		return -1;

	lws_http_access_log_begin(wsi);
	/* what a refusal is answered with while nothing is known yet */
	wsi->http->version_minor = 1;
	if (wsi->pending_timeout == PENDING_TIMEOUT_ESTABLISH_WITH_SERVER &&
	    (wsi->vhost->options &
	     LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG))
		wsi->http->first_bytes = 1;
	/* the first one has the time since the connection was accepted */
	if (wsi->pending_timeout == PENDING_TIMEOUT_HTTP_KEEPALIVE_IDLE)
		lws_timeout_at_end(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
				   wsi->context->timeout_secs);

	return 0;
}

enum lws_h1_step
lws_h1_server_head(struct lws *wsi, const uint8_t *p, size_t len, size_t *used)
{
	struct lws_http *h;
	size_t n;

	if (!wsi->http && begin_head(wsi))
		return LWS_H1_CLOSE;

	h = wsi->http;
	if (h->first_bytes) {
		enum lws_h1_step s = lws_h1_first_bytes(wsi, p, len, used);

		if (s != LWS_H1_GO_ON || wsi->role_ops != &role_ops_h1)
			return s;
		/* a beginning that came alone is parsed with the rest */
		(void)lws_h1_parse(h->ah, (const uint8_t *)h->first,
				   h->first_len, &n);
	}

	switch (lws_h1_parse(wsi->http->ah, p, len, used)) {
	case LWS_H1_PARSE_MORE:
		return LWS_H1_GO_ON;
	case LWS_H1_PARSE_DONE:
		return request(wsi);
	default:
		return lws_h1_refuse(wsi, wsi->http->ah->refused,
				     wsi->http->ah->cause);
	}
}
