/* SPDX-License-Identifier: MIT */
/* Moving bytes through sockets and other descriptors */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#if defined(__linux__)
#include <sys/sendfile.h>
#endif
#include <unistd.h>

#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0		/* those systems have SO_NOSIGPIPE, see
				 * lws_plat_socket() */
#endif

#if !defined(MSG_MORE)
#define MSG_MORE 0
#endif

static size_t
cap(size_t len)
{
	return len > INT_MAX ? INT_MAX : len;
}

static int
outcome(ssize_t n)
{
	if (n >= 0)
		return (int)n;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return LWS_PLAT_AGAIN;

	return LWS_PLAT_ERROR;
}

/* Sending may also find the system short of buffers for a moment */
static int
send_outcome(ssize_t n)
{
	if (n < 0 && errno == ENOBUFS)
		return LWS_PLAT_AGAIN;

	return outcome(n);
}

int
lws_plat_recv(lws_sockfd_type fd, void *buf, size_t len)
{
	return outcome(recv(fd, buf, cap(len), 0));
}

int
lws_plat_send(lws_sockfd_type fd, const void *buf, size_t len)
{
	return send_outcome(send(fd, buf, cap(len), MSG_NOSIGNAL));
}

int
lws_plat_send_more(lws_sockfd_type fd, const void *buf, size_t len)
{
	return send_outcome(send(fd, buf, cap(len), MSG_NOSIGNAL | MSG_MORE));
}

int
lws_plat_recvfrom(lws_sockfd_type fd, void *buf, size_t len,
		  struct sockaddr *sa, int *salen)
{
	socklen_t sl = (socklen_t)*salen;
	ssize_t n = recvfrom(fd, buf, cap(len), 0, sa, &sl);

	*salen = (int)sl;

	return outcome(n);
}

int
lws_plat_sendto(lws_sockfd_type fd, const void *buf, size_t len,
		const struct sockaddr *sa, int salen)
{
	return send_outcome(sendto(fd, buf, cap(len), MSG_NOSIGNAL, sa,
				   (socklen_t)salen));
}

int
lws_plat_sendv(lws_sockfd_type fd, const struct lws_plat_iov *iov,
	       unsigned int count)
{
	struct iovec v[LWS_PLAT_IOV_MAX];
	size_t room = INT_MAX;
	struct msghdr mh;
	unsigned int i;

	if (count > LWS_PLAT_IOV_MAX)
		count = LWS_PLAT_IOV_MAX;

	for (i = 0; i < count && room; i++) {
		/* sendmsg() does not write to it */
		v[i].iov_base = (void *)(uintptr_t)iov[i].base;
		v[i].iov_len = iov[i].len < room ? iov[i].len : room;
		room -= v[i].iov_len;
	}

	memset(&mh, 0, sizeof(mh));
	mh.msg_iov = v;
	mh.msg_iovlen = i;

	return send_outcome(sendmsg(fd, &mh, MSG_NOSIGNAL));
}

/*
 * Linux's takes any number of bytes and stops when the socket is full.  The
 * others' calls of that name differ from it and from each other.
 */
int
lws_plat_sendfile(lws_sockfd_type fd, lws_filefd_type file, lws_filepos_t pos,
		  size_t len)
{
#if defined(__linux__)
	off_t at = (off_t)pos;
	ssize_t n = sendfile(fd, file, &at, cap(len));

	if (n < 0 && (errno == EINVAL || errno == ENOSYS))
		return LWS_PLAT_UNSUPPORTED;

	return send_outcome(n);
#else
	(void)fd;
	(void)file;
	(void)pos;
	(void)len;

	return LWS_PLAT_UNSUPPORTED;
#endif
}

int
lws_plat_recv_pending(lws_sockfd_type fd)
{
	int n = 0;

	return ioctl(fd, FIONREAD, &n) ? -1 : n;
}

int
lws_plat_shutdown_write(lws_sockfd_type fd)
{
	return shutdown(fd, SHUT_WR) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_fd_set_nonblocking(lws_filefd_type fd)
{
	return lws_plat_set_nonblocking(fd);
}

int
lws_plat_fd_read(lws_filefd_type fd, void *buf, size_t len)
{
	return outcome(read(fd, buf, cap(len)));
}

int
lws_plat_fd_write(lws_filefd_type fd, const void *buf, size_t len)
{
	return outcome(write(fd, buf, cap(len)));
}

void
lws_plat_fd_close(lws_filefd_type fd)
{
	if (fd >= 0)
		close(fd);
}
