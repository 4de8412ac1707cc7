/* SPDX-License-Identifier: MIT */
/*
 * From the path of a request to the name of a file below a directory, or to
 * none.  The path was decoded once and freed of dot segments when the target
 * was parsed (target.c); nothing here relies on that.  What a name means is
 * decided by the system that opens it, so there is one set of rules for each
 * kind of system.
 */
#include "private-lib-roles-http.h"

/* A name that is one file on every system: UTF-8, no control characters */
static int
plain_name(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len) {
		size_t l = lws_utf8_len(s + n, len - n);

		/* overlong forms are none, so '/' has one form only */
		if (!l || (unsigned char)s[n] < 0x20 || s[n] == 0x7f)
			return 0;
		n += l;
	}

	return 1;
}

/*
 * Names that open a device wherever they are, whatever follows the first dot
 * (Windows, "Naming Files, Paths, and Namespaces").  The digits of COM and
 * LPT may be superscripts, which are two bytes each in UTF-8.
 */
static int
is_device(const char *s, size_t len)
{
	static const char * const names[] = {
		"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"
	};
	size_t n, base = 0;

	while (base < len && s[base] != '.' && s[base] != ':')
		base++;
	while (base && s[base - 1] == ' ')
		base--;

	for (n = 0; n < LWS_ARRAY_SIZE(names); n++)
		if (base == strlen(names[n]) &&
		    lws_memcaseeq(s, names[n], base))
			return 1;

	if (base < 4 || (!lws_memcaseeq(s, "com", 3) &&
			 !lws_memcaseeq(s, "lpt", 3)))
		return 0;
	if (base == 4)
		return s[3] >= '0' && s[3] <= '9';

	return base == 5 && s[3] == '\xc2' &&
	       (s[4] == '\xb9' || s[4] == '\xb2' || s[4] == '\xb3');
}

/*
 * Windows takes '\' as '/', ':' as the end of a drive or the beginning of a
 * stream, drops dots and spaces at the end, and gives files second names with
 * '~' and a digit, under which they would be outside of the mount that
 * protects them.
 */
static int
windows_name(const char *s, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (strchr("\\:*?\"<>|", s[n]) ||
		    (s[n] == '~' && n + 1 < len && s[n + 1] >= '0' &&
		     s[n + 1] <= '9'))
			return 0;

	return s[len - 1] != '.' && s[len - 1] != ' ' && !is_device(s, len);
}

static int
is_dots(const char *s, size_t len)
{
	return (len == 1 && s[0] == '.') ||
	       (len == 2 && s[0] == '.' && s[1] == '.');
}

int
lws_http_path_is_safe(enum lws_http_path_rules rules, const char *path,
		      size_t len)
{
	size_t at = 0;

	if (memchr(path, '\0', len))
		return 0;

	while (at < len) {
		const char *s = path + at;
		size_t n = 0;

		while (at + n < len && s[n] != '/')
			n++;
		/* an empty one is the end, behind the slash of a directory */
		if (!n && at + n < len)
			return 0;
		if (n && (is_dots(s, n) || !plain_name(s, n) ||
			  (rules == LWS_HTTP_PATH_WINDOWS &&
			   !windows_name(s, n))))
			return 0;
		at += n + 1;
	}

	return 1;
}

int
lws_http_map_path(enum lws_http_path_rules rules, const char *origin,
		  const char *path, size_t len, char *buf, size_t size)
{
	size_t olen = strlen(origin);

	if (len && path[0] == '/') {
		path++;
		len--;
	}
	if (!lws_http_path_is_safe(rules, path, len))
		return -1;

	while (olen > 1 && origin[olen - 1] == '/')
		olen--;
	if (olen + 1 + len >= size)
		return -1;

	memcpy(buf, origin, olen);
	if (olen && origin[olen - 1] != '/')
		buf[olen++] = '/';
	memcpy(buf + olen, path, len);
	buf[olen + len] = '\0';

	return 0;
}
