/* SPDX-License-Identifier: MIT */
/* transports.h: what an abstract transport is */

#if !defined(LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_H)
#define LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_H

/** A transport */
typedef struct lws_abs_transport {
	const char		*name;
	/* bytes per instance */
	int			alloc;
	int (*create)(lws_abs_t *abs);
	void (*destroy)(lws_abs_transport_inst_t **d);
	/* 0 if both can be shared */
	int (*compare)(lws_abs_t *abs1, lws_abs_t *abs2);
	/* sends */
	int (*tx)(lws_abs_transport_inst_t *d, uint8_t *buf, size_t len);
	/* connects */
	int (*client_conn)(const lws_abs_t *abs);
	int (*close)(lws_abs_transport_inst_t *d);
	/* asks for writeable of the protocol */
	int (*ask_for_writeable)(lws_abs_transport_inst_t *d);
	/* sets a timeout */
	int (*set_timeout)(lws_abs_transport_inst_t *d, int reason, int secs);
	/* nonzero if it is connected */
	int (*state)(lws_abs_transport_inst_t *d);
} lws_abs_transport_t;

/** The transport with that name, or NULL */
LWS_VISIBLE LWS_EXTERN const lws_abs_transport_t *
lws_abs_transport_get_by_name(const char *name);

#include <libwebsockets/abstract/transports/raw-skt.h>
#include <libwebsockets/abstract/transports/unit-test.h>

#endif /* LIBWEBSOCKETS_ABSTRACT_TRANSPORTS_H */
