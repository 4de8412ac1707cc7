/* SPDX-License-Identifier: MIT */
/*
 * What a Set-Cookie field means (RFC 6265 5.2, 5.3).
 *
 * There is no list of public suffixes here: a domain of one label ("com") is
 * refused, one like "co.uk" cannot be told from a company's.
 */
#include "cookies.h"

static int
is(struct lws_span s, const char *word)
{
	return s.len == strlen(word) && lws_memcaseeq(s.p, word, s.len);
}

static int
begins(struct lws_span s, const char *word)
{
	return s.len >= strlen(word) && lws_memcaseeq(s.p, word, strlen(word));
}

int
lws_cookie_host_is_address(const char *host)
{
	lws_sockaddr46 sa46;

	return *host == '[' || !lws_sa46_parse_numeric_address(host, &sa46);
}

int
lws_cookie_path_matches(const char *request, const char *cookie, size_t len)
{
	size_t n = strcspn(request, "?#");

	if (!n || *request != '/') {
		request = "/";
		n = 1;
	}
	if (n < len || memcmp(request, cookie, len))
		return 0;

	return n == len || cookie[len - 1] == '/' || request[len] == '/';
}

/* up to the last slash, RFC 6265 5.1.4 */
static struct lws_span
default_path(const char *request)
{
	struct lws_span s = { "/", 1 };
	size_t n = strcspn(request, "?#");

	if (*request != '/')
		return s;
	while (n && request[n - 1] != '/')
		n--;
	if (n > 1) {
		s.p = request;
		s.len = n - 1;
	}

	return s;
}

/* digits, or a '-' and digits; others are as if they were not there */
static void
max_age(struct lws_span v, int64_t now, int64_t *expires)
{
	int negative = v.len && *v.p == '-';
	int64_t n = 0;
	size_t k;

	for (k = negative ? 1 : 0; k < v.len; k++) {
		if (v.p[k] < '0' || v.p[k] > '9')
			return;
		if (n < LWS_COOKIE_MAX_AGE)
			n = n * 10 + (v.p[k] - '0');
	}
	if (v.len == (size_t)negative)
		return;

	*expires = negative || !n ? 1 : now + n;
}

struct attrs {
	struct lws_span	domain;
	struct lws_span	path;
	int64_t			expires;	/* 0: none */
	int64_t			max_age;	/* likewise: comes first */
};

static void
attribute(struct lws_cookie *c, struct attrs *a, struct lws_span n,
	  struct lws_span v, int64_t now)
{
	int64_t t;

	if (is(n, "expires") && !lws_cookie_date(v.p, v.len, &t))
		a->expires = t > 0 ? t : 1;
	else if (is(n, "max-age"))
		max_age(v, now, &a->max_age);
	else if (is(n, "domain")) {
		if (v.len && *v.p == '.') {
			v.p++;
			v.len--;
		}
		a->domain = v;
	} else if (is(n, "path"))
		a->path = v;
	else if (is(n, "secure"))
		c->secure = 1;
	else if (is(n, "httponly"))
		c->http_only = 1;
}

static void
attributes(struct lws_cookie *c, struct attrs *a, const char *p,
	   const char *end, int64_t now)
{
	while (p < end) {
		const char *e = memchr(p, ';', (size_t)(end - p)), *eq;

		if (!e)
			e = end;
		eq = memchr(p, '=', (size_t)(e - p));
		attribute(c, a, lws_trimmed(p, eq ? eq : e),
			  lws_trimmed(eq ? eq + 1 : e, e), now);
		p = e + 1;
	}
}

/* host ends in domain, at a dot */
static int
domain_matches(const char *host, const char *domain)
{
	size_t h = strlen(host), d = strlen(domain);

	return h == d ? !strcmp(host, domain) :
			h > d && !strcmp(host + h - d, domain) &&
			host[h - d - 1] == '.';
}

static const char *
set_domain(struct lws_cookie *c, struct lws_span d, const char *host)
{
	size_t n;

	c->host_only = 1;
	if (strlen(host) >= sizeof(c->domain))
		return "host name is too long";
	lws_strncpy(c->domain, host, sizeof(c->domain));
	if (!d.len)
		return NULL;

	if (d.len >= sizeof(c->domain))
		return "domain is too long";
	for (n = 0; n < d.len; n++)
		c->domain[n] = lws_ascii_lower(d.p[n]);
	c->domain[n] = '\0';
	if (!domain_matches(host, c->domain))
		return "for another domain";
	/* of what has no parents, or is nobody's, only for itself */
	if (lws_cookie_host_is_address(host) || !strchr(c->domain, '.') ||
	    c->domain[n - 1] == '.')
		return strcmp(host, c->domain) ? "for a public domain" : NULL;
	c->host_only = 0;

	return NULL;
}

/* what the successor of RFC 6265 says in 5.7 */
static const char *
check_prefix(const struct lws_cookie *c, const struct attrs *a)
{
	if (begins(c->name, "__Secure-") && !c->secure)
		return "__Secure- without Secure";
	if (begins(c->name, "__Host-") &&
	    (!c->secure || a->domain.len || c->path.len != 1))
		return "__Host- without Secure, with Domain, or not for /";

	return NULL;
}

/* what has no place in a field, or in the file */
static int
is_clean(const char *s, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if ((unsigned char)s[n] < ' ' || s[n] == 0x7f)
			return 0;

	return 1;
}

const char *
lws_cookie_parse(struct lws_cookie *c, const char *s, size_t len,
		 const char *host, const char *path, int tls, int64_t now)
{
	const char *end = s + len, *semi = memchr(s, ';', len), *eq, *bad;
	struct attrs a;

	memset(c, 0, sizeof(*c));
	memset(&a, 0, sizeof(a));
	if (!is_clean(s, len))
		return "control character";
	if (!semi)
		semi = end;
	eq = memchr(s, '=', (size_t)(semi - s));
	if (!eq)
		return "no name and value";
	c->name = lws_trimmed(s, eq);
	c->value = lws_trimmed(eq + 1, semi);
	if (!c->name.len)
		return "no name";
	if (c->name.len + c->value.len > LWS_COOKIE_MAX)
		return "too long";

	if (semi < end)
		attributes(c, &a, semi + 1, end, now);
	c->expires = a.max_age ? a.max_age : a.expires;
	if (c->expires > now + LWS_COOKIE_MAX_AGE)
		c->expires = now + LWS_COOKIE_MAX_AGE;
	c->gone = c->expires && c->expires <= now;

	c->path = a.path.len && *a.path.p == '/' ? a.path : default_path(path);
	if (c->path.len > 1024 || memchr(c->path.p, '|', c->path.len))
		return "path cannot be kept";
	bad = set_domain(c, a.domain, host);
	if (bad)
		return bad;
	if (c->secure && !tls)
		return "Secure from a server without TLS";

	return check_prefix(c, &a);
}
