/* SPDX-License-Identifier: MIT */
/*
 * http-client-cookie [--host HOST] [--port PORT] [--path PATH] [--jar FILE]
 *
 * Keeps the cookies that a server sets in a file (which curl and others can
 * read too), and sends them the next time.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int interrupted, over, status;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int n = (int)(sizeof(buf) - LWS_PRE);

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "failed: %s\n", in ? (const char *)in : "");
		over = 1;
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = (int)lws_http_client_http_response(wsi);
		if (lws_hdr_copy(wsi, p, n, WSI_TOKEN_HTTP_SET_COOKIE) > 0)
			fprintf(stderr, "set: %s\n", p);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		break;

	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		over = 1;
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
	const char *p;

	signal(SIGINT, on_signal);
	lws_set_log_level(LLL_USER | LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	p = lws_cmdline_option(argc, argv, "--jar");
	info.http_nsc_filepath = p ? p : "cookies.txt";
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
	i.ssl_connection = LCCSCF_CACHE_COOKIES;
	if (!lws_client_connect_via_info(&i))
		over = 1;

	while (!over && !interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return status != 200;
}
