/* SPDX-License-Identifier: MIT */
/* State managers, retry delays, vfs, lwsac, timers on plain lists. */

#include "private-lib-core-net.h"

#include "core-check.h"

static char story[512];

static void
story_add(const char *fmt, const char *who, int a, int b)
{
	size_t n = strlen(story);

	lws_snprintf(story + n, sizeof(story) - n, fmt, who, a, b);
}

static int
listen_all(struct lws_state_manager *mgr, struct lws_state_notify_link *l,
	   int current, int target)
{
	CHECK_EQ(mgr->state, current);
	story_add("%s%d%d ", l->name, current, target);

	return l->name[0] == 'v' && target == 3 && current != 3;
}

static void
test_state(void)
{
	static const char *names[] = { "zero", "one", "two", "three", "four" };
	lws_state_notify_link_t a = { .name = "a", .notify_cb = listen_all };
	lws_state_notify_link_t v = { .name = "v", .notify_cb = listen_all };
	lws_state_notify_link_t *const list[] = { &a, &v, NULL };
	lws_state_manager_t m;

	memset(&m, 0, sizeof(m));
	m.name = "m";
	m.state_names = names;
	lws_state_reg_notifier_list(&m, list);
	lws_state_reg_notifier_list(&m, NULL);

	CHECK_EQ(lws_state_transition(&m, 1), 0);
	CHECK_STR(story, "v01 a01 v11 a11 ");
	story[0] = '\0';
	CHECK_EQ(lws_state_transition(&m, 1), 0);
	CHECK_STR(story, "");
	CHECK_EQ(lws_state_transition_steps(&m, 4), 0);
	CHECK_STR(story, "v12 a12 v22 a22 v23 ");
	CHECK_EQ(m.state, 2);
	lws_state_transition(&m, 3);
	CHECK_EQ(m.state, 2);

	lws_state_reg_deregister(&v);
	lws_state_reg_deregister(&v);
	story[0] = '\0';
	lws_state_transition_steps(&m, 4);
	CHECK_STR(story, "a23 a33 a34 a44 ");
	lws_state_transition_steps(&m, 2);
	CHECK_EQ(m.state, 4);
	lws_state_transition(&m, 0);
	CHECK_EQ(m.state, 0);
	lws_state_reg_deregister(&a);
}

static lws_state_notify_link_t *to_drop[2];
static int drop_at, step_at;

/* the first one changes the list, or the state, while it is told */
static int
listen_and_act(struct lws_state_manager *mgr, struct lws_state_notify_link *l,
	       int current, int target)
{
	size_t n;

	story_add("%s%d%d ", l->name, current, target);
	if (l->name[0] != 'f')
		return 0;
	if (drop_at && current == drop_at)
		for (n = 0; n < LWS_ARRAY_SIZE(to_drop); n++)
			if (to_drop[n]) {
				lws_state_reg_deregister(to_drop[n]);
				lws_free_set_NULL(to_drop[n]);
			}
	if (step_at && current == step_at && target == step_at + 1) {
		step_at = 0;
		lws_state_transition_steps(mgr, 4);
	}

	return 0;
}

static lws_state_notify_link_t *
listener(lws_state_manager_t *m, const char *name)
{
	lws_state_notify_link_t *l = lws_zalloc(sizeof(*l), "listener");

	CHECK(l != NULL);
	if (!l)
		exit(1);
	l->name = name;
	l->notify_cb = listen_and_act;
	lws_state_reg_notifier(m, l);

	return l;
}

/* f is told first, then b, c, d; some of them are dropped, and freed, by f */
static void
drop(const char *which, const char *want)
{
	lws_state_notify_link_t *l[4];
	lws_state_manager_t m;
	size_t n, k;

	memset(&m, 0, sizeof(m));
	l[3] = listener(&m, "d");
	l[2] = listener(&m, "c");
	l[1] = listener(&m, "b");
	l[0] = listener(&m, "f");
	for (n = k = 0; which[n]; n++)
		to_drop[k++] = l[which[n] == 'f' ? 0 : which[n] - 'a'];

	story[0] = '\0';
	drop_at = 1;
	lws_state_transition(&m, 1);
	drop_at = 0;
	CHECK_STR(story, want);
	CHECK_EQ(m.notify_list.count, 4 - k);
	lws_state_transition(&m, 2);
	for (n = 0; n < 4; n++)
		if (!strchr(which, "fbcd"[n])) {
			lws_state_reg_deregister(l[n]);
			lws_free(l[n]);
		}
	CHECK_EQ(m.notify_list.count, 0);
}

static void
test_state_reentrant(void)
{
	lws_state_notify_link_t *f, *b;
	lws_state_manager_t m;

	drop("b", "f01 b01 c01 d01 f11 c11 d11 ");
	drop("bc", "f01 b01 c01 d01 f11 d11 ");
	drop("d", "f01 b01 c01 d01 f11 b11 c11 ");
	drop("f", "f01 b01 c01 d01 f11 b11 c11 d11 ");
	drop("fb", "f01 b01 c01 d01 f11 c11 d11 ");

	/* a state that a listener has gone up from is not gone back to */
	memset(&m, 0, sizeof(m));
	b = listener(&m, "b");
	f = listener(&m, "f");
	story[0] = '\0';
	step_at = 1;
	lws_state_transition_steps(&m, 3);
	CHECK_EQ(m.state, 4);
	CHECK_STR(story, "f01 b01 f11 b11 f12 f12 b12 f22 b22 f23 b23 f33 b33 "
		  "f34 b34 f44 b44 b12 ");
	lws_state_reg_deregister(f);
	lws_state_reg_deregister(b);
	lws_free(f);
	lws_free(b);
}

static void
test_retry(void)
{
	static const uint32_t table[] = { 100, 200, 400 };
	lws_retry_bo_t r = { .retry_ms_table = table, .conceal_count = 4,
			     .retry_ms_table_count = LWS_ARRAY_SIZE(table),
			     .jitter_percent = 10 };
	unsigned int ms, want, lo = UINT_MAX, hi = 0, n;
	uint16_t ct = 0;
	char conceal;

	for (n = 0; n < 6; n++) {
		want = table[n < 3 ? n : 2];
		ms = lws_retry_get_delay_ms(NULL, &r, &ct, &conceal);
		CHECK(ms >= want && ms <= want + want / 10);
		CHECK_EQ(ct, n + 1);
		CHECK_EQ(!!conceal, n < 4);
	}

	/* it does vary, and 0 percent means 30 */
	r.jitter_percent = 0;
	for (n = 0; n < 200; n++) {
		ms = lws_retry_get_delay_ms(NULL, &r, &ct, NULL);
		lo = ms < lo ? ms : lo;
		hi = ms > hi ? ms : hi;
	}
	CHECK(lo >= 400 && lo < 430 && hi > 480 && hi <= 520);

	/* the count does not wrap; concealing always does not end */
	ct = UINT16_MAX;
	r.conceal_count = LWS_RETRY_CONCEAL_ALWAYS;
	lws_retry_get_delay_ms(NULL, &r, &ct, &conceal);
	CHECK(ct == UINT16_MAX && conceal);

	ct = 0;
	ms = lws_retry_get_delay_ms(NULL, NULL, &ct, &conceal);
	CHECK(ms >= 3000 && ms <= 3900 && !conceal && !ct);

	/* a policy without a table, and one that is far off */
	memset(&r, 0, sizeof(r));
	ms = lws_retry_get_delay_ms(NULL, &r, &ct, &conceal);
	CHECK(ms >= 3000 && ms <= 3900 && ct == 1 && !conceal);
	{
		static const uint32_t distant[] = { UINT32_MAX };

		r.retry_ms_table = distant;
		r.retry_ms_table_count = 1;
		r.jitter_percent = 100;
		CHECK(lws_retry_get_delay_ms(NULL, &r, &ct, &conceal) ==
		      UINT32_MAX);
	}
}

static const char *opened_vpath;

static lws_fop_fd_t
virtual_open(const struct lws_plat_file_ops *fops, const char *filename,
	     const char *vpath, lws_fop_flags_t *flags)
{
	(void)fops;
	(void)filename;
	opened_vpath = vpath;
	CHECK(*flags & LWS_FOP_FLAG_VIRTUAL);

	return NULL;
}

static const struct lws_plat_file_ops virtual_ops = {
	.open = virtual_open,
	.fi = { { ".zip/", 5 }, { ".tar!", 5 } },
};

static const struct lws_plat_file_ops file_ops = {
	.open = _lws_plat_file_open,
	.close = _lws_plat_file_close,
	.seek_cur = _lws_plat_file_seek_cur,
	.read = _lws_plat_file_read,
	.write = _lws_plat_file_write,
	.next = &virtual_ops,
};

static void
test_vfs(void)
{
	static const char path[] = "core-state-test.tmp";
	lws_fop_flags_t flags = LWS_O_WRONLY | LWS_O_CREAT | LWS_O_TRUNC;
	uint8_t b[16] = "0123456789";
	lws_filepos_t n;
	lws_fop_fd_t f;

	f = lws_vfs_file_open(&file_ops, path, &flags);
	CHECK(f != NULL);
	if (!f)
		return;
	CHECK_EQ(lws_vfs_file_write(f, &n, b, 10), 0);
	CHECK_EQ(n, 10);
	CHECK_EQ(lws_vfs_file_close(&f), 0);
	CHECK(!f);

	flags = LWS_O_RDONLY;
	f = lws_vfs_file_open(&file_ops, path, &flags);
	CHECK(f != NULL);
	if (!f)
		return;
	CHECK_EQ(lws_vfs_get_length(f), 10);
	CHECK_EQ(lws_vfs_file_seek_set(f, 4), 4);
	CHECK_EQ(lws_vfs_tell(f), 4);
	memset(b, 0, sizeof(b));
	CHECK_EQ(lws_vfs_file_read(f, &n, b, 3), 0);
	CHECK(n == 3 && !strcmp((char *)b, "456"));
	CHECK_EQ(lws_vfs_tell(f), 7);
	CHECK_EQ(lws_vfs_file_seek_end(f, -2), 8);
	CHECK_EQ(lws_vfs_file_read(f, &n, b, 9), 0);
	CHECK(n == 2 && b[0] == '8');
	CHECK_EQ(lws_vfs_file_seek_set(f, 0), 0);
	if (flags & LWS_FOP_FLAG_MOD_TIME_VALID)
		CHECK(lws_vfs_get_mod_time(f) > 1500000000u);
	CHECK_EQ(lws_vfs_file_close(&f), 0);
	CHECK_EQ(lws_vfs_file_close(&f), 0);
	remove(path);

	flags = LWS_O_RDONLY;
	CHECK(!lws_vfs_file_open(&file_ops, "no/such/file", &flags));
	CHECK(!lws_vfs_file_open(NULL, path, &flags));
	CHECK(!lws_vfs_file_open(&file_ops, NULL, &flags));
	CHECK(!lws_vfs_file_open(&file_ops, "a/b.zip/c/d", &flags));
	CHECK_STR(opened_vpath, "c/d");
	flags = LWS_O_RDONLY;
	CHECK(!lws_vfs_file_open(&file_ops, "b.tar!x", &flags));
	CHECK_STR(opened_vpath, "x");
}

struct node {
	int		v;
	lws_list_ptr	next;
};

static int
node_sort(lws_list_ptr a, lws_list_ptr b)
{
	return lws_list_ptr_container(a, struct node, next)->v -
	       lws_list_ptr_container(b, struct node, next)->v;
}

static void
test_lwsac(void)
{
	struct lwsac *ac = NULL, *ac2 = NULL;
	struct node n[4] = { { .v = 3 }, { .v = 1 }, { .v = 2 }, { .v = 3 } };
	lws_list_ptr head = NULL, p;
	char *a, *b, *c, order[5];
	unsigned int i;

	CHECK_EQ(lwsac_align(1), sizeof(void *));
	CHECK_EQ(lwsac_align(8), 8);
	CHECK(lwsac_sizeof(1) > lwsac_sizeof(0));
	CHECK_EQ(lwsac_total_alloc(NULL), 0);
	lwsac_reference(NULL);
	lwsac_free(&ac);
	lwsac_detach(&ac);
	lwsac_unreference(&ac);
	CHECK(!lwsac_scan_extant(NULL, (uint8_t *)"x", 1, 0));

	a = lwsac_use(&ac, 10, 100);
	b = lwsac_use_zero(&ac, 20, 100);
	CHECK(a && b == a + lwsac_align(10));
	CHECK(!((uintptr_t)a & (sizeof(void *) - 1)));
	CHECK_EQ(lwsac_total_alloc(ac), 100 + lwsac_sizeof(1));
	CHECK_EQ(lwsac_get_tail_pos(ac),
		 lwsac_sizeof(1) + lwsac_align(10) + lwsac_align(20));
	CHECK_EQ(lwsac_total_overhead(ac), lwsac_total_alloc(ac) -
		 lwsac_align(10) - lwsac_align(20));
	/* the last one grows in place while its chunk has room */
	CHECK_EQ(lwsac_extend(ac, 30), 0);
	c = lwsac_use(&ac, 1, 100);
	CHECK(c == b + lwsac_align(20) + lwsac_align(30));
	CHECK_EQ(lwsac_extend(ac, 100), 1);
	CHECK_EQ(lwsac_extend(ac, SIZE_MAX), 1);
	CHECK_EQ(lwsac_extend(NULL, 1), 1);

	/* larger than a chunk; then what is left in the first */
	b = lwsac_use(&ac, 1000, 100);
	CHECK(b != NULL && lwsac_get_next(ac) != NULL);
	CHECK_EQ(lwsac_total_alloc(ac), 1100 + lwsac_sizeof(1) +
					lwsac_sizeof(0));
	memset(b, 'b', 1000);
	c = lwsac_use_backfill(&ac, 8, 100);
	CHECK(c > a && c < a + 100);
	strcpy(a, "findme");
	memcpy(c, "findmore", 8);
	CHECK(lwsac_scan_extant(ac, (uint8_t *)"findme", 6, 1) ==
	      (uint8_t *)a);
	CHECK(lwsac_scan_extant(ac, (uint8_t *)"findmo", 6, 0) ==
	      (uint8_t *)c);
	CHECK(!lwsac_scan_extant(ac, (uint8_t *)"findmo", 6, 1));
	CHECK(lwsac_scan_extant(ac, (uint8_t *)"bbb", 3, 0) == (uint8_t *)b);

	/* nothing changes when memory runs out */
	lws_alloc_fail_at(1, -1);
	CHECK(!lwsac_use(&ac, 2000, 0));
	CHECK(!lwsac_use(&ac2, 1, 0));
	CHECK(!ac2);
	lws_alloc_fail_at(0, 0);
	CHECK(!lwsac_use(&ac, SIZE_MAX, 0));
	CHECK(!lwsac_use(&ac, SIZE_MAX - 64, 0));
	CHECK_STR(a, "findme");

	/* the last user of a detached one frees it */
	lwsac_reference(ac);
	lwsac_reference(ac);
	lwsac_unreference(&ac);
	lwsac_detach(&ac);
	CHECK(ac != NULL);
	lwsac_unreference(&ac);
	CHECK(!ac);
	CHECK(lwsac_use(&ac, 1, 0) != NULL);
	lwsac_detach(&ac);
	CHECK(!ac);

	for (i = 0; i < 4; i++)
		lws_list_ptr_insert(&head, &n[i].next, node_sort);
	for (p = head, i = 0; p && i < 4; i++) {
		order[i] = (char)('0' + (lws_list_ptr_container(p, struct node,
							next) - n));
		lws_list_ptr_advance(p);
	}
	order[i] = '\0';
	CHECK_STR(order, "1230");
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	CHECK(f != NULL);
	if (f) {
		fwrite(text, 1, strlen(text), f);
		fclose(f);
	}
}

static void
test_cached_file(void)
{
	static const char path[] = "core-cached-test.tmp";
	lwsac_cached_file_t c = NULL, mine, also_mine;
	size_t len = 99;

	remove(path);
	lws_set_log_level(0, NULL);
	CHECK_EQ(lwsac_cached_file(path, &c, &len), 1);
	CHECK(!c && len == 99);

	write_file(path, "hello");
	CHECK_EQ(lwsac_cached_file(path, &c, &len), 0);
	CHECK_EQ(len, 5);
	CHECK_STR((char *)c, "hello");
	mine = also_mine = c;
	CHECK_EQ(lwsac_cached_file(path, &c, &len), 0);
	CHECK(c == mine);

	/* it changes while two use it */
	lwsac_use_cached_file_start(mine);
	lwsac_use_cached_file_start(also_mine);
	write_file(path, "goodbye");
	lws_alloc_fail_at(1, 0);
	CHECK_EQ(lwsac_cached_file(path, &c, &len), 1);
	CHECK(c == mine && len == 5);
	lws_alloc_fail_at(0, 0);
	CHECK_EQ(lwsac_cached_file(path, &c, &len), 0);
	CHECK(c != mine && len == 7);
	CHECK_STR((char *)c, "goodbye");
	CHECK_STR((char *)mine, "hello");
	lwsac_use_cached_file_end(&mine);
	CHECK(!mine);
	CHECK_STR((char *)also_mine, "hello");
	lwsac_use_cached_file_end(&also_mine);

	/* unused it stays, until it is detached */
	mine = c;
	lwsac_use_cached_file_start(mine);
	lwsac_use_cached_file_end(&mine);
	CHECK_STR((char *)c, "goodbye");
	lwsac_use_cached_file_detach(&c);
	CHECK(!c);
	lwsac_use_cached_file_detach(&c);
	lwsac_use_cached_file_end(&c);
	lwsac_use_cached_file_start(c);

	write_file(path, "");
	CHECK_EQ(lwsac_cached_file(path, &c, &len), 0);
	CHECK(c && !len && !c[0]);
	lwsac_use_cached_file_detach(&c);
	remove(path);
	lws_set_log_level(LLL_ERR, NULL);
}

static lws_dll2_owner_t owners[2];
static lws_sorted_usec_list_t sul[5];

static void
ring_bell(lws_sorted_usec_list_t *s)
{
	CHECK(!s->us && !s->list.owner);
	story_add("%s%d%d ", "", (int)(s - sul), 0);
	if (s == &sul[1])
		/* one that is ripe as well does not happen then */
		lws_dll2_remove(&sul[3].list);
	if (s == &sul[4]) {
		s->us = 1;
		__lws_sul_insert(&owners[0], s);
	}
}

static void
test_sul_list(void)
{
	static const lws_usec_t us[] = { 2000, 1000, 2000, 1500, 5000 };
	int n;

	story[0] = '\0';
	CHECK_EQ(__lws_sul_service_ripe(owners, 2, 10), 0);
	for (n = 0; n < 5; n++) {
		sul[n].us = us[n];
		sul[n].cb = ring_bell;
		CHECK_EQ(__lws_sul_insert(&owners[n == 3], &sul[n]), 0);
	}
	CHECK_EQ(__lws_sul_service_ripe(owners, 2, 900), 100);
	CHECK_STR(story, "");
	CHECK_EQ(__lws_sul_service_ripe(owners, 2, 2000), 3000);
	CHECK_STR(story, "10 00 20 ");
	/* it arms itself for the past: next time, not now */
	CHECK_EQ(__lws_sul_service_ripe(owners, 2, 5000), 1);
	CHECK_STR(story, "10 00 20 40 ");
	sul[4].us = LWS_SET_TIMER_USEC_CANCEL;
	CHECK_EQ(__lws_sul_insert(&owners[0], &sul[4]), -1);
	CHECK(!sul[4].list.owner && !sul[4].us);
	CHECK_EQ(__lws_sul_service_ripe(owners, 2, 9000), 0);
}

int
main(void)
{
	test_state();
	test_state_reentrant();
	test_retry();
	test_vfs();
	test_lwsac();
	test_cached_file();
	test_sul_list();

	return check_result();
}
