/* SPDX-License-Identifier: MIT */
/* Bytes as hex digits, and random bytes. */

#include "private-lib-core.h"

static const char digits[] = "0123456789abcdef";

int
lws_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';

	c = lws_ascii_lower(c);

	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Returns the number of bytes written to dest; -1 for an odd number of digits,
 * for anything that is no digit, and for more than max bytes.
 */
int
lws_hex_to_byte_array(const char *h, uint8_t *dest, int max)
{
	int n = 0, hi, lo;

	for (; *h; h += 2) {
		hi = lws_hex_digit(h[0]);
		lo = hi < 0 ? -1 : lws_hex_digit(h[1]);
		if (lo < 0 || n >= max)
			return -1;
		dest[n++] = (uint8_t)(hi << 4 | lo);
	}

	return n;
}

/* len includes the NUL; what does not fit is left out, in whole bytes */
void
lws_hex_from_byte_array(const uint8_t *src, size_t slen, char *dest,
			size_t len)
{
	if (!len)
		return;

	for (; slen && len > 2; slen--, src++, len -= 2) {
		*dest++ = digits[*src >> 4];
		*dest++ = digits[*src & 15];
	}

	*dest = '\0';
}

/*
 * From the system's cryptographic generator; the context is not needed and
 * may be NULL. Returns len, or 0 with nothing to rely on in buf.
 */
size_t
lws_get_random(struct lws_context *context, void *buf, size_t len)
{
	LWS_UNUSED(context);

	if (lws_plat_random(buf, len)) {
		lwsl_err("%s: the system has no random for us", __func__);
		return 0;
	}

	return len;
}

/* len - 1 random digits and a NUL. Returns 0, or 1 and an empty string */
int
lws_hex_random(struct lws_context *context, char *dest, size_t len)
{
	uint8_t r[32];
	size_t n;

	if (!len)
		return 1;

	for (n = 0; n < len - 1; n++) {
		if (!(n % sizeof(r)) &&
		    lws_get_random(context, r, sizeof(r)) != sizeof(r)) {
			dest[0] = '\0';
			return 1;
		}
		dest[n] = digits[r[n % sizeof(r)] & 15];
	}

	dest[n] = '\0';

	return 0;
}
