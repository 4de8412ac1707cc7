/* SPDX-License-Identifier: MIT */
/* Queues of bytes and rings, against plain arrays. */

#include "private-lib-core.h"

#include "core-check.h"

static struct lws_buflist *bl;

static int
append(const char *s)
{
	return lws_buflist_append_segment(&bl, (const uint8_t *)s, strlen(s));
}

/* the whole list as one string */
static const char *
all(void)
{
	static uint8_t b[256];
	int n = lws_buflist_linear_copy(&bl, 0, b, sizeof(b) - 1);

	CHECK_EQ(n, lws_buflist_total_len(&bl));
	b[n] = '\0';

	return (const char *)b;
}

static void
test_buflist(void)
{
	char first = 7, fin = 7;
	uint8_t b[32], *p = b;

	CHECK_EQ(lws_buflist_next_segment_len(&bl, &p), 0);
	CHECK(!p);
	CHECK_EQ(lws_buflist_total_len(&bl), 0);
	CHECK_EQ(lws_buflist_use_segment(&bl, 5), 0);
	CHECK_EQ(lws_buflist_linear_use(&bl, b, 5), 0);
	CHECK_EQ(lws_buflist_fragment_use(&bl, b, 5, &first, &fin), 0);
	CHECK(!first && !fin);
	lws_buflist_destroy_all_segments(&bl);

	CHECK_EQ(append("hello"), 1);
	CHECK_EQ(append("world!"), 0);
	CHECK_STR(all(), "helloworld!");
	CHECK_EQ(lws_buflist_next_segment_len(&bl, &p), 5);
	CHECK(!memcmp(p, "hello", 5));
	/* there is room for a header in front of it */
	memset(p - LWS_PRE, 0xaa, LWS_PRE);
	CHECK_EQ(lws_buflist_next_segment_len(&bl, NULL), 5);

	CHECK_EQ(lws_buflist_use_segment(&bl, 2), 3);
	CHECK_STR(all(), "lloworld!");
	CHECK_EQ(lws_buflist_linear_copy(&bl, 2, b, 4), 4);
	CHECK(!memcmp(b, "owor", 4));
	CHECK_EQ(lws_buflist_linear_copy(&bl, 8, b, 4), 1);
	CHECK_EQ(lws_buflist_linear_copy(&bl, 9, b, 4), 0);
	CHECK_EQ(lws_buflist_linear_copy(&bl, 99, b, 4), 0);
	CHECK_EQ(lws_buflist_use_segment(&bl, 3), 6);
	CHECK_EQ(append("abc"), 0);
	CHECK_STR(all(), "world!abc");
	CHECK_EQ(lws_buflist_use_segment(&bl, 99), 3);
	CHECK_STR(all(), "abc");
	CHECK_EQ(lws_buflist_use_segment(&bl, 3), 0);
	CHECK(!bl);

	append("one");
	append("two");
	CHECK_EQ(lws_buflist_fragment_use(&bl, b, 2, &first, &fin), 2);
	CHECK(first && !fin);
	CHECK_EQ(lws_buflist_fragment_use(&bl, b, 9, &first, &fin), 1);
	CHECK(!first && fin && b[0] == 'e');
	CHECK_EQ(lws_buflist_fragment_use(&bl, b, 3, &first, &fin), 3);
	CHECK(first && fin && !bl);
	append("x");
	CHECK_EQ(lws_buflist_fragment_use(&bl, b, 3, NULL, NULL), 1);

	append("one");
	append("two");
	append("three");
	CHECK_EQ(lws_buflist_linear_use(&bl, b, 5), 5);
	CHECK(!memcmp(b, "onetw", 5));
	CHECK_EQ(lws_buflist_linear_use(&bl, b, 32), 6);
	CHECK(!memcmp(b, "othree", 6));
	CHECK(!bl);

	/* what cannot be added leaves the list as it was */
	append("keep");
	lws_set_log_level(0, NULL);
	lws_alloc_fail_at(1, 0);
	CHECK_EQ(append("x"), -1);
	lws_alloc_fail_at(0, 0);
	CHECK_EQ(append(""), -1);
	CHECK_EQ(lws_buflist_append_segment(&bl, b, LWS_BUFLIST_MAX_LEN), -1);
	CHECK_EQ(lws_buflist_append_segment(&bl, b, SIZE_MAX), -1);
	lws_set_log_level(LLL_ERR, NULL);
	CHECK_STR(all(), "keep");
	lws_buflist_destroy_all_segments(&bl);
	CHECK(!bl);
}

/* appending and using up in random pieces */
static void
test_buflist_random(void)
{
	static uint8_t in[20000], out[20000];
	size_t put = 0, got = 0, n;
	struct lws_xos xos;

	lws_xos_init(&xos, 5);
	for (n = 0; n < sizeof(in); n++)
		in[n] = (uint8_t)(lws_xos(&xos) & 0xff);

	while (got < sizeof(in)) {
		n = lws_min_sz(1 + lws_xos(&xos) % 100, sizeof(in) - put);
		if (n && lws_xos_percent(&xos, 50)) {
			CHECK(lws_buflist_append_segment(&bl, in + put, n) >=
			      0);
			put += n;
		} else {
			n = 1 + lws_xos(&xos) % 150;
			got += (size_t)lws_buflist_linear_use(&bl, out + got,
							      n);
		}
		CHECK_EQ(lws_buflist_total_len(&bl), put - got);
	}
	CHECK(!bl);
	CHECK(!memcmp(in, out, sizeof(in)));
}

static int destroyed[16], n_destroyed;

static void
destroy(void *element)
{
	destroyed[n_destroyed++ & 15] = *(int *)element;
}

static void
count(void *element)
{
	(void)element;
	n_destroyed++;
}

static void
test_ring(void)
{
	static const int v[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct lws_ring *r = lws_ring_create(sizeof(int), 4, destroy);
	uint32_t slow, fast;
	const int *e;
	size_t bytes;
	int out[8];
	void *start;

	CHECK(r != NULL);
	CHECK_EQ(lws_ring_get_count_free_elements(r), 3);
	CHECK_EQ(lws_ring_get_count_waiting_elements(r, NULL), 0);
	CHECK(!lws_ring_get_element(r, NULL));
	CHECK_EQ(lws_ring_consume(r, NULL, out, 1), 0);

	slow = fast = lws_ring_get_oldest_tail(r);
	CHECK_EQ(lws_ring_insert(r, v, 8), 3);
	CHECK_EQ(lws_ring_insert(r, v, 8), 0);
	CHECK_EQ(lws_ring_next_linear_insert_range(r, &start, &bytes), 1);

	/* two readers; room comes back when the slower one has read */
	CHECK_EQ(lws_ring_consume(r, &fast, out, 2), 2);
	CHECK(out[0] == 1 && out[1] == 2);
	CHECK_EQ(lws_ring_get_count_waiting_elements(r, &fast), 1);
	CHECK_EQ(lws_ring_get_count_waiting_elements(r, &slow), 3);
	CHECK_EQ(lws_ring_get_count_free_elements(r), 0);
	CHECK_EQ(lws_ring_consume(r, &slow, NULL, 1), 1);
	CHECK_EQ(n_destroyed, 0);
	lws_ring_update_oldest_tail(r, slow);
	CHECK(n_destroyed == 1 && destroyed[0] == 1);
	e = lws_ring_get_element(r, &slow);
	CHECK(e && *e == 2);
	CHECK_EQ(lws_ring_get_count_free_elements(r), 1);

	/* across the end */
	lws_ring_consume(r, &slow, NULL, 9);
	lws_ring_update_oldest_tail(r, slow);
	CHECK_EQ(lws_ring_get_oldest_tail(r), slow);
	CHECK_EQ(n_destroyed, 3);
	CHECK_EQ(lws_ring_insert(r, v + 4, 3), 3);
	CHECK_EQ(lws_ring_consume(r, NULL, out, 9), 3);
	CHECK(out[0] == 5 && out[1] == 6 && out[2] == 7);
	CHECK_EQ(n_destroyed, 6);

	/* filling it in place: first to the end, then from the start */
	CHECK_EQ(lws_ring_next_linear_insert_range(r, &start, &bytes), 0);
	CHECK_EQ(bytes, 2 * sizeof(int));
	memcpy(start, v, bytes);
	lws_ring_bump_head(r, bytes);
	CHECK_EQ(lws_ring_next_linear_insert_range(r, &start, &bytes), 0);
	CHECK_EQ(bytes, sizeof(int));
	memcpy(start, v + 2, bytes);
	lws_ring_bump_head(r, bytes);
	CHECK_EQ(lws_ring_consume(r, NULL, out, 1), 1);
	CHECK_EQ(out[0], 1);

	n_destroyed = 0;
	lws_ring_destroy(r);
	CHECK(n_destroyed == 2 && destroyed[0] == 2 && destroyed[1] == 3);
	lws_ring_destroy(NULL);
}

static void
test_ring_bad(void)
{
	struct lws_ring *r;
	unsigned int n;

	lws_set_log_level(0, NULL);
	CHECK(!lws_ring_create(0, 4, NULL));
	CHECK(!lws_ring_create(4, 1, NULL));
	CHECK(!lws_ring_create(SIZE_MAX / 2, 4, NULL));
	CHECK(!lws_ring_create(65536, 65536, NULL));
	lws_set_log_level(LLL_ERR, NULL);

	for (n = 1; n < 3; n++) {
		lws_alloc_fail_at(n, 0);
		r = lws_ring_create(4, 4, NULL);
		CHECK(!r);
		lws_ring_destroy(r);
	}
	lws_alloc_fail_at(0, 0);

	/* without a destroyer the tail just moves; no endless walk for any */
	r = lws_ring_create(3, 5, NULL);
	CHECK_EQ(lws_ring_insert(r, "aaabbbccc", 3), 3);
	lws_ring_update_oldest_tail(r, 6);
	CHECK_EQ(lws_ring_get_count_waiting_elements(r, NULL), 1);
	lws_ring_destroy(r);
	r = lws_ring_create(4, 4, count);
	lws_ring_update_oldest_tail(r, 3);
	lws_ring_update_oldest_tail(r, 0);
	lws_ring_destroy(r);
}

int
main(void)
{
	test_buflist();
	test_buflist_random();
	test_ring();
	test_ring_bad();

	return check_result();
}
