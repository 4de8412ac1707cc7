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
/* readable while wait() would find something */
int lws_epoll_fd(const struct lws_context_per_thread *pt);
/* nonzero: it would find something without the descriptor's being readable */
int lws_epoll_always(const struct lws_context_per_thread *pt);
/* epoll, in the loop of cx->loop_driver */
extern const struct lws_wait_ops lws_wait_ops_nested;
#endif
#if defined(LWS_WITH_AFD)
extern const struct lws_wait_ops lws_wait_ops_afd;
/* nonzero if this Windows lets us ask the driver */
int lws_afd_available(void);
#endif

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
