/* SPDX-License-Identifier: MIT */
/* TLS of storm-endpoints: OpenSSL, with memory on its other side. */

#include "server-tls.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(STORM_WITH_TLS)

#include "certs.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

enum { GOOD, UNTRUSTED, WRONG_HOST, CTX_COUNT };

struct tls_server {
	SSL_CTX *ctx[CTX_COUNT];
	char *ca;
};

struct tls_conn {
	SSL *ssl;
	BIO *in, *out;
	int said_bye;
};

static SSL_CTX *make_ctx(const char *name, const struct cert *ca)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	struct cert *leaf = cert_make_leaf(name, ca);

	if (ctx && (SSL_CTX_use_certificate(ctx, leaf->x509) != 1 ||
		    SSL_CTX_use_PrivateKey(ctx, leaf->key) != 1)) {
		SSL_CTX_free(ctx);
		ctx = NULL;
	}
	cert_free(leaf);
	return ctx;
}

struct tls_server *tls_server_open(void)
{
	struct tls_server *s = calloc(1, sizeof(*s));
	struct cert *ca, *other;
	const struct cert *chain[1];
	int n;

	if (!s) {
		fprintf(stderr, "out of memory\n");
		return NULL;
	}
	ca = cert_make_ca("Storm CA", NULL);
	other = cert_make_ca("Another CA", NULL);
	s->ctx[GOOD] = make_ctx("DNS:" TLS_NAME, ca);
	s->ctx[UNTRUSTED] = make_ctx("DNS:" TLS_NAME, other);
	s->ctx[WRONG_HOST] = make_ctx("DNS:elsewhere.test", ca);
	chain[0] = ca;
	s->ca = cert_pem(chain, 1, NULL);
	cert_free(other);
	cert_free(ca);

	for (n = 0; n < CTX_COUNT; n++)
		if (!s->ctx[n]) {
			ERR_print_errors_fp(stderr);
			tls_server_close(s);
			return NULL;
		}
	return s;
}

void tls_server_close(struct tls_server *s)
{
	int n;

	if (!s)
		return;
	for (n = 0; n < CTX_COUNT; n++)
		SSL_CTX_free(s->ctx[n]);
	free(s->ca);
	free(s);
}

const char *tls_server_ca(const struct tls_server *s)
{
	return s->ca;
}

struct tls_conn *tls_conn_new(struct tls_server *s, enum kind kind)
{
	struct tls_conn *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->ssl = SSL_new(s->ctx[kind == KIND_UNTRUSTED ? UNTRUSTED :
				kind == KIND_WRONG_HOST ? WRONG_HOST : GOOD]);
	t->in = BIO_new(BIO_s_mem());
	t->out = BIO_new(BIO_s_mem());
	if (!t->ssl || !t->in || !t->out) {
		SSL_free(t->ssl);
		BIO_free(t->in);
		BIO_free(t->out);
		free(t);
		return NULL;
	}
	SSL_set_bio(t->ssl, t->in, t->out);
	SSL_set_accept_state(t->ssl);
	return t;
}

void tls_conn_free(struct tls_conn *t)
{
	if (!t)
		return;
	SSL_free(t->ssl);
	free(t);
}

/* All that c wants to say, and at the end that there will be no more */
static enum conn_verdict encrypt(struct tls_conn *t, struct conn *c)
{
	int n;

	while (c->tx.len && SSL_is_init_finished(t->ssl)) {
		n = SSL_write(t->ssl, c->tx.p, c->tx.len > 16384 ? 16384 :
						(int)c->tx.len);
		if (n < 1)
			return CONN_FAILED;
		conn_sent(c, (size_t)n);
	}
	if (c->closing && !c->tx.len && !t->said_bye) {
		t->said_bye = 1;
		(void)SSL_shutdown(t->ssl);
	}
	return CONN_GO_ON;
}

enum conn_verdict tls_conn_input(struct tls_conn *t, struct conn *c,
				 const void *in, size_t len)
{
	enum conn_verdict v = CONN_GO_ON;
	unsigned char plain[16384];
	int n;

	if (BIO_write(t->in, in, (int)len) != (int)len)
		return CONN_FAILED;
	while (v == CONN_GO_ON) {
		ERR_clear_error();
		n = SSL_read(t->ssl, plain, sizeof(plain));
		if (n > 0) {
			v = conn_input(c, plain, (size_t)n);
			continue;
		}
		/* what is not "more, please" is the end, with an alert */
		if (SSL_get_error(t->ssl, n) != SSL_ERROR_WANT_READ)
			c->closing = 1;
		break;
	}
	return v == CONN_GO_ON ? encrypt(t, c) : v;
}

size_t tls_conn_waiting(const struct tls_conn *t, const unsigned char **p)
{
	char *at;
	long n = BIO_get_mem_data(t->out, &at);

	*p = (const unsigned char *)at;
	return n > 0 ? (size_t)n : 0;
}

void tls_conn_sent(struct tls_conn *t, size_t len)
{
	unsigned char away[4096];
	size_t n;

	for (; len; len -= n) {
		n = len > sizeof(away) ? sizeof(away) : len;
		(void)BIO_read(t->out, away, (int)n);
	}
}

#else

struct tls_server *tls_server_open(void)
{
	fprintf(stderr, "this build of storm-endpoints has no TLS\n");
	return NULL;
}

void tls_server_close(struct tls_server *s)
{
	(void)s;
}

const char *tls_server_ca(const struct tls_server *s)
{
	(void)s;
	return "";
}

struct tls_conn *tls_conn_new(struct tls_server *s, enum kind kind)
{
	(void)s;
	(void)kind;
	return NULL;
}

void tls_conn_free(struct tls_conn *t)
{
	(void)t;
}

enum conn_verdict tls_conn_input(struct tls_conn *t, struct conn *c,
				 const void *in, size_t len)
{
	(void)t;
	(void)c;
	(void)in;
	(void)len;
	return CONN_FAILED;
}

size_t tls_conn_waiting(const struct tls_conn *t, const unsigned char **p)
{
	(void)t;
	*p = NULL;
	return 0;
}

void tls_conn_sent(struct tls_conn *t, size_t len)
{
	(void)t;
	(void)len;
}

#endif
