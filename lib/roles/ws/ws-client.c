/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake, client side: RFC 6455 section 4.1.
 *
 * The HTTP role sends the request and receives the head of the answer; what
 * belongs to the upgrade is added and judged here.
 */
#include "private-lib-roles-ws.h"

int
lws_ws_client_request(struct lws *wsi, char **p, char *end)
{
	const char *protocols = lws_client_string(wsi, LWS_CLI_PROTOCOLS);
	char key[LWS_WS_KEY_LEN + 1];
	size_t room = (size_t)(end - *p);
	uint8_t nonce[16];
	int n;

	if (lws_plat_random(nonce, sizeof(nonce))) {
		lwsl_wsi_err(wsi, "no random for the key");
		return 1;
	}
	if (lws_ws_create(wsi) || lws_ws_key_make(nonce, key) ||
	    lws_ws_accept_make(key, LWS_WS_KEY_LEN, (char *)wsi->ws->rx.ctl))
		return 1;

	if (protocols && !*protocols)
		protocols = NULL;

	n = lws_snprintf(*p, room, "Upgrade: websocket\x0d\x0a"
			 "Connection: Upgrade\x0d\x0a"
			 "Sec-WebSocket-Key: %s\x0d\x0a"
			 "Sec-WebSocket-Version: 13\x0d\x0a%s%s%s", key,
			 protocols ? "Sec-WebSocket-Protocol: " : "",
			 protocols ? protocols : "",
			 protocols ? "\x0d\x0a" : "");
	/* lws_snprintf() never says more than fits: full means cut */
	if ((size_t)n + 1 >= room)
		return 1;
	*p += n;

	return lws_ws_ext_offer(wsi, p, end);
}

static int
fail(struct lws *wsi, const char *text)
{
	lws_client_conn_failed(wsi, text);

	return -1;
}

/* the same with what the server said, as far as it fits */
static int
fail_with(struct lws *wsi, const char *text, const char *said)
{
	char buf[128];

	(void)lws_snprintf(buf, sizeof(buf), "%s: %s", text, said);

	return fail(wsi, buf);
}

/* a value that is longer than anything sensible is called so; -1: none */
static int
copy_field(struct lws *wsi, char *buf, size_t size,
	   enum lws_token_indexes token)
{
	int n = lws_hdr_total_length(wsi, token);

	buf[0] = '\0';
	if (n <= 0)
		return -1;

	n = lws_hdr_copy(wsi, buf, (int)size, token);
	if (n < 0) {
		lws_strncpy(buf, "(too long)", size);
		n = (int)strlen(buf);
	}

	return n;
}

static int
check_fields(struct lws *wsi)
{
	unsigned int status = lws_http_client_http_response(wsi);
	const char *text;
	char buf[128];
	int n;

	if (status != 101) {
		(void)lws_snprintf(buf, sizeof(buf), "%u", status);
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_REFUSED);
		return fail_with(wsi, "handshake: HTTP status instead of 101",
				 buf);
	}

	n = copy_field(wsi, buf, sizeof(buf), WSI_TOKEN_UPGRADE);
	if (n < 0)
		return fail(wsi, "handshake: no Upgrade field in the answer");
	if (!lws_strcaseeq(buf, "websocket"))
		return fail_with(wsi, "handshake: upgrade to another protocol",
				 buf);

	n = copy_field(wsi, buf, sizeof(buf), WSI_TOKEN_CONNECTION);
	if (n < 0)
		return fail(wsi,
			    "handshake: no Connection field in the answer");
	if (!lws_ws_list_has(buf, (size_t)n, "upgrade"))
		return fail_with(wsi, "handshake: Connection does not say "
				 "upgrade", buf);

	n = copy_field(wsi, buf, sizeof(buf), WSI_TOKEN_ACCEPT);
	if (n < 0)
		return fail(wsi, "handshake: no Sec-WebSocket-Accept");
	if (n != LWS_WS_ACCEPT_LEN ||
	    memcmp(buf, wsi->ws->rx.ctl, LWS_WS_ACCEPT_LEN))
		return fail(wsi, "handshake: Sec-WebSocket-Accept does not "
				 "fit our key");

	n = lws_ws_ext_answered(wsi, &text);
	(void)copy_field(wsi, buf, sizeof(buf), WSI_TOKEN_EXTENSIONS);

	return n ? fail_with(wsi, text, buf) : 0;
}

static int
same_name(void *opaque, const char *name, size_t len)
{
	const char *said = opaque;

	return strlen(said) == len && !memcmp(said, name, len);
}

/*
 * The server may choose one of ours, or none.  Which of the vhost's protocols
 * serves the connection: the one that the user named for it, else the one with
 * the name of the subprotocol, else the one that it had so far.
 */
static int
choose_protocol(struct lws *wsi, const struct lws_protocols **protocol)
{
	const char *ours = lws_client_string(wsi, LWS_CLI_PROTOCOLS), *name;
	const struct lws_protocols *p;
	char said[128];
	size_t len;

	*protocol = wsi->protocol ? wsi->protocol :
		&wsi->vhost->protocols[wsi->vhost->default_protocol_index];

	if (copy_field(wsi, said, sizeof(said), WSI_TOKEN_PROTOCOL) < 0)
		return 0;

	if (!ours || !lws_ws_subprotocol_choose(ours, strlen(ours), same_name,
						said, &name, &len))
		return fail_with(wsi, "handshake: subprotocol not asked for",
				 said);

	if (lws_client_string(wsi, LWS_CLI_LOCAL_PROTOCOL))
		return 0;

	p = lws_vhost_name_to_protocol(wsi->vhost, said);
	if (p)
		*protocol = p;

	return 0;
}

static int
bind_protocol(struct lws *wsi, const struct lws_protocols *protocol)
{
	if (wsi->protocol_bound && wsi->protocol == protocol) {
		/* what it was given at its bind stays with it */
		wsi->unbind_cb = LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL;
		return lws_ensure_user_space(wsi);
	}

	return lws_bind_protocol(wsi, protocol, "ws client");
}

int
lws_ws_client_response(struct lws *wsi)
{
	const struct lws_protocols *protocol;
	int n;

	if (check_fields(wsi) || choose_protocol(wsi, &protocol))
		return -1;

	lws_role_transition(wsi, 1, LRS_CLIENT_WAIT_HS, &role_ops_ws);
	if (bind_protocol(wsi, protocol)) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_GIVEN_UP);
		return fail(wsi, "handshake: protocol could not be bound");
	}

	n = lws_callback(wsi, LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH, NULL,
			 0);
	if (lws_wsi_is_dead(wsi) || wsi->closing)
		return -1;
	if (n) {
		lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_GIVEN_UP);
		return fail(wsi,
			    "handshake: refused by the pre-establish filter");
	}

	lws_client_established(wsi);
	lws_ws_begin(wsi);
	if (lws_callback(wsi, LWS_CALLBACK_CLIENT_ESTABLISHED, NULL, 0)) {
		lwsl_wsi_info(wsi, "refused at CLIENT_ESTABLISHED");
		return -1;
	}

	return 0;
}
