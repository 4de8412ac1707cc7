/* SPDX-License-Identifier: MIT */
/* Threads, mutexes and condition variables: POSIX threads */
#include "../private-lib-plat.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

struct start {
	lws_plat_thread_fn	fn;
	void			*arg;
};

static void *
thread_main(void *p)
{
	struct start s = *(struct start *)p;

	free(p);
	s.fn(s.arg);

	return NULL;
}

int
lws_plat_thread_create(lws_plat_thread_t *t, lws_plat_thread_fn fn, void *arg)
{
	struct start *s = malloc(sizeof(*s));
	sigset_t all, old;
	int err;

	if (!s) {
		errno = ENOMEM;
		return LWS_PLAT_ERROR;
	}
	s->fn = fn;
	s->arg = arg;

	/* a new thread has the signal mask of the one that made it */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(t, NULL, thread_main, s);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err) {
		free(s);
		errno = err;
		return LWS_PLAT_ERROR;
	}

	return 0;
}

void
lws_plat_thread_join(lws_plat_thread_t *t)
{
	pthread_join(*t, NULL);
}

void
lws_plat_thread_detach(lws_plat_thread_t *t)
{
	pthread_detach(*t);
}

int
lws_plat_mutex_init(lws_plat_mutex_t *m)
{
	return pthread_mutex_init(m, NULL) ? LWS_PLAT_ERROR : 0;
}

void
lws_plat_mutex_destroy(lws_plat_mutex_t *m)
{
	pthread_mutex_destroy(m);
}

void
lws_plat_mutex_lock(lws_plat_mutex_t *m)
{
	pthread_mutex_lock(m);
}

void
lws_plat_mutex_unlock(lws_plat_mutex_t *m)
{
	pthread_mutex_unlock(m);
}

/* Waits are against the monotonic clock: a step of the time of day must not
 * lengthen them. */
int
lws_plat_cond_init(lws_plat_cond_t *c)
{
	pthread_condattr_t a;
	int err;

	if (pthread_condattr_init(&a))
		return LWS_PLAT_ERROR;
#if !defined(__APPLE__)
	err = pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
	if (!err)
#endif
		err = pthread_cond_init(c, &a);
	pthread_condattr_destroy(&a);

	return err ? LWS_PLAT_ERROR : 0;
}

void
lws_plat_cond_destroy(lws_plat_cond_t *c)
{
	pthread_cond_destroy(c);
}

int
lws_plat_cond_wait(lws_plat_cond_t *c, lws_plat_mutex_t *m, lws_usec_t us)
{
	struct timespec ts;

	if (us < 0) {
		pthread_cond_wait(c, m);
		return 0;
	}

#if defined(__APPLE__)
	ts.tv_sec = (time_t)(us / LWS_US_PER_SEC);
	ts.tv_nsec = (long)(us % LWS_US_PER_SEC) * 1000;

	return pthread_cond_timedwait_relative_np(c, m, &ts) == ETIMEDOUT;
#else
	us += lws_plat_monotonic_us();
	ts.tv_sec = (time_t)(us / LWS_US_PER_SEC);
	ts.tv_nsec = (long)(us % LWS_US_PER_SEC) * 1000;

	return pthread_cond_timedwait(c, m, &ts) == ETIMEDOUT;
#endif
}

void
lws_plat_cond_signal(lws_plat_cond_t *c)
{
	pthread_cond_signal(c);
}

void
lws_plat_cond_broadcast(lws_plat_cond_t *c)
{
	pthread_cond_broadcast(c);
}
