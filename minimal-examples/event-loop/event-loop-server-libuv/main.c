/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server on a libuv loop of the program's own: the loop has
 * a timer of the program's, which counts, and every client of protocol
 * "count" is sent the number.
 *
 *	event-loop-server-libuv [port]	(default: 7681)
 */
#include <libwebsockets.h>

#include <stdlib.h>
#include <string.h>
#include <uv.h>

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
	info.options = LWS_SERVER_OPTION_LIBUV;
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
on_timer(uv_timer_t *t)
{
	(void)t;
	count();
}

static void
on_signal(uv_signal_t *s, int signum)
{
	(void)signum;
	uv_stop(s->loop);
}

static void
close_handle(uv_handle_t *h, void *arg)
{
	(void)arg;
	if (!uv_is_closing(h))
		uv_close(h, NULL);
}

int
main(int argc, char **argv)
{
	uv_signal_t sigint, sigterm;
	uv_timer_t timer;
	uv_loop_t loop;

	if (uv_loop_init(&loop) || create(argc, argv, &loop))
		return 1;

	uv_signal_init(&loop, &sigint);
	uv_signal_start(&sigint, on_signal, SIGINT);
	uv_signal_init(&loop, &sigterm);
	uv_signal_start(&sigterm, on_signal, SIGTERM);
	uv_timer_init(&loop, &timer);
	uv_timer_start(&timer, on_timer, PERIOD_MS, PERIOD_MS);

	uv_run(&loop, UV_RUN_DEFAULT);

	/* the loop has to run once more to close its handles, ours too */
	lws_context_destroy(context);
	uv_walk(&loop, close_handle, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);

	return uv_loop_close(&loop) ? 1 : 0;
}
