/* SPDX-License-Identifier: MIT */
/*
 * What the programs share, whatever polls: the context with its protocols, as
 * the command line asks for it, and the signals that end it.
 */
#include "test-server.h"

#if !defined(RESOURCES)
#define RESOURCES	"."
#endif

struct options options = {
	.port = 7681, .resources = RESOURCES,
	.upload_max = 100LL * 1024 * 1024
};

volatile sig_atomic_t server_stop;

static struct lws_protocols protocols[] = {
	{ "http", callback_http, 0, 0, 0, NULL, 0 },
	{ "dumb-increment-protocol", callback_increment, 0, 128, 0, NULL, 0 },
	{ "lws-mirror-protocol", callback_mirror, 0, MIRROR_MESSAGE_MAX, 0,
	  NULL, 0 },
	{ "lws-status", callback_status, 0, 128, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static struct lws_http_mount mounts[2];
static struct lws_context *context;

static void
on_signal(int sig)
{
	if (sig == SIGTERM && options.ignore_sigterm)
		return;
	server_stop = 1;
	lws_cancel_service(context);
}

/* the form and, for all else, the page's files */
static void
make_mounts(struct lws_http_mount m[2])
{
	m[0].mount_next = &m[1];
	m[0].mountpoint = "/formtest";
	m[0].mountpoint_len = 9;
	m[0].origin = "http";
	m[0].protocol = "http";
	m[0].origin_protocol = LWSMPRO_CALLBACK;

	m[1].mountpoint = "/";
	m[1].mountpoint_len = 1;
	m[1].origin = options.resources;
	m[1].def = "index.html";
	m[1].origin_protocol = LWSMPRO_FILE;
}

static void
make_protocols(lws_callback_function *first)
{
	protocols[0].callback = first;
	protocols[0].per_session_data_size = http_session_size;
	protocols[1].per_session_data_size = increment_session_size;
	protocols[2].per_session_data_size = mirror_session_size;
	protocols[3].per_session_data_size = status_session_size;
}

/* nonzero: this library cannot do what was asked for */
static int
make_tls(struct lws_context_creation_info *info)
{
	if (!options.ssl)
		return 0;

#if defined(LWS_WITH_TLS)
	if (!options.cert || !options.key) {
		fprintf(stderr, "--ssl needs --ssl-cert and --ssl-key\n");
		return 1;
	}
	info->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (options.allow_plain)
		info->options |= LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT;
	if (options.verify_client)
		info->options |=
			LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	info->ssl_cert_filepath = options.cert;
	info->ssl_private_key_filepath = options.key;
	info->ssl_ca_filepath = options.ca;

	return 0;
#else
	(void)info;
	fprintf(stderr, "this library was built without TLS\n");

	return 1;
#endif
}

static void
set_log_level(void)
{
	int level = LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER;

	if (options.log_level)
		level = atoi(options.log_level) | LLL_USER;
	lws_set_log_level(level, NULL);
}

struct lws_context *
server_create(lws_callback_function *first)
{
	struct lws_context_creation_info info;

	set_log_level();
	make_mounts(mounts);
	make_protocols(first);
	memset(&info, 0, sizeof(info));
	info.port = options.port;
	info.iface = options.iface;
	info.protocols = protocols;
	info.mounts = mounts;
	info.server_string = "libwebsockets-test-server";
	info.options =
		LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;
	if (options.libev)
		info.options |= LWS_SERVER_OPTION_LIBEV;
	info.uid = (uid_t)options.uid;
	info.gid = (gid_t)options.gid;
	if (options.unix_socket) {
		info.iface = options.unix_socket;
		info.options |= LWS_SERVER_OPTION_UNIX_SOCK;
	}
	if (make_tls(&info))
		return NULL;
	if (options.daemonize && lws_daemonize(NULL)) {
		fprintf(stderr, "cannot go to the background\n");
		return NULL;
	}
	context = lws_create_context(&info);
	if (!context)
		return NULL;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d%s\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")),
		  options.ssl ? ", TLS" : "");

	return context;
}
