/* SPDX-License-Identifier: MIT */
/* Clocks, and calendar times made from them */
#include "../private-lib-plat.h"

static lws_usec_t
clock_us(clockid_t id)
{
	struct timespec ts;

	if (clock_gettime(id, &ts))
		return 0;

	return (lws_usec_t)ts.tv_sec * LWS_US_PER_SEC + ts.tv_nsec / 1000;
}

lws_usec_t
lws_plat_monotonic_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

lws_usec_t
lws_plat_wallclock_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

lws_usec_t
lws_plat_thread_us(void)
{
	return clock_us(CLOCK_THREAD_CPUTIME_ID);
}

lws_usec_t
lws_now_usecs(void)
{
	return lws_plat_monotonic_us();
}

unsigned long
lws_now_secs(void)
{
	return (unsigned long)time(NULL);
}

int
lws_plat_localtime(time_t t, struct tm *tm)
{
	return localtime_r(&t, tm) ? 0 : LWS_PLAT_ERROR;
}

int
lws_plat_gmtime(time_t t, struct tm *tm)
{
	return gmtime_r(&t, tm) ? 0 : LWS_PLAT_ERROR;
}
