/* SPDX-License-Identifier: MIT */
/* lws-metrics.h: counting and timing, for reports (LWS_WITH_SYS_METRICS) */

#if !defined(LIBWEBSOCKETS_LWS_METRICS_H)
#define LIBWEBSOCKETS_LWS_METRICS_H

struct lws_metric;

/** A sum or extreme */
typedef uint64_t u_mt_t;

/** What a metric is */
enum {
	/* report what is out of the ordinary at once */
	LWSMTFL_REPORT_OUTLIERS			= (1 << 0),
	/* report every event at once */
	LWSMTFL_REPORT_OOB			= (1 << 1),
	/* report also when nothing happened */
	LWSMTFL_REPORT_INACTIVITY_AT_PERIODIC	= (1 << 2),
	/* the mean is of interest */
	LWSMTFL_REPORT_MEAN			= (1 << 3),
	/* there are no failures */
	LWSMTFL_REPORT_ONLY_GO			= (1 << 4),
	/* times add up to a share of real time */
	LWSMTFL_REPORT_DUTY_WALLCLOCK_US	= (1 << 5),
	/* a histogram */
	LWSMTFL_REPORT_HIST			= (1 << 6)
};

/** A name and value that qualify an event */
typedef struct lws_metrics_tag {
	lws_dll2_t		list;
	const char		*name;
} lws_metrics_tag_t;

/**
 * Adds a tag, or replaces the one with that name. Returns 0, nonzero without
 * memory.
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_tag_add(lws_dll2_owner_t *owner, const char *name, const char *val);

#if !defined(LWS_WITH_SYS_METRICS)
#define lws_metrics_tag_wsi_add(_a, _b, _c)
#endif

/** Frees all tags */
LWS_VISIBLE LWS_EXTERN void
lws_metrics_tags_destroy(lws_dll2_owner_t *owner);

/** Writes all tags to buf. Returns the length. */
LWS_VISIBLE LWS_EXTERN size_t
lws_metrics_tags_serialize(lws_dll2_owner_t *owner, char *buf, size_t len);

/** The value of a tag, or NULL */
LWS_VISIBLE LWS_EXTERN const char *
lws_metrics_tag_get(lws_dll2_owner_t *owner, const char *name);

/** One bar of a histogram; its name follows, after a byte with its length */
typedef struct lws_metric_bucket {
	struct lws_metric_bucket *next;
	uint64_t		count;
} lws_metric_bucket_t;

/** Length of the name */
#define lws_metric_bucket_name_len(_b)	(*((uint8_t *)&(_b)[1]))

/** The name */
#define lws_metric_bucket_name(_b)	(((const char *)&(_b)[1]) + 1)

/** A metric as it is reported */
typedef struct lws_metric_pub {
	const char		*name;
	void			*backend_opaque;
	lws_usec_t		us_first;	/* since when it counts */
	lws_usec_t		us_last;	/* last event */
	lws_usec_t		us_dumped;	/* last report */
	union {
		struct {
			/* by success and failure */
			u_mt_t			sum[2];
			/* smallest */
			u_mt_t			min;
			/* largest */
			u_mt_t			max;
			/* by success and failure */
			uint32_t		count[2];
		} agg;
		struct {
			lws_metric_bucket_t	*head;
			uint64_t		total_count;
			uint32_t		list_size;
		} hist;
	} u;
	uint8_t			flags;		/* LWSMTFL_ */
} lws_metric_pub_t;

/** Counts an event with the tags of two lists */
LWS_VISIBLE LWS_EXTERN void
lws_metrics_hist_bump_priv_tagged(lws_metric_pub_t *mt, lws_dll2_owner_t *tow,
				  lws_dll2_owner_t *tow2);

/** A stretch of time that is being measured */
typedef struct lws_metric_caliper {
	struct lws_dll2_owner	mtags_owner;
	struct lws_metric	*mt;
	lws_usec_t		us_start;
} lws_metric_caliper_t;

/*
 * Measuring costs nothing unless LWS_WITH_SYS_METRICS is on
 */

#if !defined(LWS_WITH_SYS_METRICS)
#define lws_metrics_caliper_compose(_name)
#define lws_metrics_caliper_bind(_name, _mt)
#define lws_metrics_caliper_declare(_name, _mp)
#define lws_metrics_caliper_report(_name, _go_nogo)
#define lws_metrics_caliper_report_hist(_name, pwsiconn)
#define lws_metrics_caliper_cancel(_name)
#define lws_metrics_hist_bump(_mt, _name)
#define lws_metrics_hist_bump_priv(_mt, _name)
#define lws_metrics_caliper_done(_name)
#endif

/**
 * Writes a metric as text; *sub, NULL at first, is where to go on. Returns 0
 * at the end, the length otherwise.
 */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_format(lws_metric_pub_t *pub, lws_metric_bucket_t **sub, char *buf,
		   size_t len);

/** Counts an event in a histogram. Returns 0. */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_hist_bump_(lws_metric_pub_t *pub, const char *name);

/** Calls cb for each metric; nonzero stops it and is the result */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_foreach(struct lws_context *ctx, void *user,
		    int (*cb)(lws_metric_pub_t *pub, void *user));

/** Counts an event with a description of wsi. Returns 0. */
LWS_VISIBLE LWS_EXTERN int
lws_metrics_hist_bump_describe_wsi(struct lws *wsi, lws_metric_pub_t *pub,
				   const char *name);

/** What an event was */
enum {
	LMT_NORMAL,
	LMT_OUTLIER,
	LMT_FAIL,
	LMT_COUNT
};

/** Why there is a report */
typedef enum lws_metric_rpt {
	LMR_PERIODIC,
	LMR_OUTLIER
} lws_metric_rpt_kind_t;

/** Results for lws_metrics_caliper_report() */
#define METRES_GO			0
#define METRES_NOGO			1

#endif /* LIBWEBSOCKETS_LWS_METRICS_H */
