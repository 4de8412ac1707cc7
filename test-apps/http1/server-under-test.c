/* SPDX-License-Identifier: MIT */
/*
 * See server-under-test.h.
 */
#include "server-under-test.h"

#define BODY_MAX 1024

struct session {
	char		line[128];	/* about the request */
	char		body[BODY_MAX + 1];
	size_t		len;
};

struct t_trace sut_trace;
int sut_port, sut_opened, sut_closed;

static const struct {
	enum lws_token_indexes token;
	const char *name;
} methods[] = {
	{ WSI_TOKEN_GET_URI, "GET" }, { WSI_TOKEN_POST_URI, "POST" },
	{ WSI_TOKEN_HEAD_URI, "HEAD" }, { WSI_TOKEN_PUT_URI, "PUT" },
	{ WSI_TOKEN_DELETE_URI, "DELETE" }, { WSI_TOKEN_OPTIONS_URI, "OPTIONS" },
	{ WSI_TOKEN_PATCH_URI, "PATCH" },
};

static const char *
method_of(struct lws *wsi)
{
	size_t n;

	for (n = 0; n < T_ARRAY(methods); n++)
		if (lws_hdr_total_length(wsi, methods[n].token))
			return methods[n].name;

	return "?";
}

static int
answer(struct lws *wsi, struct session *s)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		*end = buf + sizeof(buf) - 1;
	char text[192];
	size_t len;

	len = (size_t)lws_snprintf(text, sizeof(text), "%s, %u bytes\n",
				   s->line, (unsigned int)s->len);
	if (lws_add_http_common_headers(wsi, 200, "text/plain", len, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	if (strncmp(s->line, "HEAD ", 5)) {
		memcpy(start, text, len);
		if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) !=
								(int)len)
			return -1;
	}

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

/* what was the body is written down when it is complete */
static int
complete(struct lws *wsi, struct session *s)
{
	size_t len = s->len < BODY_MAX ? s->len : BODY_MAX;

	/* as one word with what the request began */
	if (len && sut_trace.len + len + 2 < sizeof(sut_trace.text)) {
		sut_trace.text[sut_trace.len++] = '=';
		memcpy(sut_trace.text + sut_trace.len, s->body, len);
		sut_trace.len += len;
		sut_trace.text[sut_trace.len] = '\0';
	}

	return answer(wsi, s);
}

static int
has_body(struct lws *wsi)
{
	char n[32];

	return lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) ||
	       (lws_hdr_copy(wsi, n, sizeof(n),
			     WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 && atoi(n));
}

static int
begin(struct lws *wsi, struct session *s, const char *uri)
{
	const char *method = method_of(wsi);
	char host[64] = "-";

	if (lws_hdr_total_length(wsi, WSI_TOKEN_HOST) &&
	    lws_hdr_copy(wsi, host, sizeof(host), WSI_TOKEN_HOST) < 0)
		return -1;

	s->len = 0;
	lws_snprintf(s->line, sizeof(s->line), "%s %s@%s", method, uri, host);
	t_trace_add(&sut_trace, "%s", s->line);

	/* these have their completion without a body too */
	if (has_body(wsi) || !strcmp(method, "POST") ||
	    !strcmp(method, "PUT") || !strcmp(method, "PATCH"))
		return 0;

	return answer(wsi, s);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		sut_opened++;
		break;
	case LWS_CALLBACK_HTTP:
		return begin(wsi, s, in);
	case LWS_CALLBACK_HTTP_BODY:
		/* more than there is room for: the length is counted */
		if (s->len + len <= BODY_MAX)
			memcpy(s->body + s->len, in, len);
		s->len += len;
		break;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return complete(wsi, s);
	case LWS_CALLBACK_CLOSED_HTTP:
		sut_closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, sizeof(struct session), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

struct lws_context *
sut_create(unsigned int timeout_secs)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.timeout_secs = timeout_secs;
	info.keepalive_timeout = (int)timeout_secs;
	cx = lws_create_context(&info);
	if (!cx)
		return NULL;
	sut_port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx,
								   "default"));

	return cx;
}
