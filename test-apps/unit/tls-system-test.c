/* SPDX-License-Identifier: MIT */
/*
 * Certificates and the rest of the system: a client's that is in the system
 * blobs, and how long servers' are still good for.
 */
#include "tls-check.h"
#include "private-lib-tls-openssl.h"

static struct cert *client_cert, *foreign_cert;

static struct {
	char	client_cn[64];	/* as the server has seen it */
	int	resumed;
} seen;

static void
ask_for_certs(struct lws_context_creation_info *info, const char *which)
{
	if (strcmp(which, "server") && strcmp(which, "raw"))
		return;
	info->options |= LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT |
			 LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED;
	info->server_ssl_ca_mem = tc_ca_pem;
	info->server_ssl_ca_mem_len = (unsigned int)tc_ca_len;
}

static int
look(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	union lws_tls_cert_info_results r;

	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	if (reason == LWS_CALLBACK_CLIENT_ESTABLISHED)
		seen.resumed = lws_tls_session_is_reused(wsi);
	if (reason == LWS_CALLBACK_ESTABLISHED &&
	    !lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0))
		lws_strncpy(seen.client_cn, r.ns.name, sizeof(seen.client_cn));

	return 0;
}

/* the certificate is in the system blobs, and one connection's alone */
static void
set_blob(lws_system_blob_item_t type, const char *der, size_t len)
{
	lws_system_blob_t *b = lws_system_get_blob(tc_cx, type, 0);

	/* in two pieces, as they may come */
	lws_system_blob_heap_empty(b);
	CHECK(!lws_system_blob_heap_append(b, (const uint8_t *)der, len / 2));
	CHECK(!lws_system_blob_heap_append(b, (const uint8_t *)der + len / 2,
					   len - len / 2));
}

static void
system_certs(void)
{
	const struct {
		const char *name;
		const struct cert *cert, *key;
		int which, up;
		const char *cn;
	} rows[] = {
		{ "none is asked for", client_cert, client_cert, 0, 1, "" },
		{ "the first one", client_cert, client_cert, 1, 1, "client" },
		{ "none, and no session of the last one's", client_cert,
		  client_cert, 0, 1, "" },
		{ "one that is not there", client_cert, client_cert, 2, 0, "" },
		{ "empty", NULL, NULL, 1, 0, "" },
		{ "no key", client_cert, NULL, 1, 0, "" },
		{ "another one's key", client_cert, foreign_cert, 1, 0, "" },
		{ "again", client_cert, client_cert, 1, 1, "client" },
	};
	char *cert, *key;
	struct tc_attempt a;
	size_t n, len, key_len;

	tc_tweak = ask_for_certs;
	tc_hook = look;
	if (!CHECK(!tc_create()))
		return;
	for (n = 0; n < T_ARRAY(rows); n++) {
		t_case("system's client certificate: %s", rows[n].name);
		len = key_len = 0;
		cert = rows[n].cert ? cert_der(rows[n].cert, &len) : NULL;
		key = rows[n].key ? cert_key_der(rows[n].key, &key_len) : NULL;
		set_blob(LWS_SYSBLOB_TYPE_CLIENT_CERT_DER, cert, len);
		set_blob(LWS_SYSBLOB_TYPE_CLIENT_KEY_DER, key, key_len);
		free(cert);
		free(key);
		memset(&a, 0, sizeof(a));
		memset(&seen, 0, sizeof(seen));
		a.system_cert = rows[n].which;
		tc_run(&a);
		CHECK_EQ(a.got, rows[n].up ? 5 : 0);
		CHECK_STR(seen.client_cn, rows[n].cn);
		if (rows[n].which)
			CHECK(!seen.resumed);
		if (!rows[n].up)
			CHECK(strstr(a.text, "system blobs"));
	}
	tc_destroy();
	tc_tweak = NULL;
	tc_hook = NULL;
}

/* ---- how long certificates are still good for ---- */

static char aged[200];

static int
aging_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	const struct lws_acme_cert_aging_args *a = in;
	size_t n = strlen(aged);

	LWS_UNUSED(user);
	if (reason == LWS_CALLBACK_VHOST_CERT_AGING) {
		CHECK(!a->element_overrides[0]);
		lws_snprintf(aged + n, sizeof(aged) - n, "%s.%s:%d ",
			     lws_get_vhost_name(a->vh),
			     lws_get_protocol(wsi)->name, (int)len);
	}

	return 0;
}

/* as OpenSSL counts them */
static int
days_of(const struct cert *c)
{
	int days = 0, secs = 0;

	CHECK(ASN1_TIME_diff(&days, &secs, NULL,
			     X509_get0_notAfter(c->x509)));

	return days;
}

static void
aging(void)
{
	static const struct lws_protocols protocols[] = {
		{ "p", aging_cb, 0, 0, 0, NULL, 0 },
		{ "q", aging_cb, 0, 0, 0, NULL, 0 },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info;
	struct cert_spec s;
	struct cert *c;
	char want_text[200];
	int days;

	t_case("days that certificates are still good for");
	if (!CHECK(!tc_create()))
		return;
	CHECK(!lws_dll2_is_detached(&tc_cx->sul_cert_aging.list));
	memset(&s, 0, sizeof(s));
	s.cn = "aging";
	c = cert_make(&s, tc_ca);
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.vhost_name = "plain";
	CHECK(lws_create_vhost(tc_cx, &info));
	info.vhost_name = "server";
	tc_identity(&info, c);
	CHECK(lws_create_vhost(tc_cx, &info));
	/* one without its certificate yet */
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.vhost_name = "late";
	info.ssl_cert_filepath = info.ssl_private_key_filepath = "/none/such";
	info.options |= LWS_SERVER_OPTION_IGNORE_MISSING_CERT;
	CHECK(lws_create_vhost(tc_cx, &info));

	/* again, if a day went by meanwhile */
	do {
		days = days_of(c);
		aged[0] = '\0';
		lws_ssl_aging(tc_cx);
	} while (days != days_of(c));
	lws_snprintf(want_text, sizeof(want_text), "server.p:%d server.q:%d "
		     "late.p:0 late.q:0 ", days, days);
	CHECK_STR(aged, want_text);
	cert_free(c);
	tc_destroy();
}

int
main(void)
{
	struct cert *other_ca;

	t_begin("tls-system", 60);
	tc_certs();
	other_ca = cert_make_ca("other CA", NULL);
	client_cert = cert_make_leaf("DNS:client", tc_ca);
	foreign_cert = cert_make_leaf("DNS:foreign", other_ca);
	system_certs();
	aging();
	cert_free(other_ca);
	cert_free(client_cert);
	cert_free(foreign_cert);
	tc_certs_free();

	return t_end();
}
