/* SPDX-License-Identifier: MIT */
/* lws-purify.h: making text safe for where it goes, and a few files */

#if !defined(LIBWEBSOCKETS_LWS_PURIFY_H)
#define LIBWEBSOCKETS_LWS_PURIFY_H

/**
 * Copies string with each ' doubled, for a string in SQL, in at most len
 * bytes with the NUL. Returns escaped.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_sql_purify(char *escaped, const char *string, size_t len);

/** How long the result is, without the NUL */
LWS_VISIBLE LWS_EXTERN int
lws_sql_purify_len(const char *p);

/**
 * Copies string as the inside of a JSON string, in at most len bytes with the
 * NUL; *in_used, unless NULL, is how much of it was taken. Returns escaped.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_json_purify(char *escaped, const char *string, int len, int *in_used);

/** How long the result is, without the NUL */
LWS_VISIBLE LWS_EXTERN int
lws_json_purify_len(const char *string);

/** Replaces what makes a name a path by '_' */
LWS_VISIBLE LWS_EXTERN void
lws_filename_purify_inplace(char *filename);

/** Writes a certificate or key of vhost to fd. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_plat_write_cert(struct lws_vhost *vhost, int is_key, int fd, void *buf,
		    size_t len);

/** Writes a file as a whole. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_plat_write_file(const char *filename, void *buf, size_t len);

/** Reads at most len bytes of a file. Returns how many, negative on error. */
LWS_VISIBLE LWS_EXTERN int
lws_plat_read_file(const char *filename, void *buf, size_t len);

/** The size of RSA keys that suits the machine */
LWS_VISIBLE LWS_EXTERN int
lws_plat_recommended_rsa_bits(void);

#endif /* LIBWEBSOCKETS_LWS_PURIFY_H */
