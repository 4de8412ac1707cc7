/* SPDX-License-Identifier: MIT */
/*
 * Watching how long turns take, and what in them: lws_stall_watch().  Part of
 * private-lib-core-net.h, which includes it.
 *
 * pt->stall is NULL unless turns are watched, and each place that is measured
 * looks at that first.  A part that began while they were is ended by
 * lws_stall_part_end(), whatever has become of pt->stall.
 */
#ifndef LWS_STALL_H
#define LWS_STALL_H

struct lws_stall;

/* Something that takes time in a turn; on the stack of who does it */
struct lws_stall_part {
	struct lws_stall	*st;	/* NULL: it is not measured */
	struct lws_stall_part	*outer;
	lws_usec_t		since;
	lws_usec_t		inner;	/* of it, what inner parts took */
};

/* Whose part it was; what is pointed to lives until the end of the turn */
struct lws_stall_who {
	struct lws		*wsi;	/* NULL: of no connection */
	const struct lws_protocols *protocol;
	enum lws_stall_kind	kind;
	int			reason;
};

/* only if (pt->stall) */
void
lws_stall_turn_begin(struct lws_context_per_thread *pt);
/* it has to wait now; it was woken */
void
lws_stall_turn_waits(struct lws_context_per_thread *pt);
void
lws_stall_turn_woken(struct lws_context_per_thread *pt);
/* before memory of the turn is freed */
void
lws_stall_turn_end(struct lws_context_per_thread *pt);

/* only if (pt->stall); part_end() only after it */
void
lws_stall_part_begin(struct lws_context_per_thread *pt,
		     struct lws_stall_part *part);
void
lws_stall_part_end(struct lws_stall_part *part,
		   const struct lws_stall_who *who);

/* the same around a callback.  wsi NULL: of a vhost, with `with` for the wsi */
int
lws_stall_callback(struct lws_context_per_thread *pt, struct lws *wsi,
		   struct lws *with, const struct lws_protocols *p,
		   enum lws_callback_reasons reason, void *user, void *in,
		   size_t len);

void
lws_stall_destroy(struct lws_context_per_thread *pt);

#endif
