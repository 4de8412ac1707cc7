/* SPDX-License-Identifier: MIT */
/* Opens what storm-endpoints offers: one listener for each endpoint. */

#include "server.h"

/* Port of the swallowing addresses; which one does not matter. */
enum { SWALLOW_PORT = 9000 };

/* A socket bound to a free port of 127.0.0.1. */
static sock_t bound_socket(int *port)
{
	struct sockaddr_in a;
	socklen_t len = sizeof(a);
	sock_t s = socket(AF_INET, SOCK_STREAM, 0);

	if (s == SOCK_NONE)
		return SOCK_NONE;
	sock_own_port(s);
	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(s, (struct sockaddr *)&a, sizeof(a)) ||
	    getsockname(s, (struct sockaddr *)&a, &len)) {
		sock_close(s);
		return SOCK_NONE;
	}
	*port = ntohs(a.sin_port);
	return s;
}

static int open_listener(struct server *s, struct endpoint_offer *e,
			 int backlog)
{
	sock_t l = bound_socket(&e->port);

	if (l == SOCK_NONE)
		return -1;
	if (sock_nonblock(l) || listen(l, backlog)) {
		sock_close(l);
		return -1;
	}
	if (e->kind == KIND_SWALLOWED) {
		s->swallowers[s->swallower_count].listener = l;
		s->swallowers[s->swallower_count++].port = e->port;
		return 0;
	}
	s->pfd[s->used].fd = l;
	s->pfd[s->used].events = POLLIN;
	s->slot[s->used].kind = e->kind;
	s->slot[s->used].tls = e->tls;
	s->slot[s->used++].conn = NULL;
	return 0;
}

static int open_endpoint(struct server *s, struct endpoint_offer *e,
			 const struct server_options *o, unsigned int i)
{
	sock_t r;

	strcpy(e->host, "127.0.0.1");
	switch (e->kind) {
	case KIND_UNRESOLVED:
		snprintf(e->host, sizeof(e->host), "storm-%u.invalid", i);
		e->port = 80;
		return 0;
	case KIND_REFUSED:
		r = bound_socket(&e->port);
		if (r == SOCK_NONE)
			return -1;
		s->reserved[s->reserved_count++] = r;
		return 0;
	case KIND_SWALLOWED:
		if (o->swallow_address) {
			snprintf(e->host, sizeof(e->host), "%s",
				 o->swallow_address);
			e->port = SWALLOW_PORT + (int)(i % 1000);
			return 0;
		}
		return open_listener(s, e, 0);
	default:
		return open_listener(s, e, 128);
	}
}

/* Some endpoint will have to shake hands. */
static int needs_tls(const struct server_options *o)
{
	int n, any = o->tls;

	for (n = 0; n < o->kind_count && o->unreachable; n++)
		any |= kind_needs_tls(o->kinds[n]);
	return any;
}

int server_open(struct server *s, const struct server_options *o)
{
	unsigned int n = o->endpoints, i;

	memset(s, 0, sizeof(*s));
	if (room_for_fds(o->endpoints * 8 + 64)) {
		fprintf(stderr, "the limit of open files is too low for %u "
			"endpoints\n", n);
		return 2;
	}

	s->room = (size_t)n * 2 + 64;
	s->offers = calloc(n, sizeof(*s->offers));
	s->reserved = calloc(n, sizeof(*s->reserved));
	s->swallowers = calloc(n, sizeof(*s->swallowers));
	s->pfd = calloc(s->room, sizeof(*s->pfd));
	s->slot = calloc(s->room, sizeof(*s->slot));
	if (!s->offers || !s->reserved || !s->swallowers || !s->pfd ||
	    !s->slot) {
		fprintf(stderr, "out of memory\n");
		return 2;
	}

	if (needs_tls(o)) {
		s->tls = tls_server_open();
		if (!s->tls)
			return 2;
	}

	for (i = 0; i < n; i++) {
		s->count++;
		s->offers[i].kind = kind_of(i, n, o->unreachable, o->kinds,
					    o->kind_count);
		s->offers[i].tls = o->tls || kind_needs_tls(s->offers[i].kind);
		if (open_endpoint(s, &s->offers[i], o, i)) {
			fprintf(stderr, "endpoint %u (%s): error %d\n", i,
				kind_name(s->offers[i].kind), sock_errno());
			return 2;
		}
	}

	if (swallow_fill(s->swallowers, s->swallower_count, 200))
		return 77;
	return 0;
}

void server_close(struct server *s)
{
	unsigned int i;
	size_t n;
	int f;

	for (n = 0; n < s->used; n++) {
		sock_close(s->pfd[n].fd);
		if (s->slot[n].conn)
			conn_free(s->slot[n].conn);
		tls_conn_free(s->slot[n].tls_conn);
	}
	for (i = 0; i < s->reserved_count; i++)
		sock_close(s->reserved[i]);
	for (i = 0; i < s->swallower_count; i++) {
		for (f = 0; f < s->swallowers[i].fillers; f++)
			sock_close(s->swallowers[i].filler[f]);
		sock_close(s->swallowers[i].listener);
	}
	tls_server_close(s->tls);
	free(s->offers);
	free(s->reserved);
	free(s->swallowers);
	free(s->pfd);
	free(s->slot);
}
