/* SPDX-License-Identifier: MIT */
/*
 * The client's way (design, section 5): resolve -> connect -> role.
 *
 *   client.c          lws_client_connect_via_info(): checks its arguments,
 *                     copies the strings, binds role and protocol, and
 *                     starts the first phase from a timer that is due at once:
 *                     the call itself never reports a failure of the network.
 *   client-dns.c      the addresses of the name, from the context's resolver;
 *                     numeric addresses go straight on.
 *   client-connect.c  non-blocking connects to all addresses, each started
 *                     without waiting for the end of the former (RFC 8305).
 *   client-fail.c     the one CLIENT_CONNECTION_ERROR, and the texts in it.
 *
 * Every failure after lws_client_connect_via_info() has returned a wsi ends
 * in exactly one LWS_CALLBACK_CLIENT_CONNECTION_ERROR, with a text that begins
 * with the phase ("dns: ", "connect: ", "handshake: ") and ends with the
 * reason, and in the close of the wsi.
 *
 * The connecting wsi's sul_timeout bounds all phases: connect_timeout_secs
 * (else timeout_secs) for DNS and connect together; then the role sets its
 * own for the handshake.
 */
#ifndef LWS_PRIVATE_LIB_CORE_NET_CLIENT_H
#define LWS_PRIVATE_LIB_CORE_NET_CLIENT_H

#include "private-lib-core-net.h"
#include "network-helper.h"
#include "resolve.h"

/*
 * RFC 8305 section 5, connection attempt delay: between the limits, such that
 * all addresses have their turn within the time for connecting.
 */
#define LWS_CONNECT_STAGGER_MAX_US	(250 * LWS_US_PER_MS)
#define LWS_CONNECT_STAGGER_MIN_US	(10 * LWS_US_PER_MS)

/* How many addresses of a name are tried: the first ones, as sorted by the
 * system (RFC 6724).  Also how many sockets an attempt may have at a time. */
#define LWS_CONNECT_MAX_ADDRS		32

/* One address that is being tried: the "attempt" of a wsi of role "connect" */
struct lws_connect_attempt {
	struct lws_dll2		list;		/* client->attempts */
	struct lws		*wsi;
	struct lws		*client_wsi;	/* NULL: over */
	unsigned int		addr_index;
	unsigned int		watched:1;	/* lws_plat_connect_watch_add() */
};

/* What a wsi has from lws_client_connect_via_info() until it is established */
struct lws_client {
	const char		*strings[LWS_CLI_STRINGS]; /* NULL: not given */
	const char		*unix_path;	/* address was "+path" */
	struct lws		*wsi;
	struct lws_resolve_req	*req;
	struct lws_dll2_owner	attempts;
	lws_sorted_usec_list_t	sul;		/* begin; next address */
	lws_sockaddr46		addrs[LWS_CONNECT_MAX_ADDRS];
	unsigned int		addr_count;
	unsigned int		addr_next;
	lws_usec_t		stagger_us;
	int			port;
	int			ssl_flags;
	uint8_t			priority;
	char			text[256];	/* of the last failure */
};

/* The end of a client: says why, unless that was said, and closes the wsi */
void
lws_client_fail(struct lws *wsi, const char *text);

/* The context's, made on first use; NULL: no memory */
struct lws_resolver *
lws_client_resolver(struct lws_context *context);

/* First phase */
void
lws_client_dns_begin(struct lws *wsi);

/* client->addrs (or unix_path) are there.  Returns with wsi possibly closed */
void
lws_client_connect_begin(struct lws *wsi);

/* Drops all that is being tried */
void
lws_client_connect_stop(struct lws_client *c);

/* "192.0.2.1:80", "[2001:db8::1]:80", "unix path" */
void
lws_client_addr_text(const struct lws_client *c, unsigned int index, char *buf,
		     size_t len);

#endif
