/* SPDX-License-Identifier: MIT */
/*
 * Parameters of header fields: ; name=value; name="value".
 */
#include "form.h"

/*
 * Browsers write a quote as %22 and let backslashes stand for themselves, as
 * in the paths of Windows; others write \" and \\.  So a backslash escapes
 * those two, and is itself before anything else.  out may be NULL.
 */
static const char *
quoted(const char *p, char *out, size_t size, size_t *len)
{
	*len = 0;
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
			p++;
		if (out && *len < size)
			out[*len] = *p;
		(*len)++;
	}

	return *p == '"' ? p + 1 : NULL;
}

static const char *
token(const char *p, char *out, size_t size, size_t *len)
{
	*len = 0;
	for (; *p && *p != ';' && !lws_is_blank(*p); p++) {
		if (out && *len < size)
			out[*len] = *p;
		(*len)++;
	}

	return p;
}

int
lws_form_param(const char *p, const char *name, char *buf, size_t size)
{
	size_t nlen = strlen(name), len;

	for (;;) {
		const char *at;
		int wanted;

		while (lws_is_blank(*p) || *p == ';')
			p++;
		if (!*p)
			return -1;

		at = p;
		while (lws_is_tchar((unsigned char)*p))
			p++;
		wanted = (size_t)(p - at) == nlen &&
			 lws_memcaseeq(at, name, nlen);
		while (lws_is_blank(*p))
			p++;
		if (p == at || *p != '=')
			return -2;
		p++;
		while (lws_is_blank(*p))
			p++;

		p = *p == '"' ? quoted(p, wanted ? buf : NULL, size, &len) :
				token(p, wanted ? buf : NULL, size, &len);
		if (!p)
			return -2;
		if (!wanted)
			continue;
		if (len >= size)
			return -2;
		buf[len] = '\0';

		return (int)len;
	}
}
