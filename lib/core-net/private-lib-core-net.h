/* SPDX-License-Identifier: MIT */
/*
 * The face of core-net: connections, virtual hosts, the service turn,
 * timers, closing and output.  Knows sockets, and no protocol.
 *
 * Life of a wsi: lws_wsi_create() -> bound to a role and a protocol -> a
 * descriptor put into the poll set (lws_pollfd_insert) -> serviced ->
 * lws_close_free_wsi() unlinks it from everything and gives the last callbacks
 * -> its memory goes at the end of the turn (pt->dead; of the next one, if it
 * was closed outside of any), so that a pointer that is held further up the
 * stack stays readable until then.
 */
#ifndef LWS_PRIVATE_LIB_CORE_NET_H
#define LWS_PRIVATE_LIB_CORE_NET_H

#include "private-lib-core.h"
#include "private-lib-roles.h"
#include "wheel.h"
#include "service-stats.h"
#include "stall.h"
#include "wait-ops.h"

struct allocated_headers;
struct lws_http;
struct lws_peer;
struct lws_peers;
struct lws_ws;
struct lws_client;
struct lws_conmon_track;
struct lws_connect_attempt;
struct lws_resolver;
struct lws_tls_conn;
struct lws_udp_conn;
struct lws_tls_vhost;
struct lws_system;
struct lws_proxies;
struct lws_lane;
struct lws_loop_driver;
struct lws_nested;

/* What an address has of a server, that can be limited */
enum lws_peer_kind {
	LWS_PEER_WSI,
	LWS_PEER_AH,
	LWS_PEER_KINDS
};

/* How many connections one service of a listening socket may take */
#define LWS_ACCEPTS_PER_SERVICE		32
/* Default of info.pt_serv_buf_size: what one read takes from a socket */
#define LWS_DEFAULT_SERV_BUF_SIZE	4096
/* What one service of a wsi may gather before it is sent: a TLS record */
#define LWS_GATHER_SIZE			(16u * 1024u)
/* In one service, beyond the events that led to it: how often handle_POLLOUT
 * is called, up to how many bytes of output it is called again, and how often
 * input is read */
#define LWS_SERVICE_WRITEABLES		64u
#define LWS_SERVICE_TX_MAX		(128u * 1024u)
#define LWS_SERVICE_READS		16u
/* One send has at most tx_packet_size of the protocol, if that is set, and so
 * much more for the head of a frame */
#define LWS_TX_PACKET_SPARE		(LWS_PRE + 4u)
/* Default of info.timeout_secs */
#define LWS_DEFAULT_TIMEOUT_SECS	15
/* Seconds for what is to be said before a close: flush (counted again whenever
 * the socket took some of it), shutdown */
#define LWS_CLOSE_FLUSH_SECS		5
#define LWS_CLOSE_LINGER_SECS		3

/*
 * Where a connection stands.  The order matters: lwsi_state_est() and
 * lwsi_state_closing() compare.
 */
enum lwsi_state {
	LRS_UNCONNECTED,	/* client: before anything has been sent out */
	LRS_WAITING_DNS,
	LRS_WAITING_CONNECT,
	LRS_WAITING_PROXY,	/* connected to a proxy, not through it yet */
	LRS_WAITING_SSL,
	LRS_CLIENT_SEND_HS,	/* connected; the request is to go out */
	LRS_CLIENT_WAIT_HS,	/* the response's head is awaited */
	LRS_HEADERS,		/* server: the request's head is awaited */

	LRS_ESTABLISHED,	/* user data may flow (ws, raw, http transaction) */
	LRS_BODY,		/* server: the request's body is awaited */
	LRS_DISCARD_BODY,	/* server: answered before the body was in */
	LRS_LISTENING,

	LRS_WAITING_TO_SEND_CLOSE, /* ws: our Close is queued */
	LRS_RETURNED_CLOSE,	/* ws: the peer's Close is to be answered */
	LRS_AWAITING_CLOSE_ACK,	/* ws: our Close is out, the peer's awaited */
	LRS_FLUSHING_BEFORE_CLOSE, /* wsi->buflist_out has to go out first */
	LRS_SHUTDOWN,		/* our side is shut, waiting for the peer's */
	LRS_DEAD_SOCKET		/* unlinked; memory goes at the turn's end */
};

/* no enum lwsi_state */
#define LWS_WRITE_NOT_HELD	0xffu

/* why rx is stopped: bits of wsi->rxflow_stopped.  The low eight are the
 * public LWS_RXFLOW_REASON_ ones */
#define LWS_RXFLOW_BY_ROLE		(1u << 8)
#define LWS_RXFLOW_BY_CLOSE		(1u << 9)
#define LWS_RXFLOW_BY_RELAY		(1u << 10)

/*
 * A connection, or anything else with a descriptor in the poll set.
 * What only a phase needs hangs off a pointer that is
 * freed when the phase ends (client, http, ws).
 */
struct lws {
	/* --- where it belongs */
	struct lws_context	*context;
	struct lws_vhost	*vhost;		/* NULL: only the event pipe */
	const struct lws_protocols *protocol;
	const struct lws_role_ops *role_ops;
	struct lws_dll2		vh_list;	/* vhost->wsi_owner */
	struct lws_dll2		protocol_list;	/* vhost->protocol_wsi[n] */
	struct lws_dll2		ready;		/* pt->ready, or detached */
	struct lws_dll2		forced;		/* pt->forced: buflist_in is due */
	struct lws_dll2		asked;		/* pt->asked: output is due */
	struct lws_dll2		pending_conn;	/* pt->pending_connects */
	struct lws_dll2		dead;		/* pt->dead */
	struct lws_dll2		listener;	/* vhost->listeners */

	/* --- relations */
	struct lws		*parent;
	struct lws		*child_list;
	struct lws		*sibling_list;
	void			*opaque_parent_data;

	/* --- the user's */
	void			*user_space;
	void			*opaque_user_data;
	lws_log_cx_t		*log_cx;

	/* --- timers; none is allocated, each is detached when off */
	lws_sorted_usec_list_t	sul_timeout;	/* lws_set_timeout() */
	lws_sorted_usec_list_t	sul_hrtimer;	/* lws_set_timer_usecs() */
	lws_sorted_usec_list_t	sul_validity;
	const lws_retry_bo_t	*retry_policy;	/* never NULL once bound */

	/* --- bytes */
	struct lws_buflist	*buflist_in;	/* received, not consumed yet */
	struct lws_buflist	*buflist_out;	/* accepted, not sent yet */

	/* --- phases and roles; each owned by its role */
	struct lws_client	*client;	/* until established or failed */
	struct lws_lane		*lane;		/* client: shares its connection */
	struct lws_conmon_track	*conmon;	/* client: LCCSCF_CONMON, else NULL */
	struct lws_http		*http;
#if defined(LWS_WITH_PEER_LIMITS)
	struct lws_peer		*peer;		/* whom it counts for, or NULL */
#endif
	struct lws_ws		*ws;
	struct lws_tls_conn	*tls;		/* NULL: plain */
	struct lws_connect_attempt *attempt;	/* role "connect" only */
	struct lws_udp_conn	*udp;
	void			*evlib;		/* the event library's per-wsi */

	lws_sock_file_fd_type	desc;
	lws_usec_t		validity_since;	/* of the last proof of life */
	uint32_t		serial;		/* for the logs */
	uint32_t		position_in_fds; /* UINT32_MAX: not in the set */
	uint32_t		serviced_in_turn; /* the last one */
	uint8_t			lwsi_state;	/* enum lwsi_state */
	uint8_t			tsi;
	uint16_t		pending_timeout; /* enum pending_timeout, of which
						  * user reasons start at 1000 */
	short			revents;	/* valid while on pt->ready */
	uint16_t		timeout_owed;	/* s, lws_timeout_at_end() */
	uint16_t		unbind_cb;	/* owed while protocol_bound */
	uint16_t		rxflow_stopped;
	uint8_t			write_held;	/* the state in which output was
						 * asked for in vain, or
						 * LWS_WRITE_NOT_HELD */
	uint8_t			all_todo;	/* writeable-all.c: a bit for
						 * each walk that will come by */

	unsigned int		client_side:1;
	unsigned int		established:1;	/* the user had ESTABLISHED (or
						 * what the role has for it) and
						 * is owed the closing one */
	unsigned int		closing:1;	/* lws_close_free_wsi begun */
	unsigned int		conn_result_given:1; /* client: ESTABLISHED or
						* CONNECTION_ERROR was sent */
	unsigned int		user_space_external:1; /* not ours to free */
	unsigned int		protocol_bound:1; /* BIND was sent, DROP is owed */
	unsigned int		want_writable:1; /* the user asked */
	unsigned int		want_write_role:1; /* the role asked */
	unsigned int		rx_held:1;	/* rx stopped: the role holds what
						 * it had received already */
	unsigned int		in_pollout:1;	/* its end sets the mask */
	unsigned int		socket_full:1;	/* a file's bytes were not taken:
						 * POLLOUT is awaited */
	unsigned int		peer_eof:1;	/* read gave 0 */
	unsigned int		socket_broken:1; /* no use to write any more */
	unsigned int		linger:1;	/* close: shut down our side, then
						 * wait for the peer's, so that
						 * our last bytes are not lost */
	unsigned int		listening:1;
	unsigned int		accept_paused:1;
	unsigned int		accept_complained:1; /* about this pause */
	unsigned int		validity_pinged:1; /* asked, no answer yet */
	unsigned int		wake_validity:1; /* LCCSCF_WAKE_SUSPEND__VALIDITY */
	unsigned int		of_the_thread:1; /* its pipe and the like: only
						 * the context closes it */
	unsigned int		child_pending_writable:1;
	unsigned int		in_final_close:1;
	unsigned int		create_told:1;	/* WSI_CREATE; DESTROY is owed */
	unsigned int		parked:1;	/* lws_pollfd_park() */
	unsigned int		redirect_to_https:1; /* plain at a TLS port: a
						 * request is sent away ... */
	unsigned int		redirect_unless_unsafe:1; /* ... if it can be */
	unsigned int		kill_pending:1;	/* LWS_TO_KILL_ASYNC: no other
						 * timeout comes before it */
};

struct lws_vhost {
	struct lws_context	*context;
	struct lws_dll2		list;		/* context->vhosts */
	struct lws_dll2		dead;		/* context->dead_vhosts */
	char			*name;
	char			*iface;
	void			*user;
	const struct lws_protocols *protocols;	/* own copy, count_protocols + 1 */
	void			**protocol_vh_privs; /* per protocol, or NULL */
	struct lws_dll2_owner	*protocol_wsi;	/* per protocol */
	const struct lws_protocol_vhost_options *pvo;
	const struct lws_protocol_vhost_options *headers;
	const struct lws_http_mount *mounts;
#if defined(LWS_WITH_ACCESS_LOG)
	lws_fop_fd_t		access_log;	/* or NULL */
	unsigned int		access_log_failed:1;
#endif
	const struct lws_plat_file_ops *fops;	/* NULL: the context's */
	struct lws_plat_file_ops fops_own;
	const struct lws_extension *extensions;
#if defined(LWS_WITH_PLUGINS)
	struct lws_extension	*plugin_extensions; /* with the user's, or NULL */
#endif
	const lws_retry_bo_t	*retry_policy;
	lws_log_cx_t		*log_cx;
	struct lws_dll2_owner	wsi_owner;	/* every wsi bound to it */
	struct lws_dll2_owner	listeners;	/* its listening wsi */
	void			(*finalize)(struct lws_vhost *vh, void *arg);
	void			*finalize_arg;
	char			*listen_accept_role;
	char			*listen_accept_protocol;
	char			*error_document_404;
	char			*server_string;
	char			*unix_socket_perms;
	struct lws_tls_vhost	*tls;		/* NULL: nothing with TLS yet */
	uint64_t		options;
	int			listen_port;	/* as asked, or as the OS chose */
	int			count_protocols;
	unsigned int		default_protocol_index;
	unsigned int		raw_protocol_index;
	int			keepalive_timeout;	/* s */
	unsigned int		timeout_secs_ah_idle;
	int			ka_time, ka_probes, ka_interval;
	int			bind_iface;
	int			fo_listen_queue;
	int			protocols_inited_count;
	struct lws_vhost	*next_was;	/* when it left context->vhosts */
	lws_sorted_usec_list_t	sul_listen_again; /* its interface is not there */
	struct lws_proxies	*proxies;	/* of its clients, or NULL */
	struct lws_dll2_owner	lanes;		/* connections to share */
	unsigned int		being_destroyed:1;
	unsigned int		in_destroy:1;	/* lws_vhost_destroy() begun */
	unsigned int		finished:1;	/* PROTOCOL_DESTROY, finalize */
	unsigned int		protocols_inited:1;
};

/*
 * What the wsi that is in service now has written, not sent yet.  It leaves in
 * one piece when the service ends, or the buffer is full, or it closes.
 */
struct lws_gather {
	struct lws		*wsi;		/* NULL: outside of any service */
	uint8_t			*buf;		/* LWS_GATHER_SIZE */
	size_t			len;
	size_t			total;		/* in this service, sent or not */
	unsigned int		more:1;		/* a file comes behind it */
	unsigned int		pollout_due:1;	/* lws_update_pollout() at the end */
};

struct lws_context_per_thread {
	struct lws_context	*context;

	struct lws_pollfd	*fds;		/* compact, fds_count in use */
	uint32_t		fds_count;
	uint32_t		fds_alloc;

	struct lws		**fd_map;	/* open addressing, by descriptor */
	uint32_t		fd_map_mask;

	struct lws_dll2_owner	ready;
	struct lws_dll2_owner	forced;
	struct lws_dll2_owner	asked;
	struct lws_dll2_owner	pending_connects;
	struct lws_dll2_owner	dead;
	struct lws_dll2_owner	ripe;		/* timers taken off the wheels */

	struct lws_wheel	wheel[LWS_COUNT_PT_SUL_OWNERS];

	uint8_t			*serv_buf;	/* one read's worth; LWS_PRE of room
						 * before it */
	uint8_t			*serv_buf_alloc;
	uint8_t			*decode_buf;	/* for what a role makes of it: */
	size_t			decode_len;	/* made when needed, LWS_PRE too */
	struct lws_gather	gather;
	void			*spare_ah;	/* of the last transaction */
	uint8_t			*file_buf;	/* for files that are sent, or NULL */
	const struct lws_wait_ops *wait_ops;
	void			*evlib_pt;
	struct lws_nested	*nested;	/* of an event library, or NULL */
	struct lws		*pipe_wsi;
#if defined(LWS_WITH_NETLINK)
	struct lws		*netlink_wsi;	/* or NULL */
	lws_sorted_usec_list_t	sul_routes;
	uint32_t		routes_left;	/* of fds, to be looked at */
#endif
	const struct lws	*turn_of;	/* whom the loop has service now */
	struct lws_plat_wake	wake;
	struct lws_plat_connect_watch *connect_watch;
	lws_sorted_usec_list_t	sul_accept_again;

	struct lws_stall	*stall;		/* NULL: turns are not watched */
	struct lws_stall	*stall_kept;	/* what was counted */
	struct lws_service_stats stats;
	lws_usec_t		services_began;	/* in this turn, after the wait */
	lws_usec_t		services_us;	/* what the last turn's took */
#if defined(LWS_WITH_SERVICE_STATS)
	lws_usec_t		services_began_cpu; /* of the thread's time */
#endif
	lws_usec_t		tls_us;		/* in tls_turn, for handshakes */
	lws_usec_t		tls_step_us;	/* the longest step of late */
	lws_usec_t		tls_budget;	/* that they may take in it */
	uint32_t		tls_turn;
	unsigned int		tls_steps;	/* in tls_turn */
	int			tls_put_off;	/* some, in tls_turn */
	uint32_t		turn;
	int			depth;		/* > 0: inside a service */
	uint8_t			tid;
	unsigned int		evlib_inited:1;
	unsigned int		destroyed:1;
	unsigned int		in_service:1;	/* of one wsi: serv_buf is its */
	unsigned int		in_turn:1;
	unsigned int		turn_no_wait:1;	/* of an application's own loop,
						 * or just what is due */
	unsigned int		rx_full:1;	/* the last read filled serv_buf */
};

struct lws_context {
	struct lws_context_per_thread pt[LWS_MAX_SMP];
	struct lws_dll2_owner	vhosts;
	struct lws_dll2_owner	dead_vhosts;	/* go with the last wsi of theirs */
	struct lws_resolver	*resolver;	/* made on first use */
	struct lws_dll2_owner	cgis;		/* programs that run */
	struct lws_cache_ttl_lru *cookie_jar;	/* info.http_nsc_filepath */
	struct lws_cache_ttl_lru *cookies;	/* and the cache before it */
	const struct lws_event_loop_ops *event_loop_ops;
	const struct lws_plugin_evlib *evlib_plugin;
	const struct lws_loop_driver *loop_driver; /* of an event library */
	struct lws_plugin	*evlib_plugins;	/* where that is from, or NULL */
	void			*evlib_ctx;
#if defined(LWS_WITH_PLUGINS)
	struct lws_plugin	*plugins;	/* with protocols */
#endif
	void			*user;
	const lws_system_ops_t	*system_ops;
	struct lws_system	*system;	/* lib/system */
	lws_state_manager_t	mgr_system;
	const struct lws_plat_file_ops *fops;
	struct lws_plat_file_ops fops_platform;
	lws_log_cx_t		*log_cx;
	struct lws_context	**pcontext_finalize;
	const lws_retry_bo_t	*retry_policy;
	void			*external_baggage;
	lws_reload_func		deprecation_cb;
	uint64_t		options;
	unsigned int		timeout_secs;
	unsigned int		connect_timeout_secs;
	uint32_t		max_fds;	/* per thread */
	const struct lws_protocol_vhost_options *reject_keywords;
	unsigned int		pt_serv_buf_size;
	const struct lws_token_limits *token_limits;	/* the user's */
#if defined(LWS_WITH_PEER_LIMITS)
	struct lws_peers	*peers;		/* made on first use */
	lws_peer_limits_notify_t peer_notify;
	unsigned int		peer_limit[LWS_PEER_KINDS];	/* 0: none */
#endif
	unsigned int		max_http_header_data;
	unsigned int		max_http_header_pool;
#if defined(LWS_WITH_TLS)
	lws_sorted_usec_list_t	sul_cert_aging;
#endif
	int			tls_conns;	/* of servers, counted ... */
	int			tls_conns_max;	/* ... against these; 0: none */
	int			tls_handshakes;
	int			tls_handshakes_max;
	char			tag[4][64];	/* lws_wsi_tag() */
	uint32_t		tag_next;
	uint32_t		next_serial;
	char			canonical_hostname[128]; /* filled on first use */
	int			count_threads;
	uid_t			uid;
	gid_t			gid;
	int			caps[4];	/* to keep when these change */
	unsigned int		count_caps;
	unsigned int		walks;		/* writeable-all.c */
	uint64_t		client_attempts;	/* client-count.c */
	uint64_t		client_successes;
	uint64_t		client_failed[LWS_CLIENT_PHASES]
					     [LWS_CLIENT_CAUSES];
	unsigned int		being_destroyed:1;
	unsigned int		destroy_requested:1; /* from inside a service */
	unsigned int		protocols_inited:1;
	unsigned int		deprecated:1;
	unsigned int		plat_inited:1;
	unsigned int		identity_taken:1;
	unsigned int		foreign_loop:1;	/* lws_service() is not called,
						 * so that nobody hears -1 */
};

/* ---- states ---- */

static LWS_INLINE enum lwsi_state
lwsi_state(const struct lws *wsi)
{
	return (enum lwsi_state)wsi->lwsi_state;
}

static LWS_INLINE void
lwsi_set_state(struct lws *wsi, enum lwsi_state s)
{
	wsi->lwsi_state = (uint8_t)s;
}

static LWS_INLINE int
lwsi_state_connecting(const struct lws *wsi)
{
	return lwsi_state(wsi) <= LRS_CLIENT_WAIT_HS;
}

static LWS_INLINE int
lwsi_state_closing(const struct lws *wsi)
{
	return lwsi_state(wsi) >= LRS_WAITING_TO_SEND_CLOSE;
}

static LWS_INLINE int
lwsi_role_client(const struct lws *wsi)
{
	return wsi->client_side;
}

static LWS_INLINE int
lwsi_role_server(const struct lws *wsi)
{
	return !wsi->client_side;
}

static LWS_INLINE struct lws_context_per_thread *
lws_wsi_pt(const struct lws *wsi)
{
	return &wsi->context->pt[wsi->tsi];
}

/* ---- wsi.c: creation, binding ---- */

/* NULL: no memory, or no room for another connection (logged) */
struct lws *lws_wsi_create(struct lws_context *context, struct lws_vhost *vh,
			   int tsi);
/* One of the thread's own for fd, which stays the caller's; NULL: no memory */
struct lws *lws_thread_wsi_create(struct lws_context_per_thread *pt,
				  lws_sockfd_type fd,
				  const struct lws_role_ops *ops);
void lws_thread_wsi_destroy(struct lws *wsi);
/*
 * Between these two the context is not destroyed, nor any memory of a wsi or a
 * vhost freed, whatever the callbacks in between ask for: what they closed is
 * dead, but readable.  They nest.  A service turn is such a time by itself.
 */
void lws_context_hold(struct lws_context *context);
void lws_context_unhold(struct lws_context *context);
/* at the end of a turn: a deprecated context goes with its last connection */
void lws_context_leave_if_done(struct lws_context *cx);
/* drops one that never got a descriptor (no callback but WSI_DESTROY) */
void lws_wsi_discard(struct lws *wsi);
/* the end of every wsi: unlinks it; its memory goes at the turn's end */
void lws_wsi_release(struct lws *wsi);
/* WSI_CREATE, WSI_DESTROY */
void lws_wsi_notify(struct lws *wsi, enum lws_callback_reasons reason);
void lws_role_transition(struct lws *wsi, int client_side,
			 enum lwsi_state state, const struct lws_role_ops *ops);
/* moves to another vhost before a protocol is bound (Host: header) */
void lws_vhost_bind_wsi(struct lws_vhost *vh, struct lws *wsi);
/*
 * Makes p the wsi's protocol: allocates the per-session data unless the user
 * gave his own, sends the role's DROP for the former and BIND for this one.
 * Nonzero: out of memory, or the user refused; close the wsi.
 */
int lws_bind_protocol(struct lws *wsi, const struct lws_protocols *p,
		      const char *reason);
/* the role's DROP, once, if it had its BIND */
void lws_wsi_unbind_protocol(struct lws *wsi);
int lws_ensure_user_space(struct lws *wsi);
/* a callback, counted; the value the user returned */
int lws_callback(struct lws *wsi, enum lws_callback_reasons reason, void *in,
		 size_t len);
/* the same to protocol p without a wsi of its own (PROTOCOL_INIT, ...) */
int lws_callback_on_vhost(struct lws_vhost *vh, const struct lws_protocols *p,
			  enum lws_callback_reasons reason, void *in,
			  size_t len);
/* with something else at the callback's user */
int lws_callback_on_vhost_user(struct lws_vhost *vh,
			       const struct lws_protocols *p,
			       enum lws_callback_reasons reason, void *user,
			       void *in, size_t len);

/* ---- vhost.c ---- */

int lws_vhost_copy_protocols(struct lws_vhost *vh,
			     const struct lws_context_creation_info *info);
void lws_vhost_free_protocols(struct lws_vhost *vh);
/* PROTOCOL_INIT to each; nonzero: one refused */
int lws_vhost_start_protocols(struct lws_vhost *vh);
void lws_vhost_stop_protocols(struct lws_vhost *vh);
/* closes every connection of it, with its callbacks */
void lws_vhost_close_all(struct lws_vhost *vh);
void lws_vhost_unref_dead(struct lws_context *context);
/*
 * For a walk over all vhosts in which each callback may create and destroy any:
 * the first one after vh (NULL: of all) that is not destroyed.  Inside a hold
 * or a turn, so that those that were are still there to say what came next.
 */
struct lws_vhost *lws_vhost_after(struct lws_context *context,
				  const struct lws_vhost *vh);
/* the vhost that answers to a Host: header of this name, where `now` listens */
struct lws_vhost *lws_select_vhost(struct lws_vhost *now,
				   const char *servername);
int lws_protocol_index(const struct lws_vhost *vh,
		       const struct lws_protocols *p);

#include "vhost-plugins.h"
#include "routes.h"

/* ---- listen.c: listening sockets ---- */

/* opens what vh->listen_port, iface and options ask for, or shares with the
 * vhost that listens there already */
int lws_vhost_listen(struct lws_vhost *vh);
/* nonzero: both ask for the same listening sockets */
int lws_vhost_same_place(const struct lws_vhost *a, const struct lws_vhost *b);
/* vh goes: those who share its listening sockets inherit them */
void lws_vhost_listen_handover(struct lws_vhost *vh);

/* those that rested because of a limit accept again (role listen) */
void lws_listen_go_on(struct lws_context *context);

/* what every stream socket of a vhost gets */
int lws_vhost_socket_options(struct lws_vhost *vh, lws_sockfd_type fd);

/* ---- pollfd.c: the poll set ---- */

int lws_pollfd_init(struct lws_context_per_thread *pt);
void lws_pollfd_deinit(struct lws_context_per_thread *pt);
int lws_pollfd_insert(struct lws *wsi, int events);
void lws_pollfd_remove(struct lws *wsi);
/* the child leaves its parent, which is told of it if `tell` */
void lws_wsi_unlink_parent(struct lws *wsi, int tell);
/* NULL or a parent that is gone: none */
void lws_wsi_link_parent(struct lws *wsi, struct lws *parent);
/* hands the descriptor of one wsi to another that has none, watched on */
void lws_pollfd_move(struct lws *from, struct lws *to);
int lws_change_pollfd(struct lws *wsi, int _and, int _or);
/*
 * Out of the set while neither input nor output is wanted: the system would
 * tell for ever that the peer has finished.  And in again.
 */
void lws_pollfd_park(struct lws *wsi);
void lws_pollfd_unpark(struct lws *wsi);
struct lws *lws_wsi_from_fd(const struct lws_context_per_thread *pt,
			    lws_sockfd_type fd);
/* the first vhost tells an application's own loop of the event pipe, the last
 * one takes it back */
void lws_pollfd_announce(struct lws_vhost *vh, int add);

/* ---- service.c: the turn ---- */

/* timers; then how long to wait in us (< 0: for ever).  -1: no service any
 * more */
int lws_service_turn_begin(struct lws_context_per_thread *pt, int timeout_ms,
			   lws_usec_t *wait_us);
/* next wsi of the turn's ready list, taken off it, or NULL */
struct lws *lws_service_next_ready(struct lws_context_per_thread *pt,
				   struct lws_pollfd *pfd);
/* frees what died.  -1 if the context is to be destroyed */
int lws_service_turn_end(struct lws_context_per_thread *pt);
/* us until there is something to do, 0: there is; never longer than a day */
lws_usec_t lws_service_next_wait(struct lws_context_per_thread *pt);
/* the loop may have to be told that there is something to do, at that time
 * (0: now): others run it, and no turn is under way that would find out */
static LWS_INLINE void
lws_service_due(struct lws_context_per_thread *pt, lws_usec_t at)
{
	if (!pt->in_turn && pt->wait_ops && pt->wait_ops->due)
		pt->wait_ops->due(pt, at);
}
void lws_service_mark_ready(struct lws *wsi, int revents);
/* those clients whose connect has ended, as the OS tells it */
void lws_service_mark_pending_connects(struct lws_context_per_thread *pt);
/* the wsi holds received bytes that are due without any event */
void lws_service_force(struct lws *wsi);
/* output of the wsi is due without any event: in this turn, if it was not
 * serviced in it already, else in the next */
void lws_service_ask(struct lws *wsi);
/* puts those on the ready list; the plat loop does it after the wait */
void lws_service_mark_forced(struct lws_context_per_thread *pt);
/* marks and services them; inside a turn.  -1: no service any more */
int lws_service_forced(struct lws_context_per_thread *pt);
/* wait and service: plat/<os>/<os>-service.c.  Exported, as 4.3 does, without
 * a public declaration. */
LWS_VISIBLE LWS_EXTERN int _lws_plat_service_tsi(struct lws_context *context, int timeout_ms,
			  int tsi);
void lws_free_dead(struct lws_context_per_thread *pt);

/* ---- rx.c: received bytes ---- */

struct lws_rx {
	uint8_t		*p;
	size_t		len;
	unsigned int	kept:1;		/* came from buflist_in */
};

enum lws_rx_result {
	LWS_RX_DATA,		/* rx->p, rx->len > 0 */
	LWS_RX_NOTHING,		/* nothing now */
	LWS_RX_EOF,		/* orderly end; wsi->peer_eof is set */
	LWS_RX_ERROR		/* reset or worse; wsi->socket_broken is set */
};

/*
 * The next received bytes: what was kept in wsi->buflist_in first, else one
 * read of at most pt_serv_buf_size from the socket into pt->serv_buf.  The
 * bytes may be changed in place.  Every LWS_RX_DATA is followed by one
 * lws_rx_end() with how many were consumed; the rest is kept, in order,
 * and serviced again in a later turn (at once, unless rx is stopped).
 * The wsi must be alive at lws_rx_end(): after a close call none.
 * lws_rx_end: nonzero = out of memory, close.
 */
enum lws_rx_result lws_rx_begin(struct lws *wsi, struct lws_rx *rx);
int lws_rx_end(struct lws *wsi, struct lws_rx *rx, size_t used);
/* nonzero: the user or the role stopped rx; do not consume more now */
int lws_is_flowcontrolled(const struct lws *wsi);
void lws_rxflow_stop(struct lws *wsi, unsigned int by);
void lws_rxflow_go(struct lws *wsi, unsigned int by);

/* ---- output.c ---- */

/*
 * Sends, and keeps in wsi->buflist_out what the socket did not take; POLLOUT
 * is then asked for.  All is accepted: len, or -1 when the socket is
 * broken or memory ran out.  Within the service of this wsi the bytes are
 * gathered first, and leave together at its end.
 */
int lws_issue_raw(struct lws *wsi, const uint8_t *buf, size_t len);
/* what a callback may be given of the layer below: the SSL *, or NULL */
void *lws_transport_session(const struct lws *wsi);
/*
 * Bytes as they are to go to the socket (TLS is past, or they are its own).
 * 0: all out; 1: some left, in order behind what was left before; -1: broken
 */
int lws_issue_bytes(struct lws *wsi, const uint8_t *buf, size_t len);
/*
 * Sends what was kept and what was gathered: who is to write to the descriptor
 * by other means (sendfile) does so only after 0.
 * 0: all out; 1: some left, POLLOUT asked for; -1: broken
 */
int lws_flush_buflist_out(struct lws *wsi);
/* some of a file, behind what waits: see write_file of struct lws_role_ops */
int lws_issue_file(struct lws *wsi, lws_filefd_type fd, lws_filepos_t pos,
		   size_t len);
/* around one service of a wsi; the latter -1: broken */
void lws_output_begin(struct lws *wsi);
int lws_output_end(struct lws *wsi);
/* what was gathered up to now goes out (nonzero: it cannot), or nowhere */
int lws_output_flush(struct lws *wsi);
/* the socket took no more: 0 if the role waits for input all the same */
int lws_output_broken(struct lws *wsi);
void lws_output_forget(struct lws *wsi);
/* nonzero: somebody asked to write, and would be let */
int lws_wants_output(const struct lws *wsi);
/*
 * While something was not taken by the socket its POLLOUT is waited for.  Who
 * only asked to write is served in this turn or the next, without an event: a
 * socket that took everything so far is taken to be writable.
 */
void lws_update_pollout(struct lws *wsi);
/* the role wants handle_POLLOUT soon */
void lws_role_wants_pollout(struct lws *wsi);

/* ---- adopt.c ---- */

/* For adoption_bind: the vhost's protocol of that name (NULL: the one at index
 * dflt).  NULL: it has none, and the log says so. */
const struct lws_protocols *
lws_adoption_protocol(struct lws *wsi, const char *name, unsigned int dflt);

/* beside LWS_ADOPT_: the role is the vhost's listen_accept_role */
#define LWS_ADOPT_CONFIGURED		(1 << 8)
/*
 * The transport of an adopted connection is up: binds the role (the one that
 * was agreed on by ALPN, if any), and tells the user.  Nonzero: it is to be
 * closed, or it is closed already.
 */
int lws_adopt_transport_up(struct lws *wsi, int type, const char *vh_prot_name,
			   const char *alpn, size_t alpn_len);

/* ---- close.c ---- */

/* some of what has to go out before the close went out: more time for the
 * rest */
void lws_close_goes_on(struct lws *wsi);
/* input while our last bytes are on their way: read, and thrown away */
enum lws_handling_result lws_closing_input(struct lws *wsi);

/* nonzero when this wsi was closed (in a callback just made, say) */
static LWS_INLINE int
lws_wsi_is_dead(const struct lws *wsi)
{
	return lwsi_state(wsi) == LRS_DEAD_SOCKET;
}

/* ---- peer-limits.c ---- */

#if defined(LWS_WITH_PEER_LIMITS)
/* *peer is whom the connection counts for from now on, or NULL: there are no
 * limits.  Nonzero: it has too many, and the user was told */
int lws_peer_admit(struct lws_context *cx, lws_sockfd_type fd,
		   const struct sockaddr_storage *ss, struct lws_peer **peer);
/* one more of that kind; nonzero: no */
int lws_peer_take(struct lws *wsi, enum lws_peer_kind kind);
void lws_peer_give_back(struct lws_peer *peer, enum lws_peer_kind kind);
/* all connections are gone */
void lws_peers_destroy(struct lws_context *cx);
#endif

/* ---- timers ---- */

/*
 * lws_set_timeout() that is counted from the end of this service of the wsi:
 * a transaction that begins and ends within it sets the clock once.
 */
void lws_timeout_at_end(struct lws *wsi, enum pending_timeout reason,
			unsigned int secs);
/* the end of the service */
void lws_timeout_arm(struct lws *wsi);

void lws_pt_run_ripe(struct lws_context_per_thread *pt);
/* us until the next timer, < 0 none */
lws_usec_t lws_pt_next_timer(struct lws_context_per_thread *pt,
			     lws_usec_t now);
/* the policy of a context that was given none */
extern const lws_retry_bo_t lws_retry_default;
void lws_validity_start(struct lws *wsi);
void lws_validity_stop(struct lws *wsi);

#include "client-for-roles.h"

/* ---- what lib/system has for a context ---- */

/* nonzero: out of memory; lws_system_destroy() is due all the same */
int lws_system_create(struct lws_context *cx,
		      const struct lws_context_creation_info *info);
void lws_system_destroy(struct lws_context *cx);
/* uid, gid and capabilities: found at creation, taken when the listeners are
 * there.  Nonzero: impossible, and the log says why */
int lws_identity_find(struct lws_context *cx,
		      const struct lws_context_creation_info *info);
int lws_identity_take(struct lws_context *cx);
/* the loop was woken: other threads may have left something */
void lws_system_woken(struct lws_context_per_thread *pt);

#if defined(LWS_WITH_CGI)
/* ends the programs that still run (roles/http) */
void lws_cgi_context_destroy(struct lws_context *cx);
#endif

/* ---- names for the logs ---- */
const char *lws_role_name(const struct lws *wsi);

#endif
