/* SPDX-License-Identifier: MIT */
/* Certificates and keys: from files (PEM) and memory (PEM or DER) */
#include "private-lib-tls-openssl.h"

#include <openssl/pem.h>

/* A password is never asked for at the terminal */
static int
password_cb(char *buf, int size, int rwflag, void *arg)
{
	const char *password = arg;
	size_t len = password ? strlen(password) : 0;

	LWS_UNUSED(rwflag);
	if (!len || len > (size_t)size)
		return -1;
	memcpy(buf, password, len);

	return (int)len;
}

/* the text of PEM may have anything in front of its first line */
static int
is_pem(const struct lws_ssl_source *s)
{
	static const char mark[] = "-----BEGIN ";
	const char *p = s->mem;
	size_t n;

	if (s->path)
		return 1;
	for (n = 0; n + sizeof(mark) - 1 <= s->len; n++)
		if (p[n] == '-' && !memcmp(p + n, mark, sizeof(mark) - 1))
			return 1;

	return 0;
}

static BIO *
source_open(const struct lws_ssl_source *s)
{
	if (s->path)
		return BIO_new_file(s->path, "rb");
	if (s->len > INT_MAX)
		return NULL;

	return BIO_new_mem_buf(s->mem, (int)s->len);
}

/* the end of PEM is an error in OpenSSL's eyes */
static int
at_end(void)
{
	unsigned long e = ERR_peek_last_error();

	if (ERR_GET_LIB(e) != ERR_LIB_PEM ||
	    ERR_GET_REASON(e) != PEM_R_NO_START_LINE)
		return 0;
	ERR_clear_error();

	return 1;
}

static int
load_chain(struct lws_ssl_identity *id, BIO *b)
{
	X509 *x;

	id->chain = sk_X509_new_null();
	if (!id->chain)
		return 1;

	while ((x = PEM_read_bio_X509(b, NULL, password_cb, NULL)))
		if (!sk_X509_push(id->chain, x)) {
			X509_free(x);
			return 1;
		}

	return !at_end();
}

static int
load_cert(struct lws_ssl_identity *id, const struct lws_ssl_source *s)
{
	BIO *b = source_open(s);
	int bad = 0;

	if (!b)
		return 1;

	if (is_pem(s)) {
		id->cert = PEM_read_bio_X509_AUX(b, NULL, password_cb, NULL);
		if (id->cert)
			bad = load_chain(id, b);
	} else
		id->cert = d2i_X509_bio(b, NULL);
	BIO_free(b);

	return bad || !id->cert;
}

static int
load_key(struct lws_ssl_identity *id, const struct lws_ssl_source *s,
	 const char *password)
{
	BIO *b = source_open(s);

	if (!b)
		return 1;

	if (is_pem(s))
		id->key = PEM_read_bio_PrivateKey(b, NULL, password_cb,
					(void *)(lws_intptr_t)password);
	else if (password)
		id->key = d2i_PKCS8PrivateKey_bio(b, NULL, password_cb,
					(void *)(lws_intptr_t)password);
	else
		id->key = d2i_PrivateKey_bio(b, NULL);
	BIO_free(b);

	return !id->key;
}

static const char *
name_of(const struct lws_ssl_source *s)
{
	return s->path ? s->path : "(in memory)";
}

static void
load_failed(struct lws_vhost *vh, const char *what,
	    const struct lws_ssl_source *s)
{
	char text[160];

	lws_snprintf(text, sizeof(text), "%s %s cannot be loaded", what,
		     name_of(s));
	lws_ssl_vhost_error(vh, text);
}

int
lws_ssl_identity_load(struct lws_vhost *vh, struct lws_ssl_identity *id,
		      const struct lws_ssl_source *cert,
		      const struct lws_ssl_source *key, const char *password)
{
	memset(id, 0, sizeof(*id));
	ERR_clear_error();
	if (load_cert(id, cert)) {
		load_failed(vh, "certificate", cert);
		goto bail;
	}
	if (lws_ssl_source_given(key) && load_key(id, key, password)) {
		load_failed(vh, "private key", key);
		goto bail;
	}
	ERR_clear_error();

	return 0;

bail:
	lws_ssl_identity_free(id);

	return 1;
}

void
lws_ssl_identity_free(struct lws_ssl_identity *id)
{
	X509_free(id->cert);
	EVP_PKEY_free(id->key);
	sk_X509_pop_free(id->chain, X509_free);
	memset(id, 0, sizeof(*id));
}

int
lws_ssl_identity_use(struct lws_vhost *vh, SSL_CTX *ctx,
		     struct lws_ssl_identity *id)
{
	ERR_clear_error();
	if (!id->key) {
		lwsl_vhost_err(vh, "tls: the certificate has no private key");
		return 1;
	}
	if (X509_check_private_key(id->cert, id->key) != 1) {
		lws_ssl_vhost_error(vh, "the private key does not fit the "
				    "certificate");
		return 1;
	}
	if (SSL_CTX_use_cert_and_key(ctx, id->cert, id->key, id->chain, 1) !=
									1) {
		lws_ssl_vhost_error(vh, "the certificate is refused");
		return 1;
	}

	return 0;
}

/* ---- CA ---- */

static int
trust(SSL_CTX *ctx, X509 *x, int names)
{
	if (!X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x))
		return 1;

	return names && !SSL_CTX_add_client_CA(ctx, x);
}

int
lws_ssl_load_ca(struct lws_vhost *vh, SSL_CTX *ctx,
		const struct lws_ssl_source *ca, int names)
{
	unsigned int count = 0;
	int bad = 0;
	X509 *x;
	BIO *b;

	ERR_clear_error();
	b = source_open(ca);
	if (b && is_pem(ca)) {
		while (!bad && (x = PEM_read_bio_X509_AUX(b, NULL, password_cb,
							  NULL))) {
			bad = trust(ctx, x, names);
			X509_free(x);
			count++;
		}
		bad |= !at_end();
	} else if (b) {
		x = d2i_X509_bio(b, NULL);
		bad = !x || trust(ctx, x, names);
		X509_free(x);
		count++;
	}
	BIO_free(b);

	if (b && !bad && count)
		return 0;
	load_failed(vh, "CA", ca);

	return 1;
}
