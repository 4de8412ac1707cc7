/* SPDX-License-Identifier: MIT */
/*
 * Uploads of files, which are written to the current folder as they come.
 *
 *	http-server-form-post-file [port]	(default: 7681)
 *
 * GET / is the form, POST /upload takes it.  The files are called
 * upload-NUMBER; what the client calls them is only shown.
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
	"<title>Upload</title><form action=\"/upload\" method=\"post\" "
	"enctype=\"multipart/form-data\">"
	"<p><label>Comment <input name=\"comment\"></label>"
	"<p><label>File <input type=\"file\" name=\"file\"></label>"
	"<p><button>Send</button></form>\n";

static const char * const fields[] = { "comment" };

#define VALUES_MAX	1024
/* nobody should be able to fill the disk */
#define FILE_MAX	(64L * 1024 * 1024)

struct session {
	struct lws_spa	*spa;
	FILE		*f;
	char		path[32];
	char		filename[128];
	long		bytes;
	int		complete;
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
give_up(struct session *s)
{
	if (s->f) {
		fclose(s->f);
		s->f = NULL;
		remove(s->path);
	}

	return -1;
}

static int
on_file(void *data, const char *name, const char *filename, char *buf, int len,
	enum lws_spa_fileupload_states state)
{
	static unsigned int number;
	struct session *s = data;

	(void)name;

	switch (state) {
	case LWS_UFS_OPEN:
		if (s->complete)
			return -1; /* one is enough */
		lws_strncpy(s->filename, filename, sizeof(s->filename));
		lws_snprintf(s->path, sizeof(s->path), "upload-%u", ++number);
		s->f = fopen(s->path, "wb");
		return s->f ? 0 : -1;

	case LWS_UFS_CONTENT:
	case LWS_UFS_FINAL_CONTENT:
		s->bytes += len;
		if (s->bytes > FILE_MAX ||
		    fwrite(buf, 1, (size_t)len, s->f) != (size_t)len)
			return give_up(s);
		if (state == LWS_UFS_CONTENT)
			return 0;
		if (fclose(s->f)) {
			s->f = NULL;
			return -1;
		}
		s->f = NULL;
		s->complete = 1;
		return 0;

	case LWS_UFS_CLOSE:
		/* the connection was lost in the middle */
		give_up(s);
		return 0;
	}

	return 0;
}

static int
send_answer(struct lws *wsi, struct session *s)
{
	const char *comment = lws_spa_get_string(s->spa, 0);
	char buf[LWS_PRE + VALUES_MAX + 512];
	int n;

	n = lws_snprintf(buf + LWS_PRE, sizeof(buf) - LWS_PRE,
			 "comment: %s\nfile: %s\nbytes: %ld\nkept as: %s\n",
			 comment ? comment : "(nothing)", s->filename,
			 s->bytes, s->complete ? s->path : "(nothing)");

	return send_text(wsi, "text/plain; charset=utf-8", buf, (size_t)n);
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
		    !strcmp(in, "/upload"))
			return 0; /* the body comes */
		if (!strcmp(in, "/"))
			return send_page(wsi);
		break;

	case LWS_CALLBACK_HTTP_BODY:
		if (!s->spa)
			s->spa = lws_spa_create(wsi, fields, 1, VALUES_MAX,
						on_file, s);
		if (!s->spa || lws_spa_process(s->spa, in, (int)len))
			return -1;
		return 0;

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
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
