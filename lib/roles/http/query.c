/* SPDX-License-Identifier: MIT */
/*
 * Questions to a header table that need more than a token: URL arguments,
 * cookies, method and path.
 */
#include "private-lib-roles-http.h"

int
lws_ah_urlarg(const struct allocated_headers *ah, const char *name, char *buf,
	      size_t size)
{
	size_t nlen = strlen(name);
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	/* users write "name=" and "name" for the same */
	if (nlen && name[nlen - 1] == '=')
		nlen--;

	for (;;) {
		const char *v;
		size_t len;

		f = lws_ah_frag(ah, WSI_TOKEN_HTTP_URI_ARGS, n++);
		if (!f)
			return -1;

		v = lws_ah_frag_value(ah, f);
		if (f->len < nlen || memcmp(v, name, nlen) ||
		    (v[nlen] && v[nlen] != '='))
			continue;

		v += nlen + (v[nlen] == '=');
		len = strlen(v);
		if (len >= size)
			return -1;
		memcpy(buf, v, len + 1);

		return (int)len;
	}
}

/* RFC 6265 4.2.1: name=value pairs, separated by "; " */
static const char *
find_cookie(const char *p, const char *name, size_t nlen, size_t *len)
{
	while (*p) {
		size_t n;

		p += strspn(p, " \t;");
		n = strcspn(p, ";");
		if (n > nlen && p[nlen] == '=' && !memcmp(p, name, nlen)) {
			n -= nlen + 1;
			p += nlen + 1;
			while (n && lws_is_blank(p[n - 1]))
				n--;
			*len = n;

			return p;
		}
		p += n;
	}

	return NULL;
}

int
lws_ah_cookie(const struct allocated_headers *ah, const char *name, char *buf,
	      size_t *max)
{
	size_t nlen = strlen(name), len = 0;
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	for (;;) {
		const char *v;

		f = lws_ah_frag(ah, WSI_TOKEN_HTTP_COOKIE, n++);
		if (!f)
			return 1;

		v = find_cookie(lws_ah_frag_value(ah, f), name, nlen, &len);
		if (!v)
			continue;

		if (len >= *max)
			return 2;
		memcpy(buf, v, len);
		buf[len] = '\0';
		*max = len;

		return 0;
	}
}

int
lws_ah_uri_and_method(struct allocated_headers *ah, char **uri, int *len)
{
	const struct lws_ah_frag *f;

	if (ah->head.is_response)
		return -1;

	f = lws_ah_frag(ah, lws_http_method_token(ah->head.method), 0);
	if (!f)
		return -1;

	*uri = ah->data + f->off;
	*len = (int)f->len;

	return ah->head.method;
}
