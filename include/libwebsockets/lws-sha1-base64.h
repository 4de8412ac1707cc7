/* SPDX-License-Identifier: MIT */
/* lws-sha1-base64.h */

#if !defined(LIBWEBSOCKETS_LWS_SHA1_BASE64_H)
#define LIBWEBSOCKETS_LWS_SHA1_BASE64_H

#if !defined(LWS_SHA1_USE_OPENSSL_NAME)

LWS_VISIBLE LWS_EXTERN unsigned char *
lws_SHA1(const unsigned char *d, size_t n, unsigned char *md);

#endif /* !defined(LWS_SHA1_USE_OPENSSL_NAME) */

LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string(const char *in, int in_len, char *out, int out_size);

LWS_VISIBLE LWS_EXTERN int
lws_b64_encode_string_url(const char *in, int in_len, char *out, int out_size);

LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string(const char *in, char *out, int out_size);

LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_string_len(const char *in, int in_len, char *out, int out_size);

struct lws_b64state {
	unsigned char		quad[4];
	size_t			done;
	size_t			len;
	int			i;
	int			c;
};

LWS_VISIBLE LWS_EXTERN void
lws_b64_decode_state_init(struct lws_b64state *state);

LWS_VISIBLE LWS_EXTERN int
lws_b64_decode_stateful(struct lws_b64state *s, const char *in, size_t *in_len,
			uint8_t *out, size_t *out_size, int final);

#endif /* LIBWEBSOCKETS_LWS_SHA1_BASE64_H */
