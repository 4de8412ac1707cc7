/* SPDX-License-Identifier: MIT */
/*
 * lws-lwsac.h: many allocations that are freed at once
 *
 * An lwsac is a chain of chunks from the heap out of which memory is handed
 * out. The chain starts as a NULL pointer. Single pieces are never freed; the
 * whole is. Not locked.
 *
 * Also here: singly linked lists by pointer, for objects in such memory.
 */

#if !defined(LIBWEBSOCKETS_LWS_LWSAC_H)
#define LIBWEBSOCKETS_LWS_LWSAC_H

/** A file in memory, see lwsac_cached_file() */
typedef unsigned char *lwsac_cached_file_t;

/** The T whose list pointer M is what P points to */
#define lws_list_ptr_container(P, T, M)	((T *)((char *)(P) - offsetof(T, M)))

/**
 * A list pointer points to the list pointer of the next object, which is how
 * any object may be on a list
 */
typedef void *lws_list_ptr;

/** Less than, equal to or greater than 0, as for qsort() */
typedef int (*lws_list_ptr_sort_func_t)(lws_list_ptr a, lws_list_ptr b);

/** Goes to the next object */
#define lws_list_ptr_advance(_lp)	_lp = *((void **)_lp)

/**
 * Inserts add into the list at *phead: before the first object for which
 * sort() of the new one and it is not positive, or in front without sort
 */
LWS_VISIBLE LWS_EXTERN void
lws_list_ptr_insert(lws_list_ptr *phead, lws_list_ptr *add,
		    lws_list_ptr_sort_func_t sort);

/**
 * ensure bytes, uninitialised, aligned for pointers, from the chain. A chunk
 * with less room is followed by a new one of at least chunk_size bytes (0: a
 * default of about 4 KiB). NULL without memory.
 */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use(struct lwsac **head, size_t ensure, size_t chunk_size);

/** The same, looking for room in the older chunks too */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use_backfill(struct lwsac **head, size_t ensure, size_t chunk_size);

/** The same, zeroed */
LWS_VISIBLE LWS_EXTERN void *
lwsac_use_zero(struct lwsac **head, size_t ensure, size_t chunk_size);

/** Old name */
#define lwsac_use_zeroed		lwsac_use_zero

/** Frees all of it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lwsac_free(struct lwsac **head);

/** The owner is done with it: it goes when the last reference does */
LWS_VISIBLE LWS_EXTERN void
lwsac_detach(struct lwsac **head);

/** One more who uses it */
LWS_VISIBLE LWS_EXTERN void
lwsac_reference(struct lwsac *head);

/** One less. Sets the pointer to NULL if that freed it. */
LWS_VISIBLE LWS_EXTERN void
lwsac_unreference(struct lwsac **head);

/**
 * Makes what was handed out last longer by amount zeroed bytes, where it is.
 * Returns 0, 1 if there is no room.
 */
LWS_VISIBLE LWS_EXTERN int
lwsac_extend(struct lwsac *head, size_t amount);

/** The caller begins to use the file */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_start(lwsac_cached_file_t cache);

/** He is done, and sets his pointer to NULL if it is gone now */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_end(lwsac_cached_file_t *cache);

/** It shall go when nobody uses it any more */
LWS_VISIBLE LWS_EXTERN void
lwsac_use_cached_file_detach(lwsac_cached_file_t *cache);

/**
 * Loads a file into memory, or finds that *cache is still what it was when
 * loaded (by its modification time). *len is its length; a NUL follows it.
 * Blocks on the filesystem. Returns 0, nonzero if it cannot be read.
 */
LWS_VISIBLE LWS_EXTERN int
lwsac_cached_file(const char *filepath, lwsac_cached_file_t *cache,
		  size_t *len);

/** Bytes that a chunk needs for itself; first: for the first one */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_sizeof(int first);

/** How far a chunk is used, from its beginning */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_get_tail_pos(struct lwsac *lac);

/** The next chunk, or NULL */
LWS_VISIBLE LWS_EXTERN struct lwsac *
lwsac_get_next(struct lwsac *lac);

/** length rounded up to what allocations are aligned to */
LWS_VISIBLE LWS_EXTERN size_t
lwsac_align(size_t length);

/** Logs how much of it is used */
LWS_VISIBLE LWS_EXTERN void
lwsac_info(struct lwsac *head);

/** Bytes of heap that it occupies */
LWS_VISIBLE LWS_EXTERN uint64_t
lwsac_total_alloc(struct lwsac *head);

/** Those that nobody was given */
LWS_VISIBLE LWS_EXTERN uint64_t
lwsac_total_overhead(struct lwsac *head);

/**
 * Where the len bytes at find are in it already, followed by a NUL if nul is
 * set; NULL if nowhere. For not storing the same string twice.
 */
LWS_VISIBLE LWS_EXTERN uint8_t *
lwsac_scan_extant(struct lwsac *head, uint8_t *find, size_t len, int nul);

#endif /* LIBWEBSOCKETS_LWS_LWSAC_H */
