/* SPDX-License-Identifier: MIT */
/* Sockets: born non-blocking, moving data, ends, options, errors; and poll */
#include "plat-check.h"

#define MANY	300

static void
test_data(void)
{
	lws_sockfd_type a, b;
	struct lws_plat_iov iov[3];
	char buf[64];
	int n, sent;

	check_pair(&a, &b);
	CHECK(lws_plat_is_socket(a));
	CHECK(!lws_plat_is_socket(LWS_SOCK_INVALID));
	CHECK(!lws_plat_set_nodelay(a, 1));
	CHECK(!lws_plat_set_keepalive(a, 30, 3, 5));
	CHECK(!lws_plat_set_keepalive(a, 0, 0, 0));
	CHECK(!lws_plat_set_tos(a, AF_INET, 0x10));

	/* both ends do not wait */
	CHECK(lws_plat_recv(a, buf, sizeof(buf)) == LWS_PLAT_AGAIN);
	CHECK(lws_plat_recv(b, buf, sizeof(buf)) == LWS_PLAT_AGAIN);

	iov[0].base = "one ";
	iov[0].len = 4;
	iov[1].base = "";
	iov[1].len = 0;
	iov[2].base = "two";
	iov[2].len = 3;
	CHECK(lws_plat_sendv(a, iov, 3) == 7);
	CHECK(check_poll1(b, LWS_POLLIN, 10 * LWS_US_PER_SEC) & LWS_POLLIN);
	CHECK(lws_plat_recv_pending(b) == 7);
	CHECK(lws_plat_recv(b, buf, sizeof(buf)) == 7);
	CHECK(!memcmp(buf, "one two", 7));

	/* until no more fits, then all of it arrives */
	memset(buf, 'x', sizeof(buf));
	for (sent = 0; (n = lws_plat_send(a, buf, sizeof(buf))) > 0; sent += n)
		;
	CHECK(n == LWS_PLAT_AGAIN);
	CHECK(!lws_plat_shutdown_write(a));
	while (sent > 0) {
		n = lws_plat_recv(b, buf, sizeof(buf));
		if (n == LWS_PLAT_AGAIN &&
		    check_poll1(b, LWS_POLLIN, 10 * LWS_US_PER_SEC))
			continue;
		if (n <= 0)
			break;
		sent -= n;
	}
	CHECK(!sent);
	CHECK(check_poll1(b, LWS_POLLIN, 10 * LWS_US_PER_SEC));
	CHECK(lws_plat_recv(b, buf, sizeof(buf)) == 0);

	lws_plat_socket_close(a);
	lws_plat_socket_close(b);
}

/* Writing to who is gone is an error and not the end of the process */
static void
test_reset(void)
{
	lws_sockfd_type a, b;
	struct linger l;
	char text[128];
	int n = 0, i;

	check_pair(&a, &b);
	memset(&l, 0, sizeof(l));
	l.l_onoff = 1;
	CHECK(!setsockopt(b, SOL_SOCKET, SO_LINGER, (const char *)&l,
			  sizeof(l)));
	lws_plat_socket_close(b);
	for (i = 0; i < 1000 && n != LWS_PLAT_ERROR; i++) {
		(void)check_poll1(a, LWS_POLLIN, LWS_US_PER_MS);
		n = lws_plat_send(a, "x", 1);
	}
	CHECK(n == LWS_PLAT_ERROR);
	CHECK(strchr(lws_plat_strerror(lws_plat_socket_errno(), text,
				       sizeof(text)), '('));
	CHECK(lws_plat_recv(a, text, sizeof(text)) <= 0);
	lws_plat_socket_close(a);
}

static void
test_listen(void)
{
	lws_sockfd_type l, other, out;
	struct sockaddr_in sin;
	int port;

	l = check_listener(5, &port);
	CHECK(lws_plat_accept(l, &out, NULL, NULL) == LWS_PLAT_AGAIN);
	CHECK(out == LWS_SOCK_INVALID);

	/* nobody else gets the port while we listen */
	other = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!lws_plat_set_reuseaddr(other));
	check_loopback(&sin, port);
	CHECK(lws_plat_bind(other, (struct sockaddr *)&sin, sizeof(sin)) ||
	      lws_plat_listen(other, 1));
	lws_plat_socket_close(other);
	lws_plat_socket_close(l);
	lws_plat_socket_close(LWS_SOCK_INVALID);
}

static void
test_datagrams(void)
{
	lws_sockfd_type a = lws_plat_socket(AF_INET, SOCK_DGRAM, 0),
			b = lws_plat_socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in sa, sb, from;
	int len = sizeof(from);
	char buf[16];

	check_loopback(&sa, 0);
	CHECK(!lws_plat_bind(a, (struct sockaddr *)&sa, sizeof(sa)));
	CHECK(!lws_plat_bind(b, (struct sockaddr *)&sa, sizeof(sa)));
	check_loopback(&sa, check_port(a));
	check_loopback(&sb, check_port(b));
	CHECK(lws_plat_sendto(a, "dgram", 5, (struct sockaddr *)&sb,
			      sizeof(sb)) == 5);
	CHECK(check_poll1(b, LWS_POLLIN, 10 * LWS_US_PER_SEC));
	CHECK(lws_plat_recvfrom(b, buf, sizeof(buf), (struct sockaddr *)&from,
				&len) == 5);
	CHECK(from.sin_port == sa.sin_port);
	CHECK(lws_plat_recvfrom(b, buf, sizeof(buf), (struct sockaddr *)&from,
				&len) == LWS_PLAT_AGAIN);
	lws_plat_socket_close(a);
	lws_plat_socket_close(b);
}

/* Far more than 64, and the ones that are ready are the ones that are told */
static void
test_poll_many(void)
{
	static struct lws_pollfd p[MANY];
	struct sockaddr_in sin;
	int i, ready = 0;

	memset(p, 0, sizeof(p));
	for (i = 0; i < MANY; i++) {
		p[i].fd = lws_plat_socket(AF_INET, SOCK_DGRAM, 0);
		REQUIRE(p[i].fd != LWS_SOCK_INVALID);
		check_loopback(&sin, 0);
		REQUIRE(!lws_plat_bind(p[i].fd, (struct sockaddr *)&sin,
				       sizeof(sin)));
		/* what may not be asked for does not make it fail */
		p[i].events = (short)(LWS_POLLIN | POLLERR | POLLHUP);
	}
	CHECK(lws_plat_poll(p, MANY, 0) == 0);
	for (i = 0; i < MANY; i += 7) {
		check_loopback(&sin, check_port(p[i].fd));
		CHECK(lws_plat_sendto(p[0].fd, "x", 1, (struct sockaddr *)&sin,
				      sizeof(sin)) == 1);
		ready++;
	}
	CHECK(lws_plat_poll(p, MANY, 10 * LWS_US_PER_SEC) == ready);
	for (i = 0; i < MANY; i++)
		CHECK(!!(p[i].revents & LWS_POLLIN) == !(i % 7));
	for (i = 0; i < MANY; i++)
		lws_plat_socket_close(p[i].fd);
}

/* Never shorter than asked for: a loop that comes back early would spin */
static void
test_poll_time(void)
{
	static const lws_usec_t us[] = { 1, 300, 1500, 20500 };
	struct lws_plat_wake w;
	struct lws_pollfd p;
	lws_usec_t t;
	unsigned int i;

	REQUIRE(!lws_plat_wake_create(&w));
	memset(&p, 0, sizeof(p));
	p.fd = w.fd;
	p.events = LWS_POLLIN;
	for (i = 0; i < LWS_ARRAY_SIZE(us); i++) {
		t = lws_plat_monotonic_us();
		CHECK(lws_plat_poll(&p, 1, us[i]) == 0);
		CHECK(lws_plat_monotonic_us() - t >= us[i]);
	}
	t = lws_plat_monotonic_us();
	CHECK(lws_plat_poll(&p, 0, 2500) == 0);
	CHECK(lws_plat_monotonic_us() - t >= 2000);
	lws_plat_wake_destroy(&w);
}

static void
test_strerror(void)
{
	char text[64], tiny[4];

	CHECK(!strcmp(lws_plat_strerror(987654, text, sizeof(text)),
		      "error 987654"));
	lws_plat_strerror(987654, tiny, sizeof(tiny));
	CHECK(!strcmp(tiny, "err"));
	tiny[0] = 'u';
	lws_plat_strerror(987654, tiny, 0);
	CHECK(tiny[0] == 'u');
}

int
main(void)
{
	REQUIRE(!lws_plat_init());
	/* counted */
	REQUIRE(!lws_plat_init());
	lws_plat_deinit();
	test_data();
	test_reset();
	test_listen();
	test_datagrams();
	test_poll_many();
	test_poll_time();
	test_strerror();
	lws_plat_deinit();

	return check_done();
}
