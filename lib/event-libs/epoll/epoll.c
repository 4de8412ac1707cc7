/* SPDX-License-Identifier: MIT */
/*
 * epoll(7), level triggered: a turn costs what the ready sockets cost, however
 * many are open.
 *
 * Events carry the descriptor, not a pointer.  They are turned into wsi on the
 * ready list before any callback runs, so a descriptor cannot have been closed
 * and taken by another connection between the two.
 */
#include "private-lib-event-libs.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

/* what one wait takes at most; the rest comes with the next turn's wait, and
 * the kernel rotates its list, so nobody starves */
#define EPOLL_BATCH	256

struct epoll_pt {
	int			fd;
	struct lws_dll2_owner	plain;
};

/*
 * What epoll refuses because it never has to wait: a regular file, /dev/null.
 * poll() calls these ready at all times, and so do we.
 */
struct plain {
	struct lws_dll2		list;	/* epoll_pt->plain */
	struct lws		*wsi;
};

static struct epoll_pt *
epoll_of(struct lws_context *cx, int tsi)
{
	return (struct epoll_pt *)lws_evlib_tsi_to_evlib_pt(cx, tsi);
}

static uint32_t
epoll_events(const struct lws *wsi)
{
	int ev = lws_wsi_pt(wsi)->fds[wsi->position_in_fds].events;

	return (ev & LWS_POLLIN ? (uint32_t)EPOLLIN : 0) |
	       (ev & LWS_POLLOUT ? (uint32_t)EPOLLOUT : 0);
}

static int
control(struct lws *wsi, int op)
{
	struct epoll_event ev;

	memset(&ev, 0, sizeof(ev));
	ev.events = epoll_events(wsi);
	ev.data.fd = wsi->desc.sockfd;

	return epoll_ctl(epoll_of(wsi->context, wsi->tsi)->fd, op,
			 wsi->desc.sockfd, &ev);
}

static int
epoll_init_pt(struct lws_context *cx, void *loop, int tsi)
{
	LWS_UNUSED(loop);

	epoll_of(cx, tsi)->fd = epoll_create1(EPOLL_CLOEXEC);
	if (epoll_of(cx, tsi)->fd < 0) {
		lwsl_cx_err(cx, "epoll_create1: errno %d", errno);
		return 1;
	}

	return 0;
}

static void
epoll_destroy_pt(struct lws_context *cx, int tsi)
{
	if (epoll_of(cx, tsi)->fd >= 0)
		close(epoll_of(cx, tsi)->fd);
	epoll_of(cx, tsi)->fd = -1;
}

static int
watch_plain(struct lws *wsi)
{
	struct plain *p = lws_zalloc(sizeof(*p), "epoll plain file");

	if (!p)
		return 1;
	p->wsi = wsi;
	wsi->evlib = p;
	lws_dll2_add_tail(&p->list,
			  &epoll_of(wsi->context, wsi->tsi)->plain);

	return 0;
}

static int
epoll_watch(struct lws *wsi)
{
	if (!control(wsi, EPOLL_CTL_ADD))
		return 0;

	if (errno == EPERM && wsi->role_ops->file_handle)
		return watch_plain(wsi);

	return 1;
}

static int
epoll_unwatch(struct lws *wsi)
{
	struct plain *p = wsi->evlib;

	if (!p)
		return control(wsi, EPOLL_CTL_DEL);

	wsi->evlib = NULL;
	lws_dll2_remove(&p->list);
	lws_free(p);

	return 0;
}

/* 1: there are such as want something */
static int
plain_wanted(struct epoll_pt *e, int mark)
{
	int any = 0;

	lws_start_foreach_dll(struct lws_dll2 *, d, e->plain.head) {
		struct lws *wsi = lws_container_of(d, struct plain, list)->wsi;
		int ev = lws_wsi_pt(wsi)->fds[wsi->position_in_fds].events;

		if (mark)
			lws_service_mark_ready(wsi, ev);
		any |= ev != 0;
	} lws_end_foreach_dll(d);

	return any;
}

static void
epoll_io(struct lws *wsi, unsigned int flags)
{
	LWS_UNUSED(flags);

	if (wsi->evlib)
		return;

	/* what is wanted stands in the table; only memory can run out here */
	if (control(wsi, EPOLL_CTL_MOD))
		lwsl_wsi_err(wsi, "epoll_ctl: errno %d", errno);
}

/* milliseconds, up: waking early would mean waking again at once */
static int
wait_ms(lws_usec_t us)
{
	if (us < 0)
		return -1;
	us = (us + LWS_US_PER_MS - 1) / LWS_US_PER_MS;

	return us > INT32_MAX ? INT32_MAX : (int)us;
}

static int
epoll_wait_ready(struct lws_context_per_thread *pt, lws_usec_t us)
{
	struct epoll_pt *e = epoll_of(pt->context, pt->tid);
	struct epoll_event ev[EPOLL_BATCH];
	int i, n;

	n = epoll_wait(e->fd, ev, EPOLL_BATCH,
		       plain_wanted(e, 0) ? 0 : wait_ms(us));
	if (n < 0)
		return errno == EINTR ? 0 : -1;

	for (i = 0; i < n; i++) {
		struct lws *wsi = lws_wsi_from_fd(pt, ev[i].data.fd);
		int revents = (ev[i].events & EPOLLIN ? LWS_POLLIN : 0) |
			      (ev[i].events & EPOLLOUT ? LWS_POLLOUT : 0) |
			      (ev[i].events & EPOLLHUP ? POLLHUP : 0) |
			      (ev[i].events & EPOLLERR ? POLLERR : 0);

		if (wsi)
			lws_service_mark_ready(wsi, revents);
	}

	(void)plain_wanted(e, 1);

	return n;
}

static int
epoll_fd(const struct lws_context_per_thread *pt)
{
	return ((const struct epoll_pt *)pt->evlib_pt)->fd;
}

static int
epoll_always(const struct lws_context_per_thread *pt)
{
	return plain_wanted((struct epoll_pt *)pt->evlib_pt, 0);
}

const struct lws_event_loop_ops lws_event_loop_ops_epoll = {
	.name			= "epoll",
	.init_pt		= epoll_init_pt,
	.wsi_logical_close	= epoll_unwatch,
	.sock_accept		= epoll_watch,
	.io			= epoll_io,
	.destroy_pt		= epoll_destroy_pt,
	.flags			= LELOF_ISPOLL,
	.evlib_size_pt		= sizeof(struct epoll_pt),
};

const struct lws_wait_ops lws_wait_ops_epoll = {
	.ops = &lws_event_loop_ops_epoll,
	.wait = epoll_wait_ready,
};

const struct lws_nestable lws_nestable_epoll = {
	.fd = epoll_fd,
	.always = epoll_always,
};
