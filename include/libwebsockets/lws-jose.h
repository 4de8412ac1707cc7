/* SPDX-License-Identifier: MIT */
/* lws-jose.h: headers of signed and encrypted objects (RFC 7515, RFC 7516) */

#if !defined(LIBWEBSOCKETS_LWS_JOSE_H)
#define LIBWEBSOCKETS_LWS_JOSE_H

/** Header parameters */
enum lws_jws_jose_hdr_indexes {
	LJJHI_ALG,
	LJJHI_JKU,
	LJJHI_JWK,
	LJJHI_KID,
	LJJHI_X5U,
	LJJHI_X5C,
	LJJHI_X5T,
	LJJHI_X5T_S256,
	LJJHI_TYP,
	LJJHI_CTY,
	LJJHI_CRIT,
	LJJHI_RECIPS_HDR,
	LJJHI_RECIPS_HDR_ALG,
	LJJHI_RECIPS_HDR_KID,
	LJJHI_RECIPS_EKEY,
	LJJHI_ENC,
	LJJHI_ZIP,
	LJJHI_EPK,
	LJJHI_APU,
	LJJHI_APV,
	LJJHI_IV,
	LJJHI_TAG,
	LJJHI_P2S,
	LJJHI_P2C,
	LWS_COUNT_JOSE_HDR_ELEMENTS
};

/** Kinds of algorithm */
enum lws_jose_algtype {
	LWS_JOSE_ENCTYPE_NONE,
	LWS_JOSE_ENCTYPE_RSASSA_PKCS1_1_5,
	LWS_JOSE_ENCTYPE_RSASSA_PKCS1_OAEP,
	LWS_JOSE_ENCTYPE_RSASSA_PKCS1_PSS,
	LWS_JOSE_ENCTYPE_ECDSA,
	LWS_JOSE_ENCTYPE_ECDHES,
	LWS_JOSE_ENCTYPE_AES_CBC,
	LWS_JOSE_ENCTYPE_AES_CFB128,
	LWS_JOSE_ENCTYPE_AES_CFB8,
	LWS_JOSE_ENCTYPE_AES_CTR,
	LWS_JOSE_ENCTYPE_AES_ECB,
	LWS_JOSE_ENCTYPE_AES_OFB,
	LWS_JOSE_ENCTYPE_AES_XTS,
	LWS_JOSE_ENCTYPE_AES_GCM
};

/** An algorithm (RFC 7518) */
struct lws_jose_jwe_alg {
	enum lws_genhash_types	hash_type;
	enum lws_genhmac_types	hmac_type;
	enum lws_jose_algtype	algtype_signing;
	enum lws_jose_algtype	algtype_crypto;
	const char		*alg; /* its name, like "RS256" */
	const char		*curve_name;
	unsigned short		keybits_min; /* least size of the key */
	unsigned short		keybits_fixed; /* the size it must have */
	unsigned short		ivbits; /* size of the initialization vector */
};

/** Most recipients of one object */
#define LWS_JWS_MAX_RECIPIENTS		3

/** One recipient */
struct lws_jws_recpient {
	/* unprotected header */
	struct lws_gencrypto_keyelem unprot[LWS_COUNT_JOSE_HDR_ELEMENTS];
	/* for ECDH-ES */
	struct lws_jwk		jwk_ephemeral;
	/* the recipient's key */
	struct lws_jwk		jwk;
};

/** A header */
struct lws_jose {
	/* by LJJHI_ */
	struct lws_gencrypto_keyelem e[LWS_COUNT_JOSE_HDR_ELEMENTS];
	struct lws_jws_recpient	recipient[LWS_JWS_MAX_RECIPIENTS];
	/* the algorithm's */
	char			typ[32];
	const struct lws_jose_jwe_alg *alg;
	const struct lws_jose_jwe_alg *enc_alg;
	int			recipients;
};

/** Begins with an empty header */
LWS_VISIBLE LWS_EXTERN void
lws_jose_init(struct lws_jose *jose);

/** Frees what it holds */
LWS_VISIBLE LWS_EXTERN void
lws_jose_destroy(struct lws_jose *jose);

/**
 * Looks up an algorithm for signatures by name. Returns 0, nonzero if
 * unknown.
 */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_jws_alg_to_definition(const char *alg,
				    const struct lws_jose_jwe_alg **jose);

/** The same for keys in JWE */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_jwe_alg_to_definition(const char *alg,
				    const struct lws_jose_jwe_alg **jose);

/** The same for content in JWE */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_jwe_enc_to_definition(const char *enc,
				    const struct lws_jose_jwe_alg **jose);

/**
 * Parses the header of a JWS; temp is memory for it, *temp_len what is left
 * of that. Returns 0 or more, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_parse_jose(struct lws_jose *jose, const char *buf, int len, char *temp,
		   int *temp_len);

/** The same for a JWE */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_parse_jose(struct lws_jose *jose, const char *buf, int len, char *temp,
		   int *temp_len);

#endif /* LIBWEBSOCKETS_LWS_JOSE_H */
