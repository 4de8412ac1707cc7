/* SPDX-License-Identifier: MIT */
/*
 * Adoption: a descriptor that exists already becomes a connection, whether it
 * was just accepted or the application brings it.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

static void
close_fd(const lws_adopt_desc_t *info)
{
	if (info->type & LWS_ADOPT_SOCKET)
		lws_plat_socket_close(info->fd.sockfd);
	else
		lws_plat_fd_close(info->fd.filefd);
}

static int
prepare_fd(struct lws_vhost *vh, const lws_adopt_desc_t *info)
{
	if (!(info->type & LWS_ADOPT_SOCKET))
		return lws_plat_fd_set_nonblocking(info->fd.filefd);

	if (lws_plat_set_nonblocking(info->fd.sockfd))
		return -1;

	return lws_vhost_socket_options(vh, info->fd.sockfd);
}

/* Latency matters more than packets here: frames are small and whole */
int
lws_vhost_socket_options(struct lws_vhost *vh, lws_sockfd_type fd)
{
	/* unix sockets have neither */
	(void)lws_plat_set_nodelay(fd, 1);

	if (vh->ka_time && lws_plat_set_keepalive(fd, vh->ka_time,
						  vh->ka_probes,
						  vh->ka_interval))
		return -1;

	return 0;
}

const struct lws_protocols *
lws_adoption_protocol(struct lws *wsi, const char *name, unsigned int dflt)
{
	const struct lws_protocols *p;

	if (!name)
		return &wsi->vhost->protocols[dflt];
	p = lws_vhost_name_to_protocol(wsi->vhost, name);
	if (!p)
		lwsl_wsi_err(wsi, "adoption: vhost has no protocol %s", name);

	return p;
}

/* What the vhost says about connections that come to its listener */
static int
bind_configured(struct lws *wsi, int type)
{
	struct lws_vhost *vh = wsi->vhost;
	const struct lws_role_ops *r;

	r = lws_role_by_name(vh->listen_accept_role ? vh->listen_accept_role :
						      "raw-skt");
	if (!r || !r->adoption_bind) {
		lwsl_wsi_err(wsi, "listen_accept_role %s is no role that can "
			     "accept", vh->listen_accept_role);
		return -1;
	}
	if (r == lws_available_roles[0])
		type |= LWS_ADOPT_HTTP;
	else
		type &= ~LWS_ADOPT_HTTP;

	return r->adoption_bind(wsi, type, vh->listen_accept_protocol);
}

static int
bind_role(struct lws *wsi, int type, const char *vh_prot_name,
	  const char *alpn, size_t alpn_len)
{
	const struct lws_role_ops * const *r;
	int n = 0;

	if (type & LWS_ADOPT_CONFIGURED)
		return bind_configured(wsi, type);
	for (r = lws_available_roles; alpn && *r && !n; r++)
		if ((*r)->adoption_bind && (*r)->alpn &&
		    strlen((*r)->alpn) == alpn_len &&
		    !memcmp((*r)->alpn, alpn, alpn_len))
			n = (*r)->adoption_bind(wsi, type, vh_prot_name);
	if (n)
		return n;

	if ((type & LWS_ADOPT_SOCKET) && !(type & LWS_ADOPT_FLAG_UDP) &&
	    !vh_prot_name && (wsi->vhost->options &
		LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG))
		return bind_configured(wsi, type);

	for (r = lws_available_roles; *r && !n; r++)
		if ((*r)->adoption_bind)
			n = (*r)->adoption_bind(wsi, type, vh_prot_name);
	if (!n)
		lwsl_wsi_err(wsi, "no role in this build for adoption type "
			     "0x%x", (unsigned int)type);

	return n;
}

int
lws_adopt_transport_up(struct lws *wsi, int type, const char *vh_prot_name,
		       const char *alpn, size_t alpn_len)
{
	uint16_t cb;

	if (bind_role(wsi, type, vh_prot_name, alpn, alpn_len) != 1 ||
	    lws_wsi_is_dead(wsi))
		return 1;
	if (wsi->position_in_fds == UINT32_MAX &&
	    lws_pollfd_insert(wsi, LWS_POLLIN))
		return 1;

	/* from here on the user knows it, and is owed the closing callback:
	 * CLOSED_HTTP too, even if no request ever comes */
	wsi->established = 1;
	cb = wsi->role_ops->adoption_cb[1];
	if (cb && lws_callback(wsi, (enum lws_callback_reasons)cb, NULL, 0))
		return 1;
	if (lws_wsi_is_dead(wsi))
		return 1;
	if (lws_rx_waiting(wsi))
		lws_service_force(wsi);

	return 0;
}

/* Nonzero: it is to be closed, or it is closed already */
static int
begin(struct lws *wsi, const lws_adopt_desc_t *info, const char *rx, size_t len)
{
	lws_wsi_notify(wsi, LWS_CALLBACK_WSI_CREATE);
	if (lws_wsi_is_dead(wsi))
		return 1;

	if (rx && len &&
	    lws_buflist_append_segment(&wsi->buflist_in, (const uint8_t *)rx,
				       len) < 0) {
		lwsl_wsi_err(wsi, "out of memory for received bytes");
		return 1;
	}
	if (lws_tls_wants_adopted(wsi, (int)info->type))
		return lws_tls_server_begin(wsi, (int)info->type,
					    info->vh_prot_name);

	return lws_adopt_transport_up(wsi, (int)info->type, info->vh_prot_name,
				      NULL, 0);
}

static struct lws *
create(const lws_adopt_desc_t *info, const char *rx, size_t len)
{
	struct lws_vhost *vh = info->vh;
	struct lws *wsi;

	wsi = lws_wsi_create(vh->context, vh, 0);
	if (!wsi) {
		close_fd(info);
		return NULL;
	}
	if (prepare_fd(vh, info)) {
		lwsl_wsi_err(wsi, "adoption: this system cannot poll the "
			     "descriptor, or not make it non-blocking");
		close_fd(info);
		lws_wsi_discard(wsi);
		return NULL;
	}

	wsi->opaque_user_data = info->opaque;
	wsi->desc = info->fd;
	/* until it is bound: which kind of descriptor is to be closed */
	wsi->role_ops = info->type & LWS_ADOPT_SOCKET ? &role_ops_raw_skt :
							&role_ops_raw_file;
	lws_wsi_link_parent(wsi, info->parent);

	if (!begin(wsi, info, rx, len))
		return wsi;

	if (!lws_wsi_is_dead(wsi)) {
		wsi->socket_broken = 1;
		__lws_close_free_wsi_final(wsi);
	}

	return NULL;
}

/*
 * rx is what was read from the descriptor before it came here, or NULL.  The
 * descriptor is closed if this fails.
 */
static struct lws *
adopt(const lws_adopt_desc_t *info, const char *rx, size_t len)
{
	struct lws_context *cx = info->vh->context;
	struct lws *wsi;

	lws_context_hold(cx);
	wsi = create(info, rx, len);
	lws_context_unhold(cx);

	return wsi;
}

struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info)
{
	return adopt(info, NULL, 0);
}

struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent)
{
	lws_adopt_desc_t info;

	memset(&info, 0, sizeof(info));
	info.vh = vh;
	info.type = type;
	info.fd = fd;
	info.vh_prot_name = vh_prot_name;
	info.parent = parent;

	return adopt(&info, NULL, 0);
}

struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len)
{
	lws_adopt_desc_t info;

	memset(&info, 0, sizeof(info));
	info.vh = vhost;
	info.type = (lws_adoption_type)(LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP |
					LWS_ADOPT_ALLOW_SSL);
	info.fd.sockfd = accept_fd;

	return adopt(&info, readbuf, len);
}

struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd)
{
	return lws_adopt_socket_vhost_readbuf(vh, accept_fd, NULL, 0);
}

struct lws *
lws_adopt_socket_readbuf(struct lws_context *context,
			 lws_sockfd_type accept_fd, const char *readbuf,
			 size_t len)
{
	struct lws_dll2 *d = lws_dll2_get_head(&context->vhosts);

	if (!d) {
		lwsl_cx_err(context, "adoption needs a vhost");
		lws_plat_socket_close(accept_fd);
		return NULL;
	}

	return lws_adopt_socket_vhost_readbuf(lws_container_of(d,
				struct lws_vhost, list), accept_fd, readbuf,
				len);
}

struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd)
{
	return lws_adopt_socket_readbuf(context, accept_fd, NULL, 0);
}
