/* SPDX-License-Identifier: MIT */
/*
 * lws-cache-ttl.h: caches whose items expire
 *
 * A cache has limits and drops what was used longest ago. It may have a
 * parent with a larger backing store, like a file.
 */

#if !defined(LIBWEBSOCKETS_LWS_CACHE_TTL_H)
#define LIBWEBSOCKETS_LWS_CACHE_TTL_H

struct lws_cache_ttl_lru;
struct lws_cache_ops;

/**
 * Stores a copy of size bytes under specific_key, here and in the parents,
 * until expiry, which is as lws_now_usecs() tells time; 0 is never. *ppay,
 * unless NULL, is where it is here, or NULL if only the parents have room for
 * it. Returns 0, nonzero on error: then it is nowhere.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_write_through(struct lws_cache_ttl_lru *cache,
			const char *specific_key, const uint8_t *source,
			size_t size, lws_usec_t expiry, void **ppay);

/** One item that a lookup found */
typedef struct lws_cache_match {
	lws_dll2_t		list;
	lws_usec_t		expiry;
	size_t			payload_size;
	size_t			tag_size;
} lws_cache_match_t;

/**
 * Finds items by a key with '*' in it. *pdata, *psize describe the result,
 * for lws_cache_results_walk(), until the next lookup. Returns 0, 1 if there
 * are none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		 const void **pdata, size_t *psize);

/**
 * Finds an item. *pdata, *psize are where it is until it goes. Returns 0, 1
 * if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_item_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize);

/**
 * Removes items by a key that may have '*' in it. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cache_item_remove(struct lws_cache_ttl_lru *cache,
		      const char *wildcard_key);

/** Bytes that it occupies */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_cache_footprint(struct lws_cache_ttl_lru *cache);

/** Logs what is in it */
LWS_VISIBLE LWS_EXTERN void
lws_cache_debug_dump(struct lws_cache_ttl_lru *cache);

/** Walk over the results of a lookup */
typedef struct lws_cache_results {
	const uint8_t		*ptr; /* result of lws_cache_lookup(); moves */
	size_t			size; /* its length; shrinks */
	size_t			payload_len; /* of the item at hand */
	size_t			tag_len; /* of its key */
	const uint8_t		*tag; /* the key */
} lws_cache_results_t;

/** Goes to the next result. Returns 0, 1 at the end. */
LWS_VISIBLE LWS_EXTERN int
lws_cache_results_walk(lws_cache_results_t *walk_ctx);

/** Called with an item before it goes */
typedef void (*lws_cache_item_destroy_cb)(void *item, size_t size);

/** How a cache is to be */
struct lws_cache_creation_info {
	struct lws_context	*cx;
	/* for the log */
	const char		*name;
	/* NULL or who is told when an item goes */
	lws_cache_item_destroy_cb cb;
	/* NULL or the cache behind this one */
	struct lws_cache_ttl_lru *parent;
	/* what kind of cache */
	const struct lws_cache_ops *ops;
	union {
		struct {
			/* file with cookies */
			const char		*filepath;
		} nscookiejar;
	} u;
	/* limit in bytes; 0 for none */
	size_t			max_footprint;
	/* limit of items; 0 for none */
	size_t			max_items;
	/* limit of one item's size; 0 for none */
	size_t			max_payload;
	/* thread whose timers it uses */
	int			tsi;
};

/** A kind of cache */
struct lws_cache_ops {
	struct lws_cache_ttl_lru *(*create)(
			const struct lws_cache_creation_info *info);
	void (*destroy)(struct lws_cache_ttl_lru **_cache);
	int (*expunge)(struct lws_cache_ttl_lru *cache);
	int (*write)(struct lws_cache_ttl_lru *cache, const char *specific_key,
		     const uint8_t *source, size_t size, lws_usec_t expiry,
		     void **ppvoid);
	int (*tag_match)(struct lws_cache_ttl_lru *cache, const char *wc,
			 const char *tag, char lookup_rules);
	int (*lookup)(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		      lws_dll2_owner_t *results_owner);
	int (*invalidate)(struct lws_cache_ttl_lru *cache,
			  const char *wildcard_key);
	int (*get)(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize);
	void (*debug_dump)(struct lws_cache_ttl_lru *cache);
};

/** Creates a cache. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_cache_ttl_lru *
lws_cache_create(const struct lws_cache_creation_info *info);

/** Destroys it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_cache_destroy(struct lws_cache_ttl_lru **cache);

/** Drops everything in it. Returns 0. */
LWS_VISIBLE LWS_EXTERN int
lws_cache_expunge(struct lws_cache_ttl_lru *cache);

/** A cache in memory */
LWS_VISIBLE extern const struct lws_cache_ops lws_cache_ops_heap;

/** A file of cookies in Netscape format */
LWS_VISIBLE extern const struct lws_cache_ops lws_cache_ops_nscookiejar;

#endif /* LIBWEBSOCKETS_LWS_CACHE_TTL_H */
