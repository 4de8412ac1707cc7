/* SPDX-License-Identifier: MIT */
/*
 * lws-dll2.h: intrusive lists
 *
 * Singly linked lists by macro, and the doubly linked lws_dll2 list, whose
 * nodes live inside the objects they link. Nothing here allocates.
 */

#if !defined(LIBWEBSOCKETS_LWS_DLL2_H)
#define LIBWEBSOCKETS_LWS_DLL2_H

struct lws_dll2_owner;

/*
 * Singly linked lists
 *
 * Each start macro opens two blocks that its end macro closes; the loop body
 * goes between them. In the plain forms the body must not free the element it
 * is at; in the _safe forms it may. A body must not "continue".
 */

/** Walk by element: it is declared here as a type, and follows it->nxt */
#define lws_start_foreach_ll(type, it, start) \
	{ \
		type it = start; \
		while (it) {

#define lws_end_foreach_ll(it, nxt) \
			it = it->nxt; \
		} \
	}

/** As above; the element may be freed, since its successor is already known */
#define lws_start_foreach_ll_safe(type, it, start, nxt) \
	{ \
		type it = start; \
		while (it) { \
			type next_ ##it = it->nxt;

#define lws_end_foreach_ll_safe(it) \
			it = next_ ##it; \
		} \
	}

/**
 * Walk by the pointer that points to the element, so that assigning to *it
 * takes the element out of the list. type is a pointer to a pointer.
 */
#define lws_start_foreach_llp(type, it, start) \
	{ \
		type it = &(start); \
		while (*(it)) {

#define lws_end_foreach_llp(it, nxt) \
			it = &(*(it))->nxt; \
		} \
	}

/** As above, with the address of the next link taken before the body runs */
#define lws_start_foreach_llp_safe(type, it, start, nxt) \
	{ \
		type it = &(start); \
		type next; \
		while (*(it)) { \
			next = &((*(it))->nxt);

#define lws_end_foreach_llp_safe(it) \
			it = next; \
		} \
	}

/** Put an object at the head of a list that is linked through ___m_list */
#define lws_ll_fwd_insert(___new_object, ___m_list, ___list_head) \
	{ \
		___new_object->___m_list = ___list_head; \
		___list_head = ___new_object; \
	}

/** Take an object out of such a list; one that is not on it is left alone */
#define lws_ll_fwd_remove(___type, ___m_list, ___target, ___list_head) \
	{ \
		___type **___link = &(___list_head); \
		while (*___link && *___link != (___target)) \
			___link = &(*___link)->___m_list; \
		if (*___link) \
			*___link = (*___link)->___m_list; \
	}

/**
 * One node: a member of the object that is to be on the list. All zero means
 * detached.
 */
typedef struct lws_dll2 {
	struct lws_dll2		*prev;
	struct lws_dll2		*next;
	struct lws_dll2_owner	*owner;	/* the list it is on, or NULL */
} lws_dll2_t;

/** A list. All zero means empty. */
typedef struct lws_dll2_owner {
	struct lws_dll2		*tail;
	struct lws_dll2		*head;
	uint32_t		count;
} lws_dll2_owner_t;

/** Nonzero if d is on no list */
LWS_VISIBLE LWS_EXTERN int
lws_dll2_is_detached(const struct lws_dll2 *d);

/** The list d is on; NULL when it is on none */
static LWS_INLINE const struct lws_dll2_owner *
lws_dll2_owner(const struct lws_dll2 *d)
{
	return d->owner;
}

/** First node of the list, or NULL */
static LWS_INLINE struct lws_dll2 *
lws_dll2_get_head(struct lws_dll2_owner *owner)
{
	return owner->head;
}

/** Last node of the list, or NULL */
static LWS_INLINE struct lws_dll2 *
lws_dll2_get_tail(struct lws_dll2_owner *owner)
{
	return owner->tail;
}

/** Puts d at the front of owner. It must not be on a list. */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_head(struct lws_dll2 *d, struct lws_dll2_owner *owner);

/** Puts d at the end of owner. It must not be on a list. */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_tail(struct lws_dll2 *d, struct lws_dll2_owner *owner);

/** Takes d off its list. On none, it stays as it is. */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_remove(struct lws_dll2 *d);

/** Called with each node; nonzero stops the walk */
typedef int (*lws_dll2_foreach_cb_t)(struct lws_dll2 *d, void *user);

/**
 * Calls cb for each node from head to tail; cb may remove and free the node
 * it is given. Returns 0, or 1 if cb stopped the walk.
 */
LWS_VISIBLE LWS_EXTERN int
lws_dll2_foreach_safe(struct lws_dll2_owner *owner, void *user,
		      lws_dll2_foreach_cb_t cb);

/**
 * Makes d a detached node, whatever it was before. It is not taken off
 * anything.
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_clear(struct lws_dll2 *d);

/** Makes it an empty list. Nodes that were on it are not told. */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_owner_clear(struct lws_dll2_owner *d);

/** Puts d in front of the node after, on the same list */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_before(struct lws_dll2 *d, struct lws_dll2 *after);

/**
 * Inserts d where it belongs: in front of the first node n for which
 * compare(n, d) is not negative, and at the end if there is none. compare()
 * returns less than, equal to or greater than 0, as for qsort(). A new node
 * stands before its equals.
 */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_sorted(lws_dll2_t *d, lws_dll2_owner_t *own,
		    int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i));

/** The same, with priv passed on to the comparison */
LWS_VISIBLE LWS_EXTERN void
lws_dll2_add_sorted_priv(lws_dll2_t *d, lws_dll2_owner_t *own, void *priv,
		int (*compare3)(void *priv, const lws_dll2_t *d,
			const lws_dll2_t *i));

/** What lws_dll2_search_sz_pl() calls */
LWS_VISIBLE LWS_EXTERN void *
_lws_dll2_search_sz_pl(lws_dll2_owner_t *own, const char *name, size_t namelen,
		       size_t dll2_ofs, size_t ptr_ofs);

/**
 * The first object of the list whose string member membptr is the namelen
 * characters at name, or NULL. type is that of the object, membd2list its
 * node.
 */
#define lws_dll2_search_sz_pl(own, name, namelen, type, membd2list, membptr) \
	((type *)_lws_dll2_search_sz_pl(own, name, namelen, offsetof(type, \
		membd2list), offsetof(type, membptr)))

#if defined(_DEBUG)

/** Logs the list and its nodes for debugging; exists only without NDEBUG */
#if defined(_DEBUG)
void
lws_dll2_describe(struct lws_dll2_owner *owner, const char *desc);
#else
#define lws_dll2_describe(x, y)
#endif

#endif /* defined(_DEBUG) */

/*
 * Walking a doubly linked list in place. The type is struct lws_dll2 *, the
 * start usually owner.head; lws_container_of() leads from node to object.
 */

/** The body may remove or free the node it is at, but not the one after it */
#define lws_start_foreach_dll_safe(___type, ___it, ___tmp, ___start) \
	{ \
		___type ___it = ___start; \
		while (___it) { \
			___type ___tmp = (___it)->next;

#define lws_end_foreach_dll_safe(___it, ___tmp) \
			___it = ___tmp; \
		} \
	}

/** The body must leave the node where it is */
#define lws_start_foreach_dll(___type, ___it, ___start) \
	{ \
		___type ___it = ___start; \
		while (___it) {

#define lws_end_foreach_dll(___it) \
			___it = (___it)->next; \
		} \
	}

#endif /* LIBWEBSOCKETS_LWS_DLL2_H */
