/* SPDX-License-Identifier: MIT */
/*
 * Two names on one port: the Host header of a request says which one is meant.
 *
 *	http-server-multi-vhost [port]		(default: 7681)
 *
 * one.example and its subdomains are the first, two.example the second; all
 * other names come to the first one too.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	const char *name;
	size_t n;

	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);

	name = lws_get_vhost_name(lws_get_vhost(wsi));
	n = strlen(name);
	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", n,
					&p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, name, n);
	if (lws_write(wsi, start, n, LWS_WRITE_HTTP_FINAL) != (int)n)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", http, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_vhost *first = NULL;
	int n = 0;

	memset(&info, 0, sizeof(info));
	/* the vhosts are made one by one below */
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	info.options = 0;
	info.protocols = protocols;
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.vhost_name = "one.example";
	first = lws_create_vhost(context, &info);
	if (first) {
		/* the same place, also if the system has chosen the port */
		info.port = lws_get_vhost_listen_port(first);
		info.vhost_name = "two.example";
	}
	if (!first || !lws_create_vhost(context, &info)) {
		lws_context_destroy(context);
		return 1;
	}

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n", lws_get_vhost_listen_port(first));

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
