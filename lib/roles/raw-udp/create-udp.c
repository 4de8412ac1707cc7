/* SPDX-License-Identifier: MIT */
/*
 * lws_create_adopt_udp(): a wsi at once, its socket when the address is known.
 * A name is looked up by the same resolver as the clients' and under the same
 * timer.
 */
#include "private-lib-roles-raw-udp.h"
#include "private-lib-core-net-client.h"

static const char *
bind_or_connect(struct lws_udp_conn *u, lws_sockfd_type fd,
		const lws_sockaddr46 *sa)
{
	int salen = (int)sa46_socklen(sa), err;

	lws_plat_udp_without_news(fd);
	if (u->ifname && lws_plat_bind_to_device(fd, u->ifname))
		return "cannot be restricted to the interface";
	if (u->flags & LWS_CAUDP_BROADCAST && lws_plat_set_broadcast(fd))
		return "cannot be allowed to broadcast";
	if (u->flags & LWS_CAUDP_BIND)
		return lws_plat_bind(fd, (const struct sockaddr *)sa, salen) ?
						"cannot be bound" : NULL;

	/* sets the peer: nothing is sent, so it never has to wait */
	if (lws_plat_connect(fd, (const struct sockaddr *)sa, salen, &err) !=
						LWS_PLAT_CONNECT_DONE)
		return "has no way to the address";
	u->pub.sa46 = *sa;
	u->pub.connected = 1;

	return NULL;
}

/* Nonzero: failed, and the log says why; or a callback closed it */
static int
open_socket(struct lws *wsi, const lws_sockaddr46 *sa)
{
	lws_sockfd_type fd;
	const char *why;
	char text[96];

	fd = lws_plat_socket(sa->sa4.sin_family, SOCK_DGRAM, IPPROTO_UDP);
	why = fd == LWS_SOCK_INVALID ? "cannot be made" :
				       bind_or_connect(wsi->udp, fd, sa);
	if (why) {
		lwsl_wsi_err(wsi, "datagram socket %s: %s", why,
			     lws_plat_strerror(lws_plat_socket_errno(), text,
					       sizeof(text)));
		if (fd != LWS_SOCK_INVALID)
			lws_plat_socket_close(fd);
		return 1;
	}

	wsi->desc.sockfd = fd;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	lwsi_set_state(wsi, LRS_ESTABLISHED);
	if (lws_pollfd_insert(wsi, lws_is_flowcontrolled(wsi) ? 0 :
							LWS_POLLIN) ||
	    lws_wsi_is_dead(wsi))
		return 1;

	wsi->established = 1;

	return lws_callback(wsi, LWS_CALLBACK_RAW_ADOPT, NULL, 0) ||
	       lws_wsi_is_dead(wsi);
}

static void
give_up(struct lws *wsi)
{
	if (!lws_wsi_is_dead(wsi)) {
		wsi->socket_broken = 1;
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "datagram socket failed");
	}
}

static void
resolved_cb(void *opaque, struct addrinfo *list, enum lws_client_cause cause,
	    const char *reason)
{
	struct lws *wsi = opaque;
	lws_sockaddr46 sa;
	int bad = 1;

	LWS_UNUSED(cause);
	wsi->udp->req = NULL;
	if (list)
		bad = lws_net_sa46_from_sockaddr(&sa, list->ai_addr);
	lws_resolver_result_free(list);
	if (bad)
		lwsl_wsi_err(wsi, "datagram socket: dns: %s",
			     reason ? reason : "no usable address");
	if (bad || open_socket(wsi, &sa))
		give_up(wsi);
}

static int
wanted_family(const struct lws *wsi)
{
	return wsi->vhost->options & LWS_SERVER_OPTION_DISABLE_IPV6 ?
							AF_INET : AF_UNSPEC;
}

/* Nonzero: failed, or closed */
static int
find_address(struct lws *wsi, const char *ads)
{
	struct lws_udp_conn *u = wsi->udp;
	struct lws_resolver *r;
	lws_sockaddr46 sa;

	memset(&sa, 0, sizeof(sa));
	if (!ads)
		sa.sa4.sin_family = AF_INET;
	if (!ads || !lws_sa46_parse_numeric_address(ads, &sa)) {
		sa46_sockport(&sa, htons((uint16_t)u->port));
		return open_socket(wsi, &sa);
	}

	lwsi_set_state(wsi, LRS_WAITING_DNS);
	lws_set_timeout(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			(int)wsi->context->connect_timeout_secs);
	r = lws_client_resolver(wsi->context);
	if (r)
		u->req = lws_resolver_start(r, ads, u->port, wanted_family(wsi),
					    resolved_cb, wsi);
	if (!u->req)
		lwsl_wsi_err(wsi, "datagram socket: no memory for the lookup");

	return !u->req;
}

struct arguments {
	const char	*ads;
	const char	*protocol_name;
	const char	*ifname;
	int		port;
	int		flags;
};

/* Nonzero: failed, or closed */
static int
begin(struct lws *wsi, const struct arguments *a)
{
	lws_wsi_notify(wsi, LWS_CALLBACK_WSI_CREATE);
	if (lws_wsi_is_dead(wsi) || lws_udp_attach(wsi))
		return 1;

	wsi->udp->port = a->port;
	wsi->udp->flags = a->flags;
	if (a->ifname) {
		wsi->udp->ifname = lws_strdup(a->ifname, "udp");
		if (!wsi->udp->ifname) {
			lwsl_wsi_err(wsi, "out of memory");
			return 1;
		}
	}
	if (role_ops_raw_udp.adoption_bind(wsi, LWS_ADOPT_RAW_SOCKET_UDP,
					   a->protocol_name) != 1 ||
	    lws_wsi_is_dead(wsi))
		return 1;

	return find_address(wsi, a->ads);
}

static int
acceptable(struct lws_vhost *vh, const struct arguments *a)
{
	if (a->flags & LWS_CAUDP_PF_PACKET) {
		lwsl_vhost_err(vh, "packets of the link layer are not "
			       "available in this version");
		return 0;
	}
	if (a->port < 0 || a->port > 65535 ||
	    (!a->ads && !(a->flags & LWS_CAUDP_BIND))) {
		lwsl_vhost_err(vh, "datagram socket: port %d or the address "
			       "makes no sense", a->port);
		return 0;
	}

	return 1;
}

struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name)
{
	struct arguments a = { ads, protocol_name, ifname, port, flags };
	struct lws_context *cx = vhost->context;
	struct lws *wsi;

	LWS_UNUSED(fi_wsi_name);

	if (!acceptable(vhost, &a))
		return NULL;
	wsi = lws_wsi_create(cx, vhost, 0);
	if (!wsi)
		return NULL;

	lws_context_hold(cx);
	/* which kind of descriptor it is, until it is bound */
	wsi->role_ops = &role_ops_raw_udp;
	wsi->desc.sockfd = LWS_SOCK_INVALID;
	wsi->opaque_user_data = opaque;
	if (retry_policy)
		wsi->retry_policy = retry_policy;
	lws_wsi_link_parent(wsi, parent_wsi);
	if (begin(wsi, &a)) {
		if (!lws_wsi_is_dead(wsi)) {
			wsi->socket_broken = 1;
			__lws_close_free_wsi_final(wsi);
		}
		wsi = NULL;
	}
	lws_context_unhold(cx);

	return wsi;
}
