/* SPDX-License-Identifier: MIT */
/*
 * Answers that are files: finding and opening them, and the head.
 */
#include "private-lib-roles-http.h"

/* for the fields that the library and the vhost add */
#define HEAD_ROOM	4096u

static const struct lws_plat_file_ops *
fops_of(const struct lws *wsi)
{
	return wsi->vhost->fops ? wsi->vhost->fops : wsi->context->fops;
}

/* nonzero: the descriptor in it is one of the system */
static int
is_system_file(const lws_fop_fd_t f)
{
	return f->fops->LWS_FOP_READ == _lws_plat_file_read;
}

static enum lws_http_serve_result
open_file(struct lws *wsi, const char *path, lws_fop_fd_t *fop)
{
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_fop_fd_t f;

	f = lws_vfs_file_open(fops_of(wsi), path, &flags);
	if (!f)
		return lws_plat_file_kind(path) == LWS_PLAT_FILE_DIRECTORY ?
				LWS_HTTP_SERVE_DIRECTORY :
				LWS_HTTP_SERVE_NOT_FOUND;

	if (is_system_file(f)) {
		enum lws_plat_file_kind k = lws_plat_fd_kind(f->fd);

		if (k != LWS_PLAT_FILE_REGULAR) {
			lws_vfs_file_close(&f);
			return k == LWS_PLAT_FILE_DIRECTORY ?
					LWS_HTTP_SERVE_DIRECTORY :
					LWS_HTTP_SERVE_NOT_FOUND;
		}
	}
	*fop = f;

	return LWS_HTTP_SERVE_UNDER_WAY;
}

/* ---- the head ---- */

struct head {
	struct lws		*wsi;
	const struct lws_http_serve *s;
	unsigned char		*p;
	unsigned char		*end;
};

static int
add(struct head *o, enum lws_token_indexes token, const char *value)
{
	return lws_add_http_header_by_token(o->wsi, token,
			(const unsigned char *)value, (int)strlen(value),
			&o->p, o->end);
}

static int
add_cache_policy(struct head *o)
{
	const struct lws_http_mount *m = o->s->mount ? o->s->mount :
						       o->wsi->http->mount;
	char v[80];

	if (!m || !m->cache_reusable || m->cache_max_age <= 0)
		return add(o, WSI_TOKEN_HTTP_CACHE_CONTROL, "no-store");

	lws_snprintf(v, sizeof(v), "%s%s, max-age=%d",
		     m->cache_revalidate ? "must-revalidate, " : "",
		     m->cache_intermediaries ? "public" : "private",
		     m->cache_max_age);

	return add(o, WSI_TOKEN_HTTP_CACHE_CONTROL, v);
}

/* lines as the user wrote them */
static int
add_other_headers(struct head *o)
{
	size_t len = o->s->other_headers_len;

	if (!o->s->other_headers || !len)
		return 0;
	if ((size_t)(o->end - o->p) < len)
		return 1;
	memcpy(o->p, o->s->other_headers, len);
	o->p += len;

	return 0;
}

/* the protocol of the mount adds what it likes */
static int
add_by_user(struct head *o)
{
	struct lws_process_html_args args;

	if (!o->s->mount || (!o->s->mount->protocol && !o->s->interpreter))
		return 0;

	memset(&args, 0, sizeof(args));
	args.p = (char *)o->p;
	args.max_len = (int)(o->end - o->p);
	if (lws_callback(o->wsi, LWS_CALLBACK_ADD_HEADERS, &args, 0))
		return 1;
	if (args.p < (char *)o->p || args.p > (char *)o->end) {
		lwsl_wsi_err(o->wsi, "ADD_HEADERS: wrote beyond max_len");
		return 1;
	}
	o->p = (unsigned char *)args.p;

	return 0;
}

static int
build_head(struct head *o, const struct lws_http_file *f)
{
	struct lws *wsi = o->wsi;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK,
					o->s->content_type,
					f->interpreter ?
					LWS_ILLEGAL_HTTP_CONTENT_LEN :
					f->range.end - f->range.start,
					&o->p, o->end))
		return 1;
	if (f->interpreter && wsi->http->chunkable &&
	    add(o, WSI_TOKEN_HTTP_TRANSFER_ENCODING, "chunked"))
		return 1;

	return add_cache_policy(o) || add_other_headers(o) ||
	       add_by_user(o) || lws_wsi_is_dead(wsi) ||
	       lws_finalize_http_header(wsi, &o->p, o->end);
}

static int
send_head(struct lws *wsi, const struct lws_http_serve *s,
	  const struct lws_http_file *f)
{
	size_t room = HEAD_ROOM + s->other_headers_len;
	unsigned char *buf = lws_malloc(LWS_PRE + room, "file head");
	struct head o;
	int n = -1;

	if (!buf) {
		lwsl_wsi_err(wsi, "out of memory for the head of an answer");
		return -1;
	}

	o.wsi = wsi;
	o.s = s;
	o.p = buf + LWS_PRE;
	o.end = buf + LWS_PRE + room;
	if (!build_head(&o, f)) {
		size_t len = (size_t)(o.p - (buf + LWS_PRE));

		if (lws_write(wsi, buf + LWS_PRE, len,
			      LWS_WRITE_HTTP_HEADERS) == (int)len)
			n = 0;
	} else
		lwsl_wsi_err(wsi, "no head for %s: the user refused, or its "
			     "fields need more than %u bytes", s->path,
			     (unsigned int)room);
	lws_free(buf);

	return n;
}

/* ---- the answer ---- */

static enum lws_http_serve_result
answer(struct lws *wsi, const struct lws_http_serve *s,
       struct lws_http_file *f)
{
	struct lws_http *h = wsi->http;

	if (s->mount && !s->content_type) {
		lwsl_wsi_notice(wsi, "%s: no content type is known for its "
				"suffix", s->path);
		return lws_return_http_status(wsi,
				HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE, NULL) ?
				LWS_HTTP_SERVE_FAILED : LWS_HTTP_SERVE_ANSWERED;
	}

	if (f->interpreter &&
	    lws_bind_protocol(wsi, f->interpreter, "interpret"))
		return LWS_HTTP_SERVE_FAILED;
	if (lws_wsi_is_dead(wsi) || send_head(wsi, s, f) ||
	    lws_wsi_is_dead(wsi))
		return LWS_HTTP_SERVE_FAILED;

	return h->method == LWSHUMETH_HEAD ? LWS_HTTP_SERVE_ANSWERED :
					     LWS_HTTP_SERVE_UNDER_WAY;
}

enum lws_http_serve_result
lws_http_serve(struct lws *wsi, const struct lws_http_serve *s)
{
	enum lws_http_serve_result r;
	struct lws_http_file *f;
	lws_fop_fd_t fop = NULL;

	r = open_file(wsi, s->path, &fop);
	if (r != LWS_HTTP_SERVE_UNDER_WAY)
		return r;

	f = lws_zalloc(sizeof(*f), "http file");
	if (!f) {
		lwsl_wsi_err(wsi, "out of memory for a file");
		lws_vfs_file_close(&fop);
		return LWS_HTTP_SERVE_FAILED;
	}
	f->fop = fop;
	f->range.end = fop->len;
	f->interpreter = s->interpreter;
	f->system = !f->interpreter && is_system_file(fop);

	r = answer(wsi, s, f);
	if (r == LWS_HTTP_SERVE_UNDER_WAY && wsi->http && !wsi->http->file) {
		wsi->http->file = f;
		return r;
	}
	lws_http_file_free(&f);

	return r == LWS_HTTP_SERVE_UNDER_WAY ? LWS_HTTP_SERVE_FAILED : r;
}

int
lws_serve_http_file(struct lws *wsi, const char *file,
		    const char *content_type, const char *other_headers,
		    int other_headers_len)
{
	struct lws_http_serve s;

	if (!wsi->http || wsi->http->file || other_headers_len < 0) {
		lwsl_wsi_err(wsi, "lws_serve_http_file: not now");
		return -1;
	}

	memset(&s, 0, sizeof(s));
	s.path = file;
	s.content_type = content_type;
	s.other_headers = other_headers;
	s.other_headers_len = other_headers ? (size_t)other_headers_len : 0;

	switch (lws_http_serve(wsi, &s)) {
	case LWS_HTTP_SERVE_UNDER_WAY:
		/* a body that is still to come is for nobody now */
		if (lwsi_state(wsi) == LRS_BODY)
			lwsi_set_state(wsi, LRS_ESTABLISHED);
		if (!wsi->http->in_callback)
			lws_role_wants_pollout(wsi);
		return 0;
	case LWS_HTTP_SERVE_ANSWERED:
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	case LWS_HTTP_SERVE_NOT_FOUND:
	case LWS_HTTP_SERVE_DIRECTORY:
		lwsl_wsi_info(wsi, "%s: no such file", file);
		return lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND,
					      NULL) ? -1 : 1;
	default:
		return -1;
	}
}
