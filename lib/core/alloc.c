/* SPDX-License-Identifier: MIT */
/*
 * The one door to the heap. All of the library's memory is asked for here,
 * so that an application can put its own allocator underneath, and a test can
 * let any single allocation fail.
 */

#include "private-lib-core.h"

/* more than this is never a real request, but a length that went negative */
#define ALLOC_MAX ((size_t)PTRDIFF_MAX)

static void *
heap_realloc(void *ptr, size_t size, const char *reason)
{
	LWS_UNUSED(reason);

	if (size)
		return realloc(ptr, size);

	free(ptr);

	return NULL;
}

static void *(*allocator)(void *ptr, size_t size, const char *reason) =
								heap_realloc;

static struct {
	lws_plat_atomic_t	asked;	/* allocations since fail_at() */
	int			first;	/* this one fails, 0: none does */
	int			last;	/* ... up to this one */
} fault;

/*
 * The function has realloc()'s duties, with the addition that size 0 frees ptr
 * and returns NULL; it is called from any thread that uses the library. NULL
 * goes back to the C library's heap. Set it before the first use of the
 * library and leave it: memory has to go back to where it came from.
 */
void
lws_set_allocator(void *(*realloc_fn)(void *ptr, size_t size,
				      const char *reason))
{
	allocator = realloc_fn ? realloc_fn : heap_realloc;
}

void
lws_alloc_fail_at(unsigned int n, int more)
{
	lws_plat_atomic_set(&fault.asked, 0);
	fault.first = n > INT_MAX ? INT_MAX : (int)n;
	fault.last = more < 0 || more > INT_MAX - fault.first ?
				INT_MAX : fault.first + more;
}

unsigned int
lws_alloc_count(void)
{
	return (unsigned int)lws_plat_atomic_get(&fault.asked);
}

static int
told_to_fail(void)
{
	int n = lws_plat_atomic_add(&fault.asked, 1);

	/* n is how many came before this one */
	return fault.first && n >= fault.first - 1 && n < fault.last;
}

void *
lws_realloc(void *ptr, size_t size, const char *reason)
{
	if (!size) {
		if (ptr)
			/* nothing comes back, so nothing is lost */
			(void)!allocator(ptr, 0, reason);

		return NULL;
	}

	if (size > ALLOC_MAX || told_to_fail())
		return NULL;

	return allocator(ptr, size, reason);
}

void *
lws_malloc(size_t size, const char *reason)
{
	return lws_realloc(NULL, size, reason);
}

void *
lws_zalloc(size_t size, const char *reason)
{
	void *p = lws_realloc(NULL, size, reason);

	if (p)
		memset(p, 0, size);

	return p;
}

void *
lws_calloc_checked(size_t count, size_t size, const char *reason)
{
	if (size && count > ALLOC_MAX / size)
		return NULL;

	return lws_zalloc(count * size, reason);
}

void *
lws_memdup(const void *src, size_t len, const char *reason)
{
	void *p = lws_malloc(len, reason);

	if (p)
		memcpy(p, src, len);

	return p;
}

char *
lws_strndup(const char *s, size_t len, const char *reason)
{
	char *p;

	if (!s || len >= ALLOC_MAX)
		return NULL;

	p = lws_malloc(len + 1, reason);
	if (!p)
		return NULL;

	memcpy(p, s, len);
	p[len] = '\0';

	return p;
}

char *
lws_strdup(const char *s, const char *reason)
{
	return s ? lws_strndup(s, strlen(s), reason) : NULL;
}

void
lws_free(void *p)
{
	(void)!lws_realloc(p, 0, "free");
}
