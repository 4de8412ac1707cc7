/* SPDX-License-Identifier: MIT */
/*
 * lws-dsh.h: one buffer for queues of several kinds
 *
 * Each kind is a queue; all share the memory.
 */

#if !defined(LIBWEBSOCKETS_LWS_DSH_H)
#define LIBWEBSOCKETS_LWS_DSH_H

/**
 * Creates a buffer of buffer_size bytes for count_kinds kinds, on the list
 * owner, whose other buffers may lend room. Returns NULL without memory.
 */
LWS_VISIBLE LWS_EXTERN struct lws_dsh *
lws_dsh_create(lws_dll2_owner_t *owner, size_t buffer_size, int count_kinds);

/** Destroys it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_destroy(struct lws_dsh **pdsh);

/**
 * Puts size1 bytes and then size2 bytes at the end of a queue. Returns 0,
 * nonzero if there is no room.
 */
LWS_VISIBLE LWS_EXTERN int
lws_dsh_alloc_tail(struct lws_dsh *dsh, int kind, const void *src1,
		   size_t size1, const void *src2, size_t size2);

/** Takes an object off, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_free(void **obj);

/** Bytes in a queue */
LWS_VISIBLE LWS_EXTERN size_t
lws_dsh_get_size(struct lws_dsh *dsh, int kind);

/** The first object of a queue. Returns 0, nonzero if there is none. */
LWS_VISIBLE LWS_EXTERN int
lws_dsh_get_head(struct lws_dsh *dsh, int kind, void **obj, size_t *size);

/** Logs what is in it */
LWS_VISIBLE LWS_EXTERN void
lws_dsh_describe(struct lws_dsh *dsh, const char *desc);

#endif /* LIBWEBSOCKETS_LWS_DSH_H */
