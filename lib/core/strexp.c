/* SPDX-License-Identifier: MIT */
/*
 * Expanding ${name} in a stream of text. Input and output may each come in
 * pieces of any size.
 */

#include "private-lib-core.h"

enum strexp_state {
	SX_TEXT,
	SX_DOLLAR,	/* "$" seen, not copied yet */
	SX_NAME,	/* "${" seen: gathering the name */
	SX_EXPAND,	/* the callback has more to say about the name */
};

/*
 * cb writes the expansion of a name at out + *pos, not beyond olen, and says
 * in *exp_ofs how much of it it has written in all; it returns LSTRX_DONE, or
 * LSTRX_FILLED_OUT if it wants to be called again with more room, or an error.
 * out NULL: only count.
 */
void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb,
		char *out, size_t olen)
{
	memset(exp, 0, sizeof(*exp));
	exp->cb = cb;
	exp->priv = priv;
	exp->out = out;
	exp->olen = olen;
	exp->state = SX_TEXT;
}

/* go on with fresh room for output after LSTRX_FILLED_OUT */
void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen)
{
	exp->out = out;
	exp->olen = olen;
	exp->pos = 0;
}

/* nonzero when there is no room */
static int
put(lws_strexp_t *exp, char c)
{
	if (exp->pos >= exp->olen)
		return 1;

	if (exp->out)
		exp->out[exp->pos] = c;
	exp->pos++;

	return 0;
}

static int
name_char(lws_strexp_t *exp, char c)
{
	if (c == '}') {
		exp->name[exp->name_pos] = '\0';
		exp->exp_ofs = 0;
		exp->state = SX_EXPAND;
		return 0;
	}

	if (exp->name_pos >= sizeof(exp->name) - 1) {
		lwsl_err("%s: name longer than %u: '%.*s'", __func__,
			 (unsigned int)sizeof(exp->name) - 1,
			 (int)exp->name_pos, exp->name);
		return LSTRX_FATAL_NAME_TOO_LONG;
	}

	exp->name[exp->name_pos++] = c;

	return 0;
}

static int
expand_name(lws_strexp_t *exp)
{
	int n = exp->cb(exp->priv, exp->name, exp->out, &exp->pos, exp->olen,
			&exp->exp_ofs);

	if (n == LSTRX_DONE)
		exp->state = SX_TEXT;
	else if (n < 0)
		lwsl_err("%s: cannot expand '%s'", __func__, exp->name);

	return n;
}

/* one byte of input; LSTRX_FILLED_OUT means that it was not taken */
static int
take(lws_strexp_t *exp, char c)
{
	switch (exp->state) {
	case SX_TEXT:
		if (c != '$')
			return put(exp, c) ? LSTRX_FILLED_OUT : 0;
		exp->state = SX_DOLLAR;
		return 0;

	case SX_DOLLAR:
		if (c == '{') {
			exp->name_pos = 0;
			exp->state = SX_NAME;
			return 0;
		}
		if (put(exp, '$'))
			return LSTRX_FILLED_OUT;
		if (c == '$')
			/* the second one may begin a name */
			return 0;
		exp->state = SX_TEXT;
		return put(exp, c) ? LSTRX_FILLED_OUT : 0;

	default:
		return name_char(exp, c);
	}
}

/*
 * LSTRX_DONE: all of in is used. LSTRX_FILLED_OUT: the output is full; call
 * again with what is left of in (maybe nothing) after lws_strexp_reset_out().
 * Negative: an error, nothing more to be had. In all cases *pused_in and
 * *pused_out say how much was taken, and how much stands in the output buffer,
 * which gets a NUL where there is room.
 */
int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len,
		  size_t *pused_in, size_t *pused_out)
{
	size_t used = 0;
	int n = LSTRX_DONE;

	while (n == LSTRX_DONE) {
		if (exp->state == SX_EXPAND) {
			n = expand_name(exp);
			continue;
		}
		if (used == len)
			break;
		n = take(exp, in[used]);
		if (n == LSTRX_DONE)
			used++;
	}

	if (exp->out && exp->pos < exp->olen)
		exp->out[exp->pos] = '\0';

	*pused_in = used;
	*pused_out = exp->pos;

	return n;
}
