/* SPDX-License-Identifier: MIT */
/*
 * Shows what the library's JSON parser says of a text: one line for each call
 * of its callback.  --help lists the options.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

#include "../cmdline/cmdline.h"

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
/* the bytes of the text, and not what is made of them */
#define binary(_f)	_setmode(_fileno(_f), _O_BINARY)
#else
#define binary(_f)
#endif

#define CHUNK_MAX	65535

struct options {
	const char		*file;	/* NULL: standard input */
	struct cmdline_several	paths;
	int			chunk;
	int			quiet;
};

static const struct cmdline_option table[] = {
	{ "help", 'h', CMDLINE_HELP, 0, "this text" },
	{ "path", 'p', CMDLINE_SEVERAL, offsetof(struct options, paths),
	  "say when it is at this one, as a.b[].*" },
	{ "chunk", 'c', CMDLINE_NUMBER, offsetof(struct options, chunk),
	  "bytes to give to the parser at a time (512)" },
	{ "quiet", 'q', CMDLINE_FLAG, offsetof(struct options, quiet),
	  "only say whether it is right" },
	{ NULL, 0, CMDLINE_TEXT, offsetof(struct options, file), NULL }
};

static const char * const names[] = {
	"CONSTRUCTED", "DESTRUCTED", "START", "COMPLETE", "FAILED",
	"PAIR_NAME", "VAL_TRUE", "VAL_FALSE", "VAL_NULL", "VAL_NUM_INT",
	"VAL_NUM_FLOAT", "VAL_STR_START", "VAL_STR_CHUNK", "VAL_STR_END",
	"ARRAY_START", "ARRAY_END", "OBJECT_START", "OBJECT_END"
};

static struct options options = { .chunk = 512 };
static int depth;

/* text as it has to look between quotes, so that a line stays one */
static void
print_quoted(const char *p, size_t len)
{
	size_t n;

	putchar('"');
	for (n = 0; n < len; n++) {
		unsigned char c = (unsigned char)p[n];

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 32 || c == 127)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static int
is_number(char reason)
{
	return reason == LEJPCB_VAL_NUM_INT || reason == LEJPCB_VAL_NUM_FLOAT;
}

static void
print_where(const struct lejp_ctx *ctx)
{
	int n;

	printf(" at %s", ctx->path);
	if (ctx->ipos) {
		printf(" [");
		for (n = 0; n < ctx->ipos; n++)
			printf("%s%d", n ? "," : "", ctx->i[n]);
		printf("]");
	}
}

static signed char
callback(struct lejp_ctx *ctx, char reason)
{
	size_t n = (size_t)reason & (LEJP_FLAG_CB_IS_VALUE - 1);

	if (options.quiet || n >= LWS_ARRAY_SIZE(names))
		return 0;
	if (reason == LEJPCB_ARRAY_END || reason == LEJPCB_OBJECT_END)
		depth--;

	printf("%*sLEJPCB_%s", depth * 2, "", names[n]);
	if (ctx->path[0])
		print_where(ctx);
	if (is_number(reason))
		printf(": %.*s", ctx->npos, ctx->buf);
	if (reason == LEJPCB_VAL_STR_CHUNK || reason == LEJPCB_VAL_STR_END) {
		printf(": ");
		print_quoted(ctx->buf, ctx->npos);
	}
	/* which one it is at, when it has come to the end of it */
	if (ctx->path_match)
		printf("  (is %s)", options.paths.v[ctx->path_match - 1]);
	putchar('\n');

	if (reason == LEJPCB_ARRAY_START || reason == LEJPCB_OBJECT_START)
		depth++;

	return 0;
}

/* what follows a complete text may be blanks only */
static int
is_blank(const unsigned char *p, size_t len)
{
	while (len && strchr(" \t\r\n", *p) && *p) {
		p++;
		len--;
	}

	return !len;
}

/* NULL: it is JSON; else why it is not */
static const char *
parse(struct lejp_ctx *ctx, FILE *f)
{
	static unsigned char buf[CHUNK_MAX];
	int n = LEJP_CONTINUE;
	size_t len;

	while ((len = fread(buf, 1, (size_t)options.chunk, f)) > 0) {
		size_t left = len;

		if (n == LEJP_CONTINUE) {
			n = lejp_parse(ctx, buf, (int)len);
			if (n < LEJP_CONTINUE)
				return lejp_error_to_string(n);
			left = n > 0 ? (size_t)n : 0;
		}
		if (n >= 0 && !is_blank(buf + len - left, left))
			return "more than one text";
	}
	if (ferror(f))
		return "it cannot be read";

	return n == LEJP_CONTINUE ? "it is not complete" : NULL;
}

int
main(int argc, const char **argv)
{
	struct lejp_ctx ctx;
	const char *why;
	FILE *f = stdin;
	int n;

	binary(stdin);
	n = cmdline_parse(table, LWS_ARRAY_SIZE(table), &options, argc, argv,
			  "libwebsockets-test-lejp [OPTION...] [FILE]");
	if (n)
		return n < 0;
	if (!options.chunk) {
		fprintf(stderr, "--chunk needs a value that makes sense\n");
		return 1;
	}
	if (options.file) {
		f = fopen(options.file, "rb");
		if (!f) {
			fprintf(stderr, "cannot open %s\n", options.file);
			return 1;
		}
	}

	lejp_construct(&ctx, callback, NULL, options.paths.v,
		       (unsigned char)options.paths.count);
	why = parse(&ctx, f);
	lejp_destruct(&ctx);
	if (f != stdin)
		fclose(f);
	fflush(stdout);
	if (why)
		fprintf(stderr, "no JSON: line %u: %s\n", ctx.line, why);
	else
		printf("complete\n");

	return !!why;
}
