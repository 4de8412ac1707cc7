/* SPDX-License-Identifier: MIT */
/* What an RFC 6455 handshake needs: SHA-1 (FIPS 180-4) and base64. */
#if !defined(STORM_SHA1_H)
#define STORM_SHA1_H

#include <stddef.h>

/* Good for up to 8 KiB or so: it is not meant for more than a handshake. */
void sha1(const unsigned char *in, size_t len, unsigned char out[20]);

/* Writes 4 characters for every 3 bytes begun, and a zero byte. */
void base64(const unsigned char *in, size_t len, char *out);

/* Sec-WebSocket-Accept for this Sec-WebSocket-Key, as a string. */
void ws_accept_for(const char *key, size_t key_len, char out[29]);

#endif
