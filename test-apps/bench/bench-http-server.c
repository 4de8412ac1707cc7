/* SPDX-License-Identifier: MIT */
/*
 * The server that scripts/bench-http.sh drives: "/dyn" is an answer of 128
 * bytes from a callback, all else are files of a folder.
 *
 *   bench-http-server PORT FOLDER
 *
 * Public API only, and nothing that 4.1 has not: the script compiles it once
 * for each library.  Prints "ready" when it listens, ends on SIGTERM.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY 128

static volatile sig_atomic_t over;

static void
on_signal(int sig)
{
	(void)sig;
	over = 1;
}

static int
begin_answer(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start,
		*end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
					BODY, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
end_answer(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + BODY];

	memset(buf + LWS_PRE, 'x', BODY);
	if (lws_write(wsi, buf + LWS_PRE, BODY, LWS_WRITE_HTTP_FINAL) != BODY)
		return 1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return begin_answer(wsi);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return end_answer(wsi);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ "dyn", callback, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static struct lws_http_mount files, dynamic;

static void
set_mount(struct lws_http_mount *m, const char *at, const char *origin,
	  unsigned char kind)
{
	m->mountpoint = at;
	m->mountpoint_len = (unsigned char)strlen(at);
	m->origin = origin;
	m->origin_protocol = kind;
	m->def = "index.html";
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	if (argc != 3) {
		fprintf(stderr, "usage: %s PORT FOLDER\n", argv[0]);
		return 2;
	}

	set_mount(&files, "/", argv[2], LWSMPRO_FILE);
	set_mount(&dynamic, "/dyn", "dyn", LWSMPRO_CALLBACK);
	dynamic.mount_next = &files;
	dynamic.protocol = "dyn";

	lws_set_log_level(LLL_ERR, NULL);
	memset(&info, 0, sizeof(info));
	info.port = atoi(argv[1]);
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.mounts = &dynamic;
	info.keepalive_timeout = 60;
	signal(SIGTERM, on_signal);
	cx = lws_create_context(&info);
	if (!cx) {
		fprintf(stderr, "no context\n");
		return 1;
	}
	puts("ready");
	fflush(stdout);
	while (!over && lws_service(cx, 0) >= 0)
		;
	lws_context_destroy(cx);

	return 0;
}
