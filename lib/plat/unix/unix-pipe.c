/* SPDX-License-Identifier: MIT */
/*
 * The wakeup of a thread that waits in poll: an eventfd on Linux, elsewhere a
 * pipe.
 *
 * The flag makes the signals between two drains into one write.  The drain
 * empties the descriptor first and lowers the flag afterwards; the other way
 * round it could swallow a write while leaving the flag raised, and no later
 * signal would ever write again.  A signal that finds the flag still raised
 * writes nothing, but whoever lowers the flag then sees all that was stored
 * before that signal, because both exchange the same atomic.
 */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/eventfd.h>
#endif

static int
open_pair(struct lws_plat_wake *w)
{
#if defined(__linux__)
	w->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	w->fd_tx = w->fd;

	return w->fd < 0 ? LWS_PLAT_ERROR : 0;
#else
	int fds[2];

	if (pipe(fds))
		return LWS_PLAT_ERROR;
	w->fd = fds[0];
	w->fd_tx = fds[1];

	return lws_plat_set_nonblocking(w->fd) ||
	       lws_plat_set_nonblocking(w->fd_tx) ? LWS_PLAT_ERROR : 0;
#endif
}

int
lws_plat_wake_create(struct lws_plat_wake *w)
{
	w->fd = w->fd_tx = LWS_SOCK_INVALID;
	lws_plat_atomic_set(&w->signalled, 0);
	w->created = 1;

	if (open_pair(w)) {
		lws_plat_wake_destroy(w);
		return LWS_PLAT_ERROR;
	}

	return 0;
}

int
lws_plat_wake_signal(struct lws_plat_wake *w)
{
	static const uint64_t one = 1;
	int keep = errno;	/* of the code that a signal handler is in */
	ssize_t n;

	if (lws_plat_atomic_exchange(&w->signalled, 1))
		return 0;

	do
		n = write(w->fd_tx, &one, sizeof(one));
	while (n < 0 && errno == EINTR);

	/* full also means readable, so the reader wakes */
	if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
		lws_plat_atomic_set(&w->signalled, 0);
		return LWS_PLAT_ERROR;
	}
	errno = keep;

	return 0;
}

void
lws_plat_wake_drain(struct lws_plat_wake *w)
{
	char buf[64];
	ssize_t n;

	/* one read empties an eventfd, and a pipe unless many threads were
	 * between raising the flag and writing: they show up again in poll */
	do
		n = read(w->fd, buf, sizeof(buf));
	while (n < 0 && errno == EINTR);

	(void)lws_plat_atomic_exchange(&w->signalled, 0);
}

void
lws_plat_wake_destroy(struct lws_plat_wake *w)
{
	if (!w->created)
		return;
	w->created = 0;
	if (w->fd_tx != LWS_SOCK_INVALID && w->fd_tx != w->fd)
		close(w->fd_tx);
	if (w->fd != LWS_SOCK_INVALID)
		close(w->fd);
	w->fd = w->fd_tx = LWS_SOCK_INVALID;
}
