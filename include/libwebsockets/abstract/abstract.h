/* SPDX-License-Identifier: MIT */
/* abstract.h: protocols on exchangeable transports (LWS_WITH_ABSTRACT) */

#if !defined(LIBWEBSOCKETS_ABSTRACT_ABSTRACT_H)
#define LIBWEBSOCKETS_ABSTRACT_ABSTRACT_H

/** An argument: an index and a value */
typedef struct lws_token_map {
	union {
		const char		*value;
		uint8_t			*bvalue;
		unsigned long		lvalue;
	} u;
	/* LTMI_; LTMI_END_OF_ARRAY ends an array */
	short			name_index;
	/* of the value, or 0 for a string */
	short			length_or_zero;
} lws_token_map_t;

/** Where the indexes of protocols and transports begin */
enum {
	LTMI_END_OF_ARRAY,
	LTMI_PROTOCOL_BASE		= 2048,
	LTMI_TRANSPORT_BASE		= 4096
};

/** An instance of a protocol on a transport */
struct lws_abs;

typedef struct lws_abs lws_abs_t;

/** The argument with that index, or NULL */
LWS_VISIBLE LWS_EXTERN const lws_token_map_t *
lws_abs_get_token(const lws_token_map_t *token_map, short name_index);

/** Data of a transport */
typedef void lws_abs_transport_inst_t;

/** Data of a protocol */
typedef void lws_abs_protocol_inst_t;

/**
 * Makes a description of an instance from a path like "protocol.transport".
 * Returns NULL on error.
 */
LWS_VISIBLE LWS_EXTERN lws_abs_t *
lws_abstract_alloc(struct lws_vhost *vhost, void *user,
		   const char *abstract_path, const lws_token_map_t *ap_tokens,
		   const lws_token_map_t *at_tokens, struct lws_sequencer *seq,
		   void *opaque_user_data);

/** Frees it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_abstract_free(lws_abs_t **pabs);

/** Creates the instance. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN lws_abs_t *
lws_abs_bind_and_create_instance(const lws_abs_t *ai);

/** Destroys it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_abs_destroy_instance(lws_abs_t **ai);

#include <libwebsockets/abstract/transports.h>
#include <libwebsockets/abstract/protocols.h>

#endif /* LIBWEBSOCKETS_ABSTRACT_ABSTRACT_H */
