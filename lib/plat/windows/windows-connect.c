/* SPDX-License-Identifier: MIT */
/*
 * Connecting without waiting, and hearing of it when it fails.
 *
 * WSAPoll() before Windows 10 2004 never reports a connect that failed.  The
 * FD_CONNECT event of WSAEventSelect() reports all of them on every version,
 * and any number of sockets may share one event object.  The system's thread
 * pool waits for that object and wakes the service thread from its poll.
 */
#include "../private-lib-plat.h"

#include <stdlib.h>

struct lws_plat_connect_watch {
	struct lws_plat_wake	*wake;
	WSAEVENT		event;	/* resets itself when the wait ends */
	HANDLE			wait;
	lws_plat_atomic_t	happened;
};

/* Of a thread of the pool */
static VOID CALLBACK
outcome_cb(PVOID arg, BOOLEAN timed_out)
{
	struct lws_plat_connect_watch *cw = arg;

	(void)timed_out;
	lws_plat_atomic_set(&cw->happened, 1);
	(void)lws_plat_wake_signal(cw->wake);
}

int
lws_plat_connect_watch_create(struct lws_plat_connect_watch **pcw,
			      struct lws_plat_wake *wake)
{
	struct lws_plat_connect_watch *cw = calloc(1, sizeof(*cw));

	*pcw = NULL;
	if (!cw)
		goto no_memory;
	cw->wake = wake;

	cw->event = CreateEventW(NULL, FALSE, FALSE, NULL);
	if (!cw->event)
		goto no_memory;

	/* the callback only sends a byte, so the waiting thread may run it */
	if (!RegisterWaitForSingleObject(&cw->wait, cw->event, outcome_cb, cw,
					 INFINITE, WT_EXECUTEINWAITTHREAD)) {
		CloseHandle(cw->event);
		goto no_memory;
	}
	*pcw = cw;

	return 0;

no_memory:
	free(cw);
	WSASetLastError(WSA_NOT_ENOUGH_MEMORY);

	return LWS_PLAT_ERROR;
}

void
lws_plat_connect_watch_destroy(struct lws_plat_connect_watch **pcw)
{
	struct lws_plat_connect_watch *cw = *pcw;

	if (!cw)
		return;
	*pcw = NULL;

	/* returns when no callback is running and none will any more */
	UnregisterWaitEx(cw->wait, INVALID_HANDLE_VALUE);
	CloseHandle(cw->event);
	free(cw);
}

int
lws_plat_connect_watch_add(struct lws_plat_connect_watch *cw,
			   lws_sockfd_type fd)
{
	return WSAEventSelect(fd, cw->event, FD_CONNECT) ? LWS_PLAT_ERROR : 0;
}

void
lws_plat_connect_watch_del(struct lws_plat_connect_watch *cw,
			   lws_sockfd_type fd)
{
	(void)cw;
	(void)WSAEventSelect(fd, NULL, 0);
	/* WSAEventSelect() has it non-blocking; nothing says for how long */
	(void)lws_plat_set_nonblocking(fd);
}

int
lws_plat_connect_watch_take(struct lws_plat_connect_watch *cw)
{
	return lws_plat_atomic_exchange(&cw->happened, 0);
}

enum lws_plat_connect
lws_plat_connect(lws_sockfd_type fd, const struct sockaddr *sa, int salen,
		 int *err)
{
	*err = 0;
	if (!connect(fd, sa, salen))
		return LWS_PLAT_CONNECT_DONE;

	*err = WSAGetLastError();
	if (*err != WSAEWOULDBLOCK && *err != WSAEINPROGRESS &&
	    *err != WSAEALREADY)
		return LWS_PLAT_CONNECT_FAILED;
	*err = 0;

	return LWS_PLAT_CONNECT_PENDING;
}

/*
 * select() is the one documented way that tells a failed connect on every
 * version: the socket is in the set of exceptions, and SO_ERROR has the
 * reason.  With one socket its limit of 64 does not matter.
 */
enum lws_plat_connect
lws_plat_connect_result(lws_sockfd_type fd, int *err)
{
	struct timeval zero = { 0, 0 };
	int n, len = sizeof(*err);
	fd_set wr, ex;

	*err = 0;
	FD_ZERO(&wr);
	FD_ZERO(&ex);
	wr.fd_array[0] = ex.fd_array[0] = fd;
	wr.fd_count = ex.fd_count = 1;

	n = select(0, NULL, &wr, &ex, &zero);
	if (!n)
		return LWS_PLAT_CONNECT_PENDING;
	if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, (char *)err, &len)) {
		*err = WSAGetLastError();
		return LWS_PLAT_CONNECT_FAILED;
	}
	if (!*err && ex.fd_count)
		*err = WSAECONNREFUSED;

	return *err ? LWS_PLAT_CONNECT_FAILED : LWS_PLAT_CONNECT_DONE;
}
