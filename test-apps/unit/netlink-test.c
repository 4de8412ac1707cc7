/* SPDX-License-Identifier: MIT */
/*
 * What rtnetlink says, message by message: which news there are in it, and that
 * nothing is read behind its end.
 */
#include "plat-check.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

static uint8_t buf[512];
static size_t len;

static struct nlmsghdr *
head(void)
{
	return (struct nlmsghdr *)(void *)buf;
}

static void
begin(unsigned int type, unsigned int rtm_type, unsigned int dst_len)
{
	struct rtmsg rt;

	memset(buf, 0, sizeof(buf));
	memset(&rt, 0, sizeof(rt));
	rt.rtm_family = AF_INET;
	rt.rtm_type = (unsigned char)rtm_type;
	rt.rtm_dst_len = (unsigned char)dst_len;
	memcpy(buf + NLMSG_HDRLEN, &rt, sizeof(rt));
	len = NLMSG_HDRLEN + sizeof(rt);
	head()->nlmsg_type = (uint16_t)type;
	head()->nlmsg_len = (uint32_t)len;
}

static void
attribute(unsigned int type)
{
	struct rtattr a;

	a.rta_type = (uint16_t)type;
	a.rta_len = sizeof(a) + 4;
	memcpy(buf + len, &a, sizeof(a));
	len += a.rta_len;
	head()->nlmsg_len = (uint32_t)len;
}

/* in memory of its own, so that a checker sees a step too far */
static enum lws_plat_net_news
parse(size_t have, size_t *used)
{
	enum lws_plat_net_news news;
	uint8_t *p = malloc(have ? have : 1);

	if (!p)
		exit(1);
	memcpy(p, buf, have);
	*used = lws_plat_netlink_parse(p, have, &news);
	free(p);

	return news;
}

static const struct {
	unsigned int		type, rtm_type, dst_len, attr;
	enum lws_plat_net_news	news;
} messages[] = {
	{ RTM_NEWROUTE, RTN_UNICAST, 24, RTA_DST, LWS_PLAT_NET_ROUTE_NEW },
	{ RTM_DELROUTE, RTN_UNICAST, 24, RTA_DST, LWS_PLAT_NET_ROUTE_GONE },
	{ RTM_NEWROUTE, RTN_LOCAL, 32, RTA_DST, LWS_PLAT_NET_ROUTE_NEW },
	{ RTM_NEWROUTE, RTN_BROADCAST, 32, RTA_DST, LWS_PLAT_NET_NOTHING },
	{ RTM_DELROUTE, RTN_MULTICAST, 8, RTA_DST, LWS_PLAT_NET_NOTHING },
	{ RTM_NEWROUTE, RTN_UNREACHABLE, 0, RTA_OIF, LWS_PLAT_NET_NOTHING },
	{ RTM_NEWROUTE, RTN_UNICAST, 0, RTA_GATEWAY, LWS_PLAT_NET_GATEWAY_NEW },
	{ RTM_DELROUTE, RTN_UNICAST, 0, RTA_GATEWAY, LWS_PLAT_NET_GATEWAY_GONE },
	{ RTM_NEWROUTE, RTN_UNICAST, 0, RTA_MULTIPATH,
	  LWS_PLAT_NET_GATEWAY_NEW },
	{ RTM_NEWROUTE, RTN_UNICAST, 0, RTA_VIA, LWS_PLAT_NET_GATEWAY_NEW },
	/* all goes to a device: nobody to ask for a portal */
	{ RTM_NEWROUTE, RTN_UNICAST, 0, RTA_OIF, LWS_PLAT_NET_ROUTE_NEW },
	{ RTM_NEWROUTE, RTN_UNICAST, 8, RTA_GATEWAY, LWS_PLAT_NET_ROUTE_NEW },
	{ RTM_DELADDR, 0, 0, RTA_DST, LWS_PLAT_NET_ADDRESS_GONE },
	{ RTM_DELLINK, 0, 0, RTA_DST, LWS_PLAT_NET_ADDRESS_GONE },
	{ RTM_NEWADDR, 0, 0, RTA_DST, LWS_PLAT_NET_NOTHING },
	{ NLMSG_DONE, 0, 0, RTA_DST, LWS_PLAT_NET_NOTHING },
	{ NLMSG_ERROR, 0, 0, RTA_DST, LWS_PLAT_NET_NOTHING }
};

static void
check_messages(void)
{
	size_t n, used, cut;

	for (n = 0; n < LWS_ARRAY_SIZE(messages); n++) {
		begin(messages[n].type, messages[n].rtm_type,
		      messages[n].dst_len);
		attribute(RTA_TABLE);
		attribute(messages[n].attr);
		CHECK(parse(len, &used) == messages[n].news);
		CHECK(used == len);
		/* more behind it is not its own */
		CHECK(parse(sizeof(buf), &used) == messages[n].news);
		CHECK(used == len);
		for (cut = 0; cut < len; cut++) {
			CHECK(parse(cut, &used) == LWS_PLAT_NET_NOTHING);
			CHECK(used == 0);
		}
	}
}

static void
check_lies(void)
{
	size_t used, n;

	/* lengths that are not so */
	for (n = 0; n < NLMSG_HDRLEN; n++) {
		begin(RTM_NEWROUTE, RTN_UNICAST, 24);
		head()->nlmsg_len = (uint32_t)n;
		CHECK(parse(len, &used) == LWS_PLAT_NET_NOTHING);
		CHECK(used == 0);
	}
	begin(RTM_NEWROUTE, RTN_UNICAST, 24);
	head()->nlmsg_len = UINT32_MAX;
	CHECK(parse(len, &used) == LWS_PLAT_NET_NOTHING);
	CHECK(used == 0);

	/* a head that is not all there */
	for (n = 0; n < sizeof(struct rtmsg); n++) {
		begin(RTM_NEWROUTE, RTN_UNICAST, 24);
		head()->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + n);
		CHECK(parse(NLMSG_HDRLEN + n, &used) == LWS_PLAT_NET_NOTHING);
		CHECK(used == NLMSG_HDRLEN + n);
	}

	/* attributes that are longer or shorter than they can be */
	for (n = 0; n < 64; n++) {
		begin(RTM_NEWROUTE, RTN_UNICAST, 0);
		attribute(RTA_TABLE);
		((struct rtattr *)(void *)(buf + len - 8))->rta_len =
							(uint16_t)n;
		attribute(RTA_GATEWAY);
		(void)parse(len, &used);
		CHECK(used == len);
	}
}

static void
check_ways(void)
{
	lws_sockfd_type sv[2];

	/* who is not connected over IP has no way to lose */
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, sv) == 0);
	CHECK(lws_plat_route_is_gone(sv[0]) == 0);
	lws_plat_socket_close(sv[0]);
	lws_plat_socket_close(sv[1]);
	sv[0] = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(lws_plat_route_is_gone(sv[0]) == 0);
	lws_plat_socket_close(sv[0]);
	CHECK(lws_plat_route_is_gone(LWS_SOCK_INVALID) == 0);
}

int
main(void)
{
	check_messages();
	check_lies();
	check_ways();

	return check_done();
}
