/* SPDX-License-Identifier: MIT */
/*
 * A listener whose accept queue is full drops further SYNs on Linux (and so
 * under Wine, whose sockets are Linux's). Windows refuses instead; there the
 * caller has to name an address that swallows.
 */

#include "swallow.h"

static sock_t start_connect(int port)
{
	struct sockaddr_in a;
	sock_t s = socket(AF_INET, SOCK_STREAM, 0);

	if (s == SOCK_NONE)
		return SOCK_NONE;
	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((unsigned short)port);
	if (sock_nonblock(s) ||
	    (connect(s, (struct sockaddr *)&a, sizeof(a)) &&
	     !sock_would_block())) {
		sock_close(s);
		return SOCK_NONE;
	}
	return s;
}

/* 1: connected, 0: still nothing, -1: refused or worse */
static int probe_state(sock_t s)
{
	struct sockaddr_in a;
	socklen_t len = sizeof(a);
	sock_poll_t p;
	int e = 0;
	socklen_t elen = sizeof(e);

	p.fd = s;
	p.events = POLLOUT;
	p.revents = 0;
	if (sock_poll(&p, 1, 0) < 1)
		return 0;
	if (getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&e, &elen) || e)
		return -1;
	return getpeername(s, (struct sockaddr *)&a, &len) ? -1 : 1;
}

/* One probe to each listener that does not swallow yet. */
static int start_probes(struct swallower *s, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (s[i].hangs)
			continue;
		s[i].probe = start_connect(s[i].port);
		if (s[i].probe == SOCK_NONE) {
			fprintf(stderr, "swallowed: connect to port %d: "
				"error %d\n", s[i].port, sock_errno());
			return -1;
		}
	}
	return 0;
}

/* Probes that got through become fillers. Returns how many still hang. */
static int look_at_probes(struct swallower *s, unsigned int n)
{
	unsigned int i;
	int hanging = 0, r;

	for (i = 0; i < n; i++) {
		if (s[i].probe == SOCK_NONE)
			continue;
		r = probe_state(s[i].probe);
		if (!r) {
			hanging++;
			continue;
		}
		if (r < 0 || s[i].fillers == SWALLOW_MAX_FILLERS) {
			fprintf(stderr, "swallowed: a full accept queue does "
				"not swallow connects on this system (%s); "
				"use --swallow-address\n", r < 0 ?
				"they are refused" : "they get through");
			return -1;
		}
		s[i].filler[s[i].fillers++] = s[i].probe;
		s[i].probe = SOCK_NONE;
	}
	return hanging;
}

int swallow_fill(struct swallower *s, unsigned int n, int wait_ms)
{
	int hanging = 0, waited, round;
	unsigned int i, left = n;

	for (i = 0; i < n; i++)
		s[i].probe = SOCK_NONE;

	for (round = 0; left && round <= SWALLOW_MAX_FILLERS; round++) {
		if (start_probes(s, n))
			return -1;
		for (waited = 0; waited <= wait_ms; waited += 10) {
			hanging = look_at_probes(s, n);
			if (hanging <= 0)
				break;
			sleep_ms(10);
		}
		if (hanging < 0)
			return -1;
		for (i = 0; i < n; i++) {
			if (s[i].probe == SOCK_NONE)
				continue;
			sock_close(s[i].probe);
			s[i].probe = SOCK_NONE;
			s[i].hangs = 1;
			left--;
		}
	}
	return left ? -1 : 0;
}

int swallow_verify(int port, int wait_ms)
{
	sock_t s = start_connect(port);
	int waited, r = -1;

	if (s == SOCK_NONE)
		return 0;
	for (waited = 0; waited <= wait_ms; waited += 10) {
		r = probe_state(s);
		if (r)
			break;
		sleep_ms(10);
	}
	sock_close(s);
	return !r;
}
