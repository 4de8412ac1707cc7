/* SPDX-License-Identifier: MIT */
/*
 * A poll loop that belongs to the application: the library reports its
 * sockets through ADD_POLL_FD and friends and is called for each event.
 * Serves ws echo to several clients of the same loop, with big messages.
 */
#include "tests.h"

#if !defined(LWS_WITH_EXTERNAL_POLL)

int main(void)
{
	/* Debian's 4.1.6 is such a build */
	printf("external-poll: skipped, the library is built without it\n");

	return T_SKIP;
}

#else

#if !defined(_WIN32)
#include <poll.h>
#endif

#define CLIENTS 5
#define MESSAGES 4
#define MAX_FDS 64
#define BIG 300000

struct pss {
	struct t_buf out;
	size_t at;
	size_t got;
	uint32_t hash;
	int bad;
	int messages;
	int sending;
	int client;
	size_t sent;
};

static struct lws_context *cx;
static struct lws_pollfd fds[MAX_FDS];
static int count_fds, lock_depth, locks, adds, dels, changes;
static int established, closed, finished, bad;
static int unknown_fd, double_add, wrong_prev;

static int find(lws_sockfd_type fd)
{
	int n;

	for (n = 0; n < count_fds; n++)
		if (fds[n].fd == fd)
			return n;

	return -1;
}

/* The application's own table of what to wait for. */
static int table(int reason, const struct lws_pollargs *a)
{
	int n = find(a->fd);

	switch (reason) {
	case LWS_CALLBACK_ADD_POLL_FD:
		adds++;
		if (n >= 0) {
			double_add++;
			return 0;
		}
		if (count_fds == MAX_FDS)
			return 1;
		memset(&fds[count_fds], 0, sizeof(fds[0]));
		fds[count_fds].fd = a->fd;
		fds[count_fds++].events = (short)a->events;
		break;
	case LWS_CALLBACK_DEL_POLL_FD:
		dels++;
		if (n < 0) {
			unknown_fd++;
			return 0;
		}
		fds[n] = fds[--count_fds];
		break;
	default:
		changes++;
		if (n < 0) {
			unknown_fd++;
			return 0;
		}
		if (fds[n].events != (short)a->prev_events)
			wrong_prev++;
		fds[n].events = (short)a->events;
		break;
	}

	return 0;
}

static uint8_t pattern(size_t i, int k)
{
	return (uint8_t)(i * 31u + (i >> 8) + (size_t)k);
}

static int client_send(struct lws *wsi, struct pss *pss)
{
	uint8_t *buf = malloc(LWS_PRE + BIG);
	size_t i;
	int n;

	if (!buf)
		return -1;
	for (i = 0; i < BIG; i++)
		buf[LWS_PRE + i] = pattern(i, pss->messages);
	n = lws_write(wsi, buf + LWS_PRE, BIG, LWS_WRITE_BINARY);
	free(buf);

	return n < BIG ? -1 : 0;
}

static int client_receive(struct lws *wsi, struct pss *pss, const uint8_t *in,
			  size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (in[n] != pattern(pss->got + n, pss->messages))
			pss->bad = 1;
	pss->got += len;
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return 0;
	bad += pss->bad || pss->got != BIG;
	pss->got = 0;
	if (++pss->messages == MESSAGES) {
		finished++;
		return -1;
	}
	lws_callback_on_writable(wsi);

	return 0;
}

static int server_send(struct lws *wsi, struct pss *pss)
{
	uint8_t *buf;
	int n;

	if (!pss->out.len)
		return 0;
	buf = malloc(LWS_PRE + pss->out.len);
	if (!buf)
		return -1;
	memcpy(buf + LWS_PRE, pss->out.data, pss->out.len);
	n = lws_write(wsi, buf + LWS_PRE, pss->out.len, LWS_WRITE_BINARY);
	free(buf);
	if (n < (int)pss->out.len)
		return -1;
	pss->out.len = 0;

	return 0;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;

	switch ((int)reason) {
	case LWS_CALLBACK_LOCK_POLL:
		locks++;
		lock_depth++;
		break;
	case LWS_CALLBACK_UNLOCK_POLL:
		lock_depth--;
		break;
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		return table((int)reason, in);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_ESTABLISHED:
		established++;
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (pss->sending == pss->messages) {
			pss->sending++;
			return client_send(wsi, pss);
		}
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return client_receive(wsi, pss, in, len);
	case LWS_CALLBACK_RECEIVE:
		t_buf_add(&pss->out, in, len);
		if (lws_is_final_fragment(wsi) &&
		    !lws_remaining_packet_payload(wsi))
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return server_send(wsi, pss);
	case LWS_CALLBACK_CLOSED:
		t_buf_free(&pss->out);
		closed++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", cb, sizeof(struct pss), 4096, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int wait_fds(struct lws_pollfd *p, int n, int ms)
{
#if defined(_WIN32)
	return WSAPoll(p, (ULONG)n, ms);
#else
	return poll(p, (nfds_t)n, ms);
#endif
}

/* One turn of the application's loop. */
static void turn(int max_ms)
{
	struct lws_pollfd ready[MAX_FDS];
	int n, count = count_fds, ms;

	ms = lws_service_adjust_timeout(cx, max_ms, 0);
	/* never longer than was asked for, and never a negative wait */
	CHECK(ms >= 0 && ms <= max_ms);
	/* the table may change while its entries are serviced */
	memcpy(ready, fds, sizeof(fds[0]) * (size_t)count);
	wait_fds(ready, count, ms);
	for (n = 0; n < count; n++) {
		struct lws_pollfd p = ready[n];

		if (!p.revents || find(p.fd) < 0)
			continue;
		lws_service_fd(cx, &p);
		/* somebody's socket, handed back to us, stays with us */
		CHECK(!p.revents);
	}
	/* timers that are ripe and input that is buffered: no event tells */
	while (!lws_service_adjust_timeout(cx, 1, 0))
		lws_service_tsi(cx, -1, 0);
}

static void timed(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	finished += 1000;
}

int main(void)
{
	struct lws_context_creation_info info;
	lws_sorted_usec_list_t sul;
	struct lws_vhost *vh;
	lws_sockfd_type fd;
	struct lws_pollfd own;
	uint64_t end;
	int n;

	t_begin("external-poll", 40);
	t_case("echo");
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	/* at least the listening socket has been reported */
	turn(1);
	CHECK(count_fds >= 1);
	for (n = 0; n < CLIENTS; n++)
		CHECK(t_connect(cx, vh, lws_get_vhost_listen_port(vh), "echo",
				NULL, &info, NULL));
	end = t_now() + 15000000u * (unsigned int)t_slowness();
	while (closed < 2 * CLIENTS && t_now() < end)
		turn(100);
	CHECK_EQ(established, 2 * CLIENTS);
	CHECK_EQ(finished, CLIENTS);
	CHECK_EQ(closed, 2 * CLIENTS);
	CHECK_EQ(bad, 0);
	CHECK(changes > 0);
	CHECK(locks > 0);

	t_case("timers");
	memset(&sul, 0, sizeof(sul));
	finished = 0;
	lws_sul_schedule(cx, 0, &sul, timed, 30000);
	/* the wait is cut down to the timer */
	n = lws_service_adjust_timeout(cx, 10000, 0);
	t_check(n <= 31 && n >= 1, __FILE__, __LINE__,
		"the wait before a timer of 30 ms is %d ms", n);
	end = t_now() + 5000000u;
	while (!finished && t_now() < end)
		turn(10000);
	CHECK_EQ(finished, 1000);

	t_case("a descriptor that is not the library's");
	n = 0;
	fd = t_sock_listen(&n, 1);
	memset(&own, 0, sizeof(own));
	own.fd = fd;
	own.events = own.revents = LWS_POLLIN;
	lws_service_fd(cx, &own);
	/* left for the application to handle */
	CHECK_EQ(own.revents, LWS_POLLIN);
	t_sock_close(fd);

	t_case("end");
	lws_context_destroy(cx);
	CHECK_EQ(count_fds, 0);
	CHECK_EQ(adds, dels);
	CHECK_EQ(lock_depth, 0);
	CHECK_EQ(unknown_fd, 0);
	CHECK_EQ(double_add, 0);
	CHECK_EQ(wrong_prev, 0);

	return t_end();
}

#endif
