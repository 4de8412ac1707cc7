/* SPDX-License-Identifier: MIT */
/*
 * A hierarchical timer wheel for lws_sorted_usec_list_t. Nothing is allocated.
 *
 * A tick is 1024 us. Level n has 64 slots of 64^n ticks each; a timer stands
 * on the level of the highest group of six bits in which its tick differs from
 * the wheel's, so all of a level expire before all of the next one, and a
 * level is entered ("cascaded") a slot at a time. Slots of level 0 are kept
 * in order of microseconds, equal ones in order of insertion.
 *
 * Scheduling costs O(1) unless many timers of one millisecond come in reverse
 * order. lws_dll2_remove(&sul->list) is all that it takes to cancel one, also
 * after it was collected. Expiry handles each timer at most LWS_WHEEL_LEVELS
 * times. No locking: a wheel belongs to one thread.
 */

#if !defined(LWS_WHEEL_H)
#define LWS_WHEEL_H

#define LWS_WHEEL_TICK_BITS	10
#define LWS_WHEEL_SLOT_BITS	6
#define LWS_WHEEL_SLOTS		(1 << LWS_WHEEL_SLOT_BITS)

/*
 * 142 years. What is further away waits in the last slot, and is looked at
 * again when that has come.
 */
#define LWS_WHEEL_LEVELS	7

struct lws_wheel {
	struct lws_dll2_owner	slot[LWS_WHEEL_LEVELS][LWS_WHEEL_SLOTS];
	/*
	 * One bit a slot: clear says that it is empty; set, that it was used.
	 * A removal does not tell us, so the bits are put right when seen.
	 */
	uint64_t		used[LWS_WHEEL_LEVELS];
	uint64_t		tick;		/* collected up to here */
	uint64_t		touched;	/* timers looked at; for tests */
};

/* w may be uninitialised; now_us is not negative */
void
lws_wheel_init(struct lws_wheel *w, lws_usec_t now_us);

/*
 * Arms sul for the time sul->us; one in the past is ripe at the next collect.
 * If it is on a list already, this or any other, it moves.
 */
void
lws_wheel_insert(struct lws_wheel *w, lws_sorted_usec_list_t *sul);

/*
 * Moves all timers with us <= now_us to the end of ripe, in the order of their
 * times, and those of the same time in the order of their insertion. What is
 * inserted afterwards is for the next collect. A time before that of an
 * earlier collect is allowed.
 */
void
lws_wheel_collect(struct lws_wheel *w, lws_usec_t now_us,
		  struct lws_dll2_owner *ripe);

/*
 * No timer is due before the returned time; at it there is one, or the wheel
 * wants lws_wheel_collect() to be called so that it can be more exact. -1 if
 * there are no timers.
 */
lws_usec_t
lws_wheel_next(struct lws_wheel *w);

/*
 * The time of the first timer, exactly; -1 if there are none. Looks at all
 * timers of one slot.
 */
lws_usec_t
lws_wheel_earliest(struct lws_wheel *w);

#endif
