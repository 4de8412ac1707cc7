/* SPDX-License-Identifier: MIT */
/*
 * Helpers shared by the tests that use the public API only: checks that
 * count, a watchdog, log capture, sockets and threads that work on Linux and
 * Windows alike, and raw peers for bytes that no well-behaved library sends.
 *
 * Everything but the threads belongs to the thread that called t_begin().
 */
#ifndef LWS_API_TESTS_H
#define LWS_API_TESTS_H

#include <libwebsockets.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* exit status which CTest shows as "skipped" */
#define T_SKIP 77

#define T_ARRAY(a) (sizeof(a) / sizeof((a)[0]))

/* ------------------------------------------------------------------ checks */

/*
 * Starts a test program: sockets, log capture, and a watchdog that ends the
 * process with status 1 after so many seconds. The environment variable
 * LWS_TEST_SLOWNESS multiplies the seconds (valgrind, Wine on a busy machine).
 */
void t_begin(const char *name, int seconds);

/* Prints the summary, returns what main() is to return. */
int t_end(void);

/* Names what is being checked; it is printed with each failure. */
void t_case(const char *fmt, ...);

/* One check: counts it, prints it when it failed; returns ok. */
int t_check(int ok, const char *file, int line, const char *fmt, ...);
int t_check_eq(long long a, long long b, const char *ta, const char *tb,
	       const char *file, int line);
int t_check_str(const char *got, const char *want, const char *what,
		const char *file, int line);

/* nonzero exactly when c is, in a way that analyzers see too */
#define CHECK(c) ((c) ? t_check(1, __FILE__, __LINE__, "%s", #c), 1 : \
			(t_check(0, __FILE__, __LINE__, "%s", #c), 0))
#define CHECK_EQ(a, b) t_check_eq((long long)(a), (long long)(b), #a, #b, \
				  __FILE__, __LINE__)
#define CHECK_STR(got, want) t_check_str(got, want, #got, __FILE__, __LINE__)

/* LWS_TEST_SLOWNESS as a number, at least 1 */
int t_slowness(void);

/* -------------------------------------------------------------------- time */

/* monotonic microseconds */
uint64_t t_now(void);
/* microseconds of CPU time that the calling thread has used */
uint64_t t_thread_cpu(void);
void t_sleep_ms(unsigned int ms);

/* -------------------------------------------------------------------- logs */

/*
 * Lines of level error, warning and notice since the last mark. They are
 * printed when a check fails.
 */
void t_log_mark(void);
int t_log_count(void);
const char *t_log_line(int n);

/* ------------------------------------------------------------------ threads */

struct t_thread;

struct t_thread *t_thread_start(void (*fn)(void *arg), void *arg);
void t_thread_join(struct t_thread *t);

struct t_mutex;

struct t_mutex *t_mutex_new(void);
void t_mutex_free(struct t_mutex *m);
void t_mutex_lock(struct t_mutex *m);
void t_mutex_unlock(struct t_mutex *m);

/* ------------------------------------------------------------------ sockets */

#if defined(_WIN32)
#define T_INVALID INVALID_SOCKET
#else
#define T_INVALID ((lws_sockfd_type)-1)
#endif

#define T_AGAIN 0
#define T_EOF (-1)
#define T_RESET (-2)

/* Listens on 127.0.0.1; *port 0 asks for any and is set to what it is. */
lws_sockfd_type t_sock_listen(int *port, int backlog);
/* A non-blocking accept; T_INVALID when nobody is there. */
lws_sockfd_type t_sock_accept(lws_sockfd_type l);
/* Starts a non-blocking connect to 127.0.0.1. */
lws_sockfd_type t_sock_connect(int port);
/* A connected pair over loopback, both ends non-blocking. */
int t_sock_pair(lws_sockfd_type sv[2]);
/* Bytes moved, T_AGAIN, T_EOF (receive only) or T_RESET. */
int t_sock_send(lws_sockfd_type fd, const void *buf, size_t len);
int t_sock_recv(lws_sockfd_type fd, void *buf, size_t len);
void t_sock_close(lws_sockfd_type fd);
/* Closes with RST. */
void t_sock_reset(lws_sockfd_type fd);
void t_sock_shut_write(lws_sockfd_type fd);
void t_sock_buffers(lws_sockfd_type fd, int snd, int rcv);
/* A port of 127.0.0.1 at which nobody listens; it is always the same. */
int t_sock_closed_port(void);
/* A pipe, non-blocking; -1 where a pipe cannot be polled (Windows). */
int t_pipe(int fd[2]);
int t_pipe_read(int fd, void *buf, size_t len);
int t_pipe_write(int fd, const void *buf, size_t len);
void t_pipe_close(int fd);
/* An open descriptor count that can be compared, or -1 where unknown. */
int t_open_fds(void);

/* What the system sends to end a program: to this one.  Which signal it is. */
int t_signal_self(void);
void t_setenv(const char *name, const char *value);
/* Makes a folder; 0 also if it is there. */
int t_mkdir(const char *path);
/* A program that reads what we write; its exit status, or -1. */
FILE *t_popen(const char *command);
int t_pclose(FILE *f);
/* As many descriptors as the system lets this user have. */
void t_raise_fd_limit(void);
/* Resident memory of this process in kB, -1 where unknown. */
long t_resident_kb(void);

/* ---------------------------------------------------------------- the loop */

/*
 * Raw peers move their bytes from a timer in the context's own loop, so a
 * test needs no second thread. t_tick_start() also makes lws_service()
 * return often enough for t_until() to look at its condition.
 */
void t_tick_start(struct lws_context *cx);
void t_tick_stop(void);

/*
 * What serves the context, for as long as it waits: lws_service(cx, 0), unless
 * the program has a loop of its own.  Negative: the end.
 */
extern int (*t_serve)(struct lws_context *cx);

#define t_until(cx, cond, ms) \
	do { \
		uint64_t t_end_ = t_now() + \
			(uint64_t)(ms) * 1000u * (uint64_t)t_slowness(); \
		while (!(cond) && t_now() < t_end_) \
			if (t_serve(cx) < 0) \
				break; \
	} while (0)

/* Lets the loop run, to show that something does not happen. */
#define t_settle(cx, ms) t_until(cx, 0, ms)

/*
 * A context without logs of its own and without TLS set up; fields of info
 * that the caller has set are kept. IPv4 loopback only.
 */
void t_info(struct lws_context_creation_info *info,
	    const struct lws_protocols *protocols);

/*
 * Starts a ws client (method NULL) or a raw one (method "RAW") to 127.0.0.1.
 * vh may be NULL for the first vhost. protocol is offered to the peer and
 * handles the connection here.
 */
struct lws *t_connect(struct lws_context *cx, struct lws_vhost *vh, int port,
		      const char *protocol, const char *method, void *opaque,
		      struct lws **pwsi);

const char *t_reason(int reason);

/* A printable trace of short words, for comparing orders of events. */
struct t_trace {
	char text[2048];
	size_t len;
};

void t_trace_add(struct t_trace *t, const char *fmt, ...);
void t_trace_clear(struct t_trace *t);

/* ---------------------------------------------------------------- raw peers */

struct t_buf {
	uint8_t *data;
	size_t len;
	size_t size;
};

void t_buf_add(struct t_buf *b, const void *data, size_t len);
void t_buf_use(struct t_buf *b, size_t len);
void t_buf_free(struct t_buf *b);

struct t_peer {
	struct t_peer *next;
	lws_sockfd_type fd;
	struct t_buf tx;
	struct t_buf rx;
	/* most bytes sent per tick, 0 = all of them */
	size_t pace;
	/* set: does not read */
	int paused;
	/* set: closes its writing side once tx is empty */
	int shut_after;
	/* 0 while open, else T_EOF or T_RESET */
	int gone;
};

void t_peer_connect(struct t_peer *p, int port);
void t_peer_adopt(struct t_peer *p, lws_sockfd_type fd);
void t_peer_send(struct t_peer *p, const void *data, size_t len);
void t_peer_print(struct t_peer *p, const char *fmt, ...);
/* Moves bytes for all peers once; the tick does it by itself. */
void t_peers_turn(void);
void t_peer_close(struct t_peer *p);
/* Leaves the connection open, but lets the turns pass it by. */
void t_peer_forget(struct t_peer *p);

/* a ws upgrade request for path and protocol (NULL = none) */
void t_peer_hello(struct t_peer *p, const char *path, const char *protocol);
/* HTTP status of what has arrived, 0 while the head is incomplete. */
int t_peer_status(struct t_peer *p);
/* Drops a complete response head from rx; 0 when there is none yet. */
int t_peer_skip_head(struct t_peer *p);
/* Finds the value of a header in rx's first head; NULL if it is not there. */
const char *t_peer_header(struct t_peer *p, const char *name, char *out,
			  size_t out_len);

struct t_frame {
	int fin;
	int rsv;
	int opcode;
	int masked;
	const uint8_t *payload;
	size_t len;
	size_t total;
};

/* Looks at the first whole frame in b without taking it: 1 found, 0 not. */
int t_frame_peek(const struct t_buf *b, struct t_frame *f);
/*
 * Adds a frame: first is the whole first byte (FIN, RSV, opcode). With mask,
 * the payload is masked as a client has to.
 */
void t_frame_add(struct t_buf *b, int first, int mask, const void *payload,
		 size_t len);
/* Close code of the first Close frame in b, 1005 if empty, 0 if none. */
int t_frame_close_code(const struct t_buf *b);

/* Sec-WebSocket-Accept for a key; out takes 29 bytes. */
void t_ws_accept(const char *key, char *out, size_t out_len);
/* Answers the upgrade request in rx with 101; 0 when it is not complete. */
int t_peer_accept_ws(struct t_peer *p, const char *protocol);

#endif
