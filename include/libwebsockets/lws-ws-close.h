/* SPDX-License-Identifier: MIT */
/* lws-ws-close.h: closing ws connections (RFC 6455 section 7) */

#if !defined(LIBWEBSOCKETS_LWS_WS_CLOSE_H)
#define LIBWEBSOCKETS_LWS_WS_CLOSE_H

/**
 * Close codes (RFC 6455 7.4.1)
 *
 * Those marked (local) never appear in a frame. 3000 to 3999 can be
 * registered, 4000 to 4999 belong to applications.
 */
enum lws_close_status {
	/* (local) close without saying anything */
	LWS_CLOSE_STATUS_NOSTATUS		= 0,
	/* the purpose is fulfilled */
	LWS_CLOSE_STATUS_NORMAL			= 1000,
	/* server shuts down, or user leaves the page */
	LWS_CLOSE_STATUS_GOINGAWAY		= 1001,
	/* the peer broke the protocol */
	LWS_CLOSE_STATUS_PROTOCOL_ERR		= 1002,
	/* a kind of data that is not accepted here */
	LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE	= 1003,
	/* reserved */
	LWS_CLOSE_STATUS_RESERVED		= 1004,
	/* (local) the close frame had no code */
	LWS_CLOSE_STATUS_NO_STATUS		= 1005,
	/* (local) there was no close frame */
	LWS_CLOSE_STATUS_ABNORMAL_CLOSE		= 1006,
	/* data that is not what it should be, like bad UTF-8 */
	LWS_CLOSE_STATUS_INVALID_PAYLOAD	= 1007,
	/* anything else that is not allowed */
	LWS_CLOSE_STATUS_POLICY_VIOLATION	= 1008,
	/* too big to process */
	LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE	= 1009,
	/* the server did not take an extension that is needed */
	LWS_CLOSE_STATUS_EXTENSION_REQUIRED	= 1010,
	/* the server failed */
	LWS_CLOSE_STATUS_UNEXPECTED_CONDITION	= 1011,
	/* (local) the TLS handshake failed */
	LWS_CLOSE_STATUS_TLS_FAILURE		= 1015,
	/* (local) an HTTP client has all it wanted */
	LWS_CLOSE_STATUS_CLIENT_TRANSACTION_DONE = 2000,
	/* (local) the context is going away */
	LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY = 9999
};

/**
 * Sets what the close frame will say that goes out when the connection
 * closes. Call it and then return -1 from the callback. buf, len: reason as
 * UTF-8, at most 123 bytes, longer ones are cut; NULL and 0 for none. Copied.
 */
LWS_VISIBLE LWS_EXTERN void
lws_close_reason(struct lws *wsi, enum lws_close_status status,
		 unsigned char *buf, size_t len);

#endif /* LIBWEBSOCKETS_LWS_WS_CLOSE_H */
