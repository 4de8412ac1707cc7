/* SPDX-License-Identifier: MIT */
/*
 * Extensions.  None is negotiated by this role: nothing is offered, offers of
 * the peer are not taken up, and a server that claims one is refused.
 *
 * What stays useful to a program is here: the parser for extension options,
 * and a permessage-deflate callback that may be listed among the extensions
 * of a vhost, and declines.
 */
#include "private-lib-roles-ws.h"

struct span {
	const char	*p;
	size_t		len;
};

static struct span
trim(const char *p, const char *end)
{
	struct span s;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	s.p = p;
	s.len = (size_t)(end - p);

	return s;
}

static const char *
find(const char *p, const char *end, char c)
{
	while (p < end && *p != c)
		p++;

	return p;
}

static int
is_number(const struct span *s)
{
	size_t n;

	for (n = 0; n < s->len; n++)
		if (s->p[n] < '0' || s->p[n] > '9')
			return 0;

	return s->len != 0;
}

static int
option_index(const struct lws_ext_options *opts, const struct span *name)
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
	struct span name = trim(p, eq), value;
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

	value = trim(eq + 1, end);
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
		if (!trim(o, semi).len)
			continue;
		if (parse_option(opts, o, semi, &oa) ||
		    ext->callback(lws_get_context(wsi), ext, wsi,
				  LWS_EXT_CB_OPTION_SET, ext_user, &oa, 0))
			return -1;
	}

	return 0;
}

/*
 * -1: the extension is not active on this connection, which is so for all of
 * them, see above.
 */
int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(ext_name);
	LWS_UNUSED(opt_name);
	LWS_UNUSED(opt_val);
	lwsl_wsi_info(wsi, "extension %s is not active: %s stays unset",
		      ext_name, opt_name);

	return -1;
}

/* nonzero for the reasons that would make it active: it declines */
int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len)
{
	LWS_UNUSED(context);
	LWS_UNUSED(ext);
	LWS_UNUSED(wsi);
	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);

	return reason == LWS_EXT_CB_CONSTRUCT ||
	       reason == LWS_EXT_CB_CLIENT_CONSTRUCT;
}
