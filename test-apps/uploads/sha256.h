/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4) of data that comes in pieces. */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
	uint32_t	h[8];
	uint64_t	bytes;
	uint8_t		block[64];
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
/* 64 hexadecimal digits and a NUL */
void sha256_end(struct sha256 *s, char hex[65]);

#endif
