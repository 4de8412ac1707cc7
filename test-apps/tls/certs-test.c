/* SPDX-License-Identifier: MIT */
/*
 * The certificate maker itself: what it makes, OpenSSL has to agree with.
 */
#include "certs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

static int failed;

static void check(int ok, const char *what)
{
	printf("%s: %s\n", ok ? "ok" : "FAILED", what);
	failed += !ok;
}

/* X509_V_OK or why c is not accepted under root, through mid if there is one */
static int verify(const struct cert *c, const struct cert *root,
		  const struct cert *mid, const char *host)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *cx = X509_STORE_CTX_new();
	STACK_OF(X509) *more = sk_X509_new_null();
	int err;

	X509_STORE_add_cert(store, root->x509);
	if (mid)
		sk_X509_push(more, mid->x509);
	X509_STORE_CTX_init(cx, store, c->x509, more);
	if (host)
		X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(cx),
					    host, 0);
	X509_verify_cert(cx);
	err = X509_STORE_CTX_get_error(cx);
	sk_X509_free(more);
	X509_STORE_CTX_free(cx);
	X509_STORE_free(store);

	return err;
}

static void kinds(const struct cert *root)
{
	static const enum cert_key keys[] = {
		CERT_KEY_EC, CERT_KEY_EC384, CERT_KEY_RSA, CERT_KEY_RSA_WEAK,
		CERT_KEY_RSA1024, CERT_KEY_ED25519
	};
	struct cert_spec s;
	struct cert *c;
	size_t n;

	for (n = 0; n < sizeof(keys) / sizeof(keys[0]); n++) {
		memset(&s, 0, sizeof(s));
		s.cn = "key";
		s.key = keys[n];
		c = cert_make(&s, root);
		check(verify(c, root, NULL, NULL) == X509_V_OK, "each key");
		cert_free(c);
	}
	memset(&s, 0, sizeof(s));
	s.cn = "date";
	s.from = -7200;
	s.to = -3600;
	c = cert_make(&s, root);
	check(verify(c, root, NULL, NULL) == X509_V_ERR_CERT_HAS_EXPIRED,
	      "expired");
	cert_free(c);
}

static void names(const struct cert *root)
{
	struct cert_spec s;
	struct cert *c = cert_make_leaf("DNS:a.example,DNS:*.b.example,"
					"IP:127.0.0.1,IP:::1", root);

	check(verify(c, root, NULL, "a.example") == X509_V_OK, "name");
	check(verify(c, root, NULL, "x.b.example") == X509_V_OK, "wildcard");
	check(verify(c, root, NULL, "b.example") ==
			X509_V_ERR_HOSTNAME_MISMATCH, "another name");
	check(X509_check_ip_asc(c->x509, "127.0.0.1", 0) == 1, "IPv4");
	check(X509_check_ip_asc(c->x509, "::1", 0) == 1, "IPv6");
	cert_free(c);

	memset(&s, 0, sizeof(s));
	s.san = "DNS:good.example^evil.example";
	c = cert_make(&s, root);
	check(verify(c, root, NULL, "good.example") ==
			X509_V_ERR_HOSTNAME_MISMATCH, "NUL in a name");
	cert_free(c);
}

static void forms(const struct cert *root, const struct cert *c)
{
	const struct cert *both[2];
	char *text;
	size_t len;

	both[0] = c;
	both[1] = root;
	text = cert_pem(both, 2, &len);
	check(len == strlen(text) &&
	      strstr(strstr(text, "-----BEGIN CERT") + 1, "-----BEGIN CERT"),
	      "chain as PEM");
	free(text);
	text = cert_key_pem(c, "secret", NULL);
	check(!!strstr(text, "ENCRYPTED"), "encrypted key");
	free(text);
	text = cert_key_der(c, &len);
	check(len > 32 && text[0] == 0x30, "key as DER");
	free(text);
	text = cert_der(c, &len);
	check(len > 100 && text[0] == 0x30, "certificate as DER");
	free(text);
	text = cert_crl_pem(root, &c, 1, NULL);
	check(!!strstr(text, "BEGIN X509 CRL"), "revocation list");
	free(text);
}

int main(void)
{
	struct cert *root = cert_make_ca("root", NULL),
		    *mid = cert_make_ca("mid", root),
		    *c = cert_make_leaf("DNS:a.example", mid);

	check(verify(c, root, mid, NULL) == X509_V_OK, "chain");
	check(verify(c, root, NULL, NULL) != X509_V_OK, "a link is missing");
	kinds(root);
	names(root);
	forms(root, c);
	cert_free(c);
	cert_free(mid);
	cert_free(root);

	return !!failed;
}
