/* SPDX-License-Identifier: MIT */
/*
 * Bodies of a client's request that are forms: the heads of the parts of a
 * multipart/form-data body (RFC 7578), and basic authentication (RFC 7617).
 */
#include "private-lib-roles-http.h"

/*
 * A quoted string as browsers write it: what would end the string, or the
 * line, goes in as %22, %0D, %0A.  Nonzero: no room.
 */
static int
put_quoted(char **p, char *end, const char *s)
{
	char *o = *p;

	for (; *s; s++) {
		int hide = *s == '"' || *s == '\r' || *s == '\n';

		if (end - o < (hide ? 4 : 2))
			return 1;
		if (hide)
			o += lws_snprintf(o, 4, "%%%02X", (unsigned char)*s);
		else
			*o++ = *s;
	}
	*p = o;

	return 0;
}

static int
put(char **p, char *end, const char *s)
{
	size_t n = strlen(s);

	/* the last byte is for a NUL, which the caller may want to put */
	if ((size_t)(end - *p) <= n)
		return 1;
	memcpy(*p, s, n);
	*p += n;

	return 0;
}

static int
is_clean(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return 0;

	return 1;
}

/* the boundary, made when it is first asked for; NULL: no random */
const char *
lws_http_boundary(struct lws_http *h)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t r[sizeof(h->boundary) / 2];
	size_t n;

	if (h->boundary[0])
		return h->boundary;
	if (lws_plat_random(r, sizeof(r)))
		return NULL;
	for (n = 0; n + 1 < sizeof(h->boundary); n++)
		h->boundary[n] = hex[n & 1 ? r[n / 2] & 15 : r[n / 2] >> 4];
	h->boundary[n] = '\0';

	return h->boundary;
}

static int
put_part(struct lws_http *h, const char *name, const char *filename,
	 const char *content_type, char **p, char *end)
{
	const char *b = lws_http_boundary(h);

	/* the line end belongs to the boundary; there is none before the
	 * first, nor does one do harm there (RFC 2046 5.1.1) */
	if (!b || (h->parts && put(p, end, "\r\n")) || put(p, end, "--") ||
	    put(p, end, b))
		return 1;
	if (!name && !filename && !content_type)
		return put(p, end, "--\r\n");

	if (put(p, end, "\r\nContent-Disposition: form-data; name=\"") ||
	    put_quoted(p, end, name ? name : "") || put(p, end, "\""))
		return 1;
	if (filename && (put(p, end, "; filename=\"") ||
			 put_quoted(p, end, filename) || put(p, end, "\"")))
		return 1;
	if (content_type && (put(p, end, "\r\nContent-Type: ") ||
			     put(p, end, content_type)))
		return 1;

	return put(p, end, "\r\n\r\n");
}

int
lws_client_http_multipart(struct lws *wsi, const char *name,
			  const char *filename, const char *content_type,
			  char **p, char *end)
{
	char *was = *p;

	if (!wsi->http || !lwsi_role_client(wsi))
		return 1;
	if (content_type && !is_clean(content_type)) {
		lwsl_wsi_err(wsi, "multipart: control character in the content "
			     "type");
		return 1;
	}
	if (put_part(wsi->http, name, filename, content_type, p, end)) {
		*p = was;
		lwsl_wsi_err(wsi, "multipart: no room for the head of a part");
		return 1;
	}
	wsi->http->parts = 1;

	return 0;
}

int
lws_http_basic_auth_gen(const char *user, const char *pw, char *buf,
			size_t len)
{
	size_t n = strlen(user) + 1 + strlen(pw);
	char plain[512];
	int m;

	/* "Basic ", 4 for each 3 begun, NUL.  A name with a colon in it
	 * would be read as a shorter one. */
	if (n + 1 > sizeof(plain) || len < 6 + (n + 2) / 3 * 4 + 1 ||
	    strchr(user, ':'))
		return -1;

	m = lws_snprintf(plain, sizeof(plain), "%s:%s", user, pw);
	memcpy(buf, "Basic ", 6);
	m = lws_b64_encode_string(plain, m, buf + 6, (int)(len - 6));

	return m < 0 ? -1 : 0;
}
