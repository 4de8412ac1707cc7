/* SPDX-License-Identifier: MIT */
/* The system's cryptographic random generator */
#include "../private-lib-plat.h"

#include <bcrypt.h>

int
lws_plat_random(void *buf, size_t len)
{
	uint8_t *p = buf;
	ULONG n;

	while (len) {
		n = len > 0x40000000 ? 0x40000000 : (ULONG)len;
		/* a status below zero is an error */
		if (BCryptGenRandom(NULL, p, n,
				    BCRYPT_USE_SYSTEM_PREFERRED_RNG) < 0)
			return LWS_PLAT_ERROR;
		p += n;
		len -= n;
	}

	return 0;
}
