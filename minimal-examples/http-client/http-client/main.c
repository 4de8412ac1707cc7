/* SPDX-License-Identifier: MIT */
/*
 * http-client [--url http://host[:port]/path] [--insecure]
 *
 * Gets a document, follows redirects, and prints it on stdout.  Exits with 0
 * if the status was 200.  With http_proxy in the environment, it goes through
 * that proxy.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
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
		fprintf(stderr, "status %d\n", status);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		/* there is something: have it given to us below */
		if (lws_http_client_read(wsi, &p, &n) < 0)
			return -1;
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		fwrite(in, 1, len, stdout);
		break;

	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		fprintf(stderr, "complete\n");
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
	const char *p, *prot, *path;
	struct lws_context *context;
	char url[512], target[520];

	signal(SIGINT, on_signal);
	lws_set_log_level(LLL_USER | LLL_ERR | LLL_WARN, NULL);

	p = lws_cmdline_option(argc, argv, "--url");
	lws_snprintf(url, sizeof(url), "%s", p ? p : "http://127.0.0.1:7681/");
	memset(&i, 0, sizeof(i));
	if (lws_parse_uri(url, &prot, &i.address, &i.port, &path))
		return 1;
	lws_snprintf(target, sizeof(target), "%s%s", *path == '/' ? "" : "/",
		     path);

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	i.context = context;
	i.path = target;
	i.host = i.address;
	i.method = "GET";
	if (!strcmp(prot, "https"))
		i.ssl_connection |= LCCSCF_USE_SSL;
	if (lws_cmdline_option(argc, argv, "--insecure"))
		i.ssl_connection |= LCCSCF_ALLOW_INSECURE |
				LCCSCF_ALLOW_SELFSIGNED |
				LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	if (!lws_client_connect_via_info(&i))
		over = 1;

	while (!over && !interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return status != 200;
}
