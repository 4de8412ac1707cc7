/* SPDX-License-Identifier: MIT */
/*
 * Which of the library's own loops a context gets.
 */
#include "private-lib-event-libs.h"

const struct lws_wait_ops *
lws_wait_ops_default(void)
{
	const char *name = getenv("LWS_EVENT_LOOP");

	if (name && !strcmp(name, "poll"))
		return &lws_wait_ops_poll;

#if defined(LWS_WITH_EPOLL)
	return &lws_wait_ops_epoll;
#elif defined(LWS_WITH_AFD)
	return lws_afd_available() ? &lws_wait_ops_afd : &lws_wait_ops_poll;
#else
	return &lws_wait_ops_poll;
#endif
}
