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

char sut_events[16384];
static size_t events_len;
int sut_port, sut_opened, sut_closed, sut_quiet;

static void
note(const char *text, size_t len)
{
	if (sut_quiet || !CHECK(events_len + len < sizeof(sut_events)))
		return;
	memcpy(sut_events + events_len, text, len);
	events_len += len;
	sut_events[events_len] = '\0';
}

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
	if (len) {
		note("=", 1);
		note(s->body, len);
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
	if (sut_quiet == 2) {
		printf("%s\n", s->line);
		fflush(stdout);
	}
	if (events_len)
		note(" ", 1);
	note(s->line, strlen(s->line));

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

/* ---- the peer ---- */

static unsigned int rnd;

size_t
sut_bytewise(size_t left)
{
	(void)left;

	return 1;
}

void
sut_cut_seed(unsigned int seed)
{
	rnd = seed * 2654435761u + 1;
}

size_t
sut_random(size_t left)
{
	size_t n;

	rnd = rnd * 1103515245u + 12345u;
	/* of all magnitudes alike */
	n = ((size_t)rnd >> 16) % ((size_t)1 << (rnd >> 8) % 12) + 1;

	return n < left ? n : left;
}

static void
take_answers(lws_sockfd_type fd, struct sut_outcome *o)
{
	int n;

	while (!o->ended && o->len < sizeof(o->answers) - 1) {
		n = t_sock_recv(fd, o->answers + o->len,
				sizeof(o->answers) - 1 - o->len);
		if (n == T_AGAIN)
			break;
		if (n < 0)
			o->ended = n == T_EOF ? 1 : 2;
		else
			o->len += (size_t)n;
	}
	o->answers[o->len] = '\0';
}

void
sut_run(struct lws_context *cx, const char *bytes, size_t len, sut_cut cut,
	const char *last, struct sut_outcome *o)
{
	int opened = sut_opened, closed = sut_closed;
	lws_sockfd_type fd = t_sock_connect(sut_port);
	size_t at = 0, n = 0;
	uint64_t end;

	memset(o, 0, sizeof(*o));
	events_len = 0;
	sut_events[0] = '\0';
	t_log_mark();
	t_until(cx, sut_opened > opened, 5000);
	end = t_now() + 10000000u * (uint64_t)t_slowness();
	while (!o->ended && !strstr(o->answers, last) && t_now() < end) {
		int sent = 0;

		if (at < len) {
			if (!n)
				n = cut ? cut(len - at) : len - at;
			sent = t_sock_send(fd, bytes + at, n);
			/* a server that has refused does not take the rest */
			if (sent < 0)
				sent = (int)(len - at);
			at += (size_t)sent;
			n = (size_t)sent < n ? n - (size_t)sent : 0;
		}
		if (lws_service(cx, -1) < 0)
			break;
		take_answers(fd, o);
		if (at == len && !sent)
			t_sleep_ms(1);
	}
	o->logged = t_log_count();
	lws_strncpy(o->events, sut_events, sizeof(o->events));
	t_sock_close(fd);
	t_until(cx, sut_closed > closed, 5000);
	CHECK_EQ(sut_closed, closed + 1);
}

int
sut_last_status(const struct sut_outcome *o, int *count)
{
	const char *p = o->answers, *last = NULL;

	*count = 0;
	while ((p = strstr(p, "HTTP/1.")) != NULL) {
		(*count)++;
		last = p;
		p += 7;
	}

	return last ? atoi(last + 9) : 0;
}
