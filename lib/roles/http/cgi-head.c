/* SPDX-License-Identifier: MIT */
/*
 * The head of a CGI program's answer (RFC 3875 6): lines that end with LF, or
 * CR LF, up to an empty one.
 */
#include "cgi.h"

int
lws_cgi_head_init(struct lws_cgi_head *h)
{
	memset(h, 0, sizeof(*h));
	h->length = -1;
	h->buf = lws_malloc(LWS_CGI_HEAD_MAX + 4, "cgi head");

	return !h->buf;
}

static int
is(const char *name, const char *want)
{
	return lws_strcaseeq(name, want);
}

/* "404 Not there": three digits; nonzero: not that */
static int
take_status(struct lws_cgi_head *h, const char *v)
{
	int n;

	if (h->status)
		return 1;
	for (n = 0; n < 3; n++)
		if (v[n] < '0' || v[n] > '9')
			return 1;
	if (v[3] && v[3] != ' ')
		return 1;
	h->status = (unsigned int)((v[0] - '0') * 100 + (v[1] - '0') * 10 +
				   v[2] - '0');

	return h->status < 200;
}

static int
take_length(struct lws_cgi_head *h, const char *v)
{
	if (h->length >= 0 || !*v)
		return 1;
	for (h->length = 0; *v; v++) {
		if (*v < '0' || *v > '9' || h->length > INT64_MAX / 10 - 1)
			return 1;
		h->length = h->length * 10 + (*v - '0');
	}

	return 0;
}

/* a line without its end, which is NUL.  Nonzero: bad */
static int
take_line(struct lws_cgi_head *h, char *line, size_t len)
{
	char *colon = memchr(line, ':', len), *v;
	size_t n;

	if (!colon || strlen(line) != len)
		return 1;
	for (n = 0; line + n < colon; n++)
		if (!lws_is_tchar((unsigned char)line[n]))
			return 1;
	if (!n)
		return 1;
	for (v = colon + 1; *v; v++)
		if (((unsigned char)*v < ' ' && *v != '\t') || *v == 0x7f)
			return 1;
	*colon = '\0';
	v = colon + 1;
	v += strspn(v, " \t");

	h->has_location |= !!is(line, "location");
	h->has_type |= !!is(line, "content-type");
	if (is(line, "status") || is(line, "content-length") ||
	    lws_http_is_hop_by_hop(NULL, line, n)) {
		/* these are ours to say */
		h->len = h->line;
		if (is(line, "status"))
			return take_status(h, v);
		return is(line, "content-length") ? take_length(h, v) : 0;
	}
	/* name NUL value NUL, in the place of the line */
	memmove(colon + 1, v, strlen(v) + 1);
	h->len = h->line + n + 1 + strlen(colon + 1) + 1;

	return 0;
}

static enum lws_cgi_step
complete(struct lws_cgi_head *h)
{
	/* 6.2: a document, or a place to look for it */
	if (!h->has_type && !h->has_location && !h->status)
		return LWS_CGI_BAD;
	if (!h->status)
		h->status = h->has_location ? HTTP_STATUS_FOUND :
					      HTTP_STATUS_OK;
	h->buf[h->line] = '\0';

	return LWS_CGI_COMPLETE;
}

enum lws_cgi_step
lws_cgi_head_rx(struct lws_cgi_head *h, const uint8_t *p, size_t len,
		size_t *used)
{
	for (*used = 0; *used < len;) {
		char c = (char)p[(*used)++];
		size_t n;

		if (c != '\n') {
			if (h->len >= LWS_CGI_HEAD_MAX)
				return LWS_CGI_BAD;
			h->buf[h->len++] = c;
			continue;
		}
		n = h->len - h->line;
		if (n && h->buf[h->len - 1] == '\r')
			n--;
		if (!n)
			return complete(h);
		h->buf[h->line + n] = '\0';
		if (take_line(h, h->buf + h->line, n))
			return LWS_CGI_BAD;
		h->line = h->len;
	}

	return LWS_CGI_MORE;
}
