/* SPDX-License-Identifier: MIT */
/*
 * lws-jwe.h: encrypted objects (RFC 7516)
 *
 * About temp buffers see lws-jws.h.
 */

#if !defined(LIBWEBSOCKETS_LWS_JWE_H)
#define LIBWEBSOCKETS_LWS_JWE_H

struct lws_jose;
struct lws_jws;

/** Sizes */
#define LWS_JWE_RFC3394_OVERHEAD_BYTES	8
#define LWS_JWE_AES_IV_BYTES		16
#define LWS_JWE_LIMIT_RSA_KEY_BITS	4096
#define LWS_JWE_LIMIT_AES_KEY_BITS	(512 + 64)
#define LWS_JWE_LIMIT_EC_KEY_BITS	528
#define LWS_JWE_LIMIT_HASH_BITS		512
#define LWS_JWE_LIMIT_KEY_ELEMENT_BYTES	(LWS_JWE_LIMIT_RSA_KEY_BITS / 8)

/** An encrypted object */
struct lws_jwe {
	struct lws_jose		jose;
	/* its parts, in the maps */
	struct lws_jws		jws;
	struct lws_jwk		jwk;
	/* content encryption key */
	uint8_t			cek[LWS_JWE_LIMIT_KEY_ELEMENT_BYTES];
	unsigned int		cek_valid:1;
	/* recipient at hand */
	int			recip;
};

/** Begins */
LWS_VISIBLE LWS_EXTERN void
lws_jwe_init(struct lws_jwe *jwe, struct lws_context *context);

/** Frees and clears what it holds */
LWS_VISIBLE LWS_EXTERN void
lws_jwe_destroy(struct lws_jwe *jwe);

/** Writes a number in network byte order */
LWS_VISIBLE LWS_EXTERN void
lws_jwe_be64(uint64_t c, uint8_t *p8);

/** Writes it in compact form. Returns the length, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_render_compact(struct lws_jwe *jwe, char *out, size_t out_len);

/** Writes it in JSON. Returns the length, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_render_flattened(struct lws_jwe *jwe, char *out, size_t out_len);

/** Reads one from JSON. Returns 0, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_json_parse(struct lws_jwe *jwe, const uint8_t *buf, int len, char *temp,
		   int *temp_len);

/**
 * Checks and decrypts it. Returns the length of the content, negative on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_auth_and_decrypt(struct lws_jwe *jwe, char *temp, int *temp_len);

/** Encrypts it for the keys in it. Returns the length, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_encrypt(struct lws_jwe *jwe, char *temp, int *temp_len);

/**
 * Makes a signed object with a nonce, as ACME has it (RFC 8555 6.2). Returns
 * the length, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_create_packet(struct lws_jwe *jwe, const char *payload, size_t len,
		      const char *nonce, char *out, size_t out_len,
		      struct lws_context *context);

/** The part for AES-CBC with HMAC (RFC 7518 5.2) */
LWS_VISIBLE LWS_EXTERN int
lws_jwe_auth_and_decrypt_cbc_hs(struct lws_jwe *jwe, uint8_t *enc_cek,
				uint8_t *aad, int aad_len);

/**
 * Derives a key from a shared secret (RFC 7518 4.6). Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwa_concat_kdf(struct lws_jwe *jwe, int direct, uint8_t *out,
		   const uint8_t *shared_secret, int sslen);

#endif /* LIBWEBSOCKETS_LWS_JWE_H */
