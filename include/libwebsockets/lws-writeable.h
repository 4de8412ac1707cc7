/* SPDX-License-Identifier: MIT */
/*
 * lws-writeable.h: asking for WRITEABLE callbacks, and callbacks to many
 *
 * These go to the thread of the event loop. From another thread call
 * lws_cancel_service() and do the asking in
 * LWS_CALLBACK_EVENT_WAIT_CANCELLED.
 */

#if !defined(LIBWEBSOCKETS_LWS_WRITEABLE_H)
#define LIBWEBSOCKETS_LWS_WRITEABLE_H

/**
 * Requests a WRITEABLE callback for wsi: as soon as its socket takes data
 * without blocking, the protocol is called with
 * LWS_CALLBACK_SERVER_WRITEABLE, _CLIENT_WRITEABLE, _RAW_WRITEABLE or what
 * else fits the role. Never from inside this call. One request gives one
 * callback; asking again before it came changes nothing.
 *
 * Returns 1 if the callback is now pending, 0 if the connection is in no
 * state to write, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable(struct lws *wsi);

/**
 * lws_callback_on_writable() for every connection of the context, on any
 * vhost, whose protocol has the callback and name of *protocol. Returns 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable_all_protocol(const struct lws_context *context,
				      const struct lws_protocols *protocol);

/**
 * The same for the connections of one vhost. protocol has to be one of that
 * vhost's own (lws_get_protocol() gives such a pointer). Returns 0, or -1
 * when it is not.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_on_writable_all_protocol_vhost(const struct lws_vhost *vhost,
		const struct lws_protocols *protocol);

/**
 * Calls the protocol's callback with reason once for each connection of the
 * context that uses it; in is NULL and len 0. Use a reason from
 * LWS_CALLBACK_USER up. Returns 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol(struct lws_context *context,
			  const struct lws_protocols *protocol, int reason);

/**
 * lws_callback_all_protocol() for one vhost. Returns 0, or 1 when the
 * protocol is not one of it.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol_vhost(struct lws_vhost *vh,
				const struct lws_protocols *protocol,
				int reason) LWS_WARN_DEPRECATED;

/**
 * The same with in = argp and len passed on. With a NULL protocol every
 * connection of the vhost is called.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_all_protocol_vhost_args(struct lws_vhost *vh,
				     const struct lws_protocols *protocol,
				     int reason, void *argp, size_t len);

/**
 * Calls each protocol of the vhost of wsi once, with wsi. Returns 0, or 1 as
 * soon as one of them returns nonzero. Use
 * lws_callback_vhost_protocols_vhost() instead.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_vhost_protocols(struct lws *wsi, int reason, void *in, size_t len)
		LWS_WARN_DEPRECATED;

/**
 * Calls each protocol of vh once. The wsi that it sees is a stand-in that
 * only has a vhost and a protocol: good for lws_get_vhost(),
 * lws_get_protocol() and lws_get_context(), not for I/O. user is NULL.
 *
 * Returns 0, or 1 as soon as one of the protocols returns nonzero.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_vhost_protocols_vhost(struct lws_vhost *vh, int reason, void *in,
				   size_t len);

/**
 * The default of what to do at each callback: a protocol that has no HTTP
 * business calls it for all reasons that it does not handle, and returns what
 * it returns. It answers requests that match no mount with 404, serves what
 * is to be served, and so on; a protocol entry may have it as its callback.
 */
LWS_VISIBLE LWS_EXTERN int
lws_callback_http_dummy(struct lws *wsi, enum lws_callback_reasons reason,
			void *user, void *in, size_t len);

/**
 * The socket of wsi, or an invalid one (LWS_SOCK_INVALID) when there is none
 * or wsi is NULL. It stays the library's: do not read, write or close it.
 */
LWS_VISIBLE LWS_EXTERN lws_sockfd_type
lws_get_socket_fd(struct lws *wsi);

/**
 * On a protocol with flow control of its own (HTTP/2), how many bytes the
 * peer is ready to take; 0 means wait for more credit. -1 where there is no
 * such thing.
 */
LWS_VISIBLE LWS_EXTERN lws_fileofs_t
lws_get_peer_write_allowance(struct lws *wsi);

/**
 * which direction lws_wsi_tx_credit() is about: ours to send, or the peer's
 */
#define LWSTXCR_US_TO_PEER		0
#define LWSTXCR_PEER_TO_US		1

/**
 * With add 0, tells how many bytes may go in the given direction,
 * LWSTXCR_US_TO_PEER or LWSTXCR_PEER_TO_US; with a positive add, grants so
 * many more. Returns the credit, or 0 when granted, and 0 where the role has
 * no flow control of its own.
 */
LWS_VISIBLE LWS_EXTERN int
lws_wsi_tx_credit(struct lws *wsi, char peer_to_us, int add);

#endif /* LIBWEBSOCKETS_LWS_WRITEABLE_H */
