/* SPDX-License-Identifier: MIT */
/*
 * The service turn.
 *
 * One turn: ripe timers; work out how long to wait; wait; put what has events
 * on the ready list; service each of these once; free what died.  The two
 * files plat/<os>/<os>-service.c drive it, and the functions for an
 * application's own poll loop (lws_service_fd()) are turns of one wsi.
 *
 * The ready list is made of wsi, not of places in a table.  Nothing that
 * happens while one is serviced (any other may be closed, added, moved) can
 * make the loop miss one, see one twice, or touch one that is gone: a wsi that
 * is closed leaves the list by itself.
 */
#include "private-lib-core-net.h"
#include "private-lib-tls.h"

/* lws_service() promises nothing about how long it sleeps: a day at most */
#define LONGEST_WAIT_US		((lws_usec_t)86400 * LWS_US_PER_SEC)

void
lws_service_mark_ready(struct lws *wsi, int revents)
{
	if (!revents || lws_wsi_is_dead(wsi))
		return;

	if (lws_dll2_is_detached(&wsi->ready)) {
		wsi->revents = 0;
		lws_dll2_add_tail(&wsi->ready, &lws_wsi_pt(wsi)->ready);
		lws_service_due(lws_wsi_pt(wsi), 0);
	}
	wsi->revents = (short)(wsi->revents | revents);
}

void
lws_service_force(struct lws *wsi)
{
	if (!lws_dll2_is_detached(&wsi->forced))
		return;
	lws_dll2_add_tail(&wsi->forced, &lws_wsi_pt(wsi)->forced);
	lws_service_due(lws_wsi_pt(wsi), 0);
}

void
lws_service_ask(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	if (wsi->serviced_in_turn != pt->turn)
		lws_service_mark_ready(wsi, LWS_POLLOUT);
	else if (lws_dll2_is_detached(&wsi->asked)) {
		lws_dll2_add_tail(&wsi->asked, &pt->asked);
		lws_service_due(pt, 0);
	}
}

void
lws_service_mark_pending_connects(struct lws_context_per_thread *pt)
{
	lws_start_foreach_dll(struct lws_dll2 *, d,
			      lws_dll2_get_head(&pt->pending_connects)) {
		/* its service asks the OS, and goes back to wait if nothing */
		lws_service_mark_ready(lws_container_of(d, struct lws,
						pending_conn), LWS_POLLOUT);
	} lws_end_foreach_dll(d);
}

/* Those who asked in the last turn after it was theirs */
static void
mark_asked(struct lws_context_per_thread *pt)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1,
				   lws_dll2_get_head(&pt->asked)) {
		struct lws *wsi = lws_container_of(d, struct lws, asked);

		/* an own loop's turn comes here after a service */
		if (wsi->serviced_in_turn != pt->turn) {
			lws_dll2_remove(d);
			if (lws_wants_output(wsi))
				lws_service_mark_ready(wsi, LWS_POLLOUT);
		}
	} lws_end_foreach_dll_safe(d, d1);
}

/*
 * The turn was not one of a loop of ours, which would come back to them: the
 * loop that it is has to be told that they wait.
 */
static void
hand_asked_to_loop(struct lws_context_per_thread *pt)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(&pt->asked))) {
		lws_dll2_remove(d);
		(void)lws_change_pollfd(lws_container_of(d, struct lws, asked),
					0, LWS_POLLOUT);
	}
}

/*
 * The wait is over.  Those who hold bytes that no event will announce are ready
 * too, and those who have output.
 */
void
lws_service_mark_forced(struct lws_context_per_thread *pt)
{
	struct lws_dll2 *d;

	pt->services_began = lws_now_usecs();
	if (pt->stall)
		lws_stall_turn_woken(pt);
#if defined(LWS_WITH_SERVICE_STATS)
	pt->services_began_cpu = lws_plat_thread_us();
#endif
	mark_asked(pt);
	while ((d = lws_dll2_get_head(&pt->forced))) {
		struct lws *wsi = lws_container_of(d, struct lws, forced);

		lws_dll2_remove(d);
		if (lws_rx_waiting(wsi) && (!lws_is_flowcontrolled(wsi) ||
					    lws_tls_handshaking(wsi)))
			lws_service_mark_ready(wsi, LWS_POLLIN);
	}
}

/* At the end of a turn; else not before the user calls again */
static int
goes_by_itself(const struct lws_context *cx)
{
	return cx->destroy_requested &&
	       (cx->pcontext_finalize || cx->foreign_loop);
}

lws_usec_t
lws_service_next_wait(struct lws_context_per_thread *pt)
{
	lws_usec_t t;

	if (pt->forced.count || pt->ready.count || pt->asked.count)
		return 0;
	t = lws_pt_next_timer(pt, lws_now_usecs());

	return t >= 0 && t < LONGEST_WAIT_US ? t : LONGEST_WAIT_US;
}

int
lws_service_turn_begin(struct lws_context_per_thread *pt, int timeout_ms,
		       lws_usec_t *wait_us)
{
	lws_usec_t us;

	if (pt->destroyed)
		return -1;
	if (pt->context->destroy_requested) {
		/* asked for in a callback outside of any turn */
		if (!pt->depth && goes_by_itself(pt->context))
			lws_context_destroy(pt->context);
		return -1;
	}

	pt->turn++;
	pt->depth++;
	pt->in_turn = 1;
	pt->turn_no_wait = timeout_ms < 0;
	lws_stat_add(pt, turns, 1);
	if (pt->stall)
		lws_stall_turn_begin(pt);

	lws_pt_run_ripe(pt);
	pt->services_began = 0;

	/* a negative timeout means: do what is due and come back */
	us = timeout_ms < 0 || pt->context->destroy_requested ? 0 :
						lws_service_next_wait(pt);

#if defined(LWS_WITH_SERVICE_STATS)
	if (us)
		pt->stats.waits++;
	else {
		pt->stats.zero_waits++;
		if (timeout_ms >= 0 && !pt->forced.count && !pt->ready.count &&
		    !pt->asked.count && !pt->context->destroy_requested &&
		    lws_pt_next_timer(pt, lws_now_usecs()))
			pt->stats.zero_waits_not_due++;
	}
#endif
	*wait_us = us;
	if (pt->stall && !pt->turn_no_wait)
		lws_stall_turn_waits(pt);

	return 0;
}

struct lws *
lws_service_next_ready(struct lws_context_per_thread *pt,
		       struct lws_pollfd *pfd)
{
	struct lws_dll2 *d = lws_dll2_get_head(&pt->ready);
	struct lws *wsi;

	if (!d)
		return NULL;

	wsi = lws_container_of(d, struct lws, ready);
	lws_dll2_remove(d);

	pt->turn_of = wsi;
	pfd->fd = wsi->desc.sockfd;
	pfd->events = wsi->position_in_fds == UINT32_MAX ? 0 :
				pt->fds[wsi->position_in_fds].events;
	pfd->revents = wsi->revents;

	return wsi;
}

int
lws_service_turn_end(struct lws_context_per_thread *pt)
{
	pt->services_us = 0;
	if (pt->services_began) {
		pt->services_us = lws_now_usecs() - pt->services_began;
#if defined(LWS_WITH_SERVICE_STATS)
		pt->stats.services_us += (uint64_t)(lws_plat_thread_us() -
						    pt->services_began_cpu);
#endif
	}
	pt->in_turn = 0;
	if (pt->turn_no_wait)
		hand_asked_to_loop(pt);
	if (pt->stall)
		lws_stall_turn_end(pt);
	pt->depth--;
	if (!pt->depth)
		lws_free_dead(pt);

	lws_context_leave_if_done(pt->context);
	if (!pt->context->destroy_requested)
		return 0;

	/* asked for in a callback, and the user will see the pointer go, or
	 * would never call again */
	if (!pt->depth && goes_by_itself(pt->context))
		lws_context_destroy(pt->context);

	return -1;
}

/*
 * What was waited for may be over: nothing to read comes any more, or nothing
 * can be written.  Whatever the socket still holds is read first.
 */
static int
gone_without_input(const struct lws_pollfd *pfd)
{
	return (pfd->revents & LWS_PLAT_POLL_GONE) &&
	       !(pfd->revents & LWS_POLLIN);
}

/* The wsi is to be closed unless it is already: what lws_service_fd() says */
static int
close_serviced(struct lws *wsi, const char *why)
{
	if (wsi->of_the_thread) {
		lwsl_wsi_err(wsi, "%s is broken (%s)", wsi->role_ops->name,
			     why);
		lws_pollfd_remove(wsi);
	} else if (!lws_wsi_is_dead(wsi))
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, why);

	return 1;
}

/*
 * The peer is gone, and rx is stopped.  It would be reported for ever, so the
 * wsi cannot stay in the poll set.  If there was no error then what the peer
 * said last is still there to be read when rx goes on (a pipe whose writer is
 * gone; WSAPoll() calls every end of a stream a hangup), and until then it is
 * put aside, unless there is output that is not taken.
 */
static int
gone_while_stopped(struct lws *wsi, const struct lws_pollfd *pollfd)
{
	if (!(pollfd->revents & (LWS_PLAT_POLL_GONE & ~POLLHUP)) &&
	    !wsi->closing && !wsi->buflist_out && !wsi->want_writable &&
	    !wsi->want_write_role) {
		lws_pollfd_park(wsi);
		return lws_wsi_is_dead(wsi);
	}

	/* what is kept goes too */
	wsi->socket_broken = 1;

	return close_serviced(wsi, "peer is gone");
}

static enum lws_handling_result
handle_input(struct lws_context_per_thread *pt, struct lws *wsi,
	     struct lws_pollfd *pollfd)
{
	if (lwsi_state(wsi) == LRS_SHUTDOWN ||
	    lwsi_state(wsi) == LRS_FLUSHING_BEFORE_CLOSE)
		return lws_closing_input(wsi);

	if (lwsi_state(wsi) == LRS_WAITING_PROXY)
		return lws_client_proxy_input(wsi);

	return wsi->role_ops->handle_POLLIN(pt, wsi, pollfd);
}

static int
service_input(struct lws_context_per_thread *pt, struct lws *wsi,
	      struct lws_pollfd *pollfd)
{
	if (!(pollfd->revents & (LWS_POLLIN | LWS_PLAT_POLL_GONE)) ||
	    !wsi->role_ops->handle_POLLIN)
		return 0;

	if (lws_is_flowcontrolled(wsi) &&
	    !(gone_without_input(pollfd) && wsi->role_ops->outlives_errors)) {
		/* stopped before its socket was there, say */
		if (pollfd->revents & LWS_POLLIN)
			(void)lws_change_pollfd(wsi, LWS_POLLIN, 0);
		return gone_without_input(pollfd) ?
					gone_while_stopped(wsi, pollfd) : 0;
	}

	switch (handle_input(pt, wsi, pollfd)) {
	case LWS_HPI_RET_WSI_ALREADY_DIED:
#if defined(_WIN32)
		/*
		 * There is nothing to do for this socket, and nothing in the
		 * table has to be looked at again because of it: so not 1,
		 * which on Unix is public contract ("closed").  Nor is what
		 * follows about it: a client that begins again has no socket.
		 */
		return 0;
#else
		return 1;
#endif
	case LWS_HPI_RET_HANDLED:
		break;

	case LWS_HPI_RET_PLEASE_CLOSE_ME:
		return close_serviced(wsi, "role's input handling");
	}

	/*
	 * The peer is gone and the role had no more to read (or would not): if
	 * it were left in the poll set it would be reported for ever.
	 */
	if (lws_wsi_is_dead(wsi) || !gone_without_input(pollfd) ||
	    wsi->role_ops->outlives_errors)
		return 0;
	if (lws_is_flowcontrolled(wsi))
		return gone_while_stopped(wsi, pollfd);
	if (lws_rx_waiting(wsi))
		return 0;

	wsi->socket_broken = 1;

	return close_serviced(wsi, "peer is gone");
}

/* Nonzero: closed */
static int
service_output(struct lws *wsi, struct lws_pollfd *pollfd)
{
	if (lws_handle_POLLOUT_event(wsi, pollfd))
		return close_serviced(wsi, "POLLOUT handling");

	/* gone, or a client that begins again without it */
	return lws_wsi_is_dead(wsi) || wsi->desc.sockfd != pollfd->fd;
}

/* whoever wants to write may, as long as the socket takes it: bounded */
static int
more_output(struct lws_context_per_thread *pt, struct lws *wsi,
	    struct lws_pollfd *pollfd)
{
	unsigned int n = LWS_SERVICE_WRITEABLES;

	while (lws_wants_output(wsi) && !wsi->buflist_out &&
	       wsi->position_in_fds != UINT32_MAX && !wsi->socket_broken &&
	       lwsi_state(wsi) >= LRS_CLIENT_SEND_HS && n-- &&
	       pt->gather.total < LWS_SERVICE_TX_MAX)
		if (service_output(wsi, pollfd))
			return 1;

	return 0;
}

/* received bytes that can be taken now: kept ones, if the last service took
 * some of them, or such as the last read had no room for */
static int
more_input(const struct lws_context_per_thread *pt, struct lws *wsi,
	   size_t *kept)
{
	size_t was = *kept;

	*kept = lws_buflist_total_len(&wsi->buflist_in);
	if (wsi->closing || wsi->socket_broken || lws_is_flowcontrolled(wsi) ||
	    wsi->position_in_fds == UINT32_MAX || wsi->buflist_out)
		return 0;

	return *kept ? *kept < was : pt->rx_full;
}

/* Its role knows nothing of it until it is over.  Nonzero: closed */
static int
service_tls_handshake(struct lws_context_per_thread *pt, struct lws *wsi,
		      struct lws_pollfd *pollfd)
{
	if (lws_tls_handshake_event(wsi, pollfd) == LWS_HPI_RET_PLEASE_CLOSE_ME)
		return close_serviced(wsi, "TLS handshake");
	if (lws_wsi_is_dead(wsi))
		return 1;

	return lws_tls_handshaking(wsi) ? 0 : more_output(pt, wsi, pollfd);
}

/*
 * One service: the events, and then what they have led to.  A request that is
 * answered in WRITEABLE, and the one behind it, cost no turn each, and all that
 * is written leaves together.
 */
static int
service_wsi(struct lws_context_per_thread *pt, struct lws *wsi,
	    struct lws_pollfd *pollfd)
{
	unsigned int reads = LWS_SERVICE_READS;
	size_t kept = SIZE_MAX;

	/* a peer that is gone has nothing to be written to either */
	if (gone_without_input(pollfd) &&
	    (pollfd->revents & (LWS_PLAT_POLL_GONE & ~POLLHUP)) &&
	    !wsi->role_ops->outlives_errors)
		wsi->socket_broken = 1;

	if (lws_tls_handshaking(wsi) && !wsi->tls->broken)
		return service_tls_handshake(pt, wsi, pollfd);

	if ((pollfd->revents & LWS_POLLOUT) && !wsi->socket_broken &&
	    service_output(wsi, pollfd))
		return 1;

	pt->rx_full = 0;
	do {
		if (service_input(pt, wsi, pollfd) ||
		    more_output(pt, wsi, pollfd))
			return 1;
		if (!more_input(pt, wsi, &kept))
			break;
		pollfd->revents = LWS_POLLIN;
	} while (--reads);

	return 0;
}

static int
one_service(struct lws_context_per_thread *pt, struct lws *wsi,
	    struct lws_pollfd *pollfd)
{
	int n;

	lws_output_begin(wsi);
	n = service_wsi(pt, wsi, pollfd);
	if (lws_output_end(wsi) < 0)
		n = close_serviced(wsi, "output");

	return n;
}

static int
watched_service(struct lws_context_per_thread *pt, struct lws *wsi,
		struct lws_pollfd *pollfd)
{
	struct lws_stall_part part;
	struct lws_stall_who who;
	int n;

	who.wsi = wsi;
	who.protocol = NULL;
	who.kind = LWS_STALL_SERVICE;
	who.reason = -1;
	lws_stall_part_begin(pt, &part);
	n = one_service(pt, wsi, pollfd);
	lws_stall_part_end(&part, &who);

	return n;
}

/* From the application's own loop: a turn of its own */
static int
own_loop_turn(struct lws_context_per_thread *pt, struct lws_pollfd *pollfd)
{
	struct lws *meant = pollfd ? lws_wsi_from_fd(pt, pollfd->fd) : NULL;
	lws_usec_t us;
	int n = 0;

	if (lws_service_turn_begin(pt, -1, &us))
		return -1;
	if (lws_plat_connect_watch_take(pt->connect_watch))
		lws_service_mark_pending_connects(pt);
	/* a timer may have closed it, and the descriptor be another's now */
	pt->turn_of = meant;
	if (meant && lws_wsi_from_fd(pt, pollfd->fd) == meant)
		n = lws_service_fd_tsi(pt->context, pollfd, pt->tid);
	if (lws_service_forced(pt) < 0)
		n = -1;

	return lws_service_turn_end(pt) ? -1 : n;
}

/*
 * One service of one descriptor.  Unix: 1 if the wsi was closed, 0 if not, -1
 * if the context cannot be serviced any more.  pollfd->revents is cleared.
 */
int
lws_service_fd_tsi(struct lws_context *context, struct lws_pollfd *pollfd,
		   int tsi)
{
	struct lws_context_per_thread *pt;
	struct lws *wsi;
	int n;

	if (!context || tsi < 0 || tsi >= context->count_threads ||
	    context->pt[tsi].destroyed)
		return -1;

	pt = &context->pt[tsi];
	if (!pt->depth)
		return own_loop_turn(pt, pollfd);

	if (!pollfd || !pollfd->revents)
		return 0;

	wsi = lws_wsi_from_fd(pt, pollfd->fd);
	if (!wsi)
		return 0;
	if (wsi != pt->turn_of) {
		lwsl_cx_err(context, "lws_service_fd() from inside a callback");
		return 0;
	}
	pt->turn_of = NULL;

	/* a service that is due anyway for this wsi is this one */
	lws_dll2_remove(&wsi->ready);
	lws_dll2_remove(&wsi->asked);

	lws_stat_add(pt, serviced, 1);
	if (wsi->serviced_in_turn == pt->turn)
		lws_stat_add(pt, serviced_twice, 1);
	wsi->serviced_in_turn = pt->turn;

	pt->in_service = 1;
	n = pt->stall ? watched_service(pt, wsi, pollfd) :
			one_service(pt, wsi, pollfd);
	pt->in_service = 0;
	pollfd->revents = 0;

	return n;
}

int
lws_service_fd(struct lws_context *context, struct lws_pollfd *pollfd)
{
	return lws_service_fd_tsi(context, pollfd, 0);
}

/* Services those who hold received bytes; the caller is in a turn */
int
lws_service_forced(struct lws_context_per_thread *pt)
{
	struct lws_pollfd pfd;

	/* from inside a callback: the turn that it is in comes to them */
	if (pt->in_service)
		return 0;

	lws_service_mark_forced(pt);
	while (lws_service_next_ready(pt, &pfd))
		if (lws_service_fd_tsi(pt->context, &pfd, pt->tid) < 0)
			return -1;

	return 0;
}

int
_lws_plat_service_forced_tsi(struct lws_context *context, int tsi)
{
	struct lws_context_per_thread *pt = &context->pt[tsi];
	lws_usec_t us;
	int n;

	if (pt->depth)
		return lws_service_forced(pt);
	if (lws_service_turn_begin(pt, -1, &us))
		return -1;
	n = lws_service_forced(pt);

	return lws_service_turn_end(pt) ? -1 : n;
}

void
lws_service_do_ripe_rxflow(struct lws_context_per_thread *pt)
{
	(void)lws_service_forced(pt);
}

int
lws_service_tsi(struct lws_context *context, int timeout_ms, int tsi)
{
	struct lws_context_per_thread *pt;

	if (!context || tsi < 0 || tsi >= context->count_threads)
		return -1;

	pt = &context->pt[tsi];
	if (context->event_loop_ops->run_pt) {
		context->event_loop_ops->run_pt(context, tsi);
		return context->destroy_requested ? -1 : 0;
	}
	if (pt->depth) {
		lwsl_cx_err(context, "lws_service() from inside a callback");
		return -1;
	}

	if (!context->foreign_loop)
		return _lws_plat_service_tsi(context, timeout_ms, tsi);

	tsi = _lws_plat_service_tsi(context, timeout_ms, tsi);
	if (tsi >= 0)
		pt->wait_ops->settle(pt);

	return tsi;
}

int
lws_service(struct lws_context *context, int timeout_ms)
{
	return lws_service_tsi(context, timeout_ms, 0);
}

/*
 * For the application's own loop: how long it may sleep, at most timeout_ms.
 * 0: there is work now; it then calls lws_service_fd(context, NULL) or
 * lws_service_tsi(context, -1, tsi).
 */
int
lws_service_adjust_timeout(struct lws_context *context, int timeout_ms,
			   int tsi)
{
	struct lws_context_per_thread *pt;
	lws_usec_t us;

	if (!context)
		return 1;

	pt = &context->pt[tsi];
	if (pt->forced.count || pt->ready.count || pt->asked.count)
		return 0;

	us = lws_pt_next_timer(pt, lws_now_usecs());
	if (us < 0)
		return timeout_ms;

	/* up, or the caller would come back too early and spin */
	us = (us + LWS_US_PER_MS - 1) / LWS_US_PER_MS;
	if (timeout_ms < 0) /* "for ever" */
		timeout_ms = INT32_MAX;

	return us < timeout_ms ? (int)us : timeout_ms;
}

/* Any thread: the context must live until this returns */
void
lws_cancel_service(struct lws_context *context)
{
	int n;

	for (n = 0; n < context->count_threads; n++)
		(void)lws_plat_wake_signal(&context->pt[n].wake);
}

void
lws_cancel_service_pt(struct lws *wsi)
{
	(void)lws_plat_wake_signal(&lws_wsi_pt(wsi)->wake);
}

const struct lws_service_stats *
lws_service_stats_get(const struct lws_context *context, int tsi)
{
#if defined(LWS_WITH_SERVICE_STATS)
	return &context->pt[tsi].stats;
#else
	LWS_UNUSED(context);
	LWS_UNUSED(tsi);

	return NULL;
#endif
}
