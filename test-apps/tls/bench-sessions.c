/* SPDX-License-Identifier: MIT */
/*
 * What a handshake costs the server, in full and resumed, with TLS 1.2 and
 * 1.3: connections per second by one client that makes them one after the
 * other, and the CPU time of the thread that serves them.
 *
 *	tls-bench-sessions [CONNECTIONS]
 */
#include "robust.h"

static struct {
	int port;
	int count;
	SSL_CTX *ctx;
	int resume;
	/* results */
	int done;
	int reused;
	int failed;
	int over;
} job;

static struct t_mutex *lock;

/* Waits for the socket, whatever it is that OpenSSL waits for. */
static void wait_for(lws_sockfd_type fd, int want)
{
	struct timeval tv = { 5, 0 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	select((int)fd + 1, want == SSL_ERROR_WANT_READ ? &set : NULL,
	       want == SSL_ERROR_WANT_READ ? NULL : &set, NULL, &tv);
}

static int step(SSL *ssl, lws_sockfd_type fd, int (*op)(SSL *ssl))
{
	int n, why, turns = 0;

	while ((n = op(ssl)) <= 0) {
		why = SSL_get_error(ssl, n);
		if ((why != SSL_ERROR_WANT_READ &&
		     why != SSL_ERROR_WANT_WRITE) || ++turns > 100)
			return -1;
		wait_for(fd, why);
	}

	return 0;
}

static int ask(SSL *ssl)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n"
				      "Connection: close\r\n\r\n";

	return SSL_write(ssl, request, sizeof(request) - 1);
}

static int hear(SSL *ssl)
{
	char buf[4096];

	return SSL_read(ssl, buf, sizeof(buf));
}

/* One connection; *session is offered, and becomes what there is at the end */
static int connection(SSL_SESSION **session)
{
	lws_sockfd_type fd = t_sock_connect(job.port);
	SSL *ssl = SSL_new(job.ctx);
	int bad;

	if (fd == T_INVALID || !ssl)
		return -1;
	wait_for(fd, SSL_ERROR_WANT_WRITE);
	SSL_set_fd(ssl, (int)fd);
	if (job.resume && *session)
		SSL_set_session(ssl, *session);
	bad = step(ssl, fd, SSL_connect) || step(ssl, fd, ask) ||
	      step(ssl, fd, hear);
	if (!bad) {
		job.reused += SSL_session_reused(ssl);
		SSL_SESSION_free(*session);
		*session = SSL_get1_session(ssl);
	}
	SSL_shutdown(ssl);
	SSL_free(ssl);
	t_sock_close(fd);

	return bad;
}

static void client(void *arg)
{
	SSL_SESSION *session = NULL;
	int n;

	(void)arg;
	for (n = 0; n < job.count; n++) {
		if (connection(&session))
			job.failed++;
		else
			job.done++;
	}
	SSL_SESSION_free(session);
	t_mutex_lock(lock);
	job.over = 1;
	t_mutex_unlock(lock);
}

static int is_over(void)
{
	int over;

	t_mutex_lock(lock);
	over = job.over;
	t_mutex_unlock(lock);

	return over;
}

static void measure(const char *key, int port, int count, int version,
		    int resume)
{
	uint64_t start, cpu;
	struct t_thread *t;

	t_case("%s, TLS 1.%d, %s", key, version == TLS1_3_VERSION ? 3 : 2,
	       resume ? "resumed" : "full");
	memset(&job, 0, sizeof(job));
	job.port = port;
	job.count = count + 1;
	job.resume = resume;
	job.ctx = tp_ctx(0);
	SSL_CTX_set_min_proto_version(job.ctx, version);
	SSL_CTX_set_max_proto_version(job.ctx, version);
	SSL_CTX_set_session_cache_mode(job.ctx, SSL_SESS_CACHE_CLIENT);
	start = t_now();
	cpu = t_thread_cpu();
	t = t_thread_start(client, NULL);
	t_until(r_cx, is_over(), 120000);
	cpu = t_thread_cpu() - cpu;
	start = t_now() - start;
	t_thread_join(t);
	printf("%-6s TLS 1.%d %-8s %7.0f connections/s %7.0f us of the "
	       "server's CPU each\n", key, version == TLS1_3_VERSION ? 3 : 2,
	       resume ? "resumed" : "full",
	       (double)job.count * 1e6 / (double)start,
	       (double)cpu / (double)job.count);
	CHECK_EQ(job.failed, 0);
	CHECK_EQ(job.done, job.count);
	/* all but the first */
	CHECK_EQ(job.reused, resume ? count : 0);
	SSL_CTX_free(job.ctx);
}

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 50, n;
	struct cert_spec spec;
	struct lws_vhost *vh;

	if (r_begin("bench-sessions", 240))
		return t_end();
	lock = t_mutex_new();
	for (n = 0; n < 2; n++) {
		cert_free(r_leaf);
		memset(&spec, 0, sizeof(spec));
		spec.cn = "localhost";
		spec.san = "DNS:localhost";
		spec.key = n ? CERT_KEY_RSA : CERT_KEY_EC;
		r_leaf = cert_make(&spec, r_root);
		vh = r_vhost(n ? "rsa" : "ec", 0, 1, NULL);
		if (!vh)
			break;
		measure(n ? "RSA" : "P-256", lws_get_vhost_listen_port(vh),
			count, TLS1_2_VERSION, 0);
		measure(n ? "RSA" : "P-256", lws_get_vhost_listen_port(vh),
			count, TLS1_2_VERSION, 1);
		measure(n ? "RSA" : "P-256", lws_get_vhost_listen_port(vh),
			count, TLS1_3_VERSION, 0);
		measure(n ? "RSA" : "P-256", lws_get_vhost_listen_port(vh),
			count, TLS1_3_VERSION, 1);
	}
	t_mutex_free(lock);

	return r_end();
}
