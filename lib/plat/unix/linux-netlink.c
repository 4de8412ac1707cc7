/* SPDX-License-Identifier: MIT */
/*
 * rtnetlink(7): the kernel's news of routes and addresses, and whether it
 * knows a way for a connection.
 */
#include "../private-lib-plat.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GROUPS (RTMGRP_LINK | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | \
		RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR)

/* those that are there already come like those that are new */
static int
ask_for_routes(int fd)
{
	struct {
		struct nlmsghdr	h;
		struct rtmsg	rt;
	} req;

	memset(&req, 0, sizeof(req));
	req.h.nlmsg_len = sizeof(req);
	req.h.nlmsg_type = RTM_GETROUTE;
	req.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	req.rt.rtm_family = AF_UNSPEC;
	req.rt.rtm_table = RT_TABLE_MAIN;

	return send(fd, &req, sizeof(req), 0) != (ssize_t)sizeof(req);
}

lws_sockfd_type
lws_plat_netlink_open(void)
{
	struct sockaddr_nl sa;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
			NETLINK_ROUTE);

	if (fd < 0)
		return LWS_SOCK_INVALID;

	memset(&sa, 0, sizeof(sa));
	sa.nl_family = AF_NETLINK;
	sa.nl_groups = GROUPS;
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) ||
	    ask_for_routes(fd)) {
		close(fd);
		return LWS_SOCK_INVALID;
	}

	return fd;
}

int
lws_plat_netlink_read(lws_sockfd_type fd, uint8_t *buf, size_t len)
{
	struct sockaddr_nl sa;
	socklen_t salen = sizeof(sa);
	ssize_t n;

	memset(&sa, 0, sizeof(sa));
	do
		n = recvfrom(fd, buf, len, MSG_TRUNC, (struct sockaddr *)&sa,
			     &salen);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		/* the kernel had more to say than the socket could keep */
		return errno == ENOBUFS ? 0 : errno == EAGAIN ? LWS_PLAT_AGAIN :
								LWS_PLAT_ERROR;
	if ((size_t)n > len)
		return 0;

	/* any process may write to it; the kernel is port 0 */
	return salen == sizeof(sa) && !sa.nl_pid ? (int)n : LWS_PLAT_UNSUPPORTED;
}

/* of a route that a connection may take: not one of what comes in only */
static int
is_a_way(const struct rtmsg *rt)
{
	return (rt->rtm_type == RTN_UNICAST || rt->rtm_type == RTN_LOCAL) &&
	       !(rt->rtm_flags & RTM_F_CLONED);
}

/* the attributes are behind the head, each aligned */
static int
has_gateway(const uint8_t *p, size_t len)
{
	size_t at = NLMSG_ALIGN(sizeof(struct rtmsg));
	struct rtattr a;

	while (at <= len && len - at >= sizeof(a)) {
		memcpy(&a, p + at, sizeof(a));
		if (a.rta_len < sizeof(a) || a.rta_len > len - at)
			return 0;
		if (a.rta_type == RTA_GATEWAY || a.rta_type == RTA_VIA ||
		    a.rta_type == RTA_MULTIPATH)
			return 1;
		at += RTA_ALIGN(a.rta_len);
	}

	return 0;
}

static enum lws_plat_net_news
news_of_route(const uint8_t *p, size_t len, int gone)
{
	struct rtmsg rt;

	if (len < sizeof(rt))
		return LWS_PLAT_NET_NOTHING;
	memcpy(&rt, p, sizeof(rt));
	if (!is_a_way(&rt))
		return LWS_PLAT_NET_NOTHING;
	if (!rt.rtm_dst_len && has_gateway(p, len))
		return gone ? LWS_PLAT_NET_GATEWAY_GONE :
			      LWS_PLAT_NET_GATEWAY_NEW;

	return gone ? LWS_PLAT_NET_ROUTE_GONE : LWS_PLAT_NET_ROUTE_NEW;
}

size_t
lws_plat_netlink_parse(const uint8_t *buf, size_t len,
		       enum lws_plat_net_news *news)
{
	struct nlmsghdr h;
	size_t n;

	*news = LWS_PLAT_NET_NOTHING;
	if (len < NLMSG_HDRLEN)
		return 0;
	memcpy(&h, buf, sizeof(h));
	if (h.nlmsg_len < NLMSG_HDRLEN || h.nlmsg_len > len)
		return 0;

	switch (h.nlmsg_type) {
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		*news = news_of_route(buf + NLMSG_HDRLEN,
				      h.nlmsg_len - NLMSG_HDRLEN,
				      h.nlmsg_type == RTM_DELROUTE);
		break;
	case RTM_DELADDR:
	case RTM_DELLINK:
		*news = LWS_PLAT_NET_ADDRESS_GONE;
		break;
	default:
		break;
	}
	n = NLMSG_ALIGN(h.nlmsg_len);

	return n > len ? len : n;
}

/* ---- is there a way? ---- */

static int
is_loopback(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET)
		return (ntohl(((const struct sockaddr_in *)(const void *)sa)->
					sin_addr.s_addr) >> 24) == 127;

	return sa->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(
			&((const struct sockaddr_in6 *)(const void *)sa)->
								sin6_addr);
}

/* bound to a device, or to an address that is nobody's: ways of its own */
static int
is_special(int fd, int family)
{
	char device[IFNAMSIZ] = "";
	socklen_t len = sizeof(device);
	int on = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, &len) ||
	    device[0])
		return 1;
	len = sizeof(on);
	if (family == AF_INET)
		return getsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, &len) || on;

	return getsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, &on, &len) || on;
}

/* A datagram socket is bound and connected like it; nothing is sent */
static int
probe(const struct sockaddr *me, socklen_t me_len, const struct sockaddr *peer,
      socklen_t peer_len)
{
	int gone = 0, fd = socket(me->sa_family,
				  SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return 0;
	if (bind(fd, me, me_len))
		gone = errno == EADDRNOTAVAIL;
	else if (connect(fd, peer, peer_len))
		gone = errno == ENETUNREACH || errno == EHOSTUNREACH ||
		       errno == ENETDOWN;
	close(fd);

	return gone;
}

int
lws_plat_route_is_gone(lws_sockfd_type fd)
{
	struct sockaddr_storage me, peer;
	socklen_t me_len = sizeof(me), peer_len = sizeof(peer);
	struct sockaddr *sa = (struct sockaddr *)&me;

	memset(&me, 0, sizeof(me));
	if (getpeername(fd, (struct sockaddr *)&peer, &peer_len) ||
	    getsockname(fd, sa, &me_len) || is_loopback(sa))
		return 0;
	if (sa->sa_family == AF_INET)
		((struct sockaddr_in *)(void *)sa)->sin_port = 0;
	else if (sa->sa_family == AF_INET6)
		((struct sockaddr_in6 *)(void *)sa)->sin6_port = 0;
	else
		return 0;

	return !is_special(fd, sa->sa_family) &&
	       probe(sa, me_len, (struct sockaddr *)&peer, peer_len);
}
