/* SPDX-License-Identifier: MIT */
/*
 * CGI: heads of answers from a table, and programs (of the shell) that answer
 * requests in every way they can.
 */
#include "cgi.h"
#include "../api-tests/tests.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the head ---- */

static const struct {
	const char *text;
	int status;		/* 0: bad; -1: not complete */
	int64_t length;
	const char *fields;	/* "name=value;" for each */
} heads[] = {
	{ "Content-Type: text/plain\n\nbody", 200, -1,
	  "Content-Type=text/plain;" },
	{ "Content-Type: text/plain\r\nX-A:b\r\n\r\nbody", 200, -1,
	  "Content-Type=text/plain;X-A=b;" },
	{ "status: 404 Not there\ncontent-type:a\n\n", 404, -1,
	  "content-type=a;" },
	{ "Status: 204\n\n", 204, -1, "" },
	{ "Location: /x\n\n", 302, -1, "Location=/x;" },
	{ "Status: 307 Go\nLocation: http://a/\n\n", 307, -1,
	  "Location=http://a/;" },
	{ "Content-Length: 7\nContent-Type: a\nA:\n\n", 200, 7,
	  "Content-Type=a;A=;" },
	{ "Content-Type: a\nConnection: close\nTransfer-Encoding: x\nB: c\n\n",
	  200, -1, "Content-Type=a;B=c;" },
	{ "Set-Cookie: a\nSet-Cookie: b\nContent-Type: c\n\n", 200, -1,
	  "Set-Cookie=a;Set-Cookie=b;Content-Type=c;" },
	{ "Content-Type: a\n", -1, 0, NULL },
	{ "", -1, 0, NULL },
	{ "\n", 0, 0, NULL },
	{ "X: y\n\n", 0, 0, NULL },
	{ "no head at all\n", 0, 0, NULL },
	{ ": x\n", 0, 0, NULL },
	{ "a b: x\n", 0, 0, NULL },
	{ "a: x\ry\n", 0, 0, NULL },
	{ "a: \x01\n", 0, 0, NULL },
	{ " folded: x\n", 0, 0, NULL },
	{ "Status: 20\n", 0, 0, NULL },
	{ "Status: 100 Go on\n", 0, 0, NULL },
	{ "Status: 2000\n", 0, 0, NULL },
	{ "Status: 200\nStatus: 200\n", 0, 0, NULL },
	{ "Content-Length: -1\n", 0, 0, NULL },
	{ "Content-Length: 1\nContent-Length: 1\n", 0, 0, NULL },
	{ "Content-Length: 99999999999999999999\n", 0, 0, NULL },
};

static void
check_heads(void)
{
	char text[256], *big;
	struct lws_cgi_head h;
	size_t n, used;

	for (n = 0; n < T_ARRAY(heads) * 2; n++) {
		const char *s = heads[n / 2].text, *p;
		size_t len = strlen(s), piece = n & 1 ? 1 : len, at = 0;
		enum lws_cgi_step r = LWS_CGI_MORE;

		t_case("head %.40s", s);
		CHECK(!lws_cgi_head_init(&h));
		while (r == LWS_CGI_MORE && at < len) {
			r = lws_cgi_head_rx(&h, (const uint8_t *)s + at,
					    piece, &used);
			at += used;
		}
		CHECK_EQ(r, heads[n / 2].status > 0 ? LWS_CGI_COMPLETE :
			    heads[n / 2].status ? LWS_CGI_MORE : LWS_CGI_BAD);
		if (r == LWS_CGI_COMPLETE) {
			CHECK_EQ(h.status, heads[n / 2].status);
			CHECK_EQ(h.length, heads[n / 2].length);
			text[0] = '\0';
			for (p = h.buf; *p; p += strlen(p) + 1) {
				const char *v = p + strlen(p) + 1;

				lws_snprintf(text + strlen(text),
					     sizeof(text) - strlen(text),
					     "%s=%s;", p, v);
				p = v;
			}
			CHECK_STR(text, heads[n / 2].fields);
			if (strstr(s, "body"))
				CHECK_EQ(len - at, 4);
		}
		lws_free(h.buf);
	}

	t_case("a head without end");
	big = malloc(LWS_CGI_HEAD_MAX + 100);
	if (!CHECK(big))
		return;
	memset(big, 'a', LWS_CGI_HEAD_MAX + 100);
	CHECK(!lws_cgi_head_init(&h));
	CHECK_EQ(lws_cgi_head_rx(&h, (uint8_t *)big, LWS_CGI_HEAD_MAX + 100,
				 &used), LWS_CGI_BAD);
	lws_free(h.buf);
	free(big);
}

/* ---- programs ---- */

static struct lws_context *cx;
static struct lws_vhost *vh;
static struct t_peer peer;
static int attached, terminated, kill_at, by_hand;
static char script[64], got[200000];

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	const char *argv[] = { script, "an argument", NULL };

	(void)user;
	(void)in;
	if (reason == LWS_CALLBACK_CGI_PROCESS_ATTACH) {
		CHECK(len > 1);
		CHECK(lws_is_cgi(wsi));
		CHECK(lws_cgi_get_stdwsi(wsi, LWS_STDOUT));
		attached++;
	}
	if (reason == LWS_CALLBACK_CGI_TERMINATED)
		terminated++;
	if (reason == LWS_CALLBACK_HTTP && by_hand)
		return lws_cgi(wsi, argv, 5, 2, NULL);
	if (kill_at == (int)reason) {
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		return -1;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, 8, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
program(const char *text)
{
	FILE *f = fopen(script, "w");

	CHECK(f);
	if (!f)
		return;
	fprintf(f, "#!/bin/sh\n%s", text);
	fclose(f);
	CHECK(!chmod(script, 0700));
}

static void
ask(const char *request)
{
	attached = terminated = 0;
	memset(&peer, 0, sizeof(peer));
	t_peer_connect(&peer, lws_get_vhost_listen_port(vh));
	t_peer_send(&peer, request, strlen(request));
}

static const char *
text_so_far(void)
{
	size_t n = peer.rx.len;

	if (n > sizeof(got) - 1)
		n = sizeof(got) - 1;
	if (n)
		memcpy(got, peer.rx.data, n);
	got[n] = '\0';

	return got;
}

/* nothing of it is left */
static void
leave(void)
{
	t_peer_close(&peer);
	t_until(cx, !cx->cgis.count, 5000);
	CHECK_EQ(cx->cgis.count, 0);
}

static void
expect(const char *text)
{
	t_until(cx, strstr(text_so_far(), text) || peer.gone, 8000);
	if (!strstr(text_so_far(), text))
		CHECK_STR(got, text);
}

static void
check_env(void)
{
	static const char * const lines[] = {
		"GATEWAY_INTERFACE=CGI/1.1\n", "SERVER_PROTOCOL=HTTP/1.1\n",
		"REQUEST_METHOD=GET\n", "SCRIPT_NAME=/cgi\n",
		"PATH_INFO=/a b/c\n", "QUERY_STRING=x=y%26&z\n",
		"REQUEST_URI=/cgi/a%20b/c?x=y%26&z\n",
		"SERVER_NAME=front.example\n", "REMOTE_ADDR=127.0.0.1\n",
		"HTTP_X_MINE=two words\n", "HTTP_USER_AGENT=me\n",
		"MOUNT=of the mount\n", "pwd is /"
	};
	static const char * const absent[] = {
		"HTTP_PROXY", "HTTP_AUTHORIZATION", "HTTP_CONNECTION",
		"UNDER_SCORE", "CONTENT_LENGTH", "HTTPS"
	};
	size_t n;

	t_case("the environment");
	program("printf 'Content-Type: text/plain\\n\\n'; env;"
		"echo pwd is $(pwd);"
		"echo sockets $(ls -l /proc/self/fd | grep -c socket:);"
		"echo the end\n");
	ask("GET /cgi/a%20b/c?x=y%26&z HTTP/1.1\r\nHost: front.example:80\r\n"
	    "X-Mine: two words\r\nUser-Agent: me\r\nProxy: http://evil/\r\n"
	    "Authorization: Basic x\r\nUnder_Score: x\r\n"
	    "Connection: keep-alive\r\n\r\n");
	expect("the end\n");
	for (n = 0; n < T_ARRAY(lines); n++)
		if (!strstr(got, lines[n]))
			CHECK_STR(got, lines[n]);
	for (n = 0; n < T_ARRAY(absent); n++)
		CHECK(!strstr(got, absent[n]));
	/* no descriptor of ours */
	CHECK(strstr(got, "sockets 0\n"));
	CHECK(strstr(got, "transfer-encoding: chunked\r\n"));
	expect("\r\n0\r\n\r\n");
	CHECK_EQ(attached, 1);
	CHECK_EQ(terminated, 1);
	leave();
}

static void
check_bodies(void)
{
	char *big = malloc(100001);

	t_case("a body, and a body back");
	program("printf 'Content-Type: a\\nContent-Length: 9\\n\\n';"
		"printf '%s|' \"$CONTENT_LENGTH\"; cat;"
		"echo log line >&2; exit 3\n");
	ask("POST /cgi HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n"
	    "Content-Type: t\r\n\r\nabcdefg"
	    "GET /cgi HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	expect("content-length: 9\r\n\r\n7|abcdefg");
	expect("content-length: 9\r\nconnection: close\r\n\r\n|");
	/* the second one had promised more than it gave */
	t_until(cx, peer.gone, 5000);
	CHECK(peer.gone);
	leave();

	t_case("in chunks, and 100 Continue");
	program("printf 'Content-Type: a\\n\\n'; cat; echo .\n");
	ask("POST /cgi HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n");
	expect("100 Continue\r\n\r\n");
	t_peer_send(&peer, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 20);
	expect("abcde");
	expect("0\r\n\r\n");
	leave();

	t_case("more than a pipe holds, there and back");
	if (!CHECK(big))
		return;
	memset(big, 'x', 100000);
	big[100000] = '\0';
	program("printf 'Content-Type: a\\nContent-Length: 100000\\n\\n'; "
		"sleep 0.1; cat\n");
	ask("POST /cgi HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
	t_peer_send(&peer, big, 100000);
	t_until(cx, peer.rx.len > 100000 || peer.gone, 8000);
	CHECK(strstr(text_so_far(), big));
	leave();

	t_case("a body that the program does not want");
	program("exec <&-; printf 'Content-Type: a\\n\\n'; echo enough\n");
	ask("POST /cgi HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
	t_peer_send(&peer, big, 100000);
	expect("enough\n");
	expect("0\r\n\r\n");
	leave();
	free(big);

	t_case("HEAD has no body");
	program("printf 'Content-Type: a\\nContent-Length: 2\\n\\nab'\n");
	ask("HEAD /cgi HTTP/1.1\r\nHost: x\r\n\r\n"
	    "HEAD /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	expect("content-length: 2\r\n\r\nHTTP/1.1 200 OK\r\n");
	leave();
}

static void
check_ends(void)
{
	static const struct {
		const char *what, *text, *answer;
	} table[] = {
		{ "a status", "printf 'Status: 404 Not\\n\\n'\n", "404 " },
		{ "a redirect", "printf 'Location: /x\\n\\n'\n",
		  "302 Found\r\nLocation: /x\r\n" },
		{ "no head", "echo hello\n", "502 " },
		{ "nothing", "exit 0\n", "502 " },
		{ "half a head", "printf 'Content-Type: a\\n'\n", "502 " },
		{ "a signal", "kill -9 $$\n", "502 " },
		{ "silence", "sleep 30\n", "504 " },
		{ "silence that is deaf", "trap '' TERM; exec sleep 30\n",
		  "504 " },
	};
	size_t n;

	for (n = 0; n < T_ARRAY(table); n++) {
		t_case("a program with %s", table[n].what);
		program(table[n].text);
		ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
		expect(table[n].answer);
		leave();
	}

	t_case("no program");
	unlink(script);
	ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	expect("404 ");
	leave();

	t_case("one that cannot be executed");
	program("");
	CHECK(!chmod(script, 0600));
	ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	expect("502 ");
	leave();

	t_case("the client goes away");
	program("sleep 30\n");
	ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	t_until(cx, attached, 3000);
	leave();

	t_case("the callback closes it");
	kill_at = LWS_CALLBACK_CGI_PROCESS_ATTACH;
	ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK(peer.gone);
	leave();
	program("printf 'Status: 200\\n\\nx'\n");
	kill_at = LWS_CALLBACK_CGI_TERMINATED;
	ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	t_until(cx, peer.gone, 3000);
	CHECK(peer.gone);
	leave();
	kill_at = -1;

	t_case("started by hand");
	by_hand = 1;
	program("printf 'Content-Type: a\\n\\n%s|%s|%s' \"$1\" \"$SCRIPT_NAME\""
		" \"$PATH_INFO\"\n");
	ask("GET /hand/x HTTP/1.1\r\nHost: x\r\n\r\n");
	expect("an argument|/hand|/x");
	leave();
	by_hand = 0;
}

static void
check_many(void)
{
	struct t_peer many[LWS_CGI_MAX + 1];
	unsigned int n;
	int full = 0, ok = 0;

	t_case("more programs than may run");
	program("sleep 0.3; printf 'Status: 200\\n\\nx'\n");
	memset(many, 0, sizeof(many));
	for (n = 0; n <= LWS_CGI_MAX; n++) {
		t_peer_connect(&many[n], lws_get_vhost_listen_port(vh));
		t_peer_print(&many[n], "GET /many HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	for (n = 0; n <= LWS_CGI_MAX; n++) {
		t_until(cx, t_peer_status(&many[n]), 30000);
		full += t_peer_status(&many[n]) == 503;
		ok += t_peer_status(&many[n]) == 200;
		t_peer_close(&many[n]);
	}
	CHECK(full >= 1);
	CHECK(ok >= 1);
	CHECK_EQ(full + ok, LWS_CGI_MAX + 1);
	t_until(cx, !cx->cgis.count, 8000);
	CHECK_EQ(cx->cgis.count, 0);
}

static void
check_no_memory(void)
{
	unsigned int n;
	int ok = 0;

	program("printf 'Content-Type: a\\n\\nok'\n");
	for (n = 1; n < 60 && !ok; n++) {
		t_case("allocation %u of a program's request fails", n);
		ask("GET /cgi HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		    "\r\n");
		lws_alloc_fail_at(n, 0);
		t_until(cx, peer.gone, 5000);
		CHECK(peer.gone);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		if (ok)
			expect("2\r\nok\r\n0\r\n\r\n");
		leave();
	}
	CHECK(ok && n > 8);
}

int
main(void)
{
	static const struct lws_protocol_vhost_options env = {
		NULL, NULL, "MOUNT", "of the mount"
	};
	struct lws_context_creation_info info;
	struct lws_http_mount m, patient;
	char folder[512];

	t_begin("http-cgi", 120);
	check_heads();

	kill_at = -1;
	lws_snprintf(script, sizeof(script), "/tmp/lws-cgi-%d.sh",
		     (int)getpid());
	if (!getcwd(folder, sizeof(folder)))
		return t_end();
	memset(&m, 0, sizeof(m));
	m.mountpoint = "/cgi";
	m.mountpoint_len = 4;
	m.origin = script;
	m.origin_protocol = LWSMPRO_CGI;
	m.cgienv = &env;
	m.cgi_timeout = t_slowness();
	patient = m;
	patient.mountpoint = "/many";
	patient.mountpoint_len = 5;
	patient.cgi_timeout = 60;
	m.mount_next = &patient;
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.mounts = &m;
	info.port = 0;
	info.timeout_secs = 3 * (unsigned int)t_slowness();
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);

	check_env();
	check_bodies();
	check_ends();
	check_many();
	check_no_memory();

	t_case("the context goes, a program is still there");
	program("trap '' TERM; sleep 30\n");
	ask("GET /cgi HTTP/1.1\r\nHost: x\r\n\r\n");
	t_until(cx, attached, 3000);
	t_tick_stop();
	lws_context_destroy(cx);
	t_peer_close(&peer);
	unlink(script);

	return t_end();
}
