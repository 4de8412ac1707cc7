/* SPDX-License-Identifier: MIT */
/*
 * TLS between the wire and the bytes of a connection, for storm-endpoints. No
 * I/O here. In a build without OpenSSL the first function fails.
 */
#if !defined(STORM_SERVER_TLS_H)
#define STORM_SERVER_TLS_H

#include "conn.h"

/* What the endpoints have to prove to be */
#define TLS_NAME "storm.test"

struct tls_server;
struct tls_conn;

/* Makes the certificates. NULL after having said why. */
struct tls_server *tls_server_open(void);
void tls_server_close(struct tls_server *s);

/* PEM, of the CA that the client has to trust; belongs to s */
const char *tls_server_ca(const struct tls_server *s);

/* NULL: out of memory */
struct tls_conn *tls_conn_new(struct tls_server *s, enum kind kind);
void tls_conn_free(struct tls_conn *t);

/*
 * Takes len bytes off the wire, gives what is in them to conn_input(), and
 * takes what c wants to send. Where the peer breaks off the handshake, or the
 * connection, c is closing afterwards.
 */
enum conn_verdict tls_conn_input(struct tls_conn *t, struct conn *c,
				 const void *in, size_t len);

/* How much is to be sent over the wire, and where it is */
size_t tls_conn_waiting(const struct tls_conn *t, const unsigned char **p);
void tls_conn_sent(struct tls_conn *t, size_t len);

#endif
