/* SPDX-License-Identifier: MIT */
/*
 * Peers in a thread of their own: see load-peers.h. What the two threads have
 * in common is under one mutex; the peers are the other thread's alone.
 */
#include "load-peers.h"

static struct {
	struct t_mutex	*mutex;
	enum lp_kind	kind;
	int		port;
	unsigned int	n, stalled;
	int		asked;		/* there are to be connections */
	int		there;		/* there are some */
	int		stop;
	struct lp_seen	seen;
} shared;

static struct t_thread *thread;
static SSL_CTX *ctx_client, *ctx_server;
static lws_sockfd_type listener;
static int listen_port;

/* the thread's own */
static struct tls_peer peers[LP_MAX];
static struct t_peer plain[LP_MAX];
static unsigned int begun;
static enum lp_kind kind;
static unsigned int conns, stalled;

int lp_stalls(unsigned int i, unsigned int n, unsigned int of_them)
{
	return (i + 1) * of_them / n != i * of_them / n;
}

static int stalls(unsigned int i)
{
	return i < conns && lp_stalls(i, conns, stalled);
}

/* A connection that asks for ws, or stalls in one of three ways */
static void begin_tls(unsigned int i, int port)
{
	struct tls_peer *p = &peers[i];

	tp_connect(p, port, ctx_client, "localhost");
	t_peer_hello(&p->plain, "/", "echo");
	tp_turn(p);
	if (!stalls(i))
		return;
	p->stopped = 1;
	if (i % 3 == 0)
		p->raw.tx.len = 0;
	else if (i % 3 == 1)
		p->raw.tx.len /= 2;
	/* else the whole ClientHello, and the answer is never taken */
}

static void begin_plain(unsigned int i, int port)
{
	t_peer_connect(&plain[i], port);
	if (!stalls(i))
		t_peer_hello(&plain[i], "/", "echo");
	else if (i % 3)
		t_peer_print(&plain[i], "GET / HT");
}

/* They come in the order in which they were begun, more or less: the k-th
 * that comes has the fate of the k-th */
static void accept_some(void)
{
	lws_sockfd_type fd;

	while (begun < LP_MAX && (fd = t_sock_accept(listener)) != T_INVALID) {
		tp_accept(&peers[begun], fd, ctx_server);
		if (stalls(begun))
			peers[begun].stopped = 1;
		begun++;
	}
}

static void begin(int port)
{
	for (begun = 0; kind != LP_ACCEPT && begun < conns; begun++) {
		if (kind == LP_TLS)
			begin_tls(begun, port);
		else
			begin_plain(begun, port);
	}
}

static void end(void)
{
	while (begun) {
		begun--;
		if (kind == LP_PLAIN)
			t_peer_close(&plain[begun]);
		else
			tp_close(&peers[begun]);
	}
}

static int said_101(const struct t_peer *p)
{
	return p->rx.len > 12 && !memcmp(p->rx.data, "HTTP/1.1 101", 12);
}

static void look(struct lp_seen *seen)
{
	unsigned int i;

	memset(seen, 0, sizeof(*seen));
	for (i = 0; i < begun; i++) {
		int tls = kind != LP_PLAIN;

		if (stalls(i))
			seen->gone += tls ? !!peers[i].raw.gone :
					    !!plain[i].gone;
		else
			seen->answered += (unsigned int)said_101(tls ?
						&peers[i].plain : &plain[i]);
	}
}

/* One move of them all; what was seen, and what is wanted, is exchanged */
static int turn(void)
{
	struct lp_seen seen;
	int starts, ends, port, stop;

	t_mutex_lock(shared.mutex);
	starts = shared.asked && !shared.there;
	ends = !shared.asked && shared.there;
	stop = shared.stop;
	port = shared.port;
	if (starts) {
		kind = shared.kind;
		conns = shared.n;
		stalled = shared.stalled;
	}
	t_mutex_unlock(shared.mutex);

	if (starts)
		begin(port);
	if (ends)
		end();
	else if (kind == LP_ACCEPT && shared.there)
		accept_some();
	tp_all_turn();
	look(&seen);

	t_mutex_lock(shared.mutex);
	shared.seen = seen;
	if (starts || ends)
		shared.there = starts;
	t_mutex_unlock(shared.mutex);

	return stop;
}

static void run(void *arg)
{
	(void)arg;
	while (!turn())
		t_sleep_ms(1);
}

/* ------------------------------------------------------- for the other thread */

int lp_start(SSL_CTX *client, SSL_CTX *server)
{
	ctx_client = client;
	ctx_server = server;
	listen_port = 0;
	listener = t_sock_listen(&listen_port, (int)LP_MAX);
	if (listener == T_INVALID)
		return -1;
	memset(&shared, 0, sizeof(shared));
	shared.mutex = t_mutex_new();
	thread = t_thread_start(run, NULL);

	return 0;
}

void lp_stop(void)
{
	t_mutex_lock(shared.mutex);
	shared.stop = 1;
	t_mutex_unlock(shared.mutex);
	t_thread_join(thread);
	t_mutex_free(shared.mutex);
	t_sock_close(listener);
}

int lp_port(void)
{
	return listen_port;
}

void lp_begin(enum lp_kind what, int port, unsigned int n,
	      unsigned int of_them)
{
	t_mutex_lock(shared.mutex);
	shared.kind = what;
	shared.port = port;
	shared.n = n;
	shared.stalled = of_them;
	shared.asked = 1;
	t_mutex_unlock(shared.mutex);
}

void lp_look(struct lp_seen *seen)
{
	t_mutex_lock(shared.mutex);
	*seen = shared.seen;
	t_mutex_unlock(shared.mutex);
}

void lp_end(void)
{
	int there;

	t_mutex_lock(shared.mutex);
	shared.asked = 0;
	t_mutex_unlock(shared.mutex);
	do {
		t_sleep_ms(1);
		t_mutex_lock(shared.mutex);
		there = shared.there;
		t_mutex_unlock(shared.mutex);
	} while (there);
}
