/* SPDX-License-Identifier: MIT */
/*
 * WebSocket connections to try the library with: both of its ends in one
 * context, or one end that is not a WebSocket of the library's but a struct
 * t_peer, which sends what it is told to.  Either side may be the server, and
 * all of it is there plain and over TLS; over TLS the peer is a raw connection
 * of the library's.
 */
#ifndef LWS_API_WS_PEER_H
#define LWS_API_WS_PEER_H

#include "tests.h"

extern struct lws_context *w_cx;
/* how many transports there are: 1, plain; or 2, with TLS */
extern const int w_transports;

/*
 * Makes a server for each transport, and two clients: one of them offers the
 * extensions, the servers take them up.  0: all is there.  exts may be NULL.
 */
int w_begin(const struct lws_protocols *protocols,
	    const struct lws_extension *exts, uint64_t options);
void w_end(void);

/* the library on both ends; the client has opaque as its opaque_user_data */
struct lws *w_connect(int tls, int ext, const char *protocol, void *opaque,
		      struct lws **pwsi);
/*
 * The library is the server, or the client, and p the other end, after the
 * opening handshake.  fields: what p adds to its head, complete lines, or "";
 * a client of the library's offers extensions if there are any.  Nonzero: p is
 * ready.
 */
int w_peer(struct t_peer *p, int tls, int server, const char *protocol,
	   const char *fields);
void w_peer_close(struct t_peer *p);
/* a frame from p, masked if p is the client */
void w_frame(struct t_peer *p, int server, int first, const void *payload,
	     size_t len);
/* takes the whole frames off from, and adds them to `to` without their masks */
void w_unmask(struct t_buf *from, struct t_buf *to);

#endif
