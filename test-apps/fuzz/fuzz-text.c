/* SPDX-License-Identifier: MIT */
/*
 * Utilities that parse text: in one piece and byte by byte they have to come to
 * the same, and what they give has to be inside of what they were given.
 *
 * Byte 0: which of them; the rest is for it.
 */
#include "private-lib-roles-h1.h"
#include "fuzz.h"

/* ---- JSON ---- */

static void
hash_bytes(uint32_t *hash, const void *p, size_t len)
{
	const uint8_t *b = p;

	while (len--)
		*hash = (*hash ^ *b++) * 16777619u;
}

static signed char
lejp_cb(struct lejp_ctx *ctx, char reason)
{
	uint32_t *hash = ctx->user;
	char wild[32];

	FUZZ_CHECK(ctx->path_match <= ctx->count_paths);
	FUZZ_CHECK(memchr(ctx->path, 0, sizeof(ctx->path)));
	if (reason == LEJPCB_CONSTRUCTED)
		return 0;
	hash_bytes(hash, &reason, 1);
	hash_bytes(hash, &ctx->path_match, 1);
	hash_bytes(hash, ctx->path, strlen(ctx->path));
	if (reason & LEJP_FLAG_CB_IS_VALUE) {
		FUZZ_CHECK(ctx->npos < sizeof(ctx->buf));
		FUZZ_CHECK(!ctx->buf[ctx->npos]);
		hash_bytes(hash, ctx->buf, ctx->npos);
	}
	if (lejp_get_wildcard(ctx, 0, wild, sizeof(wild)))
		hash_bytes(hash, wild, strlen(wild));

	return 0;
}

static int
json(const uint8_t *data, size_t size, size_t piece, uint32_t *hash)
{
	static const char * const paths[] = {
		"a", "a.b[]", "*.c", "x[].y.*", "[].z"
	};
	struct lejp_ctx ctx;
	int n = LEJP_CONTINUE;
	size_t at, len;

	*hash = 1;
	lejp_construct(&ctx, lejp_cb, hash, paths, LWS_ARRAY_SIZE(paths));
	for (at = 0; at < size && n == LEJP_CONTINUE; at += len) {
		len = lws_min_sz(piece, size - at);
		n = lejp_parse(&ctx, data + at, (int)len);
		FUZZ_CHECK(n <= (int)len);
	}
	lejp_destruct(&ctx);
	FUZZ_CHECK(n >= 0 || lejp_error_to_string(n));

	return n < 0 ? n : 0;
}

static void
check_json(const uint8_t *data, size_t size)
{
	uint32_t a, b;
	int ra = json(data, size, size, &a), rb = json(data, size, 1, &b);

	FUZZ_CHECK(ra == rb && a == b);
}

/* ---- tokens ---- */

static void
check_tokens(const uint8_t *data, size_t size)
{
	const char *end = (const char *)data + size;
	struct lws_tokenize ts;
	lws_tokenize_elem e;
	size_t steps = 0;
	char word[16];

	if (size < 2)
		return;
	lws_tokenize_init(&ts, (const char *)data + 2,
			  data[0] | data[1] << 8);
	ts.len = size - 2;
	do {
		e = lws_tokenize(&ts);
		FUZZ_CHECK(++steps < 2 * size + 4);
		if (e <= 0)
			break;
		FUZZ_CHECK(ts.token >= (const char *)data + 2 &&
			   ts.token + ts.token_len <= end);
		if (!lws_tokenize_cstr(&ts, word, sizeof(word)))
			FUZZ_CHECK(strlen(word) <= ts.token_len);
	} while (1);
}

/* ---- ${names} ---- */

static int
expand_cb(void *priv, const char *name, char *out, size_t *pos, size_t olen,
	  size_t *exp_ofs)
{
	const char *v = name[0] == 'a' ? "value" : "";
	size_t n;

	(void)priv;
	FUZZ_CHECK(strlen(name) < sizeof(((lws_strexp_t *)0)->name));
	if (name[0] == 'u')
		return LSTRX_FATAL_NAME_UNKNOWN;
	n = lws_min_sz(strlen(v) - *exp_ofs, olen - *pos);
	if (out)
		memcpy(out + *pos, v + *exp_ofs, n);
	*pos += n;
	*exp_ofs += n;

	return v[*exp_ofs] ? LSTRX_FILLED_OUT : LSTRX_DONE;
}

/* so much of the input, and so much room, at a time */
static int
expand(const char *in, size_t size, size_t piece, size_t room, uint32_t *hash)
{
	size_t at = 0, used_in, used_out, len, steps = 0;
	int r = LSTRX_DONE;
	lws_strexp_t x;
	char out[64];

	*hash = 1;
	lws_strexp_init(&x, NULL, expand_cb, out, room);
	while (at < size || r == LSTRX_FILLED_OUT) {
		len = lws_min_sz(piece, size - at);
		r = lws_strexp_expand(&x, in + at, len, &used_in, &used_out);
		FUZZ_CHECK(used_in <= len && used_out <= room);
		if (r < 0)
			return r;
		hash_bytes(hash, out, used_out);
		at += used_in;
		lws_strexp_reset_out(&x, out, room);
		FUZZ_CHECK(r == LSTRX_FILLED_OUT || used_in == len);
		FUZZ_CHECK(++steps < 16 * size + 16);
	}

	return r;
}

static void
check_expand(const uint8_t *data, size_t size)
{
	const char *in = (const char *)data;
	uint32_t a, b;
	int ra = expand(in, size, size, 64, &a), rb = expand(in, size, 1, 3, &b);

	FUZZ_CHECK(ra == rb && (ra < 0 || a == b));
}

/* ---- dates ---- */

static void
check_date(const uint8_t *data, size_t size)
{
	time_t t, again;
	char buf[64];

	if (lws_http_date_parse_unix((const char *)data, size, &t))
		return;
	if (lws_http_date_render_from_unix(buf, sizeof(buf), &t))
		return;
	FUZZ_CHECK(!lws_http_date_parse_unix(buf, strlen(buf), &again));
	FUZZ_CHECK(t == again);
}

/* ---- arguments of an URL ---- */

static void
check_args(const uint8_t *data, size_t size)
{
	static const char first[] = "GET /x?", last[] = " HTTP/1.1\r\n"
		"Host: h\r\n\r\n";
	struct allocated_headers *ah = lws_ah_create(0, NULL);
	enum lws_h1_parse r;
	char buf[64];
	size_t n;
	int len;

	if (!ah)
		return;
	lws_ah_reset(ah, 0);
	r = lws_h1_parse(ah, (const uint8_t *)first, sizeof(first) - 1, &n);
	if (r == LWS_H1_PARSE_MORE && size)
		r = lws_h1_parse(ah, data, size, &n);
	if (r == LWS_H1_PARSE_MORE)
		r = lws_h1_parse(ah, (const uint8_t *)last, sizeof(last) - 1,
				 &n);
	if (r == LWS_H1_PARSE_DONE) {
		static const char * const names[] = { "a", "b=", "", "c" };
		size_t k;

		for (k = 0; k < LWS_ARRAY_SIZE(names); k++) {
			len = lws_ah_urlarg(ah, names[k], buf, sizeof(buf));
			FUZZ_CHECK(len < (int)sizeof(buf));
			FUZZ_CHECK(len < 0 || strlen(buf) == (size_t)len);
		}
	}
	lws_ah_destroy(&ah);
}

/* ---- what is short: needs a NUL at its end ---- */

static void
check_strings(const char *s, size_t size)
{
	const char *prot, *ads, *path;
	size_t room = 3 * size + 1;
	char *copy = malloc(room);
	lws_sockaddr46 sa, again;
	char text[64];
	int port = 0, n;

	FUZZ_CHECK(copy);
	memcpy(copy, s, size + 1);
	if (!lws_parse_uri(copy, &prot, &ads, &port, &path))
		FUZZ_CHECK(prot && ads && path && port >= 0 && port <= 65535);

	if (!lws_sa46_parse_numeric_address(s, &sa)) {
		/* what is written is the same address */
		FUZZ_CHECK(lws_sa46_write_numeric_address(&sa, text,
							  sizeof(text)) > 0);
		FUZZ_CHECK(!lws_sa46_parse_numeric_address(text, &again));
		FUZZ_CHECK(!lws_sa46_compare_ads(&sa, &again));
	}

	n = lws_b64_decode_string(s, copy, (int)room);
	FUZZ_CHECK(n < (int)room);
	n = lws_hex_to_byte_array(s, (uint8_t *)copy, (int)room);
	FUZZ_CHECK(n <= (int)size);
	/* out of place, and in place */
	memcpy(copy, s, size + 1);
	(void)lws_urldecode(copy, copy, (int)size + 1);
	FUZZ_CHECK(strlen(copy) <= size);
	free(copy);
}

static void
check_short(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1);

	FUZZ_CHECK(s);
	memcpy(s, data, size);
	s[size] = '\0';
	check_strings(s, size);
	free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (* const which[])(const uint8_t *data, size_t size) = {
		check_json, check_tokens, check_expand, check_date, check_args,
		check_short
	};

	if (!size)
		return 0;
	lws_set_log_level(0, NULL);
	which[data[0] % LWS_ARRAY_SIZE(which)](data + 1, size - 1);

	return 0;
}
