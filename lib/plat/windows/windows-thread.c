/* SPDX-License-Identifier: MIT */
/* Threads, mutexes and condition variables */
#include "../private-lib-plat.h"

#include <process.h>
#include <stdlib.h>

struct start {
	lws_plat_thread_fn	fn;
	void			*arg;
};

static unsigned __stdcall
thread_main(void *p)
{
	struct start s = *(struct start *)p;

	free(p);
	s.fn(s.arg);

	return 0;
}

/* _beginthreadex() and not CreateThread(): the C library keeps state per
 * thread, which it makes and frees only for threads of its own. */
int
lws_plat_thread_create(lws_plat_thread_t *t, lws_plat_thread_fn fn, void *arg)
{
	struct start *s = malloc(sizeof(*s));
	uintptr_t h;

	if (!s) {
		WSASetLastError(WSA_NOT_ENOUGH_MEMORY);
		return LWS_PLAT_ERROR;
	}
	s->fn = fn;
	s->arg = arg;

	h = _beginthreadex(NULL, 0, thread_main, s, 0, NULL);
	if (!h) {
		free(s);
		WSASetLastError(WSA_NOT_ENOUGH_MEMORY);
		return LWS_PLAT_ERROR;
	}
	*t = (HANDLE)h;

	return 0;
}

void
lws_plat_thread_join(lws_plat_thread_t *t)
{
	WaitForSingleObject(*t, INFINITE);
	CloseHandle(*t);
}

void
lws_plat_thread_detach(lws_plat_thread_t *t)
{
	CloseHandle(*t);
}

int
lws_plat_mutex_init(lws_plat_mutex_t *m)
{
	InitializeSRWLock(m);

	return 0;
}

/* A lock and a condition variable that nobody holds own nothing */
void
lws_plat_mutex_destroy(lws_plat_mutex_t *m)
{
	(void)m;
}

void
lws_plat_mutex_lock(lws_plat_mutex_t *m)
{
	AcquireSRWLockExclusive(m);
}

void
lws_plat_mutex_unlock(lws_plat_mutex_t *m)
{
	ReleaseSRWLockExclusive(m);
}

int
lws_plat_cond_init(lws_plat_cond_t *c)
{
	InitializeConditionVariable(c);

	return 0;
}

void
lws_plat_cond_destroy(lws_plat_cond_t *c)
{
	(void)c;
}

int
lws_plat_cond_wait(lws_plat_cond_t *c, lws_plat_mutex_t *m, lws_usec_t us)
{
	lws_usec_t ms = us / LWS_US_PER_MS + !!(us % LWS_US_PER_MS);
	DWORD wait = INFINITE;

	if (us >= 0)
		wait = ms >= INFINITE ? INFINITE - 1 : (DWORD)ms;

	if (SleepConditionVariableSRW(c, m, wait, 0))
		return 0;

	return GetLastError() == ERROR_TIMEOUT;
}

void
lws_plat_cond_signal(lws_plat_cond_t *c)
{
	WakeConditionVariable(c);
}

void
lws_plat_cond_broadcast(lws_plat_cond_t *c)
{
	WakeAllConditionVariable(c);
}
