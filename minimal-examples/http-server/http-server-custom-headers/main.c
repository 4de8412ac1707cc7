/* SPDX-License-Identifier: MIT */
/*
 * Headers that the library has no name for: reading those of a request, and
 * writing some into the answer.
 *
 *	http-server-custom-headers [port]	(default: 7681)
 *
 * "dnt" of the request comes back as "x-dnt", and the body lists the names of
 * all such headers.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

struct text {
	char	buf[LWS_PRE + 1024];
	size_t	len;
};

static void
add_name(const char *name, int nlen, void *opaque)
{
	struct text *t = opaque;

	t->len += (size_t)lws_snprintf(t->buf + LWS_PRE + t->len,
				       sizeof(t->buf) - LWS_PRE - t->len,
				       "%.*s\n", nlen, name);
}

static int
answer(struct lws *wsi)
{
	unsigned char head[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = head + LWS_PRE, *p = start,
		      *end = head + sizeof(head) - 1;
	struct text t;
	char dnt[64];
	int n;

	t.len = 0;
	if (lws_hdr_custom_name_foreach(wsi, add_name, &t))
		return -1;

	/* names are given in lower case, with the colon */
	n = lws_hdr_custom_copy(wsi, dnt, sizeof(dnt), "dnt:", 4);

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
					t.len, &p, end) ||
	    (n >= 0 && lws_add_http_header_by_name(wsi,
					(unsigned char *)"x-dnt:",
					(unsigned char *)dnt, n, &p, end)) ||
	    lws_finalize_write_http_header(wsi, start, &p, end) ||
	    lws_write(wsi, (unsigned char *)t.buf + LWS_PRE, t.len,
		      LWS_WRITE_HTTP_FINAL) != (int)t.len)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	if (reason == LWS_CALLBACK_HTTP)
		return answer(wsi);

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "http", http, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

/* these are added to every answer */
static const struct lws_protocol_vhost_options
	always = { NULL, NULL, "x-made-with:", "libwebsockets" };

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
	info.headers = &always;

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
