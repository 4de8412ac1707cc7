/* SPDX-License-Identifier: MIT */
/*
 * Answers that are files: opening them, and what is answered about them.
 */
#include "private-lib-roles-http.h"

/* shorter than that, a file is as fast as it is */
#define COMPRESS_MIN	512u

struct opened {
	lws_fop_fd_t	fop;
	unsigned int	gzip:1;
	unsigned int	system:1;	/* a file of the system */
};

static const struct lws_plat_file_ops *
fops_of(const struct lws *wsi)
{
	return wsi->vhost->fops ? wsi->vhost->fops : wsi->context->fops;
}

static enum lws_http_serve_result
open_one(struct lws *wsi, const char *path, lws_fop_flags_t accept,
	 struct opened *o)
{
	lws_fop_flags_t flags = LWS_O_RDONLY | accept;
	enum lws_plat_file_kind k;

	o->fop = lws_vfs_file_open(fops_of(wsi), path, &flags);
	if (!o->fop)
		return lws_plat_file_kind(path) == LWS_PLAT_FILE_DIRECTORY ?
				LWS_HTTP_SERVE_DIRECTORY :
				LWS_HTTP_SERVE_NOT_FOUND;

	o->gzip = (o->fop->flags & LWS_FOP_FLAG_COMPR_IS_GZIP) != 0;
	o->system = o->fop->fops->LWS_FOP_READ == _lws_plat_file_read;
	if (!o->system)
		return LWS_HTTP_SERVE_UNDER_WAY;

	k = lws_plat_fd_kind(o->fop->fd);
	if (k == LWS_PLAT_FILE_REGULAR)
		return LWS_HTTP_SERVE_UNDER_WAY;
	lws_vfs_file_close(&o->fop);

	return k == LWS_PLAT_FILE_DIRECTORY ? LWS_HTTP_SERVE_DIRECTORY :
					      LWS_HTTP_SERVE_NOT_FOUND;
}

/* The file that lies beside it compressed, unless it is older */
static int
open_compressed(struct lws *wsi, const char *path, struct opened *o)
{
	char gz[LWS_HTTP_FILE_PATH_MAX + 4];
	lws_filepos_t size;
	time_t mtime;

	if (strlen(path) >= LWS_HTTP_FILE_PATH_MAX)
		return -1;
	lws_snprintf(gz, sizeof(gz), "%s.gz", path);
	if (open_one(wsi, gz, 0, o) != LWS_HTTP_SERVE_UNDER_WAY)
		return -1;
	if (o->system && !o->gzip &&
	    !lws_plat_file_stat(path, &size, &mtime) &&
	    (uint32_t)mtime <= lws_vfs_get_mod_time(o->fop)) {
		o->gzip = 1;
		return 0;
	}
	lws_vfs_file_close(&o->fop);

	return -1;
}

static enum lws_http_serve_result
open_file(struct lws *wsi, const struct lws_http_serve *s, struct opened *o)
{
	const struct allocated_headers *ah = wsi->http->ah;
	int gzip = ah && !s->interpreter && !s->coded &&
		   lws_http_coding_wanted(ah, "gzip");

	if (gzip && !open_compressed(wsi, s->path, o))
		return LWS_HTTP_SERVE_UNDER_WAY;

	return open_one(wsi, s->path,
			gzip ? LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP : 0, o);
}

#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
/* text of some length, of which no part is wanted */
static int
to_be_compressed(struct lws *wsi, const struct lws_http_serve *s,
		 const struct opened *o)
{
	static const char * const types[] = {
		"text/", "application/json", "application/javascript",
		"application/xml", "application/wasm", "image/svg+xml"
	};
	const struct lws_http *h = wsi->http;
	size_t n;

	if (!h->ah || !h->chunkable || s->coded || s->interpreter || o->gzip ||
	    !s->content_type || lws_vfs_get_length(o->fop) < COMPRESS_MIN ||
	    lws_ah_count(h->ah, WSI_TOKEN_HTTP_RANGE) ||
	    (!lws_http_coding_wanted(h->ah, "gzip") &&
	     !lws_http_coding_wanted(h->ah, "deflate")))
		return 0;

	for (n = 0; n < LWS_ARRAY_SIZE(types); n++)
		if (!strncmp(s->content_type, types[n], strlen(types[n])))
			return 1;

	return 0;
}
#else
static int
to_be_compressed(struct lws *wsi, const struct lws_http_serve *s,
		 const struct opened *o)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(s);
	LWS_UNUSED(o);

	return 0;
}
#endif

/* ---- what is answered ---- */

/* 200, 206 with f->ranges, or 416 */
static unsigned int
choose_parts(struct lws *wsi, struct lws_http_file *f,
	     const struct lws_http_validators *v)
{
	const struct allocated_headers *ah = wsi->http->ah;
	unsigned int code = HTTP_STATUS_OK;

	if (ah && !f->interpreter && wsi->http->method == LWSHUMETH_GET &&
	    lws_ah_count(ah, WSI_TOKEN_HTTP_RANGE) == 1 &&
	    lws_http_if_range(ah, v))
		switch (lws_http_ranges_parse(&f->ranges,
				lws_ah_value(ah, WSI_TOKEN_HTTP_RANGE),
				f->length)) {
		case LWS_HTTP_RANGES_OK:
			code = HTTP_STATUS_PARTIAL_CONTENT;
			break;
		case LWS_HTTP_RANGES_UNSATISFIABLE:
			return HTTP_STATUS_REQ_RANGE_NOT_SATISFIABLE;
		default:
			break;
		}

	if (code == HTTP_STATUS_OK) {
		f->ranges.count = 1;
		f->ranges.range[0].start = 0;
		f->ranges.range[0].end = f->length;
	}

	return code;
}

/* nonzero: there is no random for the boundary */
static int
begin_parts(struct lws *wsi, struct lws_http_file *f)
{
	f->pos = f->ranges.range[0].start;
	if (!lws_http_file_is_multipart(f))
		return 0;

	return lws_hex_random(wsi->context, f->boundary,
			      sizeof(f->boundary)) != 0;
}

static unsigned int
status_of(struct lws *wsi, struct lws_http_file *f,
	  const struct lws_http_validators *v)
{
	const struct lws_http *h = wsi->http;

	if (h->ah && !f->interpreter)
		switch (lws_http_condition(h->ah, v,
					   h->method == LWSHUMETH_GET ||
					   h->method == LWSHUMETH_HEAD)) {
		case LWS_HTTP_CONDITION_NOT_MODIFIED:
			return HTTP_STATUS_NOT_MODIFIED;
		case LWS_HTTP_CONDITION_FAILED:
			return HTTP_STATUS_PRECONDITION_FAILED;
		default:
			break;
		}

	return choose_parts(wsi, f, v);
}

static enum lws_http_serve_result
answer_status(struct lws *wsi, unsigned int code)
{
	return lws_return_http_status(wsi, code, NULL) ?
			LWS_HTTP_SERVE_FAILED : LWS_HTTP_SERVE_ANSWERED;
}

static enum lws_http_serve_result
answer(struct lws *wsi, const struct lws_http_serve *s,
       const struct opened *o, struct lws_http_file *f)
{
	struct lws_http_validators v;
	struct lws_http_file_head h;
	int compress = to_be_compressed(wsi, s, o);

	lws_http_validators(&v, f->length,
			    (o->fop->flags & LWS_FOP_FLAG_MOD_TIME_VALID) != 0,
			    (time_t)lws_vfs_get_mod_time(o->fop),
			    (time_t)(lws_plat_wallclock_us() /
				     LWS_US_PER_SEC),
			    o->gzip ? "-gzip" : compress ? "-coded" : "");
	/* whatever compresses it another time may do so differently */
	if (compress)
		lws_http_validators_weaken(&v);

	h.s = s;
	h.f = f;
	h.v = &v;
	h.gzip = o->gzip;
	h.compress = compress != 0;
	if (compress)
		f->system = 0;
	h.code = status_of(wsi, f, &v);
	if (h.code == HTTP_STATUS_PRECONDITION_FAILED)
		return answer_status(wsi, h.code);
	if (h.code < 300 && begin_parts(wsi, f))
		return LWS_HTTP_SERVE_FAILED;
	if (f->interpreter &&
	    lws_bind_protocol(wsi, f->interpreter, "interpret"))
		return LWS_HTTP_SERVE_FAILED;
	if (lws_wsi_is_dead(wsi) || lws_http_file_send_head(wsi, &h) ||
	    lws_wsi_is_dead(wsi))
		return LWS_HTTP_SERVE_FAILED;

	return h.code >= 300 || wsi->http->method == LWSHUMETH_HEAD ?
			LWS_HTTP_SERVE_ANSWERED : LWS_HTTP_SERVE_UNDER_WAY;
}

static struct lws_http_file *
create(const struct lws_http_serve *s, const struct opened *o)
{
	size_t len = s->content_type ? strlen(s->content_type) : 0;
	struct lws_http_file *f = lws_zalloc(sizeof(*f) + len, "http file");

	if (!f)
		return NULL;

	f->fop = o->fop;
	f->length = lws_vfs_get_length(o->fop);
	f->interpreter = s->interpreter;
	f->system = !f->interpreter && o->system;
	if (len)
		memcpy(f->type, s->content_type, len);

	return f;
}

enum lws_http_serve_result
lws_http_serve(struct lws *wsi, const struct lws_http_serve *s)
{
	enum lws_http_serve_result r;
	struct lws_http_file *f;
	struct opened o;

	r = open_file(wsi, s, &o);
	if (r != LWS_HTTP_SERVE_UNDER_WAY)
		return r;

	if (s->mount && !s->content_type) {
		lwsl_wsi_notice(wsi, "%s: no content type is known for its "
				"suffix", s->path);
		lws_vfs_file_close(&o.fop);
		return answer_status(wsi, HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE);
	}

	f = create(s, &o);
	if (!f) {
		lwsl_wsi_err(wsi, "out of memory for a file");
		lws_vfs_file_close(&o.fop);
		return LWS_HTTP_SERVE_FAILED;
	}

	r = answer(wsi, s, &o, f);
	if (r == LWS_HTTP_SERVE_UNDER_WAY && wsi->http && !wsi->http->file) {
		wsi->http->file = f;
		return r;
	}
	lws_http_file_free(&f);

	return r == LWS_HTTP_SERVE_UNDER_WAY ? LWS_HTTP_SERVE_FAILED : r;
}

/* ---- the public functions ---- */

static int
under_way(struct lws *wsi)
{
	/* a body that is still to come is for nobody now */
	if (lwsi_state(wsi) == LRS_BODY)
		lwsi_set_state(wsi, LRS_ESTABLISHED);
	/* else it begins when the callback has returned */
	if (!wsi->http->in_callback)
		lws_role_wants_pollout(wsi);

	return 0;
}

int
lws_serve_http_file(struct lws *wsi, const char *file,
		    const char *content_type, const char *other_headers,
		    int other_headers_len)
{
	struct lws_http_serve s;

	if (!wsi->http || wsi->http->file || wsi->http->answered ||
	    other_headers_len < 0 ||
	    (content_type && strlen(content_type) > LWS_HTTP_TYPE_MAX)) {
		lwsl_wsi_err(wsi, "lws_serve_http_file: an answer has begun, "
			     "or an argument is out of range");
		return -1;
	}

	memset(&s, 0, sizeof(s));
	s.path = file;
	s.content_type = content_type;
	s.other_headers = other_headers;
	s.other_headers_len = other_headers ? (size_t)other_headers_len : 0;
	s.coded = lws_http_serve_user_has(&s, "content-encoding:") != 0;

	switch (lws_http_serve(wsi, &s)) {
	case LWS_HTTP_SERVE_UNDER_WAY:
		return under_way(wsi);
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
