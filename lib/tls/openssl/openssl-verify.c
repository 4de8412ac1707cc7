/* SPDX-License-Identifier: MIT */
/*
 * What becomes of the peer's certificate.
 *
 * As a client, OpenSSL checks the chain, the times, the purpose and the name;
 * each LCCSCF_ flag makes up for one kind of finding, and the user has the last
 * word.  As a server, the user has the last word.
 */
#include "private-lib-tls-openssl.h"

static struct lws *
wsi_of(X509_STORE_CTX *sc, SSL **ssl)
{
	*ssl = X509_STORE_CTX_get_ex_data(sc,
				SSL_get_ex_data_X509_STORE_CTX_idx());

	return *ssl ? lws_ssl_wsi(*ssl) : NULL;
}

/* the first one is the one that counts */
static void
note_refusal(struct lws *wsi, X509_STORE_CTX *sc)
{
	char subject[100] = "", text[LWS_TLS_TEXT_MAX];
	X509 *x = X509_STORE_CTX_get_current_cert(sc);

	if (wsi->tls->why)
		return;
	wsi->tls->cause = LWS_CLIENT_CAUSE_CERTIFICATE;
	if (x)
		(void)X509_NAME_oneline(X509_get_subject_name(x), subject,
					(int)sizeof(subject));
	lws_snprintf(text, sizeof(text), "handshake failed: peer's certificate "
		     "refused: %s (depth %d, %s)",
		     X509_verify_cert_error_string(X509_STORE_CTX_get_error(sc)),
		     X509_STORE_CTX_get_error_depth(sc), subject);
	wsi->tls->why = lws_strdup(text, "tls why");
}

/* the user's word, and what comes of it: 1 the certificate will do; 0 not */
static int
user_decides(struct lws *wsi, enum lws_callback_reasons reason,
	     X509_STORE_CTX *sc, SSL *ssl, int ok)
{
	const struct lws_protocols *p = &wsi->vhost->protocols[0];
	int refused, found;

	refused = p->callback && p->callback(wsi, reason, sc, ssl, (size_t)ok);
	if (lws_wsi_is_dead(wsi))
		return 0;
	found = X509_STORE_CTX_get_error(sc);
	/* he may have cleared the finding */
	if (!refused && (ok || found == X509_V_OK))
		return 1;
	if (found == X509_V_OK)
		X509_STORE_CTX_set_error(sc,
					 X509_V_ERR_APPLICATION_VERIFICATION);
	note_refusal(wsi, sc);

	return 0;
}

/* does one of the flags make up for it? */
static int
excused(unsigned int flags, int err)
{
	if (flags & LCCSCF_ALLOW_INSECURE)
		return 1;

	switch (err) {
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return !!(flags & LCCSCF_ALLOW_SELFSIGNED);
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return !!(flags & LCCSCF_ALLOW_EXPIRED);
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return !!(flags & LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK);
	default:
		return 0;
	}
}

int
lws_ssl_verify_server(int ok, X509_STORE_CTX *sc)
{
	int err = X509_STORE_CTX_get_error(sc);
	struct lws *wsi;
	SSL *ssl;

	wsi = wsi_of(sc, &ssl);
	if (!wsi || lws_wsi_is_dead(wsi) || !wsi->client)
		return 0;

	if (!ok && excused((unsigned int)lws_client_ssl_flags(wsi), err)) {
		X509_STORE_CTX_set_error(sc, X509_V_OK);
		ok = 1;
	}

	return user_decides(wsi,
			LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION,
			sc, ssl, ok);
}

int
lws_ssl_verify_client(int ok, X509_STORE_CTX *sc)
{
	struct lws *wsi;
	SSL *ssl;

	wsi = wsi_of(sc, &ssl);
	if (!wsi || lws_wsi_is_dead(wsi))
		return 0;

	return user_decides(wsi,
			LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION,
			sc, ssl, ok);
}
