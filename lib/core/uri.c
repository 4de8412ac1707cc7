/* SPDX-License-Identifier: MIT */
/* Taking a URI apart in place (RFC 3986, as far as connecting needs it). */

#include "private-lib-core.h"

static int
default_port(const char *scheme, int *port)
{
	if (!strcmp(scheme, "http") || !strcmp(scheme, "ws"))
		*port = 80;
	else if (!strcmp(scheme, "https") || !strcmp(scheme, "wss"))
		*port = 443;
	else
		return 1;

	return 0;
}

/* the digits at p up to a '/' or the end; NULL if it is no port number */
static char *
parse_port(char *p, int *port)
{
	int n = 0;

	if (!*p || *p == '/')
		/* "host:" is as good as "host" */
		return p;

	for (; *p && *p != '/'; p++) {
		if (*p < '0' || *p > '9')
			return NULL;
		n = n * 10 + (*p - '0');
		if (n > 65535)
			return NULL;
	}

	*port = n;

	return p;
}

/* "+/run/some.sock:/path": a Unix domain socket has no port */
static char *
parse_unix(char *p, int *port)
{
	char *colon = strchr(p, ':');

	if (!colon)
		return p + strlen(p);

	*colon++ = '\0';
	*port = 0;

	return colon;
}

/*
 * p is cut into pieces, to which the pointers are set. *prot is "" if p does
 * not begin with a scheme; *ads has no [] if it is an IPv6 address, and keeps
 * its '+' if it is the path of a Unix domain socket. *port becomes that in the
 * URI, or that of the scheme if we know it, or is left alone. *path comes
 * without its leading '/'; it is "/" if there is none.
 *
 * Returns 0, or -1 after one line in the log: a port that is none, or a '['
 * without ']'. Then nothing but p has been written to.
 */
int
lws_parse_uri(char *p, const char **prot, const char **ads, int *port,
	      const char **path)
{
	char *q = strstr(p, "://"), *host, *scheme = NULL;
	int n = *port;

	/* a "://" behind a '/' or '?' belongs to the path */
	if (q && strcspn(p, "/?") == (size_t)(q - p) + 1) {
		scheme = p;
		*q = '\0';
		p = q + 3;
		(void)default_port(scheme, &n);
	}

	host = p;
	if (*p == '+') {
		p = parse_unix(p, &n);
	} else {
		if (*p == '[') {
			host = p + 1;
			p = strchr(p, ']');
			if (!p)
				goto bad;
			*p++ = '\0';
			if (*p && *p != ':' && *p != '/')
				goto bad;
		} else {
			p += strcspn(p, ":/");
		}

		if (*p == ':') {
			*p++ = '\0';
			p = parse_port(p, &n);
			if (!p)
				goto bad;
		}
	}

	if (*p == '/')
		*p++ = '\0';

	*prot = scheme ? scheme : "";
	*ads = host;
	*port = n;
	*path = *p ? p : "/";

	return 0;

bad:
	lwsl_err("%s: not a host and port: '%s'", __func__, host);

	return -1;
}
