/* SPDX-License-Identifier: MIT */
/*
 * lejp's paths: where in the JSON we are, and whether somebody is interested.
 *
 * A parser that was pushed sees paths that begin where it was pushed. The path
 * of the one below waits meanwhile at the end of the same buffer.
 */

#include "private-lib-misc.h"

static struct _lejp_parsing_stack *
parser(struct lejp_ctx *ctx)
{
	return &ctx->pst[ctx->pst_sp];
}

/* where the part of the buffer ends that is the current parser's */
static size_t
path_room(const struct lejp_ctx *ctx)
{
	size_t room = sizeof(ctx->path);
	int n;

	for (n = 0; n < ctx->pst_sp; n++)
		room -= ctx->pst[n].ppos;

	return room;
}

void
lws_lejp_path_cut(struct lejp_ctx *ctx, size_t len)
{
	if (len < parser(ctx)->ppos) {
		parser(ctx)->ppos = (uint8_t)len;
		ctx->path[len] = '\0';
	}
}

void
lws_lejp_path_add(struct lejp_ctx *ctx, const char *s, size_t len)
{
	size_t pos = parser(ctx)->ppos, room = path_room(ctx);

	/* a byte for the NUL; none if outer paths take up everything */
	if (pos + 1 >= room)
		return;

	len = lws_min_sz(len, room - pos - 1);
	memcpy(ctx->path + pos, s, len);
	ctx->path[pos + len] = '\0';
	parser(ctx)->ppos = (uint8_t)(pos + len);
}

/*
 * Does the path's first len bytes fit p? A '*' in it stands for one name, and
 * at its end for everything that follows. Notes where they begin.
 */
static int
fits(struct lejp_ctx *ctx, const char *p, size_t len)
{
	size_t n = 0;

	ctx->wildcount = 0;

	for (; *p; p++) {
		if (*p != '*') {
			if (n == len || *p != ctx->path[n++])
				return 0;
			continue;
		}

		if (n == len)
			return 0;
		if (ctx->wildcount < LWS_ARRAY_SIZE(ctx->wild))
			ctx->wild[ctx->wildcount++] = (uint16_t)n;
		if (!p[1])
			return 1;
		while (n < len && ctx->path[n] != '.')
			n++;
	}

	return n == len;
}

static int
find_match(struct lejp_ctx *ctx, size_t len)
{
	size_t stride = ctx->path_stride ? ctx->path_stride :
					   sizeof(const char *);
	const char *at = (const char *)parser(ctx)->paths, *p;
	int n;

	for (n = 0; n < parser(ctx)->count_paths; n++) {
		memcpy(&p, at + (size_t)n * stride, sizeof(p));
		if (p && fits(ctx, p, len)) {
			ctx->path_match = (uint8_t)(n + 1);
			ctx->path_match_len = (uint8_t)len;
			return 1;
		}
	}

	ctx->wildcount = 0;

	return 0;
}

/*
 * Sets path_match to 1 + the index of the first path that fits, else 0. An
 * element of an array also fits the path of the array, without the "[]", if
 * nothing fits it better.
 */
void
lejp_check_path_match(struct lejp_ctx *ctx)
{
	size_t len = parser(ctx)->ppos;

	ctx->path_match = 0;
	ctx->path_match_len = 0;
	ctx->wildcount = 0;

	if (len && len + 1 >= path_room(ctx))
		/* it may have been cut */
		return;

	while (!find_match(ctx, len) && len > 2 && ctx->path[len - 1] == ']')
		len -= 2;
}

/*
 * Copies what the wildcard'th '*' (from 0) stands for to dest, which has len
 * bytes. Returns how many it wrote, with the NUL; 0 if there is no such one.
 */
int
lejp_get_wildcard(struct lejp_ctx *ctx, int wildcard, char *dest, int len)
{
	const char *p;
	int n;

	if (wildcard < 0 || wildcard >= ctx->wildcount || len <= 0)
		return 0;

	p = ctx->path + ctx->wild[wildcard];
	for (n = 0; n < len - 1 && p[n] && p[n] != '.'; n++)
		dest[n] = p[n];
	dest[n] = '\0';

	return n + 1;
}

/*
 * From the next callback on, until lejp_parser_pop(), lejp_cb is called, with
 * paths that begin here. Returns 0, or -1 if they are nested too deep.
 */
int
lejp_parser_push(struct lejp_ctx *ctx, void *user, const char *const *paths,
		 unsigned char paths_count, lejp_callback lejp_cb)
{
	struct _lejp_parsing_stack *p = parser(ctx);
	size_t room = path_room(ctx);

	if (ctx->pst_sp + 1 == LEJP_MAX_PARSING_STACK_DEPTH) {
		lwsl_err("%s: more than %d parsers", __func__,
			 LEJP_MAX_PARSING_STACK_DEPTH);
		return -1;
	}

	p->path_match = ctx->path_match;
	memmove(ctx->path + room - p->ppos, ctx->path, p->ppos);

	p = &ctx->pst[++ctx->pst_sp];
	p->user = user;
	p->callback = lejp_cb;
	p->paths = paths;
	p->count_paths = paths_count;
	p->ppos = 0;
	p->path_match = 0;

	ctx->count_paths = paths_count;
	ctx->path[0] = '\0';
	lejp_check_path_match(ctx);

	return 0;
}

/* Back to the parser below: 0, or -1 if there is none */
int
lejp_parser_pop(struct lejp_ctx *ctx)
{
	struct _lejp_parsing_stack *p;
	size_t room = path_room(ctx);

	if (!ctx->pst_sp)
		return -1;

	p = &ctx->pst[--ctx->pst_sp];
	memmove(ctx->path, ctx->path + room, p->ppos);
	if (p->ppos < sizeof(ctx->path))
		ctx->path[p->ppos] = '\0';

	ctx->count_paths = p->count_paths;
	lejp_check_path_match(ctx);
	ctx->path_match = p->path_match;

	return 0;
}
