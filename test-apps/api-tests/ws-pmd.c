/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate under load and under attack: many connections with large
 * messages at once, each byte of which is checked; callers that use their
 * buffer again at once; receivers that stop at any piece; and peers that send
 * what does not inflate.
 */
#include "tests.h"

#define HEADER	16
#define CONNS	24
#define PIECE	30000

static const struct lws_extension exts[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_max_window_bits" },
	{ NULL, NULL, NULL }
}, exts_small[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; server_no_context_takeover; "
	  "client_no_context_takeover; server_max_window_bits=9; "
	  "client_max_window_bits=8" },
	{ NULL, NULL, NULL }
};

/* one end of a connection: what it sends, and what it has received */
struct end {
	unsigned int id;
	uint32_t seed;
	int to_send;
	int to_get;
	size_t tx_len, tx_at;
	int tx_kind;
	size_t rx_len, rx_at;
	int rx_kind;
	uint32_t rx_seed;
	uint8_t rx_head[HEADER];
	int stopped;
	lws_sorted_usec_list_t sul;
	struct lws *wsi;
};

static struct lws_context *cx;
static struct lws_vhost *vh_server, *vh_client, *vh_small;
static int port, open_clients, closed_clients, closed_servers, errors;
static int messages, wrong, stop_often, compressed, peer_close, in_turn;
static size_t largest = 64 * 1024;
static uint32_t rnd = 1;

static uint32_t random_below(uint32_t n)
{
	rnd = rnd * 1103515245u + 12345u;

	return (rnd >> 8) % n;
}

/* byte at of a message, which can be checked without the bytes before it */
static uint8_t byte(uint32_t seed, int kind, size_t at)
{
	static const char text[] = "{\"id\":1234,\"name\":\"somebody\"},";
	uint32_t h = (uint32_t)at * 2654435761u + seed;

	switch (kind) {
	case 0:
		return 0;
	case 1:
		return (uint8_t)text[(at + at / 999) % (sizeof(text) - 1)];
	default:
		h ^= h >> 15;
		h *= 2246822519u;
		return (uint8_t)(h >> 24);
	}
}

static void put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static uint32_t get32(const uint8_t *p)
{
	return ((uint32_t)p[0] << 24) | ((uint32_t)p[1] << 16) |
	       ((uint32_t)p[2] << 8) | p[3];
}

static void new_message(struct end *e)
{
	e->seed = e->seed * 69069u + 1;
	e->tx_len = HEADER + (random_below(4) ? random_below(8192) :
			      4096 + random_below((uint32_t)largest));
	e->tx_kind = (int)random_below(3);
	e->tx_at = 0;
}

/*
 * The client closes when it has had and written everything.  A large load is
 * not always read in the time that a close waits for its answer: there the
 * server says its last when it has had everything.
 */
static int waits_for_client(struct lws *wsi, const struct end *e)
{
	return in_turn && vh_server == lws_get_vhost(wsi) &&
	       e->to_send == 1 && e->to_get;
}

static int finished(struct lws *wsi, const struct end *e)
{
	if (e->to_get || e->to_send || vh_server == lws_get_vhost(wsi))
		return 0;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return 1;
}

static int writeable(struct lws *wsi, struct end *e)
{
	/* one for all: what it holds is gone when lws_write() has returned */
	static uint8_t buf[LWS_PRE + PIECE];
	uint8_t *p = buf + LWS_PRE;
	size_t n, i;
	int flags;

	if (!e->to_send || waits_for_client(wsi, e))
		return 0;
	if (!e->tx_at)
		new_message(e);
	n = e->tx_len - e->tx_at;
	if (n > PIECE)
		n = PIECE;
	for (i = 0; i < n; i++)
		p[i] = byte(e->seed, e->tx_kind, e->tx_at + i);
	if (!e->tx_at) {
		put32(p, e->id);
		put32(p + 4, e->seed);
		put32(p + 8, (uint32_t)e->tx_len);
		put32(p + 12, (uint32_t)e->tx_kind);
	}
	flags = lws_write_ws_flags(LWS_WRITE_BINARY, !e->tx_at,
				   e->tx_at + n == e->tx_len);
	if (lws_write(wsi, p, n, (enum lws_write_protocol)flags) < (int)n)
		return -1;
	memset(buf, 0xee, sizeof(buf));
	e->tx_at += n;
	if (e->tx_at == e->tx_len) {
		e->tx_at = 0;
		e->to_send--;
	} else if (!random_below(8) &&
		   lws_write(wsi, p, 5, LWS_WRITE_PING) < 5)
		return -1;
	if (e->to_send)
		lws_callback_on_writable(wsi);

	return finished(wsi, e) ? -1 : 0;
}

static void go_on(lws_sorted_usec_list_t *sul)
{
	struct end *e = lws_container_of(sul, struct end, sul);

	lws_rx_flow_control(e->wsi, 1);
}

static int receive(struct lws *wsi, struct end *e, const uint8_t *p, size_t len)
{
	size_t i;

	compressed += !!lws_get_reserved_bits(wsi);
	if (lws_is_first_fragment(wsi))
		e->rx_at = 0;
	for (i = 0; i < len; i++, e->rx_at++) {
		if (e->rx_at < HEADER) {
			e->rx_head[e->rx_at] = p[i];
			if (e->rx_at < HEADER - 1)
				continue;
			wrong += get32(e->rx_head) != e->id;
			e->rx_seed = get32(e->rx_head + 4);
			e->rx_len = get32(e->rx_head + 8);
			e->rx_kind = (int)get32(e->rx_head + 12);
		} else
			wrong += p[i] != byte(e->rx_seed, e->rx_kind, e->rx_at);
	}
	if (lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi)) {
		wrong += e->rx_at != e->rx_len;
		messages++;
		e->to_get--;
		if (finished(wsi, e))
			return -1;
		lws_callback_on_writable(wsi);
	}
	if (stop_often && !random_below((uint32_t)stop_often)) {
		lws_rx_flow_control(wsi, 0);
		e->wsi = wsi;
		lws_sul_schedule(cx, 0, &e->sul, go_on,
				 (lws_usec_t)random_below(3000));
	}

	return 0;
}

static int load_cb(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	struct end *e = user;

	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		e->id = (unsigned int)(intptr_t)lws_get_opaque_user_data(wsi);
		e->seed = e->id * 77;
		e->to_send = e->to_get = 4;
		open_clients++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_ESTABLISHED:
		e->to_send = e->to_get = 4;
		break;
	case LWS_CALLBACK_RECEIVE:
		if (!e->id && len >= 4) {
			e->id = get32(in);
			e->seed = e->id * 99;
			lws_callback_on_writable(wsi);
		}
		return receive(wsi, e, in, len);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(wsi, e, in, len);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return writeable(wsi, e);
	case LWS_CALLBACK_CLIENT_CLOSED:
		lws_sul_cancel(&e->sul);
		closed_clients++;
		break;
	case LWS_CALLBACK_CLOSED:
		lws_sul_cancel(&e->sul);
		closed_servers++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("client: %s\n", in ? (const char *)in : "?");
		errors++;
		break;
	default:
		break;
	}

	return 0;
}

/* ---- the peers under test in attacks: one message in, its length is kept */

static size_t got_len, got_messages;

static int sink_cb(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		if (!strcmp(lws_get_protocol(wsi)->name, "limited"))
			CHECK_EQ(lws_set_extension_option(wsi,
				"permessage-deflate", "rx_max_size", "1000"),
				 0);
		break;
	case LWS_CALLBACK_RECEIVE:
		got_len += len;
		got_messages += lws_is_final_fragment(wsi) ? 1 : 0;
		break;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		peer_close++;
		break;
	case LWS_CALLBACK_CLOSED:
		closed_servers++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "load", load_cb, sizeof(struct end), 0, 0, NULL, 0 },
	{ "tiny", load_cb, sizeof(struct end), 128, 0, NULL, 0 },
	{ "sink", sink_cb, 0, 0, 0, NULL, 0 },
	{ "limited", sink_cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void run_load(const char *protocol, struct lws_vhost *vh, int stop,
		     int conns)
{
	int n;

	t_case("load: %s, %s, %s", protocol, vh == vh_small ? "small" : "large",
	       stop ? "stopping" : "flowing");
	stop_often = stop;
	open_clients = closed_clients = closed_servers = errors = 0;
	messages = wrong = compressed = 0;
	t_log_mark();
	for (n = 0; n < conns; n++)
		CHECK(t_connect(cx, vh, port, protocol, NULL,
				(void *)(intptr_t)(n + 1), NULL) != NULL);
	t_until(cx, closed_clients == conns && closed_servers == conns, 60000);
	CHECK_EQ(open_clients, conns);
	CHECK_EQ(closed_clients, conns);
	CHECK_EQ(closed_servers, conns);
	CHECK_EQ(errors, 0);
	CHECK_EQ(messages, conns * 8);
	CHECK_EQ(wrong, 0);
	CHECK(compressed >= messages);
	CHECK_EQ(t_log_count(), 0);
	stop_often = 0;
}

/* a raw peer on protocol, with permessage-deflate agreed on */
static int hello(struct t_peer *p, const char *protocol)
{
	memset(p, 0, sizeof(*p));
	t_peer_connect(p, port);
	t_peer_print(p, "GET / HTTP/1.1\r\nHost: localhost\r\n"
		     "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		     "Sec-WebSocket-Version: 13\r\n"
		     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		     "Sec-WebSocket-Protocol: %s\r\n"
		     "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
		     protocol);
	t_until(cx, t_peer_status(p) || p->gone, 5000);
	if (!CHECK_EQ(t_peer_status(p), 101))
		return 0;

	return CHECK(t_peer_skip_head(p));
}

struct attack {
	const char *what, *protocol;
	const char *payload;
	size_t len;
	int first;	/* byte of the frame */
	int code;	/* we close with */
	size_t got;	/* bytes that were delivered */
};

#define HELLO		"\xf2\x48\xcd\xc9\xc9\x07\x00"

static const struct attack attacks[] = {
	{ "good", "sink", HELLO, 7, 0xc1, 0, 5 },
	{ "empty", "sink", "\x00", 1, 0xc1, 0, 0 },
	{ "not compressed", "sink", "Hello", 5, 0x81, 0, 5 },
	{ "reserved block type", "sink", "\x07\xff\xff", 3, 0xc2, 1007, 0 },
	{ "too far back", "sink", "\x02\x01\x00", 3, 0xc2, 1007, 0 },
	{ "cut", "sink", "\xf2\x48\xcd", 3, 0xc1, 1007, 0 },
	{ "nothing", "sink", "", 0, 0xc1, 1007, 0 },
	{ "final block", "sink", "\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8, 0xc1,
	  0, 5 },
	/* 0xff 'a': stored */
	{ "not UTF-8", "sink", "\x00\x02\x00\xfd\xff\xff\x61\x00", 8, 0xc1,
	  1007, 0 },
	{ "not UTF-8, but binary", "sink",
	  "\x00\x02\x00\xfd\xff\xff\x61\x00", 8, 0xc2, 0, 2 },
	{ "RSV1 on a ping", "sink", "", 0, 0xc9, 1002, 0 },
	{ "RSV2", "sink", HELLO, 7, 0xa1, 1002, 0 },
	{ "RSV1 on a continuation", "sink", HELLO, 7, 0xc0, 1002, 0 },
};

static void attack(const struct attack *a, struct t_peer *good)
{
	static const uint8_t close_frame[2] = { 0x03, 0xe8 };
	struct t_peer p;
	int code;

	t_case("%s", a->what);
	if (!hello(&p, a->protocol))
		return;
	got_len = got_messages = 0;
	closed_servers = peer_close = 0;
	t_log_mark();
	t_frame_add(&p.tx, a->first, 1, a->payload, a->len);
	t_frame_add(&p.tx, 0x88, 1, close_frame, 2);
	t_until(cx, p.gone, 5000);
	code = t_frame_close_code(&p.rx);
	/* we wait for the peer to close first, so that it hears all */
	t_peer_close(&p);
	t_until(cx, closed_servers, 5000);
	CHECK_EQ(closed_servers, 1);
	CHECK_EQ(code, a->code ? a->code : 1000);
	CHECK_EQ(got_len, a->got);
	CHECK_EQ(got_messages, a->code ? 0 : 1);
	CHECK_EQ(peer_close, a->code ? 0 : 1);
	CHECK_EQ(t_log_count(), a->code ? 1 : 0);
	CHECK_EQ(good->gone, 0);
}

static void run_attacks(void)
{
	struct t_peer good, p;
	uint8_t zeroes[1200];
	size_t n;

	if (!hello(&good, "sink"))
		return;
	for (n = 0; n < T_ARRAY(attacks); n++)
		attack(&attacks[n], &good);

	t_case("limit of the application");
	/* 1,000 and then 1,200 bytes in stored blocks */
	memset(zeroes, 0, sizeof(zeroes));
	memcpy(zeroes, "\x00\xe8\x03\x17\xfc", 5);
	if (hello(&p, "limited")) {
		got_len = got_messages = 0;
		t_frame_add(&p.tx, 0xc2, 1, zeroes, 5 + 1000 + 1);
		t_until(cx, got_messages, 5000);
		CHECK_EQ(got_len, 1000);
		memcpy(zeroes, "\x00\xe9\x03\x16\xfc", 5);
		t_frame_add(&p.tx, 0xc2, 1, zeroes, 5 + 1001 + 1);
		t_until(cx, t_frame_close_code(&p.rx), 5000);
		CHECK_EQ(t_frame_close_code(&p.rx), 1009);
		t_peer_close(&p);
	}
	/* that one still talks */
	got_len = 0;
	t_frame_add(&good.tx, 0xc1, 1, HELLO, 7);
	t_until(cx, got_len == 5, 5000);
	CHECK_EQ(got_len, 5);
	t_peer_close(&good);
}

static void set_options(void)
{
	static const struct {
		const char *name, *value;
		int ok;
	} cases[] = {
		{ "rx_buf_size", "7", 0 }, { "tx_buf_size", "10", 0 },
		{ "rx_buf_size", "4", -1 }, { "tx_buf_size", "x", -1 },
		{ "compression_level", "9", 0 },
		{ "compression_level", "10", -1 }, { "mem_level", "9", 0 },
		{ "mem_level", "0", -1 }, { "rx_max_size", "65536000000", 0 },
		{ "rx_max_size", "0", 0 }, { "bogus", "1", -1 },
		/* ours may do with less, the peer's is not ours to change */
		{ "client_max_window_bits", "10", 0 },
		{ "client_max_window_bits", "11", -1 },
		{ "server_max_window_bits", "10", -1 },
		{ "client_no_context_takeover", "1", 0 },
		{ "server_no_context_takeover", "1", -1 },
		{ "compression_level", "", -1 },
	};
	struct lws *wsi = NULL;
	size_t n;

	t_case("options");
	open_clients = closed_clients = 0;
	CHECK(t_connect(cx, vh_client, port, "load", NULL,
			(void *)(intptr_t)1, &wsi) != NULL);
	t_until(cx, open_clients && wsi, 5000);
	for (n = 0; wsi && n < T_ARRAY(cases); n++) {
		t_case("option %s=%s", cases[n].name, cases[n].value);
		CHECK_EQ(lws_set_extension_option(wsi, "permessage-deflate",
			cases[n].name, cases[n].value), cases[n].ok);
	}
	if (wsi)
		CHECK_EQ(lws_set_extension_option(wsi, "nope", "mem_level",
						  "1"), -1);
	t_until(cx, closed_clients, 20000);
	CHECK_EQ(closed_clients, 1);
	CHECK_EQ(wrong, 0);
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int conns = argc > 1 ? atoi(argv[1]) : CONNS;

	if (argc > 2) {
		largest = (size_t)atoi(argv[2]);
		in_turn = 1;
	}
	t_begin("ws-pmd", 200);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
		       LWS_SERVER_OPTION_VALIDATE_UTF8;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	info.extensions = exts;
	info.vhost_name = "server";
	vh_server = lws_create_vhost(cx, &info);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.iface = NULL;
	info.vhost_name = "client";
	vh_client = lws_create_vhost(cx, &info);
	info.vhost_name = "small";
	info.extensions = exts_small;
	vh_small = lws_create_vhost(cx, &info);
	CHECK(vh_server && vh_client && vh_small);
	port = lws_get_vhost_listen_port(vh_server);
	t_tick_start(cx);

	run_load("load", vh_client, 0, conns);
	run_load("tiny", vh_client, 200, conns);
	run_load("load", vh_small, 3, conns);
	run_attacks();
	set_options();

	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
