/* SPDX-License-Identifier: MIT */
/*
 * Extensions: the parser for their options, and the ones that are active on a
 * connection.
 *
 * An extension that is active has its payload callbacks only if its name
 * begins with "permessage-", which is how RFC 7692 section 4 calls those that
 * transform messages and mark them with RSV1; there is one of these at most.
 * The others take part in the handshake, and see what is sent before it goes.
 */
#include "private-lib-roles-ws.h"

static const char *
find(const char *p, const char *end, char c)
{
	while (p < end && *p != c)
		p++;

	return p;
}

static int
is_number(const struct lws_span *s)
{
	size_t n;

	for (n = 0; n < s->len; n++)
		if (s->p[n] < '0' || s->p[n] > '9')
			return 0;

	return s->len != 0;
}

static int
option_index(const struct lws_ext_options *opts, const struct lws_span *name)
{
	int n;

	for (n = 0; opts[n].name; n++)
		if (strlen(opts[n].name) == name->len &&
		    !memcmp(opts[n].name, name->p, name->len))
			return n;

	return -1;
}

/* one "name" or "name=value" */
static int
parse_option(const struct lws_ext_options *opts, const char *p,
	     const char *end, struct lws_ext_option_arg *oa)
{
	const char *eq = find(p, end, '=');
	struct lws_span name = lws_trimmed(p, eq), value;
	int n = option_index(opts, &name);

	if (n < 0)
		return -1;

	oa->option_name = NULL;
	oa->option_index = n;
	oa->start = NULL;
	oa->len = 0;

	if (eq == end)
		return opts[n].type == EXTARG_DEC ? -1 : 0;
	if (opts[n].type == EXTARG_NONE)
		return -1;

	value = lws_trimmed(eq + 1, end);
	if (value.len > 1 && value.p[0] == '"' &&
	    value.p[value.len - 1] == '"') {
		value.p++;
		value.len -= 2;
	}
	if (!is_number(&value))
		return -1;

	oa->start = value.p;
	oa->len = (int)value.len;

	return 0;
}

/*
 * o, of len bytes, lists options of one extension, separated by ";", and ends
 * at a ",", where the next extension would begin.  Each option that opts knows
 * is given to the extension's callback as LWS_EXT_CB_OPTION_SET.  Nonzero: an
 * option that is unknown, or that has no value where it needs one, or has one
 * where it may not, or the callback said no.
 */
int
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len)
{
	const char *end = find(o, o + (len > 0 ? len : 0), ','), *semi;
	struct lws_ext_option_arg oa;

	for (; o < end; o = semi + (semi < end)) {
		semi = find(o, end, ';');
		if (!lws_trimmed(o, semi).len)
			continue;
		if (parse_option(opts, o, semi, &oa) ||
		    ext->callback(lws_get_context(wsi), ext, wsi,
				  LWS_EXT_CB_OPTION_SET, ext_user, &oa, 0))
			return -1;
	}

	return 0;
}

/* ---- active ones ---- */

static int
call(struct lws *wsi, unsigned int n, enum lws_extension_callback_reasons reason,
     void *in, size_t len)
{
	struct lws_ws_ext *x = wsi->ws->ext;

	return x->active[n].ext->callback(wsi->context, x->active[n].ext, wsi,
					  reason, x->active[n].user, in, len);
}

int
lws_ws_ext_create(struct lws *wsi)
{
	struct lws_ws *ws = wsi->ws;

	if (ws->ext)
		return 0;

	ws->ext = lws_zalloc(sizeof(*ws->ext), "ws extensions");
	if (!ws->ext) {
		lwsl_wsi_err(wsi, "out of memory for the extensions");
		return 1;
	}
	ws->ext->pmce = -1;

	return 0;
}

void
lws_ws_ext_destroy(struct lws *wsi)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	unsigned int n;

	if (!x)
		return;

	for (n = 0; n < x->count; n++)
		(void)call(wsi, n, LWS_EXT_CB_DESTROY, NULL, 0);
	lws_free(x->kept);
	lws_free_set_NULL(wsi->ws->ext);
}

int
lws_ws_ext_presend(struct lws *wsi, struct lws_write_passthru *wp)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	unsigned int n;

	for (n = 0; x && n < x->count; n++)
		if (call(wsi, n, LWS_EXT_CB_PACKET_TX_PRESEND, wp, 0) < 0)
			return -1;

	return 0;
}

static int
is_pmce(const struct lws_extension *ext)
{
	static const char prefix[] = "permessage-";

	return !strncmp(ext->name, prefix, sizeof(prefix) - 1);
}

int
lws_ws_ext_activate(struct lws *wsi, const struct lws_extension *ext,
		    const struct lws_ws_ext_elem *e,
		    struct lws_ws_ext_confirm *confirm)
{
	struct lws_ws_ext *x = wsi->ws->ext;
	const struct lws_ext_options *opts = NULL;
	unsigned int n = x->count;

	if (n == LWS_WS_EXT_MAX || (is_pmce(ext) && x->pmce >= 0))
		return 1;

	x->active[n].ext = ext;
	x->active[n].user = NULL;
	if (ext->callback(wsi->context, ext, wsi, lwsi_role_client(wsi) ?
			  LWS_EXT_CB_CLIENT_CONSTRUCT : LWS_EXT_CB_CONSTRUCT,
			  &x->active[n].user, &opts, 0))
		return 1;

	if ((opts && lws_ext_parse_options(ext, wsi, x->active[n].user, opts,
					   e->params, (int)e->params_len)) ||
	    call(wsi, n, LWS_EXT_CB_OPTION_CONFIRM, confirm, 0)) {
		(void)call(wsi, n, LWS_EXT_CB_DESTROY, NULL, 0);
		return 1;
	}

	if (is_pmce(ext))
		x->pmce = (int8_t)n;
	x->count++;

	return 0;
}

/*
 * Sets an option that is the application's to set (opt_val is a number in
 * decimal) on the active extension of this name.
 */
int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val)
{
	struct lws_ws_ext *x = wsi && wsi->ws ? wsi->ws->ext : NULL;
	struct lws_ext_option_arg oa;
	unsigned int n;

	oa.option_name = opt_name;
	oa.option_index = 0;
	oa.start = opt_val;
	oa.len = 0;

	for (n = 0; x && n < x->count; n++)
		if (!strcmp(x->active[n].ext->name, ext_name))
			return call(wsi, n, LWS_EXT_CB_NAMED_OPTION_SET, &oa,
				    0) ? -1 : 0;

	if (wsi)
		lwsl_wsi_info(wsi, "extension %s is not active: %s stays unset",
			      ext_name, opt_name);

	return -1;
}
