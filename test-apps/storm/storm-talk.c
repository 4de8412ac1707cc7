/* SPDX-License-Identifier: MIT */
/*
 * What the storm hears from the library and what it says to the healthy
 * endpoints. Every round a ping and a message go out, and the next round
 * begins when both have come back, or when it is due, whichever is later.
 */

#include "storm.h"

static unsigned char echo_byte(const struct endpoint *e, size_t pos)
{
	unsigned int v = e->index * 7 + e->round * 13 + (unsigned int)pos * 31;

	/* odd rounds are binary, even ones text */
	return (unsigned char)(e->round & 1 ? v & 255 : 'a' + v % 26);
}

static size_t echo_length(const struct endpoint *e)
{
	return 16 + (e->round * 37 + e->index) % 400;
}

static void begin_round(lws_sorted_usec_list_t *sul)
{
	struct endpoint *e = lws_container_of(sul, struct endpoint, sul);

	storm_sign_of_life(e->storm);
	if (e->state != EP_UP)
		return;
	/* not before all of the last round has come back */
	if (!e->await_pong && !e->await_echo && !e->want_echo &&
	    !e->want_ping) {
		e->round++;
		e->want_ping = e->want_echo = 1;
		lws_callback_on_writable(e->wsi);
	}
	lws_sul_schedule(e->storm->context, 0, sul, begin_round,
			 (lws_usec_t)e->storm->o->interval_ms * 1000);
}

static void end_talk(struct endpoint *e)
{
	lws_sul_schedule(e->storm->context, 0, &e->sul, NULL,
			 LWS_SET_TIMER_USEC_CANCEL);
}

void storm_hush(struct storm *s)
{
	unsigned int i;

	for (i = 0; i < s->count; i++)
		end_talk(&s->ep[i]);
}

/*
 * How often one socket is serviced in one call of lws_service() cannot be seen
 * from outside, but this can: callbacks of the same wsi that are not all in a
 * row. An honest loop comes to each wsi once a turn.
 */
static void count_visit(struct endpoint *e)
{
	struct storm *s = e->storm;

	if (s->destroying) /* no longer a turn */
		return;
	storm_loop_turn(s);
	if (e->turn != s->turn) {
		e->turn = s->turn;
		e->visits = e->callbacks = 0;
		if (s->last_visited == e)
			s->last_visited = NULL;
	}
	e->callbacks++;
	if (e->callbacks > s->max_callbacks)
		s->max_callbacks = e->callbacks;
	if (s->last_visited == e)
		return;
	s->last_visited = e;
	e->visits++;
	if (e->visits > 1)
		s->repeated_visits++;
	if (e->visits > s->max_visits)
		s->max_visits = e->visits;
}

static void outcome(struct storm *s)
{
	if (++s->outcomes == s->count)
		s->t_known = storm_now(s);
}

void storm_failure(struct endpoint *e, const char *why, size_t len)
{
	struct storm *s = e->storm;

	e->fails++;
	if (e->state != EP_CONNECTING) {
		if (e->state == EP_FAILED)
			s->twice++;
		else
			s->after_final++;
		return;
	}
	if (s->destroying)
		return;
	e->state = EP_FAILED;
	e->t_fail = storm_now(s);
	s->failed++;
	if (len >= sizeof(e->error))
		len = sizeof(e->error) - 1;
	if (why)
		memcpy(e->error, why, len);
	e->error[why ? len : 0] = '\0';
	e->error[strcspn(e->error, "\r\n")] = '\0';
	outcome(s);
}

static void established(struct endpoint *e, struct lws *wsi)
{
	struct storm *s = e->storm;

	e->ups++;
	if (e->state != EP_CONNECTING) {
		s->after_final++;
		return;
	}
	e->wsi = wsi;
	e->state = EP_UP;
	e->t_up = storm_now(s);
	s->up++;
	outcome(s);
	begin_round(&e->sul);
}

static void closed(struct endpoint *e)
{
	struct storm *s = e->storm;

	if (e->closes++)
		s->closed_twice++;
	if (e->state != EP_UP) {
		s->after_final++;
		return;
	}
	e->state = EP_CLOSED;
	e->t_closed = storm_now(s);
	if (!s->destroying)
		s->lost++;
	end_talk(e);
}

static int put(struct endpoint *e, struct lws *wsi, unsigned char *p,
	       size_t len, enum lws_write_protocol wp)
{
	if (lws_write(wsi, p, len, wp) >= (int)len)
		return 0;
	e->storm->bad_writes++;
	return -1;
}

static int writeable(struct endpoint *e, struct lws *wsi)
{
	unsigned char buf[LWS_PRE + MAX_ECHO], *p = buf + LWS_PRE;
	size_t i;

	if (e->want_ping) {
		e->want_ping = 0;
		e->await_pong = 1;
		e->t_ping = storm_now(e->storm);
		memcpy(p, &e->round, sizeof(e->round));
		if (put(e, wsi, p, sizeof(e->round), LWS_WRITE_PING))
			return -1;
		if (e->want_echo)
			lws_callback_on_writable(wsi);
		return 0;
	}
	if (!e->want_echo)
		return 0;

	e->want_echo = 0;
	e->await_echo = 1;
	e->echo_got = 0;
	e->echo_len = echo_length(e);
	for (i = 0; i < e->echo_len; i++)
		p[i] = echo_byte(e, i);
	return put(e, wsi, p, e->echo_len,
		   e->round & 1 ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
}

/* Something came back: the whole round, perhaps. */
static void came_back(struct endpoint *e)
{
	if (e->await_pong || e->await_echo || e->want_ping || e->want_echo)
		return;
	if (!e->completed++)
		e->storm->talked++;
}

static void receive(struct endpoint *e, struct lws *wsi,
		    const unsigned char *in, size_t len)
{
	struct storm *s = e->storm;
	int good = e->await_echo && e->echo_got + len <= e->echo_len &&
		   lws_frame_is_binary(wsi) == (int)(e->round & 1) &&
		   lws_is_first_fragment(wsi) == !e->echo_got;
	size_t i;

	for (i = 0; good && i < len; i++)
		good = in[i] == echo_byte(e, e->echo_got + i);
	e->echo_got += len;
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi)) {
		if (!good)
			s->bad_echoes++;
		return;
	}
	if (!good || e->echo_got != e->echo_len)
		s->bad_echoes++;
	else
		s->echoes++;
	e->await_echo = 0;
	came_back(e);
}

/* For how long since then the loop is known to have stood still. */
static int64_t stalled_since(const struct storm *s, int64_t since)
{
	const struct stalls *l = &s->still;
	unsigned int n = l->count;
	int64_t sum = 0;

	while (n-- && l->at[n].to > since)
		sum += l->at[n].to - (l->at[n].from > since ? l->at[n].from :
							      since);
	return sum;
}

static void pong(struct endpoint *e, const void *in, size_t len)
{
	struct storm *s = e->storm;
	int64_t rtt = storm_now(s) - e->t_ping;

	if (!e->await_pong || len != sizeof(e->round) ||
	    memcmp(in, &e->round, len)) {
		s->bad_pongs++;
		return;
	}
	e->await_pong = 0;
	came_back(e);
	s->pongs++;
	s->rtt_sum += rtt;
	if (rtt > s->rtt_max)
		s->rtt_max = rtt;
	if (rtt <= (int64_t)s->o->interval_ms * 1000)
		return;
	s->late_pongs++;
	if (stalled_since(s, e->t_ping) * 2 > rtt)
		s->loop_late_pongs++;
}

int storm_callback(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	struct endpoint *e;

	(void)user;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_CLIENT_CLOSED:
		break;
	default:
		return 0;
	}

	e = lws_get_opaque_user_data(wsi);
	if (!e) {
		/* an attempt that failed before it had its opaque pointer */
		struct storm *s = lws_context_user(lws_get_context(wsi));

		e = s->dialling;
		if (!e)
			return 0;
	}
	storm_sign_of_life(e->storm);
	count_visit(e);

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		e->t_request = storm_now(e->storm);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		storm_failure(e, in, len);
		return 0;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established(e, wsi);
		return 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
		closed(e);
		return 0;
	default:
		break;
	}

	if (e->state != EP_UP) {
		e->storm->after_final++;
		return 0;
	}
	if (reason == LWS_CALLBACK_CLIENT_RECEIVE)
		receive(e, wsi, in, len);
	else if (reason == LWS_CALLBACK_CLIENT_RECEIVE_PONG)
		pong(e, in, len);
	else
		return writeable(e, wsi);
	return 0;
}
