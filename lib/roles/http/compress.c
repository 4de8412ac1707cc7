/* SPDX-License-Identifier: MIT */
/*
 * Compressing answers while they are sent (LWS_WITH_HTTP_STREAM_COMPRESSION):
 * the content coding "gzip" or "deflate" (RFC 9110 8.4.1), in chunks, as the
 * length is not known before the end.
 */
#include "private-lib-roles-http.h"

#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)

#include <zlib.h>

/*
 * A window of 8 KiB and a table of 32 KiB: 64 KiB for each answer that is
 * under way, a quarter of zlib's default, for a few percent of length.
 */
#define WINDOW_BITS	13
#define GZIP_FORMAT	16
#define MEMORY_LEVEL	6
#define OUT_SIZE	4096u
/* the size of a chunk before it, and behind it CR LF and the last chunk */
#define CHUNK_BEFORE	12u
#define CHUNK_BEHIND	8u

struct lws_http_comp {
	z_stream	z;
	unsigned int	finished:1;
	uint8_t		out[CHUNK_BEFORE + OUT_SIZE + CHUNK_BEHIND];
};

static void *
zlib_alloc(void *opaque, unsigned int items, unsigned int size)
{
	LWS_UNUSED(opaque);

	return lws_malloc((size_t)items * size, "zlib");
}

static void
zlib_free(void *opaque, void *p)
{
	LWS_UNUSED(opaque);
	lws_free(p);
}

static struct lws_http_comp *
create(int gzip)
{
	struct lws_http_comp *c = lws_zalloc(sizeof(*c), "compression");

	if (!c)
		return NULL;
	c->z.zalloc = zlib_alloc;
	c->z.zfree = zlib_free;
	if (deflateInit2(&c->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
			 WINDOW_BITS + (gzip ? GZIP_FORMAT : 0), MEMORY_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		lws_free_set_NULL(c);

	return c;
}

void
lws_http_comp_free(struct lws_http_comp **pc)
{
	if (!*pc)
		return;

	(void)deflateEnd(&(*pc)->z);
	lws_free_set_NULL(*pc);
}

/* what is in out becomes a chunk, and if wanted the last one follows */
static int
send_chunk(struct lws *wsi, struct lws_http_comp *c, int last)
{
	size_t n = OUT_SIZE - c->z.avail_out;
	uint8_t *p = c->out + CHUNK_BEFORE, *e = p + n;

	if (n) {
		char size[CHUNK_BEFORE + 1];
		size_t l = (size_t)lws_snprintf(size, sizeof(size), "%X\r\n",
						(unsigned int)n);

		p -= l;
		memcpy(p, size, l);
		*e++ = '\r';
		*e++ = '\n';
	}
	if (last) {
		memcpy(e, "0\r\n\r\n", 5);
		e += 5;
	}

	return e != p && lws_issue_raw(wsi, p, (size_t)(e - p)) < 0;
}

int
lws_http_comp_write(struct lws *wsi, const uint8_t *buf, size_t len,
		    int final)
{
	struct lws_http_comp *c = wsi->http->comp;
	/* who writes bit by bit wants it to arrive; a file follows at once */
	int r, how = final ? Z_FINISH :
			     wsi->http->file ? Z_NO_FLUSH : Z_SYNC_FLUSH;

	if (c->finished)
		return len ? -1 : 0;

	c->z.next_in = (Bytef *)(lws_intptr_t)buf;
	c->z.avail_in = (uInt)len;
	do {
		c->z.next_out = c->out + CHUNK_BEFORE;
		c->z.avail_out = OUT_SIZE;
		r = deflate(&c->z, how);
		if (r == Z_STREAM_ERROR ||
		    send_chunk(wsi, c, r == Z_STREAM_END))
			return -1;
	} while (r != Z_STREAM_END && !c->z.avail_out);
	c->finished = r == Z_STREAM_END;

	return (int)len;
}

int
lws_http_comp_end(struct lws *wsi)
{
	struct lws_http *h = wsi->http;

	if (!h->comp || h->method == LWSHUMETH_HEAD)
		return 0;

	return lws_http_comp_write(wsi, NULL, 0, 1) < 0;
}

/* nonzero: it can be sent so */
static int
possible(const struct lws_http *h)
{
	return h && h->ah && !h->ah->head.is_response && h->chunkable &&
	       !h->comp && !h->answered && !h->has_length && !h->has_encoding;
}

static const char *
choose(const struct allocated_headers *ah, const char *name)
{
	static const char * const codings[] = { "gzip", "deflate" };
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(codings); n++)
		if ((!name || !strcmp(name, codings[n])) &&
		    lws_http_coding_wanted(ah, codings[n]))
			return codings[n];

	return NULL;
}

static int
add(struct lws *wsi, enum lws_token_indexes token, const char *value,
    unsigned char **p, unsigned char *end)
{
	return lws_add_http_header_by_token(wsi, token,
			(const unsigned char *)value, (int)strlen(value), p,
			end);
}

int
lws_http_compression_apply(struct lws *wsi, const char *name,
			   unsigned char **p, unsigned char *end, char decomp)
{
	struct lws_http *h = wsi->http;
	unsigned char *start = *p;
	const char *coding;

	/* bodies that come in are given to the user as they are */
	if (decomp || !possible(h))
		return 1;
	coding = choose(h->ah, name);
	if (!coding)
		return 1;
	h->comp = create(!strcmp(coding, "gzip"));
	if (!h->comp) {
		lwsl_wsi_err(wsi, "out of memory: not compressed");
		return 1;
	}

	if (add(wsi, WSI_TOKEN_HTTP_CONTENT_ENCODING, coding, p, end) ||
	    add(wsi, WSI_TOKEN_HTTP_VARY, "accept-encoding", p, end) ||
	    add(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING, "chunked", p, end)) {
		lws_http_comp_free(&h->comp);
		h->has_encoding = 0;
		*p = start;
		return 1;
	}

	return 0;
}

#else

int
lws_http_compression_apply(struct lws *wsi, const char *name,
			   unsigned char **p, unsigned char *end, char decomp)
{
	LWS_UNUSED(wsi);
	LWS_UNUSED(name);
	LWS_UNUSED(p);
	LWS_UNUSED(end);
	LWS_UNUSED(decomp);

	return 1;
}
#endif
