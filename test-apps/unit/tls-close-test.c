/* SPDX-License-Identifier: MIT */
/*
 * Every callback that TLS leads to closes its connection, and contexts and
 * vhosts are destroyed at every step of a handshake: nothing is touched that is
 * gone, and each attempt has its one outcome.
 */
#include "tls-raw-peer.h"

static enum lws_callback_reasons kill_at;
static int kill_client, kill_how, killed;

enum { HOW_SYNC, HOW_RETURN, HOW_ASYNC, HOW_VHOST, HOW_CONTEXT, HOWS };

static int
is_client(struct lws *wsi)
{
	return lws_get_opaque_user_data(wsi) != NULL;
}

static int
kill_hook(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	  void *in, size_t len)
{
	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	if (reason != kill_at || is_client(wsi) != kill_client || killed)
		return 0;

	killed++;
	switch (kill_how) {
	case HOW_SYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
		return 0;
	case HOW_ASYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
		return 0;
	case HOW_VHOST:
		lws_vhost_destroy(lws_get_vhost(wsi));
		return 0;
	case HOW_CONTEXT:
		lws_context_destroy(tc_cx);
		return 0;
	default:
		return -1;
	}
}

static void
info_tweak(struct lws_context_creation_info *info, const char *which)
{
	info->ssl_info_event_mask = SSL_CB_HANDSHAKE_START |
				    SSL_CB_HANDSHAKE_DONE;
	if (!strcmp(which, "context")) {
		info->pcontext = &tc_cx;
		return;
	}
	if (strcmp(which, "client")) {
		info->options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
		info->server_ssl_ca_mem = tc_ca_pem;
		info->server_ssl_ca_mem_len = (unsigned int)tc_ca_len;
		return;
	}
	tc_identity(info, tc_leaf);
	info->client_ssl_cert_mem = info->server_ssl_cert_mem;
	info->client_ssl_cert_mem_len = info->server_ssl_cert_mem_len;
	info->client_ssl_key_mem = info->server_ssl_private_key_mem;
	info->client_ssl_key_mem_len = info->server_ssl_private_key_mem_len;
}

#define SERVER	1
#define CLIENT	2
#define WS	(1 << TC_WS)
#define RAW	(1 << TC_RAW)
#define HTTP	(1 << TC_HTTP)
#define ANY	(WS | RAW | HTTP)

/* where each of them comes */
static const struct {
	enum lws_callback_reasons reason;
	int sides, kinds;
} reasons[] = {
	{ LWS_CALLBACK_WSI_CREATE, SERVER | CLIENT, ANY },
	{ LWS_CALLBACK_CONNECTING, CLIENT, ANY },
	{ LWS_CALLBACK_SSL_INFO, SERVER | CLIENT, ANY },
	{ LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION, CLIENT, ANY },
	{ LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION, SERVER, ANY },
	{ LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED, SERVER, WS | HTTP },
	{ LWS_CALLBACK_HTTP_BIND_PROTOCOL, SERVER, HTTP },
	{ LWS_CALLBACK_HTTP, SERVER, HTTP },
	{ LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, SERVER, WS },
	{ LWS_CALLBACK_ESTABLISHED, SERVER, WS },
	{ LWS_CALLBACK_CLIENT_ESTABLISHED, CLIENT, WS },
	{ LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER, CLIENT, WS | HTTP },
	{ LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL, SERVER | CLIENT, RAW },
	{ LWS_CALLBACK_RAW_ADOPT, SERVER, RAW },
	{ LWS_CALLBACK_RAW_CONNECTED, CLIENT, RAW },
	{ LWS_CALLBACK_RECEIVE, SERVER, WS },
	{ LWS_CALLBACK_RAW_RX, SERVER | CLIENT, RAW },
	{ LWS_CALLBACK_CLIENT_WRITEABLE, CLIENT, WS },
	{ LWS_CALLBACK_RAW_WRITEABLE, CLIENT, RAW },
	{ LWS_CALLBACK_CLIENT_RECEIVE, CLIENT, WS },
	{ LWS_CALLBACK_RECEIVE_CLIENT_HTTP, CLIENT, HTTP },
	{ LWS_CALLBACK_CLOSED, SERVER, WS },
	{ LWS_CALLBACK_RAW_CLOSE, SERVER | CLIENT, RAW },
	{ LWS_CALLBACK_CLIENT_CLOSED, CLIENT, WS },
};

static void
one(enum tc_kind kind)
{
	struct tc_attempt a;
	int begun;

	memset(&a, 0, sizeof(a));
	a.kind = kind;
	killed = 0;
	if (!CHECK(!tc_create()))
		return;
	tc_hook = kill_hook;
	begun = tc_connect(&a) != NULL;
	if (begun)
		t_until(tc_cx, !tc_cx || a.destroyed, 6000);
	if (tc_cx && begun && kill_how < HOW_VHOST) {
		t_until(tc_cx, a.destroyed, 4000);
		tc_check_attempt(&a);
	}
	/* the server's end may come after the client's */
	if (tc_cx)
		t_until(tc_cx, !tc_cx || (killed && !tc_served), 4000);
	tc_hook = NULL;
	if (tc_cx && kill_how < HOW_VHOST) {
		t_until(tc_cx, !tc_served, 4000);
		CHECK_EQ(tc_served, 0);
		tc_check_stats();
	}
	if (tc_cx)
		tc_destroy();
	else
		t_tick_stop();
	tc_identity_free();
	if (begun) {
		CHECK(a.up + a.failed <= 1);
		CHECK_EQ(a.destroyed, 1);
		CHECK(a.closed == a.up);
	}
}

static void
case_of(size_t n, int kind)
{
	kill_at = reasons[n].reason;
	t_case("%s, %s, how %d, kind %d", t_reason((int)kill_at),
	       kill_client ? "client" : "server", kill_how, kind);
	one((enum tc_kind)kind);
	CHECK_EQ(killed, 1);
}

static void
closing(void)
{
	/* sync, vhost */
	int step = getenv("LWS_TEST_VALGRIND") ? 3 : 1, kind;
	size_t n;

	tc_tweak = info_tweak;
	for (kill_how = 0; kill_how < HOWS; kill_how += step)
		for (n = 0; n < T_ARRAY(reasons); n++)
			for (kind = 0; kind < 3; kind++)
				for (kill_client = 0; kill_client < 2;
				     kill_client++)
					if ((reasons[n].kinds & (1 << kind)) &&
					    (reasons[n].sides &
					     (1 << kill_client)))
						case_of(n, kind);
	tc_tweak = NULL;
}

/* ---- at every step of a handshake ---- */

static void
destroy_at_step(int step, int how)
{
	struct tc_attempt a;
	int n;

	t_case("destruction %d after %d turns", how, step);
	if (!CHECK(!tc_create()))
		return;
	memset(&a, 0, sizeof(a));
	CHECK(tc_connect(&a));
	for (n = 0; n < step; n++)
		lws_service(tc_cx, -1);
	if (how == 1)
		lws_vhost_destroy(tc_vh);
	else if (how == 2)
		lws_vhost_destroy(tc_client);
	if (how)
		t_until(tc_cx, a.destroyed, 6000);
	tc_destroy();
	CHECK_EQ(a.up + a.failed, 1);
	CHECK_EQ(a.closed, a.up);
	CHECK_EQ(a.destroyed, 1);
}

int
main(void)
{
	int step, how;

	t_begin("tls-close", 200);
	closing();
	for (how = 0; how < 3; how++)
		for (step = 0; step < 20; step++)
			destroy_at_step(step, how);
	tc_certs_free();

	return t_end();
}
