/* SPDX-License-Identifier: MIT */
/*
 * Connects that succeed, are refused, and stay pending, many at a time; and
 * that a thread hears of the refused ones though it polls nothing but its
 * wakeup, as it must on a Windows whose WSAPoll() does not report them.
 */
#include "plat-check.h"

#define MANY	200

static struct lws_plat_wake wake;
static struct lws_plat_connect_watch *watch;

static enum lws_plat_connect
start(lws_sockfd_type *fd, int port)
{
	enum lws_plat_connect ret;
	struct sockaddr_in sin;
	char text[128];
	int err;

	*fd = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	REQUIRE(*fd != LWS_SOCK_INVALID);
	CHECK(!lws_plat_connect_watch_add(watch, *fd));
	check_loopback(&sin, port);
	ret = lws_plat_connect(*fd, (struct sockaddr *)&sin, sizeof(sin),
			       &err);
	if (ret == LWS_PLAT_CONNECT_FAILED)
		CHECK(strstr(lws_plat_strerror(err, text, sizeof(text)),
			     "ECONNREFUSED"));

	return ret;
}

/* Until something of it is to be seen, by poll or by the watch */
static void
wait_outcome(lws_sockfd_type *fds, int n)
{
	struct lws_pollfd pfds[MANY + 1];
	int i;

	memset(pfds, 0, sizeof(pfds));
	pfds[0].fd = wake.fd;
	pfds[0].events = LWS_POLLIN;
	for (i = 0; i < n; i++) {
		pfds[i + 1].fd = fds[i];
		pfds[i + 1].events = LWS_POLLOUT;
	}
	CHECK(lws_plat_poll(pfds, (unsigned int)n + 1, 20 * LWS_US_PER_SEC) > 0);
	lws_plat_wake_drain(&wake);
	(void)lws_plat_connect_watch_take(watch);
}

static void
test_refused_many(void)
{
	int port = check_closed_port(), i, left = 0, err, failed = 0;
	lws_sockfd_type fds[MANY], pending[MANY];
	enum lws_plat_connect r;
	char text[128];

	for (i = 0; i < MANY; i++) {
		r = start(&fds[i], port);
		CHECK(r != LWS_PLAT_CONNECT_DONE);
		if (r == LWS_PLAT_CONNECT_PENDING)
			pending[left++] = fds[i];
		else
			failed++;
	}
	while (left) {
		int was = left;

		wait_outcome(pending, left);
		for (i = 0; i < left; ) {
			r = lws_plat_connect_result(pending[i], &err);
			if (r == LWS_PLAT_CONNECT_PENDING) {
				i++;
				continue;
			}
			CHECK(r == LWS_PLAT_CONNECT_FAILED);
			CHECK(strstr(lws_plat_strerror(err, text, sizeof(text)),
				     "Connection refused"));
			failed++;
			pending[i] = pending[--left];
		}
		if (was == left && check_failed)
			break;
	}
	CHECK(failed == MANY);
	for (i = 0; i < MANY; i++) {
		lws_plat_connect_watch_del(watch, fds[i]);
		lws_plat_socket_close(fds[i]);
	}
}

static void
test_success(void)
{
	lws_sockfd_type l, a, b;
	enum lws_plat_connect r;
	char buf[8];
	int port, err;

	l = check_listener(5, &port);
	r = start(&a, port);
	while (r == LWS_PLAT_CONNECT_PENDING && !check_failed) {
		wait_outcome(&a, 1);
		r = lws_plat_connect_result(a, &err);
	}
	CHECK(r == LWS_PLAT_CONNECT_DONE);
	lws_plat_connect_watch_del(watch, a);

	/* it is usable, and still does not block */
	CHECK(check_poll1(l, LWS_POLLIN, 10 * LWS_US_PER_SEC));
	CHECK(!lws_plat_accept(l, &b, NULL, NULL));
	CHECK(lws_plat_recv(a, buf, sizeof(buf)) == LWS_PLAT_AGAIN);
	CHECK(lws_plat_send(a, "hello", 5) == 5);
	CHECK(check_poll1(b, LWS_POLLIN, 10 * LWS_US_PER_SEC));
	CHECK(lws_plat_recv(b, buf, sizeof(buf)) == 5);

	lws_plat_socket_close(a);
	lws_plat_socket_close(b);
	lws_plat_socket_close(l);
}

/*
 * A listener that never accepts, with its queue full: connects to it get no
 * answer.  While they are pending poll has to wait in earnest.
 */
static void
test_pending(void)
{
	lws_sockfd_type l, fill[16], fds[8];
	struct lws_pollfd pfds[9];
	int port, i, n = 0, turns = 0, err;
	lws_usec_t end;

	l = check_listener(0, &port);
	for (i = 0; i < 16; i++) {
		(void)start(&fill[i], port);
		(void)check_poll1(fill[i], LWS_POLLOUT, 50 * LWS_US_PER_MS);
		/* turned away rather than unanswered: no use */
		if (lws_plat_connect_result(fill[i], &err) ==
						LWS_PLAT_CONNECT_PENDING)
			break;
	}
	if (i == 16) {
		fprintf(stderr, "pending: the system answers for a full "
				"listener; left out\n");
		i--;
	}
	memset(pfds, 0, sizeof(pfds));
	pfds[0].fd = wake.fd;
	pfds[0].events = LWS_POLLIN;
	for (n = 0; n < 8; n++) {
		(void)start(&fds[n], port);
		pfds[n + 1].fd = fds[n];
		pfds[n + 1].events = LWS_POLLOUT;
	}
	/* what the connects before these have left behind */
	(void)lws_plat_poll(pfds, 1, 50 * LWS_US_PER_MS);
	lws_plat_wake_drain(&wake);
	(void)lws_plat_connect_watch_take(watch);

	end = lws_plat_monotonic_us() + 300 * LWS_US_PER_MS;
	while (i < 15 && lws_plat_monotonic_us() < end) {
		(void)lws_plat_poll(pfds, 9, end - lws_plat_monotonic_us());
		lws_plat_wake_drain(&wake);
		turns++;
	}
	CHECK(turns <= 3);
	for (n = 0; n < 8 && i < 15; n++)
		CHECK(lws_plat_connect_result(fds[n], &err) ==
						LWS_PLAT_CONNECT_PENDING);

	for (n = 0; n < 8; n++)
		lws_plat_socket_close(fds[n]);
	for (; i >= 0; i--)
		lws_plat_socket_close(fill[i]);
	lws_plat_socket_close(l);
}

/* Only where there is something to watch: the wakeup alone has to do */
static void
test_watch_alone(void)
{
	int port = check_closed_port(), err;
	enum lws_plat_connect r;
	lws_sockfd_type fd;

	lws_plat_wake_drain(&wake);
	(void)lws_plat_connect_watch_take(watch);
	if (!watch)
		return;
	CHECK(!lws_plat_connect_watch_take(watch));

	r = start(&fd, port);
	while (r == LWS_PLAT_CONNECT_PENDING) {
		if (!check_poll1(wake.fd, LWS_POLLIN, 20 * LWS_US_PER_SEC)) {
			CHECK_FAIL("nobody told of the refused connect");
			break;
		}
		lws_plat_wake_drain(&wake);
		if (lws_plat_connect_watch_take(watch))
			r = lws_plat_connect_result(fd, &err);
	}
	CHECK(r == LWS_PLAT_CONNECT_FAILED);
	lws_plat_connect_watch_del(watch, fd);
	lws_plat_socket_close(fd);

	/* and then it is quiet */
	(void)check_poll1(wake.fd, LWS_POLLIN, 50 * LWS_US_PER_MS);
	lws_plat_wake_drain(&wake);
	(void)lws_plat_connect_watch_take(watch);
	CHECK(!check_poll1(wake.fd, LWS_POLLIN, 100 * LWS_US_PER_MS));
}

int
main(void)
{
	REQUIRE(!lws_plat_init());
	REQUIRE(!lws_plat_wake_create(&wake));
	REQUIRE(!lws_plat_connect_watch_create(&watch, &wake));
	test_refused_many();
	test_success();
	test_pending();
	test_watch_alone();
	lws_plat_connect_watch_destroy(&watch);
	lws_plat_wake_destroy(&wake);
	lws_plat_deinit();

	return check_done();
}
