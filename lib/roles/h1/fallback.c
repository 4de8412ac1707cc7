/* SPDX-License-Identifier: MIT */
/*
 * LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG: a connection whose
 * first bytes are no method of HTTP becomes what the vhost says about those.
 */
#include "private-lib-roles-h1.h"

enum first {
	FIRST_IS_HTTP,
	FIRST_IS_OTHER,
	FIRST_IS_SHORT	/* it may become a method */
};

static enum first
look(const char *s, size_t len)
{
	enum first f = FIRST_IS_OTHER;
	unsigned int m;

	for (m = LWSHUMETH_GET; m <= LWSHUMETH_HEAD; m++) {
		const char *name = lws_http_method_name(m);
		size_t n = strlen(name);

		if (len > n && s[n] == ' ' && !memcmp(s, name, n))
			return FIRST_IS_HTTP;
		if (len <= n && !memcmp(s, name, len))
			f = FIRST_IS_SHORT;
	}

	return f;
}

/* what was looked at comes before all else that waits; nonzero: no memory */
static int
put_back(struct lws *wsi, const char *s, size_t len)
{
	struct lws_buflist *rest = wsi->buflist_in;
	int n = 0;

	if (!len)
		return 0;

	wsi->buflist_in = NULL;
	n = lws_buflist_append_segment(&wsi->buflist_in, (const uint8_t *)s,
				       len) < 0;
	while (rest) {
		uint8_t *p;
		size_t l = lws_buflist_next_segment_len(&rest, &p);

		if (lws_buflist_append_segment(&wsi->buflist_in, p, l) < 0)
			n = 1;
		lws_buflist_use_segment(&rest, l);
	}

	return n;
}

static enum lws_h1_step
become_other(struct lws *wsi)
{
	char first[LWS_H1_FIRST_MAX];
	size_t len = wsi->http->first_len;

	lwsl_wsi_info(wsi, "no HTTP: becomes %s",
		      wsi->vhost->listen_accept_role ?
				wsi->vhost->listen_accept_role : "raw-skt");
	memcpy(first, wsi->http->first, len);
	lws_http_free(wsi);
	if (put_back(wsi, first, len)) {
		lwsl_wsi_err(wsi, "out of memory for received bytes");
		return LWS_H1_CLOSE;
	}

	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	wsi->established = 0;
	if (lws_adopt_transport_up(wsi, LWS_ADOPT_SOCKET |
					LWS_ADOPT_CONFIGURED, NULL, NULL, 0))
		return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;
	if (wsi->role_ops == &role_ops_h1) {
		lwsl_wsi_err(wsi, "what is no HTTP cannot fall back to it");
		return LWS_H1_CLOSE;
	}

	return LWS_H1_GO_ON;
}

enum lws_h1_step
lws_h1_first_bytes(struct lws *wsi, const uint8_t *p, size_t len, size_t *used)
{
	struct lws_http *h = wsi->http;
	char both[LWS_H1_FIRST_MAX];
	size_t n = lws_min_sz(len, sizeof(both) - h->first_len);

	memcpy(both, h->first, h->first_len);
	memcpy(both + h->first_len, p, n);
	*used = 0;

	switch (look(both, h->first_len + n)) {
	case FIRST_IS_OTHER:
		return become_other(wsi);
	case FIRST_IS_SHORT:
		memcpy(h->first + h->first_len, p, n);
		h->first_len = (uint8_t)(h->first_len + n);
		*used = n;
		return LWS_H1_WAIT;
	default:
		h->first_bytes = 0;
		return LWS_H1_GO_ON;
	}
}
