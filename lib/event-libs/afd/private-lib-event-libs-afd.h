/* SPDX-License-Identifier: MIT */
/* Inside the Windows loop: who waits at the completion port, and how */
#ifndef LWS_PRIVATE_LIB_EVENT_LIBS_AFD_H
#define LWS_PRIVATE_LIB_EVENT_LIBS_AFD_H

#include "private-lib-event-libs.h"

/* what one wait takes at most; the rest comes with the next */
#define LWS_PORT_BATCH		64

/*
 * A thread that waits at the port for a loop that cannot.  It takes what comes,
 * pokes the loop, and then leaves the port alone until lws_port_pump_rest().
 * In the thread of the loop, all of them; p may be NULL but for rest.
 */
struct lws_port_pump;

/* NULL: out of memory */
struct lws_port_pump *lws_port_pump_start(HANDLE port,
					  void (*poke)(void *arg), void *arg);
/* it may wait at the port */
void lws_port_pump_rest(struct lws_port_pump *p);
/* nonzero: there is something to take */
int lws_port_pump_has(struct lws_port_pump *p);
/* what it took: how many, or -1: the port failed */
int lws_port_pump_take(struct lws_port_pump *p,
		       OVERLAPPED_ENTRY e[LWS_PORT_BATCH]);
/* it does not poke any more; what it took can still be had */
void lws_port_pump_stop(struct lws_port_pump *p);
/* after stop */
void lws_port_pump_free(struct lws_port_pump **p);

#endif
