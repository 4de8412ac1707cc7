/* SPDX-License-Identifier: MIT */
/*
 * A request that came without protection to a port where https is meant: it is
 * sent to the same place with https (RFC 9110 15.4.2, 15.4.9).
 */
#include "private-lib-roles-h1.h"

#define LOCATION_MAX	2048

static int
is_safe(const struct lws_http *h)
{
	return h->method == LWSHUMETH_GET || h->method == LWSHUMETH_HEAD;
}

int
lws_h1_wants_https(const struct lws *wsi)
{
	if (!wsi->redirect_to_https)
		return 0;
	if (!wsi->redirect_unless_unsafe)
		return 1;

	/* an upgrade cannot be redirected, and not every client repeats a body */
	return is_safe(wsi->http) && !wsi->http->ah->head.upgrade;
}

static int
location(struct lws *wsi, char *to, size_t room)
{
	struct allocated_headers *ah = wsi->http->ah;
	const char *host = lws_ah_value(ah, WSI_TOKEN_HOST);
	char prefix[512], *uri;
	int len, n;

	if (!host || !*host)
		host = wsi->vhost->name;
	n = lws_snprintf(prefix, sizeof(prefix), "https://%s", host);
	if ((size_t)n >= sizeof(prefix) - 1 ||
	    lws_ah_uri_and_method(ah, &uri, &len) < 0)
		return -1;

	return lws_http_target_text(ah, prefix, uri, (size_t)len, "", to, room);
}

enum lws_h1_step
lws_h1_send_to_https(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + LOCATION_MAX + 512], *p = buf + LWS_PRE;
	char to[LOCATION_MAX];
	int n = location(wsi, to, sizeof(to));

	if (n < 0)
		return lws_h1_refuse(wsi, HTTP_STATUS_REQ_URI_TOO_LONG,
				     "too long to be sent to https");

	lwsl_wsi_info(wsi, "plain HTTP at a TLS port: sent to https");
	wsi->http->keepalive = 0;
	/* 308 keeps the method */
	if (lws_http_redirect(wsi, is_safe(wsi->http) ? 301 : 308,
			      (const uint8_t *)to, n, &p,
			      buf + sizeof(buf) - 1) < 0)
		lwsl_wsi_info(wsi, "redirect could not be sent");

	return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;
}
