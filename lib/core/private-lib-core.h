/* SPDX-License-Identifier: MIT */
/*
 * The face of lib/core: what every other part of the library may rely on.
 * It knows memory, logs, lists, buffers and bytes, but no sockets.
 *
 * Every private header of the folders above includes this one first, so the
 * configuration, the public API and the platform are always seen in the same
 * order.
 */

#if !defined(LWS_PRIVATE_LIB_CORE_H)
#define LWS_PRIVATE_LIB_CORE_H

#include "lws_config.h"
#include <libwebsockets.h>
#include "private-lib-plat.h"

#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__cplusplus)
extern "C" {
#endif

/* ---- small helpers ---- */

#if !defined(LWS_ARRAY_SIZE)
#define LWS_ARRAY_SIZE(_x) (sizeof(_x) / sizeof(_x[0]))
#endif

/* says that a parameter is part of a callback type and not needed here */
#define LWS_UNUSED(_x) ((void)(_x))

/* inline functions, so that an argument is evaluated once */

static LWS_INLINE size_t
lws_min_sz(size_t a, size_t b)
{
	return a < b ? a : b;
}

static LWS_INLINE size_t
lws_max_sz(size_t a, size_t b)
{
	return a > b ? a : b;
}

static LWS_INLINE int
lws_min_int(int a, int b)
{
	return a < b ? a : b;
}

static LWS_INLINE int
lws_max_int(int a, int b)
{
	return a > b ? a : b;
}

static LWS_INLINE uint64_t
lws_min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static LWS_INLINE uint64_t
lws_max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static LWS_INLINE lws_usec_t
lws_min_us(lws_usec_t a, lws_usec_t b)
{
	return a < b ? a : b;
}

static LWS_INLINE lws_usec_t
lws_max_us(lws_usec_t a, lws_usec_t b)
{
	return a > b ? a : b;
}

/*
 * Bytes <-> integers, for any alignment and on any machine. Big endian is
 * the network's order; the little endian ones serve file formats.
 */

static LWS_INLINE uint16_t
lws_get_be16(const uint8_t *p)
{
	return (uint16_t)((unsigned int)p[0] << 8 | p[1]);
}

static LWS_INLINE uint32_t
lws_get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

static LWS_INLINE uint64_t
lws_get_be64(const uint8_t *p)
{
	return (uint64_t)lws_get_be32(p) << 32 | lws_get_be32(p + 4);
}

static LWS_INLINE void
lws_put_be16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)(v & 0xff);
}

static LWS_INLINE void
lws_put_be32(uint8_t *p, uint32_t v)
{
	lws_put_be16(p, (uint16_t)(v >> 16));
	lws_put_be16(p + 2, (uint16_t)(v & 0xffff));
}

static LWS_INLINE void
lws_put_be64(uint8_t *p, uint64_t v)
{
	lws_put_be32(p, (uint32_t)(v >> 32));
	lws_put_be32(p + 4, (uint32_t)(v & 0xffffffffu));
}

static LWS_INLINE uint32_t
lws_get_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[1] << 8 | (uint32_t)p[0];
}

static LWS_INLINE void
lws_put_le32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v & 0xff);
	p[1] = (uint8_t)(v >> 8 & 0xff);
	p[2] = (uint8_t)(v >> 16 & 0xff);
	p[3] = (uint8_t)(v >> 24);
}

/* ---- alloc.c: every allocation of the library goes through these ---- */

/*
 * lws_realloc() is the one door (it is exported for event library plugins).
 * ptr NULL allocates, size 0 frees and returns NULL. `reason` is a short
 * literal that an allocator set with lws_set_allocator() gets to see.
 *
 * All of these return NULL when memory runs out; what was there before then
 * stays valid. Any thread may call them.
 */
LWS_VISIBLE LWS_EXTERN void *
lws_realloc(void *ptr, size_t size, const char *reason)
	LWS_WARN_UNUSED_RESULT;

void *
lws_malloc(size_t size, const char *reason) LWS_WARN_UNUSED_RESULT;

void *
lws_zalloc(size_t size, const char *reason) LWS_WARN_UNUSED_RESULT;

/* count * size with the multiplication checked, zeroed */
void *
lws_calloc_checked(size_t count, size_t size, const char *reason)
	LWS_WARN_UNUSED_RESULT;

/* a copy of s; NULL when s is NULL or memory runs out */
char *
lws_strdup(const char *s, const char *reason) LWS_WARN_UNUSED_RESULT;

/* the first len bytes of s, with a NUL behind them */
char *
lws_strndup(const char *s, size_t len, const char *reason)
	LWS_WARN_UNUSED_RESULT;

/* a copy of len bytes */
void *
lws_memdup(const void *src, size_t len, const char *reason)
	LWS_WARN_UNUSED_RESULT;

/* NULL is allowed */
void
lws_free(void *p);

/* p is evaluated twice: give it a plain lvalue */
#define lws_free_set_NULL(p) do { lws_free(p); (p) = NULL; } while (0)

/*
 * For tests: the n-th allocation from now on (1 is the next one) fails, and
 * so do the `more` ones behind it (-1: all of them); n 0 ends it. Freeing
 * never fails. lws_alloc_count() says how many allocations were asked for
 * since the last lws_alloc_fail_at().
 */
void
lws_alloc_fail_at(unsigned int n, int more);

unsigned int
lws_alloc_count(void);

/* ---- logs.c ---- */

/*
 * What applies to everything that has no log context of its own. It is
 * configured by lws_set_log_level() and lives as long as the process.
 */
extern struct lws_log_cx lws_log_cx_default;

/* a line is cut at this many bytes, the newline included */
#define LWS_LOG_LINE_MAX 1024

/* ---- buflist.c ---- */

/*
 * One segment; its payload of `len` bytes, of which `pos` are used up, begins
 * LWS_PRE bytes behind the header, so that it can be given to lws_write() as
 * it is. What concerns the whole list is kept in its first segment.
 */
struct lws_buflist {
	struct lws_buflist	*next;
	struct lws_buflist	*last;	/* only true in the first segment */
	size_t			total;	/* likewise: bytes not used up yet */
	size_t			len;
	size_t			pos;
};

static LWS_INLINE uint8_t *
lws_buflist_payload(struct lws_buflist *b)
{
	return (uint8_t *)(b + 1) + LWS_PRE;
}

/* a list holds no more than this, not counting what is used up */
#define LWS_BUFLIST_MAX_LEN ((size_t)INT32_MAX)

/* ---- strings.c and friends, beyond what is public ---- */

/* 0..15, or -1 if c is no hex digit */
int
lws_hex_digit(char c);

/* nonzero if the ASCII letters are equal whatever their case (no locale) */
int
lws_strcaseeq(const char *a, const char *b);

int
lws_memcaseeq(const char *a, const char *b, size_t len);

/*
 * How many bytes the character at s has, if what begins there is UTF-8 (RFC
 * 3629) and complete within avail, which is at least 1; else 0.
 */
size_t
lws_utf8_len(const char *s, size_t avail);

static LWS_INLINE char
lws_ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* ---- fields.c ---- */

/* a tchar of RFC 9110 5.6.2 */
int
lws_is_tchar(unsigned char c);

/* a space or a tab: what OWS of RFC 9110 5.6.3 is made of */
int
lws_is_blank(char c);

/* a part of somebody else's string, without a NUL of its own */
struct lws_span {
	const char	*p;
	size_t		len;
};

/* from p to end, less the blanks on both sides */
struct lws_span
lws_trimmed(const char *p, const char *end);

#if defined(__cplusplus)
}
#endif

#endif
