/* SPDX-License-Identifier: MIT */
/*
 * Ring buffers of equal elements with one writer's position and any number of
 * readers' (tails). A tail is the reader's own: a byte offset that begins as
 * lws_ring_get_oldest_tail() says. The ring itself only knows the oldest of
 * them, which is how far room has been given back. One byte position is left
 * free to tell full from empty, hence count - 1 elements fit.
 */

#include "private-lib-core.h"

struct lws_ring {
	uint8_t		*buf;
	void		(*destroy_element)(void *element);
	uint32_t	buflen;
	uint32_t	element_len;
	uint32_t	head;
	uint32_t	oldest_tail;
};

/*
 * destroy_element, if not NULL, is called for each element as the oldest tail
 * passes it, and for what is left at the end. NULL if memory runs out, or
 * count is under 2, or element_len is 0, or their product does not fit 31 bits.
 */
struct lws_ring *
lws_ring_create(size_t element_len, size_t count,
		void (*destroy_element)(void *element))
{
	struct lws_ring *ring;

	if (!element_len || count < 2 || count > INT32_MAX / element_len) {
		lwsl_err("%s: no ring of %llu elements of %llu bytes",
			 __func__, (unsigned long long)count,
			 (unsigned long long)element_len);
		return NULL;
	}

	ring = lws_zalloc(sizeof(*ring), "ring");
	if (!ring)
		return NULL;

	ring->buf = lws_malloc(element_len * count, "ring data");
	if (!ring->buf) {
		lws_free(ring);
		return NULL;
	}

	ring->buflen = (uint32_t)(element_len * count);
	ring->element_len = (uint32_t)element_len;
	ring->destroy_element = destroy_element;

	return ring;
}

static uint32_t
wrapped(const struct lws_ring *ring, uint32_t pos)
{
	return pos >= ring->buflen ? pos - ring->buflen : pos;
}

static uint32_t
bytes_waiting(const struct lws_ring *ring, uint32_t tail)
{
	return wrapped(ring, ring->head + ring->buflen - tail);
}

static uint32_t
bytes_free(const struct lws_ring *ring)
{
	return ring->buflen - ring->element_len -
	       bytes_waiting(ring, ring->oldest_tail);
}

void
lws_ring_destroy(struct lws_ring *ring)
{
	if (!ring)
		return;

	lws_ring_update_oldest_tail(ring, ring->head);
	lws_free(ring->buf);
	lws_free(ring);
}

size_t
lws_ring_get_count_free_elements(struct lws_ring *ring)
{
	return bytes_free(ring) / ring->element_len;
}

/* tail NULL: from the oldest one */
size_t
lws_ring_get_count_waiting_elements(struct lws_ring *ring, uint32_t *tail)
{
	return bytes_waiting(ring, tail ? *tail : ring->oldest_tail) /
	       ring->element_len;
}

/*
 * Room that can be written to directly: returns 0 with where it is and how
 * many bytes until the end of the ring or of the free room, 1 if there is
 * none. lws_ring_bump_head() then says how much of it was filled.
 */
int
lws_ring_next_linear_insert_range(struct lws_ring *ring, void **start,
				  size_t *bytes)
{
	uint32_t n = bytes_free(ring);

	if (!n)
		return 1;

	if (n > ring->buflen - ring->head)
		n = ring->buflen - ring->head;

	*start = ring->buf + ring->head;
	*bytes = n;

	return 0;
}

/* bytes: whole elements, at most what the last insert range was */
void
lws_ring_bump_head(struct lws_ring *ring, size_t bytes)
{
	ring->head = wrapped(ring, ring->head + (uint32_t)bytes);
}

/* copies up to max_count elements in; returns how many there was room for */
size_t
lws_ring_insert(struct lws_ring *ring, const void *src, size_t max_count)
{
	const uint8_t *p = (const uint8_t *)src;
	size_t done = 0, bytes;
	void *start;

	while (done < max_count &&
	       !lws_ring_next_linear_insert_range(ring, &start, &bytes)) {
		bytes = lws_min_sz(bytes / ring->element_len,
				   max_count - done) * ring->element_len;
		memcpy(start, p, bytes);
		lws_ring_bump_head(ring, bytes);
		p += bytes;
		done += bytes / ring->element_len;
	}

	return done;
}

/*
 * Takes up to max_count elements at *tail, copies them to dest if that is not
 * NULL, moves *tail behind them and returns how many. tail NULL: the ring's
 * oldest tail, so they are gone at once.
 */
size_t
lws_ring_consume(struct lws_ring *ring, uint32_t *tail, void *dest,
		 size_t max_count)
{
	uint32_t pos = tail ? *tail : ring->oldest_tail;
	size_t n = lws_min_sz(bytes_waiting(ring, pos) / ring->element_len,
			      max_count);
	uint32_t bytes = (uint32_t)(n * ring->element_len);
	uint32_t first = (uint32_t)lws_min_sz(bytes, ring->buflen - pos);

	if (dest) {
		memcpy(dest, ring->buf + pos, first);
		memcpy((uint8_t *)dest + first, ring->buf, bytes - first);
	}

	pos = wrapped(ring, pos + bytes);
	if (tail)
		*tail = pos;
	else
		lws_ring_update_oldest_tail(ring, pos);

	return n;
}

/* the next element for this tail (NULL: the oldest), in place; NULL if none */
const void *
lws_ring_get_element(struct lws_ring *ring, uint32_t *tail)
{
	uint32_t pos = tail ? *tail : ring->oldest_tail;

	return bytes_waiting(ring, pos) ? ring->buf + pos : NULL;
}

/* no reader is behind tail any more: what is before it is destroyed */
void
lws_ring_update_oldest_tail(struct lws_ring *ring, uint32_t tail)
{
	uint32_t n = wrapped(ring, tail + ring->buflen - ring->oldest_tail) /
		     ring->element_len;

	while (ring->destroy_element && n--) {
		ring->destroy_element(ring->buf + ring->oldest_tail);
		ring->oldest_tail = wrapped(ring, ring->oldest_tail +
						  ring->element_len);
	}

	ring->oldest_tail = tail;
}

uint32_t
lws_ring_get_oldest_tail(struct lws_ring *ring)
{
	return ring->oldest_tail;
}

/* for debugging: one line at the level of notices */
void
lws_ring_dump(struct lws_ring *ring, uint32_t *tail)
{
	lwsl_notice("%s: %p: buflen %u, element_len %u, head %u, "
		    "oldest_tail %u, tail %u", __func__, (void *)ring,
		    (unsigned int)ring->buflen,
		    (unsigned int)ring->element_len,
		    (unsigned int)ring->head,
		    (unsigned int)ring->oldest_tail,
		    (unsigned int)(tail ? *tail : ring->oldest_tail));
}
