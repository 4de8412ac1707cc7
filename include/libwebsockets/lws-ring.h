/* SPDX-License-Identifier: MIT */
/*
 * lws-ring.h: ring buffers of equal elements
 *
 * One writer puts elements in at the head; any number of readers each have a
 * tail, a uint32_t of their own. An element is freed once the oldest tail has
 * passed it. Not locked.
 */

#if !defined(LIBWEBSOCKETS_LWS_RING_H)
#define LIBWEBSOCKETS_LWS_RING_H

/** A ring, by pointer */
struct lws_ring;

/**
 * Creates a ring of count elements of element_len bytes, of which count - 1
 * can be used. destroy_element, if not NULL, is called with each element that
 * goes. Returns NULL without memory.
 */
LWS_VISIBLE LWS_EXTERN struct lws_ring *
lws_ring_create(size_t element_len, size_t count,
		void (*destroy_element)(void *element));

/** Destroys what is still in it, and the ring. NULL is allowed. */
LWS_VISIBLE LWS_EXTERN void
lws_ring_destroy(struct lws_ring *ring);

/** How many can be inserted */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_free_elements(struct lws_ring *ring);

/**
 * How many there are for the reader with this tail; NULL means the oldest one
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail);

/** Copies up to max_count elements in. Returns how many there was room for. */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count);

/**
 * Takes up to max_count elements off for a reader: copies them to dest unless
 * that is NULL, and moves *tail. With a NULL tail the ring's oldest one
 * moves. Returns how many.
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest,
		 size_t max_count);

/**
 * The next element for the reader, in place and not taken off; NULL if there
 * is none
 */
LWS_VISIBLE LWS_EXTERN const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail);

/**
 * Says that all readers have got as far as tail: elements before it are
 * destroyed
 */
LWS_VISIBLE LWS_EXTERN void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail);

/** The oldest tail: where a new reader starts */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring);

/**
 * Where elements can be put directly: returns 0 with *start and how many
 * *bytes fit there in one piece, or nonzero if the ring is full.
 * lws_ring_bump_head() follows.
 */
LWS_VISIBLE LWS_EXTERN int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start,
				  size_t *bytes);

/** Says that bytes have been put there, a multiple of the element length */
LWS_VISIBLE LWS_EXTERN void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes);

/** Logs the state of the ring and of one tail */
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
