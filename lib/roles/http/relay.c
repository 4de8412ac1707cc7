/* SPDX-License-Identifier: MIT */
/*
 * What is the same for all answers that come from elsewhere: which fields pass,
 * and how the body is delimited for the client.
 */
#include "private-lib-roles-http.h"

int
lws_http_is_hop_by_hop(const struct allocated_headers *ah, const char *name,
		       size_t len)
{
	static const char * const names[] = {
		"connection", "content-length", "keep-alive",
		"proxy-authenticate", "proxy-authorization",
		"proxy-connection", "te", "trailer", "transfer-encoding",
		"upgrade"
	};
	char word[64];
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(names); n++)
		if (strlen(names[n]) == len &&
		    lws_memcaseeq(names[n], name, len))
			return 1;
	if (!ah || len >= sizeof(word))
		return 0;
	memcpy(word, name, len);
	word[len] = '\0';

	return lws_ah_list_has(ah, WSI_TOKEN_CONNECTION, word);
}

/* those that hold no field, but the target and what the client itself keeps */
static int
is_field(unsigned int token)
{
	const char *name;

	if (token == WSI_TOKEN_HTTP_URI_ARGS || token == WSI_TOKEN_HTTP)
		return 0;
	name = (const char *)lws_token_to_string(
					(enum lws_token_indexes)token);

	return name && *name && *name != ':' && strchr(name, ':');
}

int
lws_http_fields(const struct allocated_headers *ah,
		int (*cb)(void *arg, const char *name, size_t nlen,
			  const char *value, size_t vlen), void *arg)
{
	const struct lws_ah_frag *f;
	unsigned int t, n;
	int ret = 0;

	for (t = 0; t <= LWS_AH_UNKNOWN && !ret; t++) {
		const char *name = NULL;

		if (t < LWS_AH_UNKNOWN) {
			if (!is_field(t))
				continue;
			name = (const char *)lws_token_to_string(
						(enum lws_token_indexes)t);
		}
		for (n = 0; !ret && (f = lws_ah_frag(ah, t, n)) != NULL; n++) {
			const char *v = lws_ah_frag_value(ah, f);
			const char *nm = name ? name : v - f->name_len - 1;
			size_t len = name ? strlen(name) : f->name_len;

			ret = cb(arg, nm, len - 1, v, f->len);
		}
	}

	return ret;
}

int
lws_http_relay_head(struct lws *wsi, struct lws_http_relay_out *o,
		    int64_t length, uint8_t *start, uint8_t **p, uint8_t *end)
{
	struct lws_http *h = wsi->http;
	unsigned int code = h->code;

	o->no_body = h->method == LWSHUMETH_HEAD || code < 200 ||
		     code == 204 || code == 304;
	if (length >= 0) {
		if (code != 204 &&
		    lws_add_http_header_content_length(wsi,
						(lws_filepos_t)length, p, end))
			return 1;
	} else if (!o->no_body && h->version_minor) {
		if (lws_add_http_header_by_token(wsi,
				WSI_TOKEN_HTTP_TRANSFER_ENCODING,
				(const unsigned char *)"chunked", 7, p, end))
			return 1;
		o->chunked = 1;
	}
	if (lws_finalize_http_header(wsi, p, end))
		return 1;
	o->begun = 1;

	return lws_write(wsi, start, (size_t)(*p - start),
			 LWS_WRITE_HTTP_HEADERS) < 0;
}

int
lws_http_relay_data(struct lws *wsi, struct lws_http_relay_out *o,
		    uint8_t *buf, size_t len)
{
	char line[LWS_PRE];
	size_t n = 0;

	if (!len || o->no_body)
		return 0;
	if (o->chunked) {
		n = (size_t)lws_snprintf(line, sizeof(line), "%x\r\n",
					 (unsigned int)len);
		memcpy(buf - n, line, n);
	}

	return lws_write(wsi, buf - n, len + n, LWS_WRITE_HTTP) < 0 ||
	       (o->chunked && lws_write(wsi, (unsigned char *)
			(lws_intptr_t)"\r\n", 2, LWS_WRITE_HTTP) < 0);
}

/* what comes next on this connection */
static void
over(struct lws *wsi)
{
	wsi->http->relay = NULL;
	lws_rxflow_go(wsi, LWS_RXFLOW_BY_RELAY);
	if (lws_http_transaction_completed(wsi) && !lws_wsi_is_dead(wsi))
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "relayed answer complete");
}

void
lws_http_relay_end(struct lws *wsi, struct lws_http_relay_out *o)
{
	if (o->chunked && lws_write(wsi, (unsigned char *)
			(lws_intptr_t)"0\r\n\r\n", 5, LWS_WRITE_HTTP_FINAL) < 0)
		wsi->http->keepalive = 0;
	over(wsi);
}

void
lws_http_relay_fail(struct lws *wsi, struct lws_http_relay_out *o,
		    unsigned int status)
{
	/* half an answer must not look like a whole one */
	if (o->begun) {
		wsi->http->relay = NULL;
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "relayed answer is cut");
		return;
	}
	o->begun = 1;
	if (lws_return_http_status(wsi, status, NULL))
		wsi->http->keepalive = 0;
	if (!lws_wsi_is_dead(wsi))
		over(wsi);
}
