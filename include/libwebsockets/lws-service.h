/* SPDX-License-Identifier: MIT */
/*
 * lws-service.h: running the event loop
 *
 * A program either lets lws_service() wait, in a loop of its own, or waits
 * itself and hands each ready descriptor to lws_service_fd(), or gives the
 * whole loop to an event library.
 */

#if !defined(LIBWEBSOCKETS_LWS_SERVICE_H)
#define LIBWEBSOCKETS_LWS_SERVICE_H

/**
 * Does one turn of service thread 0: waits until something happens, then
 * serves every socket that is ready, once, and every timer that is ripe.
 *
 * timeout_ms is kept for compatibility. 0 or more means: wait for as long as
 * nothing is due. A negative value means: do what can be done now and return
 * without waiting.
 *
 * Returns 0 to go on, negative when the context is being destroyed or cannot
 * be serviced any more; then leave the loop. With an event library in charge
 * the call does not return before the loop is stopped.
 */
LWS_VISIBLE LWS_EXTERN int
lws_service(struct lws_context *context, int timeout_ms);

/**
 * lws_service() for the service thread with index tsi, 0 to
 * lws_get_count_threads() - 1. Each index belongs to one thread of the
 * program.
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi);

/**
 * Wakes the service thread that wsi belongs to; see lws_cancel_service().
 *
 * May be called from any thread, as long as something keeps wsi alive
 * meanwhile.
 */
LWS_VISIBLE LWS_EXTERN void
lws_cancel_service_pt(struct lws *wsi);

/**
 * Wakes all service threads of the context out of their wait. Each then
 * delivers LWS_CALLBACK_EVENT_WAIT_CANCELLED to every protocol of every
 * vhost, on its own thread, which is where to look for work that other
 * threads have queued.
 *
 * May be called from any thread at any time between lws_create_context() and
 * lws_context_destroy(); it does not block. Several calls before the thread
 * gets round to it result in one wakeup.
 */
LWS_VISIBLE LWS_EXTERN void
lws_cancel_service(struct lws_context *context);

/**
 * Serves one descriptor that the program's own poll() found ready.
 *
 * The program learns which descriptors to poll from LWS_CALLBACK_ADD_POLL_FD,
 * _CHANGE_MODE_POLL_FD and _DEL_POLL_FD. pollfd->fd and pollfd->revents are
 * as poll() left them; the library clears from revents what it has dealt
 * with, so what is left over is not its business (the descriptor may be
 * someone else's).
 *
 * pollfd may be NULL to give timers a chance when nothing was ready. See
 * lws_service_adjust_timeout() for how long to wait.
 *
 * Returns 0, or nonzero if the connection was closed; on Windows 0 in that
 * case too unless the whole context has to stop.
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_fd(struct lws_context *context, struct lws_pollfd *pollfd);

/** lws_service_fd() on behalf of service thread tsi */
LWS_VISIBLE LWS_EXTERN int
lws_service_fd_tsi(struct lws_context *context, struct lws_pollfd *pollfd,
		   int tsi);

/**
 * How long a program that polls by itself may wait, given that it would like
 * to wait timeout_ms: less when a timer is due earlier, 0 when some
 * connection has input buffered that it could be given at once. In that last
 * case call lws_service_tsi(context, -1, tsi) after having served what was
 * ready.
 */
LWS_VISIBLE LWS_EXTERN int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms,
			   int tsi);

/** old name */
#define lws_plat_service_tsi		lws_service_tsi

/**
 * For event library glue: goes through what waits for the socket of wsi to
 * become writable: rest of a partial send, then the WRITEABLE callback.
 * pollfd may be NULL.
 *
 * Returns 0, or nonzero if the connection has to be closed.
 */
LWS_VISIBLE LWS_EXTERN int
lws_handle_POLLOUT_event(struct lws *wsi, struct lws_pollfd *pollfd);

#endif /* LIBWEBSOCKETS_LWS_SERVICE_H */
