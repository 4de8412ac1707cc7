/* SPDX-License-Identifier: MIT */
/* The process and the machine that it runs on */
#include "../private-lib-plat.h"

#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <syslog.h>
#include <unistd.h>

/*
 * A write to a connection that the peer has reset must be an error and not
 * the end of the process.  Our own sends ask for that themselves, but TLS
 * libraries and raw descriptors write on their own.  A handler or a choice
 * of the application's stays.
 */
static void
ignore_sigpipe(void)
{
	struct sigaction sa;

	if (sigaction(SIGPIPE, NULL, &sa) || (sa.sa_flags & SA_SIGINFO) ||
	    sa.sa_handler != SIG_DFL)
		return;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_IGN;
	sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGPIPE, &sa, NULL);
}

int
lws_plat_init(void)
{
	ignore_sigpipe();

	return 0;
}

/*
 * SIGPIPE stays ignored: the application may have sockets of its own by now
 * that rely on it.
 */
void
lws_plat_deinit(void)
{
}

unsigned int
lws_plat_max_fds(void)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl))
		return 1024;
	if (rl.rlim_cur == RLIM_INFINITY || rl.rlim_cur > INT_MAX)
		return INT_MAX;

	return (unsigned int)rl.rlim_cur;
}

/* what others could have raised it to later is left to them */
int
lws_plat_set_max_fds(unsigned int n)
{
	struct rlimit rl;

	if (getrlimit(RLIMIT_NOFILE, &rl))
		return LWS_PLAT_ERROR;
	rl.rlim_cur = n;
	if (rl.rlim_max != RLIM_INFINITY && rl.rlim_max < n)
		rl.rlim_max = n;

	return setrlimit(RLIMIT_NOFILE, &rl) ? LWS_PLAT_ERROR : 0;
}

unsigned long
lws_plat_pid(void)
{
	return (unsigned long)getpid();
}

uintptr_t
lws_plat_thread_id(void)
{
	return (uintptr_t)pthread_self();
}

int
lws_plat_hostname(char *buf, size_t len)
{
	if (!len || gethostname(buf, len))
		return LWS_PLAT_ERROR;
	/* POSIX leaves open whether a name that was cut is terminated */
	buf[len - 1] = '\0';

	return 0;
}

void
lws_plat_syslog(int level, const char *line)
{
	int pri = LOG_DEBUG;

	if (level & LLL_ERR)
		pri = LOG_ERR;
	else if (level & LLL_WARN)
		pri = LOG_WARNING;
	else if (level & (LLL_NOTICE | LLL_USER))
		pri = LOG_NOTICE;
	else if (level & LLL_INFO)
		pri = LOG_INFO;

	syslog(pri, "%s", line);
}

int
lws_plat_recommended_rsa_bits(void)
{
	return 4096;
}
