/* SPDX-License-Identifier: MIT */
/*
 * A server whose vhosts, mounts and options for protocols are in JSON files.
 *
 *	http-server-config [folder]		(default: example)
 *
 * Reads folder/conf and the files in folder/conf.d. READMEs/README.config.md
 * has the keys.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* all strings and lists of the configuration have to fit in there */
#define CONFIG_SIZE	(64 * 1024)

static struct lws_context *context;
static struct lws_vhost *first;
static volatile sig_atomic_t stop;

/* says what the files have as its "greeting" */
static int
greeter(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
	size_t len)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	const char **greeting = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
						lws_get_protocol(wsi));
	size_t n;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		greeting = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
				lws_get_protocol(wsi), sizeof(*greeting));
		if (!greeting)
			return -1;
		if (lws_pvo_get_str(in, "greeting", greeting))
			*greeting = "?";
		if (!first)
			first = lws_get_vhost(wsi);
		return 0;

	case LWS_CALLBACK_HTTP:
		n = strlen(*greeting);
		if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
						"text/plain", n, &p, end) ||
		    lws_finalize_write_http_header(wsi, start, &p, end))
			return -1;
		memcpy(start, *greeting, n);
		if (lws_write(wsi, start, n, LWS_WRITE_HTTP_FINAL) != (int)n)
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;

	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ "greeter", greeter, 0, 0, 0, NULL, 0 },
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
	const char *folder = argc > 1 ? argv[1] : "example";
	struct lws_context_creation_info info;
	char *area = malloc(CONFIG_SIZE), *at = area;
	int len = CONFIG_SIZE, n = 0;

	if (!area)
		return 1;
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.protocols = protocols;
	/* the context frees it */
	info.external_baggage_free_on_destroy = area;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	if (lwsws_get_config_globals(&info, folder, &at, &len)) {
		free(area);
		return 1;
	}
	context = lws_create_context(&info);
	if (!context) {
		free(area);
		return 1;
	}
	if (lwsws_get_config_vhosts(context, &info, folder, &at, &len) ||
	    lws_finalize_startup(context) || !first) {
		lwsl_err("no vhost with the protocol greeter\n");
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
