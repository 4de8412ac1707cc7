/* SPDX-License-Identifier: MIT */
/*
 * URL encoding of strings.
 */
#include "private-lib-roles-http.h"

const char *
lws_urlencode(char *escaped, const char *string, int len)
{
	static const char hex[] = "0123456789ABCDEF";
	char *p = escaped, *end = escaped + len;

	if (len <= 0)
		return escaped;

	for (; *string; string++) {
		unsigned char c = (unsigned char)*string;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || c == ' ') {
			if (end - p < 2)
				break;
			*p++ = c == ' ' ? '+' : (char)c;
			continue;
		}

		/* an escape goes in whole, or not at all */
		if (end - p < 4)
			break;
		*p++ = '%';
		*p++ = hex[c >> 4];
		*p++ = hex[c & 15];
	}
	*p = '\0';

	return escaped;
}

int
lws_urldecode(char *string, const char *escaped, int len)
{
	char *p = string, *end = string + len;

	if (len <= 0)
		return -1;

	while (*escaped && end - p > 1) {
		char c = *escaped++;

		if (c == '+')
			c = ' ';
		else if (c == '%') {
			int hi = lws_hex_digit(escaped[0]);
			int lo = hi < 0 ? -1 : lws_hex_digit(escaped[1]);

			/* a NUL in the middle would hide what follows it */
			if (lo < 0 || !(hi | lo)) {
				*p = '\0';
				return -1;
			}
			c = (char)(hi << 4 | lo);
			escaped += 2;
		}
		*p++ = c;
	}
	*p = '\0';

	return 0;
}
