/* SPDX-License-Identifier: MIT */
/* protocols.h: what an abstract protocol is */

#if !defined(LIBWEBSOCKETS_ABSTRACT_PROTOCOLS_H)
#define LIBWEBSOCKETS_ABSTRACT_PROTOCOLS_H

/** Flags of a protocol */
enum {
	LWS_AP_FLAG_PIPELINE_TRANSACTIONS	= (1 << 0),
	LWS_AP_FLAG_MUXABLE_STREAM		= (1 << 1)
};

/** A protocol */
typedef struct lws_abs_protocol {
	const char		*name;
	/* bytes per instance */
	int			alloc;
	/* LWS_AP_FLAG_ */
	int			flags;
	int (*create)(const struct lws_abs *ai);
	void (*destroy)(lws_abs_protocol_inst_t **d);
	/* 0 if both can share a transport */
	int (*compare)(lws_abs_t *abs1, lws_abs_t *abs2);
	/* the transport is connected */
	int (*accept)(lws_abs_protocol_inst_t *d);
	/* something came */
	int (*rx)(lws_abs_protocol_inst_t *d, const uint8_t *b, size_t l);
	/* something can go */
	int (*writeable)(lws_abs_protocol_inst_t *d, size_t budget);
	/* the transport is gone */
	int (*closed)(lws_abs_protocol_inst_t *d);
	/* once a second */
	int (*heartbeat)(lws_abs_protocol_inst_t *d);
	/* another instance shares this one */
	int (*child_bind)(lws_abs_t *abs);
} lws_abs_protocol_t;

/** The protocol with that name, or NULL */
LWS_VISIBLE LWS_EXTERN const lws_abs_protocol_t *
lws_abs_protocol_get_by_name(const char *name);

#include <libwebsockets/abstract/protocols/smtp.h>

#endif /* LIBWEBSOCKETS_ABSTRACT_PROTOCOLS_H */
