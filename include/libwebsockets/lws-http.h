/* SPDX-License-Identifier: MIT */
/*
 * lws-http.h: HTTP
 *
 * Headers of requests and responses, and serving. Headers can be read from
 * the callback that says they are complete until the transaction ends or the
 * connection upgrades; responses are written into a buffer piece by piece,
 * with a pointer that moves.
 */

#if !defined(LIBWEBSOCKETS_LWS_HTTP_H)
#define LIBWEBSOCKETS_LWS_HTTP_H

/** Room for response headers that is enough for most */
#define LWS_RECOMMENDED_MIN_HEADER_SPACE 2048

/**
 * The content type that goes with the suffix of a file name, with regard to
 * m->extra_mimetypes if m is not NULL; NULL if it is unknown
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_mimetype(const char *file, const struct lws_http_mount *m);

/**
 * Sends a file as the response, with headers: content_type, and
 * other_headers_len bytes of further ones (or NULL), as they were written by
 * lws_add_http_header_by_name(). It goes out as the socket takes it, then
 * LWS_CALLBACK_HTTP_FILE_COMPLETION comes.
 *
 * Returns 0 if it is under way, above 0 if it has gone out completely,
 * negative if the connection has to close.
 */
LWS_VISIBLE LWS_EXTERN int
lws_serve_http_file(struct lws *wsi, const char *file, const char *content_type,
		    const char *other_headers, int other_headers_len);

/**
 * Goes on with sending a file, when the socket takes data. Returns as
 * lws_serve_http_file().
 */
LWS_VISIBLE LWS_EXTERN int
lws_serve_http_file_fragment(struct lws *wsi);

/** Status codes (RFC 9110 section 15) */
enum http_status {
	HTTP_STATUS_CONTINUE			= 100,
	HTTP_STATUS_OK				= 200,
	HTTP_STATUS_NO_CONTENT			= 204,
	HTTP_STATUS_PARTIAL_CONTENT		= 206,
	HTTP_STATUS_MOVED_PERMANENTLY		= 301,
	HTTP_STATUS_FOUND			= 302,
	HTTP_STATUS_SEE_OTHER			= 303,
	HTTP_STATUS_NOT_MODIFIED		= 304,
	HTTP_STATUS_BAD_REQUEST			= 400,
	HTTP_STATUS_UNAUTHORIZED		= 401,
	HTTP_STATUS_PAYMENT_REQUIRED		= 402,
	HTTP_STATUS_FORBIDDEN			= 403,
	HTTP_STATUS_NOT_FOUND			= 404,
	HTTP_STATUS_METHOD_NOT_ALLOWED		= 405,
	HTTP_STATUS_NOT_ACCEPTABLE		= 406,
	HTTP_STATUS_PROXY_AUTH_REQUIRED		= 407,
	HTTP_STATUS_REQUEST_TIMEOUT		= 408,
	HTTP_STATUS_CONFLICT			= 409,
	HTTP_STATUS_GONE			= 410,
	HTTP_STATUS_LENGTH_REQUIRED		= 411,
	HTTP_STATUS_PRECONDITION_FAILED		= 412,
	HTTP_STATUS_REQ_ENTITY_TOO_LARGE	= 413,
	HTTP_STATUS_REQ_URI_TOO_LONG		= 414,
	HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE	= 415,
	HTTP_STATUS_REQ_RANGE_NOT_SATISFIABLE	= 416,
	HTTP_STATUS_EXPECTATION_FAILED		= 417,
	HTTP_STATUS_INTERNAL_SERVER_ERROR	= 500,
	HTTP_STATUS_NOT_IMPLEMENTED		= 501,
	HTTP_STATUS_BAD_GATEWAY			= 502,
	HTTP_STATUS_SERVICE_UNAVAILABLE		= 503,
	HTTP_STATUS_GATEWAY_TIMEOUT		= 504,
	HTTP_STATUS_HTTP_VERSION_NOT_SUPPORTED	= 505
};

/** A piece of text at some callbacks */
struct lws_process_html_args {
	char			*p; /* where it is */
	int			len; /* how long it is */
	int			max_len; /* and may become */
	int			final; /* nothing follows */
	int			chunked; /* it is sent with chunked encoding */
};

/** Returns what the index-th name stands for */
typedef const char *(*lws_process_html_state_cb)(void *data, int index);

/** State of replacing $names in HTML */
struct lws_process_html_state {
	/* of the name being looked at */
	char			*start;
	/* the beginning of a name that may go on in the next piece */
	char			swallow[16];
	/* how much of it */
	int			pos;
	/* for replace */
	void			*data;
	/* the names, with their $ */
	const char *const	*vars;
	int			count_vars;
	lws_process_html_state_cb replace;
};

/**
 * Replaces names in one piece of HTML, in place, and makes it a chunk if
 * args->chunked (which is 0 then): moves args->p and changes args->len
 * accordingly. The size of
 * the chunk goes into the bytes before args->p, of which the caller has to
 * have 10; all else stays within max_len. A name that the piece may have the
 * beginning of is kept in *s for the next one, so that len can become 0: then
 * there is nothing to send. The longest name counts; names may have 16
 * characters. Returns 0, nonzero (logged) if there is no room, so that the
 * connection has to close.
 */
LWS_VISIBLE LWS_EXTERN int
lws_chunked_html_process(struct lws_process_html_args *args,
			 struct lws_process_html_state *s);

/** Bytes that were read */
struct lws_tokens {
	unsigned char		*token;
	int			len;
};

/**
 * Headers and other parts of a message that the library keeps
 *
 * The order follows the numbers, which depend on what is compiled in. The
 * names of methods stand for their URI.
 */
enum lws_token_indexes {
	WSI_TOKEN_GET_URI,
	WSI_TOKEN_POST_URI,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_OPTIONS_URI,
#endif
	WSI_TOKEN_HOST,
	WSI_TOKEN_CONNECTION,
	WSI_TOKEN_UPGRADE,
	WSI_TOKEN_ORIGIN,
#if defined(LWS_ROLE_WS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_DRAFT,
#endif
	WSI_TOKEN_CHALLENGE,
#if defined(LWS_ROLE_WS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_EXTENSIONS,
	WSI_TOKEN_KEY1,
	WSI_TOKEN_KEY2,
	WSI_TOKEN_PROTOCOL,
	WSI_TOKEN_ACCEPT,
	WSI_TOKEN_NONCE,
#endif
	WSI_TOKEN_HTTP, /* the version, or the status line of a response */
#if defined(LWS_ROLE_H2) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP2_SETTINGS,
#endif
	WSI_TOKEN_HTTP_ACCEPT,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_AC_REQUEST_HEADERS,
#endif
	WSI_TOKEN_HTTP_IF_MODIFIED_SINCE,
	WSI_TOKEN_HTTP_IF_NONE_MATCH,
	WSI_TOKEN_HTTP_ACCEPT_ENCODING,
	WSI_TOKEN_HTTP_ACCEPT_LANGUAGE,
	WSI_TOKEN_HTTP_PRAGMA,
	WSI_TOKEN_HTTP_CACHE_CONTROL,
	WSI_TOKEN_HTTP_AUTHORIZATION,
	WSI_TOKEN_HTTP_COOKIE,
	WSI_TOKEN_HTTP_CONTENT_LENGTH,
	WSI_TOKEN_HTTP_CONTENT_TYPE,
	WSI_TOKEN_HTTP_DATE,
	WSI_TOKEN_HTTP_RANGE,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_REFERER,
#endif
#if defined(LWS_ROLE_WS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_KEY,
	WSI_TOKEN_VERSION,
	WSI_TOKEN_SWORIGIN,
#endif
#if defined(LWS_ROLE_H2) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_COLON_AUTHORITY,
	WSI_TOKEN_HTTP_COLON_METHOD,
	WSI_TOKEN_HTTP_COLON_PATH,
	WSI_TOKEN_HTTP_COLON_SCHEME,
	WSI_TOKEN_HTTP_COLON_STATUS,
#endif
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_ACCEPT_CHARSET,
#endif
	WSI_TOKEN_HTTP_ACCEPT_RANGES,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_ACCESS_CONTROL_ALLOW_ORIGIN,
#endif
	WSI_TOKEN_HTTP_AGE,
	WSI_TOKEN_HTTP_ALLOW,
	WSI_TOKEN_HTTP_CONTENT_DISPOSITION,
	WSI_TOKEN_HTTP_CONTENT_ENCODING,
	WSI_TOKEN_HTTP_CONTENT_LANGUAGE,
	WSI_TOKEN_HTTP_CONTENT_LOCATION,
	WSI_TOKEN_HTTP_CONTENT_RANGE,
	WSI_TOKEN_HTTP_ETAG,
	WSI_TOKEN_HTTP_EXPECT,
	WSI_TOKEN_HTTP_EXPIRES,
	WSI_TOKEN_HTTP_FROM,
	WSI_TOKEN_HTTP_IF_MATCH,
	WSI_TOKEN_HTTP_IF_RANGE,
	WSI_TOKEN_HTTP_IF_UNMODIFIED_SINCE,
	WSI_TOKEN_HTTP_LAST_MODIFIED,
	WSI_TOKEN_HTTP_LINK,
	WSI_TOKEN_HTTP_LOCATION,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_MAX_FORWARDS,
	WSI_TOKEN_HTTP_PROXY_AUTHENTICATE,
	WSI_TOKEN_HTTP_PROXY_AUTHORIZATION,
#endif
	WSI_TOKEN_HTTP_REFRESH,
	WSI_TOKEN_HTTP_RETRY_AFTER,
	WSI_TOKEN_HTTP_SERVER,
	WSI_TOKEN_HTTP_SET_COOKIE,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_STRICT_TRANSPORT_SECURITY,
#endif
	WSI_TOKEN_HTTP_TRANSFER_ENCODING,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_HTTP_USER_AGENT,
	WSI_TOKEN_HTTP_VARY,
	WSI_TOKEN_HTTP_VIA,
	WSI_TOKEN_HTTP_WWW_AUTHENTICATE,
#endif
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_PATCH_URI,
	WSI_TOKEN_PUT_URI,
	WSI_TOKEN_DELETE_URI,
#endif
	WSI_TOKEN_HTTP_URI_ARGS,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_PROXY,
	WSI_TOKEN_HTTP_X_REAL_IP,
#endif
	WSI_TOKEN_HTTP1_0,
	WSI_TOKEN_X_FORWARDED_FOR,
	WSI_TOKEN_CONNECT,
	WSI_TOKEN_HEAD_URI,
#if defined(LWS_WITH_HTTP_UNCOMMON_HEADERS) || \
		defined(LWS_ROLE_H2) || \
		defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_TE,
	WSI_TOKEN_REPLAY_NONCE,
#endif
#if defined(LWS_ROLE_H2) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_COLON_PROTOCOL,
#endif
	WSI_TOKEN_X_AUTH_TOKEN,
	WSI_TOKEN_DSS_SIGNATURE,
	_WSI_TOKEN_CLIENT_SENT_PROTOCOLS, /* what a client asks for */
	_WSI_TOKEN_CLIENT_PEER_ADDRESS,
	_WSI_TOKEN_CLIENT_URI,
	_WSI_TOKEN_CLIENT_HOST,
	_WSI_TOKEN_CLIENT_ORIGIN,
	_WSI_TOKEN_CLIENT_METHOD,
	_WSI_TOKEN_CLIENT_IFACE,
	_WSI_TOKEN_CLIENT_ALPN,
	WSI_TOKEN_COUNT, /* what follows are states of the parser */
	WSI_TOKEN_NAME_PART,
#if defined(LWS_WITH_CUSTOM_HEADERS) || defined(LWS_HTTP_HEADERS_ALL)
	WSI_TOKEN_UNKNOWN_VALUE_PART,
#endif
	WSI_TOKEN_SKIPPING,
	WSI_TOKEN_SKIPPING_SAW_CR,
	WSI_PARSING_COMPLETE,
	WSI_INIT_TOKEN_MUXURL
};

/** The longest values to accept, by token; 0 for no limit */
struct lws_token_limits {
	unsigned short		token_limit[WSI_TOKEN_COUNT];
};

/** Settings of HTTP/2 (RFC 9113 6.5.2, RFC 8441) */
enum lws_h2_settings {
	H2SET_HEADER_TABLE_SIZE		= 1,
	H2SET_ENABLE_PUSH		= 2,
	H2SET_MAX_CONCURRENT_STREAMS	= 3,
	H2SET_INITIAL_WINDOW_SIZE	= 4,
	H2SET_MAX_FRAME_SIZE		= 5,
	H2SET_MAX_HEADER_LIST_SIZE	= 6,
	H2SET_RESERVED7			= 7,
	H2SET_ENABLE_CONNECT_PROTOCOL	= 8,
	H2SET_COUNT			= 9
};

/**
 * Name of a header as it is written, lower case with a colon, or of a method
 * with a space; NULL if there is no such token
 */
LWS_VISIBLE LWS_EXTERN const unsigned char *
lws_token_to_string(enum lws_token_indexes token);

/**
 * Length of a header, without a NUL: with several of the same name, as if
 * there were one with commas between the values. 0 if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_total_length(struct lws *wsi, enum lws_token_indexes h)
		LWS_WARN_UNUSED_RESULT;

/**
 * Length of the frag_idx-th part of it, 0 if there are not so many. Parts are
 * the values that came separately, or the arguments of a query.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_fragment_length(struct lws *wsi, enum lws_token_indexes h, int frag_idx)
		LWS_WARN_UNUSED_RESULT;

/**
 * Copies a header to dest with a NUL. Returns its length, 0 if there is none,
 * -1 if it does not fit len.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_copy(struct lws *wsi, char *dest, int len, enum lws_token_indexes h);

/** The same for its frag_idx-th part. -1 also if there are not so many. */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_copy_fragment(struct lws *wsi, char *dest, int len,
		      enum lws_token_indexes h, int frag_idx);

/**
 * Length of a header that has no token: name is lower case with its colon,
 * nlen long. -1 if there is none. On HTTP/1 and for HTTP/2 alike.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_length(struct lws *wsi, const char *name, int nlen);

/**
 * Copies it to dst with a NUL. Returns its length, -1 if there is none or it
 * does not fit.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_copy(struct lws *wsi, char *dst, int len, const char *name,
		    int nlen);

/** Called with the name of each header that has no token */
typedef void (*lws_hdr_custom_fe_cb_t)(const char *name, int nlen,
				       void *opaque);

/** Calls cb for each of them. Returns 0, -1 if there are no headers. */
LWS_VISIBLE LWS_EXTERN int
lws_hdr_custom_name_foreach(struct lws *wsi, lws_hdr_custom_fe_cb_t cb,
			    void *opaque);

/**
 * Copies the value of the URI argument "name=" to buf with a NUL, decoded.
 * Returns its length, -1 if there is none or it does not fit.
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_urlarg_by_name_safe(struct lws *wsi, const char *name, char *buf,
			    int len);

/** The same with buf as the result, or NULL */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_urlarg_by_name(struct lws *wsi, const char *name, char *buf, int len);

/**
 * For the code of lws_add_http_header_status(): the bits of the status, and a
 * flag to leave out Server:
 */
#define LWSAHH_CODE_MASK		((1 << 16) - 1)
#define LWSAHH_FLAG_NO_SERVER_NAME	(1 << 30)

/*
 * Writing response headers
 *
 * All write at *p, no further than end, and move *p. They return 0, nonzero
 * if there was no room: then give up.
 */

/**
 * The status line, or :status, and what the vhost adds to every response.
 * Comes first.
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_status(struct lws *wsi, unsigned int code,
			   unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** A header by name, with its colon ("x-thing:"); value need not have a NUL */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_by_name(struct lws *wsi, const unsigned char *name,
			    const unsigned char *value, int length,
			    unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** A header that has a token */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_by_token(struct lws *wsi, enum lws_token_indexes token,
			     const unsigned char *value, int length,
			     unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** Content-Length */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_header_content_length(struct lws *wsi,
				   lws_filepos_t content_length,
				   unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** The end of the headers */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_http_header(struct lws *wsi, unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** The end of the headers, and sends what is there from start on */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_write_http_header(struct lws *wsi, unsigned char *start,
			       unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** A length that is not known */
#define LWS_ILLEGAL_HTTP_CONTENT_LEN	((lws_filepos_t)-1ll)

/**
 * Status, Content-Type and Content-Length; with LWS_ILLEGAL_HTTP_CONTENT_LEN
 * the length is left out and the connection closes after the response, where
 * the protocol needs that
 */
LWS_VISIBLE LWS_EXTERN int
lws_add_http_common_headers(struct lws *wsi, unsigned int code,
			    const char *content_type, lws_filepos_t content_len,
			    unsigned char **p, unsigned char *end)
		LWS_WARN_UNUSED_RESULT;

/** Methods, as lws_http_get_uri_and_method() gives them */
enum {
	LWSHUMETH_GET,
	LWSHUMETH_POST,
	LWSHUMETH_OPTIONS,
	LWSHUMETH_PUT,
	LWSHUMETH_PATCH,
	LWSHUMETH_DELETE,
	LWSHUMETH_CONNECT,
	LWSHUMETH_HEAD,
	LWSHUMETH_COLON_PATH
};

/**
 * What the request is for: sets *puri_ptr and *puri_len to the path, which
 * has a NUL, and returns the method, LWSHUMETH_..., or -1.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_get_uri_and_method(struct lws *wsi, char **puri_ptr, int *puri_len)
		LWS_WARN_UNUSED_RESULT;

/**
 * Writes string with %XX for what may not be in a URI, in at most len bytes
 * with the NUL. Returns escaped.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_urlencode(char *escaped, const char *string, int len);

/**
 * The reverse: %XX and '+' become what they stand for. string and escaped may
 * be the same. Returns 0, -1 if it is malformed, has a NUL in it, or does not
 * fit.
 */
LWS_VISIBLE LWS_EXTERN int
lws_urldecode(char *string, const char *escaped, int len);

/**
 * Writes a time as in Date: (RFC 9110 5.6.7). Returns 0, -1 if buf is too
 * small.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_date_render_from_unix(char *buf, size_t len, const time_t *t);

/** Reads one. Returns 0, -1 if it is none. */
LWS_VISIBLE LWS_EXTERN int
lws_http_date_parse_unix(const char *b, size_t len, time_t *t);

/**
 * Raises *us_interval_in_out, in microseconds, to what the Retry-After header
 * of a response asks for (RFC 9110 10.2.3). Returns 0, nonzero if there is
 * none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_check_retry_after(struct lws *wsi, lws_usec_t *us_interval_in_out);

/**
 * Answers with a status and a small page: html_body is put into it, NULL for
 * the text of the status. The whole response has been sent or buffered
 * afterwards. Returns 0, nonzero if the connection has to close.
 */
LWS_VISIBLE LWS_EXTERN int
lws_return_http_status(struct lws *wsi, unsigned int code,
		       const char *html_body);

/**
 * Answers with status code and the Location loc, len bytes; the headers are
 * made at *p. Returns 0 or more, negative if the connection has to close.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_redirect(struct lws *wsi, int code, const unsigned char *loc, int len,
		  unsigned char **p, unsigned char *end) LWS_WARN_UNUSED_RESULT;

/**
 * The response is complete. On a connection that stays (RFC 9112 9.3) the
 * next request can come then. Returns 0 for that; 1 if the connection has to
 * close, so return -1 from the callback.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_transaction_completed(struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * Gives up the memory with the headers before the transaction ends. Returns
 * 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_headers_detach(struct lws *wsi);

/**
 * The response is an endless stream of server-sent events: no timeouts.
 * Returns 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_mark_sse(struct lws *wsi);

/**
 * A client of HTTP/2 says that it has nothing more to send and only waits.
 * Returns 0, nonzero if it is no such stream.
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_client_stream_long_poll_rxonly(struct lws *wsi);

/**
 * Compresses the response with the method name ("gzip"), or (NULL) the best
 * that the client takes, and adds the header. decomp: decompress instead.
 * Returns 0, 1 if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_compression_apply(struct lws *wsi, const char *name, unsigned char **p,
			   unsigned char *end, char decomp);

/** Nonzero if a redirect has turned the client's request into a GET */
LWS_VISIBLE LWS_EXTERN int
lws_http_is_redirected_to_get(struct lws *wsi);

/**
 * Copies the value of the cookie with that name; *max is the room, then the
 * length. Returns 0, nonzero if there is none or it does not fit.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_cookie_get(struct lws *wsi, const char *name, char *buf, size_t *max);

/** Nonzero if a status code is 400 or more */
#define lws_http_client_http_resp_is_error(code) (!(code < 400))

/** sid for lws_h2_update_peer_txcredit(): the stream that wsi is */
#define LWS_H2_STREAM_SID		(-1)

/**
 * Grants the peer bump more bytes, on stream sid or (0) the connection.
 * Returns 0, nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_h2_update_peer_txcredit(struct lws *wsi, unsigned int sid, int bump);

/** How many bytes the peer may still send */
LWS_VISIBLE LWS_EXTERN int
lws_h2_get_peer_txcredit_estimate(struct lws *wsi);

#endif /* LIBWEBSOCKETS_LWS_HTTP_H */
