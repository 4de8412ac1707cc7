/* SPDX-License-Identifier: MIT */
/*
 * Where a redirect leads (RFC 9110 10.2.2, RFC 3986 5): a Location, seen from
 * the request that was answered with it.
 */
#include "private-lib-roles-http.h"

/* room that is left in out->path, which out->path_size says the size of */
struct path_out {
	char	*buf;
	size_t	size;
	size_t	len;
};

static void
put(struct path_out *o, char c)
{
	/* too small is found out in the end */
	if (o->len < o->size)
		o->buf[o->len] = c;
	o->len++;
}

/* "scheme:" -> its length without the colon; 0: there is none */
static size_t
scheme_len(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') ||
	       (n && ((s[n] >= '0' && s[n] <= '9') || s[n] == '+' ||
		      s[n] == '-' || s[n] == '.')))
		n++;

	return s[n] == ':' ? n : 0;
}

static int
is_scheme(const char *s, size_t len, const char *want)
{
	return len == strlen(want) && lws_memcaseeq(s, want, len);
}

/* the port's digits; 0: none, -1: no port at all */
static int
port_of(const char *s, const char *end)
{
	int n = 0;

	if (s == end)
		return 0;
	for (; s < end; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		n = n * 10 + (*s - '0');
		if (n > 65535)
			return -1;
	}

	return n ? n : -1;
}

/* host and port between s and end, credentials are left out */
static const char *
authority(struct lws_http_place *out, const char *s, const char *end)
{
	int standard = out->tls ? 443 : 80, port;
	const char *p, *host;
	size_t len;

	for (p = end; p > s && p[-1] != '@'; p--)
		;
	host = s = p;
	if (*host == '[') {
		host++;
		p = memchr(host, ']', (size_t)(end - host));
		if (!p)
			return "redirect to a malformed address";
		len = (size_t)(p - host);
		p++;
	} else {
		p = memchr(host, ':', (size_t)(end - host));
		if (!p)
			p = end;
		len = (size_t)(p - host);
	}
	if (!len || len >= sizeof(out->address) || (p < end && *p != ':'))
		return "redirect to a malformed address";
	port = p < end ? port_of(p + 1, end) : 0;
	if (port < 0)
		return "redirect to a malformed port";
	/* an address with '+' in front is a Unix socket to us: of this machine,
	 * and no business of a server's */
	if (*host == '+' || strcspn(host, "\\\"<>^`{|}%") < len)
		return "redirect to a malformed address";

	memcpy(out->address, host, len);
	out->address[len] = '\0';
	out->port = port ? port : standard;
	if (out->port == standard)
		lws_snprintf(out->host, sizeof(out->host), "%.*s",
			     (int)(p - s), s);
	else
		lws_snprintf(out->host, sizeof(out->host), "%.*s:%d",
			     (int)(p - s), s, out->port);

	return NULL;
}

/* the dot segments of RFC 3986 5.2.4, in a path that begins with '/' */
static void
remove_dots(char *path)
{
	char *in = path, *out = path;

	while (*in && *in != '?') {
		size_t n = 1 + strcspn(in + 1, "/?");

		if (n == 2 && in[1] == '.') {
			in += n;
			if (*in != '/')
				*out++ = '/';
		} else if (n == 3 && in[1] == '.' && in[2] == '.') {
			in += n;
			while (out > path && *--out != '/')
				;
			if (*in != '/')
				*out++ = '/';
		} else {
			memmove(out, in, n);
			out += n;
			in += n;
		}
	}
	memmove(out, in, strlen(in) + 1);
}

/* the part of the base path that a relative reference is put behind */
static void
put_base(struct path_out *o, const char *base, char first)
{
	size_t n = strcspn(base, "?#"), k;

	if (*base != '/')
		put(o, '/');
	if (first == '\0')
		n = strcspn(base, "#");
	else if (first != '?')
		while (n && base[n - 1] != '/')
			n--;
	for (k = 0; k < n; k++)
		put(o, base[k]);
}

const char *
lws_http_resolve(const char *location, int tls, const char *base_path,
		 struct lws_http_place *out, char *path, size_t path_size)
{
	const char *s = location, *end, *p, *bad;
	struct path_out o;
	size_t n;

	memset(out, 0, sizeof(*out));
	out->tls = tls;
	for (p = s; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return "redirect with a control character";

	s += strspn(s, " ");
	n = scheme_len(s);
	if (n) {
		if (is_scheme(s, n, "https") || is_scheme(s, n, "wss"))
			out->tls = 1;
		else if (is_scheme(s, n, "http") || is_scheme(s, n, "ws"))
			out->tls = 0;
		else
			return "redirect to a scheme other than http and https";
		s += n + 1;
		if (s[0] != '/' || s[1] != '/')
			return "redirect without a host";
	}
	if (s[0] == '/' && s[1] == '/') {
		s += 2;
		end = s + strcspn(s, "/?# ");
		bad = authority(out, s, end);
		if (bad)
			return bad;
		s = end;
		base_path = "/";
	}

	end = s + strcspn(s, "#");
	while (end > s && end[-1] == ' ')
		end--;
	o.buf = path;
	o.size = path_size;
	o.len = 0;
	if (s == end || *s != '/')
		put_base(&o, base_path, s == end ? '\0' : *s);
	for (; s < end; s++)
		if (*s == ' ') {
			put(&o, '%');
			put(&o, '2');
			put(&o, '0');
		} else
			put(&o, *s);
	if (o.len >= path_size)
		return "redirect to a path that is too long";
	path[o.len] = '\0';
	remove_dots(path);

	return NULL;
}

int
lws_http_is_redirect(unsigned int code)
{
	return (code >= 301 && code <= 303) || code == 307 || code == 308;
}

int
lws_http_is_redirected_to_get(struct lws *wsi)
{
	return wsi->http && wsi->http->redirected_to_get;
}
