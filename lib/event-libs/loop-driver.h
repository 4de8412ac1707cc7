/* SPDX-License-Identifier: MIT */
/*
 * Between the library and the glue of an event library (a "driver": libuv/,
 * libev/, ...).
 *
 * The library keeps an epoll set of its own sockets, on Windows a completion
 * port, and everything that it promises about a turn holds for what it does with
 * them.  A loop of somebody else has to do two things for it: to find out that
 * something happened there, and to tell it when a time has come.
 *
 * Both sides reach each other by function pointers only, so that a driver that
 * is a plugin needs no symbol of the library, shared or static, and can stay in
 * memory when the library goes.  It allocates with malloc().
 *
 * All of it happens in the thread of the loop, but for poke().
 */
#if !defined(LWS_LOOP_DRIVER_H)
#define LWS_LOOP_DRIVER_H

#include <libwebsockets.h>

struct lws_loop;			/* the driver's own */

/* What a driver tells the library.  None of them after close() began. */
struct lws_loop_up {
	void	*arg;			/* comes first in each call */
	int	fd;			/* readable: call happened(); or -1:
					 * poke() says it */
	/* the descriptor is readable, poke() was called since, or the time of
	 * arm() has come.  The driver may be closed when it returns, and so
	 * freed. */
	void	(*happened)(void *arg, int readable);
	/* handle is the event library's own for this signal */
	void	(*signalled)(void *arg, void *handle, int signum);
};

struct lws_loop_driver {
	const char	*name;
	/* begins to watch up->fd, on the foreign loop, or on one that it
	 * makes.  up is copied.  NULL: cannot */
	struct lws_loop *(*open)(const struct lws_loop_up *up, void *foreign);
	/* happened(), once, in us microseconds and not before; 0: in the next
	 * pass of the loop, which does not sleep; negative: not at all.  Takes
	 * the place of the former. */
	void	(*arm)(struct lws_loop *l, lws_usec_t us);
	/* happened(), soon, in the thread of the loop: from any thread, and
	 * not after close().  NULL: open() needs a descriptor */
	void	(*poke)(struct lws_loop *l);
	/* one pass of the loop, which sleeps if wait.  Nonzero: it cannot */
	int	(*pass)(struct lws_loop *l, int wait);
	/* signalled() when that signal comes.  Nonzero: it cannot */
	int	(*watch_signal)(struct lws_loop *l, int signum);
	/* nothing is watched when it returns, and l is freed soon: at once, or
	 * by a foreign loop in its next pass.  A loop that open() had made is
	 * gone too; in this case it is not called from inside pass(). */
	void	(*close)(struct lws_loop *l);
};

/*
 * What a plugin exports, as evlib_NAME.  evlib.ops has nothing but its name, by
 * which the plugins of other libraries with the same interface are told from
 * ours: what they need of their library is not in this one.
 */
#define LWS_LOOP_FACE	"lws-loop-driver-2"

struct lws_loop_plugin {
	lws_plugin_evlib_t		evlib;
	const struct lws_loop_driver	*driver;
};

#define LWS_LOOP_PLUGIN(_symbol, _driver) \
	static const struct lws_event_loop_ops loop_face = { \
		.name = LWS_LOOP_FACE \
	}; \
	extern LWS_VISIBLE const struct lws_loop_plugin _symbol; \
	const struct lws_loop_plugin _symbol = { \
		{ { #_symbol, "lws_evlib_plugin", LWS_BUILD_HASH, \
		    LWS_PLUGIN_API_MAGIC }, &loop_face }, \
		_driver \
	}

#endif
