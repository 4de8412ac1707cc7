/* SPDX-License-Identifier: MIT */
/*
 * The client's side of the h1 role against a server made of bytes: every way
 * a body can end, what is refused, and exactly one end for each attempt.
 */
#include "private-lib-roles-h1.h"
#include "../api-tests/tests.h"

static struct lws_context *cx;
static struct t_trace trace;
static struct t_peer server;
static lws_sockfd_type listener;
static char body[512], error[256];
static size_t body_len;
static int port, closed, ignore_body, refuse_at, append_junk;
static const char *to_send;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	char buf[LWS_PRE + 16], *p = buf + LWS_PRE, **pp = in;
	int n = (int)(sizeof(buf) - LWS_PRE);

	LWS_UNUSED(user);
	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		t_trace_add(&trace, "append");
		CHECK(len > 100);
		if (append_junk)
			*pp += len + 1;
		else
			*pp += lws_snprintf(*pp, len, "X-Mine: 1\r\n%s%s",
					    to_send ? "Content-Length: 4\r\n" :
						      "", "");
		if (to_send)
			lws_client_http_body_pending(wsi, 1);
		break;
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		t_trace_add(&trace, "writeable");
		memcpy(p, to_send, 4);
		CHECK_EQ(lws_write(wsi, (uint8_t *)p, 4, LWS_WRITE_HTTP_FINAL),
			 4);
		lws_client_http_body_pending(wsi, 0);
		break;
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		t_trace_add(&trace, "pre:%u",
			    lws_http_client_http_response(wsi));
		return refuse_at == 1;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		t_trace_add(&trace, "established");
		/* no stream of HTTP/2 */
		CHECK_EQ(lws_h2_client_stream_long_poll_rxonly(wsi), 1);
		CHECK_EQ(lws_h2_update_peer_txcredit(wsi,
				(unsigned int)LWS_H2_STREAM_SID, 100), 0);
		CHECK_EQ(lws_h2_get_peer_txcredit_estimate(wsi), 0);
		return refuse_at == 2;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		if (ignore_body)
			return 0;
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		if (CHECK(body_len + len < sizeof(body))) {
			memcpy(body + body_len, in, len);
			body_len += len;
			body[body_len] = '\0';
		}
		return refuse_at == 3;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		t_trace_add(&trace, "completed");
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		t_trace_add(&trace, "error");
		lws_snprintf(error, sizeof(error), "%.*s", (int)len,
			     in ? (const char *)in : "");
		closed++;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		t_trace_add(&trace, "closed");
		closed++;
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

static void
start(const char *method, const char *path)
{
	struct lws_client_connect_info i;
	lws_sockfd_type fd = T_INVALID;

	t_trace_clear(&trace);
	body[0] = error[0] = '\0';
	body_len = 0;
	closed = 0;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = "127.0.0.1";
	i.host = "the.host";
	i.origin = "the.origin";
	i.path = path;
	i.port = port;
	i.method = method;
	if (!CHECK(lws_client_connect_via_info(&i)))
		return;
	t_until(cx, closed ||
		(fd = t_sock_accept(listener)) != T_INVALID, 3000);
	if (fd != T_INVALID)
		t_peer_adopt(&server, fd);
	else
		memset(&server, 0, sizeof(server));
}

static int
request_is_complete(void)
{
	t_buf_add(&server.rx, "", 1);
	server.rx.len--;

	return strstr((const char *)server.rx.data, "\r\n\r\n") != NULL;
}

/* give: the whole response; cut != 0: only so much of it; end: then close */
static void
respond(const char *text, size_t pace, int end)
{
	t_until(cx, request_is_complete(), 3000);
	server.pace = pace;
	server.shut_after = end;
	t_peer_send(&server, text, strlen(text));
	t_until(cx, closed, 5000);
	CHECK_EQ(closed, 1);
	t_peer_close(&server);
	t_settle(cx, 5);
	CHECK_EQ(closed, 1);
}

static const struct {
	const char *method, *text, *body;
	int end;
} good[] = {
	{ "GET", "HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n"
	  "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz", 0 },
	{ "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", 0 },
	{ "GET", "HTTP/1.1 204 None\r\n\r\n", "", 0 },
	{ "GET", "HTTP/1.1 304\r\nContent-Length: 9\r\n\r\n", "", 0 },
	{ "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "", 0 },
	{ "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	  "4\r\nabcd\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX: y\r\n\r\n",
	  "abcdabcdefghijklmnopqrstuvwxyz", 0 },
	{ "GET", "HTTP/1.0 200 OK\r\n\r\nabcdefghijklmnopqrstuvwxyz",
	  "abcdefghijklmnopqrstuvwxyz", 1 },
	{ "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n"
	  "\r\nHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno", "no", 0 },
	{ "DELETE", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokBEHIND",
	  "ok", 0 },
};

static void
check_good(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(good) * 2; n++) {
		t_case("%.30s, %s", good[n / 2].text,
		       n & 1 ? "byte by byte" : "at once");
		start(good[n / 2].method, "/p?q");
		respond(good[n / 2].text, n & 1, good[n / 2].end);
		CHECK_STR(body, good[n / 2].body);
		CHECK(!strncmp(trace.text, "append pre:", 11) &&
		      strstr(trace.text, " established completed closed"));
	}

	t_case("nobody reads the body");
	ignore_body = 1;
	start("GET", "/");
	respond(good[5].text, 7, 0);
	CHECK_STR(body, good[5].body);
	CHECK_STR(trace.text,
		  "append pre:200 established completed closed");
	ignore_body = 0;
}

static void
check_request(void)
{
	t_case("request");
	to_send = "BODY";
	start("POST", "p?q");
	t_until(cx, request_is_complete() &&
		strstr((const char *)server.rx.data, "BODY"), 3000);
	CHECK_STR((const char *)server.rx.data,
		  "POST /p?q HTTP/1.1\r\n"
		  "Pragma: no-cache\r\n"
		  "Cache-Control: no-cache\r\n"
		  "Host: the.host\r\n"
		  "Origin: http://the.origin\r\n"
		  "Connection: close\r\n"
		  "X-Mine: 1\r\n"
		  "Content-Length: 4\r\n"
		  "\r\n"
		  "BODY");
	respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 0, 0);
	CHECK_STR(trace.text, "append writeable pre:200 established completed "
		  "closed");
	to_send = NULL;
}

static const struct {
	const char *text, *error;
} bad[] = {
	{ "", "closed without a complete response" },
	{ "HTTP/1.1 200 OK\r\nCont", "closed without a complete response" },
	{ "SSH-2.0-OpenSSH\r\n", "bad response: response is not HTTP" },
	{ "HTTP/1.1 200 OK\r\n folded\r\n\r\n", "bad response: folded" },
	{ "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
	  "bad response: more than one Content-Length" },
	{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: br\r\n\r\n",
	  "bad response: Transfer-Encoding" },
};

static void
check_bad(void)
{
	char interim[64 * 32];
	size_t n, at = 0;

	for (n = 0; n < T_ARRAY(bad) * 2; n++) {
		t_case("bad: %.40s", bad[n / 2].text);
		start("GET", "/");
		respond(bad[n / 2].text, n & 1, 1);
		CHECK(strstr(error, bad[n / 2].error));
		CHECK_STR(trace.text, "append error");
	}

	t_case("1xx without end");
	for (n = 0; n < 32; n++)
		at += (size_t)lws_snprintf(interim + at, sizeof(interim) - at,
					   "HTTP/1.1 103 Early\r\n\r\n");
	start("GET", "/");
	respond(interim, 0, 0);
	CHECK(strstr(error, "too many interim responses"));

	t_case("a body that ends too early");
	start("GET", "/");
	respond("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 0, 1);
	CHECK_STR(body, "abc");
	CHECK_STR(trace.text, "append pre:200 established closed");

	t_case("a body that is none");
	start("GET", "/");
	respond("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		0, 0);
	CHECK_STR(trace.text, "append pre:200 established closed");

	t_case("no response in time");
	start("GET", "/");
	respond("", 0, 0);
	CHECK_STR(trace.text, "append error");
	CHECK(error[0]);
}

static void
check_refusing(void)
{
	static const char * const want[] = {
		"append pre:200 error",
		"append pre:200 established closed",
		"append pre:200 established closed",
	};

	for (refuse_at = 1; refuse_at <= 3; refuse_at++) {
		t_case("the callback refuses at %d", refuse_at);
		start("GET", "/");
		respond(good[0].text, 0, 0);
		CHECK_STR(trace.text, want[refuse_at - 1]);
	}
	refuse_at = 0;

	t_case("a path that would be two lines");
	start("GET", "/ HTTP/1.1\r\nX: y");
	t_until(cx, closed, 3000);
	CHECK(strstr(error, "control character"));
	CHECK_STR(trace.text, "error");
	if (server.fd)
		t_peer_close(&server);

	t_case("appended beyond the buffer");
	append_junk = 1;
	start("GET", "/");
	t_until(cx, closed, 3000);
	CHECK(strstr(error, "beyond the buffer"));
	CHECK_STR(trace.text, "append error");
	if (server.fd)
		t_peer_close(&server);
	append_junk = 0;
}

static void
check_no_memory(void)
{
	unsigned int n;
	int left_over = 0;

	for (n = 1; n < 40 && !left_over; n++) {
		t_case("allocation %u of a response fails", n);
		start("GET", "/");
		t_until(cx, request_is_complete(), 3000);
		lws_alloc_fail_at(n, 0);
		respond(good[5].text, 9, 0);
		left_over = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
	}
	t_case("allocations of a response");
	CHECK(left_over && n > 1);
}

int
main(void)
{
	struct lws_context_creation_info info;

	t_begin("http-client", 120);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	info.timeout_secs = 1;
	info.iface = NULL;
	cx = lws_create_context(&info);
	listener = t_sock_listen(&port, 16);
	if (!CHECK(cx && listener != T_INVALID))
		return t_end();
	t_tick_start(cx);

	check_good();
	check_request();
	check_bad();
	check_refusing();
	check_no_memory();

	t_tick_stop();
	t_sock_close(listener);
	lws_context_destroy(cx);

	return t_end();
}
