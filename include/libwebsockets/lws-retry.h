/* SPDX-License-Identifier: MIT */
/* lws-retry.h: trying again, and noticing that a peer is gone */

#if !defined(LIBWEBSOCKETS_LWS_RETRY_H)
#define LIBWEBSOCKETS_LWS_RETRY_H

/**
 * When to try again, and when to doubt a connection
 *
 * Usually static const; it is not copied and has to outlive what uses it.
 */
typedef struct lws_retry_bo {
	/* delay before each next attempt, in ms; the last one repeats */
	const uint32_t		*retry_ms_table;
	/* entries in it */
	uint16_t		retry_ms_table_count;
	/* how many failures are not worth telling anybody */
	uint16_t		conceal_count;
	/* idle seconds before the peer is pinged; 0 for never */
	uint16_t		secs_since_valid_ping;
	/* idle seconds before the connection is closed; 0 for never */
	uint16_t		secs_since_valid_hangup;
	/* up to this much longer, at random; 0 for 30 */
	uint8_t			jitter_percent;
} lws_retry_bo_t;

/** conceal_count for trying for ever */
#define LWS_RETRY_CONCEAL_ALWAYS	0xffff

/**
 * How long to wait before the next attempt, in ms: the entry of the table for
 * attempt *ctry, plus jitter. Increments *ctry. *conceal, if conceal is not
 * NULL, becomes 1 as long as there have been no more than conceal_count
 * attempts, 0 after that.
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_retry_get_delay_ms(struct lws_context *context, const lws_retry_bo_t *retry,
		       uint16_t *ctry, char *conceal);

/**
 * Schedules sul with that delay on thread tid. Returns 0, or 1 without
 * scheduling anything when there have been more than conceal_count attempts.
 */
LWS_VISIBLE LWS_EXTERN int
lws_retry_sul_schedule(struct lws_context *context, int tid,
		       lws_sorted_usec_list_t *sul, const lws_retry_bo_t *retry,
		       sul_cb_t cb, uint16_t *ctry);

/**
 * The same with the policy and the thread of wsi, at
 * LWS_CALLBACK_CLIENT_CONNECTION_ERROR or one of the CLOSED callbacks. cb
 * then connects anew.
 */
LWS_VISIBLE LWS_EXTERN int
lws_retry_sul_schedule_retry_wsi(struct lws *wsi, lws_sorted_usec_list_t *sul,
				 sul_cb_t cb, uint16_t *ctry);

#endif /* LIBWEBSOCKETS_LWS_RETRY_H */
