/* SPDX-License-Identifier: MIT */
/*
 * Makes certificates: see certs.h.
 */
#include "certs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#define DAY (24l * 3600l)

static void must(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "certs: cannot %s\n", what);
	ERR_print_errors_fp(stderr);
	abort();
}

/* -------------------------------------------------------------------- keys */

static EVP_PKEY *make_key(enum cert_key kind)
{
	EVP_PKEY_CTX *cx;
	EVP_PKEY *key = NULL;
	int bits = kind == CERT_KEY_RSA_WEAK ? 512 :
		   kind == CERT_KEY_RSA1024 ? 1024 : 2048;
	int id = EVP_PKEY_RSA, ok = 1;

	if (kind == CERT_KEY_EC || kind == CERT_KEY_EC384)
		id = EVP_PKEY_EC;
	if (kind == CERT_KEY_ED25519)
		id = EVP_PKEY_ED25519;
	cx = EVP_PKEY_CTX_new_id(id, NULL);
	must(cx && EVP_PKEY_keygen_init(cx) > 0, "begin a key");
	if (id == EVP_PKEY_RSA)
		ok = EVP_PKEY_CTX_set_rsa_keygen_bits(cx, bits);
	if (id == EVP_PKEY_EC)
		ok = EVP_PKEY_CTX_set_ec_paramgen_curve_nid(cx,
			kind == CERT_KEY_EC ? NID_X9_62_prime256v1 :
					      NID_secp384r1);
	must(ok > 0 && EVP_PKEY_keygen(cx, &key) > 0, "make a key");
	EVP_PKEY_CTX_free(cx);

	return key;
}

/* -------------------------------------------------------------- extensions */

static void add_conf(X509 *x, const struct cert *issuer, int nid,
		     const char *value)
{
	X509_EXTENSION *ext;
	X509V3_CTX v3;

	if (!value)
		return;
	X509V3_set_ctx_nodb(&v3);
	X509V3_set_ctx(&v3, issuer ? issuer->x509 : x, x, NULL, NULL, 0);
	/* OpenSSL 1.1.1 does not take a const string */
	ext = X509V3_EXT_conf_nid(NULL, &v3, nid, (char *)(size_t)value);
	must(ext && X509_add_ext(x, ext, -1), value);
	X509_EXTENSION_free(ext);
}

static GENERAL_NAME *general_name(const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len);
	GENERAL_NAME *gn = GENERAL_NAME_new();
	ASN1_IA5STRING *ia5;
	char text[512];
	size_t n;

	must(gn && colon, "read a name");
	len -= (size_t)(colon + 1 - s);
	must(len < sizeof(text), "take so long a name");
	memcpy(text, colon + 1, len);
	text[len] = '\0';
	if (!strncmp(s, "IP:", 3)) {
		gn->type = GEN_IPADD;
		gn->d.iPAddress = a2i_IPADDRESS(text);
		must(!!gn->d.iPAddress, text);
		return gn;
	}
	for (n = 0; n < len; n++)
		if (text[n] == '^')
			text[n] = '\0';
	ia5 = ASN1_IA5STRING_new();
	must(ia5 && ASN1_STRING_set(ia5, text, (int)len), "set a name");
	gn->type = !strncmp(s, "DNS:", 4) ? GEN_DNS :
		   !strncmp(s, "email:", 6) ? GEN_EMAIL : GEN_URI;
	gn->d.ia5 = ia5;

	return gn;
}

/* By hand, as OpenSSL's own reader refuses what the tests are after. */
static void add_san(X509 *x, const char *san)
{
	GENERAL_NAMES *names;
	size_t len;

	if (!san)
		return;
	names = sk_GENERAL_NAME_new_null();
	must(!!names, "make names");
	while (*san) {
		len = strcspn(san, ",");
		must(sk_GENERAL_NAME_push(names, general_name(san, len)),
		     "add a name");
		san += len;
		if (*san)
			san++;
	}
	must(X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0,
			       X509V3_ADD_DEFAULT), "add names");
	sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
}

static void add_extensions(X509 *x, const struct cert_spec *spec,
			   const struct cert *issuer)
{
	static const char *const basic[] = {
		"critical,CA:FALSE", "critical,CA:TRUE",
		"critical,CA:TRUE,pathlen:0", NULL
	};
	const char *ku = spec->key_usage;

	if (!ku && (spec->ca == CERT_CA || spec->ca == CERT_CA_PATHLEN0))
		ku = "critical,keyCertSign,cRLSign";
	if (!ku && spec->ca == CERT_LEAF)
		ku = spec->key == CERT_KEY_EC || spec->key == CERT_KEY_EC384 ||
		     spec->key == CERT_KEY_ED25519 ?
			"critical,digitalSignature" :
			"critical,digitalSignature,keyEncipherment";
	add_conf(x, issuer, NID_basic_constraints, basic[spec->ca]);
	add_conf(x, issuer, NID_key_usage, ku);
	add_conf(x, issuer, NID_ext_key_usage, spec->ext_key_usage);
	add_conf(x, issuer, NID_name_constraints, spec->name_constraints);
	add_conf(x, issuer, NID_subject_key_identifier, "hash");
	add_conf(x, issuer, NID_authority_key_identifier, "keyid");
	add_san(x, spec->san);
}

/* ------------------------------------------------------------ certificates */

static void set_serial(X509 *x)
{
	unsigned char rnd[8];
	BIGNUM *bn;

	must(RAND_bytes(rnd, sizeof(rnd)) > 0, "get random bytes");
	rnd[0] = (unsigned char)((rnd[0] & 0x7f) | 0x40);
	bn = BN_bin2bn(rnd, sizeof(rnd), NULL);
	must(bn && BN_to_ASN1_INTEGER(bn, X509_get_serialNumber(x)),
	     "set a serial number");
	BN_free(bn);
}

static void sign(X509 *x, const struct cert_spec *spec,
		 const struct cert *issuer, EVP_PKEY *key)
{
	EVP_PKEY *by = issuer ? issuer->key : key;
	const EVP_MD *md = NULL;

	if (EVP_PKEY_id(by) != EVP_PKEY_ED25519) {
		md = EVP_get_digestbyname(spec->md ? spec->md : "sha256");
		must(!!md, "find the digest");
	}
	must(X509_sign(x, by, md) > 0, "sign");
}

struct cert *cert_make(const struct cert_spec *spec, const struct cert *issuer)
{
	struct cert *c = calloc(1, sizeof(*c));
	int dates = spec->from || spec->to;
	X509_NAME *name;

	must(!!c, "allocate");
	if (spec->with_key) {
		c->key = spec->with_key;
		EVP_PKEY_up_ref(c->key);
	} else
		c->key = make_key(spec->key);
	c->x509 = X509_new();
	must(c->x509 && X509_set_version(c->x509, 2) &&
	     X509_set_pubkey(c->x509, c->key), "begin a certificate");
	set_serial(c->x509);
	must(X509_gmtime_adj(X509_getm_notBefore(c->x509),
			     dates ? spec->from : -3600) &&
	     X509_gmtime_adj(X509_getm_notAfter(c->x509),
			     dates ? spec->to : DAY), "set dates");
	name = X509_get_subject_name(c->x509);
	if (spec->cn)
		must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
				(const unsigned char *)spec->cn, -1, -1, 0),
		     "set the name");
	must(X509_set_issuer_name(c->x509, issuer ?
			X509_get_subject_name(issuer->x509) : name),
	     "set the issuer");
	add_extensions(c->x509, spec, issuer);
	sign(c->x509, spec, issuer, c->key);

	return c;
}

void cert_free(struct cert *c)
{
	if (!c)
		return;
	X509_free(c->x509);
	EVP_PKEY_free(c->key);
	free(c);
}

struct cert *cert_make_ca(const char *cn, const struct cert *issuer)
{
	struct cert_spec spec;

	memset(&spec, 0, sizeof(spec));
	spec.cn = cn;
	spec.ca = CERT_CA;

	return cert_make(&spec, issuer);
}

struct cert *cert_make_leaf(const char *san, const struct cert *issuer)
{
	struct cert_spec spec;
	char cn[64];
	const char *p = strchr(san, ':');

	snprintf(cn, sizeof(cn), "%.*s",
		 p ? (int)strcspn(p + 1, ",") : 0, p ? p + 1 : "");
	memset(&spec, 0, sizeof(spec));
	spec.cn = cn;
	spec.san = san;

	return cert_make(&spec, issuer);
}

/* -------------------------------------------------------------------- forms */

static char *take(BIO *b, size_t *len)
{
	char *data, *out;
	long n = BIO_get_mem_data(b, &data);

	must(n >= 0, "read back");
	out = malloc((size_t)n + 1);
	must(!!out, "allocate");
	if (n)
		memcpy(out, data, (size_t)n);
	out[n] = '\0';
	if (len)
		*len = (size_t)n;
	BIO_free(b);

	return out;
}

static BIO *memory(void)
{
	BIO *b = BIO_new(BIO_s_mem());

	must(!!b, "allocate");

	return b;
}

char *cert_pem(const struct cert *const *chain, size_t n, size_t *len)
{
	BIO *b = memory();
	size_t i;

	for (i = 0; i < n; i++)
		must(PEM_write_bio_X509(b, chain[i]->x509), "write PEM");

	return take(b, len);
}

char *cert_key_pem(const struct cert *c, const char *passphrase, size_t *len)
{
	BIO *b = memory();

	must(PEM_write_bio_PKCS8PrivateKey(b, c->key,
			passphrase ? EVP_aes_128_cbc() : NULL, NULL, 0, NULL,
			(char *)(size_t)passphrase), "write a key");

	return take(b, len);
}

char *cert_der(const struct cert *c, size_t *len)
{
	BIO *b = memory();

	must(i2d_X509_bio(b, c->x509), "write DER");

	return take(b, len);
}

char *cert_key_der(const struct cert *c, size_t *len)
{
	BIO *b = memory();

	must(i2d_PrivateKey_bio(b, c->key), "write a key");

	return take(b, len);
}

char *cert_crl_pem(const struct cert *issuer, const struct cert *const *revoked,
		   size_t n, size_t *len)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *last = X509_gmtime_adj(NULL, -60),
		  *next = X509_gmtime_adj(NULL, DAY);
	BIO *b = memory();
	X509_REVOKED *r;
	size_t i;

	must(crl && last && next && X509_CRL_set_version(crl, 1) &&
	     X509_CRL_set_issuer_name(crl,
			X509_get_subject_name(issuer->x509)) &&
	     X509_CRL_set1_lastUpdate(crl, last) &&
	     X509_CRL_set1_nextUpdate(crl, next), "begin a CRL");
	for (i = 0; i < n; i++) {
		r = X509_REVOKED_new();
		must(r && X509_REVOKED_set_serialNumber(r,
				X509_get_serialNumber(revoked[i]->x509)) &&
		     X509_REVOKED_set_revocationDate(r, last) &&
		     X509_CRL_add0_revoked(crl, r), "revoke");
	}
	must(X509_CRL_sort(crl) &&
	     X509_CRL_sign(crl, issuer->key,
			   EVP_PKEY_id(issuer->key) == EVP_PKEY_ED25519 ?
				NULL : EVP_sha256()) > 0 &&
	     PEM_write_bio_X509_CRL(b, crl), "make a CRL");
	ASN1_TIME_free(last);
	ASN1_TIME_free(next);
	X509_CRL_free(crl);

	return take(b, len);
}

void cert_write(const char *path, char *data, size_t len)
{
	FILE *f = fopen(path, "wb");
	int ok = 0;

	if (f) {
		ok = fwrite(data, 1, len, f) == len;
		ok &= !fclose(f);
	}
	must(ok, path);
	free(data);
}

void cert_write_pair(const char *cert_path, const char *key_path,
		     const struct cert *const *chain, size_t n)
{
	size_t len;
	char *data = cert_pem(chain, n, &len);

	cert_write(cert_path, data, len);
	data = cert_key_pem(chain[0], NULL, &len);
	cert_write(key_path, data, len);
}
