/* SPDX-License-Identifier: MIT */
/*
 * Clients behind a proxy: what is said to an HTTP proxy and to a SOCKS5 one, in
 * bytes; which proxy is taken; and HTTP and WebSocket through the tunnel.
 */
#include "private-lib-core-net-client.h"
#include "client-script.h"

/* s, for all but the proxy that says nothing: it is not their time that is
 * looked at, and a machine may be busy */
#define PATIENCE	60u

/* ---- the protocols, as bytes ---- */

static const struct lws_proxy anonymous = { "p", NULL, NULL, 1 },
	named = { "p", "user", "pass", 1 };

static const struct {
	const char *rx, *why;	/* NULL: open, with 2 bytes left */
} answers[] = {
	{ "HTTP/1.1 200 OK\r\n\r\nxx", NULL },
	{ "HTTP/1.0 200\r\nContent-Length: 5\r\nA: b\r\n\r\nxx", NULL },
	{ "HTTP/1.1 299 Fine\nA: b\n\nxx", NULL },
	{ "HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 200 OK\r\n\r\nxx", NULL },
	{ "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n", "407 Who" },
	{ "HTTP/1.1 503\r\n\r\n", "503" },
	{ "HTTP/1.1 101 Up\r\n\r\n", "101 Up" },
	{ "HTTP/1.1 302 El\x1bse\r\n\r\n", "302 El?se" },
	{ "HTTP/2.0 200 OK\r\n\r\n", "not HTTP" },
	{ "HTTP/1.1 2000 OK\r\n\r\n", "not HTTP" },
	{ "HTTP/1.1 2x0 OK\r\n\r\n", "not HTTP" },
	{ "HTTP/1.1  200 OK\r\n\r\n", "not HTTP" },
	{ "SSH-2.0-OpenSSH_9\r\n\r\n", "not HTTP" },
	{ "\r\n\r\n", "not HTTP" },
	{ "HTTP/1.1 200 OK\r\n\rx", "CR without LF" },
};

/* takes it in pieces; returns the last step, *left is what was not taken */
static enum lws_proxy_step
feed_http(struct lws_proxy_talk *t, const char *rx, size_t piece, size_t *left,
	  const char **why)
{
	size_t at = 0, len = strlen(rx);
	enum lws_proxy_step s = LWS_PROXY_MORE;

	while (at < len && s == LWS_PROXY_MORE) {
		size_t n = len - at < piece ? len - at : piece, used = 0;

		s = lws_proxy_http_rx(t, (const uint8_t *)rx + at, n, &used,
				      why);
		at += used;
	}
	*left = len - at;

	return s;
}

static void
check_http_bytes(void)
{
	char host[700], *big;
	struct lws_proxy_talk t;
	const char *why = NULL;
	size_t n, left;

	t_case("CONNECT");
	CHECK(!lws_proxy_http_begin(&t, &anonymous, "a.example", 443, &why));
	t.buf[t.len] = '\0';
	CHECK_STR((char *)t.buf, "CONNECT a.example:443 HTTP/1.1\r\n"
		  "Host: a.example:443\r\nUser-agent: lws\r\n\r\n");
	CHECK(!lws_proxy_http_begin(&t, &named, "2001:db8::1", 80, &why));
	t.buf[t.len] = '\0';
	CHECK_STR((char *)t.buf, "CONNECT [2001:db8::1]:80 HTTP/1.1\r\n"
		  "Host: [2001:db8::1]:80\r\nUser-agent: lws\r\n"
		  "Proxy-authorization: Basic dXNlcjpwYXNz\r\n\r\n");
	CHECK(lws_proxy_http_begin(&t, &named, "a\r\nX: y", 80, &why));
	for (n = 1; n < sizeof(host); n++) {
		memset(host, 'a', n);
		host[n] = '\0';
		if (lws_proxy_http_begin(&t, &named, host, 80, &why))
			break;
		CHECK(t.len <= sizeof(t.buf) && t.buf[t.len - 1] == '\n');
	}
	CHECK(n > 200 && n < 300 && strstr(why, "too long"));

	for (n = 0; n < T_ARRAY(answers) * 2; n++) {
		enum lws_proxy_step s;

		t_case("answer %.30s, %d", answers[n / 2].rx, (int)n & 1);
		CHECK(!lws_proxy_http_begin(&t, &anonymous, "a", 1, &why));
		s = feed_http(&t, answers[n / 2].rx, n & 1 ? 1 : 999, &left,
			      &why);
		if (answers[n / 2].why) {
			CHECK_EQ(s, LWS_PROXY_REFUSED);
			CHECK(strstr(why, answers[n / 2].why));
		} else {
			CHECK_EQ(s, LWS_PROXY_OPEN);
			CHECK_EQ(left, 2);
		}
	}

	t_case("a head without end");
	big = malloc(20000);
	if (!CHECK(big))
		return;
	memset(big, 'a', 19999);
	big[19999] = '\0';
	memcpy(big, "HTTP/1.1 200 OK\r\nX: ", 20);
	CHECK(!lws_proxy_http_begin(&t, &anonymous, "a", 1, &why));
	CHECK_EQ(feed_http(&t, big, 4096, &left, &why), LWS_PROXY_REFUSED);
	CHECK(strstr(why, "too long"));
	CHECK_EQ(left, 19999 - LWS_PROXY_HEAD_MAX - 1);
	free(big);
}

#define B(s) s, sizeof(s) - 1

static const struct {
	const char *what, *host;
	int auth;
	const char *rx;
	size_t rx_len;
	const char *tx;		/* greeting and all */
	size_t tx_len;
	const char *why;	/* NULL: open, with 2 bytes left */
} socks[] = {
	{ "name", "a.example", 0, B("\x05\x00" "\x05\x00\x00\x01\x7f\x00\x00"
	  "\x01\x1f\x90xx"), B("\x05\x01\x00" "\x05\x01\x00\x03\x09" "a.example"
	  "\x01\xbb"), NULL },
	{ "IPv4", "192.0.2.7", 0, B("\x05\x00" "\x05\x00\x00\x03\x04host"
	  "\x00\x01xx"), B("\x05\x01\x00" "\x05\x01\x00\x01\xc0\x00\x02\x07"
	  "\x01\xbb"), NULL },
	{ "empty name in the reply", "192.0.2.7", 0, B("\x05\x00"
	  "\x05\x00\x00\x03\x00\x00\x01xx"), B("\x05\x01\x00"
	  "\x05\x01\x00\x01\xc0\x00\x02\x07\x01\xbb"), NULL },
	{ "password", "a", 1, B("\x05\x02" "\x01\x00" "\x05\x00\x00\x04"
	  "0123456789abcdef\x00\x01xx"), B("\x05\x02\x00\x02" "\x01\x04user\x04"
	  "pass" "\x05\x01\x00\x03\x01" "a\x01\xbb"), NULL },
	{ "password not asked for", "a", 1, B("\x05\x00" "\x05\x00\x00\x01"
	  "\x01\x02\x03\x04\x00\x01xx"), B("\x05\x02\x00\x02"
	  "\x05\x01\x00\x03\x01" "a\x01\xbb"), NULL },
	{ "no method", "a", 0, B("\x05\xff"), B("\x05\x01\x00"), "none of our" },
	{ "password without one", "a", 0, B("\x05\x02"), B("\x05\x01\x00"),
	  "none of our" },
	{ "SOCKS4", "a", 0, B("\x04\x00"), B("\x05\x01\x00"), "not SOCKS5" },
	{ "HTTP", "a", 0, B("HTTP"), B("\x05\x01\x00"), "not SOCKS5" },
	{ "wrong password", "a", 1, B("\x05\x02" "\x01\x01"),
	  B("\x05\x02\x00\x02" "\x01\x04user\x04pass"), "refused" },
	{ "wrong version of that", "a", 1, B("\x05\x02" "\x05\x00"),
	  B("\x05\x02\x00\x02" "\x01\x04user\x04pass"), "refused" },
	{ "refused", "a", 0, B("\x05\x00" "\x05\x05\x00\x01\x01"), B("\x05\x01"
	  "\x00" "\x05\x01\x00\x03\x01" "a\x01\xbb"), "connection refused" },
	{ "unknown reply", "a", 0, B("\x05\x00" "\x05\x63\x00\x01\x01"),
	  B("\x05\x01\x00" "\x05\x01\x00\x03\x01" "a\x01\xbb"), "unassigned" },
	{ "malformed reply", "a", 0, B("\x05\x00" "\x05\x00\x01\x01\x01"),
	  B("\x05\x01\x00" "\x05\x01\x00\x03\x01" "a\x01\xbb"), "malformed" },
	{ "unknown address", "a", 0, B("\x05\x00" "\x05\x00\x00\x02\x01"),
	  B("\x05\x01\x00" "\x05\x01\x00\x03\x01" "a\x01\xbb"), "type of addr" },
};

static void
check_socks(size_t n, size_t piece)
{
	const struct lws_proxy *p = socks[n].auth ? &named : &anonymous;
	enum lws_proxy_step s = LWS_PROXY_MORE;
	const char *why = "";
	struct lws_proxy_talk t;
	uint8_t tx[64];
	size_t at = 0, len = 0;

	CHECK(!lws_proxy_socks_begin(&t, p, &why));
	memcpy(tx, t.buf, t.len);
	len = t.len;
	while (at < socks[n].rx_len &&
	       (s == LWS_PROXY_MORE || s == LWS_PROXY_SEND)) {
		size_t m = socks[n].rx_len - at, used = 0;

		s = lws_proxy_socks_rx(&t, p, socks[n].host, 443,
				       (const uint8_t *)socks[n].rx + at,
				       m > piece ? piece : m, &used, &why);
		at += used;
		if (s == LWS_PROXY_SEND && CHECK(len + t.len < sizeof(tx))) {
			memcpy(tx + len, t.buf, t.len);
			len += t.len;
		}
	}
	CHECK(len == socks[n].tx_len && !memcmp(tx, socks[n].tx, len));
	if (socks[n].why) {
		CHECK_EQ(s, LWS_PROXY_REFUSED);
		CHECK(strstr(why, socks[n].why));
	} else {
		CHECK_EQ(s, LWS_PROXY_OPEN);
		CHECK_EQ(socks[n].rx_len - at, 2);
	}
}

static void
check_socks_bytes(void)
{
	static char long_name[300];
	const struct lws_proxy bad = { "p", long_name, "x", 1 },
			       empty = { "p", "u", "", 1 };
	struct lws_proxy_talk t;
	const char *why;
	size_t n, used;

	for (n = 0; n < T_ARRAY(socks); n++) {
		t_case("SOCKS5: %s", socks[n].what);
		check_socks(n, 1);
		check_socks(n, 99);
	}

	t_case("SOCKS5: what does not fit");
	memset(long_name, 'a', 256);
	CHECK(lws_proxy_socks_begin(&t, &bad, &why));
	CHECK(lws_proxy_socks_begin(&t, &empty, &why));
	CHECK(!lws_proxy_socks_begin(&t, &anonymous, &why));
	CHECK_EQ(lws_proxy_socks_rx(&t, &anonymous, long_name, 1,
			(const uint8_t *)"\x05", 1, &used, &why),
		 LWS_PROXY_MORE);
	CHECK_EQ(lws_proxy_socks_rx(&t, &anonymous, long_name, 1,
			(const uint8_t *)"\x00", 1, &used, &why),
		 LWS_PROXY_REFUSED);
}

/* ---- which one ---- */

static const struct {
	const char *text, *name, *user, *password;
	int port;
} names[] = {
	{ "host", "host", NULL, NULL, 80 },
	{ "host:3128", "host", NULL, NULL, 3128 },
	{ "http://host:3128/", "host", NULL, NULL, 3128 },
	{ "http://host", "host", NULL, NULL, 80 },
	{ "u:p@host:1", "host", "u", "p", 1 },
	{ "u:p@q:r@host:1", "host", "u", "p@q:r", 1 },
	{ "u@host", "host", "u", NULL, 80 },
	{ "[::1]:8080", "::1", NULL, NULL, 8080 },
	{ "http://u:p@[2001:db8::1]/", "2001:db8::1", "u", "p", 80 },
	{ "", NULL, NULL, NULL, 0 },
	{ ":80", NULL, NULL, NULL, 0 },
	{ "host:", NULL, NULL, NULL, 0 },
	{ "host:0", NULL, NULL, NULL, 0 },
	{ "host:65536", NULL, NULL, NULL, 0 },
	{ "host:8a", NULL, NULL, NULL, 0 },
	{ "host:123456", NULL, NULL, NULL, 0 },
	{ "[::1", NULL, NULL, NULL, 0 },
	{ "[::1]x", NULL, NULL, NULL, 0 },
};

static void
same(const char *got, const char *want)
{
	if (want && CHECK(got))
		CHECK_STR(got, want);
	else
		CHECK(!want && !got);
}

static void
check_names(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(names); n++) {
		const struct lws_proxy *p;

		t_case("lws_set_proxy(%s)", names[n].text);
		CHECK_EQ(lws_set_proxy(cs_vh, "before:99"), 0);
		CHECK_EQ(lws_set_proxy(cs_vh, names[n].text),
			 names[n].name ? 0 : -1);
		p = &cs_vh->proxies->http;
		same(p->name, names[n].name ? names[n].name : "before");
		same(p->user, names[n].user);
		same(p->password, names[n].password);
		CHECK_EQ(p->port, names[n].name ? names[n].port : 99);
	}
	CHECK_EQ(lws_set_proxy(cs_vh, NULL), -1);
}

static const struct {
	const char *no_proxy, *address;
	int proxied;
} without[] = {
	{ "", "a.example", 1 },
	{ "a.example", "a.example", 0 },
	{ "A.Example", "a.eXample", 0 },
	{ ".example", "a.example", 0 },
	{ "example", "a.example", 0 },
	{ "example", "anexample", 1 },
	{ "x, y,a.example", "a.example", 0 },
	{ "*", "a.example", 0 },
	{ "b.example", "a.example", 1 },
	{ "a.example.org", "a.example", 1 },
	{ ".", "a.example", 1 },
	{ ",, ,", "a.example", 1 },
};

static void
check_without(void)
{
	struct lws_client c;
	struct lws wsi;
	size_t n;

	CHECK_EQ(lws_set_proxy(cs_vh, "proxy:99"), 0);
	memset(&c, 0, sizeof(c));
	memset(&wsi, 0, sizeof(wsi));
	wsi.vhost = cs_vh;
	c.wsi = &wsi;
	c.port = 7;
	for (n = 0; n < T_ARRAY(without); n++) {
		t_case("no_proxy=%s for %s", without[n].no_proxy,
		       without[n].address);
		cs_vh->proxies->no_proxy =
			(char *)(uintptr_t)without[n].no_proxy;
		c.strings[LWS_CLI_ADDRESS] = without[n].address;
		lws_client_proxy_choose(&c);
		CHECK_STR(lws_client_tcp_name(&c), without[n].proxied ?
					"proxy" : without[n].address);
		CHECK_EQ(c.tcp_port, without[n].proxied ? 99 : 7);
	}
	cs_vh->proxies->no_proxy = NULL;
	t_case("Unix sockets have none");
	c.unix_path = "x";
	lws_client_proxy_choose(&c);
	CHECK_EQ(c.proxy_kind, LWS_PROXY_NONE);
}

/* ---- through it ---- */

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define TUNNEL "HTTP/1.1 200 Open\r\n\r\n"

static void
set_proxy(const char *credentials)
{
	char text[64];

	lws_snprintf(text, sizeof(text), "%s127.0.0.1:%d", credentials,
		     cs_port);
	CHECK_EQ(lws_set_proxy(cs_vh, text), 0);
}

static void
check_tunnel(void)
{
	const struct cs_step steps[] = {
		{ 0, "CONNECT no.such.name.invalid:81 HTTP/1.1\r\n", NULL, 0 },
		{ 0, "Proxy-authorization: Basic dTpw\r\n\r\n", TUNNEL, 0 },
		{ 0, "GET /x HTTP/1.1\r\n", NULL, 0 },
		{ 0, "\r\n\r\n", OK, 0 },
	}, impatient[] = {
		/* a server that speaks first, through the tunnel */
		{ 0, "CONNECT", TUNNEL "HTTP/1.1 103 Early\r\n\r\n", 0 },
		{ 0, "GET /x ", OK, 0 },
	}, share[] = {
		{ 0, "CONNECT", TUNNEL, 0 },
		{ 0, "GET /0 ", OK, 0 },
		{ 0, "GET /1 ", OK, 0 },
	}, redirect[] = {
		{ 0, "CONNECT", TUNNEL, 0 },
		{ 0, "GET /x ", "HTTP/1.1 302 Go\r\nContent-Length: 0\r\n"
		  "Location: http://other.invalid/y\r\n\r\n", 0 },
		{ 1, "CONNECT other.invalid:80 ", TUNNEL, 0 },
		{ 1, "GET /y ", OK, 0 },
	};
	struct lws_client_connect_info i;
	int byte;

	memset(&i, 0, sizeof(i));
	i.address = "no.such.name.invalid";
	i.port = 81;
	for (byte = 0; byte < 2; byte++) {
		t_case("HTTP through CONNECT, %d", byte);
		cs_reset();
		cs_pace = (size_t)byte;
		set_proxy("u:p@");
		cs_start(0, "GET", "/x", 0, &i);
		cs_play(steps, T_ARRAY(steps), 1);
		CHECK_STR(cs_c[0].trace.text, "append pre est:200 done closed");
		CHECK_STR(cs_c[0].body, "ok");

		t_case("bytes behind the proxy's head, %d", byte);
		cs_reset();
		cs_start(0, "GET", "/x", 0, &i);
		cs_play(impatient, T_ARRAY(impatient), 1);
		CHECK_STR(cs_c[0].body, "ok");
	}
	cs_pace = 0;

	t_case("a tunnel is shared like any connection");
	cs_reset();
	cs_start(0, "GET", "/0", LCCSCF_PIPELINE, &i);
	cs_start(1, "GET", "/1", LCCSCF_PIPELINE, &i);
	cs_play(share, T_ARRAY(share), 2);
	CHECK_EQ(cs_accepted, 1);

	t_case("a redirect through it");
	cs_reset();
	cs_start(0, "GET", "/x", 0, &i);
	cs_play(redirect, T_ARRAY(redirect), 1);
	CHECK_STR(cs_c[0].body, "ok");
}

/* Wine may show a reset as the stream's orderly end: it takes the error off the
 * socket when it is polled, so that reading has none to give */
static int
reset_as_end(const char *error)
{
#if defined(_WIN32)
	return strstr(error, "without a complete") != NULL;
#else
	LWS_UNUSED(error);

	return 0;
#endif
}

static void
check_refusals(void)
{
	static const struct {
		const char *give, *error;
		int end;
	} table[] = {
		{ "HTTP/1.1 407 Who are you\r\n\r\n", "407 Who are you", 0 },
		{ "nonsense\r\n\r\n", "not HTTP", 0 },
		{ "HTTP/1.1 200", "closed without a complete answer", 1 },
		{ NULL, "connection lost", 2 },
		{ NULL, "timed out waiting for the HTTP proxy", 0 },
	};
	struct lws_client_connect_info i;
	const struct cs_step ws[] = {
		{ 0, "CONNECT", TUNNEL, 0 },
		{ 0, "Upgrade: websocket\r\n", NULL, 0 },
		{ 0, "\r\n\r\n", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
		  0 },
	};
	size_t n;

	memset(&i, 0, sizeof(i));
	i.address = "no.such.name.invalid";
	for (n = 0; n < T_ARRAY(table); n++) {
		const struct cs_step steps[] = {
			{ 0, "\r\n\r\n", table[n].give, table[n].end },
		};

		t_case("the proxy says %.20s",
		       table[n].give ? table[n].give : "nothing");
		cs_reset();
		set_proxy("");
		cs_cx->timeout_secs = table[n].give || table[n].end ? PATIENCE :
								      1;
		cs_start(0, "GET", "/x", 0, &i);
		cs_play(steps, T_ARRAY(steps), 1);
		CHECK_STR(cs_c[0].trace.text, "error");
		CHECK(!strncmp(cs_c[0].error, "proxy: ", 7));
		if (!CHECK(strstr(cs_c[0].error, table[n].error) ||
			   (table[n].end == 2 && reset_as_end(cs_c[0].error))))
			printf("    it is \"%s\"\n", cs_c[0].error);
	}

	cs_cx->timeout_secs = PATIENCE;

	t_case("WebSocket through it");
	cs_reset();
	cs_start(0, NULL, "/x", 0, &i);
	cs_play(ws, T_ARRAY(ws), 1);
	CHECK(strstr(cs_c[0].error, "403"));

	t_case("no proxy there");
	cs_reset();
	lws_snprintf(cs_c[1].error, 64, "127.0.0.1:%d", t_sock_closed_port());
	CHECK_EQ(lws_set_proxy(cs_vh, cs_c[1].error), 0);
	cs_start(0, "GET", "/x", 0, &i);
	cs_play(NULL, 0, 1);
	CHECK(!strncmp(cs_c[0].error, "connect: 127.0.0.1:", 19));
}

static void
check_no_memory(void)
{
	const struct cs_step steps[] = {
		{ 0, "CONNECT", TUNNEL, 0 },
		{ 0, "GET /x ", OK, 0 },
	};
	struct lws_client_connect_info i;
	unsigned int n;
	int ok = 0;

	memset(&i, 0, sizeof(i));
	i.address = "no.such.name.invalid";
	for (n = 1; n < 60 && !ok; n++) {
		int begun;

		t_case("allocation %u on the way through a proxy fails", n);
		cs_reset();
		set_proxy("u:p@");
		lws_alloc_fail_at(n, 0);
		begun = cs_start(0, "GET", "/x", 0, &i) != NULL;
		cs_play_badly(steps, T_ARRAY(steps), begun);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
	}
	t_case("allocations on the way through a proxy");
	CHECK(ok && n > 4);

	for (n = 1; n < 6; n++) {
		int bad;

		t_case("allocation %u of the proxy's name fails", n);
		CHECK_EQ(lws_set_proxy(cs_vh, "before:99"), 0);
		lws_alloc_fail_at(n, 0);
		bad = lws_set_proxy(cs_vh, "u:p@host:1");
		CHECK_EQ(bad, n <= 3 ? -1 : 0);
		CHECK_STR(cs_vh->proxies->http.name, bad ? "before" : "host");
		lws_alloc_fail_at(0, 0);
	}
}

#if defined(LWS_WITH_SOCKS5)
static void
check_socks_flow(void)
{
	/* the replies to all the steps, as if the proxy knew them */
	static const char replies[] = "\x05\x02" "\x01\x00"
		"\x05\x00\x00\x01\x01\x02\x03\x04\x00\x01";
	struct lws_client_connect_info i;
	struct t_peer *p = &cs_conn[0];
	char text[64];
	int byte;

	memset(&i, 0, sizeof(i));
	i.address = "no.such.name.invalid";
	for (byte = 0; byte < 2; byte++) {
		const struct cs_step steps[] = {
			{ 0, "\x05", NULL, 0 },
		}, rest[] = {
			{ 0, "\r\n\r\n", OK, 0 },
		};

		t_case("SOCKS5, %d", byte);
		cs_reset();
		cs_pace = (size_t)byte;
		lws_snprintf(text, sizeof(text), "u:p@127.0.0.1:%d", cs_port);
		CHECK_EQ(lws_set_socks(cs_vh, text), 0);
		cs_start(0, "GET", "/x", 0, &i);
		cs_play(steps, T_ARRAY(steps), 0);
		t_peer_send(p, replies, sizeof(replies) - 1);
		/* there are NULs in what came before the request */
		t_until(cs_cx, p->rx.len > 40 && p->rx.data[p->rx.len - 1] ==
			'\n', 3000);
		CHECK(p->rx.len > 40);
		t_peer_send(p, OK, strlen(OK));
		cs_play(rest, 0, 1);
		CHECK_STR(cs_c[0].body, "ok");
	}
	cs_pace = 0;
	lws_proxies_destroy(cs_vh);
}
#endif

int
main(void)
{
	struct lws_context_creation_info info;

	t_begin("client-proxy", 120);
	check_http_bytes();
	check_socks_bytes();

	memset(&info, 0, sizeof(info));
	info.timeout_secs = PATIENCE;
	info.http_proxy_address = "";
	if (!cs_create(&info)) {
		check_names();
		check_without();
		check_tunnel();
		check_refusals();
		check_no_memory();
#if defined(LWS_WITH_SOCKS5)
		check_socks_flow();
#endif
		cs_destroy();
	}

	return t_end();
}
