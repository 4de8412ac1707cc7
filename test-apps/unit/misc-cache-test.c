/* SPDX-License-Identifier: MIT */
/*
 * Caches: limits, time, levels, lookups, and the file of cookies.
 */
#include "private-lib-misc-cache.h"
#include "../api-tests/tests.h"

static unsigned int dropped;

static void
dropped_cb(void *item, size_t size)
{
	(void)item;
	(void)size;
	dropped++;
}

static struct lws_cache_ttl_lru *
create(struct lws_cache_ttl_lru *parent, size_t footprint, size_t items,
       size_t payload)
{
	struct lws_cache_creation_info i;

	memset(&i, 0, sizeof(i));
	i.name = "test";
	i.ops = &lws_cache_ops_heap;
	i.cb = dropped_cb;
	i.parent = parent;
	i.max_footprint = footprint;
	i.max_items = items;
	i.max_payload = payload;

	return lws_cache_create(&i);
}

static int
put(struct lws_cache_ttl_lru *c, const char *key, const char *value,
    lws_usec_t in)
{
	return lws_cache_write_through(c, key, (const uint8_t *)value,
				       strlen(value),
				       in ? lws_now_usecs() + in : 0, NULL);
}

/* For a short time; a longer one, if the machine takes that for the call */
static void
put_for(struct lws_cache_ttl_lru *c, const char *key, const char *value,
	lws_usec_t us)
{
	while (put(c, key, value, us))
		us *= 2;
}

/* the value, or "-" */
static const char *
get(struct lws_cache_ttl_lru *c, const char *key)
{
	static char buf[128];
	const void *p;
	size_t n;

	if (lws_cache_item_get(c, key, &p, &n))
		return "-";
	lws_snprintf(buf, sizeof(buf), "%.*s", (int)n, (const char *)p);

	return buf;
}

/* the tags found, with a space behind each */
static const char *
look(struct lws_cache_ttl_lru *c, const char *wc)
{
	static char buf[256];
	lws_cache_results_t r;
	const void *p;
	size_t at = 0;

	memset(&r, 0, sizeof(r));
	buf[0] = '\0';
	if (lws_cache_lookup(c, wc, &p, &r.size))
		return "";
	r.ptr = p;
	while (!lws_cache_results_walk(&r)) {
		CHECK_EQ(strlen((const char *)r.tag), r.tag_len);
		at += (size_t)lws_snprintf(buf + at, sizeof(buf) - at, "%s ",
					   (const char *)r.tag);
	}

	return buf;
}

static void
check_heap(void)
{
	struct lws_cache_ttl_lru *c = create(NULL, 0, 3, 8);
	void *pay = NULL;

	t_case("items of a heap");
	if (!CHECK(c))
		return;
	CHECK_EQ(put(c, "a", "1", 0), 0);
	CHECK_EQ(put(c, "b", "22", 0), 0);
	CHECK_STR(get(c, "a"), "1");
	CHECK_STR(get(c, "b"), "22");
	CHECK_STR(get(c, "c"), "-");
	CHECK_EQ(put(c, "a", "new", 0), 0);
	CHECK_STR(get(c, "a"), "new");
	CHECK(lws_cache_footprint(c) > 4);
	CHECK_EQ(lws_cache_write_through(c, "p", (const uint8_t *)"xy", 2, 0,
					 &pay), 0);
	CHECK(pay && !memcmp(pay, "xy", 2));
	CHECK_EQ(lws_cache_item_remove(c, "p"), 0);

	t_case("too large, and what it replaced is gone");
	CHECK_EQ(put(c, "a", "123456789", 0), 1);
	CHECK_STR(get(c, "a"), "-");
	CHECK_EQ(put(c, "a", "12345678", 0), 0);

	t_case("what was used last stays");
	CHECK_EQ(put(c, "c", "3", 0), 0);
	CHECK_STR(get(c, "b"), "22");
	dropped = 0;
	CHECK_EQ(put(c, "d", "4", 0), 0);
	CHECK_EQ(dropped, 1);
	CHECK_STR(get(c, "a"), "-");
	CHECK_STR(get(c, "b"), "22");
	CHECK_STR(get(c, "c"), "3");

	t_case("lookups");
	CHECK_STR(look(c, "*"), "d b c ");
	CHECK_STR(look(c, "b*"), "b ");
	CHECK_STR(look(c, "x*"), "");
	CHECK_EQ(put(c, "x|y", "1", 0), 0);
	CHECK_STR(look(c, "*|y"), "x|y ");
	lws_cache_debug_dump(c);

	t_case("removal");
	CHECK_EQ(lws_cache_item_remove(c, "*"), 0);
	CHECK_STR(look(c, "*"), "");
	CHECK_EQ(lws_cache_footprint(c), 0);
	CHECK_EQ(put(c, "a", "1", 0), 0);
	CHECK_EQ(lws_cache_expunge(c), 0);
	CHECK_STR(get(c, "a"), "-");

	t_case("time");
	put_for(c, "a", "1", 20000);
	CHECK_EQ(put(c, "b", "1", 60000000), 0);
	CHECK_EQ(put(c, "past", "1", -1), 1);
	while (strcmp(get(c, "a"), "-"))
		t_sleep_ms(1);
	CHECK_STR(look(c, "*"), "b ");
	/* the same one, in the past now: gone */
	CHECK_EQ(put(c, "b", "1", -1), 1);
	CHECK_STR(get(c, "b"), "-");
	lws_cache_destroy(&c);
	CHECK(!c);
	lws_cache_destroy(&c);

	t_case("footprint");
	c = create(NULL, 3 * (sizeof(struct lws_cache_item) + 13), 0, 0);
	CHECK_EQ(put(c, "a", "0123456789", 0), 0);
	CHECK_EQ(put(c, "b", "0123456789", 0), 0);
	CHECK_EQ(put(c, "c", "0123456789", 0), 0);
	CHECK_EQ(put(c, "d", "0123456789", 0), 0);
	CHECK_STR(look(c, "*"), "b c d ");
	lws_cache_destroy(&c);
}

/* nobody asks for them: the loop lets them go */
static void
check_timer(void)
{
	struct lws_context_creation_info info;
	struct lws_cache_creation_info i;
	struct lws_cache_ttl_lru *c;
	struct lws_context *cx;

	t_case("a timer");
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, NULL);
	info.port = CONTEXT_PORT_NO_LISTEN;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return;
	t_tick_start(cx);
	memset(&i, 0, sizeof(i));
	i.cx = cx;
	i.ops = &lws_cache_ops_heap;
	i.cb = dropped_cb;
	c = lws_cache_create(&i);
	if (CHECK(c)) {
		dropped = 0;
		CHECK_EQ(put(c, "late", "1", 60000000), 0);
		put_for(c, "b", "1", 1000000);
		CHECK_EQ(put(c, "a", "1", 900000), 0);
		/* the timer is this one's, and has to find the next one */
		CHECK_EQ(lws_cache_item_remove(c, "a"), 0);
		CHECK_EQ(put(c, "never", "1", 0), 0);
		t_until(cx, dropped == 2, 5000);
		CHECK_EQ(dropped, 2);
		CHECK_EQ(c->items.count, 2);
		put_for(c, "d", "1", 1000);
		t_until(cx, dropped == 3, 5000);
		CHECK_EQ(dropped, 3);
		lws_cache_destroy(&c);
	}
	t_tick_stop();
	lws_context_destroy(cx);
}

static void
check_levels(void)
{
	struct lws_cache_ttl_lru *l2 = create(NULL, 0, 0, 6),
				 *l1 = create(l2, 0, 1, 0);

	t_case("two levels");
	if (!CHECK(l1 && l2))
		return;
	CHECK_EQ(put(l1, "a", "1", 0), 0);
	CHECK_EQ(put(l1, "b", "2", 0), 0);
	CHECK_STR(get(l1, "a"), "1");
	CHECK_STR(get(l1, "b"), "2");
	/* asked for last */
	CHECK_STR(look(l1, "*"), "b a ");
	CHECK_EQ(l1->items.count, 1);
	CHECK_EQ(put(l1, "b", "too long", 0), 1);
	CHECK_STR(get(l1, "b"), "-");
	CHECK_EQ(lws_cache_item_remove(l1, "a"), 0);
	CHECK_STR(get(l2, "a"), "-");

	t_case("a '*' in a key that is written is only that");
	CHECK_EQ(put(l1, "ab", "1", 0), 0);
	CHECK_EQ(put(l1, "a*", "2", 0), 0);
	CHECK_EQ(put(l1, "a*", "too long", 0), 1);
	CHECK_STR(get(l1, "ab"), "1");
	CHECK_STR(get(l1, "a*"), "-");
	lws_cache_destroy(&l1);
	lws_cache_destroy(&l2);
}

/* what the callback does with the cache that it hears from */
static struct lws_cache_ttl_lru *busy;
static const char *to_write;
static unsigned int nested;

static void
busy_cb(void *item, size_t size)
{
	const void *p;
	size_t n;

	dropped++;
	if (nested++ < 2) {
		CHECK_EQ(size, 1);
		(void)lws_cache_item_get(busy, "b", &p, &n);
		if (to_write)
			(void)lws_cache_write_through(busy, to_write, item,
						      size, 0, NULL);
		else
			(void)lws_cache_item_remove(busy, "*");
	}
	nested--;
}

static void
check_busy_cb(const char *add, size_t items)
{
	struct lws_cache_creation_info i;
	void *p = &i;

	t_case("the callback %s %s, room for %u", add ? "writes" :
	       "removes all", add ? add : "", (unsigned int)items);
	memset(&i, 0, sizeof(i));
	i.name = "busy";
	i.ops = &lws_cache_ops_heap;
	i.cb = busy_cb;
	i.max_items = items;
	busy = lws_cache_create(&i);
	if (!CHECK(busy))
		return;
	to_write = NULL;
	nested = 2;
	CHECK_EQ(put(busy, "a", "1", 0), 0);
	CHECK_EQ(put(busy, "b", "2", 0), 0);
	CHECK_EQ(put(busy, "c", "3", 0), 0);
	nested = dropped = 0;
	to_write = add;
	CHECK_EQ(lws_cache_item_remove(busy, "b"), 0);
	CHECK(dropped);
	CHECK_STR(get(busy, "b"), add && *add == 'b' ? "2" : "-");
	/* of one tag there is one item, and what is told is there */
	(void)lws_cache_write_through(busy, "d", (const uint8_t *)"4", 1, 0,
				      &p);
	(void)lws_cache_write_through(busy, "d", (const uint8_t *)"5", 1, 0,
				      &p);
	if (p)
		CHECK_EQ(*(char *)p, '5');
	CHECK_STR(get(busy, "d"), !p ? "-" : "5");
	CHECK(!strstr(look(busy, "d"), "d d"));
	CHECK(busy->items.count <= (items ? items : 4));
	lws_cache_expunge(busy);
	lws_cache_expunge(busy);
	nested = 2;
	lws_cache_expunge(busy);
	CHECK_EQ(lws_cache_footprint(busy), 0);
	lws_cache_destroy(&busy);
}

static const char file[] = "misc-cache-test.txt";

static void
write_file(const char *text)
{
	static char buf[2048];
	size_t n = strlen(text);

	memcpy(buf, text, n);
	CHECK(!lws_plat_write_file(file, buf, n));
}

static const char *
read_file(void)
{
	static char buf[2048];
	int n = lws_plat_read_file(file, buf, sizeof(buf) - 1);

	buf[n > 0 ? n : 0] = '\0';

	return buf;
}

static struct lws_cache_ttl_lru *
jar(void)
{
	struct lws_cache_creation_info i;

	memset(&i, 0, sizeof(i));
	i.name = "jar";
	i.ops = &lws_cache_ops_nscookiejar;
	i.u.nscookiejar.filepath = file;

	return lws_cache_create(&i);
}

#define LATER "4102444800"
#define BEYOND "99999999999999999999"

static void
check_jar(void)
{
	struct lws_cache_ttl_lru *c;
	const char *line = "a.example\tFALSE\t/\tFALSE\t" LATER "\tn\tv";

	t_case("an empty jar");
	(void)lws_plat_path_remove(file);
	c = jar();
	if (!CHECK(c))
		return;
	CHECK_STR(look(c, "*"), "");
	CHECK_STR(read_file(), "");

	t_case("what has a date is in the file, what has none is not");
	CHECK_EQ(put(c, "a.example|/|n", line, 60000000), 0);
	CHECK_EQ(put(c, "a.example|/|s",
		     "a.example\tFALSE\t/\tFALSE\t0\ts\tv", 0), 0);
	CHECK_STR(look(c, "a.example|*"), "a.example|/|n a.example|/|s ");
	CHECK_STR(read_file(), "# Netscape HTTP Cookie File\n"
		  "a.example\tFALSE\t/\tFALSE\t" LATER "\tn\tv\n");
	CHECK_EQ(put(c, "x", "no line", 0), 1);
	CHECK_EQ(put(c, "x", "a\tFALSE\t/\tFALSE\t0\ts\tv\nb", 0), 1);

	t_case("somebody else writes it");
	write_file("# comment\n\n#HttpOnly_.b.example\tTRUE\t/p\tTRUE\t" LATER
		   "\tn\tv w\r\nc.example\tTRUE\t/\tFALSE\t" BEYOND "\tn\t\n"
		   "old.example\tTRUE\t/\tFALSE\t1000\tn\tv\n"
		   "session.example\tTRUE\t/\tFALSE\t0\tn\tv\n"
		   "no\tline\n\tTRUE\t/\tFALSE\t" LATER "\tn\tv\n"
		   "d|d\tFALSE\t/\tFALSE\t" LATER "\tn\tv\n"
		   "e.example\tFALSE\t/\tFALSE\tsoon\tn\tv\n"
		   "f.example\tFALSE\t/\tFALSE\t" LATER "\tnovalue");
	CHECK_STR(look(c, "*"), "a.example|/|s .b.example|/p|n "
		  ".c.example|/|n f.example|/|novalue ");
	CHECK_STR(get(c, ".b.example|/p|n"), "#HttpOnly_.b.example\tTRUE\t/p\t"
		  "TRUE\t" LATER "\tn\tv w");

	t_case("removed from it");
	CHECK_EQ(lws_cache_item_remove(c, ".b.example|*"), 0);
	CHECK(!strstr(read_file(), "b.example"));
	CHECK(strstr(read_file(), "c.example"));
	CHECK(!strstr(read_file(), "old.example"));

	t_case("the file is removed");
	CHECK(!lws_plat_path_remove(file));
	CHECK_STR(look(c, "*"), "a.example|/|s ");
	lws_cache_destroy(&c);

	t_case("a jar is where it was");
	c = jar();
	CHECK_EQ(put(c, "a.example|/|n", line, 60000000), 0);
	lws_cache_destroy(&c);
	c = jar();
	CHECK_STR(get(c, "a.example|/|n"), line);
	CHECK_EQ(lws_cache_expunge(c), 0);
	CHECK_STR(read_file(), "# Netscape HTTP Cookie File\n");
	lws_cache_destroy(&c);
	(void)lws_plat_path_remove(file);

	t_case("no such place");
	{
		struct lws_cache_creation_info i;

		memset(&i, 0, sizeof(i));
		i.ops = &lws_cache_ops_nscookiejar;
		CHECK(!lws_cache_create(&i));
		i.u.nscookiejar.filepath = "no/such/folder/jar";
		c = lws_cache_create(&i);
		if (CHECK(c)) {
			CHECK_EQ(put(c, "a.example|/|n", line, 60000000), 0);
			CHECK_STR(get(c, "a.example|/|n"), line);
		}
		lws_cache_destroy(&c);
		i.ops = NULL;
		CHECK(!lws_cache_create(&i));
	}
}

static void
check_others(void)
{
	const char *line = "a.example\tFALSE\t/\tFALSE\t" LATER "\tn\tv",
		   *other = "other.example\tFALSE\t/\tFALSE\t" LATER
			    "\tname\tvalue\n";
	struct lws_cache_ttl_lru *c;

	t_case("what expires does not take with it what others wrote");
	(void)lws_plat_path_remove(file);
	c = jar();
	if (!CHECK(c))
		return;
	CHECK_EQ(put(c, "a.example|/|n", line, -1), 1);
	put_for(c, "a.example|/|n", line, 1000);
	while (strcmp(get(c, "a.example|/|n"), "-"))
		;
	write_file(other);
	lws_cache_destroy(&c);
	CHECK_STR(read_file(), other);

	t_case("a line that is none replaces one by nothing");
	c = jar();
	CHECK_EQ(put(c, "other.example|/|name", "no line", 60000000), 1);
	CHECK_STR(get(c, "other.example|/|name"), "-");
	CHECK_EQ(put(c, "a.example|/|n", line, 60000000), 0);
	CHECK(!strstr(read_file(), "other"));

	t_case("a file that could not be taken in is not written over");
	write_file(other);
	/* its text, the tag, and the item: the last one is not to be had */
	lws_alloc_fail_at(3, 0);
	CHECK_STR(get(c, "a.example|/|n"), "-");
	CHECK_EQ(put(c, "a.example|/|n", line, 60000000), 0);
	lws_alloc_fail_at(0, 0);
	CHECK(strstr(read_file(), "other"));
	CHECK_STR(get(c, "other.example|/|name"), "other.example\tFALSE\t/\t"
		  "FALSE\t" LATER "\tname\tvalue");
	lws_cache_destroy(&c);
	(void)lws_plat_path_remove(file);
}

/* as large as files may be: found by their tags, not by looking
 * at all that are there, or this takes minutes */
static void
check_large(void)
{
	static const char fmt[] = "a%u\tT\t/\tF\t" LATER "\tn\tv\n";
	const size_t room = 15000000;
	char *text = malloc(room), tag[32];
	struct lws_cache_ttl_lru *c;
	unsigned int n = 0;
	size_t len = 0;

	t_case("a file with half a million cookies");
	CHECK(text);
	if (!text)
		return;
	while (len + 64 < room)
		len += (size_t)lws_snprintf(text + len, room - len, fmt, n++);
	CHECK(!lws_plat_write_file(file, text, len));
	free(text);
	c = jar();
	if (!CHECK(c))
		return;
	/* the last ones are kept */
	CHECK_EQ(c->items.count, 3000);
	lws_snprintf(tag, sizeof(tag), "a%u|/|n", n - 1);
	CHECK(strcmp(get(c, tag), "-"));
	lws_snprintf(tag, sizeof(tag), "a%u|/|n", n - 3000);
	CHECK(strcmp(get(c, tag), "-"));
	lws_snprintf(tag, sizeof(tag), "a%u|/|n", n - 3001);
	CHECK_STR(get(c, tag), "-");
	lws_cache_destroy(&c);
	(void)lws_plat_path_remove(file);
}

static void
check_no_memory(void)
{
	const char *line = "a.example\tFALSE\t/\tFALSE\t" LATER "\tn\tv";
	unsigned int n;
	int done = 0;

	for (n = 1; n < 40 && !done; n++) {
		struct lws_cache_ttl_lru *c, *l1 = NULL;

		t_case("allocation %u of a jar fails", n);
		write_file("b.example\tTRUE\t/\tFALSE\t" LATER "\tn\tv\n");
		lws_alloc_fail_at(n, 0);
		c = jar();
		if (c)
			l1 = create(c, 0, 0, 0);
		if (l1) {
			/* it is in both, or in none */
			if (put(l1, "a.example|/|n", line, 60000000))
				CHECK(!strstr(look(c, "a*"), "a.example"));
			(void)look(l1, "*");
			(void)get(l1, "b.example|/|n");
			(void)lws_cache_item_remove(l1, "b*");
		}
		done = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		lws_cache_destroy(&l1);
		lws_cache_destroy(&c);
	}
	CHECK(done && n > 6);
	(void)lws_plat_path_remove(file);
}

int
main(void)
{
	t_begin("misc-cache", 60);
	check_heap();
	check_timer();
	check_levels();
	check_busy_cb(NULL, 0);
	check_busy_cb(NULL, 2);
	check_busy_cb("e", 0);
	check_busy_cb("b", 3);
	check_jar();
	check_others();
	check_large();
	check_no_memory();

	return t_end();
}
