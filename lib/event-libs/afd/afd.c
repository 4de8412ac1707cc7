/* SPDX-License-Identifier: MIT */
/*
 * The Windows loop whose turn costs what the ready sockets cost: a completion
 * port, and one outstanding poll request a socket at the Ancillary Function
 * Driver, the kernel's side of Winsock.  WSAPoll() asks that driver too, but
 * about all sockets anew with each call, and before Windows 10 2004
 * it swallows the news of a failed connect, which the driver gives.
 *
 * The request (struct afd_op) belongs to the kernel while it is pending, also
 * after its socket was closed; it is freed when its completion has come.  It
 * knows the descriptor and not the wsi: completions are turned into wsi
 * before any callback runs, and a request whose socket was closed says so.
 *
 * Inside the loop of an event library a thread waits at the port (port-pump.c),
 * and requests are made before that loop goes to sleep.
 */
#include "private-lib-event-libs-afd.h"

#include <winternl.h>

/* how long destruction waits for cancelled requests */
#define AFD_DRAIN_MS		1000
#define AFD_DRAIN_ROUNDS	10
/* requests that were cancelled are made anew, before the pump is let go */
#define AFD_REST_ROUNDS		4

/* how long a request about datagrams stays under Wine: relative, 100 ns */
#define AFD_WINE_UDP		(-INT64_C(10000000))

#define IOCTL_AFD_POLL		0x00012024

#define AFD_POLL_RECEIVE	0x0001u
#define AFD_POLL_SEND		0x0004u
#define AFD_POLL_DISCONNECT	0x0008u
#define AFD_POLL_ABORT		0x0010u
#define AFD_POLL_LOCAL_CLOSE	0x0020u
#define AFD_POLL_ACCEPT		0x0080u
#define AFD_POLL_CONNECT_FAIL	0x0100u

#define AFD_ALWAYS		(AFD_POLL_ABORT | AFD_POLL_LOCAL_CLOSE | \
				 AFD_POLL_CONNECT_FAIL)

#if !defined(SIO_BASE_HANDLE)
#define SIO_BASE_HANDLE		0x48000022u
#endif
#define LWS_STATUS_SUCCESS	((NTSTATUS)0x00000000L)
#define LWS_STATUS_PENDING	((NTSTATUS)0x00000103L)
#define LWS_STATUS_CANCELLED	((NTSTATUS)0xC0000120L)

struct afd_poll_info {
	LARGE_INTEGER		timeout;
	ULONG			count;
	ULONG			exclusive;
	HANDLE			handle;
	ULONG			events;
	NTSTATUS		status;
};

struct afd_op {
	IO_STATUS_BLOCK		iosb;	/* first: cancelled by its address */
	struct afd_poll_info	info;
	struct lws_dll2		due;	/* afd_pt->due: to be submitted */
	lws_sockfd_type		fd;
	SOCKET			base;	/* what the driver knows it by */
	ULONG			asked;	/* events of the pending request */
	unsigned int		pending:1;
	unsigned int		cancelled:1;
	unsigned int		closed:1;
};

struct afd_pt {
	HANDLE			iocp;
	HANDLE			afd;
	struct lws_dll2_owner	due;
	struct lws_port_pump	*pump;		/* NULL: we wait ourselves */
	uint32_t		pending;
	unsigned int		wine:1;
};

static struct afd_pt *
afd_of(struct lws_context *cx, int tsi)
{
	return (struct afd_pt *)lws_evlib_tsi_to_evlib_pt(cx, tsi);
}

static HANDLE
open_driver(void)
{
	static WCHAR name[] = L"\\Device\\Afd\\lws";
	OBJECT_ATTRIBUTES attr;
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING us;
	HANDLE h = NULL;

	RtlInitUnicodeString(&us, name);
	InitializeObjectAttributes(&attr, &us, 0, NULL, NULL);
	if (NtCreateFile(&h, SYNCHRONIZE, &attr, &iosb, NULL, 0,
			 FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0,
			 NULL, 0) != LWS_STATUS_SUCCESS)
		return NULL;

	return h;
}

int
lws_afd_available(void)
{
	HANDLE h = open_driver();

	if (!h)
		return 0;
	CloseHandle(h);

	return 1;
}

static unsigned int
on_wine(void)
{
	HMODULE m = GetModuleHandleW(L"ntdll.dll");

	return m && GetProcAddress(m, "wine_get_version") ? 1 : 0;
}

static int
afd_init_pt(struct lws_context *cx, void *loop, int tsi)
{
	struct afd_pt *a = afd_of(cx, tsi);

	LWS_UNUSED(loop);

	a->wine = on_wine() & 1u;
	a->iocp = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	a->afd = open_driver();
	if (!a->iocp || !a->afd ||
	    !CreateIoCompletionPort(a->afd, a->iocp, 0, 0)) {
		lwsl_cx_err(cx, "completion port: error %lu", GetLastError());
		if (a->afd)
			CloseHandle(a->afd);
		if (a->iocp)
			CloseHandle(a->iocp);
		a->afd = a->iocp = NULL;
		return 1;
	}

	return 0;
}

static void
due(struct lws_context_per_thread *pt, struct afd_op *op)
{
	struct afd_pt *a = afd_of(pt->context, pt->tid);

	if (!lws_dll2_is_detached(&op->due))
		return;
	lws_dll2_add_tail(&op->due, &a->due);
	lws_service_due(pt, 0);
}

static ULONG
wanted(const struct lws *wsi)
{
	int ev = lws_wsi_pt(wsi)->fds[wsi->position_in_fds].events;
	ULONG e = AFD_ALWAYS;

	if (ev & LWS_POLLIN)
		e |= AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT | AFD_POLL_ACCEPT;
	if (ev & LWS_POLLOUT)
		e |= AFD_POLL_SEND;

	return e;
}

/* layered providers give out handles of their own; the driver knows its own */
static SOCKET
base_of(SOCKET s)
{
	SOCKET base = INVALID_SOCKET;
	DWORD got = 0;

	if (WSAIoctl(s, SIO_BASE_HANDLE, NULL, 0, &base, sizeof(base), &got,
		     NULL, NULL) || base == INVALID_SOCKET)
		return s;

	return base;
}

static int
afd_watch(struct lws *wsi)
{
	struct afd_op *op = lws_zalloc(sizeof(*op), "afd op");

	if (!op)
		return 1;

	op->fd = wsi->desc.sockfd;
	op->base = base_of(wsi->desc.sockfd);
	wsi->evlib = op;
	due(lws_wsi_pt(wsi), op);

	return 0;
}

static void
cancel(struct afd_pt *a, struct afd_op *op)
{
	if (!op->pending || op->cancelled)
		return;

	op->cancelled = 1;
	/* not found: it has completed, and the completion is on its way */
	(void)CancelIoEx(a->afd, (LPOVERLAPPED)(void *)&op->iosb);
}

static int
afd_unwatch(struct lws *wsi)
{
	struct afd_pt *a = afd_of(wsi->context, wsi->tsi);
	struct afd_op *op = (struct afd_op *)wsi->evlib;

	wsi->evlib = NULL;
	if (!op)
		return 0;

	lws_dll2_remove(&op->due);
	op->closed = 1;
	if (op->pending)
		cancel(a, op);
	else
		lws_free(op);

	return 0;
}

/* A pending request that asks for too much is left: what it reports that is
 * not wanted is dropped */
static void
afd_io(struct lws *wsi, unsigned int flags)
{
	struct afd_pt *a = afd_of(wsi->context, wsi->tsi);
	struct afd_op *op = (struct afd_op *)wsi->evlib;

	LWS_UNUSED(flags);

	if (!op)
		return;
	if (!op->pending)
		due(lws_wsi_pt(wsi), op);
	else if (wanted(wsi) & ~op->asked)
		cancel(a, op);
}

/* the driver refuses: let the socket's service find out what is wrong */
static void
refused(struct lws *wsi, struct afd_op *op, NTSTATUS s)
{
	lwsl_wsi_err(wsi, "poll request refused: NTSTATUS 0x%lx",
		     (unsigned long)s);
	op->closed = 1;
	wsi->evlib = NULL;
	lws_free(op);
	lws_service_mark_ready(wsi, POLLERR);
}

static void
submit(struct lws_context_per_thread *pt, struct afd_pt *a, struct afd_op *op)
{
	struct lws *wsi = lws_wsi_from_fd(pt, op->fd);
	NTSTATUS s;

	if (!wsi || op->pending)
		return;

	memset(&op->info, 0, sizeof(op->info));
	op->asked = wanted(wsi);
	/* Wine watches a datagram socket no more after the news of a datagram
	 * that was refused, but looks at it when it is asked anew */
	op->info.timeout.QuadPart = a->wine && wsi->udp ? AFD_WINE_UDP :
							  INT64_MAX;
	op->info.count = 1;
	op->info.handle = (HANDLE)op->base;
	op->info.events = op->asked;
	op->cancelled = 0;
	op->iosb.Status = LWS_STATUS_PENDING;

	s = NtDeviceIoControlFile(a->afd, NULL, NULL, op, &op->iosb,
				  IOCTL_AFD_POLL, &op->info, sizeof(op->info),
				  &op->info, sizeof(op->info));
	if (s != LWS_STATUS_SUCCESS && s != LWS_STATUS_PENDING) {
		refused(wsi, op, s);
		return;
	}
	op->pending = 1;
	a->pending++;
}

static int
revents_of(ULONG events, ULONG want)
{
	int r = 0;

	if (events & (AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT |
		      AFD_POLL_ACCEPT) & want)
		r |= LWS_POLLIN;
	if (events & AFD_POLL_SEND & want)
		r |= LWS_POLLOUT;
	if (events & AFD_POLL_ABORT)
		r |= POLLHUP | POLLERR;
	if (events & AFD_POLL_CONNECT_FAIL)
		r |= POLLERR;

	return r;
}

static void
completed(struct lws_context_per_thread *pt, struct afd_pt *a,
	  struct afd_op *op)
{
	struct lws *wsi;

	op->pending = 0;
	a->pending--;
	if (op->closed) {
		lws_free(op);
		return;
	}

	wsi = lws_wsi_from_fd(pt, op->fd);
	if (!wsi)
		return;

	due(pt, op);
	if (op->iosb.Status == LWS_STATUS_SUCCESS && op->info.count)
		lws_service_mark_ready(wsi, revents_of(op->info.events,
						       wanted(wsi)));
}

/* milliseconds, up: waking early would mean waking again at once */
static DWORD
wait_ms(lws_usec_t us)
{
	if (us < 0)
		return INFINITE;
	us = (us + LWS_US_PER_MS - 1) / LWS_US_PER_MS;

	return us >= INT32_MAX ? INT32_MAX : (DWORD)us;
}

static void
completed_all(struct lws_context_per_thread *pt, struct afd_pt *a,
	      const OVERLAPPED_ENTRY *e, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (e[i].lpOverlapped)
			completed(pt, a,
				  (struct afd_op *)(void *)e[i].lpOverlapped);
}

static int
take(struct lws_context_per_thread *pt, struct afd_pt *a, DWORD ms)
{
	OVERLAPPED_ENTRY e[LWS_PORT_BATCH];
	int handed = lws_port_pump_take(a->pump, e);
	ULONG n = 0;

	if (handed < 0)
		return -1;
	completed_all(pt, a, e, handed);

	if (!GetQueuedCompletionStatusEx(a->iocp, e, LWS_PORT_BATCH, &n,
					 handed ? 0 : ms, FALSE))
		return GetLastError() == WAIT_TIMEOUT ? handed : -1;
	completed_all(pt, a, e, (int)n);

	return handed + (int)n;
}

/*
 * Its input is taken in this turn whatever the driver says (a TLS handshake
 * that was put off, bytes that were kept).  To ask would cost several system
 * calls each turn for each of those who wait for theirs.
 */
static int
served_anyway(const struct lws *wsi)
{
	return wsi && !lws_dll2_is_detached(&wsi->forced) &&
	       !(wanted(wsi) & AFD_POLL_SEND);
}

static void
submit_due(struct lws_context_per_thread *pt, struct afd_pt *a)
{
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1, a->due.head) {
		struct afd_op *op = lws_container_of(d, struct afd_op, due);

		if (!served_anyway(lws_wsi_from_fd(pt, op->fd))) {
			lws_dll2_remove(d);
			submit(pt, a, op);
		}
	} lws_end_foreach_dll_safe(d, d1);
}

static int
afd_wait(struct lws_context_per_thread *pt, lws_usec_t us)
{
	struct afd_pt *a = afd_of(pt->context, pt->tid);

	submit_due(pt, a);

	return take(pt, a, pt->ready.count ? 0 : wait_ms(us));
}

static int
afd_always(const struct lws_context_per_thread *pt)
{
	return pt->ready.count ||
	       lws_port_pump_has(((const struct afd_pt *)pt->evlib_pt)->pump);
}

static int
afd_pump_start(struct lws_context_per_thread *pt, void (*poke)(void *arg),
	       void *arg)
{
	struct afd_pt *a = afd_of(pt->context, pt->tid);

	a->pump = lws_port_pump_start(a->iocp, poke, arg);

	return !a->pump;
}

/*
 * What has come already need not come by way of the pump, and a turn that is
 * not the loop's finds it.
 */
static void
afd_rest(struct lws_context_per_thread *pt)
{
	struct afd_pt *a = afd_of(pt->context, pt->tid);
	int rounds = AFD_REST_ROUNDS;

	do
		submit_due(pt, a);
	while (--rounds && !pt->ready.count && take(pt, a, 0) > 0);
	submit_due(pt, a);
	if (!pt->ready.count)
		lws_port_pump_rest(a->pump);
}

static void
afd_pump_stop(struct lws_context_per_thread *pt)
{
	lws_port_pump_stop(afd_of(pt->context, pt->tid)->pump);
}

static void
afd_destroy_pt(struct lws_context *cx, int tsi)
{
	struct afd_pt *a = afd_of(cx, tsi);
	int n = AFD_DRAIN_ROUNDS;

	if (!a->iocp)
		return;

	/* every socket is closed: what is pending is cancelled and comes now */
	while (a->pending && n--)
		if (take(&cx->pt[tsi], a, AFD_DRAIN_MS / AFD_DRAIN_ROUNDS) < 0)
			break;

	lws_port_pump_free(&a->pump);
	CloseHandle(a->afd);
	CloseHandle(a->iocp);
	a->afd = a->iocp = NULL;
}

const struct lws_event_loop_ops lws_event_loop_ops_afd = {
	.name			= "afd",
	.init_pt		= afd_init_pt,
	.wsi_logical_close	= afd_unwatch,
	.sock_accept		= afd_watch,
	.io			= afd_io,
	.destroy_pt		= afd_destroy_pt,
	.flags			= LELOF_ISPOLL,
	.evlib_size_pt		= sizeof(struct afd_pt),
};

const struct lws_wait_ops lws_wait_ops_afd = {
	.ops = &lws_event_loop_ops_afd,
	.wait = afd_wait,
	.tells_failed_connects = 1,
};

const struct lws_nestable lws_nestable_afd = {
	.always = afd_always,
	.start = afd_pump_start,
	.rest = afd_rest,
	.stop = afd_pump_stop,
};
