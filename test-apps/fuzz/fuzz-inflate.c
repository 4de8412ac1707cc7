/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate: inflating what anybody may send, in one call and in
 * pieces, has to give the same; and what is deflated inflates to itself.
 *
 * Bytes 0 to 2: settings; the rest is the payload of a message.
 */
#include "private-lib-core.h"
#include "fuzz.h"
#include "ws-pmd.h"

#define MOST	(256 * 1024)

static uint8_t one[MOST], two[MOST];

static enum lws_pmd_result
inflate_all(struct lws_pmd_rx *rx, const uint8_t *data, size_t size,
	    size_t piece, size_t room, uint8_t *out, size_t *made)
{
	enum lws_pmd_result r = LWS_PMD_MORE;
	const uint8_t *in;
	size_t left, n;
	uint8_t *copy;

	*made = 0;
	do {
		left = lws_min_sz(piece, size);
		/* its own, so that nothing can be read of it later */
		copy = malloc(left ? left : 1);
		FUZZ_CHECK(copy);
		if (left)
			memcpy(copy, data, left);
		in = copy;
		data += left;
		size -= left;
		do {
			n = lws_min_sz(room, MOST - *made);
			r = lws_pmd_inflate(rx, &in, &left, !size,
					    out + *made, &n);
			*made += n;
			FUZZ_CHECK(*made <= MOST);
		} while (r == LWS_PMD_FULL && *made < MOST);
		free(copy);
	} while (size && r == LWS_PMD_MORE);

	return r;
}

static void
both_ways(uint8_t bits, uint8_t flags, const uint8_t *data, size_t size)
{
	struct lws_pmd_rx a, b;
	enum lws_pmd_result ra, rb;
	size_t na, nb;

	memset(&a, 0, sizeof(a));
	a.bits = bits;
	a.no_takeover = flags & 1;
	if (flags & 2)
		a.max_out = 5000;
	b = a;
	ra = inflate_all(&a, data, size, size, MOST, one, &na);
	rb = inflate_all(&b, data, size, 1 + (flags >> 4), 1 + (flags >> 2),
			 two, &nb);
	/*
	 * Where the output ends differs when it is cut by an error, and zlib
	 * lets a peer refer beyond a small window within one call's output.
	 */
	FUZZ_CHECK(ra == rb || bits < 15 || na == MOST || nb == MOST);
	FUZZ_CHECK(ra != LWS_PMD_DONE || rb != ra || na == nb);
	FUZZ_CHECK(!memcmp(one, two, lws_min_sz(na, nb)));
	lws_pmd_rx_free(&a);
	lws_pmd_rx_free(&b);
}

static void
round_trip(uint8_t bits, uint8_t flags, uint8_t level, const uint8_t *data,
	   size_t size)
{
	enum lws_pmd_result r;
	struct lws_pmd_tx tx;
	struct lws_pmd_rx rx;
	const uint8_t *in = data;
	size_t left = size, len = 0, n;

	memset(&tx, 0, sizeof(tx));
	memset(&rx, 0, sizeof(rx));
	tx.bits = rx.bits = bits;
	tx.level = level % 10;
	tx.mem_level = (uint8_t)(1 + level % 9);
	do {
		n = lws_min_sz((size_t)LWS_PMD_TX_ROOM_MIN + flags,
			       MOST - len);
		r = lws_pmd_deflate(&tx, &in, &left, 1, one + len, &n);
		len += n;
	} while (r == LWS_PMD_FULL);
	FUZZ_CHECK(r == LWS_PMD_DONE);
	r = inflate_all(&rx, one, len, len, MOST, two, &n);
	FUZZ_CHECK(r == LWS_PMD_DONE && n == size &&
		   (!size || !memcmp(two, data, size)));
	lws_pmd_tx_free(&tx);
	lws_pmd_rx_free(&rx);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t bits;

	if (size < 3 || size > 16384)
		return 0;
	bits = (uint8_t)(8 + (data[0] & 7));
	both_ways(bits, data[1], data + 3, size - 3);
	if (data[0] & 8)
		round_trip(bits, data[1], data[2], data + 3, size - 3);

	return 0;
}
