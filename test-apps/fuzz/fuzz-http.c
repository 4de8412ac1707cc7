/* SPDX-License-Identifier: MIT */
/*
 * The HTTP/1 head parser and the one for bodies in chunks: in one call and byte
 * by byte they have to come to the same.
 *
 * Byte 0: request, response or chunks; the rest is what the peer sends.
 */
#include "private-lib-roles-h1.h"
#include "fuzz.h"

static enum lws_h1_parse
head(struct allocated_headers *ah, const uint8_t *data, size_t size,
     size_t piece, int response, size_t *used)
{
	enum lws_h1_parse r = LWS_H1_PARSE_MORE;
	size_t at = 0, n, len;

	lws_ah_reset(ah, response);
	while (at < size && r == LWS_H1_PARSE_MORE) {
		len = lws_min_sz(piece, size - at);
		r = lws_h1_parse(ah, data + at, len, &n);
		FUZZ_CHECK(n <= len);
		FUZZ_CHECK(r != LWS_H1_PARSE_MORE || n == len);
		at += n;
	}
	*used = at;

	return r;
}

static void
heads(const uint8_t *data, size_t size, int response)
{
	struct allocated_headers *a = lws_ah_create(0, NULL);
	struct allocated_headers *b = lws_ah_create(0, NULL);
	enum lws_h1_parse ra, rb;
	size_t ua, ub;

	if (a && b) {
		ra = head(a, data, size, size, response, &ua);
		rb = head(b, data, size, 1, response, &ub);
		FUZZ_CHECK(ra == rb && a->refused == b->refused);
		FUZZ_CHECK(ra != LWS_H1_PARSE_DONE || ua == ub);
		FUZZ_CHECK(ra != LWS_H1_PARSE_REFUSED ||
			   (a->refused && a->cause && b->cause &&
			    !strcmp(a->cause, b->cause)));
		FUZZ_CHECK(ra != LWS_H1_PARSE_DONE ||
			   lws_ah_total_length(a, WSI_TOKEN_HOST) ==
			   lws_ah_total_length(b, WSI_TOKEN_HOST));
	}
	lws_ah_destroy(&a);
	lws_ah_destroy(&b);
}

static enum lws_h1_chunked_ret
chunks(const uint8_t *data, size_t size, size_t piece, uint32_t *hash)
{
	enum lws_h1_chunked_ret r = LWS_H1_CHUNKED_MORE;
	const char *cause = NULL;
	struct lws_h1_chunked c;
	const uint8_t *body;
	size_t at = 0, n, len, dlen;

	lws_h1_chunked_init(&c);
	*hash = 1;
	while (at < size && r != LWS_H1_CHUNKED_END &&
	       r != LWS_H1_CHUNKED_BAD) {
		len = lws_min_sz(piece, size - at);
		r = lws_h1_chunked(&c, data + at, len, &n, &body, &dlen,
				   &cause);
		FUZZ_CHECK(n <= len);
		if (r == LWS_H1_CHUNKED_DATA) {
			FUZZ_CHECK(dlen && body >= data + at &&
				   body + dlen <= data + at + n);
			while (dlen--)
				*hash = (*hash ^ *body++) * 16777619u;
		}
		FUZZ_CHECK(r != LWS_H1_CHUNKED_BAD || cause);
		at += n;
	}

	return r;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum lws_h1_chunked_ret ra, rb;
	uint32_t ha, hb;

	if (!size)
		return 0;

	switch (data[0] & 3) {
	case 0:
	case 1:
		heads(data + 1, size - 1, data[0] & 1);
		break;
	default:
		ra = chunks(data + 1, size - 1, size, &ha);
		rb = chunks(data + 1, size - 1, 1, &hb);
		FUZZ_CHECK(ha == hb);
		FUZZ_CHECK((ra == LWS_H1_CHUNKED_BAD) ==
			   (rb == LWS_H1_CHUNKED_BAD));
		FUZZ_CHECK((ra == LWS_H1_CHUNKED_END) ==
			   (rb == LWS_H1_CHUNKED_END));
		break;
	}

	return 0;
}
