/* SPDX-License-Identifier: MIT */
/*
 * http-server-proxy [--port PORT] [--origin HOST[:PORT][/PATH]] [--mount /PATH]
 *
 * Passes everything below the mount on to another server.  The library has to
 * be built with LWS_WITH_HTTP_PROXY.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int interrupted;

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
	struct lws_http_mount mount;
	struct lws_context *context;
	const char *p;

	signal(SIGINT, on_signal);
	lws_set_log_level(LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE, NULL);

	memset(&mount, 0, sizeof(mount));
	p = lws_cmdline_option(argc, argv, "--mount");
	mount.mountpoint = p ? p : "/";
	mount.mountpoint_len = (unsigned char)strlen(mount.mountpoint);
	p = lws_cmdline_option(argc, argv, "--origin");
	mount.origin = p ? p : "127.0.0.1:7681";
	mount.origin_protocol = LWSMPRO_HTTP;

	memset(&info, 0, sizeof(info));
	p = lws_cmdline_option(argc, argv, "--port");
	info.port = p ? atoi(p) : 7682;
	info.mounts = &mount;
	/* heads are composed in this buffer */
	info.pt_serv_buf_size = 16384;
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "cannot start: is LWS_WITH_HTTP_PROXY on?\n");
		return 1;
	}

	while (!interrupted && lws_service(context, 0) >= 0)
		;
	lws_context_destroy(context);

	return 0;
}
