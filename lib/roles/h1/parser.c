/* SPDX-License-Identifier: MIT */
/*
 * The HTTP/1 head parser (RFC 9112 2 to 5): a machine that takes bytes and
 * fills a header table.  It is strict: what the RFC leaves to the leniency of
 * the reader is refused, as it is by leniency that requests are smuggled.
 */
#include "private-lib-roles-h1.h"

enum {
	S_START,	/* empty lines before a request are passed over */
	S_START_LF,
	S_METHOD,
	S_TARGET,
	S_VERSION,
	S_STATUS_VERSION,
	S_CODE,
	S_AFTER_CODE,
	S_REASON,
	S_LINE_LF,	/* the LF behind the CR of any line */
	S_FIELD,	/* first byte of a field line, or of the last one */
	S_NAME,
	S_BEFORE_VALUE,
	S_VALUE,
	S_END_LF,
	S_OVER
};

static int
bad(struct allocated_headers *ah, const char *cause)
{
	return lws_ah_refuse(ah, HTTP_STATUS_BAD_REQUEST, cause);
}

/* 431 is RFC 6585 5 and has no name in the public enum */
static int
too_large(struct allocated_headers *ah, const char *cause)
{
	return lws_ah_refuse(ah, 431, cause);
}

static int
is_text(uint8_t c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

/* collects the method or the version */
static int
word_putc(struct lws_h1_parser *p, uint8_t c)
{
	if (p->word_len >= sizeof(p->word))
		return -1;

	p->word[p->word_len++] = (char)c;

	return 0;
}

static int
take_start(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (ah->head.is_response) {
		p->state = S_STATUS_VERSION;
		return word_putc(p, c);
	}
	if (c == '\r') {
		p->state = S_START_LF;
		return 0;
	}
	if (!lws_is_tchar(c))
		return bad(ah, "request line does not begin with a method");

	p->state = S_METHOD;

	return word_putc(p, c);
}

static int
take_method(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;
	int m;

	if (lws_is_tchar(c)) {
		if (word_putc(p, c))
			return lws_ah_refuse(ah, HTTP_STATUS_NOT_IMPLEMENTED,
					     "unknown method");
		return 0;
	}
	if (c != ' ')
		return bad(ah, "no space behind the method");

	m = lws_http_method_by_name(p->word, p->word_len);
	if (m < 0)
		return lws_ah_refuse(ah, HTTP_STATUS_NOT_IMPLEMENTED,
				     "unknown method");

	ah->head.method = (uint8_t)m;
	p->word_len = 0;
	p->start = ah->pos;
	p->state = S_TARGET;

	return 0;
}

static int
take_target(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c == ' ') {
		p->state = S_VERSION;
		return lws_http_target(ah, p->start);
	}
	if (c == '\r' || c == '\n')
		return bad(ah, "request line without a version");
	if (c <= ' ' || c == 0x7f)
		return bad(ah, "control character in the target");
	if (c == '#')
		return bad(ah, "fragment in the target");
	if (lws_ah_putc(ah, (char)c))
		return lws_ah_refuse(ah, HTTP_STATUS_REQ_URI_TOO_LONG,
				     "target longer than allowed");

	return 0;
}

/* p->word is a version: "HTTP/1.1" */
static int
check_version(struct allocated_headers *ah)
{
	struct lws_h1_parser *p = &ah->parser;
	const char *w = p->word;

	if (p->word_len != 8 || memcmp(w, "HTTP/", 5) ||
	    w[5] < '0' || w[5] > '9' || w[6] != '.' ||
	    w[7] < '0' || w[7] > '9')
		return bad(ah, "no HTTP version where one belongs");
	if (w[5] != '1')
		return lws_ah_refuse(ah, HTTP_STATUS_HTTP_VERSION_NOT_SUPPORTED,
				     "HTTP version other than 1");

	ah->head.version_minor = w[7] != '0';

	return 0;
}

static int
take_version(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c != '\r') {
		if (c < '.' || word_putc(p, c))
			return bad(ah, "no HTTP version where one belongs");
		return 0;
	}
	if (check_version(ah))
		return -1;
	if (lws_ah_add(ah, WSI_TOKEN_HTTP, p->word, p->word_len))
		return lws_ah_refuse(ah, HTTP_STATUS_REQ_URI_TOO_LONG,
				     "target longer than allowed");
	p->state = S_LINE_LF;

	return 0;
}

static int
take_status_version(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c != ' ') {
		if (word_putc(p, c))
			return bad(ah, "response is not HTTP");
		return 0;
	}
	if (check_version(ah))
		return -1;

	p->word_len = 0;
	p->start = ah->pos;
	p->state = S_CODE;

	return 0;
}

static int
end_reason(struct allocated_headers *ah)
{
	struct lws_h1_parser *p = &ah->parser;

	/* users find "200 OK" under the version */
	p->state = S_LINE_LF;
	if (lws_ah_commit(ah, ah->head.version_minor ? WSI_TOKEN_HTTP :
			  WSI_TOKEN_HTTP1_0, p->start, 0))
		return too_large(ah, "status line longer than allowed");

	return 0;
}

static int
take_code(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c < '0' || c > '9')
		return bad(ah, "no three digits of status");

	ah->head.code = ah->head.code * 10 + (unsigned int)(c - '0');
	if (++p->word_len == 3) {
		if (ah->head.code < 100)
			return bad(ah, "status below 100");
		p->state = S_AFTER_CODE;
	}
	if (lws_ah_putc(ah, (char)c))
		return too_large(ah, "status line longer than allowed");

	return 0;
}

static int
take_reason(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c == '\r') {
		/* "200 " and "200" are the same */
		if (p->state == S_REASON && ah->data[ah->pos - 1] == ' ')
			ah->pos--;
		return end_reason(ah);
	}
	if (p->state == S_AFTER_CODE && c != ' ')
		return bad(ah, "no space behind the status");
	if (!is_text(c))
		return bad(ah, "control character in the status line");

	p->state = S_REASON;
	if (lws_ah_putc(ah, (char)c))
		return too_large(ah, "status line longer than allowed");

	return 0;
}

static int
take_field(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c == '\r') {
		p->state = S_END_LF;
		return 0;
	}
	if (c == ' ' || c == '\t')
		return bad(ah, "folded header line");
	if (!lws_is_tchar(c))
		return bad(ah, "character that no header name has");
	if (++p->fields > LWS_AH_MAX_FIELDS)
		return too_large(ah, "too many headers");

	p->start = ah->pos;
	p->state = S_NAME;
	if (lws_ah_putc(ah, lws_ascii_lower((char)c)))
		return too_large(ah, "headers longer than allowed");

	return 0;
}

static int
take_name(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c == ' ' || c == '\t')
		return bad(ah, "space in a header name, or before its colon");
	if (c != ':' && !lws_is_tchar(c))
		return bad(ah, "character that no header name has");
	if (lws_ah_putc(ah, lws_ascii_lower((char)c)))
		return too_large(ah, "headers longer than allowed");
	if (c != ':')
		return 0;

	p->name_len = ah->pos - p->start;
	p->token = (uint8_t)lws_http_field_token(ah->data + p->start,
						 p->name_len);
	p->state = S_BEFORE_VALUE;
	if (p->token != LWS_AH_UNKNOWN) {
		/* the token says it all */
		ah->pos = p->start;
		p->name_len = 0;
		return 0;
	}
	if (lws_ah_putc(ah, '\0'))
		return too_large(ah, "headers longer than allowed");
	p->start = ah->pos;

	return 0;
}

static int
end_value(struct allocated_headers *ah)
{
	struct lws_h1_parser *p = &ah->parser;
	unsigned int limit = 0;

	while (ah->pos > p->start && (ah->data[ah->pos - 1] == ' ' ||
				      ah->data[ah->pos - 1] == '\t'))
		ah->pos--;

	if (ah->limits && p->token != LWS_AH_UNKNOWN)
		limit = ah->limits->token_limit[p->token];
	if (limit && ah->pos - p->start > limit)
		return too_large(ah, "header longer than its token's limit");

	p->state = S_LINE_LF;
	if (lws_ah_commit(ah, p->token, p->start, p->name_len))
		return too_large(ah, "headers longer than allowed");

	return 0;
}

static int
take_value(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c == '\r')
		return end_value(ah);
	if (p->state == S_BEFORE_VALUE && (c == ' ' || c == '\t'))
		return 0;
	if (!is_text(c))
		return bad(ah, "control character in a header value");

	p->state = S_VALUE;
	if (lws_ah_putc(ah, (char)c))
		return too_large(ah, "headers longer than allowed");

	return 0;
}

static int
take_lf(struct allocated_headers *ah, uint8_t c)
{
	struct lws_h1_parser *p = &ah->parser;

	if (c != '\n')
		return bad(ah, "CR without LF");

	switch (p->state) {
	case S_START_LF:
		p->state = S_START;
		return 0;
	case S_LINE_LF:
		p->state = S_FIELD;
		return 0;
	default:
		p->state = S_OVER;
		return lws_http_head_check(ah);
	}
}

static int
take(struct allocated_headers *ah, uint8_t c)
{
	switch (ah->parser.state) {
	case S_START:
		return take_start(ah, c);
	case S_METHOD:
		return take_method(ah, c);
	case S_TARGET:
		return take_target(ah, c);
	case S_VERSION:
		return take_version(ah, c);
	case S_STATUS_VERSION:
		return take_status_version(ah, c);
	case S_CODE:
		return take_code(ah, c);
	case S_AFTER_CODE:
	case S_REASON:
		return take_reason(ah, c);
	case S_FIELD:
		return take_field(ah, c);
	case S_NAME:
		return take_name(ah, c);
	case S_BEFORE_VALUE:
	case S_VALUE:
		return take_value(ah, c);
	default:
		return take_lf(ah, c);
	}
}

static int
received_too_much(struct allocated_headers *ah)
{
	if (ah->parser.state <= S_TARGET)
		return lws_ah_refuse(ah, HTTP_STATUS_REQ_URI_TOO_LONG,
				     "request line longer than allowed");

	return too_large(ah, "head longer than allowed");
}

/*
 * Most bytes of a head are those of values and targets: as many of them as
 * there are in a row, and as there is room for.  What is special about one is
 * left to take().
 */
static size_t
take_run(struct allocated_headers *ah, const uint8_t *buf, size_t len)
{
	struct lws_h1_parser *p = &ah->parser;
	size_t n = 0;

	len = lws_min_sz(len, ah->max_data - ah->pos);
	len = lws_min_sz(len, p->max_received - p->received);
	if (p->state == S_VALUE)
		while (n < len && is_text(buf[n]))
			n++;
	else
		while (n < len && buf[n] > ' ' && buf[n] != 0x7f &&
		       buf[n] != '#')
			n++;

	memcpy(ah->data + ah->pos, buf, n);
	ah->pos += (uint32_t)n;
	p->received += (uint32_t)n;

	return n;
}

enum lws_h1_parse
lws_h1_parse(struct allocated_headers *ah, const uint8_t *buf, size_t len,
	     size_t *used)
{
	size_t n;

	for (n = 0; n < len; n++) {
		int r;

		if (ah->parser.state == S_VALUE ||
		    ah->parser.state == S_TARGET) {
			n += take_run(ah, buf + n, len - n);
			if (n == len)
				break;
		}
		if (++ah->parser.received > ah->parser.max_received)
			r = received_too_much(ah);
		else
			r = take(ah, buf[n]);
		if (r) {
			*used = n + 1;
			return LWS_H1_PARSE_REFUSED;
		}
		if (ah->parser.state == S_OVER) {
			*used = n + 1;
			return LWS_H1_PARSE_DONE;
		}
	}
	*used = n;

	return LWS_H1_PARSE_MORE;
}
