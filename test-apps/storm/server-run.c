/* SPDX-License-Identifier: MIT */
/* The loop of storm-endpoints: one thread, one poll table. */

#include "server.h"

/* How often the loop looks whether stdin was closed. */
enum { STDIN_CHECK_MS = 100 };

static void close_with_reset(sock_t fd)
{
	struct linger l;

	l.l_onoff = 1;
	l.l_linger = 0;
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, (const char *)&l,
			 sizeof(l));
	sock_close(fd);
}

static int grow(struct server *s)
{
	size_t room = s->room * 2;
	sock_poll_t *p;
	struct slot *q;

	p = realloc(s->pfd, room * sizeof(*p));
	if (!p)
		return -1;
	s->pfd = p;
	q = realloc(s->slot, room * sizeof(*q));
	if (!q)
		return -1;
	s->slot = q;
	s->room = room;
	return 0;
}

static int add_connection(struct server *s, sock_t fd, const struct slot *l)
{
	struct tls_conn *t = NULL;
	struct conn *c;
	int on = 1;

	if (s->used == s->room && grow(s))
		return -1;
	if (l->tls && l->kind != KIND_TLS_STALL) {
		t = tls_conn_new(s->tls, l->kind);
		if (!t)
			return -1;
	}
	c = calloc(1, sizeof(*c));
	if (!c || sock_nonblock(fd)) {
		tls_conn_free(t);
		free(c);
		return -1;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, (const char *)&on,
			 sizeof(on));
	c->kind = l->kind;
	s->pfd[s->used].fd = fd;
	s->pfd[s->used].events = POLLIN;
	s->pfd[s->used].revents = 0;
	s->slot[s->used].kind = l->kind;
	s->slot[s->used].tls = l->tls;
	s->slot[s->used].tls_conn = t;
	s->slot[s->used++].conn = c;
	return 0;
}

static void accept_some(struct server *s, size_t i)
{
	/* a copy, as the table may move when it grows */
	const struct slot l = s->slot[i];
	sock_t fd;
	int n;

	for (n = 0; n < 64; n++) {
		fd = accept(s->pfd[i].fd, NULL, NULL);
		if (fd == SOCK_NONE)
			return;
		if (l.kind == KIND_RESET_EARLY)
			close_with_reset(fd);
		else if (add_connection(s, fd, &l))
			sock_close(fd);
	}
}

/* Takes entry i out of the table; the last one moves into its place. */
static void drop(struct server *s, size_t i, int reset)
{
	if (reset)
		close_with_reset(s->pfd[i].fd);
	else
		sock_close(s->pfd[i].fd);
	conn_free(s->slot[i].conn);
	tls_conn_free(s->slot[i].tls_conn);
	s->used--;
	s->pfd[i] = s->pfd[s->used];
	s->slot[i] = s->slot[s->used];
}

/* What waits to be sent, as it goes over the wire */
static size_t waiting(const struct slot *s, const unsigned char **p)
{
	if (s->tls_conn)
		return tls_conn_waiting(s->tls_conn, p);
	*p = s->conn->tx.p;
	return s->conn->tx.len;
}

/* -1: the connection is gone */
static int write_out(sock_poll_t *p, struct slot *s)
{
	const unsigned char *out;
	size_t len;
	int n;

	while ((len = waiting(s, &out)) != 0) {
		n = sock_send(p->fd, out, len > 65536 ? 65536 : len);
		if (n < 1) {
			if (!sock_would_block())
				return -1;
			break;
		}
		if (s->tls_conn)
			tls_conn_sent(s->tls_conn, (size_t)n);
		else
			conn_sent(s->conn, (size_t)n);
	}
	p->events = 0;
	if (len)
		p->events |= POLLOUT;
	if (len < CONN_MAX_TX)
		p->events |= POLLIN;
	return 0;
}

static void serve(struct server *s, size_t i)
{
	struct tls_conn *t = s->slot[i].tls_conn;
	struct conn *c = s->slot[i].conn;
	enum conn_verdict v = CONN_GO_ON;
	const unsigned char *out;
	unsigned char in[16384];
	int n;

	if (s->pfd[i].revents & (POLLIN | POLLHUP | POLLERR)) {
		n = sock_recv(s->pfd[i].fd, in, sizeof(in));
		if (!n || (n < 0 && !sock_would_block())) {
			drop(s, i, 0);
			return;
		}
		if (n > 0)
			v = t ? tls_conn_input(t, c, in, (size_t)n) :
				conn_input(c, in, (size_t)n);
	}
	if (v != CONN_GO_ON) {
		drop(s, i, v == CONN_RESET);
		return;
	}
	if (write_out(&s->pfd[i], &s->slot[i])) {
		drop(s, i, 0);
		return;
	}
	if (!c->closing || waiting(&s->slot[i], &out))
		return;
	/*
	 * All is said: end our direction. What the peer still has to say is
	 * read, so that no reset overtakes our last bytes, and its end ends
	 * the connection.
	 */
	(void)shutdown(s->pfd[i].fd, SHUT_WR);
}

int server_run(struct server *s)
{
	int64_t check = now_us() + STDIN_CHECK_MS * 1000;
	size_t i;
	int n;

	for (;;) {
		sock_poll_pause(s->used);
		n = sock_poll(s->pfd, s->used, STDIN_CHECK_MS);
		if (n < 0 && !sock_would_block()) {
			fprintf(stderr, "poll: error %d\n", sock_errno());
			return 2;
		}
		/*
		 * From the end: an entry that moves down into a freed place
		 * has been served already, or is new and has no events yet.
		 */
		for (i = n > 0 ? s->used : 0; i-- > 0;) {
			if (!s->pfd[i].revents)
				continue;
			if (s->slot[i].conn)
				serve(s, i);
			else
				accept_some(s, i);
		}
		if (now_us() < check)
			continue;
		if (stdin_closed())
			return 0;
		check = now_us() + STDIN_CHECK_MS * 1000;
	}
}
