/* SPDX-License-Identifier: MIT */
/*
 * RFC 6455 framing as a machine on bytes: no socket, no allocation, no log.
 *
 * Receiving: set up a struct lws_ws_rx, then hand over what arrived, again
 * and again, until it is used up:
 *
 *	while (len) {
 *		n = lws_ws_rx(&rx, buf, len, &ev);
 *		buf += n;
 *		len -= n;
 *		... act on ev.type ...
 *	}
 *
 * How the bytes are cut into calls makes no difference to what is reported,
 * apart from the payload of data frames, which is reported in the pieces in
 * which it arrives.
 */

#ifndef LWS_ROLES_WS_FRAME_H
#define LWS_ROLES_WS_FRAME_H

#include "ws-utf8.h"

enum lws_ws_opcode {
	LWS_WS_OP_CONTINUATION	= 0,
	LWS_WS_OP_TEXT		= 1,
	LWS_WS_OP_BINARY	= 2,
	LWS_WS_OP_CLOSE		= 8,
	LWS_WS_OP_PING		= 9,
	LWS_WS_OP_PONG		= 10,
};

/* close codes as they stand in RFC 6455 section 7.4.1 */
enum lws_ws_code {
	LWS_WS_CODE_PROTOCOL	= 1002,
	LWS_WS_CODE_NONE	= 1005,	/* means: the close frame had none */
	LWS_WS_CODE_BAD_DATA	= 1007,
	LWS_WS_CODE_TOO_BIG	= 1009,
};

#define LWS_WS_RSV1		4	/* in the numbering of the header */
#define LWS_WS_CONTROL_MAX	125	/* RFC 6455 section 5.5 */
#define LWS_WS_HEADER_MAX	14	/* 2, 8 of length, 4 of mask */

enum lws_ws_event_type {
	LWS_WS_EV_NONE,		/* nothing to report: all was used up */
	LWS_WS_EV_DATA,		/* a piece of a data message */
	LWS_WS_EV_PING,		/* a whole control frame ... */
	LWS_WS_EV_PONG,
	LWS_WS_EV_CLOSE,
	LWS_WS_EV_ERROR,	/* the connection has to be failed */
};

struct lws_ws_event {
	enum lws_ws_event_type	type;

	/*
	 * DATA: points into the caller's buffer, already unmasked; len may be
	 * 0 for an empty frame.  PING, PONG, CLOSE: the whole payload, valid
	 * until the next control frame begins.
	 */
	uint8_t			*payload;
	size_t			len;

	uint64_t		remaining; /* DATA: in this frame, after this */

	/* ERROR: names the cause, static text; else NULL */
	const char		*text;

	/* CLOSE: code received, 1005 if none.  ERROR: code to close with */
	uint16_t		code;

	uint8_t			opcode;	/* DATA: of the message */
	uint8_t			rsv;	/* DATA: of the message */
	uint8_t			fin;	/* DATA: FIN of the current frame */
	uint8_t			first;	/* DATA: first piece of the message */
	uint8_t			final;	/* DATA: last piece of the message */
};

enum lws_ws_rx_state {
	LWS_WS_RXS_HEADER,
	LWS_WS_RXS_DATA,
	LWS_WS_RXS_CONTROL,
	LWS_WS_RXS_CLOSED,	/* after a close frame all is discarded */
	LWS_WS_RXS_FAILED,	/* the error is reported from now on */
};

struct lws_ws_rx {
	/* --- settings, the caller's; see lws_ws_rx_init() --- */
	uint64_t		max_frame;	/* 0 = no limit */
	uint64_t		max_message;	/* 0 = no limit */
	size_t			max_piece;	/* 0 = as it arrives */
	uint8_t			from_client;	/* we are the server */
	uint8_t			allow_rsv1;
	uint8_t			check_utf8;	/* of text messages */

	/* --- the machine's own --- */
	uint8_t			state;		/* enum lws_ws_rx_state */
	uint8_t			hdr_have;
	uint8_t			hdr_need;
	uint8_t			opcode;		/* of the current frame */
	uint8_t			fin;
	uint8_t			masked;
	uint8_t			mask_phase;
	uint8_t			msg_opcode;	/* 0 = not in a message */
	uint8_t			msg_rsv;
	uint8_t			msg_begun;	/* first piece reported */
	uint8_t			ctl_len;
	uint16_t		code;		/* of close or error */
	struct lws_ws_utf8	text_utf8;
	struct lws_ws_utf8	close_utf8;
	uint8_t			key[4];
	uint8_t			hdr[LWS_WS_HEADER_MAX];
	uint8_t			ctl[LWS_WS_CONTROL_MAX];
	uint64_t		left;		/* payload, in this frame */
	uint64_t		msg_len;	/* announced so far */
	const char		*error;
};

/*
 * Brings the machine to the start of a connection with all settings at 0,
 * apart from the direction: from_client nonzero if the peer is the client.
 * The other settings may be filled in afterwards, and changed between frames.
 */
void
lws_ws_rx_init(struct lws_ws_rx *rx, int from_client);

/*
 * Goes on with len bytes at buf until there is one event to report or the
 * bytes are used up.  Returns how many were used.  buf is unmasked in place.
 *
 * An event never waits for bytes that are not part of it, so a caller that has
 * used up its bytes has seen all there is.  After LWS_WS_EV_ERROR the machine
 * stays failed and uses nothing; after LWS_WS_EV_CLOSE it uses up everything.
 */
size_t
lws_ws_rx(struct lws_ws_rx *rx, uint8_t *buf, size_t len,
	  struct lws_ws_event *ev);

/*
 * The caller found something wrong that the machine cannot see: it fails as it
 * would by itself, with this code and static text.
 */
void
lws_ws_rx_fail(struct lws_ws_rx *rx, uint16_t code, const char *text);

/*
 * Nonzero if the next byte would start a frame, and no message is open.
 */
int
lws_ws_rx_idle(const struct lws_ws_rx *rx);

/*
 * Nonzero if an endpoint may send this code in a close frame: those that
 * RFC 6455 section 7.4.1 and the IANA registry define for the wire, and the
 * ranges for libraries (3000-3999) and applications (4000-4999).
 */
int
lws_ws_code_valid(unsigned int code);

/*
 * Writes the header of a frame at hdr, which has room for LWS_WS_HEADER_MAX
 * bytes, and returns its length.  key is NULL for an unmasked frame; rsv is
 * in the numbering of LWS_WS_RSV1.
 */
size_t
lws_ws_tx_header(uint8_t *hdr, unsigned int opcode, int fin, unsigned int rsv,
		 uint64_t len, const uint8_t *key);

/* the length that lws_ws_tx_header() would give */
size_t
lws_ws_tx_header_len(uint64_t len, int masked);

/*
 * Masks or unmasks len bytes in place (the same operation, RFC 6455 section
 * 5.3).  phase is the offset of buf[0] in the frame's payload, of which only
 * the two lowest bits matter; returned is the phase of the byte after buf.
 */
unsigned int
lws_ws_mask(uint8_t *buf, size_t len, const uint8_t *key, unsigned int phase);

#endif
