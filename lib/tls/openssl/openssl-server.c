/* SPDX-License-Identifier: MIT */
/* Servers: the SSL_CTX of a vhost, and which vhost a client means (SNI) */
#include "private-lib-tls-openssl.h"

#define SESSIONS_MAX	4096

/* ---- SNI, RFC 6066 section 3 ---- */

/* The one host_name of the extension, or 0 */
static size_t
sni_name(SSL *ssl, char *name, size_t room)
{
	const unsigned char *p;
	size_t len, n;

	if (!SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &len))
		return 0;

	/* list length, type, name length */
	if (len < 5 || (size_t)lws_get_be16(p) + 2 != len ||
	    p[2] != TLSEXT_NAMETYPE_host_name)
		return 0;
	n = lws_get_be16(p + 3);
	if (n + 5 > len || n >= room || !n || memchr(p + 5, '\0', n))
		return 0;

	memcpy(name, p + 5, n);
	name[n] = '\0';

	return n;
}

/* What SSL_set_SSL_CTX() leaves as it was */
static void
take_settings(SSL *ssl, SSL_CTX *ctx)
{
	(void)SSL_clear_options(ssl, SSL_get_options(ssl));
	(void)SSL_set_options(ssl, SSL_CTX_get_options(ctx));
	(void)SSL_set_min_proto_version(ssl,
			(int)SSL_CTX_get_min_proto_version(ctx));
	(void)SSL_set_max_proto_version(ssl,
			(int)SSL_CTX_get_max_proto_version(ctx));
	SSL_set_verify(ssl, SSL_CTX_get_verify_mode(ctx),
		       SSL_CTX_get_verify_callback(ctx));
	SSL_set_verify_depth(ssl, SSL_CTX_get_verify_depth(ctx));
	SSL_set_info_callback(ssl, SSL_CTX_get_info_callback(ctx));
}

/*
 * Before anything is chosen: the connection goes over to the vhost that is
 * meant, with its certificate and all that it demands.
 */
static int
client_hello_cb(SSL *ssl, int *alert, void *arg)
{
	struct lws *wsi = lws_ssl_wsi(ssl);
	char name[256];
	struct lws_vhost *vh;

	LWS_UNUSED(alert);
	LWS_UNUSED(arg);
	if (!wsi || lws_wsi_is_dead(wsi) || !sni_name(ssl, name, sizeof(name)))
		return SSL_CLIENT_HELLO_SUCCESS;

	vh = lws_select_vhost(wsi->vhost, name);
	if (!vh || vh == wsi->vhost || !vh->tls || !vh->tls->server)
		return SSL_CLIENT_HELLO_SUCCESS;

	if (!SSL_set_SSL_CTX(ssl, vh->tls->server))
		return SSL_CLIENT_HELLO_ERROR;
	take_settings(ssl, vh->tls->server);
	lws_vhost_bind_wsi(vh, wsi);

	return SSL_CLIENT_HELLO_SUCCESS;
}

/* ---- the SSL_CTX ---- */

static int
set_client_verification(struct lws_vhost *vh, SSL_CTX *ctx,
			const struct lws_context_creation_info *info)
{
	struct lws_ssl_source ca = { info->ssl_ca_filepath,
				     info->server_ssl_ca_mem,
				     info->server_ssl_ca_mem_len };
	int mode = SSL_VERIFY_PEER;

	if (lws_check_opt(vh->options,
		LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT)) {
		if (!lws_check_opt(vh->options,
				LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED))
			mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
		SSL_CTX_set_verify(ctx, mode, lws_ssl_verify_client);
	}

	return lws_ssl_source_given(&ca) && lws_ssl_load_ca(vh, ctx, &ca, 1);
}

/* Sessions of one vhost are of no use at another.  Most are with the client
 * (tickets): those that are kept here have a limit. */
static void
set_session_id(struct lws_vhost *vh, SSL_CTX *ctx)
{
	uint8_t hash[20];

	lws_SHA1((const unsigned char *)vh->name, strlen(vh->name), hash);
	(void)SSL_CTX_set_session_id_context(ctx, hash, sizeof(hash));
	(void)SSL_CTX_sess_set_cache_size(ctx, SESSIONS_MAX);
}

/* Nonzero: failed.  id->cert NULL: none was given */
static int
load_identity(struct lws_vhost *vh, struct lws_ssl_identity *id,
	      const struct lws_context_creation_info *info)
{
	struct lws_ssl_source cert = { info->ssl_cert_filepath,
				       info->server_ssl_cert_mem,
				       info->server_ssl_cert_mem_len },
			      key = { info->ssl_private_key_filepath,
				      info->server_ssl_private_key_mem,
				      info->server_ssl_private_key_mem_len };

	memset(id, 0, sizeof(*id));
	if (!lws_ssl_source_given(&cert))
		return 0;
	/* as other servers have it: both in one file */
	if (!lws_ssl_source_given(&key))
		key = cert;

	return lws_ssl_identity_load(vh, id, &cert, &key,
				     info->ssl_private_key_password);
}

static int
remember_paths(struct lws_vhost *vh,
	       const struct lws_context_creation_info *info)
{
	struct lws_tls_vhost *t = vh->tls;

	if (info->ssl_cert_filepath) {
		t->cert_path = lws_strdup(info->ssl_cert_filepath, "tls path");
		if (!t->cert_path)
			return 1;
	}
	if (info->ssl_private_key_filepath) {
		t->key_path = lws_strdup(info->ssl_private_key_filepath,
					 "tls path");
		if (!t->key_path)
			return 1;
	}
	if (info->ssl_private_key_password) {
		t->key_password = lws_strdup(info->ssl_private_key_password,
					     "tls password");
		if (!t->key_password)
			return 1;
	}

	return 0;
}

static int
file_is_missing(const char *path)
{
	lws_filepos_t size;
	time_t mtime;

	return path && lws_plat_file_stat(path, &size, &mtime);
}

static int
configure(struct lws_vhost *vh, SSL_CTX *ctx, struct lws_ssl_identity *id,
	  const struct lws_context_creation_info *info)
{
	if (info->ecdh_curve &&
	    SSL_CTX_set1_groups_list(ctx, info->ecdh_curve) != 1) {
		lws_ssl_vhost_error(vh, "ecdh_curve");
		return 1;
	}
	set_session_id(vh, ctx);
	SSL_CTX_set_client_hello_cb(ctx, client_hello_cb, NULL);
	if (!(vh->options &
	      LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG) ||
	    vh->tls->alpn_text) {
		vh->tls->alpn_len = lws_alpn_wire(vh->tls->alpn_text,
						  vh->tls->alpn);
		SSL_CTX_set_alpn_select_cb(ctx, lws_ssl_alpn_select, vh);
	}
	if (set_client_verification(vh, ctx, info) ||
	    (id->cert && lws_ssl_identity_use(vh, ctx, id)))
		return 1;
	if (lws_ssl_ctx_callback(vh,
		LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS, ctx)) {
		lwsl_vhost_err(vh, "vhost %s: tls: refused by the callback",
			       vh->name);
		return 1;
	}

	return vh->in_destroy;
}

static int
create(struct lws_vhost *vh, struct lws_ssl_identity *id,
       const struct lws_context_creation_info *info)
{
	struct lws_ssl_ctx_params p = { TLS_server_method(),
					info->ssl_cipher_list,
					info->tls1_3_plus_cipher_list,
					info->ssl_options_set,
					info->ssl_options_clear };
	SSL_CTX *ctx = lws_ssl_ctx_new(vh, &p);

	if (!ctx)
		return 1;
	if (configure(vh, ctx, id, info)) {
		SSL_CTX_free(ctx);
		return 1;
	}
	vh->tls->server = ctx;

	return 0;
}

/* ---- a certificate that comes later ---- */

void
lws_ssl_server_forget_late(struct lws_tls_vhost *t)
{
	struct lws_context_creation_info *i = t->late;

	if (!i)
		return;

	lws_free((void *)(lws_intptr_t)i->ssl_ca_filepath);
	lws_free((void *)(lws_intptr_t)i->ssl_cipher_list);
	lws_free((void *)(lws_intptr_t)i->ecdh_curve);
	lws_free((void *)(lws_intptr_t)i->tls1_3_plus_cipher_list);
	lws_free((void *)(lws_intptr_t)i->server_ssl_ca_mem);
	lws_free_set_NULL(t->late);
}

static int
copy(const char **to, const char *from)
{
	*to = lws_strdup(from, "tls late");

	return from && !*to;
}

/* What create() is going to ask for */
static int
remember_info(struct lws_tls_vhost *t,
	      const struct lws_context_creation_info *info)
{
	struct lws_context_creation_info *i = lws_zalloc(sizeof(*i), "tls late");

	t->late = i;
	if (!i || copy(&i->ssl_ca_filepath, info->ssl_ca_filepath) ||
	    copy(&i->ssl_cipher_list, info->ssl_cipher_list) ||
	    copy(&i->ecdh_curve, info->ecdh_curve) ||
	    copy(&i->tls1_3_plus_cipher_list, info->tls1_3_plus_cipher_list))
		return 1;
	if (info->server_ssl_ca_mem && info->server_ssl_ca_mem_len) {
		i->server_ssl_ca_mem = lws_memdup(info->server_ssl_ca_mem,
						  info->server_ssl_ca_mem_len,
						  "tls late");
		i->server_ssl_ca_mem_len = info->server_ssl_ca_mem_len;
		if (!i->server_ssl_ca_mem)
			return 1;
	}
	i->ssl_options_set = info->ssl_options_set;
	i->ssl_options_clear = info->ssl_options_clear;

	return 0;
}

int
lws_ssl_server_late(struct lws_vhost *vh, struct lws_ssl_identity *id)
{
	if (!vh->tls->late || create(vh, id, vh->tls->late))
		return 1;

	lws_ssl_server_forget_late(vh->tls);

	return 0;
}

/* ---- with the vhost ---- */

int
lws_ssl_server_init(struct lws_vhost *vh,
		    const struct lws_context_creation_info *info)
{
	int wanted = info->ssl_cert_filepath ||
		     (info->server_ssl_cert_mem &&
		      info->server_ssl_cert_mem_len) ||
		     lws_check_opt(info->options,
				   LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX);
	struct lws_ssl_identity id;
	int bad;

	/* without a port the certificate is for clients */
	if (!wanted || info->port == CONTEXT_PORT_NO_LISTEN)
		return 0;
	if (remember_paths(vh, info))
		goto oom;
	if (lws_check_opt(info->options,
			  LWS_SERVER_OPTION_IGNORE_MISSING_CERT) &&
	    (file_is_missing(info->ssl_cert_filepath) ||
	     file_is_missing(info->ssl_private_key_filepath))) {
		lwsl_vhost_warn(vh, "vhost %s: no certificate yet: WITHOUT TLS",
				vh->name);
		if (!remember_info(vh->tls, info))
			return 0;
		goto oom;
	}

	if (load_identity(vh, &id, info))
		return 1;
	bad = create(vh, &id, info);
	lws_ssl_identity_free(&id);

	return bad;

oom:
	lwsl_vhost_err(vh, "out of memory for TLS");

	return 1;
}

int
lws_ssl_server_open(struct lws *wsi, char *why)
{
	SSL *ssl = SSL_new(wsi->vhost->tls->server);

	if (!ssl || lws_ssl_attach(wsi, ssl)) {
		SSL_free(ssl);
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "out of memory");
		return 1;
	}
	SSL_set_accept_state(ssl);

	return 0;
}
