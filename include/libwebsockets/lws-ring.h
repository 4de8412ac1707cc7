/* SPDX-License-Identifier: MIT */
/* lws-ring.h */

#if !defined(LIBWEBSOCKETS_LWS_RING_H)
#define LIBWEBSOCKETS_LWS_RING_H

struct lws_ring;

LWS_VISIBLE LWS_EXTERN struct lws_ring *
lws_ring_create(size_t element_len, size_t count,
		void (*destroy_element)(void *element));

LWS_VISIBLE LWS_EXTERN void
lws_ring_destroy(struct lws_ring *ring);

LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_free_elements(struct lws_ring *ring);

LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail);

LWS_VISIBLE LWS_EXTERN size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count);

LWS_VISIBLE LWS_EXTERN size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest,
		 size_t max_count);

LWS_VISIBLE LWS_EXTERN const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail);

LWS_VISIBLE LWS_EXTERN void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail);

LWS_VISIBLE LWS_EXTERN uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring);

LWS_VISIBLE LWS_EXTERN int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start,
				  size_t *bytes);

LWS_VISIBLE LWS_EXTERN void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes);

LWS_VISIBLE LWS_EXTERN void
lws_ring_dump(struct lws_ring *ring, uint32_t *tail);

/**
 * Consumes for one of several readers, then works out who is the slowest
 *
 * Takes ___count elements off for the reader whose tail is *___ptail. When
 * that reader was the oldest, the list of readers at ___list_head (of ___type,
 * linked by ___mlist, each with its tail in ___mtail) is searched for the one
 * with the most elements still to come, and its tail becomes the ring's
 * oldest, which frees what everybody has had.
 */
#define lws_ring_consume_and_update_oldest_tail(___ring, ___type, ___ptail, \
		___count, ___list_head, ___mtail, ___mlist) { \
		int ___was_oldest = *(___ptail) == \
				    lws_ring_get_oldest_tail(___ring); \
		size_t ___most = 0, ___waiting; \
		uint32_t ___slowest; \
	\
		lws_ring_consume(___ring, ___ptail, NULL, ___count); \
		if (___was_oldest) { \
			___slowest = *(___ptail); \
			lws_start_foreach_llp(___type **, ___ppss, \
					      ___list_head) { \
				___waiting = \
					lws_ring_get_count_waiting_elements( \
						___ring, \
						&(*___ppss)->___mtail); \
				if (___waiting >= ___most) { \
					___most = ___waiting; \
					___slowest = (*___ppss)->___mtail; \
				} \
			} lws_end_foreach_llp(___ppss, ___mlist); \
	\
			lws_ring_update_oldest_tail(___ring, ___slowest); \
		} \
	}

/** Consumes for the only reader of a ring, and frees the elements at once */
#define lws_ring_consume_single_tail(___ring, ___ptail, ___count) { \
		lws_ring_consume(___ring, ___ptail, NULL, ___count); \
		lws_ring_update_oldest_tail(___ring, *(___ptail)); \
	}

#endif /* LIBWEBSOCKETS_LWS_RING_H */
