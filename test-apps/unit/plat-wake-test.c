/* SPDX-License-Identifier: MIT */
/* The wakeup of a poll: coalescing, never lost, not readable once drained */
#include "plat-check.h"

#define THREADS		4
#define ROUNDS		20000

static struct lws_plat_wake wake;
static lws_plat_atomic_t posted[THREADS];

static void
poster(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		(void)lws_plat_atomic_add((lws_plat_atomic_t *)arg, 1);
		if (lws_plat_wake_signal(&wake))
			exit(2);
	}
}

static int
readable(lws_usec_t us)
{
	return check_poll1(wake.fd, LWS_POLLIN, us) & LWS_POLLIN;
}

static int
total(void)
{
	int i, n = 0;

	for (i = 0; i < THREADS; i++)
		n += lws_plat_atomic_get(&posted[i]);

	return n;
}

static void
test_coalesce(void)
{
	int i;

	CHECK(!readable(0));
	for (i = 0; i < 1000000; i++)
		if (lws_plat_wake_signal(&wake))
			break;
	CHECK(i == 1000000);
	CHECK(readable(5 * LWS_US_PER_SEC));
	lws_plat_wake_drain(&wake);
	CHECK(!readable(0));

	/* harmless without a signal, and works again afterwards */
	lws_plat_wake_drain(&wake);
	CHECK(!lws_plat_wake_signal(&wake));
	CHECK(readable(5 * LWS_US_PER_SEC));
	lws_plat_wake_drain(&wake);
	CHECK(!readable(1000));
}

/*
 * Sleeps without an end in sight until all posts have been seen: one lost
 * wakeup and the poll runs into its timeout.
 */
static void
test_threads(void)
{
	lws_plat_thread_t t[THREADS];
	int i, seen = 0;

	for (i = 0; i < THREADS; i++)
		REQUIRE(!lws_plat_thread_create(&t[i], poster, &posted[i]));

	while (seen < THREADS * ROUNDS) {
		if (!readable(30 * LWS_US_PER_SEC)) {
			CHECK_FAIL("a wakeup was lost");
			break;
		}
		lws_plat_wake_drain(&wake);
		seen = total();
	}
	for (i = 0; i < THREADS; i++)
		lws_plat_thread_join(&t[i]);

	CHECK(total() == THREADS * ROUNDS);
	/* what was in flight is gone after one more drain */
	lws_plat_wake_drain(&wake);
	CHECK(!readable(0));
}

int
main(void)
{
	struct lws_plat_wake zero;

	REQUIRE(!lws_plat_init());
	REQUIRE(!lws_plat_wake_create(&wake));
	test_coalesce();
	test_threads();
	lws_plat_wake_destroy(&wake);
	lws_plat_wake_destroy(&wake);
	memset(&zero, 0, sizeof(zero));
	lws_plat_wake_destroy(&zero);
	lws_plat_deinit();

	return check_done();
}
