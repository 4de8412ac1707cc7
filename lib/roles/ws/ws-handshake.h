/* SPDX-License-Identifier: MIT */
/*
 * What both ends compute and compare in the opening handshake, RFC 6455
 * section 4, on header values given as bytes.  No socket, no allocation.
 */

#ifndef LWS_ROLES_WS_HANDSHAKE_H
#define LWS_ROLES_WS_HANDSHAKE_H

#include <stddef.h>
#include <stdint.h>

#define LWS_WS_KEY_LEN		24	/* base64 of 16 bytes */
#define LWS_WS_ACCEPT_LEN	28	/* base64 of a SHA-1 */

/*
 * Nonzero if key is a Sec-WebSocket-Key: 16 bytes in base64, and nothing else.
 */
int
lws_ws_key_valid(const char *key, size_t len);

/*
 * Makes the Sec-WebSocket-Key of a client out of 16 random bytes: out gets
 * LWS_WS_KEY_LEN characters and a NUL.  Returns 0, or nonzero on failure.
 */
int
lws_ws_key_make(const uint8_t *random16, char *out);

/*
 * Computes the Sec-WebSocket-Accept that answers key.  out gets
 * LWS_WS_ACCEPT_LEN characters and a NUL.  Returns 0, or nonzero on failure,
 * which includes a key longer than any valid one.
 */
int
lws_ws_accept_make(const char *key, size_t len, char *out);

/*
 * Walks a comma separated header list.  *pos starts at the list and moves on;
 * each call that returns nonzero has given one element, without the blanks
 * around it.  Empty elements are passed over.  Returns 0 at the end.
 */
int
lws_ws_list_next(const char **pos, const char *end, const char **element,
		 size_t *len);

/*
 * Nonzero if the list has this token, whatever the case of its letters.
 */
int
lws_ws_list_has(const char *list, size_t len, const char *token);

/* one extension of a Sec-WebSocket-Extensions list */
struct lws_ws_ext_elem {
	const char		*name;
	size_t			name_len;
	const char		*params;	/* "a; b=1", without the first ; */
	size_t			params_len;
};

/*
 * Walks such a list as lws_ws_list_next() does.  Returns -1 where it is
 * malformed: RFC 6455 section 9.1 has the connection fail then.
 */
int
lws_ws_ext_next(const char **pos, const char *end, struct lws_ws_ext_elem *e);

/* nonzero if name is one that we can speak; its case matters */
typedef int (*lws_ws_speaks_t)(void *opaque, const char *name, size_t len);

/*
 * Chooses a subprotocol from the client's Sec-WebSocket-Protocol: the first of
 * its list, which is in the order of its preference, that speaks() accepts.
 * Returns nonzero and sets *name and *name_len, or 0 if there is none.
 */
int
lws_ws_subprotocol_choose(const char *list, size_t len,
			  lws_ws_speaks_t speaks, void *opaque,
			  const char **name, size_t *name_len);

#endif
