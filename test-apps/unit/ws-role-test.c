/* SPDX-License-Identifier: MIT */
/*
 * The ws role on struct lws, without HTTP before it: what arrives becomes
 * callbacks, what is written becomes frames, and both ways of closing.
 */
#include "ws-role-harness.h"

static uint8_t tx[LWS_PRE + 70000];

static int
write_text(struct link *l, const char *s, int wp)
{
	size_t len = strlen(s);

	memcpy(tx + LWS_PRE, s, len);

	return lws_write(l->wsi, tx + LWS_PRE, len,
			 (enum lws_write_protocol)wp);
}

static void
receive(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "hello", 5);
	CHECK_SEEN(&l, "<T0:hello> ");
	transcript_begin(&l.seen);

	/* several frames in one read, a control frame inside of a message */
	peer_frame(&l, LWS_WS_OP_BINARY, 0, "one", 3);
	peer_frame(&l, LWS_WS_OP_PING, 1, "hi", 2);
	peer_frame(&l, LWS_WS_OP_CONTINUATION, 0, "", 0);
	peer_frame(&l, LWS_WS_OP_PONG, 1, "me", 2);
	peer_frame(&l, LWS_WS_OP_CONTINUATION, 1, "two", 3);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "", 0);
	CHECK_SEEN(&l, "<B0:one B0: PONG:me B0:two> <T0:> ");
	CHECK_SENT(&l, "Q(6869)");
	link_end(&l);
}

/* a frame over several reads, and pieces of rx_buffer_size */
static void
pieces(int server)
{
	uint8_t big[10000];
	struct link l;

	link_open(&l, server, 16, 0);
	peer_frame(&l, LWS_WS_OP_TEXT, 1,
		   "0123456789abcdef0123456789abcdef01234567", 40);
	CHECK_SEEN(&l, "<T24:0123456789abcdef T8:0123456789abcdef "
		   "T0:01234567> ");
	link_end(&l);

	memset(big, 'x', sizeof(big));
	link_open(&l, server, 0, 0);
	peer_frame(&l, LWS_WS_OP_BINARY, 1, big, sizeof(big));
	WS_CHECK(seen(&l, "> "), "%s", l.seen.text);
	WS_CHECK(!strncmp(l.seen.text, "<B", 2), "%s", l.seen.text);
	WS_CHECK(strstr(l.seen.text, " B0:"), "%s", l.seen.text);
	link_end(&l);
}

/* the first bytes of a frame of 8 from a server */
static void
begin_frame(struct link *l, const char *some)
{
	uint8_t b[16] = { 0x81, 8 };

	memcpy(b + 2, some, strlen(some));
	peer_raw(l, b, 2 + strlen(some));
	while (l->wsi && l->wsi->ws->rx.left != 8 - strlen(some))
		link_turn(l, 1);
}

/* a client gets a frame whole, though it comes byte by byte */
static void
parts(void)
{
	struct link l;

	link_open(&l, 0, 0, LWS_SERVER_OPTION_VALIDATE_UTF8);
	begin_frame(&l, "123");
	WS_CHECK(!l.seen.text[0], "%s", l.seen.text);
	peer_raw(&l, "45", 2);
	peer_raw(&l, "678", 3);
	CHECK_SEEN(&l, "<T0:12345678> ");
	/* what is good before what is not */
	begin_frame(&l, "abc");
	peer_raw(&l, "d\xff", 2);
	WS_CHECK(sent(&l, "X1007("), "%s", l.sent.text);
	CHECK_SEEN(&l, "<T0:12345678> <T4:abcd ");
	link_end(&l);

	/* rx_buffer_size bounds what is held */
	link_open(&l, 0, 4, 0);
	begin_frame(&l, "123");
	peer_raw(&l, "456", 3);
	CHECK_SEEN(&l, "<T4:1234 ");
	peer_raw(&l, "78", 2);
	CHECK_SEEN(&l, "<T4:1234 T0:5678> ");
	link_end(&l);

	/* closed, or without memory, in the middle */
	link_open(&l, 0, 0, 0);
	begin_frame(&l, "123");
	peer_fin(&l);
	CHECK_SEEN(&l, "CLOSED0 DESTROY");
	link_end(&l);
	link_open(&l, 0, 0, 0);
	lws_alloc_fail_at(1, -1);
	begin_frame(&l, "123");
	lws_alloc_fail_at(0, 0);
	CHECK_SEEN(&l, "CLOSED0 DESTROY");
	link_end(&l);
}

static void
flow_control(int server)
{
	struct link l;
	int n;

	link_open(&l, server, 4, 0);
	l.stop_rx = 1;
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "12345678", 8);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "90", 2);
	CHECK_SEEN(&l, "<T4:1234 ");
	for (n = 0; n < 20; n++)
		link_turn(&l, 1);
	CHECK_SEEN(&l, "<T4:1234 ");

	lws_rx_flow_control(l.wsi, 1);
	CHECK_SEEN(&l, "<T4:1234 T0:5678> ");
	l.stop_rx = 0;
	lws_rx_flow_control(l.wsi, 1);
	CHECK_SEEN(&l, "<T4:1234 T0:5678> <T0:90> ");
	link_end(&l);
}

static void
writes(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	WS_CHECK(write_text(&l, "hi", LWS_WRITE_TEXT) == 2, "text");
	WS_CHECK(write_text(&l, "ab", LWS_WRITE_BINARY | LWS_WRITE_NO_FIN) == 2,
		 "first");
	WS_CHECK(write_text(&l, "x", LWS_WRITE_TEXT) == -1, "text in a text");
	WS_CHECK(write_text(&l, "p", LWS_WRITE_PING) == 1, "ping");
	WS_CHECK(write_text(&l, "", LWS_WRITE_CONTINUATION |
			    LWS_WRITE_NO_FIN) == 0, "empty fragment");
	WS_CHECK(write_text(&l, "cd", LWS_WRITE_CONTINUATION) == 2, "last");
	WS_CHECK(write_text(&l, "x", LWS_WRITE_CONTINUATION) == -1,
		 "continuation of nothing");
	WS_CHECK(write_text(&l, "q", LWS_WRITE_PONG) == 1, "pong");
	WS_CHECK(lws_write(l.wsi, NULL, 0, LWS_WRITE_PING) == 0, "no buffer");
	WS_CHECK(lws_write(l.wsi, NULL, 1, LWS_WRITE_TEXT) == -1, "no buffer");
	WS_CHECK(lws_write(l.wsi, tx + LWS_PRE, 126, LWS_WRITE_PING) == -1,
		 "long ping");
	WS_CHECK(write_text(&l, "x", LWS_WRITE_HTTP) == -1, "http");
	WS_CHECK(write_text(&l, "x", 4) == -1, "no kind of write");
	WS_CHECK(write_text(&l, "end", LWS_WRITE_TEXT) == 3, "after it all");
	CHECK_SENT(&l, "T(6869)B(6162|P(70)|6364)Q(71)P()T(656e64)");

	WS_CHECK(lws_write(l.wsi, tx + LWS_PRE, 70000, LWS_WRITE_BINARY) ==
		 70000, "big");
	WS_CHECK(sent(&l, ")B()"), "%s", l.sent.text);
	link_end(&l);
}

static void
ignore_mask(void)
{
	struct link l;

	link_open(&l, 0, 0, 0);
	WS_CHECK(write_text(&l, "abcdefgh", LWS_WRITE_BINARY |
			    LWS_WRITE_CLIENT_IGNORE_XOR_MASK) == 8, "write");
	WS_CHECK(sent(&l, ")"), "%s", l.sent.text);
	WS_CHECK(!memcmp(tx + LWS_PRE, "abcdefgh", 8), "it was masked");
	WS_CHECK(strcmp(l.sent.text, "B(6162636465666768)"), "%s",
		 l.sent.text);
	link_end(&l);
}

/* a peer that does not read: its pings must not make anything grow */
static void
choked(int server)
{
	size_t queued;
	struct link l;
	int n;

	link_open(&l, server, 0, 0);
	for (n = 0; n < 2000 && !lws_partial_buffered(l.wsi); n++)
		(void)lws_write(l.wsi, tx + LWS_PRE, 65536, LWS_WRITE_BINARY);
	WS_CHECK(lws_partial_buffered(l.wsi), "never full");
	WS_CHECK(lws_send_pipe_choked(l.wsi), "not choked");
	queued = lws_buflist_total_len(&l.wsi->buflist_out);

	for (n = 0; n < 500; n++)
		peer_frame(&l, LWS_WS_OP_PING, 1, n == 499 ? "last" : "ping",
			   4);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "fence", 5);
	while (!strstr(l.seen.text, "fence"))
		link_turn(&l, 0);
	WS_CHECK(lws_buflist_total_len(&l.wsi->buflist_out) <= queued,
		 "%lu grew", (unsigned long)queued);

	lws_callback_on_writable(l.wsi);
	WS_CHECK(sent(&l, "Q(6c617374)"), "no pong");
	WS_CHECK(!strstr(l.sent.text, "Q(70696e67)"), "an older pong");
	WS_CHECK(l.writeable <= 1, "%u times", l.writeable);
	link_end(&l);
}

static void
keepalive(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	l.wsi->role_ops->issue_keepalive(l.wsi, 1);
	l.wsi->role_ops->issue_keepalive(l.wsi, 0);
	CHECK_SENT(&l, "P()");
	peer_frame(&l, LWS_WS_OP_PONG, 1, "", 0);
	CHECK_SEEN(&l, "PONG: ");
	link_end(&l);
}

/* ---- closing ---- */

static int
awaits_answer(const struct link *l)
{
	return l->wsi && lwsi_state(l->wsi) == LRS_AWAITING_CLOSE_ACK;
}

static void
peer_closes(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	peer_frame(&l, LWS_WS_OP_CLOSE, 1, "\x03\xe9" "bye", 5);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "late", 4);
	CHECK_SENT(&l, "X1001(627965)");
	WS_CHECK(saw_eof(&l), "no end");
	peer_fin(&l);
	CHECK_SEEN(&l, "<T0:a> PEERCLOSE1001:bye CLOSED0 DESTROY");
	link_end(&l);

	link_open(&l, server, 0, 0);
	peer_frame(&l, LWS_WS_OP_CLOSE, 1, "", 0);
	CHECK_SENT(&l, "X1005()");
	WS_CHECK(saw_eof(&l), "no end");
	link_end(&l);

	/* the user does not want the answer */
	link_open(&l, server, 0, 0);
	l.peer_close_return = 1;
	peer_frame(&l, LWS_WS_OP_CLOSE, 1, "\x03\xe8", 2);
	CHECK_SEEN(&l, "PEERCLOSE1000: CLOSED0 DESTROY");
	WS_CHECK(saw_eof(&l) && !l.sent.text[0], "%s", l.sent.text);
	link_end(&l);
}

static void
we_close(int server)
{
	struct link l;

	/* without a reason nothing is said */
	link_open(&l, server, 0, 0);
	l.rx_return = -1;
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	CHECK_SEEN(&l, "<T0:a> CLOSED0 DESTROY");
	WS_CHECK(saw_eof(&l) && !l.sent.text[0], "%s", l.sent.text);
	link_end(&l);

	/* with one, the answer is waited for, and data is not delivered */
	link_open(&l, server, 0, 0);
	l.rx_return = -1;
	l.close_code = 4321;
	l.close_text = "enough";
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "b", 1);
	CHECK_SENT(&l, "X4321(656e6f756768)");
	WS_CHECK(awaits_answer(&l) &&
		 l.wsi->pending_timeout == PENDING_TIMEOUT_CLOSE_ACK,
		 "no timer");
	if (l.wsi)
		WS_CHECK(write_text(&l, "x", LWS_WRITE_TEXT) == -1, "wrote");
	peer_frame(&l, LWS_WS_OP_PING, 1, "c", 1);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "d", 1);
	link_turn(&l, 1);
	peer_frame(&l, LWS_WS_OP_CLOSE, 1, "\x10\xe1", 2);
	CHECK_SEEN(&l, "<T0:a> CLOSED8 DESTROY");
	CHECK_SENT(&l, "X4321(656e6f756768)");
	link_end(&l);

	/* the peer just goes */
	link_open(&l, server, 0, 0);
	l.rx_return = -1;
	l.close_code = 1000;
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	CHECK_SENT(&l, "X1000()");
	peer_fin(&l);
	CHECK_SEEN(&l, "<T0:a> CLOSED2 DESTROY");
	link_end(&l);
}

/* rx stopped by the user must not hide the answer; nor does POLLOUT spin */
static void
close_while_stopped(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	l.stop_rx = 1;
	l.rx_return = -1;
	l.close_code = 1001;
	l.ask_writable = 1;
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	CHECK_SENT(&l, "X1001()");
	WS_CHECK(awaits_answer(&l), "did not wait for the answer");
	if (l.wsi)
		WS_CHECK(lws_wsi_pt(l.wsi)->fds[l.wsi->position_in_fds].events
			 == LWS_POLLIN, "waits for something else");
	peer_frame(&l, LWS_WS_OP_CLOSE, 1, "\x03\xe9", 2);
	CHECK_SEEN(&l, "<T0:a> CLOSED2 DESTROY");
	WS_CHECK(!l.writeable, "%u times", l.writeable);
	link_end(&l);
}

static void
close_inside_of_callback(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	l.close_now = 1;
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "b", 1);
	CHECK_SEEN(&l, "<T0:a> CLOSED0 DESTROY");
	link_end(&l);

	/* with a reason, and returning an error as well */
	link_open(&l, server, 0, 0);
	l.close_now = 1;
	l.close_code = 1000;
	l.rx_return = -1;
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "b", 1);
	CHECK_SENT(&l, "X1000()");
	WS_CHECK(awaits_answer(&l), "did not wait for the answer");
	peer_frame(&l, LWS_WS_OP_CLOSE, 1, "\x03\xe8", 2);
	CHECK_SEEN(&l, "<T0:a> CLOSED2 DESTROY");
	link_end(&l);
}

static void
close_reasons(void)
{
	static const struct {
		unsigned int	code;
		const char	*text, *sent;
	} cases[] = {
		{ 1000, "", "X1000()" },
		{ 1005, "x", "X1005()" },
		{ 4999, "a\xff" "b", "X4999(61)" },
		{ 3000, "a\xe2\x82", "X3000(61)" },
		{ 3000, "\xc3\xa4", "X3000(c3a4)" },
		{ 1006, "x", "" },
		{ 2000, "x", "" },
		{ 70000, "x", "" },
	};
	char longest[200];
	struct link l;
	size_t n;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		link_open(&l, 1, 0, 0);
		l.rx_return = -1;
		l.close_code = cases[n].code;
		l.close_text = cases[n].text;
		peer_frame(&l, LWS_WS_OP_TEXT, 1, "a", 1);
		peer_fin(&l);
		WS_CHECK(saw_eof(&l) && !strcmp(l.sent.text, cases[n].sent),
			 "%u: %s", cases[n].code, l.sent.text);
		link_end(&l);
	}

	/* 123 bytes fit: the character that does not is left out */
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + 122, "\xc3\xa4", 3);
	link_open(&l, 1, 0, 0);
	lws_close_reason(l.wsi, LWS_CLOSE_STATUS_NORMAL,
			 (unsigned char *)longest, strlen(longest));
	WS_CHECK(lws_get_close_length(l.wsi) == 124 &&
		 lws_get_close_payload(l.wsi)[123] == 'a', "%d",
		 lws_get_close_length(l.wsi));
	link_end(&l);
}

/* what is wrong with the peer's bytes decides the code of the close */
static void
violations(int server)
{
	static const struct {
		uint8_t		opcode_byte;
		const char	*payload;
		const char	*code;
	} cases[] = {
		{ 0x83, "x", "X1002(" },
		{ 0xc1, "x", "X1002(" },
		{ 0x80, "x", "X1002(" },
		{ 0x09, "x", "X1002(" },
		{ 0x88, "x", "X1002(" },
		{ 0x88, "\x03\xed", "X1002(" },
		{ 0x88, "\x03\xe8\xff", "X1007(" },
		{ 0x81, "\xff", "X1007(" },
	};
	uint8_t b[32];
	struct link l;
	size_t n, len;

	for (n = 0; n < LWS_ARRAY_SIZE(cases); n++) {
		link_open(&l, server, 0, LWS_SERVER_OPTION_VALIDATE_UTF8);
		len = strlen(cases[n].payload);
		b[0] = cases[n].opcode_byte;
		b[1] = (uint8_t)(len | (server ? 0x80 : 0));
		memset(b + 2, 0, 4);
		memcpy(b + (server ? 6 : 2), cases[n].payload, len);
		peer_raw(&l, b, len + (server ? 6 : 2));
		peer_frame(&l, LWS_WS_OP_TEXT, 1, "more", 4);

		WS_CHECK(sent(&l, cases[n].code), "%u: %s", (unsigned int)n,
			 l.sent.text);
		WS_CHECK(saw_eof(&l), "no end");
		peer_fin(&l);
		WS_CHECK(seen(&l, "DESTROY") &&
			 !strncmp(l.seen.text, "CLOSED", 6), "%s",
			 l.seen.text);
		link_end(&l);
	}

	/* the wrong direction's mask */
	link_open(&l, server, 0, 0);
	memset(b, 0, 8);
	b[0] = 0x82;
	b[1] = server ? 1 : 0x81;
	peer_raw(&l, b, server ? 3 : 7);
	WS_CHECK(sent(&l, "X1002("), "%s", l.sent.text);
	link_end(&l);

	/* not checked unless asked for */
	link_open(&l, server, 0, 0);
	peer_frame(&l, LWS_WS_OP_TEXT, 1, "\xff", 1);
	CHECK_SEEN(&l, "<T0:\xff> ");
	link_end(&l);
}

static void
peer_vanishes(int server)
{
	struct link l;

	link_open(&l, server, 0, 0);
	peer_frame(&l, LWS_WS_OP_TEXT, 0, "half", 4);
	peer_fin(&l);
	CHECK_SEEN(&l, "<T0:half CLOSED0 DESTROY");
	WS_CHECK(!l.sent.text[0], "%s", l.sent.text);
	link_end(&l);

	link_open(&l, server, 0, 0);
	l.writeable_return = -1;
	lws_callback_on_writable(l.wsi);
	CHECK_SEEN(&l, "CLOSED0 DESTROY");
	link_end(&l);
}

/* memory runs out at each allocation in turn: closed once, nothing leaks */
static void
no_memory(int server)
{
	unsigned int n;
	struct link l;
	int turns;

	for (n = 1; n < 6; n++) {
		link_open(&l, server, 4, 0);
		l.close_code = 1000;
		l.close_text = "x";
		l.stop_rx = 1;
		l.rx_return = -1;
		lws_alloc_fail_at(n, -1);
		peer_frame(&l, LWS_WS_OP_PING, 1, "x", 1);
		peer_frame(&l, LWS_WS_OP_TEXT, 1, "12345678", 8);
		peer_fin(&l);
		for (turns = 0; turns < 50 && l.wsi; turns++)
			link_turn(&l, 1);
		lws_alloc_fail_at(0, 0);
		WS_CHECK(seen(&l, "DESTROY"), "%u: %s", n, l.seen.text);
		link_end(&l);
	}
}

/* what may be asked of a connection that is no WebSocket */
static void
no_websocket(void)
{
	struct lws_ws *kept;
	struct link l;

	link_open(&l, 1, 0, 0);
	kept = l.wsi->ws;
	l.wsi->ws = NULL;
	WS_CHECK(!lws_is_first_fragment(l.wsi) &&
		 !lws_is_final_fragment(l.wsi) &&
		 !lws_frame_is_binary(l.wsi) &&
		 !lws_get_reserved_bits(l.wsi) &&
		 !lws_remaining_packet_payload(l.wsi) &&
		 !lws_get_close_length(l.wsi) &&
		 !lws_get_close_payload(l.wsi), "an answer");
	lws_close_reason(l.wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
	l.wsi->ws = kept;
	WS_CHECK(!kept->close_set, "a reason");
	link_end(&l);
}

int
main(void)
{
	int server;

	lws_set_log_level(0, NULL);

	for (server = 0; server < 2; server++) {
		receive(server);
		pieces(server);
		flow_control(server);
		writes(server);
		choked(server);
		keepalive(server);
		peer_closes(server);
		we_close(server);
		close_while_stopped(server);
		close_inside_of_callback(server);
		violations(server);
		peer_vanishes(server);
		no_memory(server);
	}
	ignore_mask();
	parts();
	close_reasons();
	no_websocket();

	return ws_check_result("ws-role");
}
