/* SPDX-License-Identifier: MIT */
/* The Windows side of the types in private-lib-plat.h; included by it alone */
#if !defined(LWS_PRIVATE_LIB_PLAT_WINDOWS_H)
#define LWS_PRIVATE_LIB_PLAT_WINDOWS_H

#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdint.h>
#include <time.h>

typedef SRWLOCK			lws_plat_mutex_t;
typedef CONDITION_VARIABLE	lws_plat_cond_t;
typedef HANDLE			lws_plat_thread_t;
typedef struct { volatile LONG v; } lws_plat_atomic_t;

static __inline int
lws_plat_atomic_get(lws_plat_atomic_t *a)
{
	return (int)InterlockedCompareExchange(&a->v, 0, 0);
}

static __inline void
lws_plat_atomic_set(lws_plat_atomic_t *a, int v)
{
	(void)InterlockedExchange(&a->v, (LONG)v);
}

static __inline int
lws_plat_atomic_exchange(lws_plat_atomic_t *a, int v)
{
	return (int)InterlockedExchange(&a->v, (LONG)v);
}

static __inline int
lws_plat_atomic_add(lws_plat_atomic_t *a, int v)
{
	return (int)InterlockedExchangeAdd(&a->v, (LONG)v);
}

/* UTF-8 to what the system takes; free() it.  NULL: no memory, or no UTF-8 */
wchar_t *
lws_plat_wide_path(const char *path);

#endif
