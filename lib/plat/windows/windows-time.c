/* SPDX-License-Identifier: MIT */
/* Clocks, and calendar times made from them */
#include "../private-lib-plat.h"

/* FILETIME counts 100 ns from 1601-01-01; this many until 1970-01-01 */
#define FILETIME_UNIX_EPOCH 116444736000000000ull

/*
 * The performance counter never goes back and costs no system call on current
 * hardware.  Whole seconds and the rest are converted apart from each other:
 * ticks * 1000000 would overflow after some days at 10 MHz and up.
 */
lws_usec_t
lws_plat_monotonic_us(void)
{
	LARGE_INTEGER freq, now;

	/* neither fails on Windows XP and later */
	QueryPerformanceFrequency(&freq);
	QueryPerformanceCounter(&now);

	return (now.QuadPart / freq.QuadPart) * LWS_US_PER_SEC +
	       (now.QuadPart % freq.QuadPart) * LWS_US_PER_SEC / freq.QuadPart;
}

lws_usec_t
lws_plat_wallclock_us(void)
{
	ULARGE_INTEGER u;
	FILETIME ft;

	GetSystemTimeAsFileTime(&ft);
	u.LowPart = ft.dwLowDateTime;
	u.HighPart = ft.dwHighDateTime;

	return (lws_usec_t)((u.QuadPart - FILETIME_UNIX_EPOCH) / 10);
}

/* GetThreadTimes() counts in ticks of about 15 ms */
lws_usec_t
lws_plat_thread_us(void)
{
	return lws_plat_monotonic_us();
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
	return localtime_s(tm, &t) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_gmtime(time_t t, struct tm *tm)
{
	return gmtime_s(tm, &t) ? LWS_PLAT_ERROR : 0;
}
