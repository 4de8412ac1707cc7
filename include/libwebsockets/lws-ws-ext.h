/* SPDX-License-Identifier: MIT */
/* lws-ws-ext.h: extensions of the ws protocol (RFC 6455 section 9) */

#if !defined(LIBWEBSOCKETS_LWS_WS_EXT_H)
#define LIBWEBSOCKETS_LWS_WS_EXT_H

struct lws_extension;

/** Why an extension is called */
enum lws_extension_callback_reasons {
	/*
	 * as a server, for a new connection: user is a void ** for the
	 * extension's own state, in a const struct lws_ext_options ** for the
	 * options that it knows. Nonzero: it will not be used
	 */
	LWS_EXT_CB_CONSTRUCT		= 4,
	/* the same as a client */
	LWS_EXT_CB_CLIENT_CONSTRUCT,
	/* free that state, which is in user */
	LWS_EXT_CB_DESTROY		= 8,
	/*
	 * in is a struct lws_write_passthru * that may be changed before it
	 * goes out
	 */
	LWS_EXT_CB_PACKET_TX_PRESEND	= 12,
	/* transform what is about to be sent */
	LWS_EXT_CB_PAYLOAD_TX		= 21,
	/* transform what came in */
	LWS_EXT_CB_PAYLOAD_RX,
	/* set options to their defaults */
	LWS_EXT_CB_OPTION_DEFAULT,
	/* in is a struct lws_ext_option_arg *, from the peer */
	LWS_EXT_CB_OPTION_SET,
	/*
	 * all options of the peer are there: nonzero if they will not do. in
	 * is NULL on a client
	 */
	LWS_EXT_CB_OPTION_CONFIRM,
	/*
	 * in is a struct lws_ext_option_arg * with a name, from the
	 * application
	 */
	LWS_EXT_CB_NAMED_OPTION_SET
};

/** What may follow the name of an option */
enum lws_ext_options_types {
	EXTARG_NONE,	/* nothing */
	EXTARG_DEC,	/* a decimal number */
	EXTARG_OPT_DEC	/* a decimal number or nothing */
};

/** An option that an extension knows; a list of them ends with a NULL name */
struct lws_ext_options {
	const char		*name;
	enum lws_ext_options_types type;
};

/** An option with its value, which is not NUL-terminated */
struct lws_ext_option_arg {
	const char		*option_name; /* NULL if the index says which */
	int			option_index; /* into the list of options */
	const char		*start; /* value, NULL for none */
	int			len;
};

/**
 * The type of an extension's callback. Returns 0 or more on success, -1 if
 * the connection has to close.
 */
typedef int lws_extension_callback_function(struct lws_context *context,
		const struct lws_extension *ext, struct lws *wsi,
		enum lws_extension_callback_reasons reason, void *user,
		void *in, size_t len);

/** An extension that a vhost or client offers */
struct lws_extension {
	/* as in Sec-WebSocket-Extensions */
	const char		*name;
	lws_extension_callback_function *callback;
	/* the whole offer of a client, with its parameters */
	const char		*client_offer;
};

/**
 * Sets an option of an extension that is in use on wsi. Returns 0, -1 if
 * there is no such extension or option.
 */
LWS_VISIBLE LWS_EXTERN int
lws_set_extension_option(struct lws *wsi, const char *ext_name,
			 const char *opt_name, const char *opt_val);

/**
 * Goes through the parameters o, len bytes from a Sec-WebSocket-Extensions
 * header, and calls LWS_EXT_CB_OPTION_SET for each that is in opts. Returns
 * 0, -1 on bad syntax or an unknown parameter.
 */
LWS_VISIBLE LWS_EXTERN int
lws_ext_parse_options(const struct lws_extension *ext, struct lws *wsi,
		      void *ext_user, const struct lws_ext_options *opts,
		      const char *o, int len) LWS_WARN_UNUSED_RESULT;

/**
 * permessage-deflate (RFC 7692): the callback for a struct lws_extension
 * named "permessage-deflate"
 */
LWS_VISIBLE LWS_EXTERN int
lws_extension_callback_pm_deflate(struct lws_context *context,
				  const struct lws_extension *ext,
				  struct lws *wsi,
				  enum lws_extension_callback_reasons reason,
				  void *user, void *in, size_t len);

#endif /* LIBWEBSOCKETS_LWS_WS_EXT_H */
