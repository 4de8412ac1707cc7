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

/* The loop that this build prefers */
const struct lws_wait_ops *lws_wait_ops_default(void);

#endif
