/* SPDX-License-Identifier: MIT */
/*
 * A form whose fields come in the body of a POST.
 *
 *	http-server-form-post [port]		(default: 7681)
 *
 * GET / is the form, POST /answer shows what was in it.
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
	"<title>Form</title><form action=\"/answer\" method=\"post\">"
	"<p><label>Name <input name=\"name\"></label>"
	"<p><label>Text <textarea name=\"text\"></textarea></label>"
	"<p><button>Send</button></form>\n";

enum { NAME, TEXT, FIELDS };
static const char * const fields[FIELDS] = { "name", "text" };

/* of all values together */
#define VALUES_MAX	2048

struct session {
	struct lws_spa	*spa;
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
send_answer(struct lws *wsi, struct session *s)
{
	char buf[LWS_PRE + VALUES_MAX + 256], *p = buf + LWS_PRE;
	size_t size = sizeof(buf) - LWS_PRE, len = 0;
	int n;

	for (n = 0; n < FIELDS; n++) {
		const char *v = lws_spa_get_string(s->spa, n);

		len += (size_t)lws_snprintf(p + len, size - len, "%s: %s\n",
					    fields[n], v ? v : "(nothing)");
	}

	return send_text(wsi, "text/plain; charset=utf-8", buf, len);
}

static int
refuse(struct lws *wsi)
{
	if (lws_return_http_status(wsi, HTTP_STATUS_BAD_REQUEST, NULL))
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) &&
		    !strcmp(in, "/answer"))
			return 0; /* the body comes */
		if (!strcmp(in, "/"))
			return send_page(wsi);
		break;

	case LWS_CALLBACK_HTTP_BODY:
		if (!s->spa)
			s->spa = lws_spa_create(wsi, fields, FIELDS,
						VALUES_MAX, NULL, NULL);
		if (!s->spa || lws_spa_process(s->spa, in, (int)len))
			return -1;
		return 0;

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		/* an empty body never came to the parser */
		if (!s->spa || lws_spa_finalize(s->spa))
			return refuse(wsi);
		return send_answer(wsi, s);

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (s)
			lws_spa_destroy(s->spa);
		return 0;

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
