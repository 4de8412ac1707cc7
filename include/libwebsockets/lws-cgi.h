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

#endif /* LIBWEBSOCKETS_LWS_CGI_H */
