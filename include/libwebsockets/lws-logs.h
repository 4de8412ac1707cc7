/* SPDX-License-Identifier: MIT */
/*
 * lws-logs.h: logging
 *
 * Every line has a level; what is not wanted costs one test of a bit, and
 * what is not compiled in costs nothing. Lines go to an emitter: stderr,
 * syslog, or a function of the program's. A log context gives an object
 * (context, vhost, connection, stream) levels, an emitter and a prefix of its
 * own.
 *
 * All functions here may be called from any thread, if the emitter can.
 * Settings are made before threads start.
 */

#if !defined(LIBWEBSOCKETS_LWS_LOGS_H)
#define LIBWEBSOCKETS_LWS_LOGS_H

struct lws_log_cx;

/* Levels. A mask of them says what is shown. */

#define LLL_ERR			(1 << 0)	/* something did not work */
#define LLL_WARN		(1 << 1)	/* odd, and dealt with */
#define LLL_NOTICE		(1 << 2)	/* worth knowing */
#define LLL_INFO		(1 << 3)	/* what goes on */
#define LLL_DEBUG		(1 << 4)	/* in detail */
#define LLL_PARSER		(1 << 5)	/* bytes through parsers */
#define LLL_HEADER		(1 << 6)	/* HTTP headers */
#define LLL_EXT			(1 << 7)	/* ws extensions */
#define LLL_CLIENT		(1 << 8)	/* steps of connecting */
#define LLL_LATENCY		(1 << 9)	/* what took long */
#define LLL_USER		(1 << 10)	/* the application's */
#define LLL_THREAD		(1 << 11)	/* threads and locks */

#define LLL_COUNT		12

/* flags that go with the levels */

/** The line tells about a person */
#define LLLF_SECRECY_PII	(1 << 16)
/** The line holds something that gives access */
#define LLLF_SECRECY_BEARER	(1 << 17)
/** In lll_flags: lines begin with the time */
#define LLLF_LOG_TIMESTAMP	(1 << 18)
/** In lll_flags: u.emit_cx is set, and not u.emit */
#define LLLF_LOG_CONTEXT_AWARE	(1 << 30)

/**
 * An emitter: gets a complete line with its newline. level is one LLL_ bit.
 */
typedef void (*lws_log_emit_t)(int level, const char *line);

/**
 * An emitter that is told which context the line comes from, and its length
 */
typedef void (*lws_log_emit_cx_t)(struct lws_log_cx *cx, int level,
				  const char *line, size_t len);

/**
 * Writes what lines begin with: at *p, before e, moving *p. obj is the object
 * the line is about.
 */
typedef void (*lws_log_prepend_cx_t)(struct lws_log_cx *cx, void *obj, char **p,
				     char *e);

/**
 * Told after an object has started (_new 1) or stopped (_new -1) to use the
 * context
 */
typedef void (*lws_log_use_cx_t)(struct lws_log_cx *cx, int _new);

/** A log context, usually static. What uses it must not outlive it. */
typedef struct lws_log_cx {
	union {
		/* unless LLLF_LOG_CONTEXT_AWARE is set */
		lws_log_emit_t		emit;
		/* if it is */
		lws_log_emit_cx_t	emit_cx;
	} u;
	/* NULL or told when users come and go */
	lws_log_use_cx_t	refcount_cb;
	/* NULL or what lines begin with */
	lws_log_prepend_cx_t	prepend;
	/* NULL or a context whose prefix comes first */
	struct lws_log_cx	*parent;
	/* for the emitter, like a file's path */
	void			*opaque;
	/* for the emitter, like a file handle */
	void			*stg;
	/* levels to show, and LLLF_ flags */
	uint32_t		lll_flags;
	/* how many objects use it */
	int32_t			refcount;
} lws_log_cx_t;

/**
 * Writes the time and the letter of the level, as lines on stderr begin.
 * Returns the length, 0 if there is no such level or no room.
 */
LWS_VISIBLE LWS_EXTERN int
lwsl_timestamp(int level, char *p, size_t len);

#if !(defined(LWS_PLAT_OPTEE) && !defined(LWS_WITH_NETWORK))

/**
 * What lwsl_err() and the like call: printf() to the process's log at level
 * filter
 */
LWS_VISIBLE LWS_EXTERN void
_lws_log(int filter, const char *format, ...) LWS_FORMAT(2);

/** The same with a va_list */
LWS_VISIBLE LWS_EXTERN void
_lws_logv(int filter, const char *format, va_list vl);

#endif /* !(defined(LWS_PLAT_OPTEE) && !defined(LWS_WITH_NETWORK)) */

/** The log context that lines about a context go to */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_context_get_cx(struct lws_context *cx);

/** The same for a vhost */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_vhost_get_cx(struct lws_vhost *vh);

/** The same for a connection */
LWS_VISIBLE LWS_EXTERN struct lws_log_cx *
lwsl_wsi_get_cx(struct lws *wsi);

/** u.emit_cx for logging to the file whose path is in opaque */
LWS_VISIBLE LWS_EXTERN void
lws_log_emit_cx_file(struct lws_log_cx *cx, int level, const char *line,
		     size_t len);

/**
 * refcount_cb for the same: opens the file for the first user, closes it
 * after the last
 */
LWS_VISIBLE LWS_EXTERN void
lws_log_use_cx_file(struct lws_log_cx *cx, int _new);

/** Prefix that tells which context it is */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_context(struct lws_log_cx *cx, void *obj, char **p, char *e);

/** Prefix that tells which vhost it is */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_vhost(struct lws_log_cx *cx, void *obj, char **p, char *e);

/** Prefix that tells which connection it is */
LWS_VISIBLE LWS_EXTERN void
lws_log_prepend_wsi(struct lws_log_cx *cx, void *obj, char **p, char *e);

/**
 * What the macros below call: a line at level filter to cx (NULL: the
 * process's), which begins with what cx and its parents prepend, with what
 * prep writes about obj, and with _fun
 */
LWS_VISIBLE LWS_EXTERN void
_lws_log_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter,
	    const char *_fun, const char *format, ...) LWS_FORMAT(6);

/*
 * One line each for an object's log context: which of the levels are shown, and
 * what the line begins with, is up to that context. __func__ goes along.
 */

#define lwsl_cx(_c, _fil, ...) \
	_lws_log_cx(lwsl_context_get_cx(_c), lws_log_prepend_context, _c, \
		    _fil, __func__, __VA_ARGS__)
#define lwsl_vhost(_v, _fil, ...) \
	_lws_log_cx(lwsl_vhost_get_cx(_v), lws_log_prepend_vhost, _v, \
		    _fil, __func__, __VA_ARGS__)
#define lwsl_wsi(_w, _fil, ...) \
	_lws_log_cx(lwsl_wsi_get_cx(_w), lws_log_prepend_wsi, _w, \
		    _fil, __func__, __VA_ARGS__)
#define lwsl_ss(_h, _fil, ...) \
	_lws_log_cx(lwsl_ss_get_cx(_h), lws_log_prepend_ss, _h, \
		    _fil, __func__, __VA_ARGS__)

#define lwsl_hexdump_context(_c, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_context_get_cx(_c), \
			      lws_log_prepend_context, _c, _fil, _buf, _len)
#define lwsl_hexdump_vhost(_v, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_vhost_get_cx(_v), \
			      lws_log_prepend_vhost, _v, _fil, _buf, _len)
#define lwsl_hexdump_wsi(_w, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_wsi_get_cx(_w), \
			      lws_log_prepend_wsi, _w, _fil, _buf, _len)
#define lwsl_hexdump_ss(_h, _fil, _buf, _len) \
	lwsl_hexdump_level_cx(lwsl_ss_get_cx(_h), \
			      lws_log_prepend_ss, _h, _fil, _buf, _len)

/*
 * What is compiled in
 *
 * A level that is not in _LWS_ENABLED_LOGS costs nothing: its macro is empty.
 * Release builds (NDEBUG) keep errors, warnings, notices and the user level.
 * LWS_LOGGING_BITFIELD_SET and _CLEAR in lws_config.h add and remove levels.
 */

#if defined(_DEBUG)
#define _LWS_LINIT	((1 << LLL_COUNT) - 1)
#else
#define _LWS_LINIT	(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER)
#endif

#if defined(LWS_LOGGING_BITFIELD_SET)
#define _LWS_LBS	(LWS_LOGGING_BITFIELD_SET)
#else
#define _LWS_LBS	0
#endif

#if defined(LWS_LOGGING_BITFIELD_CLEAR)
#define _LWS_LBC	(LWS_LOGGING_BITFIELD_CLEAR)
#else
#define _LWS_LBC	0
#endif

#define _LWS_ENABLED_LOGS	(((_LWS_LINIT) | (_LWS_LBS)) & ~(_LWS_LBC))

/*
 * Process-wide logging: printf() formats, a newline at the end
 */

#if (_LWS_ENABLED_LOGS & LLL_ERR)
#define lwsl_err(...) _lws_log(LLL_ERR, __VA_ARGS__)
#else
#define lwsl_err(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_WARN)
#define lwsl_warn(...) _lws_log(LLL_WARN, __VA_ARGS__)
#else
#define lwsl_warn(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_NOTICE)
#define lwsl_notice(...) _lws_log(LLL_NOTICE, __VA_ARGS__)
#else
#define lwsl_notice(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_INFO)
#define lwsl_info(...) _lws_log(LLL_INFO, __VA_ARGS__)
#else
#define lwsl_info(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_DEBUG)
#define lwsl_debug(...) _lws_log(LLL_DEBUG, __VA_ARGS__)
#else
#define lwsl_debug(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_PARSER)
#define lwsl_parser(...) _lws_log(LLL_PARSER, __VA_ARGS__)
#else
#define lwsl_parser(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_HEADER)
#define lwsl_header(...) _lws_log(LLL_HEADER, __VA_ARGS__)
#else
#define lwsl_header(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_EXT)
#define lwsl_ext(...) _lws_log(LLL_EXT, __VA_ARGS__)
#else
#define lwsl_ext(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_CLIENT)
#define lwsl_client(...) _lws_log(LLL_CLIENT, __VA_ARGS__)
#else
#define lwsl_client(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_LATENCY)
#define lwsl_latency(...) _lws_log(LLL_LATENCY, __VA_ARGS__)
#else
#define lwsl_latency(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_THREAD)
#define lwsl_thread(...) _lws_log(LLL_THREAD, __VA_ARGS__)
#else
#define lwsl_thread(...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_USER)
#define lwsl_user(...) _lws_log(LLL_USER, __VA_ARGS__)
#else
#define lwsl_user(...) do {} while (0)
#endif

/* the same for a dump of memory: pointer, length */

#define lwsl_hexdump_err(...) \
	lwsl_hexdump_level(LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_warn(...) \
	lwsl_hexdump_level(LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_notice(...) \
	lwsl_hexdump_level(LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_info(...) \
	lwsl_hexdump_level(LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_debug(...) \
	lwsl_hexdump_level(LLL_DEBUG, __VA_ARGS__)

/*
 * Logging in the name of a context; the newline is added
 */

#if (_LWS_ENABLED_LOGS & LLL_ERR)
#define lwsl_cx_err(_c, ...) lwsl_cx(_c, LLL_ERR, __VA_ARGS__)
#else
#define lwsl_cx_err(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_WARN)
#define lwsl_cx_warn(_c, ...) lwsl_cx(_c, LLL_WARN, __VA_ARGS__)
#else
#define lwsl_cx_warn(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_NOTICE)
#define lwsl_cx_notice(_c, ...) lwsl_cx(_c, LLL_NOTICE, __VA_ARGS__)
#else
#define lwsl_cx_notice(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_INFO)
#define lwsl_cx_info(_c, ...) lwsl_cx(_c, LLL_INFO, __VA_ARGS__)
#else
#define lwsl_cx_info(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_DEBUG)
#define lwsl_cx_debug(_c, ...) lwsl_cx(_c, LLL_DEBUG, __VA_ARGS__)
#else
#define lwsl_cx_debug(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_PARSER)
#define lwsl_cx_parser(_c, ...) lwsl_cx(_c, LLL_PARSER, __VA_ARGS__)
#else
#define lwsl_cx_parser(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_HEADER)
#define lwsl_cx_header(_c, ...) lwsl_cx(_c, LLL_HEADER, __VA_ARGS__)
#else
#define lwsl_cx_header(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_EXT)
#define lwsl_cx_ext(_c, ...) lwsl_cx(_c, LLL_EXT, __VA_ARGS__)
#else
#define lwsl_cx_ext(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_CLIENT)
#define lwsl_cx_client(_c, ...) lwsl_cx(_c, LLL_CLIENT, __VA_ARGS__)
#else
#define lwsl_cx_client(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_LATENCY)
#define lwsl_cx_latency(_c, ...) lwsl_cx(_c, LLL_LATENCY, __VA_ARGS__)
#else
#define lwsl_cx_latency(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_THREAD)
#define lwsl_cx_thread(_c, ...) lwsl_cx(_c, LLL_THREAD, __VA_ARGS__)
#else
#define lwsl_cx_thread(_c, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_USER)
#define lwsl_cx_user(_c, ...) lwsl_cx(_c, LLL_USER, __VA_ARGS__)
#else
#define lwsl_cx_user(_c, ...) do {} while (0)
#endif

#define lwsl_hexdump_cx_err(_v, ...) \
	lwsl_hexdump_context(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_cx_warn(_v, ...) \
	lwsl_hexdump_context(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_cx_notice(_v, ...) \
	lwsl_hexdump_context(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_cx_info(_v, ...) \
	lwsl_hexdump_context(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_cx_debug(_v, ...) \
	lwsl_hexdump_context(_v, LLL_DEBUG, __VA_ARGS__)

/*
 * Logging in the name of a vhost
 */

#if (_LWS_ENABLED_LOGS & LLL_ERR)
#define lwsl_vhost_err(_v, ...) lwsl_vhost(_v, LLL_ERR, __VA_ARGS__)
#else
#define lwsl_vhost_err(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_WARN)
#define lwsl_vhost_warn(_v, ...) lwsl_vhost(_v, LLL_WARN, __VA_ARGS__)
#else
#define lwsl_vhost_warn(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_NOTICE)
#define lwsl_vhost_notice(_v, ...) lwsl_vhost(_v, LLL_NOTICE, __VA_ARGS__)
#else
#define lwsl_vhost_notice(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_INFO)
#define lwsl_vhost_info(_v, ...) lwsl_vhost(_v, LLL_INFO, __VA_ARGS__)
#else
#define lwsl_vhost_info(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_DEBUG)
#define lwsl_vhost_debug(_v, ...) lwsl_vhost(_v, LLL_DEBUG, __VA_ARGS__)
#else
#define lwsl_vhost_debug(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_PARSER)
#define lwsl_vhost_parser(_v, ...) lwsl_vhost(_v, LLL_PARSER, __VA_ARGS__)
#else
#define lwsl_vhost_parser(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_HEADER)
#define lwsl_vhost_header(_v, ...) lwsl_vhost(_v, LLL_HEADER, __VA_ARGS__)
#else
#define lwsl_vhost_header(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_EXT)
#define lwsl_vhost_ext(_v, ...) lwsl_vhost(_v, LLL_EXT, __VA_ARGS__)
#else
#define lwsl_vhost_ext(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_CLIENT)
#define lwsl_vhost_client(_v, ...) lwsl_vhost(_v, LLL_CLIENT, __VA_ARGS__)
#else
#define lwsl_vhost_client(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_LATENCY)
#define lwsl_vhost_latency(_v, ...) lwsl_vhost(_v, LLL_LATENCY, __VA_ARGS__)
#else
#define lwsl_vhost_latency(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_THREAD)
#define lwsl_vhost_thread(_v, ...) lwsl_vhost(_v, LLL_THREAD, __VA_ARGS__)
#else
#define lwsl_vhost_thread(_v, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_USER)
#define lwsl_vhost_user(_v, ...) lwsl_vhost(_v, LLL_USER, __VA_ARGS__)
#else
#define lwsl_vhost_user(_v, ...) do {} while (0)
#endif

#define lwsl_hexdump_vhost_err(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_vhost_warn(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_vhost_notice(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_vhost_info(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_vhost_debug(_v, ...) \
	lwsl_hexdump_vhost(_v, LLL_DEBUG, __VA_ARGS__)

/*
 * Logging in the name of a connection
 */

#if (_LWS_ENABLED_LOGS & LLL_ERR)
#define lwsl_wsi_err(_w, ...) lwsl_wsi(_w, LLL_ERR, __VA_ARGS__)
#else
#define lwsl_wsi_err(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_WARN)
#define lwsl_wsi_warn(_w, ...) lwsl_wsi(_w, LLL_WARN, __VA_ARGS__)
#else
#define lwsl_wsi_warn(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_NOTICE)
#define lwsl_wsi_notice(_w, ...) lwsl_wsi(_w, LLL_NOTICE, __VA_ARGS__)
#else
#define lwsl_wsi_notice(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_INFO)
#define lwsl_wsi_info(_w, ...) lwsl_wsi(_w, LLL_INFO, __VA_ARGS__)
#else
#define lwsl_wsi_info(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_DEBUG)
#define lwsl_wsi_debug(_w, ...) lwsl_wsi(_w, LLL_DEBUG, __VA_ARGS__)
#else
#define lwsl_wsi_debug(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_PARSER)
#define lwsl_wsi_parser(_w, ...) lwsl_wsi(_w, LLL_PARSER, __VA_ARGS__)
#else
#define lwsl_wsi_parser(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_HEADER)
#define lwsl_wsi_header(_w, ...) lwsl_wsi(_w, LLL_HEADER, __VA_ARGS__)
#else
#define lwsl_wsi_header(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_EXT)
#define lwsl_wsi_ext(_w, ...) lwsl_wsi(_w, LLL_EXT, __VA_ARGS__)
#else
#define lwsl_wsi_ext(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_CLIENT)
#define lwsl_wsi_client(_w, ...) lwsl_wsi(_w, LLL_CLIENT, __VA_ARGS__)
#else
#define lwsl_wsi_client(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_LATENCY)
#define lwsl_wsi_latency(_w, ...) lwsl_wsi(_w, LLL_LATENCY, __VA_ARGS__)
#else
#define lwsl_wsi_latency(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_THREAD)
#define lwsl_wsi_thread(_w, ...) lwsl_wsi(_w, LLL_THREAD, __VA_ARGS__)
#else
#define lwsl_wsi_thread(_w, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_USER)
#define lwsl_wsi_user(_w, ...) lwsl_wsi(_w, LLL_USER, __VA_ARGS__)
#else
#define lwsl_wsi_user(_w, ...) do {} while (0)
#endif

#define lwsl_hexdump_wsi_err(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_wsi_warn(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_wsi_notice(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_wsi_info(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_wsi_debug(_v, ...) \
	lwsl_hexdump_wsi(_v, LLL_DEBUG, __VA_ARGS__)

/*
 * Logging in the name of a secure stream
 */

#if (_LWS_ENABLED_LOGS & LLL_ERR)
#define lwsl_ss_err(_h, ...) lwsl_ss(_h, LLL_ERR, __VA_ARGS__)
#else
#define lwsl_ss_err(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_WARN)
#define lwsl_ss_warn(_h, ...) lwsl_ss(_h, LLL_WARN, __VA_ARGS__)
#else
#define lwsl_ss_warn(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_NOTICE)
#define lwsl_ss_notice(_h, ...) lwsl_ss(_h, LLL_NOTICE, __VA_ARGS__)
#else
#define lwsl_ss_notice(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_INFO)
#define lwsl_ss_info(_h, ...) lwsl_ss(_h, LLL_INFO, __VA_ARGS__)
#else
#define lwsl_ss_info(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_DEBUG)
#define lwsl_ss_debug(_h, ...) lwsl_ss(_h, LLL_DEBUG, __VA_ARGS__)
#else
#define lwsl_ss_debug(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_PARSER)
#define lwsl_ss_parser(_h, ...) lwsl_ss(_h, LLL_PARSER, __VA_ARGS__)
#else
#define lwsl_ss_parser(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_HEADER)
#define lwsl_ss_header(_h, ...) lwsl_ss(_h, LLL_HEADER, __VA_ARGS__)
#else
#define lwsl_ss_header(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_EXT)
#define lwsl_ss_ext(_h, ...) lwsl_ss(_h, LLL_EXT, __VA_ARGS__)
#else
#define lwsl_ss_ext(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_CLIENT)
#define lwsl_ss_client(_h, ...) lwsl_ss(_h, LLL_CLIENT, __VA_ARGS__)
#else
#define lwsl_ss_client(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_LATENCY)
#define lwsl_ss_latency(_h, ...) lwsl_ss(_h, LLL_LATENCY, __VA_ARGS__)
#else
#define lwsl_ss_latency(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_THREAD)
#define lwsl_ss_thread(_h, ...) lwsl_ss(_h, LLL_THREAD, __VA_ARGS__)
#else
#define lwsl_ss_thread(_h, ...) do {} while (0)
#endif

#if (_LWS_ENABLED_LOGS & LLL_USER)
#define lwsl_ss_user(_h, ...) lwsl_ss(_h, LLL_USER, __VA_ARGS__)
#else
#define lwsl_ss_user(_h, ...) do {} while (0)
#endif

#define lwsl_hexdump_ss_err(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_ERR, __VA_ARGS__)
#define lwsl_hexdump_ss_warn(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_WARN, __VA_ARGS__)
#define lwsl_hexdump_ss_notice(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_NOTICE, __VA_ARGS__)
#define lwsl_hexdump_ss_info(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_INFO, __VA_ARGS__)
#define lwsl_hexdump_ss_debug(_v, ...) \
	lwsl_hexdump_ss(_v, LLL_DEBUG, __VA_ARGS__)

/** Logs len bytes in hex and as text, 16 a line */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump_level(int level, const void *vbuf, size_t len);

/** The same to a log context */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump_level_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj,
		      int hexdump_level, const void *vbuf, size_t len);

/** The same at LLL_DEBUG */
LWS_VISIBLE LWS_EXTERN void
lwsl_hexdump(const void *buf, size_t len);

/** Nonzero on a big-endian machine */
static LWS_INLINE int
lws_is_be(void)
{
	const int probe = ~0xff;

	return *(const char *)&probe;
}

/**
 * Sets which levels the process's log shows, and its emitter: NULL keeps what
 * there is, lwsl_emit_stderr() at first, with errors, warnings and notices.
 * Call it before other threads log.
 */
LWS_VISIBLE LWS_EXTERN void
lws_set_log_level(int level, lws_log_emit_t log_emit_function);

/** Emitter for syslog; on Windows for the debugger's output */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_syslog(int level, const char *line);

/** Emitter for stderr, with the time */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_stderr(int level, const char *line);

/** Emitter for stderr, without */
LWS_VISIBLE LWS_EXTERN void
lwsl_emit_stderr_notimestamp(int level, const char *line);

/** Those bits of level that the process's log shows */
LWS_VISIBLE LWS_EXTERN int
lwsl_visible(int level);

/** Text that identifies a connection in logs. Use it at once. */
LWS_VISIBLE LWS_EXTERN const char *
lws_wsi_tag(struct lws *wsi);

/** Counts a user of cx, or (_new -1) one fewer, and calls refcount_cb */
LWS_VISIBLE LWS_EXTERN void
lwsl_refcount_cx(lws_log_cx_t *cx, int _new);

#endif /* LIBWEBSOCKETS_LWS_LOGS_H */
