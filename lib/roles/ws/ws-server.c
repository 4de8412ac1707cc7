/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake, server side: RFC 6455 section 4.2.
 *
 * The HTTP role has found a request that asks for "websocket" with a proper
 * Connection field.  What is wrong with the rest is answered with an HTTP
 * status.
 */
#include "private-lib-roles-ws.h"

struct choice {
	struct lws_vhost		*vhost;
	const struct lws_protocols	*protocol;
};

static int
vhost_speaks(void *opaque, const char *name, size_t len)
{
	struct choice *c = opaque;
	int n;

	for (n = 0; n < c->vhost->count_protocols; n++) {
		const struct lws_protocols *p = &c->vhost->protocols[n];

		if (p->callback && p->name && strlen(p->name) == len &&
		    !memcmp(p->name, name, len)) {
			c->protocol = p;
			return 1;
		}
	}

	return 0;
}

/*
 * An answer that refuses.  Returns the status, or -1 if it cannot be sent; the
 * HTTP role closes when it has gone.
 */
static int
refuse(struct lws *wsi, unsigned int status, const char *phrase,
       const char *why)
{
	char buf[256];
	int n;

	lwsl_wsi_notice(wsi, "ws upgrade refused with %u: %s", status, why);

	n = lws_snprintf(buf, sizeof(buf), "HTTP/1.1 %u %s\x0d\x0a"
			 "%sConnection: close\x0d\x0a"
			 "Content-Length: 0\x0d\x0a\x0d\x0a", status, phrase,
			 status == 426 ?
			 "Upgrade: websocket\x0d\x0a"
			 "Sec-WebSocket-Version: 13\x0d\x0a" : "");
	wsi->linger = 1;

	return lws_issue_raw(wsi, (const uint8_t *)buf, (size_t)n) < 0 ?
						-1 : (int)status;
}

static int
bad_request(struct lws *wsi, const char *why)
{
	return refuse(wsi, HTTP_STATUS_BAD_REQUEST, "Bad Request", why);
}

/* what the answer depends on; 0, or what refuse() returned */
static int
check_request(struct lws *wsi, char *accept)
{
	char key[LWS_WS_KEY_LEN + 1], version[8], http[16];
	int n;

	if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) <= 0)
		return refuse(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED,
			      "Method Not Allowed", "not a GET");

	if (lws_hdr_copy(wsi, http, sizeof(http), WSI_TOKEN_HTTP) < 1 ||
	    !strcmp(http, "HTTP/1.0"))
		return bad_request(wsi, "HTTP/1.0 has no upgrade");

	if (lws_hdr_copy(wsi, version, sizeof(version),
			 WSI_TOKEN_VERSION) < 1 || strcmp(version, "13"))
		return refuse(wsi, 426, "Upgrade Required",
			      "Sec-WebSocket-Version is not 13");

	n = lws_hdr_copy(wsi, key, sizeof(key), WSI_TOKEN_KEY);
	if (n < 1 || !lws_ws_key_valid(key, (size_t)n))
		return bad_request(wsi, "no valid Sec-WebSocket-Key");

	if (lws_ws_accept_make(key, (size_t)n, accept))
		return -1;

	return 0;
}

/*
 * The user's turn: his protocol is bound, so he has his per-session data, and
 * may refuse.
 */
static int
ask_user(struct lws *wsi, const struct lws_protocols *protocol,
	 const char *asked)
{
	char none[1] = "";
	int n;

	lws_role_transition(wsi, 0, LRS_HEADERS, &role_ops_ws);
	if (lws_ws_create(wsi))
		return -1;
	if (lws_bind_protocol(wsi, protocol, "ws"))
		return lws_wsi_is_dead(wsi) || wsi->closing ? -1 :
			refuse(wsi, HTTP_STATUS_FORBIDDEN, "Forbidden",
			       "protocol could not be bound");

	n = lws_callback(wsi, LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION,
			 asked ? (void *)(lws_intptr_t)asked : none,
			 asked ? strlen(asked) : 0);
	if (lws_wsi_is_dead(wsi) || wsi->closing)
		return -1;
	if (!n)
		return 0;

	if (wsi->ws->http_answered) {
		lwsl_wsi_notice(wsi, "ws upgrade answered by the protocol");
		return HTTP_STATUS_FORBIDDEN;
	}

	return refuse(wsi, HTTP_STATUS_FORBIDDEN, "Forbidden",
		      "by the protocol's filter");
}

static int
answer(struct lws *wsi, const char *accept, const char *subprotocol)
{
	char buf[LWS_WS_ANSWER_MAX], ext[LWS_WS_EXT_ANSWER_MAX];
	struct lws_process_html_args args;
	int n;

	n = lws_ws_ext_accept(wsi, ext, sizeof(ext));
	if (n)
		return n < 0 ? -1 : bad_request(wsi,
					"malformed Sec-WebSocket-Extensions");

	n = lws_snprintf(buf, sizeof(buf),
			 "HTTP/1.1 101 Switching Protocols\x0d\x0a"
			 "Upgrade: websocket\x0d\x0a"
			 "Connection: Upgrade\x0d\x0a"
			 "Sec-WebSocket-Accept: %s\x0d\x0a%s%s%s%s", accept,
			 subprotocol ? "Sec-WebSocket-Protocol: " : "",
			 subprotocol ? subprotocol : "",
			 subprotocol ? "\x0d\x0a" : "", ext);

	/* the user appends at p and moves it; room for the empty line stays */
	memset(&args, 0, sizeof(args));
	args.p = buf + n;
	args.max_len = (int)sizeof(buf) - n - 2;
	if (args.max_len <= 0) {
		lwsl_wsi_err(wsi, "ws: no room for the answer's head");
		return -1;
	}
	if (lws_callback(wsi, LWS_CALLBACK_ADD_HEADERS, &args, 0) ||
	    lws_wsi_is_dead(wsi) || wsi->closing)
		return -1;
	if (args.p < buf + n || args.p > buf + sizeof(buf) - 2) {
		lwsl_wsi_err(wsi, "ws: added headers are beyond the buffer");
		return -1;
	}
	*args.p++ = '\x0d';
	*args.p++ = '\x0a';

	return lws_issue_raw(wsi, (const uint8_t *)buf,
			     (size_t)(args.p - buf)) < 0 ? -1 : 0;
}

/* *asked: what the client offers, to be freed, or NULL; nonzero: no memory */
static int
copy_offer(struct lws *wsi, char **asked)
{
	int n = lws_hdr_total_length(wsi, WSI_TOKEN_PROTOCOL);

	*asked = NULL;
	if (n <= 0)
		return 0;

	*asked = lws_malloc((size_t)n + 1, "ws offer");
	if (!*asked) {
		lwsl_wsi_err(wsi, "out of memory for the subprotocols");
		return 1;
	}
	if (lws_hdr_copy(wsi, *asked, n + 1, WSI_TOKEN_PROTOCOL) < 0) {
		lws_free_set_NULL(*asked);
		return 1;
	}

	return 0;
}

static int
upgrade(struct lws *wsi, const char *asked)
{
	char accept[LWS_WS_ACCEPT_LEN + 1];
	struct choice c;
	const char *name;
	size_t len;
	int n;

	n = check_request(wsi, accept);
	if (n)
		return n;

	c.vhost = wsi->vhost;
	c.protocol = NULL;
	if (!asked)
		c.protocol = &wsi->vhost->protocols[
					wsi->vhost->default_protocol_index];
	else if (!lws_ws_subprotocol_choose(asked, strlen(asked), vhost_speaks,
					    &c, &name, &len))
		return bad_request(wsi, "none of the subprotocols is spoken");

	n = ask_user(wsi, c.protocol, asked);
	if (n)
		return n;
	n = answer(wsi, accept, asked ? c.protocol->name : NULL);
	if (n)
		return n;

	lws_ws_begin(wsi);
	if (lws_callback(wsi, LWS_CALLBACK_ESTABLISHED,
			 lws_transport_session(wsi), 0))
		return -1;

	return 0;
}

int
lws_ws_server_upgrade(struct lws *wsi)
{
	char *asked;
	int n;

	if (copy_offer(wsi, &asked))
		return -1;
	n = upgrade(wsi, asked);
	lws_free(asked);

	return n;
}
