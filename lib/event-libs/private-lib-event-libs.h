/* SPDX-License-Identifier: MIT */
/*
 * The face of the event loops: the library's own, and those of event
 * libraries.
 */
#ifndef LWS_PRIVATE_LIB_EVENT_LIBS_H
#define LWS_PRIVATE_LIB_EVENT_LIBS_H

#include "private-lib-core-net.h"
#include "loop-driver.h"

extern const struct lws_wait_ops lws_wait_ops_poll;
#if defined(LWS_WITH_EPOLL)
extern const struct lws_event_loop_ops lws_event_loop_ops_epoll;
extern const struct lws_wait_ops lws_wait_ops_epoll;
extern const struct lws_nestable lws_nestable_epoll;
#endif
#if defined(LWS_WITH_AFD)
extern const struct lws_event_loop_ops lws_event_loop_ops_afd;
extern const struct lws_wait_ops lws_wait_ops_afd;
extern const struct lws_nestable lws_nestable_afd;
/* nonzero if this Windows lets us ask the driver */
int lws_afd_available(void);
#endif

#if defined(LWS_WITH_EPOLL) || defined(LWS_WITH_AFD)
/* one of these, in the loop of cx->loop_driver */
extern const struct lws_wait_ops lws_wait_ops_nested;
#endif

/* What a loop of ours has to have to be inside the loop of somebody else */
struct lws_nestable {
	/* readable while wait() would find something; NULL: it pokes */
	int (*fd)(const struct lws_context_per_thread *pt);
	/* nonzero: it would find something, whatever has been said of that */
	int (*always)(const struct lws_context_per_thread *pt);
	/*
	 * The rest is for those that poke, else NULL.  Between rest(), when the
	 * other loop may go to sleep, and the next wait(), poke(arg) is called,
	 * from another thread, when there is something for it.  stop: none of
	 * them any more, also if start failed.  Nonzero: out of memory.
	 */
	int (*start)(struct lws_context_per_thread *pt,
		     void (*poke)(void *arg), void *arg);
	void (*rest)(struct lws_context_per_thread *pt);
	void (*stop)(struct lws_context_per_thread *pt);
};

/* those that are built in */
extern const struct lws_loop_driver lws_loop_driver_uv, lws_loop_driver_ev,
				    lws_loop_driver_event,
				    lws_loop_driver_glib, lws_loop_driver_sd;

struct lws_loop_choice {
	const struct lws_wait_ops	*wait_ops;
	const struct lws_loop_driver	*driver;	/* or NULL */
	struct lws_plugin		*plugins;	/* where it is from */
};

/*
 * The loop that info asks for, or the best that this build and this system
 * have.  LWS_EVENT_LOOP in the environment names another, for tests, and to
 * find out in the field whether the loop is to blame for something: "poll", or
 * an event library.  Nonzero: not there, and the log says so.
 */
int lws_loop_choose(const struct lws_context_creation_info *info,
		    struct lws_loop_choice *c);

#endif
