/* SPDX-License-Identifier: MIT */
/*
 * Output and input under pressure: one WRITEABLE per request, rx flow control
 * at any byte, slow readers, large and fragmented messages with pings between
 * the fragments, and the order of all bytes.
 */
#include "tests.h"

#define CLIENTS 4

struct pss {
	int side;
	int writeables;
	/* the message that is being received */
	uint32_t rx_hash;
	size_t rx_len;
	int rx_frags;
};

static struct lws_context *cx;
static struct lws_vhost *vh[2];
static const struct lws_protocols *prot_a, *prot_b;

static int established, closed;
static struct lws *cl[CLIENTS], *sv;
static struct pss *cl_pss[CLIENTS];
static int cl_count;

/* what the current case wants to be done */
static int (*on_writeable)(struct lws *wsi, struct pss *pss);
static int (*on_receive)(struct lws *wsi, struct pss *pss, const uint8_t *in,
			 size_t len);
static int pongs;

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;
	int n;

	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		pss->side = 0;
		sv = wsi;
		established++;
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		pss->side = 1;
		cl_pss[cl_count] = pss;
		cl[cl_count++] = wsi;
		established++;
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		closed++;
		if (wsi == sv)
			sv = NULL;
		for (n = 0; n < cl_count; n++)
			if (cl[n] == wsi)
				cl[n] = NULL;
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		pss->writeables++;
		return on_writeable ? on_writeable(wsi, pss) : 0;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return on_receive ? on_receive(wsi, pss, in, len) : 0;
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		pongs++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "a", cb, sizeof(struct pss), 4096, 0, NULL, 0 },
	{ "b", cb, sizeof(struct pss), 1000, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void open_pairs(int n, struct lws_vhost *v, const char *protocol)
{
	int want = established + 2 * n;

	while (n--)
		t_connect(cx, v, lws_get_vhost_listen_port(v), protocol, NULL,
			  NULL, NULL);
	t_until(cx, established == want, 4000);
	CHECK_EQ(established, want);
}

static void close_all(void)
{
	int n;

	on_writeable = NULL;
	on_receive = NULL;
	for (n = 0; n < cl_count; n++)
		if (cl[n])
			lws_set_timeout(cl[n], PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
	t_until(cx, closed == established, 4000);
	CHECK_EQ(closed, established);
	established = closed = cl_count = pongs = 0;
	sv = NULL;
}

/* ------------------------------------------------- one callback per request */

static void requests(void)
{
	int n, i;

	t_case("one callback per request");
	open_pairs(3, vh[0], "a");
	open_pairs(1, vh[0], "b");
	if (cl_count != 4)
		return;
	t_settle(cx, 10);
	for (n = 0; n < 4; n++)
		cl_pss[n]->writeables = 0;
	for (i = 0; i < 10; i++) {
		/* several requests before it comes are one */
		lws_callback_on_writable(cl[0]);
		lws_callback_on_writable(cl[0]);
		t_until(cx, cl_pss[0]->writeables > i, 2000);
		t_settle(cx, 3);
		CHECK_EQ(cl_pss[0]->writeables, i + 1);
	}
	for (n = 1; n < 4; n++)
		CHECK_EQ(cl_pss[n]->writeables, 0);
	close_all();
}

static struct pss *all_pss[16];
static int all_count;

static int collect(struct lws *wsi, struct pss *pss)
{
	(void)wsi;
	if (all_count < 16)
		all_pss[all_count++] = pss;

	return 0;
}

static int count_of(struct pss *pss)
{
	int n, hits = 0;

	for (n = 0; n < all_count; n++)
		hits += all_pss[n] == pss;

	return hits;
}

static void all_protocol(void)
{
	int n;

	t_case("all connections of a protocol");
	open_pairs(2, vh[0], "a");
	open_pairs(1, vh[0], "b");
	open_pairs(1, vh[1], "a");
	if (cl_count != 4)
		return;
	on_writeable = collect;
	all_count = 0;
	/* clients and server ends alike, but not those of other vhosts */
	lws_callback_on_writable_all_protocol_vhost(vh[0], prot_a);
	t_until(cx, all_count >= 4, 2000);
	t_settle(cx, 10);
	CHECK_EQ(all_count, 4);
	CHECK_EQ(count_of(cl_pss[0]), 1);
	CHECK_EQ(count_of(cl_pss[1]), 1);
	CHECK_EQ(count_of(cl_pss[2]), 0);
	CHECK_EQ(count_of(cl_pss[3]), 0);

	all_count = 0;
	lws_callback_on_writable_all_protocol(cx, prot_b);
	t_until(cx, all_count >= 2, 2000);
	t_settle(cx, 10);
	CHECK_EQ(all_count, 2);
	CHECK_EQ(count_of(cl_pss[2]), 1);
	for (n = 0; n < 4; n++)
		CHECK_EQ(count_of(cl_pss[n]), n == 2);
	close_all();
}

/* ------------------------------------------------- large, fragmented, slow */

/* Byte i of every test message. */
static uint8_t pattern(size_t i)
{
	return (uint8_t)(i * 7u + (i >> 8) * 13u + (i >> 16));
}

static uint32_t hash_add(uint32_t h, const uint8_t *p, size_t len)
{
	while (len--)
		h = (h ^ *p++) * 16777619u;

	return h;
}

static size_t msg_len, msg_frag, sent;
static int messages, bad_messages, send_left, with_pings, send_failed;
static int frags_seen, choked_seen, send_side;
static uint32_t want_hash;

static void plan(size_t len, size_t frag, int count)
{
	size_t i;
	uint8_t c;

	msg_len = len;
	msg_frag = frag;
	send_left = count;
	sent = 0;
	messages = bad_messages = frags_seen = choked_seen = send_failed = 0;
	want_hash = 2166136261u;
	for (i = 0; i < len; i++) {
		c = pattern(i);
		want_hash = hash_add(want_hash, &c, 1);
	}
}

/* Sends the planned messages, one fragment per WRITEABLE. */
static int send_plan(struct lws *wsi, struct pss *pss)
{
	size_t n = msg_len - sent, i;
	uint8_t *buf;
	int flags, m, first = !sent;

	if (!send_left || pss->side != send_side)
		return 0;
	if (with_pings) {
		uint8_t ping[LWS_PRE + 4];

		memcpy(ping + LWS_PRE, "abcd", 4);
		if (lws_write(wsi, ping + LWS_PRE, 4, LWS_WRITE_PING) < 4)
			return -1;
	}
	if (n > msg_frag)
		n = msg_frag;
	buf = malloc(LWS_PRE + n + 1);
	if (!buf)
		return -1;
	for (i = 0; i < n; i++)
		buf[LWS_PRE + i] = pattern(sent + i);
	flags = lws_write_ws_flags(LWS_WRITE_BINARY, first,
				   sent + n == msg_len);
	m = lws_write(wsi, buf + LWS_PRE, n, (enum lws_write_protocol)flags);
	free(buf);
	if (m < (int)n) {
		send_failed++;
		return -1;
	}
	sent += n;
	if (lws_send_pipe_choked(wsi) || lws_partial_buffered(wsi))
		choked_seen++;
	if (sent == msg_len) {
		sent = 0;
		send_left--;
	}
	if (send_left)
		lws_callback_on_writable(wsi);

	return 0;
}

static int receive_hash(struct lws *wsi, struct pss *pss, const uint8_t *in,
			size_t len)
{
	if (lws_is_first_fragment(wsi)) {
		pss->rx_hash = 2166136261u;
		pss->rx_len = 0;
		CHECK(lws_frame_is_binary(wsi));
	}
	frags_seen++;
	pss->rx_hash = hash_add(pss->rx_hash, in, len);
	pss->rx_len += len;
	if (lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi)) {
		if (pss->rx_hash != want_hash || pss->rx_len != msg_len)
			bad_messages++;
		messages++;
		pss->rx_len = 0;
		pss->rx_hash = 2166136261u;
	}

	return 0;
}

static void transfer(const char *what, size_t len, size_t frag, int count,
		     int from_server)
{
	t_case("%s, %lu bytes in pieces of %lu, from %s", what,
	       (unsigned long)len, (unsigned long)frag,
	       from_server ? "server" : "client");
	plan(len, frag, count);
	send_side = !from_server;
	on_writeable = send_plan;
	on_receive = receive_hash;
	pongs = 0;
	if (!CHECK(sv && cl[0]))
		return;
	lws_callback_on_writable(from_server ? sv : cl[0]);
	t_until(cx, messages == count || closed, 10000);
	CHECK_EQ(messages, count);
	CHECK_EQ(bad_messages, 0);
	CHECK_EQ(send_failed, 0);
	if (with_pings) {
		t_until(cx, pongs, 2000);
		CHECK(pongs);
	}
	on_writeable = NULL;
	on_receive = NULL;
}

static void transfers(void)
{
	static const size_t sizes[] = {
		1, 125, 126, 127, 128, 999, 1000, 1001, 4095, 4096, 4097,
		65535, 65536, 65537, 300000
	};
	size_t n;
	int dir;

	open_pairs(1, vh[0], "a");
	if (!sv || !cl[0])
		return;
	for (dir = 0; dir < 2; dir++) {
		for (n = 0; n < T_ARRAY(sizes); n++)
			transfer("whole", sizes[n], sizes[n], 2, dir);
		transfer("fragmented", 5000, 1, 1, dir);
		transfer("fragmented", 100000, 1000, 2, dir);
		transfer("large", (size_t)8 << 20, (size_t)8 << 20, 1, dir);
		with_pings = 1;
		transfer("pings between", 50000, 5000, 2, dir);
		with_pings = 0;
		CHECK_EQ(closed, 0);
	}
	close_all();
	/* a protocol with a small rx_buffer_size gets it in small pieces */
	open_pairs(1, vh[0], "b");
	if (!sv || !cl[0])
		return;
	transfer("small rx buffer", 100000, 100000, 1, 0);
	CHECK(frags_seen >= 100);
	close_all();
}

/* ------------------------------------------------------------- rx flow control */

static int stop_every, stops, got_while_stopped, stopped;
static lws_sorted_usec_list_t resume_sul;

static void resume(lws_sorted_usec_list_t *sul)
{
	(void)sul;
	stopped = 0;
	if (sv && !closed)
		lws_rx_flow_control(sv, 1);
}

static int receive_stopping(struct lws *wsi, struct pss *pss,
			    const uint8_t *in, size_t len)
{
	if (stopped)
		got_while_stopped++;
	receive_hash(wsi, pss, in, len);
	if (!pss->side && !(frags_seen % stop_every)) {
		stops++;
		stopped = 1;
		lws_rx_flow_control(wsi, 0);
		lws_sul_schedule(cx, 0, &resume_sul, resume, 500);
	}

	return 0;
}

/*
 * The stream is cut at every byte by the sender, and the receiver stops and
 * resumes in between: nothing is lost, doubled or out of order, and nothing
 * is delivered while it is off.
 */
static void flow_control(void)
{
	struct t_peer p;
	size_t i, cut, total;
	uint8_t *msg;
	struct t_buf wire;

	t_case("rx flow control at every byte");
	memset(&wire, 0, sizeof(wire));
	plan(200, 200, 0);
	msg = malloc(msg_len);
	if (!msg)
		abort();
	for (i = 0; i < msg_len; i++)
		msg[i] = pattern(i);
	t_frame_add(&wire, 0x02, 1, msg, 50);
	t_frame_add(&wire, 0x00, 1, msg + 50, 50);
	t_frame_add(&wire, 0x89, 1, "pp", 2);
	t_frame_add(&wire, 0x80, 1, msg + 100, 100);
	free(msg);
	total = wire.len;

	t_peer_connect(&p, lws_get_vhost_listen_port(vh[0]));
	t_peer_hello(&p, "/", "a");
	t_until(cx, t_peer_skip_head(&p), 3000);
	CHECK(sv);
	on_receive = receive_stopping;
	stop_every = 1;
	stops = got_while_stopped = stopped = 0;
	for (cut = 1; cut < total; cut++) {
		t_peer_send(&p, wire.data, cut);
		t_peers_turn();
		/* the rest comes when the first part may just be in work */
		t_settle(cx, 1);
		t_peer_send(&p, wire.data + cut, total - cut);
	}
	t_until(cx, messages == (int)total - 1 || p.gone, 10000);
	CHECK_EQ(messages, total - 1);
	CHECK_EQ(bad_messages, 0);
	CHECK_EQ(got_while_stopped, 0);
	CHECK(stops >= (int)total);
	t_until(cx, !stopped, 1000);

	t_case("rx flow control, everything at once");
	plan(200, 200, 0);
	stops = got_while_stopped = 0;
	stop_every = 3;
	for (i = 0; i < 50; i++)
		t_peer_send(&p, wire.data, total);
	t_until(cx, messages == 50 || p.gone, 10000);
	CHECK_EQ(messages, 50);
	CHECK_EQ(bad_messages, 0);
	CHECK_EQ(got_while_stopped, 0);
	CHECK(stops > 10);
	t_until(cx, !stopped, 1000);
	lws_sul_cancel(&resume_sul);
	t_buf_free(&wire);
	t_peer_close(&p);
	close_all();
}

/* ---------------------------------------------------------------- slow reader */

/*
 * A reader that takes nothing, then little by little: the writer is choked
 * instead of being called again and again, others go on, and in the end every
 * byte is there.
 */
#define SLOW_MESSAGES 10

static void slow_reader(void)
{
	struct t_peer p;
	struct t_frame f;
	struct lws *slow;
	struct pss *slow_pss;
	int calls, good = 0, n;
	uint32_t h;

	t_case("slow reader");
	t_peer_connect(&p, lws_get_vhost_listen_port(vh[0]));
	t_sock_buffers(p.fd, 0, 65536);
	t_peer_hello(&p, "/", "a");
	t_until(cx, t_peer_skip_head(&p), 3000);
	slow = sv;
	if (!CHECK(slow))
		return;
	slow_pss = lws_wsi_user(slow);
	p.paused = 1;
	t_sock_buffers(lws_get_socket_fd(slow), 65536, 0);
	plan(300000, 300000, SLOW_MESSAGES);
	send_side = 0;
	on_writeable = send_plan;
	slow_pss->writeables = 0;
	lws_callback_on_writable(slow);
	t_until(cx, choked_seen, 5000);
	t_settle(cx, 100);
	CHECK(choked_seen);
	CHECK(lws_send_pipe_choked(slow));
	/* blocked means: no callback until the peer reads */
	calls = slow_pss->writeables;
	t_settle(cx, 100);
	CHECK_EQ(slow_pss->writeables, calls);
	CHECK(calls < SLOW_MESSAGES);

	/* another connection is not held up by it */
	on_writeable = NULL;
	n = established;
	t_connect(cx, vh[0], lws_get_vhost_listen_port(vh[0]), "a", NULL,
		  NULL, NULL);
	t_until(cx, established == n + 2, 3000);
	CHECK_EQ(established, n + 2);

	on_writeable = send_plan;
	p.paused = 0;
	t_until(cx, (!send_left && !lws_partial_buffered(slow)) || p.gone,
		20000);
	CHECK_EQ(send_left, 0);
	t_settle(cx, 50);
	{
		struct t_buf rest = p.rx;

		while (t_frame_peek(&rest, &f)) {
			h = hash_add(2166136261u, f.payload, f.len);
			good += f.len == msg_len && h == want_hash;
			rest.data += f.total;
			rest.len -= f.total;
		}
		CHECK_EQ(rest.len, 0);
	}
	CHECK_EQ(good, SLOW_MESSAGES);
	CHECK_EQ(send_failed, 0);
	t_peer_close(&p);
	close_all();
}

int main(void)
{
	struct lws_context_creation_info info;

	t_begin("writeable", 60);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	info.vhost_name = "v0";
	vh[0] = lws_create_vhost(cx, &info);
	info.vhost_name = "v1";
	vh[1] = lws_create_vhost(cx, &info);
	if (CHECK(vh[0] && vh[1])) {
		prot_a = lws_vhost_name_to_protocol(vh[0], "a");
		prot_b = lws_vhost_name_to_protocol(vh[0], "b");
		t_tick_start(cx);
		requests();
		all_protocol();
		transfers();
		flow_control();
		slow_reader();
	}
	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
