/* SPDX-License-Identifier: MIT */
/* lws-write.h */

#if !defined(LWS_LWS_WRITE_H)
#define LWS_LWS_WRITE_H

#define LWS_SIZEOFPTR			((int)sizeof(void *))
#define _LWS_PAD_SIZE			16
#define _LWS_PAD(n) \
	(((n) % _LWS_PAD_SIZE) ? ((n) + (_LWS_PAD_SIZE - ((n) % \
		_LWS_PAD_SIZE))) : (n))
#define LWS_PRE				_LWS_PAD(4 + 10)
#define LWS_SEND_BUFFER_PRE_PADDING	LWS_PRE
#define LWS_SEND_BUFFER_POST_PADDING	0
#define LWS_WRITE_RAW			LWS_WRITE_HTTP

enum lws_write_protocol {
	LWS_WRITE_TEXT,
	LWS_WRITE_BINARY,
	LWS_WRITE_CONTINUATION,
	LWS_WRITE_HTTP,
	LWS_WRITE_PING				= 5,
	LWS_WRITE_PONG,
	LWS_WRITE_HTTP_FINAL,
	LWS_WRITE_HTTP_HEADERS,
	LWS_WRITE_HTTP_HEADERS_CONTINUATION,
	LWS_WRITE_BUFLIST			= 32,
	LWS_WRITE_NO_FIN			= 64,
	LWS_WRITE_H2_STREAM_END			= 128,
	LWS_WRITE_CLIENT_IGNORE_XOR_MASK	= 128
};

struct lws;
struct lws_write_passthru {
	struct lws		*wsi;
	unsigned char		*buf;
	size_t			len;
	enum lws_write_protocol	wp;
};

LWS_VISIBLE LWS_EXTERN int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol protocol);

#define lws_write_http(wsi, buf, len) \
	lws_write(wsi, (unsigned char *)(buf), len, LWS_WRITE_HTTP)

/**
 * Flags for one fragment of a ws message
 *
 * initial is LWS_WRITE_TEXT or LWS_WRITE_BINARY; is_start is nonzero for the
 * first fragment, is_end for the last one. The result goes to lws_write().
 */
static LWS_INLINE int
lws_write_ws_flags(int initial, int is_start, int is_end)
{
	int flags = is_start ? initial : (int)LWS_WRITE_CONTINUATION;

	if (!is_end)
		flags |= (int)LWS_WRITE_NO_FIN;

	return flags;
}

LWS_VISIBLE LWS_EXTERN int
lws_raw_transaction_completed(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

#endif /* LWS_LWS_WRITE_H */
