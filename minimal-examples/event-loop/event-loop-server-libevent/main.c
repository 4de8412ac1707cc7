/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server on a libevent base of the program's own: the loop has
 * a timer of the program's, which counts, and every client of protocol
 * "count" is sent the number.
 *
 *	event-loop-server-libevent [port]	(default: 7681)
 */
#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <event2/event.h>

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
	info.options = LWS_SERVER_OPTION_LIBEVENT;
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
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	count();
}

static void
on_signal(evutil_socket_t signum, short what, void *arg)
{
	(void)signum;
	(void)what;
	event_base_loopbreak(arg);
}

int
main(int argc, char **argv)
{
	static const struct timeval period = { 0, PERIOD_MS * 1000 };
	struct event_base *base = event_base_new();
	struct event *sigint, *sigterm, *timer;

	if (!base || create(argc, argv, base))
		return 1;

	sigint = evsignal_new(base, SIGINT, on_signal, base);
	sigterm = evsignal_new(base, SIGTERM, on_signal, base);
	timer = event_new(base, -1, EV_PERSIST, on_timer, NULL);
	if (!sigint || !sigterm || !timer)
		return 1;
	event_add(sigint, NULL);
	event_add(sigterm, NULL);
	event_add(timer, &period);

	event_base_dispatch(base);

	lws_context_destroy(context);
	event_free(timer);
	event_free(sigterm);
	event_free(sigint);
	event_base_free(base);

	return 0;
}
