/* SPDX-License-Identifier: MIT */
/*
 * What the fields of a head have to be like together (RFC 9110, RFC 9112 6):
 * anything by which two readers could come to different opinions about where
 * a message ends is refused.
 */
#include "private-lib-roles-http.h"

static int
bad(struct allocated_headers *ah, const char *cause)
{
	return lws_ah_refuse(ah, HTTP_STATUS_BAD_REQUEST, cause);
}

static int
check_host(struct allocated_headers *ah)
{
	unsigned int count = lws_ah_count(ah, WSI_TOKEN_HOST);
	const char *p;

	count -= ah->head.absolute;
	if (count > 1)
		return bad(ah, "more than one Host");
	if (!count && ah->head.version_minor)
		return bad(ah, "no Host");

	/* RFC 9112 3.2.2: the target's host takes precedence */
	if (ah->head.absolute)
		lws_ah_keep_first(ah, WSI_TOKEN_HOST);

	p = lws_ah_value(ah, WSI_TOKEN_HOST);
	if (!p)
		return 0;

	for (; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("/?#@\\\"<>^`{|}", *p))
			return bad(ah, "Host with characters that no host has");

	return 0;
}

static int
check_content_length(struct allocated_headers *ah)
{
	unsigned int count = lws_ah_count(ah, WSI_TOKEN_HTTP_CONTENT_LENGTH);
	const char *p = lws_ah_value(ah, WSI_TOKEN_HTTP_CONTENT_LENGTH);
	uint64_t n = 0;

	if (!count)
		return 0;
	if (count > 1)
		return bad(ah, "more than one Content-Length");
	if (!*p)
		return bad(ah, "empty Content-Length");

	for (; *p; p++) {
		if (*p < '0' || *p > '9')
			return bad(ah, "Content-Length is no number");
		if (n > (INT64_MAX - 9) / 10)
			return lws_ah_refuse(ah,
					HTTP_STATUS_REQ_ENTITY_TOO_LARGE,
					"Content-Length beyond all bounds");
		n = n * 10 + (uint64_t)(*p - '0');
	}

	ah->head.content_length = n;
	ah->head.has_content_length = 1;

	return 0;
}

static int
check_transfer_encoding(struct allocated_headers *ah)
{
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	f = lws_ah_frag(ah, WSI_TOKEN_HTTP_TRANSFER_ENCODING, 0);
	if (!f)
		return 0;

	if (!ah->head.version_minor)
		return bad(ah, "Transfer-Encoding in HTTP/1.0");
	if (ah->head.has_content_length)
		return bad(ah, "Content-Length beside Transfer-Encoding");

	if (!f->next && f->len == 7 &&
	    lws_memcaseeq(lws_ah_frag_value(ah, f), "chunked", 7)) {
		ah->head.chunked = 1;
		return 0;
	}

	/* for the last one a codec is missing, for the others a meaning */
	while (f) {
		const char *v = lws_ah_frag_value(ah, f);

		if (!lws_ah_frag(ah, WSI_TOKEN_HTTP_TRANSFER_ENCODING, ++n)) {
			if (f->len >= 7 &&
			    lws_memcaseeq(v + f->len - 7, "chunked", 7))
				return lws_ah_refuse(ah,
					HTTP_STATUS_NOT_IMPLEMENTED,
					"Transfer-Encoding other than chunked");
			break;
		}
		f = lws_ah_frag(ah, WSI_TOKEN_HTTP_TRANSFER_ENCODING, n);
	}

	return bad(ah, "Transfer-Encoding does not end with chunked");
}

static int
check_expect(struct allocated_headers *ah)
{
	const char *p = lws_ah_value(ah, WSI_TOKEN_HTTP_EXPECT);

	if (!p || !ah->head.version_minor)
		return 0;
	if (lws_ah_count(ah, WSI_TOKEN_HTTP_EXPECT) > 1 ||
	    !lws_strcaseeq(p, "100-continue"))
		return lws_ah_refuse(ah, HTTP_STATUS_EXPECTATION_FAILED,
				     "Expect other than 100-continue");

	ah->head.expect_continue = 1;

	return 0;
}

int
lws_http_head_check(struct allocated_headers *ah)
{
	struct lws_http_head *h = &ah->head;

	if (!h->is_response && check_host(ah))
		return -1;
	if (check_content_length(ah) || check_transfer_encoding(ah))
		return -1;
	if (!h->is_response && check_expect(ah))
		return -1;

	/* RFC 9112 9.3 */
	if (lws_ah_list_has(ah, WSI_TOKEN_CONNECTION, "close"))
		h->keepalive = 0;
	else if (h->version_minor)
		h->keepalive = 1;
	else
		h->keepalive = !!lws_ah_list_has(ah, WSI_TOKEN_CONNECTION,
						 "keep-alive");

	h->upgrade = lws_ah_count(ah, WSI_TOKEN_UPGRADE) &&
		     lws_ah_list_has(ah, WSI_TOKEN_CONNECTION, "upgrade");

	return 0;
}
