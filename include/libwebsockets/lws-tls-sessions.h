/* SPDX-License-Identifier: MIT */
/*
 * lws-tls-sessions.h: keeping TLS sessions of clients beyond the process
 * (LWS_WITH_TLS_SESSIONS)
 */

#if !defined(LIBWEBSOCKETS_LWS_TLS_SESSIONS_H)
#define LIBWEBSOCKETS_LWS_TLS_SESSIONS_H

/** Room for the name of a session: vhost, host and port */
#define LWS_SESSION_TAG_LEN		96

/** A session */
struct lws_tls_session_dump {
	char			tag[LWS_SESSION_TAG_LEN]; /* its name */
	void			*blob; /* the session */
	void			*opaque; /* opq of the call */
	size_t			blob_len;
};

/**
 * Stores or loads a session. On loading it allocates blob with malloc().
 * Returns 0, nonzero on error.
 */
typedef int (*lws_tls_sess_cb_t)(struct lws_context *cx,
				 struct lws_tls_session_dump *info);

/**
 * Gives the session with a server to cb_save. Returns 0, nonzero if there is
 * none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_dump_save(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_save, void *opq);

/**
 * Asks cb_load for it and keeps it for the next connection. Returns 0,
 * nonzero on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_session_dump_load(struct lws_vhost *vh, const char *host, uint16_t port,
			  lws_tls_sess_cb_t cb_load, void *opq);

#endif /* LIBWEBSOCKETS_LWS_TLS_SESSIONS_H */
