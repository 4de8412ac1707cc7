/* SPDX-License-Identifier: MIT */
/*
 * The receive machine of WebSocket frames: the same bytes in one call and one
 * by one have to give the same messages, control frames and error.
 *
 * Byte 0: settings; the rest is what the peer sends.
 */
#include "private-lib-core.h"
#include "fuzz.h"
#include "ws-frame.h"

struct summary {
	uint32_t	hash;		/* of all payload, and where it ends */
	unsigned int	messages, controls;
	unsigned int	code;		/* of an error */
	size_t		used;		/* up to the error */
};

static void
mix(struct summary *s, const uint8_t *p, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		s->hash = (s->hash ^ p[n]) * 16777619u;
}

static void
set_up(struct lws_ws_rx *rx, uint8_t c)
{
	lws_ws_rx_init(rx, c & 1);
	rx->check_utf8 = (c >> 1) & 1;
	rx->allow_rsv1 = (c >> 2) & 1;
	if (c & 8)
		rx->max_message = 1000;
	if (c & 16)
		rx->max_frame = 300;
	if (c & 32)
		rx->max_piece = 7;
}

/* nonzero: failed */
static int
event(struct summary *s, const struct lws_ws_event *ev)
{
	uint8_t c[3];

	c[0] = (uint8_t)ev->type;
	c[1] = ev->opcode;
	c[2] = ev->rsv;
	switch (ev->type) {
	case LWS_WS_EV_NONE:
		break;
	case LWS_WS_EV_DATA:
		if (ev->first)
			mix(s, c, 3);
		mix(s, ev->payload, ev->len);
		if (ev->final) {
			mix(s, c, 3);
			s->messages++;
		}
		break;
	case LWS_WS_EV_ERROR:
		FUZZ_CHECK(ev->text && lws_ws_code_valid(ev->code));
		s->code = ev->code;
		return 1;
	default:
		FUZZ_CHECK(ev->len <= LWS_WS_CONTROL_MAX);
		mix(s, c, 2);
		mix(s, ev->payload, ev->len);
		s->controls++;
		break;
	}

	return 0;
}

static void
run(struct summary *s, uint8_t settings, const uint8_t *data, size_t size,
    size_t piece)
{
	struct lws_ws_event ev;
	struct lws_ws_rx rx;
	uint8_t *buf;
	size_t at, len, n, used;

	memset(s, 0, sizeof(*s));
	s->hash = 2166136261u;
	set_up(&rx, settings);

	for (at = 0; at < size; at += len) {
		len = lws_min_sz(piece, size - at);
		buf = malloc(len);
		FUZZ_CHECK(buf);
		memcpy(buf, data + at, len);
		for (n = 0; n < len; n += used) {
			used = lws_ws_rx(&rx, buf + n, len - n, &ev);
			FUZZ_CHECK(used <= len - n);
			FUZZ_CHECK(used || ev.type != LWS_WS_EV_NONE);
			if (event(s, &ev)) {
				free(buf);
				return;
			}
		}
		free(buf);
	}
	/* an error may wait for the next call */
	if (rx.state == LWS_WS_RXS_FAILED) {
		(void)lws_ws_rx(&rx, NULL, 0, &ev);
		(void)event(s, &ev);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct summary a, b;

	if (!size)
		return 0;
	run(&a, data[0], data + 1, size - 1, size);
	run(&b, data[0], data + 1, size - 1, 1);
	FUZZ_CHECK(a.hash == b.hash && a.messages == b.messages &&
		   a.controls == b.controls && a.code == b.code);

	return 0;
}
