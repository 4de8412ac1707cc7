/* SPDX-License-Identifier: MIT */
/*
 * Picking a value out of small, flat JSON that is in memory. For anything
 * else there is lejp.
 */

#include "private-lib-core.h"

static int
is_json_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* to the closing quote of the string that p is in, or to the end */
static const char *
end_of_string(const char *p, const char *end)
{
	for (; p < end && *p != '\"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;

	return p;
}

/* to the ',' or bracket that is not part of the value at p, or to the end */
static const char *
end_of_value(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++)
		switch (*p) {
		case '\"':
			p = end_of_string(p + 1, end);
			if (p == end)
				return p;
			break;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (!depth--)
				return p;
			break;
		case ',':
			if (!depth)
				return p;
			break;
		default:
			break;
		}

	return p;
}

/*
 * Finds name, which is given with its quotes and colon ("\"cx\":"), and
 * returns where the value behind it begins, with its length in *alen. A
 * string's value is what is between its quotes, as it stands; of other values
 * the space around them is left off. NULL, and *alen untouched, if name is not
 * there or nothing follows it.
 */
const char *
lws_json_simple_find(const char *buf, size_t len, const char *name,
		     size_t *alen)
{
	size_t nl = strlen(name);
	const char *p = lws_nstrstr(buf, len, name, nl), *end = buf + len, *e;

	if (!p)
		return NULL;

	p += nl;
	while (p < end && is_json_space(*p))
		p++;
	if (p == end)
		return NULL;

	if (*p == '\"') {
		e = end_of_string(++p, end);
	} else {
		e = end_of_value(p, end);
		while (e > p && is_json_space(e[-1]))
			e--;
	}

	*alen = (size_t)(e - p);

	return p;
}

/* 0 if name's value is comp; else, and if there is no name, nonzero */
int
lws_json_simple_strcmp(const char *buf, size_t len, const char *name,
		       const char *comp)
{
	size_t n = 0;
	const char *p = lws_json_simple_find(buf, len, name, &n);

	if (!p || n != strlen(comp))
		return -1;

	return memcmp(p, comp, n) ? -1 : 0;
}
