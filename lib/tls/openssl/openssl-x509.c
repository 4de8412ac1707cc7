/* SPDX-License-Identifier: MIT */
/* What certificates say: lws_x509_*(), and those of peers and vhosts */
#include "private-lib-tls-openssl.h"

#include <openssl/pem.h>

struct lws_x509_cert {
	X509	*cert;
};

/* ---- times ---- */

static time_t
time_of(const ASN1_TIME *t)
{
	int days, secs;
	ASN1_TIME *epoch;

	epoch = ASN1_TIME_set(NULL, 0);
	if (!epoch || !ASN1_TIME_diff(&days, &secs, epoch, t)) {
		ASN1_TIME_free(epoch);
		return (time_t)-1;
	}
	ASN1_TIME_free(epoch);

	return (time_t)days * 86400 + secs;
}

/* ---- texts and bytes ---- */

static int
give(union lws_tls_cert_info_results *buf, size_t room, const void *p,
     size_t len, int is_text)
{
	buf->ns.len = (int)len;
	if (len + (size_t)is_text > room)
		return -1;
	memcpy(buf->ns.name, p, len);
	if (is_text)
		buf->ns.name[len] = '\0';

	return 0;
}

/* the last one, which is the most specific */
static int
common_name(const X509 *x, union lws_tls_cert_info_results *buf, size_t room)
{
	X509_NAME *name = X509_get_subject_name(x);
	int at = -1, n, ret;
	unsigned char *utf8;

	while ((n = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0)
		at = n;
	if (at < 0)
		return -1;
	n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(
					X509_NAME_get_entry(name, at)));
	if (n < 0)
		return -1;
	ret = memchr(utf8, '\0', (size_t)n) ? -1 :
				give(buf, room, utf8, (size_t)n, 1);
	OPENSSL_free(utf8);

	return ret;
}

static int
name_text(X509_NAME *name, union lws_tls_cert_info_results *buf, size_t room)
{
	char *s = X509_NAME_oneline(name, NULL, 0);
	int ret;

	if (!s)
		return -1;
	ret = give(buf, room, s, strlen(s), 1);
	OPENSSL_free(s);

	return ret;
}

/* what i2d_() makes, in a buffer of OpenSSL's */
static int
give_der(unsigned char *der, int len, union lws_tls_cert_info_results *buf,
	 size_t room)
{
	int ret = -1;

	if (len > 0)
		ret = give(buf, room, der, (size_t)len, 0);
	OPENSSL_free(der);

	return ret;
}

static int
public_key(X509 *x, union lws_tls_cert_info_results *buf, size_t room)
{
	unsigned char *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

	return give_der(der, len, buf, room);
}

static int
whole(X509 *x, union lws_tls_cert_info_results *buf, size_t room)
{
	unsigned char *der = NULL;
	int len = i2d_X509(x, &der);

	return give_der(der, len, buf, room);
}

static int
string(const ASN1_STRING *s, union lws_tls_cert_info_results *buf, size_t room)
{
	if (!s)
		return -1;

	return give(buf, room, ASN1_STRING_get0_data(s),
		    (size_t)ASN1_STRING_length(s), 0);
}

/* the first name of the directory kind */
static int
akid_issuer(const AUTHORITY_KEYID *akid, union lws_tls_cert_info_results *buf,
	    size_t room)
{
	int n;

	for (n = 0; n < sk_GENERAL_NAME_num(akid->issuer); n++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(akid->issuer, n);

		if (g->type == GEN_DIRNAME)
			return name_text(g->d.directoryName, buf, room);
	}

	return -1;
}

static int
authority(X509 *x, enum lws_tls_cert_info type,
	  union lws_tls_cert_info_results *buf, size_t room)
{
	AUTHORITY_KEYID *akid = X509_get_ext_d2i(x,
				NID_authority_key_identifier, NULL, NULL);
	int ret = -1;

	if (!akid)
		return -1;
	if (type == LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID)
		ret = string(akid->keyid, buf, room);
	else if (type == LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL)
		ret = string(akid->serial, buf, room);
	else if (akid->issuer)
		ret = akid_issuer(akid, buf, room);
	AUTHORITY_KEYID_free(akid);

	return ret;
}

static int
subject_key_id(X509 *x, union lws_tls_cert_info_results *buf, size_t room)
{
	ASN1_OCTET_STRING *s = X509_get_ext_d2i(x, NID_subject_key_identifier,
						NULL, NULL);
	int ret = string(s, buf, room);

	ASN1_OCTET_STRING_free(s);

	return ret;
}

static int
tell_time(const ASN1_TIME *t, union lws_tls_cert_info_results *buf)
{
	buf->time = time_of(t);

	return buf->time == (time_t)-1 ? -1 : 0;
}

static int
cert_tell(X509 *x, enum lws_tls_cert_info type, union lws_tls_cert_info_results *buf,
     size_t room)
{
	switch (type) {
	case LWS_TLS_CERT_INFO_VALIDITY_FROM:
		return tell_time(X509_get0_notBefore(x), buf);
	case LWS_TLS_CERT_INFO_VALIDITY_TO:
		return tell_time(X509_get0_notAfter(x), buf);
	case LWS_TLS_CERT_INFO_COMMON_NAME:
		return common_name(x, buf, room);
	case LWS_TLS_CERT_INFO_ISSUER_NAME:
		return name_text(X509_get_issuer_name(x), buf, room);
	case LWS_TLS_CERT_INFO_USAGE:
		buf->usage = X509_get_key_usage(x);
		return 0;
	case LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY:
		return public_key(x, buf, room);
	case LWS_TLS_CERT_INFO_DER_RAW:
		return whole(x, buf, room);
	case LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID:
	case LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER:
	case LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL:
		return authority(x, type, buf, room);
	case LWS_TLS_CERT_INFO_SUBJECT_KEY_ID:
		return subject_key_id(x, buf, room);
	default:
		return -1;
	}
}

static int
cert_info(X509 *x, enum lws_tls_cert_info type,
	  union lws_tls_cert_info_results *buf, size_t room)
{
	int ret;

	if (!x)
		return -1;
	ret = cert_tell(x, type, buf, room ? room : sizeof(buf->ns.name));
	ERR_clear_error();

	return ret;
}

/* ---- lws_x509_ ---- */

int
lws_x509_create(struct lws_x509_cert **x509)
{
	*x509 = lws_zalloc(sizeof(**x509), "x509");

	return !*x509;
}

void
lws_x509_destroy(struct lws_x509_cert **x509)
{
	if (!*x509)
		return;
	X509_free((*x509)->cert);
	lws_free(*x509);
	*x509 = NULL;
}

int
lws_x509_parse_from_pem(struct lws_x509_cert *x509, const void *pem, size_t len)
{
	BIO *b = len > INT_MAX ? NULL : BIO_new_mem_buf(pem, (int)len);
	X509 *x = b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;

	BIO_free(b);
	ERR_clear_error();
	if (!x) {
		lwsl_err("lws_x509_parse_from_pem: no certificate\n");
		return -1;
	}
	X509_free(x509->cert);
	x509->cert = x;

	return 0;
}

static int
made_out_to(X509 *x, const char *name)
{
	union {
		union lws_tls_cert_info_results r;
		char room[sizeof(union lws_tls_cert_info_results) + 256];
	} u;

	if (X509_check_host(x, name, 0, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
			    NULL) == 1)
		return 1;

	return !common_name(x, &u.r, 256) && !strcmp(u.r.ns.name, name);
}

int
lws_x509_verify(struct lws_x509_cert *x509, struct lws_x509_cert *trusted,
		const char *common)
{
	EVP_PKEY *key;
	int ok;

	if (!x509->cert || !trusted->cert)
		return -1;
	if (common && !made_out_to(x509->cert, common)) {
		lwsl_notice("lws_x509_verify: not made out to %s\n", common);
		return -1;
	}
	key = X509_get0_pubkey(trusted->cert);
	ok = key && X509_check_issued(trusted->cert, x509->cert) == X509_V_OK &&
	     X509_verify(x509->cert, key) == 1;
	ERR_clear_error();
	if (!ok)
		lwsl_notice("lws_x509_verify: not signed by that one\n");

	return ok ? 0 : -1;
}

int
lws_x509_info(struct lws_x509_cert *x509, enum lws_tls_cert_info type,
	      union lws_tls_cert_info_results *buf, size_t len)
{
	return cert_info(x509->cert, type, buf, len);
}

/* ---- of connections and vhosts ---- */

int
lws_tls_peer_cert_info(struct lws *wsi, enum lws_tls_cert_info type,
		       union lws_tls_cert_info_results *buf, size_t len)
{
	SSL *ssl = lws_ssl_of(wsi);
	X509 *x = ssl ? SSL_get_peer_certificate(ssl) : NULL;
	int ret;

	if (!x)
		return -1;
	if (type == LWS_TLS_CERT_INFO_VERIFIED) {
		buf->verified = SSL_get_verify_result(ssl) == X509_V_OK;
		ret = 0;
	} else
		ret = cert_info(x, type, buf, len);
	X509_free(x);

	return ret;
}

int
lws_tls_vhost_cert_info(struct lws_vhost *vhost, enum lws_tls_cert_info type,
			union lws_tls_cert_info_results *buf, size_t len)
{
	struct lws_tls_vhost *t = vhost->tls;

	if (!t || !t->server)
		return -1;

	return cert_info(SSL_CTX_get0_certificate(t->server), type, buf, len);
}

SSL *
lws_get_ssl(struct lws *wsi)
{
	return lws_ssl_of(wsi);
}
