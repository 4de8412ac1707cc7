/* SPDX-License-Identifier: MIT */
/*
 * A form whose fields come as arguments of the URL.
 *
 *	http-server-form-get [port]		(default: 7681)
 *
 * GET / is the form, GET /answer?name=...&colour=... what was in it.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

static const char page[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
	"<meta name=\"viewport\" content=\"width=device-width\">"
	"<title>Form</title><form action=\"/answer\">"
	"<p><label>Name <input name=\"name\"></label>"
	"<p><label>Colour <input name=\"colour\"></label>"
	"<p><button>Send</button></form>\n";

/* len bytes at buf + LWS_PRE */
static int
send_text(struct lws *wsi, const char *type, char *buf, size_t len)
{
	unsigned char head[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = head + LWS_PRE, *p = start,
		      *end = head + sizeof(head) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type, len, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end) ||
	    lws_write(wsi, (unsigned char *)buf + LWS_PRE, len,
		      LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
send_page(struct lws *wsi)
{
	char buf[LWS_PRE + sizeof(page)];

	memcpy(buf + LWS_PRE, page, sizeof(page) - 1);

	return send_text(wsi, "text/html; charset=utf-8", buf,
			 sizeof(page) - 1);
}

/* "name: value" at p, decoded by the library; how long that is */
static size_t
show(struct lws *wsi, const char *name, char *p, size_t size)
{
	char value[256];
	int n = lws_get_urlarg_by_name_safe(wsi, name, value, sizeof(value));

	if (n < 0)
		return (size_t)lws_snprintf(p, size,
					    "%s: not given, or too long\n",
					    name);

	return (size_t)lws_snprintf(p, size, "%s: %s\n", name, value);
}

static int
send_answer(struct lws *wsi)
{
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	size_t size = sizeof(buf) - LWS_PRE, len;

	len = show(wsi, "name", p, size);
	len += show(wsi, "colour", p + len, size - len);

	/* plain text: what a client sends is nothing to put into HTML as is */
	return send_text(wsi, "text/plain; charset=utf-8", buf, len);
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	if (reason != LWS_CALLBACK_HTTP)
		return lws_callback_http_dummy(wsi, reason, user, in, len);

	if (!strcmp(in, "/"))
		return send_page(wsi);
	if (!strcmp(in, "/answer"))
		return send_answer(wsi);

	/* not found */
	return lws_callback_http_dummy(wsi, reason, user, in, len);
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
	int n = 0;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;

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
