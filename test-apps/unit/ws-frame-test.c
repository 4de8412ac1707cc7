/* SPDX-License-Identifier: MIT */
/*
 * The receive machine on a table of good and bad frames: all at once, byte by
 * byte, cut at every position, and with a limit to the pieces, which all have
 * to give the same transcript.
 */

#include "ws-transcript.h"

#define UTF8	1
#define RSV1	2
#define MAXF	4	/* frames of 10 at most */
#define MAXM	8	/* messages of 12 at most */
#define SERVER	16	/* we are the server: frames come masked */

#define BYTES(_s) _s, sizeof(_s) - 1

#define A25	"aaaaaaaaaaaaaaaaaaaaaaaaa"
#define A125	A25 A25 A25 A25 A25
#define H25	"61616161616161616161616161616161616161616161616161"
#define H125	H25 H25 H25 H25 H25

static const struct {
	const char	*what;
	int		flags;
	const char	*bytes;
	size_t		len;
	const char	*expected;
} cases[] = {
	/* --- data */
	{ "nothing", 0, BYTES(""), "" },
	{ "text", 0, BYTES("\x81\x05hello"), "T(68656c6c6f)" },
	{ "binary", 0, BYTES("\x82\x02\x00\xff"), "B(00ff)" },
	{ "empty text", 0, BYTES("\x81\x00"), "T()" },
	{ "empty binary", 0, BYTES("\x82\x00"), "B()" },
	{ "two", 0, BYTES("\x81\x01" "a" "\x82\x01" "b"), "T(61)B(62)" },
	{ "125", 0, BYTES("\x81\x7d" A125), "T(" H125 ")" },
	{ "126", 0, BYTES("\x81\x7e\x00\x7e" A125 "a"), "T(" H125 "61)" },
	{ "masked", SERVER, BYTES("\x81\x85\x37\xfa\x21\x3d"
	  "\x7f\x9f\x4d\x51\x58"), "T(48656c6c6f)" },
	{ "masked, empty", SERVER, BYTES("\x82\x80\x01\x02\x03\x04"), "B()" },
	{ "masked, 126", SERVER, BYTES("\x82\xfe\x00\x7e" "\x00\x00\x00\x00"
	  A125 "a"), "B(" H125 "61)" },
	{ "cut in the header", 0, BYTES("\x81"), "" },
	{ "cut in the length", 0, BYTES("\x81\x7f\x00\x00\x00"), "" },
	{ "cut in the mask", SERVER, BYTES("\x81\x80\x00\x00\x00"), "" },
	{ "cut in the payload", 0, BYTES("\x81\x05hel"), "T(68656c" },

	/* --- fragments */
	{ "2 fragments", 0, BYTES("\x01\x02" "ab" "\x80\x01" "c"),
	  "T(6162|63)" },
	{ "3 fragments", 0, BYTES("\x02\x01" "a" "\x00\x01" "b"
	  "\x80\x01" "c"), "B(61|62|63)" },
	{ "empty fragments", 0, BYTES("\x01\x00" "\x00\x00" "\x80\x00"),
	  "T(||)" },
	{ "ping between", 0, BYTES("\x01\x01" "a" "\x89\x02" "hi"
	  "\x80\x01" "b"), "T(61|P(6869)62)" },
	{ "pong between", 0, BYTES("\x01\x01" "a" "\x8a\x00" "\x80\x01" "b"),
	  "T(61|Q()62)" },
	{ "close between", 0, BYTES("\x01\x01" "a" "\x88\x02\x03\xe8"
	  "\x80\x01" "b"), "T(61|X1000()" },
	{ "continuation of nothing", 0, BYTES("\x80\x01" "a"), "!1002" },
	{ "continuation, not final", 0, BYTES("\x00\x01" "a"), "!1002" },
	{ "continuation after the end", 0, BYTES("\x81\x01" "a" "\x80\x01" "b"),
	  "T(61)!1002" },
	{ "text in a text", 0, BYTES("\x01\x01" "a" "\x81\x01" "b"),
	  "T(61|!1002" },
	{ "binary in a text", 0, BYTES("\x01\x01" "a" "\x02\x01" "b"),
	  "T(61|!1002" },

	/* --- control */
	{ "ping", 0, BYTES("\x89\x04ping"), "P(70696e67)" },
	{ "ping, empty", 0, BYTES("\x89\x00"), "P()" },
	{ "ping, masked", SERVER, BYTES("\x89\x85\x01\x02\x03\x04"
	  "\x60\x60\x60\x60\x60"), "P(6162636461)" },
	{ "ping of 125", 0, BYTES("\x89\x7d" A125), "P(" H125 ")" },
	{ "ping of 126", 0, BYTES("\x89\x7e\x00\x7e" A125 "a"), "!1002" },
	{ "ping, 64 bits", 0, BYTES("\x89\x7f\x00\x00\x00\x00"), "!1002" },
	{ "ping, fragmented", 0, BYTES("\x09\x00"), "!1002" },
	{ "pong", 0, BYTES("\x8a\x01x"), "Q(78)" },
	{ "pong, fragmented", 0, BYTES("\x0a\x00"), "!1002" },
	{ "close, fragmented", 0, BYTES("\x08\x00"), "!1002" },

	/* --- close */
	{ "close", 0, BYTES("\x88\x00"), "X1005()" },
	{ "close 1000", 0, BYTES("\x88\x02\x03\xe8"), "X1000()" },
	{ "close, reason", 0, BYTES("\x88\x05\x0f\xa0" "bye"),
	  "X4000(627965)" },
	{ "close of 125", 0, BYTES("\x88\x7d\x03\xe9" A25 A25 A25 A25
	  "aaaaaaaaaaaaaaaaaaaaaaa"), "X1001(" H25 H25 H25 H25
	  "6161616161616161616161616161616161616161616161)" },
	{ "close, half a code", 0, BYTES("\x88\x01\x03"), "!1002" },
	{ "close 1005", 0, BYTES("\x88\x02\x03\xed"), "!1002" },
	{ "close 999", 0, BYTES("\x88\x02\x03\xe7"), "!1002" },
	{ "close 1015, reason", 0, BYTES("\x88\x03\x03\xf7" "a"), "!1002" },
	{ "close, UTF-8", 0, BYTES("\x88\x04\x03\xe8\xc3\xa4"),
	  "X1000(c3a4)" },
	{ "close, bad UTF-8", 0, BYTES("\x88\x04\x03\xe8\xc3" "a"), "!1007" },
	{ "close, cut UTF-8", 0, BYTES("\x88\x04\x03\xe8" "a\xc3"), "!1007" },
	{ "close, masked", SERVER, BYTES("\x88\x84\x01\x02\x03\x04"
	  "\x02\xea\x62\x65"), "X1000(6161)" },
	{ "after a close", 0, BYTES("\x88\x00" "\xff\xff" "\x81\x01" "a"),
	  "X1005()" },

	/* --- headers that are wrong */
	{ "unmasked from client", SERVER, BYTES("\x81\x01" "a"), "!1002" },
	{ "unmasked, empty", SERVER, BYTES("\x89\x00"), "!1002" },
	{ "masked from server", 0, BYTES("\x81\x81" "\x00\x00\x00\x00" "a"),
	  "!1002" },
	{ "opcode 3", 0, BYTES("\x83\x00"), "!1002" },
	{ "opcode 7", 0, BYTES("\x87\x00"), "!1002" },
	{ "opcode 11", 0, BYTES("\x8b\x00"), "!1002" },
	{ "opcode 15", 0, BYTES("\x8f\x00"), "!1002" },
	{ "opcode 4 in a message", 0, BYTES("\x01\x00\x04\x00"), "T(|!1002" },
	{ "RSV1", 0, BYTES("\xc1\x00"), "!1002" },
	{ "RSV2", RSV1, BYTES("\xa1\x00"), "!1002" },
	{ "RSV3", RSV1, BYTES("\x91\x00"), "!1002" },
	{ "RSV1 and 3", RSV1, BYTES("\xd1\x00"), "!1002" },
	{ "RSV1 allowed", RSV1, BYTES("\xc1\x01" "a"), "T(61)" },
	{ "RSV1 on a first fragment", RSV1, BYTES("\x41\x01" "a"
	  "\x80\x01" "b"), "T(61|62)" },
	{ "RSV1 on a continuation", RSV1, BYTES("\x41\x01" "a"
	  "\xc0\x01" "b"), "T(61|!1002" },
	{ "RSV1 on a ping", RSV1, BYTES("\xc9\x00"), "!1002" },
	{ "RSV1 on a close", RSV1, BYTES("\xc8\x00"), "!1002" },
	{ "125 in 16 bits", 0, BYTES("\x81\x7e\x00\x7d" A125), "!1002" },
	{ "0 in 16 bits", 0, BYTES("\x81\x7e\x00\x00"), "!1002" },
	{ "65535 in 64 bits", 0,
	  BYTES("\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"), "!1002" },
	{ "0 in 64 bits", 0,
	  BYTES("\x82\x7f\x00\x00\x00\x00\x00\x00\x00\x00"), "!1002" },
	{ "top bit", 0,
	  BYTES("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"), "!1002" },
	{ "all bits", 0,
	  BYTES("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), "!1002" },
	{ "65536", 0, BYTES("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00" "ab"),
	  "B(6162" },
	{ "2^63 - 1", 0,
	  BYTES("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff" "ab"), "B(6162" },

	/* --- limits */
	{ "frame at the limit", MAXF, BYTES("\x82\x0a" "0123456789"),
	  "B(30313233343536373839)" },
	{ "frame over the limit", MAXF, BYTES("\x82\x0b" "0123456789a"),
	  "!1009" },
	{ "a huge one", MAXF, BYTES("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
	  "!1009" },
	{ "ping over the limit", MAXF, BYTES("\x89\x0b" "0123456789a"),
	  "P(3031323334353637383961)" },
	{ "message at the limit", MAXM, BYTES("\x02\x06" "012345" "\x80\x06"
	  "678901"), "B(303132333435|363738393031)" },
	{ "message over the limit", MAXM, BYTES("\x02\x06" "012345" "\x80\x07"
	  "6789012"), "B(303132333435|!1009" },
	{ "limit is per message", MAXM, BYTES("\x82\x06" "012345" "\x82\x07"
	  "6789012"), "B(303132333435)B(36373839303132)" },
	{ "2^64 in fragments", 0, BYTES("\x02\x00"
	  "\x00\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), "B(|" },

	/* --- UTF-8 */
	{ "not checked", 0, BYTES("\x81\x02" "a\xff"), "T(61ff)" },
	{ "good", UTF8, BYTES("\x81\x03" "a\xc3\xa4"), "T(61c3a4)" },
	{ "bad byte", UTF8, BYTES("\x81\x04" "a\xff" "bc"), "T(61!1007" },
	{ "bad at once", UTF8, BYTES("\x81\x7e\x01\x00\xff"), "!1007" },
	{ "cut", UTF8, BYTES("\x81\x02" "a\xc3"), "T(61!1007" },
	{ "cut, one byte", UTF8, BYTES("\x81\x01\xc3"), "!1007" },
	{ "across fragments", UTF8, BYTES("\x01\x02" "a\xf0" "\x00\x01\x9f"
	  "\x80\x02\x98\x80"), "T(61f0|9f|9880)" },
	{ "across a ping", UTF8, BYTES("\x01\x01\xc3" "\x89\x01\xff"
	  "\x80\x01\xa4"), "T(c3|P(ff)a4)" },
	{ "bad across fragments", UTF8, BYTES("\x01\x01\xed" "\x80\x02\xa0"
	  "\x80"), "T(ed|!1007" },
	{ "cut by an empty final", UTF8, BYTES("\x01\x01\xc3" "\x80\x00"),
	  "T(c3|!1007" },
	{ "next message starts anew", UTF8, BYTES("\x81\x01" "a"
	  "\x81\x01\x80"), "T(61)!1007" },
	{ "binary is not checked", UTF8, BYTES("\x82\x01\xff"), "B(ff)" },
	{ "compressed is not checked", UTF8 | RSV1, BYTES("\xc1\x01\xff"),
	  "T(ff)" },
	{ "masked", UTF8 | SERVER, BYTES("\x81\x82\x01\x02\x03\x04\xc2\xa6"),
	  "T(c3a4)" },
	{ "masked, bad", UTF8 | SERVER,
	  BYTES("\x81\x83\x01\x02\x03\x04\x60\xfd\x60"), "T(61!1007" },
};

static void
set_up(struct lws_ws_rx *rx, int flags, size_t max_piece)
{
	lws_ws_rx_init(rx, flags & SERVER);
	rx->check_utf8 = !!(flags & UTF8);
	rx->allow_rsv1 = !!(flags & RSV1);
	rx->max_frame = flags & MAXF ? 10 : 0;
	rx->max_message = flags & MAXM ? 12 : 0;
	rx->max_piece = max_piece;
}

struct frame_watch {
	uint64_t	remaining;
	int		in_frame;
	int		in_message;
};

/* what the event says has to fit the events before it */
static void
watch_data(struct frame_watch *w, const struct lws_ws_rx *rx,
	   const struct lws_ws_event *ev, const char *what)
{
	if (w->in_frame)
		WS_CHECK(ev->remaining + ev->len == w->remaining,
			 "%s: remaining", what);
	WS_CHECK(ev->first == !w->in_message, "%s: first", what);
	WS_CHECK(ev->final == (ev->fin && !ev->remaining), "%s: final", what);
	WS_CHECK(!rx->max_piece || ev->len <= rx->max_piece, "%s: size", what);

	w->remaining = ev->remaining;
	w->in_frame = ev->remaining != 0;
	w->in_message = !ev->final;
}

static void
take_down(struct transcript *t, const struct lws_ws_event *ev)
{
	switch (ev->type) {
	case LWS_WS_EV_NONE:
		return;
	case LWS_WS_EV_DATA:
		if (ev->first)
			say(t, ev->opcode == LWS_WS_OP_TEXT ? "T(" : "B(");
		say_bytes(t, ev->payload, ev->len);
		if (!ev->remaining)
			say(t, ev->final ? ")" : "|");
		return;
	case LWS_WS_EV_PING:
		say(t, "P(");
		break;
	case LWS_WS_EV_PONG:
		say(t, "Q(");
		break;
	case LWS_WS_EV_CLOSE:
		say_code(t, "X", ev->code);
		say(t, "(");
		if (ev->len > 2)
			say_bytes(t, ev->payload + 2, ev->len - 2);
		say(t, ")");
		return;
	case LWS_WS_EV_ERROR:
		say_code(t, "!", ev->code);
		return;
	}
	say_bytes(t, ev->payload, ev->len);
	say(t, ")");
}

/*
 * One delivery; the copy is exactly as long as it has to be, so that a
 * sanitizer sees what is read beyond.  Nonzero: there was an error.
 */
static int
deliver(struct lws_ws_rx *rx, struct frame_watch *w, struct transcript *t,
	const uint8_t *bytes, size_t len, const char *what)
{
	struct lws_ws_event ev;
	uint8_t *buf;
	size_t pos = 0, used;
	int failed = 0;

	if (!len)
		return 0;
	buf = malloc(len);
	if (!buf)
		abort();
	memcpy(buf, bytes, len);

	while (pos < len && !failed) {
		used = lws_ws_rx(rx, buf + pos, len - pos, &ev);
		WS_CHECK(used <= len - pos, "%s: used too much", what);
		WS_CHECK(used || ev.type == LWS_WS_EV_ERROR, "%s: stuck", what);
		if (ev.type == LWS_WS_EV_NONE)
			WS_CHECK(used == len - pos, "%s: left some", what);
		if (ev.type == LWS_WS_EV_DATA)
			watch_data(w, rx, &ev, what);

		pos += used;
		take_down(t, &ev);
		failed = ev.type == LWS_WS_EV_ERROR;
		if (failed)
			WS_CHECK(ev.text && *ev.text, "%s: no text", what);
	}

	if (failed) {
		used = lws_ws_rx(rx, buf, len, &ev);
		WS_CHECK(!used && ev.type == LWS_WS_EV_ERROR && ev.text,
			 "%s: does not stay failed", what);
	}
	free(buf);

	return failed;
}

/* cut behind a and behind b; max_piece as in the machine */
static void
run_cut(size_t n, size_t a, size_t b, size_t max_piece)
{
	const uint8_t *p = (const uint8_t *)cases[n].bytes;
	const char *what = cases[n].what;
	struct transcript t = { NULL, 0, 0 };
	struct frame_watch w = { 0, 0, 0 };
	struct lws_ws_rx rx;

	set_up(&rx, cases[n].flags, max_piece);
	transcript_begin(&t);

	if (!deliver(&rx, &w, &t, p, a, what) &&
	    !deliver(&rx, &w, &t, p + a, b - a, what))
		deliver(&rx, &w, &t, p + b, cases[n].len - b, what);

	WS_CHECK(!strcmp(t.text, cases[n].expected), "%s, cut %u %u: %s", what,
		 (unsigned int)a, (unsigned int)b, t.text);
	transcript_free(&t);
}

static void
run_bytes(size_t n)
{
	const uint8_t *p = (const uint8_t *)cases[n].bytes;
	struct transcript t = { NULL, 0, 0 };
	struct frame_watch w = { 0, 0, 0 };
	struct lws_ws_rx rx;
	size_t i;

	set_up(&rx, cases[n].flags, 0);
	transcript_begin(&t);

	for (i = 0; i < cases[n].len; i++)
		if (deliver(&rx, &w, &t, p + i, 1, cases[n].what))
			break;

	WS_CHECK(!strcmp(t.text, cases[n].expected), "%s, bytes: %s",
		 cases[n].what, t.text);
	transcript_free(&t);
}

static void
run_case(size_t n)
{
	size_t len = cases[n].len, a, b;

	run_bytes(n);
	for (a = 0; a <= len; a++) {
		run_cut(n, a, a, 0);
		run_cut(n, a, a, 1);
		run_cut(n, a, a, 3);
		if (len <= 24)
			for (b = a; b <= len; b++)
				run_cut(n, a, b, 0);
	}
}

static void
idle(void)
{
	uint8_t b[] = { 0x01, 0x01, 'a', 0x80, 0x00 };
	struct lws_ws_event ev;
	struct lws_ws_rx rx;
	size_t n;

	lws_ws_rx_init(&rx, 0);
	for (n = 0; n < sizeof(b); n++) {
		WS_CHECK(!!lws_ws_rx_idle(&rx) == !n, "before byte %u",
			 (unsigned int)n);
		lws_ws_rx(&rx, b + n, 1, &ev);
	}
	WS_CHECK(lws_ws_rx_idle(&rx), "after the message");
}

int
main(void)
{
	size_t n;

	for (n = 0; n < sizeof(cases) / sizeof(cases[0]); n++)
		run_case(n);
	idle();

	return ws_check_result("ws-frame");
}
