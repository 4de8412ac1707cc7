/* SPDX-License-Identifier: MIT */
/* Making sockets, and what can be set on them */
#include "../private-lib-plat.h"

#include <mstcpip.h>

/* Windows 7 with the first service pack; older ones refuse it */
#if !defined(WSA_FLAG_NO_HANDLE_INHERIT)
#define WSA_FLAG_NO_HANDLE_INHERIT 0x80
#endif

/* Windows 10 has them */
#if !defined(TCP_FASTOPEN)
#define TCP_FASTOPEN	15
#endif
#if !defined(TCP_KEEPCNT)
#define TCP_KEEPCNT	16
#endif

#if !defined(SIO_UDP_CONNRESET)
#define SIO_UDP_CONNRESET	_WSAIOW(IOC_VENDOR, 12)
#endif
#if !defined(SIO_UDP_NETRESET)
#define SIO_UDP_NETRESET	_WSAIOW(IOC_VENDOR, 15)
#endif

static int
set_int(SOCKET fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, (const char *)&value,
			  sizeof(value)) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_set_nonblocking(lws_sockfd_type fd)
{
	u_long on = 1;

	/* sockets of some layered providers are no handles: not vital */
	(void)SetHandleInformation((HANDLE)fd, HANDLE_FLAG_INHERIT, 0);

	return ioctlsocket(fd, (long)FIONBIO, &on) ? LWS_PLAT_ERROR : 0;
}

lws_sockfd_type
lws_plat_socket(int af, int type, int protocol)
{
	SOCKET fd = WSASocketW(af, type, protocol, NULL, 0,
			       WSA_FLAG_OVERLAPPED |
			       WSA_FLAG_NO_HANDLE_INHERIT);
	int err;

	if (fd == INVALID_SOCKET && WSAGetLastError() == WSAEINVAL)
		fd = WSASocketW(af, type, protocol, NULL, 0,
				WSA_FLAG_OVERLAPPED);
	if (fd != INVALID_SOCKET && lws_plat_set_nonblocking(fd)) {
		err = WSAGetLastError();
		closesocket(fd);
		WSASetLastError(err);
		return LWS_SOCK_INVALID;
	}

	return fd;
}

void
lws_plat_socket_close(lws_sockfd_type fd)
{
	if (fd != LWS_SOCK_INVALID)
		closesocket(fd);
}

int
lws_plat_is_socket(lws_sockfd_type fd)
{
	int type, len = sizeof(type);

	return !getsockopt(fd, SOL_SOCKET, SO_TYPE, (char *)&type, &len);
}

int
lws_plat_set_nodelay(lws_sockfd_type fd, int on)
{
	return set_int(fd, IPPROTO_TCP, TCP_NODELAY, !!on);
}

/* The number of probes cannot be set before Windows 10 1703 (it is 10 there) */
int
lws_plat_set_keepalive(lws_sockfd_type fd, int ka_time, int ka_probes,
		       int ka_interval)
{
	struct tcp_keepalive ka;
	DWORD out;

	if (ka_time <= 0)
		return set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 0);

	ka.onoff = 1;
	ka.keepalivetime = (ULONG)ka_time * 1000;
	ka.keepaliveinterval = ka_interval > 0 ? (ULONG)ka_interval * 1000 :
						 1000;

	if (WSAIoctl(fd, SIO_KEEPALIVE_VALS, &ka, sizeof(ka), NULL, 0, &out,
		     NULL, NULL))
		return LWS_PLAT_ERROR;
	if (ka_probes > 0)
		(void)set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, ka_probes);

	return 0;
}

/*
 * On Windows SO_REUSEADDR lets any process take over the port, while a port
 * with connections in TIME_WAIT can be bound without it.
 */
int
lws_plat_set_reuseaddr(lws_sockfd_type fd)
{
	return set_int(fd, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
}

int
lws_plat_set_broadcast(lws_sockfd_type fd)
{
	return set_int(fd, SOL_SOCKET, SO_BROADCAST, 1);
}

/* a system that knows one of them not has nothing to be switched off */
void
lws_plat_udp_without_news(lws_sockfd_type fd)
{
	static const DWORD news[] = { SIO_UDP_CONNRESET, SIO_UDP_NETRESET };
	DWORD got = 0;
	BOOL off = FALSE;
	size_t n;

	for (n = 0; n < sizeof(news) / sizeof(news[0]); n++)
		(void)WSAIoctl(fd, news[n], &off, sizeof(off), NULL, 0, &got,
			       NULL, NULL);
}

int
lws_plat_set_reuseport(lws_sockfd_type fd)
{
	return set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1);
}

int
lws_plat_set_v6only(lws_sockfd_type fd, int on)
{
	return set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, !!on);
}

/* On or off: how many wait is the system's business.  It is a way to be faster,
 * and not there before Windows 10 1607. */
int
lws_plat_set_fastopen(lws_sockfd_type fd, int queue)
{
	(void)set_int(fd, IPPROTO_TCP, TCP_FASTOPEN, queue > 0);

	return 0;
}

/* Windows takes the value and lets the system's policy decide about it */
int
lws_plat_set_tos(lws_sockfd_type fd, int af, int tos)
{
	if (af == AF_INET6)
		return 0;

	return set_int(fd, IPPROTO_IP, IP_TOS, tos);
}

int
lws_plat_set_priority(lws_sockfd_type fd, int priority)
{
	(void)fd;
	(void)priority;

	return 0;
}

int
lws_plat_bind_to_device(lws_sockfd_type fd, const char *ifname)
{
	(void)fd;
	(void)ifname;
	WSASetLastError(WSAENOPROTOOPT);

	return LWS_PLAT_ERROR;
}

int
lws_plat_bind(lws_sockfd_type fd, const struct sockaddr *sa, int salen)
{
	return bind(fd, sa, salen) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_listen(lws_sockfd_type fd, int backlog)
{
	return listen(fd, backlog) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_accept(lws_sockfd_type fd, lws_sockfd_type *out,
		struct sockaddr *sa, int *salen)
{
	*out = accept(fd, sa, sa ? salen : NULL);
	if (*out == INVALID_SOCKET)
		switch (WSAGetLastError()) {
		case WSAEWOULDBLOCK:
		case WSAECONNRESET:	/* the peer went while it waited */
		case WSAECONNABORTED:
		case WSAEINTR:
		case WSAENETDOWN:
			return LWS_PLAT_AGAIN;
		case WSAEMFILE:
		case WSAENOBUFS:
			return LWS_PLAT_LIMIT;
		default:
			return LWS_PLAT_ERROR;
		}

	if (lws_plat_set_nonblocking(*out)) {
		closesocket(*out);
		*out = LWS_SOCK_INVALID;
		return LWS_PLAT_AGAIN;
	}

	return 0;
}
