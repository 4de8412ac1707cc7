/* SPDX-License-Identifier: MIT */
/*
 * lwsws_get_config_globals(), lwsws_get_config_vhosts(): the file d/conf, then
 * those in d/conf.d in the order of their names.
 */
#include "private-lib-system.h"
#include "config.h"

#define LWS_CONFIG_PATH_MAX	1024

/* a vhost that is described becomes one */
static int
create_vhost(struct lws_config *c)
{
	struct lws_context *cx = c->opaque;
	struct lws_vhost *vh = lws_create_vhost(cx, c->info);

	if (!vh)
		return lws_config_refuse(c, "the vhost cannot be created",
					 c->info->vhost_name);
#if defined(LWS_WITH_TLS)
	if (c->client_tls && lws_init_vhost_client_ssl(c->info, vh))
		return lws_config_refuse(c, "the vhost has no TLS for clients",
					 c->info->vhost_name);
#endif

	return 0;
}

/* Nonzero: at its end (0 bytes), or it cannot be read */
static int
take_contents(struct lws_config *c, lws_fop_fd_t f)
{
	lws_filepos_t n;
	uint8_t buf[512];

	for (;;) {
		if (_lws_plat_file_read(f, &n, buf, sizeof(buf)))
			return lws_config_refuse(c, "cannot be read", NULL);
		if (!n)
			return 0;
		if (lws_config_take(c, buf, (size_t)n))
			return 1;
	}
}

static int
take_file(struct lws_config *c, const char *path)
{
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_fop_fd_t f = NULL;
	int bad;

	/* a pipe would be waited for */
	if (lws_plat_file_kind(path) == LWS_PLAT_FILE_REGULAR)
		f = _lws_plat_file_open(NULL, path, NULL, &flags);
	if (!f) {
		lwsl_err("%s: no such file, or it cannot be opened", path);
		return 1;
	}
	lws_config_begin(c, path);
	bad = take_contents(c, f);
	(void)_lws_plat_file_close(&f);

	/* what is wrong already is not also incomplete */
	return lws_config_end(c) || bad;
}

static int
entry_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	size_t n = strlen(lde->name);
	char path[LWS_CONFIG_PATH_MAX];

	/* folders, and what editors leave behind */
	if (!n || lde->name[n - 1] == '~')
		return 0;
	if ((size_t)lws_snprintf(path, sizeof(path), "%s/%s", dirpath,
				 lde->name) + 1 >= sizeof(path)) {
		lwsl_err("%s: the name in it is too long: %s", dirpath,
			 lde->name);
		return 1;
	}
	if (lws_plat_file_kind(path) == LWS_PLAT_FILE_DIRECTORY)
		return 0;

	return take_file(user, path);
}

static int
take_folder(struct lws_config *c, const char *d)
{
	char path[LWS_CONFIG_PATH_MAX];

	if ((size_t)lws_snprintf(path, sizeof(path), "%s/conf.d", d) + 1 >=
							sizeof(path)) {
		lwsl_err("%s: the name is too long", d);
		return 1;
	}
	path[strlen(path) - 2] = '\0';
	if (take_file(c, path))
		return 1;
	path[strlen(path)] = '.';

	/* there need not be any */
	return lws_plat_file_kind(path) == LWS_PLAT_FILE_DIRECTORY &&
	       lws_dir(path, c, entry_cb);
}

static void
begin(struct lws_config *c, enum lws_config_part part,
      struct lws_context_creation_info *info, char *area, int len)
{
	memset(c, 0, sizeof(*c));
	c->part = part;
	c->info = info;
	c->p = area;
	c->end = area + (len > 0 ? len : 0);
}

/* what was taken of the area stays taken, as strings in it may be in use */
static void
end(const struct lws_config *c, char **area, int *len)
{
	*len -= (int)(c->p - *area);
	*area = c->p;
}

int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d,
			 char **config_strings, int *len)
{
	struct lws_config c;
	int ret;

	begin(&c, LWS_CONFIG_GLOBALS, info, *config_strings, *len);
	ret = take_folder(&c, d);
	end(&c, config_strings, len);

	return ret;
}

int
lwsws_get_config_vhosts(struct lws_context *context,
			struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len)
{
	struct lws_context_creation_info was = *info;
	struct lws_config c;
	int ret;

	begin(&c, LWS_CONFIG_VHOSTS, info, *config_strings, *len);
	c.defaults = &was;
	c.vhost = create_vhost;
	c.opaque = context;
	ret = take_folder(&c, d);
	end(&c, config_strings, len);
	*info = was;

	return ret;
}
