/* SPDX-License-Identifier: MIT */
/*
 * Body in chunks (RFC 9112 7.1): a machine that takes bytes and gives the
 * data in them.  Extensions and trailers are read over, within limits.
 */
#include "private-lib-roles-h1.h"

enum {
	S_SIZE,
	S_PAD,		/* blanks behind the size: an extension or the end */
	S_EXT,		/* rest of the line with the size */
	S_SIZE_LF,
	S_DATA,
	S_DATA_CR,
	S_DATA_LF,
	S_TRAILER,	/* first byte of a trailer line, or of the last one */
	S_TRAILER_NAME,
	S_TRAILER_VALUE,
	S_TRAILER_LF,
	S_END_LF,
	S_OVER
};

void
lws_h1_chunked_init(struct lws_h1_chunked *c)
{
	memset(c, 0, sizeof(*c));
	c->state = S_SIZE;
}

/*
 * Some readers stop at the blank, others do not: behind one there is nothing
 * that could be a part of the size.
 */
static const char *
take_pad(struct lws_h1_chunked *c, uint8_t b)
{
	if (b == '\r')
		c->state = S_SIZE_LF;
	else if (b == ';')
		c->state = S_EXT;
	else if (b == ' ' || b == '\t')
		c->state = S_PAD;
	else
		return "chunk size is no number";

	return NULL;
}

static const char *
take_size(struct lws_h1_chunked *c, uint8_t b)
{
	int d = lws_hex_digit((char)b);

	if (d >= 0) {
		/* 15 digits are far below what overflows */
		if (++c->digits > 15)
			return "chunk beyond all bounds";
		c->left = c->left << 4 | (uint64_t)d;
		return NULL;
	}
	if (!c->digits)
		return "chunk without a size";

	return take_pad(c, b);
}

static const char *
take_ext(struct lws_h1_chunked *c, uint8_t b)
{
	if (b == '\r')
		c->state = S_SIZE_LF;
	else if (b != '\t' && (b < ' ' || b == 0x7f))
		return "control character in a chunk extension";

	return NULL;
}

static const char *
take_trailer(struct lws_h1_chunked *c, uint8_t b)
{
	if (++c->line > LWS_H1_TRAILERS_MAX)
		return "trailers longer than allowed";

	if (c->state == S_TRAILER_VALUE) {
		if (b == '\r')
			c->state = S_TRAILER_LF;
		else if (b != '\t' && (b < ' ' || b == 0x7f))
			return "control character in a trailer";
		return NULL;
	}

	if (b == '\r' && c->state == S_TRAILER)
		c->state = S_END_LF;
	else if (b == ':' && c->state == S_TRAILER_NAME)
		c->state = S_TRAILER_VALUE;
	else if (lws_is_tchar(b))
		c->state = S_TRAILER_NAME;
	else
		return "trailer is no header line";

	return NULL;
}

static const char *
take_lf(struct lws_h1_chunked *c, uint8_t b)
{
	if (b != '\n')
		return "CR without LF in a chunked body";

	switch (c->state) {
	case S_SIZE_LF:
		c->line = 0;
		c->state = c->left ? S_DATA : S_TRAILER;
		break;
	case S_DATA_LF:
		lws_h1_chunked_init(c);
		break;
	case S_TRAILER_LF:
		c->state = S_TRAILER;
		break;
	default:
		c->state = S_OVER;
		break;
	}

	return NULL;
}

/* one byte that is not data; NULL, or what is wrong with it */
static const char *
take(struct lws_h1_chunked *c, uint8_t b)
{
	switch (c->state) {
	case S_SIZE:
	case S_PAD:
	case S_EXT:
		if (++c->line > LWS_H1_CHUNK_LINE_MAX)
			return "chunk line longer than allowed";
		if (c->state == S_EXT)
			return take_ext(c, b);
		return c->state == S_SIZE ? take_size(c, b) : take_pad(c, b);
	case S_DATA_CR:
		if (b != '\r')
			return "chunk longer than its size";
		c->state = S_DATA_LF;
		return NULL;
	case S_TRAILER:
	case S_TRAILER_NAME:
	case S_TRAILER_VALUE:
		return take_trailer(c, b);
	case S_OVER:
		return "bytes behind the last chunk";
	default:
		return take_lf(c, b);
	}
}

enum lws_h1_chunked_ret
lws_h1_chunked(struct lws_h1_chunked *c, const uint8_t *buf, size_t len,
	       size_t *used, const uint8_t **data, size_t *dlen,
	       const char **cause)
{
	size_t n = 0;

	while (n < len) {
		if (c->state == S_DATA) {
			size_t m = len - n;

			if (m > c->left)
				m = (size_t)c->left;
			c->left -= m;
			if (!c->left)
				c->state = S_DATA_CR;
			*data = buf + n;
			*dlen = m;
			*used = n + m;
			return LWS_H1_CHUNKED_DATA;
		}

		*cause = take(c, buf[n++]);
		if (*cause) {
			*used = n;
			return LWS_H1_CHUNKED_BAD;
		}
		if (c->state == S_OVER) {
			*used = n;
			return LWS_H1_CHUNKED_END;
		}
	}
	*used = n;

	return LWS_H1_CHUNKED_MORE;
}
