/* SPDX-License-Identifier: MIT */
/*
 * Caches (lws-cache-ttl.h).  A cache has items, each of which has a tag (its
 * key), a payload and a time at which it goes; and it may have a parent, which
 * has what this one has, and more.
 */
#ifndef LWS_PRIVATE_LIB_MISC_CACHE_H
#define LWS_PRIVATE_LIB_MISC_CACHE_H

#include "private-lib-core.h"

/* One item: the payload, and the tag with a NUL, follow in the allocation */
struct lws_cache_item {
	struct lws_dll2		list;	/* cache->items */
	struct lws_dll2		same;	/* cache->buckets[]: by the tag */
	lws_usec_t		expiry;	/* as lws_now_usecs() tells; 0: never */
	size_t			size;	/* of the payload */
	size_t			tag_len;
	unsigned int		kept:1;	/* jar: it is in the file */
};

static LWS_INLINE uint8_t *
lws_cache_payload(struct lws_cache_item *i)
{
	return (uint8_t *)(i + 1);
}

static LWS_INLINE const char *
lws_cache_tag(struct lws_cache_item *i)
{
	return (const char *)(i + 1) + i->size + 1;
}

/* some thousand items, as cookie jars have them, are found at once */
#define LWS_CACHE_BUCKETS	256u

/* an expiry: what is written with it is gone, and so is what it replaced */
#define LWS_CACHE_LONG_AGO	((lws_usec_t)1)

struct lws_cache_ttl_lru {
	struct lws_cache_creation_info info;
	struct lws_dll2_owner	items;	/* what was used last is at the end */
	struct lws_dll2_owner	buckets[LWS_CACHE_BUCKETS];
	lws_sorted_usec_list_t	sul;	/* the next that may expire */
	lws_usec_t		wakes;	/* when that is; 0: never */
	uint64_t		footprint;
	uint8_t			*results; /* of the last lookup */
	uint32_t		children; /* caches that have it as parent */
	/* jar */
	char			*path;
	lws_filepos_t		file_size; /* as we left it */
	time_t			file_time;
	unsigned int		dirty:1;
	unsigned int		unread:1; /* the file has what we do not have */
};

/* ---- cache-store.c: the items ---- */

struct lws_cache_ttl_lru *
lws_cache_store_create(const struct lws_cache_creation_info *info);
void
lws_cache_store_destroy(struct lws_cache_ttl_lru **pc);
/* the item, and what it has; NULL: there is none, or its time is over */
struct lws_cache_item *
lws_cache_store_get(struct lws_cache_ttl_lru *c, const char *tag,
		    const void **pdata, size_t *psize);
/* nonzero: one of such lengths is within the limits */
int
lws_cache_store_fits(const struct lws_cache_ttl_lru *c, size_t tag_len,
		     size_t size);
/* NULL: beyond a limit, in the past, or no memory.  One with the same tag goes
 * in any case. */
struct lws_cache_item *
lws_cache_store_write(struct lws_cache_ttl_lru *c, const char *tag,
		      size_t tag_len, const uint8_t *p, size_t size,
		      lws_usec_t expiry);
typedef int (*lws_cache_store_which_t)(struct lws_cache_ttl_lru *c,
				       struct lws_cache_item *i,
				       const void *arg);
/* those for which which() is nonzero go; returns how many */
unsigned int
lws_cache_store_drop_if(struct lws_cache_ttl_lru *c,
			lws_cache_store_which_t which, const void *arg);
int
lws_cache_store_expunge(struct lws_cache_ttl_lru *c);
int
lws_cache_store_match(struct lws_cache_ttl_lru *c, const char *wc,
		      const char *tag, char rules);
/* appends a lws_cache_match_t, with its tag and a NUL behind it, for each item
 * that matches wc and is not in results yet.  Nonzero: no memory */
int
lws_cache_store_lookup(struct lws_cache_ttl_lru *c, const char *wc,
		       lws_dll2_owner_t *results);
int
lws_cache_store_invalidate(struct lws_cache_ttl_lru *c, const char *wc);
void
lws_cache_store_dump(struct lws_cache_ttl_lru *c);

#endif
