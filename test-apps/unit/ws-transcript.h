/* SPDX-License-Identifier: MIT */
/*
 * A transcript is what a peer said, as text, independent of how the bytes were
 * cut: "T(" or "B(" payload in hex, "|" where a frame ends inside of a message,
 * ")" at the end of it; "P(..)", "Q(..)", "X1000(..)" for ping, pong, close;
 * "!1002" for an error, after which there is nothing.
 */

#ifndef WS_TRANSCRIPT_H
#define WS_TRANSCRIPT_H

#include "ws-frame.h"
#include "ws-check.h"

#include <stdlib.h>
#include <string.h>

struct transcript {
	char	*text;
	size_t	len, room;
};

void say(struct transcript *t, const char *s);
/* in hex */
void say_bytes(struct transcript *t, const uint8_t *p, size_t len);
void say_code(struct transcript *t, const char *what, unsigned int code);
/* empty, whether it was used before or not */
void transcript_begin(struct transcript *t);
void transcript_free(struct transcript *t);

#endif
