/* SPDX-License-Identifier: MIT */
/*
 * Descriptors run out, are in use, are closed by somebody else, or are of the
 * wrong kind.
 */
#if !defined(_WIN32)
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
#include "net-check.h"

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

#define PEERS 12

/* turns of a third of a second in which next to nothing is to be done */
#define QUIET_MS	300
#define QUIET_TURNS	25

static lws_sockfd_type peers[PEERS];

static void
peers_connect(struct lws_vhost *vh)
{
	int n;

	for (n = 0; n < PEERS; n++)
		peers[n] = t_sock_connect(lws_get_vhost_listen_port(vh));
}

static void
peers_close(int from)
{
	int n;

	for (n = from; n < PEERS; n++)
		t_sock_close(peers[n]);
}

static void
limit_of_server(void)
{
	t_case("more connections than fd_limit_per_thread");
	nc_fd_limit = 3 + 5;
	if (!CHECK(!nc_create(NULL)))
		return;
	peers_connect(nc_raw);
	t_log_mark();
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS + PEERS);
	CHECK_EQ(nc_served, 5);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(t_log_count(), 1);
	t_tick_start(nc_cx);
	t_sock_close(peers[0]);
	t_sock_close(peers[1]);
	t_until(nc_cx, nc_served < 5, 2000);
	t_until(nc_cx, nc_served == 5, 2000);
	CHECK_EQ(nc_served, 5);
	peers_close(2);
	/* those too that have waited at the listener, or there is no room for
	 * what comes next */
	t_until(nc_cx, nc_served_ever == PEERS && !nc_served, 4000);
	nc_check_count(0);
	nc_check_works();
	t_tick_stop();
	nc_check_stats();
	nc_destroy();
}

static void
limit_of_client(void)
{
	struct attempt a;
	int begun;

	t_case("a client beyond fd_limit_per_thread");
	nc_fd_limit = 3;
	if (!CHECK(!nc_create(NULL)))
		return;
	memset(&a, 0, sizeof(a));
	t_tick_start(nc_cx);
	begun = nc_connect(&a, 1, NULL) != NULL;
	t_until(nc_cx, nc_over(&a), 4000);
	CHECK(!begun || a.failed == 1);
	nc_check_attempt(&a, begun);
	nc_check_count(0);
	t_tick_stop();
	nc_check_stats();
	nc_destroy();
	nc_fd_limit = 0;
}

static void
port_in_use(void)
{
	struct lws_context_creation_info info;
	int fds, port = 0;
	lws_sockfd_type l = t_sock_listen(&port, 4);

	t_case("the port is in use");
	fds = t_open_fds();
	memset(&info, 0, sizeof(info));
	t_info(&info, NULL);
	nc_loop(&info);
	info.port = port;
	CHECK(!lws_create_context(&info));
	CHECK_EQ(t_open_fds(), fds);
	t_sock_close(l);
}

/* ---- somebody else closes our descriptor, and the system reuses it ---- */

static void
closed_behind(int turns_between)
{
	struct attempt a, b;
	lws_sockfd_type fd;
	int n;

	t_case("closed behind our back, %d turns", turns_between);
	memset(&a, 0, sizeof(a));
	memset(&b, 0, sizeof(b));
	if (!CHECK(!nc_create(NULL)))
		return;
	t_tick_start(nc_cx);
	a.msg_len = 1;
	a.sent = 1; /* it says nothing, so it stays */
	nc_connect(&a, 1, NULL);
	t_until(nc_cx, a.up && nc_served == 1, 4000);
	if (CHECK(a.wsi)) {
		fd = lws_get_socket_fd(a.wsi);
		t_sock_close(fd);
		for (n = 0; n < turns_between; n++)
			lws_service(nc_cx, -1);
		CHECK(nc_connect(&b, 1, NULL));
		t_until(nc_cx, nc_over(&b), 4000);
		CHECK_EQ(b.got, 5);
		nc_check_attempt(&b, 1);
		if (a.wsi)
			lws_set_timeout(a.wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
		t_until(nc_cx, nc_over(&a), 4000);
		nc_check_attempt(&a, 1);
	}
	t_until(nc_cx, !nc_served, 4000);
	nc_check_works();
	nc_check_count(0);
	t_tick_stop();
	nc_check_stats();
	nc_destroy();
}

#if !defined(_WIN32)

static void
set_limit(rlim_t n)
{
	struct rlimit rl;

	getrlimit(RLIMIT_NOFILE, &rl);
	rl.rlim_cur = n;
	CHECK(!setrlimit(RLIMIT_NOFILE, &rl));
}

/* the first number that is free */
static rlim_t
first_free(void)
{
	int fd = dup(0);

	close(fd);

	return (rlim_t)fd;
}

/*
 * When there is none for their loops, libevent and GLib end the process, and
 * uv_loop_init() of libuv 1.44 leaves open what it had opened.
 */
static int
loop_needs_descriptors(void)
{
	const char *loop = getenv("LWS_EVENT_LOOP");

	return loop && (!strcmp(loop, "libevent") || !strcmp(loop, "glib") ||
			!strcmp(loop, "libuv"));
}

static void
creation_without_descriptors(void)
{
	struct rlimit was;
	rlim_t n, base;
	int fds, failed;

	t_case("creation without descriptors");
	getrlimit(RLIMIT_NOFILE, &was);
	fds = t_open_fds();
	base = first_free();
	for (n = 0; n < 5; n++) {
		set_limit(base + n);
		failed = nc_create(NULL);
		set_limit(was.rlim_cur);
		/* the event pipe and two listeners; epoll wants one more */
		CHECK(failed || n >= 3);
		if (!failed)
			nc_destroy();
		CHECK_EQ(t_open_fds(), fds);
	}
}

static void
out_of_descriptors(void)
{
	struct rlimit was;
	struct attempt a;

	getrlimit(RLIMIT_NOFILE, &was);
	t_case("out of descriptors");
	if (!CHECK(!nc_create(NULL)))
		return;
	peers_connect(nc_raw);
	set_limit(first_free());
	t_log_mark();
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(nc_served, 0);
	CHECK_EQ(t_log_count(), 1);
	memset(&a, 0, sizeof(a));
	CHECK(nc_connect(&a, 1, NULL));
	nc_run(50);
	nc_check_attempt(&a, 1);
	CHECK_EQ(a.failed, 1);
	set_limit(was.rlim_cur);
	t_tick_start(nc_cx);
	/* valgrind takes a connection from the queue before it says EMFILE */
	if (!getenv("LWS_TEST_VALGRIND")) {
		t_until(nc_cx, nc_served == PEERS, 4000);
		CHECK_EQ(nc_served, PEERS);
	}
	peers_close(0);
	t_until(nc_cx, !nc_served, 4000);
	nc_check_works();
	t_tick_stop();
	nc_check_stats();
	nc_destroy();
}

/* ---- a regular file is always ready, as poll() says ---- */

static int file_ask, file_bytes, file_writes, file_closed;

static int
file_cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	void *in, size_t len)
{
	char buf[4];
	ssize_t n;

	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_ADOPT_FILE:
		if (file_ask)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		n = read((int)lws_get_socket_fd(wsi), buf, sizeof(buf));
		if (n > 0)
			file_bytes += (int)n;
		return n > 0 ? 0 : -1;
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		file_writes++;
		break;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		file_closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols file_protocols[] = {
	{ "file", file_cb, 0, 0, 0, NULL, 0 },
	{ "nc-raw", nc_callback, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void
regular_file(const char *path, int bytes)
{
	lws_sock_file_fd_type u;

	t_case("adoption of %s", path);
	if (!CHECK(!nc_create(file_protocols)))
		return;
	file_bytes = file_writes = file_closed = 0;
	file_ask = 1;
	memset(&u, 0, sizeof(u));
	u.filefd = open(path, O_RDONLY);
	CHECK(u.filefd >= 0);
	CHECK(lws_adopt_descriptor_vhost(nc_vh, LWS_ADOPT_RAW_FILE_DESC, u,
					 "file", NULL));
	t_tick_start(nc_cx);
	t_until(nc_cx, file_closed, 4000);
	t_tick_stop();
	CHECK_EQ(file_closed, 1);
	CHECK_EQ(file_bytes, bytes);
	CHECK_EQ(file_writes, 1);
	CHECK(nc_run(50) < QUIET_TURNS);
	nc_check_count(0);

	t_case("adoption of %s, rx stopped", path);
	u.filefd = open(path, O_RDONLY);
	lws_rx_flow_control(lws_adopt_descriptor_vhost(nc_vh,
				LWS_ADOPT_RAW_FILE_DESC, u, "file", NULL), 0);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(file_closed, 1);
	nc_check_stats();
	nc_destroy();
	CHECK_EQ(file_closed, 2);
}

static void
pipe_writer_gone(void)
{
	lws_sock_file_fd_type u;
	struct lws *wsi;
	int fd[2];

	t_case("the writer of a pipe is gone while rx is stopped");
	if (!CHECK(!nc_create(file_protocols)) || !CHECK(!t_pipe(fd)))
		return;
	file_ask = file_bytes = file_writes = file_closed = 0;
	memset(&u, 0, sizeof(u));
	u.filefd = fd[0];
	wsi = lws_adopt_descriptor_vhost(nc_vh, LWS_ADOPT_RAW_FILE_DESC, u,
					 "file", NULL);
	if (!CHECK(wsi))
		return;
	lws_rx_flow_control(wsi, 0);
	CHECK_EQ(t_pipe_write(fd[1], "ten bytes.", 10), 10);
	t_pipe_close(fd[1]);
	nc_run(20);
	CHECK(nc_run(QUIET_MS) < QUIET_TURNS);
	CHECK_EQ(file_closed, 0);
	CHECK_EQ(file_bytes, 0);
	if (!file_closed)
		lws_rx_flow_control(wsi, 1);
	nc_run(50);
	CHECK_EQ(file_bytes, 10);
	CHECK_EQ(file_closed, 1);
	nc_check_count(0);
	nc_check_stats();
	nc_destroy();
}

static void
unix_only(void)
{
	char path[] = "net-fds-test.XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	CHECK(write(fd, "ten bytes.", 10) == 10);
	close(fd);
	regular_file(path, 10);
	unlink(path);
	regular_file("/dev/null", 0);
	pipe_writer_gone();
	if (!loop_needs_descriptors())
		creation_without_descriptors();
	out_of_descriptors();
}
#else
static void
unix_only(void)
{
}
#endif

int
main(void)
{
	nc_begin("net-fds", 60);
	limit_of_server();
	limit_of_client();
	port_in_use();
	closed_behind(0);
	closed_behind(3);
	unix_only();

	return nc_end();
}
