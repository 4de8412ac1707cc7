/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket client that sends one message, waits for the answer, prints it,
 * and says goodbye.
 *
 *	ws-client [host [port [path]]]		(default: localhost 7681 /)
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char message[] = "hello";
static int done, result = 1;

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	unsigned char buf[LWS_PRE + sizeof(message)];
	size_t n = sizeof(message) - 1;

	(void)user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "cannot connect: %s\n",
			in ? (const char *)in : "no reason given");
		done = 1;
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		memcpy(buf + LWS_PRE, message, n);
		if (lws_write(wsi, buf + LWS_PRE, n, LWS_WRITE_TEXT) < 0)
			return -1;
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		printf("%.*s", (int)len, (const char *)in);
		if (!lws_is_final_fragment(wsi))
			break;
		printf("\n");
		result = 0;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;

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

	memset(&to, 0, sizeof(to));
	to.context = context;
	to.address = argc > 1 ? argv[1] : "localhost";
	to.port = argc > 2 ? atoi(argv[2]) : 7681;
	to.path = argc > 3 ? argv[3] : "/";
	to.host = to.address;
	to.origin = to.address;
	to.protocol = protocols[0].name;

	/* what goes wrong at once is also reported by the callback */
	if (!lws_client_connect_via_info(&to))
		done = 1;

	while (n >= 0 && !done)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return result;
}
