/* SPDX-License-Identifier: MIT */
/*
 * A client for plain TCP: connects, sends one line, prints the first bytes
 * that come back, and leaves.
 *
 *	raw-client [host [port [text]]]		(default: localhost 7681 hello)
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text;
static int done, result = 1;

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	unsigned char buf[LWS_PRE + 512];
	int n;

	(void)user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "cannot connect: %s\n",
			in ? (const char *)in : "no reason given");
		done = 1;
		break;

	case LWS_CALLBACK_RAW_CONNECTED:
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_RAW_WRITEABLE:
		n = lws_snprintf((char *)buf + LWS_PRE, 512, "%s\r\n", text);
		if (lws_write(wsi, buf + LWS_PRE, (size_t)n,
			      LWS_WRITE_RAW) < 0)
			return -1;
		break;

	case LWS_CALLBACK_RAW_RX:
		fwrite(in, 1, len, stdout);
		result = 0;
		return -1;

	case LWS_CALLBACK_RAW_CLOSE:
		done = 1;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "raw-client", client, 0, 0, 0, NULL, 0 },
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
	to.host = to.address;
	/* this makes it raw: no HTTP request is sent */
	to.method = "RAW";
	to.local_protocol_name = protocols[0].name;
	text = argc > 3 ? argv[3] : "hello";

	/* what goes wrong at once is also reported by the callback */
	if (!lws_client_connect_via_info(&to))
		done = 1;

	while (n >= 0 && !done)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return result;
}
