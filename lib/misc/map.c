/* SPDX-License-Identifier: MIT */
/*
 * Maps from bytes to bytes: a fixed number of buckets, each a list.  Keys and
 * values are copied into their item, so an item is one allocation.
 */

#include "private-lib-core.h"

#define DEFAULT_BUCKETS 8

struct lws_map_item {
	struct lws_dll2	list;		/* one of map->buckets */
	lws_map_t	*map;
	size_t		key_len;
	size_t		value_len;
};

struct lws_map {
	lws_map_info_t		info;
	struct lws_dll2_owner	buckets[1];	/* info.modulo of them */
};

/* where the value begins: aligned for whatever it is */
static size_t
value_offset(size_t key_len)
{
	return sizeof(struct lws_map_item) +
	       (key_len + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
}

/* FNV-1a */
static lws_map_hash_t
default_hash(lws_map_key_t key, size_t len)
{
	const uint8_t *p = key;
	lws_map_hash_t h = 2166136261u;

	while (len--)
		h = (h ^ *p++) * 16777619u;

	return h;
}

static int
default_compare(lws_map_key_t key1, size_t kl1,
		lws_map_value_t key2, size_t kl2)
{
	return kl1 != kl2 || (kl1 && memcmp(key1, key2, kl1));
}

static void *
default_alloc(struct lws_map *map, size_t size)
{
	LWS_UNUSED(map);

	return lws_malloc(size, "map");
}

static void
default_free(void *p)
{
	lws_free(p);
}

void *
lws_map_alloc_lwsac(struct lws_map *map, size_t x)
{
	return lwsac_use((struct lwsac **)map->info.aux, x, 0);
}

void
lws_map_free_lwsac(void *v)
{
	LWS_UNUSED(v);
}

lws_map_t *
lws_map_create(const lws_map_info_t *info)
{
	struct lws_map like, *map;
	size_t size;

	/* the allocator is asked on behalf of a map that is not there yet */
	memset(&like, 0, sizeof(like));
	if (info)
		like.info = *info;
	if (!like.info._hash)
		like.info._hash = default_hash;
	if (!like.info._compare)
		like.info._compare = default_compare;
	if (!like.info._alloc)
		like.info._alloc = default_alloc;
	if (!like.info._free)
		like.info._free = default_free;
	if (!like.info.modulo)
		like.info.modulo = DEFAULT_BUCKETS;
	if (like.info.modulo > (SIZE_MAX - sizeof(like)) /
						sizeof(like.buckets[0]))
		return NULL;

	size = sizeof(*map) + (like.info.modulo - 1) * sizeof(map->buckets[0]);
	map = like.info._alloc(&like, size);
	if (map) {
		memset(map, 0, size);
		map->info = like.info;
	}

	/* cppcheck-suppress returnDanglingLifetime ; it takes what the
	 * allocator returns for what it was given */
	return map;
}

void
lws_map_destroy(lws_map_t **pmap)
{
	lws_map_t *map = *pmap;
	struct lws_dll2 *d;
	size_t n;

	if (!map)
		return;

	for (n = 0; n < map->info.modulo; n++)
		while ((d = lws_dll2_get_head(&map->buckets[n])))
			lws_map_item_destroy(lws_container_of(d,
						struct lws_map_item, list));
	map->info._free(map);
	*pmap = NULL;
}

static struct lws_dll2_owner *
bucket(lws_map_t *map, lws_map_key_t key, size_t keylen)
{
	return &map->buckets[map->info._hash(key, keylen) % map->info.modulo];
}

struct lws_map_item *
lws_map_item_create(lws_map_t *map, lws_map_key_t key, size_t keylen,
		    lws_map_value_t value, size_t valuelen)
{
	struct lws_map_item *item, *old;
	size_t ofs;

	if (keylen > SIZE_MAX / 4 || valuelen > SIZE_MAX / 4)
		return NULL;

	ofs = value_offset(keylen);
	item = map->info._alloc(map, ofs + valuelen);
	if (!item)
		return NULL;

	memset(item, 0, sizeof(*item));
	item->map = map;
	item->key_len = keylen;
	item->value_len = valuelen;
	if (keylen)
		memcpy(item + 1, key, keylen);
	if (valuelen && value)
		memcpy((uint8_t *)item + ofs, value, valuelen);
	else
		memset((uint8_t *)item + ofs, 0, valuelen);

	/* key and value may lie in the item that goes */
	old = lws_map_item_lookup(map, key, keylen);
	lws_dll2_add_head(&item->list, bucket(map, item + 1, keylen));
	if (old)
		lws_map_item_destroy(old);

	return item;
}

void
lws_map_item_destroy(struct lws_map_item *item)
{
	lws_dll2_remove(&item->list);
	item->map->info._free(item);
}

struct lws_map_item *
lws_map_item_lookup(lws_map_t *map, lws_map_key_t key, size_t keylen)
{
	lws_start_foreach_dll(struct lws_dll2 *, d,
			      bucket(map, key, keylen)->head) {
		struct lws_map_item *item = lws_container_of(d,
						struct lws_map_item, list);

		if (!map->info._compare(key, keylen, item + 1, item->key_len))
			return item;
	} lws_end_foreach_dll(d);

	return NULL;
}

const void *
lws_map_item_key(struct lws_map_item *_item)
{
	return _item + 1;
}

const void *
lws_map_item_value(struct lws_map_item *_item)
{
	return (const uint8_t *)_item + value_offset(_item->key_len);
}

size_t
lws_map_item_key_len(struct lws_map_item *_item)
{
	return _item->key_len;
}

size_t
lws_map_item_value_len(struct lws_map_item *_item)
{
	return _item->value_len;
}
