/* SPDX-License-Identifier: MIT */
/* The storm itself: one context, one thread, all connects at once. */

#include "storm.h"

static const struct lws_protocols protocols[] = {
	{ "storm-echo", storm_callback, 0, 4096, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

void storm_add_stall(struct stalls *l, int64_t from, int64_t to)
{
	if (to - from > l->longest)
		l->longest = to - from;
	if (to - from < STALL_SHOWN_US || l->count == MAX_STALLS)
		return;
	l->at[l->count].from = from;
	l->at[l->count++].to = to;
}

/*
 * A loop that is busy with many sockets lets the heartbeat wait, but calls us
 * all the while. One that stands still does not call anybody.
 */
void storm_sign_of_life(struct storm *s)
{
	int64_t now = storm_now(s), since = s->last_sign;

	if (since < s->heartbeat_due)
		since = s->heartbeat_due;
	s->last_sign = now;
	if (s->heartbeat_due && !s->destroying && now > since)
		storm_add_stall(&s->still, since, now);
}

/*
 * Stalls: a timer that ought to come every few ms, and by how much it came
 * late. Not used while CPU is measured: it would be the only load.
 */
static void heartbeat(lws_sorted_usec_list_t *sul)
{
	struct storm *s = lws_container_of(sul, struct storm, heartbeat);
	int64_t now = storm_now(s);

	storm_sign_of_life(s);
	storm_add_stall(&s->late, s->heartbeat_due, now);
	s->heartbeat_due = now + HEARTBEAT_US;
	lws_sul_schedule(s->context, 0, sul, heartbeat, HEARTBEAT_US);
}

/* The quiet time of --idle-cpu: half a second to settle, then the measure. */
static void idle_step(lws_sorted_usec_list_t *sul)
{
	struct storm *s = lws_container_of(sul, struct storm, idle);

	storm_loop_turn(s);
	if (!s->idle_state++) {
		s->idle_cpu_us = cpu_us();
		s->idle_wall_us = now_us();
		s->idle_turns = s->turn;
		lws_sul_schedule(s->context, 0, sul, idle_step,
				 (lws_usec_t)s->o->idle_cpu_s * 1000000);
		return;
	}
	s->idle_cpu_us = cpu_us() - s->idle_cpu_us;
	s->idle_wall_us = now_us() - s->idle_wall_us;
	s->idle_turns = s->turn - s->idle_turns;
}

static int create_context(struct storm *s)
{
	struct lws_context_creation_info info;
	int n;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = 0;
	info.user = s;
	info.fd_limit_per_thread = s->count + 64;
	info.connect_timeout_secs = s->o->timeout_s;
	info.timeout_secs = s->o->timeout_s;
	if (s->roster.ca) {
#if defined(LWS_WITH_TLS)
		/* trusts this one and nobody else */
		info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
			       LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
		info.client_ssl_ca_mem = s->roster.ca;
		info.client_ssl_ca_mem_len = (unsigned int)s->roster.ca_len;
#else
		fprintf(stderr, "storm: this libwebsockets has no TLS\n");
		return 77;
#endif
	}
	n = storm_loop_open(s, &info);
	if (n)
		return n;
	s->context = lws_create_context(&info);
	if (s->context)
		return 0;
	fprintf(stderr, "storm: lws_create_context failed\n");
	return 2;
}

static void dial(struct storm *s, struct endpoint *e)
{
	struct lws_client_connect_info i;
	int64_t took;

	memset(&i, 0, sizeof(i));
	i.context = s->context;
	i.address = e->at->host;
	i.host = e->at->host;
	i.origin = e->at->host;
	i.port = e->at->port;
	i.path = "/";
	i.protocol = protocols[0].name;
	i.local_protocol_name = protocols[0].name;
	i.pwsi = &e->wsi;
	i.opaque_user_data = e;
	i.retry_and_idle_policy = NULL;
	if (e->at->tls_name[0]) {
		i.host = e->at->tls_name;
		i.ssl_connection = LCCSCF_USE_SSL;
	}

	e->state = EP_CONNECTING;
	e->t_start = storm_now(s);
	s->dialling = e;
	/* what fails at once may say so by a callback, by NULL or by both */
	if (!lws_client_connect_via_info(&i) && !e->fails)
		storm_failure(e, "lws_client_connect_via_info: NULL", 33);
	s->dialling = NULL;

	/* it must not wait for anything; a name server, for example */
	took = storm_now(s) - e->t_start;
	if (took > s->longest_dial)
		s->longest_dial = took;
	storm_add_stall(&s->late, e->t_start, e->t_start + took);
}

int storm_over(const struct storm *s)
{
	int64_t now = storm_now(s), end;

	if (s->o->idle_cpu_s)
		return s->idle_state == 2;
	if (s->t_known >= 0) {
		/* a slow machine gets the time to complete one round */
		end = s->t_known + (int64_t)s->o->hold_ms * 1000;
		return now >= end && (s->talked == s->up || s->lost ||
				      now >= end + 10000000);
	}

	/* what has no outcome by then will never have one */
	return now - s->t_dialled > (int64_t)s->o->timeout_s * 2000000 +
				    5000000;
}

static int prepare(struct storm *s)
{
	unsigned int i;

	s->count = s->roster.count;
	s->ep = calloc(s->count, sizeof(*s->ep));
	if (!s->ep) {
		fprintf(stderr, "storm: out of memory\n");
		return 2;
	}
	for (i = 0; i < s->count; i++) {
		s->ep[i].storm = s;
		s->ep[i].index = i;
		s->ep[i].at = &s->roster.entry[i];
		s->ep[i].t_request = s->ep[i].t_up = -1;
		s->ep[i].t_fail = s->ep[i].t_closed = -1;
		if (s->ep[i].at->kind == KIND_HEALTHY)
			s->healthy++;
	}
	s->t_known = -1;
	if (room_for_fds(s->count + 128)) {
		fprintf(stderr, "storm: the limit of open files is too low "
			"for %u endpoints\n", s->count);
		return 77;
	}
	return create_context(s);
}

int storm_run(struct storm *s)
{
	unsigned int i;
	int n = prepare(s);

	if (n)
		return n;

	s->cpu0 = cpu_us();
	s->t0 = now_us();
	for (i = 0; i < s->count; i++)
		dial(s, &s->ep[i]);
	s->t_dialled = storm_now(s);
	if (s->o->idle_cpu_s) {
		lws_sul_schedule(s->context, 0, &s->idle, idle_step, 500000);
	} else {
		s->heartbeat_due = s->t_dialled + HEARTBEAT_US;
		lws_sul_schedule(s->context, 0, &s->heartbeat, heartbeat,
				 HEARTBEAT_US);
	}

	storm_loop_run(s);

	s->t_end = storm_now(s);
	/* a heartbeat that is overdue even now */
	if (s->heartbeat_due && s->t_end > s->heartbeat_due)
		storm_add_stall(&s->late, s->heartbeat_due, s->t_end);
	s->cpu_us = cpu_us() - s->cpu0;
	storm_progress(s, 1);
	storm_hush(s);
	lws_sul_schedule(s->context, 0, &s->heartbeat, NULL,
			 LWS_SET_TIMER_USEC_CANCEL);
	lws_sul_schedule(s->context, 0, &s->idle, NULL,
			 LWS_SET_TIMER_USEC_CANCEL);
	s->destroying = 1;
	lws_context_destroy(s->context);
	storm_loop_close(s);
	return 0;
}
