/* SPDX-License-Identifier: MIT */
/*
 * What certificates say, and vhosts that are created with what does not fit.
 */
#include "tls-check.h"

static struct cert *other_ca, *second_leaf;

/* ---- creation ---- */

static int breakage;

static void
break_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (strcmp(which, "server"))
		return;
	switch (breakage) {
	case 0: /* another's key */
		{
			const void *c = info->server_ssl_cert_mem;
			unsigned int len = info->server_ssl_cert_mem_len;

			tc_identity(info, second_leaf);
			info->server_ssl_cert_mem = c;
			info->server_ssl_cert_mem_len = len;
		}
		break;
	case 1:
		info->server_ssl_cert_mem = "garbage";
		info->server_ssl_cert_mem_len = 7;
		break;
	case 2:
		info->server_ssl_private_key_mem = "garbage";
		info->server_ssl_private_key_mem_len = 7;
		break;
	case 3:
		info->server_ssl_private_key_mem = NULL;
		break;
	case 4:
		info->ssl_cipher_list = "no such cipher";
		break;
	case 5:
		info->tls1_3_plus_cipher_list = "no such suite";
		break;
	case 6:
		info->ecdh_curve = "no such curve";
		break;
	case 7:
		info->server_ssl_cert_mem = NULL;
		info->ssl_cert_filepath = "/no/such/file";
		break;
	case 8:
		info->server_ssl_ca_mem = "garbage";
		info->server_ssl_ca_mem_len = 7;
		break;
	case 9:
		info->ssl_ca_filepath = "/no/such/file";
		break;
	default:
		break;
	}
}

static void
broken_creation(void)
{
	tc_tweak = break_tweak;
	for (breakage = 0; breakage < 10; breakage++) {
		t_case("creation that cannot work, %d", breakage);
		t_log_mark();
		CHECK(tc_create());
		CHECK_EQ(t_log_count(), 1);
		if (tc_cx)
			tc_destroy();
	}
	tc_tweak = NULL;
}

/* ---- what a certificate says ---- */

static void
certificates(void)
{
	struct lws_x509_cert *x = NULL, *ca = NULL, *o = NULL;
	union {
		union lws_tls_cert_info_results r;
		char room[4096];
	} u;
	const struct cert *one[1];
	size_t len;
	char *pem;

	t_case("what a certificate says");
	CHECK(!lws_x509_create(&x) && !lws_x509_create(&ca) &&
	      !lws_x509_create(&o));
	CHECK(lws_x509_info(x, LWS_TLS_CERT_INFO_COMMON_NAME, &u.r, 0));
	one[0] = tc_leaf;
	pem = cert_pem(one, 1, &len);
	CHECK(!lws_x509_parse_from_pem(x, pem, len));
	CHECK(!lws_x509_parse_from_pem(x, pem, len + 1));
	free(pem);
	CHECK(!lws_x509_parse_from_pem(ca, tc_ca_pem, tc_ca_len));
	one[0] = other_ca;
	pem = cert_pem(one, 1, &len);
	CHECK(!lws_x509_parse_from_pem(o, pem, len));
	CHECK(lws_x509_parse_from_pem(o, "garbage", 7));
	free(pem);

	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_COMMON_NAME, &u.r, 0));
	CHECK_STR(u.r.ns.name, "localhost");
	CHECK_EQ(u.r.ns.len, 9);
	CHECK(lws_x509_info(x, LWS_TLS_CERT_INFO_COMMON_NAME, &u.r, 9));
	CHECK_EQ(u.r.ns.len, 9);
	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_ISSUER_NAME, &u.r, 0));
	CHECK_STR(u.r.ns.name, "/CN=test CA");
	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_VALIDITY_FROM, &u.r, 0));
	CHECK(u.r.time < time(NULL) && u.r.time > time(NULL) - 86400);
	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_VALIDITY_TO, &u.r, 0));
	CHECK(u.r.time > time(NULL));
	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_USAGE, &u.r, 0));
	CHECK_EQ(u.r.usage, 0x80);
	CHECK(lws_x509_info(x, LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY, &u.r, 0));
	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY, &u.r,
			     2000));
	CHECK(u.r.ns.len > 64);
	CHECK(!lws_x509_info(x, LWS_TLS_CERT_INFO_DER_RAW, &u.r, 2000));
	CHECK(u.r.ns.len > 200);

	CHECK(!lws_x509_verify(x, ca, NULL));
	CHECK(!lws_x509_verify(x, ca, "localhost"));
	CHECK(lws_x509_verify(x, ca, "other"));
	CHECK(lws_x509_verify(x, o, NULL));
	CHECK(lws_x509_verify(x, x, NULL));
	lws_x509_destroy(&x);
	lws_x509_destroy(&ca);
	lws_x509_destroy(&o);
	CHECK(!x);
	lws_x509_destroy(&x);
}

int
main(void)
{
	t_begin("tls-cert", 60);
	tc_certs();
	other_ca = cert_make_ca("other CA", NULL);
	second_leaf = cert_make_leaf("DNS:second.example", tc_ca);
	broken_creation();
	certificates();
	cert_free(other_ca);
	cert_free(second_leaf);
	tc_certs_free();

	return t_end();
}
