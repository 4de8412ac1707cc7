/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server inside an application that has its own poll() loop: the
 * library says which sockets to wait for, the application calls it for those
 * on which something has happened. Answers each message with its length.
 *
 *	external-poll [port]		(default: 7681)
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define poll_fds(fds, count, ms)	WSAPoll(fds, (ULONG)(count), ms)
#else
#include <poll.h>
#define poll_fds(fds, count, ms)	poll(fds, (nfds_t)(count), ms)
#endif

#define MAX_FDS	256

struct session {
	size_t	len;
	int	whole;
};

static struct lws_context *context;
static struct lws_pollfd fds[MAX_FDS];
static int count;
static volatile sig_atomic_t stop;

static int
find(lws_sockfd_type fd)
{
	int n;

	for (n = 0; n < count; n++)
		if (fds[n].fd == fd)
			return n;

	return -1;
}

/* The table of what to wait for; nonzero refuses the socket. */
static int
table(enum lws_callback_reasons reason, const struct lws_pollargs *a)
{
	int n = find(a->fd);

	switch (reason) {
	case LWS_CALLBACK_ADD_POLL_FD:
		if (count == MAX_FDS)
			return 1;
		fds[count].fd = a->fd;
		fds[count].events = (short)a->events;
		fds[count++].revents = 0;
		break;
	case LWS_CALLBACK_DEL_POLL_FD:
		if (n >= 0)
			fds[n] = fds[--count];
		break;
	default:
		if (n >= 0)
			fds[n].events = (short)a->events;
		break;
	}

	return 0;
}

static int
answer(struct lws *wsi, struct session *s)
{
	char buf[LWS_PRE + 32];
	int n;

	if (!s->whole)
		return 0;
	n = lws_snprintf(buf + LWS_PRE, 32, "%lu bytes",
			 (unsigned long)s->len);
	s->len = 0;
	s->whole = 0;

	return lws_write(wsi, (unsigned char *)buf + LWS_PRE, (size_t)n,
			 LWS_WRITE_TEXT) < n ? -1 : 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		return table(reason, in);

	case LWS_CALLBACK_RECEIVE:
		s->len += len;
		if (lws_is_final_fragment(wsi) &&
		    !lws_remaining_packet_payload(wsi)) {
			s->whole = 1;
			lws_callback_on_writable(wsi);
		}
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return answer(wsi, s);

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", callback, sizeof(struct session), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
turn(void)
{
	struct lws_pollfd ready[MAX_FDS];
	int n, waited = count, ms;

	/* shorter than our second where the library has something to do */
	ms = lws_service_adjust_timeout(context, 1000, 0);

	/* servicing one may take others off the table: look at a copy */
	memcpy(ready, fds, sizeof(fds[0]) * (size_t)waited);
	if (poll_fds(ready, waited, ms) < 0)
		return;
	for (n = 0; n < waited; n++)
		if (ready[n].revents && find(ready[n].fd) >= 0)
			lws_service_fd(context, &ready[n]);

	/* timers that are ripe, and input that is waiting in buffers */
	while (!lws_service_adjust_timeout(context, 1, 0))
		lws_service_tsi(context, -1, 0);
}

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n", info.port);

	while (!stop)
		turn();

	lws_context_destroy(context);
	return 0;
}
