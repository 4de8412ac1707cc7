/* SPDX-License-Identifier: MIT */
/* The Unix side of the types in private-lib-plat.h; included by it alone */
#if !defined(LWS_PRIVATE_LIB_PLAT_UNIX_H)
#define LWS_PRIVATE_LIB_PLAT_UNIX_H

#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

typedef pthread_mutex_t	lws_plat_mutex_t;
typedef pthread_cond_t	lws_plat_cond_t;
typedef pthread_t	lws_plat_thread_t;
typedef struct { int v; } lws_plat_atomic_t;

static inline int
lws_plat_atomic_get(lws_plat_atomic_t *a)
{
	return __atomic_load_n(&a->v, __ATOMIC_SEQ_CST);
}

static inline void
lws_plat_atomic_set(lws_plat_atomic_t *a, int v)
{
	__atomic_store_n(&a->v, v, __ATOMIC_SEQ_CST);
}

static inline int
lws_plat_atomic_exchange(lws_plat_atomic_t *a, int v)
{
	return __atomic_exchange_n(&a->v, v, __ATOMIC_SEQ_CST);
}

static inline int
lws_plat_atomic_add(lws_plat_atomic_t *a, int v)
{
	return __atomic_fetch_add(&a->v, v, __ATOMIC_SEQ_CST);
}

#endif
