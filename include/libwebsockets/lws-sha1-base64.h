/* SPDX-License-Identifier: MIT */
/*
 * lws-sha1-base64.h: SHA-1 and base64
 *
 * For the ws handshake and the like, without a TLS library. SHA-1 is not fit
 * for signatures.
 */

#if !defined(LIBWEBSOCKETS_LWS_SHA1_BASE64_H)
#define LIBWEBSOCKETS_LWS_SHA1_BASE64_H

#if !defined(LWS_SHA1_USE_OPENSSL_NAME)

/** SHA-1 (RFC 3174) of n bytes at d, into the 20 bytes at md. Returns md. */
LWS_VISIBLE LWS_EXTERN unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md);

#endif /* !defined(LWS_SHA1_USE_OPENSSL_NAME) */

/**
 * Encodes in_len bytes as base64 (RFC 4648 section 4), with padding and a
 * NUL. Returns the length without it, -1 if out_size is too small.
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size);

/** The same with the alphabet for URLs (section 5) */
LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size);

/**
 * Decodes base64 up to its NUL, in either alphabet, padded or not. out gets a
 * NUL too. Returns how many bytes without it, -1 if it is not base64 or does
 * not fit.
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string(const char *in, char *out, int out_size);

/** The same for in_len characters */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size);

/** State of decoding in pieces */
struct lws_b64state {
	unsigned char		quad[4]; /* characters that wait for more */
	size_t			done; /* bytes written in all */
	size_t			len;
	int			i;
	int			c;
};

/** Starts decoding */
LWS_VISIBLE LWS_EXTERN void
lws_b64_decode_state_init(struct lws_b64state *state);

/**
 * Decodes a piece. *in_len is what there is, and then what was taken;
 * *out_size the room in out, and then what was written. final says that
 * nothing follows. Returns 0 or more, or -1 if the input is not base64.
 */
LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len,
			uint8_t *out, size_t *out_size, int final);

#endif /* LIBWEBSOCKETS_LWS_SHA1_BASE64_H */
