/* SPDX-License-Identifier: MIT */
/*
 * Caches as the user sees them: one, or several of which each is the parent of
 * the one before it.
 *
 * The last of them has everything; those before it have what was written or
 * asked for through them, within their limits.
 */
#include "private-lib-misc-cache.h"

struct lws_cache_ttl_lru *
lws_cache_create(const struct lws_cache_creation_info *info)
{
	struct lws_cache_ttl_lru *c;

	if (!info->ops || !info->ops->create) {
		lwsl_err("cache %s: no ops\n", info->name ? info->name : "");
		return NULL;
	}
	c = info->ops->create(info);
	if (c && info->parent)
		info->parent->children++;

	return c;
}

void
lws_cache_destroy(struct lws_cache_ttl_lru **cache)
{
	struct lws_cache_ttl_lru *c = *cache;

	if (!c)
		return;
	if (c->children)
		lwsl_err("cache %s: destroyed before those that it is the "
			 "parent of\n", c->info.name ? c->info.name : "");
	if (c->info.parent)
		c->info.parent->children--;
	c->info.ops->destroy(cache);
}

int
lws_cache_expunge(struct lws_cache_ttl_lru *cache)
{
	int bad = 0;

	for (; cache; cache = cache->info.parent)
		bad |= cache->info.ops->expunge(cache);

	return bad;
}

/* everywhere; lws_cache_item_remove() would take a '*' in the key for others */
static void
forget(struct lws_cache_ttl_lru *c, const char *key, const uint8_t *source,
       size_t size)
{
	for (; c; c = c->info.parent)
		(void)c->info.ops->write(c, key, source, size,
					 LWS_CACHE_LONG_AGO, NULL);
}

int
lws_cache_write_through(struct lws_cache_ttl_lru *cache,
			const char *specific_key, const uint8_t *source,
			size_t size, lws_usec_t expiry, void **ppay)
{
	struct lws_cache_ttl_lru *c;

	if (ppay)
		*ppay = NULL;
	/* what does not get into the parents has no place here either */
	for (c = cache->info.parent; c; c = c->info.parent)
		if (c->info.ops->write(c, specific_key, source, size, expiry,
				       NULL)) {
			forget(cache, specific_key, source, size);
			return 1;
		}

	/* where there are parents, it is no failure if it is only there */
	return cache->info.ops->write(cache, specific_key, source, size,
				      expiry, ppay) && !cache->info.parent;
}

/* packed for lws_cache_results_walk(); NULL: no memory */
static uint8_t *
pack(lws_dll2_owner_t *results, size_t *size)
{
	uint8_t *buf, *p;
	size_t n = 0;

	lws_start_foreach_dll(struct lws_dll2 *, d, results->head) {
		n += 8 + 1 + lws_container_of(d, lws_cache_match_t,
					      list)->tag_size;
	} lws_end_foreach_dll(d);

	p = buf = lws_malloc(n, "cache results");
	if (!p)
		return NULL;
	lws_start_foreach_dll(struct lws_dll2 *, d, results->head) {
		lws_cache_match_t *m = lws_container_of(d, lws_cache_match_t,
							list);

		lws_put_be32(p, (uint32_t)m->payload_size);
		lws_put_be32(p + 4, (uint32_t)m->tag_size);
		memcpy(p + 8, &m[1], m->tag_size + 1);
		p += 8 + m->tag_size + 1;
	} lws_end_foreach_dll(d);
	*size = n;

	return buf;
}

int
lws_cache_lookup(struct lws_cache_ttl_lru *cache, const char *wildcard_key,
		 const void **pdata, size_t *psize)
{
	struct lws_cache_ttl_lru *c = cache;
	lws_dll2_owner_t results;
	struct lws_dll2 *d;
	uint8_t *packed = NULL;
	int bad;

	/* the results of the last one are not used any more */
	lws_free_set_NULL(cache->results);
	*pdata = NULL;
	*psize = 0;
	while (c->info.parent)
		c = c->info.parent;

	memset(&results, 0, sizeof(results));
	bad = c->info.ops->lookup(c, wildcard_key, &results);
	if (!bad && results.count)
		packed = pack(&results, psize);
	while ((d = lws_dll2_get_head(&results))) {
		lws_dll2_remove(d);
		lws_free(lws_container_of(d, lws_cache_match_t, list));
	}
	cache->results = packed;
	*pdata = packed;

	return !packed;
}

int
lws_cache_results_walk(lws_cache_results_t *walk_ctx)
{
	const uint8_t *p = walk_ctx->ptr;

	if (!p || walk_ctx->size < 9)
		return 1;
	walk_ctx->payload_len = lws_get_be32(p);
	walk_ctx->tag_len = lws_get_be32(p + 4);
	if (walk_ctx->size < 9 + walk_ctx->tag_len)
		return 1;
	walk_ctx->tag = p + 8;
	walk_ctx->ptr = p + 9 + walk_ctx->tag_len;
	walk_ctx->size -= 9 + walk_ctx->tag_len;

	return 0;
}

int
lws_cache_item_get(struct lws_cache_ttl_lru *cache, const char *specific_key,
		   const void **pdata, size_t *psize)
{
	if (!cache->info.ops->get(cache, specific_key, pdata, psize))
		return 0;
	*pdata = NULL;
	*psize = 0;

	/*
	 * What only the parent has is not copied down: how long it lives is
	 * known up there, and a copy would not learn that it has changed.
	 */
	return cache->info.parent ? lws_cache_item_get(cache->info.parent,
					specific_key, pdata, psize) : 1;
}

int
lws_cache_item_remove(struct lws_cache_ttl_lru *cache,
		      const char *wildcard_key)
{
	int bad = 0;

	for (; cache; cache = cache->info.parent)
		bad |= cache->info.ops->invalidate(cache, wildcard_key);

	return bad;
}

uint64_t
lws_cache_footprint(struct lws_cache_ttl_lru *cache)
{
	return cache->footprint;
}

void
lws_cache_debug_dump(struct lws_cache_ttl_lru *cache)
{
	if (cache->info.ops->debug_dump)
		cache->info.ops->debug_dump(cache);
}
