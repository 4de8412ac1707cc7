/* SPDX-License-Identifier: MIT */
/*
 * Payload of permessage-deflate, RFC 7692 section 7.2, by zlib.  See ws-pmd.h
 * for the contract.
 *
 * Each message is flushed to a byte boundary, which leaves an empty stored
 * block at its end.  The last four bytes of that are not sent: the receiver
 * knows them.
 */
#include "private-lib-core.h"
#include "ws-pmd.h"

#include <zlib.h>

#define TAIL_LEN	4

static const uint8_t tail[TAIL_LEN] = { 0x00, 0x00, 0xff, 0xff };

static voidpf
z_alloc(voidpf opaque, uInt items, uInt size)
{
	LWS_UNUSED(opaque);

	return lws_malloc((size_t)items * size, "zlib");
}

static void
z_free(voidpf opaque, voidpf p)
{
	LWS_UNUSED(opaque);
	lws_free(p);
}

static z_stream *
new_stream(void)
{
	z_stream *z = lws_zalloc(sizeof(*z), "zlib stream");

	if (z) {
		z->zalloc = z_alloc;
		z->zfree = z_free;
	}

	return z;
}

/* zlib counts in unsigned int */
static uInt
z_len(size_t len)
{
	return len > INT32_MAX ? INT32_MAX : (uInt)len;
}

/* no pointer of the caller's stays behind */
static void
forget_buffers(z_stream *z)
{
	z->next_in = NULL;
	z->avail_in = 0;
	z->next_out = NULL;
	z->avail_out = 0;
}

/* ---- receiving ---- */

void
lws_pmd_rx_free(struct lws_pmd_rx *rx)
{
	if (!rx->z)
		return;
	(void)inflateEnd(rx->z);
	lws_free_set_NULL(rx->z);
}

static int
rx_ready(struct lws_pmd_rx *rx)
{
	/* a peer that was allowed 8 may have a zlib that makes 9 of it */
	int bits = rx->bits == 8 ? 9 : rx->bits;

	if (rx->z)
		return 0;

	rx->z = new_stream();
	if (rx->z && inflateInit2(rx->z, -bits) == Z_OK)
		return 0;
	lws_free_set_NULL(rx->z);

	return 1;
}

/*
 * A block said that it is the last one.  In a message that is no end: what
 * follows goes on as before, and may refer to what went before.
 */
static enum lws_pmd_result
rx_final_block(struct lws_pmd_rx *rx)
{
	uInt len = 0;
	Bytef *window;
	int ok;

	if (++rx->finals > LWS_PMD_FINALS_MAX)
		return LWS_PMD_BAD;

	window = lws_malloc((size_t)1 << LWS_PMD_BITS_MAX, "zlib window");
	if (!window)
		return LWS_PMD_NO_MEMORY;
	ok = inflateGetDictionary(rx->z, window, &len) == Z_OK &&
	     inflateReset(rx->z) == Z_OK &&
	     (!len || inflateSetDictionary(rx->z, window, len) == Z_OK);
	lws_free(window);
	rx->at_final = 1;

	return ok ? LWS_PMD_MORE : LWS_PMD_NO_MEMORY;
}

static int
rx_too_big(const struct lws_pmd_rx *rx)
{
	if (rx->max_out)
		return rx->out_total > rx->max_out;

	return rx->out_total > LWS_PMD_BOMB_FREE &&
	       rx->out_total / LWS_PMD_BOMB_RATIO > rx->in_total;
}

/* a piece of a message: the caller's bytes, then the tail if it is the last */
struct feed {
	const uint8_t	**in;
	size_t		*in_len;
	int		fin;
};

static int
feed_left(const struct lws_pmd_rx *rx, const struct feed *f)
{
	return *f->in_len ||
	       (f->fin && rx->tail < TAIL_LEN && !rx->at_final);
}

/* one call of inflate() */
static enum lws_pmd_result
rx_step(struct lws_pmd_rx *rx, const struct feed *f, uint8_t *out, size_t room,
	size_t *made)
{
	int own = !*f->in_len;
	const uint8_t *from = own ? tail + rx->tail : *f->in;
	size_t len = *f->in_len, used;
	z_stream *z = rx->z;
	int n;

	if (own && feed_left(rx, f))
		len = (size_t)(TAIL_LEN - rx->tail);

	/* zlib does not write to its input, it just does not say so */
	z->next_in = (Bytef *)(lws_intptr_t)from;
	z->avail_in = z_len(len);
	z->next_out = out;
	z->avail_out = z_len(room);
	n = inflate(z, Z_SYNC_FLUSH);
	used = z_len(len) - z->avail_in;
	*made = z_len(room) - z->avail_out;
	forget_buffers(z);

	if (used)
		rx->at_final = 0;
	/* with nothing to go on with, zlib looks into the next block */
	if (used || *made)
		rx->at_boundary = !!(z->data_type & 128);
	if (own)
		rx->tail = (uint8_t)(rx->tail + used);
	else {
		*f->in += used;
		*f->in_len -= used;
		rx->in_total += used;
	}
	rx->out_total += *made;

	if (rx_too_big(rx))
		return LWS_PMD_TOO_BIG;

	switch (n) {
	case Z_STREAM_END:
		return rx_final_block(rx);
	case Z_OK:
	case Z_BUF_ERROR:	/* no room, or no input, for anything more */
		return LWS_PMD_MORE;
	case Z_MEM_ERROR:
		return LWS_PMD_NO_MEMORY;
	default:
		return LWS_PMD_BAD;
	}
}

static enum lws_pmd_result
rx_done(struct lws_pmd_rx *rx)
{
	/* the tail has to have ended a block, or the message was cut */
	if (!rx->at_final && !rx->at_boundary)
		return LWS_PMD_BAD;

	rx->tail = 0;
	rx->finals = 0;
	rx->at_final = 0;
	rx->at_boundary = 0;
	rx->in_total = 0;
	rx->out_total = 0;
	if (rx->no_takeover)
		lws_pmd_rx_free(rx);

	return LWS_PMD_DONE;
}

enum lws_pmd_result
lws_pmd_inflate(struct lws_pmd_rx *rx, const uint8_t **in, size_t *in_len,
		int fin, uint8_t *out, size_t *out_len)
{
	enum lws_pmd_result r;
	size_t used = 0, room = *out_len, made;
	struct feed f;
	int ahead;

	f.in = in;
	f.in_len = in_len;
	f.fin = fin;
	*out_len = 0;
	if (rx_ready(rx))
		return LWS_PMD_NO_MEMORY;

	if (rx->have_peek) {
		out[used++] = rx->peek;
		rx->have_peek = 0;
	}

	do {
		/* once the output is full: is there one byte more? */
		ahead = used == room;
		r = rx_step(rx, &f, ahead ? &rx->peek : out + used,
			    ahead ? 1 : room - used, &made);
		if (!ahead)
			used += made;
		else if (made) {
			rx->have_peek = 1;
			if (r == LWS_PMD_MORE)
				r = LWS_PMD_FULL;
		}
	} while (r == LWS_PMD_MORE &&
		 (feed_left(rx, &f) || (used == room && !ahead)));

	*out_len = used;

	return r == LWS_PMD_MORE && fin ? rx_done(rx) : r;
}

/* ---- sending ---- */

void
lws_pmd_tx_free(struct lws_pmd_tx *tx)
{
	if (!tx->z)
		return;
	(void)deflateEnd(tx->z);
	lws_free_set_NULL(tx->z);
}

/*
 * zlib does not make raw streams for a window of 256 bytes.  It does not need
 * to: with 512 it refers back no more than 512 - 262 = 250 bytes, as it keeps
 * the longest match and what it looks ahead for out of the window.
 */
static int
tx_ready(struct lws_pmd_tx *tx)
{
	int bits = tx->bits == 8 ? 9 : tx->bits;

	if (tx->renew)
		lws_pmd_tx_free(tx);
	tx->renew = 0;
	if (tx->z)
		return 0;

	tx->z = new_stream();
	if (tx->z && deflateInit2(tx->z, tx->level, Z_DEFLATED, -bits,
				  tx->mem_level, Z_DEFAULT_STRATEGY) == Z_OK)
		return 0;
	lws_free_set_NULL(tx->z);

	return 1;
}

static enum lws_pmd_result
tx_done(struct lws_pmd_tx *tx, int fin)
{
	tx->draining = 0;
	if (!fin)
		return LWS_PMD_MORE;

	tx->in_msg = 0;
	tx->held_len = 0;
	if (tx->no_takeover)
		lws_pmd_tx_free(tx);

	return LWS_PMD_DONE;
}

/* what may be the tail of the message is held back until more comes */
static size_t
tx_hold(struct lws_pmd_tx *tx, const uint8_t *out, size_t len)
{
	size_t n = lws_min_sz(len, TAIL_LEN);

	memcpy(tx->held, out + len - n, n);
	tx->held_len = (uint8_t)n;

	return len - n;
}

/* all of a message is nothing: the start of an empty stored block */
static enum lws_pmd_result
tx_nothing(struct lws_pmd_tx *tx, int fin, uint8_t *out, size_t *out_len)
{
	if (fin && !tx->had_input)
		out[(*out_len)++] = 0;

	return tx_done(tx, fin);
}

enum lws_pmd_result
lws_pmd_deflate(struct lws_pmd_tx *tx, const uint8_t **in, size_t *in_len,
		int fin, uint8_t *out, size_t *out_len)
{
	size_t room = *out_len, used = 0;
	z_stream *z;
	int n, full;

	*out_len = 0;
	if (room < LWS_PMD_TX_ROOM_MIN)
		return LWS_PMD_BAD;

	if (!tx->in_msg) {
		if (tx_ready(tx))
			return LWS_PMD_NO_MEMORY;
		tx->in_msg = 1;
		tx->had_input = 0;
		tx->held_len = 0;
		tx->draining = 0;
	}
	if (!*in_len && !tx->draining)
		return tx_nothing(tx, fin, out, out_len);

	used = tx->held_len;
	memcpy(out, tx->held, used);
	tx->had_input = 1;

	z = tx->z;
	z->next_in = (Bytef *)(lws_intptr_t)*in;
	z->avail_in = z_len(*in_len);
	z->next_out = out + used;
	z->avail_out = z_len(room - used);
	n = deflate(z, Z_SYNC_FLUSH);
	*in += z_len(*in_len) - z->avail_in;
	*in_len -= z_len(*in_len) - z->avail_in;
	full = !z->avail_out || *in_len;
	used += z_len(room - used) - z->avail_out;
	forget_buffers(z);
	if (n != Z_OK && n != Z_BUF_ERROR)
		return LWS_PMD_BAD;

	*out_len = tx_hold(tx, out, used);
	tx->draining = (uint8_t)full;

	return full ? LWS_PMD_FULL : tx_done(tx, fin);
}
