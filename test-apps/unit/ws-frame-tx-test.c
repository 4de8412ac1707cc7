/* SPDX-License-Identifier: MIT */
/*
 * Frame headers at every length boundary, masking at every phase and
 * alignment, and the whole range of close codes.
 */

#include "ws-frame.h"
#include "ws-check.h"

#include <string.h>

static const struct {
	uint64_t	len;
	size_t		header;		/* unmasked */
	uint8_t		bytes[10];	/* with FIN and opcode 2 */
} lengths[] = {
	{ 0, 2, { 0x82, 0 } },
	{ 1, 2, { 0x82, 1 } },
	{ 125, 2, { 0x82, 125 } },
	{ 126, 4, { 0x82, 126, 0, 126 } },
	{ 127, 4, { 0x82, 126, 0, 127 } },
	{ 256, 4, { 0x82, 126, 1, 0 } },
	{ 65535, 4, { 0x82, 126, 0xff, 0xff } },
	{ 65536, 10, { 0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0 } },
	{ UINT64_C(0x0102030405060708), 10,
	  { 0x82, 127, 1, 2, 3, 4, 5, 6, 7, 8 } },
	{ UINT64_C(0x7fffffffffffffff), 10,
	  { 0x82, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
};

static void
headers(void)
{
	static const uint8_t key[4] = { 0xde, 0xad, 0xbe, 0xef };
	uint8_t hdr[LWS_WS_HEADER_MAX], expected[LWS_WS_HEADER_MAX];
	size_t n, len;

	for (n = 0; n < sizeof(lengths) / sizeof(lengths[0]); n++) {
		len = lws_ws_tx_header(hdr, LWS_WS_OP_BINARY, 1, 0,
				       lengths[n].len, NULL);
		WS_CHECK(len == lengths[n].header &&
			 !memcmp(hdr, lengths[n].bytes, len), "row %u",
			 (unsigned int)n);
		WS_CHECK(lws_ws_tx_header_len(lengths[n].len, 0) == len,
			 "row %u", (unsigned int)n);

		memcpy(expected, lengths[n].bytes, len);
		expected[1] |= 0x80;
		memcpy(expected + len, key, 4);
		WS_CHECK(lws_ws_tx_header(hdr, LWS_WS_OP_BINARY, 1, 0,
					  lengths[n].len, key) == len + 4 &&
			 !memcmp(hdr, expected, len + 4), "masked row %u",
			 (unsigned int)n);
		WS_CHECK(lws_ws_tx_header_len(lengths[n].len, 1) == len + 4,
			 "masked row %u", (unsigned int)n);
	}
}

static void
first_byte(void)
{
	uint8_t hdr[LWS_WS_HEADER_MAX];
	unsigned int op, rsv;
	int fin;

	for (op = 0; op < 16; op++)
		for (rsv = 0; rsv < 8; rsv++)
			for (fin = 0; fin < 2; fin++) {
				lws_ws_tx_header(hdr, op, fin, rsv, 0, NULL);
				WS_CHECK(hdr[0] == ((unsigned int)fin * 128 +
						    rsv * 16 + op),
					 "%u %u %d", op, rsv, fin);
			}
}

/* every length up to some words, at every alignment and phase */
static void
mask_once(size_t align, size_t len, unsigned int phase)
{
	static const uint8_t key[4] = { 0x11, 0x80, 0xf7, 0x3c };
	uint8_t buf[64], expected[64];
	unsigned int next;
	size_t n;

	for (n = 0; n < sizeof(buf); n++)
		buf[n] = expected[n] = (uint8_t)(n * 7);
	for (n = 0; n < len; n++)
		expected[align + n] ^= key[(phase + n) % 4];

	next = lws_ws_mask(buf + align, len, key, phase);

	WS_CHECK(!memcmp(buf, expected, sizeof(buf)), "align %u len %u, %u",
		 (unsigned int)align, (unsigned int)len, phase);
	WS_CHECK(next == (phase + len) % 4, "align %u len %u, %u: %u",
		 (unsigned int)align, (unsigned int)len, phase, next);
}

static void
masks(void)
{
	unsigned int phase;
	size_t align, len;

	for (align = 0; align < 8; align++)
		for (len = 0; len < 40; len++)
			for (phase = 0; phase < 4; phase++)
				mask_once(align, len, phase);
}

/* RFC 6455 section 7.4 and the registry that it founds */
static void
codes(void)
{
	static const uint16_t registered[] = {
		1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012,
		1013, 1014
	};
	unsigned int c, expected;
	size_t n;

	for (c = 0; c <= 65535; c++) {
		expected = c >= 3000 && c < 5000;
		for (n = 0; n < sizeof(registered) / sizeof(registered[0]); n++)
			if (registered[n] == c)
				expected = 1;
		WS_CHECK(!!lws_ws_code_valid(c) == (int)expected, "%u", c);
	}
}

int
main(void)
{
	headers();
	first_byte();
	masks();
	codes();

	return ws_check_result("ws-frame-tx");
}
