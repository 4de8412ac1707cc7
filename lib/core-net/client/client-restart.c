/* SPDX-License-Identifier: MIT */
/*
 * A client that begins again: after a redirect, or because the connection that
 * it was to share has ended.
 */
#include "private-lib-core-net-client.h"
#include "private-lib-tls.h"

/* followed before a client gives up, as it always was */
#define REDIRECTS_MAX	3

int
lws_client_count_redirect(struct lws *wsi)
{
	if (!wsi->client || wsi->client->redirects >= REDIRECTS_MAX)
		return 1;
	wsi->client->redirects++;

	return 0;
}

/*
 * What was meant for a server is not told to another that has its address, nor
 * to everybody on the way.  From http to https at the standard ports it is
 * still the same one.
 */
static int
leads_elsewhere(const struct lws_client *c, int ssl_flags, const char *address,
		int port)
{
	int was_tls = !!(c->ssl_flags & LCCSCF_USE_SSL),
	    tls = !!(ssl_flags & LCCSCF_USE_SSL);

	return (was_tls && !tls) ||
	       !lws_strcaseeq(address, c->strings[LWS_CLI_ADDRESS]) ||
	       (port != c->port &&
		(was_tls || !tls || c->port != 80 || port != 443));
}

int
lws_client_set_target(struct lws *wsi, int ssl_flags, const char *address,
		      int port, const char *path, const char *host)
{
	struct lws_client *c = wsi->client;
	static const enum lws_client_string which[] = {
		LWS_CLI_ADDRESS, LWS_CLI_PATH, LWS_CLI_HOST
	};
	const char *text[3];
	size_t total = 0;
	int elsewhere;
	char *block, *p;
	int n;

	if (!c)
		return 1;
	text[0] = address;
	text[1] = path;
	text[2] = host;
	for (n = 0; n < 3; n++) {
		if (!text[n])
			text[n] = c->strings[which[n]];
		total += strlen(text[n]) + 1;
	}

	block = p = lws_malloc(total, "client target");
	if (!p) {
		lwsl_wsi_err(wsi, "client: out of memory for the new target");
		return 1;
	}
	elsewhere = leads_elsewhere(c, ssl_flags, text[0], port);
	for (n = 0; n < 3; n++) {
		size_t len = strlen(text[n]) + 1;

		memcpy(p, text[n], len);
		c->strings[which[n]] = p;
		p += len;
	}
	if (elsewhere)
		c->elsewhere = 1;
	/* what was there may be what was copied from */
	lws_free(c->target);
	c->target = block;
	c->unix_path = c->strings[LWS_CLI_ADDRESS][0] == '+' ?
				c->strings[LWS_CLI_ADDRESS] + 1 : NULL;
	c->port = port;
	c->ssl_flags = ssl_flags;

	return 0;
}

static void
drop_connection(struct lws *wsi)
{
	lws_output_forget(wsi);
	lws_pollfd_remove(wsi);
	lws_tls_closed(wsi);
	lws_tls_free(wsi);
	if (wsi->desc.sockfd != LWS_SOCK_INVALID)
		lws_plat_socket_close(wsi->desc.sockfd);
	wsi->desc.sockfd = LWS_SOCK_INVALID;
	lws_buflist_destroy_all_segments(&wsi->buflist_in);
	lws_buflist_destroy_all_segments(&wsi->buflist_out);
	lws_dll2_remove(&wsi->ready);
	lws_dll2_remove(&wsi->forced);
	lws_dll2_remove(&wsi->asked);
	wsi->peer_eof = wsi->socket_broken = wsi->parked = 0;
	wsi->want_write_role = wsi->socket_full = 0;
}

void
lws_client_restart(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	struct lws_lane *lane;

	if (!c)
		return; /* closed since: giving its connection away calls back */
	if (c->req) {
		lws_resolver_cancel(c->req);
		c->req = NULL;
	}
	lws_client_connect_stop(c);
	if (lws_wsi_is_dead(wsi) || wsi->closing)
		return;
	lane = lws_lane_take(wsi);
	drop_connection(wsi);
	/* the own poll loop, told of the descriptor, may have closed it */
	if (lws_wsi_is_dead(wsi) || wsi->closing) {
		lws_lane_end(lane, wsi->vhost);
		return;
	}
	lws_free_set_NULL(c->proxy);
	c->reused = 0;
	c->cause = 0;
	lws_conmon_reset(wsi);
	c->addr_count = c->addr_next = 0;
	c->text[0] = '\0';
	if (wsi->role_ops->client_restart)
		wsi->role_ops->client_restart(wsi);
	lwsi_set_state(wsi, LRS_UNCONNECTED);
	lws_client_begin(wsi);
	/* behind this one, in their order */
	lws_lane_end(lane, wsi->vhost);
}

int
lws_client_is_reused(const struct lws *wsi)
{
	return wsi->client && wsi->client->reused;
}

int
lws_client_is_elsewhere(const struct lws *wsi)
{
	return wsi->client && wsi->client->elsewhere;
}

int
lws_client_retry(struct lws *wsi)
{
	if (!lws_client_is_reused(wsi) || wsi->conn_result_given)
		return 1;

	lwsl_wsi_info(wsi, "client: the shared connection had ended, trying "
		      "again on a new one");
	/* a new one was not used before: so this happens once */
	wsi->client->reused = 0;
	wsi->client->alone = 1;
	lws_client_restart(wsi);

	return 0;
}

/*
 * From the application, for a client that has no result yet: connects to
 * something else instead.  `weak`: does not count as one of the redirects, of
 * which there is a limit.  Returns *pwsi, or NULL with a log line: then it is
 * as it was, and the caller closes it.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_client_reset(struct lws **pwsi, int ssl, const char *address, int port,
		 const char *path, const char *host, char weak);

struct lws *
lws_client_reset(struct lws **pwsi, int ssl, const char *address, int port,
		 const char *path, const char *host, char weak)
{
	struct lws *wsi = pwsi ? *pwsi : NULL;
	int flags;

	if (!wsi || !address || !*address || port < 0 || port > 65535)
		return NULL;
	if (!wsi->client || wsi->conn_result_given || lws_wsi_is_dead(wsi)) {
		lwsl_wsi_err(wsi, "client reset: it has its result already");
		return NULL;
	}
	if (wsi->tls && wsi->tls->busy) {
		lwsl_wsi_err(wsi, "client reset: inside a callback of TLS");
		return NULL;
	}
	if (!weak && lws_client_count_redirect(wsi)) {
		lwsl_wsi_err(wsi, "client reset: too many redirects");
		return NULL;
	}

	flags = (wsi->client->ssl_flags & ~LCCSCF_USE_SSL) |
		(ssl & LCCSCF_USE_SSL);
	if (lws_client_set_target(wsi, flags, address, port, path, host))
		return NULL;
	lws_client_restart(wsi);

	return lws_wsi_is_dead(wsi) ? NULL : wsi;
}
