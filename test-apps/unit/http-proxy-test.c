/* SPDX-License-Identifier: MIT */
/*
 * Mounts that pass requests on to an origin: what the origin gets, what the
 * client gets, and what happens when one of them stops in the middle.
 */
#include "private-lib-core-net.h"
#include "client-script.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static struct lws_vhost *proxy;
static struct t_peer front;
static char origin[64], got[65536];

static void
front_begin(const char *request)
{
	cs_reset();
	memset(&front, 0, sizeof(front));
	t_peer_connect(&front, lws_get_vhost_listen_port(proxy));
	t_peer_send(&front, request, strlen(request));
}

/* what it has received so far */
static const char *
front_text(void)
{
	size_t n = front.rx.len;

	if (n > sizeof(got) - 1)
		n = sizeof(got) - 1;
	if (n)
		memcpy(got, front.rx.data, n);
	got[n] = '\0';

	return got;
}

static void
front_until(const char *text)
{
	t_until(cs_cx, strstr(front_text(), text) || front.gone, 4000);
	if (!strstr(front_text(), text))
		CHECK_STR(got, text);
}

#define PASSED "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"

static void
check_pass(void)
{
	const struct cs_step steps[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 200 Fine\r\nServer: it\r\n"
		  "X-Own: a\r\nKeep-Alive: x\r\nConnection: x-hop\r\n"
		  "X-Hop: b\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n"
		  "Content-Length: 2\r\n\r\nok", 0 },
	}, again[] = {
		{ 0, "\r\n\r\n", OK, 0 },
	};
	char want[600];
	int byte;

	for (byte = 0; byte < 2; byte++) {
		t_case("a request and its answer, %d", byte);
		cs_pace = (size_t)byte;
		front_begin("GET /p/a%20b/c?x=y%26z HTTP/1.1\r\n"
			    "Host: front.example\r\nUser-Agent: me\r\n"
			    "Connection: close, x-drop\r\nX-Drop: 1\r\n"
			    "TE: trailers\r\nX-Mine: two\r\n"
			    "Cache-Control: max-age=0\r\n\r\n");
		cs_play(steps, 1, 0);
		front_until("\r\n\r\nok");
		CHECK(!strncmp(cs_log[0], "GET /base/a%20b/c?x=y%26z HTTP/1.1\r\n",
			       36));
		lws_snprintf(want, sizeof(want), "Host: %s\r\n", origin);
		CHECK(strstr(cs_log[0], want));
		CHECK(strstr(cs_log[0], PASSED "\r\n"));
		CHECK(strstr(cs_log[0], "\r\nx-mine: two\r\n"));
		CHECK(strstr(cs_log[0], "\r\ncache-control: max-age=0\r\n"));
		CHECK(!strstr(cs_log[0], "Pragma"));
		CHECK(!strstr(cs_log[0], "rop: 1") && !strstr(cs_log[0], "te:"));
		CHECK(!strstr(cs_log[0], "onnection"));
		CHECK_STR(got, "HTTP/1.1 200 OK\r\nserver: it\r\n"
			  "set-cookie: a=b\r\nset-cookie: c=d\r\nx-own: a\r\n"
			  "content-length: 2\r\nconnection: close\r\n\r\nok");
		t_peer_close(&front);
	}
	cs_pace = 0;

	t_case("the client keeps its connection, and we ours");
	front_begin("GET /p/1 HTTP/1.1\r\nHost: x\r\n\r\n"
		    "GET /p/2 HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(again, 1, 0);
	cs_play(again, 1, 0);
	front_until("\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
	CHECK_EQ(cs_accepted, 1);
	CHECK(strstr(cs_log[0], "GET /base/2 "));
	t_peer_close(&front);
}

static void
check_bodies(void)
{
	const struct cs_step length[] = {
		{ 0, "\r\nContent-Length: 10\r\n", NULL, 0 },
		{ 0, "0123456789", OK, 0 },
	}, chunks[] = {
		{ 0, "\r\nTransfer-Encoding: chunked\r\n", NULL, 0 },
		{ 0, "0\r\n\r\n", "HTTP/1.1 200 OK\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n"
		  "3\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n", 0 },
	}, to_eof[] = {
		{ 0, "\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\nuntil the end", 1 },
	}, none[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 304 Not\r\nETag: \"x\"\r\n"
		  "Content-Length: 7\r\n\r\n", 0 },
	}, head[] = {
		{ 0, "HEAD /base/ ", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n"
		  "\r\n", 0 },
	}, early[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\n"
		  "no", 0 },
	};
	size_t pace;

	for (pace = 0; pace < 2; pace++) {
		cs_pace = pace;
		t_case("a body with a length, %d", (int)pace);
		front_begin("POST /p/ HTTP/1.1\r\nHost: x\r\n"
			    "Content-Length: 10\r\n\r\n");
		front.pace = pace;
		t_peer_send(&front, "0123456789", 10);
		cs_play(length, T_ARRAY(length), 0);
		front_until("\r\n\r\nok");
		t_peer_close(&front);

		t_case("a body in chunks, %d", (int)pace);
		front_begin("PUT /p/ HTTP/1.1\r\nHost: x\r\n"
			    "Transfer-Encoding: chunked\r\n\r\n");
		front.pace = pace;
		t_peer_send(&front, "5\r\nhello\r\n0\r\n\r\n", 15);
		cs_play(chunks, T_ARRAY(chunks), 0);
		front_until("\r\n0\r\n\r\n");
		CHECK(strstr(got, "\r\ntransfer-encoding: chunked\r\n"));
		CHECK(!strstr(got, "content-length"));
		CHECK(strstr(cs_log[0], "hello") || pace);
		t_peer_close(&front);
	}
	cs_pace = 0;

	t_case("100 Continue comes from here");
	front_begin("POST /p/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
		    "Expect: 100-continue\r\n\r\n");
	front_until("HTTP/1.1 100 Continue\r\n\r\n");
	t_peer_send(&front, "0123456789", 10);
	cs_play(length, T_ARRAY(length), 0);
	front_until("\r\n\r\nok");
	CHECK(!strstr(cs_log[0], "xpect"));
	t_peer_close(&front);

	t_case("an answer without a length");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(to_eof, 1, 0);
	front_until("\r\nd\r\nuntil the end\r\n0\r\n\r\n");
	t_peer_close(&front);
	front_begin("GET /p/ HTTP/1.0\r\n\r\n");
	cs_play(to_eof, 1, 0);
	t_until(cs_cx, front.gone, 3000);
	CHECK(strstr(front_text(), "HTTP/1.0 200 OK\r\n\r\nuntil the end"));
	CHECK(front.gone);
	t_peer_close(&front);

	t_case("answers without a body");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(none, 1, 0);
	front_until("\r\n\r\n");
	CHECK(strstr(got, "304 Not Modified\r\netag: \"x\"\r\n"));
	t_peer_close(&front);
	front_begin("HEAD /p/ HTTP/1.1\r\nHost: x\r\n\r\n"
		    "HEAD /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(head, 1, 0);
	cs_play(head, 1, 0);
	front_until("content-length: 7\r\n\r\nHTTP/1.1 200 OK\r\n"
		    "content-length: 7\r\n\r\n");
	t_peer_close(&front);

	t_case("an answer before the end of the body");
	front_begin("POST /p/ HTTP/1.1\r\nHost: x\r\n"
		    "Content-Length: 1000\r\n\r\nabc");
	cs_play(early, 1, 0);
	front_until("413");
	front_until("\r\n\r\nno");
	t_peer_close(&front);
}

static const struct {
	const char *from, *to;	/* "%s": the origin */
} locations[] = {
	{ "http://%s/base/x?y", "/p/x?y" },
	{ "http://%s/base", "/p/" },
	{ "/base/x", "/p/x" },
	{ "/base", "/p/" },
	{ "/other", "/other" },
	{ "http://%s/other", "http://%s/other" },
	{ "http://elsewhere/base/x", "http://elsewhere/base/x" },
	{ "//elsewhere/base", "//elsewhere/base" },
	{ "https://%s/base/x", "https://%s/base/x" },
	{ "/basement", "/basement" },
	{ "relative", "relative" },
};

static void
check_locations(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(locations); n++) {
		char from[128], to[128], answer[256], want[160];
		const struct cs_step steps[] = {
			{ 0, "\r\n\r\n", answer, 0 },
		};

		t_case("Location: %s", locations[n].from);
		lws_snprintf(from, sizeof(from), locations[n].from, origin);
		lws_snprintf(to, sizeof(to), locations[n].to, origin);
		lws_snprintf(answer, sizeof(answer), "HTTP/1.1 302 Go\r\n"
			     "Location: %s\r\nContent-Length: 0\r\n\r\n", from);
		lws_snprintf(want, sizeof(want), "\r\nlocation: %s\r\n", to);
		front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
		cs_play(steps, 1, 0);
		front_until("\r\n\r\n");
		CHECK(strstr(got, want));
		t_peer_close(&front);
	}
}

static void
check_failures(void)
{
	const struct cs_step closes[] = {
		{ 0, "\r\n\r\n", NULL, 1 },
	}, junk[] = {
		{ 0, "\r\n\r\n", "junk\r\n\r\n", 1 },
	}, silent[] = {
		{ 0, "\r\n\r\n", NULL, 0 },
	}, cut[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
		  "abc", 1 },
	}, cut_chunks[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 200 OK\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 1 },
	}, next[] = {
		{ 1, "\r\n\r\n", OK, 0 },
	};

	t_case("an origin that closes without an answer");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n"
		    "GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(closes, 1, 0);
	front_until("502 ");
	cs_play(next, 1, 0);
	front_until("\r\n\r\nok");
	t_peer_close(&front);

	t_case("one that is no HTTP");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(junk, 1, 0);
	front_until("502 ");
	t_peer_close(&front);

	t_case("one that says nothing");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(silent, 1, 0);
	front_until("504 ");
	t_peer_close(&front);

	t_case("nobody there");
	front_begin("GET /dead/ HTTP/1.1\r\nHost: x\r\n\r\n");
	front_until("502 ");
	t_peer_close(&front);

	t_case("half an answer");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(cut, 1, 0);
	t_until(cs_cx, front.gone, 3000);
	CHECK(front.gone);
	CHECK(strstr(front_text(), "\r\n\r\nabc"));
	t_peer_close(&front);

	t_case("half a chunked answer has no end");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(cut_chunks, 1, 0);
	t_until(cs_cx, front.gone, 3000);
	CHECK(front.gone);
	CHECK(!strstr(front_text(), "0\r\n\r\n"));
	t_peer_close(&front);

	t_case("the client goes away");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(silent, 1, 0);
	t_peer_close(&front);
	t_until(cs_cx, cs_conn[0].gone, 3000);
	CHECK(cs_conn[0].gone);

	t_case("the client goes away in the middle of its body");
	front_begin("POST /p/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
		    "abc");
	cs_play(silent, 1, 0);
	t_peer_close(&front);
	t_until(cs_cx, cs_conn[0].gone, 3000);
	CHECK(cs_conn[0].gone);
}

/* a client that does not read: no more is taken from the origin than fits */
static void
check_flow(void)
{
	const struct cs_step big[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 200 OK\r\n"
		  "Content-Length: 30000000\r\n\r\n", 0 },
	};
	size_t n, sent = 0, total = 0;
	char *block = calloc(1, 100000);

	t_case("a client that does not read");
	CHECK(block);
	if (!block)
		return;
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	front.paused = 1;
	cs_play(big, 1, 0);
	for (n = 0; n < 300; n++)
		t_peer_send(&cs_conn[0], block, 100000);
	sent = 300 * 100000;
	t_settle(cs_cx, 300);
	/* the most of it is still there, and what we hold is bounded */
	CHECK(cs_conn[0].tx.len > sent / 4);
	lws_start_foreach_dll(struct lws_dll2 *, d, proxy->wsi_owner.head) {
		struct lws *wsi = lws_container_of(d, struct lws, vh_list);

		CHECK(lws_buflist_total_len(&wsi->buflist_out) +
		      lws_buflist_total_len(&wsi->buflist_in) < 70000);
	} lws_end_foreach_dll(d);

	front.paused = 0;
	while (total < sent && !front.gone) {
		size_t was = total;

		t_until(cs_cx, front.rx.len > 1000 || front.gone, 3000);
		total += front.rx.len;
		t_buf_use(&front.rx, front.rx.len);
		if (total == was)
			break;
	}
	CHECK(total >= sent && total < sent + 300);
	t_peer_close(&front);
	free(block);
}

static void
check_no_memory(void)
{
	unsigned int n;
	int ok = 0;

	cs_auto = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "2\r\nok\r\n0\r\n\r\n";
	for (n = 1; n < 80 && !ok; n++) {
		const struct cs_step none[] = { { 0, "\r\n\r\n", NULL, 0 } };

		t_case("allocation %u of a proxied request fails", n);
		front_begin("GET /p/x HTTP/1.1\r\nHost: x\r\n"
			    "Connection: close\r\n\r\n");
		lws_alloc_fail_at(n, 0);
		t_until(cs_cx, (cs_play(none, 0, 0), front.gone), 3000);
		CHECK(front.gone);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		if (ok)
			CHECK(strstr(front_text(), "2\r\nok\r\n0\r\n\r\n"));
		t_peer_close(&front);
	}
	cs_auto = NULL;
	CHECK(ok && n > 10);
}

static void
check_vhost_goes(void)
{
	const struct cs_step silent[] = {
		{ 0, "\r\n\r\n", NULL, 0 },
	}, half[] = {
		{ 1, "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
		  "abc", 0 },
	};
	struct t_peer another;

	t_case("the vhost goes in the middle");
	front_begin("GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(silent, 1, 0);
	memset(&another, 0, sizeof(another));
	t_peer_connect(&another, lws_get_vhost_listen_port(proxy));
	t_peer_print(&another, "GET /p/ HTTP/1.1\r\nHost: x\r\n\r\n");
	cs_play(half, 1, 0);
	t_until(cs_cx, another.rx.len > 10, 3000);
	lws_vhost_destroy(proxy);
	t_until(cs_cx, front.gone && another.gone, 3000);
	CHECK(front.gone && another.gone);
	t_peer_close(&front);
	t_peer_close(&another);
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_http_mount m[2];
	char to[64], dead[64];

	t_begin("http-proxy", 120);
	memset(&info, 0, sizeof(info));
	info.timeout_secs = (unsigned int)t_slowness();
	info.http_proxy_address = "127.0.0.1:1";	/* not for us */
	if (cs_create(&info))
		return t_end();

	lws_snprintf(origin, sizeof(origin), "127.0.0.1:%d", cs_port);
	lws_snprintf(to, sizeof(to), "%s/base/", origin);
	lws_snprintf(dead, sizeof(dead), "127.0.0.1:%d", t_sock_closed_port());
	memset(m, 0, sizeof(m));
	m[0].mount_next = &m[1];
	m[0].mountpoint = "/p";
	m[0].mountpoint_len = 2;
	m[0].origin = to;
	m[0].origin_protocol = LWSMPRO_HTTP;
	m[1].mountpoint = "/dead";
	m[1].mountpoint_len = 5;
	m[1].origin = dead;
	m[1].origin_protocol = LWSMPRO_HTTP;
	memset(&info, 0, sizeof(info));
	info.vhost_name = "proxy";
	info.mounts = m;
	info.port = 0;
	t_info(&info, cs_protocols);
	proxy = lws_create_vhost(cs_cx, &info);
	if (CHECK(proxy)) {
		check_pass();
		check_bodies();
		check_locations();
		check_failures();
		check_flow();
		check_no_memory();
		check_vhost_goes();
	}
	cs_destroy();

	return t_end();
}
