/* SPDX-License-Identifier: MIT */
/*
 * lws_spa_...: what the fields of a form are, and who gets its files.
 *
 * All values that are kept, each with its NUL, share max_storage bytes.  They
 * lie in one block that never moves, or, if the user gave an lwsac, are
 * copied there when they are complete.
 *
 * Content of files is gathered, so that the user gets pieces of one size
 * however the body was cut: max_storage - 1 bytes, behind which is a NUL.
 */
#include "form.h"

/* Content is not gathered in larger pieces, whatever max_storage is */
#define PIECE_MAX	65535u

struct value {
	const char	*p;
	size_t		len;
	unsigned int	given:1;
};

struct lws_spa {
	lws_spa_create_info_t	i;
	struct lws_form_sink	sink;
	struct lws_form_url	*url;		/* one of these */
	struct lws_form_multipart *multipart;
	struct lws		*wsi;		/* for the log only */
	struct value		*values;
	char			*storage;
	size_t			max_storage;
	size_t			total;		/* of max_storage used */
	size_t			pos;		/* in storage */
	size_t			start;		/* of the value at hand */
	int			index;		/* of it; -1: not wanted */
	char			*piece;
	size_t			piece_size;
	size_t			piece_len;
	const char		*name;		/* of the file at hand, or "" */
	const char		*filename;
	int			result;		/* of finalizing */
	unsigned int		in_file:1;
	unsigned int		failed:1;
	unsigned int		finalized:1;
	unsigned int		closed:1;	/* LWS_UFS_CLOSE was given */
	unsigned int		busy:1;		/* a callback may be running */
	unsigned int		destroy:1;	/* it asked for this */
};

static int
file_cb(struct lws_spa *spa, size_t len, enum lws_spa_fileupload_states state)
{
	char nothing[1] = "", *buf = spa->piece ? spa->piece : nothing;

	buf[len] = '\0';

	return spa->i.opt_cb(spa->i.opt_data, spa->name, spa->filename, buf,
			     (int)len, state) || spa->destroy;
}

static int
refuse(struct lws_spa *spa, const char *cause)
{
	spa->failed = 1;
	lwsl_wsi_notice(spa->wsi, "form refused: %s", cause);

	return -1;
}

/* ---- files */

static int
begin_file(struct lws_spa *spa, const char *name, const char *filename)
{
	if (!spa->i.opt_cb)
		return 0;

	if (!spa->piece) {
		spa->piece_size = lws_min_sz(spa->max_storage, PIECE_MAX + 1);
		if (spa->piece_size < 2)
			spa->piece_size = 2;
		spa->piece = lws_malloc(spa->piece_size, "spa piece");
		if (!spa->piece)
			return refuse(spa, "out of memory for a file");
	}
	spa->name = name;
	spa->filename = filename;
	spa->piece_len = 0;
	spa->in_file = 1;

	return file_cb(spa, 0, LWS_UFS_OPEN);
}

static int
give_piece(struct lws_spa *spa, enum lws_spa_fileupload_states state)
{
	size_t len = spa->piece_len;

	spa->piece_len = 0;

	return file_cb(spa, len, state);
}

static int
file_data(struct lws_spa *spa, const char *p, size_t len)
{
	while (len) {
		size_t n = lws_min_sz(len, spa->piece_size - 1 -
					   spa->piece_len);

		/* not before there is more: the last one is special */
		if (!n) {
			if (give_piece(spa, LWS_UFS_CONTENT))
				return -1;
			continue;
		}
		memcpy(spa->piece + spa->piece_len, p, n);
		spa->piece_len += n;
		p += n;
		len -= n;
	}

	return 0;
}

static int
end_file(struct lws_spa *spa)
{
	int n = give_piece(spa, LWS_UFS_FINAL_CONTENT);

	spa->in_file = 0;
	spa->name = spa->filename = "";

	return n;
}

/* once for each parser, when there is nothing more to come */
static void
close_files(struct lws_spa *spa)
{
	unsigned int busy = spa->busy;

	if (!spa->i.opt_cb || spa->closed)
		return;

	spa->closed = 1;
	spa->busy = 1;
	(void)file_cb(spa, 0, LWS_UFS_CLOSE);
	spa->busy = busy & 1u;
}

/* ---- values */

static const char *
param_name(const struct lws_spa *spa, int n)
{
	const char *at = (const char *)spa->i.param_names;
	size_t stride = spa->i.param_names_stride;

	if (!stride)
		return spa->i.param_names[n];

	return *(const char * const *)(const void *)(at + (size_t)n * stride);
}

static int
find(const struct lws_spa *spa, const char *name)
{
	int n;

	for (n = 0; n < spa->i.count_params; n++)
		if (!strcmp(param_name(spa, n), name))
			return n;

	return -1;
}

static int
on_begin(void *opaque, const char *name, const char *filename)
{
	struct lws_spa *spa = opaque;

	spa->index = -1;
	if (filename)
		return begin_file(spa, name, filename);

	spa->index = find(spa, name);
	/* of several, the first counts */
	if (spa->index >= 0 && spa->values[spa->index].given)
		spa->index = -1;
	spa->start = spa->pos;

	return 0;
}

static int
on_data(void *opaque, const char *p, size_t len)
{
	struct lws_spa *spa = opaque;

	if (spa->in_file)
		return file_data(spa, p, len);
	if (spa->index < 0)
		return 0;

	if (spa->total >= spa->max_storage ||
	    len >= spa->max_storage - spa->total)
		return refuse(spa, "values are longer than max_storage");
	memcpy(spa->storage + spa->pos, p, len);
	spa->pos += len;
	spa->total += len;

	return 0;
}

/* a value without anything in it takes no room, and is NULL for the user */
static int
on_end(void *opaque)
{
	struct lws_spa *spa = opaque;
	struct value *v;
	char *p;

	if (spa->in_file)
		return end_file(spa);
	if (spa->index < 0)
		return 0;

	v = &spa->values[spa->index];
	v->given = 1;
	v->len = spa->pos - spa->start;
	spa->index = -1;
	if (!v->len)
		return 0;

	p = spa->storage + spa->start;
	p[v->len] = '\0';
	spa->total++;
	spa->pos++;
	if (spa->i.ac) {
		char *copy = lwsac_use(spa->i.ac, v->len + 1,
				       spa->i.ac_chunk_size);

		if (!copy)
			return refuse(spa, "out of memory for a value");
		memcpy(copy, p, v->len + 1);
		p = copy;
		spa->pos = spa->start;
	}
	v->p = p;

	return 0;
}

/* ---- the parser's life */

static void
free_all(struct lws_spa *spa)
{
	lws_free(spa->url);
	lws_free(spa->multipart);
	lws_free(spa->values);
	lws_free(spa->storage);
	lws_free(spa->piece);
	lws_free(spa);
}

/* nonzero: refused, or no memory */
static int
choose(struct lws_spa *spa, const char *type)
{
	int n = 1;

	spa->multipart = lws_malloc(sizeof(*spa->multipart), "multipart");
	if (!spa->multipart)
		return 1;
	if (type)
		n = lws_form_multipart_init(spa->multipart, type);
	if (n < 0) {
		lwsl_wsi_notice(spa->wsi, "form refused: its boundary is "
				"missing or malformed");
		return 1;
	}
	if (!n)
		return 0;

	lws_free_set_NULL(spa->multipart);
	spa->url = lws_malloc(sizeof(*spa->url), "urlencoded");
	if (!spa->url)
		return 1;
	lws_form_url_init(spa->url);

	return 0;
}

struct lws_spa *
lws_spa_create_typed(struct lws *wsi, const lws_spa_create_info_t *info,
		     const char *type)
{
	struct lws_spa *spa = lws_zalloc(sizeof(*spa), "spa");

	if (!spa)
		return NULL;

	spa->i = *info;
	spa->wsi = wsi;
	if (spa->i.count_params < 0 || !spa->i.param_names)
		spa->i.count_params = 0;
	spa->max_storage = info->max_storage > 0 ? (size_t)info->max_storage :
						   0;
	spa->name = spa->filename = "";
	spa->index = -1;
	spa->sink.begin = on_begin;
	spa->sink.data = on_data;
	spa->sink.end = on_end;
	spa->sink.opaque = spa;

	spa->values = lws_zalloc(sizeof(*spa->values) *
				 ((size_t)spa->i.count_params + 1),
				 "spa values");
	spa->storage = lws_malloc(spa->max_storage + 1, "spa storage");
	if (!spa->values || !spa->storage || choose(spa, type)) {
		free_all(spa);
		return NULL;
	}

	return spa;
}

struct lws_spa *
lws_spa_create_via_info(struct lws *wsi, const lws_spa_create_info_t *info)
{
	const struct allocated_headers *ah = lws_http_ah(wsi);

	return lws_spa_create_typed(wsi, info, ah ?
			lws_ah_value(ah, WSI_TOKEN_HTTP_CONTENT_TYPE) : NULL);
}

struct lws_spa *
lws_spa_create(struct lws *wsi, const char *const *param_names,
	       int count_params, int max_storage, lws_spa_fileupload_cb opt_cb,
	       void *opt_data)
{
	lws_spa_create_info_t i;

	memset(&i, 0, sizeof(i));
	i.param_names = param_names;
	i.count_params = count_params;
	i.max_storage = max_storage;
	i.opt_cb = opt_cb;
	i.opt_data = opt_data;

	return lws_spa_create_via_info(wsi, &i);
}

/* after the parsers: what became of it, and whether it still is */
static int
settle(struct lws_spa *spa, int n, const char *cause)
{
	spa->busy = 0;
	if (spa->destroy) {
		lws_spa_destroy(spa);
		return -1;
	}
	if (!n)
		return 0;

	if (cause)
		return refuse(spa, cause);
	spa->failed = 1;

	return -1;
}

int
lws_spa_process(struct lws_spa *spa, const char *in, int len)
{
	const char *cause = NULL;
	int n;

	if (!spa || spa->failed || spa->finalized || spa->busy || len < 0)
		return -1;

	spa->busy = 1;
	if (spa->multipart)
		n = lws_form_multipart(spa->multipart, &spa->sink, in,
				       (size_t)len, &cause);
	else
		n = lws_form_url(spa->url, &spa->sink, in, (size_t)len,
				 &cause);

	return settle(spa, n, cause);
}

int
lws_spa_finalize(struct lws_spa *spa)
{
	const char *cause = NULL;

	if (!spa || spa->busy)
		return -1;
	if (spa->finalized)
		return spa->result;

	spa->finalized = 1;
	spa->result = spa->failed ? -1 : 0;
	if (!spa->failed) {
		spa->busy = 1;
		spa->result = spa->multipart ?
			lws_form_multipart_end(spa->multipart, &cause) :
			lws_form_url_end(spa->url, &spa->sink, &cause);
		spa->busy = 0;
		if (spa->result && cause)
			(void)refuse(spa, cause);
	}
	close_files(spa);
	if (spa->destroy) {
		free_all(spa);
		return -1;
	}

	return spa->result;
}

static const struct value *
value(const struct lws_spa *spa, int n)
{
	return spa && n >= 0 && n < spa->i.count_params ? &spa->values[n] :
							  NULL;
}

int
lws_spa_get_length(struct lws_spa *spa, int n)
{
	const struct value *v = value(spa, n);

	return v ? (int)v->len : 0;
}

const char *
lws_spa_get_string(struct lws_spa *spa, int n)
{
	const struct value *v = value(spa, n);

	return v ? v->p : NULL;
}

int
lws_spa_destroy(struct lws_spa *spa)
{
	if (!spa)
		return 0;
	if (spa->busy) {
		/* inside its own callback: the user is told at once, the
		 * memory goes when the callbacks have returned */
		spa->destroy = 1;
		close_files(spa);
		return 0;
	}

	close_files(spa);
	free_all(spa);

	return 0;
}
