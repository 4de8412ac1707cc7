/* SPDX-License-Identifier: MIT */
/*
 * What the public API tells about a connection.
 */
#include "private-lib-core-net.h"

struct lws_context *
lws_get_context(const struct lws *wsi)
{
	return wsi->context;
}

struct lws_vhost *
lws_get_vhost(struct lws *wsi)
{
	return wsi->vhost;
}

const struct lws_protocols *
lws_get_protocol(struct lws *wsi)
{
	return wsi->protocol;
}

const struct lws_protocols *
lws_protocol_get(struct lws *wsi)
{
	return wsi->protocol;
}

void *
lws_wsi_user(struct lws *wsi)
{
	return wsi->user_space;
}

void
lws_set_wsi_user(struct lws *wsi, void *user)
{
	if (!wsi->user_space_external)
		lws_free_set_NULL(wsi->user_space);

	wsi->user_space_external = 1;
	wsi->user_space = user;
}

void
lws_set_opaque_user_data(struct lws *wsi, void *data)
{
	wsi->opaque_user_data = data;
}

void *
lws_get_opaque_user_data(const struct lws *wsi)
{
	return wsi->opaque_user_data;
}

void
lws_set_opaque_parent_data(struct lws *wsi, void *data)
{
	wsi->opaque_parent_data = data;
}

void *
lws_get_opaque_parent_data(const struct lws *wsi)
{
	return wsi->opaque_parent_data;
}

struct lws *
lws_get_parent(const struct lws *wsi)
{
	return wsi->parent;
}

struct lws *
lws_get_child(const struct lws *wsi)
{
	return wsi->child_list;
}

int
lws_get_child_pending_on_writable(const struct lws *wsi)
{
	return wsi->child_pending_writable;
}

void
lws_clear_child_pending_on_writable(struct lws *wsi)
{
	wsi->child_pending_writable = 0;
}

/* the connection that carries this one: itself, unless it is a stream */
struct lws *
lws_get_network_wsi(struct lws *wsi)
{
	return wsi;
}

int
lws_wsi_tsi(struct lws *wsi)
{
	return wsi->tsi;
}

int
lws_get_tsi(struct lws *wsi)
{
	return wsi->tsi;
}

lws_sockfd_type
lws_get_socket_fd(struct lws *wsi)
{
	return wsi ? wsi->desc.sockfd : LWS_SOCK_INVALID;
}

int
lws_is_ssl(struct lws *wsi)
{
	return wsi && wsi->tls;
}

/*
 * The text lives in the context and is overwritten by the fourth call after
 * this one: no wsi pays for a name that only logs ask for.
 */
const char *
lws_wsi_tag(struct lws *wsi)
{
	struct lws_context *cx;
	char *p;

	if (!wsi)
		return "[null wsi]";

	cx = wsi->context;
	p = cx->tag[cx->tag_next++ % LWS_ARRAY_SIZE(cx->tag)];
	lws_snprintf(p, sizeof(cx->tag[0]), "[wsi|%lu|%s%s%s]",
		     (unsigned long)wsi->serial, lws_role_name(wsi),
		     wsi->vhost ? "|" : "",
		     wsi->vhost ? wsi->vhost->name : "");

	return p;
}

int
lws_partial_buffered(struct lws *wsi)
{
	return wsi->buflist_out != NULL;
}

/* only streams of HTTP/2 are held by their peer's credit */
lws_fileofs_t
lws_get_peer_write_allowance(struct lws *wsi)
{
	LWS_UNUSED(wsi);

	return -1;
}

int
lws_wsi_tx_credit(struct lws *wsi, char peer_to_us, int add)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(peer_to_us);
	LWS_UNUSED(add);

	return 0;
}
