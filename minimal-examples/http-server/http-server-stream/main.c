/* SPDX-License-Identifier: MIT */
/*
 * A large answer that is made while it is sent.
 *
 *	http-server-stream [port]		(default: 7681)
 *
 * GET /?lines=N (default: 100000) has N numbered lines.  How long that is
 * nobody knows before: it is sent in chunks (RFC 9112 7.1), or to a client of
 * HTTP/1.0 until the connection closes.  Whatever its size, there is never
 * more of it in memory than one piece.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lws_context *context;
static volatile sig_atomic_t stop;

#define PIECE		4096
/* the size of a chunk before it, CR LF behind it, and the last chunk */
#define CHUNK_HEAD	10
#define CHUNK_TAIL	7

struct session {
	unsigned long	line;
	unsigned long	lines;
	int		chunked;
};

static int
begin(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = buf + LWS_PRE, *p = start,
		      *end = buf + sizeof(buf) - 1;
	char arg[16], version[16];

	s->lines = 100000;
	if (lws_get_urlarg_by_name_safe(wsi, "lines", arg, sizeof(arg)) > 0)
		s->lines = strtoul(arg, NULL, 10);
	s->chunked = lws_hdr_copy(wsi, version, sizeof(version),
				  WSI_TOKEN_HTTP) <= 0 ||
		     strcmp(version, "HTTP/1.0");

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					end) ||
	    (s->chunked &&
	     lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING,
					  (unsigned char *)"chunked", 7, &p,
					  end)) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

/* as many lines as fit at p; how long they are */
static size_t
make_lines(struct session *s, char *p, size_t size)
{
	size_t len = 0;

	while (s->line < s->lines && size - len > 32)
		len += (size_t)lws_snprintf(p + len, size - len,
					    "line %lu\n", ++s->line);

	return len;
}

static int
send_piece(struct lws *wsi, struct session *s)
{
	char buf[LWS_PRE + CHUNK_HEAD + PIECE + CHUNK_TAIL],
	     *p = buf + LWS_PRE + CHUNK_HEAD, head[CHUNK_HEAD + 1];
	size_t len = make_lines(s, p, PIECE);
	int last = s->line == s->lines;

	if (s->chunked && len) {
		int n = lws_snprintf(head, sizeof(head), "%X\r\n",
				     (unsigned int)len);

		memcpy(p + len, "\r\n", 2);
		p -= n;
		memcpy(p, head, (size_t)n);
		len += (size_t)n + 2;
	}
	if (s->chunked && last) {
		memcpy(p + len, "0\r\n\r\n", 5);
		len += 5;
	}

	if (lws_write(wsi, (unsigned char *)p, len,
		      last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) !=
	    (int)len)
		return -1;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	/* the rest when this has gone out */
	lws_callback_on_writable(wsi);

	return 0;
}

static int
http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (!strcmp(in, "/"))
			return begin(wsi, user);
		break;

	case LWS_CALLBACK_HTTP_WRITEABLE:
		return send_piece(wsi, user);

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
