/* SPDX-License-Identifier: MIT */
/*
 * The ws role: RFC 6455 on a connection.
 *
 * What the protocol says about bytes is in ws-frame.h and ws-handshake.h; the
 * files here connect it with struct lws:
 *
 *	ops-ws.c	what core-net calls, and memory
 *	ws-rx.c		input: events of the receive machine become callbacks
 *	ws-tx.c		output: lws_write(), pong, ping, close
 *	ws-close.c	the closing handshake
 *	ws-server.c	the server's side of the opening handshake
 *	ws-client.c	the client's
 *	ws-state.c	what the user may ask about the current fragment
 *	ws-ext.c	extensions: options, and which are active
 *	ws-ext-hs.c	extensions in the opening handshake
 *	ws-ext-data.c	extensions and payload
 *	ws-ext-pmd.c	permessage-deflate as an extension, see ws-pmd.h
 */
#ifndef LWS_PRIVATE_LIB_ROLES_WS_H
#define LWS_PRIVATE_LIB_ROLES_WS_H

#include "private-lib-core-net.h"
#include "ws-frame.h"
#include "ws-handshake.h"

/* how long the peer has for its answer to our Close */
#define LWS_WS_CLOSE_ACK_SECS	5
/* the head of our 101 answer, what the user adds included */
#define LWS_WS_ANSWER_MAX	2048

/* the payload of a control frame that waits, or that the user may ask for */
struct lws_ws_ctl {
	uint8_t			len;
	uint8_t			payload[LWS_WS_CONTROL_MAX];
};

/* the field of it that answers offers of extensions */
#define LWS_WS_EXT_ANSWER_MAX	512
/* extensions at once on a connection */
#define LWS_WS_EXT_MAX		4
/* compressed payload becomes frames of at most so many bytes */
#define LWS_WS_EXT_TX_ROOM	(64u * 1024u)

/*
 * What LWS_EXT_CB_PAYLOAD_RX and _TX have as their `in`.  The callback moves
 * in, in_len on, and makes out_len from the room to what it made.  It returns
 * LWS_PMD_MORE, LWS_PMD_FULL, LWS_PMD_DONE, or -1 with code and text set.
 */
struct lws_ws_ext_io {
	const uint8_t		*in;
	size_t			in_len;
	uint8_t			*out;
	size_t			out_len;
	const char		*text;
	uint16_t		code;
	uint8_t			fin;	/* the message ends with this input */
};

/* what LWS_EXT_CB_OPTION_CONFIRM has as its `in`, on a server */
struct lws_ws_ext_confirm {
	char			*p;	/* "; name=value" goes here, moves on */
	char			*end;
};

struct lws_ws_ext {
	struct {
		const struct lws_extension	*ext;
		void				*user;
	}			active[LWS_WS_EXT_MAX];
	uint8_t			count;
	uint8_t			offered;	/* client: a bit for each of the
						 * vhost's first 8 */
	int8_t			pmce;	/* of active: has the payload; -1 */

	/* of the compressed message that is coming in */
	uint8_t			opcode;
	uint8_t			first;	/* nothing of it was reported yet */
	uint8_t			fin;	/* the input is its last */
	struct lws_ws_utf8	utf8;
	uint64_t		frame_left;
	uint8_t			*kept;	/* rx stopped: input that was not */
	size_t			kept_at, kept_len;	/* taken */
};

/*
 * A client is given a frame in one piece, up to rx_buffer_size, also when it
 * came in several reads: what came up to now.
 */
struct lws_ws_part {
	struct lws_ws_event	ev;	/* the last one of it */
	size_t			len;
	size_t			size;	/* is to come, at most rx_buffer_size */
	uint8_t			first;
	uint8_t			buf[LWS_PRE + 1];	/* and more */
};

enum lws_ws_verdict {
	LWS_WS_GO_ON,
	LWS_WS_CLOSE,		/* the caller is to close */
	LWS_WS_HANDS_OFF	/* it is closed, or on its way: do not touch */
};

struct lws_ws {
	/*
	 * Before the connection is established rx is not in use yet: the
	 * client keeps the Sec-WebSocket-Accept it expects in rx.ctl.
	 */
	struct lws_ws_rx	rx;
	uint64_t		rx_remaining;	/* the fragment that the user */
	uint8_t			rx_opcode;	/* is being told about */
	uint8_t			rx_rsv;

	uint16_t		close_code;	/* 0: an empty close frame */
	struct lws_ws_ctl	*close;		/* code and reason; NULL: just
						 * the code */
	struct lws_ws_ctl	*pong;		/* waits for room: the latest */
	struct lws_ws_ext	*ext;		/* NULL: none is active */
	struct lws_ws_part	*part;		/* NULL: nothing is held */

	unsigned int		rx_first:1;
	unsigned int		rx_final:1;
	unsigned int		tx_open:1;	/* inside our own message */
	unsigned int		ping_due:1;
	unsigned int		close_set:1;	/* we have something to say */
	unsigned int		close_sent:1;
	unsigned int		close_received:1;
	unsigned int		http_answered:1; /* by the user himself */
};

/* ---- ops-ws.c ---- */

/* wsi->ws, empty; nonzero = out of memory (logged) */
int lws_ws_create(struct lws *wsi);
/* the connection stands: from now on frames */
void lws_ws_begin(struct lws *wsi);

/* ---- ws-rx.c ---- */

enum lws_handling_result
lws_ws_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	      struct lws_pollfd *pollfd);

/* a piece of a data message for the user; others see the verdict */
enum lws_ws_verdict
lws_ws_user_data(struct lws *wsi, const struct lws_ws_event *ev);
/* something is wrong that the receive machine cannot see: close, with code */
enum lws_ws_verdict
lws_ws_fail(struct lws *wsi, unsigned int code, const char *text);
/* what one RECEIVE has at most */
size_t lws_ws_piece_limit(const struct lws *wsi);

/* ---- ws-ext.c, ws-ext-hs.c, ws-ext-data.c ---- */

/* nonzero: out of memory (logged) */
int lws_ws_ext_create(struct lws *wsi);
void lws_ws_ext_destroy(struct lws *wsi);
/* makes ext active; nonzero: it declines */
int lws_ws_ext_activate(struct lws *wsi, const struct lws_extension *ext,
			const struct lws_ws_ext_elem *e,
			struct lws_ws_ext_confirm *confirm);
/* appends the client's offer at *p; nonzero: does not fit, or no memory */
int lws_ws_ext_offer(struct lws *wsi, char **p, char *end);
/* judges the server's answer; nonzero: *text says why it fails */
int lws_ws_ext_answered(struct lws *wsi, const char **text);
/*
 * Takes up what it can of a client's offer, and writes the field with the
 * answer, if any, at out.  Returns 0, -1: close, or 1: malformed.
 */
int lws_ws_ext_accept(struct lws *wsi, char *out, size_t room);

static LWS_INLINE int
lws_ws_ext_has_payload(const struct lws *wsi)
{
	return wsi->ws->ext && wsi->ws->ext->pmce >= 0;
}

/* a piece of a message with RSV1 */
enum lws_ws_verdict
lws_ws_ext_data(struct lws *wsi, const struct lws_ws_event *ev);
/* goes on where a stopped rx left it */
enum lws_ws_verdict
lws_ws_ext_resume(struct lws *wsi);
/* what was held for a stopped rx has nobody to go to any more */
void lws_ws_ext_forget(struct lws *wsi);
/* extensions see what lws_write() was given, and may change it */
int lws_ws_ext_presend(struct lws *wsi, struct lws_write_passthru *wp);
/* lws_write() of a piece of a message; len or -1 */
int lws_ws_ext_write(struct lws *wsi, unsigned int opcode, int fin,
		     const uint8_t *buf, size_t len, int mask);

/* ---- ws-tx.c ---- */

/*
 * buf has LWS_PRE of room before it.  A client's payload is masked where it
 * is; `mask` 0 leaves it as it is, under a header that says it is masked.
 */
int lws_ws_send_frame(struct lws *wsi, unsigned int opcode, int fin,
		      unsigned int rsv, uint8_t *buf, size_t len, int mask);

int lws_ws_write(struct lws *wsi, unsigned char *buf, size_t len,
		 enum lws_write_protocol *wp);
/* a control frame right now; nonzero = the connection is broken */
int lws_ws_send_control(struct lws *wsi, unsigned int opcode,
			const uint8_t *payload, size_t len);
/* answers a ping, at once or when there is room; nonzero = broken */
int lws_ws_pong(struct lws *wsi, const uint8_t *payload, size_t len);
int lws_ws_keepalive(struct lws *wsi, int isvalid);
enum lws_hp_ret lws_ws_pollout(struct lws *wsi);

/* ---- ws-close.c ---- */

enum lws_close_via
lws_ws_close_via(struct lws *wsi, enum lws_close_status reason);
/* what our close frame is going to say; replaces what was set before */
void lws_ws_set_close(struct lws *wsi, unsigned int code, const uint8_t *text,
		      size_t len);
/* sends what was set; nonzero = could not be sent */
int lws_ws_send_close(struct lws *wsi);

/* ---- ws-server.c, ws-client.c ---- */

int lws_ws_server_upgrade(struct lws *wsi);
int lws_ws_client_request(struct lws *wsi, char **p, char *end);
int lws_ws_client_response(struct lws *wsi);

#endif
