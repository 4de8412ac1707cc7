/* SPDX-License-Identifier: MIT */
/*
 * libwebsockets.h: the one header a program includes.
 *
 * It settles what differs between platforms and build options, then pulls in
 * one header per topic from libwebsockets/. Those are not meant to be included
 * on their own.
 *
 * Threads. A context belongs to the thread (or, with several service threads,
 * to the threads) that run its event loop. Every function takes that for
 * granted: call it from a callback or between two turns of the loop, on the
 * loop's thread. The exceptions are lws_cancel_service() and
 * lws_cancel_service_pt(), which exist to wake the loop from elsewhere, and the
 * functions that log. A declaration says so where it deviates.
 */

#if !defined(LWS_LIBWEBSOCKETS_H)
#define LWS_LIBWEBSOCKETS_H

#include "lws_config.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * The platform: system headers, descriptors, poll
 */

#if defined(_WIN32)

#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif

/* winsock2.h has to come before windows.h, which would bring in winsock 1 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <basetsd.h>
#include <io.h>
#include <fcntl.h>
#include <sys/types.h>

typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned short sa_family_t;
typedef int suseconds_t;
#if !defined(__MINGW32__)
typedef unsigned int useconds_t;	/* mingw's sys/types.h has it */
#endif

#define random rand

#define LWS_INLINE __inline
#define LWS_WARN_UNUSED_RESULT
#define LWS_WARN_DEPRECATED
#define LWS_FORMAT(string_index)

/*
 * Building the library as a DLL exports. A program that uses the DLL defines
 * LWS_DLL to import, which the CMake target does. The static library needs
 * neither.
 */
#if defined(LWS_BUILDING_SHARED)
#define LWS_VISIBLE __declspec(dllexport)
#define LWS_EXTERN extern
#elif defined(LWS_DLL)
#define LWS_VISIBLE __declspec(dllimport)
#define LWS_EXTERN extern
#else
#define LWS_VISIBLE
#define LWS_EXTERN
#endif

#define LWS_INVALID_FILE	(-1)
#define LWS_SOCK_INVALID	(INVALID_SOCKET)

#define LWS_O_RDONLY		_O_RDONLY
#define LWS_O_WRONLY		_O_WRONLY
#define LWS_O_CREAT		_O_CREAT
#define LWS_O_TRUNC		_O_TRUNC

#else /* not Windows */

#include <unistd.h>
#if defined(LWS_HAVE_SYS_CAPABILITY_H) && defined(LWS_HAVE_LIBCAP)
#include <sys/capability.h>
#endif
#include <poll.h>
#include <netdb.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <fcntl.h>

#define LWS_INLINE inline

#if defined(__GNUC__)
#define LWS_WARN_UNUSED_RESULT	__attribute__((warn_unused_result))
#define LWS_WARN_DEPRECATED	__attribute__ ((deprecated))
#define LWS_FORMAT(string_index) \
	__attribute__ ((format(printf, string_index, string_index+1)))
#else
#define LWS_WARN_UNUSED_RESULT
#define LWS_WARN_DEPRECATED
#define LWS_FORMAT(string_index)
#endif

/* the library is compiled with hidden visibility: these are what it shows */
#if defined(LWS_BUILDING_SHARED)
#define LWS_VISIBLE __attribute__((visibility("default")))
#define LWS_EXTERN extern
#else
#define LWS_VISIBLE
#define LWS_EXTERN
#endif

#define LWS_INVALID_FILE	(-1)
#define LWS_SOCK_INVALID	(-1)

#define LWS_O_RDONLY		O_RDONLY
#define LWS_O_WRONLY		O_WRONLY
#define LWS_O_CREAT		O_CREAT
#define LWS_O_TRUNC		O_TRUNC

#endif /* platform */

/*
 * The tls library, whose types show through in a few places
 */

#if defined(LWS_WITH_TLS) && !defined(LWS_WITH_MBEDTLS)
#include <openssl/ssl.h>
#include <openssl/err.h>
#endif

#if LWS_MAX_SMP > 1
#include <pthread.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The objects that programs only know by pointer
 */

struct lws_context;	/* everything: see lws_create_context() */
struct lws_vhost;	/* a listener or client setup: lws_create_vhost() */
struct lws;		/* one connection, the "wsi" */
struct lws_sequencer;
struct lws_dsh;

/** Old name for a pointer to a context */
typedef struct lws_context *lws_ctx_t;

/*
 * Values for lws_context_creation_info.port besides 0 (let the system choose)
 * and real port numbers
 */

/** A vhost that never listens: for clients */
#define CONTEXT_PORT_NO_LISTEN		(-1)
/** A vhost for connections that arrive in another way: lws_adopt_... */
#define CONTEXT_PORT_NO_LISTEN_SERVER	(-2)

/*
 * Units. Times in this API are microseconds in an lws_usec_t unless a name ends
 * in something else (_ms, _secs).
 */

#define LWS_US_PER_SEC	((lws_usec_t)1000000)
#define LWS_MS_PER_SEC	((lws_usec_t)1000)
#define LWS_US_PER_MS	((lws_usec_t)1000)
#define LWS_NS_PER_US	((lws_usec_t)1000)

#define LWS_KI		(1 << 10)
#define LWS_MI		(1 << 20)
#define LWS_GI		(1 << 30)
#define LWS_TI		((uint64_t)1 << 40)
#define LWS_PI		((uint64_t)1 << 50)

/** Microseconds to milliseconds, rounded to the nearest */
#define LWS_US_TO_MS(x)	((x + (LWS_US_PER_MS / 2)) / LWS_US_PER_MS)

/** An integer that a pointer fits into */
#define lws_intptr_t	intptr_t

/*
 * Locks for builds with several service threads; they cost nothing otherwise
 */

#if LWS_MAX_SMP > 1

#define lws_pthread_mutex(name) pthread_mutex_t name;

static LWS_INLINE void
lws_pthread_mutex_init(pthread_mutex_t *lock)
{
	pthread_mutex_init(lock, NULL);
}

static LWS_INLINE void
lws_pthread_mutex_destroy(pthread_mutex_t *lock)
{
	pthread_mutex_destroy(lock);
}

static LWS_INLINE void
lws_pthread_mutex_lock(pthread_mutex_t *lock)
{
	pthread_mutex_lock(lock);
}

static LWS_INLINE void
lws_pthread_mutex_unlock(pthread_mutex_t *lock)
{
	pthread_mutex_unlock(lock);
}

#else

#define lws_pthread_mutex(name)
#define lws_pthread_mutex_init(_a)
#define lws_pthread_mutex_destroy(_a)
#define lws_pthread_mutex_lock(_a)
#define lws_pthread_mutex_unlock(_a)

#endif

/** The T whose member M is what P points to */
#define lws_container_of(P, T, M) \
	((T *)((char *)(P) - offsetof(T, M)))

/** Raise the lvalue x to the next multiple of bou */
#define LWS_ALIGN_TO(x, bou) \
	x += ((bou) - ((x) % (bou))) % (bou)

/*
 * What a program may test for, to go with older versions too
 */

#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_ARG
#define LWS_FEATURE_PROTOCOLS_HAS_ID_FIELD
#define LWS_FEATURE_PROTOCOLS_HAS_PEER_WRITE_ALLOWANCE
#define LWS_FEATURE_SERVE_HTTP_FILE_HAS_OTHER_HEADERS_LEN
#define LWS_FEATURE_FOPS

/*
 * Descriptors and poll
 *
 * struct lws_pollfd is the system's struct pollfd under a portable name, with
 * the bits below for events and revents.
 */

#define lws_pollfd pollfd

#if defined(_WIN32)
#define LWS_POLLHUP	(POLLHUP)
#define LWS_POLLIN	(POLLRDNORM | POLLRDBAND)
#define LWS_POLLOUT	(POLLWRNORM)

typedef SOCKET lws_sockfd_type;
#else
#define LWS_POLLHUP	(POLLHUP | POLLERR)
#define LWS_POLLIN	(POLLIN)
#define LWS_POLLOUT	(POLLOUT)

/** A socket, as the operating system knows it */
typedef int lws_sockfd_type;
#endif

/** A descriptor that is no socket: file, pipe, tty */
typedef int lws_filefd_type;

/** A time, or a span of time, in microseconds */
typedef int64_t lws_usec_t;

/** A position in a file, or the size of one */
typedef unsigned long long lws_filepos_t;
/** A distance between two positions */
typedef long long lws_fileofs_t;
/** LWS_O_... and LWS_FOP_FLAG_... bits */
typedef uint32_t lws_fop_flags_t;

/*
 * For filling a char array in steps: _t is the array, _l the room left in it
 */

/** Where the next character goes */
#define lws_concat_temp(_t, _l)	(_t + sizeof(_t) - _l)
/** How many are used up */
#define lws_concat_used(_t, _l)	(sizeof(_t) - _l)

/**
 * What the LWS_CALLBACK_..._POLL_FD callbacks are about
 *
 * The application keeps its own poll table from this; see lws_service_fd().
 */
struct lws_pollargs {
	lws_sockfd_type	fd;	/* the descriptor concerned */
	int		events;	/* what to wait for from now on: LWS_POLL... */
	int		prev_events; /* what was waited for until now */
};

#include <libwebsockets/lws-logs.h>
#include <libwebsockets/lws-gpio.h>
#include <libwebsockets/lws-dll2.h>
#include <libwebsockets/lws-map.h>
#include <libwebsockets/lws-fault-injection.h>
#include <libwebsockets/lws-timeout-timer.h>
#include <libwebsockets/lws-cache-ttl.h>
#if defined(LWS_WITH_SYS_SMD)
#include <libwebsockets/lws-smd.h>
#endif
#include <libwebsockets/lws-state.h>
#include <libwebsockets/lws-retry.h>
#include <libwebsockets/lws-adopt.h>
#include <libwebsockets/lws-network-helper.h>
#include <libwebsockets/lws-metrics.h>
#include <libwebsockets/lws-system.h>
#include <libwebsockets/lws-ws-close.h>
#include <libwebsockets/lws-callbacks.h>
#include <libwebsockets/lws-ws-state.h>
#include <libwebsockets/lws-ws-ext.h>
#include <libwebsockets/lws-protocols-plugins.h>
#include <libwebsockets/lws-context-vhost.h>
#if defined(LWS_WITH_CONMON)
#include <libwebsockets/lws-conmon.h>
#endif
#include <libwebsockets/lws-client.h>
#include <libwebsockets/lws-monitor.h>
#include <libwebsockets/lws-http.h>
#include <libwebsockets/lws-spa.h>
#include <libwebsockets/lws-purify.h>
#include <libwebsockets/lws-misc.h>
#include <libwebsockets/lws-dsh.h>
#include <libwebsockets/lws-service.h>
#include <libwebsockets/lws-write.h>
#include <libwebsockets/lws-writeable.h>
#include <libwebsockets/lws-ring.h>
#include <libwebsockets/lws-sha1-base64.h>
#include <libwebsockets/lws-x509.h>
#include <libwebsockets/lws-cgi.h>
#if defined(LWS_WITH_FILE_OPS)
#include <libwebsockets/lws-vfs.h>
#endif
#include <libwebsockets/lws-gencrypto.h>
#include <libwebsockets/lws-lejp.h>
#include <libwebsockets/lws-lecp.h>
#include <libwebsockets/lws-cose.h>
#include <libwebsockets/lws-struct.h>
#include <libwebsockets/lws-threadpool.h>
#include <libwebsockets/lws-tokenize.h>
#include <libwebsockets/lws-lwsac.h>
#include <libwebsockets/lws-fts.h>
#include <libwebsockets/lws-diskcache.h>
#include <libwebsockets/lws-sequencer.h>
#include <libwebsockets/lws-secure-streams.h>
#include <libwebsockets/lws-secure-streams-policy.h>
#include <libwebsockets/lws-secure-streams-client.h>
#if !defined(LWS_PLAT_FREERTOS)
#include <libwebsockets/abstract/abstract.h>
#include <libwebsockets/lws-test-sequencer.h>
#endif
#include <libwebsockets/lws-async-dns.h>
#if defined(LWS_WITH_TLS)
#include <libwebsockets/lws-tls-sessions.h>
#include <libwebsockets/lws-genhash.h>
#include <libwebsockets/lws-genrsa.h>
#include <libwebsockets/lws-genaes.h>
#include <libwebsockets/lws-genec.h>
#include <libwebsockets/lws-jwk.h>
#include <libwebsockets/lws-jose.h>
#include <libwebsockets/lws-jws.h>
#include <libwebsockets/lws-jwe.h>
#endif
#include <libwebsockets/lws-eventlib-exports.h>
#include <libwebsockets/lws-i2c.h>
#include <libwebsockets/lws-spi.h>
#include <libwebsockets/lws-bb-i2c.h>
#include <libwebsockets/lws-bb-spi.h>
#include <libwebsockets/lws-button.h>
#include <libwebsockets/lws-led.h>
#include <libwebsockets/lws-pwm.h>
#include <libwebsockets/lws-display.h>
#include <libwebsockets/lws-ssd1306-i2c.h>
#include <libwebsockets/lws-ili9341-spi.h>
#include <libwebsockets/lws-settings.h>
#include <libwebsockets/lws-netdev.h>

#ifdef __cplusplus
}
#endif

#endif /* LWS_LIBWEBSOCKETS_H */
