/* SPDX-License-Identifier: MIT */
/* What the header fields of HTTP and its relatives are written with. */

#include "private-lib-core.h"

/* a bit for each byte that is one */
static const uint32_t tchars[8] = {
	0x00000000,	/* control characters */
	0x03ff6cfa,	/* !#$%&'*+-. and digits */
	0xc7fffffe,	/* capitals, ^ and _ */
	0x57ffffff,	/* `, small letters, | and ~ */
	0, 0, 0, 0
};

int
lws_is_tchar(unsigned char c)
{
	return (int)(tchars[c >> 5] >> (c & 31) & 1);
}

int
lws_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct lws_span
lws_trimmed(const char *p, const char *end)
{
	struct lws_span s;

	while (p < end && lws_is_blank(*p))
		p++;
	while (end > p && lws_is_blank(end[-1]))
		end--;
	s.p = p;
	s.len = (size_t)(end - p);

	return s;
}
