/* SPDX-License-Identifier: MIT */
/*
 * Blobs: either the user's own bytes, or pieces on the heap.  For the thread of
 * the loop.
 */
#include "private-lib-system.h"

void
lws_system_blob_heap_empty(lws_system_blob_t *b)
{
	lws_buflist_destroy_all_segments(&b->heap);
	b->direct = NULL;
	b->direct_len = 0;
}

void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr, size_t len)
{
	lws_system_blob_heap_empty(b);
	b->direct = ptr;
	b->direct_len = len;
}

/* what was set directly before is not part of it any more */
int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr,
			    size_t len)
{
	if (b->direct)
		lws_system_blob_heap_empty(b);
	if (!len)
		return 0;
	if (lws_buflist_append_segment(&b->heap, ptr, len) < 0) {
		lwsl_err("%s: out of memory\n", __func__);
		return -1;
	}

	return 0;
}

size_t
lws_system_blob_get_size(lws_system_blob_t *b)
{
	return b->direct ? b->direct_len : lws_buflist_total_len(&b->heap);
}

int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len,
		    size_t ofs)
{
	size_t size = lws_system_blob_get_size(b), n;
	int copied;

	if (ofs >= size) {
		*len = 0;
		return -1;
	}
	n = lws_min_sz(*len, size - ofs);
	if (b->direct) {
		memcpy(ptr, b->direct + ofs, n);
		*len = n;
		return 0;
	}

	copied = lws_buflist_linear_copy(&b->heap, ofs, ptr, n);
	*len = copied < 0 ? 0 : (size_t)copied;

	return copied < 0 ? -1 : 0;
}

int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr)
{
	uint8_t *p;

	if (b->direct) {
		*ptr = b->direct;
		return 0;
	}
	if (!b->heap || b->heap->next)
		return -1;

	lws_buflist_next_segment_len(&b->heap, &p);
	*ptr = p;

	return 0;
}

void
lws_system_blob_destroy(lws_system_blob_t *b)
{
	if (b)
		lws_system_blob_heap_empty(b);
}

lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type,
		    int idx)
{
	int n = (int)type + idx;

	/* the second token has the number behind the first's */
	if (idx < 0 || idx > (type == LWS_SYSBLOB_TYPE_AUTH ? 1 : 0) ||
	    (int)type < 0 ||
	    n >= (int)LWS_SYSTEM_BLOBS)
		return NULL;

	return &context->system->blobs[n];
}
