/* SPDX-License-Identifier: MIT */
/*
 * lws-jws.h: signed objects (RFC 7515) and tokens (RFC 7519)
 *
 * Many functions use a temp buffer that the caller provides, of *temp_len
 * bytes: what is kept in it has to stay as long as the object, and *temp_len
 * shrinks.
 */

#if !defined(LIBWEBSOCKETS_LWS_JWS_H)
#define LIBWEBSOCKETS_LWS_JWS_H

struct lws_jose;

/** The parts of a JWS and of a JWE, as indexes of a map */
enum enum_jws_sig_elements {
	/* JWS */

	LJWS_JOSE,
	LJWS_PYLD,
	LJWS_SIG,
	LJWS_UHDR,

	/* JWE */

	LJWE_JOSE			= 0,
	LJWE_EKEY,
	LJWE_IV,
	LJWE_CTXT,
	LJWE_ATAG,
	LJWE_AAD,
	LWS_JWS_MAX_COMPACT_BLOCKS
};

/** Where the parts are */
struct lws_jws_map {
	const char		*buf[LWS_JWS_MAX_COMPACT_BLOCKS];
	uint32_t		len[LWS_JWS_MAX_COMPACT_BLOCKS];
};

/** Most signatures of one object */
#define LWS_JWS_MAX_SIGS		3

/** A signed object */
struct lws_jws {
	struct lws_jwk		*jwk;		/* the key */
	struct lws_context	*context;
	struct lws_jws_map	map;		/* parts as they are */
	struct lws_jws_map	map_b64;	/* and in base64 */
};

/** Begins */
LWS_VISIBLE LWS_EXTERN void
lws_jws_init(struct lws_jws *jws, struct lws_jwk *jwk,
	     struct lws_context *context);

/** Frees what it holds */
LWS_VISIBLE LWS_EXTERN void
lws_jws_destroy(struct lws_jws *jws);

/** 0 if the signature of a compact JWS is right; negative if not */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_compact(struct lws_jws_map *map, struct lws_jwk *jwk,
			    struct lws_context *context, char *temp,
			    int *temp_len);

/** The same from its parts in base64 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_compact_b64_map(struct lws_jws_map *map_b64,
				    struct lws_jwk *jwk,
				    struct lws_context *context, char *temp,
				    int *temp_len);

/** The same from its text */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_compact_b64(const char *in, size_t len,
				struct lws_jws_map *map, struct lws_jwk *jwk,
				struct lws_context *context, char *temp,
				int *temp_len);

/** The same from both maps */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm(struct lws_jws_map *map_b64, struct lws_jws_map *map,
		    struct lws_jwk *jwk, struct lws_context *context);

/**
 * Signs what is in jws->map_b64. Returns the length of the signature in
 * base64, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sign_from_b64(struct lws_jose *jose, struct lws_jws *jws, char *b64_sig,
		      size_t sig_len);

/**
 * Takes a compact JWS apart and decodes it. Returns how many parts, negative
 * on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_compact_decode(const char *in, int len, struct lws_jws_map *map,
		       struct lws_jws_map *map_b64, char *out, int *out_len);

/** Encodes the parts. Returns 0, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jws_compact_encode(struct lws_jws_map *map_b64,
		       const struct lws_jws_map *map, char *buf, int *out_len);

/** 0 if the signature of a JWS in JSON is right; negative if not */
LWS_VISIBLE LWS_EXTERN int
lws_jws_sig_confirm_json(const char *in, size_t len, struct lws_jws *jws,
			 struct lws_jwk *jwk, struct lws_context *context,
			 char *temp, int *temp_len);

/** Writes it in JSON (RFC 7515 7.2.2). Returns 0, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jws_write_flattened_json(struct lws_jws *jws, char *flattened, size_t len);

/** Writes it in compact form. Returns 0, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jws_write_compact(struct lws_jws *jws, char *compact, size_t len);

/**
 * Puts a copy into the temp buffer, and into the map. Returns 0, nonzero if
 * there is no room.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_dup_element(struct lws_jws_map *map, int idx, char *temp, int *temp_len,
		    const void *in, size_t in_len, size_t actual_alloc);

/** The same with random bytes */
LWS_VISIBLE LWS_EXTERN int
lws_jws_randomize_element(struct lws_context *context, struct lws_jws_map *map,
			  int idx, char *temp, int *temp_len, size_t random_len,
			  size_t actual_alloc);

/** The same, without content */
LWS_VISIBLE LWS_EXTERN int
lws_jws_alloc_element(struct lws_jws_map *map, int idx, char *temp,
		      int *temp_len, size_t len, size_t actual_alloc);

/** The same with the base64 of it */
LWS_VISIBLE LWS_EXTERN int
lws_jws_encode_b64_element(struct lws_jws_map *map, int idx, char *temp,
			   int *temp_len, const void *in, size_t in_len);

/**
 * Finds the parts of a compact object. Returns how many, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_b64_compact_map(const char *in, int len, struct lws_jws_map *map);

/** Base64 for URLs without padding. Returns the length, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jws_base64_enc(const char *in, size_t in_len, char *out, size_t out_max);

/**
 * Writes one part, with a dot before it unless it is the first. Returns the
 * length, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jws_encode_section(const char *in, size_t in_len, int first, char **p,
		       char *end);

/**
 * Checks a token: signed with jwk and an algorithm of alg_list (separated by
 * commas). *out_len is the room, then the length of the content. Returns 0,
 * nonzero if it is not valid.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_signed_validate(struct lws_context *ctx, struct lws_jwk *jwk,
			const char *alg_list, const char *com, size_t len,
			char *temp, int tl, char *out, size_t *out_len);

/**
 * Makes a token with the content that the format gives. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_sign_compact(struct lws_context *ctx, struct lws_jwk *jwk,
		     const char *alg, char *out, size_t *out_len, char *temp,
		     int tl, const char *format, ...) LWS_FORMAT(8);

/** Arguments of lws_jwt_sign_via_info() */
struct lws_jwt_sign_info {
	const char		*alg;
	/* header to use, or NULL for one with alg alone */
	const char		*jose_hdr;
	size_t			jose_hdr_len;
	char			*out;
	/* room, then length */
	size_t			*out_len;
	/* memory to work in */
	char			*temp;
	/* how much of it */
	int			tl;
};

/** lws_jwt_sign_compact() with a header of one's own */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_sign_via_info(struct lws_context *ctx, struct lws_jwk *jwk,
		      const struct lws_jwt_sign_info *info, const char *format,
		      ...) LWS_FORMAT(4);

/**
 * Checks the content of a token: issuer, audience, times, and csrf_in if not
 * NULL. Sets sub and *exp_unix_time. Returns 0, nonzero if it is not to be
 * accepted.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_token_sanity(const char *in, size_t in_len, const char *iss,
		     const char *aud, const char *csrf_in, char *sub,
		     size_t sub_len, unsigned long *exp_unix_time);

#if defined(LWS_ROLE_H1) || defined(LWS_ROLE_H2)

/** A token that lives in a cookie */
struct lws_jwt_sign_set_cookie {
	struct lws_jwk		*jwk;
	const char		*alg;
	const char		*iss;
	const char		*aud;
	const char		*cookie_name;
	/* in or out: whom it is about */
	char			sub[33];
	/* in or out: further content */
	const char		*extra_json;
	size_t			extra_json_len;
	/* value that must be in it, or NULL */
	const char		*csrf_in;
	/* in: seconds from now; out: seconds since 1970 */
	unsigned long		expiry_unix_time;
};

/** Makes one and writes the Set-Cookie header. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_sign_token_set_http_cookie(struct lws *wsi,
				   const struct lws_jwt_sign_set_cookie *i,
				   uint8_t **p, uint8_t *end);

/**
 * Takes it from the request and checks it. Returns 0, nonzero if there is
 * none to be accepted.
 */
LWS_VISIBLE LWS_EXTERN int
lws_jwt_get_http_cookie_validate_jwt(struct lws *wsi,
				     struct lws_jwt_sign_set_cookie *i,
				     char *out, size_t *out_len);

#endif

#endif /* LIBWEBSOCKETS_LWS_JWS_H */
