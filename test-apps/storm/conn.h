/* SPDX-License-Identifier: MIT */
/*
 * One accepted connection of storm-endpoints, as a machine on bytes: what
 * came in goes to conn_input(), what shall go out gathers in tx. No I/O here.
 */
#if !defined(STORM_CONN_H)
#define STORM_CONN_H

#include "kinds.h"

#include <stddef.h>

enum {
	CONN_MAX_REQUEST = 8192,	/* longest request, bytes */
	CONN_MAX_FRAME = 65536,		/* largest payload of one frame */
	CONN_MAX_TX = 4 * 65536,	/* unsent echoes before we read on */
};

struct buf {
	unsigned char *p;
	size_t len, cap;
};

struct conn {
	enum kind kind;
	int upgraded;
	int in_message;		/* a fragmented message is open */
	int closing;		/* close as soon as tx is sent */
	struct buf rx, tx;
};

enum conn_verdict {
	CONN_GO_ON,
	CONN_RESET,		/* close so that the peer sees a reset */
	CONN_FAILED		/* out of memory: close */
};

/* Takes len bytes from the peer. */
enum conn_verdict conn_input(struct conn *c, const void *in, size_t len);

/* The first len bytes of tx have been sent. */
void conn_sent(struct conn *c, size_t len);

void conn_free(struct conn *c);

#endif
