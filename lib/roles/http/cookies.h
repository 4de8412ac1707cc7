/* SPDX-License-Identifier: MIT */
/*
 * The rules for the cookies of clients (RFC 6265, and what its successor has
 * made of Secure and of name prefixes), on strings.
 */
#ifndef LWS_ROLES_HTTP_COOKIES_H
#define LWS_ROLES_HTTP_COOKIES_H

#include "private-lib-roles-http.h"

/* name and value together */
#define LWS_COOKIE_MAX		4096u
/* of one domain; the one that came first goes */
#define LWS_COOKIES_PER_DOMAIN	50u
/* that one request has */
#define LWS_COOKIES_SENT_MAX	64u
/* nobody keeps one for longer: 400 days */
#define LWS_COOKIE_MAX_AGE	(400 * 86400)

struct lws_cookie {
	struct lws_span		name;
	struct lws_span		value;
	struct lws_span		path;
	char			domain[256];	/* without a dot in front */
	int64_t			expires;	/* Unix time; 0: with the process */
	unsigned int		host_only:1;
	unsigned int		secure:1;
	unsigned int		http_only:1;
	unsigned int		gone:1;		/* it is to be removed */
};

/*
 * What one Set-Cookie field says to a request for `path` at `host` (lower
 * case).  NULL: c is filled, and points into the arguments; else why it is
 * ignored.
 */
const char *
lws_cookie_parse(struct lws_cookie *c, const char *s, size_t len,
		 const char *host, const char *path, int tls, int64_t now);
/* RFC 6265 5.1.1; 0: found */
int
lws_cookie_date(const char *s, size_t len, int64_t *t);
/* RFC 6265 5.1.4 */
int
lws_cookie_path_matches(const char *request, const char *cookie, size_t len);
/* nonzero: a numeric address, which has no parent domains */
int
lws_cookie_host_is_address(const char *host);

#endif
