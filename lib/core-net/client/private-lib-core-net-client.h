/* SPDX-License-Identifier: MIT */
/*
 * The client's way (design, section 5): resolve -> connect -> role.
 *
 *   client.c          lws_client_connect_via_info(): checks its arguments,
 *                     copies the strings, binds role and protocol, and
 *                     starts the first phase from a timer that is due at once:
 *                     the call itself never reports a failure of the network.
 *   client-dns.c      the addresses of the name, from the context's resolver;
 *                     numeric addresses go straight on.
 *   client-proxy.c    which proxy, if any; talks to it, with the parsers in
 *                     proxy-http.c and proxy-socks.c, until it is a tunnel.
 *   client-share.c    connections that several use one after the other.
 *   client-restart.c  from the beginning, to another target perhaps.
 *   client-connect.c  non-blocking connects to all addresses, each started
 *                     without waiting for the end of the former (RFC 8305).
 *   client-fail.c     the one CLIENT_CONNECTION_ERROR, and the texts in it.
 *   client-count.c    how many failed in which phase, and why.
 *   conmon.c          the times of those that are monitored.
 *
 * Every failure after lws_client_connect_via_info() has returned a wsi ends
 * in exactly one LWS_CALLBACK_CLIENT_CONNECTION_ERROR, with a text that begins
 * with the phase ("dns: ", "connect: ", "proxy: ", "handshake: ") and ends with the
 * reason, and in the close of the wsi.
 *
 * The connecting wsi's sul_timeout bounds all phases: connect_timeout_secs
 * (else timeout_secs) for DNS and connect together; then the role sets its
 * own for the handshake.
 */
#ifndef LWS_PRIVATE_LIB_CORE_NET_CLIENT_H
#define LWS_PRIVATE_LIB_CORE_NET_CLIENT_H

#include "private-lib-core-net.h"
#include "network-helper.h"
#include "resolve.h"

/*
 * RFC 8305 section 5, connection attempt delay: between the limits, such that
 * all addresses have their turn within the time for connecting.
 */
#define LWS_CONNECT_STAGGER_MAX_US	(250 * LWS_US_PER_MS)
#define LWS_CONNECT_STAGGER_MIN_US	(10 * LWS_US_PER_MS)

/* How many addresses of a name are tried: the first ones, as sorted by the
 * system (RFC 6724).  Also how many sockets an attempt may have at a time. */
#define LWS_CONNECT_MAX_ADDRS		32

/* Default of lws_client_connect_info.keep_warm_secs */
#define LWS_KEEP_WARM_SECS		5u
/* How many may wait for one connection; more open another */
#define LWS_LANE_QUEUE_MAX		64u
/* Connections of a vhost that are kept for nobody in particular */
#define LWS_WARM_MAX			32u

/* One address that is being tried: the "attempt" of a wsi of role "connect" */
struct lws_connect_attempt {
	struct lws_dll2		list;		/* client->attempts */
	struct lws		*wsi;
	struct lws		*client_wsi;	/* NULL: over */
	unsigned int		addr_index;
	unsigned int		watched:1;	/* lws_plat_connect_watch_add() */
};

/* What a wsi has from lws_client_connect_via_info() until it is established */
struct lws_client {
	const char		*strings[LWS_CLI_STRINGS]; /* NULL: not given */
	const char		*unix_path;	/* address was "+path" */
	struct lws		*wsi;
	struct lws_resolve_req	*req;
	struct lws_dll2_owner	attempts;
	lws_sorted_usec_list_t	sul;		/* begin; next address; turn */
	struct lws_dll2		turn;		/* lane->queue */
	lws_sockaddr46		addrs[LWS_CONNECT_MAX_ADDRS];
	unsigned int		addr_count;
	unsigned int		addr_next;
	lws_usec_t		stagger_us;
	char			*target;	/* strings[], after a redirect */
	struct lws_proxy_talk	*proxy;		/* while it is talked to */
	int			tcp_port;	/* of the server, or its proxy */
	int			port;
	int			ssl_flags;
	uint8_t			priority;
	uint8_t			client_cert;	/* of the system blobs, + 1 */
	uint8_t			redirects;
	uint8_t			proxy_kind;	/* enum lws_proxy_kind */
	uint8_t			cause;		/* enum lws_client_cause */
	uint8_t			phase;		/* in which the connection that
						 * it waited for has failed, + 1 */
	uint16_t		keep_warm_secs;
	unsigned int		alone:1;	/* does not wait for others */
	unsigned int		internal:1;	/* lws_client_connect_for() */
	unsigned int		reused:1;	/* the connection served before */
	unsigned int		elsewhere:1;	/* redirected to another server */
	char			text[256];	/* of the last failure */
};

/* The end of a client: says why, unless that was said, and closes the wsi */
void
lws_client_fail(struct lws *wsi, const char *text);

/* The context's, made on first use; NULL: no memory */
struct lws_resolver *
lws_client_resolver(struct lws_context *context);

/* Schedules the first phase, under its timer */
void
lws_client_begin(struct lws *wsi);

/* Connected, through the proxy if there is one; TLS is next.  May close wsi. */
void
lws_client_connected(struct lws *wsi);

/* ---- client-share.c ---- */

/*
 * 1: it waits for its turn on another's connection, or has one already, which
 * may have ended it.  0: it has to connect, maybe for others too.
 */
int
lws_lane_join(struct lws *wsi);

/* Its connection failed before the way to the server was open */
void
lws_lane_failed(struct lws *wsi, const char *text, enum lws_client_phase phase,
		enum lws_client_cause cause);

void
lws_lane_connected(struct lws *wsi);

/* The two steps of lws_lane_leave(): the lane, or NULL, and its end */
struct lws_lane *
lws_lane_take(struct lws *wsi);
void
lws_lane_end(struct lws_lane *l, struct lws_vhost *vh);

/* ---- proxies ---- */

enum lws_proxy_kind {
	LWS_PROXY_NONE,
	LWS_PROXY_HTTP,
	LWS_PROXY_SOCKS5
};

/* Of a vhost.  All strings are copies, and may be NULL. */
struct lws_proxy {
	char			*name;		/* NULL: no such proxy */
	char			*user;
	char			*password;
	int			port;
};

struct lws_proxies {
	struct lws_proxy	http;
	struct lws_proxy	socks;
	char			*no_proxy;	/* names that go without */
};

/*
 * The head of a proxy's answer may have so many bytes; it is read over but for
 * the status.
 */
#define LWS_PROXY_HEAD_MAX	8192u

/* How the bytes of a proxy are taken, see proxy-http.c and proxy-socks.c */
struct lws_proxy_talk {
	uint8_t			buf[600];	/* to be sent; http: status line */
	uint8_t			reply[8];	/* socks: its beginning */
	size_t			len;		/* of what is in it */
	size_t			need;		/* socks: of the reply */
	uint32_t		received;
	unsigned int		status;		/* http */
	unsigned int		said_no:1;	/* in words that we understood */
	uint8_t			state;
};

enum lws_proxy_step {
	LWS_PROXY_MORE,		/* all was taken */
	LWS_PROXY_SEND,		/* buf, len has to go out */
	LWS_PROXY_OPEN,		/* what follows is the server's */
	LWS_PROXY_REFUSED	/* *why says why */
};

/* Through which proxy, if any, and so c->tcp_port */
void
lws_client_proxy_choose(struct lws_client *c);

/* The name of what is connected to: the server, or its proxy.  Not to be kept:
 * the user may name another proxy at any time. */
const char *
lws_client_tcp_name(const struct lws_client *c);

/* Connected to it */
void
lws_client_proxy_begin(struct lws *wsi);

const char *
lws_client_proxy_timeout_text(const struct lws_client *c);

/*
 * The two protocols, as bytes.  _begin puts the first thing to say into
 * t->buf; nonzero: that is not possible, *why says why.  The other takes bytes,
 * *used of them, up to the end of a step.
 */
int
lws_proxy_http_begin(struct lws_proxy_talk *t, const struct lws_proxy *p,
		     const char *host, int port, const char **why);
enum lws_proxy_step
lws_proxy_http_rx(struct lws_proxy_talk *t, const uint8_t *buf, size_t len,
		  size_t *used, const char **why);
int
lws_proxy_socks_begin(struct lws_proxy_talk *t, const struct lws_proxy *p,
		      const char **why);
enum lws_proxy_step
lws_proxy_socks_rx(struct lws_proxy_talk *t, const struct lws_proxy *p,
		   const char *host, int port, const uint8_t *buf, size_t len,
		   size_t *used, const char **why);
/* The pending_timeout reason for the reply that is awaited */
enum pending_timeout
lws_proxy_socks_waits(const struct lws_proxy_talk *t);

/* First phase */
void
lws_client_dns_begin(struct lws *wsi);

/* client->addrs (or unix_path) are there.  Returns with wsi possibly closed */
void
lws_client_connect_begin(struct lws *wsi);

/* ---- client-count.c ---- */

enum lws_client_phase
lws_client_phase_now(const struct lws *wsi);

/* what was set, or else what is usual in that phase */
enum lws_client_cause
lws_client_cause_now(const struct lws *wsi, enum lws_client_phase phase);

/* ---- conmon.c: nothing happens unless the wsi is monitored ---- */

/* More addresses than these are not told of */
#define LWS_CONMON_MAX_ADDRS		64

/* nonzero: no memory */
int
lws_conmon_create(struct lws *wsi);

/* from the beginning, for the next try */
void
lws_conmon_reset(struct lws *wsi);

/* lws_conmon_begin() is the start of what these are the end of */
void
lws_conmon_dns(struct lws *wsi, const struct addrinfo *list,
	       enum lws_client_cause cause);
void
lws_conmon_dns_numeric(struct lws *wsi, const lws_sockaddr46 *sa46);
void
lws_conmon_connected(struct lws *wsi, const lws_sockaddr46 *peer);

/* it has got a connection that was there before */
void
lws_conmon_shared(struct lws *wsi);

/* Drops all that is being tried */
void
lws_client_connect_stop(struct lws_client *c);

/* "192.0.2.1:80", "[2001:db8::1]:80", "unix path" */
void
lws_client_addr_text(const struct lws_client *c, unsigned int index, char *buf,
		     size_t len);

#endif
