/* SPDX-License-Identifier: MIT */
/*
 * Listening sockets: which ones a vhost needs, opening them, and passing them
 * on when their vhost goes while others share them.
 */
#include "private-lib-core-net.h"
#include "network-helper.h"

#define LISTEN_AGAIN_US		(1 * LWS_US_PER_SEC)
#define EPHEMERAL_TRIES		8

struct where {
	struct sockaddr_storage	sa;
	int			salen;
	int			af;
};

/* of one family: 0, or an LWS_ITOSA_ value other than USABLE */
static int
address(struct lws_vhost *vh, int af, int port, struct where *w)
{
	lws_sockaddr46 sa46;
	int n;

	memset(w, 0, sizeof(*w));
	memset(&sa46, 0, sizeof(sa46));
	w->af = af;
	if (vh->iface) {
		n = lws_net_iface_address(af, vh->iface, &sa46);
		if (n != LWS_ITOSA_USABLE)
			return n;
		memcpy(&w->sa, &sa46, sizeof(sa46));
	}

	if (af == AF_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)&w->sa;

		in->sin_family = AF_INET;
		in->sin_port = htons((uint16_t)port);
		w->salen = (int)sizeof(*in);
	} else {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&w->sa;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)port);
		w->salen = (int)sizeof(*in6);
	}

	return LWS_ITOSA_USABLE;
}

static int
v6only(const struct lws_vhost *vh)
{
	if (vh->options & LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY)
		return !!(vh->options & LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE);

	return 1;
}

static int
open_failed(struct lws_vhost *vh, lws_sockfd_type fd, const char *what)
{
	char e[80];

	lwsl_vhost_err(vh, "%s, port %d: %s: %s",
		       vh->iface ? vh->iface : "all interfaces",
		       vh->listen_port, what,
		       lws_plat_strerror(lws_plat_socket_errno(), e,
					 sizeof(e)));
	if (fd != LWS_SOCK_INVALID)
		lws_plat_socket_close(fd);

	return -1;
}

static int
watch(struct lws_vhost *vh, lws_sockfd_type fd)
{
	struct lws *wsi = lws_wsi_create(vh->context, vh, 0);

	if (!wsi) {
		lws_plat_socket_close(fd);
		return -1;
	}

	wsi->desc.sockfd = fd;
	wsi->listening = 1;
	wsi->protocol = &vh->protocols[0];
	lws_role_transition(wsi, 0, LRS_LISTENING, &role_ops_listen);
	lws_dll2_add_tail(&wsi->listener, &vh->listeners);

	if (lws_pollfd_insert(wsi, LWS_POLLIN)) {
		__lws_close_free_wsi_final(wsi);
		return -1;
	}

	return 0;
}

/* the port that the OS chose */
static int
bound_port(lws_sockfd_type fd)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);

	memset(&ss, 0, sizeof(ss));
	if (getsockname(fd, (struct sockaddr *)&ss, &len))
		return 0;

	return ntohs(ss.ss_family == AF_INET6 ?
			((struct sockaddr_in6 *)&ss)->sin6_port :
			((struct sockaddr_in *)&ss)->sin_port);
}

/* *quiet: a failure here is for the caller to judge */
static int
open_one(struct lws_vhost *vh, struct where *w, int quiet)
{
	lws_sockfd_type fd = lws_plat_socket(w->af, SOCK_STREAM, 0);
	const char *what = NULL;

	if (fd == LWS_SOCK_INVALID)
		return quiet ? -1 : open_failed(vh, fd, "socket");

	if (w->af != AF_UNIX && lws_plat_set_reuseaddr(fd))
		what = "address reuse";
	else if (w->af == AF_INET6 && lws_plat_set_v6only(fd, v6only(vh)))
		what = "IPV6_V6ONLY";
	else if ((vh->options & LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE) &&
		 w->af != AF_UNIX && lws_plat_set_reuseport(fd))
		what = "port sharing";
	else if (vh->bind_iface && vh->iface && w->af != AF_UNIX &&
		 lws_plat_bind_to_device(fd, vh->iface))
		what = "binding to the device";
	else if (lws_plat_bind(fd, (struct sockaddr *)&w->sa, w->salen))
		what = "bind";
	else if (lws_plat_listen(fd, SOMAXCONN))
		what = "listen";

	if (what) {
		if (!quiet)
			return open_failed(vh, fd, what);
		lws_plat_socket_close(fd);
		return -1;
	}

	if (vh->fo_listen_queue)
		(void)lws_plat_set_fastopen(fd, vh->fo_listen_queue);
	if (w->af != AF_UNIX && !vh->listen_port)
		vh->listen_port = bound_port(fd);

	return watch(vh, fd);
}

static int
listen_unix(struct lws_vhost *vh)
{
	struct where w;

	if (!vh->iface) {
		lwsl_vhost_err(vh, "a unix socket needs its path in iface");
		return -1;
	}
	memset(&w, 0, sizeof(w));
	w.af = AF_UNIX;
	w.salen = lws_plat_unix_address(vh->iface, &w.sa);
	if (w.salen < 0)
		return open_failed(vh, LWS_SOCK_INVALID, "unix socket path");

	(void)lws_plat_unix_unlink(vh->iface);
	if (open_one(vh, &w, 0))
		return -1;
	if (vh->unix_socket_perms &&
	    lws_plat_unix_chown(vh->iface, vh->unix_socket_perms))
		return open_failed(vh, LWS_SOCK_INVALID, "socket permissions");

	return 0;
}

static void
close_listeners(struct lws_vhost *vh)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(&vh->listeners)))
		__lws_close_free_wsi_final(lws_container_of(d, struct lws,
							    listener));
}

/* 0: listening; 1: the interface is not there (yet); -1: failed */
static int
listen_inet(struct lws_vhost *vh)
{
	int port = vh->listen_port, tries = port ? 1 : EPHEMERAL_TRIES;
	struct where w4, w6;
	int have4, have6 = 0;

	have4 = address(vh, AF_INET, port, &w4) == LWS_ITOSA_USABLE;
#if defined(LWS_WITH_IPV6)
	if (!(vh->options & LWS_SERVER_OPTION_DISABLE_IPV6))
		have6 = address(vh, AF_INET6, port, &w6) == LWS_ITOSA_USABLE;
	if (have6 && !vh->iface && !v6only(vh))
		have4 = 0; /* the other one takes both */
#endif
	if (!have4 && !have6)
		return 1;

	while (tries--) {
		vh->listen_port = port;
		if (have4 && open_one(vh, &w4, 0))
			break;
		if (!have6)
			return 0;
		(void)address(vh, AF_INET6, vh->listen_port, &w6);
		/* a host without IPv6 is fine when IPv4 is there */
		if (!open_one(vh, &w6, have4))
			return 0;
		if (have4 && (port || !tries))
			return 0;
		close_listeners(vh);
	}
	vh->listen_port = port;
	close_listeners(vh);

	return -1;
}

static void
listen_again_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_vhost *vh = lws_container_of(sul, struct lws_vhost,
						sul_listen_again);

	if (listen_inet(vh) > 0)
		lws_sul_schedule(vh->context, 0, sul, listen_again_cb,
				 LISTEN_AGAIN_US);
	else
		lwsl_vhost_notice(vh, "interface %s has appeared", vh->iface);
}

int
lws_vhost_same_place(const struct lws_vhost *a, const struct lws_vhost *b)
{
	return a->listen_port == b->listen_port && !a->iface == !b->iface &&
	       (!a->iface || !strcmp(a->iface, b->iface));
}

/* a vhost that listens at the same place already */
static struct lws_vhost *
shared_with(struct lws_vhost *vh)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, vh->context->vhosts.head) {
		struct lws_vhost *o = lws_container_of(d, struct lws_vhost,
						       list);

		if (o != vh && !o->being_destroyed && o->listeners.count &&
		    lws_vhost_same_place(o, vh))
			return o;
	} lws_end_foreach_dll(d);

	return NULL;
}

int
lws_vhost_listen(struct lws_vhost *vh)
{
	int n;

	if (vh->listen_port == CONTEXT_PORT_NO_LISTEN ||
	    vh->listen_port == CONTEXT_PORT_NO_LISTEN_SERVER)
		return 0;
	if (vh->listen_port < 0 || vh->listen_port > 65535) {
		lwsl_vhost_err(vh, "port %d is out of range", vh->listen_port);
		return -1;
	}
	if ((vh->listen_port ||
	     (vh->options & LWS_SERVER_OPTION_UNIX_SOCK)) && shared_with(vh))
		return 0;
	if (vh->options & LWS_SERVER_OPTION_UNIX_SOCK)
		return listen_unix(vh);

	n = listen_inet(vh);
	if (n > 0) {
		if (vh->options & LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND) {
			lwsl_vhost_err(vh, "no interface %s", vh->iface);
			return -1;
		}
		lwsl_vhost_warn(vh, "no interface %s: waiting for it",
				vh->iface);
		lws_sul_schedule(vh->context, 0, &vh->sul_listen_again,
				 listen_again_cb, LISTEN_AGAIN_US);
		n = 0;
	}

	return n;
}

void
lws_vhost_listen_handover(struct lws_vhost *vh)
{
	struct lws_dll2 *d;
	struct lws_vhost *heir = NULL;

	lws_start_foreach_dll(struct lws_dll2 *, p, vh->context->vhosts.head) {
		struct lws_vhost *o = lws_container_of(p, struct lws_vhost,
						       list);

		if (!heir && o != vh && !o->being_destroyed &&
		    !o->listeners.count && lws_vhost_same_place(o, vh))
			heir = o;
	} lws_end_foreach_dll(p);

	if (!heir)
		return;

	while ((d = lws_dll2_get_head(&vh->listeners))) {
		struct lws *wsi = lws_container_of(d, struct lws, listener);

		lws_dll2_remove(d);
		lws_dll2_add_tail(d, &heir->listeners);
		lws_vhost_bind_wsi(heir, wsi);
		wsi->protocol = &heir->protocols[0];
	}
}
