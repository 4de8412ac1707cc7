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

static void
say(struct transcript *t, const char *s)
{
	size_t n = strlen(s);

	if (t->len + n + 1 > t->room) {
		t->room = 2 * t->room + n + 256;
		t->text = realloc(t->text, t->room);
		if (!t->text)
			abort();
	}
	memcpy(t->text + t->len, s, n + 1);
	t->len += n;
}

static void
say_bytes(struct transcript *t, const uint8_t *p, size_t len)
{
	char hex[3];

	for (; len; len--) {
		snprintf(hex, sizeof(hex), "%02x", *p++);
		say(t, hex);
	}
}

static void
say_code(struct transcript *t, const char *what, unsigned int code)
{
	char s[16];

	snprintf(s, sizeof(s), "%s%u", what, code);
	say(t, s);
}

static void
transcript_begin(struct transcript *t)
{
	t->len = 0;
	say(t, "");
}

static void
transcript_free(struct transcript *t)
{
	free(t->text);
	memset(t, 0, sizeof(*t));
}

#endif
