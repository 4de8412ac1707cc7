/* SPDX-License-Identifier: MIT */
/* lws-genec.h: elliptic curves: ECDH and ECDSA */

#if !defined(LIBWEBSOCKETS_LWS_GENEC_H)
#define LIBWEBSOCKETS_LWS_GENEC_H

struct lws_ec_curves;

/** What a context is for */
enum enum_genec_alg {
	LEGENEC_UNKNOWN,
	LEGENEC_ECDH,
	LEGENEC_ECDSA
};

/** Keys in use */
struct lws_genec_ctx {
#if !defined(LWS_WITH_MBEDTLS)
	EVP_PKEY_CTX		*ctx[2];	/* ours and theirs */
#endif
	struct lws_context	*context;
	const struct lws_ec_curves *curve_table;
	enum enum_genec_alg	genec_alg;
	char			has_private;
};

#if !defined(LWS_WITH_MBEDTLS)

/** Whose key it is */
enum enum_lws_dh_side {
	LDHS_OURS,
	LDHS_THEIRS
};

#endif /* !defined(LWS_WITH_MBEDTLS) */

/** A curve that is known */
struct lws_ec_curves {
	const char		*name;
	int			tls_lib_nid;
	uint16_t		key_bytes;
};

/**
 * Makes a context for ECDH. curve_table NULL: P-256, P-384, P-521. Returns 0,
 * nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_create(struct lws_genec_ctx *ctx, struct lws_context *context,
		   const struct lws_ec_curves *curve_table);

/** Sets the key of one side. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_set_key(struct lws_genec_ctx *ctx, struct lws_gencrypto_keyelem *el,
		    enum enum_lws_dh_side side);

/** Makes a new key for one side. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_new_keypair(struct lws_genec_ctx *ctx, enum enum_lws_dh_side side,
			const char *curve_name,
			struct lws_gencrypto_keyelem *el);

/**
 * Writes what both sides have in common. *ss_len is the room, then the
 * length. Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdh_compute_shared_secret(struct lws_genec_ctx *ctx, uint8_t *ss,
				  int *ss_len);

/** Makes a context for ECDSA. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_create(struct lws_genec_ctx *ctx, struct lws_context *context,
		    const struct lws_ec_curves *curve_table);

/** Makes a new key. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_new_keypair(struct lws_genec_ctx *ctx, const char *curve_name,
			 struct lws_gencrypto_keyelem *el);

/** Sets the key. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_set_key(struct lws_genec_ctx *ctx,
		     const struct lws_gencrypto_keyelem *el);

/**
 * 0 if sig is the signature of the hash at in, in the form of JWS (RFC 7518
 * 3.4); negative if not
 */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_hash_sig_verify_jws(struct lws_genec_ctx *ctx, const uint8_t *in,
				 enum lws_genhash_types hash_type, int keybits,
				 const uint8_t *sig, size_t sig_len);

/** Signs the hash at in, in that form. Returns 0, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_genecdsa_hash_sign_jws(struct lws_genec_ctx *ctx, const uint8_t *in,
			   enum lws_genhash_types hash_type, int keybits,
			   uint8_t *sig, size_t sig_len);

/** Destroys a context */
LWS_VISIBLE LWS_EXTERN void
lws_genec_destroy(struct lws_genec_ctx *ctx);

/** Frees the elements of a key */
LWS_VISIBLE LWS_EXTERN void
lws_genec_destroy_elements(struct lws_gencrypto_keyelem *el);

/** Logs the elements of a key, the private one too */
LWS_VISIBLE LWS_EXTERN int
lws_genec_dump(struct lws_gencrypto_keyelem *el);

#endif /* LIBWEBSOCKETS_LWS_GENEC_H */
