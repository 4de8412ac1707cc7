/* SPDX-License-Identifier: MIT */
/*
 * Plugins: shared objects that are found in folders, loaded, and looked at
 * before anything in them is used.
 */
#include "private-lib-core.h"

#define MAX_PATH_LEN	4096
#define MAX_NAME_LEN	128

struct search {
	struct lws_plugin	**tail;
	const char		*_class;
	const char		*filter;
	each_plugin_cb_t	each;
	void			*user;
};

static const char *
after(const char *name, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(name, prefix, n) ? name : name + n;
}

/* The symbol that a file of this name exports.  Nonzero: it is no plugin */
static int
symbol_of(const char *file, char *symbol, size_t len)
{
	const char *suffix = lws_plat_module_suffix(), *name;
	size_t n = strlen(file), ns = strlen(suffix);

	if (n <= ns || strcmp(file + n - ns, suffix))
		return 1;

	name = after(file, "lib");
	name = after(name, "websockets-");
	name = after(name, "protocol_");
	n = strlen(name) - lws_min_sz(strlen(name), ns);
	if (!n || n >= len)
		return 1;
	memcpy(symbol, name, n);
	symbol[n] = '\0';

	return 0;
}

/* NULL: it fits; else what does not */
static const char *
misfit(const lws_plugin_header_t *hdr, char *text, size_t len)
{
	if (hdr->api_magic != LWS_PLUGIN_API_MAGIC) {
		snprintf(text, len, "its API is %u, this library's %u",
			 hdr->api_magic, (unsigned int)LWS_PLUGIN_API_MAGIC);
		return text;
	}
	if (!hdr->name || !hdr->_class || !hdr->lws_build_hash)
		return "its header is incomplete";
	if (strcmp(hdr->lws_build_hash, LWS_BUILD_HASH)) {
		snprintf(text, len, "it was built for \"%s\", this library is "
			 "\"%s\"", hdr->lws_build_hash, LWS_BUILD_HASH);
		return text;
	}

	return NULL;
}

/* Nonzero ends the search */
static int
keep(struct search *s, void *module, const lws_plugin_header_t *hdr)
{
	struct lws_plugin *p = lws_zalloc(sizeof(*p), "plugin");

	if (!p) {
		lwsl_err("out of memory for a plugin\n");
		return 1;
	}
	p->hdr = hdr;
	p->u.l = module;
	if (s->each && s->each(p, s->user)) {
		lws_free(p);
		return 1;
	}
	*s->tail = p;
	s->tail = &p->list;

	return 0;
}

static int
load(struct search *s, const char *path, const char *symbol)
{
	const lws_plugin_header_t *hdr;
	const char *bad;
	char text[256];
	void *module;

	module = lws_plat_module_open(path, text, sizeof(text));
	if (!module) {
		lwsl_warn("plugin %s cannot be loaded: %s\n", path, text);
		return 0;
	}

	hdr = (const lws_plugin_header_t *)lws_plat_module_symbol(module,
								  symbol);
	if (!hdr) {
		lwsl_warn("plugin %s: there is no \"%s\" in it\n", path,
			  symbol);
		goto pass_over;
	}
	bad = misfit(hdr, text, sizeof(text));
	if (bad) {
		lwsl_warn("plugin %s refused: %s\n", path, bad);
		goto pass_over;
	}
	if (s->_class && strcmp(s->_class, hdr->_class))
		goto pass_over;

	if (keep(s, module, hdr)) {
		lws_plat_module_close(module);
		return 1;
	}
	lwsl_info("plugin %s loaded\n", path);

	return 0;

pass_over:
	lws_plat_module_close(module);

	return 0;
}

static int
entry(const char *dir, void *user, struct lws_dir_entry *lde)
{
	struct search *s = (struct search *)user;
	char symbol[MAX_NAME_LEN], path[MAX_PATH_LEN];
	int n;

	if ((lde->type != LDOT_FILE && lde->type != LDOT_LINK) ||
	    symbol_of(lde->name, symbol, sizeof(symbol)) ||
	    (s->filter && strcmp(s->filter, symbol)))
		return 0;

	n = snprintf(path, sizeof(path), "%s/%s", dir, lde->name);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		lwsl_warn("plugin %s: the name of its folder is too long\n",
			  lde->name);
		return 0;
	}

	return load(s, path, symbol);
}

int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d,
		 const char *_class, const char *filter, each_plugin_cb_t each,
		 void *each_user)
{
	struct search s;

	s.tail = pplugin;
	while (*s.tail)
		s.tail = &(*s.tail)->list;
	s._class = _class;
	s.filter = filter;
	s.each = each;
	s.user = each_user;

	for (; d && *d; d++) {
		if (lws_plat_file_kind(*d) != LWS_PLAT_FILE_DIRECTORY) {
			lwsl_warn("plugins: there is no folder %s\n", *d);
			continue;
		}
		if (lws_dir(*d, &s, entry))
			return 1;
	}

	return 0;
}

int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each,
		    void *each_user)
{
	struct lws_plugin *p;

	for (p = *pplugin; each && p; p = p->list)
		(void)each(p, each_user);
	while ((p = *pplugin)) {
		*pplugin = p->list;
		lws_plat_module_close(p->u.l);
		lws_free(p);
	}

	return 0;
}
