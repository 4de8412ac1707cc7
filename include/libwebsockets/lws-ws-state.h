/* SPDX-License-Identifier: MIT */
/*
 * lws-ws-state.h: where a connection is in its messages
 *
 * About what is being received: for use in LWS_CALLBACK_RECEIVE and
 * LWS_CALLBACK_CLIENT_RECEIVE, about the piece at hand.
 */

#if !defined(LIBWEBSOCKETS_LWS_WS_STATE_H)
#define LIBWEBSOCKETS_LWS_WS_STATE_H

/**
 * Nonzero if more data would only be buffered: something is still waiting to
 * go out, or the socket takes nothing now. Then lws_callback_on_writable()
 * and come back.
 */
LWS_VISIBLE LWS_EXTERN int
lws_send_pipe_choked(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/** Nonzero if with this piece the message is complete */
LWS_VISIBLE LWS_EXTERN int
lws_is_final_fragment(struct lws *wsi);

/** Nonzero if this piece begins a message */
LWS_VISIBLE LWS_EXTERN int
lws_is_first_fragment(struct lws *wsi);

/** The RSV bits of the frame, in their place: 0x40, 0x20, 0x10 */
LWS_VISIBLE LWS_EXTERN unsigned char
lws_get_reserved_bits(struct lws *wsi);

/** Nonzero while data of earlier lws_write() calls waits for the socket */
LWS_VISIBLE LWS_EXTERN int
lws_partial_buffered(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/** Nonzero if the message is binary, 0 if it is text */
LWS_VISIBLE LWS_EXTERN int
lws_frame_is_binary(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

#endif /* LIBWEBSOCKETS_LWS_WS_STATE_H */
