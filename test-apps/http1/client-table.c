/* SPDX-License-Identifier: MIT */
/*
 * Good and bad responses against a live client, over a socket: all at once,
 * byte by byte, and in pieces of any size, which has to give the same events and the same body.  Each
 * attempt ends once, and what comes behind the response is nobody's.
 *
 *   http1-client-table [--table]
 */
#include "cases.h"
#include "tests.h"

#define BEHIND "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbehind"

static struct lws_context *cx;
static struct t_trace trace;
static lws_sockfd_type listener;
static int port, over;
static char body[512], error[128];
static size_t body_len;

static int
read_body(struct lws *wsi)
{
	char buf[LWS_PRE + 64], *p = buf + LWS_PRE;
	int n = (int)(sizeof(buf) - LWS_PRE);

	return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		t_trace_add(&trace, "pre");
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		t_trace_add(&trace, "established");
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_body(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		if (CHECK(body_len + len < sizeof(body))) {
			memcpy(body + body_len, in, len);
			body_len += len;
			body[body_len] = '\0';
		}
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		t_trace_add(&trace, "completed");
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		t_trace_add(&trace, "error");
		lws_snprintf(error, sizeof(error), "%.*s", (int)len,
			     in ? (const char *)in : "");
		over++;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		t_trace_add(&trace, "closed");
		over++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, 8, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* a request of ours, to a server made of bytes; T_INVALID */
static lws_sockfd_type
begin(const char *method)
{
	struct lws_client_connect_info i;
	lws_sockfd_type fd = T_INVALID;
	char head[1024];
	int n = 0, at = 0;

	t_trace_clear(&trace);
	body[0] = error[0] = '\0';
	body_len = 0;
	over = 0;
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = i.origin = "127.0.0.1";
	i.path = "/";
	i.port = port;
	i.method = method;
	if (!CHECK(lws_client_connect_via_info(&i)))
		return fd;
	t_until(cx, over || (fd = t_sock_accept(listener)) != T_INVALID, 5000);
	if (fd == T_INVALID)
		return fd;
	/* the whole request, before anything is answered */
	head[0] = '\0';
	t_until(cx, (n = t_sock_recv(fd, head + at,
				     sizeof(head) - 1 - (size_t)at)) < 0 ||
		(at += n, head[at] = '\0', strstr(head, "\r\n\r\n")) || over,
		5000);
	CHECK(at > 0 && !over);

	return fd;
}

static size_t
make(const struct client_case *c, char *buf, size_t size)
{
	size_t at = c->len - c->tail, n, flen = c->fill ? strlen(c->fill) : 0;

	if (!CHECK(c->len + c->fills * flen + sizeof(BEHIND) < size))
		return 0;
	memcpy(buf, c->bytes, at);
	for (n = 0; n < c->fills; n++) {
		memcpy(buf + at, c->fill, flen);
		at += flen;
	}
	memcpy(buf + at, c->bytes + c->len - c->tail, c->tail);
	at += c->tail;
	if (c->closes)
		return at;
	memcpy(buf + at, BEHIND, sizeof(BEHIND) - 1);

	return at + sizeof(BEHIND) - 1;
}

#define ANY ((size_t)-1)	/* of all sizes */

static size_t
cut(size_t each, size_t left)
{
	static unsigned int rnd = 4711;

	if (each == ANY) {
		rnd = rnd * 1103515245u + 12345u;
		each = (rnd >> 16) % 100 + 1;
	}

	return each && each < left ? each : left;
}

static void
run(const struct client_case *c, size_t each)
{
	static char buf[32768];
	size_t len = make(c, buf, sizeof(buf)), at = 0;
	lws_sockfd_type fd;

	t_case("%s: %s, %s", c->group, c->name, each == ANY ? "in pieces" :
	       each ? "byte by byte" : "at once");
	fd = begin(c->method);
	if (fd == T_INVALID)
		return;
	while (at < len && !over) {
		int sent = t_sock_send(fd, buf + at, cut(each, len - at));

		if (sent < 0)
			break;
		at += (size_t)sent;
		if (lws_service(cx, -1) < 0)
			break;
	}
	if (c->closes)
		t_sock_shut_write(fd);
	t_until(cx, over, 5000);
	t_sock_close(fd);
	CHECK_EQ(over, 1);
	CHECK_STR(trace.text, c->end);
	CHECK_STR(body, c->body);
	if (!strcmp(c->end, "error"))
		CHECK(!strncmp(error, "handshake: ", 11));
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int table = argc > 1 && !strcmp(argv[1], "--table");
	unsigned int refused = 0;
	size_t n;

	t_begin("http1-client-table", 200);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	info.timeout_secs = 20;
	info.iface = NULL;
	cx = lws_create_context(&info);
	listener = t_sock_listen(&port, 16);
	if (!CHECK(cx && listener != T_INVALID))
		return t_end();
	t_tick_start(cx);

	for (n = 0; n < client_cases_count; n++) {
		const struct client_case *c = &client_cases[n];

		run(c, 0);
		run(c, 1);
		run(c, ANY);
		run(c, ANY);
		if (table)
			printf("%-8s %-40s %-34s %s\n", c->group, c->name,
			       trace.text, error);
		refused += !strcmp(c->end, "error") ||
			   !strstr(c->end, "completed");
	}
	printf("http1-client-table: %u responses, %u of them refused\n",
	       (unsigned int)client_cases_count, refused);
	t_case("size of the table");
	CHECK(refused >= 40);

	t_tick_stop();
	t_sock_close(listener);
	lws_context_destroy(cx);

	return t_end();
}
