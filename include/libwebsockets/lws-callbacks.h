/* SPDX-License-Identifier: MIT */
/*
 * lws-callbacks.h: what the library tells a protocol
 *
 * A protocol is one function, which gets every event of every connection that
 * is bound to it, with a reason that says which event it is. All calls come
 * on the thread of the service loop that the connection belongs to, and never
 * while another call for the same connection is in progress in that thread's
 * turn.
 *
 * 	int callback(struct lws *wsi, enum lws_callback_reasons reason,
 * 		     void *user, void *in, size_t len)
 *
 * user is the per-session data of the connection (zeroed when it was bound),
 * or NULL. in and len depend on the reason and are valid during the call
 * only. Return 0 to go on. Unless the reason says otherwise, a nonzero value
 * (use -1) closes the connection, after which the CLOSED callback that goes
 * with its role still comes. Reasons that a protocol does not know deserve 0.
 */

#if !defined(LIBWEBSOCKETS_LWS_CALLBACKS_H)
#define LIBWEBSOCKETS_LWS_CALLBACKS_H

/** in at LWS_CALLBACK_SSL_INFO */
struct lws_ssl_info {
	/* SSL_CB_ bits, as in SSL_CTX_set_info_callback() */
	int			where;
	/* its other argument */
	int			ret;
};

/**
 * How far the renewal of a certificate has come: len at
 * LWS_CALLBACK_VHOST_CERT_UPDATE
 */
enum lws_cert_update_state {
	LWS_CUS_IDLE,
	LWS_CUS_STARTING,	/* about to begin */
	LWS_CUS_SUCCESS,	/* there is a new certificate */
	LWS_CUS_FAILED,		/* there is none; the old one stays */
	LWS_CUS_CREATE_KEYS,	/* steps on the way */
	LWS_CUS_REG,
	LWS_CUS_AUTH,
	LWS_CUS_CHALLENGE,
	LWS_CUS_CREATE_REQ,
	LWS_CUS_REQ,
	LWS_CUS_CONFIRM,
	LWS_CUS_ISSUE
};

/**
 * Indexes of lws_acme_cert_aging_args.element_overrides: first the parts of
 * the certificate request, then where things are
 */
enum {
	LWS_TLS_REQ_ELEMENT_COUNTRY,
	LWS_TLS_REQ_ELEMENT_STATE,
	LWS_TLS_REQ_ELEMENT_LOCALITY,
	LWS_TLS_REQ_ELEMENT_ORGANIZATION,
	LWS_TLS_REQ_ELEMENT_COMMON_NAME,
	LWS_TLS_REQ_ELEMENT_SUBJECT_ALT_NAME,
	LWS_TLS_REQ_ELEMENT_EMAIL,
	LWS_TLS_REQ_ELEMENT_COUNT,
	LWS_TLS_SET_DIR_URL			= LWS_TLS_REQ_ELEMENT_COUNT,
	LWS_TLS_SET_AUTH_PATH,
	LWS_TLS_SET_CERT_PATH,
	LWS_TLS_SET_KEY_PATH,
	LWS_TLS_TOTAL_COUNT
};

/** in at LWS_CALLBACK_VHOST_CERT_AGING */
struct lws_acme_cert_aging_args {
	struct lws_vhost	*vh;
	/* NULL to go with the defaults */
	const char		*element_overrides[LWS_TLS_TOTAL_COUNT];
};

/** user at LWS_CALLBACK_FILTER_NETWORK_CONNECTION */
struct lws_filter_network_conn_args {
	struct sockaddr_storage	cli_addr; /* where the connection comes from */
	socklen_t		clilen;
	lws_sockfd_type		accept_fd;
};

/**
 * Why a protocol is called
 *
 * The number is what counts; the order here is by topic.
 */
enum lws_callback_reasons {
	/* Life of the protocol and of the wsi object */

	/*
	 * Once for each vhost that has the protocol, when the context or vhost
	 * is ready: the place to lws_protocol_vh_priv_zalloc(). wsi is a
	 * stand-in with a vhost and a protocol only. in is the struct
	 * lws_protocol_vhost_options * of this protocol, or NULL. Nonzero
	 * makes creation fail.
	 */
	LWS_CALLBACK_PROTOCOL_INIT		= 27,

	/*
	 * Counterpart of the above, when the vhost goes: all connections of
	 * the protocol are closed already. Its vhost data is freed afterwards.
	 */
	LWS_CALLBACK_PROTOCOL_DESTROY		= 28,

	/*
	 * A wsi came into being; the first protocol of its vhost is told.
	 * There is no user data yet.
	 */
	LWS_CALLBACK_WSI_CREATE			= 29,

	/*
	 * The last thing that is heard of a wsi, told to the first protocol of
	 * its vhost.
	 */
	LWS_CALLBACK_WSI_DESTROY		= 30,

	/* The peer granted more credit to send; len bytes are allowed now. */
	LWS_CALLBACK_WSI_TX_CREDIT_GET		= 103,

	/* TLS */

	/*
	 * The client SSL_CTX of a vhost was made; user is the SSL_CTX *. Add
	 * what it should trust. Told to the first protocol of the vhost.
	 */
	LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS = 21,

	/* The same for the SSL_CTX of a server: user is the SSL_CTX *. */
	LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS = 22,

	/*
	 * As a server that asks for client certificates: user is the
	 * X509_STORE_CTX *, in the SSL *, len what OpenSSL thinks of it (1
	 * fine, 0 not). Return 0 to go along with that, 1 to refuse.
	 * X509_STORE_CTX_set_error() with X509_V_OK accepts what OpenSSL would
	 * not.
	 */
	LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION = 23,

	/*
	 * Something from ssl_info_event_mask happened; in is a struct
	 * lws_ssl_info *.
	 */
	LWS_CALLBACK_SSL_INFO			= 67,

	/*
	 * As a client: user is the X509_STORE_CTX *, in the SSL *, len what
	 * OpenSSL thinks of the server's certificate. Return 0 to go along
	 * with that, 1 to refuse. X509_STORE_CTX_set_error() with X509_V_OK
	 * accepts what OpenSSL would not.
	 */
	LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION = 58,

	/* HTTP server */

	/*
	 * A connection was accepted, before anything was read from it; the
	 * first protocol of the vhost is told.
	 */
	LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED = 19,

	/*
	 * A request came for something that the protocol is mounted on, or
	 * that no mount covers. in is the path below the mount, with a NUL,
	 * len its length. Send a response from here or from later callbacks;
	 * then return lws_http_transaction_completed()'s result. Return -1 to
	 * hang up.
	 */
	LWS_CALLBACK_HTTP			= 12,

	/* len bytes of the request's body are at in; more may follow. */
	LWS_CALLBACK_HTTP_BODY			= 13,

	/* That was all of the body. */
	LWS_CALLBACK_HTTP_BODY_COMPLETION	= 14,

	/*
	 * lws_serve_http_file() has sent everything. Return -1 to hang up, or
	 * the result of lws_http_transaction_completed().
	 */
	LWS_CALLBACK_HTTP_FILE_COMPLETION	= 15,

	/*
	 * The connection takes more of the response, as
	 * lws_callback_on_writable() asked.
	 */
	LWS_CALLBACK_HTTP_WRITEABLE		= 16,

	/* The HTTP connection closed. One that became ws has its own reason. */
	LWS_CALLBACK_CLOSED_HTTP		= 5,

	/*
	 * The headers of a request are complete and nothing was done about it
	 * so far; in is the path, len its length. Nonzero hangs up.
	 */
	LWS_CALLBACK_FILTER_HTTP_CONNECTION	= 18,

	/*
	 * Response headers are being written: in is a struct
	 * lws_process_html_args *, append at p and move p, up to max_len.
	 * Nonzero fails the response.
	 */
	LWS_CALLBACK_ADD_HEADERS		= 53,

	/*
	 * A mount with LWSAUTHM_BASIC_AUTH_CALLBACK wants to know whether
	 * "user:password", len bytes at in, may come in. Return 1 for yes, 0
	 * for no.
	 */
	LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION	= 102,

	/*
	 * in is a struct lws_process_html_args *: p is the path, max_len the
	 * mount's auth_mask. Nonzero refuses.
	 */
	LWS_CALLBACK_CHECK_ACCESS_RIGHTS	= 51,

	/*
	 * A file that the mount's interpret list gives to this protocol is
	 * being sent: in is a struct lws_process_html_args * with the part at
	 * hand; rewrite it in place. Nonzero hangs up.
	 */
	LWS_CALLBACK_PROCESS_HTML		= 52,

	/*
	 * From here on the HTTP connection belongs to this protocol: its
	 * per-session data exists.
	 */
	LWS_CALLBACK_HTTP_BIND_PROTOCOL		= 49,

	/*
	 * No longer; per-session data is freed next. This, and not CLOSED, is
	 * where to free what hangs off it, since every bind gets its drop.
	 */
	LWS_CALLBACK_HTTP_DROP_PROTOCOL		= 50,

	/*
	 * A request wants to upgrade to what is in in ("websocket", "h2c").
	 * Return 0 to let the library do as it likes, above 0 when the
	 * application has answered by itself, negative to hang up.
	 */
	LWS_CALLBACK_HTTP_CONFIRM_UPGRADE	= 86,

	/* HTTP client */

	/*
	 * The headers of the response are here:
	 * lws_http_client_http_response(), lws_hdr_copy().
	 */
	LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP	= 44,

	/*
	 * The connection closed. Not told when the response was complete
	 * before.
	 */
	LWS_CALLBACK_CLOSED_CLIENT_HTTP		= 45,

	/*
	 * len bytes of the response's body are at in, from within
	 * lws_http_client_read().
	 */
	LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ	= 48,

	/* There is something to read: call lws_http_client_read(). */
	LWS_CALLBACK_RECEIVE_CLIENT_HTTP	= 46,

	/* The response is complete. */
	LWS_CALLBACK_COMPLETED_CLIENT_HTTP	= 47,

	/*
	 * The request's body can be sent now; see
	 * lws_client_http_body_pending().
	 */
	LWS_CALLBACK_CLIENT_HTTP_WRITEABLE	= 57,

	/*
	 * The server sends the client to in; len is the status code. Nonzero
	 * does not follow, and takes the response as it is.
	 */
	LWS_CALLBACK_CLIENT_HTTP_REDIRECT	= 104,

	/* As LWS_CALLBACK_HTTP_BIND_PROTOCOL. */
	LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL	= 85,

	/* As LWS_CALLBACK_HTTP_DROP_PROTOCOL. */
	LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL	= 76,

	/* WebSocket server (RFC 6455) */

	/*
	 * The handshake is done: messages may go both ways. in is the SSL * of
	 * the connection, or NULL.
	 */
	LWS_CALLBACK_ESTABLISHED		= 0,

	/*
	 * The connection that was established has closed.
	 * lws_get_close_payload() tells what the peer said. in is NULL.
	 */
	LWS_CALLBACK_CLOSED			= 4,

	/*
	 * The socket takes data, as lws_callback_on_writable() asked:
	 * lws_write() once.
	 */
	LWS_CALLBACK_SERVER_WRITEABLE		= 11,

	/*
	 * len bytes of a message are at in: a whole frame when it fits into
	 * the protocol's rx_buffer_size, else a part. See
	 * lws_is_first_fragment(), lws_is_final_fragment(),
	 * lws_remaining_packet_payload(), lws_frame_is_binary(). The data at
	 * in may be changed.
	 */
	LWS_CALLBACK_RECEIVE			= 6,

	/* A pong came, with len bytes of payload at in. */
	LWS_CALLBACK_RECEIVE_PONG		= 7,

	/*
	 * The peer sent a close frame: len bytes at in, first the code in
	 * network byte order, then the reason. Return 0 to let the library
	 * answer and close, nonzero to close without an answer; call
	 * lws_close_reason() first to answer something else.
	 */
	LWS_CALLBACK_WS_PEER_INITIATED_CLOSE	= 38,

	/*
	 * A handshake for this protocol is complete but not yet answered; in
	 * is the name of the subprotocol, and the headers can be read with
	 * lws_hdr_copy(). Nonzero refuses it.
	 */
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION	= 20,

	/*
	 * The client offers the extension in in, of length len. Nonzero
	 * declines it.
	 */
	LWS_CALLBACK_CONFIRM_EXTENSION_OKAY	= 25,

	/* As LWS_CALLBACK_HTTP_BIND_PROTOCOL. */
	LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL	= 77,

	/* As LWS_CALLBACK_HTTP_DROP_PROTOCOL. */
	LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL	= 78,

	/* WebSocket client */

	/*
	 * The attempt to connect has failed, for every role of client: in is a
	 * text of length len that names the phase and the cause, or NULL.
	 * Comes exactly once for an attempt that fails and never after an
	 * ESTABLISHED. The return value is ignored.
	 */
	LWS_CALLBACK_CLIENT_CONNECTION_ERROR	= 1,

	/*
	 * The server accepted the handshake; its headers can still be read
	 * with lws_hdr_copy(). Nonzero closes the connection.
	 */
	LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH = 2,

	/* Messages may go both ways. */
	LWS_CALLBACK_CLIENT_ESTABLISHED		= 3,

	/* The connection that was established has closed, by whichever side. */
	LWS_CALLBACK_CLIENT_CLOSED		= 75,

	/*
	 * The request is being written, also that of an HTTP client: in is an
	 * unsigned char ** to where more headers may go, len the room there.
	 * Write "name: value\x0d\x0a" lines, or lws_add_http_header_by_name(),
	 * and move *in. Nonzero gives up.
	 */
	LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER = 24,

	/* As LWS_CALLBACK_RECEIVE. */
	LWS_CALLBACK_CLIENT_RECEIVE		= 8,

	/* As LWS_CALLBACK_RECEIVE_PONG. */
	LWS_CALLBACK_CLIENT_RECEIVE_PONG	= 9,

	/* As LWS_CALLBACK_SERVER_WRITEABLE. */
	LWS_CALLBACK_CLIENT_WRITEABLE		= 10,

	/*
	 * The client is about to offer the extension in in. Nonzero leaves it
	 * out.
	 */
	LWS_CALLBACK_CLIENT_CONFIRM_EXTENSION_SUPPORTED = 26,

	/*
	 * Options for an extension: user is its name, in a buffer of len bytes
	 * for "name=value, name=value".
	 */
	LWS_CALLBACK_WS_EXT_DEFAULTS		= 39,

	/*
	 * A server has accepted a socket, nothing is allocated yet: user is a
	 * struct lws_filter_network_conn_args *, in the same on some roles.
	 * Nonzero closes it at once. Told to the first protocol of the vhost.
	 */
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION	= 17,

	/* As LWS_CALLBACK_HTTP_BIND_PROTOCOL. */
	LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL	= 79,

	/* As LWS_CALLBACK_HTTP_DROP_PROTOCOL. */
	LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL	= 80,

	/*
	 * The program's own poll loop, see lws_service_fd(). All go to
	 * protocol 0.
	 */

	/* Return a number that identifies the calling thread. */
	LWS_CALLBACK_GET_THREAD_ID		= 31,

	/*
	 * Start to poll: in is a struct lws_pollargs *. Nonzero fails the
	 * connection.
	 */
	LWS_CALLBACK_ADD_POLL_FD		= 32,

	/*
	 * Stop to poll fd of the struct lws_pollargs *in; it is about to be
	 * closed.
	 */
	LWS_CALLBACK_DEL_POLL_FD		= 33,

	/* Poll for other events from now on. */
	LWS_CALLBACK_CHANGE_MODE_POLL_FD	= 34,

	/*
	 * With several threads: lock the poll table; in is a struct
	 * lws_pollargs *. Every lock is followed by an unlock on the same
	 * thread.
	 */
	LWS_CALLBACK_LOCK_POLL			= 35,

	/* Unlock it. */
	LWS_CALLBACK_UNLOCK_POLL		= 36,

	/* CGI */

	/*
	 * in is a struct lws_cgi_args *: one of the streams of the child is
	 * ready.
	 */
	LWS_CALLBACK_CGI			= 40,

	/* The child has ended. */
	LWS_CALLBACK_CGI_TERMINATED		= 41,

	/*
	 * in is a struct lws_cgi_args * with data for the child. Returns how
	 * much was taken.
	 */
	LWS_CALLBACK_CGI_STDIN_DATA		= 42,

	/* The body is complete: close the child's stdin. */
	LWS_CALLBACK_CGI_STDIN_COMPLETED	= 43,

	/* The child exists: len is its pid. */
	LWS_CALLBACK_CGI_PROCESS_ATTACH		= 70,

	/* Between protocols */

	/* One protocol asks another about a session. */
	LWS_CALLBACK_SESSION_INFO		= 54,

	/* Something happened to a session. */
	LWS_CALLBACK_GS_EVENT			= 55,

	/* Per-mount options: in is the mount's list of options. */
	LWS_CALLBACK_HTTP_PMO			= 56,

	/* Raw proxy: the onward (CLI) and the accepted (SRV) side */

	LWS_CALLBACK_RAW_PROXY_CLI_RX		= 89,
	LWS_CALLBACK_RAW_PROXY_SRV_RX		= 90,
	LWS_CALLBACK_RAW_PROXY_CLI_CLOSE	= 91,
	LWS_CALLBACK_RAW_PROXY_SRV_CLOSE	= 92,
	LWS_CALLBACK_RAW_PROXY_CLI_WRITEABLE	= 93,
	LWS_CALLBACK_RAW_PROXY_SRV_WRITEABLE	= 94,
	LWS_CALLBACK_RAW_PROXY_CLI_ADOPT	= 95,
	LWS_CALLBACK_RAW_PROXY_SRV_ADOPT	= 96,
	LWS_CALLBACK_RAW_PROXY_CLI_BIND_PROTOCOL = 97,
	LWS_CALLBACK_RAW_PROXY_SRV_BIND_PROTOCOL = 98,
	LWS_CALLBACK_RAW_PROXY_CLI_DROP_PROTOCOL = 99,
	LWS_CALLBACK_RAW_PROXY_SRV_DROP_PROTOCOL = 100,

	/* Raw socket */

	/*
	 * len bytes came, at in; as many as there were, without any framing. 0
	 * bytes is an empty datagram.
	 */
	LWS_CALLBACK_RAW_RX			= 59,

	/* The socket has closed. */
	LWS_CALLBACK_RAW_CLOSE			= 60,

	/* The socket takes data, as lws_callback_on_writable() asked. */
	LWS_CALLBACK_RAW_WRITEABLE		= 61,

	/*
	 * A raw connection exists: accepted, adopted, or as a client still
	 * connecting.
	 */
	LWS_CALLBACK_RAW_ADOPT			= 62,

	/* A raw client is connected. */
	LWS_CALLBACK_RAW_CONNECTED		= 101,

	/* As LWS_CALLBACK_HTTP_BIND_PROTOCOL. */
	LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL	= 81,

	/* As LWS_CALLBACK_HTTP_DROP_PROTOCOL. */
	LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL	= 82,

	/* Raw file: any other descriptor */

	/* The descriptor was adopted. */
	LWS_CALLBACK_RAW_ADOPT_FILE		= 63,

	/*
	 * The descriptor is readable; read from it (lws_get_socket_fd()): the
	 * library does not.
	 */
	LWS_CALLBACK_RAW_RX_FILE		= 64,

	/* The descriptor is writable, as lws_callback_on_writable() asked. */
	LWS_CALLBACK_RAW_WRITEABLE_FILE		= 65,

	/* The wsi is closing. The library closes the descriptor. */
	LWS_CALLBACK_RAW_CLOSE_FILE		= 66,

	/* As LWS_CALLBACK_HTTP_BIND_PROTOCOL. */
	LWS_CALLBACK_RAW_FILE_BIND_PROTOCOL	= 83,

	/* As LWS_CALLBACK_HTTP_DROP_PROTOCOL. */
	LWS_CALLBACK_RAW_FILE_DROP_PROTOCOL	= 84,

	/* Any role */

	/* The time that lws_set_timer_usecs() set is over. */
	LWS_CALLBACK_TIMER			= 73,

	/*
	 * lws_cancel_service() was called. Told once to each protocol of each
	 * vhost, with a stand-in for a wsi.
	 */
	LWS_CALLBACK_EVENT_WAIT_CANCELLED	= 71,

	/* Told to the parent: in is the child wsi that is closing. */
	LWS_CALLBACK_CHILD_CLOSING		= 69,

	/*
	 * A client socket is about to connect(): in is the socket, cast to a
	 * pointer by way of an intptr_t. Options may be set on it.
	 */
	LWS_CALLBACK_CONNECTING			= 105,

	/*
	 * in is a struct lws_acme_cert_aging_args *; len how many days the
	 * vhost's certificate is still good for.
	 */
	LWS_CALLBACK_VHOST_CERT_AGING		= 72,

	/*
	 * A certificate is being renewed: len is an enum
	 * lws_cert_update_state, in a text or NULL.
	 */
	LWS_CALLBACK_VHOST_CERT_UPDATE		= 74,

	/* MQTT client */

	LWS_CALLBACK_MQTT_NEW_CLIENT_INSTANTIATED = 200,

	/* nothing is under way */
	LWS_CALLBACK_MQTT_IDLE			= 201,
	LWS_CALLBACK_MQTT_CLIENT_ESTABLISHED	= 202,
	LWS_CALLBACK_MQTT_SUBSCRIBED		= 203,
	LWS_CALLBACK_MQTT_CLIENT_WRITEABLE	= 204,

	/* in is a struct lws_mqtt_publish_param_s * */
	LWS_CALLBACK_MQTT_CLIENT_RX		= 205,
	LWS_CALLBACK_MQTT_UNSUBSCRIBED		= 206,
	LWS_CALLBACK_MQTT_DROP_PROTOCOL		= 207,
	LWS_CALLBACK_MQTT_CLIENT_CLOSED		= 208,
	LWS_CALLBACK_MQTT_ACK			= 209,
	LWS_CALLBACK_MQTT_RESEND		= 210,
	LWS_CALLBACK_MQTT_UNSUBSCRIBE_TIMEOUT	= 211,
	LWS_CALLBACK_MQTT_SHADOW_TIMEOUT	= 212,

	/* The rest is the application's */

	/*
	 * First number for events of one's own, see
	 * lws_callback_all_protocol()
	 */
	LWS_CALLBACK_USER			= 1000
};

/**
 * The type of a protocol's callback. What the arguments and the return value
 * mean depends on the reason.
 */
typedef int lws_callback_function(struct lws *wsi,
				  enum lws_callback_reasons reason, void *user,
				  void *in, size_t len);

/**
 * What a WRITEABLE callback is about on a wsi that serves from a CGI or a
 * proxy
 */
#define LWS_CB_REASON_AUX_BF__CGI	(1 << 0)
#define LWS_CB_REASON_AUX_BF__PROXY	(1 << 1)
#define LWS_CB_REASON_AUX_BF__CGI_CHUNK_END (1 << 2)
#define LWS_CB_REASON_AUX_BF__CGI_HEADERS (1 << 3)
#define LWS_CB_REASON_AUX_BF__PROXY_TRANS_END (1 << 4)
#define LWS_CB_REASON_AUX_BF__PROXY_HEADERS (1 << 5)

#endif /* LIBWEBSOCKETS_LWS_CALLBACKS_H */
