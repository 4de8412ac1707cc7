/* SPDX-License-Identifier: MIT */
/*
 * lws-spa.h: forms in the body of a POST
 *
 * Takes urlencoded bodies and multipart/form-data (RFC 7578) as they come, in
 * pieces: one parser for each request, made at its first
 * LWS_CALLBACK_HTTP_BODY, given each piece, finalized at
 * LWS_CALLBACK_HTTP_BODY_COMPLETION and destroyed at
 * LWS_CALLBACK_HTTP_DROP_PROTOCOL. Service thread only. Limits are in
 * READMEs/README.http.md.
 */

#if !defined(LIBWEBSOCKETS_LWS_SPA_H)
#define LIBWEBSOCKETS_LWS_SPA_H

struct lwsac;

/** What an upload callback is told */
enum lws_spa_fileupload_states {
	LWS_UFS_CONTENT,	/* a piece of the file, others follow */
	LWS_UFS_FINAL_CONTENT,	/* the last one, which may be empty */
	LWS_UFS_OPEN,		/* a file begins */
	LWS_UFS_CLOSE		/* no more files: once for each parser */
};

/**
 * Gets the content of files: OPEN, CONTENT any number of times and
 * FINAL_CONTENT for each of them. CLOSE comes when the parser is finalized, or
 * destroyed without that; if the last file had no FINAL_CONTENT by then, it
 * is not complete. name is that of the field, filename what the client calls
 * it: do not use that as a path. buf has a NUL behind its len bytes, at most
 * max_storage - 1 (and 65535), and may be written to. Nonzero gives up the
 * form; at CLOSE it is ignored. The parser may be destroyed in here.
 */
typedef int (*lws_spa_fileupload_cb)(void *data, const char *name,
				     const char *filename, char *buf, int len,
				     enum lws_spa_fileupload_states state);

/** A parser, by pointer */
struct lws_spa;

/**
 * Creates a parser for the request of wsi: multipart/form-data if its
 * Content-Type says so, else urlencoded. param_names are the fields to keep,
 * whose values, each with a NUL, together take max_storage bytes at most;
 * they have to stay until the parser is destroyed. opt_cb gets files; NULL
 * for none. Returns NULL without memory, or (logged) when the boundary is
 * missing or malformed.
 */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create(struct lws *wsi, const char *const *param_names,
	       int count_params, int max_storage, lws_spa_fileupload_cb opt_cb,
	       void *opt_data);

/** Arguments of lws_spa_create_via_info() */
typedef struct lws_spa_create_info {
	/* array of names, or of structs that begin with one */
	const char *const	*param_names;
	/* how many */
	int			count_params;
	/* bytes for all values */
	int			max_storage;
	/* gets files, or NULL */
	lws_spa_fileupload_cb	opt_cb;
	/* for it */
	void			*opt_data;
	/* size of those structs; 0 for an array of pointers */
	size_t			param_names_stride;
	/* copy values here, where they outlive the parser; the limit
	 * is the same */
	struct lwsac		**ac;
	/* chunk size for that */
	size_t			ac_chunk_size;
} lws_spa_create_info_t;

/** lws_spa_create() with all options */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create_via_info(struct lws *wsi, const lws_spa_create_info_t *info);

/**
 * Takes len bytes of the body. Returns 0; nonzero, with a line in the log, if
 * it is malformed or beyond a limit, or (without) if opt_cb gave up: then
 * nothing more is taken.
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_process(struct lws_spa *spa, const char *in, int len);

/**
 * That was all of it. Returns 0; nonzero if the body was refused, or ends in
 * the middle of something.
 */
LWS_VISIBLE LWS_EXTERN int
lws_spa_finalize(struct lws_spa *spa);

/** Length of the n-th value, 0 if it was not there or is empty */
LWS_VISIBLE LWS_EXTERN int
lws_spa_get_length(struct lws_spa *spa, int n);

/**
 * The n-th value, decoded, with a NUL, owned by the parser (or the lwsac);
 * NULL if it was not there or is empty. Of several of the same name it is the
 * first. Bytes are as the client sent them, in the charset of the page.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_spa_get_string(struct lws_spa *spa, int n);

/** Destroys a parser; NULL is nothing. Returns 0. */
LWS_VISIBLE LWS_EXTERN int
lws_spa_destroy(struct lws_spa *spa);

#endif /* LIBWEBSOCKETS_LWS_SPA_H */
