/* SPDX-License-Identifier: MIT */
/*
 * What storm-endpoints says to a peer: the RFC 6455 handshake, the echo, and
 * the misbehaviour of the dead kinds. Frames are echoed one by one, so a
 * fragmented message comes back fragmented. Text is not checked for UTF-8.
 */

#include "conn.h"
#include "sha1.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum opcode {
	OP_CONTINUATION = 0,
	OP_TEXT = 1,
	OP_BINARY = 2,
	OP_CLOSE = 8,
	OP_PING = 9,
	OP_PONG = 10
};

struct frame {
	unsigned char *payload;
	size_t len, total;	/* total: header, mask and payload */
	int fin, rsv, opcode, masked;
	unsigned char mask[4];
};

static int buf_add(struct buf *b, const void *in, size_t len)
{
	size_t cap = b->cap ? b->cap : 512;
	unsigned char *p;

	if (b->len + len > b->cap) {
		while (cap < b->len + len)
			cap *= 2;
		p = realloc(b->p, cap);
		if (!p)
			return -1;
		b->p = p;
		b->cap = cap;
	}
	memcpy(b->p + b->len, in, len);
	b->len += len;
	return 0;
}

static void buf_drop(struct buf *b, size_t len)
{
	b->len -= len;
	if (b->len)
		memmove(b->p, b->p + len, b->len);
}

static int lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static int starts_with(const char *s, size_t len, const char *what)
{
	size_t n = strlen(what), i;

	if (len < n)
		return 0;
	for (i = 0; i < n; i++)
		if (lower((unsigned char)s[i]) != lower((unsigned char)what[i]))
			return 0;
	return 1;
}

/* The value of a header (name with its colon), without spaces around it. */
static const char *header(const char *req, size_t len, const char *name,
			  size_t *vlen)
{
	const char *p = req, *end = req + len, *eol;

	while (p < end) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			break;
		if (starts_with(p, (size_t)(eol - p), name)) {
			p += strlen(name);
			while (p < eol && (*p == ' ' || *p == '\t'))
				p++;
			while (eol > p && (eol[-1] == '\r' || eol[-1] == ' '))
				eol--;
			*vlen = (size_t)(eol - p);
			return p;
		}
		p = eol + 1;
	}
	return NULL;
}

/* Where the empty line ends, or 0 as long as there is none. */
static size_t request_length(const struct buf *b)
{
	size_t i;

	for (i = 3; i < b->len; i++)
		if (!memcmp(b->p + i - 3, "\r\n\r\n", 4))
			return i + 1;
	return 0;
}

static int refuse(struct conn *c, const char *status)
{
	char text[160];
	int n;

	n = snprintf(text, sizeof(text),
		     "HTTP/1.1 %s\r\nContent-Length: 0\r\n"
		     "Connection: close\r\n\r\n", status);
	c->closing = 1;
	return buf_add(&c->tx, text, (size_t)n);
}

static int answer_upgrade(struct conn *c, size_t len)
{
	const char *req = (const char *)c->rx.p, *key, *v, *proto;
	size_t klen = 0, vlen = 0, plen = 0;
	char accept[29], text[512];
	int n;

	key = header(req, len, "Sec-WebSocket-Key:", &klen);
	v = header(req, len, "Sec-WebSocket-Version:", &vlen);
	if (!starts_with(req, len, "GET ") || !key || klen != 24)
		return refuse(c, "400 Bad Request");
	if (!v || vlen != 2 || memcmp(v, "13", 2))
		return refuse(c, "426 Upgrade Required");

	ws_accept_for(key, klen, accept);
	proto = header(req, len, "Sec-WebSocket-Protocol:", &plen);
	n = snprintf(text, sizeof(text),
		     "HTTP/1.1 101 Switching Protocols\r\n"
		     "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		     "Sec-WebSocket-Accept: %s\r\n", accept);
	if (proto) {
		for (vlen = 0; vlen < plen && proto[vlen] != ','; vlen++)
			;
		if (vlen > 64)
			vlen = 64;
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      "Sec-WebSocket-Protocol: %.*s\r\n", (int)vlen,
			      proto);
	}
	n += snprintf(text + n, sizeof(text) - (size_t)n, "\r\n");
	c->upgraded = 1;
	return buf_add(&c->tx, text, (size_t)n);
}

static int put_frame(struct conn *c, int fin, int opcode, const void *in,
		     size_t len)
{
	unsigned char h[10];
	size_t n = 2, i;

	h[0] = (unsigned char)((fin ? 0x80 : 0) | opcode);
	if (len < 126) {
		h[1] = (unsigned char)len;
	} else if (len < 65536) {
		h[1] = 126;
		h[2] = (unsigned char)(len >> 8);
		h[3] = (unsigned char)len;
		n = 4;
	} else {
		h[1] = 127;
		for (i = 0; i < 8; i++)
			h[2 + i] = (unsigned char)((uint64_t)len >>
						   (56 - 8 * i));
		n = 10;
	}
	if (buf_add(&c->tx, h, n))
		return -1;
	return len ? buf_add(&c->tx, in, len) : 0;
}

static int put_close(struct conn *c, unsigned int code)
{
	unsigned char p[2];

	p[0] = (unsigned char)(code >> 8);
	p[1] = (unsigned char)code;
	c->closing = 1;
	return put_frame(c, 1, OP_CLOSE, p, 2);
}

/*
 * Finds the first frame in rx. 1: it is there as a whole, 0: not yet,
 * otherwise the close code for what is wrong with it.
 */
static int next_frame(struct buf *b, struct frame *f)
{
	uint64_t len;
	size_t head = 2, i;

	if (b->len < 2)
		return 0;
	f->fin = b->p[0] >> 7;
	f->rsv = (b->p[0] >> 4) & 7;
	f->opcode = b->p[0] & 15;
	f->masked = b->p[1] >> 7;
	len = b->p[1] & 127;
	if (f->rsv || !f->masked)
		return 1002;
	if (f->opcode >= 8 && (len > 125 || !f->fin))
		return 1002;
	if (len >= 126) {
		head = len == 126 ? 4 : 10;
		if (b->len < head)
			return 0;
		for (len = 0, i = 2; i < head; i++)
			len = len << 8 | b->p[i];
	}
	if (len > CONN_MAX_FRAME)
		return 1009;
	if (b->len < head + 4 + len)
		return 0;
	memcpy(f->mask, b->p + head, 4);
	f->payload = b->p + head + 4;
	f->len = (size_t)len;
	f->total = head + 4 + f->len;
	for (i = 0; i < f->len; i++)
		f->payload[i] = (unsigned char)(f->payload[i] ^ f->mask[i & 3]);
	return 1;
}

static int take_frame(struct conn *c, const struct frame *f)
{
	switch (f->opcode) {
	case OP_TEXT:
	case OP_BINARY:
		if (c->in_message)
			return put_close(c, 1002);
		c->in_message = !f->fin;
		return put_frame(c, f->fin, f->opcode, f->payload, f->len);
	case OP_CONTINUATION:
		if (!c->in_message)
			return put_close(c, 1002);
		c->in_message = !f->fin;
		return put_frame(c, f->fin, f->opcode, f->payload, f->len);
	case OP_PING:
		return put_frame(c, 1, OP_PONG, f->payload, f->len);
	case OP_PONG:
		return 0;
	case OP_CLOSE:
		if (f->len == 1)
			return put_close(c, 1002);
		c->closing = 1;
		return put_frame(c, 1, OP_CLOSE, f->payload, f->len);
	default:
		return put_close(c, 1002);
	}
}

static int take_frames(struct conn *c)
{
	struct frame f;
	int n, r = 0;

	while (!r && !c->closing) {
		n = next_frame(&c->rx, &f);
		if (!n)
			return 0;
		if (n != 1)
			return put_close(c, (unsigned int)n);
		r = take_frame(c, &f);
		buf_drop(&c->rx, f.total);
	}
	return r;
}

enum conn_verdict conn_input(struct conn *c, const void *in, size_t len)
{
	size_t n;
	int r;

	/* what follows a close, or falls on deaf ears, is thrown away */
	if (c->closing || c->kind == KIND_SILENT ||
	    c->kind == KIND_TLS_STALL)
		return CONN_GO_ON;
	if (buf_add(&c->rx, in, len))
		return CONN_FAILED;

	if (!c->upgraded) {
		n = request_length(&c->rx);
		if (!n) {
			if (c->rx.len <= CONN_MAX_REQUEST)
				return CONN_GO_ON;
			return refuse(c, "431 Request Header Fields Too Large")
				? CONN_FAILED : CONN_GO_ON;
		}
		if (c->kind == KIND_RESET)
			return CONN_RESET;
		r = c->kind == KIND_404 ? refuse(c, "404 Not Found") :
					  answer_upgrade(c, n);
		buf_drop(&c->rx, n);
		if (r)
			return CONN_FAILED;
		if (!c->upgraded)
			return CONN_GO_ON;
	}

	return take_frames(c) ? CONN_FAILED : CONN_GO_ON;
}

void conn_sent(struct conn *c, size_t len)
{
	buf_drop(&c->tx, len);
}

void conn_free(struct conn *c)
{
	free(c->rx.p);
	free(c->tx.p);
	free(c);
}
