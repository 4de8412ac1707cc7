/* SPDX-License-Identifier: MIT */
/* Clients: the SSL_CTX of a vhost, and what one connection demands */
#include "private-lib-tls-openssl.h"
#include "private-lib-core-net-client.h"

/* ---- whom to trust ---- */

static void
trust_der(void *arg, const void *der, size_t len)
{
	const unsigned char *p = der;
	X509 *x = d2i_X509(NULL, &p, (long)len);

	if (x && !X509_STORE_add_cert(arg, x))
		ERR_clear_error();
	X509_free(x);
}

/*
 * Those of the operating system.  Where it keeps them itself, the folder that
 * OpenSSL was built for may be anybody's: it counts only if it was named.
 */
static void
trust_system(struct lws_vhost *vh, SSL_CTX *ctx)
{
	unsigned int n;

	if (vh->options & LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS)
		return;

	n = lws_plat_foreach_root_cert(trust_der, SSL_CTX_get_cert_store(ctx));
	if ((!n || getenv("SSL_CERT_FILE") || getenv("SSL_CERT_DIR")) &&
	    !SSL_CTX_set_default_verify_paths(ctx))
		lws_ssl_vhost_error(vh, "system's certificates");
	ERR_clear_error();
}

static int
set_trust(struct lws_vhost *vh, SSL_CTX *ctx, const char *path,
	  const struct lws_context_creation_info *info)
{
	struct lws_ssl_source ca = { path, NULL, 0 },
			      mem = { NULL, info->client_ssl_ca_mem,
				      info->client_ssl_ca_mem_len };

	if (path && lws_plat_file_kind(path) == LWS_PLAT_FILE_DIRECTORY) {
		if (!SSL_CTX_load_verify_locations(ctx, NULL, path)) {
			lws_ssl_vhost_error(vh, path);
			return 1;
		}
	} else if (path && lws_ssl_load_ca(vh, ctx, &ca, 0))
		return 1;

	return lws_ssl_source_given(&mem) && lws_ssl_load_ca(vh, ctx, &mem, 0);
}

/* ---- the SSL_CTX ---- */

static int
set_identity(struct lws_vhost *vh, SSL_CTX *ctx,
	     const struct lws_ssl_source *cert, struct lws_ssl_source *key,
	     const char *password)
{
	struct lws_ssl_identity id;
	int bad;

	if (!lws_ssl_source_given(cert))
		return 0;
	if (!lws_ssl_source_given(key))
		*key = *cert;
	if (lws_ssl_identity_load(vh, &id, cert, key, password))
		return 1;
	bad = lws_ssl_identity_use(vh, ctx, &id);
	lws_ssl_identity_free(&id);

	return bad;
}

/* older programs say it with the server's members */
static int
configure(struct lws_vhost *vh, SSL_CTX *ctx,
	  const struct lws_context_creation_info *info)
{
	int listens = info->port != CONTEXT_PORT_NO_LISTEN;
	struct lws_ssl_source cert = { info->client_ssl_cert_filepath,
				       info->client_ssl_cert_mem,
				       info->client_ssl_cert_mem_len },
			      key = { info->client_ssl_private_key_filepath,
				      info->client_ssl_key_mem,
				      info->client_ssl_key_mem_len };
	const char *ca = info->client_ssl_ca_filepath,
		   *password = info->client_ssl_private_key_password;

	if (!listens) {
		if (!lws_ssl_source_given(&cert))
			cert.path = info->ssl_cert_filepath;
		if (!lws_ssl_source_given(&key))
			key.path = info->ssl_private_key_filepath;
		if (!ca)
			ca = info->ssl_ca_filepath;
		if (!password)
			password = info->ssl_private_key_password;
	}

	return set_trust(vh, ctx, ca, info) ||
	       set_identity(vh, ctx, &cert, &key, password);
}

static SSL_CTX *
create(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	int listens = info->port != CONTEXT_PORT_NO_LISTEN;
	struct lws_ssl_ctx_params p = { TLS_client_method(),
					info->client_ssl_cipher_list,
					info->client_tls_1_3_plus_cipher_list,
					info->ssl_client_options_set,
					info->ssl_client_options_clear };
	SSL_CTX *ctx;

	if (!listens && !p.ciphers)
		p.ciphers = info->ssl_cipher_list;
	ctx = lws_ssl_ctx_new(vh, &p);
	if (!ctx)
		return NULL;

	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, lws_ssl_verify_server);
	lws_ssl_sessions_init(vh, ctx, info);
	trust_system(vh, ctx);
	if (configure(vh, ctx, info))
		goto bail;
	if (lws_ssl_ctx_callback(vh,
		LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS, ctx)) {
		lwsl_vhost_err(vh, "vhost %s: tls: refused by the callback",
			       vh->name);
		goto bail;
	}

	return ctx;

bail:
	SSL_CTX_free(ctx);

	return NULL;
}

static int
anything_given(const struct lws_context_creation_info *info)
{
	return info->client_ssl_cert_filepath || info->client_ssl_cert_mem ||
	       info->client_ssl_ca_filepath || info->client_ssl_ca_mem ||
	       info->client_ssl_cipher_list ||
	       info->client_tls_1_3_plus_cipher_list ||
	       info->ssl_client_options_set ||
	       info->ssl_client_options_clear ||
	       info->client_ssl_private_key_filepath ||
	       info->client_ssl_key_mem;
}

static int
make(struct lws_vhost *vh, const struct lws_context_creation_info *info)
{
	SSL_CTX *ctx = info->provided_client_ssl_ctx;

	if (!ctx)
		ctx = create(vh, info);
	else if (lws_ssl_init() || !SSL_CTX_up_ref(ctx))
		ctx = NULL;
	if (!ctx)
		return 1;

	SSL_CTX_free(vh->tls->client);
	vh->tls->client = ctx;

	return 0;
}

/*
 * Loading the system's certificates takes its time, so it waits for the first
 * client that needs them, unless the user has said something about clients.
 */
int
lws_ssl_client_init(struct lws_vhost *vh,
		    const struct lws_context_creation_info *info)
{
	static const struct lws_context_creation_info nothing;

	if (!info)
		return make(vh, &nothing);
	if (info->provided_client_ssl_ctx || anything_given(info) ||
	    (info->port == CONTEXT_PORT_NO_LISTEN &&
	     (info->options & LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)))
		return make(vh, info);

	return 0;
}

int
lws_init_vhost_client_ssl(const struct lws_context_creation_info *info,
			  struct lws_vhost *vhost)
{
	struct lws_context_creation_info i = *info;

	/* whoever asks means these, listener or not */
	i.port = CONTEXT_PORT_NO_LISTEN;

	return make(vhost, &i);
}

/* ---- one connection ---- */

/* The name without port, brackets and trailing dot.  0: none */
static size_t
bare_name(const char *host, char *name, size_t room)
{
	size_t len = strcspn(host, ":");

	if (host[0] == '[') {
		host++;
		len = strcspn(host, "]");
	} else if (strchr(host + len, ':') != strrchr(host, ':'))
		len = strlen(host);	/* an IPv6 address as it is */
	if (len && host[len - 1] == '.')
		len--;
	if (!len || len >= room)
		return 0;
	memcpy(name, host, len);
	name[len] = '\0';

	return len;
}

static int
is_address(const char *name)
{
	uint8_t a[16];

	return lws_parse_numeric_address(name, a, sizeof(a)) > 0;
}

static int
set_name(struct lws *wsi, SSL *ssl)
{
	unsigned int flags = (unsigned int)wsi->client->ssl_flags;
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
	char name[256];
	int address;

	if (!bare_name(lws_client_string(wsi, LWS_CLI_HOST), name,
		       sizeof(name)))
		return !(flags & (LCCSCF_ALLOW_INSECURE |
				  LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK));

	address = is_address(name);
	/* RFC 6066 section 3: addresses are no names */
	if (!address && !SSL_set_tlsext_host_name(ssl, name))
		return 1;
	if (flags & (LCCSCF_ALLOW_INSECURE |
		     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK))
		return 0;

	X509_VERIFY_PARAM_set_hostflags(param,
					X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);

	return address ? !X509_VERIFY_PARAM_set1_ip_asc(param, name) :
			 !X509_VERIFY_PARAM_set1_host(param, name, 0);
}

static int
set_alpn(struct lws *wsi, SSL *ssl)
{
	const char *list = lws_client_string(wsi, LWS_CLI_ALPN);
	uint8_t wire[LWS_ALPN_WIRE_MAX];
	unsigned int len;

	if (!list)
		list = wsi->vhost->tls->alpn_text;
	/* only those who speak HTTP know what to offer by themselves */
	if (!list && !wsi->role_ops->alpn)
		return 0;
	len = lws_alpn_wire(list, wire);

	return len && SSL_set_alpn_protos(ssl, wire, len);
}

/* ---- a certificate of the system's, for this connection ---- */

/* nonzero: empty, or no memory.  s->mem is to be freed */
static int
source_from_blob(struct lws *wsi, lws_system_blob_item_t type,
		 struct lws_ssl_source *s)
{
	lws_system_blob_t *b = lws_system_get_blob(wsi->context, type,
					(int)wsi->client->client_cert - 1);
	size_t len = b ? lws_system_blob_get_size(b) : 0;
	uint8_t *p = len ? lws_malloc(len, "blob") : NULL;

	memset(s, 0, sizeof(*s));
	if (!p)
		return 1;
	if (lws_system_blob_get(b, p, &len, 0)) {
		lws_free(p);
		return 1;
	}
	s->mem = p;
	s->len = len;

	return 0;
}

static int
use_system_cert(struct lws *wsi, SSL *ssl)
{
	struct lws_ssl_source cert, key;
	struct lws_ssl_identity id;
	int bad;

	if (!wsi->client->client_cert)
		return 0;
	bad = source_from_blob(wsi, LWS_SYSBLOB_TYPE_CLIENT_CERT_DER, &cert) |
	      source_from_blob(wsi, LWS_SYSBLOB_TYPE_CLIENT_KEY_DER, &key);
	if (!bad && !lws_ssl_identity_load(wsi->vhost, &id, &cert, &key,
					   NULL)) {
		/* this one alone; it also looks whether they fit */
		bad = SSL_use_cert_and_key(ssl, id.cert, id.key, id.chain,
					   1) != 1;
		lws_ssl_identity_free(&id);
	} else
		bad = 1;
	if (key.mem)
		lws_explicit_bzero((void *)(lws_intptr_t)key.mem, key.len);
	lws_free((void *)(lws_intptr_t)key.mem);
	lws_free((void *)(lws_intptr_t)cert.mem);
	ERR_clear_error();

	return bad;
}

int
lws_ssl_client_open(struct lws *wsi, char *why)
{
	struct lws_vhost *vh = wsi->vhost;
	SSL *ssl;

	if (!vh->tls->client && lws_ssl_client_init(vh, NULL)) {
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "the vhost's client "
			     "settings cannot be made");
		return 1;
	}
	ssl = SSL_new(vh->tls->client);
	if (!ssl || lws_ssl_attach(wsi, ssl)) {
		SSL_free(ssl);
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "out of memory");
		return 1;
	}
	/* an SSL_CTX of the user's may not have it */
	SSL_set_verify(ssl, SSL_VERIFY_PEER, lws_ssl_verify_server);
	(void)SSL_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
	(void)SSL_clear_mode(ssl, SSL_MODE_AUTO_RETRY);
	SSL_set_connect_state(ssl);
	if (set_name(wsi, ssl) || set_alpn(wsi, ssl)) {
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "no usable host name, or "
			     "out of memory");
		return 1;
	}
	if (use_system_cert(wsi, ssl)) {
		lws_snprintf(why, LWS_TLS_TEXT_MAX, "the system blobs have no "
			     "client certificate %d with its key",
			     wsi->client->client_cert - 1);
		return 1;
	}
	lws_ssl_session_offer(wsi, ssl);

	return 0;
}

int
lws_tls_client_vhost_extra_cert_mem(struct lws_vhost *vh, const uint8_t *der,
				    size_t der_len)
{
	const unsigned char *p = der;
	X509 *x;
	int bad;

	if (!vh->tls || (!vh->tls->client && lws_ssl_client_init(vh, NULL)))
		return 1;

	ERR_clear_error();
	x = der_len <= LONG_MAX ? d2i_X509(NULL, &p, (long)der_len) : NULL;
	bad = !x || !X509_STORE_add_cert(
			SSL_CTX_get_cert_store(vh->tls->client), x);
	if (bad)
		lws_ssl_vhost_error(vh, "extra certificate");
	X509_free(x);

	return bad;
}
