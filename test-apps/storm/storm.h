/* SPDX-License-Identifier: MIT */
/* The storm: what its files share. */
#if !defined(STORM_H)
#define STORM_H

#include "compat.h"
#include "kinds.h"
#include "roster.h"

#include <libwebsockets.h>

enum {
	HEARTBEAT_US = 5000,	/* how often the loop must come round */
	STALL_SHOWN_US = 20000,	/* stalls from here on are in the timeline */
	MAX_STALLS = 1000,
	SLACK_MS = 250,		/* a failure may be so late */
	MAX_ECHO = 512		/* longest message, bytes */
};

struct storm_options {
	unsigned int endpoints, unreachable;
	const char *kinds;		/* NULL: all of them */
	const char *server;		/* path of storm-endpoints */
	const char *endpoints_from;	/* a list instead of a server */
	const char *swallow_address;
	const char *svg;
	unsigned int timeout_s;		/* connect_timeout_secs */
	unsigned int hold_ms;
	unsigned int interval_ms;	/* between two rounds of talk */
	unsigned int idle_cpu_s;	/* 0: the storm */
	unsigned int slack_ms;		/* a failure may be so late */
	unsigned int bar_ms;		/* 0: no such bar */
	unsigned int bar_cpu_ms;	/* 0: no such bar */
	int bar_turns, bar_pong, bar_texts;
	int tls;
	int json, log;
};

enum endpoint_state {
	EP_IDLE,
	EP_CONNECTING,
	EP_UP,
	EP_FAILED,
	EP_CLOSED
};

struct endpoint {
	struct storm *storm;
	unsigned int index;
	const struct roster_entry *at;
	struct lws *wsi;
	lws_sorted_usec_list_t sul;	/* the next round of talk */
	enum endpoint_state state;

	/* us since the storm began; -1: did not happen */
	int64_t t_start, t_request, t_up, t_fail, t_closed;
	char error[120];		/* what the library said of the failure */
	unsigned int ups, fails, closes;

	unsigned int round;		/* of talk; both parts have its number */
	int want_ping, want_echo;	/* to be written */
	int await_pong, await_echo;	/* to be received */
	int64_t t_ping;
	size_t echo_len, echo_got;
	unsigned int completed;		/* rounds that came back */

	uint64_t turn;			/* in which it was last heard of */
	unsigned int visits, callbacks;	/* in that turn */
};

/* Times of a kind; full at some point, but never too long. */
struct stalls {
	struct { int64_t from, to; } at[MAX_STALLS];
	unsigned int count;
	int64_t longest;
};

struct storm {
	const struct storm_options *o;
	struct roster roster;
	struct endpoint *ep;
	unsigned int count, healthy;
	struct lws_context *context;
	struct endpoint *dialling;	/* inside lws_client_connect_via_info */

	int64_t t0, cpu0;
	int64_t t_dialled;		/* after the last connect was begun */
	int64_t t_known;		/* all outcomes known, or -1 */
	int64_t t_end;
	int destroying;
	const char *loop;		/* the program's own: which; or NULL */
	const char *loop_error;		/* what went wrong with it, or NULL */

	unsigned int up, failed, outcomes;

	/* the loop */
	lws_sorted_usec_list_t heartbeat, idle;
	int64_t heartbeat_due;
	struct stalls late;		/* the heartbeat did not come */
	struct stalls still;		/* nor did anything else */
	int64_t last_sign;		/* of life: any callback of ours */
	int64_t longest_dial;		/* in lws_client_connect_via_info */
	uint64_t turn;			/* calls of lws_service, or turns */
	struct endpoint *last_visited;
	unsigned int max_visits, max_callbacks;
	uint64_t repeated_visits;

	/* talk */
	uint64_t echoes, pongs;
	unsigned int talked;		/* have completed a round */
	int64_t rtt_sum, rtt_max;
	uint64_t late_pongs;		/* later than the next round */
	uint64_t loop_late_pongs;	/* ... mostly by stalls of the loop */
	unsigned int bad_echoes, bad_pongs, bad_writes;

	/* what must not happen */
	unsigned int twice;		/* a failure reported again */
	unsigned int lost;		/* established, then closed by itself */
	unsigned int after_final;	/* a callback after the last one */
	unsigned int closed_twice;

	/* the library's counters, for those who can read them */
	int counted;
	uint64_t counted_turns;
	uint64_t idle_counted;		/* turns without any use */
	unsigned int counted_bad;	/* what must stay 0, together */

	int64_t cpu_us;			/* of the whole run */
	/* --idle-cpu: of the quiet time */
	int64_t idle_cpu_us, idle_wall_us;
	uint64_t idle_turns;
	int idle_state;
};

/* Outcomes of one kind. */
struct kind_summary {
	unsigned int count, reported;
	int64_t first, last;		/* since the attempt began; -1: none */
	const struct endpoint *example;
};

struct verdict {
	const char *name;
	int holds;
	char detail[160];
};

enum { MAX_VERDICTS = 16 };

/* storm-talk.c: the protocol's callback, and what is said */
int storm_callback(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len);
void storm_failure(struct endpoint *e, const char *why, size_t len);
void storm_hush(struct storm *s);

/* storm-run.c */
void storm_add_stall(struct stalls *l, int64_t from, int64_t to);
void storm_sign_of_life(struct storm *s);

/* 0, or an exit status after having said what is wrong */
int storm_run(struct storm *s);
/* there is nothing more to come */
int storm_over(const struct storm *s);

/*
 * storm-own.c: the loop is the library's, and the program calls lws_service().
 * storm-foreign.c: the loop is the program's.
 */
/* before the context is created; 0, or an exit status */
int storm_loop_open(struct storm *s, struct lws_context_creation_info *info);
/* until storm_over() */
void storm_loop_run(struct storm *s);
/* sets s->turn: turns may pass that nobody else hears of */
void storm_loop_turn(struct storm *s);
/* after the context is gone */
void storm_loop_close(struct storm *s);

static inline int64_t storm_now(const struct storm *s)
{
	return now_us() - s->t0;
}

/* storm-judge.c */
void storm_summarize(const struct storm *s, enum kind k,
		     struct kind_summary *sum);
int64_t storm_last_up(const struct storm *s);
int64_t storm_first_timeout(const struct storm *s);
unsigned int storm_judge(const struct storm *s, struct verdict *v);

/* storm-report.c */
void storm_progress(const struct storm *s, int last);
void storm_print_table(const struct storm *s, const struct verdict *v,
		       unsigned int n);
void storm_print_json(const struct storm *s, const struct verdict *v,
		      unsigned int n);

/* storm-svg.c: 0, or -1 when the file cannot be written */
int storm_write_svg(const struct storm *s, const char *path);

#endif
