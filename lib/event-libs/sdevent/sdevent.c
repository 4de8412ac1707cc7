/* SPDX-License-Identifier: MIT */
/*
 * sd-event: a source for the descriptor and one for the monotonic clock.  A
 * time that is past comes in the next pass.
 */
#include "loop-driver.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <systemd/sd-event.h>

#define MAX_SIGNALS	4
/* the latitude of a timer; 0 would stand for a quarter of a second */
#define ACCURACY_US	1

struct lws_loop {
	struct lws_loop_up	up;
	sd_event		*event;
	sd_event_source		*io;
	sd_event_source		*timer;
	sd_event_source		*signals[MAX_SIGNALS];
	unsigned int		count_signals;
};

static int
readable(sd_event_source *s, int fd, uint32_t revents, void *arg)
{
	struct lws_loop *l = arg;

	(void)s;
	(void)fd;
	(void)revents;
	l->up.happened(l->up.arg, 1);

	return 0;
}

static int
time_has_come(sd_event_source *s, uint64_t usec, void *arg)
{
	struct lws_loop *l = arg;

	(void)s;
	(void)usec;
	l->up.happened(l->up.arg, 0);

	return 0;
}

static int
signalled(sd_event_source *s, const struct signalfd_siginfo *si, void *arg)
{
	struct lws_loop *l = arg;

	(void)si;
	l->up.signalled(l->up.arg, s, sd_event_source_get_signal(s));

	return 0;
}

static void
close_driver(struct lws_loop *l)
{
	unsigned int n;

	for (n = 0; n < l->count_signals; n++)
		sd_event_source_disable_unref(l->signals[n]);
	sd_event_source_disable_unref(l->io);
	sd_event_source_disable_unref(l->timer);
	sd_event_unref(l->event);
	free(l);
}

static struct lws_loop *
open_driver(const struct lws_loop_up *up, void *foreign)
{
	struct lws_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->up = *up;
	if (foreign)
		l->event = sd_event_ref(foreign);
	if ((!foreign && sd_event_new(&l->event) < 0) ||
	    sd_event_add_io(l->event, &l->io, up->fd, EPOLLIN, readable,
			    l) < 0 ||
	    sd_event_add_time(l->event, &l->timer, CLOCK_MONOTONIC, 0,
			      ACCURACY_US, time_has_come, l) < 0 ||
	    sd_event_source_set_enabled(l->timer, SD_EVENT_OFF) < 0) {
		close_driver(l);
		return NULL;
	}

	return l;
}

static uint64_t
monotonic_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);

	return (uint64_t)ts.tv_sec * LWS_US_PER_SEC +
	       (uint64_t)ts.tv_nsec / 1000u;
}

static void
arm(struct lws_loop *l, lws_usec_t us)
{
	if (us < 0) {
		(void)sd_event_source_set_enabled(l->timer, SD_EVENT_OFF);
		return;
	}
	(void)sd_event_source_set_time(l->timer, us ? monotonic_us() +
						      (uint64_t)us : 0);
	(void)sd_event_source_set_enabled(l->timer, SD_EVENT_ONESHOT);
}

static int
pass(struct lws_loop *l, int wait)
{
	int n = sd_event_run(l->event, wait ? UINT64_MAX : 0);

	if (n >= 0 || n == -EINTR)
		return 0;
	errno = -n;

	return 1;
}

static int
watch_signal(struct lws_loop *l, int signum)
{
	int how = signum;

#if defined(SD_EVENT_SIGNAL_PROCMASK)
	/* else it is for the program to block it */
	how |= SD_EVENT_SIGNAL_PROCMASK;
#endif
	if (l->count_signals == MAX_SIGNALS ||
	    sd_event_add_signal(l->event, &l->signals[l->count_signals], how,
				signalled, l) < 0)
		return 1;
	l->count_signals++;

	return 0;
}

extern const struct lws_loop_driver lws_loop_driver_sd;

const struct lws_loop_driver lws_loop_driver_sd = {
	.name			= "sd-event",
	.open			= open_driver,
	.arm			= arm,
	.pass			= pass,
	.watch_signal		= watch_signal,
	.close			= close_driver,
};

#if defined(LWS_EVLIB_IS_PLUGIN)
LWS_LOOP_PLUGIN(evlib_sd, &lws_loop_driver_sd);
#endif
