/* SPDX-License-Identifier: MIT */
/*
 * Files in which names are replaced while they are sent.
 *
 *	http-server-interpret [port [folder]]	(default: 7681 .)
 *
 * Serves the folder; in its .html files $version, $path and $count become what
 * they stand for here.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

static const char * const names[] = { "$version", "$path", "$count" };

struct session {
	struct lws_process_html_state	state;
	char				path[128];
	char				count[16];
};

static const char *
value(void *data, int index)
{
	struct session *s = data;

	switch (index) {
	case 0:
		return lws_get_library_version();
	case 1:
		return s->path;
	default:
		return s->count;
	}
}

/* of a new request; nonzero: it has a path that this does not show */
static int
begin(struct lws *wsi, struct session *s)
{
	static unsigned int count;
	char *uri, *p;
	int len;

	if (lws_http_get_uri_and_method(wsi, &uri, &len) < 0 ||
	    len >= (int)sizeof(s->path))
		return -1;
	lws_strncpy(s->path, uri, sizeof(s->path));
	/* what goes into a page must not be markup */
	for (p = s->path; *p; p++)
		if (strchr("<>&\"'", *p))
			*p = '_';
	lws_snprintf(s->count, sizeof(s->count), "%u", ++count);

	s->state.vars = names;
	s->state.count_vars = (int)LWS_ARRAY_SIZE(names);
	s->state.replace = value;
	s->state.data = s;

	return 0;
}

static int
html(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct session *s = user;

	if (reason != LWS_CALLBACK_PROCESS_HTML)
		return lws_callback_http_dummy(wsi, reason, user, in, len);

	/* the first piece */
	if (!s->state.vars && begin(wsi, s))
		return -1;

	return lws_chunked_html_process(in, &s->state);
}

static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ "html", html, sizeof(struct session), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocol_vhost_options interpret = {
	NULL, NULL, ".html", "html"
};

static struct lws_http_mount mount;

static void
make_mount(const char *folder)
{
	mount.mountpoint = "/";
	mount.mountpoint_len = 1;
	mount.origin = folder;
	mount.origin_protocol = LWSMPRO_FILE;
	mount.def = "index.html";
	mount.interpret = &interpret;
}

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int n = 0;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;
	info.mounts = &mount;
	make_mount(argc > 2 ? argv[2] : ".");

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")));

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
