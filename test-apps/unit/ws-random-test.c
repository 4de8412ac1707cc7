/* SPDX-License-Identifier: MIT */
/*
 * Random frames, right ones and damaged ones, through the machine and through a
 * reference that is as simple as it can be: it looks at the whole byte string
 * again and again.  Both have to give the same transcript.
 */

#include "ws-transcript.h"

#define ROOM	200000

struct reference {
	const uint8_t		*p;
	size_t			len;
	int			from_client, rsv1, utf8;
	uint64_t		max_frame, max_message;
	/* the message so far, for the UTF-8 check */
	uint8_t			*msg;
	size_t			msg_len;
	uint64_t		announced;
	int			open, msg_rsv;	/* opcode, or 0 */
};

/*
 * Is there a code point whose encoding starts with these n bytes?  Works on the
 * range of code points which they leave possible.
 */
static int
possible_start(const uint8_t *b, size_t n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t lo, hi;
	size_t size = b[0] < 0x80 ? 1 : (b[0] & 0xe0) == 0xc0 ? 2 :
		      (b[0] & 0xf0) == 0xe0 ? 3 : (b[0] & 0xf8) == 0xf0 ? 4 : 0;
	size_t i;

	if (!size || n > size)
		return 0;

	lo = size == 1 ? b[0] : b[0] & (0xffu >> (size + 1));
	for (i = 1; i < n; i++) {
		if ((b[i] & 0xc0) != 0x80)
			return 0;
		lo = (lo << 6) | (b[i] & 63u);
	}
	lo <<= 6 * (size - n);
	hi = lo + (1u << (6 * (size - n))) - 1;

	if (hi < least[size] || lo > 0x10ffff)
		return 0;

	return !(lo >= 0xd800 && hi <= 0xdfff);
}

/* index of the first byte that cannot be; a text that is cut short when
 * it is complete ends at its last byte */
static size_t
first_bad(const uint8_t *b, size_t len, int complete)
{
	size_t at = 0, n, size;

	while (at < len) {
		size = b[at] < 0x80 ? 1 : b[at] < 0xe0 ? 2 :
		       b[at] < 0xf0 ? 3 : 4;
		for (n = 1; n <= size; n++) {
			if (at + n > len)
				return complete ? len - 1 : len;
			if (!possible_start(b + at, n))
				return at + n - 1;
		}
		at += size;
	}

	return len;
}

/* 0, or the code of what is wrong with the header of n bytes (2 and length) */
static unsigned int
judge_first(const struct reference *r, uint8_t c)
{
	int op = c & 15, fin = c >> 7, rsv = (c >> 4) & 7;

	if (rsv & 3)
		return 1002;
	if (rsv && (!r->rsv1 || op >= 8 || !op))
		return 1002;
	if ((op > 2 && op < 8) || op > 10)
		return 1002;
	if (op >= 8)
		return fin ? 0 : 1002;

	return !op == !r->open ? 1002 : 0;
}

static unsigned int
judge_length(const struct reference *r, int op, int form, uint64_t len)
{
	if (len > UINT64_C(0x7fffffffffffffff))
		return 1002;
	if ((form == 126 && len < 126) || (form == 127 && len < 65536))
		return 1002;
	if (op >= 8)
		return 0;
	if (r->max_frame && len > r->max_frame)
		return 1009;
	if (r->max_message && r->announced + len > r->max_message)
		return 1009;

	return 0;
}

static unsigned int
judge_close(const uint8_t *b, size_t have, size_t len)
{
	unsigned int code;

	if (have >= 2) {
		code = b[0] * 256u + b[1];
		if (!lws_ws_code_valid(code))
			return 1002;
		if (have > 2 && first_bad(b + 2, have - 2, have == len) !=
								have - 2)
			return 1007;
	}

	return len == 1 && have == 1 ? 1002 : 0;
}

static void
say_control(struct transcript *t, int op, const uint8_t *b, size_t len)
{
	if (op == 8) {
		say_code(t, "X", len < 2 ? 1005u : b[0] * 256u + b[1]);
		say(t, "(");
		if (len > 2)
			say_bytes(t, b + 2, len - 2);
	} else {
		say(t, op == 9 ? "P(" : "Q(");
		say_bytes(t, b, len);
	}
	say(t, ")");
}

/*
 * Payload of a data frame, of which `have` bytes are there; op is 0 if it is a
 * continuation.  Nonzero = bad.
 */
static unsigned int
reference_data(struct reference *r, struct transcript *t, int op, int fin,
	       const uint8_t *b, size_t have, uint64_t len)
{
	int last = fin && have == len;
	size_t good = have, bad;

	memcpy(r->msg + r->msg_len, b, have);
	r->msg_len += have;
	bad = r->msg_len;
	if (r->utf8 && r->open == 1 && !r->msg_rsv) {
		bad = first_bad(r->msg, r->msg_len, last);
		if (bad < r->msg_len)
			good = bad < r->msg_len - have ? 0 :
			       bad - (r->msg_len - have);
	}
	if (op && (good || bad == r->msg_len))
		say(t, op == 1 ? "T(" : "B(");
	say_bytes(t, b, good);
	if (bad < r->msg_len)
		return 1007;

	if (have == len)
		say(t, fin ? ")" : "|");

	return 0;
}

/* header bytes that are there decide as soon as they can; 0 = go on */
static unsigned int
reference_frame(struct reference *r, struct transcript *t, size_t *pos)
{
	const uint8_t *p = r->p + *pos;
	size_t left = r->len - *pos, head = 2, have, n;
	uint8_t payload[ROOM / 2];
	int op = p[0] & 15, fin = p[0] >> 7, form;
	unsigned int code;
	uint64_t len;

	*pos = r->len;
	code = judge_first(r, p[0]);
	if (code || left < 2)
		return code;
	if ((p[1] >> 7) != r->from_client)
		return 1002;
	len = p[1] & 127;
	form = (int)len;
	if (op >= 8 && len > 125)
		return 1002;

	if (form > 125) {
		head = form == 126 ? 4 : 10;
		if (left < head)
			return 0;
		for (len = 0, n = 2; n < head; n++)
			len = len * 256 + p[n];
	}
	if (op == 1 || op == 2)
		r->announced = 0;
	code = judge_length(r, op, form, len);
	head += r->from_client ? 4 : 0;
	if (code || left < head)
		return code;

	have = left - head < len ? left - head : (size_t)len;
	for (n = 0; n < have; n++)
		payload[n] = p[head + n] ^
			     (r->from_client ? p[head - 4 + n % 4] : 0);
	*pos = (size_t)(p - r->p) + head + have;

	if (op >= 8) {
		if (op == 8)
			code = judge_close(payload, have, (size_t)len);
		if (!code && have == len) {
			say_control(t, op, payload, have);
			if (op == 8)
				*pos = r->len;
		}
		return code;
	}

	if (len && !have)
		return 0;	/* nothing to report before the first byte */
	r->announced += len;
	if (op) {
		r->open = op;
		r->msg_rsv = (p[0] >> 4) & 7;
		r->msg_len = 0;
	}
	code = reference_data(r, t, op, fin, payload, have, len);
	if (fin)
		r->open = 0;

	return code;
}

static void
reference_run(struct reference *r, struct transcript *t)
{
	unsigned int code;
	size_t pos = 0;

	while (pos < r->len) {
		code = reference_frame(r, t, &pos);
		if (code) {
			say_code(t, "!", code);
			return;
		}
	}
}

static void
machine_run(const struct reference *r, struct transcript *t, uint64_t *seed)
{
	size_t pos = 0, cut, used, most = 1 + ws_random(seed) % 300;
	struct lws_ws_event ev;
	struct lws_ws_rx rx;
	uint8_t *buf;

	lws_ws_rx_init(&rx, r->from_client);
	rx.allow_rsv1 = (uint8_t)r->rsv1;
	rx.check_utf8 = (uint8_t)r->utf8;
	rx.max_frame = r->max_frame;
	rx.max_message = r->max_message;
	rx.max_piece = ws_random(seed) % 3 ? 0 : 1 + ws_random(seed) % 100;

	buf = malloc(r->len + 1);
	if (!buf)
		abort();
	memcpy(buf, r->p, r->len);

	for (cut = 0; pos < r->len; pos += used) {
		if (pos == cut)
			cut += 1 + ws_random(seed) % most;
		if (cut > r->len)
			cut = r->len;
		used = lws_ws_rx(&rx, buf + pos, cut - pos, &ev);

		if (ev.type == LWS_WS_EV_DATA) {
			if (ev.first)
				say(t, ev.opcode == 1 ? "T(" : "B(");
			say_bytes(t, ev.payload, ev.len);
			if (!ev.remaining)
				say(t, ev.final ? ")" : "|");
		}
		if (ev.type == LWS_WS_EV_PING || ev.type == LWS_WS_EV_PONG ||
		    ev.type == LWS_WS_EV_CLOSE)
			say_control(t, ev.opcode, ev.payload, ev.len);
		if (ev.type == LWS_WS_EV_ERROR) {
			say_code(t, "!", ev.code);
			break;
		}
	}
	free(buf);
}

static size_t
random_text(uint8_t *p, size_t room, uint64_t *seed)
{
	static const char * const bits[] = {
		"a", "text", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
		"\xed\x9f\xbf", "\xef\xbf\xbd", "12345678"
	};
	size_t len = 0, n, want = ws_random(seed) % (room - 8);

	while (len < want) {
		n = ws_random(seed) % (sizeof(bits) / sizeof(bits[0]));
		memcpy(p + len, bits[n], strlen(bits[n]));
		len += strlen(bits[n]);
	}

	return len;
}

static size_t
random_payload(uint8_t *p, int op, uint64_t *seed)
{
	static const uint32_t sizes[] = { 0, 1, 2, 125, 126, 127, 500 };
	uint32_t dice = ws_random(seed);
	size_t len, n;

	if (op == 8 && dice % 4) {
		p[0] = 3;
		p[1] = (uint8_t)(0xe8 + (dice >> 8) % 20);
		return 2 + random_text(p + 2, 100, seed);
	}
	if (op < 8 && dice % 3)
		return random_text(p, 300, seed);

	len = sizes[(dice >> 8) % 7];
	if (op < 8 && (dice >> 16) % 64 == 0)
		len = 65535 + (dice >> 24) % 2;
	if (op >= 8 && len > 125)
		len = 125;
	for (n = 0; n < len; n++)
		p[n] = (uint8_t)ws_random(seed);

	return len;
}

/* a frame that mostly fits what went before, and a small damage at times */
static size_t
random_frame(uint8_t *out, int from_client, int *open, uint64_t *seed)
{
	static const uint8_t ops[] = { 1, 2, 1, 2, 1, 2, 9, 10, 9, 10, 8 };
	uint32_t dice = ws_random(seed);
	int op = ops[dice % sizeof(ops)], fin = (dice >> 8) % 3 != 0;
	size_t head, len, n;
	uint8_t key[4];

	if (op < 8) {
		if (*open)
			op = 0;
		*open = !fin;
	} else
		fin = 1;

	for (n = 0; n < 4; n++)
		key[n] = (uint8_t)ws_random(seed);
	len = random_payload(out + LWS_WS_HEADER_MAX, op, seed);
	head = lws_ws_tx_header(out, (unsigned int)op, fin, 0, len,
				from_client ? key : NULL);
	memmove(out + head, out + LWS_WS_HEADER_MAX, len);
	if (from_client)
		for (n = 0; n < len; n++)
			out[head + n] ^= key[n % 4];

	if ((dice >> 16) % 12 == 0)
		out[(dice >> 20) % head] ^= (uint8_t)(1u << (dice >> 24) % 8);
	if ((dice >> 16) % 12 == 1 && len)
		out[head + (dice >> 20) % len] ^= 0x80;

	return head + len;
}

static void
one_round(uint64_t seed, uint8_t *bytes, uint8_t *msg)
{
	struct transcript a = { NULL, 0, 0 }, b = { NULL, 0, 0 };
	uint64_t start = seed;
	struct reference r;
	uint32_t dice;
	int open = 0;

	dice = ws_random(&seed);
	memset(&r, 0, sizeof(r));
	r.p = bytes;
	r.msg = msg;
	r.from_client = dice & 1;
	r.rsv1 = (dice >> 1) & 1;
	r.utf8 = (dice >> 2) & 1;
	if ((dice >> 3) % 4 == 0)
		r.max_frame = 400;
	if ((dice >> 5) % 4 == 0)
		r.max_message = 600;

	while (r.len < ROOM / 2 - 70000)
		r.len += random_frame(bytes + r.len, r.from_client, &open,
				      &seed);
	r.len -= ws_random(&seed) % 20;

	transcript_begin(&a);
	transcript_begin(&b);
	reference_run(&r, &a);
	machine_run(&r, &b, &seed);

	WS_CHECK(!strcmp(a.text, b.text), "seed %llu: ... %s, not ... %s",
		 (unsigned long long)start,
		 b.len > 60 ? b.text + b.len - 60 : b.text,
		 a.len > 60 ? a.text + a.len - 60 : a.text);

	transcript_free(&a);
	transcript_free(&b);
}

int
main(int argc, char **argv)
{
	unsigned int n, rounds = argc > 1 ? (unsigned int)atoi(argv[1]) : 400;
	uint8_t *bytes = malloc(2 * ROOM), *msg = malloc(2 * ROOM);

	if (!bytes || !msg) {
		free(bytes);
		free(msg);
		return 1;
	}

	for (n = 0; n < rounds; n++)
		one_round(n, bytes, msg);

	free(bytes);
	free(msg);

	return ws_check_result("ws-random");
}
