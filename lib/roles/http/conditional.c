/* SPDX-License-Identifier: MIT */
/*
 * Conditional requests (RFC 9110 13): what the client knows of a file, against
 * what the file is.  No I/O.
 */
#include "private-lib-roles-http.h"

/* A file that was changed so short a time ago may change again without its
 * time being another: its tag does not promise the same bytes */
#define SETTLED_SECS	2

void
lws_http_validators(struct lws_http_validators *v, uint64_t len,
		    int has_modified, time_t modified, time_t now,
		    const char *variant)
{
	memset(v, 0, sizeof(*v));
	v->has_modified = has_modified != 0;
	v->modified = modified;
	/* a file from the future is as good as one that is being written */
	v->weak = !has_modified || modified > now - SETTLED_SECS;
	lws_snprintf(v->etag, sizeof(v->etag), "%s\"%llx-%llx%s\"",
		     v->weak ? "W/" : "", (unsigned long long)len,
		     (unsigned long long)modified, variant);
}

void
lws_http_validators_weaken(struct lws_http_validators *v)
{
	if (v->weak)
		return;

	memmove(v->etag + 2, v->etag, strlen(v->etag) + 1);
	memcpy(v->etag, "W/", 2);
	v->weak = 1;
}

/* the part of a tag that is compared; NULL if it is no tag */
static const char *
opaque(const char *s, size_t *len, int *weak)
{
	*weak = 0;
	if (*len > 2 && s[0] == 'W' && s[1] == '/') {
		*weak = 1;
		s += 2;
		*len -= 2;
	}
	if (*len < 2 || s[0] != '"' || s[*len - 1] != '"')
		return NULL;

	return s;
}

static int
tag_matches(const struct lws_http_validators *v, const char *tag, size_t len,
	    int strong)
{
	size_t vlen = strlen(v->etag);
	int weak, vweak;
	const char *a = opaque(tag, &len, &weak),
		   *b = opaque(v->etag, &vlen, &vweak);

	if (!a || !b || len != vlen || memcmp(a, b, len))
		return 0;

	return !strong || (!weak && !vweak);
}

/* One tag off a list: *p moves behind it.  A comma may stand inside one. */
static size_t
next_tag(const char **p, const char **tag)
{
	const char *s = *p + strspn(*p, " \t,"), *e = s;

	if (e[0] == 'W' && e[1] == '/')
		e += 2;
	if (*e == '"') {
		e = strchr(e + 1, '"');
		e = e ? e + 1 : s + strlen(s);
	} else
		e += strcspn(e, " \t,");
	*tag = s;
	*p = e;

	return (size_t)(e - s);
}

static int
list_matches(const struct allocated_headers *ah, unsigned int token,
	     const struct lws_http_validators *v, int strong)
{
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	while ((f = lws_ah_frag(ah, token, n++)) != NULL) {
		const char *p = lws_ah_frag_value(ah, f), *tag;
		size_t len;

		while ((len = next_tag(&p, &tag)) != 0)
			if ((len == 1 && *tag == '*') ||
			    tag_matches(v, tag, len, strong))
				return 1;
	}

	return 0;
}

/* nonzero: there is one such field, and it is a date */
static int
date_of(const struct allocated_headers *ah, unsigned int token, time_t *t)
{
	const char *s = lws_ah_value(ah, token);

	return s && lws_ah_count(ah, token) == 1 &&
	       !lws_http_date_parse_unix(s, strlen(s), t);
}

/* The order is that of RFC 9110 13.2.2 */
enum lws_http_condition
lws_http_condition(const struct allocated_headers *ah,
		   const struct lws_http_validators *v, int get_or_head)
{
	time_t t;

	if (lws_ah_count(ah, WSI_TOKEN_HTTP_IF_MATCH)) {
		if (!list_matches(ah, WSI_TOKEN_HTTP_IF_MATCH, v, 1))
			return LWS_HTTP_CONDITION_FAILED;
	} else if (v->has_modified &&
		   date_of(ah, WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE, &t) &&
		   v->modified > t)
		return LWS_HTTP_CONDITION_FAILED;

	if (lws_ah_count(ah, WSI_TOKEN_HTTP_IF_NONE_MATCH)) {
		if (list_matches(ah, WSI_TOKEN_HTTP_IF_NONE_MATCH, v, 0))
			return get_or_head ? LWS_HTTP_CONDITION_NOT_MODIFIED :
					     LWS_HTTP_CONDITION_FAILED;
	} else if (get_or_head && v->has_modified &&
		   date_of(ah, WSI_TOKEN_HTTP_IF_MODIFIED_SINCE, &t) &&
		   v->modified <= t)
		return LWS_HTTP_CONDITION_NOT_MODIFIED;

	return LWS_HTTP_CONDITION_MET;
}

int
lws_http_if_range(const struct allocated_headers *ah,
		  const struct lws_http_validators *v)
{
	const char *s = lws_ah_value(ah, WSI_TOKEN_HTTP_IF_RANGE);
	time_t t;

	if (!s)
		return 1;
	if (lws_ah_count(ah, WSI_TOKEN_HTTP_IF_RANGE) != 1)
		return 0;
	if (*s == '"' || !strncmp(s, "W/", 2))
		return tag_matches(v, s, strlen(s), 1);

	/* a date is only as good as a tag that promises the same bytes */
	return !v->weak && !lws_http_date_parse_unix(s, strlen(s), &t) &&
	       t == v->modified;
}
