/* SPDX-License-Identifier: MIT */
/*
 * The wakeup of a thread that waits in poll.  WSAPoll() takes sockets only, so
 * it is a pair of UDP sockets on the loopback interface that are connected to
 * each other.  Connected, the one receives nothing but what comes from the
 * address and port of the other: no other process gets in between.
 *
 * The sending one blocks, in name: a datagram to the loopback interface does
 * not wait for its receiver.  A non-blocking one may be told WSAEWOULDBLOCK for
 * a moment with nothing queued anywhere (seen under Wine), and a signal that is
 * not sent is a wakeup that is lost.
 *
 * The flag makes the signals between two drains into one datagram.  The drain
 * empties the socket first and lowers the flag afterwards; the other way round
 * it could swallow a datagram while leaving the flag raised, and no later
 * signal would ever send again.  A signal that finds the flag still raised
 * sends nothing, but whoever lowers the flag then sees all that was stored
 * before that signal, because both exchange the same atomic.
 */
#include "../private-lib-plat.h"

#include <string.h>

/*
 * How many datagrams one drain reads at most; more than one can wait only if
 * as many threads were between raising the flag and sending.  What is left
 * shows up in the next poll.
 */
#define DRAIN_MAX 64

static int
open_end(lws_sockfd_type *fd, struct sockaddr_in *sin)
{
	int len = sizeof(*sin);

	*fd = lws_plat_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	if (*fd == LWS_SOCK_INVALID)
		return LWS_PLAT_ERROR;

	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (lws_plat_set_reuseaddr(*fd) ||
	    bind(*fd, (struct sockaddr *)sin, sizeof(*sin)) ||
	    getsockname(*fd, (struct sockaddr *)sin, &len))
		return LWS_PLAT_ERROR;

	return 0;
}

static int
open_pair(struct lws_plat_wake *w)
{
	struct sockaddr_in rx, tx;
	u_long off = 0;

	if (open_end(&w->fd, &rx) || open_end(&w->fd_tx, &tx) ||
	    connect(w->fd, (struct sockaddr *)&tx, sizeof(tx)) ||
	    connect(w->fd_tx, (struct sockaddr *)&rx, sizeof(rx)) ||
	    ioctlsocket(w->fd_tx, (long)FIONBIO, &off))
		return LWS_PLAT_ERROR;

	return 0;
}

int
lws_plat_wake_create(struct lws_plat_wake *w)
{
	int err;

	w->fd = w->fd_tx = LWS_SOCK_INVALID;
	lws_plat_atomic_set(&w->signalled, 0);
	w->created = 1;

	if (open_pair(w)) {
		err = WSAGetLastError();
		lws_plat_wake_destroy(w);
		WSASetLastError(err);
		return LWS_PLAT_ERROR;
	}

	return 0;
}

int
lws_plat_wake_signal(struct lws_plat_wake *w)
{
	if (lws_plat_atomic_exchange(&w->signalled, 1))
		return 0;

	if (send(w->fd_tx, "w", 1, 0) < 0) {
		lws_plat_atomic_set(&w->signalled, 0);
		return LWS_PLAT_ERROR;
	}

	return 0;
}

void
lws_plat_wake_drain(struct lws_plat_wake *w)
{
	char buf[16];
	int i;

	for (i = 0; i < DRAIN_MAX; i++)
		if (recv(w->fd, buf, sizeof(buf), 0) < 0 &&
		    WSAGetLastError() == WSAEWOULDBLOCK)
			break;

	(void)lws_plat_atomic_exchange(&w->signalled, 0);
}

void
lws_plat_wake_destroy(struct lws_plat_wake *w)
{
	if (!w->created)
		return;
	w->created = 0;
	if (w->fd != LWS_SOCK_INVALID)
		lws_plat_socket_close(w->fd);
	if (w->fd_tx != LWS_SOCK_INVALID)
		lws_plat_socket_close(w->fd_tx);
	w->fd = w->fd_tx = LWS_SOCK_INVALID;
}
