/* SPDX-License-Identifier: MIT */
/*
 * lws-context-vhost.h: contexts and vhosts
 *
 * A context is an instance of the library: an event loop with all its
 * connections. A vhost is a set of settings inside it: a listener with its
 * protocols, mounts and certificates, or a setup for clients. Programs with
 * simple needs get one vhost along with the context.
 */

#if !defined(LIBWEBSOCKETS_LWS_CONTEXT_VHOST_H)
#define LIBWEBSOCKETS_LWS_CONTEXT_VHOST_H

struct lws_token_limits;
struct lws_http_mount;
struct lws_plat_file_ops;

/*
 * Bits for lws_context_creation_info.options; VH: counts for one vhost, CTX:
 * for the context
 */

/** VH: refuse clients that show no valid certificate */
#define LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT \
	((1ll << 1) | (1ll << 12))

/**
 * CTX: do not look up the own host name at start; lws_canonical_hostname()
 * then is "unknown"
 */
#define LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME (1ll << 2)

/**
 * VH: serve plain HTTP too on a TLS port. Nobody is told that his connection
 * is unprotected, so use with care.
 */
#define LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT ((1ll << 3) | (1ll << 12))

/** CTX: run on libev */
#define LWS_SERVER_OPTION_LIBEV		(1ll << 4)

/** VH, CTX: IPv4 only */
#define LWS_SERVER_OPTION_DISABLE_IPV6	(1ll << 5)

/** VH: clients do not trust the certificates of the operating system */
#define LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS (1ll << 6)

/** VH: with client certificates, accept clients that have none */
#define LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED (1ll << 7)

/**
 * VH: check that ws text messages and close reasons are UTF-8, and close with
 * 1007 when not (RFC 6455 8.1)
 */
#define LWS_SERVER_OPTION_VALIDATE_UTF8	(1ll << 8)

/** VH: use ecdh_curve */
#define LWS_SERVER_OPTION_SSL_ECDH	((1ll << 9) | (1ll << 12))

/** CTX: run on libuv */
#define LWS_SERVER_OPTION_LIBUV		(1ll << 10)

/** VH: answer plain HTTP on a TLS port with a redirect to https */
#define LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS ((1ll << 11) | (1ll << 12))

/**
 * CTX: initialize the TLS library. Needed when anything in the process uses
 * TLS through this library, unless the program initializes it by itself.
 */
#define LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT (1ll << 12)

/** CTX: create no vhost along with the context; lws_create_vhost() does it */
#define LWS_SERVER_OPTION_EXPLICIT_VHOSTS (1ll << 13)

/**
 * VH: listen on a Unix socket, whose path is in iface; "@name" is an abstract
 * one
 */
#define LWS_SERVER_OPTION_UNIX_SOCK	(1ll << 14)

/** VH: send Strict-Transport-Security (RFC 6797) */
#define LWS_SERVER_OPTION_STS		(1ll << 15)

/**
 * VH: set IPV6_V6ONLY on the listening socket to what ..._V6ONLY_VALUE says,
 * rather than leave it as the system has it
 */
#define LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY (1ll << 16)

/** VH: the value: set for IPv6 only, clear for both families on one socket */
#define LWS_SERVER_OPTION_IPV6_V6ONLY_VALUE (1ll << 17)

/**
 * CTX: with libuv, die from SIGSEGV and SIGFPE instead of waiting for a
 * debugger. No effect: these signals are never touched
 */
#define LWS_SERVER_OPTION_UV_NO_SIGSEGV_SIGFPE_SPIN (1ll << 18)

/**
 * VH: as a ws client, send the origin as it is given, without "http://"
 * before it
 */
#define LWS_SERVER_OPTION_JUST_USE_RAW_ORIGIN (1ll << 19)

/**
 * VH: what turns out not to be HTTP is treated as listen_accept_role and
 * listen_accept_protocol say. The first is the old name.
 */
#define LWS_SERVER_OPTION_FALLBACK_TO_RAW \
	LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG
#define LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 20)

/** CTX: run on libevent */
#define LWS_SERVER_OPTION_LIBEVENT	(1ll << 21)

/**
 * VH: every accepted connection is treated as listen_accept_role and
 * listen_accept_protocol say, without trying HTTP. The first is the old name.
 */
#define LWS_SERVER_OPTION_ONLY_RAW \
	LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG
#define LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG (1ll << 22)

/**
 * VH: other processes may listen on the same port (SO_REUSEPORT); the system
 * spreads connections over them
 */
#define LWS_SERVER_OPTION_ALLOW_LISTEN_SHARE (1ll << 23)

/**
 * VH: make an SSL_CTX for servers though no certificate is given yet; it
 * comes by callback
 */
#define LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX (1ll << 24)

/** VH: no LWS_CALLBACK_PROTOCOL_INIT */
#define LWS_SERVER_OPTION_SKIP_PROTOCOL_INIT (1ll << 25)

/**
 * VH: a certificate file that does not exist is no error: the vhost goes
 * without TLS until there is one
 */
#define LWS_SERVER_OPTION_IGNORE_MISSING_CERT (1ll << 26)

/**
 * VH: an upgrade whose Host: is not the vhost's name, and its port, is refused
 */
#define LWS_SERVER_OPTION_VHOST_UPG_STRICT_HOST_CHECK (1ll << 27)

/**
 * VH: send headers that restrict what browsers do with the pages
 * (Content-Security-Policy and the like)
 */
#define LWS_SERVER_OPTION_HTTP_HEADERS_SECURITY_BEST_PRACTICES_ENFORCE \
	(1ll << 28)

/**
 * VH: serve plain HTTP on a TLS port; with ..._REDIRECT_HTTP_TO_HTTPS only
 * what may not be redirected
 */
#define LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER (1ll << 29)

/**
 * VH: creating the vhost fails when its port cannot be bound; otherwise it is
 * tried again until it can
 */
#define LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND (1ll << 30)

/** VH: an HTTP/2 peer that grants more credit than it may is forgiven */
#define LWS_SERVER_OPTION_H2_JUST_FIX_WINDOW_UPDATE_OVERFLOW (1ll << 31)

/**
 * VH: an HTTP/2 stream whose client is done sending stays open for long polls
 */
#define LWS_SERVER_OPTION_VH_H2_HALF_CLOSED_LONG_POLL (1ll << 32)

/** CTX: run on a GLib main loop */
#define LWS_SERVER_OPTION_GLIB		(1ll << 33)

/** VH: clients without TLS speak HTTP/2 from the start (RFC 9113 3.3) */
#define LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE (1ll << 34)

/**
 * CTX: the program does not wait for system states; go to OPERATIONAL at once
 */
#define LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES (1ll << 35)

/** VH: this is the listener of a secure streams proxy */
#define LWS_SERVER_OPTION_SS_PROXY	(1ll << 36)

/** CTX: run on sd-event */
#define LWS_SERVER_OPTION_SDEVENT	(1ll << 37)

/** CTX: run on uloop */
#define LWS_SERVER_OPTION_ULOOP		(1ll << 38)

/** VH: clients do not keep TLS sessions for resumption */
#define LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE (1ll << 39)

/** Nonzero if all bits of f are set in the options c */
#define lws_check_opt(c, f) \
	((((uint64_t)c) & ((uint64_t)f)) == ((uint64_t)f))

/** Called when a context is ready for use */
typedef int (*lws_context_ready_cb_t)(struct lws_context *context);

/**
 * Called when a peer was turned away for having too many connections already
 */
typedef int (*lws_peer_limits_notify_t)(struct lws_context *ctx,
					lws_sockfd_type sockfd,
					lws_sockaddr46 *sa46);

/**
 * Everything that can be said about a context or a vhost
 *
 * memset() it to zero and set what matters; 0 and NULL mean the default
 * everywhere. The struct itself is not kept. Unless it says "copied", what a
 * member points to has to outlive the context or vhost. Which members there
 * are depends on lws_config.h.
 */
struct lws_context_creation_info {
#if defined(LWS_WITH_NETWORK)
	/* Listening and protocols (vhost) */

	/*
	 * interface or address to listen on, NULL for all; the path with
	 * LWS_SERVER_OPTION_UNIX_SOCK. For clients, what to bind to when
	 * bind_iface is set. Copied
	 */
	const char		*iface;
	/*
	 * array of protocols, ended by LWS_PROTOCOL_LIST_TERM; the first one
	 * handles HTTP and events that belong to nobody else. Copied, but not
	 * the strings in it
	 */
	const struct lws_protocols *protocols;
#endif
#if defined(LWS_WITH_NETWORK) && defined(LWS_ROLE_WS)
	/* array of ws extensions, ended by an entry that is all 0 */
	const struct lws_extension *extensions;
#endif
#if defined(LWS_WITH_NETWORK) && (defined(LWS_ROLE_H1) || defined(LWS_ROLE_H2))
	/*
	 * longest acceptable value per header; NULL for no limit but the size
	 * of the header space
	 */
	const struct lws_token_limits *token_limits;
	/*
	 * HTTP proxy for clients, "[user:password@]host[:port]"; NULL: the
	 * environment's http_proxy, except for what its no_proxy names; "":
	 * none
	 */
	const char		*http_proxy_address;
	/* headers to add to every response */
	const struct lws_protocol_vhost_options *headers;
	/*
	 * context: requests to turn away, as their User-Agent has `name` in it;
	 * value is the status, from 400 to 599, and what the page says: "403
	 * Robots are not welcome". Kept by pointer while the context lives
	 */
	const struct lws_protocol_vhost_options *reject_service_keywords;
	/*
	 * per-vhost options for protocols, one per protocol, see struct
	 * lws_protocol_vhost_options; kept by pointer while the vhost lives.
	 * Those of its protocols that are not named in here are not started
	 */
	const struct lws_protocol_vhost_options *pvo;
	/* access log to append to */
	const char		*log_filepath;
	/* what is served where, see struct lws_http_mount */
	const struct lws_http_mount *mounts;
	/* Server: header */
	const char		*server_string;
	/* URI to redirect to instead of a bare 404 */
	const char		*error_document_404;
	/*
	 * TCP port to listen on; 0 for any that is free, or
	 * CONTEXT_PORT_NO_LISTEN, CONTEXT_PORT_NO_LISTEN_SERVER
	 */
	int			port;
	/* port of the proxy, if not in the address */
	unsigned int		http_proxy_port;
	/*
	 * context: bytes for the headers of one request or response, 4096 by
	 * default; wins over the shorter member below
	 */
	unsigned int		max_http_header_data2;
	/*
	 * context: how many of these there can be; 0 for as many as there are
	 * connections
	 */
	unsigned int		max_http_header_pool2;
	/* seconds that an idle HTTP connection stays; 5 by default */
	int			keepalive_timeout;
	/* HTTP/2 settings by number - 1; 0 for the library's choice */
	uint32_t		http2_settings[7];
	/* older form of max_http_header_data2 */
	unsigned short		max_http_header_data;
	/* older form of max_http_header_pool2 */
	unsigned short		max_http_header_pool;
#endif
#if defined(LWS_WITH_NETWORK) && defined(LWS_WITH_TLS)

	/* TLS, as a server (vhost) */

	/* NULL if the key is not encrypted */
	const char		*ssl_private_key_password;
	/*
	 * PEM file with the certificate and what links it to a root; its
	 * presence makes this a TLS server
	 */
	const char		*ssl_cert_filepath;
	/* PEM file with the key */
	const char		*ssl_private_key_filepath;
	/* PEM file with CA certificates, for checking clients */
	const char		*ssl_ca_filepath;
	/* OpenSSL cipher string for TLS up to 1.2 */
	const char		*ssl_cipher_list;
	/* curve for ECDH; prime256v1 by default */
	const char		*ecdh_curve;
	/* the same for TLS 1.3 */
	const char		*tls1_3_plus_cipher_list;
	/* instead of the file: PEM or DER in memory */
	const void		*server_ssl_cert_mem;
	/* the key likewise */
	const void		*server_ssl_private_key_mem;
	/* the CA likewise */
	const void		*server_ssl_ca_mem;
	/* SSL_OP_ bits to set */
	long			ssl_options_set;
	/* SSL_OP_ bits to clear */
	long			ssl_options_clear;
	/* context: how many TLS connections at most; 0 for no limit */
	int			simultaneous_ssl_restriction;
	/* and how many of them in the handshake */
	int			simultaneous_ssl_handshake_restriction;
	/* SSL_CB_ events for LWS_CALLBACK_SSL_INFO */
	int			ssl_info_event_mask;
	unsigned int		server_ssl_cert_mem_len;
	unsigned int		server_ssl_private_key_mem_len;
	unsigned int		server_ssl_ca_mem_len;
	/* ALPN list like "h2,http/1.1"; NULL for what the roles offer */
	const char		*alpn;
#endif
#if defined(LWS_WITH_NETWORK) && defined(LWS_WITH_TLS) && \
    defined(LWS_WITH_CLIENT)

	/* TLS, as a client (vhost) */

	const char		*client_ssl_private_key_password;
	/* certificate to show to servers, NULL for none */
	const char		*client_ssl_cert_filepath;
	const void		*client_ssl_cert_mem;
	unsigned int		client_ssl_cert_mem_len;
	const char		*client_ssl_private_key_filepath;
	const void		*client_ssl_key_mem;
	/* CA certificates to trust beside those of the system */
	const char		*client_ssl_ca_filepath;
	const void		*client_ssl_ca_mem;
	/* up to TLS 1.2 */
	const char		*client_ssl_cipher_list;
	/* from TLS 1.3 */
	const char		*client_tls_1_3_plus_cipher_list;
	long			ssl_client_options_set;
	long			ssl_client_options_clear;
	unsigned int		client_ssl_ca_mem_len;
	unsigned int		client_ssl_key_mem_len;
#endif
#if defined(LWS_WITH_NETWORK) && defined(LWS_WITH_TLS) && \
    !defined(LWS_WITH_MBEDTLS)
	/* SSL_CTX to use as it is; stays the program's */
	SSL_CTX			*provided_client_ssl_ctx;
#endif
#if defined(LWS_WITH_NETWORK)

	/* Timeouts and sockets */

	/* TCP keepalive: seconds of silence before a probe; 0 for none */
	int			ka_time;
	/* probes before the connection counts as dead */
	int			ka_probes;
	/* seconds between them */
	int			ka_interval;
	/*
	 * context: seconds for each phase of a handshake, and for a peer to do
	 * what it must; 15 by default
	 */
	unsigned int		timeout_secs;
	/*
	 * context: seconds for resolving a name and connecting to one of its
	 * addresses; timeout_secs by default
	 */
	unsigned int		connect_timeout_secs;
	/* nonzero: bind strictly to the interface iface (SO_BINDTODEVICE) */
	int			bind_iface;
	/*
	 * seconds that a connection may occupy header space without sending a
	 * request; 10 by default
	 */
	unsigned int		timeout_secs_ah_idle;
#endif
#if defined(LWS_WITH_TLS_SESSIONS)
	/*
	 * seconds that a client keeps a TLS session; 0 for what the TLS
	 * library has as a default
	 */
	uint32_t		tls_session_timeout;
	/* how many it keeps; 0 for 10 */
	uint32_t		tls_session_cache_max;
#endif

	/* The context */

	/* group to change to once everything is bound; 0 for none */
	gid_t			gid;
	/* user to change to */
	uid_t			uid;
	/* LWS_SERVER_OPTION_ bits */
	uint64_t		options;
	/* what lws_context_user() gives; for a vhost, lws_vhost_user() */
	void			*user;
	/* service threads, 1 by default */
	unsigned int		count_threads;
	/*
	 * descriptors that one thread may hold; 0 for as many as the process
	 * may have
	 */
	unsigned int		fd_limit_per_thread;
	/*
	 * name of the vhost, what Host: and SNI are compared with; "default"
	 * for one that is made along with a context. Copied
	 */
	const char		*vhost_name;
	/*
	 * passed to free() with the context, so that what the config was read
	 * into can go
	 */
	void			*external_baggage_free_on_destroy;
	/* size of the receive buffer of each thread; 4096 by default */
	unsigned int		pt_serv_buf_size;
#if defined(LWS_WITH_PLUGINS)
	/*
	 * context: folders with protocol plugins, NULL at the end. All of
	 * them are loaded; see lws-protocols-plugins.h for which vhosts use
	 * them
	 */
	const char * const	*plugin_dirs;
#endif
#if defined(LWS_WITH_FILE_OPS)
	/* another filesystem instead of the system's; see lws-vfs.h */
	const struct lws_plat_file_ops *fops;
#endif
#if defined(LWS_WITH_SOCKS5)
	/*
	 * SOCKS5 proxy for clients, "[user:password@]host[:port]"; NULL: the
	 * environment's socks_proxy, "": none. It comes before an HTTP proxy
	 */
	const char		*socks_proxy_address;
	/* port of the proxy, if not in the address */
	unsigned int		socks_proxy_port;
#endif
#if defined(LWS_HAVE_SYS_CAPABILITY_H) && defined(LWS_HAVE_LIBCAP)
	/* capabilities to keep when changing the user */
	cap_value_t		caps[4];
	/* how many of them */
	char			count_caps;
#endif
	/*
	 * array of one event loop per thread, for running on loops that exist
	 * already; NULL to make them
	 */
	void			**foreign_loops;
	/*
	 * called from the loop of an event library that the library made
	 * itself, at SIGINT, SIGTERM and SIGHUP; it may destroy the context.
	 * NULL: no signal is touched. See READMEs/README.event-loops.md
	 */
	void (*signal_cb)(void *event_lib_handle, int signum);
	/*
	 * set to NULL when the context is finally gone, which is later than
	 * lws_context_destroy() in one of its own callbacks
	 */
	struct lws_context	**pcontext;
	/* called when the vhost is finally gone */
	void (*finalize)(struct lws_vhost *vh, void *arg);
	void			*finalize_arg;
	/* role for connections that are not HTTP, like "raw-skt" */
	const char		*listen_accept_role;
	/* and the protocol for them */
	const char		*listen_accept_protocol;
	/* like protocols, but an array of pointers with a NULL at the end */
	const struct lws_protocols **pprotocols;
	/* user to change to by name; wins over uid */
	const char		*username;
	/* group by name */
	const char		*groupname;
	/* "user:group" that shall own the Unix socket */
	const char		*unix_socket_perms;
	/* what the system can do; see lws-system.h */
	const lws_system_ops_t	*system_ops;
	/*
	 * when connections of this vhost are checked for being alive; NULL for
	 * 300 s idle then a ping, hang up at 310 s
	 */
	const lws_retry_bo_t	*retry_and_idle_policy;
#if defined(LWS_WITH_SYS_STATE)
	/*
	 * array of pointers, NULL at the end: who is told of state changes
	 * from the start
	 */
	lws_state_notify_link_t *const *register_notifier_list;
#endif
	/*
	 * raise or lower the limit of open files (RLIMIT_NOFILE); 0 to leave
	 * it
	 */
	int			rlimit_nofile;
#if defined(LWS_WITH_PEER_LIMITS)
	/* context: called when a peer is turned away for one of these limits */
	lws_peer_limits_notify_t pl_notify_cb;
	/* context: heads of requests that one address may have at a time; 0
	 * for no limit */
	unsigned short		ip_limit_ah;
	/* context: connections that one address may have; 0 for no limit */
	unsigned short		ip_limit_wsi;
#endif
#if defined(LWS_WITH_SYS_SMD)
	/* system message participant that must not miss the first messages */
	lws_smd_notification_cb_t early_smd_cb;
	/* its opaque pointer */
	void			*early_smd_opaque;
	/* the classes that it wants */
	lws_smd_class_t		early_smd_class_filter;
	/* how long a message is kept for a slow participant; 2 s by default */
	lws_usec_t		smd_ttl_us;
	/* how many messages may wait; 40 by default */
	uint16_t		smd_queue_depth;
#endif
	/* length of the TCP fast open queue (RFC 7413), 0 to do without */
	int			fo_listen_queue;
	/* event loop implementation of the program's own */
	const struct lws_plugin_evlib *event_lib_custom;
	/*
	 * log context for the context and what is in it; NULL for the
	 * process's
	 */
	lws_log_cx_t		*log_cx;
#if defined(LWS_WITH_CACHE_NSCOOKIEJAR) && defined(LWS_WITH_CLIENT)
	/* file for the cookies of clients, in Netscape format; NULL for none */
	const char		*http_nsc_filepath;
	/* limits of the cache in front of it: bytes, 0 for none */
	size_t			http_nsc_heap_max_footprint;
	/* number of cookies */
	size_t			http_nsc_heap_max_items;
	/* bytes per cookie */
	size_t			http_nsc_heap_max_payload;
#endif
	/* room for members to come */
	void			*_unused[2];
};

/**
 * Creates a context, with its threads' loops and, unless
 * LWS_SERVER_OPTION_EXPLICIT_VHOSTS says otherwise, one vhost.
 *
 * On return it is ready for connections, and LWS_CALLBACK_PROTOCOL_INIT has
 * been or will be delivered in the first turn. It is destroyed with
 * lws_context_destroy().
 *
 * Returns the context, or NULL with the cause in the log.
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_create_context(const struct lws_context_creation_info *info);

/**
 * Closes all connections, with their callbacks, destroys all vhosts and the
 * context.
 *
 * May be called from within a callback, or more than once while the loop
 * still runs: what cannot go yet goes when the loop comes round. After it,
 * leave the loop and do not touch the context; with a foreign loop, wait for
 * info.pcontext to become NULL. NULL is allowed.
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_destroy(struct lws_context *context);

/**
 * Called when a deprecated context is free of listeners, to make the one that
 * succeeds it
 */
typedef int (*lws_reload_func)(void);

/**
 * Stops listening on all ports while connections that exist go on, then calls
 * cb; the context destroys itself when its last connection is gone. For
 * replacing a server without dropping anybody.
 */
LWS_VISIBLE LWS_EXTERN void
lws_context_deprecate(struct lws_context *context, lws_reload_func cb);

/** Nonzero after lws_context_deprecate() */
LWS_VISIBLE LWS_EXTERN int
lws_context_is_deprecated(struct lws_context *context);

/**
 * Makes clients of the vhost go through an HTTP proxy (CONNECT, RFC 9110
 * 9.3.6): "[user:password@]host[:port]", copied. Returns 0, or -1 if it
 * cannot be parsed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_proxy(struct lws_vhost *vhost, const char *proxy);

/**
 * The same for a SOCKS5 proxy (RFC 1928, 1929), which then is used instead of
 * the HTTP proxy. Needs LWS_WITH_SOCKS5
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_socks(struct lws_vhost *vhost, const char *socks);

/**
 * Adds a vhost to a context, also while it runs. info is as for
 * lws_create_context(); what is about the context is ignored. Returns NULL
 * when it cannot be: the name is taken on this port, the port cannot be bound
 * and LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND is set, or a certificate is
 * bad.
 */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_create_vhost(struct lws_context *context,
		 const struct lws_context_creation_info *info);

/**
 * Stops listening, closes all connections of the vhost and frees it, when
 * that is safe: at once, or at the end of the turn. info.finalize tells when.
 * A listening socket that other vhosts use too goes over to one of them.
 */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy(struct lws_vhost *vh);

/**
 * Reads the settings of the context from the JSON files below the directory
 * d, into info, with the strings at *config_strings, where *len bytes are
 * free; both move on, also when it fails. They have to stay as long as the
 * context (info.external_baggage_free_on_destroy). Blocks on the filesystem.
 * Returns 0, or 1 after a log line with file, line and what is wrong there.
 * READMEs/README.config.md has the keys.
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_globals(struct lws_context_creation_info *info, const char *d,
			 char **config_strings, int *len);

/**
 * Creates the vhosts that the JSON files below d describe, each of which
 * begins as info is, without name, port, mounts and what is for its protocols;
 * info is as it was afterwards. *config_strings and *len as above. For the
 * thread of the service loop. Returns 0, or 1 as above: the vhosts before that
 * are there.
 */
LWS_VISIBLE LWS_EXTERN int
lwsws_get_config_vhosts(struct lws_context *context,
			struct lws_context_creation_info *info, const char *d,
			char **config_strings, int *len);

/** The vhost that wsi belongs to */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost(struct lws *wsi);

/** Name of a vhost, owned by it */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_name(struct lws_vhost *vhost);

/** The vhost of that name, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws_vhost *
lws_get_vhost_by_name(struct lws_context *context, const char *name);

/**
 * The port it was configured for, which is 0 or negative in some setups; see
 * lws_get_vhost_listen_port() for what became of it
 */
LWS_VISIBLE LWS_EXTERN int
lws_get_vhost_port(struct lws_vhost *vhost);

/** info.user of the vhost */
LWS_VISIBLE LWS_EXTERN void *
lws_get_vhost_user(struct lws_vhost *vhost);

/** Interface of the vhost, or NULL */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_vhost_iface(struct lws_vhost *vhost);

/**
 * Describes a vhost as JSON in buf. Returns how many bytes, without the NUL.
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_dump_vhost(const struct lws_vhost *vh, char *buf, int len);

/**
 * Describes the context as JSON in buf, without vhosts when hide_vhosts is
 * set
 */
LWS_VISIBLE LWS_EXTERN int
lws_json_dump_context(const struct lws_context *context, char *buf, int len,
		      int hide_vhosts);

/** info.user of the vhost */
LWS_VISIBLE LWS_EXTERN void *
lws_vhost_user(struct lws_vhost *vhost);

/** info.user of the context */
LWS_VISIBLE LWS_EXTERN void *
lws_context_user(struct lws_context *context);

/** Text that identifies the vhost in logs */
LWS_VISIBLE LWS_EXTERN const char *
lws_vh_tag(struct lws_vhost *vh);

/**
 * Nonzero once lws_context_destroy() was called. Do not start anything new
 * then.
 */
LWS_VISIBLE LWS_EXTERN int
lws_context_is_being_destroyed(struct lws_context *context);

/**
 * A list of name and value pairs, each of which may have a list below it
 *
 * As info.pvo, the first level names protocols and the second their options;
 * as headers, it is a flat list.
 */
struct lws_protocol_vhost_options {
	/* NULL ends the list */
	const struct lws_protocol_vhost_options *next;
	/* the list below this entry, or NULL */
	const struct lws_protocol_vhost_options *options;
	const char		*name;
	const char		*value;
};

/** What struct lws_http_mount.origin names */
enum lws_mount_protocols {
	LWSMPRO_HTTP,		/* proxied to an http server */
	LWSMPRO_HTTPS,		/* proxied to an https server */
	LWSMPRO_FILE,		/* files below a directory */
	LWSMPRO_CGI,		/* a CGI program */
	LWSMPRO_REDIR_HTTP,	/* redirected to http */
	LWSMPRO_REDIR_HTTPS,	/* redirected to https */
	LWSMPRO_CALLBACK	/* handled by a protocol */
};

/** Who checks passwords, in the top bits of auth_mask */
enum lws_authentication_mode {
	/* the file basic_auth_login_file */
	LWSAUTHM_DEFAULT,
	/* LWS_CALLBACK_VERIFY_BASIC_AUTHORIZATION */
	LWSAUTHM_BASIC_AUTH_CALLBACK	= (1 << 28)
};

/** The bits of auth_mask that enum lws_authentication_mode occupies */
#define AUTH_MODE_MASK			0xF0000000

/**
 * Maps part of the URL space to where it is served from. The longest
 * mountpoint that a path begins with wins.
 */
struct lws_http_mount {
	const struct lws_http_mount *mount_next;
	/* beginning of the path, like "/" or "/docs" */
	const char		*mountpoint;
	/*
	 * where it comes from: directory, host and path, program or protocol
	 * name
	 */
	const char		*origin;
	/* file to serve for the mountpoint itself, like "index.html" */
	const char		*def;
	/* protocol that handles it, NULL for the vhost's first */
	const char		*protocol;
	/* environment for a CGI */
	const struct lws_protocol_vhost_options *cgienv;
	/* name is a suffix with its dot, value the type */
	const struct lws_protocol_vhost_options *extra_mimetypes;
	/* suffixes whose files LWS_CALLBACK_PROCESS_HTML rewrites */
	const struct lws_protocol_vhost_options *interpret;
	/* seconds a CGI may be silent */
	int			cgi_timeout;
	/* seconds that clients may keep it */
	int			cache_max_age;
	/* what a client must be allowed to; top bits: LWSAUTHM_ */
	unsigned int		auth_mask;
	/* clients may cache at all */
	unsigned int		cache_reusable:1;
	/* and have to ask whether it is still good */
	unsigned int		cache_revalidate:1;
	/* and so may proxies between */
	unsigned int		cache_intermediaries:1;
	/* LWSMPRO_ */
	unsigned char		origin_protocol;
	/* length of mountpoint */
	unsigned char		mountpoint_len;
	/* lines of "user:password", NULL for no password */
	const char		*basic_auth_login_file;
};

#endif /* LIBWEBSOCKETS_LWS_CONTEXT_VHOST_H */
