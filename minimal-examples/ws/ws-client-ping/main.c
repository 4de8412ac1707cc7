/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket client that sends pings, and says how long the pongs took.
 *
 *	ws-client-ping [host [port [count]]]	(default: localhost 7681 4)
 *
 * This is for measuring.  To notice that a peer is gone no pings of one's own
 * are needed: see the policy in ws-client-reconnect.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int done, left = 4, result = 1;

static int
send_ping(struct lws *wsi)
{
	unsigned char buf[LWS_PRE + 8];
	lws_usec_t now = lws_now_usecs();

	/* it comes back in the pong */
	memcpy(buf + LWS_PRE, &now, sizeof(now));

	return lws_write(wsi, buf + LWS_PRE, sizeof(now), LWS_WRITE_PING) ==
			(int)sizeof(now) ? 0 : -1;
}

static int
on_pong(struct lws *wsi, const void *in, size_t len)
{
	lws_usec_t then;

	/* a pong that nobody asked for is allowed */
	if (len != sizeof(then))
		return 0;
	memcpy(&then, in, sizeof(then));
	printf("pong after %.3f ms\n",
	       (double)(lws_now_usecs() - then) / 1000);
	fflush(stdout);

	if (!--left) {
		result = 0;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	lws_set_timer_usecs(wsi, 100 * LWS_US_PER_MS);

	return 0;
}

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	(void)user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "cannot connect: %s\n",
			in ? (const char *)in : "no reason given");
		done = 1;
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_TIMER:
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_ping(wsi);

	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		return on_pong(wsi, in, len);

	case LWS_CALLBACK_CLIENT_CLOSED:
		done = 1;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", client, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info to;
	struct lws_context *context;
	int n = 0;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.connect_timeout_secs = 10;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	if (argc > 3 && atoi(argv[3]) > 0)
		left = atoi(argv[3]);
	memset(&to, 0, sizeof(to));
	to.context = context;
	to.address = argc > 1 ? argv[1] : "localhost";
	to.port = argc > 2 ? atoi(argv[2]) : 7681;
	to.path = "/";
	to.host = to.address;
	to.origin = to.address;
	to.protocol = protocols[0].name;
	if (!lws_client_connect_via_info(&to))
		done = 1;

	while (n >= 0 && !done)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return result;
}
