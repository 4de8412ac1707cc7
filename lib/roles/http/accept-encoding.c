/* SPDX-License-Identifier: MIT */
/*
 * Accept-Encoding (RFC 9110 12.5.3).  No I/O.
 */
#include "private-lib-roles-http.h"

/* "0.5" as 500; a malformed one counts as 0, which asks for nothing */
static unsigned int
weight(const char *s)
{
	unsigned int v, digit = 100;

	if ((*s != '0' && *s != '1') || (s[1] && !strchr(". \t,;", s[1])))
		return 0;
	v = (unsigned int)(*s - '0') * 1000;
	if (s[1] != '.')
		return v;
	for (s += 2; *s >= '0' && *s <= '9' && digit; s++, digit /= 10)
		v += (unsigned int)(*s - '0') * digit;

	return v > 1000 ? 0 : v;
}

/* the weight in what follows the name, up to the comma at end */
static unsigned int
weight_of(const char *s, const char *end)
{
	while (s < end) {
		s += strspn(s, " \t;");
		if (s + 1 < end && (s[0] == 'q' || s[0] == 'Q') &&
		    s[1] == '=')
			return weight(s + 2);
		while (s < end && *s != ';')
			s++;
	}

	return 1000;
}

/* what the list says of this name; nonzero: nothing */
static int
look_up(const struct allocated_headers *ah, const char *name, size_t len,
	unsigned int *w)
{
	const struct lws_ah_frag *f;
	unsigned int n = 0;

	while ((f = lws_ah_frag(ah, WSI_TOKEN_HTTP_ACCEPT_ENCODING, n++))) {
		const char *s = lws_ah_frag_value(ah, f);

		while (*s) {
			const char *end;
			size_t l;

			s += strspn(s, " \t,");
			l = strcspn(s, " \t,;");
			end = s + strcspn(s, ",");
			if (l == len && lws_memcaseeq(s, name, l)) {
				*w = weight_of(s + l, end);
				return 0;
			}
			s = end;
		}
	}

	return -1;
}

unsigned int
lws_http_coding_weight(const struct allocated_headers *ah, const char *coding)
{
	unsigned int w;

	if (!look_up(ah, coding, strlen(coding), &w) ||
	    !look_up(ah, "*", 1, &w))
		return w;

	return 0;
}

int
lws_http_coding_wanted(const struct allocated_headers *ah, const char *coding)
{
	unsigned int plain = 1, w = lws_http_coding_weight(ah, coding);

	/* no coding at all is always acceptable, but liked least, unless it
	 * says otherwise */
	(void)look_up(ah, "identity", 8, &plain);

	return w && w >= plain;
}
