/* SPDX-License-Identifier: MIT */
/*
 * The public questions to the headers of a connection.  All of them may be
 * asked at any time: when there is no table any more, there are no headers.
 */
#include "private-lib-roles-http.h"

int
lws_hdr_total_length(struct lws *wsi, enum lws_token_indexes h)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	return ah ? (int)lws_ah_total_length(ah, (unsigned int)h) : 0;
}

int
lws_hdr_copy(struct lws *wsi, char *dest, int len, enum lws_token_indexes h)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	if (len <= 0)
		return -1;
	*dest = '\0';
	if (!ah)
		return 0;

	return lws_ah_copy(ah, dest, (size_t)len, (unsigned int)h);
}

/* the n-th value of a header with a token */
static const struct lws_ah_frag *
fragment(const struct allocated_headers *ah, enum lws_token_indexes h, int n)
{
	if (!ah || n < 0 || (unsigned int)h >= WSI_TOKEN_COUNT)
		return NULL;

	return lws_ah_frag(ah, (unsigned int)h, (unsigned int)n);
}

int
lws_hdr_fragment_length(struct lws *wsi, enum lws_token_indexes h,
			int frag_idx)
{
	const struct lws_ah_frag *f;

	f = fragment(lws_http_ah(wsi), h, frag_idx);

	return f ? (int)f->len : 0;
}

static int
copy_fragment(const struct allocated_headers *ah, const struct lws_ah_frag *f,
	      char *dest, int len)
{
	if (len > 0)
		*dest = '\0';
	if (!f || len <= 0 || f->len >= (uint32_t)len)
		return -1;

	memcpy(dest, lws_ah_frag_value(ah, f), (size_t)f->len + 1);

	return (int)f->len;
}

int
lws_hdr_copy_fragment(struct lws *wsi, char *dest, int len,
		      enum lws_token_indexes h, int frag_idx)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	return copy_fragment(ah, fragment(ah, h, frag_idx), dest, len);
}

int
lws_hdr_custom_length(struct lws *wsi, const char *name, int nlen)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);
	const struct lws_ah_frag *f;

	if (!ah || nlen <= 0)
		return -1;

	f = lws_ah_custom(ah, name, (size_t)nlen);

	return f ? (int)f->len : -1;
}

int
lws_hdr_custom_copy(struct lws *wsi, char *dst, int len, const char *name,
		    int nlen)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	if (!ah || nlen <= 0) {
		if (len > 0)
			*dst = '\0';
		return -1;
	}

	return copy_fragment(ah, lws_ah_custom(ah, name, (size_t)nlen), dst,
			     len);
}

int
lws_hdr_custom_name_foreach(struct lws *wsi, lws_hdr_custom_fe_cb_t cb,
			    void *opaque)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	if (!ah)
		return -1;

	while ((f = lws_ah_frag(ah, LWS_AH_UNKNOWN, n++)) != NULL)
		cb(lws_ah_frag_value(ah, f) - f->name_len - 1, f->name_len,
		   opaque);

	return 0;
}

int
lws_get_urlarg_by_name_safe(struct lws *wsi, const char *name, char *buf,
			    int len)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	if (!ah || len <= 0)
		return -1;

	return lws_ah_urlarg(ah, name, buf, (size_t)len);
}

const char *
lws_get_urlarg_by_name(struct lws *wsi, const char *name, char *buf, int len)
{
	return lws_get_urlarg_by_name_safe(wsi, name, buf, len) < 0 ? NULL :
								      buf;
}

int
lws_http_get_uri_and_method(struct lws *wsi, char **puri_ptr, int *puri_len)
{
	struct allocated_headers *ah = lws_http_ah(wsi);

	*puri_ptr = NULL;
	*puri_len = 0;
	if (!ah)
		return -1;

	return lws_ah_uri_and_method(ah, puri_ptr, puri_len);
}

int
lws_http_cookie_get(struct lws *wsi, const char *name, char *buf, size_t *max)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	return ah ? lws_ah_cookie(ah, name, buf, max) : 1;
}
