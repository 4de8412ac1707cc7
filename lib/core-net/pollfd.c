/* SPDX-License-Identifier: MIT */
/*
 * The poll set of a service thread: a compact table of struct lws_pollfd, and
 * a map from the descriptor to its wsi.
 *
 * Positions in the table move whenever something is removed, so nothing
 * outside this file may hold on to one across anything that can close a wsi.
 */
#include "private-lib-core-net.h"

#define FDS_INITIAL	32u	/* entries; a power of two */

/* ---- the map: open addressing, at most half full, no tombstones ---- */

static uint32_t
map_home(const struct lws_context_per_thread *pt, lws_sockfd_type fd)
{
	uint64_t h = (uint64_t)fd * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(h >> 32) & pt->fd_map_mask;
}

static uint32_t
map_find(const struct lws_context_per_thread *pt, lws_sockfd_type fd)
{
	uint32_t n = map_home(pt, fd);

	while (pt->fd_map[n] && pt->fd_map[n]->desc.sockfd != fd)
		n = (n + 1) & pt->fd_map_mask;

	return n;
}

static void
map_remove(struct lws_context_per_thread *pt, lws_sockfd_type fd)
{
	uint32_t hole = map_find(pt, fd), n = hole, home;

	if (!pt->fd_map[hole])
		return;

	/* close the hole: what was pushed past its home may come back */
	for (;;) {
		n = (n + 1) & pt->fd_map_mask;
		if (!pt->fd_map[n])
			break;
		home = map_home(pt, pt->fd_map[n]->desc.sockfd);
		if (((n - home) & pt->fd_map_mask) >=
		    ((n - hole) & pt->fd_map_mask)) {
			pt->fd_map[hole] = pt->fd_map[n];
			hole = n;
		}
	}
	pt->fd_map[hole] = NULL;
}

struct lws *
lws_wsi_from_fd(const struct lws_context_per_thread *pt, lws_sockfd_type fd)
{
	if (fd == LWS_SOCK_INVALID || !pt->fd_map)
		return NULL;

	return pt->fd_map[map_find(pt, fd)];
}

struct lws *
wsi_from_fd(const struct lws_context *context, int fd)
{
	struct lws *wsi = NULL;
	int n;

	/* the type is the interface's; a SOCKET fits into it in practice */
	for (n = 0; n < context->count_threads && !wsi; n++)
		wsi = lws_wsi_from_fd(&context->pt[n], (lws_sockfd_type)fd);

	return wsi;
}

static int
grow(struct lws_context_per_thread *pt)
{
	uint32_t n, count = pt->fds_alloc ? pt->fds_alloc * 2 : FDS_INITIAL;
	struct lws **map, **old = pt->fd_map;
	struct lws_pollfd *fds;

	map = lws_zalloc(sizeof(*map) * 2 * count, "fd map");
	if (!map)
		return 1;

	fds = lws_realloc(pt->fds, sizeof(*fds) * count, "fds");
	if (!fds) {
		lws_free(map);
		return 1;
	}

	pt->fds = fds;
	pt->fds_alloc = count;
	pt->fd_map = map;
	n = old ? pt->fd_map_mask + 1 : 0;
	pt->fd_map_mask = 2 * count - 1;
	while (n--)
		if (old[n])
			map[map_find(pt, old[n]->desc.sockfd)] = old[n];
	lws_free(old);

	return 0;
}

int
lws_pollfd_init(struct lws_context_per_thread *pt)
{
	return grow(pt);
}

void
lws_pollfd_deinit(struct lws_context_per_thread *pt)
{
	lws_free_set_NULL(pt->fds);
	lws_free_set_NULL(pt->fd_map);
	pt->fds_alloc = pt->fds_count = 0;
}

/* ---- telling the application's own loop ---- */

#if defined(LWS_WITH_EXTERNAL_POLL)
static int
tell_loop_in(struct lws_vhost *vh, struct lws *wsi,
	enum lws_callback_reasons reason, int events, int prev_events)
{
	lws_callback_function *cb;
	struct lws_pollargs pa;
	int n;

	if (!vh || !vh->protocols || !vh->protocols[0].callback)
		return 0;

	cb = vh->protocols[0].callback;
	pa.fd = wsi->desc.sockfd;
	pa.events = events;
	pa.prev_events = prev_events;

	if (cb(wsi, LWS_CALLBACK_LOCK_POLL, wsi->user_space, &pa, 1))
		return -1;
	/* it may have been closed; but what was locked is to be unlocked */
	n = lws_wsi_is_dead(wsi) ? -1 :
				   cb(wsi, reason, wsi->user_space, &pa, 0);
	if (cb(wsi, LWS_CALLBACK_UNLOCK_POLL, wsi->user_space, &pa, 1))
		return -1;

	return n;
}

static int
tell_loop(struct lws *wsi, enum lws_callback_reasons reason, int events,
     int prev_events)
{
	/* the event pipe has none: see lws_pollfd_announce() */
	if (!wsi->vhost)
		return 0;

	return tell_loop_in(wsi->vhost, wsi, reason, events, prev_events);
}

static void
announce(struct lws_vhost *vh, struct lws *wsi, int add)
{
	int ev;

	if (!wsi || wsi->position_in_fds == UINT32_MAX)
		return;
	ev = lws_wsi_pt(wsi)->fds[wsi->position_in_fds].events;
	if (tell_loop_in(vh, wsi, add ? LWS_CALLBACK_ADD_POLL_FD :
					LWS_CALLBACK_DEL_POLL_FD,
			 add ? ev : 0, add ? 0 : ev))
		lwsl_vhost_err(vh, "own loop refused the %s",
			       wsi->role_ops->name);
}

/*
 * The thread's own are made before there is any vhost and go after the last; an
 * own loop has to hear of them all the same, since name resolution and
 * lws_cancel_service() use the event pipe.
 */
void
lws_pollfd_announce(struct lws_vhost *vh, int add)
{
	struct lws_context *cx = vh->context;
	int n;

	if (cx->vhosts.count != 1)
		return;

	for (n = 0; n < cx->count_threads; n++) {
		announce(vh, cx->pt[n].pipe_wsi, add);
#if defined(LWS_WITH_NETLINK)
		announce(vh, cx->pt[n].netlink_wsi, add);
#endif
	}
}
#else
static int
tell_loop(struct lws *wsi, enum lws_callback_reasons reason, int events,
     int prev_events)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(reason);
	LWS_UNUSED(events);
	LWS_UNUSED(prev_events);

	return 0;
}

void
lws_pollfd_announce(struct lws_vhost *vh, int add)
{
	LWS_UNUSED(vh);
	LWS_UNUSED(add);
}
#endif

/* ---- the set ---- */

static unsigned int
io_flags(int events)
{
	return (events & LWS_POLLIN ? LWS_EV_READ : 0u) |
	       (events & LWS_POLLOUT ? LWS_EV_WRITE : 0u);
}

static void
table_remove(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	uint32_t n = wsi->position_in_fds, last = --pt->fds_count;
	struct lws *moved;

	map_remove(pt, wsi->desc.sockfd);
	wsi->position_in_fds = UINT32_MAX;
	if (n == last)
		return;

	pt->fds[n] = pt->fds[last];
	moved = lws_wsi_from_fd(pt, pt->fds[n].fd);
	if (moved)
		moved->position_in_fds = n;
}

/*
 * The system gave out a descriptor again that we still have: the application
 * closed it behind our back.  Its connection must not touch the new one's
 * socket; it is closed soon, with its callbacks.
 */
static void
drop_stale(struct lws *wsi)
{
	lwsl_wsi_err(wsi, "its descriptor was closed by somebody else");
	lws_pollfd_remove(wsi);
	wsi->desc.sockfd = LWS_SOCK_INVALID;
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

int
lws_pollfd_insert(struct lws *wsi, int events)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	const struct lws_event_loop_ops *ops = wsi->context->event_loop_ops;
	struct lws_pollfd *pfd;
	struct lws *stale;
	int n;

	stale = lws_wsi_from_fd(pt, wsi->desc.sockfd);
	if (stale)
		drop_stale(stale);

	if (pt->fds_count >= wsi->context->max_fds) {
		lwsl_wsi_err(wsi, "limit of %u descriptors reached",
			     (unsigned int)wsi->context->max_fds);
		return -1;
	}
	if (pt->fds_count == pt->fds_alloc && grow(pt)) {
		lwsl_wsi_err(wsi, "out of memory for the poll set");
		return -1;
	}

	wsi->position_in_fds = pt->fds_count++;
	pfd = &pt->fds[wsi->position_in_fds];
	pfd->fd = wsi->desc.sockfd;
	pfd->events = (short)events;
	pfd->revents = 0;
	pt->fd_map[map_find(pt, wsi->desc.sockfd)] = wsi;

	if (ops->sock_accept && ops->sock_accept(wsi)) {
		lwsl_wsi_err(wsi, "the event loop cannot watch this "
			     "descriptor");
		goto undo;
	}
	if (ops->io)
		ops->io(wsi, LWS_EV_START | io_flags(events));

	n = tell_loop(wsi, LWS_CALLBACK_ADD_POLL_FD, events, 0);
	if (wsi->position_in_fds == UINT32_MAX)
		return -1; /* closed by the callback */
	if (n) {
		lwsl_wsi_info(wsi, "refused by ADD_POLL_FD");
		if (ops->wsi_logical_close)
			ops->wsi_logical_close(wsi);
		goto undo;
	}

	return 0;

undo:
	table_remove(wsi);

	return -1;
}

void
lws_pollfd_remove(struct lws *wsi)
{
	const struct lws_event_loop_ops *ops = wsi->context->event_loop_ops;

	if (wsi->position_in_fds == UINT32_MAX)
		return;

	if (ops->wsi_logical_close)
		ops->wsi_logical_close(wsi);
	(void)tell_loop(wsi, LWS_CALLBACK_DEL_POLL_FD, 0,
		   lws_wsi_pt(wsi)->fds[wsi->position_in_fds].events);
	lws_dll2_remove(&wsi->ready);
	lws_dll2_remove(&wsi->asked);
	table_remove(wsi);
}

void
lws_pollfd_move(struct lws *from, struct lws *to)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(from);

	pt->fd_map[map_find(pt, from->desc.sockfd)] = to;
	to->position_in_fds = from->position_in_fds;
	to->desc = from->desc;
	to->evlib = from->evlib;
	from->evlib = NULL;
	from->position_in_fds = UINT32_MAX;
	from->desc.sockfd = LWS_SOCK_INVALID;
	lws_dll2_remove(&from->ready);
	lws_dll2_remove(&from->asked);
}

int
lws_change_pollfd(struct lws *wsi, int _and, int _or)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	const struct lws_event_loop_ops *ops = wsi->context->event_loop_ops;
	int was, now;

	if (wsi->position_in_fds == UINT32_MAX)
		return 0;

	was = pt->fds[wsi->position_in_fds].events;
	now = (was & ~_and) | _or;
	if (was == now)
		return 0;

	pt->fds[wsi->position_in_fds].events = (short)now;
	if (ops->io) {
		if (was & ~now)
			ops->io(wsi, LWS_EV_STOP | io_flags(was & ~now));
		if (now & ~was)
			ops->io(wsi, LWS_EV_START | io_flags(now & ~was));
	}

	return tell_loop(wsi, LWS_CALLBACK_CHANGE_MODE_POLL_FD, now, was) ? -1 : 0;
}

void
lws_pollfd_park(struct lws *wsi)
{
	lws_pollfd_remove(wsi);
	wsi->parked = !lws_wsi_is_dead(wsi);
}

void
lws_pollfd_unpark(struct lws *wsi)
{
	int ev = (lws_is_flowcontrolled(wsi) ? 0 : LWS_POLLIN) |
		 (wsi->buflist_out || wsi->want_writable ||
		  wsi->want_write_role ? LWS_POLLOUT : 0);

	if (!wsi->parked || !ev || wsi->in_final_close)
		return;

	wsi->parked = 0;
	if (lws_pollfd_insert(wsi, ev))
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
}
