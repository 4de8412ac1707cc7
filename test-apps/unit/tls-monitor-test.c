/* SPDX-License-Identifier: MIT */
/* What is counted and timed of clients with TLS: lws-monitor.h, lws-conmon.h */
#include "tls-check.h"

static struct lws_conmon got;

static int
hook(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR ||
	    reason == LWS_CALLBACK_RAW_CONNECTED ||
	    reason == LWS_CALLBACK_CLIENT_ESTABLISHED ||
	    reason == LWS_CALLBACK_COMPLETED_CLIENT_HTTP) {
		lws_conmon_release(&got);
		lws_conmon_wsi_take(wsi, &got);
	}

	return 0;
}

static void
check_up(enum tc_kind kind)
{
	uint64_t up = lws_client_successes(tc_cx);
	struct tc_attempt a;

	t_case("kind %d comes up", (int)kind);
	memset(&a, 0, sizeof(a));
	a.kind = kind;
	a.flags = LCCSCF_CONMON;
	tc_run(&a);
	tc_check_attempt(&a);
	CHECK_EQ(lws_client_successes(tc_cx) - up, 1);
	CHECK(got.ciu_sockconn && got.ciu_tls);
	CHECK_EQ(got.dns_disposition, LWSCONMON_DNS_OK);
	CHECK(got.dns_results_copy);
	CHECK_EQ(!!got.ciu_txn_resp, kind != TC_RAW);
	CHECK_EQ(got.pcol, kind == TC_RAW ? LWSCONMON_PCOL_NONE :
					    LWSCONMON_PCOL_HTTP);
	CHECK_EQ(got.protocol_specific.http.response,
		 kind == TC_RAW ? 0 : kind == TC_WS ? 101 : 200);
}

static void
check_certificate(void)
{
	uint64_t was = lws_client_failures(tc_cx, LWS_CLIENT_PHASE_TLS,
					   LWS_CLIENT_CAUSE_CERTIFICATE),
		 all = lws_client_failures(tc_cx, -1, -1);
	struct tc_attempt a;

	t_case("certificate of another host");
	memset(&a, 0, sizeof(a));
	a.kind = TC_RAW;
	a.flags = LCCSCF_CONMON;
	a.host = "another.example";
	tc_run(&a);
	CHECK_EQ(a.failed, 1);
	CHECK(got.ciu_sockconn && !got.ciu_tls && !got.ciu_txn_resp);
	CHECK_EQ(lws_client_failures(tc_cx, LWS_CLIENT_PHASE_TLS,
				     LWS_CLIENT_CAUSE_CERTIFICATE) - was, 1);
	CHECK_EQ(lws_client_failures(tc_cx, -1, -1) - all, 1);
}

static void
demand(struct lws_context_creation_info *info, const char *which)
{
	if (!strcmp(which, "client"))
		return;
	info->options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	info->server_ssl_ca_mem = tc_ca_pem;
	info->server_ssl_ca_mem_len = (unsigned int)tc_ca_len;
}

static void
check_no_client_certificate(void)
{
	uint64_t was, all;
	struct tc_attempt a;

	t_case("we have no certificate, and one is asked for");
	tc_tweak = demand;
	if (tc_create())
		return;
	tc_hook = hook;
	was = lws_client_failures(tc_cx, -1, LWS_CLIENT_CAUSE_CERTIFICATE);
	all = lws_client_failures(tc_cx, -1, -1);
	memset(&a, 0, sizeof(a));
	a.kind = TC_HTTP;
	a.flags = LCCSCF_CONMON;
	tc_run(&a);
	CHECK_EQ(a.failed, 1);
	/* with TLS 1.3 we learn of it when our handshake is over */
	CHECK_EQ(lws_client_failures(tc_cx, -1,
				     LWS_CLIENT_CAUSE_CERTIFICATE) - was, 1);
	CHECK_EQ(lws_client_failures(tc_cx, -1, -1) - all, 1);
	tc_destroy();
	tc_tweak = NULL;
}

int
main(void)
{
	t_begin("tls-monitor", 60);
	tc_certs();
	if (!tc_create()) {
		tc_hook = hook;
		check_up(TC_WS);
		check_up(TC_RAW);
		check_up(TC_HTTP);
		check_certificate();
		tc_destroy();
	}
	check_no_client_certificate();
	lws_conmon_release(&got);
	tc_certs_free();

	return t_end();
}
