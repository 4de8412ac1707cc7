/* SPDX-License-Identifier: MIT */
/*
 * The Range field (RFC 9110 14): which parts of so many bytes are asked for.
 * No I/O.
 */
#include "private-lib-roles-http.h"

/* Two parts with less than that between them are sent as one: the lines
 * before each part are longer */
#define GAP	80u

/* digits at *s; nonzero: none.  A number that is too large is the largest. */
static int
number(const char **s, uint64_t *v)
{
	const char *p = *s;

	*v = 0;
	while (*p >= '0' && *p <= '9') {
		unsigned int d = (unsigned int)(*p++ - '0');

		*v = *v > (UINT64_MAX - d) / 10 ? UINT64_MAX : *v * 10 + d;
	}
	if (p == *s)
		return -1;
	*s = p;

	return 0;
}

/* 1: *r is it; 0: it is behind the end; -1: it is no range */
static int
one_range(const char **s, uint64_t length, struct lws_http_range *r)
{
	uint64_t a, b;

	if (**s == '-') {
		(*s)++;
		if (number(s, &b))
			return -1;
		r->start = b < length ? length - b : 0;
		r->end = length;
		return b && length;
	}

	if (number(s, &a) || **s != '-')
		return -1;
	(*s)++;
	b = UINT64_MAX;
	if (**s >= '0' && **s <= '9' && (number(s, &b) || b < a))
		return -1;

	r->start = a;
	r->end = b < length ? b + 1 : length;

	return a < length;
}

static int
near_each_other(const struct lws_http_range *a, const struct lws_http_range *b)
{
	return a->start <= b->end + GAP && b->start <= a->end + GAP;
}

/* into the first one that it touches, which may then touch others */
static void
take_in(struct lws_http_ranges *rs, struct lws_http_range r)
{
	unsigned int n = 0, into = rs->count;

	while (n < rs->count) {
		struct lws_http_range *o = &rs->range[n];

		if (!near_each_other(o, &r)) {
			n++;
			continue;
		}
		if (o->start < r.start)
			r.start = o->start;
		if (o->end > r.end)
			r.end = o->end;
		if (n < into)
			into = n;
		/* it has grown, and is compared with all the others again */
		memmove(o, o + 1, (rs->count - n - 1) * sizeof(*o));
		rs->count--;
		n = 0;
	}
	if (into > rs->count)
		into = rs->count;

	memmove(&rs->range[into + 1], &rs->range[into],
		(rs->count - into) * sizeof(r));
	rs->range[into] = r;
	rs->count++;
}

enum lws_http_ranges_ret
lws_http_ranges_parse(struct lws_http_ranges *rs, const char *s,
		      uint64_t length)
{
	unsigned int asked = 0;

	rs->count = 0;
	if (strlen(s) < 6 || !lws_memcaseeq(s, "bytes=", 6))
		return LWS_HTTP_RANGES_IGNORE;
	s += 6;

	while (*s) {
		struct lws_http_range r;
		int n;

		while (lws_is_blank(*s) || *s == ',')
			s++;
		if (!*s)
			break;
		n = one_range(&s, length, &r);
		while (lws_is_blank(*s))
			s++;
		if (n < 0 || (*s && *s != ',') ||
		    ++asked > LWS_HTTP_RANGES_MAX) {
			rs->count = 0;
			return LWS_HTTP_RANGES_IGNORE;
		}
		if (n)
			take_in(rs, r);
	}
	if (!asked)
		return LWS_HTTP_RANGES_IGNORE;

	return rs->count ? LWS_HTTP_RANGES_OK : LWS_HTTP_RANGES_UNSATISFIABLE;
}
