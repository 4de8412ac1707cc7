/* SPDX-License-Identifier: MIT */
/*
 * The cookies of clients, in the context's cookie jar: what a response sets,
 * and what goes with a request.
 */
#include "cookies.h"

/* the host of the request, in lower case and without a port */
static int
request_host(const struct lws *wsi, char *buf, size_t size)
{
	const char *host = lws_client_string(wsi, LWS_CLI_HOST);
	size_t n;

	if (!host)
		return 1;
	n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	if (!n || n >= size || strlen(host) < n)
		return 1;
	for (size = 0; size < n; size++) {
		buf[size] = lws_ascii_lower(host[size]);
		/* of the keys in the jar */
		if (strchr("|*\t", buf[size]) || (unsigned char)buf[size] <= ' ')
			return 1;
	}
	buf[n] = '\0';

	return 0;
}

static struct lws_cache_ttl_lru *
jar_of(const struct lws *wsi)
{
	return lws_client_ssl_flags(wsi) & LCCSCF_CACHE_COOKIES ?
			wsi->context->cookies : NULL;
}

/* ---- what is set ---- */

/* the line is in the jar's format; NULL: no memory */
static char *
render(const struct lws_cookie *c, size_t *tag_len, size_t *line_len)
{
	const char *dot = c->host_only ? "" : ".";
	size_t size = 2 * (strlen(c->domain) + c->path.len + c->name.len) +
		      c->value.len + 96;
	char *buf = lws_malloc(size, "cookie");

	if (!buf)
		return NULL;
	*tag_len = (size_t)lws_snprintf(buf, size, "%s%s|%.*s|%.*s", dot,
		c->domain, (int)c->path.len, c->path.p, (int)c->name.len,
		c->name.p);
	*line_len = (size_t)lws_snprintf(buf + *tag_len + 1,
		size - *tag_len - 1, "%s%s%s\t%s\t%.*s\t%s\t%lld\t%.*s\t%.*s",
		c->http_only ? "#HttpOnly_" : "", dot, c->domain,
		c->host_only ? "FALSE" : "TRUE", (int)c->path.len, c->path.p,
		c->secure ? "TRUE" : "FALSE", (long long)c->expires,
		(int)c->name.len, c->name.p, (int)c->value.len, c->value.p);

	return buf;
}

/* one field of a line in the jar */
static struct lws_span
field(const char *line, size_t len, unsigned int which)
{
	const char *end = line + len, *p;
	struct lws_span s = { end, 0 };

	while (line <= end) {
		p = memchr(line, '\t', (size_t)(end - line));
		if (!p)
			p = end;
		if (!which--) {
			s.p = line;
			s.len = (size_t)(p - line);
			break;
		}
		line = p + 1;
	}

	return s;
}

static int
is_true(struct lws_span s)
{
	return s.len == 4 && lws_memcaseeq(s.p, "TRUE", 4);
}

/* a domain has its limit: who fills it does so at the cost of its own */
static void
limit_domain(struct lws_cache_ttl_lru *jar, const char *tag)
{
	char wc[260], first[LWS_COOKIE_MAX + 1400];
	lws_cache_results_t r;
	const void *p;
	unsigned int count = 0;

	lws_snprintf(wc, sizeof(wc), "%.*s|*", (int)strcspn(tag, "|"), tag);
	memset(&r, 0, sizeof(r));
	if (lws_cache_lookup(jar, wc, &p, &r.size))
		return;
	r.ptr = p;
	while (!lws_cache_results_walk(&r)) {
		if (!count++)
			lws_strncpy(first, (const char *)r.tag, sizeof(first));
		if (!strcmp((const char *)r.tag, tag))
			return;
	}
	/* a '*' in its name would take others along, which is no loss */
	if (count >= LWS_COOKIES_PER_DOMAIN)
		(void)lws_cache_item_remove(jar, first);
}

static void
keep(struct lws *wsi, struct lws_cache_ttl_lru *jar, struct lws_cookie *c,
     int tls, int64_t now)
{
	size_t tag_len, line_len, size;
	const void *p;
	char *tag = render(c, &tag_len, &line_len);
	lws_usec_t expiry = 0;

	if (!tag) {
		lwsl_wsi_err(wsi, "out of memory for a cookie");
		return;
	}
	/* who can only be heard in the clear does not replace a secret */
	if (!tls && !lws_cache_item_get(jar, tag, &p, &size) &&
	    is_true(field(p, size, 3))) {
		lws_free(tag);
		return;
	}

	if (c->gone)
		(void)lws_cache_item_remove(jar, tag);
	else {
		if (c->expires)
			expiry = lws_now_usecs() +
				 (lws_usec_t)(c->expires - now) *
								LWS_US_PER_SEC;
		limit_domain(jar, tag);
		if (lws_cache_write_through(jar, tag, (const uint8_t *)tag +
					    tag_len + 1, line_len, expiry,
					    NULL))
			lwsl_wsi_info(wsi, "cookie could not be kept");
	}
	lws_free(tag);
}

void
lws_http_cookies_take(struct lws *wsi)
{
	struct lws_cache_ttl_lru *jar = jar_of(wsi);
	int tls = !!(lws_client_ssl_flags(wsi) & LCCSCF_USE_SSL);
	int64_t now = (int64_t)lws_now_secs();
	const struct lws_ah_frag *f;
	struct lws_cookie c;
	unsigned int n = 0;
	const char *bad;
	char host[256];

	if (!jar || request_host(wsi, host, sizeof(host)))
		return;

	while ((f = lws_ah_frag(wsi->http->ah, WSI_TOKEN_HTTP_SET_COOKIE,
				n++))) {
		bad = lws_cookie_parse(&c, lws_ah_frag_value(wsi->http->ah, f),
				       f->len, host,
				       lws_client_string(wsi, LWS_CLI_PATH),
				       tls, now);
		if (bad)
			lwsl_wsi_info(wsi, "cookie is ignored: %s", bad);
		else
			keep(wsi, jar, &c, tls, now);
	}
}

/* ---- what is sent ---- */

struct chosen {
	size_t			path_len;
	struct lws_span	name;
	struct lws_span	value;
	char			*line;	/* a copy */
};

struct choice {
	struct chosen		c[LWS_COOKIES_SENT_MAX];
	unsigned int		count;
	const char		*path;
	int			tls;
};

/* longer paths first, those of the same length as they came: 5.4 */
static void
choose(struct choice *ch, const char *in_jar, size_t len)
{
	struct lws_span path = field(in_jar, len, 2);
	const char *line = in_jar;
	unsigned int n;
	char *copy;

	if (!path.len || (!ch->tls && is_true(field(line, len, 3))) ||
	    !lws_cookie_path_matches(ch->path, path.p, path.len) ||
	    ch->count == LWS_COOKIES_SENT_MAX)
		return;
	/* the jar may be read anew before it is sent */
	copy = lws_memdup(line, len, "cookie");
	if (!copy)
		return;
	for (n = ch->count; n && ch->c[n - 1].path_len < path.len; n--)
		ch->c[n] = ch->c[n - 1];
	ch->c[n].path_len = path.len;
	ch->c[n].line = copy;
	ch->c[n].name = field(copy, len, 5);
	ch->c[n].value = field(copy, len, 6);
	ch->count++;
}

/* those of one domain */
static void
choose_domain(struct lws_cache_ttl_lru *jar, struct choice *ch,
	      const char *dot, const char *domain)
{
	lws_cache_results_t r;
	char wc[260];
	const void *p;
	size_t size;

	lws_snprintf(wc, sizeof(wc), "%s%s|*", dot, domain);
	memset(&r, 0, sizeof(r));
	if (lws_cache_lookup(jar, wc, &p, &r.size))
		return;
	r.ptr = p;
	while (!lws_cache_results_walk(&r))
		if (!lws_cache_item_get(jar, (const char *)r.tag, &p, &size))
			choose(ch, p, size);
}

static int
put(char **p, char *end, struct lws_span s)
{
	if ((size_t)(end - *p) <= s.len)
		return 1;
	memcpy(*p, s.p, s.len);
	*p += s.len;

	return 0;
}

/* how many went in */
static unsigned int
put_chosen(const struct choice *ch, char **p, char *end)
{
	static const struct lws_span semi = { "; ", 2 }, eq = { "=", 1 };
	unsigned int n;

	for (n = 0; n < ch->count; n++) {
		char *was = *p;

		if ((n && put(p, end, semi)) || put(p, end, ch->c[n].name) ||
		    put(p, end, eq) || put(p, end, ch->c[n].value)) {
			*p = was;
			break;
		}
	}

	return n;
}

int
lws_http_cookies_put(struct lws *wsi, char **p, char *end)
{
	struct lws_cache_ttl_lru *jar = jar_of(wsi);
	char host[256], *d = host, *was = *p, *half;
	struct choice *ch;
	unsigned int n;

	if (!jar || request_host(wsi, host, sizeof(host)) || end - *p < 64)
		return 0;
	ch = lws_zalloc(sizeof(*ch), "cookies");
	if (!ch) {
		lwsl_wsi_err(wsi, "out of memory for cookies");
		return 0;
	}
	ch->path = lws_client_string(wsi, LWS_CLI_PATH);
	ch->tls = !!(lws_client_ssl_flags(wsi) & LCCSCF_USE_SSL);

	choose_domain(jar, ch, "", host);
	while (!lws_cookie_host_is_address(host) && d && strchr(d, '.')) {
		choose_domain(jar, ch, ".", d);
		d = strchr(d, '.') + 1;
	}

	/* the rest of the head wants its room too */
	half = *p + (end - *p) / 2;
	memcpy(*p, "Cookie: ", 8);
	*p += 8;
	n = put_chosen(ch, p, half - 2);
	if (n < ch->count)
		lwsl_wsi_notice(wsi, "no room for %u of %u cookies",
				ch->count - n, ch->count);
	if (n) {
		memcpy(*p, "\r\n", 2);
		*p += 2;
	} else
		*p = was;
	while (ch->count)
		lws_free(ch->c[--ch->count].line);
	lws_free(ch);

	return 0;
}
