/* SPDX-License-Identifier: MIT */
/*
 * Sending the file of an answer, some at a time.  Its length was promised
 * when it was opened: if there is less of it by now, the connection ends, so
 * that the client sees that something is missing; if there is more, that is
 * for the next request.
 */
#include "private-lib-roles-http.h"

void
lws_http_file_free(struct lws_http_file **pf)
{
	if (!*pf)
		return;

	lws_vfs_file_close(&(*pf)->fop);
	lws_free_set_NULL(*pf);
}

/* of the thread, made by the first who needs it */
static uint8_t *
buffer(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	if (!pt->file_buf)
		pt->file_buf = lws_malloc(LWS_PRE + LWS_HTTP_FILE_BUF,
					  "file buf");
	if (!pt->file_buf) {
		lwsl_wsi_err(wsi, "out of memory for sending a file");
		return NULL;
	}

	return pt->file_buf + LWS_PRE;
}

static int
complain(struct lws *wsi, const char *what)
{
	lwsl_wsi_warn(wsi, "closing in the middle of a file: %s", what);

	return -1;
}

/* How many bytes were read at f->pos; -1: none, that is logged */
static int
read_some(struct lws *wsi, struct lws_http_file *f, uint8_t *buf, size_t len)
{
	lws_filepos_t amount = 0;

	if (f->fop->pos != f->pos &&
	    lws_vfs_file_seek_set(f->fop, (lws_fileofs_t)f->pos) < 0)
		return complain(wsi, "it cannot be positioned");
	if (lws_vfs_file_read(f->fop, &amount, buf, len))
		return complain(wsi, "it cannot be read");
	if (!amount || amount > len)
		return complain(wsi, "it has become shorter");

	return (int)amount;
}

/* ---- what is sent as it is ---- */

static int
send_by_system(struct lws *wsi, struct lws_http_file *f, size_t len)
{
	int n = wsi->role_ops->write_file(wsi, f->fop->fd, f->pos, len);

	if (!n)
		return complain(wsi, "it has become shorter");
	if (n == LWS_PLAT_ERROR)
		return complain(wsi, "the peer is gone");

	return n;
}

static int
send_by_write(struct lws *wsi, struct lws_http_file *f, size_t len)
{
	uint8_t *buf = buffer(wsi);
	int n, last;

	if (!buf)
		return -1;
	if (len > LWS_HTTP_FILE_BUF)
		len = LWS_HTTP_FILE_BUF;
	n = read_some(wsi, f, buf, len);
	if (n < 0)
		return -1;
	last = f->ranges.count == 1 &&
	       f->pos + (unsigned int)n == f->ranges.range[0].end;
	if (lws_write(wsi, buf, (size_t)n, last ? LWS_WRITE_HTTP_FINAL :
						  LWS_WRITE_HTTP) != n)
		return -1;

	return n;
}

/* sends up to len bytes: how many, 0 when the socket takes no more, or -1 */
static int
send_plain(struct lws *wsi, struct lws_http_file *f, size_t len)
{
	int n = LWS_PLAT_UNSUPPORTED;

	if (f->system && len >= LWS_HTTP_FILE_SYSTEM &&
	    wsi->role_ops->write_file)
		n = send_by_system(wsi, f, len);
	if (n == LWS_PLAT_UNSUPPORTED) {
		f->system = 0;
		n = send_by_write(wsi, f, len);
	}
	if (n == LWS_PLAT_AGAIN)
		return 0;
	if (n > 0)
		f->pos += (unsigned int)n;

	return n;
}

/* ---- what a protocol rewrites ---- */

/* lws_chunked_html_process() makes it a chunk; where the user did without,
 * this does.  Returns the length. */
static int
make_chunk(struct lws_process_html_args *a)
{
	char size[12];
	int n;

	if (!a->chunked)
		return a->len;

	n = lws_snprintf(size, sizeof(size), "%X\r\n", (unsigned int)a->len);
	if (a->len) {
		a->p -= n;
		memcpy(a->p, size, (size_t)n);
		memcpy(a->p + n + a->len, "\r\n", 2);
		a->len += n + 2;
	}
	if (a->final) {
		memcpy(a->p + a->len, "0\r\n\r\n", 5);
		a->len += 5;
	}

	return a->len;
}

/* room for the size of a chunk before it, and what follows the last one */
#define CHUNK_BEFORE	16
#define CHUNK_BEHIND	16

static int
send_interpreted(struct lws *wsi, struct lws_http_file *f)
{
	uint64_t left = f->length - f->pos;
	struct lws_process_html_args a;
	uint8_t *buf = buffer(wsi);
	int n = 0, taken;
	char *was;

	if (!buf)
		return -1;
	memset(&a, 0, sizeof(a));
	a.p = was = (char *)buf + CHUNK_BEFORE;
	if (left)
		n = read_some(wsi, f, buf + CHUNK_BEFORE,
			      left < LWS_HTTP_INTERPRET_BUF / 2 ?
				(size_t)left : LWS_HTTP_INTERPRET_BUF / 2);
	if (n < 0)
		return -1;
	taken = a.len = n;
	a.max_len = (int)LWS_HTTP_INTERPRET_BUF;
	a.final = (uint64_t)(unsigned int)n == left;
	a.chunked = wsi->http->chunkable;

	if (lws_callback(wsi, LWS_CALLBACK_PROCESS_HTML, &a, 0))
		return -1;
	if (lws_wsi_is_dead(wsi) || wsi->closing || wsi->http->file != f)
		return -1;
	if (a.len < 0 || a.p < (char *)buf || a.p + a.len > was + a.max_len +
							CHUNK_BEHIND)
		return complain(wsi, "PROCESS_HTML wrote beyond max_len");

	n = make_chunk(&a);
	if (n && lws_write(wsi, (unsigned char *)a.p, (size_t)n,
			   a.final ? LWS_WRITE_HTTP_FINAL :
				     LWS_WRITE_HTTP) != n)
		return -1;
	f->pos += (unsigned int)taken;
	if (a.final)
		f->interpreter = NULL;

	return taken ? taken : 1;
}

/* ---- several parts (RFC 9110 15.3.7.2) ---- */

size_t
lws_http_file_between(const struct lws_http_file *f, unsigned int part,
		      char *buf, size_t size)
{
	const struct lws_http_range *r = &f->ranges.range[part];

	if (part == f->ranges.count)
		return (size_t)lws_snprintf(buf, size, "\r\n--%s--\r\n",
					    f->boundary);

	return (size_t)lws_snprintf(buf, size,
			"\r\n--%s\r\n%s%s%s"
			"content-range: bytes %llu-%llu/%llu\r\n\r\n",
			f->boundary, f->type[0] ? "content-type: " : "",
			f->type, f->type[0] ? "\r\n" : "",
			(unsigned long long)r->start,
			(unsigned long long)r->end - 1,
			(unsigned long long)f->length);
}

static int
send_between(struct lws *wsi, struct lws_http_file *f)
{
	char buf[LWS_PRE + LWS_HTTP_BETWEEN_MAX];
	size_t n;

	if (!lws_http_file_is_multipart(f))
		return 0;
	n = lws_http_file_between(f, f->part, buf + LWS_PRE,
				  sizeof(buf) - LWS_PRE);

	return lws_write(wsi, (unsigned char *)buf + LWS_PRE, n,
			 f->part == f->ranges.count ? LWS_WRITE_HTTP_FINAL :
						      LWS_WRITE_HTTP) < 0;
}

/* 0: the part is complete; 1: not yet; -1 */
static int
send_part(struct lws *wsi, struct lws_http_file *f, size_t *budget)
{
	const struct lws_http_range *r = &f->ranges.range[f->part];
	int n;

	if (!f->begun) {
		f->pos = r->start;
		if (send_between(wsi, f))
			return -1;
		f->begun = 1;
	}

	while (f->pos < r->end || f->interpreter) {
		uint64_t left = r->end - f->pos;

		if (!*budget || wsi->buflist_out)
			return 1;
		n = f->interpreter ? send_interpreted(wsi, f) :
			send_plain(wsi, f, left < *budget ? (size_t)left :
							    *budget);
		if (n <= 0)
			return n ? -1 : 1;
		*budget -= (size_t)n < *budget ? (size_t)n : *budget;
	}
	f->begun = 0;

	return 0;
}

enum lws_http_file_sent
lws_http_file_send(struct lws *wsi)
{
	struct lws_http_file *f = wsi->http->file;
	size_t budget = f->system ? LWS_HTTP_FILE_SYSTEM_ROUND :
				    LWS_HTTP_FILE_ROUND;
	int n;

	while (f->part < f->ranges.count) {
		n = send_part(wsi, f, &budget);
		if (n)
			return n < 0 ? LWS_HTTP_FILE_FAILED :
				       LWS_HTTP_FILE_MORE;
		f->part++;
	}

	return send_between(wsi, f) ? LWS_HTTP_FILE_FAILED :
				      LWS_HTTP_FILE_DONE;
}

int
lws_serve_http_file_fragment(struct lws *wsi)
{
	if (!wsi->http || !wsi->http->file)
		return -1;

	switch (lws_http_file_send(wsi)) {
	case LWS_HTTP_FILE_MORE:
		lws_role_wants_pollout(wsi);
		return 0;
	case LWS_HTTP_FILE_DONE:
		lws_http_file_free(&wsi->http->file);
		if (lws_callback(wsi, LWS_CALLBACK_HTTP_FILE_COMPLETION, NULL,
				 0) < 0)
			return -1;
		return 1;
	default:
		return -1;
	}
}
