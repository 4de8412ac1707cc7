/* SPDX-License-Identifier: MIT */
/* lws-cgi.h: CGI programs (RFC 3875) */

#if !defined(LIBWEBSOCKETS_LWS_CGI_H)
#define LIBWEBSOCKETS_LWS_CGI_H

/** Which stream of the child */
enum lws_enum_stdinouterr {
	LWS_STDIN,
	LWS_STDOUT,
	LWS_STDERR
};

/** How far its headers have been parsed */
enum lws_cgi_hdr_state {
	LCHS_HEADER,
	LCHS_CR1,
	LCHS_LF1,
	LCHS_CR2,
	LCHS_LF2,
	LHCS_RESPONSE,
	LHCS_DUMP_HEADERS,
	LHCS_PAYLOAD,
	LCHS_SINGLE_0A
};

/** in at LWS_CALLBACK_CGI */
struct lws_cgi_args {
	struct lws		**stdwsi; /* the three streams */
	enum lws_enum_stdinouterr ch; /* which of them is ready */
	unsigned char		*data; /* bytes for the child's stdin */
	enum lws_cgi_hdr_state	hdr_state;
	int			len;
};

#if defined(LWS_WITH_CGI)
/**
 * From LWS_CALLBACK_HTTP: has a program answer the request (RFC 3875).
 * exec_array is what execve() takes, with a NULL at the end. The first
 * script_uri_path_len bytes of the path are SCRIPT_NAME, the rest PATH_INFO.
 * timeout_secs is how long the program may say nothing, 0 for the context's
 * timeout_secs; mp_cgienv are more variables, or NULL.
 *
 * The library moves the body and the answer by itself, and completes the
 * transaction. The protocol has LWS_CALLBACK_CGI_PROCESS_ATTACH when the
 * program runs, and LWS_CALLBACK_CGI_TERMINATED when its answer is over.
 * Returns 0, or -1 when it cannot be started, to be returned from the callback.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cgi(struct lws *wsi, const char * const *exec_array,
	int script_uri_path_len, int timeout_secs,
	const struct lws_protocol_vhost_options *mp_cgienv);

/**
 * Ends the program that answers wsi, with 502 if it has not begun to. Returns
 * 0, or -1 if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_cgi_kill(struct lws *wsi);

/** One of the streams of the program that answers wsi, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_cgi_get_stdwsi(struct lws *wsi, enum lws_enum_stdinouterr ch);
#endif

#endif /* LIBWEBSOCKETS_LWS_CGI_H */
