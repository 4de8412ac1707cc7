/* SPDX-License-Identifier: MIT */
/*
 * Cutting a line of text or a header value into tokens, numbers, quoted
 * strings and delimiters. Nothing is copied or allocated: a token is a place
 * in the input. A NUL ends the input as the end of its length does.
 */

#include "private-lib-core.h"

enum char_class {
	CC_SPACE,
	CC_TOKEN,
	CC_DELIM,
};

static enum char_class
class_of(const struct lws_tokenize *ts, uint8_t c)
{
	const unsigned int f = ts->flags;

	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')
		return CC_SPACE;

	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80)
		return CC_TOKEN;

	switch (c) {
	case '-':
		return f & LWS_TOKENIZE_F_MINUS_NONTERM ? CC_TOKEN : CC_DELIM;
	case '.':
		return f & LWS_TOKENIZE_F_DOT_NONTERM ? CC_TOKEN : CC_DELIM;
	case '/':
		return f & LWS_TOKENIZE_F_SLASH_NONTERM ? CC_TOKEN : CC_DELIM;
	case '=':
		return f & LWS_TOKENIZE_F_EQUALS_NONTERM ? CC_TOKEN : CC_DELIM;
	case '*':
		if (f & LWS_TOKENIZE_F_ASTERISK_NONTERM)
			return CC_TOKEN;
		break;
	default:
		break;
	}

	/* RFC 7230 section 3.2.6 has more that may stand in a token */
	if ((f & LWS_TOKENIZE_F_RFC7230_DELIMS) && c > ' ' && c < 0x7f &&
	    !strchr("(),/:;<=>?@[\\]{}\"", c))
		return CC_TOKEN;

	return CC_DELIM;
}

static int
at_end(const struct lws_tokenize *ts)
{
	return !ts->len || !*ts->start;
}

static void
advance(struct lws_tokenize *ts, size_t n)
{
	ts->start += n;
	ts->len -= n;
}

static void
skip_space(struct lws_tokenize *ts)
{
	while (!at_end(ts)) {
		if (*ts->start == '#' &&
		    (ts->flags & LWS_TOKENIZE_F_HASH_COMMENT))
			while (!at_end(ts) && *ts->start != '\n' &&
			       *ts->start != '\r')
				advance(ts, 1);
		else if (class_of(ts, (uint8_t)*ts->start) == CC_SPACE)
			advance(ts, 1);
		else
			return;
	}
}

/* how much of the NUL-terminated or counted input is left, at most 4 */
static size_t
left_for_char(const struct lws_tokenize *ts)
{
	size_t n = 0;

	while (n < 4 && n < ts->len && ts->start[n])
		n++;

	return n;
}

/* does a comma list allow e here? If so, notes what it needs next */
static lws_tokenize_elem
in_list(struct lws_tokenize *ts, lws_tokenize_elem e)
{
	if (e < 0 || !(ts->flags & LWS_TOKENIZE_F_COMMA_SEP_LIST))
		return e;

	switch (e) {
	case LWS_TOKZE_ENDED:
		return ts->delim == LWSTZ_DT_NEED_NEXT_CONTENT ?
				LWS_TOKZE_ERR_COMMA_LIST : e;
	case LWS_TOKZE_DELIMITER:
		if (*ts->token != ',' || ts->delim != LWSTZ_DT_NEED_DELIM)
			return LWS_TOKZE_ERR_COMMA_LIST;
		ts->delim = LWSTZ_DT_NEED_NEXT_CONTENT;
		return e;
	default:
		break;
	}

	if (ts->delim == LWSTZ_DT_NEED_DELIM)
		return LWS_TOKZE_ERR_COMMA_LIST;

	/* a name is content only together with its value */
	if (e == LWS_TOKZE_TOKEN_NAME_EQUALS || e == LWS_TOKZE_TOKEN_NAME_COLON)
		ts->delim = LWSTZ_DT_NEED_NEXT_CONTENT;
	else
		ts->delim = LWSTZ_DT_NEED_DELIM;

	return e;
}

static lws_tokenize_elem
quoted_string(struct lws_tokenize *ts)
{
	size_t n;

	advance(ts, 1);
	ts->token = ts->start;

	while (!at_end(ts) && *ts->start != '\"') {
		n = lws_utf8_len(ts->start, left_for_char(ts));
		if (!n)
			return LWS_TOKZE_ERR_BROKEN_UTF8;
		advance(ts, n);
	}

	if (at_end(ts))
		return LWS_TOKZE_ERR_UNTERM_STRING;

	ts->token_len = (size_t)(ts->start - ts->token);
	advance(ts, 1);

	return LWS_TOKZE_QUOTED_STRING;
}

/* a '.' may be the point of the number that we seem to be in */
static int
is_point(const struct lws_tokenize *ts, int numeric)
{
	return numeric && !(ts->flags & (LWS_TOKENIZE_F_NO_FLOATS |
					 LWS_TOKENIZE_F_NO_INTEGERS));
}

static lws_tokenize_elem
kind_of(const struct lws_tokenize *ts, int numeric, int points)
{
	if (!numeric || (ts->flags & LWS_TOKENIZE_F_NO_INTEGERS))
		return LWS_TOKZE_TOKEN;

	if (!points)
		return LWS_TOKZE_INTEGER;

	if (ts->flags & LWS_TOKENIZE_F_NO_FLOATS)
		return LWS_TOKZE_TOKEN;

	return points == 1 ? LWS_TOKZE_FLOAT : LWS_TOKZE_ERR_MALFORMED_FLOAT;
}

static lws_tokenize_elem
token(struct lws_tokenize *ts)
{
	/* numeric: a digit, then only digits and points */
	int numeric = *ts->start >= '0' && *ts->start <= '9', points = 0;
	size_t n;
	char c;

	ts->token = ts->start;

	while (!at_end(ts)) {
		c = *ts->start;
		if (class_of(ts, (uint8_t)c) != CC_TOKEN &&
		    !(c == '.' && is_point(ts, numeric)))
			break;
		if (c == '#' && (ts->flags & LWS_TOKENIZE_F_HASH_COMMENT))
			break;

		n = lws_utf8_len(ts->start, left_for_char(ts));
		if (!n)
			return LWS_TOKZE_ERR_BROKEN_UTF8;

		if (c == '.')
			points++;
		else if (c < '0' || c > '9')
			numeric = 0;

		advance(ts, n);
	}

	ts->token_len = (size_t)(ts->start - ts->token);

	return kind_of(ts, numeric, points);
}

/* a token with '=' behind it, or ':' if that is wanted, is a name */
static lws_tokenize_elem
name_or(struct lws_tokenize *ts, lws_tokenize_elem e)
{
	skip_space(ts);
	if (at_end(ts))
		return e;

	if (*ts->start == '=' &&
	    !(ts->flags & LWS_TOKENIZE_F_EQUALS_NONTERM)) {
		if (e != LWS_TOKZE_TOKEN)
			return LWS_TOKZE_ERR_NUM_ON_LHS;
		advance(ts, 1);
		return LWS_TOKZE_TOKEN_NAME_EQUALS;
	}

	if (*ts->start == ':' && (ts->flags & LWS_TOKENIZE_F_AGG_COLON)) {
		advance(ts, 1);
		return LWS_TOKZE_TOKEN_NAME_COLON;
	}

	return e;
}

/* without a length set by the caller afterwards, up to the NUL */
void
lws_tokenize_init(struct lws_tokenize *ts, const char *start, int flags)
{
	memset(ts, 0, sizeof(*ts));
	ts->start = start;
	ts->len = INT_MAX;
	ts->flags = (uint16_t)flags;
	ts->delim = LWSTZ_DT_NEED_FIRST_CONTENT;
}

/*
 * The next piece; token and token_len say where it is. Negative is an error
 * in the input, after which there is nothing more to be had; 0 is its end.
 * A backslash in a quoted string has no meaning here.
 */
lws_tokenize_elem
lws_tokenize(struct lws_tokenize *ts)
{
	lws_tokenize_elem e;

	skip_space(ts);
	ts->token = ts->start;
	ts->token_len = 0;

	if (at_end(ts))
		return in_list(ts, LWS_TOKZE_ENDED);

	if (*ts->start == '\"')
		return in_list(ts, quoted_string(ts));

	if (class_of(ts, (uint8_t)*ts->start) == CC_DELIM) {
		ts->token_len = 1;
		advance(ts, 1);
		return in_list(ts, LWS_TOKZE_DELIMITER);
	}

	e = token(ts);
	if (e > 0)
		e = name_or(ts, e);

	return in_list(ts, e);
}

/* copies the token and a NUL; returns 1 if that is more than max bytes */
int
lws_tokenize_cstr(struct lws_tokenize *ts, char *str, size_t max)
{
	if (ts->token_len >= max)
		return 1;

	memcpy(str, ts->token, ts->token_len);
	str[ts->token_len] = '\0';

	return 0;
}
