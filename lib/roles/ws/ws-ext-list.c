/* SPDX-License-Identifier: MIT */
/*
 * The grammar of Sec-WebSocket-Extensions, RFC 6455 section 9.1, on bytes.
 * See ws-handshake.h for the contract.
 */
#include "private-lib-core.h"
#include "ws-handshake.h"

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && lws_is_blank(*p))
		p++;

	return p;
}

static const char *
skip_token(const char *p, const char *end)
{
	while (p < end && lws_is_tchar((unsigned char)*p))
		p++;

	return p;
}

/* behind a token, in quotes or not; NULL: there is none */
static const char *
skip_value(const char *p, const char *end)
{
	const char *start = p;

	if (p == end || *p != '"') {
		p = skip_token(p, end);
		return p == start ? NULL : p;
	}

	/* what is in quotes has to be a token as well */
	for (p++; p < end && *p != '"'; p++) {
		if (*p == '\\' && ++p == end)
			return NULL;
		if (!lws_is_tchar((unsigned char)*p))
			return NULL;
	}

	return p == end || p == start + 1 ? NULL : p + 1;
}

/* behind the parameters that begin at p; NULL: malformed */
static const char *
skip_params(const char *p, const char *end)
{
	const char *start;

	while (p < end && *p == ';') {
		start = skip_blanks(p + 1, end);
		p = skip_token(start, end);
		if (p == start)
			return NULL;
		p = skip_blanks(p, end);
		if (p < end && *p == '=') {
			p = skip_value(skip_blanks(p + 1, end), end);
			if (!p)
				return NULL;
			p = skip_blanks(p, end);
		}
	}

	return p;
}

int
lws_ws_ext_next(const char **pos, const char *end, struct lws_ws_ext_elem *e)
{
	const char *p = *pos;

	/* a list may have empty elements */
	while (p < end && (lws_is_blank(*p) || *p == ','))
		p++;
	*pos = p;
	if (p == end)
		return 0;

	e->name = p;
	p = skip_token(p, end);
	e->name_len = (size_t)(p - e->name);
	p = skip_blanks(p, end);

	e->params = p < end && *p == ';' ? p + 1 : p;
	p = skip_params(p, end);
	if (!p || !e->name_len || (p < end && *p != ','))
		return -1;
	e->params_len = p > e->params ? (size_t)(p - e->params) : 0;
	*pos = p;

	return 1;
}

/*
 * Each vhost has its own extensions, and the context none: nothing to do.
 * Exported, as 4.3 does, without a public declaration.
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_init_extensions(const struct lws_context_creation_info *info,
			    struct lws_context *context);

void
lws_context_init_extensions(const struct lws_context_creation_info *info,
			    struct lws_context *context)
{
	LWS_UNUSED(info);
	lwsl_cx_info(context, "extensions: those of each vhost");
}
