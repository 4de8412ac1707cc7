/* SPDX-License-Identifier: MIT */
/* What a vhost has of OpenSSL, what both sides have in common, and the ops */
#include "private-lib-tls-openssl.h"

#include <openssl/crypto.h>

#if !defined(SSL_OP_NO_RENEGOTIATION)
#define SSL_OP_NO_RENEGOTIATION 0
#endif

BIO_METHOD *lws_ssl_bio_method;
int lws_ssl_wsi_index = -1;

/* ---- once in the process ---- */

static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static int usable;

static void
init_once(void)
{
	if (!OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS |
			      OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL))
		return;

	lws_ssl_wsi_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	lws_ssl_bio_method = lws_ssl_bio_method_new();
	usable = lws_ssl_wsi_index >= 0 && lws_ssl_bio_method;
}

int
lws_ssl_init(void)
{
	return !CRYPTO_THREAD_run_once(&once, init_once) || !usable;
}

struct lws *
lws_ssl_wsi(const SSL *ssl)
{
	return SSL_get_ex_data(ssl, lws_ssl_wsi_index);
}

/* ---- texts ---- */

const char *
lws_ssl_last_error(void)
{
	unsigned long e = ERR_peek_error(), last = ERR_peek_last_error();
	const char *s = ERR_reason_error_string(e);

	/* the first says what happened, unless it has no text */
	if (!s)
		s = ERR_reason_error_string(last);

	return s ? s : "unknown error";
}

void
lws_ssl_vhost_error(struct lws_vhost *vh, const char *what)
{
	lwsl_vhost_err(vh, "vhost %s: tls: %s: %s", vh->name, what,
		       lws_ssl_last_error());
	ERR_clear_error();
}

/* ---- SSL_CTX ---- */

static void
info_cb(const SSL *ssl, int where, int ret)
{
	struct lws *wsi = lws_ssl_wsi(ssl);
	struct lws_ssl_info si;

	if (!wsi || lws_wsi_is_dead(wsi) || !wsi->vhost->tls ||
	    !(where & wsi->vhost->tls->info_mask) ||
	    !wsi->vhost->protocols[0].callback)
		return;

	si.where = where;
	si.ret = ret;
	if (wsi->vhost->protocols[0].callback(wsi, LWS_CALLBACK_SSL_INFO,
					      wsi->user_space, &si, 0) &&
	    !lws_wsi_is_dead(wsi))
		lws_set_timeout(wsi, PENDING_TIMEOUT_KILLED_BY_SSL_INFO,
				LWS_TO_KILL_ASYNC);
}

/*
 * TLS 1.2 at least, unless the user clears the bits that forbid older ones.
 * No renegotiation (RFC 9325 3.5).
 */
static void
set_options(SSL_CTX *ctx, const struct lws_ssl_ctx_params *p)
{
	unsigned long set = (unsigned long)p->options_set,
		      clear = (unsigned long)p->options_clear;
	int min = TLS1_2_VERSION;

	if (clear & SSL_OP_NO_TLSv1_1)
		min = TLS1_1_VERSION;
	if (clear & SSL_OP_NO_TLSv1)
		min = TLS1_VERSION;
	(void)SSL_CTX_set_min_proto_version(ctx, min);

	(void)SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION |
				       SSL_OP_CIPHER_SERVER_PREFERENCE);
	if (set)
		(void)SSL_CTX_set_options(ctx, set);
	if (clear)
		(void)SSL_CTX_clear_options(ctx, clear);
	(void)SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
}

SSL_CTX *
lws_ssl_ctx_new(struct lws_vhost *vh, const struct lws_ssl_ctx_params *p)
{
	SSL_CTX *ctx;

	ERR_clear_error();
	if (lws_ssl_init()) {
		lws_ssl_vhost_error(vh, "OpenSSL cannot be started");
		return NULL;
	}
	ctx = SSL_CTX_new(p->method);
	if (!ctx) {
		lws_ssl_vhost_error(vh, "no SSL_CTX");
		return NULL;
	}

	(void)SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	(void)SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_read_ahead(ctx, 1);
	set_options(ctx, p);
	if (p->ciphers && SSL_CTX_set_cipher_list(ctx, p->ciphers) != 1) {
		lws_ssl_vhost_error(vh, "cipher list");
		goto bail;
	}
	if (p->suites && SSL_CTX_set_ciphersuites(ctx, p->suites) != 1) {
		lws_ssl_vhost_error(vh, "TLS 1.3 cipher list");
		goto bail;
	}
	if (vh->tls->info_mask)
		SSL_CTX_set_info_callback(ctx, info_cb);

	return ctx;

bail:
	SSL_CTX_free(ctx);

	return NULL;
}

int
lws_ssl_ctx_callback(struct lws_vhost *vh, enum lws_callback_reasons reason,
		     SSL_CTX *ctx)
{
	return lws_callback_on_vhost_user(vh, &vh->protocols[0], reason, ctx,
					  NULL, 0);
}

/* ---- ops ---- */

static int
vhost_init(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	vh->tls = lws_zalloc(sizeof(*vh->tls), "tls vhost");
	if (!vh->tls)
		goto oom;
	vh->tls->info_mask = info->ssl_info_event_mask;
	if (info->alpn) {
		vh->tls->alpn_text = lws_strdup(info->alpn, "alpn");
		if (!vh->tls->alpn_text)
			goto oom;
	}

	if (lws_ssl_server_init(vh, info) || lws_ssl_client_init(vh, info))
		return 1;
	lws_ssl_aging_start(vh);

	return 0;

oom:
	lwsl_vhost_err(vh, "out of memory for TLS");

	return 1;
}

static int
vhost_need_client(struct lws_vhost *vh)
{
	return !vh->tls->client && lws_ssl_client_init(vh, NULL);
}

static void
vhost_free(struct lws_vhost *vh)
{
	struct lws_tls_vhost *t = vh->tls;

	if (!t)
		return;

	lws_ssl_sessions_free(t);
	SSL_CTX_free(t->server);
	SSL_CTX_free(t->client);
	lws_ssl_identity_free(&t->replaced);
	lws_ssl_server_forget_late(t);
	lws_free(t->cert_path);
	lws_free(t->key_path);
	lws_free(t->key_password);
	lws_free(t->alpn_text);
	lws_free_set_NULL(vh->tls);
}

static int
vhost_serves(const struct lws_vhost *vh)
{
	return vh->tls && vh->tls->server;
}

static int
open_session(struct lws *wsi, char *why)
{
	ERR_clear_error();

	return lwsi_role_client(wsi) ? lws_ssl_client_open(wsi, why) :
				       lws_ssl_server_open(wsi, why);
}

static void
free_session(struct lws_tls_conn *t)
{
	SSL_free(t->session);
	t->session = NULL;
}

static const uint8_t *
alpn(const struct lws *wsi, unsigned int *len)
{
	const unsigned char *p = NULL;

	SSL_get0_alpn_selected(lws_ssl_of(wsi), &p, len);

	return p;
}

static const struct lws_tls_ops ops = {
	.vhost_init	= vhost_init,
	.vhost_need_client = vhost_need_client,
	.vhost_free	= vhost_free,
	.vhost_serves	= vhost_serves,
	.open		= open_session,
	.free		= free_session,
	.handshake	= lws_ssl_handshake,
	.alpn		= alpn,
	.read		= lws_ssl_read,
	.write		= lws_ssl_write,
	.pending	= lws_ssl_pending,
	.goodbye	= lws_ssl_goodbye,
	.moved		= lws_ssl_moved,
};

const struct lws_tls_ops * const lws_tls_ops = &ops;
