/* SPDX-License-Identifier: MIT */
/*
 * lws-eventlib-exports.h: for event loops
 *
 * What the glue for an event library provides, and what it may call beside
 * the public functions. Nothing here is for applications.
 */

#if !defined(LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H)
#define LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H

struct lws_context_per_thread;

/** Flags of struct lws_event_loop_ops */
enum lws_event_lib_ops_flags {
	/* it is the loop of this library: lws_service() waits by itself */
	LELOF_ISPOLL			= (1 << 0),
	/* not used */
	LELOF_DESTROY_FINAL		= 0
};

/** What io() is asked to do */
enum {
	LWS_EV_READ			= (1 << 0),	/* for reading */
	LWS_EV_WRITE			= (1 << 1),	/* for writing */
	LWS_EV_START			= (1 << 2),	/* begin to wait */
	LWS_EV_STOP			= (1 << 3)	/* stop it */
};

/**
 * An event loop. What is not needed is NULL; int functions return 0, nonzero
 * on error.
 */
struct lws_event_loop_ops {
	const char		*name;
	int (*init_context)(struct lws_context *context,
			    const struct lws_context_creation_info *info);
	/* first step of the end, while the loop can still run */
	int (*destroy_context1)(struct lws_context *context);
	/* last step */
	int (*destroy_context2)(struct lws_context *context);
	/* a listening socket was made */
	int (*init_vhost_listen_wsi)(struct lws *wsi);
	/* prepares the loop of a thread; _loop is the foreign one, or NULL */
	int (*init_pt)(struct lws_context *context, void *_loop, int tsi);
	/*
	 * wsi is closing. Returns 1 if the loop closes the handle itself,
	 * later
	 */
	int (*wsi_logical_close)(struct lws *wsi);
	/* nonzero if the connect() of wsi is done */
	int (*check_client_connect_ok)(struct lws *wsi);
	/* closes the socket of wsi in the loop's way */
	void (*close_handle_manually)(struct lws *wsi);
	/* wsi came from accept() */
	int (*sock_accept)(struct lws *wsi);
	/* changes what the loop waits for, LWS_EV_ bits */
	void (*io)(struct lws *wsi, unsigned int flags);
	/* runs the loop of a thread until it is stopped */
	void (*run_pt)(struct lws_context *context, int tsi);
	void (*destroy_pt)(struct lws_context *context, int tsi);
	void (*destroy_wsi)(struct lws *wsi);
	/* nonzero if the caller is not on the loop's thread */
	int (*foreign_thread)(struct lws_context *context, int tsi);
	/* LELOF_ */
	uint8_t			flags;
	/* bytes that the glue needs in each context */
	uint16_t		evlib_size_ctx;
	/* in each thread */
	uint16_t		evlib_size_pt;
	/* in each vhost */
	uint16_t		evlib_size_vh;
	/* in each connection */
	uint16_t		evlib_size_wsi;
};

/** The glue's data of the thread that wsi belongs to */
LWS_VISIBLE LWS_EXTERN void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi);

/** The glue's data of thread tsi */
LWS_VISIBLE LWS_EXTERN void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi);

/** The library's allocator, see lws_set_allocator(): size 0 frees */
LWS_VISIBLE LWS_EXTERN void *
lws_realloc(void *ptr, size_t size, const char *reason);

/** First step of destroying a vhost: gives up its listeners */
LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy1(struct lws_vhost *vh);

/**
 * Closes wsi with its callbacks; caller is for the log. Its memory stays
 * until the end of the turn.
 */
LWS_VISIBLE LWS_EXTERN void
lws_close_free_wsi(struct lws *wsi, enum lws_close_status reason,
		   const char *caller);

/**
 * Calls cb for each listening wsi of all vhosts, with its list node and arg.
 * Returns 0, nonzero if cb stopped it.
 */
LWS_VISIBLE LWS_EXTERN int
lws_vhost_foreach_listen_wsi(struct lws_context *cx, void *arg,
			     lws_dll2_foreach_cb_t cb);

/** Delivers what waits for receiving to be resumed */
LWS_VISIBLE LWS_EXTERN void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt);

/** The wsi with that descriptor, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws *
wsi_from_fd(const struct lws_context *context, int fd);

/**
 * Serves connections of a thread that have input buffered. Returns 0,
 * negative to stop.
 */
LWS_VISIBLE LWS_EXTERN int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi);

/** Goes on with lws_context_destroy() when the loop has let go */
void
lws_context_destroy2(struct lws_context *context);

/** Closes the wsi through which a thread is woken */
LWS_VISIBLE LWS_EXTERN void
lws_destroy_event_pipe(struct lws *wsi);

/** Goes on with a close when the loop has closed the handle */
LWS_VISIBLE LWS_EXTERN void
__lws_close_free_wsi_final(struct lws *wsi);

#endif /* LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H */
