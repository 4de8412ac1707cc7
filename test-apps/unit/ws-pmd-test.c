/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate without a connection: the parameters, and the codec in
 * both directions, in pieces of all sizes.
 */
#include "private-lib-core.h"
#include "ws-check.h"
#include "ws-handshake.h"
#include "ws-pmd.h"

#include <zlib.h>

/* ---- parameters ---- */

static const char * const names[] = {
	"server_no_context_takeover", "client_no_context_takeover",
	"server_max_window_bits", "client_max_window_bits",
};

/* a list of parameters as in the header; nonzero: not acceptable */
static int
parse(const char *text, int is_answer, struct lws_pmd_params *p)
{
	char buf[256], *param, *eq, *next;
	unsigned int n;

	memset(p, 0, sizeof(*p));
	lws_strncpy(buf, text, sizeof(buf));
	for (param = buf; *param; param = next) {
		next = strchr(param, ';');
		if (next)
			*next++ = '\0';
		else
			next = param + strlen(param);
		eq = strchr(param, '=');
		if (eq)
			*eq++ = '\0';
		for (n = 0; n < LWS_PMD_PARAMS; n++)
			if (!strcmp(names[n], param))
				break;
		if (lws_pmd_param_add(p, n, is_answer, eq,
				      eq ? strlen(eq) : 0))
			return 1;
	}

	return 0;
}

#define SN "server_no_context_takeover"
#define CN "client_no_context_takeover"
#define SB "server_max_window_bits"
#define CB "client_max_window_bits"

static void
offers(void)
{
	/* what a client says, and what our server answers; NULL: declined */
	static const struct {
		const char *offer, *answer;
	} cases[] = {
		{ "", "" },
		{ SN, "; " SN },
		{ CN, "; " CN },
		{ SN ";" CN, "; " SN "; " CN },
		{ SB "=8", "; " SB "=8" },
		{ SB "=9", "; " SB "=9" },
		{ SB "=10", "; " SB "=10" },
		{ SB "=15", "; " SB "=15" },
		{ CB, "" },
		{ CB "=8", "; " CB "=8" },
		{ CB "=15", "; " CB "=15" },
		{ CB ";" SB "=12;" CN ";" SN,
		  "; " SN "; " CN "; " SB "=12" },
		{ CB "=9;" SB "=10;" CN ";" SN,
		  "; " SN "; " CN "; " SB "=10; " CB "=9" },
		/* no value where one has to be, or one where none may be */
		{ SB, NULL }, { SN "=1", NULL }, { CN "=0", NULL },
		/* malformed or out of range */
		{ SB "=7", NULL }, { SB "=16", NULL }, { SB "=0", NULL },
		{ SB "=08", NULL }, { SB "=010", NULL }, { SB "=", NULL },
		{ SB "=1", NULL }, { SB "=20", NULL }, { SB "=99", NULL },
		{ SB "=x", NULL }, { SB "=-9", NULL }, { SB "=9x", NULL },
		{ SB "=150", NULL }, { SB "=1 0", NULL },
		{ CB "=7", NULL }, { CB "=16", NULL }, { CB "=08", NULL },
		{ CB "=", NULL }, { CB "=abc", NULL },
		/* twice */
		{ SN ";" SN, NULL }, { CN ";" CN, NULL },
		{ SB "=9;" SB "=9", NULL }, { CB ";" CB, NULL },
		{ CB "=9;" CB, NULL },
		/* unknown */
		{ "x", NULL }, { SN ";x", NULL }, { "SERVER_MAX_WINDOW_BITS=9",
						    NULL },
	};
	struct lws_pmd_params p, a;
	char text[LWS_PMD_PARAMS_TEXT_MAX];
	size_t n, len;
	int bad;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		bad = parse(cases[n].offer, 0, &p);
		WS_CHECK(bad == !cases[n].answer, "%s", cases[n].offer);
		if (bad || !cases[n].answer)
			continue;
		lws_pmd_answer(&p, &a);
		WS_CHECK(!lws_pmd_answer_wrong(&p, &a), "%s", cases[n].offer);
		len = lws_pmd_params_print(&a, text, sizeof(text));
		WS_CHECK(len == strlen(cases[n].answer) &&
			 !strcmp(text, cases[n].answer), "%s: %s",
			 cases[n].offer, text);
		WS_CHECK(!lws_pmd_params_print(&a, text, len), "room");
	}
}

static void
answers(void)
{
	/* our offer, the server's answer, and whether it will do */
	static const struct {
		const char *offer, *answer;
		int good;
	} cases[] = {
		{ "", "", 1 },
		{ "", SN, 1 }, { "", CN, 1 }, { "", SN ";" CN, 1 },
		{ "", SB "=8", 1 }, { "", SB "=15", 1 },
		{ "", CB "=9", 0 }, { "", CB "=15", 0 },
		{ CB, CB "=8", 1 }, { CB, CB "=15", 1 }, { CB, "", 1 },
		{ CB "=10", CB "=9", 1 }, { CB "=10", CB "=10", 1 },
		/* a hint binds us, not the server */
		{ CB "=10", CB "=15", 1 }, { CB "=10", "", 1 },
		{ CB, CB, 0 },
		{ SB "=10", SB "=10", 1 }, { SB "=10", SB "=8", 1 },
		{ SB "=10", SB "=11", 0 }, { SB "=10", SB "=15", 0 },
		/* we can do with less than we asked for */
		{ SB "=10", "", 1 }, { SN, "", 1 }, { CN, "", 1 },
		{ SN, SN "=1", 0 }, { SN, SN ";" SN, 0 }, { "", "x", 0 },
		{ "", SB, 0 }, { "", SB "=7", 0 }, { "", SB "=16", 0 },
		{ CB, CB "=7", 0 }, { CB, CB "=08", 0 },
		{ CB, CB "=9;" CB "=9", 0 },
	};
	struct lws_pmd_params o, a;
	size_t n;
	int bad;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		WS_CHECK(!parse(cases[n].offer, 0, &o), "%s", cases[n].offer);
		bad = parse(cases[n].answer, 1, &a) ||
		      lws_pmd_answer_wrong(&o, &a);
		WS_CHECK(bad == !cases[n].good, "%s / %s", cases[n].offer,
			 cases[n].answer);
	}
}

static void
lists(void)
{
	/* each element as name(params), "!" where it is malformed */
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "" }, { " , ,", "" },
		{ "a", "a()" }, { " a ", "a()" }, { "a,b", "a()b()" },
		{ "a;b", "a(b)" }, { "a ; b = 3 , c", "a( b = 3 )c()" },
		{ "a;b=\"3\"", "a(b=\"3\")" }, { "a;b=\"\\3\"", "a(b=\"\\3\")" },
		{ "a;b;c=d;e,f;g", "a(b;c=d;e)f(g)" },
		{ "x-y.z_1!#$%&'*+^`|~", "x-y.z_1!#$%&'*+^`|~()" },
		{ "a;", "!" }, { "a;;b", "!" }, { "a;b=", "!" },
		{ "a;=b", "!" }, { "a b", "!" }, { "a;b c", "!" },
		{ "a=b", "!" }, { ";a", "!" }, { "a,;b", "a()!" },
		{ "a;b=\"", "!" }, { "a;b=\"c", "!" }, { "a;b=\"c,d\"", "!" },
		{ "a;b=\"\"", "!" }, { "a;b=\"\\", "!" }, { "a/b", "!" },
		{ "a;b=c=d", "!" }, { "a;b=\"c\"d", "!" }, { "\"a\"", "!" },
		{ "a;b=(c)", "!" }, { "\x80", "!" },
	};
	struct lws_ws_ext_elem e;
	const char *pos, *end;
	char got[128];
	size_t n, at;
	int r;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		pos = cases[n].text;
		end = pos + strlen(pos);
		at = 0;
		got[0] = '\0';
		while ((r = lws_ws_ext_next(&pos, end, &e)) > 0)
			at += (size_t)lws_snprintf(got + at, sizeof(got) - at,
				"%.*s(%.*s)", (int)e.name_len, e.name,
				(int)e.params_len, e.params);
		if (r < 0)
			lws_snprintf(got + at, sizeof(got) - at, "!");
		WS_CHECK(!strcmp(got, cases[n].want), "'%s': %s",
			 cases[n].text, got);
	}
}

/* ---- codec ---- */

#define MAX	(300 * 1024)

static uint8_t plain[MAX], packed[MAX + MAX / 8 + 1024], back[MAX];

enum kind { ZEROES, TEXT, NOISE, CLOSE_BY, DISTANT, KINDS };

static void
fill(enum kind kind, size_t len, uint64_t *seed)
{
	static const char words[] = "the quick brown fox jumps over the lazy ";
	size_t n;

	for (n = 0; n < len; n++)
		switch (kind) {
		case ZEROES:
			plain[n] = 0;
			break;
		case TEXT:
			plain[n] = (uint8_t)words[(n + n / 97) %
						  (sizeof(words) - 1)];
			break;
		case CLOSE_BY:	/* repeats at distances about 256 */
			plain[n] = n < 257 ? (uint8_t)(ws_random(seed) >> 24) :
					     plain[n - 255 - n / 512 % 3];
			break;
		case DISTANT:	/* repeats of what any window has lost */
			plain[n] = n < 40000 ?
				(uint8_t)(ws_random(seed) >> 24) :
				plain[n - 39990];
			break;
		default:
			plain[n] = (uint8_t)(ws_random(seed) >> 24);
			break;
		}
}

/* in fragments of at most `frag` bytes, with `room` for the output of a call */
static size_t
pack(struct lws_pmd_tx *tx, size_t len, size_t frag, size_t room)
{
	enum lws_pmd_result r;
	const uint8_t *in = plain;
	size_t made = 0, n, left;
	int fin;

	do {
		n = left = lws_min_sz(frag, len);
		len -= n;
		fin = !len;
		do {
			n = room;
			r = lws_pmd_deflate(tx, &in, &left, fin, packed + made,
					    &n);
			made += n;
			WS_CHECK(n <= room, "overrun");
		} while (r == LWS_PMD_FULL);
		WS_CHECK(!left && r == (fin ? LWS_PMD_DONE : LWS_PMD_MORE),
			 "%d", (int)r);
	} while (len);

	return made;
}

static enum lws_pmd_result
unpack(struct lws_pmd_rx *rx, size_t len, size_t frag, size_t room,
       size_t *got)
{
	enum lws_pmd_result r;
	const uint8_t *in = packed;
	int pieces = frag < len;
	size_t n, left;

	*got = 0;
	do {
		left = lws_min_sz(frag, len);
		len -= left;
		do {
			n = lws_min_sz(room, sizeof(back) - *got);
			r = lws_pmd_inflate(rx, &in, &left, !len, back + *got,
					    &n);
			*got += n;
			WS_CHECK(r != LWS_PMD_FULL || n == room ||
				 *got == sizeof(back), "not full");
			WS_CHECK(r != LWS_PMD_DONE || n || !*got || pieces,
				 "an empty last piece");
		} while (r == LWS_PMD_FULL && *got < sizeof(back));
	} while (len && r == LWS_PMD_MORE);

	return r;
}

static void
settings(struct lws_pmd_tx *tx, struct lws_pmd_rx *rx, int bits, int no_take)
{
	memset(tx, 0, sizeof(*tx));
	memset(rx, 0, sizeof(*rx));
	tx->bits = rx->bits = (uint8_t)bits;
	tx->no_takeover = rx->no_takeover = (uint8_t)no_take;
	tx->level = 6;
	tx->mem_level = 8;
}

static void
round_trips(void)
{
	static const size_t sizes[] = {
		0, 1, 2, 100, 255, 256, 257, 4096, 32768, 70000, MAX
	};
	struct lws_pmd_tx tx;
	struct lws_pmd_rx rx;
	uint64_t seed = 7;
	int bits, no_take, kind;
	size_t n, len, got;

	for (bits = 8; bits <= 15; bits++)
		for (no_take = 0; no_take < 2; no_take++) {
			settings(&tx, &rx, bits, no_take);
			for (n = 0; n < LWS_ARRAY_SIZE(sizes); n++) {
				kind = (int)((n + (size_t)bits) % KINDS);
				fill((enum kind)kind, sizes[n], &seed);
				len = pack(&tx, sizes[n], 1 +
					   ws_random(&seed) % 50000,
					   32 + ws_random(&seed) % 9000);
				WS_CHECK(unpack(&rx, len, 1 + n * n * n * 20,
						n ? n * 577 : 1, &got) ==
								LWS_PMD_DONE &&
					 got == sizes[n] &&
					 !memcmp(plain, back, got),
					 "%d bits %d: %lu of %lu", bits, kind,
					 (unsigned long)got,
					 (unsigned long)sizes[n]);
				WS_CHECK(!!rx.z == !no_take &&
					 !!tx.z == !no_take, "memory");
			}
			lws_pmd_tx_free(&tx);
			lws_pmd_rx_free(&rx);
		}
}

/* zlib's own inflate with that window, a byte at a time, refuses what is
 * farther back */
static void
window_is_kept(void)
{
	struct lws_pmd_tx tx;
	struct lws_pmd_rx rx;
	uint64_t seed = 11;
	uint8_t level, c;
	int bits, kind;
	size_t len, n, at;
	z_stream z;

	for (bits = 8; bits <= 10; bits++)
		for (kind = 0; kind < KINDS; kind++)
			for (level = 0; level <= 9; level = (uint8_t)(level +
								      3)) {
				settings(&tx, &rx, bits, 0);
				tx.level = level;
				fill((enum kind)kind, 60000, &seed);
				len = pack(&tx, 60000, 60000, sizeof(packed));
				memset(&z, 0, sizeof(z));
				WS_CHECK(inflateInit2(&z, -bits) == Z_OK, "z");
				z.next_in = packed;
				z.avail_in = (uInt)len;
				for (n = 0, at = 0; n < 60000; n++) {
					z.next_out = &c;
					z.avail_out = 1;
					if (inflate(&z, Z_SYNC_FLUSH) != Z_OK)
						break;
					at += c == plain[n];
				}
				WS_CHECK(at == 60000, "%d bits %d %d: %lu %s",
					 bits, kind, level, (unsigned long)at,
					 z.msg ? z.msg : "");
				(void)inflateEnd(&z);
				lws_pmd_tx_free(&tx);
			}
}

/* what others made, from RFC 7692 section 7.2.3, and what nobody may make */
static void
given(void)
{
	static const struct {
		const char *hex, *want;
		enum lws_pmd_result r;
	} cases[] = {
		{ "f248cdc9c90700", "Hello", LWS_PMD_DONE },
		{ "000500faff48656c6c6f00", "Hello", LWS_PMD_DONE },
		/* a final block, and the empty one that has to follow it */
		{ "f348cdc9c9070000", "Hello", LWS_PMD_DONE },
		/* it does not follow: but nothing is missing */
		{ "f348cdc9c90700", "Hello", LWS_PMD_DONE },
		{ "f24805000000ffffcac9c90700", "Hello", LWS_PMD_DONE },
		{ "00", "", LWS_PMD_DONE },
		{ "0300", "", LWS_PMD_DONE },
		{ "", "", LWS_PMD_BAD },		/* no block at all */
		{ "f2", "", LWS_PMD_BAD },		/* cut */
		{ "f248cdc9c907", "Hello", LWS_PMD_BAD },
		{ "07", "", LWS_PMD_BAD },		/* reserved type */
		{ "000500faf048656c6c6f00", "", LWS_PMD_BAD },
		{ "000500faff48656c", "", LWS_PMD_BAD },
		{ "0201", "", LWS_PMD_BAD },		/* too far back */
		{ "ffffffff", "", LWS_PMD_BAD },
	};
	struct lws_pmd_tx tx;
	struct lws_pmd_rx rx;
	enum lws_pmd_result r;
	size_t n, i, len, got, frag;

	for (frag = 1; frag < 100; frag += 98)
		for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
			settings(&tx, &rx, 15, 0);
			len = strlen(cases[n].hex) / 2;
			for (i = 0; i < len; i++) {
				unsigned int v;

				(void)sscanf(cases[n].hex + 2 * i, "%2x", &v);
				packed[i] = (uint8_t)v;
			}
			r = unpack(&rx, len, frag, 50, &got);
			WS_CHECK(r == cases[n].r && (r != LWS_PMD_DONE ||
				 (got == strlen(cases[n].want) &&
				  !memcmp(back, cases[n].want, got))),
				 "%s: %d, %lu", cases[n].hex, (int)r,
				 (unsigned long)got);
			lws_pmd_rx_free(&rx);
		}
}

/* the window outlives a final block */
static void
final_block(void)
{
	struct lws_pmd_tx tx;
	struct lws_pmd_rx rx;
	size_t got, n;

	settings(&tx, &rx, 15, 0);
	memcpy(packed, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8);
	WS_CHECK(unpack(&rx, 8, 8, 50, &got) == LWS_PMD_DONE && got == 5,
		 "first");
	/* RFC 7692 section 7.2.3.2: "Hello" out of the window */
	memcpy(packed, "\xf2\x00\x11\x00\x00", 5);
	WS_CHECK(unpack(&rx, 5, 5, 50, &got) == LWS_PMD_DONE && got == 5 &&
		 !memcmp(back, "Hello", 5), "second %lu", (unsigned long)got);
	lws_pmd_rx_free(&rx);

	/* many of them are an attack */
	settings(&tx, &rx, 15, 0);
	for (n = 0; n < 100; n++)
		memcpy(packed + 2 * n, "\x03\x00", 2);
	WS_CHECK(unpack(&rx, 200, 200, 50, &got) == LWS_PMD_BAD, "finals");
	lws_pmd_rx_free(&rx);
}

static void
bombs(void)
{
	struct lws_pmd_tx tx;
	struct lws_pmd_rx rx;
	enum lws_pmd_result r = LWS_PMD_FULL;
	uint64_t total = 0;
	const uint8_t *in;
	size_t len, n, left, messages = 0, got;

	/* a message of zeroes without an end, from compressed blocks */
	settings(&tx, &rx, 15, 0);
	memset(plain, 0, sizeof(plain));
	len = pack(&tx, MAX, MAX, sizeof(packed));
	lws_pmd_tx_free(&tx);
	memcpy(packed + len, "\x00\x00\xff\xff", 4);
	while (r == LWS_PMD_MORE || r == LWS_PMD_FULL) {
		in = packed;
		left = len + 4;
		do {
			n = sizeof(back);
			r = lws_pmd_inflate(&rx, &in, &left, 0, back, &n);
			total += n;
		} while (r == LWS_PMD_FULL);
		messages++;
	}
	WS_CHECK(r == LWS_PMD_TOO_BIG && total > LWS_PMD_BOMB_FREE &&
		 total < LWS_PMD_BOMB_FREE + 2 * MAX, "%d %lu %lu", (int)r,
		 (unsigned long)total, (unsigned long)messages);
	lws_pmd_rx_free(&rx);

	/* the application's own limit */
	settings(&tx, &rx, 15, 0);
	rx.max_out = 1000;
	len = pack(&tx, 1000, 1000, sizeof(packed));
	WS_CHECK(unpack(&rx, len, len, 100, &got) == LWS_PMD_DONE &&
		 got == 1000, "at the limit");
	len = pack(&tx, 1001, 1001, sizeof(packed));
	WS_CHECK(unpack(&rx, len, len, 100, &got) == LWS_PMD_TOO_BIG, "over");
	lws_pmd_tx_free(&tx);
	lws_pmd_rx_free(&rx);
}

int
main(void)
{
	lws_set_log_level(0, NULL);

	offers();
	answers();
	lists();
	round_trips();
	window_is_kept();
	given();
	final_block();
	bombs();

	return ws_check_result("ws-pmd");
}
