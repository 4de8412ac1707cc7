/* SPDX-License-Identifier: MIT */
/*
 * The face of a role: what core-net asks of a protocol state machine.
 *
 * core-net knows roles only through struct lws_role_ops; a role knows
 * core-net through private-lib-core-net.h and never another role.  Any
 * member may be NULL: the role then has nothing to do there.
 *
 * All of these run in the service thread.
 */
#ifndef LWS_PRIVATE_LIB_ROLES_H
#define LWS_PRIVATE_LIB_ROLES_H

struct lws;
struct lws_context_creation_info;
struct lws_context_per_thread;
struct lws_vhost;

/* What a role's handle_POLLIN says of the wsi that it was given */
enum lws_handling_result {
	LWS_HPI_RET_WSI_ALREADY_DIED,	/* closed in here, or not to be touched
					 * again in this service */
	LWS_HPI_RET_HANDLED,
	LWS_HPI_RET_PLEASE_CLOSE_ME	/* the caller is to close it */
};

/* What a role's handle_POLLOUT says */
enum lws_hp_ret {
	LWS_HP_RET_BAIL_OK,	/* done, no WRITEABLE callback now */
	LWS_HP_RET_BAIL_DIE,	/* close the wsi */
	LWS_HP_RET_USER_SERVICE	/* the user may have a WRITEABLE callback */
};

/* What a role's close_via_role_protocol says */
enum lws_close_via {
	LWS_CLOSE_NOW,		/* nothing to say to the peer, go on closing */
	LWS_CLOSE_PENDING	/* the role has begun its close handshake, under a
				 * timer, and calls lws_close_free_wsi again */
};

struct lws_role_ops {
	const char *name;	/* "h1", "ws", "raw-skt": as users name it */
	const char *alpn;

	/*
	 * --- service
	 *
	 * handle_POLLIN is called when there is something to read: the socket
	 * says so (LWS_POLLIN, or LWS_POLLHUP / LWS_POLLERR with nothing
	 * else), or wsi->buflist_in holds bytes that rx flow control lets
	 * through now.  It reads with lws_rx_begin() / lws_rx_end().
	 *
	 * handle_POLLOUT is called when the socket is writable, wsi->buflist_out
	 * is empty, and somebody asked for it: the role sends what it has
	 * queued itself (a pong, a close frame, a handshake).
	 */
	enum lws_handling_result (*handle_POLLIN)(
		struct lws_context_per_thread *pt, struct lws *wsi,
		struct lws_pollfd *pollfd);
	enum lws_hp_ret (*handle_POLLOUT)(struct lws *wsi);

	/*
	 * --- output: the body of lws_write().  Takes the user's buffer (there
	 * is LWS_PRE of writable room before it for the kinds of writes that
	 * need it), returns len or -1.  Sends with lws_issue_raw().
	 */
	int (*write_role_protocol)(struct lws *wsi, unsigned char *buf,
				   size_t len, enum lws_write_protocol *wp);

	/*
	 * Sends up to len bytes of a file from pos on without copying them.
	 * How many; LWS_PLAT_AGAIN: the socket takes none now; 0: the file
	 * ends before pos; LWS_PLAT_ERROR; LWS_PLAT_UNSUPPORTED: not on this
	 * connection, or not this file: read it and write.
	 */
	int (*write_file)(struct lws *wsi, lws_filefd_type fd,
			  lws_filepos_t pos, size_t len);

	/*
	 * The socket takes no more output.  1: there may be input all the same,
	 * and the role waits for that; 0: it is broken.
	 */
	int (*output_broken)(struct lws *wsi);

	/*
	 * --- the way down.  close_via_role_protocol may hold the close up for
	 * a closing handshake; the role keeps wsi->lwsi_state in one of the
	 * closing states meanwhile.  close_role runs once when the wsi is
	 * finally closed, before the user's last callback; destroy_role runs
	 * when the memory goes.
	 */
	enum lws_close_via (*close_via_role_protocol)(struct lws *wsi,
					enum lws_close_status reason);
	void (*close_role)(struct lws_context_per_thread *pt,
			   struct lws *wsi);
	void (*destroy_role)(struct lws *wsi);

	/*
	 * A vhost is being made of this info: what the role cannot do must not
	 * be left out in silence.  Nonzero: refused, with a line in the log.
	 */
	int (*check_vhost)(struct lws_vhost *vh,
			   const struct lws_context_creation_info *info);
	/* it goes, also one that was refused: what the role has of it */
	void (*destroy_vhost)(struct lws_vhost *vh);

	/*
	 * --- binding.  adoption_bind: is this role the one for an adopted
	 * descriptor of this type (lws_adoption_type)?  Then it sets
	 * the role and state of the wsi (lws_role_transition), binds
	 * the protocol (vh_prot_name may be NULL) and returns 1; 0 = not for
	 * me; -1 = mine but failed.  client_bind: the same for a client,
	 * by i->method; the role may keep what it needs.
	 */
	int (*adoption_bind)(struct lws *wsi, int type,
			     const char *vh_prot_name);
	int (*client_bind)(struct lws *wsi,
			   const struct lws_client_connect_info *i);

	/*
	 * The transport of a client (TCP, and TLS when wanted) is up.  The role
	 * goes on: asks for POLLOUT to send its request, or tells
	 * the user that the raw connection stands.  Nonzero = the attempt has
	 * failed and lws_client_conn_failed() has already been told why.
	 */
	int (*client_transport_up)(struct lws *wsi);
	/* nonzero: this request may wait for another's connection */
	int (*client_shares)(struct lws *wsi);
	/* the client begins again: what it had of the former try goes */
	void (*client_restart)(struct lws *wsi);

	/*
	 * lws_callback_on_writable() was called.  Returns 0 to go on with
	 * asking for POLLOUT of this wsi, 1 if the role has dealt with it
	 * (a stream that asks its network connection).
	 */
	int (*callback_on_writable)(struct lws *wsi);

	/*
	 * Validity: if isvalid is 0, the connection was idle for long and the
	 * role should make the peer answer (ws: PING).  If 1, the peer proved
	 * to be alive.
	 */
	int (*issue_keepalive)(struct lws *wsi, int isvalid);

	/*
	 * --- upgrades (a role that is reached by an HTTP/1.1 Upgrade).
	 *
	 * upgrade_name: token in the Upgrade field, lower case: "websocket".
	 * server_upgrade: the request's head is in wsi->http's table and asks
	 * for upgrade_name.  Checks it, runs the user's filters, answers 101
	 * and moves the wsi into the new role (0), or answers with an
	 * HTTP status itself and returns the status (> 0) so that the
	 * caller closes after the answer has gone; -1: close at once.
	 * client_upgrade_request: appends the fields of the request that belong
	 * to the upgrade at *p, not beyond end; nonzero = does not fit.
	 * client_upgrade_response: the response head is in the table.
	 * 0: the wsi is in the new role, established.  -1: refused, and
	 * lws_client_conn_failed() knows why.
	 */
	const char *upgrade_name;
	int (*server_upgrade)(struct lws *wsi);
	int (*client_upgrade_request)(struct lws *wsi, char **p, char *end);
	int (*client_upgrade_response)(struct lws *wsi);

	/*
	 * --- callback reasons of this role, [0] client, [1] server side;
	 * 0 = this role gives none (no reason used here has the value 0
	 * but ESTABLISHED, which roles send themselves).
	 */
	uint16_t adoption_cb[2];
	uint16_t rx_cb[2];
	uint16_t writeable_cb[2];
	uint16_t close_cb[2];
	uint16_t protocol_bind_cb[2];
	uint16_t protocol_unbind_cb[2];

	unsigned int file_handle:1;	/* the descriptor is no socket */
	unsigned int outlives_errors:1;	/* the role reads an error of the
					 * socket as news, and goes on */
};

/* every role of this build, in the order in which they are asked; NULL ends */
extern const struct lws_role_ops * const lws_available_roles[];

/* the role with this name ("raw-skt"), or with this upgrade_name; or NULL */
const struct lws_role_ops *lws_role_by_name(const char *name);
const struct lws_role_ops *lws_role_by_upgrade(const char *name, size_t len);

extern const struct lws_role_ops role_ops_h1, role_ops_ws, role_ops_raw_skt,
				 role_ops_raw_udp, role_ops_raw_file,
				 role_ops_listen, role_ops_pipe,
				 role_ops_netlink;

#endif
