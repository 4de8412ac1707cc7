/* SPDX-License-Identifier: MIT */
/*
 * lws-gencrypto.h: what the crypto headers have in common
 *
 * The lws_gen... functions are a face to the TLS library's cryptography that
 * does not change with it. They need LWS_WITH_GENCRYPTO.
 */

#if !defined(LIBWEBSOCKETS_LWS_GENCRYPTO_H)
#define LIBWEBSOCKETS_LWS_GENCRYPTO_H

/** Kinds of key */
enum lws_gencrypto_kty {
	LWS_GENCRYPTO_KTY_UNKNOWN,
	LWS_GENCRYPTO_KTY_OCT,	/* bytes, for AES and HMAC */
	LWS_GENCRYPTO_KTY_RSA,
	LWS_GENCRYPTO_KTY_EC
};

/** Elements of a key that is just bytes */
enum lws_gencrypto_oct_tok {
	LWS_GENCRYPTO_OCT_KEYEL_K,
	LWS_GENCRYPTO_OCT_KEYEL_COUNT
};

/** Elements of an RSA key (RFC 7518 6.3) */
enum lws_gencrypto_rsa_tok {
	LWS_GENCRYPTO_RSA_KEYEL_E,
	LWS_GENCRYPTO_RSA_KEYEL_N,
	LWS_GENCRYPTO_RSA_KEYEL_D,
	LWS_GENCRYPTO_RSA_KEYEL_P,
	LWS_GENCRYPTO_RSA_KEYEL_Q,
	LWS_GENCRYPTO_RSA_KEYEL_DP,
	LWS_GENCRYPTO_RSA_KEYEL_DQ,
	LWS_GENCRYPTO_RSA_KEYEL_QI,
	LWS_GENCRYPTO_RSA_KEYEL_OTHER,
	LWS_GENCRYPTO_RSA_KEYEL_RI,
	LWS_GENCRYPTO_RSA_KEYEL_DI,
	LWS_GENCRYPTO_RSA_KEYEL_TI,
	LWS_GENCRYPTO_RSA_KEYEL_COUNT
};

/** Elements of an EC key (RFC 7518 6.2) */
enum lws_gencrypto_ec_tok {
	LWS_GENCRYPTO_EC_KEYEL_CRV,
	LWS_GENCRYPTO_EC_KEYEL_X,
	LWS_GENCRYPTO_EC_KEYEL_D,
	LWS_GENCRYPTO_EC_KEYEL_Y,
	LWS_GENCRYPTO_EC_KEYEL_COUNT
};

/** Elements of an AES key */
enum lws_gencrypto_aes_tok {
	LWS_GENCRYPTO_AES_KEYEL_K,
	LWS_GENCRYPTO_AES_KEYEL_COUNT
};

/** As many elements as the largest kind has */
#define LWS_GENCRYPTO_MAX_KEYEL_COUNT	12

/** One element: len bytes on the heap, most significant first */
typedef struct lws_gencrypto_keyelem {
	uint8_t			*buf;
	uint32_t		len;
} lws_gc_elem_t;

/** Bytes that so many bits need */
LWS_VISIBLE LWS_EXTERN int
lws_gencrypto_bits_to_bytes(int bits);

/** Characters that so many bytes need in base64, with the NUL */
LWS_VISIBLE LWS_EXTERN int
lws_base64_size(int bytes);

/** len with the padding of PKCS#7: the next larger multiple of block_size */
LWS_VISIBLE LWS_EXTERN size_t
lws_gencrypto_padded_length(size_t block_size, size_t len);

#endif /* LIBWEBSOCKETS_LWS_GENCRYPTO_H */
