/* SPDX-License-Identifier: MIT */
/*
 * Variable byte integers, MQTT 5.0 section 1.5.5: seven bits a byte, the
 * lowest first, the top bit set in all but the last; four bytes at most.
 */

#include "private-lib-core.h"

#define VBI_MAX_BYTES	4
#define VBI_MAX_VALUE	((1u << (7 * VBI_MAX_BYTES)) - 1)

/* Writes 1 to 4 bytes and returns how many; -1 if value does not fit them */
int
lws_vbi_encode(uint64_t value, void *buf)
{
	uint8_t *p = (uint8_t *)buf;
	int n = 0;

	if (value > VBI_MAX_VALUE) {
		lwsl_err("%s: %llu is too large", __func__,
			 (unsigned long long)value);
		return -1;
	}

	do {
		p[n] = (uint8_t)(value & 0x7f);
		value >>= 7;
		if (value)
			p[n] |= 0x80;
		n++;
	} while (value);

	return n;
}

/*
 * Returns the number of bytes that *value was in; 0, without touching it, if
 * the len bytes end before it does, or it goes on after four.
 */
int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len)
{
	const uint8_t *p = (const uint8_t *)buf;
	uint64_t v = 0;
	size_t n;

	for (n = 0; n < len && n < VBI_MAX_BYTES; n++) {
		v |= (uint64_t)(p[n] & 0x7f) << (7 * n);
		if (!(p[n] & 0x80)) {
			*value = v;
			return (int)n + 1;
		}
	}

	return 0;
}
