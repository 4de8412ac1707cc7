/* SPDX-License-Identifier: MIT */
/*
 * LWS_WITH_ACCESS_LOG: a line for each request, in the "combined" form that
 * the common web servers write and their tools read:
 *
 *	address - user [time] "request" status bytes "referer" "user agent"
 *
 * What comes from the client is escaped, so that there is one line for each
 * request and every quote ends what it seems to end.
 */
#include "private-lib-roles-http.h"

#if defined(LWS_WITH_ACCESS_LOG)

#include <fcntl.h>

#define LINE_MAX_	2048u
/* of what the client sent; the rest of the line fits beside three of them */
#define FIELD_MAX	512u

struct out {
	char	*p;
	char	*end;
};

static void
put(struct out *o, const char *s)
{
	while (*s && o->p < o->end)
		*o->p++ = *s++;
}

/* up to limit bytes of the log; an escape goes in whole or not at all */
static void
put_escaped(struct out *o, const char *s, size_t len, char **limit)
{
	static const char hex[] = "0123456789ABCDEF";
	char *end = *limit < o->end ? *limit : o->end;

	while (len--) {
		unsigned char c = (unsigned char)*s++;
		int plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';

		if (end - o->p < (plain ? 1 : 4))
			return;
		if (plain) {
			*o->p++ = (char)c;
			continue;
		}
		*o->p++ = '\\';
		*o->p++ = 'x';
		*o->p++ = hex[c >> 4];
		*o->p++ = hex[c & 15];
	}
}

static void
put_field(struct out *o, const struct allocated_headers *ah,
	  enum lws_token_indexes token)
{
	const char *v = ah ? lws_ah_value(ah, (unsigned int)token) : NULL;
	char *limit;

	put(o, " \"");
	limit = o->p + FIELD_MAX;
	if (v && *v)
		put_escaped(o, v, strlen(v), &limit);
	else
		put(o, "-");
	put(o, "\"");
}

static void
put_request(struct out *o, const struct allocated_headers *ah)
{
	const struct lws_ah_frag *f;
	unsigned int n = 0;
	const char *path;
	char *limit;

	put(o, lws_http_method_name(ah->head.method));
	put(o, " ");
	limit = o->p + FIELD_MAX;
	path = lws_ah_value(ah,
		(unsigned int)lws_http_method_token(ah->head.method));
	if (path)
		put_escaped(o, path, strlen(path), &limit);
	while ((f = lws_ah_frag(ah, WSI_TOKEN_HTTP_URI_ARGS, n)) != NULL) {
		put_escaped(o, n++ ? "&" : "?", 1, &limit);
		put_escaped(o, lws_ah_frag_value(ah, f), f->len, &limit);
	}
	put(o, ah->head.version_minor ? " HTTP/1.1" : " HTTP/1.0");
}

/* in UTC, as nothing else is the same on all systems */
static void
put_time(struct out *o)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = (time_t)(lws_plat_wallclock_us() / LWS_US_PER_SEC);
	char text[64];
	struct tm tm;

	if (lws_plat_gmtime(now, &tm))
		return;
	lws_snprintf(text, sizeof(text), "[%02d/%.3s/%d:%02d:%02d:%02d +0000]",
		     tm.tm_mday, &months[3 * tm.tm_mon], tm.tm_year + 1900,
		     tm.tm_hour, tm.tm_min, tm.tm_sec);
	put(o, text);
}

/* the user of Basic credentials that were accepted */
static void
put_user(struct out *o, const struct lws_http *h)
{
	const char *v = h->ah && h->authorized ? lws_ah_value(h->ah,
				WSI_TOKEN_HTTP_AUTHORIZATION) : NULL;
	char *limit = o->p + 64, cred[512];

	/* behind "Basic" and spaces, up to the colon */
	if (v && lws_b64_decode_string(v + 5 + strspn(v + 5, " "), cred,
				       (int)sizeof(cred)) > 0)
		put_escaped(o, cred, strcspn(cred, ":"), &limit);
	else
		put(o, "-");
	lws_explicit_bzero(cred, sizeof(cred));
}

static size_t
build(struct lws *wsi, char *line, size_t size)
{
	struct lws_http *h = wsi->http;
	char text[80];
	struct out o;

	o.p = line;
	o.end = line + size - 1;

	put(&o, h->peer_name[0] ? h->peer_name : "-");
	put(&o, " - ");
	put_user(&o, h);
	put(&o, " ");
	put_time(&o);
	put(&o, " \"");
	if (h->ah)
		put_request(&o, h->ah);
	else
		put(&o, "-");
	lws_snprintf(text, sizeof(text), "\" %u %llu", h->code,
		     (unsigned long long)h->body_sent);
	put(&o, text);
	put_field(&o, h->ah, WSI_TOKEN_HTTP_REFERER);
	put_field(&o, h->ah, WSI_TOKEN_HTTP_USER_AGENT);
	*o.p++ = '\n';

	return (size_t)(o.p - line);
}

/* at its end the peer may be gone, and its address with it */
void
lws_http_access_log_begin(struct lws *wsi)
{
	if (wsi->vhost && wsi->vhost->access_log)
		(void)lws_get_peer_simple(wsi, wsi->http->peer_name,
					  sizeof(wsi->http->peer_name));
}

void
lws_http_access_log(struct lws *wsi)
{
	struct lws_http *h = wsi->http;
	char line[LINE_MAX_];
	lws_filepos_t done;
	size_t len;

	if (!h || !h->code || h->logged || !wsi->vhost ||
	    !wsi->vhost->access_log)
		return;

	h->logged = 1;
	len = build(wsi, line, sizeof(line));
	if (!lws_vfs_file_write(wsi->vhost->access_log, &done,
				(uint8_t *)line, len) && done == len)
		return;

	/* once: the next line would fail too */
	if (!wsi->vhost->access_log_failed)
		lwsl_vhost_err(wsi->vhost, "the access log cannot be written");
	wsi->vhost->access_log_failed = 1;
}

int
lws_http_access_log_open(struct lws_vhost *vh, const char *path)
{
	lws_fop_flags_t flags = LWS_O_WRONLY | LWS_O_CREAT | O_APPEND;

	if (!path)
		return 0;

	vh->access_log = _lws_plat_file_open(&vh->context->fops_platform, path,
					     NULL, &flags);
	if (!vh->access_log)
		lwsl_cx_err(vh->context, "vhost %s refused: the access log %s "
			    "cannot be opened", vh->name, path);

	return !vh->access_log;
}

void
lws_http_access_log_close(struct lws_vhost *vh)
{
	lws_vfs_file_close(&vh->access_log);
}
#endif
