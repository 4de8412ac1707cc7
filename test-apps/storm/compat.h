/* SPDX-License-Identifier: MIT */
/*
 * What differs between the systems, for the programs of the storm: sockets,
 * the clocks, a child process, the terminal. Include it before anything else.
 * This is the only file of the storm that asks which system it is on.
 */
#if !defined(STORM_COMPAT_H)
#define STORM_COMPAT_H

#if defined(_WIN32)

#if !defined(_WIN32_WINNT)
#define _WIN32_WINNT 0x0601
#endif
#if !defined(_CRT_SECURE_NO_WARNINGS)
#define _CRT_SECURE_NO_WARNINGS
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <fcntl.h>
#include <io.h>

#else

#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A program that was started for us, with pipes to and from it. */
struct child {
	FILE *out;		/* what it prints */
#if defined(_WIN32)
	HANDLE process;
	HANDLE in;		/* closing it asks the child to end */
#else
	pid_t pid;
	int in;
#endif
};

#if defined(_WIN32)

typedef SOCKET sock_t;
typedef WSAPOLLFD sock_poll_t;
#define SOCK_NONE INVALID_SOCKET
#define SYSTEM_NAME "Windows"
#define EXE_SUFFIX ".exe"
#define SHUT_WR SD_SEND

static inline int net_init(void)
{
	WSADATA wd;

	return WSAStartup(MAKEWORD(2, 2), &wd) ? -1 : 0;
}

static inline int sock_close(sock_t s)
{
	return closesocket(s);
}

static inline int sock_nonblock(sock_t s)
{
	u_long on = 1;

	return ioctlsocket(s, (long)FIONBIO, &on) ? -1 : 0;
}

/* The last call would have had to wait. */
static inline int sock_would_block(void)
{
	return WSAGetLastError() == WSAEWOULDBLOCK;
}

static inline int sock_errno(void)
{
	return WSAGetLastError();
}

static inline int sock_poll(sock_poll_t *p, size_t n, int ms)
{
	if (!n) {
		Sleep((DWORD)ms);
		return 0;
	}
	return WSAPoll(p, (ULONG)n, ms);
}

/*
 * WSAPoll() costs what all the sockets cost, with each call, and under Wine
 * everybody on the machine waits meanwhile. A server of many does better to
 * collect events for some ms.
 */
static inline void sock_poll_pause(size_t n)
{
	if (n > 64)
		Sleep((DWORD)(n / 100 + 1));
}

static inline int sock_recv(sock_t s, void *buf, size_t len)
{
	return recv(s, (char *)buf, (int)len, 0);
}

static inline int sock_send(sock_t s, const void *buf, size_t len)
{
	return send(s, (const char *)buf, (int)len, 0);
}

/* Nobody else may bind the port that we reserved. */
static inline void sock_own_port(sock_t s)
{
	BOOL on = 1;

	(void)setsockopt(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE,
			 (const char *)&on, sizeof(on));
}

static inline int64_t now_us(void)
{
	LARGE_INTEGER f, c;

	QueryPerformanceFrequency(&f);
	QueryPerformanceCounter(&c);
	return (int64_t)(c.QuadPart / f.QuadPart) * 1000000 +
	       (int64_t)(c.QuadPart % f.QuadPart) * 1000000 / f.QuadPart;
}

static inline int64_t filetime_us(const FILETIME *ft)
{
	return (int64_t)((((uint64_t)ft->dwHighDateTime << 32) |
			  ft->dwLowDateTime) / 10);
}

/* CPU time of this process so far, user and system. */
static inline int64_t cpu_us(void)
{
	FILETIME c, e, k, u;

	if (!GetProcessTimes(GetCurrentProcess(), &c, &e, &k, &u))
		return 0;
	return filetime_us(&k) + filetime_us(&u);
}

static inline void sleep_ms(int ms)
{
	Sleep((DWORD)ms);
}

/* Room for n descriptors; -1 when the system does not grant it. */
static inline int room_for_fds(unsigned int n)
{
	(void)n;
	return 0;
}

/* Whoever started us has closed the pipe that is our stdin. */
static inline int stdin_closed(void)
{
	HANDLE h = GetStdHandle(STD_INPUT_HANDLE);
	DWORD avail = 0, got;
	char sink[64];

	if (!h || h == INVALID_HANDLE_VALUE ||
	    GetFileType(h) != FILE_TYPE_PIPE)
		return 0;
	/* another error: a pipe of the system below Wine, which has no peek */
	if (!PeekNamedPipe(h, NULL, 0, NULL, &avail, NULL))
		return GetLastError() == ERROR_BROKEN_PIPE;
	if (avail)
		(void)ReadFile(h, sink, sizeof(sink), &got, NULL);
	return 0;
}

static inline int is_terminal(FILE *f)
{
	return _isatty(_fileno(f)) != 0;
}

/* Colours have to be asked for before a console understands them. */
static inline int terminal_has_colours(FILE *f)
{
	HANDLE h = (HANDLE)_get_osfhandle(_fileno(f));
	DWORD mode;

	if (!is_terminal(f) || !GetConsoleMode(h, &mode))
		return 0;
	return SetConsoleMode(h, mode | 4) != 0;
}

static inline int own_path(char *buf, size_t len)
{
	DWORD n = GetModuleFileNameA(NULL, buf, (DWORD)len);

	return n > 0 && n < len ? 0 : -1;
}

/*
 * Adds an argument to a command line in the way in which C programs take it
 * apart again: always in quotes, backslashes doubled before a quote.
 */
static inline size_t quote_arg(char *to, size_t pos, size_t len, const char *a)
{
	size_t slashes = 0, n;

	if (pos + 2 * strlen(a) + 4 > len)
		return len;
	if (pos)
		to[pos++] = ' ';
	to[pos++] = '"';
	for (; *a; a++) {
		if (*a == '"')
			for (n = slashes + 1; n; n--)
				to[pos++] = '\\';
		slashes = *a == '\\' ? slashes + 1 : 0;
		to[pos++] = *a;
	}
	for (; slashes; slashes--)
		to[pos++] = '\\';
	to[pos++] = '"';
	to[pos] = '\0';
	return pos;
}

static inline int child_start(struct child *c, const char *const *argv)
{
	SECURITY_ATTRIBUTES sa;
	HANDLE in_r, in_w, out_r, out_w;
	PROCESS_INFORMATION pi;
	STARTUPINFOA si;
	char line[4096];
	size_t pos = 0;
	BOOL ok;
	int fd;

	for (; *argv; argv++) {
		pos = quote_arg(line, pos, sizeof(line), *argv);
		if (pos >= sizeof(line))
			return -1;
	}

	memset(&sa, 0, sizeof(sa));
	sa.nLength = sizeof(sa);
	sa.bInheritHandle = TRUE;
	if (!CreatePipe(&in_r, &in_w, &sa, 0))
		return -1;
	if (!CreatePipe(&out_r, &out_w, &sa, 0)) {
		CloseHandle(in_r);
		CloseHandle(in_w);
		return -1;
	}
	SetHandleInformation(in_w, HANDLE_FLAG_INHERIT, 0);
	SetHandleInformation(out_r, HANDLE_FLAG_INHERIT, 0);

	memset(&si, 0, sizeof(si));
	si.cb = sizeof(si);
	si.dwFlags = STARTF_USESTDHANDLES;
	si.hStdInput = in_r;
	si.hStdOutput = out_w;
	si.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	ok = CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &si,
			    &pi);
	CloseHandle(in_r);
	CloseHandle(out_w);
	if (!ok) {
		CloseHandle(in_w);
		CloseHandle(out_r);
		return -1;
	}
	CloseHandle(pi.hThread);
	c->process = pi.hProcess;
	c->in = in_w;
	fd = _open_osfhandle((intptr_t)out_r, _O_RDONLY | _O_TEXT);
	c->out = fd < 0 ? NULL : _fdopen(fd, "r");
	return c->out ? 0 : -1;
}

/* Closes its stdin and waits; what does not end by itself is ended. */
static inline int child_stop(struct child *c)
{
	DWORD code = 0;

	CloseHandle(c->in);
	if (WaitForSingleObject(c->process, 5000) != WAIT_OBJECT_0)
		TerminateProcess(c->process, 255);
	WaitForSingleObject(c->process, 5000);
	GetExitCodeProcess(c->process, &code);
	CloseHandle(c->process);
	if (c->out)
		fclose(c->out);
	return (int)code;
}

#else /* not Windows */

typedef int sock_t;
typedef struct pollfd sock_poll_t;
#define SOCK_NONE (-1)
#if defined(__linux__)
#define SYSTEM_NAME "Linux"
#else
#define SYSTEM_NAME "Unix"
#endif
#define EXE_SUFFIX ""

static inline int net_init(void)
{
	return signal(SIGPIPE, SIG_IGN) == SIG_ERR ? -1 : 0;
}

static inline int sock_close(sock_t s)
{
	return close(s);
}

static inline int sock_nonblock(sock_t s)
{
	int fl = fcntl(s, F_GETFL);

	return fl < 0 || fcntl(s, F_SETFL, fl | O_NONBLOCK) < 0 ? -1 : 0;
}

static inline int sock_would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ||
	       errno == EINPROGRESS;
}

static inline int sock_errno(void)
{
	return errno;
}

static inline int sock_poll(sock_poll_t *p, size_t n, int ms)
{
	return poll(p, (nfds_t)n, ms);
}

static inline void sock_poll_pause(size_t n)
{
	(void)n;
}

static inline int sock_recv(sock_t s, void *buf, size_t len)
{
	return (int)recv(s, buf, len, 0);
}

static inline int sock_send(sock_t s, const void *buf, size_t len)
{
	return (int)send(s, buf, len, 0);
}

static inline void sock_own_port(sock_t s)
{
	(void)s; /* without SO_REUSEADDR a port is ours alone anyway */
}

static inline int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static inline int64_t cpu_us(void)
{
	struct rusage r;

	if (getrusage(RUSAGE_SELF, &r))
		return 0;
	return ((int64_t)r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000000 +
	       r.ru_utime.tv_usec + r.ru_stime.tv_usec;
}

static inline void sleep_ms(int ms)
{
	struct timespec ts;

	ts.tv_sec = ms / 1000;
	ts.tv_nsec = (long)(ms % 1000) * 1000000;
	nanosleep(&ts, NULL);
}

static inline int room_for_fds(unsigned int n)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return -1;
	if (r.rlim_cur != RLIM_INFINITY && r.rlim_cur < n) {
		r.rlim_cur = n;
		if (r.rlim_max != RLIM_INFINITY && r.rlim_max < n)
			r.rlim_max = n; /* granted to root only */
		if (setrlimit(RLIMIT_NOFILE, &r))
			return -1;
	}
	return 0;
}

static inline int stdin_closed(void)
{
	struct pollfd p;
	struct stat st;
	char sink[64];

	if (fstat(0, &st) ||
	    !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || isatty(0)))
		return 0;
	p.fd = 0;
	p.events = POLLIN;
	if (poll(&p, 1, 0) < 1)
		return 0;
	return read(0, sink, sizeof(sink)) < 1;
}

static inline int is_terminal(FILE *f)
{
	return isatty(fileno(f));
}

static inline int terminal_has_colours(FILE *f)
{
	const char *t = getenv("TERM");

	return is_terminal(f) && t && strcmp(t, "dumb");
}

static inline int own_path(char *buf, size_t len)
{
	ssize_t n = readlink("/proc/self/exe", buf, len - 1);

	if (n < 1)
		return -1;
	buf[n] = '\0';
	return 0;
}

static inline int child_start(struct child *c, const char *const *argv)
{
	int in[2], out[2];

	if (pipe(in))
		return -1;
	if (pipe(out)) {
		close(in[0]);
		close(in[1]);
		return -1;
	}
	c->pid = fork();
	if (!c->pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[0]);
		close(in[1]);
		close(out[0]);
		close(out[1]);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	if (c->pid < 0) {
		close(in[1]);
		close(out[0]);
		return -1;
	}
	c->in = in[1];
	fcntl(c->in, F_SETFD, FD_CLOEXEC);
	c->out = fdopen(out[0], "r");
	return c->out ? 0 : -1;
}

static inline int child_stop(struct child *c)
{
	int status = 0, n;

	close(c->in);
	for (n = 0; n < 500 && !waitpid(c->pid, &status, WNOHANG); n++)
		sleep_ms(10);
	if (n == 500) {
		kill(c->pid, SIGKILL);
		waitpid(c->pid, &status, 0);
	}
	if (c->out)
		fclose(c->out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

#endif

#endif
