/* SPDX-License-Identifier: MIT */
/* Bounded strings, comparing bytes, integers in network order. */

#include "private-lib-core.h"

/*
 * Writes at most size bytes with the NUL, which is always there unless size
 * is 0. Returns the length; size when the text was cut, so that adding it to a
 * pointer never passes the end of the buffer; 0 for a format error.
 */
int
lws_snprintf(char *str, size_t size, const char *format, ...)
{
	va_list ap;
	int n;

	if (!size)
		return 0;

	va_start(ap, format);
	n = vsnprintf(str, size, format, ap);
	va_end(ap);

	if (n < 0) {
		str[0] = '\0';
		return 0;
	}

	if ((size_t)n >= size)
		return (int)lws_min_sz(size, INT_MAX);

	return n;
}

/* always terminated unless size is 0; the rest of dest is zeroed */
char *
lws_strncpy(char *dest, const char *src, size_t size)
{
	size_t n = 0;

	while (n + 1 < size && src[n]) {
		dest[n] = src[n];
		n++;
	}

	if (n < size)
		memset(dest + n, 0, size - n);

	return dest;
}

/*
 * The first place in the len bytes at buf, which need no NUL, where the nl
 * bytes of name are; NULL if they are not, or nl is 0.
 */
const char *
lws_nstrstr(const char *buf, size_t len, const char *name, size_t nl)
{
	const char *end;

	if (!nl || nl > len)
		return NULL;

	end = buf + (len - nl) + 1;
	while (buf < end) {
		buf = memchr(buf, name[0], (size_t)(end - buf));
		if (!buf)
			return NULL;
		if (!memcmp(buf, name, nl))
			return buf;
		buf++;
	}

	return NULL;
}

/* 0 if the same; takes as long for any contents */
int
lws_timingsafe_bcmp(const void *a, const void *b, uint32_t len)
{
	const volatile uint8_t *pa = (const volatile uint8_t *)a;
	const volatile uint8_t *pb = (const volatile uint8_t *)b;
	unsigned int diff = 0;
	uint32_t n;

	for (n = 0; n < len; n++)
		diff |= (unsigned int)(pa[n] ^ pb[n]);

	return (int)diff;
}

/* is not optimised away, whatever becomes of p afterwards */
void
lws_explicit_bzero(void *p, size_t len)
{
	volatile uint8_t *v = (volatile uint8_t *)p;

	while (len--)
		*v++ = 0;
}

int
lws_memcaseeq(const char *a, const char *b, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (lws_ascii_lower(a[n]) != lws_ascii_lower(b[n]))
			return 0;

	return 1;
}

int
lws_strcaseeq(const char *a, const char *b)
{
	size_t len = strlen(a);

	return strlen(b) == len && lws_memcaseeq(a, b, len);
}

size_t
lws_utf8_len(const char *s, size_t avail)
{
	const uint8_t *p = (const uint8_t *)s;
	uint8_t lo = 0x80, hi = 0xbf;
	size_t n, i;

	if (p[0] < 0x80)
		return 1;

	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		n = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4;
	else
		return 0;

	/* too long a form, surrogates, beyond U+10FFFF */
	if (p[0] == 0xe0)
		lo = 0xa0;
	else if (p[0] == 0xed)
		hi = 0x9f;
	else if (p[0] == 0xf0)
		lo = 0x90;
	else if (p[0] == 0xf4)
		hi = 0x8f;

	if (n > avail || p[1] < lo || p[1] > hi)
		return 0;

	for (i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;

	return n;
}

void
lws_ser_wu16be(uint8_t *b, uint16_t u)
{
	lws_put_be16(b, u);
}

void
lws_ser_wu32be(uint8_t *b, uint32_t u32)
{
	lws_put_be32(b, u32);
}

void
lws_ser_wu64be(uint8_t *b, uint64_t u64)
{
	lws_put_be64(b, u64);
}

uint16_t
lws_ser_ru16be(const uint8_t *b)
{
	return lws_get_be16(b);
}

uint32_t
lws_ser_ru32be(const uint8_t *b)
{
	return lws_get_be32(b);
}

uint64_t
lws_ser_ru64be(const uint8_t *b)
{
	return lws_get_be64(b);
}
