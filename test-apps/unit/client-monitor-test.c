/* SPDX-License-Identifier: MIT */
/*
 * How clients went: their times and addresses (LCCSCF_CONMON), and the counters
 * of failures by phase and cause.
 */
#include "private-lib-core-net-client.h"
#include "client-script.h"

#define TEN	"a1a1a1a1a1a1a1a1a1a1"
#define OK	"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

static uint64_t before[LWS_CLIENT_PHASES][LWS_CLIENT_CAUSES];
static uint64_t attempts, successes;
static int closed_port;

/* "a8a9" has the addresses 127.0.0.8 and 127.0.0.9; "hang" takes two seconds */
static int
lookup(const char *host, const struct addrinfo *hints, struct addrinfo **res)
{
	struct addrinfo h = *hints, **next = res;
	const char *p = host;
	char addr[32];

	*res = NULL;
	if (!strcmp(host, "again"))
		return EAI_AGAIN;
	if (!strcmp(host, "hang"))
		t_sleep_ms(2000);
	if (!strcmp(host, "hang") || !strcmp(host, "unknown"))
		return EAI_NONAME;
	h.ai_flags = AI_NUMERICHOST;
	for (; p; p = strchr(p + 1, 'a')) {
		lws_snprintf(addr, sizeof(addr), "127.0.0.%d", atoi(p + 1));
		if (getaddrinfo(addr, NULL, &h, next))
			return EAI_FAIL;
		next = &(*next)->ai_next;
	}

	return 0;
}

static void
mark(void)
{
	int p, c;

	for (p = 0; p < LWS_CLIENT_PHASES; p++)
		for (c = 0; c < LWS_CLIENT_CAUSES; c++)
			before[p][c] = lws_client_failures(cs_cx, p, c);
	attempts = lws_client_attempts(cs_cx);
	successes = lws_client_successes(cs_cx);
}

/* since mark(): so many attempts, of which `failed` in that way, and no other */
static void
counted(int begun, int failed, int phase, int cause)
{
	int p, c;

	CHECK_EQ(lws_client_attempts(cs_cx) - attempts, begun);
	CHECK_EQ(lws_client_successes(cs_cx) - successes, begun - failed);
	for (p = 0; p < LWS_CLIENT_PHASES; p++)
		for (c = 0; c < LWS_CLIENT_CAUSES; c++) {
			int n = (int)(lws_client_failures(cs_cx, p, c) -
				      before[p][c]);

			if (n != (p == phase && c == cause ? failed : 0))
				t_check(0, __FILE__, __LINE__, "%d times %s, "
					"%s; text: %s", n,
					lws_client_phase_name(p),
					lws_client_cause_name(c),
					cs_c[0].error);
		}
	CHECK_EQ(lws_client_failures(cs_cx, -1, -1),
		 lws_client_attempts(cs_cx) - lws_client_successes(cs_cx));
}

static struct lws *
go(int n, const char *address, int port, const char *method, int flags)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.address = address;
	i.port = port;

	return cs_start(n, method, "/", LCCSCF_CONMON | flags, &i);
}

/* the addresses, "" for none, as in "127.0.0.1 127.0.0.2 " */
static void
addresses(const struct addrinfo *ai, char *buf, size_t len)
{
	lws_sockaddr46 sa;
	char one[64];

	buf[0] = '\0';
	for (; ai; ai = ai->ai_next) {
		CHECK_EQ(ai->ai_socktype, SOCK_STREAM);
		CHECK(!lws_net_sa46_from_sockaddr(&sa, ai->ai_addr));
		CHECK_EQ(sa.sa4.sin_port, 0);
		(void)lws_sa46_write_numeric_address(&sa, one, sizeof(one));
		lws_snprintf(buf + strlen(buf), len - strlen(buf), "%s ", one);
	}
}

/* which of dns, sockconn, tls, txn has a time, and the rest in words */
static void
went(int n, const char *want)
{
	const struct lws_conmon *c = &cs_c[n].conmon;
	lws_sockaddr46 peer = c->peer46;
	char got[512], list[300], text[64] = "";

	if (peer.sa4.sin_family)
		(void)lws_sa46_write_numeric_address(&peer, text, sizeof(text));
	addresses(c->dns_results_copy, list, sizeof(list));
	lws_snprintf(got, sizeof(got), "%c%c%c%c dns:%d [%s] peer:%s %d:%d",
		     c->ciu_dns ? 'd' : '-', c->ciu_sockconn ? 'c' : '-',
		     c->ciu_tls ? 't' : '-', c->ciu_txn_resp ? 'r' : '-',
		     c->dns_disposition, list, text, c->pcol,
		     c->protocol_specific.http.response);
	CHECK_STR(got, want);
}

/* ---- one that works, in all the ways to be watched ---- */

static void
check_success(void)
{
	const struct cs_step ok[] = { { 0, "\r\n\r\n", OK, 0 } };

	t_case("numeric");
	cs_reset();
	mark();
	CHECK(go(0, NULL, 0, "GET", 0));
	cs_play(ok, 1, 1);
	went(0, "dc-r dns:1 [127.0.0.1 ] peer:127.0.0.1 1:200");
	counted(1, 0, 0, 0);

	t_case("not monitored");
	cs_reset();
	memset(&cs_c[0].conmon, 0x55, sizeof(cs_c[0].conmon));
	cs_c[0].conmon.dns_results_copy = NULL;
	CHECK(cs_start(0, "GET", "/", 0, NULL));
	cs_play(ok, 1, 1);
	went(0, "---- dns:0 [] peer: 0:0");

	t_case("the second of two addresses");
	cs_reset();
	CHECK(go(0, "a9a1", 0, "GET", 0));
	cs_play(ok, 1, 1);
	went(0, "dc-r dns:1 [127.0.0.9 127.0.0.1 ] peer:127.0.0.1 1:200");

	t_case("more addresses than are kept");
	cs_reset();
	CHECK(go(0, TEN TEN TEN TEN TEN TEN TEN, 0, "GET", 0));
	cs_play(ok, 1, 1);
	if (CHECK(cs_c[0].conmon.dns_results_copy)) {
		const struct addrinfo *ai = cs_c[0].conmon.dns_results_copy;
		int n = 0;

		for (; ai; ai = ai->ai_next)
			n++;
		CHECK_EQ(n, LWS_CONMON_MAX_ADDRS);
	}
}

static void
check_redirect(void)
{
	const struct cs_step steps[] = {
		{ 0, "GET / ", "HTTP/1.1 302 F\r\nLocation: /b\r\n"
		  "Content-Length: 0\r\nConnection: close\r\n\r\n", 1 },
		{ 1, "GET /b ", OK, 0 },
	};

	t_case("redirect: of the last connection");
	cs_reset();
	mark();
	CHECK(go(0, "a1", 0, "GET", 0));
	cs_play(steps, 2, 1);
	CHECK_EQ(cs_accepted, 2);
	went(0, "dc-r dns:1 [127.0.0.1 ] peer:127.0.0.1 1:200");
	counted(1, 0, 0, 0);
}

static void
check_shared(void)
{
	const struct cs_step steps[] = {
		{ 0, "\r\n\r\n", OK, 0 }, { 0, "\r\n\r\n", OK, 0 },
	};

	t_case("shared: the second one finds it connected");
	cs_reset();
	mark();
	CHECK(go(0, "a1", 0, "GET", LCCSCF_PIPELINE));
	CHECK(go(1, "a1", 0, "GET", LCCSCF_PIPELINE));
	cs_play(steps, 2, 2);
	CHECK_EQ(cs_accepted, 1);
	went(0, "dc-r dns:1 [127.0.0.1 ] peer:127.0.0.1 1:200");
	went(1, "---r dns:0 [] peer:127.0.0.1 1:200");
	counted(2, 0, 0, 0);

	t_case("shared: both fail for the same reason");
	cs_reset();
	mark();
	CHECK(go(0, "hang", 0, "GET", LCCSCF_PIPELINE));
	CHECK(go(1, "hang", 0, "GET", LCCSCF_PIPELINE));
	cs_play(NULL, 0, 2);
	went(0, "d--- dns:2 [] peer: 0:0");
	went(1, "---- dns:0 [] peer: 0:0");
	counted(2, 2, LWS_CLIENT_PHASE_DNS, LWS_CLIENT_CAUSE_TIMEOUT);
}

/* ---- each phase, and the ways it fails ---- */

struct failure {
	const char	*what, *address, *method;
	const char	*give;		/* NULL: nothing */
	int		port;		/* 1: where nobody listens */
	int		flags;
	int		end;		/* of struct cs_step */
	int		phase, cause;
	const char	*went;
};

#define F(p, c) LWS_CLIENT_PHASE_##p, LWS_CLIENT_CAUSE_##c
#define UP "[127.0.0.1 ] peer:127.0.0.1 "

static const struct failure failures[] = {
	{ "no name", "unknown", "GET", NULL, 0, 0, 0,
	  F(DNS, NO_NAME), "d--- dns:3 [] peer: 0:0" },
	{ "no name server", "again", "GET", NULL, 0, 0, 0,
	  F(DNS, UNREACHABLE), "d--- dns:2 [] peer: 0:0" },
	{ "silent name server", "hang", "GET", NULL, 0, 0, 0,
	  F(DNS, TIMEOUT), "d--- dns:2 [] peer: 0:0" },
	{ "refused", "a1a2", "GET", NULL, 1, 0, 0,
	  F(CONNECT, REFUSED), "d--- dns:1 [127.0.0.1 127.0.0.2 ] peer: 0:0" },
	{ "server closes", "a1", "GET", "", 0, 0, 1,
	  F(RESPONSE, LOST), "dc-- dns:1 " UP "0:0" },
	{ "server resets", "a1", "GET", NULL, 0, 0, 2,
	  F(RESPONSE, LOST), "dc-- dns:1 " UP "0:0" },
	{ "no HTTP", "a1", "GET", "220 smtp\r\n\r\n", 0, 0, 0,
	  F(RESPONSE, PROTOCOL), "dc-- dns:1 " UP "0:0" },
	{ "no HTTP, where the second address leads", "a9a1", "GET",
	  "220 smtp\r\n\r\n", 0, 0, 0, F(RESPONSE, PROTOCOL),
	  "dc-- dns:1 [127.0.0.9 127.0.0.1 ] peer:127.0.0.1 0:0" },
	{ "silent server", "a1", "GET", NULL, 0, 0, 0,
	  F(RESPONSE, TIMEOUT), "dc-- dns:1 " UP "0:0" },
#if defined(LWS_ROLE_WS)
	{ "ws refused", "a1", NULL, "HTTP/1.1 403 No\r\n"
	  "Content-Length: 0\r\n\r\n", 0, 0, 0,
	  F(HANDSHAKE, REFUSED), "dc-r dns:1 " UP "1:403" },
	{ "ws with another key", "a1", NULL, "HTTP/1.1 101 Yes\r\nUpgrade: "
	  "websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
	  0, 0, 0, F(HANDSHAKE, PROTOCOL), "dc-r dns:1 " UP "1:101" },
#endif
#if defined(LWS_WITH_TLS)
	{ "no TLS", "a1", "GET", "220 smtp\r\n\r\n", 0, LCCSCF_USE_SSL, 0,
	  F(TLS, PROTOCOL), "dc-- dns:1 " UP "0:0" },
	{ "silent at TLS", "a1", "GET", NULL, 0, LCCSCF_USE_SSL, 0,
	  F(TLS, TIMEOUT), "dc-- dns:1 " UP "0:0" },
	{ "closes at TLS", "a1", "GET", "", 0, LCCSCF_USE_SSL, 1,
	  F(TLS, LOST), "dc-- dns:1 " UP "0:0" },
#endif
};

static void
check_failure(const struct failure *f)
{
	const struct cs_step step = {
		0, f->flags & LCCSCF_USE_SSL ? NULL : "\r\n\r\n",
		f->give && *f->give ? f->give : NULL, f->end
	};

	t_case("%s", f->what);
	cs_reset();
	mark();
	CHECK(go(0, f->address, f->port ? closed_port : 0, f->method,
		 f->flags));
	cs_play(&step, f->phase > LWS_CLIENT_PHASE_CONNECT, 1);
	CHECK(strstr(cs_c[0].trace.text, "error"));
	CHECK_EQ(cs_c[0].over, 1);
	went(0, f->went);
	counted(1, 1, f->phase, f->cause);
}

static void
check_given_up(void)
{
	const struct cs_step ok[] = { { 0, "\r\n\r\n", OK, 0 } };

	t_case("given up by the program");
	cs_reset();
	mark();
	CHECK(go(0, "a1", 0, "GET", 0));
	t_until(cs_cx, cs_c[0].trace.len, 3000);
	CHECK_STR(cs_c[0].trace.text, "append");
	lws_set_timeout(cs_c[0].wsi, PENDING_TIMEOUT_USER_OK,
			LWS_TO_KILL_ASYNC);
	cs_play(NULL, 0, 1);
	/* "kill" is a timeout that is due at once, and reported as one */
	counted(1, 1, LWS_CLIENT_PHASE_RESPONSE, LWS_CLIENT_CAUSE_TIMEOUT);

	cs_reset();
	mark();
	cs_c[0].refuse = LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH;
	CHECK(go(0, "a1", 0, "GET", 0));
	cs_play(ok, 1, 1);
	went(0, "dc-r dns:1 " UP "1:200");
	counted(1, 1, LWS_CLIENT_PHASE_RESPONSE, LWS_CLIENT_CAUSE_GIVEN_UP);

	cs_reset();
	mark();
	cs_c[0].refuse = LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER;
	CHECK(go(0, "a1", 0, "GET", 0));
	cs_play(NULL, 0, 1);
	went(0, "dc-- dns:1 " UP "0:0");
	counted(1, 1, LWS_CLIENT_PHASE_RESPONSE, LWS_CLIENT_CAUSE_GIVEN_UP);
}

static void
check_proxy(void)
{
	static const struct {
		const char	*give;
		int		cause;
	} t[] = {
		{ "HTTP/1.1 403 No\r\n\r\n", LWS_CLIENT_CAUSE_REFUSED },
		{ "SSH-2.0-x\r\n\r\n", LWS_CLIENT_CAUSE_PROTOCOL },
	};
	char proxy[64];
	size_t n;

	lws_snprintf(proxy, sizeof(proxy), "127.0.0.1:%d", cs_port);
	CHECK(!lws_set_proxy(cs_vh, proxy));
	for (n = 0; n < T_ARRAY(t); n++) {
		const struct cs_step step = { 0, "\r\n\r\n", t[n].give, 0 };

		t_case("proxy says %.10s", t[n].give);
		cs_reset();
		mark();
		CHECK(go(0, "somewhere.else", 80, "GET", 0));
		cs_play(&step, 1, 1);
		went(0, "dc-- dns:1 " UP "0:0");
		counted(1, 1, LWS_CLIENT_PHASE_PROXY, t[n].cause);
	}
}

/* ---- names, and what there is not ---- */

static void
check_names(void)
{
	int n;

	t_case("names");
	for (n = 0; n < LWS_CLIENT_PHASES; n++)
		CHECK(lws_client_phase_name(n) && *lws_client_phase_name(n));
	for (n = 0; n < LWS_CLIENT_CAUSES; n++)
		CHECK(lws_client_cause_name(n) && *lws_client_cause_name(n));
	CHECK_STR(lws_client_phase_name(LWS_CLIENT_PHASE_RESPONSE), "response");
	CHECK_STR(lws_client_cause_name(LWS_CLIENT_CAUSE_GIVEN_UP), "given up");
	CHECK(!lws_client_phase_name(-1) &&
	      !lws_client_phase_name(LWS_CLIENT_PHASES));
	CHECK(!lws_client_cause_name(-1) &&
	      !lws_client_cause_name(LWS_CLIENT_CAUSES));
	CHECK_EQ(lws_client_failures(cs_cx, LWS_CLIENT_PHASES, -1), 0);
	CHECK_EQ(lws_client_failures(cs_cx, -1, -2), 0);
}

/* ---- memory that runs out ---- */

static void
check_alloc(void)
{
	const struct cs_step ok[] = { { 0, "\r\n\r\n", OK, 0 } };
	unsigned int n, worked = 0;

	for (n = 1; n < 60 && worked < 3; n++) {
		t_case("allocation %u fails", n);
		cs_reset();
		mark();
		lws_alloc_fail_at(n, 0);
		if (go(0, "a9a1", 0, "GET", 0)) {
			cs_play_badly(ok, 1, 1);
			CHECK_EQ(lws_client_attempts(cs_cx) - attempts, 1);
		} else
			CHECK_EQ(lws_client_attempts(cs_cx) - attempts, 0);
		worked += lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		CHECK_EQ(lws_client_failures(cs_cx, -1, -1),
			 lws_client_attempts(cs_cx) -
			 lws_client_successes(cs_cx));
	}
	CHECK(n > 8 && worked == 3);
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_resolver *r;
	size_t n;

	t_begin("client-monitor", 60);
	memset(&info, 0, sizeof(info));
	info.timeout_secs = 1;
	info.connect_timeout_secs = 1;
#if defined(LWS_WITH_TLS)
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#endif
	if (cs_create(&info))
		return t_end();
	r = lws_client_resolver(cs_cx);
	if (!CHECK(r))
		return t_end();
	lws_resolver_set_lookup(r, lookup);
	closed_port = t_sock_closed_port();

	check_success();
	check_redirect();
	check_shared();
	for (n = 0; n < T_ARRAY(failures); n++)
		check_failure(&failures[n]);
	check_given_up();
	check_names();
	check_alloc();
	check_proxy();
	cs_destroy();

	return t_end();
}
