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

struct lws_h1_chunked {
	uint64_t	left;		/* of the chunk */
	uint32_t	line;		/* bytes of the line, or of trailers */
	uint8_t		state;
	uint8_t		digits;
};

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

#endif
