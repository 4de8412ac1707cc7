/* SPDX-License-Identifier: MIT */
/*
 * The load for scripts/bench-ws.sh: WebSocket clients without a library, so
 * that the server is what is measured. Linux only.
 *
 *   bench-ws-load PORT PID CONNECTIONS IN-FLIGHT SIZE SECONDS [IDLE [tls]]
 *
 * Opens IDLE + CONNECTIONS connections, then keeps IN-FLIGHT messages of SIZE
 * bytes under way on each of CONNECTIONS; every echo is compared. Prints
 * NAME=VALUE words: msgs_s, cpu_us (the server's CPU time per message), open_us
 * (per connection opened), kb (resident memory per connection).
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>

#define AT_ONCE		64u	/* being opened */
#define READ_SIZE	262144

enum state { CONNECTING, SECURING, ASKING, OPEN };

struct conn {
	int		fd;
	enum state	state;
	SSL		*ssl;
	size_t		pending;	/* bytes that are to be sent */
	size_t		offset;		/* in the frames, of the next of them */
	unsigned int	match;		/* of "\r\n\r\n", in the answer's head */
	uint8_t		head[10];	/* of a frame */
	unsigned int	head_len;
	uint64_t	left;		/* of its payload */
	uint32_t	events;
};

static int port, pid;
static unsigned int conns, flight, size, seconds, idle;
static SSL_CTX *ctx;
static int ep;
static struct conn *all;
static unsigned int begun, opened;
static uint8_t *payload, *frames, *input;
static size_t frame_len, frames_len;
static uint64_t messages;

static const char hello[] =
	"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";

static void die(const char *what)
{
	fprintf(stderr, "bench-ws-load: %s\n", what);
	exit(1);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ---- what is known of the server ---- */

/* microseconds of CPU time, of all its threads */
static double server_cpu(void)
{
	char path[80], line[80];
	struct dirent *e;
	double us = 0;
	DIR *d;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	d = opendir(path);
	if (!d)
		die("the server is gone");
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%.20s/schedstat",
			 pid, e->d_name);
		f = fopen(path, "r");
		if (!f)
			continue;
		if (fgets(line, sizeof(line), f))
			us += strtod(line, NULL) / 1e3;
		fclose(f);
	}
	closedir(d);

	return us;
}

static double server_kb(void)
{
	char path[80];
	long pages = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%*d %ld", &pages) != 1)
		die("the server is gone");
	fclose(f);

	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024;
}

/* ---- frames ---- */

static void make_frames(void)
{
	static const uint8_t key[4] = { 0x37, 0xfa, 0x21, 0x3d };
	uint8_t head[14] = { 0x82 };
	size_t n = 2, i, count;

	if (size < 126)
		head[1] = (uint8_t)(0x80 | size);
	else if (size < 65536) {
		head[1] = 0xfe;
		head[2] = (uint8_t)(size >> 8);
		head[3] = (uint8_t)size;
		n = 4;
	} else
		die("SIZE is less than 65536");
	memcpy(head + n, key, 4);
	n += 4;

	frame_len = n + size;
	count = 131072 / frame_len + 2;
	frames_len = count * frame_len;
	payload = malloc(size + 1);
	frames = malloc(frames_len);
	input = malloc(READ_SIZE);
	if (!payload || !frames || !input)
		die("out of memory");
	for (i = 0; i < size; i++)
		payload[i] = (uint8_t)(i * 7 + 1);
	for (i = 0; i < count; i++) {
		uint8_t *p = frames + i * frame_len;
		size_t j;

		memcpy(p, head, n);
		for (j = 0; j < size; j++)
			p[n + j] = payload[j] ^ key[j & 3];
	}
}

/* ---- one connection ---- */

static void watch(struct conn *c, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.ptr = c };

	if (c->events == events)
		return;
	if (epoll_ctl(ep, c->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &e))
		die("epoll_ctl");
	c->events = events;
}

/* bytes, 0: not now */
static size_t send_bytes(struct conn *c, const void *buf, size_t len)
{
	ssize_t n;

	if (c->ssl) {
		int m = SSL_write(c->ssl, buf, (int)len);

		return m > 0 ? (size_t)m : 0;
	}
	n = send(c->fd, buf, len, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN)
		die(strerror(errno));

	return n > 0 ? (size_t)n : 0;
}

static size_t recv_bytes(struct conn *c)
{
	ssize_t n;

	if (c->ssl) {
		int m = SSL_read(c->ssl, input, READ_SIZE);

		if (m <= 0 && SSL_get_error(c->ssl, m) != SSL_ERROR_WANT_READ)
			die("TLS connection lost");
		return m > 0 ? (size_t)m : 0;
	}
	n = recv(c->fd, input, READ_SIZE, 0);
	if (!n || (n < 0 && errno != EAGAIN))
		die(n ? strerror(errno) : "closed by the server");

	return n > 0 ? (size_t)n : 0;
}

static void send_pending(struct conn *c)
{
	while (c->pending) {
		size_t n = frames_len - c->offset;

		n = send_bytes(c, frames + c->offset,
			       n < c->pending ? n : c->pending);
		if (!n)
			break;
		c->pending -= n;
		c->offset = (c->offset + n) % frame_len;
	}
	watch(c, c->pending ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void begin(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	struct conn *c = &all[begun++];
	int one = 1;

	sa.sin_port = htons((uint16_t)port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (c->fd < 0)
		die(strerror(errno));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(c->fd, (struct sockaddr *)&sa, sizeof(sa)) &&
	    errno != EINPROGRESS)
		die(strerror(errno));
	watch(c, EPOLLOUT);
}

static void ask(struct conn *c)
{
	if (send_bytes(c, hello, sizeof(hello) - 1) != sizeof(hello) - 1)
		die("cannot ask");
	c->state = ASKING;
	watch(c, EPOLLIN);
}

static void secure(struct conn *c)
{
	int n;

	if (!c->ssl) {
		c->ssl = SSL_new(ctx);
		if (!c->ssl || !SSL_set_fd(c->ssl, c->fd))
			die("SSL_new");
		SSL_set_connect_state(c->ssl);
	}
	n = SSL_do_handshake(c->ssl);
	if (n == 1)
		ask(c);
	else if (SSL_get_error(c->ssl, n) == SSL_ERROR_WANT_READ)
		watch(c, EPOLLIN);
	else
		die("TLS handshake");
}

static void answered(struct conn *c, size_t len)
{
	size_t i;

	if (!c->match && (len < 12 || memcmp(input, "HTTP/1.1 101", 12)))
		die("no 101");
	for (i = 0; i < len && c->match < 4; i++)
		c->match = input[i] == "\r\n\r\n"[c->match] ? c->match + 1 : 0;
	if (c->match < 4)
		die("the head came in pieces");
	if (i != len)
		die("more than the head");
	c->state = OPEN;
	opened++;
}

/* Returns how many messages ended in this */
static unsigned int echoes(struct conn *c, const uint8_t *p, size_t len)
{
	unsigned int n = 0, need;

	while (len) {
		size_t take;

		if (!c->left) {
			c->head[c->head_len++] = *p++;
			len--;
			need = c->head_len < 2 ? 2 :
				c->head[1] == 126 ? 4 : 2;
			if (c->head_len < need)
				continue;
			c->left = need == 4 ? (size_t)(c->head[2] << 8 |
						       c->head[3]) : c->head[1];
			if (c->head[0] != 0x82 || c->left != size)
				die("that is no echo");
		}
		take = len < c->left ? len : (size_t)c->left;
		if (memcmp(p, payload + (size - c->left), take))
			die("an echo differs");
		p += take;
		len -= take;
		c->left -= take;
		if (!c->left) {
			c->head_len = 0;
			n++;
		}
	}

	return n;
}

static void readable(struct conn *c)
{
	size_t len;

	do {
		len = recv_bytes(c);
		if (c->state == ASKING && len)
			answered(c, len);
		else if (c->state == OPEN && len) {
			unsigned int n = echoes(c, input, len);

			messages += n;
			c->pending += n * frame_len;
		}
	} while (c->ssl && len);
	if (c->state == OPEN)
		send_pending(c);
}

static void event(struct conn *c, uint32_t events)
{
	int err = 0;
	socklen_t len = sizeof(err);

	switch (c->state) {
	case CONNECTING:
		getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &len);
		if (err)
			die(strerror(err));
		c->state = SECURING;
		/* fallthrough */
	case SECURING:
		if (ctx)
			secure(c);
		else
			ask(c);
		return;
	case ASKING:
	case OPEN:
		break;
	}
	if (events & EPOLLIN)
		readable(c);
	else
		send_pending(c);
}

static void turn(int ms)
{
	struct epoll_event e[256];
	int n = epoll_wait(ep, e, 256, ms), i;

	for (i = 0; i < n; i++)
		event(e[i].data.ptr, e[i].events);
}

/* ---- the runs ---- */

static void open_all(void)
{
	double cpu = server_cpu(), kb = server_kb(), end = now() + 120;
	unsigned int n = idle + conns;

	while (opened < n) {
		while (begun < n && begun - opened < AT_ONCE)
			begin();
		turn(1000);
		if (now() > end)
			die("not all came up in 120 s");
	}
	printf("open_us=%.2f kb=%.3f ", (server_cpu() - cpu) / n,
	       (server_kb() - kb) / n);
}

static void exchange(void)
{
	double start, cpu, took, warm = now() + 0.2;
	uint64_t first;
	unsigned int i;

	for (i = 0; i < conns; i++) {
		all[idle + i].pending = flight * frame_len;
		send_pending(&all[idle + i]);
	}
	while (now() < warm)
		turn(100);
	first = messages;
	start = now();
	cpu = server_cpu();
	do
		turn(100);
	while ((took = now() - start) < seconds);
	cpu = server_cpu() - cpu;
	if (messages == first)
		die("no echo came");
	printf("msgs_s=%.1f cpu_us=%.3f", (double)(messages - first) / took,
	       cpu / (double)(messages - first));
}

int main(int argc, char **argv)
{
	struct rlimit r;

	if (argc < 7)
		die("PORT PID CONNECTIONS IN-FLIGHT SIZE SECONDS [IDLE [tls]]");
	port = atoi(argv[1]);
	pid = atoi(argv[2]);
	conns = (unsigned int)atoi(argv[3]);
	flight = (unsigned int)atoi(argv[4]);
	size = (unsigned int)atoi(argv[5]);
	seconds = (unsigned int)atoi(argv[6]);
	if (argc > 7)
		idle = (unsigned int)atoi(argv[7]);
	if (argc > 8)
		ctx = SSL_CTX_new(TLS_client_method());
	if (ctx)
		SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (!getrlimit(RLIMIT_NOFILE, &r)) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
	make_frames();
	all = calloc(idle + conns + 1, sizeof(*all));
	ep = epoll_create1(0);
	if (!all || ep < 0)
		die("out of memory");
	open_all();
	if (conns && seconds)
		exchange();
	printf("\n");

	return 0;
}
