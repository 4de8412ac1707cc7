/* SPDX-License-Identifier: MIT */
/*
 * Which of the library's own loops a context gets.
 */
#include "private-lib-event-libs.h"

const struct lws_wait_ops *
lws_wait_ops_default(void)
{
#if defined(LWS_WITH_EPOLL)
	return &lws_wait_ops_epoll;
#else
	return &lws_wait_ops_poll;
#endif
}
