/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server on a GLib main loop of the program's own: the loop has
 * a timer of the program's, which counts, and every client of protocol
 * "count" is sent the number.
 *
 *	event-loop-server-glib [port]	(default: 7681)
 */
#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <glib-unix.h>

#define PERIOD_MS	100

static struct lws_context *context;
static unsigned int number;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 16];
	int n;

	(void)user;
	(void)in;
	(void)len;

	if (reason != LWS_CALLBACK_SERVER_WRITEABLE)
		return 0;

	n = lws_snprintf(buf + LWS_PRE, 16, "%u", number);

	return lws_write(wsi, (unsigned char *)buf + LWS_PRE, (size_t)n,
			 LWS_WRITE_TEXT) < n ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
	{ "count", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

/* Called by the loop; what is asked of the library here is done soon after */
static void
count(void)
{
	number++;
	lws_callback_on_writable_all_protocol(context, &protocols[0]);
}

static int
create(int argc, char **argv, void *loop)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_GLIB;
	info.foreign_loops = &loop;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	lwsl_user("listening on port %d\n", lws_get_vhost_listen_port(
			lws_get_vhost_by_name(context, "default")));

	return 0;
}

static gboolean
on_timer(gpointer arg)
{
	(void)arg;
	count();

	return G_SOURCE_CONTINUE;
}

static gboolean
on_signal(gpointer arg)
{
	g_main_loop_quit(arg);

	return G_SOURCE_CONTINUE;
}

int
main(int argc, char **argv)
{
	GMainLoop *loop = g_main_loop_new(NULL, FALSE);

	if (create(argc, argv, loop))
		return 1;

	g_unix_signal_add(SIGINT, on_signal, loop);
	g_unix_signal_add(SIGTERM, on_signal, loop);
	g_timeout_add(PERIOD_MS, on_timer, NULL);

	g_main_loop_run(loop);

	lws_context_destroy(context);
	g_main_loop_unref(loop);

	return 0;
}
