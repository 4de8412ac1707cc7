/* SPDX-License-Identifier: MIT */
/*
 * Computations of the WebSocket opening handshake, see ws-handshake.h.
 */

#include "private-lib-core.h"
#include "ws-handshake.h"

#define SHA1_LEN	20

/* the value that RFC 6455 section 1.3 has both ends append to the key */
static const char ws_guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

static int
base64_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/';
}

int
lws_ws_key_valid(const char *key, size_t len)
{
	size_t n;

	if (!key || len != LWS_WS_KEY_LEN)
		return 0;

	for (n = 0; n < LWS_WS_KEY_LEN - 2; n++)
		if (!base64_char(key[n]))
			return 0;

	return key[n] == '=' && key[n + 1] == '=';
}

int
lws_ws_key_make(const uint8_t *random16, char *out)
{
	return lws_b64_encode_string((const char *)random16, 16, out,
				     LWS_WS_KEY_LEN + 1) != LWS_WS_KEY_LEN;
}

int
lws_ws_accept_make(const char *key, size_t len, char *out)
{
	unsigned char sum[SHA1_LEN], in[LWS_WS_KEY_LEN + sizeof(ws_guid)];

	if (len > LWS_WS_KEY_LEN)
		return 1;

	memcpy(in, key, len);
	memcpy(in + len, ws_guid, sizeof(ws_guid) - 1);
	if (!lws_SHA1(in, len + sizeof(ws_guid) - 1, sum))
		return 1;

	return lws_b64_encode_string((const char *)sum, SHA1_LEN, out,
				     LWS_WS_ACCEPT_LEN + 1) !=
							LWS_WS_ACCEPT_LEN;
}

int
lws_ws_list_next(const char **pos, const char *end, const char **element,
		 size_t *len)
{
	const char *p = *pos, *e;

	while (p < end && (lws_is_blank(*p) || *p == ','))
		p++;

	if (p == end) {
		*pos = p;
		return 0;
	}

	for (e = p; e < end && *e != ','; e++)
		;
	*pos = e;

	while (lws_is_blank(e[-1]))
		e--;

	*element = p;
	*len = (size_t)(e - p);

	return 1;
}

static int
same_token(const char *a, size_t len, const char *token)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (!token[n] ||
		    lws_ascii_lower(a[n]) != lws_ascii_lower(token[n]))
			return 0;

	return !token[n];
}

int
lws_ws_list_has(const char *list, size_t len, const char *token)
{
	const char *pos = list, *element;
	size_t n;

	while (lws_ws_list_next(&pos, list + len, &element, &n))
		if (same_token(element, n, token))
			return 1;

	return 0;
}

int
lws_ws_subprotocol_choose(const char *list, size_t len,
			  lws_ws_speaks_t speaks, void *opaque,
			  const char **name, size_t *name_len)
{
	const char *pos = list;

	while (lws_ws_list_next(&pos, list + len, name, name_len))
		if (speaks(opaque, *name, *name_len))
			return 1;

	return 0;
}
