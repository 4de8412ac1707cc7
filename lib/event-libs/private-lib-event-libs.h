/* SPDX-License-Identifier: MIT */
/*
 * The face of the library's own event loops.
 */
#ifndef LWS_PRIVATE_LIB_EVENT_LIBS_H
#define LWS_PRIVATE_LIB_EVENT_LIBS_H

#include "private-lib-core-net.h"

extern const struct lws_wait_ops lws_wait_ops_poll;
#if defined(LWS_WITH_EPOLL)
extern const struct lws_wait_ops lws_wait_ops_epoll;
#endif
#if defined(LWS_WITH_AFD)
extern const struct lws_wait_ops lws_wait_ops_afd;
/* nonzero if this Windows lets us ask the driver */
int lws_afd_available(void);
#endif

/*
 * The best loop that this build and this system have; "poll" where the
 * environment says LWS_EVENT_LOOP=poll (for tests, and to find out in the field
 * whether the loop is to blame for something).
 */
const struct lws_wait_ops *lws_wait_ops_default(void);

#endif
