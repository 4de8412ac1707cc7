/* SPDX-License-Identifier: MIT */
/*
 * Intrusive doubly linked lists. A node knows the list it is on, so it can be
 * taken off without looking for it, and its owner counts its nodes.
 *
 * A node is on one list at most. Adding one that is already on a list, and
 * taking off one that is on none, change nothing.
 */

#include "private-lib-core.h"

int
lws_dll2_is_detached(const struct lws_dll2 *d)
{
	return !d->owner;
}

/* between two neighbours, either of which may be the end of the list (NULL) */
static void
link_between(struct lws_dll2 *d, struct lws_dll2_owner *owner,
	     struct lws_dll2 *prev, struct lws_dll2 *next)
{
	d->owner = owner;
	d->prev = prev;
	d->next = next;

	if (prev)
		prev->next = d;
	else
		owner->head = d;

	if (next)
		next->prev = d;
	else
		owner->tail = d;

	owner->count++;
}

/* nonzero, and one line about it, if d may not be added anywhere now */
static int
is_taken(const struct lws_dll2 *d)
{
	if (!d->owner)
		return 0;

	lwsl_err("%s: node %p is already on list %p", __func__,
		 (const void *)d, (const void *)d->owner);

	return 1;
}

void
lws_dll2_add_head(struct lws_dll2 *d, struct lws_dll2_owner *owner)
{
	if (!is_taken(d))
		link_between(d, owner, NULL, owner->head);
}

void
lws_dll2_add_tail(struct lws_dll2 *d, struct lws_dll2_owner *owner)
{
	if (!is_taken(d))
		link_between(d, owner, owner->tail, NULL);
}

/* on the list that `after` is on, as its new predecessor */
void
lws_dll2_add_before(struct lws_dll2 *d, struct lws_dll2 *after)
{
	if (!after->owner) {
		lwsl_err("%s: %p is on no list", __func__,
			 (const void *)after);
		return;
	}

	if (!is_taken(d))
		link_between(d, after->owner, after->prev, after);
}

void
lws_dll2_remove(struct lws_dll2 *d)
{
	struct lws_dll2_owner *owner = d->owner;

	if (!owner)
		return;

	if (d->prev)
		d->prev->next = d->next;
	else
		owner->head = d->next;

	if (d->next)
		d->next->prev = d->prev;
	else
		owner->tail = d->prev;

	owner->count--;
	lws_dll2_clear(d);
}

/* the callback may remove and free the node it is given, but no other one */
int
lws_dll2_foreach_safe(struct lws_dll2_owner *owner, void *user,
		      lws_dll2_foreach_cb_t cb)
{
	struct lws_dll2 *d = owner->head, *next;

	for (; d; d = next) {
		next = d->next;
		if (cb(d, user))
			return 1;
	}

	return 0;
}

/* forgets the links without following them: for fresh or copied memory */
void
lws_dll2_clear(struct lws_dll2 *d)
{
	d->prev = d->next = NULL;
	d->owner = NULL;
}

void
lws_dll2_owner_clear(struct lws_dll2_owner *d)
{
	d->head = d->tail = NULL;
	d->count = 0;
}

/*
 * d goes in front of the first node for which compare3(priv, node, d) is not
 * negative, and behind all when there is none. So a new node stands before
 * its equals.
 */
void
lws_dll2_add_sorted_priv(lws_dll2_t *d, lws_dll2_owner_t *own, void *priv,
			 int (*compare3)(void *priv, const lws_dll2_t *d,
					 const lws_dll2_t *i))
{
	struct lws_dll2 *p = own->head;

	if (is_taken(d))
		return;

	while (p && compare3(priv, p, d) < 0)
		p = p->next;

	if (p)
		link_between(d, own, p->prev, p);
	else
		link_between(d, own, own->tail, NULL);
}

struct compare2 {
	int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i);
};

static int
compare_without_priv(void *priv, const lws_dll2_t *d, const lws_dll2_t *i)
{
	return ((struct compare2 *)priv)->compare(d, i);
}

void
lws_dll2_add_sorted(lws_dll2_t *d, lws_dll2_owner_t *own,
		    int (*compare)(const lws_dll2_t *d, const lws_dll2_t *i))
{
	struct compare2 c;

	c.compare = compare;
	lws_dll2_add_sorted_priv(d, own, &c, compare_without_priv);
}

/*
 * The object on the list whose string, pointed to by the member at ptr_ofs, is
 * name (namelen bytes, no NUL needed); NULL if there is none. dll2_ofs is
 * where the objects keep their list node. A NULL string never matches.
 */
void *
_lws_dll2_search_sz_pl(lws_dll2_owner_t *own, const char *name, size_t namelen,
		       size_t dll2_ofs, size_t ptr_ofs)
{
	struct lws_dll2 *d;

	for (d = own->head; d; d = d->next) {
		char *obj = (char *)d - dll2_ofs;
		const char *s;

		memcpy(&s, obj + ptr_ofs, sizeof(s));
		if (s && !strncmp(s, name, namelen) && !s[namelen])
			return obj;
	}

	return NULL;
}

#if !defined(lws_dll2_describe)
/* for debugging: one line a node, at the level of notices */
void
lws_dll2_describe(struct lws_dll2_owner *owner, const char *desc)
{
	struct lws_dll2 *d;

	lwsl_notice("%s: %s: owner %p: count %u, head %p, tail %p", __func__,
		    desc, (void *)owner, (unsigned int)owner->count,
		    (void *)owner->head, (void *)owner->tail);

	for (d = owner->head; d; d = d->next)
		lwsl_notice("%s:   %p: prev %p, next %p", __func__, (void *)d,
			    (void *)d->prev, (void *)d->next);
}
#endif
