/* SPDX-License-Identifier: MIT */
/*
 * lws-genhash.h: hashes and HMAC (RFC 2104)
 *
 * Functions return 0, nonzero on error.
 */

#if !defined(LIBWEBSOCKETS_LWS_GENHASH_H)
#define LIBWEBSOCKETS_LWS_GENHASH_H

/** Hashes */
enum lws_genhash_types {
	LWS_GENHASH_TYPE_UNKNOWN,
	LWS_GENHASH_TYPE_MD5,
	LWS_GENHASH_TYPE_SHA1,
	LWS_GENHASH_TYPE_SHA256,
	LWS_GENHASH_TYPE_SHA384,
	LWS_GENHASH_TYPE_SHA512
};

/** Hashes for HMAC */
enum lws_genhmac_types {
	LWS_GENHMAC_TYPE_UNKNOWN,
	LWS_GENHMAC_TYPE_SHA256,
	LWS_GENHMAC_TYPE_SHA384,
	LWS_GENHMAC_TYPE_SHA512
};

/** Bytes of the longest result */
#define LWS_GENHASH_LARGEST		64

/** A hash that is being calculated */
struct lws_genhash_ctx {
	uint8_t			type;
#if !defined(LWS_WITH_MBEDTLS)
	const EVP_MD		*evp_type;
	EVP_MD_CTX		*mdctx;
#endif
};

/** An HMAC that is being calculated */
struct lws_genhmac_ctx {
	uint8_t			type;
#if !defined(LWS_WITH_MBEDTLS)
	const EVP_MD		*evp_type;
#endif
#if !defined(LWS_WITH_MBEDTLS) && defined(LWS_HAVE_EVP_PKEY_new_raw_private_key)
	EVP_MD_CTX		*ctx;
	EVP_PKEY		*key;
#endif
};

/** Bytes of the result */
LWS_VISIBLE LWS_EXTERN size_t
lws_genhash_size(enum lws_genhash_types type) LWS_WARN_UNUSED_RESULT;

/** Bytes of the result */
LWS_VISIBLE LWS_EXTERN size_t
lws_genhmac_size(enum lws_genhmac_types type) LWS_WARN_UNUSED_RESULT;

/** Begins */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_init(struct lws_genhash_ctx *ctx, enum lws_genhash_types type)
		LWS_WARN_UNUSED_RESULT;

/** Adds len bytes */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_update(struct lws_genhash_ctx *ctx, const void *in, size_t len)
		LWS_WARN_UNUSED_RESULT;

/**
 * Ends, with the result unless that is NULL. Has to follow each successful
 * init.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genhash_destroy(struct lws_genhash_ctx *ctx, void *result);

/** Begins, with a key */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_init(struct lws_genhmac_ctx *ctx, enum lws_genhmac_types type,
		 const uint8_t *key, size_t key_len) LWS_WARN_UNUSED_RESULT;

/** Adds len bytes */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_update(struct lws_genhmac_ctx *ctx, const void *in, size_t len)
		LWS_WARN_UNUSED_RESULT;

/** Ends, with the result unless that is NULL */
LWS_VISIBLE LWS_EXTERN int
lws_genhmac_destroy(struct lws_genhmac_ctx *ctx, void *result);

#endif /* LIBWEBSOCKETS_LWS_GENHASH_H */
