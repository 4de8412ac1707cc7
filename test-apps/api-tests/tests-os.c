/* SPDX-License-Identifier: MIT */
/*
 * What the tests need from the operating system: time, threads, sockets and
 * the watchdog. The only file of the tests with platform conditions.
 */
#if !defined(_WIN32)
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "tests.h"
#include "tests-os.h"

#include <signal.h>

#if defined(_WIN32)
#include <windows.h>
#include <psapi.h>
#include <stdio.h>
#else
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#endif

static char watch_name[64];
static unsigned int watch_seconds;

#if defined(_WIN32)

uint64_t t_now(void)
{
	LARGE_INTEGER c, f;

	QueryPerformanceCounter(&c);
	QueryPerformanceFrequency(&f);

	return (uint64_t)(c.QuadPart / f.QuadPart) * 1000000u +
	       (uint64_t)(c.QuadPart % f.QuadPart) * 1000000u /
			(uint64_t)f.QuadPart;
}

/* Control-C, in a console that no other process is in */
int t_signal_self(void)
{
	FreeConsole();

	return AllocConsole() && GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0) ?
								SIGINT : 0;
}

void t_setenv(const char *name, const char *value)
{
	_putenv_s(name, value);
}

int t_mkdir(const char *path)
{
	return CreateDirectoryA(path, NULL) ||
	       GetLastError() == ERROR_ALREADY_EXISTS ? 0 : -1;
}

uint64_t t_thread_cpu(void)
{
	FILETIME created, ended, kernel, user;
	ULARGE_INTEGER k, u;

	if (!GetThreadTimes(GetCurrentThread(), &created, &ended, &kernel,
			    &user))
		return 0;
	k.LowPart = kernel.dwLowDateTime;
	k.HighPart = kernel.dwHighDateTime;
	u.LowPart = user.dwLowDateTime;
	u.HighPart = user.dwHighDateTime;

	return (k.QuadPart + u.QuadPart) / 10u;
}

void t_sleep_ms(unsigned int ms)
{
	Sleep(ms);
}

struct t_thread {
	HANDLE h;
	void (*fn)(void *);
	void *arg;
};

static DWORD WINAPI thread_main(LPVOID arg)
{
	struct t_thread *t = arg;

	t->fn(t->arg);

	return 0;
}

struct t_thread *t_thread_start(void (*fn)(void *arg), void *arg)
{
	struct t_thread *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->fn = fn;
	t->arg = arg;
	t->h = CreateThread(NULL, 0, thread_main, t, 0, NULL);
	if (!t->h)
		abort();

	return t;
}

void t_thread_join(struct t_thread *t)
{
	WaitForSingleObject(t->h, INFINITE);
	CloseHandle(t->h);
	free(t);
}

struct t_mutex {
	CRITICAL_SECTION cs;
};

struct t_mutex *t_mutex_new(void)
{
	struct t_mutex *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	InitializeCriticalSection(&m->cs);

	return m;
}

void t_mutex_free(struct t_mutex *m)
{
	DeleteCriticalSection(&m->cs);
	free(m);
}

void t_mutex_lock(struct t_mutex *m)
{
	EnterCriticalSection(&m->cs);
}

void t_mutex_unlock(struct t_mutex *m)
{
	LeaveCriticalSection(&m->cs);
}

static DWORD WINAPI watchdog(LPVOID arg)
{
	(void)arg;
	Sleep(watch_seconds * 1000);
	fprintf(stderr, "%s: hangs: not finished after %u s (in: %s)\n",
		watch_name, watch_seconds, t_case_name());
	fflush(stderr);
	TerminateProcess(GetCurrentProcess(), 1);

	return 0;
}

void t_os_begin(const char *name, unsigned int seconds)
{
	WSADATA wsa;
	HANDLE h;

	WSAStartup(MAKEWORD(2, 2), &wsa);
	snprintf(watch_name, sizeof(watch_name), "%s", name);
	watch_seconds = seconds;
	h = CreateThread(NULL, 0, watchdog, NULL, 0, NULL);
	if (h)
		CloseHandle(h);
}

static void sock_nonblocking(lws_sockfd_type fd)
{
	u_long on = 1;

	ioctlsocket(fd, (long)FIONBIO, &on);
}

static int sock_again(void)
{
	int e = WSAGetLastError();

	return e == WSAEWOULDBLOCK || e == WSAENOTCONN || e == WSAEINPROGRESS;
}

void t_sock_close(lws_sockfd_type fd)
{
	closesocket(fd);
}

int t_pipe(int fd[2])
{
	(void)fd;

	return -1;
}

int t_pipe_read(int fd, void *buf, size_t len)
{
	(void)fd;
	(void)buf;
	(void)len;

	return T_EOF;
}

int t_pipe_write(int fd, const void *buf, size_t len)
{
	(void)fd;
	(void)buf;
	(void)len;

	return T_EOF;
}

void t_pipe_close(int fd)
{
	(void)fd;
}

int t_open_fds(void)
{
	/* handles are also made and kept by the system's own libraries */
	return -1;
}

FILE *t_popen(const char *command)
{
	char quoted[1300];

	/* cmd takes one pair of quotes off the whole line */
	snprintf(quoted, sizeof(quoted), "\"%s\"", command);

	return _popen(quoted, "w");
}

int t_pclose(FILE *f)
{
	return _pclose(f);
}

void t_raise_fd_limit(void)
{
	/* there is none */
}

long t_resident_kb(void)
{
	PROCESS_MEMORY_COUNTERS c;

	/* from the kernel's library: no other has to be linked */
	if (!K32GetProcessMemoryInfo(GetCurrentProcess(), &c, sizeof(c)))
		return -1;

	return (long)(c.WorkingSetSize / 1024);
}

#define SHUT_WR SD_SEND

#else

uint64_t t_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);

	return (uint64_t)ts.tv_sec * 1000000u + (uint64_t)ts.tv_nsec / 1000u;
}

int t_signal_self(void)
{
	return raise(SIGTERM) ? 0 : SIGTERM;
}

void t_setenv(const char *name, const char *value)
{
	setenv(name, value, 1);
}

int t_mkdir(const char *path)
{
	return mkdir(path, 0755) && errno != EEXIST ? -1 : 0;
}

uint64_t t_thread_cpu(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);

	return (uint64_t)ts.tv_sec * 1000000u + (uint64_t)ts.tv_nsec / 1000u;
}

void t_sleep_ms(unsigned int ms)
{
	struct timespec ts;

	ts.tv_sec = (time_t)(ms / 1000);
	ts.tv_nsec = (long)(ms % 1000) * 1000000;
	nanosleep(&ts, NULL);
}

struct t_thread {
	pthread_t h;
	void (*fn)(void *);
	void *arg;
};

static void *thread_main(void *arg)
{
	struct t_thread *t = arg;

	t->fn(t->arg);

	return NULL;
}

struct t_thread *t_thread_start(void (*fn)(void *arg), void *arg)
{
	struct t_thread *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->fn = fn;
	t->arg = arg;
	if (pthread_create(&t->h, NULL, thread_main, t))
		abort();

	return t;
}

void t_thread_join(struct t_thread *t)
{
	pthread_join(t->h, NULL);
	free(t);
}

struct t_mutex {
	pthread_mutex_t m;
};

struct t_mutex *t_mutex_new(void)
{
	struct t_mutex *m = calloc(1, sizeof(*m));

	if (!m || pthread_mutex_init(&m->m, NULL))
		abort();

	return m;
}

void t_mutex_free(struct t_mutex *m)
{
	pthread_mutex_destroy(&m->m);
	free(m);
}

void t_mutex_lock(struct t_mutex *m)
{
	pthread_mutex_lock(&m->m);
}

void t_mutex_unlock(struct t_mutex *m)
{
	pthread_mutex_unlock(&m->m);
}

/* runs in a signal handler: write() and _exit() only */
static void say(const char *s)
{
	if (write(2, s, strlen(s)) < 0)
		_exit(1);
}

static void watchdog(int sig)
{
	(void)sig;
	say(watch_name);
	say(": hangs: not finished in time (in: ");
	say(t_case_name());
	say(")\n");
	_exit(1);
}

void t_os_begin(const char *name, unsigned int seconds)
{
	snprintf(watch_name, sizeof(watch_name), "%s", name);
	watch_seconds = seconds;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, watchdog);
	alarm(watch_seconds);
}

static void sock_nonblocking(lws_sockfd_type fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK);
}

static int sock_again(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ||
	       errno == ENOTCONN || errno == EINPROGRESS;
}

void t_sock_close(lws_sockfd_type fd)
{
	close(fd);
}

int t_pipe(int fd[2])
{
	if (pipe(fd))
		return -1;
	sock_nonblocking(fd[0]);
	sock_nonblocking(fd[1]);

	return 0;
}

int t_pipe_read(int fd, void *buf, size_t len)
{
	ssize_t n = read(fd, buf, len);

	if (n < 0)
		return sock_again() ? T_AGAIN : T_RESET;

	return n ? (int)n : T_EOF;
}

int t_pipe_write(int fd, const void *buf, size_t len)
{
	ssize_t n = write(fd, buf, len);

	if (n < 0)
		return sock_again() ? T_AGAIN : T_RESET;

	return (int)n;
}

void t_pipe_close(int fd)
{
	close(fd);
}

int t_open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	if (!d)
		return -1;
	while (readdir(d))
		n++;
	closedir(d);

	return n;
}

FILE *t_popen(const char *command)
{
	return popen(command, "w");
}

int t_pclose(FILE *f)
{
	int status = pclose(f);

	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void t_raise_fd_limit(void)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl))
		return;
	rl.rlim_cur = rl.rlim_max;
	setrlimit(RLIMIT_NOFILE, &rl);
}

long t_resident_kb(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size, resident = -1;

	if (!f)
		return -1;
	if (fscanf(f, "%ld %ld", &size, &resident) != 2)
		resident = -1;
	fclose(f);

	return resident < 0 ? -1 :
			resident * (sysconf(_SC_PAGESIZE) / 1024);
}

#endif

static void loopback(struct sockaddr_in *sin, int port)
{
	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_port = htons((uint16_t)port);
	sin->sin_addr.s_addr = htonl(0x7f000001);
}

lws_sockfd_type t_sock_listen(int *port, int backlog)
{
	lws_sockfd_type fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin;
	socklen_t sl = sizeof(sin);
	int on = 1;

	if (fd == T_INVALID)
		return fd;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof(on));
	loopback(&sin, *port);
	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)) ||
	    listen(fd, backlog) ||
	    getsockname(fd, (struct sockaddr *)&sin, &sl)) {
		t_sock_close(fd);
		return T_INVALID;
	}
	sock_nonblocking(fd);
	*port = ntohs(sin.sin_port);

	return fd;
}

lws_sockfd_type t_sock_accept(lws_sockfd_type l)
{
	lws_sockfd_type fd = accept(l, NULL, NULL);

	if (fd != T_INVALID)
		sock_nonblocking(fd);

	return fd;
}

lws_sockfd_type t_sock_connect(int port)
{
	lws_sockfd_type fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin;
	int on = 1;

	if (fd == T_INVALID)
		return fd;
	sock_nonblocking(fd);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, (const char *)&on,
		   sizeof(on));
	loopback(&sin, port);
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) &&
	    !sock_again()) {
		t_sock_close(fd);
		return T_INVALID;
	}

	return fd;
}

int t_sock_pair(lws_sockfd_type sv[2])
{
	int port = 0, n;
	lws_sockfd_type l = t_sock_listen(&port, 1);

	if (l == T_INVALID)
		return -1;
	sv[0] = t_sock_connect(port);
	sv[1] = T_INVALID;
	for (n = 0; n < 2000 && sv[1] == T_INVALID; n++) {
		sv[1] = t_sock_accept(l);
		if (sv[1] == T_INVALID)
			t_sleep_ms(1);
	}
	t_sock_close(l);
	if (sv[1] == T_INVALID) {
		t_sock_close(sv[0]);
		return -1;
	}

	return 0;
}

int t_sock_send(lws_sockfd_type fd, const void *buf, size_t len)
{
	int n;

	if (len > 1 << 20)
		len = 1 << 20;
#if defined(_WIN32)
	n = send(fd, buf, (int)len, 0);
#else
	n = (int)send(fd, buf, len, MSG_NOSIGNAL);
#endif
	if (n >= 0)
		return n;

	return sock_again() ? T_AGAIN : T_RESET;
}

int t_sock_recv(lws_sockfd_type fd, void *buf, size_t len)
{
	int n;

	if (len > 1 << 20)
		len = 1 << 20;
#if defined(_WIN32)
	n = recv(fd, buf, (int)len, 0);
#else
	n = (int)recv(fd, buf, len, 0);
#endif
	if (!n)
		return T_EOF;
	if (n > 0)
		return n;

	return sock_again() ? T_AGAIN : T_RESET;
}

void t_sock_reset(lws_sockfd_type fd)
{
	struct linger l;

	l.l_onoff = 1;
	l.l_linger = 0;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, (const char *)&l, sizeof(l));
	t_sock_close(fd);
}

void t_sock_shut_write(lws_sockfd_type fd)
{
	shutdown(fd, SHUT_WR);
}

void t_sock_buffers(lws_sockfd_type fd, int snd, int rcv)
{
	if (snd)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, (const char *)&snd,
			   sizeof(snd));
	if (rcv)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, (const char *)&rcv,
			   sizeof(rcv));
}

/*
 * Bound, but not listening, for as long as the program runs: a port that is
 * free is given to others meanwhile, or to the very connect that is to fail,
 * which then is connected with itself.
 */
static lws_sockfd_type closed_fd;
static int closed_port;

void t_os_reserve_port(void)
{
	struct sockaddr_in sin;
	socklen_t sl = sizeof(sin);

	closed_fd = socket(AF_INET, SOCK_STREAM, 0);
	loopback(&sin, 0);
	if (closed_fd != T_INVALID &&
	    !bind(closed_fd, (struct sockaddr *)&sin, sizeof(sin)) &&
	    !getsockname(closed_fd, (struct sockaddr *)&sin, &sl))
		closed_port = ntohs(sin.sin_port);
}

int t_sock_closed_port(void)
{
	return closed_port ? closed_port : 1;
}
