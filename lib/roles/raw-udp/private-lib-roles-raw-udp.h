/* SPDX-License-Identifier: MIT */
/* The face of lib/roles/raw-udp: datagrams (RFC 768). */
#ifndef LWS_PRIVATE_LIB_ROLES_RAW_UDP_H
#define LWS_PRIVATE_LIB_ROLES_RAW_UDP_H

#include "private-lib-core-net.h"

struct lws_resolve_req;

/* How many datagrams one service of a socket takes */
#define LWS_UDP_PER_SERVICE	16

struct lws_udp_conn {
	struct lws_udp		pub;		/* what lws_get_udp() shows */
	struct lws_resolve_req	*req;		/* while its name is looked up */
	char			*ifname;
	uint8_t			*pending;	/* the one the socket did not take */
	size_t			pending_len;
	int			port;
	int			flags;		/* LWS_CAUDP_ */
};

/* makes wsi->udp; nonzero: out of memory (logged) */
int lws_udp_attach(struct lws *wsi);

#endif
