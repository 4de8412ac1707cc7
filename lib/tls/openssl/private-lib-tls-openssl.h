/* SPDX-License-Identifier: MIT */
/*
 * TLS by OpenSSL, 1.1.1 or newer.  tls->session is an SSL *, whose application
 * data (lws_ssl_wsi_index) is the wsi.
 *
 *   openssl-vhost.c	what a vhost has; the ops
 *   openssl-load.c	certificates and keys from files and memory
 *   openssl-server.c	the SSL_CTX of servers, SNI
 *   openssl-client.c	the SSL_CTX of clients, the SSL of one
 *   openssl-verify.c	what becomes of a certificate that was found bad
 *   openssl-alpn.c	ALPN lists (RFC 7301)
 *   openssl-update.c	another certificate for a vhost
 *   openssl-session.c	sessions that clients keep
 *   openssl-x509.c	what certificates say
 *   openssl-io.c	the BIO, handshake, reading, writing, the end
 */
#ifndef LWS_PRIVATE_LIB_TLS_OPENSSL_H
#define LWS_PRIVATE_LIB_TLS_OPENSSL_H

#include "private-lib-tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* A list of ALPN names in the form that goes over the wire */
#define LWS_ALPN_WIRE_MAX	256

/* a certificate, its key, and those that link it to a root */
struct lws_ssl_identity {
	X509		*cert;
	EVP_PKEY	*key;		/* may be NULL */
	STACK_OF(X509)	*chain;		/* may be NULL */
};

struct lws_tls_vhost {
	SSL_CTX		*server;	/* NULL: connections are plain */
	SSL_CTX		*client;	/* NULL: none was asked for yet */
	char		*cert_path;	/* for lws_tls_cert_updated() */
	char		*key_path;
	char		*key_password;
	uint8_t		alpn[LWS_ALPN_WIRE_MAX]; /* what servers accept */
	unsigned int	alpn_len;
	char		*alpn_text;	/* as the vhost was given it, or NULL */
	int		info_mask;	/* for LWS_CALLBACK_SSL_INFO */
	struct lws_ssl_identity replaced; /* openssl-update.c */
	struct lws_context_creation_info *late; /* of a server that waits for
						 * its certificate, or NULL */
	struct lws_dll2_owner sessions;	/* openssl-session.c */
	uint32_t	sessions_max;
};

static LWS_INLINE SSL *
lws_ssl_of(const struct lws *wsi)
{
	return wsi->tls ? (SSL *)wsi->tls->session : NULL;
}

/* ---- openssl-vhost.c ---- */

/* once in the process; nonzero: OpenSSL cannot be used */
int
lws_ssl_init(void);

extern int lws_ssl_wsi_index;		/* of an SSL: struct lws * */

struct lws *
lws_ssl_wsi(const SSL *ssl);

/*
 * What both sides have: a new SSL_CTX with modes, versions, ciphers and
 * options.  NULL: failed (logged)
 */
struct lws_ssl_ctx_params {
	const SSL_METHOD	*method;
	const char		*ciphers;	/* or NULL */
	const char		*suites;	/* TLS 1.3, or NULL */
	long			options_set;
	long			options_clear;
};

SSL_CTX *
lws_ssl_ctx_new(struct lws_vhost *vh, const struct lws_ssl_ctx_params *p);

/* a callback about an SSL_CTX to the vhost's first protocol; what it returns */
int
lws_ssl_ctx_callback(struct lws_vhost *vh, enum lws_callback_reasons reason,
		     SSL_CTX *ctx);

/* "what: text of OpenSSL's last error" as an error of vh; empties the queue */
void
lws_ssl_vhost_error(struct lws_vhost *vh, const char *what);

/* the text of the last error; "unknown error" */
const char *
lws_ssl_last_error(void);

/* ---- openssl-aging.c ---- */

/* from now on, if vh is a server's */
void
lws_ssl_aging_start(struct lws_vhost *vh);
/* tells all vhosts now */
void
lws_ssl_aging(struct lws_context *cx);

/* ---- openssl-load.c ---- */

/* where something is: a file, or memory with PEM or DER in it */
struct lws_ssl_source {
	const char	*path;
	const void	*mem;
	size_t		len;
};

static LWS_INLINE int
lws_ssl_source_given(const struct lws_ssl_source *s)
{
	return s->path || (s->mem && s->len);
}

/*
 * Certificate, chain and key; the key may be missing in `key` (not given).
 * Nonzero: failed (logged).  To be freed by lws_ssl_identity_free().
 */
int
lws_ssl_identity_load(struct lws_vhost *vh, struct lws_ssl_identity *id,
		      const struct lws_ssl_source *cert,
		      const struct lws_ssl_source *key, const char *password);
void
lws_ssl_identity_free(struct lws_ssl_identity *id);

/* gives it to ctx: the two have to fit.  Nonzero: failed (logged) */
int
lws_ssl_identity_use(struct lws_vhost *vh, SSL_CTX *ctx,
		     struct lws_ssl_identity *id);

/*
 * CA certificates that are trusted.  names: also tell clients that these are
 * the ones.  Nonzero: failed (logged)
 */
int
lws_ssl_load_ca(struct lws_vhost *vh, SSL_CTX *ctx,
		const struct lws_ssl_source *ca, int names);

/* ---- openssl-alpn.c ---- */

/*
 * Makes wire from "h2,http/1.1" (NULL: from what the roles have), without
 * what no role of this build can speak.  Returns its length.
 */
unsigned int
lws_alpn_wire(const char *list, uint8_t wire[LWS_ALPN_WIRE_MAX]);

/* SSL_CTX_set_alpn_select_cb(); arg is the vhost */
int
lws_ssl_alpn_select(SSL *ssl, const unsigned char **out, unsigned char *outlen,
		    const unsigned char *in, unsigned int inlen, void *arg);

/* ---- openssl-server.c ---- */

int
lws_ssl_server_init(struct lws_vhost *vh,
		    const struct lws_context_creation_info *info);

/* the certificate has come that was missing when the vhost was created */
int
lws_ssl_server_late(struct lws_vhost *vh, struct lws_ssl_identity *id);

void
lws_ssl_server_forget_late(struct lws_tls_vhost *t);

int
lws_ssl_server_open(struct lws *wsi, char *why);

/* ---- openssl-client.c ---- */

/* info NULL: nothing but defaults */
int
lws_ssl_client_init(struct lws_vhost *vh,
		    const struct lws_context_creation_info *info);

int
lws_ssl_client_open(struct lws *wsi, char *why);

/* ---- openssl-session.c ---- */

void
lws_ssl_sessions_init(struct lws_vhost *vh, SSL_CTX *ctx,
		      const struct lws_context_creation_info *info);

void
lws_ssl_sessions_free(struct lws_tls_vhost *t);

/* offers the server the session that a former connection had */
void
lws_ssl_session_offer(struct lws *wsi, SSL *ssl);

/* ---- openssl-verify.c ---- */

int
lws_ssl_verify_client(int ok, X509_STORE_CTX *sc);

int
lws_ssl_verify_server(int ok, X509_STORE_CTX *sc);

/* ---- openssl-io.c ---- */

BIO_METHOD *
lws_ssl_bio_method_new(void);

extern BIO_METHOD *lws_ssl_bio_method;

/* binds the SSL to its wsi and gives it the BIO.  Nonzero: no memory */
int
lws_ssl_attach(struct lws *wsi, SSL *ssl);

enum lws_tls_step
lws_ssl_handshake(struct lws *wsi, char *why);

int
lws_ssl_read(struct lws *wsi, uint8_t *buf, size_t len);

int
lws_ssl_write(struct lws *wsi, const uint8_t *buf, size_t len);

int
lws_ssl_pending(const struct lws *wsi);

void
lws_ssl_goodbye(struct lws *wsi);
void
lws_ssl_moved(struct lws *wsi);

#endif
