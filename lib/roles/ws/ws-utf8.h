/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 checking of text that arrives in pieces.
 *
 * The state is three bytes: how many bytes the character under way still
 * lacks, and the range that the next one of them has to be in.  All zero is
 * the state between two characters, so memset() is the initialiser.
 */

#ifndef LWS_ROLES_WS_UTF8_H
#define LWS_ROLES_WS_UTF8_H

#include <stddef.h>
#include <stdint.h>

struct lws_ws_utf8 {
	uint8_t		lacking;
	uint8_t		lowest;
	uint8_t		highest;
};

/*
 * Takes the next len bytes of the text.  Returns how many of them belong to
 * well-formed UTF-8 (RFC 3629): len if they all do, else the index of the
 * first byte that cannot stand there, in which case the state is spent.
 */
size_t
lws_ws_utf8_feed(struct lws_ws_utf8 *u, const uint8_t *buf, size_t len);

/* nonzero if the text may end here, that is, not inside of a character */
static inline int
lws_ws_utf8_complete(const struct lws_ws_utf8 *u)
{
	return !u->lacking;
}

#endif
