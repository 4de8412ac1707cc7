/* SPDX-License-Identifier: MIT */
/*
 * Large messages and long chains of frames, as client and as server, plain and
 * over TLS: streamed in pieces of rx_buffer_size, stopped and restarted at
 * every byte, announced with lengths of 64 bits, written faster than the
 * socket takes, and closed behind all that.
 */
#include "ws-peer.h"

#define MIB ((size_t)1 << 20)

/* what the end under test has seen, and what it is to do */
static struct {
	struct lws *wsi;
	struct t_trace lens;
	size_t at;		/* bytes of this message */
	size_t left;		/* of the frame, after the last piece */
	uint64_t total;
	size_t pieces, largest, messages, closed;
	int wrong, in_message;
	int binary;		/* what the messages are to be */
	/* remaining is to count down from there; 0: not known */
	uint64_t announced;
	/* stops rx at each piece and goes on in one of three ways */
	int stopping, stopped, while_stopped;
	lws_sorted_usec_list_t sul;
	/* called at WRITEABLE */
	int (*write)(struct lws *wsi);
	int writeables;
	int got_close;
} us;

static uint8_t pattern(uint64_t n)
{
	return (uint8_t)(n * 7 + (n >> 8) + (n >> 16));
}

static void fill(uint8_t *p, size_t len, uint64_t from)
{
	size_t n;

	for (n = 0; n < len; n++)
		p[n] = pattern(from + n);
}

static void go_on(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	us.stopped = 0;
	if (us.wsi)
		us.wrong += lws_rx_flow_control(us.wsi, 1) < 0;
}

/* a different way to go on each time */
static void stop(struct lws *wsi)
{
	us.wrong += lws_rx_flow_control(wsi, 0) < 0;
	us.stopped = 1;
	switch (us.pieces % 3) {
	case 0:
		go_on(NULL);
		break;
	case 1:
		lws_sul_schedule(w_cx, 0, &us.sul, go_on, 1);
		break;
	default:
		lws_callback_on_writable(wsi);
		break;
	}
}

static int receive(struct lws *wsi, const uint8_t *in, size_t len)
{
	size_t n, remaining = lws_remaining_packet_payload(wsi);
	int final = lws_is_final_fragment(wsi);

	us.while_stopped += us.stopped;
	us.wrong += !!lws_is_first_fragment(wsi) != !us.in_message;
	us.wrong += !!lws_frame_is_binary(wsi) != us.binary;
	/* of a compressed message it counts compressed bytes */
	if (!lws_get_reserved_bits(wsi)) {
		us.wrong += us.left && remaining != us.left - len;
		us.left = remaining;
	}
	us.wrong += final && remaining;
	if (!us.in_message)
		us.at = 0;
	for (n = 0; n < len; n++)
		us.wrong += in[n] != pattern(us.at + n);
	us.at += len;
	us.total += len;
	us.in_message = !final;
	us.messages += final ? 1 : 0;
	us.pieces++;
	if (len > us.largest)
		us.largest = len;
	if (us.announced && sizeof(size_t) == 8)
		us.wrong += remaining != us.announced - us.at;
	t_trace_add(&us.lens, "%lu%s", (unsigned long)len, final ? "." : "");
	if (us.stopping)
		stop(wsi);

	return 0;
}

static int writeable(struct lws *wsi)
{
	us.writeables++;
	if (us.stopping && us.stopped)
		go_on(NULL);

	return us.write ? us.write(wsi) : 0;
}

/* the other end, where it is the library's too: sends what it is told to */
static struct {
	struct lws *wsi;
	int (*write)(struct lws *wsi);
	size_t closed;
} other;

/* the end under test is the server, or the client */
static int test_server;

static int is_us(struct lws *wsi)
{
	return test_server == !!strncmp(
		lws_get_vhost_name(lws_get_vhost(wsi)), "client", 6);
}

/* what takes the place of the session data that the library allocated */
static int own_data, own_seen;

static void check_user(struct lws *wsi, int reason, const void *user)
{
	static const char none[48];

	if (reason == LWS_CALLBACK_ESTABLISHED ||
	    reason == LWS_CALLBACK_CLIENT_ESTABLISHED) {
		CHECK(user && !memcmp(user, none, sizeof(none)));
		lws_set_wsi_user(wsi, &own_data);
	}
	CHECK(lws_wsi_user(wsi) == &own_data);
	own_seen++;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	int per_session = lws_get_protocol(wsi) &&
			  lws_get_protocol(wsi)->per_session_data_size;

	switch ((int)reason) {
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (per_session)
			CHECK(user == &own_data);
		/* fall through */
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		if (per_session)
			check_user(wsi, (int)reason, user);
		break;
	default:
		break;
	}

	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		if (is_us(wsi))
			us.wsi = wsi;
		else
			other.wsi = wsi;
		break;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return is_us(wsi) ? receive(wsi, in, len) : 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (is_us(wsi))
			return writeable(wsi);
		return other.write ? other.write(wsi) : 0;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		if (!is_us(wsi)) {
			other.wsi = NULL;
			other.closed++;
			break;
		}
		lws_sul_cancel(&us.sul);
		us.wsi = NULL;
		us.closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "any", cb, 0, 0, 0, NULL, 0 },
	{ "r1", cb, 0, 1, 0, NULL, 0 },
	{ "r16", cb, 0, 16, 0, NULL, 0 },
	{ "r1000", cb, 0, 1000, 0, NULL, 0 },
	{ "r5000", cb, 0, 5000, 0, NULL, 0 },
	{ "paced", cb, 0, 0, 0, NULL, 1000 },
	{ "user", cb, 48, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

#if !defined(LWS_WITHOUT_EXTENSIONS)
#define EXTS	1
static const struct lws_extension exts[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_max_window_bits" },
	{ NULL, NULL, NULL }
};
#else
#define EXTS	0
#define exts	NULL
#endif

static void reset(void)
{
	memset(&us, 0, sizeof(us));
	memset(&other, 0, sizeof(other));
	us.binary = 1;
}

static const char *side_name(int server)
{
	return server ? "server" : "client";
}

/* the library as server or client, and a peer */
static int begin_peer(struct t_peer *p, int tls, int server,
		      const char *protocol)
{
	reset();
	test_server = server;
	if (!CHECK(w_peer(p, tls, server, protocol, "")))
		return 0;
	t_until(w_cx, us.wsi, 5000);

	return CHECK(us.wsi != NULL);
}

static void end_peer(struct t_peer *p)
{
	w_peer_close(p);
	t_until(w_cx, us.closed, 10000);
	CHECK_EQ(us.closed, 1);
	CHECK_EQ(us.wrong, 0);
}

/* the library on both ends, us on the side of `server` */
static int begin_pair(int tls, int ext, int server, const char *protocol)
{
	reset();
	test_server = server;
	if (!CHECK(w_connect(tls, ext, protocol, NULL, NULL) != NULL))
		return 0;
	t_until(w_cx, us.wsi && other.wsi, 5000);

	return CHECK(us.wsi && other.wsi);
}

static void end_pair(void)
{
	if (us.wsi)
		lws_set_timeout(us.wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
	t_until(w_cx, us.closed && other.closed, 10000);
	CHECK_EQ(us.closed, 1);
	CHECK_EQ(other.closed, 1);
	CHECK_EQ(us.wrong, 0);
}

/* ---- pieces of rx_buffer_size */

/*
 * Lengths of the pieces, a dot behind the last one of a message, as they come
 * when all of it is in the socket at once.  They are those of libwebsockets
 * 4.1.6, but for a server with an rx_buffer_size below pt_serv_buf_size.
 */
static const struct {
	const char *protocol;
	size_t first, second;		/* frames of one message */
	const char *server, *client;	/* masked, and not */
} pieces_of[] = {
	{ "any", 40, 0, "40.", "40." },
	{ "any", 20, 20, "20 20.", "20 20." },
	{ "any", 0, 0, "0.", "0." },
	{ "any", 10000, 0, "4088 4096 1816.", "4096 4096 1808." },
	{ "r5000", 3000, 0, "3000.", "3000." },
	{ "r5000", 10000, 0, "4088 4096 1816.", "5000 5000." },
	{ "r16", 40, 0, "16 16 8.", "16 16 8." },
	{ "r16", 20, 20, "16 4 16 4.", "16 4 16 4." },
	{ "r16", 32, 0, "16 16.", "16 16." },
	{ "r1000", 3000, 0, "1000 1000 1000.", "1000 1000 1000." },
	{ "r1000", 5000, 0, "1000 1000 1000 1000 88 912.",
	  "1000 1000 1000 1000 1000." },
	{ "r1", 5, 0, "1 1 1 1 1.", "1 1 1 1 1." },
};

static void pieces(int tls, int server)
{
	uint8_t b[10000];
	struct t_peer p;
	size_t n;

	fill(b, sizeof(b), 0);
	/* a client gets them however the bytes come, so let them trickle */
	for (n = 0; n < T_ARRAY(pieces_of); n++) {
		size_t len = pieces_of[n].first + pieces_of[n].second;
		const char *want = server ? pieces_of[n].server :
					    pieces_of[n].client;

		t_case("pieces: %s, tls %d, %s, %lu", side_name(server), tls,
		       pieces_of[n].protocol, (unsigned long)len);
		if (!begin_peer(&p, tls, server, pieces_of[n].protocol))
			continue;
		if (!server)
			p.pace = 7 + n * 100;
		w_frame(&p, server, pieces_of[n].second ? 0x02 : 0x82, b,
			pieces_of[n].first);
		if (pieces_of[n].second)
			w_frame(&p, server, 0x80, b + pieces_of[n].first,
				pieces_of[n].second);
		t_until(w_cx, us.messages, 5000);
		CHECK_EQ(us.messages, 1);
		CHECK_EQ(us.total, len);
		/* TLS reads no more at once than a record has */
		if (!tls || !server || len < 100)
			CHECK_STR(us.lens.text, want);
		end_peer(&p);
	}
}

/* ---- a message larger than what may be used of memory */

static size_t stream_left, stream_at;

static int stream_some(struct lws *wsi)
{
	static uint8_t buf[LWS_PRE + 65536];
	size_t n = stream_left < 65536 ? stream_left : 65536;
	int flags;

	if (!n)
		return 0;
	fill(buf + LWS_PRE, n, stream_at);
	flags = lws_write_ws_flags(LWS_WRITE_BINARY, !stream_at,
				   n == stream_left);
	if (lws_write(wsi, buf + LWS_PRE, n, (enum lws_write_protocol)flags) <
	    (int)n)
		return -1;
	stream_at += n;
	stream_left -= n;
	if (stream_left && !(stream_at % (16 * 65536)) &&
	    lws_write(wsi, buf + LWS_PRE, 10, LWS_WRITE_PING) < 10)
		return -1;
	if (stream_left)
		lws_callback_on_writable(wsi);

	return 0;
}

/* memory is of no account under tools that have some of their own */
static int memory_counts(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return 0;
#else
	return t_resident_kb() > 0 && t_slowness() == 1;
#endif
}

static void stream(int tls, int server, int ext)
{
	const size_t len = 48 * MIB + 12345;
	long before, after;

	t_case("stream: to the %s, tls %d, ext %d", side_name(server), tls,
	       ext);
	if (!begin_pair(tls, ext, server, "any"))
		return;
	stream_left = len;
	stream_at = 0;
	before = t_resident_kb();
	other.write = stream_some;
	lws_callback_on_writable(other.wsi);
	t_until(w_cx, us.messages || us.closed, 60000);
	after = t_resident_kb();
	CHECK_EQ(us.messages, 1);
	CHECK_EQ(us.total, len);
	CHECK(us.largest <= 4096);
	if (memory_counts())
		CHECK(after - before < 8 * 1024);
	end_pair();
}

/* ---- stopped and restarted at every byte */

static const size_t stop_lens[] = { 1, 0, 2, 125, 126, 127, 300, 1, 5 };
static size_t stop_next;

/* all of them at once; the fourth in fragments with a ping between */
static int send_stop_lens(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 300], *p = buf + LWS_PRE;
	size_t len, n;

	for (; stop_next < T_ARRAY(stop_lens); stop_next++) {
		len = stop_lens[stop_next];
		n = stop_next == 3 ? 50 : 0;
		fill(p, n, 0);
		if (n && (lws_write(wsi, p, n, (enum lws_write_protocol)
				    (LWS_WRITE_BINARY | LWS_WRITE_NO_FIN)) <
							(int)n ||
			  lws_write(wsi, p, 3, LWS_WRITE_PING) < 3))
			return -1;
		fill(p, len - n, n);
		if (lws_write(wsi, p, len - n, n ? LWS_WRITE_CONTINUATION :
			      LWS_WRITE_BINARY) < (int)(len - n))
			return -1;
	}

	return 0;
}

static void stop_everywhere(int tls, int server, int ext)
{
	size_t n, total = 0, empty = 0;

	t_case("stop: the %s, tls %d, ext %d", side_name(server), tls, ext);
	if (!begin_pair(tls, ext, server, "r1"))
		return;
	for (n = 0; n < T_ARRAY(stop_lens); n++) {
		total += stop_lens[n];
		empty += !stop_lens[n];
	}
	us.stopping = 1;
	stop_next = 0;
	other.write = send_stop_lens;
	lws_callback_on_writable(other.wsi);
	t_until(w_cx, (us.messages == T_ARRAY(stop_lens) && !us.stopped) ||
		us.closed, 30000);
	CHECK_EQ(us.messages, T_ARRAY(stop_lens));
	CHECK_EQ(us.total, total);
	CHECK_EQ(us.largest, 1);
	CHECK_EQ(us.while_stopped, 0);
	/* the end of a compressed message may come without any byte */
	if (ext)
		CHECK(us.pieces >= total + empty &&
		      us.pieces <= total + us.messages);
	else
		CHECK_EQ(us.pieces, total + empty);
	end_pair();
}

/* what is written without FIN is there before the rest is written */
static int send_abc(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 3];

	fill(buf + LWS_PRE, 3, stream_at);
	stream_at += 3;

	return lws_write(wsi, buf + LWS_PRE, 3, (enum lws_write_protocol)
			 lws_write_ws_flags(LWS_WRITE_TEXT, stream_at == 3,
					    stream_at == 9)) < 3;
}

static void piecemeal(int tls, int server, int ext)
{
	size_t n;

	t_case("piecemeal: to the %s, tls %d, ext %d", side_name(server), tls,
	       ext);
	if (!begin_pair(tls, ext, server, "any"))
		return;
	us.binary = 0;
	stream_at = 0;
	other.write = send_abc;
	for (n = 3; n <= 9; n += 3) {
		lws_callback_on_writable(other.wsi);
		t_until(w_cx, us.total == n || us.closed, 5000);
		CHECK_EQ(us.total, n);
		CHECK_EQ(us.messages, n == 9);
	}
	end_pair();
}

/* both ends replace their session data, and see the new one to the end */
static void set_user(int tls, int server)
{
	t_case("user: to the %s, tls %d", side_name(server), tls);
	own_seen = 0;
	if (!begin_pair(tls, 0, server, "user"))
		return;
	us.binary = 0;
	stream_at = 0;
	other.write = send_abc;
	lws_callback_on_writable(other.wsi);
	t_until(w_cx, us.total == 3, 5000);
	end_pair();
	/* established and closed on both, writeable here, a piece there */
	CHECK_EQ(own_seen, 6);
}

/* ---- lengths of 64 bits */

static void announce(struct t_peer *p, int server, uint64_t len)
{
	uint8_t head[14] = { 0x82, 127 };
	int n;

	for (n = 0; n < 8; n++)
		head[2 + n] = (uint8_t)(len >> (8 * (7 - n)));
	/* a mask of zeroes */
	if (server)
		head[1] |= 0x80;
	t_peer_send(p, head, server ? 14 : 10);
}

static void huge(int tls, int server)
{
	static const uint64_t lens[] = {
		0xffffffffu, (uint64_t)1 << 32, ((uint64_t)5 << 30) + 1,
		(uint64_t)1 << 62, INT64_MAX
	};
	uint8_t some[5000];
	/* a client gets whole buffers */
	size_t sum = 20 * sizeof(some), got = server ? sum : sum & ~4095u;
	struct t_peer p;
	size_t n, i;

	for (n = 0; n < T_ARRAY(lens); n++) {
		t_case("huge: %s, tls %d, %llu", side_name(server), tls,
		       (unsigned long long)lens[n]);
		if (!begin_peer(&p, tls, server, "any"))
			continue;
		us.announced = lens[n];
		announce(&p, server, lens[n]);
		for (i = 0; i < 20; i++) {
			fill(some, sizeof(some), i * sizeof(some));
			t_peer_send(&p, some, sizeof(some));
		}
		t_until(w_cx, us.total == got, 5000);
		CHECK_EQ(us.total, got);
		CHECK_EQ(us.messages, 0);
		CHECK_EQ(t_log_count(), 0);
		end_peer(&p);
		CHECK_EQ(us.messages, 0);
	}

	t_case("huge: %s, tls %d, top bit", side_name(server), tls);
	if (!begin_peer(&p, tls, server, "any"))
		return;
	announce(&p, server, (uint64_t)1 << 63);
	t_until(w_cx, t_frame_close_code(&p.rx), 5000);
	if (server)
		CHECK_EQ(t_frame_close_code(&p.rx), 1002);
	else
		CHECK(p.rx.len > 0 && p.rx.data[0] == 0x88);
	CHECK_EQ(us.pieces, 0);
	CHECK_EQ(t_log_count(), 1);
	end_peer(&p);
}

/* ---- more than the socket takes */

static struct t_buf want;
static uint8_t *big;
static int jobs;

static int put(struct lws *wsi, int opcode, int fin, size_t len)
{
	enum lws_write_protocol wp = LWS_WRITE_PING;

	if (opcode < 8)
		wp = (enum lws_write_protocol)
			((opcode ? LWS_WRITE_BINARY : LWS_WRITE_CONTINUATION) |
			 (fin ? 0 : LWS_WRITE_NO_FIN));
	fill(big + LWS_PRE, len, want.len);
	t_frame_add(&want, (fin << 7) | opcode, 0, big + LWS_PRE, len);
	if (lws_write(wsi, big + LWS_PRE, len, wp) < (int)len)
		return -1;
	/* it is the caller's again */
	memset(big, 0xee, LWS_PRE + len);

	return 0;
}

/* all at once, however much waits, and then a close */
static int put_and_close(struct lws *wsi)
{
	static const size_t lens[] = { MIB, 1, 65536, 0, 3 * MIB, 65535 };
	size_t n;

	for (n = 0; n < T_ARRAY(lens); n++)
		if (put(wsi, 2, 0, lens[n]) || put(wsi, 9, 1, n) ||
		    put(wsi, 0, 0, 7) || put(wsi, 0, 1, lens[n] / 2))
			return -1;
	CHECK(lws_partial_buffered(wsi));
	CHECK(lws_send_pipe_choked(wsi));
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, (uint8_t *)"all", 3);

	return -1;
}

/* until all of `want` is there: what came, compared; then it is empty */
static void compare(struct t_peer *p, struct t_buf *got, int ms)
{
	t_until(w_cx, (w_unmask(&p->rx, got), got->len >= want.len) || p->gone,
		ms);
	if (CHECK_EQ(got->len, want.len))
		CHECK(!memcmp(got->data, want.data, want.len));
}

/* pauses: how often the reader rests, in the middle, for how long */
static void close_waits(int tls, int server, const char *protocol, int pauses,
			unsigned int ms)
{
	static const uint8_t close_payload[] = { 0x03, 0xe8, 'a', 'l', 'l' };
	struct t_buf got;
	struct t_peer p;

	t_case("close waits: %s, tls %d, %s, %d pauses", side_name(server),
	       tls, protocol, pauses);
	memset(&got, 0, sizeof(got));
	memset(&want, 0, sizeof(want));
	if (!begin_peer(&p, tls, server, protocol))
		return;
	/* else the system takes all of it */
	t_sock_buffers(lws_get_socket_fd(us.wsi), 65536, 0);
	if (!tls)
		t_sock_buffers(p.fd, 0, 65536);
	p.paused = 1;
	t_settle(w_cx, 10);
	us.write = put_and_close;
	lws_callback_on_writable(us.wsi);
	t_until(w_cx, us.writeables, 5000);
	t_frame_add(&want, 0x88, 0, close_payload, sizeof(close_payload));
	t_settle(w_cx, 50);
	CHECK_EQ(us.closed, 0);
	while (pauses--) {
		t_settle(w_cx, ms);
		CHECK_EQ(us.closed, 0);
		/* some of it, but not all */
		p.paused = 0;
		t_until(w_cx, (w_unmask(&p.rx, &got), got.len > MIB), 5000);
		p.paused = 1;
	}
	p.paused = 0;
	compare(&p, &got, 20000);
	CHECK_EQ(us.writeables, 1);
	/* it waits for the answer */
	CHECK_EQ(us.closed, 0);
	w_frame(&p, server, 0x88, close_payload, 2);
	t_until(w_cx, us.closed && p.gone, 5000);
	end_peer(&p);
	t_buf_free(&got);
	t_buf_free(&want);
}

/* a chain of fragments and pings, written whenever there is room */
static int put_chain(struct lws *wsi)
{
	static uint32_t rnd = 1;
	size_t len;

	if (!jobs)
		return 0;
	/* nobody is called again while something waits */
	CHECK(!lws_partial_buffered(wsi));
	rnd = rnd * 1103515245u + 12345u;
	len = (rnd >> 8) % ((rnd >> 28) ? 3000 : 200000);
	/* a message is five fragments */
	if (put(wsi, jobs % 5 ? 0 : 2, jobs % 5 == 1, len) ||
	    (jobs % 3 == 1 && put(wsi, 9, 1, len % 126)))
		return -1;
	jobs--;
	lws_callback_on_writable(wsi);

	return 0;
}

static void chain(int tls, int server, const char *protocol)
{
	struct t_buf got;
	struct t_peer p;

	t_case("chain: %s, tls %d, %s", side_name(server), tls, protocol);
	memset(&got, 0, sizeof(got));
	memset(&want, 0, sizeof(want));
	if (!begin_peer(&p, tls, server, protocol))
		return;
	t_sock_buffers(lws_get_socket_fd(us.wsi), 65536, 0);
	us.write = put_chain;
	jobs = 200;
	lws_callback_on_writable(us.wsi);
	while (jobs && !us.closed && !us.wrong) {
		p.paused = !p.paused;
		t_settle(w_cx, 2);
		w_unmask(&p.rx, &got);
	}
	p.paused = 0;
	compare(&p, &got, 20000);
	end_peer(&p);
	t_buf_free(&got);
	t_buf_free(&want);
}

/* outside of any service, so that nothing is gathered */
static void tx_packet_size(int server)
{
	struct t_buf got;
	struct t_peer p;

	t_case("tx_packet_size: %s", side_name(server));
	memset(&got, 0, sizeof(got));
	memset(&want, 0, sizeof(want));
	if (!begin_peer(&p, 0, server, "paced"))
		return;
	CHECK(!put(us.wsi, 2, 1, 900));
	CHECK_EQ(lws_partial_buffered(us.wsi), 0);
	CHECK(!put(us.wsi, 2, 1, 6000));
	CHECK_EQ(lws_partial_buffered(us.wsi), 1);
	CHECK_EQ(lws_send_pipe_choked(us.wsi), 1);
	CHECK(!put(us.wsi, 9, 1, 5));
	compare(&p, &got, 5000);
	CHECK_EQ(lws_partial_buffered(us.wsi), 0);
	CHECK(lws_write(us.wsi, big + LWS_PRE, (size_t)INT32_MAX,
			LWS_WRITE_BINARY) == -1);
	CHECK_EQ(t_log_count(), 1);
	CHECK(!put(us.wsi, 2, 1, 6));
	compare(&p, &got, 5000);
	end_peer(&p);
	t_buf_free(&got);
	t_buf_free(&want);
}

static void without_extension(int tls, int server)
{
	pieces(tls, server);
	huge(tls, server);
	close_waits(tls, server, "any", 0, 0);
	close_waits(tls, server, "paced", 0, 0);
	chain(tls, server, "any");
	chain(tls, server, "paced");
}

int main(void)
{
	int tls, server, ext;

	t_begin("ws-chained", 200);
	big = malloc(LWS_PRE + 4 * MIB);
	if (!CHECK(big) || !CHECK(!w_begin(protocols, exts, 0)))
		return t_end();
	for (tls = 0; tls < w_transports; tls++)
		for (server = 0; server < 2; server++) {
			without_extension(tls, server);
			set_user(tls, server);
			for (ext = 0; ext <= EXTS; ext++) {
				stream(tls, server, ext);
				stop_everywhere(tls, server, ext);
				piecemeal(tls, server, ext);
			}
		}
	for (server = 0; server < 2; server++)
		tx_packet_size(server);
	/* longer than the time that a close waits for a socket that takes
	 * nothing at all */
	close_waits(0, 1, "any", 2, 3500);
	w_end();
	free(big);

	return t_end();
}
