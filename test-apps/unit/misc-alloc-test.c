/* SPDX-License-Identifier: MIT */
/*
 * Utilities that allocate, with each of their allocations failing in turn, and
 * with all that follow it: they say that they failed, and nothing is left over.
 */
#include "private-lib-core-net.h"
#include "tests.h"

#include <stdlib.h>

static long alive;
static struct lws_context *cx;

static void *
counting(void *ptr, size_t size, const char *reason)
{
	void *p;

	(void)reason;
	if (!size) {
		alive -= ptr != NULL;
		free(ptr);
		return NULL;
	}
	p = realloc(ptr, size);
	alive += p && !ptr;

	return p;
}

static const struct lws_protocols protocols[] = {
	{ "none", lws_callback_http_dummy, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* ---- each returns 0 when all of it worked, and leaves nothing behind ---- */

static int
use_buflist(void)
{
	struct lws_buflist *head = NULL;
	uint8_t buf[64] = "abcdefgh";
	int bad = 0, n, whole = 0;

	for (n = 1; n < 6; n++)
		if (lws_buflist_append_segment(&head, buf, (size_t)n) < 0)
			bad = 1;
		else
			whole += n;
	/* what was taken is all there */
	CHECK_EQ(lws_buflist_total_len(&head), whole);
	CHECK_EQ(lws_buflist_linear_copy(&head, 0, buf, sizeof(buf)), whole);
	CHECK_EQ(lws_buflist_linear_use(&head, buf, 3), whole < 3 ? whole : 3);
	lws_buflist_destroy_all_segments(&head);

	return bad;
}

static int
use_lwsac(void)
{
	struct lwsac *ac = NULL;
	uint8_t *p;
	int bad = 0, n;

	for (n = 1; n < 8; n++) {
		p = n & 1 ? lwsac_use_zero(&ac, (size_t)n * 40, 100) :
			    lwsac_use(&ac, (size_t)n * 40, 100);
		if (p)
			memset(p, n, (size_t)n * 40);
		else
			bad = 1;
		if (!lwsac_use_backfill(&ac, 8, 100))
			bad = 1;
	}
	lwsac_reference(ac);
	lwsac_detach(&ac);
	lwsac_unreference(&ac);

	return bad;
}

static int
use_ring(void)
{
	struct lws_ring *r = lws_ring_create(8, 4, NULL);
	uint32_t tail = 0;
	uint64_t v = 5;

	if (!r)
		return 1;
	CHECK_EQ(lws_ring_insert(r, &v, 1), 1);
	CHECK_EQ(lws_ring_consume(r, &tail, &v, 1), 1);
	lws_ring_destroy(r);

	return 0;
}

/* elements that own memory, which goes with them */
static int elements;

static void
destroy_element(void *element)
{
	void *p;

	memcpy(&p, element, sizeof(p));
	CHECK(p);
	elements--;
	lws_free(p);
}

/* 0: all of them are in */
static int
insert_owned(struct lws_ring *r, int count)
{
	void *p;
	int bad = 0;

	while (count--) {
		p = lws_malloc(16, "element");
		if (!p) {
			bad = 1;
			continue;
		}
		elements++;
		CHECK_EQ(lws_ring_insert(r, &p, 1), 1);
	}

	return bad;
}

static int
use_ring_of_owners(void)
{
	struct lws_ring *r = lws_ring_create(sizeof(void *), 4,
					     destroy_element);
	uint32_t fast, slow;
	int bad = 0, n, alive_elements;

	if (!r)
		return 1;
	CHECK_EQ(elements, 0);
	slow = fast = lws_ring_get_oldest_tail(r);
	/* two rounds of three and three, so that the ring wraps */
	for (n = 0; n < 2; n++) {
		bad |= insert_owned(r, 3);
		lws_ring_consume(r, &fast, NULL, 2);
		alive_elements = elements;
		lws_ring_update_oldest_tail(r, slow);
		CHECK_EQ(elements, alive_elements);
		lws_ring_consume(r, &slow, NULL, 2);
		lws_ring_update_oldest_tail(r, slow);
		CHECK_EQ(elements, alive_elements > 2 ? alive_elements - 2 : 0);
		lws_ring_consume(r, &fast, NULL, 3);
		lws_ring_consume(r, &slow, NULL, 3);
		lws_ring_update_oldest_tail(r, slow);
		CHECK_EQ(elements, 0);
	}
	/* and what nobody has read */
	bad |= insert_owned(r, 2);
	lws_ring_destroy(r);
	CHECK_EQ(elements, 0);

	return bad;
}

static int
use_map(void)
{
	lws_map_info_t info;
	lws_map_t *m;
	int bad = 0, n;

	memset(&info, 0, sizeof(info));
	m = lws_map_create(&info);
	if (!m)
		return 1;
	for (n = 0; n < 4; n++)
		if (!lws_map_item_create(m, (lws_map_key_t)&n, sizeof(n),
					 (lws_map_value_t)"value", 6))
			bad = 1;
	/* again: takes the place of the other, or leaves it */
	n = 0;
	if (!lws_map_item_create(m, (lws_map_key_t)&n, sizeof(n),
				 (lws_map_value_t)"other", 6))
		bad = 1;
	lws_map_destroy(&m);
	CHECK(!m);

	return bad;
}

static int
use_map_in_lwsac(void)
{
	struct lwsac *ac = NULL;
	lws_map_info_t info;
	lws_map_t *m;
	int bad = 0, n;

	memset(&info, 0, sizeof(info));
	info._alloc = lws_map_alloc_lwsac;
	info._free = lws_map_free_lwsac;
	info.aux = &ac;
	m = lws_map_create(&info);
	if (!m)
		bad = 1;
	for (n = 0; m && n < 4; n++)
		if (!lws_map_item_create(m, (lws_map_key_t)&n, sizeof(n),
					 (lws_map_value_t)"value", 6))
			bad = 1;
	lws_map_destroy(&m);
	lwsac_free(&ac);

	return bad;
}

static int
entry_cb(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	(void)dirpath;
	(void)lde;
	++*(int *)user;

	return 0;
}

static int
use_dir(void)
{
	int n = 0, bad = lws_dir(".", &n, entry_cb);

	/* all of them or none */
	CHECK(bad ? !n : n > 0);

	return bad;
}

static int
use_cached_file(void)
{
	lwsac_cached_file_t file = NULL, mine;
	size_t len = 0;
	int bad = lwsac_cached_file("CTestTestfile.cmake", &file, &len);

	CHECK(!bad == !!file);
	if (file) {
		mine = file;
		lwsac_use_cached_file_start(mine);
		CHECK(len && !file[len]);
		CHECK(!lwsac_cached_file("CTestTestfile.cmake", &file, &len));
		CHECK(file == mine);
		lwsac_use_cached_file_detach(&file);
		lwsac_use_cached_file_end(&mine);
	}

	return bad;
}

static int
smd_cb(void *opaque, lws_smd_class_t c, lws_usec_t us, void *buf, size_t len)
{
	(void)opaque;
	(void)c;
	(void)us;
	CHECK(len && buf);

	return 0;
}

static int
use_smd(void)
{
	struct lws_smd_peer *a, *b;
	int bad = 0;
	void *p;

	a = lws_smd_register(cx, NULL, 0, LWSSMDCL_INTERACTION, smd_cb);
	b = lws_smd_register(cx, NULL, 0, LWSSMDCL_INTERACTION, smd_cb);
	p = lws_smd_msg_alloc(cx, LWSSMDCL_INTERACTION, 4);
	if (p) {
		memcpy(p, "abc", 4);
		if (lws_smd_msg_send(cx, p)) {
			lws_smd_msg_free(&p);
			bad = 1;
		}
	}
	if (lws_smd_msg_printf(cx, LWSSMDCL_INTERACTION, "{\"a\":%d}", 1))
		bad = 1;
	CHECK(lws_service(cx, -1) >= 0);
	if (!a || !b || !p)
		bad = 1;
	if (a)
		lws_smd_unregister(a);
	if (b)
		lws_smd_unregister(b);

	return bad;
}

static int
use_blob(void)
{
	lws_system_blob_t *b = lws_system_get_blob(cx,
					LWS_SYSBLOB_TYPE_DEVICE_SERIAL, 0);
	size_t whole = 0;
	int bad = 0, n;

	for (n = 0; n < 3; n++)
		if (lws_system_blob_heap_append(b, (const uint8_t *)"abc", 3))
			bad = 1;
		else
			whole += 3;
	CHECK_EQ(lws_system_blob_get_size(b), whole);
	lws_system_blob_heap_empty(b);
	lws_system_blob_destroy(b);

	return bad;
}

/* ---- log contexts: of a context, of vhosts, and of what is made of them */

static int users_told, log_lines;

static void
log_emit(struct lws_log_cx *c, int level, const char *line, size_t len)
{
	CHECK(c->opaque == &log_lines && level && line[len] == '\0');
	/* nobody logs to what has no users any more */
	CHECK(c->refcount > 0);
	log_lines++;
}

static void
log_users(struct lws_log_cx *c, int _new)
{
	CHECK(_new == 1 || _new == -1);
	users_told += _new;
	CHECK_EQ(c->refcount, users_told);
}

static void
log_prepend(struct lws_log_cx *c, void *obj, char **p, char *e)
{
	(void)c;
	(void)obj;
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "mine: ");
}

static void
log_about(struct lws_context *c, struct lws_vhost *vh)
{
	int before = log_lines;

	lwsl_cx_warn(c, "about a context");
	lwsl_vhost_warn(vh, "about a vhost");
	lwsl_hexdump_vhost_warn(vh, "sixteen bytes...", 16);
	CHECK(log_lines >= before + 3);
}

static int
use_log_cx(void)
{
	struct lws_log_cx outer = { .prepend = log_prepend };
	struct lws_log_cx log = { .u = { .emit_cx = log_emit },
		.refcount_cb = log_users, .prepend = log_prepend,
		.parent = &outer, .opaque = &log_lines,
		.lll_flags = LLL_ERR | LLL_WARN | LLL_INFO |
			     (uint32_t)LLLF_LOG_CONTEXT_AWARE };
	struct lws_context_creation_info info;
	struct lws_context *c;
	struct lws_vhost *vh;
	int bad = 1;

	users_told = 0;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.log_cx = &log;
	t_info(&info, protocols);
	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	c = lws_create_context(&info);
	if (c) {
		CHECK_EQ(log.refcount, 1);
		/* it has the context's if it is given none */
		info.log_cx = NULL;
		vh = lws_create_vhost(c, &info);
		/* one that failed half way is gone after a turn */
		if (!vh)
			CHECK(lws_service(c, -1) >= 0);
		CHECK_EQ(log.refcount, vh ? 2 : 1);
		if (vh) {
			log_about(c, vh);
			bad = 0;
		}
		lws_context_destroy(c);
	}
	CHECK_EQ(log.refcount, 0);
	CHECK_EQ(users_told, 0);

	return bad;
}

/* a file for lines is opened for the first vhost, closed after the last */
static int
use_log_file(void)
{
	static char path[] = "misc-alloc-test.log";
	struct lws_log_cx log = { .u = { .emit_cx = lws_log_emit_cx_file },
		.refcount_cb = lws_log_use_cx_file, .opaque = path,
		.lll_flags = LLL_ERR | LLL_WARN |
			     (uint32_t)LLLF_LOG_CONTEXT_AWARE };
	struct lws_context_creation_info info;
	struct lws_vhost *vh[2];
	int bad, n, fds = t_open_fds();

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.log_cx = &log;
	t_info(&info, protocols);
	for (n = 0; n < 2; n++) {
		info.vhost_name = n ? "log two" : "log one";
		vh[n] = lws_create_vhost(cx, &info);
	}
	if (!vh[0] || !vh[1])
		CHECK(lws_service(cx, -1) >= 0);
	CHECK_EQ(log.refcount, !!vh[0] + !!vh[1]);
	bad = !vh[0] || !vh[1] || !log.stg;
	for (n = 0; n < 2; n++)
		if (vh[n]) {
			lwsl_vhost_warn(vh[n], "about a vhost");
			lws_vhost_destroy(vh[n]);
		}
	CHECK(lws_service(cx, -1) >= 0);
	CHECK_EQ(log.refcount, 0);
	CHECK(!log.stg);
	CHECK_EQ(t_open_fds(), fds);
	remove(path);

	return bad;
}

static const struct {
	const char	*what;
	int		(*fn)(void);
} uses[] = {
	{ "buflist", use_buflist },
	{ "lwsac", use_lwsac },
	{ "ring", use_ring },
	{ "ring of owners", use_ring_of_owners },
	{ "map", use_map },
	{ "map in an lwsac", use_map_in_lwsac },
	{ "directory", use_dir },
	{ "cached file", use_cached_file },
	{ "smd", use_smd },
	{ "blob", use_blob },
	{ "log context", use_log_cx },
	{ "log file", use_log_file },
};

/* more: how many fail behind the first, -1: all */
static void
check_use(size_t which, int more)
{
	unsigned int n, fits;
	long before;
	int bad;

	/* what is made on first use is there */
	CHECK(!uses[which].fn());
	for (n = 1; n < 200; n++) {
		t_case("%s, allocation %u fails%s", uses[which].what, n,
		       more ? " and all behind it" : "");
		before = alive;
		lws_alloc_fail_at(n, more);
		bad = uses[which].fn();
		fits = lws_alloc_count() < n;
		lws_alloc_fail_at(0, 0);
		CHECK_EQ(!bad, fits);
		CHECK_EQ(alive, before);
		if (fits)
			break;
	}
	/* there was something to fail */
	CHECK(n > 1 && n < 200);
}

int
main(void)
{
	struct lws_context_creation_info info;
	size_t n;

	t_begin("misc-alloc", 60);
	lws_set_allocator(counting);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (CHECK(cx)) {
		CHECK(lws_service(cx, -1) >= 0);
		for (n = 0; n < T_ARRAY(uses); n++) {
			check_use(n, 0);
			check_use(n, -1);
		}
		lws_context_destroy(cx);
	}
	CHECK_EQ(alive, 0);

	return t_end();
}
