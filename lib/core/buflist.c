/* SPDX-License-Identifier: MIT */
/*
 * Queues of bytes in segments as they came, which are used up from the front.
 * The head pointer of an empty list is NULL. Appending is O(1). At most
 * LWS_BUFLIST_MAX_LEN bytes wait in one; whoever fills it from the network
 * stops receiving long before.
 */

#include "private-lib-core.h"

/*
 * Copies len bytes to the end of the list. Returns 1 if the list was empty, 0
 * if not; -1, with the list as it was, if memory or the limit is exceeded, or
 * len is 0.
 */
int
lws_buflist_append_segment(struct lws_buflist **head, const uint8_t *buf,
			   size_t len)
{
	struct lws_buflist *first = *head, *b;

	if (!len || len > LWS_BUFLIST_MAX_LEN - (first ? first->total : 0)) {
		lwsl_err("%s: cannot add %llu bytes to %llu", __func__,
			 (unsigned long long)len,
			 (unsigned long long)(first ? first->total : 0));
		return -1;
	}

	b = lws_malloc(sizeof(*b) + LWS_PRE + len, "buflist");
	if (!b) {
		lwsl_err("%s: no memory for %llu bytes", __func__,
			 (unsigned long long)len);
		return -1;
	}

	memset(b, 0, sizeof(*b));
	b->len = len;
	memcpy(lws_buflist_payload(b), buf, len);

	if (!first) {
		b->last = b;
		b->total = len;
		*head = b;
		return 1;
	}

	first->last->next = b;
	first->last = b;
	first->total += len;

	return 0;
}

static void
drop_first(struct lws_buflist **head)
{
	struct lws_buflist *b = *head, *next = b->next;

	if (next) {
		next->last = b->last;
		next->total = b->total - (b->len - b->pos);
	}

	*head = next;
	lws_free(b);
}

void
lws_buflist_destroy_all_segments(struct lws_buflist **head)
{
	while (*head)
		drop_first(head);
}

/*
 * What is left of the first segment: its length, and where it is if buf is not
 * NULL. 0, and NULL there, for an empty list.
 */
size_t
lws_buflist_next_segment_len(struct lws_buflist **head, uint8_t **buf)
{
	struct lws_buflist *b = *head;

	if (buf)
		*buf = b ? lws_buflist_payload(b) + b->pos : NULL;

	return b ? b->len - b->pos : 0;
}

/*
 * len bytes of the first segment are done with; more than it has are taken as
 * all of it. Returns what is then left of the segment that is the first; 0 if
 * the list has become empty.
 */
size_t
lws_buflist_use_segment(struct lws_buflist **head, size_t len)
{
	struct lws_buflist *b = *head;

	if (!b)
		return 0;

	if (len >= b->len - b->pos) {
		drop_first(head);
	} else {
		b->pos += len;
		b->total -= len;
	}

	return lws_buflist_next_segment_len(head, NULL);
}

/* all that has not been used up */
size_t
lws_buflist_total_len(struct lws_buflist **head)
{
	return *head ? (*head)->total : 0;
}

/*
 * Copies up to len bytes that begin ofs bytes from the front, across segments,
 * without using them up. Returns how many there were.
 */
int
lws_buflist_linear_copy(struct lws_buflist **head, size_t ofs, uint8_t *buf,
			size_t len)
{
	struct lws_buflist *b;
	size_t done = 0, n;

	for (b = *head; b && done < len; b = b->next) {
		n = b->len - b->pos;
		if (ofs >= n) {
			ofs -= n;
			continue;
		}
		n = lws_min_sz(n - ofs, len - done);
		memcpy(buf + done, lws_buflist_payload(b) + b->pos + ofs, n);
		ofs = 0;
		done += n;
	}

	return (int)done;
}

/* moves up to len bytes out of the list into buf; returns how many */
int
lws_buflist_linear_use(struct lws_buflist **head, uint8_t *buf, size_t len)
{
	size_t done = 0, n;
	uint8_t *p;

	while (*head && done < len) {
		n = lws_min_sz(lws_buflist_next_segment_len(head, &p),
			       len - done);
		memcpy(buf + done, p, n);
		lws_buflist_use_segment(head, n);
		done += n;
	}

	return (int)done;
}

/*
 * Moves up to len bytes out of the first segment alone; returns how many.
 * *frag_first becomes 1 if they are its beginning, *frag_fin if its end, else
 * 0. Either may be NULL.
 */
int
lws_buflist_fragment_use(struct lws_buflist **head, uint8_t *buf, size_t len,
			 char *frag_first, char *frag_fin)
{
	struct lws_buflist *b = *head;
	size_t n = 0;

	if (frag_first)
		*frag_first = (char)(b && !b->pos);
	if (frag_fin)
		*frag_fin = 0;

	if (!b)
		return 0;

	n = lws_min_sz(b->len - b->pos, len);
	memcpy(buf, lws_buflist_payload(b) + b->pos, n);
	if (frag_fin)
		*frag_fin = (char)(n == b->len - b->pos);
	lws_buflist_use_segment(head, n);

	return (int)n;
}

/* for debugging: a line for each segment, at the level of notices */
void
lws_buflist_describe(struct lws_buflist **head, void *id, const char *reason)
{
	struct lws_buflist *b;
	int n = 0;

	if (!*head)
		lwsl_notice("%s: %p: %s: empty", __func__, id, reason);

	for (b = *head; b; b = b->next)
		lwsl_notice("%s: %p: %s: %d: %llu of %llu used", __func__, id,
			    reason, n++, (unsigned long long)b->pos,
			    (unsigned long long)b->len);
}
