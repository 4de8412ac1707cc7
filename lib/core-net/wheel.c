/* SPDX-License-Identifier: MIT */
/* The timer wheel; wheel.h says how it is built and what it promises. */

#include "private-lib-core-net.h"

/* slots with up to this many timers are searched for their first one */
#define FEW 16

#define SLOT_MASK (LWS_WHEEL_SLOTS - 1)

/* bits of a tick that the levels tell apart */
#define ALL_LEVELS_BITS (LWS_WHEEL_LEVELS * LWS_WHEEL_SLOT_BITS)

static lws_sorted_usec_list_t *
to_sul(struct lws_dll2 *d)
{
	return lws_container_of(d, lws_sorted_usec_list_t, list);
}

static uint64_t
to_tick(lws_usec_t us)
{
	return us < 0 ? 0 : (uint64_t)us >> LWS_WHEEL_TICK_BITS;
}

static int
lowest_bit(uint64_t v)
{
	int n = 0, width;

	for (width = 32; width; width /= 2)
		if (!(v & (((uint64_t)1 << width) - 1))) {
			v >>= width;
			n += width;
		}

	return n;
}

/* which slot of the level the tick is in */
static int
index_at(uint64_t tick, int level)
{
	return (int)(tick >> (level * LWS_WHEEL_SLOT_BITS)) & SLOT_MASK;
}

/* from the tail, since most timers come in order of time */
static void
insert_sorted(struct lws_wheel *w, struct lws_dll2_owner *slot,
	      lws_sorted_usec_list_t *sul)
{
	struct lws_dll2 *p = slot->tail;

	w->touched++;
	while (p && to_sul(p)->us > sul->us) {
		w->touched++;
		p = p->prev;
	}

	p = p ? p->next : slot->head;
	if (p)
		lws_dll2_add_before(&sul->list, p);
	else
		lws_dll2_add_tail(&sul->list, slot);
}

void
lws_wheel_init(struct lws_wheel *w, lws_usec_t now_us)
{
	memset(w, 0, sizeof(*w));
	w->tick = to_tick(now_us);
}

void
lws_wheel_insert(struct lws_wheel *w, lws_sorted_usec_list_t *sul)
{
	uint64_t tick = to_tick(sul->us), diff;
	int level = 0, idx;

	if (tick < w->tick)
		/* overdue: it shares the slot that is looked at next */
		tick = w->tick;

	diff = tick ^ w->tick;
	if (diff >> ALL_LEVELS_BITS) {
		tick = w->tick | (((uint64_t)1 << ALL_LEVELS_BITS) - 1);
		diff = tick ^ w->tick;
	}

	while (diff >> LWS_WHEEL_SLOT_BITS) {
		diff >>= LWS_WHEEL_SLOT_BITS;
		level++;
	}

	idx = index_at(tick, level);
	w->used[level] |= (uint64_t)1 << idx;

	lws_dll2_remove(&sul->list);
	if (level) {
		w->touched++;
		lws_dll2_add_tail(&sul->list, &w->slot[level][idx]);
	} else {
		insert_sorted(w, &w->slot[0][idx], sul);
	}
}

/*
 * The first slot of the level with timers in it, from idx on; -1 if there is
 * none. Slots before idx are behind us, so they are empty.
 */
static int
first_used(struct lws_wheel *w, int level, int idx)
{
	int n;

	if (idx >= LWS_WHEEL_SLOTS)
		return -1;

	w->used[level] &= ~(uint64_t)0 << idx;

	while (w->used[level]) {
		n = lowest_bit(w->used[level]);
		if (w->slot[level][n].head)
			return n;
		w->used[level] &= ~((uint64_t)1 << n);
	}

	return -1;
}

/*
 * The slot that comes first: its index, with the level in *level; -1 if the
 * wheel is empty.
 */
static int
first_slot(struct lws_wheel *w, int *level)
{
	int idx = first_used(w, 0, index_at(w->tick, 0)), n;

	*level = 0;
	for (n = 1; idx < 0 && n < LWS_WHEEL_LEVELS; n++) {
		/* above level 0 the slot that we are in has been emptied */
		idx = first_used(w, n, index_at(w->tick, n) + 1);
		*level = n;
	}

	return idx;
}

/* the tick at which the slot begins, seen from the wheel's */
static uint64_t
slot_start(const struct lws_wheel *w, int level, int idx)
{
	int shift = level * LWS_WHEEL_SLOT_BITS;
	uint64_t above = w->tick >> shift >> LWS_WHEEL_SLOT_BITS;

	return (above << LWS_WHEEL_SLOT_BITS | (uint64_t)idx) << shift;
}

/* enters the slot: its timers go to the levels below, in the same order */
static void
cascade(struct lws_wheel *w, int level, int idx)
{
	struct lws_dll2_owner *slot = &w->slot[level][idx];
	uint32_t n = slot->count;

	/* counted, as one beyond all levels may come back to this slot */
	while (n--)
		lws_wheel_insert(w, to_sul(slot->head));
}

static void
take_ripe(struct lws_wheel *w, lws_usec_t now_us, struct lws_dll2_owner *ripe)
{
	struct lws_dll2_owner *slot = &w->slot[0][index_at(w->tick, 0)];
	struct lws_dll2 *d;

	while ((d = slot->head) && to_sul(d)->us <= now_us) {
		w->touched++;
		lws_dll2_remove(d);
		lws_dll2_add_tail(d, ripe);
	}
}

/* goes on to the next tick at which there is something to do, or to target */
static void
step(struct lws_wheel *w, uint64_t target)
{
	struct lws_dll2_owner *slot = &w->slot[0][index_at(w->tick, 0)];
	struct lws_dll2_owner late;
	struct lws_dll2 *d;
	int idx, level;
	uint64_t t;

	/* what is left here was too far away for all levels */
	lws_dll2_owner_clear(&late);
	while ((d = slot->head)) {
		lws_dll2_remove(d);
		lws_dll2_add_tail(d, &late);
	}

	idx = first_slot(w, &level);
	t = target;
	if (late.head)
		t = w->tick + 1;
	else if (idx >= 0 && slot_start(w, level, idx) < target)
		t = slot_start(w, level, idx);

	w->tick = t;

	/* entering a slot above level 0, whether by a jump or by a carry */
	for (level = LWS_WHEEL_LEVELS - 1; level; level--)
		if (w->slot[level][index_at(t, level)].head)
			cascade(w, level, index_at(t, level));

	while ((d = late.head))
		lws_wheel_insert(w, to_sul(d));
}

void
lws_wheel_collect(struct lws_wheel *w, lws_usec_t now_us,
		  struct lws_dll2_owner *ripe)
{
	uint64_t target = to_tick(now_us);

	take_ripe(w, now_us, ripe);
	while (w->tick < target) {
		step(w, target);
		take_ripe(w, now_us, ripe);
	}
}

static lws_usec_t
search_slot(struct lws_wheel *w, struct lws_dll2_owner *slot)
{
	lws_usec_t best = to_sul(slot->head)->us;
	struct lws_dll2 *d;

	for (d = slot->head; d; d = d->next) {
		w->touched++;
		best = lws_min_us(best, to_sul(d)->us);
	}

	return best;
}

static lws_usec_t
first_time(struct lws_wheel *w, uint32_t search_max)
{
	struct lws_dll2_owner *slot;
	int level, idx = first_slot(w, &level);

	if (idx < 0)
		return -1;

	slot = &w->slot[level][idx];
	if (!level)
		return lws_max_us(0, to_sul(slot->head)->us);

	if (slot->count <= search_max)
		return search_slot(w, slot);

	return (lws_usec_t)(slot_start(w, level, idx) << LWS_WHEEL_TICK_BITS);
}

lws_usec_t
lws_wheel_next(struct lws_wheel *w)
{
	return first_time(w, FEW);
}

lws_usec_t
lws_wheel_earliest(struct lws_wheel *w)
{
	return first_time(w, UINT32_MAX);
}
