/* SPDX-License-Identifier: MIT */
/*
 * Header tokens and methods: names <-> numbers.
 */
#include "private-lib-roles-http.h"

/*
 * What lws_token_to_string() gives.  A name that ends in a colon and does not
 * begin with one is a header field that may be received; the others are
 * methods, versions and pseudo headers.
 */
static const char * const token_names[WSI_TOKEN_COUNT] = {
	[WSI_TOKEN_GET_URI] = "get ",
	[WSI_TOKEN_POST_URI] = "post ",
	[WSI_TOKEN_HOST] = "host:",
	[WSI_TOKEN_CONNECTION] = "connection:",
	[WSI_TOKEN_UPGRADE] = "upgrade:",
	[WSI_TOKEN_ORIGIN] = "origin:",
	[WSI_TOKEN_CHALLENGE] = "\r\n",
	[WSI_TOKEN_HTTP] = "http/1.1 ",
	[WSI_TOKEN_HTTP_ACCEPT] = "accept:",
	[WSI_TOKEN_HTTP_IF_MODIFIED_SINCE] = "if-modified-since:",
	[WSI_TOKEN_HTTP_IF_NONE_MATCH] = "if-none-match:",
	[WSI_TOKEN_HTTP_ACCEPT_ENCODING] = "accept-encoding:",
	[WSI_TOKEN_HTTP_ACCEPT_LANGUAGE] = "accept-language:",
	[WSI_TOKEN_HTTP_PRAGMA] = "pragma:",
	[WSI_TOKEN_HTTP_CACHE_CONTROL] = "cache-control:",
	[WSI_TOKEN_HTTP_AUTHORIZATION] = "authorization:",
	[WSI_TOKEN_HTTP_COOKIE] = "cookie:",
	[WSI_TOKEN_HTTP_CONTENT_LENGTH] = "content-length:",
	[WSI_TOKEN_HTTP_CONTENT_TYPE] = "content-type:",
	[WSI_TOKEN_HTTP_DATE] = "date:",
	[WSI_TOKEN_HTTP_RANGE] = "range:",
	[WSI_TOKEN_HTTP_ACCEPT_RANGES] = "accept-ranges:",
	[WSI_TOKEN_HTTP_AGE] = "age:",
	[WSI_TOKEN_HTTP_ALLOW] = "allow:",
	[WSI_TOKEN_HTTP_CONTENT_DISPOSITION] = "content-disposition:",
	[WSI_TOKEN_HTTP_CONTENT_ENCODING] = "content-encoding:",
	[WSI_TOKEN_HTTP_CONTENT_LANGUAGE] = "content-language:",
	[WSI_TOKEN_HTTP_CONTENT_LOCATION] = "content-location:",
	[WSI_TOKEN_HTTP_CONTENT_RANGE] = "content-range:",
	[WSI_TOKEN_HTTP_ETAG] = "etag:",
	[WSI_TOKEN_HTTP_EXPECT] = "expect:",
	[WSI_TOKEN_HTTP_EXPIRES] = "expires:",
	[WSI_TOKEN_HTTP_FROM] = "from:",
	[WSI_TOKEN_HTTP_IF_MATCH] = "if-match:",
	[WSI_TOKEN_HTTP_IF_RANGE] = "if-range:",
	[WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE] = "if-unmodified-since:",
	[WSI_TOKEN_HTTP_LAST_MODIFIED] = "last-modified:",
	[WSI_TOKEN_HTTP_LINK] = "link:",
	[WSI_TOKEN_HTTP_LOCATION] = "location:",
	[WSI_TOKEN_HTTP_REFRESH] = "refresh:",
	[WSI_TOKEN_HTTP_RETRY_AFTER] = "retry-after:",
	[WSI_TOKEN_HTTP_SERVER] = "server:",
	[WSI_TOKEN_HTTP_SET_COOKIE] = "set-cookie:",
	[WSI_TOKEN_HTTP_TRANSFER_ENCODING] = "transfer-encoding:",
	[WSI_TOKEN_HTTP_URI_ARGS] = "uri-args",
	[WSI_TOKEN_HTTP1_0] = "http/1.0 ",
	[WSI_TOKEN_X_FORWARDED_FOR] = "x-forwarded-for:",
	[WSI_TOKEN_CONNECT] = "connect ",
	[WSI_TOKEN_HEAD_URI] = "head ",
	[WSI_TOKEN_X_AUTH_TOKEN] = "x-auth-token:",
	[WSI_TOKEN_DSS_SIGNATURE] = "x-amzn-dss-signature:",
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
    defined(LWS_HTTP_HEADERS_ALL)
	[WSI_TOKEN_OPTIONS_URI] = "options ",
	[WSI_TOKEN_HTTP_AC_REQUEST_HEADERS] = "access-control-request-headers:",
	[WSI_TOKEN_PATCH_URI] = "patch",
	[WSI_TOKEN_PUT_URI] = "put",
	[WSI_TOKEN_DELETE_URI] = "delete",
	[WSI_TOKEN_PROXY] = "proxy ",
	[WSI_TOKEN_HTTP_X_REAL_IP] = "x-real-ip:",
#endif
#if defined(LWS_ROLE_WS) || \
    defined(LWS_HTTP_HEADERS_ALL)
	[WSI_TOKEN_DRAFT] = "sec-websocket-draft:",
	[WSI_TOKEN_EXTENSIONS] = "sec-websocket-extensions:",
	[WSI_TOKEN_KEY1] = "sec-websocket-key1:",
	[WSI_TOKEN_KEY2] = "sec-websocket-key2:",
	[WSI_TOKEN_PROTOCOL] = "sec-websocket-protocol:",
	[WSI_TOKEN_ACCEPT] = "sec-websocket-accept:",
	[WSI_TOKEN_NONCE] = "sec-websocket-nonce:",
	[WSI_TOKEN_KEY] = "sec-websocket-key:",
	[WSI_TOKEN_VERSION] = "sec-websocket-version:",
	[WSI_TOKEN_SWORIGIN] = "sec-websocket-origin:",
#endif
#if defined(LWS_ROLE_H2) || \
    defined(LWS_HTTP_HEADERS_ALL)
	[WSI_TOKEN_HTTP2_SETTINGS] = "http2-settings:",
	[WSI_TOKEN_HTTP_COLON_AUTHORITY] = ":authority",
	[WSI_TOKEN_HTTP_COLON_METHOD] = ":method",
	[WSI_TOKEN_HTTP_COLON_PATH] = ":path",
	[WSI_TOKEN_HTTP_COLON_SCHEME] = ":scheme",
	[WSI_TOKEN_HTTP_COLON_STATUS] = ":status",
	[WSI_TOKEN_COLON_PROTOCOL] = ":protocol",
#endif
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
    defined(LWS_ROLE_H2) || \
    defined(LWS_HTTP_HEADERS_ALL)
	[WSI_TOKEN_HTTP_REFERER] = "referer:",
	[WSI_TOKEN_HTTP_ACCEPT_CHARSET] = "accept-charset:",
	[WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN] = "access-control-allow-origin:",
	[WSI_TOKEN_HTTP_MAX_FORWARDS] = "max-forwards:",
	[WSI_TOKEN_HTTP_PROXY_AUTHENTICATE] = "proxy-authenticate:",
	[WSI_TOKEN_HTTP_PROXY_AUTHORIZATION] = "proxy-authorization:",
	[WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY] = "strict-transport-security:",
	[WSI_TOKEN_HTTP_USER_AGENT] = "user-agent:",
	[WSI_TOKEN_HTTP_VARY] = "vary:",
	[WSI_TOKEN_HTTP_VIA] = "via:",
	[WSI_TOKEN_HTTP_WWW_AUTHENTICATE] = "www-authenticate:",
	[WSI_TOKEN_TE] = "te:",
	[WSI_TOKEN_REPLAY_NONCE] = "replay-nonce:",
#endif
};

static const struct method {
	const char	*name;
	uint8_t		method;
	uint8_t		token;
} methods[] = {
	{ "GET",	LWSHUMETH_GET,		WSI_TOKEN_GET_URI },
	{ "POST",	LWSHUMETH_POST,		WSI_TOKEN_POST_URI },
	{ "CONNECT",	LWSHUMETH_CONNECT,	WSI_TOKEN_CONNECT },
	{ "HEAD",	LWSHUMETH_HEAD,		WSI_TOKEN_HEAD_URI },
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
    defined(LWS_HTTP_HEADERS_ALL)
	{ "OPTIONS",	LWSHUMETH_OPTIONS,	WSI_TOKEN_OPTIONS_URI },
	{ "PUT",	LWSHUMETH_PUT,		WSI_TOKEN_PUT_URI },
	{ "PATCH",	LWSHUMETH_PATCH,	WSI_TOKEN_PATCH_URI },
	{ "DELETE",	LWSHUMETH_DELETE,	WSI_TOKEN_DELETE_URI },
#endif
};

const unsigned char *
lws_token_to_string(enum lws_token_indexes token)
{
	if ((unsigned int)token >= LWS_ARRAY_SIZE(token_names))
		return NULL;

	return (const unsigned char *)token_names[token];
}

unsigned int
lws_http_field_token(const char *name, size_t len)
{
	unsigned int n;

	if (!len || name[0] == ':' || name[len - 1] != ':')
		return LWS_AH_UNKNOWN;

	for (n = 0; n < LWS_ARRAY_SIZE(token_names); n++) {
		const char *t = token_names[n];

		if (t && t[0] == name[0] && strlen(t) == len &&
		    !memcmp(t, name, len))
			return n;
	}

	return LWS_AH_UNKNOWN;
}

int
lws_http_method_by_name(const char *name, size_t len)
{
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(methods); n++)
		if (strlen(methods[n].name) == len &&
		    !memcmp(methods[n].name, name, len))
			return methods[n].method;

	return -1;
}

enum lws_token_indexes
lws_http_method_token(unsigned int method)
{
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(methods); n++)
		if (methods[n].method == method)
			return (enum lws_token_indexes)methods[n].token;

	return WSI_TOKEN_GET_URI;
}

const char *
lws_http_method_name(unsigned int method)
{
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(methods); n++)
		if (methods[n].method == method)
			return methods[n].name;

	return "?";
}
