/* SPDX-License-Identifier: MIT */
/*
 * State managers: a number that only moves when nobody who listens objects.
 * Listeners hear of every change twice, before it, when they can veto it, and
 * after it; the one that registered last hears first.
 */

#include "private-lib-core.h"

void
lws_state_reg_notifier(lws_state_manager_t *mgr, lws_state_notify_link_t *nl)
{
	lws_dll2_add_head(&nl->list, &mgr->notify_list);
}

void
lws_state_reg_deregister(lws_state_notify_link_t *nl)
{
	lws_dll2_remove(&nl->list);
}

/* nl: a list of pointers that ends in NULL */
void
lws_state_reg_notifier_list(lws_state_manager_t *mgr,
			    lws_state_notify_link_t *const *nl)
{
	if (nl)
		for (; *nl; nl++)
			lws_state_reg_notifier(mgr, *nl);
}

static const char *
state_name(const lws_state_manager_t *mgr, int n)
{
	return mgr->state_names && n >= 0 ? mgr->state_names[n] : "?";
}

/* a place in a round's list; other rounds that pass it do not notice */
static int
not_a_listener(lws_state_manager_t *mgr, lws_state_notify_link_t *nl,
	       int current, int target)
{
	LWS_UNUSED(mgr);
	LWS_UNUSED(nl);
	LWS_UNUSED(current);
	LWS_UNUSED(target);

	return 0;
}

/* behind d: what comes next is known there whatever is taken off meanwhile */
static void
keep_place(lws_state_notify_link_t *place, struct lws_dll2 *d,
	   lws_state_manager_t *mgr)
{
	if (d->next)
		lws_dll2_add_before(&place->list, d->next);
	else
		lws_dll2_add_tail(&place->list, &mgr->notify_list);
}

/*
 * Nonzero if one of them objected, which ends the round.  A listener may take
 * any of them off the list, and free those that it took off.
 */
static int
notify(lws_state_manager_t *mgr, int current, int target)
{
	lws_state_notify_link_t place, *nl;
	struct lws_dll2 *d = mgr->notify_list.head;
	const char *name;
	int stopped;

	memset(&place, 0, sizeof(place));
	place.name = "";
	place.notify_cb = not_a_listener;
	while (d) {
		nl = lws_container_of(d, lws_state_notify_link_t, list);
		name = nl->name;
		keep_place(&place, d, mgr);
		stopped = nl->notify_cb(mgr, nl, current, target);
		d = place.list.next;
		lws_dll2_remove(&place.list);
		if (stopped) {
			/* if the log is compiled out */
			LWS_UNUSED(name);
			lwsl_info("%s: %s: %s: %s -> %s stopped", __func__,
				  mgr->name, name, state_name(mgr, current),
				  state_name(mgr, target));
			return 1;
		}
	}

	return 0;
}

/* nonzero: vetoed, or a listener has gone somewhere else meanwhile */
static int
go_to(lws_state_manager_t *mgr, int target)
{
	const int current = mgr->state;

	if (notify(mgr, current, target) || mgr->state != current)
		return 1;

	mgr->state = target;
	(void)notify(mgr, target, target);

	return 0;
}

/*
 * Goes to target at once. Returns 0 also if that was vetoed: who vetoes takes
 * care of the transition later; mgr->state tells.
 */
int
lws_state_transition(lws_state_manager_t *mgr, int target)
{
	if (mgr->state != target)
		(void)go_to(mgr, target);

	return 0;
}

/* Goes up to target through all states between, as far as nobody objects */
int
lws_state_transition_steps(lws_state_manager_t *mgr, int target)
{
	while (mgr->state < target && !go_to(mgr, mgr->state + 1))
		;

	return 0;
}
