/* SPDX-License-Identifier: MIT */
/*
 * The other ends of many connections, some of which stall, moved by a thread of
 * their own: what they cost is none of the tested loop's time.
 */
#ifndef LWS_TEST_LOAD_PEERS_H
#define LWS_TEST_LOAD_PEERS_H

#include "tls-peer.h"

#define LP_MAX	2000u

enum lp_kind {
	LP_PLAIN,	/* they connect, and ask for ws */
	LP_TLS,		/* the same over TLS */
	LP_ACCEPT	/* they are TLS servers, and take whoever comes */
};

struct lp_seen {
	unsigned int answered;	/* healthy ones who were answered with 101 */
	unsigned int gone;	/* stalled ones whose connection has ended */
};

/* Whether the i-th of n stalls, where so many of them do */
int lp_stalls(unsigned int i, unsigned int n, unsigned int of_them);

/*
 * Starts the thread. From here to lp_stop() no other may use t_peer_... and
 * tp_... .  0, or -1 when it cannot listen.
 */
int lp_start(SSL_CTX *client, SSL_CTX *server);
void lp_stop(void);
/* Where LP_ACCEPT listens */
int lp_port(void);

/* Begins n connections, to `port` of this machine unless they accept */
void lp_begin(enum lp_kind what, int port, unsigned int n,
	      unsigned int of_them);
void lp_look(struct lp_seen *seen);
/* Closes them all, and returns when that is done */
void lp_end(void);

#endif
