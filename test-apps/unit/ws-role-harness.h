/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket connection of the library on one end of a TCP connection, and the
 * test on the other: no HTTP before it.  What the callbacks see, and what the
 * peer is sent, is taken down as text.
 */
#ifndef WS_ROLE_HARNESS_H
#define WS_ROLE_HARNESS_H

#include "private-lib-roles-ws.h"
#include "ws-transcript.h"

struct link {
	struct lws_context	*context;
	struct lws		*wsi;		/* NULL once destroyed */
	lws_sockfd_type		fd;		/* the peer's end */
	struct lws_ws_rx	rx;		/* of what the peer is sent */
	struct transcript	seen;		/* by the callbacks */
	struct transcript	sent;		/* to the peer */
	int			server;		/* the library is the server */
	int			peer_eof;
	int			closed;		/* CLOSED callbacks */
	int			bound;		/* BIND less DROP callbacks */
	unsigned int		writeable;	/* WRITEABLE callbacks */

	/* what the callbacks do */
	int			rx_return;
	int			peer_close_return;
	int			writeable_return;
	unsigned int		close_code;	/* given in RECEIVE */
	const char		*close_text;
	int			stop_rx;	/* in RECEIVE */
	int			ask_writable;	/* in RECEIVE */
	int			close_now;	/* in RECEIVE */
};

/* role: 0 client, 1 server; piece: rx_buffer_size; options: the context's */
void link_open(struct link *l, int server, size_t piece, uint64_t options);
/* destroys the context, which has to give the rest of the callbacks */
void link_end(struct link *l);

/* what the peer sends: as it is, or one frame with what its role needs */
void peer_raw(struct link *l, const void *bytes, size_t len);
void peer_frame(struct link *l, unsigned int opcode, int fin,
		const void *payload, size_t len);
/* closes the sending side of the peer */
void peer_fin(struct link *l);

/* one turn of the library without waiting, and a look at the peer's end */
void link_turn(struct link *l, int read_peer);

/* turns until the transcript has `text`; 0 if it does not come */
int seen(struct link *l, const char *text);
int sent(struct link *l, const char *text);
int saw_eof(struct link *l);

/* the whole transcript so far */
#define CHECK_SEEN(_l, _text) \
	WS_CHECK(seen(_l, _text) && !strcmp((_l)->seen.text, _text), \
		 "seen: %s", (_l)->seen.text)
#define CHECK_SENT(_l, _text) \
	WS_CHECK(sent(_l, _text) && !strcmp((_l)->sent.text, _text), \
		 "sent: %s", (_l)->sent.text)

#endif
