/* SPDX-License-Identifier: MIT */
/*
 * A peer that speaks TLS by OpenSSL over buffers in memory, and so can be made
 * to do what no library would: cut its stream, send records by hand, ask for
 * renegotiation.  Its bytes are moved by the tick of t_tick_start().
 */
#ifndef LWS_UNIT_TLS_RAW_PEER_H
#define LWS_UNIT_TLS_RAW_PEER_H

#include "tls-check.h"

#include <openssl/ssl.h>

struct trp {
	struct t_peer	p;
	SSL_CTX		*ctx;
	SSL		*ssl;
	BIO		*in, *out;	/* owned by ssl */
	size_t		got;		/* decrypted */
	uint8_t		data[65536];	/* the first of it */
	int		failed;		/* SSL_R_ or -1 */
	int		ended;		/* close_notify has come */
};

/* connects as a client; version 0: any */
void trp_connect(struct trp *r, int port, int version);
/* is a server at fd, with an identity */
void trp_serve(struct trp *r, lws_sockfd_type fd, const struct cert *c,
	       int version);
/* moves what can be moved; call it in the condition of t_until() */
int trp_turn(struct trp *r);
int trp_up(struct trp *r);
void trp_send(struct trp *r, const void *data, size_t len);
void trp_close(struct trp *r);

#endif
