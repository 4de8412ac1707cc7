/* SPDX-License-Identifier: MIT */
/*
 * Whole answers that the library can give by itself: a status with a page, a
 * redirect, and what happens to a request that no protocol cares for.
 */
#include "private-lib-roles-http.h"

#define HEAD_ROOM	2048u	/* LWS_RECOMMENDED_MIN_HEADER_SPACE */

/* the vhost's own page for "not found"; not for itself, or it goes in circles */
static const char *
error_page(const struct lws *wsi, unsigned int code)
{
	const char *page = wsi->vhost ? wsi->vhost->error_document_404 : NULL;
	const struct allocated_headers *ah = lws_http_ah(wsi);
	const char *path = ah ? lws_ah_value(ah,
			(unsigned int)lws_http_method_token(ah->head.method)) :
			NULL;

	if (code != HTTP_STATUS_NOT_FOUND || !page || !path ||
	    !strcmp(page, path))
		return NULL;

	return page;
}

static int
redirect_to_page(struct lws *wsi, const char *page)
{
	unsigned char buf[LWS_PRE + HEAD_ROOM], *p = buf + LWS_PRE;

	return lws_http_redirect(wsi, HTTP_STATUS_FOUND,
				 (const unsigned char *)page,
				 (int)strlen(page), &p,
				 buf + sizeof(buf)) < 0 ? -1 : 0;
}

static int
send_page(struct lws *wsi, unsigned int code, const char *html, uint8_t *buf,
	  size_t size)
{
	unsigned char *start = buf + LWS_PRE, *p = start;
	int head_only = wsi->http && wsi->http->method == LWSHUMETH_HEAD;
	char *body = (char *)start + HEAD_ROOM + LWS_PRE;
	int n;

	n = lws_snprintf(body, size - LWS_PRE * 2 - HEAD_ROOM,
			 "<!DOCTYPE html>\n<html lang=\"en\"><head>"
			 "<meta charset=\"utf-8\"><title>%u %s</title></head>"
			 "<body><h1>%u</h1>%s</body></html>\n", code,
			 lws_http_reason(code), code, html);

	if (lws_add_http_common_headers(wsi, code, "text/html",
					code == 204 || code == 304 ?
					LWS_ILLEGAL_HTTP_CONTENT_LEN :
					(lws_filepos_t)n,
					&p, start + HEAD_ROOM) ||
	    lws_finalize_write_http_header(wsi, start, &p, start + HEAD_ROOM))
		return -1;

	if (head_only || code == 204 || code == 304)
		return 0;

	return lws_write(wsi, (unsigned char *)body, (size_t)n,
			 LWS_WRITE_HTTP_FINAL) == n ? 0 : -1;
}

int
lws_return_http_status(struct lws *wsi, unsigned int code,
		       const char *html_body)
{
	const char *page = error_page(wsi, code);
	uint8_t *buf;
	size_t size;
	int n;

	if (page)
		return redirect_to_page(wsi, page);

	if (!html_body)
		html_body = "";
	size = LWS_PRE * 2 + HEAD_ROOM + 256 + strlen(html_body);
	buf = lws_malloc(size, "status page");
	if (!buf) {
		lwsl_wsi_err(wsi, "out of memory for the answer %u", code);
		return -1;
	}
	n = send_page(wsi, code, html_body, buf, size);
	lws_free(buf);

	return n;
}

int
lws_http_redirect(struct lws *wsi, int code, const unsigned char *loc,
		  int len, unsigned char **p, unsigned char *end)
{
	unsigned char *start = *p;

	if (lws_add_http_common_headers(wsi, (unsigned int)code, "text/html",
					0, p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_LOCATION, loc,
					 len, p, end) ||
	    lws_finalize_http_header(wsi, p, end))
		return -1;

	return lws_write(wsi, start, (size_t)(*p - start),
			 LWS_WRITE_HTTP_HEADERS | LWS_WRITE_H2_STREAM_END);
}

/* of a client whose user does not look at the body */
static int
drain(struct lws *wsi)
{
	char buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	int len = (int)(sizeof(buf) - LWS_PRE);

	return lws_http_client_read(wsi, &p, &len) < 0 ? -1 : 0;
}

/*
 * A method that nobody has taken up for a file: which ones there are.  OPTIONS
 * asks for just that.
 */
static int
say_methods(struct lws *wsi)
{
	static const char allow[] = "GET, HEAD, POST, OPTIONS";
	unsigned char buf[LWS_PRE + HEAD_ROOM], *start = buf + LWS_PRE,
		      *p = start, *end = buf + sizeof(buf);
	int options = wsi->http->method == LWSHUMETH_OPTIONS;

	if (lws_add_http_header_status(wsi, options ? HTTP_STATUS_NO_CONTENT :
					HTTP_STATUS_METHOD_NOT_ALLOWED, &p,
				       end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_ALLOW,
					 (const unsigned char *)allow,
					 (int)sizeof(allow) - 1, &p, end) ||
	    (!options && lws_add_http_header_content_length(wsi, 0, &p, end)))
		return -1;

	return lws_finalize_write_http_header(wsi, start, &p, end);
}

static int
nobody_cares(struct lws *wsi)
{
	if (wsi->http && wsi->http->only_file_methods)
		return say_methods(wsi);

	return lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL);
}

int
lws_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len)
{
	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (nobody_cares(wsi))
			return -1;
		break;

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (wsi->http && !wsi->http->answered &&
		    lws_return_http_status(wsi, HTTP_STATUS_OK, NULL))
			return -1;
		break;

	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		break;

	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return drain(wsi);

	default:
		return 0;
	}

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}
