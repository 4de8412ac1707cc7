/* SPDX-License-Identifier: MIT */
/*
 * A vhost gets another certificate.  Connections that stand keep theirs, as an
 * SSL has its own copy; handshakes from now on use the new one.
 */
#include "private-lib-tls-openssl.h"

/*
 * An SSL_CTX has a place for each kind of key, and offers all that it has.  If
 * the new key is of another kind than the old one, the old one would stay, and
 * there is no way to take it out.  So each handshake then puts what is valid
 * into its own, emptied, places.
 */
static int
replace_cb(SSL *ssl, void *arg)
{
	struct lws_vhost *vh = arg;
	struct lws_ssl_identity *id = &vh->tls->replaced;

	SSL_certs_clear(ssl);

	return SSL_use_cert_and_key(ssl, id->cert, id->key, id->chain, 1) == 1;
}

static int
use(struct lws_vhost *vh, struct lws_ssl_identity *id)
{
	struct lws_tls_vhost *t = vh->tls;
	EVP_PKEY *was = SSL_CTX_get0_privatekey(t->server);

	if (!t->replaced.cert &&
	    (!was || EVP_PKEY_base_id(was) == EVP_PKEY_base_id(id->key)))
		return lws_ssl_identity_use(vh, t->server, id);

	/* once done so, always: the places of the SSL_CTX count no more */
	if (!id->key || X509_check_private_key(id->cert, id->key) != 1) {
		lws_ssl_vhost_error(vh, "the private key does not fit the "
				    "certificate");
		return 1;
	}
	/* for those who ask the SSL_CTX */
	if (lws_ssl_identity_use(vh, t->server, id))
		return 1;
	lws_ssl_identity_free(&t->replaced);
	t->replaced = *id;
	memset(id, 0, sizeof(*id));
	SSL_CTX_set_cert_cb(t->server, replace_cb, vh);

	return 0;
}

static int
same(const char *a, const char *b)
{
	return (!a && !b) || (a && b && !strcmp(a, b));
}

static int
update(struct lws_vhost *vh, const struct lws_ssl_source *cert,
       const struct lws_ssl_source *key)
{
	struct lws_ssl_identity id;
	int bad;

	if (lws_ssl_identity_load(vh, &id, cert, key, vh->tls->key_password))
		return 1;

	/* it was created without one (IGNORE_MISSING_CERT) */
	if (!vh->tls->server)
		bad = lws_ssl_server_late(vh, &id);
	else
		bad = use(vh, &id);
	lws_ssl_identity_free(&id);
	if (!bad)
		lwsl_vhost_notice(vh, "vhost %s: certificate updated",
				  vh->name);

	return bad;
}

int
lws_tls_cert_updated(struct lws_context *context, const char *certpath,
		     const char *keypath, const char *mem_cert,
		     size_t len_mem_cert, const char *mem_privkey,
		     size_t len_mem_privkey)
{
	struct lws_ssl_source cert = { NULL, mem_cert, len_mem_cert },
			      key = { NULL, mem_privkey, len_mem_privkey };
	struct lws_vhost *vh = NULL;
	int bad = 0;

	if (!lws_ssl_source_given(&cert))
		cert.path = certpath;
	if (!lws_ssl_source_given(&key))
		key.path = keypath ? keypath : certpath;

	lws_context_hold(context);
	while ((vh = lws_vhost_after(context, vh)))
		if (vh->tls && vh->tls->cert_path &&
		    same(vh->tls->cert_path, certpath) &&
		    same(vh->tls->key_path, keypath))
			bad |= update(vh, &cert, &key);
	lws_context_unhold(context);

	return bad;
}
