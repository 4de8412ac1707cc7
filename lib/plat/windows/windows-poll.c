/* SPDX-License-Identifier: MIT */
/* Waiting for sockets: WSAPoll(), which has no limit of 64 */
#include "../private-lib-plat.h"

#include <limits.h>

int
lws_plat_poll(struct lws_pollfd *fds, unsigned int n, lws_usec_t timeout_us)
{
	lws_usec_t ms = timeout_us / LWS_US_PER_MS +
			!!(timeout_us % LWS_US_PER_MS);
	unsigned int i;
	int wait = -1, ret;

	if (timeout_us >= 0)
		wait = ms > INT_MAX ? INT_MAX : (int)ms;

	/* it refuses an empty set */
	if (!n) {
		Sleep(wait < 0 ? INFINITE : (DWORD)wait);
		return 0;
	}

	/*
	 * One event that it does not know fails the whole call.  It may also
	 * leave revents alone for what it ignores.
	 */
	for (i = 0; i < n; i++) {
		fds[i].events = (short)(fds[i].events &
						(LWS_POLLIN | LWS_POLLOUT));
		fds[i].revents = 0;
	}

	ret = WSAPoll(fds, n, wait);

	return ret < 0 ? LWS_PLAT_ERROR : ret;
}
