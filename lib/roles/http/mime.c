/* SPDX-License-Identifier: MIT */
/*
 * Content types by the suffixes of file names.
 */
#include "private-lib-roles-http.h"

static const struct {
	const char	*suffix;
	const char	*type;
} types[] = {
	{ ".html",	"text/html" },
	{ ".htm",	"text/html" },
	{ ".js",	"text/javascript" },
	{ ".mjs",	"text/javascript" },
	{ ".css",	"text/css" },
	{ ".png",	"image/png" },
	{ ".svg",	"image/svg+xml" },
	{ ".ico",	"image/x-icon" },
	{ ".gif",	"image/gif" },
	{ ".jpg",	"image/jpeg" },
	{ ".jpeg",	"image/jpeg" },
	{ ".webp",	"image/webp" },
	{ ".avif",	"image/avif" },
	{ ".ttf",	"application/x-font-ttf" },
	{ ".otf",	"application/font-woff" },
	{ ".woff",	"application/font-woff" },
	{ ".woff2",	"application/font-woff2" },
	{ ".xml",	"application/xml" },
	{ ".json",	"application/json" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".txt",	"text/plain" },
	{ ".md",	"text/markdown" },
	{ ".csv",	"text/csv" },
	{ ".gz",	"application/gzip" },
	{ ".zip",	"application/zip" },
	{ ".pdf",	"application/pdf" },
	{ ".wasm",	"application/wasm" },
	{ ".mp3",	"audio/mpeg" },
	{ ".ogg",	"audio/ogg" },
	{ ".wav",	"audio/wav" },
	{ ".mp4",	"video/mp4" },
	{ ".webm",	"video/webm" },
};

static int
ends_in(const char *file, size_t len, const char *suffix)
{
	size_t n = strlen(suffix);

	return n && len > n && lws_memcaseeq(file + len - n, suffix, n);
}

const char *
lws_get_mimetype(const char *file, const struct lws_http_mount *m)
{
	const struct lws_protocol_vhost_options *o;
	const char *any = NULL;
	size_t n, len = strlen(file);

	for (o = m ? m->extra_mimetypes : NULL; o; o = o->next) {
		if (!strcmp(o->name, "*"))
			any = o->value;
		else if (ends_in(file, len, o->name))
			return o->value;
	}

	for (n = 0; n < LWS_ARRAY_SIZE(types); n++)
		if (ends_in(file, len, types[n].suffix))
			return types[n].type;

	return any;
}
