/* SPDX-License-Identifier: MIT */
/* Errors of the system: their numbers, texts and symbolic names */
#include "../private-lib-plat.h"

#include <stdio.h>

/* Those that sockets give.  Own texts: the system's are in the user's language
 * and code page. */
static const struct {
	int		err;
	const char	*name;
	const char	*text;
} errors[] = {
	{ WSAECONNREFUSED,    "WSAECONNREFUSED",    "Connection refused" },
	{ WSAECONNRESET,      "WSAECONNRESET",	"Connection reset by peer" },
	{ WSAECONNABORTED,    "WSAECONNABORTED",    "Connection aborted" },
	{ WSAETIMEDOUT,	      "WSAETIMEDOUT",	    "Connection timed out" },
	{ WSAEHOSTUNREACH,    "WSAEHOSTUNREACH",    "No route to host" },
	{ WSAEHOSTDOWN,	      "WSAEHOSTDOWN",	    "Host is down" },
	{ WSAENETUNREACH,     "WSAENETUNREACH",	"Network is unreachable" },
	{ WSAENETDOWN,	      "WSAENETDOWN",	    "Network is down" },
	{ WSAENETRESET,	      "WSAENETRESET",	"Connection lost by the network" },
	{ WSAEADDRNOTAVAIL,   "WSAEADDRNOTAVAIL",   "Address not available" },
	{ WSAEADDRINUSE,      "WSAEADDRINUSE",	    "Address already in use" },
	{ WSAEAFNOSUPPORT,    "WSAEAFNOSUPPORT", "Address family not supported" },
	{ WSAEACCES,	      "WSAEACCES",	    "Permission denied" },
	{ WSAEMFILE,	      "WSAEMFILE",	"Too many open descriptors" },
	{ WSAENOBUFS,	      "WSAENOBUFS",	    "No buffer space" },
	{ WSA_NOT_ENOUGH_MEMORY, "WSA_NOT_ENOUGH_MEMORY", "Out of memory" },
	{ WSAEBADF,	      "WSAEBADF",	    "Bad descriptor" },
	{ WSAEINVAL,	      "WSAEINVAL",	    "Invalid argument" },
	{ WSAEISCONN,	      "WSAEISCONN",	    "Already connected" },
	{ WSAENOTCONN,	      "WSAENOTCONN",	    "Not connected" },
	{ WSAENOTSOCK,	      "WSAENOTSOCK",	    "Not a socket" },
	{ WSAENOPROTOOPT,     "WSAENOPROTOOPT",	    "No such option" },
	{ WSAEWOULDBLOCK,     "WSAEWOULDBLOCK",	    "Try again" },
	{ WSAEMSGSIZE,	      "WSAEMSGSIZE",	    "Message too long" },
	{ WSAESHUTDOWN,	      "WSAESHUTDOWN",	    "Socket is shut down" },
	{ WSANOTINITIALISED,  "WSANOTINITIALISED",  "Winsock is not started" },
};

int
lws_plat_socket_errno(void)
{
	return WSAGetLastError();
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
	case WSAECONNREFUSED:
		return LWS_CLIENT_CAUSE_REFUSED;
	case WSAEHOSTUNREACH:
	case WSAEHOSTDOWN:
	case WSAENETUNREACH:
	case WSAENETDOWN:
	case WSAEADDRNOTAVAIL:
	case WSAEAFNOSUPPORT:
		return LWS_CLIENT_CAUSE_UNREACHABLE;
	case WSAETIMEDOUT:
		return LWS_CLIENT_CAUSE_TIMEOUT;
	case WSAECONNRESET:
	case WSAECONNABORTED:
	case WSAENETRESET:
	case WSAESHUTDOWN:
		return LWS_CLIENT_CAUSE_LOST;
	case WSAEACCES:
	case WSAEMFILE:
	case WSAENOBUFS:
	case WSA_NOT_ENOUGH_MEMORY:
	case WSAEADDRINUSE:
		return LWS_CLIENT_CAUSE_LOCAL;
	default:
		return LWS_CLIENT_CAUSE_OTHER;
	}
}
