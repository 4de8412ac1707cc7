/* SPDX-License-Identifier: MIT */
/*
 * A JSON parser (RFC 8259) on a stream of pieces of any size, which allocates
 * nothing and tells a callback what it finds.
 *
 * It accepts a little more than the RFC: a comment from '#' to the end of its
 * line where space may stand, a comma behind the last element of an array, and
 * zeros before a number. Escaped surrogate pairs become one character, half of
 * a pair becomes U+FFFD.
 *
 * ctx->st[] has a frame for each object and array that is open, but none for
 * an object that is the whole text; a string that is being read has one, too.
 * In a frame: s, the state; p, the length of the path; b, the opening bracket,
 * 0 in the lowest frame unless the text is an object; i, what the frame's user
 * says.
 */

#include "private-lib-misc.h"

/* results of a state's function other than errors, which are negative */
#define TAKEN	0
#define AGAIN	1	/* the character is for the new state */
#define DONE	2	/* the text is complete */

/*
 * In ctx->f while a string is read: the first half of a surrogate pair waits
 * in the b (two bits) and p (eight bits) of its frame.
 */
#define HALF_PAIR 0x10

static const char *const tokens[] = { "true", "false", "null" };

static struct _lejp_stack *
frame(struct lejp_ctx *ctx)
{
	return &ctx->st[ctx->sp];
}

static int
tell_user(struct lejp_ctx *ctx, int reason)
{
	return ctx->pst[ctx->pst_sp].callback(ctx, (char)reason) ?
			LEJP_REJECT_CALLBACK : TAKEN;
}

static int
push(struct lejp_ctx *ctx, int state, char bracket)
{
	if (ctx->sp + 1 == LEJP_MAX_DEPTH)
		return LEJP_REJECT_STACK_OVERFLOW;

	ctx->sp++;
	frame(ctx)->s = (char)state;
	frame(ctx)->p = (char)ctx->pst[ctx->pst_sp].ppos;
	frame(ctx)->b = bracket;
	frame(ctx)->i = 0;

	return TAKEN;
}

/* ---- strings: values gather in buf, names go to the path ---- */

static int
flush(struct lejp_ctx *ctx)
{
	int ret;

	ctx->buf[ctx->npos] = '\0';
	ret = tell_user(ctx, LEJPCB_VAL_STR_CHUNK);
	ctx->npos = 0;

	return ret;
}

static int
add(struct lejp_ctx *ctx, const char *s, size_t len)
{
	int ret = TAKEN;

	if (frame(ctx)->i) {
		lws_lejp_path_add(ctx, s, len);
		return TAKEN;
	}

	while (len-- && !ret) {
		ctx->buf[ctx->npos++] = *s++;
		if (ctx->npos == LEJP_STRING_CHUNK)
			ret = flush(ctx);
	}

	return ret;
}

static size_t
to_utf8(uint32_t c, char *o)
{
	if (c < 0x80) {
		o[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		o[0] = (char)(0xc0 | c >> 6);
		o[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		o[0] = (char)(0xe0 | c >> 12);
		o[1] = (char)(0x80 | (c >> 6 & 63));
		o[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	o[0] = (char)(0xf0 | c >> 18);
	o[1] = (char)(0x80 | (c >> 12 & 63));
	o[2] = (char)(0x80 | (c >> 6 & 63));
	o[3] = (char)(0x80 | (c & 63));

	return 4;
}

static int
add_char(struct lejp_ctx *ctx, uint32_t c)
{
	char u[4];
	size_t n = to_utf8(c, u);

	return add(ctx, u, n);
}

/* the second half of a pair did not follow */
static int
drop_half(struct lejp_ctx *ctx)
{
	if (!(ctx->f & HALF_PAIR))
		return TAKEN;

	ctx->f &= (uint8_t)~HALF_PAIR;

	return add_char(ctx, 0xfffd);
}

/* all four digits of an escaped UTF-16 unit are there */
static int
add_unit(struct lejp_ctx *ctx, uint32_t u)
{
	struct _lejp_stack *fr = frame(ctx);
	uint32_t half = (uint32_t)(uint8_t)fr->b << 8 | (uint8_t)fr->p;
	int ret;

	if (u >= 0xdc00 && u <= 0xdfff && (ctx->f & HALF_PAIR)) {
		ctx->f &= (uint8_t)~HALF_PAIR;
		return add_char(ctx, 0x10000 + (half << 10) + (u - 0xdc00));
	}

	ret = drop_half(ctx);
	if (ret)
		return ret;

	if (u >= 0xd800 && u <= 0xdbff) {
		ctx->f |= HALF_PAIR;
		fr->b = (char)(u >> 8 & 3);
		fr->p = (char)(u & 0xff);
		return TAKEN;
	}

	return add_char(ctx, u >= 0xdc00 && u <= 0xdfff ? 0xfffd : u);
}

static int
start_string(struct lejp_ctx *ctx, int is_name)
{
	int ret = push(ctx, LEJP_MP_STRING, 0);

	if (!ret)
		frame(ctx)->i = (char)is_name;
	ctx->f = 0;

	return ret;
}

static int
start_name(struct lejp_ctx *ctx, char c)
{
	if (c != '\"')
		return LEJP_REJECT_MP_NO_OPEN_QUOTE;

	lws_lejp_path_cut(ctx, (uint8_t)frame(ctx)->p);
	ctx->path_match = 0;
	ctx->wildcount = 0;
	if (ctx->pst[ctx->pst_sp].ppos)
		lws_lejp_path_add(ctx, ".", 1);

	frame(ctx)->s = LEJP_MP_DELIM;

	return start_string(ctx, 1);
}

static int
end_string(struct lejp_ctx *ctx)
{
	int ret = drop_half(ctx);

	if (!ret && !frame(ctx)->i) {
		ctx->buf[ctx->npos] = '\0';
		ret = tell_user(ctx, LEJPCB_VAL_STR_END);
	}
	if (!ret)
		ctx->sp--;

	return ret;
}

static int
string(struct lejp_ctx *ctx, char c)
{
	int ret;

	if (c == '\\') {
		frame(ctx)->s = LEJP_MP_STRING_ESC;
		return TAKEN;
	}
	if (c == '\"')
		return end_string(ctx);
	if ((uint8_t)c < ' ')
		return LEJP_REJECT_MP_ILLEGAL_CTRL;

	ret = drop_half(ctx);

	return ret ? ret : add(ctx, &c, 1);
}

static int
escape(struct lejp_ctx *ctx, char c)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *p;
	int ret;

	if (c == 'u') {
		frame(ctx)->s = LEJP_MP_STRING_ESC_U1;
		ctx->uni = 0;
		return TAKEN;
	}

	p = c ? strchr(from, c) : NULL;
	if (!p)
		return LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC;

	frame(ctx)->s = LEJP_MP_STRING;
	ret = drop_half(ctx);

	return ret ? ret : add(ctx, &to[p - from], 1);
}

static int
escape_digit(struct lejp_ctx *ctx, char c)
{
	int d = lws_hex_digit(c);

	if (d < 0)
		return LEJP_REJECT_ILLEGAL_HEX;

	ctx->uni = (uint16_t)(ctx->uni << 4 | d);
	if (frame(ctx)->s != LEJP_MP_STRING_ESC_U4) {
		frame(ctx)->s++;
		return TAKEN;
	}

	frame(ctx)->s = LEJP_MP_STRING;

	return add_unit(ctx, ctx->uni);
}

/* ---- numbers and words ---- */

static int
start_number(struct lejp_ctx *ctx, char c)
{
	ctx->npos = 1;
	ctx->buf[0] = c;
	ctx->f = c == '-' ? LEJP_SEEN_MINUS : 0;
	frame(ctx)->s = LEJP_MP_VALUE_NUM_INT;

	return TAKEN;
}

static int
end_number(struct lejp_ctx *ctx)
{
	int ret;

	if ((ctx->f & LEJP_SEEN_MINUS) && ctx->npos == 1)
		return LEJP_REJECT_MP_VAL_NUM_FORMAT;
	if ((ctx->f & LEJP_SEEN_POINT) && !(ctx->f & LEJP_SEEN_POST_POINT))
		return LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC;
	if ((ctx->f & LEJP_SEEN_EXP) && !ctx->dcount)
		return LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP;

	ctx->buf[ctx->npos] = '\0';
	frame(ctx)->s = LEJP_MP_COMMA_OR_END;
	ret = tell_user(ctx, ctx->f & (LEJP_SEEN_POINT | LEJP_SEEN_EXP) ?
			LEJPCB_VAL_NUM_FLOAT : LEJPCB_VAL_NUM_INT);

	return ret ? ret : AGAIN;
}

static int
add_digit(struct lejp_ctx *ctx, char c)
{
	if (ctx->npos == LEJP_STRING_CHUNK)
		return LEJP_REJECT_NUM_TOO_LONG;

	ctx->buf[ctx->npos++] = c;

	return TAKEN;
}

static int
number(struct lejp_ctx *ctx, char c)
{
	if (c >= '0' && c <= '9') {
		if (ctx->f & LEJP_SEEN_POINT)
			ctx->f |= LEJP_SEEN_POST_POINT;
		return add_digit(ctx, c);
	}

	/* the others want a digit before them */
	if ((c == '.' || c == 'e' || c == 'E') &&
	    (ctx->f & LEJP_SEEN_MINUS) && ctx->npos == 1)
		return LEJP_REJECT_MP_VAL_NUM_FORMAT;

	if (c == '.') {
		if (ctx->f & LEJP_SEEN_POINT)
			return LEJP_REJECT_MP_VAL_NUM_FORMAT;
		ctx->f |= LEJP_SEEN_POINT;
		return add_digit(ctx, c);
	}

	if (c != 'e' && c != 'E')
		return end_number(ctx);

	if ((ctx->f & LEJP_SEEN_POINT) && !(ctx->f & LEJP_SEEN_POST_POINT))
		return LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC;
	ctx->f |= LEJP_SEEN_EXP;
	ctx->dcount = 0;
	frame(ctx)->s = LEJP_MP_VALUE_NUM_EXP;

	return add_digit(ctx, c);
}

static int
exponent(struct lejp_ctx *ctx, char c)
{
	const char last = ctx->buf[ctx->npos - 1];

	if (c >= '0' && c <= '9') {
		ctx->dcount = 1;
		return add_digit(ctx, c);
	}

	if ((c == '+' || c == '-') && (last == 'e' || last == 'E'))
		return add_digit(ctx, c);

	return end_number(ctx);
}

/* uni: which of the tokens; dcount: how much of it was there */
static int
token(struct lejp_ctx *ctx, char c)
{
	const char *t = tokens[ctx->uni];

	if (c != t[ctx->dcount])
		return LEJP_REJECT_MP_VAL_TOK_UNKNOWN;

	if (t[++ctx->dcount])
		return TAKEN;

	frame(ctx)->s = LEJP_MP_COMMA_OR_END;
	lws_strncpy(ctx->buf, *t == 't' ? "1" : *t == 'f' ? "0" : "", 2);
	ctx->npos = (uint8_t)strlen(ctx->buf);

	return tell_user(ctx, LEJPCB_VAL_TRUE + ctx->uni);
}

static int
start_token(struct lejp_ctx *ctx, char c)
{
	unsigned int n;

	for (n = 0; n < LWS_ARRAY_SIZE(tokens); n++)
		if (*tokens[n] == c) {
			ctx->uni = (uint16_t)n;
			ctx->dcount = 1;
			frame(ctx)->s = LEJP_MP_VALUE_TOK;
			return TAKEN;
		}

	return LEJP_REJECT_MP_DELIM_BAD_VALUE_START;
}

/* ---- objects and arrays ---- */

static int
start_array(struct lejp_ctx *ctx)
{
	int ret;

	if (ctx->ipos == LEJP_MAX_INDEX_DEPTH)
		return LEJP_REJECT_MP_DELIM_ISTACK;

	frame(ctx)->s = LEJP_MP_COMMA_OR_END;
	lws_lejp_path_add(ctx, "[]", 2);
	lejp_check_path_match(ctx);
	ret = tell_user(ctx, LEJPCB_ARRAY_START);
	if (!ret)
		ret = push(ctx, LEJP_MP_VALUE, '[');
	if (!ret)
		ctx->i[ctx->ipos++] = 0;

	return ret;
}

static int
start_object(struct lejp_ctx *ctx)
{
	int ret;

	frame(ctx)->s = LEJP_MP_COMMA_OR_END;
	ret = tell_user(ctx, LEJPCB_OBJECT_START);

	return ret ? ret : push(ctx, LEJP_MEMBERS, '{');
}

/* the path is that of the opening bracket again when the callback comes */
static int
end_container(struct lejp_ctx *ctx)
{
	const int is_array = frame(ctx)->b == '[';
	int ret;

	lws_lejp_path_cut(ctx, (uint8_t)frame(ctx)->p);
	lejp_check_path_match(ctx);

	if (is_array)
		ctx->ipos--;
	if (ctx->sp) {
		ctx->sp--;
		/* in the text's outer array there is nothing to go on with */
		ret = ctx->sp || frame(ctx)->b ? TAKEN : DONE;
	} else {
		ret = DONE;
	}

	if (tell_user(ctx, is_array ? LEJPCB_ARRAY_END : LEJPCB_OBJECT_END))
		return LEJP_REJECT_CALLBACK;

	return ret;
}

static int
idle(struct lejp_ctx *ctx, char c)
{
	if (c == '[') {
		ctx->outer_array = 1;
		return start_array(ctx);
	}

	if (c != '{')
		return LEJP_REJECT_IDLE_NO_BRACE;

	frame(ctx)->s = LEJP_MEMBERS;
	frame(ctx)->b = '{';

	return tell_user(ctx, LEJPCB_OBJECT_START);
}

static int
value(struct lejp_ctx *ctx, char c)
{
	int ret;

	if (c == '\"') {
		frame(ctx)->s = LEJP_MP_COMMA_OR_END;
		ctx->npos = 0;
		ctx->buf[0] = '\0';
		ret = tell_user(ctx, LEJPCB_VAL_STR_START);
		return ret ? ret : start_string(ctx, 0);
	}

	switch (c) {
	case '{':
		return start_object(ctx);
	case '[':
		return start_array(ctx);
	case ']':
		if (frame(ctx)->b == '[')
			return end_container(ctx);
		break;
	default:
		if (c == '-' || (c >= '0' && c <= '9'))
			return start_number(ctx, c);
		break;
	}

	return start_token(ctx, c);
}

static int
colon(struct lejp_ctx *ctx, char c)
{
	if (c != ':')
		return LEJP_REJECT_MP_DELIM_MISSING_COLON;

	frame(ctx)->s = LEJP_MP_VALUE;
	lejp_check_path_match(ctx);

	return tell_user(ctx, LEJPCB_PAIR_NAME);
}

static int
comma_or_end(struct lejp_ctx *ctx, char c)
{
	const int in_array = frame(ctx)->b == '[';

	switch (c) {
	case ',':
		if (!in_array) {
			frame(ctx)->s = LEJP_M_P;
			return TAKEN;
		}
		ctx->i[ctx->ipos - 1]++;
		lws_lejp_path_cut(ctx, (uint8_t)frame(ctx)->p);
		lejp_check_path_match(ctx);
		frame(ctx)->s = LEJP_MP_VALUE;
		return TAKEN;
	case '}':
		return in_array ? LEJP_REJECT_MP_ARRAY_END_MISSING :
				  end_container(ctx);
	case ']':
		if (in_array)
			return end_container(ctx);
		return ctx->sp ? LEJP_REJECT_MP_C_OR_E_NOTARRAY :
				 LEJP_REJECT_MP_C_OR_E_UNDERF;
	default:
		return LEJP_REJECT_MP_C_OR_E_NEITHER;
	}
}

static int
step(struct lejp_ctx *ctx, char c)
{
	switch (frame(ctx)->s) {
	case LEJP_IDLE:
		return idle(ctx, c);
	case LEJP_MEMBERS:
		if (c == '}')
			return end_container(ctx);
		return start_name(ctx, c);
	case LEJP_M_P:
		return start_name(ctx, c);
	case LEJP_MP_STRING:
		return string(ctx, c);
	case LEJP_MP_STRING_ESC:
		return escape(ctx, c);
	case LEJP_MP_STRING_ESC_U1:
	case LEJP_MP_STRING_ESC_U2:
	case LEJP_MP_STRING_ESC_U3:
	case LEJP_MP_STRING_ESC_U4:
		return escape_digit(ctx, c);
	case LEJP_MP_DELIM:
		return colon(ctx, c);
	case LEJP_MP_VALUE:
		return value(ctx, c);
	case LEJP_MP_VALUE_NUM_INT:
		return number(ctx, c);
	case LEJP_MP_VALUE_NUM_EXP:
		return exponent(ctx, c);
	case LEJP_MP_VALUE_TOK:
		return token(ctx, c);
	case LEJP_MP_COMMA_OR_END:
		return comma_or_end(ctx, c);
	default:
		return LEJP_REJECT_UNKNOWN;
	}
}

/* space and comments, where they mean nothing */
static int
is_blank(struct lejp_ctx *ctx, char c)
{
	char *s = &frame(ctx)->s;

	if (*s & LEJP_FLAG_WS_KEEP)
		return 0;

	if (*s & LEJP_FLAG_WS_COMMENTLINE) {
		if (c == '\n' || c == '\r')
			*s = (char)(*s & ~LEJP_FLAG_WS_COMMENTLINE);
		return 1;
	}

	if (c == '#') {
		*s |= LEJP_FLAG_WS_COMMENTLINE;
		return 1;
	}

	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void
lejp_construct(struct lejp_ctx *ctx,
	       signed char (*callback)(struct lejp_ctx *ctx, char reason),
	       void *user, const char *const *paths, unsigned char paths_count)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->user = user;
	ctx->line = 1;
	ctx->count_paths = paths_count;
	ctx->pst[0].user = user;
	ctx->pst[0].callback = callback;
	ctx->pst[0].paths = paths;
	ctx->pst[0].count_paths = paths_count;

	(void)tell_user(ctx, LEJPCB_CONSTRUCTED);
}

/* nothing is freed, but the callback hears of it */
void
lejp_destruct(struct lejp_ctx *ctx)
{
	(void)ctx->pst[0].callback(ctx, LEJPCB_DESTRUCTED);
}

/* the old one hears DESTRUCTED, the new one CONSTRUCTED and START */
void
lejp_change_callback(struct lejp_ctx *ctx,
		     signed char (*callback)(struct lejp_ctx *ctx, char reason))
{
	(void)ctx->pst[0].callback(ctx, LEJPCB_DESTRUCTED);
	ctx->pst[0].callback = callback;
	(void)callback(ctx, LEJPCB_CONSTRUCTED);
	(void)callback(ctx, LEJPCB_START);
}

/*
 * Returns LEJP_CONTINUE when all of it is used and the text goes on; when it
 * is complete, how many bytes are left, 0 or more; or the negative reason why
 * it is refused, after LEJPCB_FAILED: then the context can only be destructed.
 */
int
lejp_parse(struct lejp_ctx *ctx, const unsigned char *json, int len)
{
	int ret = TAKEN;

	/* the lowest frame says in i that the start was told */
	if (!ctx->st[0].i) {
		ctx->st[0].i = 1;
		(void)tell_user(ctx, LEJPCB_START);
	}

	for (; len > 0; len--, json++) {
		const char c = (char)*json;

		if (c == '\n')
			ctx->line++;
		if (is_blank(ctx, c))
			continue;

		do {
			ret = step(ctx, c);
		} while (ret == AGAIN && !is_blank(ctx, c));

		if (ret == DONE && tell_user(ctx, LEJPCB_COMPLETE))
			ret = LEJP_REJECT_CALLBACK;
		if (ret < 0) {
			(void)tell_user(ctx, LEJPCB_FAILED);
			return ret;
		}
		if (ret == DONE) {
			/* another text may follow */
			ctx->st[0].s = LEJP_IDLE;
			ctx->st[0].b = 0;
			ctx->st[0].i = 0;
			return len - 1;
		}
	}

	return LEJP_CONTINUE;
}

/* the words for a result of lejp_parse(); "" if it is no error */
const char *
lejp_error_to_string(int e)
{
	static const char *const text[] = {
		"",
		"",
		"the text has to begin with '{' or '['",
		"'}' missing",
		"a name in quotes is missing",
		"the string ends too early",
		"control character in a string",
		"no such escape",
		"not a hex digit",
		"':' missing after a name",
		"no value begins like this",
		"no digit after the decimal point",
		"not a number",
		"not an exponent",
		"only true, false and null are words",
		"']' without an array",
		"']' in an object",
		"'}' in an array",
		"nested too deep",
		"too many arrays in each other",
		"the number is too long",
		"',' or the end is missing",
		"not JSON",
		"refused by the callback",
	};

	if (e >= 0)
		return "";

	return (size_t)-(long long)e < LWS_ARRAY_SIZE(text) ? text[-e] :
							      "unknown error";
}
