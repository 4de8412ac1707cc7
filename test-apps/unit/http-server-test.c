/* SPDX-License-Identifier: MIT */
/*
 * The server's side of the h1 role, seen by a raw peer: the order of the
 * callbacks, keep-alive and pipelining, bodies, refusals, and memory that
 * runs out at every allocation of a request.
 */
#include "private-lib-roles-h1.h"
#include "../api-tests/tests.h"

struct session {
	uint64_t	body;
	uint8_t		tag;
};

static struct lws_context *cx;
static struct t_trace trace;
static struct t_peer peer;
static int port, served, closed, sessions_dirty;
static int kill_at = -1, kill_return;
static char body_seen[256];
static struct lws *last_wsi;

static int
answer(struct lws *wsi, const char *text)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		*end = buf + sizeof(buf) - 1;
	size_t len = strlen(text);

	if (lws_add_http_common_headers(wsi, 200, "text/plain", len, &p,
					end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, len);
	if (lws_write(wsi, start, len, LWS_WRITE_HTTP_FINAL) != (int)len)
		return -1;
	served++;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
answer_without_length(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 512], *start = buf + LWS_PRE, *p = start,
		*end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, 200, "text/plain",
					LWS_ILLEGAL_HTTP_CONTENT_LEN, &p,
					end) ||
	    lws_add_http_header_by_name(wsi, (uint8_t *)"x-bad:",
					(uint8_t *)"a\r\nb: c", 7, &p, end) == 0 ||
	    lws_finalize_write_http_header(wsi, start, &p, end) ||
	    lws_write(wsi, (uint8_t *)memcpy(start, "open end", 8), 8,
		      LWS_WRITE_HTTP) != 8)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
redirect(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 512], *p = buf + LWS_PRE;

	if (lws_http_redirect(wsi, 301, (const uint8_t *)"/elsewhere", 10, &p,
			      buf + sizeof(buf) - 1) < 0)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
on_http(struct lws *wsi, const char *uri, struct session *s)
{
	if (s->tag || s->body)
		sessions_dirty++;
	s->tag = 1;
	last_wsi = wsi;

	if (!strcmp(uri, "/later")) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	if (!strcmp(uri, "/open"))
		return answer_without_length(wsi);
	if (!strcmp(uri, "/redirect"))
		return redirect(wsi);
	if (!strcmp(uri, "/hangup"))
		return -1;
	if (!strcmp(uri, "/sse"))
		return lws_http_mark_sse(wsi);
	if (!strcmp(uri, "/body"))
		return 0;
	if (!strcmp(uri, "/big")) {
		char text[1001];

		memset(text, 'x', sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
		return answer(wsi, text);
	}
	if (!strcmp(uri, "/unknown"))
		return lws_callback_http_dummy(wsi, LWS_CALLBACK_HTTP, s,
					       NULL, 0);

	return answer(wsi, uri);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct session *s = user;

	if ((int)reason == kill_at) {
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		return kill_return;
	}

	switch (reason) {
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		t_trace_add(&trace, "new");
		break;
	case LWS_CALLBACK_FILTER_HTTP_CONNECTION:
		t_trace_add(&trace, "filter:%s", (const char *)in);
		return !strcmp((const char *)in, "/filtered");
	case LWS_CALLBACK_HTTP_BIND_PROTOCOL:
		t_trace_add(&trace, "bind");
		break;
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		t_trace_add(&trace, "drop");
		break;
	case LWS_CALLBACK_HTTP:
		t_trace_add(&trace, "http:%s", (const char *)in);
		CHECK_EQ(strlen((const char *)in), len);
		return on_http(wsi, in, s);
	case LWS_CALLBACK_HTTP_BODY:
		if (s->body + len < sizeof(body_seen)) {
			memcpy(body_seen + s->body, in, len);
			body_seen[s->body + len] = '\0';
		}
		s->body += len;
		break;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		t_trace_add(&trace, "complete:%u", (unsigned int)s->body);
		return answer(wsi, "thanks");
	case LWS_CALLBACK_HTTP_WRITEABLE:
		t_trace_add(&trace, "writeable");
		return answer(wsi, "late");
	case LWS_CALLBACK_CLOSED_HTTP:
		t_trace_add(&trace, "closed");
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

/* of the vhost "second" */
static int
second_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	if (reason == LWS_CALLBACK_HTTP && !strcmp((const char *)in, "/who")) {
		t_trace_add(&trace, "second");
		return answer(wsi, "second");
	}
	/* the latter of those that were upgraded */
	if (reason == LWS_CALLBACK_CLOSED_HTTP ||
	    reason == LWS_CALLBACK_CLOSED)
		closed++;

	return lws_callback_http_dummy(wsi, reason, user, in, len);
}

static const struct lws_protocols second_protocols[] = {
	{ "second", second_callback, 3, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static const struct lws_protocols protocols[] = {
	{ "http", callback, sizeof(struct session), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
start(void)
{
	t_trace_clear(&trace);
	t_log_mark();
	closed = served = 0;
	body_seen[0] = '\0';
	t_peer_connect(&peer, port);
}

static void
stop(void)
{
	t_peer_close(&peer);
	t_until(cx, closed, 3000);
	CHECK_EQ(closed, 1);
	CHECK_EQ(sessions_dirty, 0);
}

static void
send_text(const char *text)
{
	t_peer_send(&peer, text, strlen(text));
}

/* what has come back, as a string */
static const char *
received(void)
{
	t_buf_add(&peer.rx, "", 1);
	peer.rx.len--;

	return (const char *)peer.rx.data;
}

static int
count_of(const char *what)
{
	const char *p = received();
	int n = 0;

	while ((p = strstr(p, what)) != NULL) {
		p++;
		n++;
	}

	return n;
}

#define H	"Host: a\r\n"

static void
check_order(void)
{
	t_case("order of callbacks, keep-alive");
	start();
	send_text("GET /1 HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("/1"), 3000);
	CHECK_STR(trace.text, "new filter:/1 bind http:/1 drop");
	send_text("GET /2 HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("/2"), 3000);
	stop();
	CHECK_STR(trace.text, "new filter:/1 bind http:/1 drop "
		  "filter:/2 bind http:/2 drop closed");
	CHECK_EQ(t_log_count(), 0);

	t_case("nothing was ever asked");
	start();
	t_until(cx, trace.len, 3000);
	stop();
	CHECK_STR(trace.text, "new closed");

	t_case("pipelined");
	start();
	send_text("GET /1 HTTP/1.1\r\n" H "\r\nGET /later HTTP/1.1\r\n" H
		  "\r\nPOST /body HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\n"
		  "abcGET /4 HTTP/1.1\r\n" H "Connection: close\r\n\r\n"
		  "GET /never HTTP/1.1\r\n" H "\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK_EQ(count_of("HTTP/1.1 200 OK"), 4);
	CHECK_EQ(count_of("connection: close"), 1);
	CHECK(strstr(received(), "late") < strstr(received(), "thanks"));
	stop();
	CHECK_STR(trace.text, "new filter:/1 bind http:/1 drop "
		  "filter:/later bind http:/later writeable drop "
		  "filter:/body bind http:/body complete:3 drop "
		  "filter:/4 bind http:/4 drop closed");
}

/* byte by byte, so that nothing depends on where reads end */
static void
check_bodies(void)
{
	static const struct {
		const char *what, *text, *body;
	} v[] = {
		{ "length", "Content-Length: 10\r\n\r\n0123456789",
		  "0123456789" },
		{ "none", "\r\n", "" },
		{ "zero", "Content-Length: 0\r\n\r\n", "" },
		{ "chunked", "Transfer-Encoding: chunked\r\n\r\n"
		  "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: x\r\n\r\n", "abcde" },
	};
	size_t n;

	for (n = 0; n < T_ARRAY(v) * 2; n++) {
		t_case("body: %s, %s", v[n / 2].what,
		       n & 1 ? "byte by byte" : "at once");
		start();
		peer.pace = n & 1;
		send_text("POST /body HTTP/1.1\r\n" H);
		send_text(v[n / 2].text);
		send_text("GET /next HTTP/1.1\r\n" H "\r\n");
		t_until(cx, count_of("/next"), 5000);
		CHECK_STR(body_seen, v[n / 2].body);
		CHECK_EQ(served, 2);
		peer.pace = 0;
		stop();
	}

	t_case("answered before the body was there");
	start();
	send_text("POST /now HTTP/1.1\r\n" H "Content-Length: 6\r\n\r\nabc");
	t_until(cx, count_of("/now"), 3000);
	send_text("defGET /next HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("/next"), 3000);
	CHECK_EQ(served, 2);
	stop();

	t_case("answered before a body that is too long to wait for");
	start();
	send_text("POST /now HTTP/1.1\r\n" H "Content-Length: 9999999\r\n\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK_EQ(count_of("/now"), 1);
	stop();

	t_case("Expect: 100-continue");
	start();
	send_text("POST /body HTTP/1.1\r\n" H "Content-Length: 3\r\n"
		  "Expect: 100-continue\r\n\r\n");
	t_until(cx, count_of("100 Continue"), 3000);
	CHECK_EQ(count_of("200 OK"), 0);
	send_text("abc");
	t_until(cx, count_of("200 OK"), 3000);
	CHECK_STR(body_seen, "abc");
	stop();
}

static void
check_versions(void)
{
	t_case("HTTP/1.0");
	start();
	send_text("GET /1 HTTP/1.0\r\n\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK_EQ(count_of("HTTP/1.0 200 OK"), 1);
	CHECK_EQ(count_of("connection:"), 0);
	stop();

	t_case("HTTP/1.0 that wants to stay");
	start();
	send_text("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	t_until(cx, count_of("/1\0"), 3000);
	send_text("GET /2 HTTP/1.0\r\n\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK_EQ(count_of("HTTP/1.0 200 OK"), 2);
	CHECK_EQ(count_of("connection: keep-alive"), 1);
	stop();
}

static void
check_answers(void)
{
	t_case("HEAD, and what nobody knows");
	start();
	send_text("HEAD /unknown HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("\r\n\r\n"), 3000);
	CHECK_EQ(count_of("HTTP/1.1 404 Not Found"), 1);
	CHECK_EQ(count_of("<html"), 0);
	send_text("GET /unknown HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("</html>"), 3000);
	CHECK_EQ(count_of("HTTP/1.1 404 Not Found"), 2);
	stop();

	t_case("an answer without a length ends with the connection");
	start();
	send_text("GET /open HTTP/1.1\r\n" H "\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK_EQ(count_of("connection: close"), 1);
	CHECK_EQ(count_of("open end"), 1);
	CHECK_EQ(count_of("b: c"), 0);
	CHECK_EQ(t_log_count(), 1);
	stop();

	t_case("redirect");
	start();
	send_text("GET /redirect HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("\r\n\r\n"), 3000);
	CHECK_EQ(count_of("HTTP/1.1 301 Moved Permanently"), 1);
	CHECK_EQ(count_of("location: /elsewhere\r\n"), 1);
	stop();

	t_case("the callback hangs up");
	start();
	send_text("GET /hangup HTTP/1.1\r\n" H "\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK_EQ(peer.rx.len, 0);
	stop();
	CHECK_STR(trace.text,
		  "new filter:/hangup bind http:/hangup drop closed");

	t_case("the filter hangs up");
	start();
	send_text("GET /filtered HTTP/1.1\r\n" H "\r\n");
	t_until(cx, peer.gone, 3000);
	stop();
	CHECK_STR(trace.text, "new filter:/filtered closed");

	t_case("an upgrade that nobody offers");
	start();
	send_text("GET /1 HTTP/1.1\r\n" H "Upgrade: h2c, teapot/1\r\n"
		  "Connection: Upgrade\r\n\r\n");
	t_until(cx, count_of("/1"), 3000);
	CHECK_EQ(count_of("HTTP/1.1 200 OK"), 1);
	stop();
}

static const struct lws_protocol_vhost_options own_header = {
	NULL, NULL, "x-own:", "header"
};

/* the name in Host decides, for each request anew */
static void
check_vhosts(void)
{
	struct lws_context_creation_info info;

	t_case("vhosts");
	memset(&info, 0, sizeof(info));
	t_info(&info, second_protocols);
	info.port = port;
	info.vhost_name = "second";
	info.server_string = "tester";
	info.error_document_404 = "/404.html";
	info.headers = &own_header;
	info.options |=
	    LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE;
	if (!CHECK(lws_create_vhost(cx, &info)))
		return;

	start();
	send_text("GET /1 HTTP/1.1\r\nHost: other\r\n\r\n"
		  "GET /who HTTP/1.1\r\nHost: Second:80\r\n\r\n"
		  "GET /2 HTTP/1.1\r\nHost: other\r\n\r\n"
		  "GET /who HTTP/1.1\r\nHost: sub.second\r\n\r\n");
	t_until(cx, served == 4 && count_of("second") == 2, 3000);
	CHECK_STR(trace.text, "new filter:/1 bind http:/1 drop second "
		  "filter:/2 bind http:/2 drop second");
	CHECK_EQ(count_of("server: tester\r\n"), 2);
	CHECK_EQ(count_of("x-own: header\r\n"), 2);
	CHECK_EQ(count_of("x-content-type-options: nosniff\r\n"), 2);

	send_text("GET /nowhere HTTP/1.1\r\nHost: second\r\n\r\n");
	t_until(cx, count_of("location: /404.html\r\n"), 3000);
	CHECK_EQ(count_of("HTTP/1.1 302 Found"), 1);
	send_text("GET /404.html HTTP/1.1\r\nHost: second\r\n\r\n");
	t_until(cx, count_of("HTTP/1.1 404 Not Found"), 3000);
	CHECK_EQ(count_of("HTTP/1.1 404 Not Found"), 1);
	stop();
}

static void
check_refusals(void)
{
	static const struct {
		const char *text, *status;
	} v[] = {
		{ "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 " },
		{ "BREW / HTTP/1.1\r\n" H "\r\n", "HTTP/1.1 501 " },
		{ "GET / HTTP/3.0\r\n" H "\r\n", "HTTP/1.1 505 " },
		{ "CONNECT a:1 HTTP/1.1\r\n" H "\r\n", "HTTP/1.1 501 " },
		{ "POST /body HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n"
		  "\r\nxyz\r\n", "HTTP/1.1 400 " },
	};
	size_t n;

	for (n = 0; n < T_ARRAY(v); n++) {
		t_case("refused: %.20s", v[n].text);
		start();
		send_text(v[n].text);
		t_until(cx, peer.gone, 3000);
		CHECK(!strncmp(received(), v[n].status, strlen(v[n].status)));
		CHECK_EQ(count_of("connection: close"), 1);
		CHECK_EQ(count_of("HTTP/1.1"), 1);
		CHECK_EQ(t_log_count(), 1);
		stop();
	}
}

/* an upgrade is for whom it names, or nobody */
static void
check_strict_host(void)
{
	static const struct {
		const char *host;
		int port, refused;
	} v[] = {
		{ "strict.example", 1, 0 }, { "STRICT.example", 1, 0 },
		{ "strict.example", 0, 1 }, { "strict.example:", 0, 1 },
		{ "strict.example:1", 0, 1 }, { "other", 1, 1 },
		{ "strict.exampl", 1, 1 }, { "strict.example.", 1, 1 },
		{ "strict.example:65536000000000000000", 0, 1 },
	};
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	char text[300], host[100];
	int old = port;
	size_t n;

	memset(&info, 0, sizeof(info));
	t_info(&info, second_protocols);
	info.vhost_name = "strict.example";
	info.options |= LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK;
	vh = lws_create_vhost(cx, &info);
	if (!CHECK(vh))
		return;
	port = lws_get_vhost_listen_port(vh);
	for (n = 0; n < T_ARRAY(v); n++) {
		lws_snprintf(host, sizeof(host), v[n].port ? "%s:%d" : "%s",
			     v[n].host, port);
		t_case("strict host: %s", host);
		lws_snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %s\r\n"
			     "Upgrade: websocket\r\nConnection: upgrade\r\n"
			     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
			     "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", host);
		start();
		send_text(text);
		t_until(cx, peer.gone || count_of("\r\n\r\n"), 3000);
		CHECK_EQ(count_of("HTTP/1.1 421 "), v[n].refused);
		CHECK_EQ(count_of("HTTP/1.1 101 "), !v[n].refused);
		stop();
	}
	t_case("strict host: what is no upgrade");
	start();
	send_text("GET /who HTTP/1.1\r\nHost: other\r\n\r\n");
	t_until(cx, peer.gone || count_of("second"), 3000);
	CHECK_EQ(count_of("second"), 1);
	stop();
	port = old;
}

static const struct lws_protocol_vhost_options spider = {
	NULL, NULL, "spider", "no number" };
static const struct lws_protocol_vhost_options bare = {
	&spider, NULL, "crawler", NULL };
static const struct lws_protocol_vhost_options nameless = {
	&bare, NULL, NULL, "404 nobody" };
static const struct lws_protocol_vhost_options nothing = {
	&nameless, NULL, "", "404 everybody" };
static const struct lws_protocol_vhost_options unwelcome = {
	&nothing, NULL, "robot", "418 no robots" };

static void
check_unwelcome(void)
{
	static const struct {
		const char *agent, *status, *text;
	} v[] = {
		{ "robot", "HTTP/1.1 418 ", "no robots" },
		{ "a robot/3 (x)\r\nUpgrade: websocket\r\nConnection: upgrade",
		  "HTTP/1.1 418 ", "no robots" },
		{ "the spider", "HTTP/1.1 403 ", "no number" },
		{ "crawler", "HTTP/1.1 403 ", "HTTP/1.1" },
		{ "Robot", NULL, NULL },
		{ "", NULL, NULL },
	};
	size_t n;

	for (n = 0; n < T_ARRAY(v); n++) {
		t_case("user agent: %.20s", v[n].agent);
		start();
		send_text("GET /1 HTTP/1.1\r\n" H "User-Agent: ");
		send_text(v[n].agent);
		send_text("\r\n\r\n");
		t_until(cx, peer.gone || count_of("HTTP/1.1 200"), 3000);
		if (v[n].status) {
			CHECK(!strncmp(received(), v[n].status, 13));
			CHECK_EQ(count_of(v[n].text), 1);
			CHECK(!strstr(trace.text, "http:"));
		} else
			CHECK_EQ(served, 1);
		CHECK_EQ(count_of("HTTP/1.1"), 1);
		stop();
	}
}

/* a peer that sends and sends and does not read is served no further than its
 * answers go out */
static void
check_backpressure(void)
{
	static const char get[] = "GET /big HTTP/1.1\r\n" H "\r\n";
	int n, before, total = 20000;

	t_case("pipelines without reading");
	start();
	peer.paused = 1;
	for (n = 0; n < total; n++)
		t_peer_send(&peer, get, sizeof(get) - 1);
	/* until the system's buffers are full */
	do {
		before = served;
		t_settle(cx, 250);
	} while (served != before && served < total);
	CHECK(before > 0 && served < total);
	peer.paused = 0;
	t_until(cx, served == total, 20000);
	CHECK_EQ(served, total);
	stop();
}

static void
check_time(void)
{
	uint64_t t;

	t_case("slow head");
	start();
	t = t_now();
	send_text("GET /slow HT");
	t_until(cx, peer.gone, 5000);
	CHECK(peer.gone && t_now() - t > 900000);
	stop();

	t_case("idle keep-alive");
	start();
	send_text("GET /1 HTTP/1.1\r\n" H "\r\n");
	t_until(cx, count_of("/1"), 3000);
	t_until(cx, peer.gone, 5000);
	CHECK(peer.gone);
	stop();

	t_case("slow body");
	start();
	send_text("POST /body HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\na");
	t_until(cx, peer.gone, 5000);
	CHECK(peer.gone);
	stop();

	t_case("long poll has no such limits");
	start();
	send_text("GET /sse HTTP/1.1\r\n" H "\r\n");
	t_settle(cx, 1500);
	CHECK(!peer.gone);
	CHECK_EQ(lws_hdr_total_length(last_wsi, WSI_TOKEN_GET_URI), 0);
	stop();
}

/* the wsi is closed inside each of its callbacks */
static void
check_kill(void)
{
	static const enum lws_callback_reasons reasons[] = {
		LWS_CALLBACK_FILTER_HTTP_CONNECTION,
		LWS_CALLBACK_HTTP_BIND_PROTOCOL,
		LWS_CALLBACK_HTTP,
		LWS_CALLBACK_HTTP_WRITEABLE,
		LWS_CALLBACK_HTTP_BODY,
		LWS_CALLBACK_HTTP_BODY_COMPLETION,
		LWS_CALLBACK_HTTP_DROP_PROTOCOL,
	};
	static const char * const requests[] = {
		"GET /later HTTP/1.1\r\n" H "\r\nGET /x HTTP/1.1\r\n" H
		"\r\n",
		"POST /body HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"
		"GET /x HTTP/1.1\r\n" H "\r\n",
		"POST /body HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n"
		"\r\n3\r\nabc\r\n0\r\n\r\nGET /x HTTP/1.1\r\n" H "\r\n",
		"POST /now HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"
		"GET /x HTTP/1.1\r\n" H "\r\n",
	};
	size_t r, q;

	for (r = 0; r < T_ARRAY(reasons); r++)
		for (q = 0; q < T_ARRAY(requests) * 2; q++) {
			t_case("closed in callback %d, request %u",
			       (int)reasons[r], (unsigned int)q);
			kill_at = (int)reasons[r];
			kill_return = q & 1 ? -1 : 0;
			start();
			peer.pace = q & 1;
			send_text(requests[q / 2]);
			t_until(cx, peer.gone || count_of("/x"), 3000);
			CHECK(peer.gone || count_of("/x"));
			peer.pace = 0;
			stop();
			CHECK(!strcmp(trace.text + trace.len - 6, "closed"));
		}
	kill_at = -1;
}

/* each allocation of a request fails in turn: the connection may go, and
 * nothing else */
static void
check_no_memory(void)
{
	unsigned int n;
	int left_over = 0;

	for (n = 1; n < 40 && !left_over; n++) {
		t_case("allocation %u of a request fails", n);
		start();
		t_until(cx, trace.len, 3000);
		lws_alloc_fail_at(n, 0);
		send_text("GET /later HTTP/1.1\r\n" H "Accept: x\r\n\r\n"
			  "GET /unknown HTTP/1.1\r\n" H "\r\n");
		t_until(cx, peer.gone || count_of("</html>"), 3000);
		CHECK(peer.gone || count_of("</html>"));
		left_over = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		stop();
	}
	t_case("allocations of a request");
	CHECK(left_over && n > 4);
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	t_begin("http-server", 120);
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.timeout_secs = 1;
	info.keepalive_timeout = 1;
	info.reject_service_keywords = &unwelcome;
	cx = lws_create_context(&info);
	vh = cx ? lws_get_vhost_by_name(cx, "default") : NULL;
	if (!CHECK(cx && vh))
		return t_end();
	port = lws_get_vhost_listen_port(vh);
	t_tick_start(cx);

	check_order();
	check_bodies();
	check_versions();
	check_answers();
	check_vhosts();
	check_refusals();
	check_strict_host();
	check_unwelcome();
	check_backpressure();
	check_time();
	check_kill();
	check_no_memory();

	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
