/* SPDX-License-Identifier: MIT */
/*
 * What is no WebSocket: files come from the mount, and this answers the form
 * that is sent to /formtest, as JSON to the page's script and as a page to a
 * browser without it.
 */
#include "test-server.h"

enum { PARAM_TEXT, PARAM_SEND, PARAMS };
static const char * const params[PARAMS] = { "text", "send" };

struct session {
	struct lws_spa	*spa;
	struct upload	*upload;
	unsigned int	json:1;
	unsigned int	refused:1;
};

const size_t http_session_size = sizeof(struct session);

/* ---- the answer */

static int
send_page(struct lws *wsi, unsigned int code, const char *type,
	  const char *text, size_t len)
{
	unsigned char head[LWS_PRE + 1536], *start = head + LWS_PRE,
		      *p = start, *end = head + sizeof(head) - 1;

	if (lws_add_http_common_headers(wsi, code, type, len, &p, end) ||
	    lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
					 (const unsigned char *)"no-store", 8,
					 &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end) ||
	    lws_write(wsi, (unsigned char *)(lws_intptr_t)text, len,
		      LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static const char *
value(const struct session *s, int n)
{
	const char *v = s->spa ? lws_spa_get_string(s->spa, n) : NULL;

	return v ? v : "";
}

static size_t
make_json(const struct session *s, char *p, size_t size)
{
	const char *hash = upload_hash(s->upload);
	char text[6 * 256 + 1], name[6 * 128 + 1];

	lws_json_purify(text, value(s, PARAM_TEXT), sizeof(text), NULL);
	lws_json_purify(name, upload_name(s->upload), sizeof(name), NULL);

	return (size_t)lws_snprintf(p, size, "{\"text\":\"%s\",\"name\":"
				    "\"%s\",\"bytes\":%lld,\"sha256\":%s%s%s}",
				    text, name, upload_bytes(s->upload),
				    hash ? "\"" : "", hash ? hash : "null",
				    hash ? "\"" : "");
}

/* appends text as it has to look between tags; how long it is then */
static size_t
escape(char *p, size_t size, size_t at, const char *text)
{
	for (; *text && at + 7 < size; text++) {
		if (*text == '<' || *text == '&' || *text == '>')
			at += (size_t)lws_snprintf(p + at, size - at, "&#%d;",
						   *text);
		else
			p[at++] = *text;
	}
	p[at] = '\0';

	return at;
}

static size_t
make_html(const struct session *s, char *p, size_t size)
{
	const char *hash = upload_hash(s->upload);
	size_t at;

	at = (size_t)lws_snprintf(p, size, "<!DOCTYPE html>\n<html lang=\"en\">"
		"<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
		"content=\"width=device-width\"><title>Form received</title>"
		"<link rel=\"stylesheet\" href=\"style.css\"></head><body>"
		"<main><section class=\"card\"><h1>Form received</h1><dl>"
		"<dt>Text</dt><dd>");
	at = escape(p, size, at, value(s, PARAM_TEXT));
	at += (size_t)lws_snprintf(p + at, size - at, "</dd><dt>File</dt><dd>");
	at = escape(p, size, at, upload_name(s->upload));
	at += (size_t)lws_snprintf(p + at, size - at, "</dd><dt>Bytes</dt><dd>"
		"%lld</dd><dt>SHA-256</dt><dd class=\"hash\">%s</dd></dl>"
		"<p><a href=\"./\">Back</a></p></section></main></body></html>"
		"\n", upload_bytes(s->upload), hash ? hash : "");

	return at;
}

static int
answer(struct lws *wsi, struct session *s)
{
	const size_t size = 8192;
	unsigned int code = s->refused ? HTTP_STATUS_BAD_REQUEST :
					 HTTP_STATUS_OK;
	char *buf = malloc(LWS_PRE + size);
	size_t len;
	int n;

	if (!buf)
		return -1;
	if (upload_too_long(s->upload))
		code = HTTP_STATUS_REQ_ENTITY_TOO_LARGE;
	len = s->json ? make_json(s, buf + LWS_PRE, size) :
			make_html(s, buf + LWS_PRE, size);
	n = send_page(wsi, code, s->json ? "application/json" : "text/html",
		      buf + LWS_PRE, len);
	free(buf);

	return n;
}

/* ---- the form */

static int
begin(struct lws *wsi, struct session *s)
{
	char accept[128];

	if (lws_hdr_copy(wsi, accept, sizeof(accept), WSI_TOKEN_HTTP_ACCEPT) >
	    0)
		s->json = strstr(accept, "application/json") != NULL;
	s->upload = upload_new();
	if (!s->upload)
		return -1;
	s->spa = lws_spa_create(wsi, params, PARAMS, 4096, upload_file,
				s->upload);

	return s->spa ? 0 : -1;
}

static int
body(struct lws *wsi, struct session *s, const char *in, size_t len)
{
	if (s->refused)
		return 0;
	if (!s->spa && begin(wsi, s))
		return -1;
	if (!lws_spa_process(s->spa, in, (int)len))
		return 0;

	/* the answer does not wait for the rest of what is not wanted */
	s->refused = 1;

	return answer(wsi, s);
}

static int
body_complete(struct lws *wsi, struct session *s)
{
	if (s->refused)
		return 0;
	s->refused = !s->spa || lws_spa_finalize(s->spa);

	return answer(wsi, s);
}

static void
forget(struct session *s)
{
	/* its callback is told that nothing more comes, so it goes first */
	lws_spa_destroy(s->spa);
	upload_free(s->upload);
	memset(s, 0, sizeof(*s));
}

static int
is_post(struct lws *wsi)
{
	char *uri;
	int len;

	return lws_http_get_uri_and_method(wsi, &uri, &len) == LWSHUMETH_POST;
}

int
callback_http(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		/* of the form's mount; in is what follows its path */
		if (is_post(wsi))
			return 0;
		if (lws_return_http_status(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED,
					   "This is for POST."))
			return -1;
		return lws_http_transaction_completed(wsi) ? -1 : 0;

	case LWS_CALLBACK_HTTP_BODY:
		return body(wsi, s, in, len);

	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return body_complete(wsi, s);

	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (s)
			forget(s);
		break;

	case LWS_CALLBACK_HTTP_FILE_COMPLETION:
		return lws_http_transaction_completed(wsi) ? -1 : 0;

	default:
		break;
	}

	return 0;
}
