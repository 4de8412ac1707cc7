/* SPDX-License-Identifier: MIT */
/*
 * An answer that sends the client elsewhere (RFC 9110 15.4).
 */
#include "private-lib-roles-h1.h"

int
lws_h1_client_is_redirected(const struct lws *wsi)
{
	return lws_http_is_redirect(wsi->http->code) &&
	       !(lws_client_ssl_flags(wsi) & LCCSCF_HTTP_NO_FOLLOW_REDIRECT) &&
	       lws_ah_value(wsi->http->ah, WSI_TOKEN_HTTP_LOCATION);
}

/* NULL: the next target is set; else what is wrong with it */
static const char *
set_target(struct lws *wsi)
{
	const char *location = lws_ah_value(wsi->http->ah,
					    WSI_TOKEN_HTTP_LOCATION),
		   *base = lws_client_string(wsi, LWS_CLI_PATH), *bad;
	int flags = lws_client_ssl_flags(wsi), tls = !!(flags & LCCSCF_USE_SSL);
	struct lws_http_place to;
	size_t size = strlen(base) + 3 * strlen(location) + 2;
	char *path;

	if (lws_ah_count(wsi->http->ah, WSI_TOKEN_HTTP_LOCATION) > 1)
		return "redirect to more than one place";
	path = lws_malloc(size, "redirect");
	if (!path)
		return "out of memory for the redirect";

	bad = lws_http_resolve(location, tls, base, &to, path, size);
	if (!bad && tls && !to.tls &&
	    !(flags & LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS))
		bad = "redirect from https to http";
#if !defined(LWS_WITH_TLS)
	if (!bad && to.tls)
		bad = "redirect to https, and this build has no TLS";
#endif
	if (!bad && lws_client_count_redirect(wsi))
		bad = "too many redirects";
	if (!bad) {
		flags = (flags & ~LCCSCF_USE_SSL) | (to.tls ? LCCSCF_USE_SSL :
							      0);
		if (lws_client_set_target(wsi, flags,
					  to.address[0] ? to.address : NULL,
					  to.address[0] ? to.port :
						lws_client_port(wsi), path,
					  to.address[0] ? to.host : NULL))
			bad = "out of memory for the redirect";
	}
	lws_free(path);

	return bad;
}

enum lws_handling_result
lws_h1_client_redirect(struct lws *wsi)
{
	struct lws_http *h = wsi->http;
	unsigned int code = h->code;
	char text[96];
	const char *bad;
	int n;

	n = lws_callback(wsi, LWS_CALLBACK_CLIENT_HTTP_REDIRECT, NULL, code);
	if (lws_h1_gone(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	/* he may have chosen another place by himself: lws_client_reset() */
	if (lwsi_state(wsi) != LRS_CLIENT_WAIT_HS)
		return LWS_HPI_RET_WSI_ALREADY_DIED;
	bad = n ? "redirect refused by the callback" : set_target(wsi);
	if (bad) {
		lws_snprintf(text, sizeof(text), "handshake: %s", bad);
		if (n)
			lws_client_set_cause(wsi, LWS_CLIENT_CAUSE_GIVEN_UP);
		lws_client_conn_failed(wsi, text);
		return LWS_HPI_RET_PLEASE_CLOSE_ME;
	}

	/* "see other" is a different resource; the others are the same one
	 * somewhere else, and asked for in the same way */
	if (code == HTTP_STATUS_SEE_OTHER && h->method != LWSHUMETH_HEAD) {
		h->redirected_to_get = h->method != LWSHUMETH_GET ||
				       h->redirected_to_get;
		h->method = LWSHUMETH_GET;
	}

	/* an answer without a body leaves a connection that can be used */
	if (h->ah->head.keepalive && h->ah->head.has_content_length &&
	    !h->ah->head.content_length && lws_h1_client_upload_is_over(h))
		lws_lane_pass(wsi);
	lws_client_restart(wsi);

	/* another socket, in another turn */
	return LWS_HPI_RET_WSI_ALREADY_DIED;
}
