/* SPDX-License-Identifier: MIT */
/*
 * Captive portal detection.  The library knows when, system_ops knows how.
 */
#include "private-lib-system.h"

int
lws_system_cpd_start(struct lws_context *context)
{
	struct lws_system *sys = context->system;

	sys->cpd = LWS_CPD_UNKNOWN;
	lws_sul_cancel(&sys->sul_cpd);
	if (!context->system_ops ||
	    !context->system_ops->captive_portal_detect_request) {
		lwsl_cx_info(context, "system_ops has no captive portal "
			     "detection");
		return -1;
	}

	return context->system_ops->captive_portal_detect_request(context);
}

static void
start_now(lws_sorted_usec_list_t *sul)
{
	struct lws_system *sys = lws_container_of(sul, struct lws_system,
						  sul_cpd);

	(void)lws_system_cpd_start(sys->context);
}

/* A start that was put off before is put off again */
void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us)
{
	lws_sul_schedule(cx, 0, &cx->system->sul_cpd, start_now, defer_us);
}

void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result)
{
	static const char * const names[] = {
		"unknown", "OK", "captive portal", "no internet"
	};

	if ((size_t)result >= LWS_ARRAY_SIZE(names)) {
		lwsl_cx_err(context, "%d is no result", (int)result);
		return;
	}
	lwsl_cx_notice(context, "captive portal detection: %s", names[result]);
	context->system->cpd = result;

	/* somebody may have held the states up for it */
	if (result == LWS_CPD_INTERNET_OK &&
	    !(context->options & LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES))
		(void)lws_state_transition_steps(&context->mgr_system,
						 LWS_SYSTATE_OPERATIONAL);
}

lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context)
{
	return context->system->cpd;
}
