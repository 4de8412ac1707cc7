/* SPDX-License-Identifier: MIT */
/* The process and the machine that it runs on */
#include "../private-lib-plat.h"

#include <limits.h>
#include <stdio.h>

/* Winsock counts its starts itself, so nested use is fine. */
int
lws_plat_init(void)
{
	WSADATA wd;
	int err = WSAStartup(MAKEWORD(2, 2), &wd);

	if (err) {
		WSASetLastError(err);
		return LWS_PLAT_ERROR;
	}

	return 0;
}

void
lws_plat_deinit(void)
{
	WSACleanup();
}

/*
 * Windows sets no limit below the memory that there is.  A number is needed
 * all the same, and this one is far above what one process can serve.
 */
unsigned int
lws_plat_max_fds(void)
{
	return 1u << 20;
}

int
lws_plat_set_max_fds(unsigned int n)
{
	(void)n;

	return 0;
}

unsigned long
lws_plat_pid(void)
{
	return GetCurrentProcessId();
}

uintptr_t
lws_plat_thread_id(void)
{
	return (uintptr_t)GetCurrentThreadId();
}

int
lws_plat_hostname(char *buf, size_t len)
{
	return gethostname(buf, len > INT_MAX ? INT_MAX : (int)len) ?
							LWS_PLAT_ERROR : 0;
}

/*
 * The event log wants a registered message file, which a library cannot bring
 * along; the debugger's channel is there always, and stderr for the console.
 */
void
lws_plat_syslog(int level, const char *line)
{
	(void)level;
	OutputDebugStringA(line);
	fputs(line, stderr);
}

int
lws_plat_recommended_rsa_bits(void)
{
	return 4096;
}
