/* SPDX-License-Identifier: MIT */
/*
 * Calls from other threads: system_ops->attach queues one, under a lock that is
 * the application's, by way of __lws_system_attach(); the loop is woken and
 * asks, by the same way, for those whose state has come.
 */
#include "private-lib-system.h"

/* more than this in one wake-up wait for the next */
#define MAX_CALLS 64

struct lws_attach_item {
	struct lws_dll2		list;
	lws_attach_cb_t		cb;
	void			*opaque;
	lws_system_states_t	state;
};

static struct lws_attach_item *
take_due(struct lws_dll2_owner *items, int state)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, items->head) {
		struct lws_attach_item *it = lws_container_of(d,
						struct lws_attach_item, list);

		if (state >= (int)it->state) {
			lws_dll2_remove(&it->list);
			return it;
		}
	} lws_end_foreach_dll(d);

	return NULL;
}

/*
 * With get NULL: queues cb, and wakes the loop.  Returns 0, or 1: no memory,
 * or no such thread.
 * Else: *get is the next one that is due, taken off, or NULL.  Returns 0.
 */
int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		    lws_system_states_t state, void *opaque,
		    struct lws_attach_item **get)
{
	struct lws_attach *at = &context->system->attach;
	struct lws_attach_item *it;

	if (tsi < 0 || tsi >= context->count_threads)
		return 1;

	if (get) {
		lws_plat_mutex_lock(&at->lock);
		*get = take_due(&at->items[tsi], context->mgr_system.state);
		lws_plat_mutex_unlock(&at->lock);
		return 0;
	}

	it = lws_zalloc(sizeof(*it), "attach");
	if (!it) {
		lwsl_cx_err(context, "out of memory");
		return 1;
	}
	it->cb = cb;
	it->opaque = opaque;
	it->state = state;
	lws_plat_mutex_lock(&at->lock);
	lws_dll2_add_tail(&it->list, &at->items[tsi]);
	lws_plat_mutex_unlock(&at->lock);
	(void)lws_plat_wake_signal(&context->pt[tsi].wake);

	return 0;
}

void
lws_attach_run(struct lws_context *cx, int tsi)
{
	const lws_system_ops_t *ops = cx->system_ops;
	struct lws_attach_item *it;
	unsigned int n;

	if (!ops || !ops->attach)
		return;

	for (n = 0; n < MAX_CALLS; n++) {
		lws_attach_cb_t cb;
		void *opaque;

		it = NULL;
		if (ops->attach(cx, tsi, NULL, LWS_SYSTATE_UNKNOWN, NULL,
				&it) || !it)
			return;
		cb = it->cb;
		opaque = it->opaque;
		lws_free(it);
		cb(cx, tsi, opaque);
	}
	(void)lws_plat_wake_signal(&cx->pt[tsi].wake);
}

int
lws_attach_waiting(struct lws_attach *at, int tsi)
{
	int n;

	lws_plat_mutex_lock(&at->lock);
	n = at->items[tsi].count != 0;
	lws_plat_mutex_unlock(&at->lock);

	return n;
}

void
lws_attach_deinit(struct lws_attach *at)
{
	struct lws_dll2 *d;
	int n;

	for (n = 0; n < LWS_MAX_SMP; n++)
		while ((d = lws_dll2_get_head(&at->items[n]))) {
			lws_dll2_remove(d);
			lws_free(lws_container_of(d, struct lws_attach_item,
						  list));
		}
	lws_plat_mutex_destroy(&at->lock);
}
