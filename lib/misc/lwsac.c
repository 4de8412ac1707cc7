/* SPDX-License-Identifier: MIT */
/*
 * Allocation in chunks that are freed all at once. The first chunk holds what
 * concerns all of them; memory is handed out from the last one.
 */

#include "private-lib-core.h"

#define DEFAULT_CHUNK 4000
#define ALIGNMENT sizeof(void *)

struct lwsac {
	struct lwsac	*next;
	size_t		alloc_size;	/* with this header */
	size_t		ofs;		/* handed out up to here */
	size_t		start;		/* of what is handed out */
};

struct lwsac_head {
	struct lwsac	first;
	struct lwsac	*curr;		/* the last chunk */
	uint64_t	total;		/* of the alloc_sizes */
	int		refcount;
	int		detached;
};

/*
 * The headers take whole multiples of 16, so that the memory is aligned for
 * any C type as long as the requests are, too.
 */
#define HEAD_SIZE ((sizeof(struct lwsac_head) + 15) / 16 * 16)
#define CHUNK_SIZE ((sizeof(struct lwsac) + 15) / 16 * 16)

static struct lwsac_head *
head_of(struct lwsac *first)
{
	return (struct lwsac_head *)first;
}

size_t
lwsac_align(size_t length)
{
	return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* what a chunk costs beside its contents; the first one costs more */
size_t
lwsac_sizeof(int first)
{
	return first ? HEAD_SIZE : CHUNK_SIZE;
}

/* how far the chunk is used, from its beginning */
size_t
lwsac_get_tail_pos(struct lwsac *lac)
{
	return lac->ofs;
}

struct lwsac *
lwsac_get_next(struct lwsac *lac)
{
	return lac->next;
}

/* bytes of the heap that the chunks have, 0 for NULL */
uint64_t
lwsac_total_alloc(struct lwsac *head)
{
	return head ? head_of(head)->total : 0;
}

/* how many of them nobody has been given */
uint64_t
lwsac_total_overhead(struct lwsac *head)
{
	uint64_t n = 0;

	for (; head; head = head->next)
		n += head->alloc_size - (head->ofs - head->start);

	return n;
}

static void *
take(struct lwsac *lac, size_t size)
{
	void *p;

	if (lac->alloc_size - lac->ofs < size)
		return NULL;

	p = (char *)lac + lac->ofs;
	lac->ofs += size;

	return p;
}

static struct lwsac *
new_chunk(struct lwsac **head, size_t size, size_t chunk_size)
{
	size_t hdr = *head ? CHUNK_SIZE : HEAD_SIZE;
	struct lwsac *lac;

	size = lws_max_sz(size, chunk_size ? chunk_size : DEFAULT_CHUNK);
	if (size > SIZE_MAX - hdr)
		return NULL;

	/* zeroed, as lwsac_scan_extant() reads what users did not write */
	lac = lws_zalloc(hdr + size, "lwsac");
	if (!lac)
		return NULL;

	lac->alloc_size = hdr + size;
	lac->ofs = lac->start = hdr;

	if (*head)
		head_of(*head)->curr->next = lac;
	else
		*head = lac;

	head_of(*head)->curr = lac;
	head_of(*head)->total += lac->alloc_size;

	return lac;
}

static void *
use(struct lwsac **head, size_t ensure, size_t chunk_size, int backfill)
{
	size_t size = lwsac_align(ensure);
	struct lwsac *lac;
	void *p;

	if (size < ensure)
		return NULL;

	if (*head) {
		lac = backfill ? *head : head_of(*head)->curr;
		do {
			p = take(lac, size);
			if (p)
				return p;
			lac = lac->next;
		} while (lac);
	}

	lac = new_chunk(head, size, chunk_size);

	return lac ? take(lac, size) : NULL;
}

/*
 * ensure bytes, aligned for pointers; *head is NULL at first.
 * chunk_size is the least that a new chunk holds, 0 for the default. NULL, and
 * all as it was, if memory runs out.
 */
void *
lwsac_use(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	return use(head, ensure, chunk_size, 0);
}

/* likewise, but looks for room in all chunks before it makes a new one */
void *
lwsac_use_backfill(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	return use(head, ensure, chunk_size, 1);
}

void *
lwsac_use_zero(struct lwsac **head, size_t ensure, size_t chunk_size)
{
	void *p = use(head, ensure, chunk_size, 0);

	if (p)
		memset(p, 0, ensure);

	return p;
}

/*
 * Makes what was handed out last amount bytes longer where it is, zeroed.
 * Returns 0, or 1 if its chunk has no room for that.
 */
int
lwsac_extend(struct lwsac *head, size_t amount)
{
	size_t size = lwsac_align(amount);
	void *p;

	if (!head || size < amount)
		return 1;

	p = take(head_of(head)->curr, size);
	if (!p)
		return 1;

	memset(p, 0, size);

	return 0;
}

void
lwsac_free(struct lwsac **head)
{
	struct lwsac *lac = *head, *next;

	*head = NULL;
	for (; lac; lac = next) {
		next = lac->next;
		lws_free(lac);
	}
}

/*
 * Counted users: after lwsac_detach() by its owner, the last
 * lwsac_unreference() frees it and sets the pointer to NULL. Not locked.
 */
void
lwsac_reference(struct lwsac *head)
{
	if (head)
		head_of(head)->refcount++;
}

void
lwsac_unreference(struct lwsac **head)
{
	if (!*head)
		return;

	if (head_of(*head)->refcount)
		head_of(*head)->refcount--;
	else
		lwsl_err("%s: more often than referenced", __func__);

	if (!head_of(*head)->refcount && head_of(*head)->detached)
		lwsac_free(head);
}

void
lwsac_detach(struct lwsac **head)
{
	if (!*head)
		return;

	head_of(*head)->detached = 1;
	if (!head_of(*head)->refcount)
		lwsac_free(head);
}

/*
 * Where the len bytes at find have been handed out already; nul: followed by
 * a NUL, too. NULL if nowhere. Matches do not go across chunks.
 */
uint8_t *
lwsac_scan_extant(struct lwsac *head, uint8_t *find, size_t len, int nul)
{
	for (; head; head = head->next) {
		const char *p = (const char *)head + head->start;
		const char *end = (const char *)head + head->ofs;

		for (;; p++) {
			p = lws_nstrstr(p, (size_t)(end - p),
					(const char *)find, len);
			if (!p)
				break;
			if (!nul || (p + len < end && !p[len]))
				return (uint8_t *)head +
					(p - (const char *)head);
		}
	}

	return NULL;
}

/* for debugging: one line at the level of notices */
void
lwsac_info(struct lwsac *head)
{
	struct lwsac *lac;
	unsigned int n = 0;

	for (lac = head; lac; lac = lac->next)
		n++;

	lwsl_notice("%s: %p: %u chunks, %llu bytes, %llu not handed out",
		    __func__, (void *)head, n,
		    (unsigned long long)lwsac_total_alloc(head),
		    (unsigned long long)lwsac_total_overhead(head));
}

/*
 * A list pointer points to the list pointer in the next object. `add`, that of
 * the new object, goes before the first for which sort(add, it) is not
 * positive; without sort, to the front.
 */
void
lws_list_ptr_insert(lws_list_ptr *phead, lws_list_ptr *add,
		    lws_list_ptr_sort_func_t sort)
{
	while (*phead && sort && sort(add, *phead) > 0)
		phead = (lws_list_ptr *)*phead;

	*add = *phead;
	*phead = add;
}
