/* SPDX-License-Identifier: MIT */
/*
 * The timer wheel against a sorted array, with random inserts, cancels and
 * jumps of time; order among equals; how many timers it looks at.
 */

#include "private-lib-core-net.h"

#include "core-check.h"

#define N_TIMERS 2000

struct timer {
	lws_sorted_usec_list_t	sul;
	lws_usec_t		us;	/* as armed */
	unsigned int		order;	/* of arming */
	int			armed;
};

static struct timer t[N_TIMERS];
static struct lws_wheel wheel;
static unsigned int orders;
static uint64_t seed = 88172645463325252ull;

static uint64_t
rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;

	return seed;
}

static void
arm(struct timer *p, lws_usec_t us)
{
	p->us = p->sul.us = us;
	p->order = orders++;
	p->armed = 1;
	lws_wheel_insert(&wheel, &p->sul);
}

static int
by_time(const void *a, const void *b)
{
	const struct timer *x = *(struct timer *const *)a;
	const struct timer *y = *(struct timer *const *)b;

	if (x->us != y->us)
		return x->us < y->us ? -1 : 1;

	return x->order < y->order ? -1 : 1;
}

/* what has to come out at `now`, in order; *next is what comes then, or -1 */
static size_t
expect(struct timer **out, lws_usec_t now, lws_usec_t *next)
{
	size_t n = 0, i;

	*next = -1;
	for (i = 0; i < N_TIMERS; i++) {
		if (!t[i].armed)
			continue;
		if (t[i].us <= now)
			out[n++] = &t[i];
		else if (*next < 0 || t[i].us < *next)
			*next = t[i].us;
	}
	qsort(out, n, sizeof(*out), by_time);

	return n;
}

static void
collect_and_compare(lws_usec_t now)
{
	static struct timer *want[N_TIMERS];
	struct lws_dll2_owner ripe = { NULL, NULL, 0 };
	lws_usec_t next, lower;
	size_t n = expect(want, now, &next), i;

	lws_wheel_collect(&wheel, now, &ripe);
	CHECK_EQ(ripe.count, n);

	for (i = 0; i < n && ripe.head; i++) {
		CHECK(ripe.head == &want[i]->sul.list);
		lws_dll2_remove(ripe.head);
		want[i]->armed = 0;
	}

	CHECK_EQ(lws_wheel_earliest(&wheel), next);
	lower = lws_wheel_next(&wheel);
	CHECK(lower <= next);
	CHECK((lower < 0) == (next < 0));
	CHECK(next < 0 || lower > now);
}

/* spans from within a tick to months */
static lws_usec_t
random_delay(void)
{
	return (lws_usec_t)(rnd() % ((uint64_t)1 << (1 + rnd() % 44)));
}

static void
test_random(lws_usec_t now)
{
	int round, k;

	memset(t, 0, sizeof(t));
	lws_wheel_init(&wheel, now);

	for (round = 0; round < 400; round++) {
		for (k = 0; k < 60; k++) {
			struct timer *p = &t[rnd() % N_TIMERS];

			switch (rnd() % 5) {
			case 0:
				lws_dll2_remove(&p->sul.list);
				p->armed = 0;
				break;
			case 1:
				/* overdue, and often the same time */
				arm(p, lws_max_us(0, now -
						  (lws_usec_t)(rnd() % 5)));
				break;
			case 2:
				arm(p, now + (lws_usec_t)(rnd() % 8) * 1024);
				break;
			default:
				arm(p, now + random_delay());
				break;
			}
		}
		now += random_delay() >> (rnd() % 8);
		collect_and_compare(now);
	}

	/* all that is left comes out at the end of time, in order */
	collect_and_compare(INT64_MAX / 2);
	CHECK_EQ(lws_wheel_earliest(&wheel), -1);
	CHECK_EQ(lws_wheel_next(&wheel), -1);
}

/* equal times keep their order although armed for different levels */
static void
test_stable(void)
{
	const lws_usec_t when = (lws_usec_t)3600 * 1000000 + 77;
	struct lws_dll2_owner ripe = { NULL, NULL, 0 };
	lws_usec_t now = 0;
	int n;

	memset(t, 0, sizeof(t));
	lws_wheel_init(&wheel, 0);

	for (n = 0; n < 1000; n++) {
		arm(&t[n], when);
		now += (when - now) / 50;
		lws_wheel_collect(&wheel, now, &ripe);
		CHECK_EQ(ripe.count, 0);
	}
	collect_and_compare(when - 1);
	collect_and_compare(when);
	CHECK(!t[999].armed);
}

/* far beyond the levels, and a start shortly before they are used up */
static void
test_far(void)
{
	const lws_usec_t end = (lws_usec_t)1 << (42 + LWS_WHEEL_TICK_BITS);

	memset(t, 0, sizeof(t));
	lws_wheel_init(&wheel, 1000);
	arm(&t[0], INT64_MAX);
	arm(&t[1], end * 3 + 5);
	arm(&t[2], end - 1);
	arm(&t[3], end);
	arm(&t[4], end * 3 + 4);
	collect_and_compare(1001);
	collect_and_compare(end - 2);
	collect_and_compare(end - 1);
	CHECK(!t[2].armed && t[3].armed);
	collect_and_compare(end + 5);
	CHECK(!t[3].armed && t[1].armed);
	collect_and_compare(end * 3 + 5);
	CHECK(!t[1].armed && t[0].armed);
	lws_dll2_remove(&t[0].sul.list);
	CHECK_EQ(lws_wheel_next(&wheel), -1);

	lws_wheel_init(&wheel, end - 5000);
	arm(&t[0], end + 10);
	arm(&t[1], end - 10);
	arm(&t[2], end + 5000000);
	t[3].armed = 0;
	collect_and_compare(end - 1);
	collect_and_compare(end + 10);
	collect_and_compare(end + 5000000);
	CHECK(!t[2].armed);
}

/* a collected timer can be cancelled; what is armed meanwhile comes later */
static void
test_while_running(void)
{
	struct lws_dll2_owner ripe = { NULL, NULL, 0 };

	memset(t, 0, sizeof(t));
	lws_wheel_init(&wheel, 0);
	arm(&t[0], 1000);
	arm(&t[1], 2000);
	arm(&t[2], 3000);
	lws_wheel_collect(&wheel, 5000, &ripe);
	CHECK_EQ(ripe.count, 3);

	lws_dll2_remove(&t[1].sul.list);
	CHECK_EQ(ripe.count, 2);
	arm(&t[2], 100);	/* moves off the ripe list, overdue */
	arm(&t[3], 5000);
	CHECK_EQ(ripe.count, 1);
	CHECK(ripe.head == &t[0].sul.list);
	lws_dll2_remove(&t[0].sul.list);
	t[0].armed = t[1].armed = 0;

	CHECK_EQ(lws_wheel_next(&wheel), 100);
	collect_and_compare(5000);

	/* a clock that goes back is no trouble */
	arm(&t[0], 4000);
	arm(&t[1], 4500);
	collect_and_compare(4000);
	collect_and_compare(4600);
	CHECK(!t[1].armed);
}

/* days of nothing are a jump, not a walk; arming and cancelling touch one */
static void
test_cost(void)
{
	const unsigned int many = 100000;
	struct lws_dll2_owner ripe = { NULL, NULL, 0 };
	struct timer *big = calloc(many, sizeof(*big));
	lws_usec_t next, now = 0;
	unsigned int n, looks = 0;

	CHECK(big != NULL);
	if (!big)
		return;

	lws_wheel_init(&wheel, 0);
	for (n = 0; n < many; n++)
		arm(&big[n], (lws_usec_t)(rnd() % ((uint64_t)120 * 1000000)));
	/* one each, and the few that share a millisecond of the first 65 */
	CHECK(wheel.touched < many + many / 10);

	for (n = 0; n < many; n += 2)
		lws_dll2_remove(&big[n].sul.list);

	wheel.touched = 0;
	while ((next = lws_wheel_next(&wheel)) >= 0) {
		CHECK(next > now || !now);
		now = next;
		looks++;
		lws_wheel_collect(&wheel, now, &ripe);
	}
	CHECK_EQ(ripe.count, many / 2);
	/* levels 2 and 1, its place on level 0, taking it off */
	CHECK(wheel.touched < (uint64_t)many / 2 * (LWS_WHEEL_LEVELS + 1));
	/* one for a timer at most, and one for each slot that was entered */
	CHECK(looks <= many / 2 + 120 * 1000000 / 65536 + 32);

	for (n = 1; n < many; n += 2) {
		CHECK(ripe.head == ripe.tail ||
		      lws_container_of(ripe.head, struct timer, sul.list)->us <=
		      lws_container_of(ripe.head->next, struct timer,
				       sul.list)->us);
		lws_dll2_remove(ripe.head);
	}

	/* 30 days with one timer at their end */
	wheel.touched = 0;
	arm(&big[0], now + (lws_usec_t)30 * 24 * 3600 * 1000000);
	for (looks = 0; (next = lws_wheel_next(&wheel)) >= 0; looks++)
		lws_wheel_collect(&wheel, next, &ripe);
	CHECK_EQ(ripe.count, 1);
	CHECK(looks <= 2);
	CHECK(wheel.touched <= 2 * LWS_WHEEL_LEVELS);
	lws_dll2_remove(&big[0].sul.list);

	free(big);
}

int
main(void)
{
	test_random(0);
	test_random((lws_usec_t)1234567890123);
	test_stable();
	test_far();
	test_while_running();
	test_cost();

	return check_result();
}
