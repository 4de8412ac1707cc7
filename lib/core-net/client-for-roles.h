/* SPDX-License-Identifier: MIT */
/*
 * What lib/core-net/client is for those around it: roles, TLS, vhosts.  Part of
 * private-lib-core-net.h, which includes it.
 */
#ifndef LWS_CLIENT_FOR_ROLES_H
#define LWS_CLIENT_FOR_ROLES_H

/*
 * The attempt has failed: tells the user once, with `text` ("phase: reason"),
 * as LWS_CALLBACK_CLIENT_CONNECTION_ERROR.  Does not close: the caller does.
 * The first call counts, later ones are ignored.
 */
void lws_client_conn_failed(struct lws *wsi, const char *text);
/*
 * The cause of what is about to be reported so; without, it is what is usual in
 * that phase.
 */
void lws_client_set_cause(struct lws *wsi, enum lws_client_cause cause);
/*
 * The role is established: ends the connecting phase (timers, strings).  The
 * role calls it right before its ESTABLISHED callback.
 */
void lws_client_established(struct lws *wsi);
void lws_client_free(struct lws *wsi);
/*
 * From the beginning: the name is looked up again, and so on.  Drops the
 * connection that it had and what came over it, and has the role forget what
 * it had of the former try.  For a client that has no result yet; the handler
 * that it is called from says LWS_HPI_RET_WSI_ALREADY_DIED.
 */
void lws_client_restart(struct lws *wsi);
/*
 * What the next try connects to; NULL leaves what it was.  Nonzero: no memory,
 * all is as it was.
 */
int lws_client_set_target(struct lws *wsi, int ssl_flags, const char *address,
			  int port, const char *path, const char *host);
/* one more redirect; nonzero: those were too many */
int lws_client_count_redirect(struct lws *wsi);
/*
 * The transaction is over, and the connection can go on: the next one in the
 * queue gets it, or it is kept.  If wsi still has it afterwards, nobody could.
 */
void lws_lane_pass(struct lws *wsi);
/* the connection is of no more use to anybody; or: waits no more */
void lws_lane_leave(struct lws *wsi);
/* the way to the server is open: TCP, proxy, TLS; the role goes on.  Nonzero:
 * the attempt has failed, as the role's client_transport_up says */
int lws_client_transport_up(struct lws *wsi);
/*
 * The same as lws_client_connect_via_info() for a part of the library: its
 * events go to p, which is in no vhost; with LCCSCF_PIPELINE it takes over
 * connections that nobody uses, but does not wait for one; it goes through no
 * proxy.
 */
struct lws *lws_client_connect_for(const struct lws_client_connect_info *i,
				   const struct lws_protocols *p);
/* nonzero: the connection of this client has served another before */
int lws_client_is_reused(const struct lws *wsi);
/* the same, once, on a connection of its own.  Nonzero: it was tried already */
int lws_client_retry(struct lws *wsi);
/* nonzero: redirected to another server than the user has asked for, or from
 * https to http */
int lws_client_is_elsewhere(const struct lws *wsi);
/* the proxy that a client has to go through says something */
enum lws_handling_result lws_client_proxy_input(struct lws *wsi);
/* the proxies that info or the environment name; nonzero: refused, logged */
int lws_proxies_init(struct lws_vhost *vh,
		     const struct lws_context_creation_info *info);
void lws_proxies_destroy(struct lws_vhost *vh);
/* the timer of a connecting wsi ran out: the text of what it was at */
const char *lws_client_phase_text(struct lws *wsi);
/* ... and when it is closed without another reason */
const char *lws_client_closed_text(struct lws *wsi);
/* what the user gave to lws_client_connect_via_info(), or NULL; owned by the
 * client phase */
enum lws_client_string {
	LWS_CLI_ADDRESS, LWS_CLI_PATH, LWS_CLI_HOST, LWS_CLI_ORIGIN,
	LWS_CLI_PROTOCOLS, LWS_CLI_METHOD, LWS_CLI_IFACE, LWS_CLI_ALPN,
	LWS_CLI_LOCAL_PROTOCOL, LWS_CLI_STRINGS
};
const char *lws_client_string(const struct lws *wsi, enum lws_client_string s);
int lws_client_port(const struct lws *wsi);
int lws_client_ssl_flags(const struct lws *wsi);
/* the request is out; the head of the response is there: LCCSCF_CONMON */
void lws_conmon_begin(struct lws *wsi);
void lws_conmon_response(struct lws *wsi, int code);
/* with the memory of the wsi */
void lws_conmon_destroy(struct lws *wsi);
/* TLS is up */
void lws_conmon_tls(struct lws *wsi);
void lws_client_resolver_collect(struct lws_context *context);
void lws_client_resolver_destroy(struct lws_context *context);

#endif
