/* SPDX-License-Identifier: MIT */
/*
 * Files of a directory.
 *
 *	http-server-static [port [directory]]	(default: 7681 ./www)
 *
 * A browser may keep what it got for an hour, and then asks whether it is
 * still good. Suffixes that the library does not know are named below.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

static const struct lws_protocol_vhost_options
	any_type = { NULL, NULL, "*", "application/octet-stream" },
	epub = { &any_type, NULL, ".epub", "application/epub+zip" };

static struct lws_http_mount mount = {
	.mountpoint		= "/",
	.mountpoint_len		= 1,
	.origin			= "./www",
	.origin_protocol	= LWSMPRO_FILE,
	.def			= "index.html",
	.extra_mimetypes	= &epub,
	.cache_max_age		= 3600,
	.cache_reusable		= 1,
	.cache_revalidate	= 1,
	.cache_intermediaries	= 1,
};

/* what is not there as a file comes to the first protocol */
static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
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
	int n = 0;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	if (argc > 2)
		mount.origin = argv[2];
	info.protocols = protocols;
	info.mounts = &mount;
	info.error_document_404 = "/404.html";
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")));

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
