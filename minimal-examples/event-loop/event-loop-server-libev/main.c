/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server on a libev loop of the program's own: the loop has
 * a timer of the program's, which counts, and every client of protocol
 * "count" is sent the number.
 *
 *	event-loop-server-libev [port]	(default: 7681)
 */
#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <ev.h>

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
	info.options = LWS_SERVER_OPTION_LIBEV;
	info.foreign_loops = &loop;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;
	lwsl_user("listening on port %d\n", lws_get_vhost_listen_port(
			lws_get_vhost_by_name(context, "default")));

	return 0;
}

static void
on_timer(struct ev_loop *loop, ev_timer *t, int revents)
{
	(void)loop;
	(void)t;
	(void)revents;
	count();
}

static void
on_signal(struct ev_loop *loop, ev_signal *s, int revents)
{
	(void)s;
	(void)revents;
	ev_break(loop, EVBREAK_ALL);
}

int
main(int argc, char **argv)
{
	struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
	ev_signal sigint, sigterm;
	ev_timer timer;

	if (!loop || create(argc, argv, loop))
		return 1;

	ev_signal_init(&sigint, on_signal, SIGINT);
	ev_signal_start(loop, &sigint);
	ev_signal_init(&sigterm, on_signal, SIGTERM);
	ev_signal_start(loop, &sigterm);
	ev_timer_init(&timer, on_timer, PERIOD_MS / 1000., PERIOD_MS / 1000.);
	ev_timer_start(loop, &timer);

	ev_run(loop, 0);

	lws_context_destroy(context);
	ev_timer_stop(loop, &timer);
	ev_signal_stop(loop, &sigint);
	ev_signal_stop(loop, &sigterm);
	ev_loop_destroy(loop);

	return 0;
}
