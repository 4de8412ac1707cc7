/* SPDX-License-Identifier: MIT */
/*
 * lws-smd.h: messages between parts of the system
 *
 * Small texts, mostly JSON, with a class. Each participant gets those whose
 * classes it asked for, on the event loop. Messages may be sent from any
 * thread.
 */

#if !defined(LIBWEBSOCKETS_LWS_SMD_H)
#define LIBWEBSOCKETS_LWS_SMD_H

struct lws_smd_msg;
struct lws_smd_peer;
struct lws_ss_handle;

/** Longest message */
#define LWS_SMD_MAX_PAYLOAD		384
#define LWS_SMD_CLASS_BITFIELD_BYTES	4

/** Stream type of secure streams that carry such messages */
#define LWS_SMD_STREAMTYPENAME		"_lws_smd"
#define LWS_SMD_SS_RX_HEADER_LEN	16

/** A bit per class */
typedef uint32_t lws_smd_class_t;

/** Classes */
enum {
	/* buttons and the like */
	LWSSMDCL_INTERACTION		= (1 << 0),
	/* changes of the system state */
	LWSSMDCL_SYSTEM_STATE		= (1 << 1),
	/* interfaces, routes, captive portals */
	LWSSMDCL_NETWORK		= (1 << 2),
	/* metrics */
	LWSSMDCL_METRICS		= (1 << 3),
	/* from this bit on they are the application's */
	LWSSMDCL_USER_BASE_BITNUM	= 24
};

/**
 * Room for a message of len bytes; NULL if there is none, or nobody wants the
 * class
 */
LWS_VISIBLE LWS_EXTERN void *
lws_smd_msg_alloc(struct lws_context *ctx, lws_smd_class_t _class, size_t len);

/** Frees one that is not going to be sent */
LWS_VISIBLE LWS_EXTERN void
lws_smd_msg_free(void **payload);

/**
 * Sends one, which is the library's from then on. Returns 0, 1 if it cannot
 * be.
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_msg_send(struct lws_context *ctx, void *payload);

/**
 * Makes and sends a message. Returns 0 if it was sent or nobody wanted it, 1
 * on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_msg_printf(struct lws_context *ctx, lws_smd_class_t _class,
		   const char *format, ...) LWS_FORMAT(3);

/**
 * Makes a message to be sent over a secure stream. Returns 0, nonzero if
 * there is no room.
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_ss_msg_printf(const char *tag, uint8_t *buf, size_t *len,
		      lws_smd_class_t _class, const char *format, ...)
		LWS_FORMAT(5);

/**
 * Passes on a message that came over a secure stream. Returns 0, nonzero if
 * it is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_smd_ss_rx_forward(void *ss_user, const uint8_t *buf, size_t len);

/** The same for a proxied stream */
LWS_VISIBLE LWS_EXTERN int
lws_smd_sspc_rx_forward(void *ss_user, const uint8_t *buf, size_t len);

/** Gets a message. Returns 0. */
typedef int (*lws_smd_notification_cb_t)(void *opaque, lws_smd_class_t _class,
					 lws_usec_t timestamp, void *buf,
					 size_t len);

/** The participant is behind a secure streams proxy */
#define LWSSMDREG_FLAG_PROXIED_SS	1

/**
 * Starts to take part, for the classes in _class_filter. Returns NULL without
 * memory.
 */
LWS_VISIBLE LWS_EXTERN struct lws_smd_peer *
lws_smd_register(struct lws_context *ctx, void *opaque, int flags,
		 lws_smd_class_t _class_filter, lws_smd_notification_cb_t cb);

/** Stops it */
LWS_VISIBLE LWS_EXTERN void
lws_smd_unregister(struct lws_smd_peer *pr);

#endif /* LIBWEBSOCKETS_LWS_SMD_H */
