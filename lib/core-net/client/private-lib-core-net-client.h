/* SPDX-License-Identifier: MIT */
/*
 * The client's way (design, section 5): resolve -> connect -> role.
 *
 *   client.c       lws_client_connect_via_info(): checks, copies what it needs
 *                  into struct lws_client, binds the role by
 *                  role_ops->client_bind, and starts the first phase from a
 *                  timer of 1 us: the call itself never reports a failure of
 *                  the network, and gives NULL only for bad arguments, no
 *                  memory or no room.  Exactly one
 *                  LWS_CALLBACK_CLIENT_CONNECTION_ERROR follows otherwise
 *                  when the attempt fails.
 *   client-dns.c   asks the context's resolver (made on first use; its wake
 *                  signals pt->wake, the pipe role collects); numeric
 *                  addresses go straight on; families interleaved as RFC 8305
 *                  section 4 says.
 *   client-connect.c  one struct lws with role "connect" (role_ops_connect,
 *                  parent-less, attempt->client_wsi points back) per address
 *                  being tried: non-blocking socket, iface bound,
 *                  lws_plat_connect(), pt->pending_connects +
 *                  lws_plat_connect_watch_add().  The next address starts
 *                  LWS_CONNECT_STAGGER_US after the former or as soon as it
 *                  failed; the first that is up wins: its descriptor moves to
 *                  the client's wsi (lws_pollfd_move), the others
 *                  are closed; then role_ops->client_transport_up().
 *   client-fail.c  lws_client_conn_failed(), phase texts, lws_client_free().
 *
 * Timers: the connecting wsi's sul_timeout runs through all phases:
 * connect_timeout_secs (else timeout_secs) for DNS and connect together,
 * PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE; then timeout_secs for the
 * handshake (the role sets it).  Each address gets no more than what is left.
 */
#ifndef LWS_PRIVATE_LIB_CORE_NET_CLIENT_H
#define LWS_PRIVATE_LIB_CORE_NET_CLIENT_H

#include "private-lib-core-net.h"
#include "resolve.h"

/* RFC 8305 section 5: connection attempt delay */
#define LWS_CONNECT_STAGGER_US	(250 * LWS_US_PER_MS)
/* How many addresses of a name are tried, and how many at the same time */
#define LWS_CONNECT_MAX_ADDRS	32
#define LWS_CONNECT_MAX_PARALLEL 4

#endif
