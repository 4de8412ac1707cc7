/* SPDX-License-Identifier: MIT */
/*
 * The items of a cache in memory, and the kind of cache that has no more than
 * that.
 */
#include "private-lib-misc-cache.h"

struct lws_cache_ttl_lru *
lws_cache_store_create(const struct lws_cache_creation_info *info)
{
	struct lws_cache_ttl_lru *c = lws_zalloc(sizeof(*c), "cache");

	if (!c) {
		lwsl_err("cache %s: out of memory\n", info->name ? info->name :
								    "");
		return NULL;
	}
	c->info = *info;

	return c;
}

static size_t
need_of(size_t tag_len, size_t size)
{
	return sizeof(struct lws_cache_item) + size + tag_len + 2;
}

/*
 * Items go in two steps.  The user hears of the second one, and may do what he
 * likes with the cache then: what goes is not in it any more, and nobody stands
 * on what is.
 */
static void
take_off(struct lws_cache_ttl_lru *c, struct lws_cache_item *i,
	 struct lws_dll2_owner *going)
{
	c->footprint -= need_of(i->tag_len, i->size);
	c->dirty |= i->kept;
	lws_dll2_remove(&i->same);
	lws_dll2_remove(&i->list);
	lws_dll2_add_tail(&i->list, going);
}

static void
let_go(struct lws_cache_ttl_lru *c, struct lws_dll2_owner *going)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(going))) {
		struct lws_cache_item *i = lws_container_of(d,
						struct lws_cache_item, list);

		lws_dll2_remove(d);
		if (c->info.cb)
			c->info.cb(lws_cache_payload(i), i->size);
		lws_free(i);
	}
}

static void
drop(struct lws_cache_ttl_lru *c, struct lws_cache_item *i)
{
	struct lws_dll2_owner going = { NULL, NULL, 0 };

	take_off(c, i, &going);
	let_go(c, &going);
}

unsigned int
lws_cache_store_drop_if(struct lws_cache_ttl_lru *c,
			lws_cache_store_which_t which, const void *arg)
{
	struct lws_dll2_owner going = { NULL, NULL, 0 };
	unsigned int n;

	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1, c->items.head) {
		struct lws_cache_item *i = lws_container_of(d,
						struct lws_cache_item, list);

		if (which(c, i, arg))
			take_off(c, i, &going);
	} lws_end_foreach_dll_safe(d, d1);
	n = going.count;
	let_go(c, &going);

	return n;
}

static int
any(struct lws_cache_ttl_lru *c, struct lws_cache_item *i, const void *arg)
{
	LWS_UNUSED(c);
	LWS_UNUSED(i);
	LWS_UNUSED(arg);

	return 1;
}

int
lws_cache_store_expunge(struct lws_cache_ttl_lru *c)
{
	(void)lws_cache_store_drop_if(c, any, NULL);

	return 0;
}

void
lws_cache_store_destroy(struct lws_cache_ttl_lru **pc)
{
	struct lws_cache_ttl_lru *c = *pc;

	if (!c)
		return;
	(void)lws_cache_store_expunge(c);
	/* what he has put in when he heard of the others' end */
	c->info.cb = NULL;
	(void)lws_cache_store_expunge(c);
	lws_sul_cancel(&c->sul);
	lws_free(c->results);
	lws_free(c->path);
	lws_free_set_NULL(*pc);
}

/* FNV-1a of its bytes */
static struct lws_dll2_owner *
bucket(struct lws_cache_ttl_lru *c, const char *tag)
{
	uint32_t h = 2166136261u;

	while (*tag)
		h = (h ^ (uint8_t)*tag++) * 16777619u;

	return &c->buckets[(h ^ h >> 16) % LWS_CACHE_BUCKETS];
}

static struct lws_cache_item *
find(struct lws_cache_ttl_lru *c, const char *tag)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, bucket(c, tag)->head) {
		struct lws_cache_item *i = lws_container_of(d,
						struct lws_cache_item, same);

		if (!strcmp(lws_cache_tag(i), tag))
			return i;
	} lws_end_foreach_dll(d);

	return NULL;
}

static void
expire_cb(lws_sorted_usec_list_t *sul);

static void
wake_at(struct lws_cache_ttl_lru *c, lws_usec_t at)
{
	lws_usec_t now = lws_now_usecs();

	if (!c->info.cx)
		return;
	c->wakes = at;
	if (at)
		lws_sul_schedule(c->info.cx, c->info.tsi, &c->sul, expire_cb,
				 at > now ? at - now : 1);
	else
		lws_sul_cancel(&c->sul);
}

/* one timer, for the first of them */
static void
schedule(struct lws_cache_ttl_lru *c)
{
	lws_usec_t first = 0;

	lws_start_foreach_dll(struct lws_dll2 *, d, c->items.head) {
		lws_usec_t e = lws_container_of(d, struct lws_cache_item,
						list)->expiry;

		if (e && (!first || e < first))
			first = e;
	} lws_end_foreach_dll(d);
	wake_at(c, first);
}

static int
is_over(struct lws_cache_ttl_lru *c, struct lws_cache_item *i, const void *now)
{
	LWS_UNUSED(c);

	return i->expiry && i->expiry <= *(const lws_usec_t *)now;
}

/* those whose time is over go */
static void
expire(struct lws_cache_ttl_lru *c)
{
	lws_usec_t now = lws_now_usecs();

	if (lws_cache_store_drop_if(c, is_over, &now))
		schedule(c);
}

/* the one that it was set for may have gone before */
static void
expire_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_cache_ttl_lru *c = lws_container_of(sul,
					struct lws_cache_ttl_lru, sul);
	lws_usec_t now = lws_now_usecs();

	(void)lws_cache_store_drop_if(c, is_over, &now);
	schedule(c);
}

struct lws_cache_item *
lws_cache_store_get(struct lws_cache_ttl_lru *c, const char *tag,
		    const void **pdata, size_t *psize)
{
	struct lws_cache_item *i;

	expire(c);
	i = find(c, tag);
	if (i) {
		*pdata = lws_cache_payload(i);
		*psize = i->size;
	}

	return i;
}

int
lws_cache_store_fits(const struct lws_cache_ttl_lru *c, size_t tag_len,
		     size_t size)
{
	return !(c->info.max_payload && size > c->info.max_payload) &&
	       !(c->info.max_footprint &&
		 need_of(tag_len, size) > c->info.max_footprint);
}

/* those that were used longest ago make room */
static void
make_room(struct lws_cache_ttl_lru *c, size_t need,
	  struct lws_dll2_owner *going)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(&c->items)) &&
	       ((c->info.max_items && c->items.count >= c->info.max_items) ||
		(c->info.max_footprint &&
		 c->footprint + need > c->info.max_footprint)))
		take_off(c, lws_container_of(d, struct lws_cache_item, list),
			 going);
}

/* who was told of those that went may have dropped or replaced it */
static struct lws_cache_item *
if_still_there(struct lws_cache_ttl_lru *c, struct lws_cache_item *i)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, c->items.head) {
		if (d == &i->list)
			return i;
	} lws_end_foreach_dll(d);

	return NULL;
}

struct lws_cache_item *
lws_cache_store_write(struct lws_cache_ttl_lru *c, const char *tag,
		      size_t tag_len, const uint8_t *p, size_t size,
		      lws_usec_t expiry)
{
	size_t need = need_of(tag_len, size);
	struct lws_cache_item *i, *old = find(c, tag);
	struct lws_dll2_owner going = { NULL, NULL, 0 };

	i = (expiry && expiry <= lws_now_usecs()) ||
	    !lws_cache_store_fits(c, tag_len, size) ?
			NULL : lws_zalloc(need, "cache item");
	if (!i) {
		/* what it was is not what it is now */
		if (old)
			drop(c, old);
		return NULL;
	}

	i->size = size;
	i->tag_len = tag_len;
	i->expiry = expiry;
	if (size)
		memcpy(lws_cache_payload(i), p, size);
	memcpy((char *)(i + 1) + size + 1, tag, tag_len);
	if (old)
		take_off(c, old, &going);
	make_room(c, need, &going);
	lws_dll2_add_tail(&i->list, &c->items);
	lws_dll2_add_tail(&i->same, bucket(c, lws_cache_tag(i)));
	c->footprint += need;
	if (expiry && (!c->wakes || expiry < c->wakes))
		wake_at(c, expiry);
	if (!going.count)
		return i;
	let_go(c, &going);

	return c->info.cb ? if_still_there(c, i) : i;
}

int
lws_cache_store_match(struct lws_cache_ttl_lru *c, const char *wc,
		      const char *tag, char rules)
{
	LWS_UNUSED(c);
	LWS_UNUSED(rules);

	return lws_strcmp_wildcard(wc, strlen(wc), tag, strlen(tag));
}

static int
is_in(lws_dll2_owner_t *results, const char *tag, size_t len)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, results->head) {
		lws_cache_match_t *m = lws_container_of(d, lws_cache_match_t,
							list);

		if (m->tag_size == len && !memcmp(&m[1], tag, len))
			return 1;
	} lws_end_foreach_dll(d);

	return 0;
}

int
lws_cache_store_lookup(struct lws_cache_ttl_lru *c, const char *wc,
		       lws_dll2_owner_t *results)
{
	expire(c);
	lws_start_foreach_dll(struct lws_dll2 *, d, c->items.head) {
		struct lws_cache_item *i = lws_container_of(d,
						struct lws_cache_item, list);
		lws_cache_match_t *m;

		if (!c->info.ops->tag_match(c, wc, lws_cache_tag(i), 1) &&
		    !is_in(results, lws_cache_tag(i), i->tag_len)) {
			m = lws_zalloc(sizeof(*m) + i->tag_len + 1, "match");
			if (!m)
				return 1;
			m->expiry = i->expiry;
			m->payload_size = i->size;
			m->tag_size = i->tag_len;
			memcpy(&m[1], lws_cache_tag(i), i->tag_len);
			lws_dll2_add_tail(&m->list, results);
		}
	} lws_end_foreach_dll(d);

	return 0;
}

static int
has_tag_like(struct lws_cache_ttl_lru *c, struct lws_cache_item *i,
	     const void *wc)
{
	return !c->info.ops->tag_match(c, wc, lws_cache_tag(i), 0);
}

int
lws_cache_store_invalidate(struct lws_cache_ttl_lru *c, const char *wc)
{
	(void)lws_cache_store_drop_if(c, has_tag_like, wc);

	return 0;
}

void
lws_cache_store_dump(struct lws_cache_ttl_lru *c)
{
	lwsl_notice("cache %s: %u items, %llu bytes\n",
		    c->info.name ? c->info.name : "",
		    (unsigned int)c->items.count,
		    (unsigned long long)c->footprint);
	lws_start_foreach_dll(struct lws_dll2 *, d, c->items.head) {
		struct lws_cache_item *i = lws_container_of(d,
						struct lws_cache_item, list);

		lwsl_notice("  %s: %lu bytes, expires %lld\n",
			    lws_cache_tag(i), (unsigned long)i->size,
			    (long long)i->expiry);
	} lws_end_foreach_dll(d);
}

/* ---- lws_cache_ops_heap ---- */

static int
heap_write(struct lws_cache_ttl_lru *c, const char *key, const uint8_t *source,
	   size_t size, lws_usec_t expiry, void **ppay)
{
	struct lws_cache_item *i;

	i = lws_cache_store_write(c, key, strlen(key), source, size, expiry);
	if (!i)
		return 1;
	if (ppay)
		*ppay = lws_cache_payload(i);

	return 0;
}

static int
heap_get(struct lws_cache_ttl_lru *c, const char *key, const void **pdata,
	 size_t *psize)
{
	struct lws_cache_item *i = lws_cache_store_get(c, key, pdata, psize);

	if (!i)
		return 1;

	/* used last */
	lws_dll2_remove(&i->list);
	lws_dll2_add_tail(&i->list, &c->items);

	return 0;
}

const struct lws_cache_ops lws_cache_ops_heap = {
	.create		= lws_cache_store_create,
	.destroy	= lws_cache_store_destroy,
	.expunge	= lws_cache_store_expunge,
	.write		= heap_write,
	.tag_match	= lws_cache_store_match,
	.lookup		= lws_cache_store_lookup,
	.invalidate	= lws_cache_store_invalidate,
	.get		= heap_get,
	.debug_dump	= lws_cache_store_dump,
};
