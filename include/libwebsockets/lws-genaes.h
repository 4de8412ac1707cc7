/* SPDX-License-Identifier: MIT */
/* lws-genaes.h: AES */

#if !defined(LIBWEBSOCKETS_LWS_GENAES_H)
#define LIBWEBSOCKETS_LWS_GENAES_H

/** Modes of operation */
enum enum_aes_modes {
	LWS_GAESM_CBC,
	LWS_GAESM_CFB128,
	LWS_GAESM_CFB8,
	LWS_GAESM_CTR,
	LWS_GAESM_ECB,
	LWS_GAESM_OFB,
	LWS_GAESM_XTS,
	LWS_GAESM_GCM,
	LWS_GAESM_KW	/* key wrap (RFC 3394) */
};

enum enum_aes_operation {
	LWS_GAESO_ENC,
	LWS_GAESO_DEC
};

enum enum_aes_padding {
	LWS_GAESP_NO_PADDING,
	LWS_GAESP_WITH_PADDING
};

/** Bits in a block */
#define LWS_AES_BLOCKSIZE		128

/** Bytes in a block */
#define LWS_AES_CBC_BLOCKLEN		16

/** A key in use */
struct lws_genaes_ctx {
#if !defined(LWS_WITH_MBEDTLS)
	EVP_CIPHER_CTX		*ctx;
	const EVP_CIPHER	*cipher;
	ENGINE			*engine;
	char			init;
#endif
	unsigned char		tag[16];	/* of GCM */
	struct lws_gencrypto_keyelem *k;	/* the key; not copied */
	enum enum_aes_operation	op;
	enum enum_aes_modes	mode;
	enum enum_aes_padding	padding;
	int			taglen;
	char			underway;	/* data has been processed */
};

/**
 * Makes a context. el is the key, which has to stay. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genaes_create(struct lws_genaes_ctx *ctx, enum enum_aes_operation op,
		  enum enum_aes_modes mode, struct lws_gencrypto_keyelem *el,
		  enum enum_aes_padding padding, void *engine);

/**
 * Destroys it. tag, tlen: GCM's tag, written when encrypting. Returns 0,
 * nonzero if the tag of what was decrypted was wrong: then nothing of it must
 * be used.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genaes_destroy(struct lws_genaes_ctx *ctx, unsigned char *tag, size_t tlen);

/**
 * Processes len bytes. What the arguments after out mean depends on the mode:
 * IV, nonce and counter, or data unit; stream block; offset in that; length
 * of the tag. Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_genaes_crypt(struct lws_genaes_ctx *ctx, const uint8_t *in, size_t len,
		 uint8_t *out, uint8_t *iv_or_nonce_ctr_or_data_unit_16,
		 uint8_t *stream_block_16, size_t *nc_or_iv_off, int taglen);

#endif /* LIBWEBSOCKETS_LWS_GENAES_H */
