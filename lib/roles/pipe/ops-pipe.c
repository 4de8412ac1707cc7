/* SPDX-License-Identifier: MIT */
/*
 * Role "pipe": the event pipe, by which other threads end a wait.
 */
#include "private-lib-core-net.h"

/* lws_cancel_service() promises this callback to every protocol */
static void
tell_everybody(struct lws_context *cx)
{
	struct lws_vhost *vh = NULL;
	int n;

	/* every one of them, whatever the others return */
	while ((vh = lws_vhost_after(cx, vh)))
		for (n = 0; n < vh->count_protocols; n++)
			if (vh->protocols_inited && !vh->being_destroyed)
				(void)lws_callback_on_vhost(vh,
					&vh->protocols[n],
					LWS_CALLBACK_EVENT_WAIT_CANCELLED,
					NULL, 0);
}

static enum lws_handling_result
pipe_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	    struct lws_pollfd *pollfd)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(pollfd);

	lws_stat_add(pt, wake_ups, 1);

	/* drain first: what comes from here on signals again */
	lws_plat_wake_drain(&pt->wake);
	lws_client_resolver_collect(pt->context);
	lws_system_woken(pt);
	tell_everybody(pt->context);

	return LWS_HPI_RET_HANDLED;
}

const struct lws_role_ops role_ops_pipe = {
	.name		= "pipe",
	.handle_POLLIN	= pipe_pollin,
};
