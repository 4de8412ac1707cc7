/* SPDX-License-Identifier: MIT */
/*
 * The request target (RFC 9112 3.2): from what was received to a path that is
 * safe to use, and the URL arguments.
 *
 * Decoding only ever shortens, so all of it happens in place in the table.
 */
#include "private-lib-roles-http.h"

static int
bad(struct allocated_headers *ah, const char *cause)
{
	return lws_ah_refuse(ah, HTTP_STATUS_BAD_REQUEST, cause);
}

/*
 * Stores what has been decoded up to `end` of the data area.  All that was
 * read lies before the next raw byte, so the NUL may go there.
 */
static int
commit(struct allocated_headers *ah, unsigned int token, uint32_t off,
       uint32_t end)
{
	unsigned int limit = ah->limits ? ah->limits->token_limit[token] : 0;

	ah->pos = end;
	if ((limit && end - off > limit) || lws_ah_commit(ah, token, off, 0))
		return lws_ah_refuse(ah, HTTP_STATUS_REQ_URI_TOO_LONG,
				     "target longer than allowed");

	return 0;
}

/*
 * Decodes [*r, end) up to `stop` or the end to *w; *r is then behind the stop
 * character.  Plus signs mean spaces in arguments, and nothing in paths.
 */
static int
unescape(struct allocated_headers *ah, uint32_t *r, uint32_t end, char stop,
	 uint32_t *w)
{
	char *d = ah->data;

	while (*r < end) {
		char c = d[(*r)++];

		if (c == stop)
			return 0;
		if (c == '+' && stop == '&')
			c = ' ';
		if (c == '%') {
			int hi = -1, lo = -1;

			if (end - *r >= 2) {
				hi = lws_hex_digit(d[*r]);
				lo = lws_hex_digit(d[*r + 1]);
			}
			if (hi < 0 || lo < 0)
				return bad(ah, "bad % escape in the target");
			c = (char)(hi << 4 | lo);
			*r += 2;
			if (!c)
				return bad(ah, "%00 in the target");
			if (stop == '?' &&
			    ((unsigned char)c < 0x20 || c == 0x7f))
				return bad(ah,
					   "control character in the path");
		}
		d[(*w)++] = c;
	}

	/* behind a stop character that is not there */
	(*r)++;

	return 0;
}

/*
 * Takes "." and ".." and empty segments out of a decoded path (RFC 3986
 * 5.2.4), in place.  Returns the new length, 0 if it leads above the root.
 */
static uint32_t
remove_dots(char *s, uint32_t len)
{
	uint32_t r = 1, w = 1;

	while (r < len) {
		uint32_t e = r;

		while (e < len && s[e] != '/')
			e++;

		if (e - r == 2 && s[r] == '.' && s[r + 1] == '.') {
			if (w == 1)
				return 0;
			do
				w--;
			while (s[w - 1] != '/');
		} else if (e != r && !(e - r == 1 && s[r] == '.')) {
			memmove(s + w, s + r, e - r);
			w += e - r;
			if (e < len)
				s[w++] = '/';
		}
		r = e + 1;
	}

	return w;
}

/*
 * Where a backslash separates path segments too, ".." between such is a way
 * up that remove_dots() does not see.
 */
static int
has_hidden_dots(const char *s, uint32_t len)
{
	uint32_t n;

	for (n = 1; n + 1 < len; n++)
		if (s[n] == '.' && s[n + 1] == '.' &&
		    (s[n - 1] == '\\' || s[n - 1] == '/') &&
		    (n + 2 == len || s[n + 2] == '\\' || s[n + 2] == '/'))
			return 1;

	return 0;
}

static int
decode_args(struct allocated_headers *ah, uint32_t r, uint32_t end)
{
	unsigned int count = 0;
	uint32_t w = ah->pos;

	while (r < end) {
		uint32_t off = w;

		if (unescape(ah, &r, end, '&', &w))
			return -1;
		if (w == off)
			continue;
		if (++count > LWS_AH_MAX_URI_ARGS)
			return lws_ah_refuse(ah, HTTP_STATUS_REQ_URI_TOO_LONG,
					     "too many URL arguments");
		if (commit(ah, WSI_TOKEN_HTTP_URI_ARGS, off, w))
			return -1;
		w = ah->pos;
	}

	return 0;
}

/* path and arguments are raw at [r, end); the result goes to w <= r */
static int
decode_path_and_args(struct allocated_headers *ah, uint32_t r, uint32_t end,
		     uint32_t w)
{
	unsigned int token = lws_http_method_token(ah->head.method);
	uint32_t off = w, len;

	/* the absolute form may go without a path */
	if (r == end || ah->data[r] == '?')
		ah->data[w++] = '/';

	if (unescape(ah, &r, end, '?', &w))
		return -1;

	len = remove_dots(ah->data + off, w - off);
	if (!len)
		return bad(ah, "path leads above the root");
	if (has_hidden_dots(ah->data + off, len))
		return bad(ah, "path leads upwards by backslashes");

	if (commit(ah, token, off, off + len))
		return -1;

	return decode_args(ah, r, end);
}

/* length of "http://" or the like at s, or 0 */
static uint32_t
scheme_length(const char *s, uint32_t len)
{
	static const char * const schemes[] = {
		"http://", "https://", "ws://", "wss://"
	};
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(schemes); n++) {
		size_t l = strlen(schemes[n]);

		if (len > l && lws_memcaseeq(s, schemes[n], l))
			return (uint32_t)l;
	}

	return 0;
}

static int
absolute_form(struct allocated_headers *ah, uint32_t off, uint32_t end)
{
	uint32_t r, a, n = scheme_length(ah->data + off, end - off);

	if (!n)
		return bad(ah, "target is neither a path nor an http URL");

	for (r = a = off + n; r < end; r++)
		if (ah->data[r] == '/' || ah->data[r] == '?')
			break;
	if (r == a)
		return bad(ah, "no host in the target");

	/* the scheme's room takes the NUL, and the path that may be missing */
	memmove(ah->data + off, ah->data + a, r - a);
	if (commit(ah, WSI_TOKEN_HOST, off, off + r - a))
		return -1;
	ah->head.absolute = 1;

	return decode_path_and_args(ah, r, end, ah->pos);
}

int
lws_http_target(struct allocated_headers *ah, uint32_t off)
{
	uint32_t end = ah->pos;
	const char *s = ah->data + off;

	if (end == off)
		return bad(ah, "no target in the request line");

	if (ah->head.method == LWSHUMETH_CONNECT) {
		if (memchr(s, '/', end - off) || memchr(s, '?', end - off) ||
		    memchr(s, '@', end - off))
			return bad(ah, "CONNECT to something else than a host");

		return commit(ah, WSI_TOKEN_CONNECT, off, end);
	}

	if (*s == '/')
		return decode_path_and_args(ah, off, end, off);

	if (*s == '*' && end - off == 1) {
		if (ah->head.method != LWSHUMETH_OPTIONS)
			return bad(ah, "target * without OPTIONS");

		return commit(ah, lws_http_method_token(ah->head.method), off,
			      end);
	}

	return absolute_form(ah, off, end);
}
