/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate, RFC 7692, as machines on bytes: no socket, no log.
 *
 * Two halves that know nothing of each other: what both ends agree on in the
 * opening handshake, and the compression of message payload with zlib.  Both
 * directions of the codec may be fed and drained in pieces of any size, and
 * neither keeps a pointer into a buffer of the caller's between two calls.
 */

#ifndef LWS_ROLES_WS_PMD_H
#define LWS_ROLES_WS_PMD_H

#include <stddef.h>
#include <stdint.h>

/* ---- parameters (ws-pmd-params.c) ---- */

enum lws_pmd_param {
	LWS_PMD_SERVER_NO_CONTEXT_TAKEOVER,
	LWS_PMD_CLIENT_NO_CONTEXT_TAKEOVER,
	LWS_PMD_SERVER_MAX_WINDOW_BITS,
	LWS_PMD_CLIENT_MAX_WINDOW_BITS,
	LWS_PMD_PARAMS
};

#define LWS_PMD_BITS_MIN	8
#define LWS_PMD_BITS_MAX	15

/* an offer, an answer, or what was agreed on */
struct lws_pmd_params {
	uint8_t		given;	/* a bit for each enum lws_pmd_param */
	uint8_t		server_bits;	/* 0: none named */
	uint8_t		client_bits;	/* 0: none named */
};

/*
 * Adds a parameter as it stands in the header; value is NULL if it has none,
 * and without quotes.  Nonzero: it was there already, its value is malformed
 * or out of range, or it has one where it may not, or none where it must:
 * client_max_window_bits needs one in an answer only.
 */
int
lws_pmd_param_add(struct lws_pmd_params *p, unsigned int param, int is_answer,
		  const char *value, size_t len);

/*
 * The server's answer to an offer that was parsed without an error.  What the
 * client would have of us is granted, and what it says of itself is confirmed,
 * as both save memory here.
 */
void
lws_pmd_answer(const struct lws_pmd_params *offer,
	       struct lws_pmd_params *answer);

/* Nonzero if no server may answer so to this offer: the client has to fail */
int
lws_pmd_answer_wrong(const struct lws_pmd_params *offer,
		     const struct lws_pmd_params *answer);

/*
 * Writes the parameters as they stand in the header, each behind "; ", and a
 * NUL.  Returns the length, or 0 if that is `room` or more.
 */
#define LWS_PMD_PARAMS_TEXT_MAX	128
size_t
lws_pmd_params_print(const struct lws_pmd_params *p, char *out, size_t room);

/* ---- codec (ws-pmd-codec.c) ---- */

enum lws_pmd_result {
	LWS_PMD_MORE,		/* all input is used up, the message goes on */
	LWS_PMD_FULL,		/* the output is full, call again with room */
	LWS_PMD_DONE,		/* the message is complete */
	LWS_PMD_BAD,		/* the input is malformed */
	LWS_PMD_TOO_BIG,	/* a limit is reached, see below */
	LWS_PMD_NO_MEMORY
};

/*
 * A message may inflate to LWS_PMD_BOMB_FREE bytes whatever it was sent as;
 * beyond, it may be LWS_PMD_BOMB_RATIO times what was received of it.
 */
#define LWS_PMD_BOMB_FREE	(UINT64_C(32) << 20)
#define LWS_PMD_BOMB_RATIO	100u
/* final blocks (BFINAL) in one message, as each costs a copy of the window */
#define LWS_PMD_FINALS_MAX	16u

struct z_stream_s;

/* all zero with `bits` set is the start of a connection */
struct lws_pmd_rx {
	struct z_stream_s	*z;	/* NULL: none is needed now */
	uint64_t		max_out; /* of a message, 0: see above */
	uint64_t		in_total; /* of the message under way */
	uint64_t		out_total;
	uint8_t			bits;	/* the peer's window */
	uint8_t			no_takeover;
	uint8_t			tail;	/* bytes of it that were fed */
	uint8_t			finals;
	uint8_t			at_final; /* a final block has just ended */
	uint8_t			at_boundary; /* between two blocks */
	uint8_t			have_peek; /* the first byte of the next */
	uint8_t			peek;	   /* piece is here already */
};

struct lws_pmd_tx {
	struct z_stream_s	*z;
	uint8_t			bits;
	uint8_t			no_takeover;
	uint8_t			level;	/* 0 to 9 */
	uint8_t			mem_level; /* 1 to 9 */
	uint8_t			renew;	/* the settings have changed */
	uint8_t			in_msg;
	uint8_t			had_input;
	uint8_t			draining;
	uint8_t			held_len; /* the end of what was made so far */
	uint8_t			held[4];
};

/*
 * Goes on with the message under way, or begins one.  *in, *in_len move on;
 * fin: with these the message ends.  *out_len is the room at out, at least
 * 1, and then how much was made.  With LWS_PMD_FULL there is at least one
 * byte more to come, so no piece of a message is empty unless all of it is.
 * After an error the stream is spent.
 */
enum lws_pmd_result
lws_pmd_inflate(struct lws_pmd_rx *rx, const uint8_t **in, size_t *in_len,
		int fin, uint8_t *out, size_t *out_len);
void
lws_pmd_rx_free(struct lws_pmd_rx *rx);

/*
 * The same for compression; what a call with all of its input used up has made
 * (LWS_PMD_MORE, LWS_PMD_DONE) can be inflated to all of the input so far.
 * The room at out has to be LWS_PMD_TX_ROOM_MIN at least.
 */
#define LWS_PMD_TX_ROOM_MIN	32
enum lws_pmd_result
lws_pmd_deflate(struct lws_pmd_tx *tx, const uint8_t **in, size_t *in_len,
		int fin, uint8_t *out, size_t *out_len);
void
lws_pmd_tx_free(struct lws_pmd_tx *tx);

/* room with which len bytes of input most likely need one call only */
static LWS_INLINE size_t
lws_pmd_tx_room(size_t len)
{
	/* stored blocks cost most, the smallest of which are of mem_level 1 */
	return len + len / 64 + LWS_PMD_TX_ROOM_MIN + 4;
}

#endif
