/* SPDX-License-Identifier: MIT */
/* The system's cryptographic random generator */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/random.h>
#endif

/* For kernels and systems without getrandom(2) */
static int
random_from_device(uint8_t *p, size_t len)
{
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return LWS_PLAT_ERROR;

	while (len) {
		n = read(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		p += n;
		len -= (size_t)n;
	}
	close(fd);

	return len ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_random(void *buf, size_t len)
{
	uint8_t *p = buf;

#if defined(__linux__)
	while (len) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		p += n;
		len -= (size_t)n;
	}
#endif
	return len ? random_from_device(p, len) : 0;
}
