/* SPDX-License-Identifier: MIT */
/*
 * Records that no TLS library would send: a TLS 1.2 client that has finished
 * its handshake with AES128-GCM-SHA256, whose records from then on are made by
 * hand, of any type and length.
 */
#ifndef LWS_TEST_TLS_FORGE_H
#define LWS_TEST_TLS_FORGE_H

#include "tls-peer.h"

/* A context whose connections can be forged */
SSL_CTX *forge_ctx(void);

/*
 * Takes the keys; p must be done, have sent so many records since, and must
 * not send by itself any more.
 */
struct forge {
	struct tls_peer	*p;
	uint8_t		key[16];
	uint8_t		iv[4];
	uint64_t	seq;
};
void forge_begin(struct forge *f, struct tls_peer *p, uint64_t sent);

/* Adds one encrypted record to what p sends; len up to 20000 */
void forge_record(struct forge *f, int type, const void *data, size_t len);

/* The same without any encryption, for before the handshake */
void forge_plain(struct t_peer *p, int type, int version, const void *data,
		 size_t len);

#endif
