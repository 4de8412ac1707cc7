/* SPDX-License-Identifier: MIT */
/* Connecting without waiting */
#include "../private-lib-plat.h"

#include <errno.h>
#include <poll.h>

enum lws_plat_connect
lws_plat_connect(lws_sockfd_type fd, const struct sockaddr *sa, int salen,
		 int *err)
{
	*err = 0;
	if (!connect(fd, sa, (socklen_t)salen))
		return LWS_PLAT_CONNECT_DONE;

	/*
	 * Interrupted, a connect goes on by itself.  EAGAIN is a different
	 * thing: a Unix domain listener whose queue is full, and nothing goes
	 * on then; nor do local ports that have run out (EADDRNOTAVAIL).
	 */
	if (errno == EINPROGRESS || errno == EINTR || errno == EALREADY)
		return LWS_PLAT_CONNECT_PENDING;

	*err = errno;

	return LWS_PLAT_CONNECT_FAILED;
}

enum lws_plat_connect
lws_plat_connect_result(lws_sockfd_type fd, int *err)
{
	struct pollfd pfd;
	socklen_t len = sizeof(*err);
	int n;

	*err = 0;
	pfd.fd = fd;
	pfd.events = POLLOUT;
	pfd.revents = 0;
	do
		n = poll(&pfd, 1, 0);
	while (n < 0 && errno == EINTR);
	if (!n)
		return LWS_PLAT_CONNECT_PENDING;

	if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, err, &len)) {
		*err = errno;
		return LWS_PLAT_CONNECT_FAILED;
	}
	if (*err)
		return LWS_PLAT_CONNECT_FAILED;

	/*
	 * A socket that never began to connect, or whose failure was fetched
	 * before, polls as hung up and has no error left
	 */
	if ((pfd.revents & (POLLHUP | POLLERR)) && !(pfd.revents & POLLIN)) {
		*err = ENOTCONN;
		return LWS_PLAT_CONNECT_FAILED;
	}

	return LWS_PLAT_CONNECT_DONE;
}

/*
 * poll() and epoll report a failed connect on every Unix: there is nothing to
 * watch.
 */
int
lws_plat_connect_watch_create(struct lws_plat_connect_watch **pcw,
			      struct lws_plat_wake *wake)
{
	(void)wake;
	*pcw = NULL;

	return 0;
}

void
lws_plat_connect_watch_destroy(struct lws_plat_connect_watch **pcw)
{
	*pcw = NULL;
}

int
lws_plat_connect_watch_add(struct lws_plat_connect_watch *cw,
			   lws_sockfd_type fd)
{
	(void)cw;
	(void)fd;

	return 0;
}

void
lws_plat_connect_watch_del(struct lws_plat_connect_watch *cw,
			   lws_sockfd_type fd)
{
	(void)cw;
	(void)fd;
}

int
lws_plat_connect_watch_take(struct lws_plat_connect_watch *cw)
{
	(void)cw;

	return 0;
}
