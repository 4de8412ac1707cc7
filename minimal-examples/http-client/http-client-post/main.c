/* SPDX-License-Identifier: MIT */
/*
 * http-client-post [--host HOST] [--port PORT] [--path PATH] [--form]
 *
 * Posts a multipart form with two fields and a small file in it, or with
 * --form a urlencoded one, and prints the answer.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int interrupted, over, status, urlencoded;

struct session {
	int part;
};

/* the next part of the body; 1: that was the last one */
static int
put_part(struct lws *wsi, struct session *s, char **p, char *end)
{
	if (urlencoded) {
		*p += lws_snprintf(*p, (size_t)(end - *p),
				   "text=my+text+field&send=hello");
		return 1;
	}

	switch (s->part++) {
	case 0:
		if (lws_client_http_multipart(wsi, "text", NULL, NULL, p, end))
			return -1;
		*p += lws_snprintf(*p, (size_t)(end - *p), "my text field");
		return 0;
	case 1:
		if (lws_client_http_multipart(wsi, "file", "file.txt",
					      "text/plain", p, end))
			return -1;
		*p += lws_snprintf(*p, (size_t)(end - *p),
				   "what is in the file\n");
		return 0;
	default:
		return lws_client_http_multipart(wsi, NULL, NULL, NULL, p,
						 end) ? -1 : 1;
	}
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start;
	struct session *s = user;
	int n;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "failed: %s\n", in ? (const char *)in : "");
		over = 1;
		break;

	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		/* "303 See Other" has made a GET of it: there is no body */
		if (lws_http_is_redirected_to_get(wsi))
			break;
		s->part = 0;
		lws_client_http_body_pending(wsi, 1);
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		n = put_part(wsi, s, &p, buf + sizeof(buf));
		if (n < 0)
			return -1;
		if (n)
			lws_client_http_body_pending(wsi, 0);
		else
			lws_callback_on_writable(wsi);
		if (lws_write(wsi, (unsigned char *)start,
			      (size_t)(p - start), n ? LWS_WRITE_HTTP_FINAL :
						      LWS_WRITE_HTTP) < 0)
			return -1;
		break;

	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		status = (int)lws_http_client_http_response(wsi);
		fprintf(stderr, "status %d\n", status);
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		n = (int)(sizeof(buf) - LWS_PRE);
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
	{ "http", callback, sizeof(struct session), 0, 0, NULL, 0 },
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

	memset(&i, 0, sizeof(i));
	i.context = context;
	p = lws_cmdline_option(argc, argv, "--host");
	i.address = p ? p : "127.0.0.1";
	i.host = i.address;
	p = lws_cmdline_option(argc, argv, "--port");
	i.port = p ? atoi(p) : 7681;
	p = lws_cmdline_option(argc, argv, "--path");
	i.path = p ? p : "/form1";
	i.method = "POST";
	urlencoded = lws_cmdline_option(argc, argv, "--form") != NULL;
	i.ssl_connection = urlencoded ? LCCSCF_HTTP_X_WWW_FORM_URLENCODED :
					LCCSCF_HTTP_MULTIPART_MIME;
	if (!lws_client_connect_via_info(&i))
		over = 1;

	while (!over && !interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return status != 200;
}
