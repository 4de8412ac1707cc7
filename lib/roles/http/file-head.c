/* SPDX-License-Identifier: MIT */
/*
 * The head of an answer that is a file, or part of one.
 */
#include "private-lib-roles-http.h"

/* for the fields that the library, the vhost and the mount's protocol add */
#define HEAD_ROOM	4096u

struct out {
	struct lws		*wsi;
	const struct lws_http_file_head *h;
	unsigned char		*p;
	unsigned char		*end;
};

static int
add(struct out *o, enum lws_token_indexes token, const char *value)
{
	return lws_add_http_header_by_token(o->wsi, token,
			(const unsigned char *)value, (int)strlen(value),
			&o->p, o->end);
}

int
lws_http_serve_user_has(const struct lws_http_serve *s, const char *name)
{
	size_t n = strlen(name), at = 0;

	while (s->other_headers && at + n <= s->other_headers_len) {
		const char *p = s->other_headers + at, *e;

		if (lws_memcaseeq(p, name, n))
			return 1;
		e = memchr(p, '\n', s->other_headers_len - at);
		if (!e)
			break;
		at += (size_t)(e + 1 - p);
	}

	return 0;
}

static int
add_cache_policy(struct out *o)
{
	const struct lws_http_mount *m = o->wsi->http->mount;
	char v[80];

	if (lws_http_serve_user_has(o->h->s, "cache-control:"))
		return 0;
	if (!m || !m->cache_reusable || m->cache_max_age <= 0)
		return add(o, WSI_TOKEN_HTTP_CACHE_CONTROL, "no-store");

	lws_snprintf(v, sizeof(v), "%s%s, max-age=%d",
		     m->cache_revalidate ? "must-revalidate, " : "",
		     m->cache_intermediaries ? "public" : "private",
		     m->cache_max_age);

	return add(o, WSI_TOKEN_HTTP_CACHE_CONTROL, v);
}

static int
add_validators(struct out *o)
{
	const struct lws_http_validators *v = o->h->v;
	char date[40];

	/* what comes of an interpreter is not what the file is */
	if (o->h->f->interpreter)
		return 0;
	if (!lws_http_serve_user_has(o->h->s, "etag:") &&
	    add(o, WSI_TOKEN_HTTP_ETAG, v->etag))
		return 1;
	if (!v->has_modified || lws_http_serve_user_has(o->h->s, "last-modified:"))
		return 0;

	return lws_http_date_render_from_unix(date, sizeof(date),
					      &v->modified) ||
	       add(o, WSI_TOKEN_HTTP_LAST_MODIFIED, date);
}

/* lines as the user wrote them */
static int
add_other_headers(struct out *o)
{
	size_t len = o->h->s->other_headers_len;

	if (!len)
		return 0;
	if ((size_t)(o->end - o->p) < len)
		return 1;
	memcpy(o->p, o->h->s->other_headers, len);
	o->p += len;

	return 0;
}

/* the protocol of the mount adds what it likes */
static int
add_by_user(struct out *o)
{
	const struct lws_http_serve *s = o->h->s;
	struct lws_process_html_args args;

	if (!s->mount || (!s->mount->protocol && !s->interpreter))
		return 0;

	memset(&args, 0, sizeof(args));
	args.p = (char *)o->p;
	args.max_len = (int)(o->end - o->p);
	if (lws_callback(o->wsi, LWS_CALLBACK_ADD_HEADERS, &args, 0) ||
	    lws_wsi_is_dead(o->wsi))
		return 1;
	if (args.p < (char *)o->p || args.p > (char *)o->end) {
		lwsl_wsi_err(o->wsi, "ADD_HEADERS: wrote beyond max_len");
		return 1;
	}
	o->p = (unsigned char *)args.p;

	return 0;
}

/* ---- the parts ---- */

static lws_filepos_t
body_length(const struct lws_http_file *f)
{
	char buf[LWS_HTTP_BETWEEN_MAX];
	lws_filepos_t len = 0;
	unsigned int n;

	for (n = 0; n < f->ranges.count; n++) {
		if (lws_http_file_is_multipart(f))
			len += lws_http_file_between(f, n, buf, sizeof(buf));
		len += f->ranges.range[n].end - f->ranges.range[n].start;
	}
	if (lws_http_file_is_multipart(f))
		len += lws_http_file_between(f, n, buf, sizeof(buf));

	return len;
}

static int
add_content_range(struct out *o)
{
	const struct lws_http_file *f = o->h->f;
	char v[80];

	if (o->h->code == 416)
		lws_snprintf(v, sizeof(v), "bytes */%llu",
			     (unsigned long long)f->length);
	else if (o->h->code == 206 && !lws_http_file_is_multipart(f))
		lws_snprintf(v, sizeof(v), "bytes %llu-%llu/%llu",
			(unsigned long long)f->ranges.range[0].start,
			(unsigned long long)f->ranges.range[0].end - 1,
			(unsigned long long)f->length);
	else
		return 0;

	return add(o, WSI_TOKEN_HTTP_CONTENT_RANGE, v);
}

static int
add_type_and_length(struct out *o)
{
	const struct lws_http_file *f = o->h->f;
	const char *type = f->type;
	char v[80];

	if (o->h->code == 304)
		return 0;
	if (o->h->code == 416)
		return lws_add_http_header_content_length(o->wsi, 0, &o->p,
							  o->end);

	if (lws_http_file_is_multipart(f)) {
		lws_snprintf(v, sizeof(v), "multipart/byteranges; boundary=%s",
			     f->boundary);
		type = v;
	}
	if (*type && add(o, WSI_TOKEN_HTTP_CONTENT_TYPE, type))
		return 1;
	/* the body then has no length, and no parts */
	if (o->h->compress &&
	    !lws_http_compression_apply(o->wsi, NULL, &o->p, o->end, 0))
		return 0;
	if (f->interpreter)
		return o->wsi->http->chunkable &&
		       add(o, WSI_TOKEN_HTTP_TRANSFER_ENCODING, "chunked");

	return lws_add_http_header_content_length(o->wsi, body_length(f),
						  &o->p, o->end);
}

static int
add_coding(struct out *o)
{
	if (!o->h->gzip)
		return 0;

	return (o->h->code != 304 &&
		add(o, WSI_TOKEN_HTTP_CONTENT_ENCODING, "gzip")) ||
	       add(o, WSI_TOKEN_HTTP_VARY, "accept-encoding");
}

static int
build(struct out *o)
{
	if (lws_add_http_header_status(o->wsi, o->h->code, &o->p, o->end) ||
	    add_type_and_length(o) || add_content_range(o) || add_coding(o) ||
	    add_cache_policy(o) || add_validators(o))
		return 1;
	if (o->h->code == 200 && !o->h->f->interpreter && !o->h->compress &&
	    add(o, WSI_TOKEN_HTTP_ACCEPT_RANGES, "bytes"))
		return 1;

	return add_other_headers(o) || add_by_user(o) ||
	       lws_finalize_http_header(o->wsi, &o->p, o->end);
}

int
lws_http_file_send_head(struct lws *wsi, const struct lws_http_file_head *h)
{
	size_t len, room = HEAD_ROOM + h->s->other_headers_len;
	unsigned char *buf = lws_malloc(LWS_PRE + room, "file head");
	struct out o;
	int n = -1;

	if (!buf) {
		lwsl_wsi_err(wsi, "out of memory for the head of an answer");
		return -1;
	}

	o.wsi = wsi;
	o.h = h;
	o.p = buf + LWS_PRE;
	o.end = buf + LWS_PRE + room;
	if (build(&o)) {
		lwsl_wsi_err(wsi, "no head for %s: the user refused, or its "
			     "fields need more than %u bytes", h->s->path,
			     (unsigned int)room);
		goto done;
	}
	len = (size_t)(o.p - (buf + LWS_PRE));
	if (lws_write(wsi, buf + LWS_PRE, len,
		      LWS_WRITE_HTTP_HEADERS) == (int)len)
		n = 0;

done:
	lws_free(buf);

	return n;
}
