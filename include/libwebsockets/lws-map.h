/* SPDX-License-Identifier: MIT */
/* lws-map.h: maps from bytes to bytes, by hash */

#if !defined(LIBWEBSOCKETS_LWS_MAP_H)
#define LIBWEBSOCKETS_LWS_MAP_H

struct lws_map;
struct lws_map_item;

typedef struct lws_map lws_map_t;

typedef void *lws_map_key_t;

typedef void *lws_map_value_t;

typedef uint32_t lws_map_hash_t;

/** Hash of a key of kl bytes */
typedef lws_map_hash_t (*lws_map_hash_from_key_t)(const lws_map_key_t key,
		size_t kl);

/** 0 if both keys are the same */
typedef int (*lws_map_compare_key_t)(const lws_map_key_t key1, size_t kl1,
				     const lws_map_value_t key2, size_t kl2);

/** Allocates x bytes for the map */
typedef void *(*lws_map_alloc_t)(struct lws_map *mo, size_t x);

/** Frees them */
typedef void (*lws_map_free_t)(void *);

/**
 * How a map works; NULL for the defaults: any bytes as keys, memory from the
 * heap
 */
typedef struct lws_map_info {
	lws_map_hash_from_key_t	_hash;
	lws_map_compare_key_t	_compare;
	lws_map_alloc_t		_alloc;
	lws_map_free_t		_free;
	/* for the callbacks */
	void			*opaque;
	/* for lws_map_alloc_lwsac(): a struct lwsac ** */
	void			*aux;
	/* how many buckets; 0 for 8 */
	size_t			modulo;
} lws_map_info_t;

/** The key of an item, owned by the map */
LWS_VISIBLE LWS_EXTERN const void *
lws_map_item_key(struct lws_map_item *_item);

/** The value of an item, owned by the map */
LWS_VISIBLE LWS_EXTERN const void *
lws_map_item_value(struct lws_map_item *_item);

/** Length of the key */
LWS_VISIBLE LWS_EXTERN size_t
lws_map_item_key_len(struct lws_map_item *_item);

/** Length of the value */
LWS_VISIBLE LWS_EXTERN size_t
lws_map_item_value_len(struct lws_map_item *_item);

/** lws_map_item_create() with a string as the key */
#define lws_map_item_create_ks(_map, _str, _v, _vl) \
	lws_map_item_create(_map, (const lws_map_key_t)_str, strlen(_str), \
		(const lws_map_value_t)_v, _vl)

/** lws_map_item_lookup() with a string as the key */
#define lws_map_item_lookup_ks(_map, _str) \
	lws_map_item_lookup(_map, (const lws_map_key_t)_str, strlen(_str))

/** Creates a map. Returns NULL without memory. */
LWS_VISIBLE LWS_EXTERN lws_map_t *
lws_map_create(const lws_map_info_t *info);

/** _alloc for maps that live in an lwsac */
LWS_VISIBLE LWS_EXTERN void *
lws_map_alloc_lwsac(struct lws_map *map, size_t x);

/** _free for the same: does nothing */
LWS_VISIBLE LWS_EXTERN void
lws_map_free_lwsac(void *v);

/** Destroys it with all items, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_map_destroy(lws_map_t **pmap);

/**
 * Adds an item with copies of key and value, in place of one with that key.
 * Returns NULL without memory.
 */
LWS_VISIBLE LWS_EXTERN struct lws_map_item *
lws_map_item_create(lws_map_t *map, const lws_map_key_t key, size_t keylen,
		    const lws_map_value_t value, size_t valuelen);

/** Removes an item */
LWS_VISIBLE LWS_EXTERN void
lws_map_item_destroy(struct lws_map_item *item);

/** The item with that key, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws_map_item *
lws_map_item_lookup(lws_map_t *map, const lws_map_key_t key, size_t keylen);

#endif /* LIBWEBSOCKETS_LWS_MAP_H */
