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

/* nonzero if one of them objected, which ends the round */
static int
notify(lws_state_manager_t *mgr, int current, int target)
{
	struct lws_dll2 *d, *next;

	for (d = mgr->notify_list.head; d; d = next) {
		lws_state_notify_link_t *nl = lws_container_of(d,
					lws_state_notify_link_t, list);

		/* a listener may take itself off the list */
		next = d->next;
		if (nl->notify_cb(mgr, nl, current, target)) {
			lwsl_info("%s: %s: %s: %s -> %s stopped", __func__,
				  mgr->name, nl->name,
				  state_name(mgr, current),
				  state_name(mgr, target));
			return 1;
		}
	}

	return 0;
}

static int
go_to(lws_state_manager_t *mgr, int target)
{
	if (notify(mgr, mgr->state, target))
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
