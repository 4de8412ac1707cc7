/* SPDX-License-Identifier: MIT */
/*
 * Where redirects lead: a table of Locations, and clients that follow them.
 */
#include "private-lib-roles-http.h"
#include "private-lib-core-net-client.h"
#include "client-script.h"

static const struct {
	const char *location, *base, *address, *host, *path, *bad;
	int tls_before, tls, port;
} places[] = {
	/* absolute */
	{ "http://a.example/x", "/", "a.example", "a.example", "/x", NULL, 0, 0,
	  80 },
	{ "HTTPS://a.example:444/x?y=z", "/", "a.example", "a.example:444",
	  "/x?y=z", NULL, 0, 1, 444 },
	{ "https://a.example:443", "/q/r", "a.example", "a.example", "/", NULL,
	  0, 1, 443 },
	{ "ws://a.example:80/x", "/", "a.example", "a.example", "/x", NULL, 1, 0,
	  80 },
	{ "wss://[2001:db8::1]:8443/x", "/", "2001:db8::1",
	  "[2001:db8::1]:8443", "/x", NULL, 0, 1, 8443 },
	{ "http://[::1]", "/", "::1", "[::1]", "/", NULL, 0, 0, 80 },
	{ "http://user:pw@a.example/x", "/", "a.example", "a.example", "/x",
	  NULL, 0, 0, 80 },
	{ "http://a.example?q", "/b", "a.example", "a.example", "/?q", NULL, 0,
	  0, 80 },
	{ "http://a.example#f", "/b", "a.example", "a.example", "/", NULL, 0, 0,
	  80 },
	{ "//b.example:81/c", "/", "b.example", "b.example:81", "/c", NULL, 1, 1,
	  81 },
	{ "//b.example/c", "/", "b.example", "b.example", "/c", NULL, 1, 1,
	  443 },
	/* relative */
	{ "/x", "/a/b?c", "", "", "/x", NULL, 0, 0, 0 },
	{ "x", "/a/b?c", "", "", "/a/x", NULL, 1, 1, 0 },
	{ "x/y?q=/../z", "/a/b", "", "", "/a/x/y?q=/../z", NULL, 0, 0, 0 },
	{ "?q", "/a/b?c", "", "", "/a/b?q", NULL, 0, 0, 0 },
	{ "#f", "/a/b?c", "", "", "/a/b?c", NULL, 0, 0, 0 },
	{ "", "/a/b?c", "", "", "/a/b?c", NULL, 0, 0, 0 },
	{ "../x", "/a/b/c", "", "", "/a/x", NULL, 0, 0, 0 },
	{ "../../../x", "/a/b/c", "", "", "/x", NULL, 0, 0, 0 },
	{ "./x/.", "/a/b", "", "", "/a/x/", NULL, 0, 0, 0 },
	{ "..", "/a/b/c", "", "", "/a/", NULL, 0, 0, 0 },
	{ "/a/./b/../c", "/", "", "", "/a/c", NULL, 0, 0, 0 },
	{ "/..", "/", "", "", "/", NULL, 0, 0, 0 },
	{ "x", "no-slash", "", "", "/x", NULL, 0, 0, 0 },
	{ "x", "", "", "", "/x", NULL, 0, 0, 0 },
	{ "/with space", "/", "", "", "/with%20space", NULL, 0, 0, 0 },
	{ "  /x  ", "/", "", "", "/x", NULL, 0, 0, 0 },
	{ "a:b", "/", NULL, NULL, NULL, "scheme", 0, 0, 0 },
	{ "./a:b", "/", "", "", "/a:b", NULL, 0, 0, 0 },
	{ "1:b", "/", "", "", "/1:b", NULL, 0, 0, 0 },
	/* refused */
	{ "ftp://a.example/", "/", NULL, NULL, NULL, "scheme", 0, 0, 0 },
	{ "javascript:alert(1)", "/", NULL, NULL, NULL, "scheme", 0, 0, 0 },
	{ "file:///etc/passwd", "/", NULL, NULL, NULL, "scheme", 0, 0, 0 },
	{ "http:/x", "/", NULL, NULL, NULL, "without a host", 0, 0, 0 },
	{ "http:x", "/", NULL, NULL, NULL, "without a host", 0, 0, 0 },
	{ "http://", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http:///x", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http://u@/x", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http://[::1/x", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http://[::1]x/", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http://a<b/", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http://+socket/", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "//+@x@+socket/", "/", NULL, NULL, NULL, "address", 0, 0, 0 },
	{ "http://a:0/", "/", NULL, NULL, NULL, "port", 0, 0, 0 },
	{ "http://a:65536/", "/", NULL, NULL, NULL, "port", 0, 0, 0 },
	{ "http://a:8x/", "/", NULL, NULL, NULL, "port", 0, 0, 0 },
	{ "http://a:-1/", "/", NULL, NULL, NULL, "port", 0, 0, 0 },
	{ "/x\r\nY: z", "/", NULL, NULL, NULL, "control", 0, 0, 0 },
	{ "http://a\tb/", "/", NULL, NULL, NULL, "control", 0, 0, 0 },
};

static void
check_places(void)
{
	struct lws_http_place to;
	char path[64], small[4];
	const char *bad;
	size_t n;

	for (n = 0; n < T_ARRAY(places); n++) {
		t_case("Location: %s", places[n].location);
		bad = lws_http_resolve(places[n].location, places[n].tls_before,
				       places[n].base, &to, path,
				       sizeof(path));
		if (places[n].bad) {
			CHECK(bad && strstr(bad, places[n].bad));
			continue;
		}
		CHECK(!bad);
		CHECK_STR(to.address, places[n].address);
		CHECK_STR(to.host, places[n].host);
		CHECK_STR(path, places[n].path);
		CHECK_EQ(to.tls, places[n].tls);
		CHECK_EQ(to.port, places[n].port);
	}
	t_case("no room");
	CHECK(lws_http_resolve("/abc", 0, "/", &to, small, sizeof(small)));
	CHECK(!lws_http_resolve("/ab", 0, "/", &to, small, sizeof(small)));
}

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define TO(code, where) "HTTP/1.1 " code " Go\r\nContent-Length: 4\r\n" \
	"Location: " where "\r\n\r\nbody"

static const struct {
	int code, get;
	const char *method;
	const char *first;
} methods[] = {
	{ 301, 0, "POST", TO("301", "/next") },
	{ 302, 0, "POST", TO("302", "/next") },
	{ 303, 1, "POST", TO("303", "/next") },
	{ 307, 0, "POST", TO("307", "/next") },
	{ 308, 0, "PUT", TO("308", "/next") },
	{ 303, 1, "DELETE", TO("303", "next") },
	{ 303, 0, "GET", TO("303", "next") },
};

static void
check_methods(void)
{
	char want[64], trace[128];
	size_t n;

	for (n = 0; n < T_ARRAY(methods) * 2; n++) {
		size_t m = n / 2;
		int body = strcmp(methods[m].method, "GET") &&
			   strcmp(methods[m].method, "DELETE");
		struct cs_step steps[] = {
			{ 0, body ? "BODY" : "\r\n\r\n", methods[m].first, 0 },
			{ 1, want, NULL, 0 },
			{ 1, body && !methods[m].get ? "BODY" : "\r\n\r\n", OK,
			  0 },
		};

		t_case("%s and %d, %s", methods[m].method, methods[m].code,
		       n & 1 ? "byte by byte" : "at once");
		cs_reset();
		cs_pace = n & 1;
		lws_snprintf(want, sizeof(want), "%s /next HTTP/1.1\r\n",
			     methods[m].get ? "GET" : methods[m].method);
		cs_c[0].headers = body ? "Content-Length: 4\r\n" : NULL;
		if (methods[m].get)
			cs_c[0].headers = NULL;
		cs_c[0].upload = body ? "BODY" : NULL;
		CHECK(cs_start(0, methods[m].method, "/first", 0, NULL));
		cs_play(steps, T_ARRAY(steps), 1);
		lws_snprintf(trace, sizeof(trace), "append%s redirect:%d append"
			     "%s pre est:200 done closed",
			     body ? " writeable" : "", methods[m].code,
			     body && !methods[m].get ? " writeable" : "");
		CHECK_STR(cs_c[0].trace.text, trace);
		CHECK_STR(cs_c[0].body, "ok");
		/* the one that sent us away has no more of us */
		CHECK(!strstr(cs_log[1], "BODY") == (methods[m].get || !body));
	}
	cs_pace = 0;
}

/* to "localhost" on the same port: another host, though the same server */
static char elsewhere[160];

static void
check_flows(void)
{
	const struct cs_step loop[] = {
		{ 0, "\r\n\r\n", TO("302", "/1"), 0 },
		{ 1, "\r\n\r\n", TO("302", "/2"), 0 },
		{ 2, "\r\n\r\n", TO("302", "/3"), 0 },
		{ 3, "\r\n\r\n", TO("302", "/4"), 0 },
	}, once[] = {
		{ 0, "\r\n\r\n", TO("302", "/1"), 0 },
		{ 1, "\r\n\r\n", OK, 0 },
	}, away[] = {
		{ 0, "\r\n\r\n", elsewhere, 0 },
		{ 1, "\r\n\r\n", OK, 0 },
	}, ws[] = {
		{ 0, "Upgrade: websocket\r\n", NULL, 0 },
		{ 0, "\r\n\r\n", TO("302", "/1"), 0 },
		{ 1, "Upgrade: websocket\r\n", NULL, 0 },
		{ 1, "\r\n\r\n", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
		  0 },
	}, alone[] = {
		{ 0, "\r\n\r\n", TO("302", "/1"), 0 },
	}, no_place[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 302 Go\r\nContent-Length: 0\r\n\r\n",
		  0 },
	}, twice[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 302 Go\r\nContent-Length: 0\r\n"
		  "Location: /a\r\nLocation: /b\r\n\r\n", 0 },
	}, evil[] = {
		{ 0, "\r\n\r\n", TO("302", "ftp://a/"), 0 },
	};

	t_case("too many");
	cs_reset();
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(loop, T_ARRAY(loop), 1);
	CHECK_STR(cs_c[0].trace.text, "append redirect:302 append redirect:302 "
		  "append redirect:302 append redirect:302 error");
	CHECK_STR(cs_c[0].error, "handshake: too many redirects");
	CHECK(strstr(cs_log[3], "GET /3 "));

	t_case("not followed");
	cs_reset();
	cs_start(0, "GET", "/0", LCCSCF_HTTP_NO_FOLLOW_REDIRECT, NULL);
	cs_play(alone, T_ARRAY(alone), 1);
	CHECK_STR(cs_c[0].trace.text, "append pre est:302 done closed");
	CHECK_STR(cs_c[0].body, "body");

	t_case("on the way to a WebSocket");
	cs_reset();
	cs_start(0, NULL, "/0", 0, NULL);
	cs_play(ws, T_ARRAY(ws), 1);
	CHECK_STR(cs_c[0].trace.text, "append redirect:302 append est:403 error");
	CHECK(strstr(cs_log[1], "GET /1 HTTP/1.1\r\n"));

	t_case("without a Location");
	cs_reset();
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(no_place, T_ARRAY(no_place), 1);
	CHECK_STR(cs_c[0].trace.text, "append pre est:302 done closed");

	t_case("with two of them");
	cs_reset();
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(twice, T_ARRAY(twice), 1);
	CHECK_STR(cs_c[0].error, "handshake: redirect to more than one place");

	t_case("to a scheme that is none of ours");
	cs_reset();
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(evil, T_ARRAY(evil), 1);
	CHECK(strstr(cs_c[0].error, "scheme other than"));

	t_case("refused by the callback");
	cs_reset();
	cs_c[0].refuse = LWS_CALLBACK_CLIENT_HTTP_REDIRECT;
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(alone, T_ARRAY(alone), 1);
	CHECK_STR(cs_c[0].error, "handshake: redirect refused by the callback");

	t_case("closed in the callback");
	cs_reset();
	cs_c[0].close_at = LWS_CALLBACK_CLIENT_HTTP_REDIRECT;
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(alone, T_ARRAY(alone), 1);
	CHECK_STR(cs_c[0].trace.text, "append redirect:302 error");

	t_case("the same host keeps what was meant for it");
	cs_reset();
	cs_c[0].headers = "Authorization: Basic x\r\nX-Mine: 1\r\n"
			  "Cookie: a=b\r\n";
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(once, T_ARRAY(once), 1);
	CHECK(strstr(cs_log[1], "Authorization: Basic x\r\nX-Mine: 1\r\n"
		     "Cookie: a=b\r\n\r\n"));
	CHECK(strstr(cs_log[1], "Host: the.host\r\n"));

	t_case("another one is told nothing");
	cs_reset();
	lws_snprintf(elsewhere, sizeof(elsewhere), "HTTP/1.1 307 Go\r\n"
		     "Content-Length: 0\r\n"
		     "Location: http://localhost:%d/z\r\n\r\n", cs_port);
	cs_c[0].headers = "authorization: Basic x\r\nX-Mine: 1\r\n"
			  "COOKIE: a=b\r\n";
	cs_start(0, "GET", "/0", 0, NULL);
	cs_play(away, T_ARRAY(away), 1);
	CHECK(strstr(cs_log[0], "authorization") &&
	      strstr(cs_log[0], "COOKIE"));
	CHECK(!strstr(cs_log[1], "asic x") && !strstr(cs_log[1], "a=b"));
	CHECK(strstr(cs_log[1], "X-Mine: 1\r\n\r\n"));
	lws_snprintf(elsewhere, sizeof(elsewhere), "Host: localhost:%d\r\n",
		     cs_port);
	CHECK(strstr(cs_log[1], elsewhere));
	CHECK_STR(cs_c[0].body, "ok");
}

static void
check_elsewhere(void)
{
	static const struct {
		const char *address;
		int port, tls, to_port, to_tls, elsewhere;
	} table[] = {
		{ NULL, 80, 0, 80, 0, 0 },
		{ "A.Example", 80, 0, 80, 0, 0 },
		{ "a.example", 80, 0, 443, 1, 0 },
		{ "a.example", 8080, 0, 8080, 1, 0 },
		{ "b.example", 80, 0, 80, 0, 1 },
		{ "a.example", 80, 0, 8080, 0, 1 },
		{ "a.example", 80, 0, 8443, 1, 1 },
		{ "a.example", 443, 1, 8443, 1, 1 },
		{ "a.example", 443, 1, 80, 0, 1 },
		{ NULL, 443, 1, 443, 0, 1 },
	};
	struct lws_client c;
	struct lws wsi;
	size_t n;

	for (n = 0; n < T_ARRAY(table); n++) {
		t_case("from %d, tls %d, to %s:%d, tls %d", table[n].port,
		       table[n].tls, table[n].address ? table[n].address : "",
		       table[n].to_port, table[n].to_tls);
		memset(&c, 0, sizeof(c));
		memset(&wsi, 0, sizeof(wsi));
		wsi.client = &c;
		c.strings[LWS_CLI_ADDRESS] = "a.example";
		c.strings[LWS_CLI_PATH] = "/";
		c.strings[LWS_CLI_HOST] = "a.example";
		c.port = table[n].port;
		c.ssl_flags = table[n].tls ? LCCSCF_USE_SSL : 0;
		CHECK(!lws_client_set_target(&wsi, table[n].to_tls ?
					     LCCSCF_USE_SSL : 0,
					     table[n].address,
					     table[n].to_port, NULL, NULL));
		CHECK_EQ(lws_client_is_elsewhere(&wsi), table[n].elsewhere);
		lws_free(c.target);
	}
}

static const struct cs_step memory_steps[] = {
	{ 0, "\r\n\r\n", TO("302", "/1"), 0 },
	{ 1, "\r\n\r\n", OK, 0 },
};

/* each attempt has one end, whichever allocation fails */
static void
check_no_memory(void)
{
	unsigned int n;
	int ok = 0;

	for (n = 1; n < 60 && !ok; n++) {
		int begun;

		t_case("allocation %u of a redirect fails", n);
		cs_reset();
		lws_alloc_fail_at(n, 0);
		begun = cs_start(0, "GET", "/0", 0, NULL) != NULL;
		cs_play_badly(memory_steps, T_ARRAY(memory_steps), begun);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
	}
	t_case("allocations of a redirect");
	CHECK(ok && n > 4);
	CHECK_STR(cs_c[0].body, "ok");
}

int
main(void)
{
	struct lws_context_creation_info info;

	t_begin("http-redirect", 120);
	check_places();
	check_elsewhere();

	memset(&info, 0, sizeof(info));
	info.timeout_secs = 3 * (unsigned int)t_slowness();
	info.http_proxy_address = "";
	if (!cs_create(&info)) {
		check_methods();
		check_flows();
		check_no_memory();
		cs_destroy();
	}

	return t_end();
}
