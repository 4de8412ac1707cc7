/* SPDX-License-Identifier: MIT */
/* Maps and directories. */

#include "private-lib-core.h"

#include "core-check.h"

/* ---- maps ---- */

static unsigned int balance;

static void *
counted_alloc(struct lws_map *map, size_t x)
{
	void *p = lws_malloc(x, "test");

	LWS_UNUSED(map);
	if (p)
		balance++;

	return p;
}

static void
counted_free(void *p)
{
	balance--;
	lws_free(p);
}

static lws_map_hash_t
bad_hash(lws_map_key_t key, size_t kl)
{
	LWS_UNUSED(key);
	LWS_UNUSED(kl);

	return 7;
}

static int
compare_caseless(lws_map_key_t key1, size_t kl1,
		 lws_map_value_t key2, size_t kl2)
{
	return kl1 != kl2 || !lws_memcaseeq(key1, key2, kl1);
}

static void
check_value(lws_map_t *m, const char *key, const char *value)
{
	struct lws_map_item *it = lws_map_item_lookup_ks(m, key);

	CHECK(!!it == !!value);
	if (!it || !value)
		return;
	CHECK_EQ(lws_map_item_value_len(it), strlen(value));
	CHECK(!memcmp(lws_map_item_value(it), value, strlen(value)));
	CHECK_EQ((uintptr_t)lws_map_item_value(it) % sizeof(void *), 0);
	CHECK_EQ(lws_map_item_key_len(it), strlen(key));
}

static void
test_map(lws_map_t *m)
{
	char key[32], value[32];
	struct lws_map_item *it;
	int n;

	CHECK(m);
	if (!m)
		return;
	check_value(m, "a", NULL);
	for (n = 0; n < 200; n++) {
		lws_snprintf(key, sizeof(key), "key%d", n);
		lws_snprintf(value, sizeof(value), "value-%d", n * n);
		CHECK(lws_map_item_create_ks(m, key, value, strlen(value)));
	}
	for (n = 0; n < 200; n++) {
		lws_snprintf(key, sizeof(key), "key%d", n);
		lws_snprintf(value, sizeof(value), "value-%d", n * n);
		check_value(m, key, value);
	}
	check_value(m, "key200", NULL);

	/* in place of the one with that key, even out of itself */
	CHECK(lws_map_item_create_ks(m, "key7", "new", 3));
	check_value(m, "key7", "new");
	it = lws_map_item_lookup_ks(m, "key7");
	if (it)
		CHECK(lws_map_item_create(m,
			(lws_map_key_t)(lws_intptr_t)lws_map_item_key(it),
			lws_map_item_key_len(it),
			(lws_map_value_t)(lws_intptr_t)lws_map_item_value(it),
			2));
	check_value(m, "key7", "ne");
	it = lws_map_item_lookup_ks(m, "key7");
	if (it)
		lws_map_item_destroy(it);
	check_value(m, "key7", NULL);

	/* any bytes are a key, none too; a value may be empty */
	CHECK(lws_map_item_create(m, "a\0b", 3, NULL, 0));
	CHECK(!lws_map_item_lookup(m, "a\0c", 3));
	it = lws_map_item_lookup(m, "a\0b", 3);
	CHECK(it && !lws_map_item_value_len(it));
	CHECK(lws_map_item_create(m, NULL, 0, "void", 4));
	it = lws_map_item_lookup(m, NULL, 0);
	CHECK(it && lws_map_item_value_len(it) == 4);
	CHECK(lws_map_item_create(m, "z", 1, NULL, 3));
	it = lws_map_item_lookup(m, "z", 1);
	CHECK(it && !memcmp(lws_map_item_value(it), "\0\0\0", 3));
	CHECK(!lws_map_item_create(m, "x", SIZE_MAX - 3, "y", 1));
	CHECK(!lws_map_item_create(m, "x", 1, "y", SIZE_MAX - 3));
}

static void
test_maps(void)
{
	struct lwsac *ac = NULL;
	lws_map_info_t info;
	lws_map_t *m = lws_map_create(NULL);

	test_map(m);
	lws_map_destroy(&m);
	CHECK(!m);
	lws_map_destroy(&m);

	memset(&info, 0, sizeof(info));
	info._alloc = counted_alloc;
	info._free = counted_free;
	info._hash = bad_hash;
	info.modulo = 3;
	m = lws_map_create(&info);
	test_map(m);
	CHECK(balance > 200);
	lws_map_destroy(&m);
	CHECK_EQ(balance, 0);

	memset(&info, 0, sizeof(info));
	info._alloc = lws_map_alloc_lwsac;
	info._free = lws_map_free_lwsac;
	info.aux = &ac;
	info.modulo = 1;
	m = lws_map_create(&info);
	test_map(m);
	lws_map_destroy(&m);
	lwsac_free(&ac);

	memset(&info, 0, sizeof(info));
	info._compare = compare_caseless;
	info._hash = bad_hash;
	m = lws_map_create(&info);
	if (m) {
		CHECK(lws_map_item_create_ks(m, "Key", "v", 1));
		check_value(m, "kEY", "v");
	}
	lws_map_destroy(&m);

	info.modulo = SIZE_MAX / 2;
	CHECK(!lws_map_create(&info));
}

static void
test_map_memory(void)
{
	lws_map_t *m;

	lws_alloc_fail_at(1, 0);
	CHECK(!lws_map_create(NULL));
	m = lws_map_create(NULL);
	if (m) {
		CHECK(lws_map_item_create_ks(m, "k", "old", 3));
		lws_alloc_fail_at(1, 0);
		CHECK(!lws_map_item_create_ks(m, "k", "new", 3));
		lws_alloc_fail_at(0, 0);
		check_value(m, "k", "old");
	}
	lws_alloc_fail_at(0, 0);
	lws_map_destroy(&m);
}

/* ---- directories ---- */

static char seen[512];
static int stop_after;

static int
see(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	size_t n = strlen(seen);

	CHECK_STR(dirpath, user);
	lws_snprintf(seen + n, sizeof(seen) - n, "%s%c ", lde->name,
		     lde->type == LDOT_DIR ? '/' :
		     lde->type == LDOT_FILE ? '.' : '?');

	return stop_after && !--stop_after ? 5 : 0;
}

static int
see_path(void *user, const char *path)
{
	size_t n = strlen(seen);

	CHECK_STR(user, "user");
	lws_snprintf(seen + n, sizeof(seen) - n, "%s ", path);

	return 0;
}

/* a file, through the same functions that any program has */
static void
put(const char *name)
{
	CHECK_EQ(lws_plat_write_file(name, "x", 1), 0);
}

static void
test_dir(const char *top)
{
	lws_dir_glob_t glob = { "*.tx*", see_path, (void *)"user" };
	char path[256], user[256], all[512];

	lws_strncpy(user, top, sizeof(user));
	lws_snprintf(path, sizeof(path), "%s/b.txt", top);
	put(path);
	lws_snprintf(path, sizeof(path), "%s/a", top);
	put(path);
	lws_snprintf(path, sizeof(path), "%s/.hidden", top);
	put(path);
	lws_snprintf(path, sizeof(path), "%s/C.TXT", top);
	put(path);
	lws_snprintf(path, sizeof(path), "%s/d.tx", top);
	put(path);

	CHECK_EQ(lws_dir(top, user, see), 0);
	CHECK_STR(seen, "C.TXT. a. b.txt. d.tx. ");
	seen[0] = '\0';
	stop_after = 2;
	CHECK(lws_dir(top, user, see));
	CHECK_STR(seen, "C.TXT. a. ");
	stop_after = 0;

	seen[0] = '\0';
	CHECK_EQ(lws_dir(top, &glob, lws_dir_glob_cb), 0);
	lws_snprintf(all, sizeof(all), "%s/b.txt %s/d.tx ", top, top);
	CHECK_STR(seen, all);

	lws_snprintf(path, sizeof(path), "%s/none", top);
	CHECK(lws_dir(path, user, see));

	/* memory that runs out at any point loses none, and nothing leaks */
	{
		unsigned int n, failures = 0;

		for (n = 1; n < 20; n++) {
			seen[0] = '\0';
			lws_alloc_fail_at(n, 0);
			if (lws_dir(top, user, see)) {
				failures++;
				CHECK_STR(seen, "");
			}
			lws_alloc_fail_at(0, 0);
		}
		CHECK(failures >= 2);
	}
}

static int
rm_named(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	return strcmp(lde->name, user) ? 0 :
				lws_dir_rm_rf_cb(dirpath, NULL, lde);
}

int
main(int argc, char **argv)
{
	/* empty, and made by whoever runs the test */
	const char *top = argc > 1 ? argv[1] : ".";
	char deep[256], user[] = "tree";

	lws_set_log_level(0, NULL);
	test_maps();
	test_map_memory();
	if (argc > 1) {
		lws_snprintf(deep, sizeof(deep), "%s/tree/x/y", top);
		test_dir(deep);
		CHECK_EQ(lws_plat_file_kind(deep), LWS_PLAT_FILE_DIRECTORY);
		CHECK_EQ(lws_dir(top, user, rm_named), 0);
		lws_snprintf(deep, sizeof(deep), "%s/tree", top);
		CHECK_EQ(lws_plat_file_kind(deep), LWS_PLAT_FILE_NONE);
		lws_snprintf(deep, sizeof(deep), "%s/stays/keep", top);
		CHECK_EQ(lws_plat_file_kind(deep), LWS_PLAT_FILE_REGULAR);
	}

	return check_result();
}
