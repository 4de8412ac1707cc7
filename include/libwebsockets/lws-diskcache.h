/* SPDX-License-Identifier: MIT */
/*
 * lws-diskcache.h: results kept in files, with a limit (LWS_WITH_DISKCACHE)
 */

#if !defined(LIBWEBSOCKETS_LWS_DISKCACHE_H)
#define LIBWEBSOCKETS_LWS_DISKCACHE_H

struct lws_diskcache_scan;

/**
 * Begins to look after a directory, whose files together are to have at most
 * that size. Returns NULL on error.
 */
LWS_VISIBLE LWS_EXTERN struct lws_diskcache_scan *
lws_diskcache_create(const char *cache_dir_base, uint64_t cache_size_limit);

/** Ends, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_diskcache_destroy(struct lws_diskcache_scan **lds);

/**
 * Creates the subdirectories, with mode and uid. Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_prepare(const char *cache_base_dir, int mode, uid_t uid);

/** Results of lws_diskcache_query() */
#define LWS_DISKCACHE_QUERY_NO_CACHE	0
#define LWS_DISKCACHE_QUERY_EXISTS	1
#define LWS_DISKCACHE_QUERY_CREATING	2
#define LWS_DISKCACHE_QUERY_ONGOING	3

/**
 * Looks for a result by its hash. If it exists, *_fd reads it; if it is to be
 * made, *_fd writes it. cache gets the path.
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_query(struct lws_diskcache_scan *lds, int is_bot,
		    const char *hash_hex, int *_fd, char *cache, int cache_len,
		    size_t *extant_cache_len);

/** Gives what was made its final name. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_finalize_name(char *cache);

/**
 * Looks at one part of the directory, and removes what is too old when there
 * is too much. Returns 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_trim(struct lws_diskcache_scan *lds);

/** Seconds until it makes sense to call that again */
LWS_VISIBLE LWS_EXTERN int
lws_diskcache_secs_to_idle(struct lws_diskcache_scan *lds);

#endif /* LIBWEBSOCKETS_LWS_DISKCACHE_H */
