/* SPDX-License-Identifier: MIT */
/*
 * Child processes whose standard streams are pipes of ours.
 */
#include "private-lib-core.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif
#include <unistd.h>

static void
close_all(int fd[6])
{
	int n;

	for (n = 0; n < 6; n++)
		if (fd[n] >= 0)
			close(fd[n]);
}

/* ours are non-blocking, and nobody else's child gets them */
static int
make_pipes(int fd[6])
{
	int n;

	for (n = 0; n < 6; n++)
		fd[n] = -1;
	for (n = 0; n < 3; n++) {
		int ours;

		if (pipe(fd + n * 2))
			return -1;
		ours = n ? fd[n * 2] : fd[n * 2 + 1];
		if (fcntl(fd[n * 2], F_SETFD, FD_CLOEXEC) ||
		    fcntl(fd[n * 2 + 1], F_SETFD, FD_CLOEXEC) ||
		    lws_plat_fd_set_nonblocking(ours))
			return -1;
	}

	return 0;
}

/* between fork() and exec: nothing here may take a lock */
static void
child(int fd[6], const char *dir, const char * const *argv, char **env)
{
	int streams[3], n;
	sigset_t none;

	streams[0] = fd[0];
	streams[1] = fd[3];
	streams[2] = fd[5];
	/* above 2, or one would be overwritten before its turn */
	for (n = 0; n < 3; n++) {
		streams[n] = fcntl(streams[n], F_DUPFD, 3);
		if (streams[n] < 0)
			_exit(127);
	}
	for (n = 0; n < 3; n++)
		if (dup2(streams[n], n) != n)
			_exit(127);
	/* those of the application may have been made to be inherited */
#if defined(SYS_close_range)
	if (syscall(SYS_close_range, 3u, ~0u, 0u))
#endif
		for (n = 3; n < 1024; n++)
			close(n);

	(void)setpgid(0, 0);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	if (dir && chdir(dir))
		_exit(127);
	execve(argv[0], (char * const *)(lws_intptr_t)argv, env);
	_exit(127);
}

int
lws_plat_spawn(const char *dir, const char * const *argv, char **env,
	       lws_filefd_type out[3], int *pid)
{
	int fd[6];
	pid_t p;

	if (make_pipes(fd)) {
		close_all(fd);
		return LWS_PLAT_ERROR;
	}
	p = fork();
	if (p < 0) {
		close_all(fd);
		return LWS_PLAT_ERROR;
	}
	if (!p)
		child(fd, dir, argv, env);

	/* in both, so that whoever comes first finds it done */
	(void)setpgid(p, p);
	close(fd[0]);
	close(fd[3]);
	close(fd[5]);
	out[0] = fd[1];
	out[1] = fd[2];
	out[2] = fd[4];
	*pid = (int)p;

	return 0;
}

int
lws_plat_reap(int pid, int wait, int *status)
{
	pid_t p;

	do
		p = waitpid((pid_t)pid, status, wait ? 0 : WNOHANG);
	while (p < 0 && errno == EINTR);

	/* nobody's child any more: somebody else has waited for it */
	if (p < 0)
		*status = 0;

	return p != 0;
}

void
lws_plat_kill(int pid, int hard)
{
	(void)kill(-(pid_t)pid, hard ? SIGKILL : SIGTERM);
}

int
lws_plat_exit_code(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
