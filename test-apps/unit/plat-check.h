/* SPDX-License-Identifier: MIT */
/* What the tests of lib/plat and of the resolver share */
#ifndef LWS_TEST_PLAT_CHECK_H
#define LWS_TEST_PLAT_CHECK_H

#include "private-lib-core.h"

#include <stdio.h>
#include <string.h>

/* Result of a program that could not test anything on this machine */
#define CHECK_SKIPPED 77

static int check_failed;

#define CHECK(_c) do { \
		if (!(_c)) { \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, \
				__LINE__, #_c); \
			check_failed++; \
		} \
	} while (0)

/* For a place that should not be reached */
#define CHECK_FAIL(_text) do { \
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
			_text); \
		check_failed++; \
	} while (0)

/* For what the rest of the test cannot do without */
#define REQUIRE(_c) do { \
		if (!(_c)) { \
			fprintf(stderr, "%s:%d: needed: %s (%d)\n", __FILE__, \
				__LINE__, #_c, lws_plat_socket_errno()); \
			exit(1); \
		} \
	} while (0)

/* 127.0.0.1, in network order where it has to be */
static inline void
check_loopback(struct sockaddr_in *sin, int port)
{
	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sin->sin_port = htons((uint16_t)port);
}

static inline int
check_port(lws_sockfd_type fd)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);

	if (getsockname(fd, (struct sockaddr *)&sin, &len))
		return -1;

	return ntohs(sin.sin_port);
}

/* A listener on a port that the system chooses */
static inline lws_sockfd_type
check_listener(int backlog, int *port)
{
	lws_sockfd_type fd = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin;

	REQUIRE(fd != LWS_SOCK_INVALID);
	check_loopback(&sin, 0);
	REQUIRE(!lws_plat_bind(fd, (struct sockaddr *)&sin, sizeof(sin)));
	REQUIRE(!lws_plat_listen(fd, backlog));
	*port = check_port(fd);
	REQUIRE(*port > 0);

	return fd;
}

/* A port on which nobody listens */
static inline int
check_closed_port(void)
{
	int port;
	lws_sockfd_type fd = check_listener(1, &port);

	lws_plat_socket_close(fd);

	return port;
}

static inline int
check_poll1(lws_sockfd_type fd, int events, lws_usec_t us)
{
	struct lws_pollfd p;

	memset(&p, 0, sizeof(p));
	p.fd = fd;
	p.events = (short)events;

	return lws_plat_poll(&p, 1, us) == 1 ? p.revents : 0;
}

/* Two ends of a connection */
static inline void
check_pair(lws_sockfd_type *a, lws_sockfd_type *b)
{
	struct sockaddr_in sin;
	int port, err;
	lws_sockfd_type l = check_listener(5, &port);

	*a = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	REQUIRE(*a != LWS_SOCK_INVALID);
	check_loopback(&sin, port);
	REQUIRE(lws_plat_connect(*a, (struct sockaddr *)&sin, sizeof(sin),
				 &err) != LWS_PLAT_CONNECT_FAILED);
	REQUIRE(check_poll1(l, LWS_POLLIN, 10 * LWS_US_PER_SEC));
	REQUIRE(!lws_plat_accept(l, b, NULL, NULL));
	REQUIRE(check_poll1(*a, LWS_POLLOUT, 10 * LWS_US_PER_SEC));
	REQUIRE(lws_plat_connect_result(*a, &err) == LWS_PLAT_CONNECT_DONE);
	lws_plat_socket_close(l);
}

static inline int
check_done(void)
{
	if (check_failed)
		fprintf(stderr, "%d checks failed\n", check_failed);

	return !!check_failed;
}

#endif
