/* SPDX-License-Identifier: MIT */
/*
 * http-client-multi [--host HOST] [--port PORT] [--path PATH] [-n COUNT] [-p]
 *
 * Asks for the same document several times at once: each on a connection of
 * its own, or with -p one after the other on the same.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_COUNT	64

static int interrupted, completed, failed, over;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int n = (int)(sizeof(buf) - LWS_PRE);
	long number = (long)(lws_intptr_t)lws_get_opaque_user_data(wsi);

	(void)user;
	(void)len;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("%ld: failed: %s\n", number,
		       in ? (const char *)in : "");
		failed++;
		over++;
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		printf("%ld: status %u\n", number,
		       lws_http_client_http_response(wsi));
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		completed++;
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		over++;
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	struct lws_context *context;
	int count = 8, n;
	const char *p;

	signal(SIGINT, on_signal);
	lws_set_log_level(LLL_USER | LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	memset(&i, 0, sizeof(i));
	i.context = context;
	p = lws_cmdline_option(argc, argv, "--host");
	i.address = p ? p : "127.0.0.1";
	i.host = i.address;
	p = lws_cmdline_option(argc, argv, "--port");
	i.port = p ? atoi(p) : 7681;
	p = lws_cmdline_option(argc, argv, "--path");
	i.path = p ? p : "/";
	i.method = "GET";
	if (lws_cmdline_option(argc, argv, "-p"))
		i.ssl_connection |= LCCSCF_PIPELINE;
	p = lws_cmdline_option(argc, argv, "-n");
	if (p)
		count = atoi(p);
	if (count < 1 || count > MAX_COUNT)
		count = MAX_COUNT;

	for (n = 0; n < count; n++) {
		i.opaque_user_data = (void *)(lws_intptr_t)n;
		if (!lws_client_connect_via_info(&i)) {
			failed++;
			over++;
		}
	}
	while (over < count && !interrupted && lws_service(context, 0) >= 0)
		;
	printf("%d completed, %d failed\n", completed, failed);
	lws_context_destroy(context);

	return completed != count;
}
