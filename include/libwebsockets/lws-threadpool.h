/* SPDX-License-Identifier: MIT */
/*
 * lws-threadpool.h: work that takes long, beside the event loop
 * (LWS_WITH_THREADPOOL)
 *
 * A task belongs to a connection. It runs in a thread of the pool, where it
 * may not call anything about the connection; when it wants to do that it
 * syncs, and the connection gets a WRITEABLE callback.
 */

#if !defined(LIBWEBSOCKETS_LWS_THREADPOOL_H)
#define LIBWEBSOCKETS_LWS_THREADPOOL_H

struct lws_threadpool;
struct lws_threadpool_task;

/** The same for a task */
enum lws_threadpool_task_status {
	LWS_TP_STATUS_QUEUED,
	LWS_TP_STATUS_RUNNING,
	LWS_TP_STATUS_SYNCING,
	LWS_TP_STATUS_STOPPING,
	LWS_TP_STATUS_FINISHED,
	LWS_TP_STATUS_STOPPED
};

/** What a task returns */
enum lws_threadpool_task_return {
	/* is there a reason to stop? Otherwise it goes on at once */
	LWS_TP_RETURN_CHECKING_IN,
	/* wait for the event loop */
	LWS_TP_RETURN_SYNC,
	/* done */
	LWS_TP_RETURN_FINISHED,
	/* stopped because it was told to */
	LWS_TP_RETURN_STOPPED,
	/* may go on when the connection closes */
	LWS_TP_RETURN_FLAG_OUTLIVE	= 64
};

/** How large a pool is */
struct lws_threadpool_create_args {
	int			threads;
	int			max_queue_depth;
};

/** A task */
struct lws_threadpool_task_args {
	/* it belongs to; NULL when that has closed */
	struct lws		*wsi;
	/* for the task */
	void			*user;
	const char		*name;
	/* it does not wait for the connection */
	char			async_task;
	/* does the work, in a thread of the pool */
	enum lws_threadpool_task_return (*task)(void *user,
			enum lws_threadpool_task_status s);
	/* frees user, on the event loop */
	void (*cleanup)(struct lws *wsi, void *user);
};

/**
 * Creates a pool; the rest is its name, like for printf(). Returns NULL on
 * error.
 */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool *
lws_threadpool_create(struct lws_context *context,
		      const struct lws_threadpool_create_args *args,
		      const char *format, ...) LWS_FORMAT(3);

/** Takes no more tasks, and stops those that wait */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_finish(struct lws_threadpool *tp);

/** Waits for tasks and destroys the pool */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_destroy(struct lws_threadpool *tp);

/** Queues a task. Returns it, NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_enqueue(struct lws_threadpool *tp,
		       const struct lws_threadpool_task_args *args,
		       const char *format, ...) LWS_FORMAT(3);

/** Gives up the task of wsi. Returns 0, nonzero if there is none. */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_dequeue(struct lws *wsi) LWS_WARN_DEPRECATED;

/** Gives up a task. Returns 0, nonzero on error. */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_dequeue_task(struct lws_threadpool_task *task);

/**
 * How far the task of wsi is; sets *task and *user. One that is done is
 * freed.
 */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status_wsi(struct lws *wsi,
			       struct lws_threadpool_task **task, void **user)
		LWS_WARN_DEPRECATED;

/** The same for a task */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status(struct lws_threadpool_task *task, void **user);

/** The same without freeing it */
LWS_VISIBLE LWS_EXTERN enum lws_threadpool_task_status
lws_threadpool_task_status_noreap(struct lws_threadpool_task *task);

/** Lets a task that syncs go on, or stop */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_task_sync(struct lws_threadpool_task *task, int stop);

/** Logs what goes on in a pool */
LWS_VISIBLE LWS_EXTERN void
lws_threadpool_dump(struct lws_threadpool *tp);

/** First task of a connection, or NULL */
LWS_VISIBLE LWS_EXTERN struct lws_threadpool_task *
lws_threadpool_get_task_wsi(struct lws *wsi);

/**
 * Calls cb for each task of a connection; nonzero stops it and is the result
 */
LWS_VISIBLE LWS_EXTERN int
lws_threadpool_foreach_task_wsi(struct lws *wsi, void *user,
		int (*cb)(struct lws_threadpool_task *task, void *user));

#endif /* LIBWEBSOCKETS_LWS_THREADPOOL_H */
