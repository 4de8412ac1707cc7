/* SPDX-License-Identifier: MIT */
/*
 * lws-misc.h: what has no header of its own
 *
 * Buffer lists, bounded strings, random and hex, facts about a connection,
 * receive flow control, directories, numbers in network order.
 */

#if !defined(LIBWEBSOCKETS_LWS_MISC_H)
#define LIBWEBSOCKETS_LWS_MISC_H

struct lws_buflist;

/*
 * Buffer lists: queues of bytes, in segments as they came. A list is a struct
 * lws_buflist * that starts as NULL; it owns copies of what was put in.
 */

/**
 * Copies len bytes to the end of the list. Returns 1 if the list was empty, 0
 * if not, -1 if there is no memory or too much in it already (2 GiB), or len
 * is 0.
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_append_segment(struct lws_buflist **head, const uint8_t *buf,
			   size_t len) LWS_WARN_UNUSED_RESULT;

/**
 * What is left of the first segment: returns its length, and its place in
 * *buf unless buf is NULL. 0 for an empty list.
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_next_segment_len(struct lws_buflist **head, uint8_t **buf);

/**
 * Takes len bytes off the first segment, at most all of it. Returns what is
 * left of the segment that is the first then, 0 when the list has become
 * empty.
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_use_segment(struct lws_buflist **head, size_t len);

/** How many bytes are in the list */
LWS_VISIBLE LWS_EXTERN size_t
lws_buflist_total_len(struct lws_buflist **head);

/**
 * Copies up to len bytes, from ofs bytes into the list on and across
 * segments, without taking them off. Returns how many.
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_linear_copy(struct lws_buflist **head, size_t ofs, uint8_t *buf,
			size_t len);

/**
 * Moves up to len bytes from the front of the list to buf, across segments.
 * Returns how many.
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_linear_use(struct lws_buflist **head, uint8_t *buf, size_t len);

/**
 * Moves up to len bytes from the first segment alone. *frag_first and
 * *frag_fin, where not NULL, become nonzero if these are its first and its
 * last ones. Returns how many.
 */
LWS_VISIBLE LWS_EXTERN int
lws_buflist_fragment_use(struct lws_buflist **head, uint8_t *buf, size_t len,
			 char *frag_first, char *frag_fin);

/** Empties the list */
LWS_VISIBLE LWS_EXTERN void
lws_buflist_destroy_all_segments(struct lws_buflist **head);

/** Logs what is in the list, with id and reason to tell it by */
LWS_VISIBLE LWS_EXTERN void
lws_buflist_describe(struct lws_buflist **head, void *id, const char *reason);

/* Strings and bytes */

/** head - tail in bytes, as an int */
#define lws_ptr_diff(head, tail) \
	((int)((char *)(head) - (char *)(tail)))

/** head - tail in bytes, as a size_t */
#define lws_ptr_diff_size_t(head, tail) \
	((size_t)((char *)(head) - (char *)(tail)))

/**
 * snprintf() whose result can be added to a position: at most size bytes with
 * the NUL, which is always there. Returns the length of the text; size if it
 * had to be cut; 0 for a format that is wrong.
 */
LWS_VISIBLE LWS_EXTERN int
lws_snprintf(char *str, size_t size, const char *format, ...) LWS_FORMAT(3);

/**
 * Copies src into dest, cut to size - 1 characters, with a NUL. Returns dest.
 */
LWS_VISIBLE LWS_EXTERN char *
lws_strncpy(char *dest, const char *src, size_t size);

/**
 * Copies at most size1 characters of src into dest, which has room for destsize
 * including the NUL that is always written
 */
#define lws_strnncpy(dest, src, size1, destsize) \
	lws_strncpy(dest, src, (size_t)(size1 + 1) < (size_t)(destsize) ? \
			       (size_t)(size1 + 1) : (size_t)(destsize))

/**
 * The first place in the len bytes at buf where the nl bytes at name are, or
 * NULL. Neither needs a NUL.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_nstrstr(const char *buf, size_t len, const char *name, size_t nl);

/**
 * Finds a value in flat JSON: name is given with its quotes and colon, as in
 * "\"id\":". Returns where the value begins, with its length in *alen; a
 * string without its quotes and as it stands. NULL if there is no such name.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_json_simple_find(const char *buf, size_t len, const char *name,
		     size_t *alen);

/** 0 if that value is comp; nonzero if it is another, or there is none */
LWS_VISIBLE LWS_EXTERN int
lws_json_simple_strcmp(const char *buf, size_t len, const char *name,
		       const char *comp);

/**
 * Turns hex digits with a NUL at the end into bytes. Returns how many, -1 if
 * there is anything else, an odd number of digits, or more than max bytes.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_to_byte_array(const char *h, uint8_t *dest, int max);

/** Writes slen bytes as hex digits with a NUL; at most len bytes of text */
LWS_VISIBLE LWS_EXTERN void
lws_hex_from_byte_array(const uint8_t *src, size_t slen, char *dest,
			size_t len);

/**
 * Fills dest with len - 1 random hex digits and a NUL. Returns 0, nonzero
 * when there is no random to be had.
 */
LWS_VISIBLE LWS_EXTERN int
lws_hex_random(struct lws_context *context, char *dest, size_t len);

/**
 * memcmp() for secrets: takes as long wherever the difference is. 0 if equal.
 */
LWS_VISIBLE LWS_EXTERN int
lws_timingsafe_bcmp(const void *a, const void *b, uint32_t len);

/**
 * Fills buf with len random bytes from the operating system, fit for keys.
 * Returns len, or less if that failed.
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_get_random(struct lws_context *context, void *buf, size_t len);

/* The process and the library */

/**
 * Goes into the background: forks, detaches from the terminal, and writes the
 * pid to _lock_path, unless NULL, where it also keeps a second instance out.
 * Call it before creating a context. Returns 0, -1 on failure; the parent
 * does not return. Not on Windows.
 */
LWS_VISIBLE LWS_EXTERN int
lws_daemonize(const char *_lock_path) LWS_WARN_UNUSED_RESULT;

/** Version of the library that is running, like "4.3.5-..." */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_library_version(void) LWS_WARN_UNUSED_RESULT;

/* About a connection */

/** The per-session data: what callbacks get as user */
LWS_VISIBLE LWS_EXTERN void *
lws_wsi_user(struct lws *wsi);

/** Index of the service thread that wsi belongs to */
LWS_VISIBLE LWS_EXTERN int
lws_wsi_tsi(struct lws *wsi);

/**
 * Uses user as the per-session data. The library neither allocates nor frees
 * it then; an allocation of its own is freed.
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_wsi_user(struct lws *wsi, void *user);

/**
 * Takes "scheme://address:port/path" apart in place: p is cut with NULs, and
 * *prot, *ads, *path point into it. *port is left alone where neither the URI
 * nor its scheme says one. *path comes without the leading '/'; "/" when
 * there is none. Without a scheme *prot is "". An IPv6 address loses its
 * brackets; "+path" is a Unix socket.
 *
 * Returns 0, nonzero if it makes no sense.
 */
LWS_VISIBLE LWS_EXTERN int
lws_parse_uri(char *p, const char **prot, const char **ads, int *port,
	      const char **path) LWS_WARN_UNUSED_RESULT;

/**
 * The argument of option val in argv, given as "val 123", "val123" or
 * "val=123". "" if nothing follows; NULL if the option is not there.
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_cmdline_option(int argc, const char **argv, const char *val);

/** Acts on options that test programs have in common, like "-d <log level>" */
LWS_VISIBLE LWS_EXTERN void
lws_cmdline_option_handle_builtin(int argc, const char **argv,
				  struct lws_context_creation_info *info);

/** Seconds since 1970 */
LWS_VISIBLE LWS_EXTERN unsigned long
lws_now_secs(void);

/**
 * The clock of all timers here: microseconds since some point in the past. It
 * never goes back.
 */
LWS_VISIBLE LWS_EXTERN lws_usec_t
lws_now_usecs(void);

/** The context of wsi */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_get_context(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/** The port that vhost listens on: the real one where the system chose it */
LWS_VISIBLE LWS_EXTERN int
lws_get_vhost_listen_port(struct lws_vhost *vhost) LWS_WARN_UNUSED_RESULT;

/** How many service threads the context has */
LWS_VISIBLE LWS_EXTERN int
lws_get_count_threads(struct lws_context *context) LWS_WARN_UNUSED_RESULT;

/** The wsi of which this one is a child, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_parent(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/** The first child of wsi, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_child(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/**
 * User and group that the context goes with, after names have been looked up;
 * 0 where unchanged
 */
LWS_VISIBLE LWS_EXTERN void
lws_get_effective_uid_gid(struct lws_context *context, uid_t *uid, gid_t *gid);

/** Addresses of a datagram wsi, owned by it; NULL for others */
LWS_VISIBLE LWS_EXTERN const struct lws_udp *
lws_get_udp(const struct lws *wsi) LWS_WARN_UNUSED_RESULT;

/** A pointer for the code that made wsi a child, untouched by the library */
LWS_VISIBLE LWS_EXTERN void *
lws_get_opaque_parent_data(const struct lws *wsi);

/** Sets it */
LWS_VISIBLE LWS_EXTERN void
lws_set_opaque_parent_data(struct lws *wsi, void *data);

/**
 * A pointer for the application, untouched by the library, beside the
 * per-session data
 */
LWS_VISIBLE LWS_EXTERN void *
lws_get_opaque_user_data(const struct lws *wsi);

/** Sets it */
LWS_VISIBLE LWS_EXTERN void
lws_set_opaque_user_data(struct lws *wsi, void *data);

/** Nonzero if a child asked its parent for a WRITEABLE callback */
LWS_VISIBLE LWS_EXTERN int
lws_get_child_pending_on_writable(const struct lws *wsi);

/** Notes that this was seen to */
LWS_VISIBLE LWS_EXTERN void
lws_clear_child_pending_on_writable(struct lws *wsi);

/** Length of what lws_get_close_payload() shows */
LWS_VISIBLE LWS_EXTERN int
lws_get_close_length(struct lws *wsi);

/**
 * The peer's close frame: two bytes of code in network byte order, then the
 * reason without a NUL. Good in the CLOSED callback. NULL if there was none.
 */
LWS_VISIBLE LWS_EXTERN unsigned char *
lws_get_close_payload(struct lws *wsi);

/**
 * The wsi that has the socket: wsi itself, or for a stream of HTTP/2 its
 * connection
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_get_network_wsi(struct lws *wsi);

/* Memory and receive flow control */

/**
 * Replaces realloc() for everything that the library allocates: size 0 frees,
 * ptr NULL allocates, reason says what for. Call it before anything else.
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_allocator(void *(*realloc)(void *ptr, size_t size, const char *reason));

/**
 * Who stops receiving, for lws_rx_flow_control(); receiving goes on when
 * nobody does
 */
enum {
	/* the application */
	LWS_RXFLOW_REASON_USER_BOOL		= (1 << 0),
	/* too much is buffered for HTTP */
	LWS_RXFLOW_REASON_HTTP_RXBUFFER		= (1 << 6),
	/* a queue of HTTP/2 is full */
	LWS_RXFLOW_REASON_H2_PPS_PENDING	= (1 << 7),
	/* the low bits are a mask of the above */
	LWS_RXFLOW_REASON_APPLIES		= (1 << 14),
	/* and they go on, instead of stop */
	LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT	= (1 << 13),
	/* those in the mask go on */
	LWS_RXFLOW_REASON_APPLIES_ENABLE	= LWS_RXFLOW_REASON_APPLIES |
		LWS_RXFLOW_REASON_APPLIES_ENABLE_BIT,
	/* those in the mask stop */
	LWS_RXFLOW_REASON_APPLIES_DISABLE	= LWS_RXFLOW_REASON_APPLIES,
	/* act at once, not after the callback */
	LWS_RXFLOW_REASON_FLAG_PROCESS_NOW	= (1 << 12)
};

/**
 * Stops (0) or resumes (1) receiving on wsi, so that the peer feels the
 * backpressure. What was received already is kept for later. Instead of 0 and
 * 1 enable may be LWS_RXFLOW_REASON_ bits. Returns 0, negative on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_rx_flow_control(struct lws *wsi, int enable);

/** Resumes receiving on all connections of the protocol */
LWS_VISIBLE LWS_EXTERN void
lws_rx_flow_allow_all_protocol(const struct lws_context *context,
			       const struct lws_protocols *protocol);

/**
 * How many bytes of the ws frame, or HTTP body, are still to come after the
 * piece that a receive callback was given; 0 when it is complete
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_remaining_packet_payload(struct lws *wsi);

/* Directories */

typedef enum {
	LDOT_UNKNOWN,	/* the filesystem does not say */
	LDOT_FILE,
	LDOT_DIR,
	LDOT_LINK,
	LDOT_FIFO,
	LDOTT_SOCKET,
	LDOT_CHAR,
	LDOT_BLOCK
} lws_dir_obj_type_t;

#if defined(LWS_WITH_DIR)

/** One entry of a directory, valid during the callback */
struct lws_dir_entry {
	const char		*name;
	lws_dir_obj_type_t	type;
};

/** Called with each entry; nonzero stops */
typedef int lws_dir_callback_function(const char *dirpath, void *user,
				      struct lws_dir_entry *lde);

/**
 * Calls cb for each entry of dirpath, sorted by name, without those that
 * begin with a dot. Blocks on the filesystem. Returns 0 when all were seen,
 * nonzero if cb stopped it or the directory cannot be read.
 */
LWS_VISIBLE LWS_EXTERN int
lws_dir(const char *dirpath, void *user, lws_dir_callback_function cb);

/** Callback for lws_dir() that removes the entry with everything below it */
LWS_VISIBLE LWS_EXTERN int
lws_dir_rm_rf_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

/** Called with the path of each match */
typedef int (*lws_dir_glob_cb_t)(void *data, const char *path);

/** user of lws_dir_glob_cb() */
typedef struct lws_dir_glob {
	/* pattern in which '*' stands for anything */
	const char		*filter;
	lws_dir_glob_cb_t	cb;
	void			*user;
} lws_dir_glob_t;

/** Callback for lws_dir() that passes on what matches */
LWS_VISIBLE LWS_EXTERN int
lws_dir_glob_cb(const char *dirpath, void *user, struct lws_dir_entry *lde);

#endif /* defined(LWS_WITH_DIR) */

/** Bytes that the library has allocated, where the system can tell; else 0 */
LWS_VISIBLE LWS_EXTERN size_t
lws_get_allocated_heap(void);

/** The same as lws_wsi_tsi() */
LWS_VISIBLE LWS_EXTERN int
lws_get_tsi(struct lws *wsi);

/** Nonzero if wsi uses TLS */
LWS_VISIBLE LWS_EXTERN int
lws_is_ssl(struct lws *wsi);

/** Nonzero if wsi serves a CGI */
LWS_VISIBLE LWS_EXTERN int
lws_is_cgi(struct lws *wsi);

/**
 * Looks in a blob of CA certificates for the one with that subject key id.
 * Returns 0 with where it is, in DER, or 1.
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_blob_queury_skid(const void *_blob, size_t blen,
				   const uint8_t *skid, size_t skid_len,
				   const uint8_t **prpder, size_t *prder_len);

/**
 * open() with close-on-exec. Returns the descriptor, -1 with errno on error.
 */
LWS_VISIBLE LWS_EXTERN int
lws_open(const char *__file, int __oflag, ...);

/** One network that a wifi scan found */
struct lws_wifi_scan {
	struct lws_wifi_scan	*next;
	char			ssid[32];
	int32_t			rssi; /* summed over count sightings */
	uint8_t			bssid[6];
	uint8_t			count;
	uint8_t			channel;
	uint8_t			authmode; /* kind of protection */
};

#if defined(LWS_WITH_TLS) && !defined(LWS_WITH_MBEDTLS)

/** The SSL * of wsi, NULL without TLS. It stays the library's. */
LWS_VISIBLE LWS_EXTERN SSL *
lws_get_ssl(struct lws *wsi);

#endif /* defined(LWS_WITH_TLS) && !defined(LWS_WITH_MBEDTLS) */

/** Clears memory in a way that the compiler does not optimize away */
LWS_VISIBLE LWS_EXTERN void
lws_explicit_bzero(void *p, size_t len);

/* Numbers for people, and for the wire */

/**
 * One unit; a schema is an array of them from the largest to one with factor
 * 1, ended by a NULL name
 */
typedef struct lws_humanize_unit {
	const char		*name;
	uint64_t		factor;
} lws_humanize_unit_t;

/** Ki, Mi, Gi ... */
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_si[7];

/** The same in bytes */
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_si_bytes[7];

/** Times that are given in microseconds */
LWS_VISIBLE extern const lws_humanize_unit_t humanize_schema_us[8];

/**
 * Writes value in the largest unit that it reaches, with three decimals.
 * Returns the length as lws_snprintf() does.
 */
LWS_VISIBLE LWS_EXTERN int
lws_humanize(char *buf, size_t len, uint64_t value,
	     const lws_humanize_unit_t *schema);

/** Writes a number in network byte order */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu16be(uint8_t *b, uint16_t u);

/** The same with 32 bits */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu32be(uint8_t *b, uint32_t u32);

/** The same with 64 bits */
LWS_VISIBLE LWS_EXTERN void
lws_ser_wu64be(uint8_t *b, uint64_t u64);

/** Reads a number in network byte order */
LWS_VISIBLE LWS_EXTERN uint16_t
lws_ser_ru16be(const uint8_t *b);

/** The same with 32 bits */
LWS_VISIBLE LWS_EXTERN uint32_t
lws_ser_ru32be(const uint8_t *b);

/** The same with 64 bits */
LWS_VISIBLE LWS_EXTERN uint64_t
lws_ser_ru64be(const uint8_t *b);

/**
 * Writes value as a variable byte integer (MQTT 5.0, 1.5.5), into up to 4
 * bytes. Returns how many, -1 if it does not fit.
 */
LWS_VISIBLE LWS_EXTERN int
lws_vbi_encode(uint64_t value, void *buf);

/**
 * Reads one from at most len bytes. Returns how many it had, 0 if it is not
 * complete.
 */
LWS_VISIBLE LWS_EXTERN int
lws_vbi_decode(const void *buf, uint64_t *value, size_t len);

/* Overlay filesystems (Linux, LWS_WITH_FSMOUNT) */

/** What to mount, and where */
struct lws_fsmount {
	/* where the read-only layers are */
	const char		*layers_path;
	/* where the writable layer goes */
	const char		*overlay_path;
	/* mount point */
	char			mp[256];
	/* name of the overlay */
	char			ovname[64];
	/* name of a layer set */
	char			distro[64];
#if defined(__linux__)
	/* names of the layers, topmost first, NULL at the end */
	const char		*layers[4];
#endif
};

/** Mounts it. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_fsmount_mount(struct lws_fsmount *fsm);

/** Unmounts it. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_fsmount_unmount(struct lws_fsmount *fsm);

#endif /* LIBWEBSOCKETS_LWS_MISC_H */
