/* SPDX-License-Identifier: MIT */
/*
 * lws-spa.h: forms in the body of a POST
 *
 * Takes urlencoded bodies and multipart/form-data (RFC 7578) as they come, in
 * pieces.
 */

#if !defined(LIBWEBSOCKETS_LWS_SPA_H)
#define LIBWEBSOCKETS_LWS_SPA_H

struct lwsac;

/** What an upload callback is told */
enum lws_spa_fileupload_states {
	LWS_UFS_CONTENT,	/* a piece of the file */
	LWS_UFS_FINAL_CONTENT,	/* the last one */
	LWS_UFS_OPEN,		/* a file begins */
	LWS_UFS_CLOSE		/* and is over */
};

/**
 * Gets the content of a file. name is that of the field, filename what the
 * client calls it: do not use that as a path. Nonzero gives up.
 */
typedef int (*lws_spa_fileupload_cb)(void *data, const char *name,
				     const char *filename, char *buf, int len,
				     enum lws_spa_fileupload_states state);

/** A parser, by pointer */
struct lws_spa;

/**
 * Creates a parser for the request of wsi. param_names are the fields to
 * keep, whose values together take max_storage bytes at most. opt_cb gets
 * files; NULL for none. Returns NULL on error.
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
	/* keep values here instead */
	struct lwsac		**ac;
	/* chunk size for that */
	size_t			ac_chunk_size;
} lws_spa_create_info_t;

/** lws_spa_create() with all options */
LWS_VISIBLE LWS_EXTERN struct lws_spa *
lws_spa_create_via_info(struct lws *wsi, const lws_spa_create_info_t *info);

/** Takes len bytes of the body. Returns 0, nonzero if it cannot be parsed. */
LWS_VISIBLE LWS_EXTERN int
lws_spa_process(struct lws_spa *spa, const char *in, int len);

/** That was all of it */
LWS_VISIBLE LWS_EXTERN int
lws_spa_finalize(struct lws_spa *spa);

/** Length of the n-th value, 0 if it was not there */
LWS_VISIBLE LWS_EXTERN int
lws_spa_get_length(struct lws_spa *spa, int n);

/** The n-th value with a NUL, owned by the parser; NULL if it was not there */
LWS_VISIBLE LWS_EXTERN const char *
lws_spa_get_string(struct lws_spa *spa, int n);

/** Destroys a parser */
LWS_VISIBLE LWS_EXTERN int
lws_spa_destroy(struct lws_spa *spa);

#endif /* LIBWEBSOCKETS_LWS_SPA_H */
