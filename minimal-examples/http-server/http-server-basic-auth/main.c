/* SPDX-License-Identifier: MIT */
/*
 * Two places that want a password: /file asks a file with lines of
 * "user:password", /callback asks the program.
 *
 *	http-server-basic-auth [port [password-file]]
 *						(default: 7681 ./passwords)
 *
 * Passwords are sent as good as in the clear: use it with TLS.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

static int
send_text(struct lws *wsi, const char *text)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	size_t len = strlen(text);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain", len,
					&p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	static const char secret[] = "alice:wonderland";

	switch (reason) {
	case LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION:
		/* 1 is yes. The time that it takes tells the length only */
		return len == sizeof(secret) - 1 &&
		       !lws_timingsafe_bcmp(in, secret, (uint32_t)len);

	case LWS_CALLBACK_HTTP:
		/* nobody comes here who was not let in */
		return send_text(wsi, "welcome\n");

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ "http", http, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_http_mount by_file = {
	.mountpoint		= "/file",
	.mountpoint_len		= 5,
	.origin_protocol	= LWSMPRO_CALLBACK,
	.protocol		= "http",
	.basic_auth_login_file	= "./passwords",
};

static const struct lws_http_mount by_callback = {
	.mount_next		= &by_file,
	.mountpoint		= "/callback",
	.mountpoint_len		= 9,
	.origin_protocol	= LWSMPRO_CALLBACK,
	.protocol		= "http",
	.auth_mask		= LWSAUTHM_BASIC_AUTH_CALLBACK,
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
		by_file.basic_auth_login_file = argv[2];
	info.protocols = protocols;
	info.mounts = &by_callback;

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
