/* SPDX-License-Identifier: MIT */
/* Making sockets, and what can be set on them */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int
set_int(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) ?
							LWS_PLAT_ERROR : 0;
}

int
lws_plat_set_nonblocking(lws_sockfd_type fd)
{
	int fl = fcntl(fd, F_GETFL), fdfl = fcntl(fd, F_GETFD);

	if (fl < 0 || fdfl < 0 || fcntl(fd, F_SETFL, fl | O_NONBLOCK) < 0 ||
	    fcntl(fd, F_SETFD, fdfl | FD_CLOEXEC) < 0)
		return LWS_PLAT_ERROR;

	return 0;
}

lws_sockfd_type
lws_plat_socket(int af, int type, int protocol)
{
	int fd;

#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
	fd = socket(af, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
#else
	fd = socket(af, type, protocol);
	if (fd >= 0 && lws_plat_set_nonblocking(fd)) {
		close(fd);
		return LWS_SOCK_INVALID;
	}
#endif
#if defined(SO_NOSIGPIPE)
	if (fd >= 0)
		(void)set_int(fd, SOL_SOCKET, SO_NOSIGPIPE, 1);
#endif

	return fd;
}

void
lws_plat_socket_close(lws_sockfd_type fd)
{
	if (fd != LWS_SOCK_INVALID)
		close(fd);
}

int
lws_plat_is_socket(lws_sockfd_type fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISSOCK(st.st_mode);
}

int
lws_plat_set_nodelay(lws_sockfd_type fd, int on)
{
	return set_int(fd, IPPROTO_TCP, TCP_NODELAY, !!on);
}

int
lws_plat_set_keepalive(lws_sockfd_type fd, int ka_time, int ka_probes,
		       int ka_interval)
{
	if (set_int(fd, SOL_SOCKET, SO_KEEPALIVE, ka_time > 0))
		return LWS_PLAT_ERROR;
	if (ka_time <= 0)
		return 0;

#if defined(TCP_KEEPIDLE)
	if (set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, ka_time))
		return LWS_PLAT_ERROR;
#elif defined(TCP_KEEPALIVE)
	if (set_int(fd, IPPROTO_TCP, TCP_KEEPALIVE, ka_time))
		return LWS_PLAT_ERROR;
#endif
	if (ka_interval > 0 &&
	    set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, ka_interval))
		return LWS_PLAT_ERROR;
	if (ka_probes > 0 && set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, ka_probes))
		return LWS_PLAT_ERROR;

	return 0;
}

int
lws_plat_set_reuseaddr(lws_sockfd_type fd)
{
	return set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1);
}

int
lws_plat_set_broadcast(lws_sockfd_type fd)
{
	return set_int(fd, SOL_SOCKET, SO_BROADCAST, 1);
}

void
lws_plat_udp_without_news(lws_sockfd_type fd)
{
	(void)fd;
}

int
lws_plat_set_reuseport(lws_sockfd_type fd)
{
	return set_int(fd, SOL_SOCKET, SO_REUSEPORT, 1);
}

int
lws_plat_set_v6only(lws_sockfd_type fd, int on)
{
	return set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, !!on);
}

int
lws_plat_set_fastopen(lws_sockfd_type fd, int queue)
{
#if defined(TCP_FASTOPEN)
	return set_int(fd, IPPROTO_TCP, TCP_FASTOPEN, queue);
#else
	(void)fd;
	(void)queue;

	return 0;
#endif
}

int
lws_plat_set_tos(lws_sockfd_type fd, int af, int tos)
{
	if (af == AF_INET6)
		return set_int(fd, IPPROTO_IPV6, IPV6_TCLASS, tos);

	return set_int(fd, IPPROTO_IP, IP_TOS, tos);
}

int
lws_plat_set_priority(lws_sockfd_type fd, int priority)
{
#if defined(SO_PRIORITY)
	return set_int(fd, SOL_SOCKET, SO_PRIORITY, priority);
#else
	(void)fd;
	(void)priority;

	return 0;
#endif
}

int
lws_plat_bind_to_device(lws_sockfd_type fd, const char *ifname)
{
#if defined(SO_BINDTODEVICE)
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname,
			  (socklen_t)strlen(ifname)) ? LWS_PLAT_ERROR : 0;
#else
	(void)fd;
	(void)ifname;
	errno = ENOPROTOOPT;

	return LWS_PLAT_ERROR;
#endif
}

int
lws_plat_bind(lws_sockfd_type fd, const struct sockaddr *sa, int salen)
{
	return bind(fd, sa, (socklen_t)salen) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_listen(lws_sockfd_type fd, int backlog)
{
	return listen(fd, backlog) ? LWS_PLAT_ERROR : 0;
}

/*
 * Linux hands out network errors that already wait on the new connection as
 * errors of accept(); accept(2) asks for them to be taken like EAGAIN.
 */
static int
accept_error(void)
{
	switch (errno) {
	case EAGAIN:
#if EWOULDBLOCK != EAGAIN
	case EWOULDBLOCK:
#endif
	case EINTR:
	case ECONNABORTED:
	case ENETDOWN:
	case EPROTO:
	case ENOPROTOOPT:
	case EHOSTDOWN:
#if defined(ENONET)
	case ENONET:
#endif
	case EHOSTUNREACH:
	case ENETUNREACH:
	case EPERM:
		return LWS_PLAT_AGAIN;
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return LWS_PLAT_LIMIT;
	default:
		return LWS_PLAT_ERROR;
	}
}

int
lws_plat_accept(lws_sockfd_type fd, lws_sockfd_type *out,
		struct sockaddr *sa, int *salen)
{
	socklen_t len = sa ? (socklen_t)*salen : 0;

#if defined(__linux__)
	*out = accept4(fd, sa, sa ? &len : NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
	*out = accept(fd, sa, sa ? &len : NULL);
#endif
	if (*out == LWS_SOCK_INVALID)
		return accept_error();
#if !defined(__linux__)
	if (lws_plat_set_nonblocking(*out)) {
		close(*out);
		*out = LWS_SOCK_INVALID;
		return LWS_PLAT_ERROR;
	}
#endif
#if defined(SO_NOSIGPIPE)
	(void)set_int(*out, SOL_SOCKET, SO_NOSIGPIPE, 1);
#endif
	if (sa)
		*salen = (int)len;

	return 0;
}
