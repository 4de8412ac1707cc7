/* SPDX-License-Identifier: MIT */
/* Errors of the system: their numbers, texts and symbolic names */
#include "../private-lib-plat.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Those that sockets give */
static const struct {
	int		err;
	const char	*name;
	const char	*text;
} errors[] = {
	{ ECONNREFUSED,	 "ECONNREFUSED",  "Connection refused" },
	{ ECONNRESET,	 "ECONNRESET",	  "Connection reset by peer" },
	{ ECONNABORTED,	 "ECONNABORTED",  "Connection aborted" },
	{ ETIMEDOUT,	 "ETIMEDOUT",	  "Connection timed out" },
	{ EHOSTUNREACH,	 "EHOSTUNREACH",  "No route to host" },
	{ EHOSTDOWN,	 "EHOSTDOWN",	  "Host is down" },
	{ ENETUNREACH,	 "ENETUNREACH",	  "Network is unreachable" },
	{ ENETDOWN,	 "ENETDOWN",	  "Network is down" },
	{ EADDRNOTAVAIL, "EADDRNOTAVAIL", "Address not available" },
	{ EADDRINUSE,	 "EADDRINUSE",	  "Address already in use" },
	{ EAFNOSUPPORT,	 "EAFNOSUPPORT",  "Address family not supported" },
	{ EACCES,	 "EACCES",	  "Permission denied" },
	{ EPERM,	 "EPERM",	  "Operation not permitted" },
	{ EPIPE,	 "EPIPE",	  "Broken pipe" },
	{ EMFILE,	 "EMFILE",	  "Too many open descriptors" },
	{ ENFILE,	 "ENFILE",	  "Too many open files in the system" },
	{ ENOBUFS,	 "ENOBUFS",	  "No buffer space" },
	{ ENOMEM,	 "ENOMEM",	  "Out of memory" },
	{ EBADF,	 "EBADF",	  "Bad descriptor" },
	{ EINVAL,	 "EINVAL",	  "Invalid argument" },
	{ ENOTCONN,	 "ENOTCONN",	  "Not connected" },
	{ ENOTSOCK,	 "ENOTSOCK",	  "Not a socket" },
	{ ENOENT,	 "ENOENT",	  "No such file" },
	{ ENODEV,	 "ENODEV",	  "No such device" },
	{ EAGAIN,	 "EAGAIN",	  "Try again" },
	{ EMSGSIZE,	 "EMSGSIZE",	  "Message too long" },
	{ ENAMETOOLONG,	 "ENAMETOOLONG",  "Name too long" },
	{ EPROTO,	 "EPROTO",	  "Protocol error" },
};

int
lws_plat_socket_errno(void)
{
	return errno;
}

const char *
lws_plat_strerror(int err, char *buf, size_t len)
{
	size_t i;

	if (!len)
		return buf;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].err == err) {
			snprintf(buf, len, "%s (%s)", errors[i].text,
				 errors[i].name);
			return buf;
		}

	snprintf(buf, len, "error %d", err);

	return buf;
}

enum lws_client_cause
lws_plat_cause(int err)
{
	switch (err) {
	case ECONNREFUSED:
		return LWS_CLIENT_CAUSE_REFUSED;
	case EHOSTUNREACH:
	case EHOSTDOWN:
	case ENETUNREACH:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
	case ENOENT:
		return LWS_CLIENT_CAUSE_UNREACHABLE;
	case ETIMEDOUT:
		return LWS_CLIENT_CAUSE_TIMEOUT;
	case ECONNRESET:
	case ECONNABORTED:
	case EPIPE:
		return LWS_CLIENT_CAUSE_LOST;
	case EACCES:
	case EPERM:
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
	case EADDRINUSE:
		return LWS_CLIENT_CAUSE_LOCAL;
	default:
		return LWS_CLIENT_CAUSE_OTHER;
	}
}
