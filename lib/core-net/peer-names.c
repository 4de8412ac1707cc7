/* SPDX-License-Identifier: MIT */
/* Who is at the other end, and who is here, in words */
#include "private-lib-core-net.h"
#include "network-helper.h"

const char *
lws_canonical_hostname(struct lws_context *context)
{
	if (!context->canonical_hostname[0] &&
	    ((context->options &
	      LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME) ||
	     lws_plat_hostname(context->canonical_hostname,
			       sizeof(context->canonical_hostname))))
		lws_strncpy(context->canonical_hostname, "unknown",
			    sizeof(context->canonical_hostname));

	return context->canonical_hostname;
}

const char *
lws_get_peer_simple(struct lws *wsi, char *name, size_t namelen)
{
	return lws_get_peer_simple_fd(wsi->desc.sockfd, name, namelen);
}

/*
 * A reverse lookup of the name would have to wait for a name server, and the
 * peer decides what it says: name has the numeric address too.
 */
void
lws_get_peer_addresses(struct lws *wsi, lws_sockfd_type fd, char *name,
		       int name_len, char *rip, int rip_len)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	lws_sockaddr46 sa46;

	LWS_UNUSED(wsi);
	if (name_len > 0)
		name[0] = '\0';
	if (rip_len > 0)
		rip[0] = '\0';

	if (getpeername(fd, (struct sockaddr *)&ss, &len) ||
	    lws_net_sa46_from_sockaddr(&sa46, (struct sockaddr *)&ss))
		return;

	if (name_len > 0)
		(void)lws_sa46_write_numeric_address(&sa46, name,
						     (size_t)name_len);
	if (rip_len > 0)
		(void)lws_sa46_write_numeric_address(&sa46, rip,
						     (size_t)rip_len);
}
