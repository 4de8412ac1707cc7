/* SPDX-License-Identifier: MIT */
/*
 * Server-sent events: each client gets the time, as often as it says.
 *
 *	http-server-sse [port]			(default: 7681)
 *
 * GET / is a page that shows them, GET /time?ms=... the stream.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

#include <time.h>

static const char page[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
	"<meta name=\"viewport\" content=\"width=device-width\">"
	"<title>Events</title><p id=\"time\">-</p><script>"
	"new EventSource('/time?ms=1000').onmessage = (e) => {"
	"document.getElementById('time').textContent = e.data; };"
	"</script>\n";

struct session {
	lws_usec_t	every;
	unsigned int	number;
};

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

static int
begin_stream(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	char arg[16];

	s->every = LWS_US_PER_SEC;
	if (lws_get_urlarg_by_name_safe(wsi, "ms", arg, sizeof(arg)) > 0 &&
	    atoi(arg) >= 10 && atoi(arg) <= 60000)
		s->every = atoi(arg) * LWS_US_PER_MS;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
					"text/event-stream",
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
					 (unsigned char *)"no-store", 8, &p,
					 end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	/* it has no end, so it needs no timeout and no headers */
	lws_http_mark_sse(wsi);
	lws_callback_on_writable(wsi);

	return 0;
}

static int
send_event(struct lws *wsi, struct session *s)
{
	char buf[LWS_PRE + 128];
	int n;

	n = lws_snprintf(buf + LWS_PRE, sizeof(buf) - LWS_PRE,
			 "id: %u\ndata: %lld\n\n", ++s->number,
			 (long long)time(NULL));
	if (lws_write(wsi, (unsigned char *)buf + LWS_PRE, (size_t)n,
		      LWS_WRITE_HTTP) != n)
		return -1;
	lws_set_timer_usecs(wsi, s->every);

	return 0;
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (!strcmp(in, "/"))
			return send_page(wsi);
		if (!strcmp(in, "/time"))
			return begin_stream(wsi, s);
		break;

	case LWS_CALLBACK_TIMER:
		/* a client that does not read gets no more until it does */
		lws_callback_on_writable(wsi);
		return 0;

	case LWS_CALLBACK_HTTP_WRITEABLE:
		return send_event(wsi, s);

	default:
		break;
	}

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "http", http, sizeof(struct session), 0, 0, NULL, 0 },
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
