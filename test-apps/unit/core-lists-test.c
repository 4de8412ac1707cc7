/* SPDX-License-Identifier: MIT */
/* The heap's door and the intrusive lists. */

#include "private-lib-core.h"

#include "core-check.h"

/* an allocator of the application's that counts what is alive */
static int alive, asked;
static const char *last_reason;

static void *
counting(void *ptr, size_t size, const char *reason)
{
	asked++;
	last_reason = reason;

	if (!size) {
		alive--;
		free(ptr);
		return NULL;
	}
	if (!ptr)
		alive++;

	return realloc(ptr, size);
}

static void
test_alloc(void)
{
	char *p, *q;
	int n;

	lws_set_allocator(counting);
	p = lws_zalloc(100, "first");
	CHECK(p && !p[0] && !p[99]);
	CHECK_STR(last_reason, "first");
	CHECK_EQ(alive, 1);
	p = lws_realloc(p, 5000, "more");
	CHECK(p && !p[99]);
	CHECK_EQ(alive, 1);
	lws_free_set_NULL(p);
	CHECK(!p);
	CHECK_EQ(alive, 0);
	n = asked;
	lws_free(NULL);
	p = lws_realloc(NULL, 0, "nothing");
	CHECK(!p);
	p = lws_strdup(NULL, "nothing");
	CHECK(!p);
	CHECK_EQ(asked, n);
	lws_set_allocator(NULL);

	p = lws_strdup("hello", "t");
	q = lws_strndup("hello", 3, "t");
	CHECK_STR(p, "hello");
	CHECK_STR(q, "hel");
	lws_free(p);
	lws_free(q);
	p = lws_memdup("a\0b", 3, "t");
	CHECK(p && !memcmp(p, "a\0b", 3));
	lws_free(p);
	CHECK_EQ(asked, n);

	/* sizes that went wrong */
	p = lws_malloc(SIZE_MAX, "t");
	CHECK(!p);
	p = lws_calloc_checked(SIZE_MAX / 2, 4, "t");
	CHECK(!p);
	p = lws_strndup("x", SIZE_MAX, "t");
	CHECK(!p);
}

/* which of five allocations come through */
static unsigned int
five(void)
{
	unsigned int mask = 0, n;
	void *p;

	for (n = 0; n < 5; n++) {
		p = lws_malloc(10, "five");
		if (p)
			mask |= 1u << n;
		lws_free(p);
	}

	return mask;
}

static void
test_fail_at(void)
{
	char *p, *q;

	CHECK_EQ(five(), 0x1f);
	lws_alloc_fail_at(1, 0);
	CHECK_EQ(five(), 0x1e);
	lws_alloc_fail_at(3, 0);
	CHECK_EQ(five(), 0x1b);
	CHECK_EQ(lws_alloc_count(), 5);
	lws_alloc_fail_at(2, 1);
	CHECK_EQ(five(), 0x19);
	lws_alloc_fail_at(4, -1);
	CHECK_EQ(five(), 0x07);

	/* what was there stays when it cannot grow */
	lws_alloc_fail_at(0, 0);
	p = lws_strdup("keep", "t");
	lws_alloc_fail_at(1, 0);
	q = lws_realloc(p, 4000, "t");
	CHECK(!q);
	CHECK_STR(p, "keep");
	lws_free(p);
	lws_alloc_fail_at(0, 0);
	CHECK_EQ(five(), 0x1f);
}

struct item {
	lws_dll2_t	list;
	const char	*name;
	int		key;
};

static int
by_key(const lws_dll2_t *d, const lws_dll2_t *i)
{
	return lws_container_of(d, struct item, list)->key -
	       lws_container_of(i, struct item, list)->key;
}

static int privs;

static int
by_key_priv(void *priv, const lws_dll2_t *d, const lws_dll2_t *i)
{
	(*(int *)priv)++;

	return by_key(d, i);
}

/* the names along next, checked against those along prev and the count */
static const char *
names(lws_dll2_owner_t *own)
{
	static char fwd[32];
	struct lws_dll2 *d, *last = NULL;
	size_t n = 0;

	for (d = own->head; d && n < 30; d = d->next) {
		CHECK(d->owner == own);
		CHECK(d->prev == last);
		fwd[n++] = *lws_container_of(d, struct item, list)->name;
		last = d;
	}
	fwd[n] = '\0';
	CHECK(own->tail == last);
	CHECK_EQ(own->count, n);

	return fwd;
}

static int
drop_odd(struct lws_dll2 *d, void *user)
{
	struct item *it = lws_container_of(d, struct item, list);

	if (it->key & 1)
		lws_dll2_remove(d);

	return it->key == *(int *)user;
}

static void
quiet(int level, const char *line)
{
	(void)level;
	(void)line;
	privs += 1000;
}

static void
test_dll2(void)
{
	struct item a = { .name = "apple", .key = 1 },
		    b = { .name = "banana", .key = 2 },
		    c = { .name = "cherry", .key = 3 },
		    d = { .name = "date", .key = 2 }, e = { .key = 9 };
	lws_dll2_owner_t own, other;
	int stop = 100;

	lws_dll2_owner_clear(&own);
	lws_dll2_owner_clear(&other);
	CHECK(lws_dll2_is_detached(&a.list));
	lws_dll2_remove(&a.list);
	CHECK_STR(names(&own), "");

	lws_dll2_add_head(&b.list, &own);
	lws_dll2_add_head(&a.list, &own);
	lws_dll2_add_tail(&d.list, &own);
	lws_dll2_add_before(&c.list, &d.list);
	CHECK_STR(names(&own), "abcd");
	CHECK(!lws_dll2_is_detached(&c.list));
	CHECK(lws_dll2_owner(&c.list) == &own);

	lws_dll2_remove(&b.list);
	CHECK_STR(names(&own), "acd");
	lws_dll2_remove(&a.list);
	lws_dll2_remove(&a.list);
	CHECK_STR(names(&own), "cd");
	lws_dll2_remove(&d.list);
	CHECK_STR(names(&own), "c");
	lws_dll2_add_before(&b.list, &c.list);
	CHECK_STR(names(&own), "bc");

	/* mistakes are logged and change nothing */
	lws_set_log_level(LLL_ERR, quiet);
	lws_dll2_add_tail(&b.list, &other);
	lws_dll2_add_head(&b.list, &own);
	lws_dll2_add_before(&d.list, &a.list);
	lws_dll2_add_sorted(&b.list, &own, by_key);
	lws_set_log_level(LLL_ERR, lwsl_emit_stderr);
	CHECK_EQ(privs, 4000);
	CHECK_STR(names(&own), "bc");
	CHECK_STR(names(&other), "");
	CHECK(lws_dll2_is_detached(&d.list));
	lws_dll2_remove(&b.list);
	lws_dll2_remove(&c.list);

	/* sorted; a new one goes before its equals */
	privs = 0;
	lws_dll2_add_sorted(&b.list, &own, by_key);
	lws_dll2_add_sorted(&c.list, &own, by_key);
	lws_dll2_add_sorted(&a.list, &own, by_key);
	lws_dll2_add_sorted_priv(&d.list, &own, &privs, by_key_priv);
	CHECK_STR(names(&own), "adbc");
	CHECK_EQ(privs, 2);

	CHECK(lws_dll2_search_sz_pl(&own, "cherryXX", 6, struct item, list,
				    name) == &c);
	CHECK(!lws_dll2_search_sz_pl(&own, "cherry", 5, struct item, list,
				     name));
	CHECK(!lws_dll2_search_sz_pl(&own, "date2", 5, struct item, list,
				     name));
	lws_dll2_add_tail(&e.list, &own);
	CHECK(!lws_dll2_search_sz_pl(&own, "x", 1, struct item, list, name));
	lws_dll2_remove(&e.list);

	CHECK_EQ(lws_dll2_foreach_safe(&own, &stop, drop_odd), 0);
	CHECK_STR(names(&own), "db");
	stop = 2;
	CHECK_EQ(lws_dll2_foreach_safe(&own, &stop, drop_odd), 1);
}

int
main(void)
{
	test_alloc();
	test_fail_at();
	test_dll2();

	return check_result();
}
