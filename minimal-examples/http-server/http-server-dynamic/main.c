/* SPDX-License-Identifier: MIT */
/*
 * Pages that are made when they are asked for, in as many pieces as they
 * need, below /dyn.
 *
 *	http-server-dynamic [port]		(default: 7681)
 *
 * GET /dyn/N is a text of N lines. The next piece is made when the client has
 * taken the last one, so a client who does not read costs one piece.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX	1000000
#define PIECE		2048

/* of a request: where it is at */
struct session {
	int	line;
	int	lines;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

/* how long the text is going to be: every line has the same length */
static const char line_format[] = "line %07d\n";
#define LINE_LENGTH	13	/* of the format, printed */

static int
begin(struct lws *wsi, struct session *s, const char *path)
{
	unsigned char head[LWS_PRE + LWS_RECOMMENDED_MIN_HEADER_SPACE];
	unsigned char *start = head + LWS_PRE, *p = start,
		      *end = head + sizeof(head) - 1;

	/* the path is what comes behind the mountpoint */
	s->lines = path[0] == '/' ? atoi(path + 1) : 0;
	if (s->lines < 1 || s->lines > LINES_MAX) {
		if (lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL))
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	}

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "text/plain",
				(lws_filepos_t)s->lines * LINE_LENGTH, &p,
				end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;

	lws_callback_on_writable(wsi);

	return 0;
}

static int
go_on(struct lws *wsi, struct session *s)
{
	char buf[LWS_PRE + PIECE], *start = buf + LWS_PRE, *p = start;
	int last;

	while (s->line < s->lines && p + LINE_LENGTH < buf + sizeof(buf))
		p += lws_snprintf(p, LINE_LENGTH + 1, line_format, ++s->line);
	last = s->line == s->lines;

	if (lws_write(wsi, (unsigned char *)start, (size_t)(p - start),
		      last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
		return -1;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;

	lws_callback_on_writable(wsi);

	return 0;
}

static int
dynamic(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_HTTP:
		return begin(wsi, user, in);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return go_on(wsi, user);
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_protocols protocols[] = {
	{ "http", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ "dynamic", dynamic, sizeof(struct session), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_http_mount mount = {
	.mountpoint		= "/dyn",
	.mountpoint_len		= 4,
	.origin_protocol	= LWSMPRO_CALLBACK,
	.protocol		= "dynamic",
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
	info.mounts = &mount;

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
