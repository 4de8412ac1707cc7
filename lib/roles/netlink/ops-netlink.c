/* SPDX-License-Identifier: MIT */
/*
 * Role "netlink": what the kernel says of routes.  Programs hear of it by
 * system messages (LWSSMDCL_NETWORK), a new way out is a reason to look for a
 * captive portal, and connections that have lost theirs are closed, where else
 * they would wait for a timeout.
 */
#include "private-lib-core-net.h"

/* news in one service: a machine may have thousands of routes */
#define READS		8
/* the kernel makes no longer ones for who asks with such a buffer */
#define BUF_SIZE	16384u

static void
tell(struct lws_context *cx, const char *what)
{
#if defined(LWS_WITH_SYS_SMD)
	(void)lws_smd_msg_printf(cx, LWSSMDCL_NETWORK, "{\"rt\":\"%s\"}", what);
#else
	LWS_UNUSED(cx);
	LWS_UNUSED(what);
#endif
}

static void
gateway_changed(struct lws_context *cx)
{
#if defined(LWS_WITH_SYS_SMD)
	(void)lws_smd_msg_printf(cx, LWSSMDCL_NETWORK,
				 "{\"trigger\": \"cpdcheck\", "
				 "\"src\":\"gw-change\"}");
#endif
	if (cx->system_ops && cx->system_ops->captive_portal_detect_request)
		lws_system_cpd_start_defer(cx, 0);
}

/* nonzero: a connection may have lost its way */
static int
tell_news(struct lws_context *cx, enum lws_plat_net_news news)
{
	int gateway = news == LWS_PLAT_NET_GATEWAY_NEW ||
		      news == LWS_PLAT_NET_GATEWAY_GONE,
	    gone = news == LWS_PLAT_NET_ROUTE_GONE ||
		   news == LWS_PLAT_NET_GATEWAY_GONE;

	if (gone)
		tell(cx, "del");
	else if (gateway || news == LWS_PLAT_NET_ROUTE_NEW)
		tell(cx, "add");
	if (gateway)
		gateway_changed(cx);

	return gone || news == LWS_PLAT_NET_ADDRESS_GONE;
}

static int
read_news(struct lws_context *cx, const uint8_t *p, size_t len)
{
	enum lws_plat_net_news news;
	int lost = 0;
	size_t n;

	while ((n = lws_plat_netlink_parse(p, len, &news))) {
		lost |= tell_news(cx, news);
		p += n;
		len -= n;
	}

	return lost;
}

static enum lws_handling_result
netlink_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	       struct lws_pollfd *pollfd)
{
	uint8_t buf[BUF_SIZE];
	int reads = READS, lost = 0, n;

	LWS_UNUSED(pollfd);

	do {
		n = lws_plat_netlink_read(wsi->desc.sockfd, buf, sizeof(buf));
		if (n == LWS_PLAT_AGAIN)
			break;
		if (n == LWS_PLAT_ERROR)
			return LWS_HPI_RET_PLEASE_CLOSE_ME;
		/* 0: there was more than we can know of */
		if (n >= 0)
			lost |= !n || read_news(pt->context, buf, (size_t)n);
	} while (--reads);

	if (lost)
		lws_routes_check(pt);

	return LWS_HPI_RET_HANDLED;
}

const struct lws_role_ops role_ops_netlink = {
	.name		= "netlink",
	.handle_POLLIN	= netlink_pollin,
};
