/* SPDX-License-Identifier: MIT */
/*
 * A server that is sent what it should not be: it answers with the right HTTP
 * status or close code, says so in one line of log, and the connection beside
 * it does not notice.
 */
#include "tests.h"

#if defined(T_FOREIGN)
/* 4.1.6 leaves some connections open */
#define T_PATIENCE 700
#else
#define T_PATIENCE 6000
#endif

struct pss {
	struct t_buf msg;
	int first;
};

static struct lws_context *cx;
static struct lws_vhost *vh;
static int established, ended, http_ended, wsi_alive;
static struct t_peer good, bad;
static size_t received;

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;
	uint8_t *buf;
	int n;

	switch ((int)reason) {
	case LWS_CALLBACK_WSI_CREATE:
		wsi_alive++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		wsi_alive--;
		break;
	case LWS_CALLBACK_ESTABLISHED:
		established++;
		break;
	case LWS_CALLBACK_CLOSED:
		ended++;
		t_buf_free(&pss->msg);
		break;
	case LWS_CALLBACK_CLOSED_HTTP:
		http_ended++;
		break;
	case LWS_CALLBACK_RECEIVE:
		received += len;
		t_buf_add(&pss->msg, in, len);
		if (lws_is_final_fragment(wsi) &&
		    !lws_remaining_packet_payload(wsi))
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (!pss->msg.len)
			break;
		buf = malloc(LWS_PRE + pss->msg.len);
		if (!buf)
			return -1;
		memcpy(buf + LWS_PRE, pss->msg.data, pss->msg.len);
		n = lws_write(wsi, buf + LWS_PRE, pss->msg.len,
			      LWS_WRITE_BINARY);
		free(buf);
		if (n < (int)pss->msg.len)
			return -1;
		pss->msg.len = 0;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", cb, sizeof(struct pss), 4096, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* The healthy connection answers as if nothing had happened. */
static void check_good(void)
{
	struct t_frame f;

	t_frame_add(&good.tx, 0x82, 1, "still here", 10);
	t_until(cx, t_frame_peek(&good.rx, &f) || good.gone, 3000);
	if (!CHECK(!good.gone && t_frame_peek(&good.rx, &f)))
		return;
	CHECK(f.opcode == 2 && f.len == 10 &&
	      !memcmp(f.payload, "still here", 10));
	t_buf_use(&good.rx, f.total);
}

/*
 * One line about what was wrong. Other versions say more, less, or nothing:
 * that is a matter of taste, this library promises one.
 */
static void check_log(void)
{
#if !defined(T_FOREIGN)
	CHECK_EQ(t_log_count(), 1);
#endif
}

/* ---------------------------------------------------------------- handshakes */

#define GET "GET / HTTP/1.1\r\n"
#define HOST "Host: localhost\r\n"
#define UPG "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define KEY "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
#define VER "Sec-WebSocket-Version: 13\r\n"

#define ANY (-1)

static const struct {
	const char *what;
	const char *text;
	/* the status, ANY = closed, with or without a 4xx */
	int status;
	/* nonzero: 4.1.6 has its own way: another status, or none */
	int differs;
} hellos[] = {
	{ "fine", GET HOST UPG KEY VER "\r\n", 101, 0 },
	{ "lower case", "GET / HTTP/1.1\r\nhost: localhost\r\n"
	  "upgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\n"
	  "sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
	  "sec-websocket-version: 13\r\n\r\n", 101, 0 },
	{ "no key", GET HOST UPG VER "\r\n", 400, 1 },
	{ "short key", GET HOST UPG VER "Sec-WebSocket-Key: abcd\r\n\r\n",
	  400, 1 },
	{ "no version", GET HOST UPG KEY "\r\n", 426, 1 },
	{ "version 8", GET HOST UPG KEY "Sec-WebSocket-Version: 8\r\n\r\n",
	  426, 1 },
	{ "unknown subprotocol only", GET HOST UPG KEY VER
	  "Sec-WebSocket-Protocol: nonsense\r\n\r\n", 400, 1 },
	{ "no host", GET UPG KEY VER "\r\n", 400, 1 },
	{ "POST", "POST / HTTP/1.1\r\n" HOST UPG KEY VER "\r\n", 405, 1 },
	{ "HTTP/1.0", "GET / HTTP/1.0\r\n" HOST UPG KEY VER "\r\n", 400,
	  1 },
	{ "no such method", "FROBNICATE / HTTP/1.1\r\n" HOST "\r\n", 501, 1 },
	{ "garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	  ANY, 0 },
	{ "no path", "GET\r\n" HOST "\r\n", 400, 1 },
	{ "control character in a name", GET HOST "Na\x01me: x\r\n" UPG KEY VER
	  "\r\n", 400, 1 },
};

static void open_bad(void)
{
	t_log_mark();
	t_peer_connect(&bad, lws_get_vhost_listen_port(vh));
}

static void close_bad(void)
{
	t_peer_close(&bad);
	/* nothing of it stays: the healthy one and the listeners remain */
	t_until(cx, wsi_alive == 1, 3000);
	CHECK_EQ(wsi_alive, 1);
}

static void handshakes(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(hellos); n++) {
		int want = hellos[n].status;

		t_case("handshake: %s", hellos[n].what);
		open_bad();
		t_peer_print(&bad, "%s", hellos[n].text);
		t_until(cx, bad.gone || t_peer_status(&bad), 3000);
		t_settle(cx, 2);
#if defined(T_FOREIGN)
		if (hellos[n].differs)
			want = t_peer_status(&bad);
#endif
		if (want == ANY)
			want = t_peer_status(&bad) / 100 == 4 ?
				t_peer_status(&bad) : 0;
		CHECK_EQ(t_peer_status(&bad), want);
		if (want == 101) {
			CHECK(!bad.gone);
			CHECK(!t_log_count() || hellos[n].differs);
		} else {
			t_until(cx, bad.gone, 3000);
			CHECK(bad.gone);
			check_log();
		}
		if (want == 426) {
			char v[16];

			/* RFC 6455 4.2.2: says which version it speaks */
			CHECK(t_peer_header(&bad, "sec-websocket-version", v,
					    sizeof(v)) && !strcmp(v, "13"));
		}
		check_good();
		close_bad();
	}
}

static void oversized(void)
{
	int n;

	t_case("handshake: one header of 100 kB");
	open_bad();
	t_peer_print(&bad, GET HOST "Cookie: ");
	for (n = 0; n < 10000; n++)
		t_peer_print(&bad, "0123456789");
	t_until(cx, bad.gone || t_peer_status(&bad), 3000);
	t_until(cx, bad.gone, 3000);
	CHECK(bad.gone);
#if !defined(T_FOREIGN)
	CHECK_EQ(t_peer_status(&bad), 431);
#endif
	check_log();
	check_good();
	close_bad();

	t_case("handshake: a path of 100 kB");
	open_bad();
	t_peer_print(&bad, "GET /");
	for (n = 0; n < 10000; n++)
		t_peer_print(&bad, "0123456789");
	t_until(cx, bad.gone, 4000);
	CHECK(bad.gone);
#if !defined(T_FOREIGN)
	n = t_peer_status(&bad);
	CHECK(n == 414 || n == 431);
#endif
	check_log();
	check_good();
	close_bad();

	t_case("handshake: 5,000 headers");
	open_bad();
	t_peer_print(&bad, GET HOST);
	for (n = 0; n < 5000; n++)
		t_peer_print(&bad, "X-Number-%d: a value of no use\r\n", n);
	t_peer_print(&bad, UPG KEY VER "\r\n");
#if defined(T_FOREIGN)
	/* 4.1.6 skips unknown headers, however many */
	t_until(cx, bad.gone || t_peer_status(&bad), 4000);
#else
	t_until(cx, bad.gone, 4000);
	CHECK(bad.gone);
	CHECK_EQ(t_peer_status(&bad), 431);
	check_log();
#endif
	check_good();
	close_bad();
}

/* Cut at every byte: the server just sees it go. */
static void truncated_handshake(void)
{
	static const char hello[] = GET HOST UPG KEY VER "\r\n";
	size_t n;

	for (n = 0; n < sizeof(hello) - 1; n++) {
		t_case("handshake truncated after %lu bytes",
		       (unsigned long)n);
		open_bad();
		t_peer_send(&bad, hello, n);
		bad.shut_after = 1;
		t_until(cx, bad.gone, 3000);
		CHECK(bad.gone);
		CHECK_EQ(bad.rx.len, 0);
		CHECK(t_log_count() <= 1);
		close_bad();
	}
	check_good();

	t_case("handshake, a byte at a time");
	open_bad();
	bad.pace = 1;
	t_peer_send(&bad, hello, sizeof(hello) - 1);
	t_until(cx, t_peer_status(&bad), 8000);
	CHECK_EQ(t_peer_status(&bad), 101);
	close_bad();
}

/* ------------------------------------------------------------------- frames */

/* Each is a stream of bytes after the handshake. */
static const struct {
	const char *what;
	const char *bytes;
	size_t len;
	/* the close code that is to come, 0 = none */
	int code;
} streams[] = {
#define S(x) x, sizeof(x) - 1
/* "Hi" masked with 01 02 03 04 */
#define M2 "\x82\x01\x02\x03\x04"
	{ "opcode 3", S("\x83\x82\x01\x02\x03\x04IK"), 1002 },
	{ "opcode 7", S("\x87\x82\x01\x02\x03\x04IK"), 1002 },
	{ "opcode 11", S("\x8b\x82\x01\x02\x03\x04IK"), 1002 },
	{ "opcode 15", S("\x8f\x80\x01\x02\x03\x04"), 1002 },
	{ "RSV1", S("\xc1\x82\x01\x02\x03\x04IK"), 1002 },
	{ "RSV2", S("\xa1\x82\x01\x02\x03\x04IK"), 1002 },
	{ "RSV3", S("\x91\x82\x01\x02\x03\x04IK"), 1002 },
	{ "RSV on a ping", S("\xc9\x80\x01\x02\x03\x04"), 1002 },
	{ "unmasked text", S("\x81\x02Hi"), 1002 },
	{ "unmasked close", S("\x88\x02\x03\xe8"), 1002 },
	{ "fragmented ping", S("\x09\x82\x01\x02\x03\x04IK"), 1002 },
	{ "fragmented close", S("\x08\x82\x01\x02\x03\x04\x02\xea"), 1002 },
	{ "ping of 126 bytes", S("\x89\xfe\x00\x7e\x01\x02\x03\x04"), 1002 },
	{ "close of 126 bytes", S("\x88\xfe\x00\x7e\x01\x02\x03\x04"), 1002 },
	{ "ping of 64-bit length",
	  S("\x89\xff\x00\x00\x00\x00\x00\x01\x00\x00\x01\x02\x03\x04"),
	  1002 },
	{ "continuation of nothing", S("\x80\x82\x01\x02\x03\x04IK"), 1002 },
	{ "text within a text",
	  S("\x01\x82\x01\x02\x03\x04IK\x81\x82\x01\x02\x03\x04IK"), 1002 },
	{ "continuation after the last",
	  S("\x01\x82\x01\x02\x03\x04IK\x80\x82\x01\x02\x03\x04IK"
	    "\x80\x82\x01\x02\x03\x04IK"), 1002 },
	{ "64-bit length with the top bit",
	  S("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x01\x01\x02\x03\x04"),
	  1002 },
	{ "bad UTF-8", S("\x81\x82\x00\x00\x00\x00\xc3\x28"), 1007 },
	{ "UTF-8 surrogate", S("\x81\x83\x00\x00\x00\x00\xed\xa0\x80"), 1007 },
	{ "UTF-8 overlong", S("\x81\x82\x00\x00\x00\x00\xc0\xaf"), 1007 },
	{ "UTF-8 beyond U+10FFFF",
	  S("\x81\x84\x00\x00\x00\x00\xf4\x90\x80\x80"), 1007 },
	{ "UTF-8 cut at the end of the message",
	  S("\x81\x82\x00\x00\x00\x00\xe2\x82"), 1007 },
	{ "UTF-8 bad across fragments",
	  S("\x01\x81\x00\x00\x00\x00\xc3\x80\x81\x00\x00\x00\x00\x28"),
	  1007 },
	{ "close of one byte", S("\x88\x81\x00\x00\x00\x00\x03"), 1002 },
	{ "close code 0", S("\x88\x82\x00\x00\x00\x00\x00\x00"), 1002 },
	{ "close code 999", S("\x88\x82\x00\x00\x00\x00\x03\xe7"), 1002 },
	{ "close code 1004", S("\x88\x82\x00\x00\x00\x00\x03\xec"), 1002 },
	{ "close code 1005", S("\x88\x82\x00\x00\x00\x00\x03\xed"), 1002 },
	{ "close code 1006", S("\x88\x82\x00\x00\x00\x00\x03\xee"), 1002 },
	{ "close code 1015", S("\x88\x82\x00\x00\x00\x00\x03\xf7"), 1002 },
	{ "close code 1016", S("\x88\x82\x00\x00\x00\x00\x03\xf8"), 1002 },
	{ "close code 2999", S("\x88\x82\x00\x00\x00\x00\x0b\xb7"), 1002 },
	{ "close code 5000", S("\x88\x82\x00\x00\x00\x00\x13\x88"), 1002 },
	{ "bad UTF-8 in a close reason",
	  S("\x88\x84\x00\x00\x00\x00\x03\xe8\xc3\x28"), 1007 },
};

/* Streams with which nothing is wrong. */
static const struct {
	const char *what;
	const char *bytes;
	size_t len;
	int code;
} fine[] = {
	{ "close 1000", S("\x88\x82\x00\x00\x00\x00\x03\xe8"), 1000 },
	{ "close 1000 with a reason",
	  S("\x88\x84\x00\x00\x00\x00\x03\xe8ok"), 1000 },
	{ "close 3000", S("\x88\x82\x00\x00\x00\x00\x0b\xb8"), 3000 },
	{ "close 4999", S("\x88\x82\x00\x00\x00\x00\x13\x87"), 4999 },
	{ "empty close", S("\x88\x80\x00\x00\x00\x00"), 1005 },
	{ "UTF-8 in pieces, a ping between, then close",
	  S("\x01\x81\x00\x00\x00\x00\xe2\x89\x80\x00\x00\x00\x00"
	    "\x00\x81\x00\x00\x00\x00\x82\x80\x81\x00\x00\x00\x00\xac"
	    "\x88\x82\x00\x00\x00\x00\x03\xe8"), 1000 },
};

static int open_ws(void)
{
	open_bad();
	t_peer_hello(&bad, "/", "echo");
	t_until(cx, t_peer_skip_head(&bad) || bad.gone, 3000);

	return CHECK(!bad.gone);
}

/* The whole stream, and again one byte at a time. */
static void one_stream(const char *what, const char *bytes, size_t len,
		       int code, int is_fine)
{
	int slow, got;

	for (slow = 0; slow < 2; slow++) {
		t_case("stream%s: %s", slow ? ", byte by byte" : "", what);
		if (!open_ws())
			return;
		t_log_mark();
		bad.pace = (size_t)slow;
		t_peer_send(&bad, bytes, len);
		t_until(cx, bad.gone, T_PATIENCE);
		/* 4.1.6 waits with many of these, and takes unmasked frames */
		CHECK(bad.gone);
		got = t_frame_close_code(&bad.rx);
#if defined(T_FOREIGN)
		/* 4.1.6 often closes without a word, or with another one */
		if (!is_fine)
			code = got;
		/* and answers an empty Close with 1000 or nothing */
		if (code == 1005)
			code = got;
#endif
		CHECK_EQ(got, code);
		if (is_fine)
			CHECK_EQ(t_log_count(), 0);
		else
			check_log();
		check_good();
		close_bad();
	}
}

static void frames(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(streams); n++)
		one_stream(streams[n].what, streams[n].bytes, streams[n].len,
			   streams[n].code, 0);
	for (n = 0; n < T_ARRAY(fine); n++)
		one_stream(fine[n].what, fine[n].bytes, fine[n].len,
			   fine[n].code, 1);
}

/* A good stream, cut at every byte: closed, without fuss. */
static void truncated_frames(void)
{
	struct t_buf b;
	uint8_t payload[200];
	size_t n, i;

	memset(&b, 0, sizeof(b));
	for (i = 0; i < sizeof(payload); i++)
		payload[i] = (uint8_t)('a' + i % 26);
	t_frame_add(&b, 0x01, 1, payload, 5);
	t_frame_add(&b, 0x89, 1, "ping", 4);
	t_frame_add(&b, 0x80, 1, payload, 130);
	t_frame_add(&b, 0x88, 1, "\x03\xe8reason", 8);
	for (n = 0; n < b.len; n++) {
		t_case("stream truncated after %lu bytes", (unsigned long)n);
		if (!open_ws())
			break;
		t_log_mark();
		t_peer_send(&bad, b.data, n);
		bad.shut_after = 1;
		t_until(cx, bad.gone, 3000);
		CHECK(bad.gone);
		CHECK(t_log_count() <= 1);
		close_bad();
	}
	t_buf_free(&b);
	check_good();
}

/*
 * Those who say nothing, or stop in the middle of the head, are not waited
 * for longer than timeout_secs; who has shaken hands may be silent. 4.1.6
 * keeps both.
 */
static void silent(void)
{
	struct t_peer half;
	uint64_t t = t_now();

	t_case("a connection that says nothing");
	open_bad();
	t_peer_connect(&half, lws_get_vhost_listen_port(vh));
	t_peer_print(&half, GET HOST "Upgr");
	t_until(cx, bad.gone && half.gone, 9000);
	CHECK(bad.gone);
	CHECK(half.gone);
	t_check(t_now() - t >= 1900000u, __FILE__, __LINE__,
		"closed after %lu ms already",
		(unsigned long)((t_now() - t) / 1000));
	CHECK(t_log_count() <= 2);
	t_peer_close(&half);
	check_good();
	close_bad();
}

int main(void)
{
	struct lws_context_creation_info info;
	int fds;

	t_begin("bad-input", 90);
	fds = t_open_fds();
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
	t_info(&info, protocols);
	info.timeout_secs = 3;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);
	t_settle(cx, 5);
	wsi_alive = 0;
	t_case("a healthy connection");
	t_peer_connect(&good, lws_get_vhost_listen_port(vh));
	t_peer_hello(&good, "/", "echo");
	t_until(cx, t_peer_skip_head(&good), 3000);
	CHECK_EQ(established, 1);
	check_good();
	handshakes();
	oversized();
	truncated_handshake();
	frames();
	truncated_frames();
	silent();
	t_case("end");
	check_good();
	t_peer_close(&good);
	t_until(cx, ended == established, 3000);
	/* 4.1.6 says CLOSED of two that were never ESTABLISHED */
	CHECK_EQ(ended, established);
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(t_open_fds(), fds);

	return t_end();
}
