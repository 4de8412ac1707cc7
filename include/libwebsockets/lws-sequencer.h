/* SPDX-License-Identifier: MIT */
/*
 * lws-sequencer.h: objects that take one event after another
 * (LWS_WITH_SEQUENCER)
 */

#if !defined(LIBWEBSOCKETS_LWS_SEQUENCER_H)
#define LIBWEBSOCKETS_LWS_SEQUENCER_H

/** Events */
typedef enum {
	LWSSEQ_CREATED,
	/* last one */
	LWSSEQ_DESTROYED,
	/* see lws_seq_timeout_us() */
	LWSSEQ_TIMED_OUT,
	LWSSEQ_HEARTBEAT,
	/* data is the wsi */
	LWSSEQ_WSI_CONNECTED,
	/* data is the wsi */
	LWSSEQ_WSI_CONN_FAIL,
	/* data is the wsi */
	LWSSEQ_WSI_CONN_CLOSE,
	/* states of secure streams, from here on */
	LWSSEQ_SS_STATE_BASE,
	/* the application's, from here on */
	LWSSEQ_USER_BASE		= 100
} lws_seq_events_t;

/** What callbacks return */
typedef enum lws_seq_cb_return {
	LWSSEQ_RET_CONTINUE,
	LWSSEQ_RET_DESTROY
} lws_seq_cb_return_t;

/** Gets the events, one in a turn of the event loop */
typedef lws_seq_cb_return_t (*lws_seq_event_cb)(struct lws_sequencer *seq,
		void *user, int event, void *data, void *aux);

/** Arguments of lws_seq_create() */
typedef struct lws_seq_info {
	struct lws_context	*context;
	int			tsi; /* service thread */
	size_t			user_size; /* bytes of user data to allocate */
	void			**puser; /* receives where that is */
	lws_seq_event_cb	cb;
	const char		*name; /* for the log */
	const lws_retry_bo_t	*retry; /* policy for timeouts */
	uint8_t			wakesuspend:1; /* its timers wake the system */
} lws_seq_info_t;

/** Creates one. Returns NULL on error. */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_seq_create(lws_seq_info_t *info);

/** Destroys it, and sets the pointer to NULL */
LWS_VISIBLE LWS_EXTERN void
lws_seq_destroy(struct lws_sequencer **seq);

/** Queues an event. Returns 0, nonzero without memory. */
LWS_VISIBLE LWS_EXTERN int
lws_seq_queue_event(struct lws_sequencer *seq, lws_seq_events_t e, void *data,
		    void *aux);

/**
 * Checks that wsi still exists, as it may have closed with its event still
 * queued. Returns 0 if so.
 */
LWS_VISIBLE LWS_EXTERN int
lws_seq_check_wsi(struct lws_sequencer *seq, struct lws *wsi);

/** No timeout */
#define LWSSEQTO_NONE			0

/** Arranges for LWSSEQ_TIMED_OUT. Returns 0. */
LWS_VISIBLE LWS_EXTERN int
lws_seq_timeout_us(struct lws_sequencer *seq, lws_usec_t us);

/** The sequencer that user data belongs to */
LWS_VISIBLE LWS_EXTERN struct lws_sequencer *
lws_seq_from_user(void *u);

/** How long it exists */
LWS_VISIBLE LWS_EXTERN lws_usec_t
lws_seq_us_since_creation(struct lws_sequencer *seq);

/** Its name */
LWS_VISIBLE LWS_EXTERN const char *
lws_seq_name(struct lws_sequencer *seq);

/** Its context */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_seq_get_context(struct lws_sequencer *seq);

#endif /* LIBWEBSOCKETS_LWS_SEQUENCER_H */
