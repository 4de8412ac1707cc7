/* SPDX-License-Identifier: MIT */
/* lws-jwk.h: JSON Web Keys (RFC 7517) */

#if !defined(LIBWEBSOCKETS_LWS_JWK_H)
#define LIBWEBSOCKETS_LWS_JWK_H

/** What a key tells about itself */
enum enum_jwk_meta_tok {
	JWK_META_KTY,
	JWK_META_KID,
	JWK_META_USE,
	JWK_META_KEY_OPS,
	JWK_META_X5C,
	JWK_META_ALG,
	LWS_COUNT_JWK_ELEMENTS
};

/** A key, to be freed with lws_jwk_destroy() */
struct lws_jwk {
	/* elements, by kind */
	struct lws_gencrypto_keyelem e[LWS_GENCRYPTO_MAX_KEYEL_COUNT];
	/* by JWK_META_ */
	struct lws_gencrypto_keyelem meta[LWS_COUNT_JWK_ELEMENTS];
	/* enum lws_gencrypto_kty */
	int			kty;
	/* e holds the private part */
	char			private_key;
};

/** Called with each key of a set; nonzero stops */
typedef int (*lws_jwk_key_import_callback)(struct lws_jwk *s, void *user);

/** State of an import */
struct lws_jwk_parse_state {
	struct lws_jwk		*jwk;
	char			b64[1366];
	lws_jwk_key_import_callback per_key_cb;
	void			*user;
	int			pos;
	int			cose_state;
	int			seen;
	unsigned short		possible;
};

/**
 * Reads a key, or with cb a set of them, from JSON. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_import(struct lws_jwk *jwk, lws_jwk_key_import_callback cb, void *user,
	       const char *in, size_t len);

/** Frees a key and clears it */
LWS_VISIBLE LWS_EXTERN void
lws_jwk_destroy(struct lws_jwk *jwk);

/** Makes a key of len bytes. Returns 0, nonzero without memory. */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_dup_oct(struct lws_jwk *jwk, const void *key, int len);

/**
 * Flags for lws_jwk_export(): with the private part; without a newline at the
 * end
 */
#define LWSJWKF_EXPORT_PRIVATE		(1 << 0)
#define LWSJWKF_EXPORT_NOCRLF		(1 << 1)

/**
 * Writes a key as JSON. *len is the room, then what is left of it. Returns
 * the length, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_export(struct lws_jwk *jwk, int flags, char *p, int *len);

/** Reads a key from a file. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_load(struct lws_jwk *jwk, const char *filename,
	     lws_jwk_key_import_callback cb, void *user);

/**
 * Writes a key, with its private part, to a file. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_save(struct lws_jwk *jwk, const char *filename);

/**
 * Writes the 32 bytes that identify a key (RFC 7638). Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_rfc7638_fingerprint(struct lws_jwk *jwk, char *digest32);

/** Sets what a key tells about itself. Returns 0, nonzero without memory. */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_strdup_meta(struct lws_jwk *jwk, enum enum_jwk_meta_tok idx,
		    const char *in, int len);

/** Logs a key, without its private part */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_dump(struct lws_jwk *jwk);

/**
 * Makes a new key. bits for OCT and RSA, curve for EC. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwk_generate(struct lws_context *context, struct lws_jwk *jwk,
		 enum lws_gencrypto_kty kty, int bits, const char *curve);

#endif /* LIBWEBSOCKETS_LWS_JWK_H */
