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
 *	ws-ext.c	options of extensions
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

/* ---- ws-tx.c ---- */

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
