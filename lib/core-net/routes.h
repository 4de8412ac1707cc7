/* SPDX-License-Identifier: MIT */
/* What routes.c has for contexts and for role netlink */
#ifndef LWS_ROUTES_H
#define LWS_ROUTES_H

struct lws_context_per_thread;

#if defined(LWS_WITH_NETLINK)
/* Nonzero: out of memory.  That the system has no news to give is none. */
int lws_netlink_create(struct lws_context_per_thread *pt);
void lws_netlink_destroy(struct lws_context_per_thread *pt);
/* Soon closes the connections that have no way to their peer any more */
void lws_routes_check(struct lws_context_per_thread *pt);
#endif

#endif
