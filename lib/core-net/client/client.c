/* SPDX-License-Identifier: MIT */
/* lws_client_connect_via_info(), and what was given to it */
#include "private-lib-core-net-client.h"
#include "private-lib-tls.h"

const char *
lws_client_string(const struct lws *wsi, enum lws_client_string s)
{
	return wsi->client ? wsi->client->strings[s] : NULL;
}

int
lws_client_port(const struct lws *wsi)
{
	return wsi->client ? wsi->client->port : 0;
}

int
lws_client_ssl_flags(const struct lws *wsi)
{
	return wsi->client ? wsi->client->ssl_flags : 0;
}

/* The user's strings need not live longer than the call: one block for all */
static struct lws_client *
client_create(const struct lws_client_connect_info *i)
{
	const char *src[LWS_CLI_STRINGS];
	size_t len[LWS_CLI_STRINGS], total = sizeof(struct lws_client);
	struct lws_client *c;
	char *p;
	int n;

	src[LWS_CLI_ADDRESS] = i->address;
	src[LWS_CLI_PATH] = i->path ? i->path : "/";
	src[LWS_CLI_HOST] = i->host ? i->host : i->address;
	src[LWS_CLI_ORIGIN] = i->origin;
	src[LWS_CLI_PROTOCOLS] = i->protocol;
	src[LWS_CLI_METHOD] = i->method;
	src[LWS_CLI_IFACE] = i->iface;
	src[LWS_CLI_ALPN] = i->alpn;
	src[LWS_CLI_LOCAL_PROTOCOL] = i->local_protocol_name;

	for (n = 0; n < LWS_CLI_STRINGS; n++) {
		len[n] = src[n] ? strlen(src[n]) + 1 : 0;
		total += len[n];
	}
	c = lws_zalloc(total, "client");
	if (!c)
		return NULL;

	p = (char *)&c[1];
	for (n = 0; n < LWS_CLI_STRINGS; n++) {
		if (!src[n])
			continue;
		memcpy(p, src[n], len[n]);
		c->strings[n] = p;
		p += len[n];
	}
	if (i->address[0] == '+')
		c->unix_path = c->strings[LWS_CLI_ADDRESS] + 1;
	c->port = i->port;
	c->ssl_flags = i->ssl_connection;
	c->priority = i->priority;
	c->client_cert = i->sys_tls_client_cert;
	c->keep_warm_secs = i->keep_warm_secs;

	return c;
}

void
lws_client_free(struct lws *wsi)
{
	struct lws_client *c = wsi->client;

	if (!c)
		return;

	/* first: closing what is being tried makes callbacks */
	wsi->client = NULL;
	if (c->req)
		lws_resolver_cancel(c->req);
	lws_client_connect_stop(c);
	lws_dll2_remove(&c->turn);
	lws_free(c->proxy);
	lws_free(c->target);
	lws_free(c);
}

void
lws_client_established(struct lws *wsi)
{
	wsi->conn_result_given = 1;
	lws_stat_add(lws_wsi_pt(wsi), client_established, 1);
	wsi->context->client_successes++;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	lws_client_free(wsi);
	lws_update_pollout(wsi);
}

static struct lws_vhost *
client_vhost(const struct lws_client_connect_info *i)
{
	struct lws_vhost *vh = i->vhost;
	struct lws_dll2 *d;

	if (!vh)
		vh = lws_get_vhost_by_name(i->context, "default");
	if (vh)
		return vh;

	d = lws_dll2_get_head(&i->context->vhosts);

	return d ? lws_container_of(d, struct lws_vhost, list) : NULL;
}

/* Says what is wrong with the arguments, or NULL */
static const char *
bad_argument(const struct lws_client_connect_info *i)
{
	if (!i->address || !i->address[0])
		return "no address";
	if (i->address[0] != '+' && (i->port <= 0 || i->port > 65535))
		return "port is out of range";
	if ((i->ssl_connection & LCCSCF_USE_SSL) && !lws_tls_ops)
		return "this build has no TLS";

	return NULL;
}

static int
bind_role(struct lws *wsi, const struct lws_client_connect_info *i)
{
	const struct lws_role_ops * const *r;
	int n = 0;

	for (r = lws_available_roles; *r && !n; r++)
		if ((*r)->client_bind)
			n = (*r)->client_bind(wsi, i);
	if (!n)
		lwsl_wsi_err(wsi, "client: no role in this build for method "
			     "%s", i->method ? i->method : "(ws)");

	return n != 1;
}

/*
 * Until the handshake chooses one: the protocol of the vhost that the user
 * named, else that with the name of the subprotocol, else the first
 */
static int
bind_protocol(struct lws *wsi, const struct lws_client_connect_info *i)
{
	const char *name = i->local_protocol_name;
	const struct lws_protocols *p = NULL;

	if (wsi->protocol)
		return 0;
	if (!name)
		name = i->protocol;
	if (name)
		p = lws_vhost_name_to_protocol(wsi->vhost, name);
	if (!p && i->local_protocol_name)
		lwsl_wsi_notice(wsi, "client: vhost has no protocol %s",
				i->local_protocol_name);
	if (!p)
		p = &wsi->vhost->protocols[0];

	return lws_bind_protocol(wsi, p, "client");
}

static void
set_user(struct lws *wsi, const struct lws_client_connect_info *i)
{
	if (i->userdata) {
		wsi->user_space = i->userdata;
		wsi->user_space_external = 1;
	}
	wsi->opaque_user_data = i->opaque_user_data;
	if (i->retry_and_idle_policy)
		wsi->retry_policy = i->retry_and_idle_policy;
	wsi->wake_validity =
		!!(i->ssl_connection & LCCSCF_WAKE_SUSPEND__VALIDITY);
	if (i->log_cx)
		wsi->log_cx = i->log_cx;
	lws_wsi_link_parent(wsi, i->parent_wsi);
}

static void
begin_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_client *c = lws_container_of(sul, struct lws_client, sul);

	if (lws_lane_join(c->wsi))
		return;
	lws_client_proxy_choose(c);
	lws_client_dns_begin(c->wsi);
}

void
lws_client_begin(struct lws *wsi)
{
	lws_set_timeout(wsi, PENDING_TIMEOUT_AWAITING_CONNECT_RESPONSE,
			(int)wsi->context->connect_timeout_secs);
	lws_sul_schedule(wsi->context, wsi->tsi, &wsi->client->sul, begin_cb,
			 1);
}

/* Nonzero: it is to be dropped, unless a callback has closed it already */
static int
begin(struct lws *wsi, const struct lws_client_connect_info *i)
{
	lws_wsi_notify(wsi, LWS_CALLBACK_WSI_CREATE);
	if (lws_wsi_is_dead(wsi))
		return 1;
	if (bind_role(wsi, i) || bind_protocol(wsi, i) || lws_wsi_is_dead(wsi))
		return 1;

	lws_client_begin(wsi);
	lws_stat_add(lws_wsi_pt(wsi), client_attempts, 1);
	wsi->context->client_attempts++;

	return 0;
}

static struct lws *
create(struct lws_vhost *vh, const struct lws_client_connect_info *i,
       const struct lws_protocols *p)
{
	struct lws *wsi = lws_wsi_create(i->context, vh, 0);

	if (!wsi)
		return NULL;

	wsi->client_side = 1;
	wsi->client = client_create(i);
	if (!wsi->client) {
		lwsl_wsi_err(wsi, "client connect: out of memory");
		lws_wsi_discard(wsi);
		return NULL;
	}
	wsi->client->wsi = wsi;
	if ((i->ssl_connection & LCCSCF_CONMON) && lws_conmon_create(wsi)) {
		lwsl_wsi_err(wsi, "client connect: out of memory");
		lws_wsi_discard(wsi);
		return NULL;
	}
	wsi->client->internal = p != NULL;
	wsi->protocol = p;
	set_user(wsi, i);
	if (i->pwsi)
		*i->pwsi = wsi;
	if (!begin(wsi, i))
		return wsi;

	if (i->pwsi)
		*i->pwsi = NULL;
	/* the caller is told by NULL: nobody else is */
	lws_wsi_unlink_parent(wsi, 0);
	lws_wsi_discard(wsi);

	return NULL;
}

static struct lws *
connect_via(const struct lws_client_connect_info *i,
	    const struct lws_protocols *p)
{
	const char *bad = bad_argument(i);
	struct lws_vhost *vh;
	struct lws *wsi = NULL;

	if (i->pwsi)
		*i->pwsi = NULL;
	if (bad) {
		lwsl_cx_err(i->context, "client connect: %s", bad);
		return NULL;
	}
	vh = client_vhost(i);
	if (!vh) {
		lwsl_cx_err(i->context, "client connect: there is no vhost");
		return NULL;
	}

	/* what TLS has to load is loaded now, not in the loop */
	lws_context_hold(i->context);
	if ((i->ssl_connection & LCCSCF_USE_SSL) &&
	    lws_tls_vhost_need_client(vh))
		lwsl_vhost_err(vh, "client connect: the vhost has no TLS for "
			       "clients");
	else
		wsi = create(vh, i, p);
	lws_context_unhold(i->context);

	return wsi;
}

struct lws *
lws_client_connect_via_info(const struct lws_client_connect_info *ccinfo)
{
	return connect_via(ccinfo, NULL);
}

struct lws *
lws_client_connect_for(const struct lws_client_connect_info *i,
		       const struct lws_protocols *p)
{
	return connect_via(i, p);
}
