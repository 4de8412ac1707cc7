/* SPDX-License-Identifier: MIT */
/* Moving bytes through sockets and other descriptors */
#include "../private-lib-plat.h"

#include <errno.h>
#include <io.h>
#include <limits.h>
#include <string.h>

static int
cap(size_t len)
{
	return len > INT_MAX ? INT_MAX : (int)len;
}

static int
outcome(int n)
{
	if (n >= 0)
		return n;

	switch (WSAGetLastError()) {
	case WSAEWOULDBLOCK:
	case WSAEINPROGRESS:
	case WSAEINTR:
		return LWS_PLAT_AGAIN;
	default:
		return LWS_PLAT_ERROR;
	}
}

/* Sending may also find the system short of buffers for a moment */
static int
send_outcome(int n)
{
	if (n < 0 && WSAGetLastError() == WSAENOBUFS)
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
	return send_outcome(send(fd, buf, cap(len), 0));
}

int
lws_plat_send_more(lws_sockfd_type fd, const void *buf, size_t len)
{
	return lws_plat_send(fd, buf, len);
}

int
lws_plat_recvfrom(lws_sockfd_type fd, void *buf, size_t len,
		  struct sockaddr *sa, int *salen)
{
	int n = recvfrom(fd, buf, cap(len), 0, sa, salen);

	/*
	 * An earlier datagram of ours was refused (ICMP), or this one was
	 * longer than buf: neither is the end of the socket
	 */
	if (n < 0 && WSAGetLastError() == WSAECONNRESET)
		return LWS_PLAT_AGAIN;
	if (n < 0 && WSAGetLastError() == WSAEMSGSIZE)
		return cap(len);

	return outcome(n);
}

int
lws_plat_sendto(lws_sockfd_type fd, const void *buf, size_t len,
		const struct sockaddr *sa, int salen)
{
	return send_outcome(sendto(fd, buf, cap(len), 0, sa, salen));
}

int
lws_plat_sendv(lws_sockfd_type fd, const struct lws_plat_iov *iov,
	       unsigned int count)
{
	WSABUF v[LWS_PLAT_IOV_MAX];
	size_t room = INT_MAX, len;
	DWORD sent = 0, i;

	if (count > LWS_PLAT_IOV_MAX)
		count = LWS_PLAT_IOV_MAX;

	for (i = 0; i < count && room; i++) {
		len = iov[i].len < room ? iov[i].len : room;
		/* WSASend() does not write to it */
		v[i].buf = (CHAR *)(uintptr_t)iov[i].base;
		v[i].len = (ULONG)len;
		room -= len;
	}

	if (WSASend(fd, v, i, &sent, 0, NULL, NULL))
		return send_outcome(-1);

	return (int)sent;
}

/* TransmitFile() waits until all has gone, or needs an overlapped operation
 * with the socket in nobody's poll set meanwhile */
int
lws_plat_sendfile(lws_sockfd_type fd, lws_filefd_type file, lws_filepos_t pos,
		  size_t len)
{
	(void)fd;
	(void)file;
	(void)pos;
	(void)len;

	return LWS_PLAT_UNSUPPORTED;
}

int
lws_plat_recv_pending(lws_sockfd_type fd)
{
	u_long n = 0;

	if (ioctlsocket(fd, FIONREAD, &n))
		return -1;

	return cap(n);
}

int
lws_plat_shutdown_write(lws_sockfd_type fd)
{
	return shutdown(fd, SD_SEND) ? LWS_PLAT_ERROR : 0;
}

/*
 * C library descriptors.  Windows has no non-blocking mode for them except for
 * pipes.
 */
int
lws_plat_fd_set_nonblocking(lws_filefd_type fd)
{
	(void)fd;
	WSASetLastError(WSAENOTSOCK);

	return LWS_PLAT_ERROR;
}

static int
fd_outcome(int n)
{
	if (n >= 0)
		return n;
	if (errno == EAGAIN)
		return LWS_PLAT_AGAIN;
	WSASetLastError(errno == EBADF ? WSAEBADF : WSAEINVAL);

	return LWS_PLAT_ERROR;
}

int
lws_plat_fd_read(lws_filefd_type fd, void *buf, size_t len)
{
	HANDLE h = (HANDLE)_get_osfhandle(fd);
	DWORD there;

	/* an empty pipe is an error to _read(); ask first */
	if (h != INVALID_HANDLE_VALUE && GetFileType(h) == FILE_TYPE_PIPE &&
	    PeekNamedPipe(h, NULL, 0, NULL, &there, NULL) && !there)
		return LWS_PLAT_AGAIN;

	return fd_outcome(_read(fd, buf, (unsigned int)cap(len)));
}

int
lws_plat_fd_write(lws_filefd_type fd, const void *buf, size_t len)
{
	return fd_outcome(_write(fd, buf, (unsigned int)cap(len)));
}

void
lws_plat_fd_close(lws_filefd_type fd)
{
	if (fd >= 0)
		_close(fd);
}
