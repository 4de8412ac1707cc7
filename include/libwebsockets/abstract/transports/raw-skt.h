/* SPDX-License-Identifier: MIT */
/* abstract/transports/raw-skt.h */

#if !defined(LWS_ABSTRACT_TRANSPORTS_RAW_SKT_H)
#define LWS_ABSTRACT_TRANSPORTS_RAW_SKT_H

enum {
	LTMI_PEER_V_DNS_ADDRESS		= 4096,
	LTMI_PEER_LV_PORT,
	LTMI_PEER_LV_TLS_FLAGS
};

#endif /* LWS_ABSTRACT_TRANSPORTS_RAW_SKT_H */
