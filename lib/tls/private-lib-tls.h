/* SPDX-License-Identifier: MIT */
/*
 * The face of TLS: what core-net knows of it.  No type of a TLS library is
 * seen here; what does the work is reached through struct lws_tls_ops.
 *
 * A connection with TLS has wsi->tls, a plain one has NULL there and pays
 * nothing else.  Its bytes go like this:
 *
 *   in:	socket (or what was read before, tls->raw_in) -> TLS -> lws_rx_begin()
 *   out:	lws_issue_raw() -> TLS -> wsi->buflist_out -> socket
 *
 * So wsi->buflist_in holds plain bytes and wsi->buflist_out encrypted ones.
 * TLS can always get rid of what it writes (buflist_out takes it), hence there
 * is no "wants to write" inside a read, no write to be repeated with the same
 * bytes, and the socket is polled for output exactly while buflist_out is not
 * empty, as without TLS.  What a peer can make us write without any user's
 * doing is limited by LWS_TLS_ANSWERS_MAX.
 *
 * Until the handshake is over (lws_tls_handshaking()) events of the socket are
 * served here, and the role sees nothing.
 */
#ifndef LWS_PRIVATE_LIB_TLS_H
#define LWS_PRIVATE_LIB_TLS_H

#include "private-lib-core-net.h"

/* Alerts and answers that wait because the peer does not read: at most this */
#define LWS_TLS_ANSWERS_MAX	16384u
/*
 * Handshakes cost CPU time as nothing else does.  Those that would take more
 * of a turn than this (us), if each took as long as the longest of late, wait
 * for the next one: a turn has no more of them than that, or one step.
 */
#define LWS_TLS_TURN_US		200
/*
 * Where the sockets take longer for the rest of a turn than the first of these,
 * handshakes may take as long again, up to the second: else one a turn would
 * take for ever.
 */
#define LWS_TLS_LONG_TURN_US	5000
#define LWS_TLS_TURN_MAX_US	20000
/* The texts of failures */
#define LWS_TLS_TEXT_MAX	200

enum lws_tls_step {
	LWS_TLS_DONE,
	LWS_TLS_AGAIN,		/* more input is needed */
	LWS_TLS_FAILED
};

struct lws_tls_conn {
	struct lws_buflist	*raw_in;	/* received, not decrypted yet */
	void			*session;	/* the TLS library's; NULL until the
						 * first byte of a server's peer */
	char			*protocol_name;	/* server: of the adoption */
	char			*session_tag;	/* client: where its session is
						 * kept, or NULL */
	char			*why;		/* the peer's certificate was
						 * refused, or we were; or NULL */
	uint32_t		answers;	/* written by reads since the output
						 * was empty */
	int			lost;		/* error of the socket, -1: none said */
	uint16_t		adopt_type;
	uint8_t			cause;		/* enum lws_client_cause */
	unsigned int		up:1;		/* the handshake is over */
	unsigned int		dry:1;		/* the socket had no more */
	unsigned int		eof:1;		/* the socket's stream is over */
	unsigned int		broken:1;	/* nothing more may be said */
	unsigned int		goodbye:1;	/* close_notify is written */
	unsigned int		writing:1;	/* inside a write of ours */
	unsigned int		put_off:1;	/* to a later turn */
	unsigned int		busy:1;		/* inside the TLS library: its
						 * callbacks must not free it */
	unsigned int		counted:1;	/* in context->tls_conns */
	unsigned int		counted_hs:1;	/* in context->tls_handshakes */
};

struct lws_tls_vhost;

struct lws_tls_ops {
	/*
	 * What a vhost needs as a server and as a client, from info.  Nonzero:
	 * it cannot be created, and the log says why.
	 */
	int (*vhost_init)(struct lws_vhost *vh,
			  const struct lws_context_creation_info *info);
	int (*vhost_need_client)(struct lws_vhost *vh);
	void (*vhost_free)(struct lws_vhost *vh);
	/* nonzero: connections that are accepted here speak TLS */
	int (*vhost_serves)(const struct lws_vhost *vh);

	/* makes tls->session.  Nonzero: failed, *why is a text */
	int (*open)(struct lws *wsi, char *why);
	void (*free)(struct lws_tls_conn *t);
	/* may make callbacks that close the wsi */
	enum lws_tls_step (*handshake)(struct lws *wsi, char *why);
	/* the protocol that was agreed on (not terminated), or NULL */
	const uint8_t *(*alpn)(const struct lws *wsi, unsigned int *len);

	/* bytes, 0 at the orderly end, LWS_PLAT_AGAIN, LWS_PLAT_ERROR */
	int (*read)(struct lws *wsi, uint8_t *buf, size_t len);
	/* all of it.  Nonzero: broken */
	int (*write)(struct lws *wsi, const uint8_t *buf, size_t len);
	/* nonzero: the next read may give something without any event */
	int (*pending)(const struct lws *wsi);
	void (*goodbye)(struct lws *wsi);
	/* the connection has become another wsi's */
	void (*moved)(struct lws *wsi);
};

/* NULL in a build without TLS */
extern const struct lws_tls_ops * const lws_tls_ops;

/* ---- for core-net ---- */

static LWS_INLINE int
lws_tls_handshaking(const struct lws *wsi)
{
	return wsi->tls && !wsi->tls->up;
}

/* received bytes wait that no event will announce */
static LWS_INLINE int
lws_rx_waiting(const struct lws *wsi)
{
	return wsi->buflist_in || wsi->rx_held ||
	       (wsi->tls && (wsi->tls->raw_in || wsi->tls->put_off ||
			     (wsi->tls->up && !wsi->tls->broken &&
			      lws_tls_ops->pending(wsi))));
}

/* the client's side of a vhost, if it is not there yet.  Nonzero: failed */
int
lws_tls_vhost_need_client(struct lws_vhost *vh);

int
lws_tls_vhost_init(struct lws_vhost *vh,
		   const struct lws_context_creation_info *info);

void
lws_tls_vhost_free(struct lws_vhost *vh);

/* nonzero: an adopted connection of this type begins with TLS */
int
lws_tls_wants_adopted(const struct lws *wsi, int type);

/*
 * Begins the handshake of an adopted connection, under a timer; what was read
 * from it before (buflist_in) goes first.  lws_adopt_transport_up() comes when
 * it is done.  Nonzero: no memory
 */
int
lws_tls_server_begin(struct lws *wsi, int type, const char *vh_prot_name);

/*
 * Begins the handshake of a connected client, under a timer; the role's
 * client_transport_up comes when it is done.  The wsi may be closed then.
 */
void
lws_tls_client_begin(struct lws *wsi);

/* an event while lws_tls_handshaking() */
enum lws_handling_result
lws_tls_handshake_event(struct lws *wsi, const struct lws_pollfd *pollfd);

/* what lws_issue_bytes() and read_some() are for a connection with TLS */
int
lws_tls_issue(struct lws *wsi, const uint8_t *buf, size_t len);

int
lws_tls_read(struct lws *wsi, uint8_t *buf, size_t len);

/* close_notify behind what was written, if it may be said; once */
void
lws_tls_goodbye(struct lws *wsi);

/* exported, as 4.3 does, without a public declaration */
LWS_VISIBLE LWS_EXTERN void
lws_ssl_remove_wsi_from_buffered_list(struct lws *wsi);

/* the wsi does not count any more, though it is still there */
void
lws_tls_closed(struct lws *wsi);

/* with the memory of the wsi */
void
lws_tls_free(struct lws *wsi);

/* the connection of one wsi becomes that of another, as in
 * lws_pollfd_move() */
void
lws_tls_move(struct lws *from, struct lws *to);

/* nonzero: the context has as many TLS connections as it may */
int
lws_tls_accept_limit(const struct lws_vhost *vh);

/* ---- for tls.c: the server's part of lws_tls_handshake_event() ---- */

enum lws_handling_result
lws_tls_server_step(struct lws *wsi);

/* nonzero: this turn has had its share of handshakes, the next one comes back
 * to this wsi */
int
lws_tls_put_off(struct lws *wsi);

/* one step of the handshake, its beginning included; why has room for
 * LWS_TLS_TEXT_MAX */
enum lws_tls_step
lws_tls_step(struct lws *wsi, char *why);

/* ---- for what is behind the ops: the transport below TLS ---- */

int
lws_tls_transport_read(struct lws *wsi, uint8_t *buf, size_t len);

/* 0, or -1: broken, or more than a peer may make us say */
int
lws_tls_transport_write(struct lws *wsi, const uint8_t *buf, size_t len);

#endif
