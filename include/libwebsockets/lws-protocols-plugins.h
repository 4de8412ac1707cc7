/* SPDX-License-Identifier: MIT */
/*
 * lws-protocols-plugins.h: protocols, their data, and plugins that bring them
 */

#if !defined(LIBWEBSOCKETS_LWS_PROTOCOLS_PLUGINS_H)
#define LIBWEBSOCKETS_LWS_PROTOCOLS_PLUGINS_H

struct lws_protocol_vhost_options;
struct lws_event_loop_ops;

/**
 * One protocol of a vhost: a name, a callback, and what the library does for
 * its connections
 */
struct lws_protocols {
	/*
	 * ws subprotocol, and the name in mounts and lookups. No commas or
	 * spaces
	 */
	const char		*name;
	/* gets all events; see lws-callbacks.h */
	lws_callback_function	*callback;
	/*
	 * bytes to allocate, zeroed, for each connection: user in the
	 * callbacks. 0 for none
	 */
	size_t			per_session_data_size;
	/*
	 * the most that one receive callback delivers; 0 for the context's
	 * pt_serv_buf_size. A ws client gets frames up to this size whole,
	 * unless they are compressed
	 */
	size_t			rx_buffer_size;
	/* for the application, for instance a version */
	unsigned int		id;
	/* for the application, one for all connections */
	void			*user;
	/*
	 * the most that is given to the system in one send, beside 20 bytes
	 * for the head of a frame; the rest waits, in order, until the socket
	 * is writeable again. 0: as much as there is
	 */
	size_t			tx_packet_size;
};

/** The entry that ends an array of protocols */
#define LWS_PROTOCOL_LIST_TERM		{ NULL, NULL, 0, 0, 0, NULL, 0 }

/** The protocol of that name in vh, or NULL */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_vhost_name_to_protocol(struct lws_vhost *vh, const char *name);

/** The protocol that wsi is bound to */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_get_protocol(struct lws *wsi);

/** Old name of lws_get_protocol() */
LWS_VISIBLE LWS_EXTERN const struct lws_protocols *
lws_protocol_get(struct lws *wsi) LWS_WARN_DEPRECATED;

/**
 * Allocates size zeroed bytes for the protocol on this vhost, shared by all
 * its connections: once, at LWS_CALLBACK_PROTOCOL_INIT. Freed by the library
 * after LWS_CALLBACK_PROTOCOL_DESTROY. Returns NULL if there is no memory, or
 * prot is not of vhost. The pair lws_get_vhost(wsi), lws_get_protocol(wsi)
 * suits vhost and prot.
 */
LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_zalloc(struct lws_vhost *vhost,
			    const struct lws_protocols *prot, int size);

/** What lws_protocol_vh_priv_zalloc() gave, or NULL */
LWS_VISIBLE LWS_EXTERN void *
lws_protocol_vh_priv_get(struct lws_vhost *vhost,
			 const struct lws_protocols *prot);

/**
 * The per-vhost data of protocol protname on whichever vhost has the option
 * pvo_name set to pvo_value for it; NULL if there is none
 */
LWS_VISIBLE LWS_EXTERN void *
lws_vhd_find_by_pvo(struct lws_context *cx, const char *protname,
		    const char *pvo_name, const char *pvo_value);

/**
 * Gives wsi per-session data of new_size bytes, zeroed, if it has none.
 * Returns it.
 */
LWS_VISIBLE LWS_EXTERN void *
lws_adjust_protocol_psds(struct lws *wsi, size_t new_size);

/**
 * Drops privileges: changes user and group as the context was told. Creating
 * a context does it, except with LWS_SERVER_OPTION_EXPLICIT_VHOSTS, where it
 * is for the program to call when its vhosts are there. Returns 0, nonzero on
 * error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_finalize_startup(struct lws_context *context);

/** The first option of that name in the list pvo, or NULL. pvo may be NULL. */
LWS_VISIBLE LWS_EXTERN const struct lws_protocol_vhost_options *
lws_pvo_search(const struct lws_protocol_vhost_options *pvo, const char *name);

/**
 * Sets *result to the value of option name of the list that in points to, as
 * at LWS_CALLBACK_PROTOCOL_INIT. Returns 0, 1 if there is none.
 */
LWS_VISIBLE LWS_EXTERN int
lws_pvo_get_str(void *in, const char *name, const char **result);

/**
 * Delivers LWS_CALLBACK_PROTOCOL_INIT where it is still due. Returns 0,
 * nonzero if some protocol failed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_protocol_init(struct lws_context *context);

/*
 * Plugins
 *
 * A plugin is a shared object that exports one symbol, which begins with a
 * lws_plugin_header_t. What comes after depends on its class. The name of the
 * symbol is that of the file without its suffix, without a "lib" before it,
 * and without "websockets-" or "protocol_" after that: libprotocol_chat.so
 * exports "chat", libwebsockets-evlib_uv.so exports "evlib_uv".
 *
 * Protocol plugins (class "lws_protocol_plugin") come to a context by
 * info.plugin_dirs, in builds with LWS_WITH_PLUGINS. A vhost has those of
 * their protocols, behind its own, that are named in its info.pvo, and
 * the extensions of the plugins from which it has any; a protocol of the same
 * name of the vhost's own takes precedence. LWS_CALLBACK_PROTOCOL_INIT is
 * delivered to each such vhost with the options of that pvo, and the plugins
 * are unloaded when the context has been destroyed.
 */

/** The version of this interface */
#define LWS_PLUGIN_API_MAGIC		191

/** What every plugin begins with */
typedef struct lws_plugin_header {
	const char		*name;
	/* "lws_protocol_plugin", "lws_evlib_plugin", ... */
	const char		*_class;
	/* LWS_BUILD_HASH of the library it was built for */
	const char		*lws_build_hash;
	/* LWS_PLUGIN_API_MAGIC */
	unsigned int		api_magic;
} lws_plugin_header_t;

/** A plugin with protocols or extensions */
typedef struct lws_plugin_protocol {
	lws_plugin_header_t	hdr;
	const struct lws_protocols *protocols;
	const struct lws_extension *extensions;
	int			count_protocols;
	int			count_extensions;
} lws_plugin_protocol_t;

/** A plugin that is loaded */
struct lws_plugin {
	struct lws_plugin	*list;	/* next one */
	const lws_plugin_header_t *hdr;
	union {
		void			*l; /* handle of the shared object */
	} u;
};

/** A plugin with an event loop */
typedef struct lws_plugin_evlib {
	lws_plugin_header_t	hdr;
	const struct lws_event_loop_ops *ops;
} lws_plugin_evlib_t;

/**
 * Called with each plugin. Nonzero at loading: that one is not wanted, and the
 * search ends; at unloading it means nothing.
 */
typedef int (*each_plugin_cb_t)(struct lws_plugin *p, void *user);

/**
 * Loads plugins from the folders in d, an array with a NULL at the end: those
 * whose class is _class (NULL: of any) and, if filter is not NULL, whose
 * symbol has that name. They are put at the end of the list *pplugin, by
 * folder and in the order of their file names. each, if not NULL, is called
 * for every one that is loaded, in that order.
 *
 * A folder that is not there, a file that cannot be loaded, another
 * LWS_PLUGIN_API_MAGIC or LWS_BUILD_HASH, and a missing symbol are said in
 * the log, and passed over. Files of another suffix than the system's for
 * shared objects are ignored.
 *
 * Returns 0, also if there was none; 1 when each ended the search or memory
 * ran out. What was loaded until then stays on the list, for
 * lws_plugins_destroy(). Any thread, with lists of its own.
 */
LWS_VISIBLE LWS_EXTERN int
lws_plugins_init(struct lws_plugin **pplugin, const char *const *d,
		 const char *_class, const char *filter, each_plugin_cb_t each,
		 void *each_user);

/**
 * Calls each, if not NULL, for every plugin on the list, then unloads them,
 * both in the order of loading. *pplugin is NULL afterwards. Returns 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_plugins_destroy(struct lws_plugin **pplugin, each_plugin_cb_t each,
		    void *each_user);

#endif /* LIBWEBSOCKETS_LWS_PROTOCOLS_PLUGINS_H */
