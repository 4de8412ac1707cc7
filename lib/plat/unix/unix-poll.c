/* SPDX-License-Identifier: MIT */
/* Waiting for descriptors */
#include "../private-lib-plat.h"

#include <errno.h>
#include <limits.h>

static int
wait_us(struct pollfd *fds, nfds_t n, lws_usec_t us)
{
#if defined(__linux__)
	struct timespec ts;

	if (us < 0)
		return ppoll(fds, n, NULL, NULL);
	ts.tv_sec = (time_t)(us / LWS_US_PER_SEC);
	ts.tv_nsec = (long)(us % LWS_US_PER_SEC) * 1000;

	return ppoll(fds, n, &ts, NULL);
#else
	lws_usec_t ms = us / LWS_US_PER_MS + !!(us % LWS_US_PER_MS);

	if (us < 0)
		return poll(fds, n, -1);

	return poll(fds, n, ms > INT_MAX ? INT_MAX : (int)ms);
#endif
}

int
lws_plat_poll(struct lws_pollfd *fds, unsigned int n, lws_usec_t timeout_us)
{
	unsigned int i;
	int ret;

	for (i = 0; i < n; i++)
		fds[i].events = (short)(fds[i].events &
						(LWS_POLLIN | LWS_POLLOUT));

	ret = wait_us(fds, n, timeout_us);
	if (ret >= 0)
		return ret;
	if (errno != EINTR && errno != EAGAIN)
		return LWS_PLAT_ERROR;

	/* the call has left revents as they were */
	for (i = 0; i < n; i++)
		fds[i].revents = 0;

	return 0;
}
