/* SPDX-License-Identifier: MIT */
/* How long to wait before the next attempt. */

#include "private-lib-core.h"

/* what a retry without a policy, or a policy without a number, means */
#define DEFAULT_MS	3000
#define DEFAULT_JITTER	30

/*
 * The time to wait before attempt *ctry, which is counted up: the table's
 * entry, or its last one, and up to jitter_percent (0: 30) more at random, so
 * that many clients do not come back at once. *conceal (may be NULL) becomes
 * nonzero while failures are to be concealed by retrying. context may be NULL.
 */
unsigned int
lws_retry_get_delay_ms(struct lws_context *context, const lws_retry_bo_t *retry,
		       uint16_t *ctry, char *conceal)
{
	uint64_t ms = DEFAULT_MS, pc = DEFAULT_JITTER;
	uint16_t r = 0;

	if (conceal)
		*conceal = 0;

	if (retry) {
		if (retry->retry_ms_table_count && retry->retry_ms_table)
			ms = retry->retry_ms_table[
				lws_min_int(*ctry,
					    retry->retry_ms_table_count - 1)];

		if (*ctry < UINT16_MAX)
			(*ctry)++;

		if (conceal)
			*conceal = *ctry <= retry->conceal_count;

		if (retry->jitter_percent)
			pc = retry->jitter_percent;
	}

	/* without random there is no jitter, which is no reason to fail */
	if (lws_get_random(context, &r, sizeof(r)) != sizeof(r))
		r = 0;

	ms += ms * pc * r / 100 / UINT16_MAX;

	return (unsigned int)lws_min_u64(ms, UINT32_MAX);
}
