/* SPDX-License-Identifier: MIT */
/*
 * The target of a request in the form in which it can be asked for again: what
 * was decoded is encoded (RFC 3986 2.1).
 */
#include "private-lib-roles-http.h"

struct out {
	char	*p;
	char	*end;
};

static int
put(struct out *o, char c)
{
	if (o->p == o->end)
		return -1;
	*o->p++ = c;

	return 0;
}

/* what may stand in a path, or behind "?", as it is (RFC 3986) */
static int
put_escaped(struct out *o, const char *s, size_t len, const char *also)
{
	static const char hex[] = "0123456789ABCDEF";

	while (len--) {
		unsigned char c = (unsigned char)*s++;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') ||
		    (c && (strchr("-._~", c) || strchr(also, c)))) {
			if (put(o, (char)c))
				return -1;
			continue;
		}
		if (put(o, '%') || put(o, hex[c >> 4]) ||
		    put(o, hex[c & 15]))
			return -1;
	}

	return 0;
}

/* the arguments, as they can be put together again */
static int
put_args(struct out *o, const struct allocated_headers *ah)
{
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	while ((f = lws_ah_frag(ah, WSI_TOKEN_HTTP_URI_ARGS, n)) != NULL) {
		const char *v = lws_ah_frag_value(ah, f);
		const char *eq = memchr(v, '=', f->len);
		size_t name = eq ? (size_t)(eq - v) : f->len;

		if (put(o, n ? '&' : '?') || put_escaped(o, v, name, "!$'()*,;:@/?") ||
		    (eq && (put(o, '=') ||
			    put_escaped(o, eq + 1, f->len - name - 1,
					"!$'()*,;:@/?="))))
			return -1;
		n++;
	}

	return 0;
}

int
lws_http_target_text(const struct allocated_headers *ah, const char *prefix,
		     const char *path, size_t len, const char *suffix, char *to,
		     size_t room)
{
	struct out o;

	o.p = to;
	o.end = to + room;
	while (*prefix)
		if (put(&o, *prefix++))
			return -1;
	if (put_escaped(&o, path, len, "!$&'()*+,;=:@/"))
		return -1;
	while (*suffix)
		if (put(&o, *suffix++))
			return -1;
	if (put_args(&o, ah))
		return -1;

	return (int)(o.p - to);
}
