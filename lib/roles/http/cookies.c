/* SPDX-License-Identifier: MIT */
/*
 * The cookies of clients (RFC 6265), in the context's cookie jar.
 */
#include "private-lib-roles-http.h"

int
lws_http_cookies_put(struct lws *wsi, char **p, char *end)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(p);
	LWS_UNUSED(end);

	return 0;
}

void
lws_http_cookies_take(struct lws *wsi)
{
	LWS_UNUSED(wsi);
}
