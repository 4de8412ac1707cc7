/* SPDX-License-Identifier: MIT */
/*
 * http-client-custom-headers [--host HOST] [--port PORT] [--path PATH]
 *	[--user USER --password PASSWORD]
 *
 * Adds headers of its own to a request, a password if there is one, and looks
 * at the headers of the answer, by token and by name.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int interrupted, over, status;
static const char *user_name, *password;

/* 0, or nonzero if there is no room */
static int
add_headers(struct lws *wsi, unsigned char **p, unsigned char *end)
{
	char auth[256];

	if (lws_add_http_header_by_name(wsi, (const unsigned char *)"dnt:",
					(const unsigned char *)"1", 1, p, end))
		return 1;
	if (!user_name || !password)
		return 0;

	return lws_http_basic_auth_gen(user_name, password, auth,
				       sizeof(auth)) ||
	       lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_AUTHORIZATION,
			(unsigned char *)auth, (int)strlen(auth), p, end);
}

static void
print_header(const char *name, int len, void *opaque)
{
	struct lws *wsi = opaque;
	char value[128];

	if (lws_hdr_custom_copy(wsi, value, sizeof(value), name, len) >= 0)
		printf("custom header %.*s %s\n", len, name, value);
}

static void
look_at_headers(struct lws *wsi)
{
	char value[128];

	if (lws_hdr_copy(wsi, value, sizeof(value),
			 WSI_TOKEN_HTTP_CONTENT_TYPE) > 0)
		printf("content-type: %s\n", value);
	/* all those that libwebsockets has no token for */
	lws_hdr_custom_name_foreach(wsi, print_header, wsi);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int n = (int)(sizeof(buf) - LWS_PRE);
	unsigned char **pp = in;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		if (add_headers(wsi, pp, *pp + len))
			return -1;
		break;

	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "failed: %s\n", in ? (const char *)in : "");
		over = 1;
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = (int)lws_http_client_http_response(wsi);
		printf("status %d\n", status);
		look_at_headers(wsi);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;

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
	context = lws_create_context(&info);
	if (!context)
		return 1;

	user_name = lws_cmdline_option(argc, argv, "--user");
	password = lws_cmdline_option(argc, argv, "--password");
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
	if (!lws_client_connect_via_info(&i))
		over = 1;

	while (!over && !interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return status != 200;
}
