/* SPDX-License-Identifier: MIT */
/*
 * Clients that share connections (LCCSCF_PIPELINE): one after the other, and
 * what becomes of those who wait when the connection ends.
 */
#include "private-lib-core-net.h"
#include "client-script.h"

#define OK(x) "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" x
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" \
	"2\r\nck\r\n0\r\nA: b\r\n\r\n"
#define EMPTY "HTTP/1.1 204 None\r\n\r\n"
#define LAST(x) "HTTP/1.1 200 OK\r\nConnection: close\r\n" \
	"Content-Length: 2\r\n\r\n" x
#define DONE "append pre est:200 done closed"

static void
start(int n, const char *method)
{
	struct lws_client_connect_info i;
	char path[8];

	memset(&i, 0, sizeof(i));
	i.keep_warm_secs = 1;
	lws_snprintf(path, sizeof(path), "/%d", n);
	CHECK(cs_start(n, method, path, LCCSCF_PIPELINE, &i));
}

static void
start_all(int count)
{
	int n;

	for (n = 0; n < count; n++)
		start(n, "GET");
}

static void
check_done(int count)
{
	int n;

	for (n = 0; n < count; n++)
		CHECK_STR(cs_c[n].trace.text, DONE);
}

static void
check_in_turn(void)
{
	const struct cs_step steps[] = {
		{ 0, "GET /0 ", OK("r0"), 0 },
		{ 0, "GET /1 ", CHUNKED, 0 },
		{ 0, "GET /2 ", EMPTY, 0 },
		{ 0, "GET /3 ", OK("r3"), 0 },
	};
	int byte;

	for (byte = 0; byte < 2; byte++) {
		t_case("four on one, %s", byte ? "byte by byte" : "at once");
		cs_reset();
		cs_pace = (size_t)byte;
		start_all(4);
		cs_play(steps, T_ARRAY(steps), 4);
		CHECK_EQ(cs_accepted, 1);
		CHECK_STR(cs_c[0].body, "r0");
		CHECK_STR(cs_c[1].body, "ck");
		CHECK_STR(cs_c[2].trace.text, "append pre est:204 done closed");
		CHECK_STR(cs_c[3].body, "r3");
		CHECK(!strstr(cs_log[0], "Connection:"));
	}
	cs_pace = 0;
}

static void
check_warm(void)
{
	const struct cs_step first[] = {
		{ 0, "GET /0 ", OK("r0"), 0 },
	}, second[] = {
		{ 0, "GET /1 ", OK("r1"), 0 },
	}, over[] = {
		{ 0, NULL, NULL, 1 },
	}, another[] = {
		{ 1, "GET /2 ", OK("r2"), 0 },
	};

	t_case("kept, and used again");
	cs_reset();
	start(0, "GET");
	cs_play(first, T_ARRAY(first), 1);
	start(1, "GET");
	cs_play(second, T_ARRAY(second), 2);
	CHECK_EQ(cs_accepted, 1);
	check_done(2);

	t_case("the server ends it while nobody uses it");
	cs_play(over, T_ARRAY(over), 2);
	t_settle(cs_cx, 20);
	start(2, "GET");
	cs_play(another, T_ARRAY(another), 3);
	CHECK_EQ(cs_accepted, 2);
	check_done(3);
	CHECK_EQ(cs_vh->lanes.count, 1);

	t_case("it does not wait for ever");
	t_until(cs_cx, !cs_vh->lanes.count, 3000);
	CHECK_EQ(cs_vh->lanes.count, 0);
}

/* the server's end, and a request that is on its way meanwhile */
static void
check_race(void)
{
	static const struct {
		const char *method, *headers, *upload;
		int again;
	} table[] = {
		{ "GET", NULL, NULL, 1 },
		{ "HEAD", NULL, NULL, 1 },
		{ "OPTIONS", NULL, NULL, 1 },
		{ "DELETE", NULL, NULL, 1 },
		{ "POST", NULL, NULL, 0 },
		{ "PATCH", NULL, NULL, 0 },
		{ "PUT", "Content-Length: 4\r\n", "BODY", 0 },
	};
	char want[32];
	size_t n;

	for (n = 0; n < T_ARRAY(table); n++) {
		const struct cs_step first[] = {
			{ 0, "GET /0 ", OK("r0"), 0 },
		}, dies[] = {
			{ 0, want, NULL, 1 },
		}, again[] = {
			{ 0, want, NULL, 1 },
			{ 1, want, OK("r1"), 0 },
		};
		int twice = table[n].again;

		t_case("%s on a connection that ends", table[n].method);
		lws_snprintf(want, sizeof(want), "%s", table[n].upload ?
			     table[n].upload : "/1 HTTP/1.1\r\n");
		cs_reset();
		start(0, "GET");
		cs_play(first, T_ARRAY(first), 1);
		cs_c[1].headers = table[n].headers;
		cs_c[1].upload = table[n].upload;
		start(1, table[n].method);
		cs_play(twice ? again : dies,
			twice ? T_ARRAY(again) : T_ARRAY(dies), 2);
		CHECK_EQ(cs_accepted, 1 + twice);
		if (twice)
			CHECK_STR(cs_c[1].trace.text, "append " DONE);
		else
			CHECK(strstr(cs_c[1].error, "without a complete"));
	}
}

static void
check_twice_is_enough(void)
{
	const struct cs_step steps[] = {
		{ 0, "GET /0 ", OK("r0"), 0 },
		{ 0, "GET /1 ", NULL, 2 },
		{ 1, "GET /1 ", NULL, 1 },
		{ 2, "GET /2 ", OK("r2"), 0 },
		{ 2, "GET /3 ", OK("r3"), 0 },
	};

	t_case("it is tried once more, not for ever; the others go on");
	cs_reset();
	start_all(4);
	cs_play(steps, T_ARRAY(steps), 4);
	CHECK_STR(cs_c[1].trace.text, "append append error");
	CHECK_STR(cs_c[2].trace.text, DONE);
	CHECK_STR(cs_c[3].trace.text, DONE);
}

static void
check_requeue(void)
{
	const struct cs_step closes[] = {
		{ 0, "GET /0 ", LAST("r0"), 0 },
		{ 1, "GET /1 ", LAST("r1"), 1 },
		{ 2, "GET /2 ", OK("r2"), 0 },
		{ 2, "GET /3 ", OK("r3"), 0 },
	}, old[] = {
		{ 0, "GET /0 ", "HTTP/1.0 200 OK\r\n\r\nr0", 1 },
		{ 1, "GET /1 ", OK("r1"), 0 },
	}, more[] = {
		{ 0, "GET /0 ", OK("r0HTTP/1.1 200 Evil\r\n"
				   "Content-Length: 2\r\n\r\nno"), 0 },
		{ 1, "GET /1 ", OK("r1"), 0 },
	}, bad[] = {
		{ 0, "GET /0 ", "HTTP/1.1 junk\r\n\r\n", 0 },
		{ 1, "GET /1 ", OK("r1"), 0 },
	}, cut[] = {
		{ 0, "GET /0 ", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
		  1 },
		{ 1, "GET /1 ", OK("r1"), 0 },
	};

	t_case("Connection: close, twice");
	cs_reset();
	start_all(4);
	cs_play(closes, T_ARRAY(closes), 4);
	check_done(4);
	CHECK_EQ(cs_accepted, 3);

	t_case("a server of HTTP/1.0");
	cs_reset();
	start_all(2);
	cs_play(old, T_ARRAY(old), 2);
	check_done(2);

	t_case("an answer that nobody has asked for is nobody's");
	cs_reset();
	start_all(2);
	cs_play(more, T_ARRAY(more), 2);
	check_done(2);
	CHECK_STR(cs_c[0].body, "r0");
	CHECK_STR(cs_c[1].body, "r1");

	t_case("a malformed answer ends one");
	cs_reset();
	start_all(2);
	cs_play(bad, T_ARRAY(bad), 2);
	CHECK(strstr(cs_c[0].error, "bad response"));
	CHECK_STR(cs_c[1].trace.text, DONE);

	t_case("a body that is cut ends one");
	cs_reset();
	start_all(2);
	cs_play(cut, T_ARRAY(cut), 2);
	CHECK_STR(cs_c[0].trace.text, "append pre est:200 closed");
	CHECK_STR(cs_c[1].trace.text, DONE);
}

static void
check_connect_fails(void)
{
	struct lws_client_connect_info i;
	int n;

	t_case("who waits for a connection shares its failure");
	cs_reset();
	memset(&i, 0, sizeof(i));
	i.port = t_sock_closed_port();
	for (n = 0; n < 3; n++)
		cs_start(n, "GET", "/", LCCSCF_PIPELINE, &i);
	cs_play(NULL, 0, 3);
	for (n = 0; n < 3; n++) {
		CHECK_STR(cs_c[n].trace.text, "error");
		CHECK_STR(cs_c[n].error, cs_c[0].error);
	}
	CHECK(!strncmp(cs_c[0].error, "connect: ", 9));
	CHECK_EQ(cs_vh->lanes.count, 0);
}

/* a callback closes one of them: the owner, one that waits */
static void
check_closing(void)
{
	const struct cs_step owner[] = {
		{ 0, "GET /0 ", OK("r0"), 0 },
		{ 1, "GET /1 ", OK("r1"), 0 },
		{ 1, "GET /2 ", OK("r2"), 0 },
	}, waiting[] = {
		{ 0, "GET /0 ", OK("r0"), 0 },
		{ 0, "GET /2 ", OK("r2"), 0 },
	}, completed[] = {
		{ 0, "GET /0 ", OK("r0"), 0 },
		{ 1, "GET /1 ", OK("r1"), 0 },
	};
	static const int at[] = {
		LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
		LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP,
		LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ,
	};
	size_t n;

	for (n = 0; n < T_ARRAY(at); n++) {
		t_case("the owner is closed at %d", at[n]);
		cs_reset();
		cs_c[0].close_at = at[n];
		start_all(3);
		cs_play(owner, T_ARRAY(owner), 3);
		CHECK_STR(cs_c[1].trace.text, DONE);
		CHECK_STR(cs_c[2].trace.text, DONE);

		t_case("the owner is refused at %d", at[n]);
		cs_reset();
		cs_c[0].refuse = at[n];
		start_all(3);
		cs_play(owner, T_ARRAY(owner), 3);
		CHECK_STR(cs_c[1].trace.text, DONE);
		CHECK_STR(cs_c[2].trace.text, DONE);
	}

	t_case("closed as it completes");
	cs_reset();
	cs_c[0].close_at = LWS_CALLBACK_COMPLETED_CLIENT_HTTP;
	start_all(2);
	cs_play(completed, T_ARRAY(completed), 2);
	CHECK_STR(cs_c[1].trace.text, DONE);

	t_case("one that waits is closed");
	cs_reset();
	start_all(3);
	t_settle(cs_cx, 5);
	if (CHECK(cs_c[1].wsi))
		lws_set_timeout(cs_c[1].wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
	cs_play(waiting, T_ARRAY(waiting), 3);
	CHECK_STR(cs_c[1].trace.text, "error");
	CHECK_STR(cs_c[0].trace.text, DONE);
	CHECK_STR(cs_c[2].trace.text, DONE);
}

/* who waited long enough connects by himself */
static void
check_slow_head(void)
{
	const struct cs_step steps[] = {
		{ 0, "GET /0 ", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab",
		  0 },
		{ 1, "GET /1 ", OK("r1"), 0 },
		{ 0, NULL, "cd", 0 },
	};

	t_case("somebody takes his time");
	cs_reset();
	cs_c[0].close_at = 0;
	start_all(2);
	cs_play(steps, T_ARRAY(steps), 2);
	CHECK_EQ(cs_c[0].over, 1);
	CHECK_STR(cs_c[1].trace.text, DONE);
	CHECK_EQ(cs_accepted, 2);
}

static void
check_kinds(void)
{
	const struct cs_step posts[] = {
		{ 0, "0\r\n\r\n", OK("r0"), 0 },
		{ 0, "0\r\n\r\n", OK("r1"), 0 },
	}, redirect[] = {
		{ 0, "GET /0 ", "HTTP/1.1 302 Go\r\nContent-Length: 0\r\n"
		  "Location: /there\r\n\r\n", 0 },
		{ 0, "GET /1 ", OK("r1"), 0 },
		{ 0, "GET /there ", OK("r0"), 0 },
	}, each[] = {
		{ 0, "\r\n\r\n", OK("ok"), 0 },
		{ 1, "\r\n\r\n", OK("ok"), 0 },
		{ 2, "\r\n\r\n", OK("ok"), 0 },
	}, early[] = {
		{ 0, "\r\n\r\n", "HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\n"
		  "no", 0 },
		{ 1, "GET /1 ", OK("r1"), 0 },
	};
	struct lws_client_connect_info i;

	t_case("uploads");
	cs_reset();
	cs_c[0].upload = cs_c[1].upload = "BODY";
	start(0, "POST");
	start(1, "PUT");
	cs_play(posts, T_ARRAY(posts), 2);
	CHECK_EQ(cs_accepted, 1);

	t_case("a redirect gives the connection away, and comes back to it");
	cs_reset();
	start_all(2);
	cs_play(redirect, T_ARRAY(redirect), 2);
	CHECK_STR(cs_c[0].body, "r0");
	CHECK_STR(cs_c[1].body, "r1");

	t_case("half an upload ends it");
	cs_reset();
	cs_c[0].upload = "BODY";
	cs_c[0].headers = "Content-Length: 4000\r\n";
	cs_c[0].piece = 1;
	start(0, "POST");
	start(1, "GET");
	cs_play(early, T_ARRAY(early), 2);
	CHECK_STR(cs_c[1].trace.text, DONE);

	t_case("who asks for another host does not share");
	cs_reset();
	memset(&i, 0, sizeof(i));
	i.address = "localhost";
	start(0, "GET");
	cs_start(1, "GET", "/1", LCCSCF_PIPELINE, &i);
	cs_start(2, "GET", "/2", 0, NULL);
	cs_play(each, T_ARRAY(each), 3);
	CHECK_EQ(cs_accepted, 3);
}

static void
check_no_memory(void)
{
	unsigned int n;
	int ok = 0, m;

	cs_auto = OK("ok");
	for (n = 1; n < 80 && !ok; n++) {
		int begun = 0;

		t_case("allocation %u of three that share fails", n);
		cs_reset();
		t_until(cs_cx, !cs_vh->lanes.count, 3000);
		lws_alloc_fail_at(n, 0);
		for (m = 0; m < 3; m++)
			begun += cs_start(m, "GET", m == 0 ? "/0" : m == 1 ?
					  "/1" : "/2", LCCSCF_PIPELINE,
					  NULL) != NULL;
		cs_play_badly(NULL, 0, begun);
		ok = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
	}
	cs_auto = NULL;
	t_case("allocations of three that share");
	CHECK(ok && n > 8);
	check_done(3);
}

static void
check_context_goes(void)
{
	const struct cs_step warm[] = {
		{ 0, "GET /4 ", OK("r4"), 0 },
	}, owner[] = {
		{ 1, "GET /0 ", NULL, 0 },
	};
	struct lws_client_connect_info i;
	int n;

	t_case("the context goes: one is warm, one is used, two wait");
	cs_reset();
	memset(&i, 0, sizeof(i));
	i.address = "localhost";
	cs_start(4, "GET", "/4", LCCSCF_PIPELINE, &i);
	cs_play(warm, 1, 1);
	start_all(3);
	cs_play(owner, 1, 1);
	CHECK_EQ(cs_vh->lanes.count, 2);
	t_tick_stop();
	lws_context_destroy(cs_cx);
	for (n = 0; n < 3; n++)
		CHECK_STR(cs_c[n].trace.text, n ? "error" : "append error");
	for (n = 0; n < cs_accepted; n++)
		t_peer_close(&cs_conn[n]);
}

int
main(void)
{
	struct lws_context_creation_info info;

	t_begin("http-share", 120);

	memset(&info, 0, sizeof(info));
	info.timeout_secs = (unsigned int)t_slowness();
	info.http_proxy_address = "";
	if (!cs_create(&info)) {
		check_in_turn();
		check_warm();
		check_race();
		check_twice_is_enough();
		check_requeue();
		check_connect_fails();
		check_closing();
		check_slow_head();
		check_kinds();
		check_no_memory();
		check_context_goes();
	}

	return t_end();
}
