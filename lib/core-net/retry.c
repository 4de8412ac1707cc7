/* SPDX-License-Identifier: MIT */
/*
 * Retries with backoff: the timers.  The delays are core's
 * lws_retry_get_delay_ms().
 */
#include "private-lib-core-net.h"

/* 0: cb will be called after the delay; 1: the retries are used up */
int
lws_retry_sul_schedule(struct lws_context *context, int tid,
		       lws_sorted_usec_list_t *sul,
		       const lws_retry_bo_t *retry, sul_cb_t cb,
		       uint16_t *ctry)
{
	char conceal;
	lws_usec_t us = (lws_usec_t)lws_retry_get_delay_ms(context, retry,
					ctry, &conceal) * LWS_US_PER_MS;

	if (!conceal)
		return 1;

	lws_sul_schedule(context, tid, sul, cb, us);

	return 0;
}

int
lws_retry_sul_schedule_retry_wsi(struct lws *wsi, lws_sorted_usec_list_t *sul,
				 sul_cb_t cb, uint16_t *ctry)
{
	return lws_retry_sul_schedule(wsi->context, wsi->tsi, sul,
				      wsi->retry_policy, cb, ctry);
}
