/* SPDX-License-Identifier: MIT */
/* lws-genrsa.h: RSA (RFC 8017) */

#if !defined(LIBWEBSOCKETS_LWS_GENRSA_H)
#define LIBWEBSOCKETS_LWS_GENRSA_H

/** Padding */
enum enum_genrsa_mode {
	LGRSAM_PKCS1_1_5,	/* PKCS#1 v1.5 */
	LGRSAM_PKCS1_OAEP_PSS,	/* OAEP for encryption, PSS for signatures */
	LGRSAM_COUNT
};

/** A key in use */
struct lws_genrsa_ctx {
#if !defined(LWS_WITH_MBEDTLS)
	BIGNUM			*bn[LWS_GENCRYPTO_MAX_KEYEL_COUNT];
	EVP_PKEY_CTX		*ctx;
	RSA			*rsa;
#endif
	struct lws_context	*context;
	enum enum_genrsa_mode	mode;
};

/**
 * Makes a context of key elements. oaep_hashid is the hash for OAEP. Returns
 * 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_create(struct lws_genrsa_ctx *ctx,
		  const struct lws_gencrypto_keyelem *el,
		  struct lws_context *context, enum enum_genrsa_mode mode,
		  enum lws_genhash_types oaep_hashid);

/** Frees the elements */
LWS_VISIBLE LWS_EXTERN void
lws_genrsa_destroy_elements(struct lws_gencrypto_keyelem *el);

/** Makes a new key of so many bits in el. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_new_keypair(struct lws_context *context, struct lws_genrsa_ctx *ctx,
		       enum enum_genrsa_mode mode,
		       struct lws_gencrypto_keyelem *el, int bits);

/**
 * Encrypts for whoever has the private key. Returns the length, -1 on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_public_encrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			  size_t in_len, uint8_t *out);

/** Encrypts with the private key. Returns the length, -1 on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_private_encrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			   size_t in_len, uint8_t *out);

/** Reverses lws_genrsa_private_encrypt(). Returns the length, -1 on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_public_decrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			  size_t in_len, uint8_t *out, size_t out_max);

/** Reverses lws_genrsa_public_encrypt(). Returns the length, -1 on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_private_decrypt(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			   size_t in_len, uint8_t *out, size_t out_max);

/** 0 if sig is the signature of the hash at in; negative if not */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_hash_sig_verify(struct lws_genrsa_ctx *ctx, const uint8_t *in,
			   enum lws_genhash_types hash_type, const uint8_t *sig,
			   size_t sig_len);

/** Signs the hash at in. Returns the length of the signature, -1 on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_hash_sign(struct lws_genrsa_ctx *ctx, const uint8_t *in,
		     enum lws_genhash_types hash_type, uint8_t *sig,
		     size_t sig_len);

/** Destroys the context */
LWS_VISIBLE LWS_EXTERN void
lws_genrsa_destroy(struct lws_genrsa_ctx *ctx);

/**
 * Writes the public or private key in ASN.1. Returns the length, -1 on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genrsa_render_pkey_asn1(struct lws_genrsa_ctx *ctx, int _private,
			    uint8_t *pkey_asn1, size_t pkey_asn1_len);

#endif /* LIBWEBSOCKETS_LWS_GENRSA_H */
