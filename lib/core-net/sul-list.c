/* SPDX-License-Identifier: MIT */
/*
 * Timers on plain sorted lists that belong to the caller, beside the wheels of
 * the service threads. Inserting takes a walk along the list, so these are
 * for a handful of timers.
 */

#include "private-lib-core-net.h"

static lws_sorted_usec_list_t *
to_sul(struct lws_dll2 *d)
{
	return lws_container_of(d, lws_sorted_usec_list_t, list);
}

/*
 * Puts sul, taken off whatever list it is on, in its place by sul->us, behind
 * those of the same time. Returns 0; or -1 if sul->us says that it is to be
 * cancelled (LWS_SET_TIMER_USEC_CANCEL): then it is on no list.
 */
int
__lws_sul_insert(lws_dll2_owner_t *own, lws_sorted_usec_list_t *sul)
{
	struct lws_dll2 *p;

	lws_dll2_remove(&sul->list);

	if (sul->us == (lws_usec_t)LWS_SET_TIMER_USEC_CANCEL) {
		sul->us = 0;
		return -1;
	}

	p = lws_dll2_get_tail(own);
	while (p && to_sul(p)->us > sul->us)
		p = p->prev;

	p = p ? p->next : lws_dll2_get_head(own);
	if (p)
		lws_dll2_add_before(&sul->list, p);
	else
		lws_dll2_add_tail(&sul->list, own);

	return 0;
}

/* the first timer of all the lists; NULL if they are empty */
static lws_sorted_usec_list_t *
first_of(lws_dll2_owner_t *own, int own_len)
{
	lws_sorted_usec_list_t *first = NULL, *sul;
	int n;

	for (n = 0; n < own_len; n++) {
		if (!own[n].head)
			continue;
		sul = to_sul(own[n].head);
		if (!first || sul->us < first->us)
			first = sul;
	}

	return first;
}

/*
 * Calls, in the order of their times, the callbacks of the timers on the
 * own_len lists at own that are due at usnow. sul->us is 0 and sul on no list
 * by then; a callback may cancel or free any timer, and what one arms is for
 * the next call, even if it is due already. Returns the time from usnow to
 * the next timer, at least 1 us; 0 if there is none.
 */
lws_usec_t
__lws_sul_service_ripe(lws_dll2_owner_t *own, int own_len, lws_usec_t usnow)
{
	lws_sorted_usec_list_t *sul;
	struct lws_dll2_owner ripe;

	lws_dll2_owner_clear(&ripe);

	while ((sul = first_of(own, own_len)) && sul->us <= usnow) {
		lws_dll2_remove(&sul->list);
		lws_dll2_add_tail(&sul->list, &ripe);
	}

	while (ripe.head) {
		sul = to_sul(ripe.head);
		lws_dll2_remove(&sul->list);
		sul->us = 0;
		sul->cb(sul);
	}

	sul = first_of(own, own_len);

	return sul ? lws_max_us(1, sul->us - usnow) : 0;
}
