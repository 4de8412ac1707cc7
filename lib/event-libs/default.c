/* SPDX-License-Identifier: MIT */
/*
 * Which loop a context gets: one of the library's own, or that of an event
 * library, which is built in or comes as a plugin.
 */
#include "private-lib-event-libs.h"

struct event_lib {
	uint64_t			option;
	const char			*what;
	const char			*name;	/* of the plugin's symbol */
	const struct lws_loop_driver	*driver; /* NULL: not built in */
};

#if defined(LWS_EVLIB_UV)
#define DRIVER_UV	&lws_loop_driver_uv
#else
#define DRIVER_UV	NULL
#endif
#if defined(LWS_EVLIB_EV)
#define DRIVER_EV	&lws_loop_driver_ev
#else
#define DRIVER_EV	NULL
#endif
#if defined(LWS_EVLIB_EVENT)
#define DRIVER_EVENT	&lws_loop_driver_event
#else
#define DRIVER_EVENT	NULL
#endif
#if defined(LWS_EVLIB_GLIB)
#define DRIVER_GLIB	&lws_loop_driver_glib
#else
#define DRIVER_GLIB	NULL
#endif
#if defined(LWS_EVLIB_SD)
#define DRIVER_SD	&lws_loop_driver_sd
#else
#define DRIVER_SD	NULL
#endif

static const struct event_lib event_libs[] = {
	{ LWS_SERVER_OPTION_LIBUV, "libuv", "evlib_uv", DRIVER_UV },
	{ LWS_SERVER_OPTION_LIBEV, "libev", "evlib_ev", DRIVER_EV },
	{ LWS_SERVER_OPTION_LIBEVENT, "libevent", "evlib_event",
	  DRIVER_EVENT },
	{ LWS_SERVER_OPTION_GLIB, "glib", "evlib_glib", DRIVER_GLIB },
	{ LWS_SERVER_OPTION_SDEVENT, "sd-event", "evlib_sd", DRIVER_SD },
	/* there is no glue for it, here or in a plugin */
	{ LWS_SERVER_OPTION_ULOOP, "uloop", NULL, NULL },
};

static const struct lws_wait_ops *
own_loop(const char *name)
{
	if (name && !strcmp(name, "poll"))
		return &lws_wait_ops_poll;

#if defined(LWS_WITH_EPOLL)
	return &lws_wait_ops_epoll;
#elif defined(LWS_WITH_AFD)
	return lws_afd_available() ? &lws_wait_ops_afd : &lws_wait_ops_poll;
#else
	return &lws_wait_ops_poll;
#endif
}

#if defined(LWS_WITH_EPOLL) && defined(LWS_WITH_EVLIB_PLUGINS)

/* one folder of the search path and what the library's own one has */
#define MAX_FOLDERS	16
#define MAX_PATH_LEN	4096

/* The folders of LD_LIBRARY_PATH, that of the library, and the installed one */
static int
folders(char *buf, size_t len, const char *list[MAX_FOLDERS + 1])
{
	const char *env = getenv("LD_LIBRARY_PATH");
	char own[MAX_PATH_LEN], *p, *next;
	int n = 0;

	if (lws_plat_module_own_folder(own, sizeof(own)))
		own[0] = '\0';
	n = snprintf(buf, len, "%s:%s:%s", env ? env : "", own,
		     LWS_INSTALL_LIBDIR);
	if (n < 0 || (size_t)n >= len)
		return 1;

	n = 0;
	for (p = buf; p && n < MAX_FOLDERS; p = next) {
		next = strchr(p, ':');
		if (next)
			*next++ = '\0';
		if (*p && lws_plat_file_kind(p) == LWS_PLAT_FILE_DIRECTORY)
			list[n++] = p;
	}
	list[n] = NULL;

	return 0;
}

/* Ends the search at the first one that is ours */
static int
found(struct lws_plugin *p, void *user)
{
	const struct lws_plugin_evlib *e = (const struct lws_plugin_evlib *)
						(const void *)p->hdr;
	const struct lws_plugin **ours = (const struct lws_plugin **)user;

	if (*ours)
		return 1;
	if (!e->ops || !e->ops->name || strcmp(e->ops->name, LWS_LOOP_FACE)) {
		lwsl_warn("event loop plugin %s is made for another "
			  "libwebsockets\n", p->hdr->name);
		return 0;
	}
	*ours = p;

	return 0;
}

static int
load(const struct event_lib *e, struct lws_loop_choice *c)
{
	char buf[2 * MAX_PATH_LEN + sizeof(LWS_INSTALL_LIBDIR)];
	const char *list[MAX_FOLDERS + 1];
	const struct lws_plugin *ours = NULL;

	if (!folders(buf, sizeof(buf), list))
		(void)lws_plugins_init(&c->plugins, list, "lws_evlib_plugin",
				       e->name, found, &ours);
	if (!ours) {
		lwsl_err("context refused: no libwebsockets-%s.so for %s, "
			 "in LD_LIBRARY_PATH, beside the library or in %s\n",
			 e->name, e->what, LWS_INSTALL_LIBDIR);
		lws_plugins_destroy(&c->plugins, NULL, NULL);
		return 1;
	}
	c->driver = ((const struct lws_loop_plugin *)
			(const void *)ours->hdr)->driver;

	return 0;
}

#else

static int
load(const struct event_lib *e, struct lws_loop_choice *c)
{
	LWS_UNUSED(c);
	lwsl_err("context refused: this build has no %s event library\n",
		 e->what);

	return 1;
}

#endif

static int
use_event_lib(const struct event_lib *e, struct lws_loop_choice *c)
{
	if (!e->name) {
		lwsl_err("context refused: there is no %s event library\n",
			 e->what);
		return 1;
	}
	c->driver = e->driver;
	if (!c->driver && load(e, c))
		return 1;
#if defined(LWS_WITH_AFD)
	if (!lws_afd_available()) {
		lwsl_err("context refused: %s needs a completion port for "
			 "sockets, which this Windows has not\n", e->what);
		return 1;
	}
#endif
#if defined(LWS_WITH_EPOLL) || defined(LWS_WITH_AFD)
	c->wait_ops = &lws_wait_ops_nested;
#endif

	return 0;
}

int
lws_loop_choose(const struct lws_context_creation_info *info,
		struct lws_loop_choice *c)
{
	const char *name = getenv("LWS_EVENT_LOOP");
	const struct event_lib *e = NULL;
	size_t n;

	memset(c, 0, sizeof(*c));
	if (info->event_lib_custom) {
		c->wait_ops = &lws_wait_ops_poll;
		return 0;
	}

	for (n = 0; n < LWS_ARRAY_SIZE(event_libs); n++)
		if (info->options & event_libs[n].option) {
			if (e) {
				lwsl_err("context refused: %s and %s were both "
					 "asked for\n", e->what,
					 event_libs[n].what);
				return 1;
			}
			e = &event_libs[n];
		}
	for (n = 0; !e && name && n < LWS_ARRAY_SIZE(event_libs); n++)
		if (!strcmp(name, event_libs[n].what))
			e = &event_libs[n];
	if (e)
		return use_event_lib(e, c);

	c->wait_ops = own_loop(name);

	return 0;
}
