/* SPDX-License-Identifier: MIT */
/*
 * TLS peers for tests: OpenSSL over memory, moved by a timer of the context's
 * own loop, so that both ends live in one thread and nothing depends on who
 * runs when. The raw bytes are those of a struct t_peer.
 */
#ifndef LWS_TEST_TLS_PEER_H
#define LWS_TEST_TLS_PEER_H

#include "tests.h"

#include <openssl/ssl.h>

struct tls_peer {
	struct tls_peer	*next;
	struct t_peer	raw;	/* what is on the wire */
	/*
	 * what is inside: tx is what to say, rx what was heard. fd is not
	 * used; gone is T_EOF after close_notify, T_RESET after a failure or
	 * an end without it
	 */
	struct t_peer	plain;
	SSL		*ssl;
	BIO		*in;
	BIO		*out;
	int		done;	/* the handshake is over, and well */
	/* set: encrypts nothing more and does not read */
	int		stopped;
	/* set: sends close_notify once plain.tx is empty */
	int		shut;
	/* the reason of a failure, in OpenSSL's words; "" while there is none */
	char		error[200];
};

/* Starts and ends the timer; t_tick_start() has to be called as well. */
void tp_start(struct lws_context *cx);
void tp_stop(void);

/* A context with security level 0, so that anything bad can be shown. */
SSL_CTX *tp_ctx(int server);

/* A client for 127.0.0.1:port; name is for SNI, NULL for none. */
void tp_connect(struct tls_peer *p, int port, SSL_CTX *ctx, const char *name);
/* A server on an accepted socket */
void tp_accept(struct tls_peer *p, lws_sockfd_type fd, SSL_CTX *ctx);
/* The same for a client whose TCP connection exists already */
void tp_wrap(struct tls_peer *p, lws_sockfd_type fd, SSL_CTX *ctx,
	     const char *name);
/* One move by hand, of one or of all and the raw peers */
void tp_turn(struct tls_peer *p);
void tp_all_turn(void);
/* Cuts the connection as it is and frees everything */
void tp_close(struct tls_peer *p);

#endif
