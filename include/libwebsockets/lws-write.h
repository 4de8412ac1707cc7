/* SPDX-License-Identifier: MIT */
/*
 * lws-write.h: sending
 *
 * Data goes out from WRITEABLE callbacks, one lws_write() per callback as a
 * rule; lws_callback_on_writable() asks for the next one.
 */

#if !defined(LIBWEBSOCKETS_LWS_WRITE_H)
#define LIBWEBSOCKETS_LWS_WRITE_H

/*
 * Room in front of the payload
 *
 * lws_write() puts the frame header directly before the data, so the buffer has
 * to have LWS_PRE bytes before the address that is passed, which the caller
 * leaves to the library:
 *
 *	uint8_t buf[LWS_PRE + 512];
 *
 *	n = lws_snprintf((char *)buf + LWS_PRE, 512, ...);
 *	lws_write(wsi, buf + LWS_PRE, (size_t)n, LWS_WRITE_TEXT);
 *
 * A multiple of 16 covers the longest ws header (14 bytes, RFC 6455 5.2) and
 * keeps the payload as aligned as the buffer.
 */

#define LWS_SIZEOFPTR		((int)sizeof(void *))

#define _LWS_PAD_SIZE		16	/* at least the size of a pointer */
#define _LWS_PAD(n)		(((n) % _LWS_PAD_SIZE) ? \
				 ((n) + (_LWS_PAD_SIZE - \
					 ((n) % _LWS_PAD_SIZE))) : (n))

#define LWS_PRE			_LWS_PAD(4 + 10)

/* old names */
#define LWS_SEND_BUFFER_PRE_PADDING	LWS_PRE
#define LWS_SEND_BUFFER_POST_PADDING	0

/** For raw connections, whose bytes go out as they are */
#define LWS_WRITE_RAW			LWS_WRITE_HTTP

/**
 * What lws_write() is to make of the data
 *
 * One of the values below 32, to which the flags after them may be or-ed.
 */
enum lws_write_protocol {
	/* a ws text message, or its first fragment; UTF-8 */
	LWS_WRITE_TEXT,
	/* a ws binary message, or its first fragment */
	LWS_WRITE_BINARY,
	/* a further fragment of the message under way */
	LWS_WRITE_CONTINUATION,
	/* HTTP body with more to follow; also LWS_WRITE_RAW */
	LWS_WRITE_HTTP,
	/* a ws ping, 125 bytes at most */
	LWS_WRITE_PING				= 5,
	/* a ws pong nobody asked for; asked-for ones are automatic */
	LWS_WRITE_PONG,
	/* the last part of an HTTP body */
	LWS_WRITE_HTTP_FINAL,
	/* the whole HTTP header block */
	LWS_WRITE_HTTP_HEADERS,
	/* a further part of the header block */
	LWS_WRITE_HTTP_HEADERS_CONTINUATION,
	/*
	 * keep a copy and send it when the socket can take it, however much is
	 * waiting already: the caller watches the amount itself
	 */
	LWS_WRITE_BUFLIST			= 32,
	/*
	 * more fragments of the ws message, or more of the header block, will
	 * follow
	 */
	LWS_WRITE_NO_FIN			= 64,
	/* on HTTP/2, nothing follows on this stream */
	LWS_WRITE_H2_STREAM_END			= 128,
	/*
	 * as a ws client, mask with zeroes: the buffer is not changed by the
	 * masking
	 */
	LWS_WRITE_CLIENT_IGNORE_XOR_MASK	= 128
};

/** What an extension passes on at LWS_EXT_CB_PACKET_TX_PRESEND */
struct lws_write_passthru {
	struct lws		*wsi;
	/* with LWS_PRE bytes before it */
	unsigned char		*buf;
	size_t			len;
	/* what the caller of lws_write() asked for */
	enum lws_write_protocol	wp;
};

/**
 * Sends len bytes from buf on wsi as wp says. buf needs LWS_PRE writable
 * bytes in front of it (see there), except for raw and HTTP/1 data. As a ws
 * client the payload in buf is masked in place (RFC 6455 5.3) and therefore
 * changed.
 *
 * Everything is accepted: what the socket does not take at once is copied and
 * goes out before any further WRITEABLE callback. Control frames (ping, pong)
 * may be sent between the fragments of a message.
 *
 * Returns the number of bytes accepted, which is at least len, or -1 when the
 * connection is dead or the call makes no sense for it. After -1 return -1
 * from the callback; the connection closes then.
 */
LWS_VISIBLE LWS_EXTERN int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol protocol);

/** Sends part of an HTTP body */
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

/**
 * For raw connections: says that everything that was to be said has been.
 * What is still buffered goes out before the connection closes.
 *
 * Returns 0 while that goes on, -1 if the connection may close now. Return
 * the result from the callback.
 */
LWS_VISIBLE LWS_EXTERN int
lws_raw_transaction_completed(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

#endif /* LIBWEBSOCKETS_LWS_WRITE_H */
