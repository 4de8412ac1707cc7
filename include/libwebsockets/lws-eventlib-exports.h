/* SPDX-License-Identifier: MIT */
/* lws-eventlib-exports.h */

#if !defined(LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H)
#define LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H

struct lws_context_per_thread;

enum lws_event_lib_ops_flags {
	LELOF_ISPOLL			= (1 << 0),
	LELOF_DESTROY_FINAL		= 0
};

enum {
	LWS_EV_READ			= (1 << 0),
	LWS_EV_WRITE			= (1 << 1),
	LWS_EV_START			= (1 << 2),
	LWS_EV_STOP			= (1 << 3)
};

struct lws_event_loop_ops {
	const char		*name;
	int (*init_context)(struct lws_context *context,
			    const struct lws_context_creation_info *info);
	int (*destroy_context1)(struct lws_context *context);
	int (*destroy_context2)(struct lws_context *context);
	int (*init_vhost_listen_wsi)(struct lws *wsi);
	int (*init_pt)(struct lws_context *context, void *_loop, int tsi);
	int (*wsi_logical_close)(struct lws *wsi);
	int (*check_client_connect_ok)(struct lws *wsi);
	void (*close_handle_manually)(struct lws *wsi);
	int (*sock_accept)(struct lws *wsi);
	void (*io)(struct lws *wsi, unsigned int flags);
	void (*run_pt)(struct lws_context *context, int tsi);
	void (*destroy_pt)(struct lws_context *context, int tsi);
	void (*destroy_wsi)(struct lws *wsi);
	int (*foreign_thread)(struct lws_context *context, int tsi);
	uint8_t			flags;
	uint16_t		evlib_size_ctx;
	uint16_t		evlib_size_pt;
	uint16_t		evlib_size_vh;
	uint16_t		evlib_size_wsi;
};

LWS_VISIBLE LWS_EXTERN void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi);

LWS_VISIBLE LWS_EXTERN void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi);

LWS_VISIBLE LWS_EXTERN void *
lws_realloc(void *ptr, size_t size, const char *reason);

LWS_VISIBLE LWS_EXTERN void
lws_vhost_destroy1(struct lws_vhost *vh);

LWS_VISIBLE LWS_EXTERN void
lws_close_free_wsi(struct lws *wsi, enum lws_close_status reason,
		   const char *caller);

LWS_VISIBLE LWS_EXTERN int
lws_vhost_foreach_listen_wsi(struct lws_context *cx, void *arg,
			     lws_dll2_foreach_cb_t cb);

LWS_VISIBLE LWS_EXTERN void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt);

LWS_VISIBLE LWS_EXTERN struct lws *
wsi_from_fd(const struct lws_context *context, int fd);

LWS_VISIBLE LWS_EXTERN int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi);

void
lws_context_destroy2(struct lws_context *context);

LWS_VISIBLE LWS_EXTERN void
lws_destroy_event_pipe(struct lws *wsi);

LWS_VISIBLE LWS_EXTERN void
__lws_close_free_wsi_final(struct lws *wsi);

#endif /* LIBWEBSOCKETS_LWS_EVENTLIB_EXPORTS_H */
