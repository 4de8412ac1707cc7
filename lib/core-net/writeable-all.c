/* SPDX-License-Identifier: MIT */
/*
 * Callbacks to many: all connections of a protocol, all protocols of a vhost.
 */
#include "private-lib-core-net.h"

/*
 * Any callback may close any of the others, or bring new ones.  So they are
 * taken from the front of a list of their own and go back to the real one as
 * they are called: who is closed leaves whichever he is on, and who is
 * new is not called.
 */
static int
for_all(struct lws_dll2_owner *owner, int (*fn)(struct lws *wsi, int reason,
						void *in, size_t len),
	int reason, void *in, size_t len)
{
	struct lws_context_per_thread *pt = NULL;
	struct lws_dll2_owner todo;
	struct lws_dll2 *d;
	int n = 0;

	lws_dll2_owner_clear(&todo);
	while ((d = lws_dll2_get_head(owner))) {
		lws_dll2_remove(d);
		lws_dll2_add_tail(d, &todo);
	}

	while ((d = lws_dll2_get_head(&todo))) {
		struct lws *wsi = lws_container_of(d, struct lws,
						   protocol_list);

		lws_dll2_remove(d);
		lws_dll2_add_tail(d, owner);
		if (!pt) {
			pt = lws_wsi_pt(wsi);
			pt->depth++;
		}
		if (fn(wsi, reason, in, len))
			n = 1;
	}

	if (pt && !--pt->depth)
		lws_free_dead(pt);

	return n;
}

static int
call_one(struct lws *wsi, int reason, void *in, size_t len)
{
	return lws_callback(wsi, (enum lws_callback_reasons)reason, in, len);
}

static int
ask_one(struct lws *wsi, int reason, void *in, size_t len)
{
	LWS_UNUSED(reason);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	lws_callback_on_writable(wsi);

	return 0;
}

int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len)
{
	int n, first = 0, last = vh->count_protocols - 1;

	/* NULL: those of every protocol */
	if (protocol) {
		first = last = lws_protocol_index(vh, protocol);
		if (first < 0)
			return 1;
	}

	for (n = first; n <= last; n++)
		for_all(&vh->protocol_wsi[n], call_one, reason, argp, len);

	return 0;
}

int
lws_callback_all_protocol_vhost(struct lws_vhost *vh,
				const struct lws_protocols *protocol,
				int reason)
{
	return lws_callback_all_protocol_vhost_args(vh, protocol, reason, NULL,
						    0);
}

/*
 * A protocol belongs to each vhost that was created with it: it is recognized
 * by its callback and name.
 */
int
lws_callback_all_protocol(struct lws_context *context,
			  const struct lws_protocols *protocol, int reason)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1,
				   context->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							list);
		int n = lws_protocol_index(vh, protocol);

		if (n >= 0)
			for_all(&vh->protocol_wsi[n], call_one, reason, NULL,
				0);
	} lws_end_foreach_dll_safe(d, d1);

	return 0;
}

int
lws_callback_on_writable_all_protocol_vhost(const struct lws_vhost *vhost,
					const struct lws_protocols *protocol)
{
	int n = lws_protocol_index(vhost, protocol);

	if (n < 0)
		return -1;

	for_all(&vhost->protocol_wsi[n], ask_one, 0, NULL, 0);

	return 0;
}

int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, context->vhosts.head) {
		struct lws_vhost *vh = lws_container_of(d, struct lws_vhost,
							list);

		if (lws_protocol_index(vh, protocol) >= 0)
			lws_callback_on_writable_all_protocol_vhost(vh,
								protocol);
	} lws_end_foreach_dll(d);

	return 0;
}

int
lws_callback_vhost_protocols_vhost(struct lws_vhost *vh, int reason, void *in,
				   size_t len)
{
	int n;

	for (n = 0; n < vh->count_protocols; n++)
		if (lws_callback_on_vhost(vh, &vh->protocols[n],
				(enum lws_callback_reasons)reason, in, len))
			return 1;

	return 0;
}

int
lws_callback_vhost_protocols(struct lws *wsi, int reason, void *in, size_t len)
{
	struct lws_vhost *vh = wsi->vhost;
	int n;

	for (n = 0; n < vh->count_protocols; n++)
		if (vh->protocols[n].callback &&
		    vh->protocols[n].callback(wsi,
				(enum lws_callback_reasons)reason, NULL, in,
				len))
			return 1;

	return 0;
}
