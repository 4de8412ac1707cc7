/* SPDX-License-Identifier: MIT */
/*
 * The wakeup of a thread that waits in poll.  WSAPoll() takes sockets only, so
 * it is a UDP socket on the loopback interface that is connected to itself.
 * Connected, it receives nothing but what comes from its own address and port,
 * which it alone can send from: no other process gets in between.
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
open_loop(struct lws_plat_wake *w)
{
	struct sockaddr_in sin;
	int len = sizeof(sin);

	w->fd = lws_plat_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
	if (w->fd == LWS_SOCK_INVALID)
		return LWS_PLAT_ERROR;

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (lws_plat_set_reuseaddr(w->fd) ||
	    bind(w->fd, (struct sockaddr *)&sin, sizeof(sin)) ||
	    getsockname(w->fd, (struct sockaddr *)&sin, &len) ||
	    connect(w->fd, (struct sockaddr *)&sin, len))
		return LWS_PLAT_ERROR;
	w->fd_tx = w->fd;

	return 0;
}

int
lws_plat_wake_create(struct lws_plat_wake *w)
{
	int err;

	w->fd = w->fd_tx = LWS_SOCK_INVALID;
	lws_plat_atomic_set(&w->signalled, 0);
	w->created = 1;

	if (open_loop(w)) {
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

	/* no room to send also means readable, so the reader wakes */
	if (send(w->fd_tx, "w", 1, 0) < 0 &&
	    WSAGetLastError() != WSAEWOULDBLOCK) {
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
	lws_plat_socket_close(w->fd);
	w->fd = w->fd_tx = LWS_SOCK_INVALID;
}
