/* SPDX-License-Identifier: MIT */
#include "client-script.h"

struct lws_context *cs_cx;
struct lws_vhost *cs_vh;
int cs_port, cs_accepted;
const char *cs_auto;
struct cs_client cs_c[CS_CLIENTS];
struct t_peer cs_conn[CS_CONNS];
char cs_log[CS_CONNS][8192];
size_t cs_pace;

static size_t log_len[CS_CONNS], log_done[CS_CONNS];
static lws_sockfd_type listener;

static void
upload(struct lws *wsi, struct cs_client *c)
{
	uint8_t buf[LWS_PRE + 1024], *p = buf + LWS_PRE;
	char *q = (char *)p, *end = q + 1024;
	size_t n;

	if (c->multipart) {
		CHECK(!lws_client_http_multipart(wsi, "na\"me", NULL, NULL, &q,
						 end));
		q += lws_snprintf(q, 16, "value");
		CHECK(!lws_client_http_multipart(wsi, "f", "a\r\nb.txt",
						 "text/plain", &q, end));
		q += lws_snprintf(q, 16, "file");
		CHECK(!lws_client_http_multipart(wsi, NULL, NULL, NULL, &q,
						 end));
		lws_client_http_body_pending(wsi, 0);
		n = (size_t)(q - (char *)p);
		CHECK_EQ(lws_write(wsi, p, n, LWS_WRITE_HTTP_FINAL), n);
		return;
	}

	n = strlen(c->upload_now);
	if (c->piece && n > c->piece)
		n = c->piece;
	memcpy(p, c->upload_now, n);
	c->upload_now += n;
	if (!*c->upload_now)
		lws_client_http_body_pending(wsi, 0);
	else
		lws_callback_on_writable(wsi);
	n = (size_t)lws_write(wsi, p, n, !*c->upload_now && c->final ?
					LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP);
	(void)n;
}

/* what came of it before stays if there is no list this time */
static void
take_conmon(struct lws *wsi, struct cs_client *c)
{
	struct addrinfo *was = c->conmon.dns_results_copy;

	lws_conmon_wsi_take(wsi, &c->conmon);
	if (was) {
		CHECK(!c->conmon.dns_results_copy);
		c->conmon.dns_results_copy = was;
	}
}

static int
event(struct lws *wsi, struct cs_client *c, enum lws_callback_reasons reason,
      void *in, size_t len)
{
	char buf[LWS_PRE + 64], *p = buf + LWS_PRE, **pp = in;
	int n = 64;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		t_trace_add(&c->trace, "append");
		if (c->headers)
			*pp += lws_snprintf(*pp, len, "%s", c->headers);
		c->upload_now = c->upload;
		if (c->upload || c->multipart)
			lws_client_http_body_pending(wsi, 1);
		break;
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		if (!c->upload_now || c->upload_now == c->upload)
			t_trace_add(&c->trace, "writeable");
		if (c->upload_now || c->multipart)
			upload(wsi, c);
		break;
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		t_trace_add(&c->trace, "redirect:%d", (int)len);
		break;
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		t_trace_add(&c->trace, "pre");
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		c->status = lws_http_client_http_response(wsi);
		t_trace_add(&c->trace, "est:%u", c->status);
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		if (CHECK(c->body_len + len < sizeof(c->body))) {
			memcpy(c->body + c->body_len, in, len);
			c->body_len += len;
			c->body[c->body_len] = '\0';
		}
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		t_trace_add(&c->trace, "done");
		take_conmon(wsi, c);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		t_trace_add(&c->trace, "error");
		lws_snprintf(c->error, sizeof(c->error), "%.*s", (int)len,
			     in ? (const char *)in : "");
		take_conmon(wsi, c);
		c->over++;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		t_trace_add(&c->trace, "closed");
		take_conmon(wsi, c);
		c->over++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		c->wsi = NULL;
		return 0;
	default:
		return 0;
	}

	if (c->close_at == (int)reason)
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);

	return c->refuse == (int)reason ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct cs_client *c = wsi ? lws_get_opaque_user_data(wsi) : NULL;

	(void)user;
	if (!c || (uintptr_t)c < (uintptr_t)cs_c ||
	    (uintptr_t)c >= (uintptr_t)(cs_c + CS_CLIENTS))
		return 0;

	return event(wsi, c, reason, in, len);
}

const struct lws_protocols cs_protocols[] = {
	{ "http", callback, 8, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

int
cs_create(struct lws_context_creation_info *info)
{
	info->port = CONTEXT_PORT_NO_LISTEN;
	t_info(info, cs_protocols);
	info->iface = NULL;
	cs_cx = lws_create_context(info);
	listener = t_sock_listen(&cs_port, 64);
	if (!CHECK(cs_cx && listener != T_INVALID))
		return 1;
	cs_vh = lws_get_vhost_by_name(cs_cx, "default");
	t_tick_start(cs_cx);

	return 0;
}

void
cs_destroy(void)
{
	cs_reset();
	t_tick_stop();
	t_sock_close(listener);
	lws_context_destroy(cs_cx);
}

void
cs_reset(void)
{
	int n;

	for (n = 0; n < CS_CLIENTS; n++)
		if (cs_c[n].wsi)
			lws_set_timeout(cs_c[n].wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
	t_settle(cs_cx, 3);
	for (n = 0; n < cs_accepted; n++)
		t_peer_close(&cs_conn[n]);
	t_settle(cs_cx, 3);
	for (n = 0; n < CS_CLIENTS; n++)
		lws_conmon_release(&cs_c[n].conmon);
	memset(cs_c, 0, sizeof(cs_c));
	memset(cs_conn, 0, sizeof(cs_conn));
	memset(cs_log, 0, sizeof(cs_log));
	memset(log_len, 0, sizeof(log_len));
	memset(log_done, 0, sizeof(log_done));
	cs_accepted = 0;
}

struct lws *
cs_start(int n, const char *method, const char *path, int flags,
	 const struct lws_client_connect_info *more)
{
	struct lws_client_connect_info i;
	struct cs_client *c = &cs_c[n];

	if (more)
		i = *more;
	else
		memset(&i, 0, sizeof(i));
	i.context = cs_cx;
	if (!i.address)
		i.address = "127.0.0.1";
	if (!i.host)
		i.host = "the.host";
	if (!i.port)
		i.port = cs_port;
	i.path = path;
	i.method = method;
	i.ssl_connection = flags;
	i.opaque_user_data = c;
	i.pwsi = &c->wsi;

	return lws_client_connect_via_info(&i);
}

static int
answer(int n)
{
	char *p = strstr(cs_log[n] + log_done[n], "\r\n\r\n");

	if (!p)
		return 0;
	log_done[n] = (size_t)(p - cs_log[n]) + 4;
	t_peer_send(&cs_conn[n], cs_auto, strlen(cs_auto));

	return 1;
}

/* takes what has come, and who */
static void
look(void)
{
	lws_sockfd_type fd;
	int n;

	while (cs_accepted < CS_CONNS &&
	       (fd = t_sock_accept(listener)) != T_INVALID) {
		t_peer_adopt(&cs_conn[cs_accepted], fd);
		cs_conn[cs_accepted].pace = cs_pace;
		cs_accepted++;
	}
	for (n = 0; n < cs_accepted; n++) {
		struct t_buf *b = &cs_conn[n].rx;
		size_t m = b->len, room = sizeof(cs_log[n]) - 1 - log_len[n];

		if (m > room)
			m = room;
		if (m)
			memcpy(cs_log[n] + log_len[n], b->data, m);
		log_len[n] += m;
		t_buf_use(b, b->len);
		while (cs_auto && answer(n))
			;
	}
}

static int
due(const struct cs_step *s)
{
	const char *p;

	if (s->conn >= cs_accepted)
		return 0;
	if (!s->want)
		return 1;
	p = strstr(cs_log[s->conn] + log_done[s->conn], s->want);
	if (!p)
		return 0;
	log_done[s->conn] = (size_t)(p - cs_log[s->conn]) + strlen(s->want);

	return 1;
}

static int
ends(void)
{
	int n, ends = 0;

	for (n = 0; n < CS_CLIENTS; n++)
		ends += cs_c[n].over;

	return ends;
}

/* returns how many steps were done */
static size_t
play(const struct cs_step *steps, size_t count, int clients, int badly)
{
	uint64_t until = t_now() + 10000000u * (uint64_t)t_slowness();
	size_t at = 0;

	while (((at < count && !badly) || ends() < clients) &&
	       t_now() < until) {
		look();
		if (at < count && due(&steps[at])) {
			struct t_peer *p = &cs_conn[steps[at].conn];

			if (steps[at].give)
				t_peer_send(p, steps[at].give,
					    strlen(steps[at].give));
			if (steps[at].end == 1)
				p->shut_after = 1;
			if (steps[at].end == 2) {
				t_sock_reset(p->fd);
				t_peer_forget(p);
				p->fd = T_INVALID;
			}
			at++;
			continue;
		}
		if (lws_service(cs_cx, 0) < 0)
			break;
	}
	look();

	return at;
}

void
cs_play_badly(const struct cs_step *steps, size_t count, int clients)
{
	(void)play(steps, count, clients, 1);
	CHECK_EQ(ends(), clients);
	t_settle(cs_cx, 2);
	CHECK_EQ(ends(), clients);
}

void
cs_play(const struct cs_step *steps, size_t count, int clients)
{
	size_t at = play(steps, count, clients, 0);

	if (at < count)
		CHECK_STR(cs_log[steps[at].conn], steps[at].want);
	CHECK_EQ(at, count);
	CHECK_EQ(ends(), clients);
	t_settle(cs_cx, 2);
	CHECK_EQ(ends(), clients);
}
