/* SPDX-License-Identifier: MIT */
/* Between the service turn and the loops of lib/event-libs */
#ifndef LWS_WAIT_OPS_H
#define LWS_WAIT_OPS_H

struct lws_context_creation_info;
struct lws_context_per_thread;
struct lws_event_loop_ops;

/*
 * How the internal loops wait.  The event library ops do the bookkeeping
 * (sock_accept: watch it, io: change what is waited for, wsi_logical_close:
 * watch it no more); wait() puts each wsi that has events on pt->ready with
 * lws_service_mark_ready(), and does nothing else.
 */
struct lws_wait_ops {
	const struct lws_event_loop_ops *ops;
	/* us < 0: until something happens.  Returns how many, or -1 */
	int (*wait)(struct lws_context_per_thread *pt, lws_usec_t us);
	/* it tells of connects that failed, on every version of the system */
	unsigned int tells_failed_connects:1;
	/*
	 * The rest is for loops that others may run, NULL in ours.  open: after
	 * the ops' init_pt; nonzero: failed, logged.  close: before its
	 * destroy_pt, also if open failed or never was.
	 */
	int (*open)(struct lws_context_per_thread *pt,
		    const struct lws_context_creation_info *info);
	void (*close)(struct lws_context_per_thread *pt);
	/* outside of a turn: there is something to do, at that time; 0: now */
	void (*due)(struct lws_context_per_thread *pt, lws_usec_t at);
	/* a turn of lws_service() is over: others may run the loop next */
	void (*settle)(struct lws_context_per_thread *pt);
};

#endif
