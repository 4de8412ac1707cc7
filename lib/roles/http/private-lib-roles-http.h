/* SPDX-License-Identifier: MIT */
/*
 * The face of lib/roles/http: what every version of HTTP has in common.
 *
 * The header table ("ah") of a message, the rules that its head has to
 * follow (RFC 9110), and the building of answers.  Nothing here knows how a
 * head looks on the wire: lib/roles/h1 fills the table from text.
 */
#ifndef LWS_PRIVATE_LIB_ROLES_HTTP_H
#define LWS_PRIVATE_LIB_ROLES_HTTP_H

#include "private-lib-core-net.h"

/*
 * What a peer can make grow, and where it ends.
 *
 * LWS_AH_DEFAULT_DATA is the default of info.max_http_header_data(2): bytes
 * that the target, the values, and the names of headers without a token may
 * take in the table.  The head as it is received, names, padding and line
 * ends included, may be LWS_AH_RECEIVED_FACTOR times as long.
 */
#define LWS_AH_DEFAULT_DATA	4096u
#define LWS_AH_MIN_DATA		256u
#define LWS_AH_MAX_DATA		(1024u * 1024u)
#define LWS_AH_RECEIVED_FACTOR	2u
#define LWS_AH_MAX_FIELDS	100u
#define LWS_AH_MAX_URI_ARGS	100u
/* the above, and some for the target, the version and the client's own */
#define LWS_AH_MAX_FRAGS	(LWS_AH_MAX_FIELDS + LWS_AH_MAX_URI_ARGS + 24u)

/* the list of headers that have no token of their own */
#define LWS_AH_UNKNOWN		WSI_TOKEN_COUNT

/*
 * One value: a header field as it was received, or one URL argument.  A NUL
 * follows it.  A header without a token has its name, in lower case, with the
 * colon and a NUL, right before the value.
 */
struct lws_ah_frag {
	uint32_t	off;
	uint32_t	len;
	uint16_t	name_len;	/* with the colon; 0: has a token */
	uint8_t		next;		/* index + 1 in the same list; 0: last */
};

/* What the head says, once it is complete and found to be in order */
struct lws_http_head {
	uint64_t	content_length;	/* valid if has_content_length */
	unsigned int	code;		/* of a response */
	uint8_t		method;		/* LWSHUMETH_... of a request */
	uint8_t		version_minor;	/* of HTTP/1: 0 or 1 */
	unsigned int	is_response:1;
	unsigned int	absolute:1;	/* the target names the host */
	unsigned int	has_content_length:1;
	unsigned int	chunked:1;
	unsigned int	keepalive:1;	/* the peer lets the connection live on */
	unsigned int	upgrade:1;	/* Connection: names upgrade */
	unsigned int	expect_continue:1;
};

/* Of the parser in lib/roles/h1/parser.c; it is in the table so that a
 * connection that is not in a head has nothing of it */
struct lws_h1_parser {
	uint32_t	received;	/* bytes of the head so far */
	uint32_t	max_received;
	uint32_t	start;		/* of what is being stored */
	uint32_t	name_len;	/* of the field being received; 0: token */
	uint16_t	fields;
	uint8_t		token;		/* enum lws_token_indexes, or unknown */
	uint8_t		state;
	uint8_t		word_len;
	char		word[12];	/* method, version */
};

/* Of the decoder in lib/roles/h1/chunked.c */
struct lws_h1_chunked {
	uint64_t	left;		/* of the chunk */
	uint32_t	line;		/* bytes of the line, or of trailers */
	uint8_t		state;
	uint8_t		digits;
};

/*
 * A transaction: from the first byte of a request's head to the end of both
 * bodies.  A server's connection that waits for a request has none.
 */
struct lws_http {
	struct allocated_headers *ah;	/* NULL once it was detached */
	const struct lws_http_mount *mount; /* that the request belongs to */
	struct lws_http_file	*file;	/* that is being sent, or NULL */
#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
	struct lws_http_comp	*comp;	/* of the answer, or NULL */
#endif
	const struct lws_role_ops *upgrade; /* client: what is asked for */
	struct lws_http_relay	*relay;	/* who answers it elsewhere, or whom */
	struct lws_h1_chunked	chunked;
	uint64_t		body_left;	/* to be received, if known */
#if defined(LWS_WITH_ACCESS_LOG)
	uint64_t		body_sent;
	char			peer_name[48];
	unsigned int		logged:1;
	unsigned int		authorized:1;	/* the credentials were right */
#endif
	uint64_t		body_progress;	/* since the timer was set */
	uint64_t		tx_left;	/* client: to be sent, if known */
	struct lws		*wsi;		/* for sul_continue */
	lws_sorted_usec_list_t	sul_continue;	/* client: waits for 100 */
	char			boundary[17];	/* client: multipart; or empty */
	uint32_t		discarded;	/* of a body that nobody wants */
	unsigned int		code;		/* of the response */
	uint8_t			method;		/* LWSHUMETH_... */
	uint8_t			version_minor;
	uint8_t			interim;	/* 1xx responses seen */
	uint8_t			first_len;
	char			first[8];	/* bytes of the connection, until
						 * they are a method or none */

	unsigned int		keepalive:1;	/* after this transaction */
	unsigned int		body:1;		/* not received to its end */
	unsigned int		body_chunked:1;
	unsigned int		body_to_eof:1;
	unsigned int		awaits_continue:1;
	unsigned int		first_bytes:1;	/* being looked at */
	unsigned int		in_callback:1;	/* completion comes after it */
	unsigned int		detach:1;	/* the table, when it is over */
	unsigned int		completed:1;
	unsigned int		long_poll:1;	/* lws_http_mark_sse() */
	unsigned int		chunkable:1;	/* the answer may be in chunks */
	unsigned int		only_file_methods:1; /* it is for a file, and
						* with no method for such */
	/* of the answer */
	unsigned int		answered:1;	/* its head is complete */
	unsigned int		has_length:1;
	unsigned int		has_encoding:1;
	unsigned int		has_connection:1;
	/* client */
	unsigned int		body_pending:1;	/* the user has more to send */
	unsigned int		was_read:1;
	unsigned int		redirected_to_get:1;
	unsigned int		relayed:1;	/* client: the head is somebody's */
	unsigned int		multipart:1;	/* LCCSCF_HTTP_MULTIPART_MIME */
	unsigned int		form:1;		/* ..._X_WWW_FORM_URLENCODED */
	unsigned int		parts:1;	/* one has been written */
	unsigned int		tx_length:1;	/* tx_left is known */
	unsigned int		tx_framed:1;	/* by the user */
	unsigned int		tx_chunked:1;	/* by us */
	unsigned int		tx_begun:1;
	unsigned int		tx_ended:1;	/* the last chunk is out */
	unsigned int		tx_stopped:1;	/* nobody wants the rest */
};

struct allocated_headers {
	struct lws_http_head	head;
	struct lws_h1_parser	parser;
	const struct lws_token_limits *limits;	/* the user's, or NULL */
#if defined(LWS_WITH_PEER_LIMITS)
	struct lws_peer		*peer;		/* whom it counts for, or NULL */
#endif
	/* why the head is refused: an HTTP status to answer, and a cause for
	 * the log; 0 and NULL while all is well */
	const char		*cause;
	unsigned int		refused;

	uint32_t		max_data;
	uint32_t		pos;		/* data in use */
	struct lws_ah_frag	frags[LWS_AH_MAX_FRAGS];
	uint8_t			nfrags;
	uint8_t			first[LWS_AH_UNKNOWN + 1]; /* index + 1 */
	uint8_t			last[LWS_AH_UNKNOWN + 1];
	char			data[1];	/* max_data, and a NUL */
};

/* ---- tokens.c ---- */

/* the token of the field "name:" (colon included), or LWS_AH_UNKNOWN */
unsigned int lws_http_field_token(const char *name, size_t len);
/* LWSHUMETH_..., or -1 */
int lws_http_method_by_name(const char *name, size_t len);
/* the token that holds the path when this is the method */
enum lws_token_indexes lws_http_method_token(unsigned int method);
/* for the log and the client: "GET" */
const char *lws_http_method_name(unsigned int method);

/* ---- header-table.c: one allocation per table ---- */

/* max_data 0: the default; NULL: out of memory */
struct allocated_headers *
lws_ah_create(size_t max_data, const struct lws_token_limits *limits);
/* frees and sets NULL; nothing if there is none */
void lws_ah_destroy(struct allocated_headers **pah);
/* it counts for its peer no more */
void lws_ah_disown(struct allocated_headers *ah);
/* empty again, for the next head */
void lws_ah_reset(struct allocated_headers *ah, int is_response);
/* the first cause counts; always returns -1, so that callers can return it */
int lws_ah_refuse(struct allocated_headers *ah, unsigned int status,
		  const char *cause);
/* appends one byte to what is being stored; nonzero = the table is full */
int lws_ah_putc(struct allocated_headers *ah, char c);
/* what was stored from `off` to pos becomes a value of this token; a NUL is
 * put behind it.  Nonzero = no room */
int lws_ah_commit(struct allocated_headers *ah, unsigned int token,
		  uint32_t off, uint32_t name_len);
/* the same from a string */
int lws_ah_add(struct allocated_headers *ah, unsigned int token,
	       const char *value, size_t len);
/* forgets all values of this token but the first */
void lws_ah_keep_first(struct allocated_headers *ah, unsigned int token);
/* the n-th value of this token, or NULL */
const struct lws_ah_frag *
lws_ah_frag(const struct allocated_headers *ah, unsigned int token,
	    unsigned int n);
static LWS_INLINE const char *
lws_ah_frag_value(const struct allocated_headers *ah,
		  const struct lws_ah_frag *f)
{
	return ah->data + f->off;
}
/* the first value as a C string, or NULL */
const char *
lws_ah_value(const struct allocated_headers *ah, unsigned int token);
unsigned int
lws_ah_count(const struct allocated_headers *ah, unsigned int token);
/* the header "name:" (in any case, colon included), or NULL */
const struct lws_ah_frag *
lws_ah_custom(const struct allocated_headers *ah, const char *name,
	      size_t nlen);

/*
 * Joined values, as lws_hdr_total_length() and lws_hdr_copy() give them: URL
 * arguments with ",", cookies with "; ", the others with ", ".
 */
size_t
lws_ah_total_length(const struct allocated_headers *ah, unsigned int token);
/* length without the NUL, or -1 if size is too small for it */
int
lws_ah_copy(const struct allocated_headers *ah, char *dest, size_t size,
	    unsigned int token);

/* nonzero if one of the values of this comma separated list is `word`, in any
 * case (RFC 9110 5.6.1) */
int
lws_ah_list_has(const struct allocated_headers *ah, unsigned int token,
		const char *word);

/* ---- target.c ---- */

/*
 * The request target, stored at ah->data + off .. pos, as it was received.
 * Becomes the path (decoded, without dot segments), under the token of the
 * method, the URL arguments (decoded), and for the absolute form the Host.
 * Nonzero: refused, and ah knows why.
 */
int lws_http_target(struct allocated_headers *ah, uint32_t off);

/* ---- head-rules.c ---- */

/* the rules for the head as a whole; fills ah->head.  Nonzero: refused */
int lws_http_head_check(struct allocated_headers *ah);

/* ---- query.c: what the lws_... functions do, on a table ---- */

/* length of the value, copied to buf; -1: there is none, or no room for it */
int
lws_ah_urlarg(const struct allocated_headers *ah, const char *name, char *buf,
	      size_t size);
/* 0: found, *max is the length; 1: there is none; 2: *max is too small */
int
lws_ah_cookie(const struct allocated_headers *ah, const char *name, char *buf,
	      size_t *max);
/* LWSHUMETH_... and the path, or -1 */
int
lws_ah_uri_and_method(struct allocated_headers *ah, char **uri, int *len);

/* ---- http.c: the transaction ---- */

/* makes wsi->http and its empty table if there are none; NULL: no memory */
struct lws_http *lws_http_ensure(struct lws *wsi, int is_response);
/* lets the table go */
void lws_http_free_table(struct lws *wsi);
/* frees both; a wsi that has moved to another role needs them no more */
void lws_http_free(struct lws *wsi);
/* the table, or NULL */
static LWS_INLINE struct allocated_headers *
lws_http_ah(const struct lws *wsi)
{
	return wsi && wsi->http ? wsi->http->ah : NULL;
}

/* ---- file-path.c: from paths to names of files, without any I/O ---- */

/* Names that would be longer are of no file */
#define LWS_HTTP_FILE_PATH_MAX	1024u

enum lws_http_path_rules {
	LWS_HTTP_PATH_UNIX,
	LWS_HTTP_PATH_WINDOWS
};

/* those of the system that the library runs on */
static LWS_INLINE enum lws_http_path_rules
lws_http_path_rules_here(void)
{
	return lws_plat_windows_names() ? LWS_HTTP_PATH_WINDOWS :
					  LWS_HTTP_PATH_UNIX;
}

/* nonzero: below any directory, this relative path is one name of one file in
 * that directory or below it, or of nothing */
int
lws_http_path_is_safe(enum lws_http_path_rules rules, const char *path,
		      size_t len);
/* the name of what `path` (with or without the first slash) is below the
 * directory origin, into buf.  Nonzero: that is no name of a file */
int
lws_http_map_path(enum lws_http_path_rules rules, const char *origin,
		  const char *path, size_t len, char *buf, size_t size);

/* ---- mount.c and mount-....c ---- */

enum lws_mount_result {
	LWS_MOUNT_GO_ON,	/* (early) nothing to do yet */
	LWS_MOUNT_TO_PROTOCOL,	/* the user gets it, as LWS_CALLBACK_HTTP */
	LWS_MOUNT_FILE,		/* wsi->http->file is to be sent */
	LWS_MOUNT_ANSWERED,	/* the answer is complete */
	LWS_MOUNT_UNDER_WAY,	/* somebody answers, and completes it, later */
	LWS_MOUNT_CLOSE
};

/* What the user is given: a part of the path of the request, ended by NUL */
struct lws_mount_request {
	char	*path;
	size_t	len;
};

/* A kind of mount (LWSMPRO_...) */
struct lws_mount_ops {
	const char *name;
	/* before the user hears of the request; NULL: GO_ON */
	enum lws_mount_result (*early)(struct lws *wsi,
				       const struct lws_http_mount *m,
				       struct lws_mount_request *r);
	/* the user had his filters, and the protocol is bound */
	enum lws_mount_result (*serve)(struct lws *wsi,
				       const struct lws_http_mount *m,
				       struct lws_mount_request *r);
	unsigned int needs_origin:1;
};

extern const struct lws_mount_ops
	lws_mount_file_ops, lws_mount_callback_ops, lws_mount_redir_http_ops,
	lws_mount_redir_https_ops, lws_mount_http_ops, lws_mount_https_ops,
	lws_mount_cgi_ops;

/* nonzero: a mount that cannot be, logged */
int
lws_http_check_vhost(struct lws_vhost *vh,
		     const struct lws_context_creation_info *info);
void
lws_http_destroy_vhost(struct lws_vhost *vh);
/* NULL: this build does not have the kind */
const struct lws_mount_ops *
lws_mount_ops_of(const struct lws_http_mount *m);
/* the length of the mountpoint without slashes at its end */
size_t
lws_mount_prefix(const struct lws_http_mount *m);
/* the one with the longest mountpoint that path begins with, or NULL */
const struct lws_http_mount *
lws_mount_find(const struct lws_http_mount *mounts, const char *path,
	       size_t len, int ignore_case);
/*
 * prefix, path, suffix, and the arguments of the request, as they can be asked
 * for again, to `to` (not terminated).  The length, or -1: no room
 */
int lws_http_target_text(const struct allocated_headers *ah, const char *prefix,
			 const char *path, size_t len, const char *suffix,
			 char *to, size_t room);
/* answers with a redirect to the same path with a slash behind it */
enum lws_mount_result
lws_mount_add_slash(struct lws *wsi, const char *path, size_t len);

int
lws_mount_has_password(const struct lws_http_mount *m);
/* nonzero: the client proved to be let in, or nobody has to */
int
lws_mount_auth(struct lws *wsi, const struct lws_http_mount *m);
/* 401 with the challenge; nonzero: close */
int
lws_mount_ask_password(struct lws *wsi);

/* ---- conditional.c: RFC 9110 13, without any I/O ---- */

struct lws_http_validators {
	char		etag[56];
	time_t		modified;
	unsigned int	has_modified:1;
	unsigned int	weak:1;
};

enum lws_http_condition {
	LWS_HTTP_CONDITION_MET,
	LWS_HTTP_CONDITION_NOT_MODIFIED,	/* 304 */
	LWS_HTTP_CONDITION_FAILED		/* 412 */
};

/* of a file of that length and time; variant goes into the tag, "" for none */
void
lws_http_validators(struct lws_http_validators *v, uint64_t len,
		    int has_modified, time_t modified, time_t now,
		    const char *variant);
void
lws_http_validators_weaken(struct lws_http_validators *v);
/* what the fields of the request say to it */
enum lws_http_condition
lws_http_condition(const struct allocated_headers *ah,
		   const struct lws_http_validators *v, int get_or_head);
/* nonzero: a Range field counts, as far as If-Range is concerned */
int
lws_http_if_range(const struct allocated_headers *ah,
		  const struct lws_http_validators *v);

/* ---- ranges.c: RFC 9110 14, without any I/O ---- */

/* A request for more parts than these gets the whole */
#define LWS_HTTP_RANGES_MAX	16u

/* one part; end is behind its last byte */
struct lws_http_range {
	uint64_t	start;
	uint64_t	end;
};

struct lws_http_ranges {
	unsigned int		count;
	struct lws_http_range	range[LWS_HTTP_RANGES_MAX];
};

enum lws_http_ranges_ret {
	LWS_HTTP_RANGES_IGNORE,		/* malformed, too many, other units */
	LWS_HTTP_RANGES_OK,		/* 206: count is at least 1 */
	LWS_HTTP_RANGES_UNSATISFIABLE	/* 416 */
};

/* The parts are in the order in which they were asked for, those that overlap
 * or are close to each other as one */
enum lws_http_ranges_ret
lws_http_ranges_parse(struct lws_http_ranges *rs, const char *s,
		      uint64_t length);

/* ---- accept-encoding.c ---- */

/* How much the client likes this coding of content, 0 (not at all) to 1000 */
unsigned int
lws_http_coding_weight(const struct allocated_headers *ah, const char *coding);
/* nonzero: it is acceptable, and liked no less than no coding at all */
int
lws_http_coding_wanted(const struct allocated_headers *ah, const char *coding);

/* ---- compress.c ---- */

#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
/* compresses a piece of the body and sends what comes of it, in chunks.  len,
 * or -1 */
int
lws_http_comp_write(struct lws *wsi, const uint8_t *buf, size_t len,
		    int final);
/* the end, if the user has not said it; nonzero: close */
int
lws_http_comp_end(struct lws *wsi);
void
lws_http_comp_free(struct lws_http_comp **pc);
#endif

/* ---- access-log.c ---- */

#if defined(LWS_WITH_ACCESS_LOG)
/* a request begins to come in */
void
lws_http_access_log_begin(struct lws *wsi);
/* the line for the transaction, once, if it was answered */
void
lws_http_access_log(struct lws *wsi);
/* nonzero: refused, that is logged; path NULL: there is no log */
int
lws_http_access_log_open(struct lws_vhost *vh, const char *path);
void
lws_http_access_log_close(struct lws_vhost *vh);
#else
static LWS_INLINE void
lws_http_access_log_begin(struct lws *wsi)
{
	LWS_UNUSED(wsi);
}

static LWS_INLINE void
lws_http_access_log(struct lws *wsi)
{
	LWS_UNUSED(wsi);
}
#endif

/* ---- file-serve.c: answers that are files ---- */

/* what is read and sent at a time; the buffer belongs to the thread */
#define LWS_HTTP_FILE_BUF	(64u * 1024u)
/* a connection sends no more than this before it is the others' turn; and
 * what the system does by itself (a tenth of a millisecond) */
#define LWS_HTTP_FILE_ROUND	(256u * 1024u)
#define LWS_HTTP_FILE_SYSTEM_ROUND (1024u * 1024u)
/* from here on the system does it (sendfile), if it can */
#define LWS_HTTP_FILE_SYSTEM	(32u * 1024u)
/* pieces that are given to the protocol that interprets the file */
#define LWS_HTTP_INTERPRET_BUF	4096u
/* heads that the library makes alone */
#define LWS_HTTP_SMALL_HEAD	2048u

struct lws_http_serve {
	const char		*path;
	const char		*content_type;	/* or NULL */
	const char		*other_headers;	/* or NULL */
	size_t			other_headers_len;
	const struct lws_http_mount *mount;	/* or NULL: the user asks */
	const struct lws_protocols *interpreter; /* or NULL */
	unsigned int		coded:1;	/* as it is, no other coding */
};

enum lws_http_serve_result {
	LWS_HTTP_SERVE_UNDER_WAY,	/* the head is out, h->file is set */
	LWS_HTTP_SERVE_ANSWERED,	/* completely */
	LWS_HTTP_SERVE_NOT_FOUND,
	LWS_HTTP_SERVE_DIRECTORY,
	LWS_HTTP_SERVE_FAILED		/* close the connection */
};

enum lws_http_serve_result
lws_http_serve(struct lws *wsi, const struct lws_http_serve *s);

struct lws_http_file {
	lws_fop_fd_t		fop;
	const struct lws_protocols *interpreter;
	struct lws_http_ranges	ranges;		/* one, if all of it is sent */
	unsigned int		part;		/* which of them is next */
	uint64_t		pos;		/* next byte of it to be sent */
	uint64_t		length;		/* of the file */
	char			boundary[33];	/* between several parts */
	unsigned int		system:1;	/* the system may send it */
	unsigned int		begun:1;	/* with this part */
	char			type[1];	/* of its content, or "" */
};

static LWS_INLINE int
lws_http_file_is_multipart(const struct lws_http_file *f)
{
	return f->ranges.count > 1;
}

/* ---- file-head.c ---- */

/* what is to be said in the head of the answer */
struct lws_http_file_head {
	const struct lws_http_serve	*s;
	const struct lws_http_file	*f;
	const struct lws_http_validators *v;
	unsigned int			code;	/* 200, 206, 304, 416 */
	unsigned int			gzip:1;	/* the file is compressed */
	unsigned int			compress:1; /* and this one is to be */
};

/* nonzero: the user has written this field ("name:") himself */
int
lws_http_serve_user_has(const struct lws_http_serve *s, const char *name);
/* builds and sends it.  Nonzero: close, it has been logged */
int
lws_http_file_send_head(struct lws *wsi, const struct lws_http_file_head *h);

/* ---- file-send.c ---- */

/* what goes before a part, or behind the last one, into buf; its length */
size_t
lws_http_file_between(const struct lws_http_file *f, unsigned int part,
		      char *buf, size_t size);
/* longest of those: the rest is the type of the content */
#define LWS_HTTP_BETWEEN_MAX	(LWS_HTTP_TYPE_MAX + 192u)
/* A longer content type is refused for a file */
#define LWS_HTTP_TYPE_MAX	256u

enum lws_http_file_sent {
	LWS_HTTP_FILE_MORE,	/* when the socket takes more */
	LWS_HTTP_FILE_DONE,
	LWS_HTTP_FILE_FAILED	/* close: what was promised cannot be sent */
};

/* sends some of wsi->http->file, of whose end it makes LWS_HTTP_FILE_DONE */
enum lws_http_file_sent
lws_http_file_send(struct lws *wsi);
void
lws_http_file_free(struct lws_http_file **pf);
/* ---- relay.c: answers that come from elsewhere ---- */

/*
 * What a transaction of a server that is answered by an origin or a program
 * does with its events.  All of them may close the wsi, or complete its
 * transaction, and clear wsi->http->relay then.
 */
struct lws_http_relay_ops {
	/* a piece of the request's body; nonzero: close.  There are LWS_PRE
	 * bytes in front of it that may be written to */
	int (*body)(struct lws *wsi, uint8_t *p, size_t len);
	/* ... and its end */
	int (*body_end)(struct lws *wsi);
	/* lws_role_wants_pollout() was called; nonzero: close */
	int (*writable)(struct lws *wsi);
	/* the wsi goes, or its transaction is over */
	void (*gone)(struct lws *wsi);
};

/* begins whatever is relayed */
struct lws_http_relay {
	const struct lws_http_relay_ops *ops;
};

/* how a response that is relayed goes out */
struct lws_http_relay_out {
	unsigned int	chunked:1;	/* we frame it */
	unsigned int	no_body:1;
	unsigned int	begun:1;	/* the head is out */
};

/* nonzero: a field that is between two neighbours only (RFC 9110 7.6.1), or
 * that says how the message is framed; ah may name more of them */
int lws_http_is_hop_by_hop(const struct allocated_headers *ah,
			   const char *name, size_t len);
/* each field of a head, as it was received: name without the colon.  Ends when
 * cb returns nonzero, which it returns */
int lws_http_fields(const struct allocated_headers *ah,
		    int (*cb)(void *arg, const char *name, size_t nlen,
			      const char *value, size_t vlen), void *arg);
/*
 * The rest of a head whose status and fields are at *p, and the decision how
 * the body is delimited: length < 0 is unknown.  Sends it.  Nonzero: close.
 */
int lws_http_relay_head(struct lws *wsi, struct lws_http_relay_out *o,
			int64_t length, uint8_t *start, uint8_t **p,
			uint8_t *end);
/* bytes of the body, with LWS_PRE of room before them; nonzero: close */
int lws_http_relay_data(struct lws *wsi, struct lws_http_relay_out *o,
			uint8_t *buf, size_t len);
/* it is complete, and so is the transaction; or nothing of an answer came, and
 * this status is one.  wsi may be closed then. */
void lws_http_relay_end(struct lws *wsi, struct lws_http_relay_out *o);
void lws_http_relay_fail(struct lws *wsi, struct lws_http_relay_out *o,
			 unsigned int status);

/* ---- mount-cgi.c ---- */

/* nonzero: a program answers it */
int lws_http_is_cgi(const struct lws *wsi);

/* ---- redirect.c ---- */

/* Where a Location leads.  address "": to the same server as before */
struct lws_http_place {
	int		tls;
	int		port;
	char		address[256];
	char		host[272];	/* for the Host field */
};

/*
 * Takes a Location apart, as seen from a request for base_path over tls (0 or
 * 1).  The path comes without a fragment or dot segments, and with a '/' in
 * front.  Returns NULL, or what is wrong.
 */
const char *
lws_http_resolve(const char *location, int tls, const char *base_path,
		 struct lws_http_place *out, char *path, size_t path_size);
/* nonzero: a status that sends the client to a Location */
int lws_http_is_redirect(unsigned int code);

/* ---- multipart.c ---- */

/* of this transaction's multipart body; NULL: no random */
const char *lws_http_boundary(struct lws_http *h);

/* ---- date.c ---- */

/* seconds since 1970; month from 1.  Nothing is checked */
int64_t lws_http_unix_time(int y, int month, int d, int h, int m, int s);

/* ---- cookies.c ---- */

/* appends the Cookie field for the request; nonzero: no room */
int lws_http_cookies_put(struct lws *wsi, char **p, char *end);
/* keeps what the response sets */
void lws_http_cookies_take(struct lws *wsi);

/* ---- status.c ---- */

/* the reason phrase, never NULL */
const char *lws_http_reason(unsigned int code);

#endif
