/* SPDX-License-Identifier: MIT */
/* lws-x509.h: certificates */

#if !defined(LIBWEBSOCKETS_LWS_X509_H)
#define LIBWEBSOCKETS_LWS_X509_H

struct lws_jwk;

/** What to ask for */
enum lws_tls_cert_info {
	LWS_TLS_CERT_INFO_VALIDITY_FROM, /* time */
	LWS_TLS_CERT_INFO_VALIDITY_TO, /* time */
	LWS_TLS_CERT_INFO_COMMON_NAME, /* ns */
	LWS_TLS_CERT_INFO_ISSUER_NAME, /* ns */
	LWS_TLS_CERT_INFO_USAGE, /* usage */
	LWS_TLS_CERT_INFO_VERIFIED, /* verified: whether it was found valid */
	LWS_TLS_CERT_INFO_OPAQUE_PUBLIC_KEY, /* ns: bytes to compare */
	LWS_TLS_CERT_INFO_DER_RAW, /* ns: the whole of it */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID, /* ns (RFC 5280 4.2.1.1) */
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_ISSUER,
	LWS_TLS_CERT_INFO_AUTHORITY_KEY_ID_SERIAL,
	LWS_TLS_CERT_INFO_SUBJECT_KEY_ID /* ns (RFC 5280 4.2.1.2) */
};

/**
 * The answer. It may be the head of a larger buffer: ns.name goes on behind
 * it.
 */
union lws_tls_cert_info_results {
	unsigned int		verified;
	time_t			time;
	unsigned int		usage;
	struct {
		/* length of name, or that it should have */
		int			len;
		/* text with a NUL, or bytes */
		char			name[64];
	} ns;
};

/** A certificate, by pointer */
struct lws_x509_cert;

/** Creates an empty one. Returns 0, nonzero without memory. */
LWS_VISIBLE LWS_EXTERN int
lws_x509_create(struct lws_x509_cert **x509);

/** Fills it from PEM. Returns 0, -1 if it is none. */
LWS_VISIBLE LWS_EXTERN int
lws_x509_parse_from_pem(struct lws_x509_cert *x509, const void *pem,
			size_t len);

/**
 * 0 if x509 is signed by trusted and, unless common_name is NULL, made out to
 * that; nonzero if not
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_verify(struct lws_x509_cert *x509, struct lws_x509_cert *trusted,
		const char *common_name);

/**
 * Makes a JWK of its public key. curves lists the EC curves that are
 * accepted, rsabits is the least for RSA. Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_public_to_jwk(struct lws_jwk *jwk, struct lws_x509_cert *x509,
		       const char *curves, int rsabits);

/**
 * Adds the private key, from PEM. Returns 0, nonzero if it does not fit the
 * public one.
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_jwk_privkey_pem(struct lws_context *cx, struct lws_jwk *jwk, void *pem,
			 size_t len, const char *passphrase);

/** Destroys it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_x509_destroy(struct lws_x509_cert **x509);

/**
 * Tells something about it; len is the size of buf->ns.name. Returns 0, -1 if
 * there is no room or no answer.
 */
LWS_VISIBLE LWS_EXTERN int
lws_x509_info(struct lws_x509_cert *x509, enum lws_tls_cert_info type,
	      union lws_tls_cert_info_results *buf, size_t len);

/** The same about the certificate of the peer */
LWS_VISIBLE LWS_EXTERN int
lws_tls_peer_cert_info(struct lws *wsi, enum lws_tls_cert_info type,
		       union lws_tls_cert_info_results *buf, size_t len);

/** The same about the one of a vhost */
LWS_VISIBLE LWS_EXTERN int
lws_tls_vhost_cert_info(struct lws_vhost *vhost, enum lws_tls_cert_info type,
			union lws_tls_cert_info_results *buf, size_t len);

/**
 * Gives the vhost a temporary self-signed certificate for an ACME challenge.
 * Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_acme_sni_cert_create(struct lws_vhost *vhost, const char *san_a,
			     const char *san_b);

/**
 * Makes a new key and a certificate request in DER; elements by
 * LWS_TLS_REQ_ELEMENT_. Returns the length, negative on error; *privkey_pem
 * is to be freed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_acme_sni_csr_create(struct lws_context *context, const char *elements[],
			    uint8_t *csr, size_t csr_len, char **privkey_pem,
			    size_t *privkey_len);

/**
 * There is a new certificate for vhosts that use certpath and keypath: in
 * these files, or in memory. Connections made from now on get it. Returns 0,
 * nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_cert_updated(struct lws_context *context, const char *certpath,
		     const char *keypath, const char *mem_cert,
		     size_t len_mem_cert, const char *mem_privkey,
		     size_t len_mem_privkey);

#endif /* LIBWEBSOCKETS_LWS_X509_H */
