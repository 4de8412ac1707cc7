/* SPDX-License-Identifier: MIT */
/* lws-client.h: connecting to somebody */

#if !defined(LIBWEBSOCKETS_LWS_CLIENT_H)
#define LIBWEBSOCKETS_LWS_CLIENT_H

/**
 * Bits for lws_client_connect_info.ssl_connection
 *
 * Only the first few have to do with TLS; the rest describes the connection
 * as well.
 */
enum lws_client_connect_ssl_connection_flags {
	/* TLS */

	/* with TLS; without this bit there is none */
	LCCSCF_USE_SSL				= (1 << 0),
	/* accept a certificate nobody known has signed */
	LCCSCF_ALLOW_SELFSIGNED			= (1 << 1),
	/* accept one made out to another name */
	LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK	= (1 << 2),
	/* accept one that is out of date */
	LCCSCF_ALLOW_EXPIRED			= (1 << 3),
	/* accept any certificate whatsoever */
	LCCSCF_ALLOW_INSECURE			= (1 << 4),

	/* HTTP */

	/* put END_STREAM on an empty DATA frame */
	LCCSCF_H2_QUIRK_NGHTTP2_END_STREAM	= (1 << 5),
	/* the peer grants credit beyond the limit: clamp it */
	LCCSCF_H2_QUIRK_OVERFLOWS_TXCR		= (1 << 6),
	/* send an "authorization: Bearer" header */
	LCCSCF_H2_AUTH_BEARER			= (1 << 7),
	/* with the token in hexadecimal */
	LCCSCF_H2_HEXIFY_AUTH_TOKEN		= (1 << 8),
	/* the application grants the peer's credit */
	LCCSCF_H2_MANUAL_RXFLOW			= (1 << 9),
	/* the body is multipart/form-data */
	LCCSCF_HTTP_MULTIPART_MIME		= (1 << 10),
	/* the body is a urlencoded form */
	LCCSCF_HTTP_X_WWW_FORM_URLENCODED	= (1 << 11),
	/* a 3xx is a response like any other */
	LCCSCF_HTTP_NO_FOLLOW_REDIRECT		= (1 << 12),

	/* Sharing and behaviour of the connection */

	/* may share a connection with others to the same server */
	LCCSCF_PIPELINE				= (1 << 16),
	/* may be a stream on somebody's HTTP/2 connection */
	LCCSCF_MUXABLE_STREAM			= (1 << 17),
	/* speak HTTP/2 from the first byte, without TLS */
	LCCSCF_H2_PRIOR_KNOWLEDGE		= (1 << 18),
	/* validity checks may wake a suspended system */
	LCCSCF_WAKE_SUSPEND__VALIDITY		= (1 << 19),
	/* take in all that there is before writing more */
	LCCSCF_PRIORITIZE_READS			= (1 << 20),
	/* made by a secure stream */
	LCCSCF_SECSTREAM_CLIENT			= (1 << 21),
	/* link of a secure streams client to its proxy */
	LCCSCF_SECSTREAM_PROXY_LINK		= (1 << 22),
	/* connection that the proxy makes for a client */
	LCCSCF_SECSTREAM_PROXY_ONWARD		= (1 << 23),

	/* What the IP layer should optimize for (type of service, RFC 1349) */

	LCCSCF_IP_LOW_LATENCY			= (1 << 24),
	LCCSCF_IP_HIGH_THROUGHPUT		= (1 << 25),
	LCCSCF_IP_HIGH_RELIABILITY		= (1 << 26),
	LCCSCF_IP_LOW_COST			= (1 << 27),

	/* More */

	/* collect timings of the connect; see lws_conmon_wsi_take() */
	LCCSCF_CONMON				= (1 << 28),
	/* follow a redirect from https to http */
	LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS	= (1 << 29),
	/* keep cookies in the context's cookie jar, and send them */
	LCCSCF_CACHE_COOKIES			= (1 << 30)
};

/**
 * What to connect to, and how: argument of lws_client_connect_via_info()
 *
 * Clear it with memset() and set what is needed. Strings are copied, except
 * where a member says otherwise; the struct itself need not outlive the call.
 */
struct lws_client_connect_info {
	/* required */
	struct lws_context	*context;
	/*
	 * name or numeric address of the server; required. "+path" is a Unix
	 * socket, "+@name" one in the abstract namespace
	 */
	const char		*address;
	/* TCP port, in host order */
	int			port;
	/* LCCSCF_ bits; 0 is plain TCP */
	int			ssl_connection;
	/* URI path and query of the request, "/" if nothing else is known */
	const char		*path;
	/* Host: header; usually the address */
	const char		*host;
	/* Origin: header; NULL for none */
	const char		*origin;
	/* ws subprotocols to offer, separated by commas; NULL for none */
	const char		*protocol;
	/* version of the ws protocol; -1, 0 or 13 all mean 13 (RFC 6455) */
	int			ietf_version_or_minus_one;
	/* per-session data to use instead of allocating it; NULL as a rule */
	void			*userdata;
	/* not used; extensions come from the vhost */
	const void		*client_exts;
	/*
	 * NULL for ws; an HTTP method like "GET"; or "RAW" for a bare socket,
	 * "UDP" for a datagram one
	 */
	const char		*method;
	/* makes the new wsi a child, which closes with its parent */
	struct lws		*parent_wsi;
	/* in proxied HTML, the text to be replaced in URLs */
	const char		*uri_replace_from;
	/* and what by */
	const char		*uri_replace_to;
	/*
	 * the vhost whose settings apply; NULL for the "default" one, or the
	 * first
	 */
	struct lws_vhost	*vhost;
	/*
	 * when not NULL, receives the wsi before any callback can happen, and
	 * NULL again when the attempt has failed at once. Has to stay valid
	 * until the connection is established or has failed
	 */
	struct lws		**pwsi;
	/* local interface or address to bind to */
	const char		*iface;
	/*
	 * name of the protocol (in the vhost's list) that handles the
	 * connection; NULL: the subprotocol that the server chose, or the
	 * first of the list
	 */
	const char		*local_protocol_name;
	/* ALPN list for TLS, like "h2,http/1.1"; NULL for the vhost's */
	const char		*alpn;
	/* sequencer to send connection events to */
	struct lws_sequencer	*seq;
	/* for lws_get_opaque_user_data() */
	void			*opaque_user_data;
	/*
	 * when to ping an idle connection and when to give it up; NULL for the
	 * vhost's. Not copied
	 */
	const lws_retry_bo_t	*retry_and_idle_policy;
	/* with LCCSCF_H2_MANUAL_RXFLOW, what to grant at first, in bytes */
	int			manual_initial_tx_credit;
	/*
	 * 0 for none, else 1 + the index of the system blob with the client
	 * certificate to use
	 */
	uint8_t			sys_tls_client_cert;
	/* 0 normal to 6 highest; sets SO_PRIORITY where it exists */
	uint8_t			priority;
	/* for an MQTT connection, its parameters */
	void			*mqtt_cp;
	/* name by which fault injection finds this connection */
	const char		*fi_wsi_name;
	/*
	 * how long an idle HTTP connection is kept for the next request to the
	 * same server; 0 for 5
	 */
	uint16_t		keep_warm_secs;
	/* log context instead of the context's */
	lws_log_cx_t		*log_cx;
	void			*_unused[4];
};

/**
 * Starts connecting, and returns at once: name resolution, connect, TLS and
 * handshake all happen in the event loop. Every address of a name is tried, a
 * slow one in parallel with the next (RFC 8305), under the context's
 * connect_timeout_secs and timeout_secs.
 *
 * What comes of it the protocol hears exactly once:
 * LWS_CALLBACK_CLIENT_ESTABLISHED (for other roles the callback that goes
 * with them) and later a CLOSED, or LWS_CALLBACK_CLIENT_CONNECTION_ERROR,
 * with a text that says which phase failed and why. See
 * lws_retry_sul_schedule_retry_wsi() for trying again.
 *
 * Returns the wsi, or NULL if it came to nothing already, in which case the
 * error callback may have happened before this returns.
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_client_connect_via_info(const struct lws_client_connect_info *ccinfo);

/**
 * Adds what clients of this vhost need for TLS, from the client_ssl_ members
 * of info, or from the ssl_ ones where those are NULL. lws_create_context()
 * does it for vhosts without a listener; others have to ask. Returns 0, or
 * nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_init_vhost_client_ssl(const struct lws_context_creation_info *info,
			  struct lws_vhost *vhost);

/**
 * Takes in body data of an HTTP response, without its framing.
 *
 * At LWS_CALLBACK_RECEIVE_CLIENT_HTTP call it with *buf pointing LWS_PRE
 * bytes into a buffer and *len the room there. It delivers what is there by
 * LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, as many times as it takes. Returns
 * 0, or -1 if the connection has to close: return it from the callback.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_client_read(struct lws *wsi, char **buf, int *len);

/**
 * Status code of the response that an HTTP or ws client got, like 200; 0
 * before there is one
 */
LWS_VISIBLE LWS_EXTERN unsigned int
lws_http_client_http_response(struct lws *wsi);

/**
 * Trusts one more CA certificate, der_len bytes of DER at der, for clients of
 * vh. Returns 0, or nonzero if it is no certificate.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_client_vhost_extra_cert_mem(struct lws_vhost *vh, const uint8_t *der,
				    size_t der_len);

/**
 * Says whether there is (more of) a request body to send. With nonzero, the
 * client gets LWS_CALLBACK_CLIENT_HTTP_WRITEABLE once the headers are out, to
 * send it with LWS_WRITE_HTTP; pass 0 before the write that ends it with
 * LWS_WRITE_HTTP_FINAL.
 */
LWS_VISIBLE LWS_EXTERN void
lws_client_http_body_pending(struct lws *wsi, int something_left_to_send);

/**
 * Writes the part header of one form field of a multipart body at *p, up to
 * end, and moves *p behind it. name, filename and content_type describe the
 * field, the last two may be NULL; with all three NULL it writes the final
 * boundary. Returns 0, or nonzero if there was no room.
 */
LWS_VISIBLE LWS_EXTERN int
lws_client_http_multipart(struct lws *wsi, const char *name,
			  const char *filename, const char *content_type,
			  char **p, char *end);

/**
 * Writes the value of an "authorization" header for HTTP basic
 * authentication, "Basic" and the base64 of user:pw (RFC 7617), with a NUL.
 * Returns 0, or -1 if buf is too small.
 */
LWS_VISIBLE LWS_EXTERN int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf,
			size_t len);

/** Nonzero if the TLS handshake of wsi resumed an earlier session */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_is_reused(struct lws *wsi);

#endif /* LIBWEBSOCKETS_LWS_CLIENT_H */
