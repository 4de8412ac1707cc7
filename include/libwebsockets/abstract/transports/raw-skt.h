/* SPDX-License-Identifier: MIT */
/* raw-skt.h: arguments of the transport over a socket */

#if !defined(LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_RAW_SKT_H)
#define LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_RAW_SKT_H

/** Indexes: the address, its port, LCCSCF_ bits */
enum {
	LTMI_PEER_V_DNS_ADDRESS		= 4096,
	LTMI_PEER_LV_PORT,
	LTMI_PEER_LV_TLS_FLAGS
};

#endif /* LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_RAW_SKT_H */
