/* SPDX-License-Identifier: MIT */
/*
 * The demonstration server in a loop of the program's own: the library says by
 * callbacks what to wait for, and is called with each socket that is ready.
 * The rest is that of test-server.c.
 */
#include "test-server.h"

#if defined(_WIN32)
#define wait_for(_p, _n, _ms)	WSAPoll(_p, (ULONG)(_n), _ms)
#else
#include <poll.h>
#define wait_for(_p, _n, _ms)	poll(_p, (nfds_t)(_n), _ms)
#endif

/* the longest wait; it ends before that when something happens */
#define WAIT_MS		60000

/* what the library wants to know of, and what has happened since */
static struct lws_pollfd *table;
static size_t used, room;

/* for the log line at the end */
static unsigned long turns, services;
static size_t most;

/* used: it is not there */
static size_t
find(lws_sockfd_type fd)
{
	size_t n;

	for (n = 0; n < used && table[n].fd != fd; n++)
		;

	return n;
}

/* nonzero: no memory, and the connection fails */
static int
add(const struct lws_pollargs *a)
{
	struct lws_pollfd *larger;

	if (used == room) {
		larger = realloc(table, (room * 2 + 16) * sizeof(*table));
		if (!larger)
			return 1;
		table = larger;
		room = room * 2 + 16;
	}
	table[used].fd = a->fd;
	table[used].events = (short)a->events;
	table[used++].revents = 0;
	if (used > most)
		most = used;

	return 0;
}

/* see the order in which serve() goes for why the last one may move */
static void
drop(size_t n)
{
	if (n < used)
		table[n] = table[--used];
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	const struct lws_pollargs *a = in;
	size_t n;

	switch (reason) {
	case LWS_CALLBACK_ADD_POLL_FD:
		return add(a);

	case LWS_CALLBACK_DEL_POLL_FD:
		drop(find(a->fd));
		return 0;

	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		n = find(a->fd);
		if (n < used)
			table[n].events = (short)a->events;
		return 0;

	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
		/* for who has the table in more than one thread */
		return 0;

	default:
		return callback_http(wsi, reason, user, in, len);
	}
}

/*
 * Each ready socket once.  While one is served, others may come and go: new
 * ones are put at the end, and a hole is filled by the last one.  From the end
 * to the beginning, that one has had its turn, or is new and not ready.
 */
static int
serve(struct lws_context *context)
{
	size_t n = used;
	int ret = 0;

	while (n-- && ret >= 0) {
		struct lws_pollfd p;

		/* more than one may have gone */
		if (n >= used || !table[n].revents)
			continue;
		p = table[n];
		table[n].revents = 0;
		services++;
		ret = lws_service_fd(context, &p);
	}

	return ret;
}

static int
turn(struct lws_context *context)
{
	int ms = lws_service_adjust_timeout(context, WAIT_MS, 0), ready;

	turns++;
	/* what is due by time, or was received and not looked at */
	if (!ms && lws_service_fd(context, NULL) < 0)
		return -1;
	ready = wait_for(table, used, ms);
	/* a signal is no error; what it asked for is looked at outside */
	if (ready <= 0)
		return 0;

	return serve(context);
}

int
main(int argc, const char **argv)
{
	struct lws_context *context;
	int n = options_parse(&options, argc, argv,
			      "libwebsockets-test-server-extpoll [OPTION...]");

	if (n)
		return n < 0;
	if (options.libev) {
		fprintf(stderr, "this one has a loop of its own\n");
		return 1;
	}
	context = server_create(callback);
	if (!context)
		return 1;

	while (n >= 0 && !server_stop)
		n = turn(context);
	lwsl_user("%lu turns of our own loop, %lu services, at most %d sockets\n",
		  turns, services, (int)most);
	lws_context_destroy(context);
	free(table);

	return 0;
}
