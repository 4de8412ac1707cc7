/* SPDX-License-Identifier: MIT */
/*
 * Callbacks to many: all connections of a protocol, all protocols of a vhost.
 */
#include "private-lib-core-net.h"

#define WALKS_MAX	8

/* which bits of wsi->all_todo are taken by walks further up the stack */
static unsigned int
walks_bit(struct lws_context *cx)
{
	unsigned int bit = 1;

	while (cx->walks & bit)
		bit <<= 1;
	if (bit >> WALKS_MAX) {
		lwsl_cx_err(cx, "callbacks to all, nested too deeply");
		return 0;
	}
	cx->walks |= bit;

	return bit;
}

/* the first one from d on that this walk is to come by; its mark goes */
static struct lws *
next_marked(struct lws_dll2 *d, unsigned int bit)
{
	for (; d; d = d->next) {
		struct lws *wsi = lws_container_of(d, struct lws,
						   protocol_list);

		if (wsi->all_todo & bit) {
			wsi->all_todo = (uint8_t)(wsi->all_todo & ~bit);
			return wsi;
		}
	}

	return NULL;
}

/*
 * Any callback may close any of the others, bring new ones, or begin such a
 * walk itself.  So those that are there at the beginning are marked, and the
 * list is read as it is when the next one is wanted: from where we are if
 * that one is still on it, else from its front.
 */
static void
for_all(struct lws_context *cx, struct lws_dll2_owner *owner,
	void (*fn)(struct lws *wsi, int reason, void *in, size_t len),
	int reason, void *in, size_t len)
{
	unsigned int bit = walks_bit(cx);
	struct lws *wsi;

	if (!bit)
		return;

	lws_context_hold(cx);
	lws_start_foreach_dll(struct lws_dll2 *, d, owner->head) {
		wsi = lws_container_of(d, struct lws, protocol_list);
		wsi->all_todo = (uint8_t)(wsi->all_todo | bit);
	} lws_end_foreach_dll(d);

	wsi = next_marked(owner->head, bit);
	while (wsi) {
		fn(wsi, reason, in, len);
		wsi = next_marked(wsi->protocol_list.owner == owner ?
				  wsi->protocol_list.next : owner->head, bit);
	}
	cx->walks &= ~bit;
	lws_context_unhold(cx);
}

static void
call_one(struct lws *wsi, int reason, void *in, size_t len)
{
	(void)lws_callback(wsi, (enum lws_callback_reasons)reason, in, len);
}

static void
ask_one(struct lws *wsi, int reason, void *in, size_t len)
{
	LWS_UNUSED(reason);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	lws_callback_on_writable(wsi);
}

int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len)
{
	int n, first = 0, last = vh->count_protocols - 1;
	struct lws_context *cx = vh->context;

	/* NULL: those of every protocol */
	if (protocol) {
		first = last = lws_protocol_index(vh, protocol);
		if (first < 0)
			return 1;
	}

	lws_context_hold(cx);
	for (n = first; n <= last; n++)
		for_all(cx, &vh->protocol_wsi[n], call_one, reason, argp, len);
	lws_context_unhold(cx);

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
	struct lws_vhost *vh = NULL;
	int n;

	lws_context_hold(context);
	while ((vh = lws_vhost_after(context, vh))) {
		n = lws_protocol_index(vh, protocol);
		if (n >= 0)
			for_all(context, &vh->protocol_wsi[n], call_one,
				reason, NULL, 0);
	}
	lws_context_unhold(context);

	return 0;
}

int
lws_callback_on_writable_all_protocol_vhost(const struct lws_vhost *vhost,
					const struct lws_protocols *protocol)
{
	int n = lws_protocol_index(vhost, protocol);

	if (n < 0)
		return -1;

	for_all(vhost->context, &vhost->protocol_wsi[n], ask_one, 0, NULL, 0);

	return 0;
}

int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol)
{
	struct lws_context *cx = (struct lws_context *)(lws_intptr_t)context;
	struct lws_vhost *vh = NULL;

	lws_context_hold(cx);
	while ((vh = lws_vhost_after(cx, vh)))
		(void)lws_callback_on_writable_all_protocol_vhost(vh, protocol);
	lws_context_unhold(cx);

	return 0;
}

int
lws_callback_vhost_protocols_vhost(struct lws_vhost *vh, int reason, void *in,
				   size_t len)
{
	struct lws_context *cx = vh->context;
	int n, ret = 0;

	lws_context_hold(cx);
	for (n = 0; n < vh->count_protocols && !ret; n++)
		ret = lws_callback_on_vhost(vh, &vh->protocols[n],
				(enum lws_callback_reasons)reason, in, len);
	lws_context_unhold(cx);

	return !!ret;
}

int
lws_callback_vhost_protocols(struct lws *wsi, int reason, void *in, size_t len)
{
	struct lws_context *cx = wsi->context;
	struct lws_vhost *vh = wsi->vhost;
	int n, ret = 0;

	lws_context_hold(cx);
	for (n = 0; n < vh->count_protocols && !ret; n++)
		if (vh->protocols[n].callback)
			ret = vh->protocols[n].callback(wsi,
				(enum lws_callback_reasons)reason, NULL, in,
				len);
	lws_context_unhold(cx);

	return !!ret;
}
