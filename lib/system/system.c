/* SPDX-License-Identifier: MIT */
/*
 * What a context has of lib/system: made with it, gone with it, and looked
 * after whenever its loop is woken.
 */
#include "private-lib-system.h"

/* the states of the system are news for everybody, and may be waited for */
static int
state_changed(struct lws_state_manager *mgr, struct lws_state_notify_link *l,
	      int current, int target)
{
	struct lws_system *sys = lws_container_of(l, struct lws_system,
						  follow);
	int tsi;

	if (current != target)
		return 0;

	(void)lws_smd_msg_printf(sys->context, LWSSMDCL_SYSTEM_STATE,
				 "{\"state\":\"%s\"}",
				 mgr->state_names[target]);
	for (tsi = 0; tsi < sys->context->count_threads; tsi++)
		if (lws_attach_waiting(&sys->attach, tsi))
			lws_cancel_service(sys->context);

	return 0;
}

int
lws_system_create(struct lws_context *cx,
		  const struct lws_context_creation_info *info)
{
	struct lws_system *sys = lws_zalloc(sizeof(*sys), "system");

	if (!sys)
		return 1;
	if (lws_plat_mutex_init(&sys->smd.lock)) {
		lws_free(sys);
		return 1;
	}
	if (lws_plat_mutex_init(&sys->attach.lock)) {
		lws_plat_mutex_destroy(&sys->smd.lock);
		lws_free(sys);
		return 1;
	}
	sys->context = cx;
	cx->system = sys;
	lws_smd_init(&sys->smd, info);
	if (info->early_smd_cb &&
	    !lws_smd_register(cx, info->early_smd_opaque, 0,
			      info->early_smd_class_filter, info->early_smd_cb))
		return 1;

	sys->follow.name = "lib/system";
	sys->follow.notify_cb = state_changed;
	lws_state_reg_notifier(&cx->mgr_system, &sys->follow);

	return 0;
}

void
lws_system_destroy(struct lws_context *cx)
{
	struct lws_system *sys = cx->system;
	size_t n;

	if (!sys)
		return;

	lws_state_reg_deregister(&sys->follow);
	lws_sul_cancel(&sys->sul_cpd);
	for (n = 0; n < LWS_ARRAY_SIZE(sys->blobs); n++)
		lws_system_blob_destroy(&sys->blobs[n]);
	lws_smd_deinit(&sys->smd);
	lws_attach_deinit(&sys->attach);
	lws_free(sys);
	cx->system = NULL;
}

void
lws_system_woken(struct lws_context_per_thread *pt)
{
	if (!pt->context->system)
		return;

	lws_attach_run(pt->context, pt->tid);
	if (!pt->tid)
		lws_smd_deliver(pt->context);
}
