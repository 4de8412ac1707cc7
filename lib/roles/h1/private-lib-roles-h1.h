/* SPDX-License-Identifier: MIT */
/*
 * The face of lib/roles/h1: HTTP/1.0 and HTTP/1.1 (RFC 9112) on the wire.
 */
#ifndef LWS_PRIVATE_LIB_ROLES_H1_H
#define LWS_PRIVATE_LIB_ROLES_H1_H

#include "private-lib-roles-http.h"

/* ---- parser.c: a head, from bytes to a header table, without any I/O ---- */

enum lws_h1_parse {
	LWS_H1_PARSE_MORE,	/* all was taken, the head goes on */
	LWS_H1_PARSE_DONE,	/* the head is complete and in order */
	LWS_H1_PARSE_REFUSED	/* ah->refused is the status, ah->cause why */
};

/*
 * Takes bytes of a head; lws_ah_reset() said whether of a request or of a
 * response.  *used says how many were taken: those behind the end of the head
 * are left.  How the bytes are cut into calls makes no difference to the
 * result.  After DONE or REFUSED the table has to be reset before more.
 */
enum lws_h1_parse
lws_h1_parse(struct allocated_headers *ah, const uint8_t *buf, size_t len,
	     size_t *used);

/* nonzero once something of a head has come in */
static LWS_INLINE int
lws_h1_parse_begun(const struct allocated_headers *ah)
{
	return ah->parser.received != 0;
}

/* ---- chunked.c: a body in chunks (RFC 9112 7.1), without any I/O ---- */

/* the line with the size, extensions included */
#define LWS_H1_CHUNK_LINE_MAX	256u
/* all trailer fields; they are read over */
#define LWS_H1_TRAILERS_MAX	4096u

enum lws_h1_chunked_ret {
	LWS_H1_CHUNKED_MORE,	/* all was taken, no data in it */
	LWS_H1_CHUNKED_DATA,	/* *data, *dlen: body bytes, not empty */
	LWS_H1_CHUNKED_END,	/* the body is complete */
	LWS_H1_CHUNKED_BAD	/* *cause says why */
};

void
lws_h1_chunked_init(struct lws_h1_chunked *c);

/*
 * Takes bytes of the body up to one piece of data or the end; *used says how
 * many.  To be called again with the rest after LWS_H1_CHUNKED_DATA.
 */
enum lws_h1_chunked_ret
lws_h1_chunked(struct lws_h1_chunked *c, const uint8_t *buf, size_t len,
	       size_t *used, const uint8_t **data, size_t *dlen,
	       const char **cause);

/* ---- limits of a connection ---- */

/* What the longest method, and a space, need */
#define LWS_H1_FIRST_MAX	(sizeof(((struct lws_http *)NULL)->first))

/* Bytes of a body nobody wants that are read over for the next request's
 * sake; a longer one ends the connection */
#define LWS_H1_DISCARD_MAX	(64u * 1024u)
/* Bytes per second of a request's body, over timeout_secs: less is none */
#define LWS_H1_BODY_RATE_MIN	64u
/* Default of info.keepalive_timeout, seconds */
#define LWS_H1_KEEPALIVE_SECS	5
/* 1xx responses that a client passes over */
#define LWS_H1_INTERIM_MAX	16u
/* How long a client that asked for 100 Continue waits for it */
#define LWS_H1_CONTINUE_US	LWS_US_PER_SEC
/* "Transfer-Encoding: chunked" or "Content-Length: 0" */
#define LWS_H1_FRAMING_ROOM	32

/* ---- server.c, server-body.c, server-head.c ---- */

/*
 * What became of some received bytes.  Every step of a connection says it, so
 * that nobody touches a wsi that a callback has closed.
 */
enum lws_h1_step {
	LWS_H1_GO_ON,		/* there may be more to do with the rest */
	LWS_H1_WAIT,		/* leave the rest for later */
	LWS_H1_CLOSE,		/* close it, output goes out first */
	LWS_H1_DIED		/* it is closed already */
};

/* it was closed, or its close has begun, in a callback just made: neither its
 * state nor its bytes are ours any more */
static LWS_INLINE int
lws_h1_gone(const struct lws *wsi)
{
	return lws_wsi_is_dead(wsi) || wsi->closing;
}

enum lws_handling_result lws_h1_server_input(struct lws *wsi);
/* a head is being received */
enum lws_h1_step lws_h1_server_head(struct lws *wsi, const uint8_t *p,
				    size_t len, size_t *used);
/* fallback.c: the first bytes of a connection, while h->first_bytes is set */
enum lws_h1_step lws_h1_first_bytes(struct lws *wsi, const uint8_t *p,
				    size_t len, size_t *used);
/* a body is being received, for the user or for nobody */
enum lws_h1_step lws_h1_server_body(struct lws *wsi, const uint8_t *p,
				    size_t len, size_t *used);
/* the request's head was given to the user, and no body follows or all of it
 * was received */
enum lws_h1_step lws_h1_body_complete(struct lws *wsi);
/* refuses what the peer sent: one line in the log, an answer if there was none
 * yet, and the end of the connection */
enum lws_h1_step lws_h1_refuse(struct lws *wsi, unsigned int status,
			       const char *cause);
/* the head is complete: is it to be asked for again, by https? */
int lws_h1_wants_https(const struct lws *wsi);
enum lws_h1_step lws_h1_send_to_https(struct lws *wsi);
/* a callback of a transaction: lws_http_transaction_completed() inside it
 * takes effect after it */
enum lws_h1_step lws_h1_callback(struct lws *wsi,
				 enum lws_callback_reasons reason,
				 const void *in, size_t len);
/* sends some of the file that is the answer, and completes it */
enum lws_h1_step lws_h1_file(struct lws *wsi);
/* the head is complete: to the mount that the path belongs to, and the user */
enum lws_h1_step lws_h1_request(struct lws *wsi);
/* DROP, once for each BIND; what the user has stays until the next request */
void lws_h1_drop_protocol(struct lws *wsi);

/* ---- client.c, client-....c ---- */

int lws_h1_client_bind(struct lws *wsi,
		       const struct lws_client_connect_info *i);
int lws_h1_client_transport_up(struct lws *wsi);
int lws_h1_client_shares(struct lws *wsi);
void lws_h1_client_restart(struct lws *wsi);

enum lws_h1_sent {
	LWS_H1_SENT,
	LWS_H1_NOT_SENT,	/* the socket took nothing */
	LWS_H1_SEND_FAILED	/* the attempt has failed, the user knows */
};
enum lws_h1_sent lws_h1_client_send_head(struct lws *wsi);
/* nonzero: the answer leads elsewhere, and the user wants to go there */
int lws_h1_client_is_redirected(const struct lws *wsi);
enum lws_handling_result lws_h1_client_redirect(struct lws *wsi);

/* the body of the request waits for 100 Continue, or for its timer */
void lws_h1_client_await_continue(struct lws *wsi);
void lws_h1_client_continue(struct lws *wsi);
/* all of it was written; then the connection may go on */
int lws_h1_client_upload_is_over(const struct lws_http *h);
void lws_h1_client_upload_stop(struct lws *wsi);
int lws_h1_client_output_broken(struct lws *wsi);
enum lws_hp_ret lws_h1_client_body_out(struct lws *wsi);
int lws_h1_client_write(struct lws *wsi, uint8_t *buf, size_t len,
			enum lws_write_protocol wp);
enum lws_hp_ret lws_h1_client_pollout(struct lws *wsi);
enum lws_handling_result lws_h1_client_input(struct lws *wsi);
/* the head of the response is in: what kind of body follows */
enum lws_handling_result lws_h1_client_body_begin(struct lws *wsi);
enum lws_handling_result lws_h1_client_body_input(struct lws *wsi);

#endif
