/* SPDX-License-Identifier: MIT */
/* Making strings from outside safe to put into SQL, JSON and file names. */

#include "private-lib-core.h"

/*
 * Copies string to escaped, which has room for len bytes with the NUL, with
 * its single quotes doubled; what does not fit is left out. Returns escaped.
 */
const char *
lws_sql_purify(char *escaped, const char *string, size_t len)
{
	char *q = escaped, *end = escaped + len;

	if (!len)
		return escaped;

	for (; string && *string; string++) {
		size_t need = *string == '\'' ? 2 : 1;

		if (need >= (size_t)(end - q))
			break;
		if (need == 2)
			*q++ = '\'';
		*q++ = *string;
	}
	*q = '\0';

	return escaped;
}

/* the length without NUL that lws_sql_purify() would give it */
int
lws_sql_purify_len(const char *p)
{
	int n = 0;

	for (; p && *p; p++)
		n += *p == '\'' ? 2 : 1;

	return n;
}

/*
 * Writes what stands in JSON for the character at s to out, which has room
 * for 7 bytes. Returns its length, with the bytes of s it is for in *used.
 */
static int
json_char(const char *s, char *out, int *used)
{
	const uint8_t c = (uint8_t)*s;
	size_t n;

	*used = 1;

	switch (c) {
	case '\t':
		return lws_snprintf(out, 7, "\\t");
	case '\n':
		return lws_snprintf(out, 7, "\\n");
	case '\r':
		return lws_snprintf(out, 7, "\\r");
	case '\\':
		return lws_snprintf(out, 7, "\\\\");
	default:
		break;
	}

	/* the NUL ends an incomplete character, so 4 is never beyond it */
	n = c < ' ' || c == '\"' ? 0 : lws_utf8_len(s, 4);
	if (!n)
		/* RFC 8259 wants UTF-8: a byte that is not becomes Latin-1 */
		return lws_snprintf(out, 7, "\\u%04X", c);

	memcpy(out, s, n);
	*used = (int)n;

	return (int)n;
}

/*
 * Copies string to escaped, which has room for len bytes with the NUL, as it
 * has to look between the quotes of a JSON string. What does not fit is left
 * out, in whole characters; *in_used (may be NULL) says how much was copied.
 * string may be NULL, and is then empty. Returns escaped.
 */
const char *
lws_json_purify(char *escaped, const char *string, int len, int *in_used)
{
	int done = 0, n, used;
	const char *s = string;
	char one[7];

	if (len > 0)
		for (; s && *s; s += used) {
			n = json_char(s, one, &used);
			if (n >= len - done)
				break;
			memcpy(escaped + done, one, (size_t)n);
			done += n;
		}

	if (len > 0)
		escaped[done] = '\0';
	if (in_used)
		*in_used = s ? (int)(s - string) : 0;

	return escaped;
}

/* the length without NUL that lws_json_purify() would give it */
int
lws_json_purify_len(const char *string)
{
	int len = 0, used;
	char one[7];

	for (; string && *string; string += used)
		len += json_char(string, one, &used);

	return len;
}

/*
 * Makes '_' of what could leave a directory, name a drive or a stream, or be
 * expanded: ".." : \ $ %. The '/' stays.
 */
void
lws_filename_purify_inplace(char *filename)
{
	for (; *filename; filename++) {
		if (filename[0] == '.' && filename[1] == '.') {
			*filename++ = '_';
			*filename = '_';
		} else if (strchr(":\\$%", *filename)) {
			*filename = '_';
		}
	}
}
