/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate under load: many connections with messages of 4 KiB to
 * 1 MiB at once, both ways, the buffer overwritten as soon as lws_write() has
 * returned, every byte checked; and among them peers that send what does not
 * inflate, as clients and as servers.
 *
 *	api-ws-pmd-load [connections [messages each way]]
 */
#include "ws-peer.h"

#define PIECE		30000
#define HEADER		8
#define SMALLEST	4096u
#define LARGEST		(1024u * 1024u)
#define BAD_PEERS	6

static const struct lws_extension exts[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

/* one end of a connection: what it sends, and what it has received */
struct end {
	uint32_t seed;		/* of what it sends */
	unsigned int sent, got;
	size_t tx_len, tx_at;
	size_t rx_len, rx_at;
	uint32_t rx_seed;
	uint8_t rx_head[HEADER];
	int load;		/* else it is a bad peer's */
};

#define CONNS_MAX	1000

static int conns = 64;
/* both ends of all, to start them when all of them are there */
static struct lws *ends[2 * CONNS_MAX];
static unsigned int messages_each = 2;
static int opened, closed, errors, wrong, compressed, bad_closed, bad_data;
static unsigned int messages;
static uint64_t bytes;

static uint32_t mix(uint32_t h)
{
	h ^= h >> 15;
	h *= 2246822519u;
	h ^= h >> 13;
	h *= 3266489917u;

	return h ^ (h >> 16);
}

/* byte `at` of a message; a third of them does not compress */
static uint8_t byte(uint32_t seed, size_t at)
{
	static const char text[] = "{\"id\":1234,\"name\":\"somebody\"},";

	if (seed % 3)
		return (uint8_t)text[(at * (seed % 3) + at / (100 + seed % 999))
				     % (sizeof(text) - 1)];

	return (uint8_t)(mix(seed + (uint32_t)at) >> 24);
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

/* as many small ones as large ones; the ends of the range too */
static size_t length(uint32_t seed)
{
	uint32_t most = SMALLEST << (mix(seed) % 9);

	if (most == LARGEST || most == SMALLEST)
		return most;

	return most + mix(seed + 1) % most;
}

static int finished(struct lws *wsi, const struct end *e, int client)
{
	if (!client || e->got < messages_each || e->sent < messages_each)
		return 0;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1;
}

static int writeable(struct lws *wsi, struct end *e, int client)
{
	/* one for all connections */
	static uint8_t buf[LWS_PRE + PIECE];
	uint8_t *p = buf + LWS_PRE;
	size_t n, i;
	int flags;

	if (e->sent == messages_each)
		return 0;
	if (!e->tx_at) {
		e->seed = mix(e->seed + 1);
		e->tx_len = length(e->seed);
	}
	n = e->tx_len - e->tx_at;
	if (n > PIECE)
		n = PIECE;
	for (i = 0; i < n; i++)
		p[i] = byte(e->seed, e->tx_at + i);
	if (!e->tx_at) {
		put32(p, e->seed);
		put32(p + 4, (uint32_t)e->tx_len);
	}
	flags = lws_write_ws_flags(LWS_WRITE_BINARY, !e->tx_at,
				   e->tx_at + n == e->tx_len);
	if (lws_write(wsi, p, n, (enum lws_write_protocol)flags) < (int)n)
		return -1;
	memset(buf, 0xee, sizeof(buf));
	e->tx_at += n;
	if (e->tx_at == e->tx_len) {
		e->tx_at = 0;
		e->sent++;
	}
	if (e->sent < messages_each)
		lws_callback_on_writable(wsi);

	return finished(wsi, e, client);
}

static void head_done(struct end *e)
{
	e->rx_seed = get32(e->rx_head);
	e->rx_len = get32(e->rx_head + 4);
	wrong += e->rx_len != length(e->rx_seed);
}

static int receive(struct lws *wsi, struct end *e, const uint8_t *p, size_t len,
		   int client)
{
	size_t i;

	if (!e->load) {
		bad_data++;
		return 0;
	}
	compressed += !!lws_get_reserved_bits(wsi);
	wrong += !!lws_is_first_fragment(wsi) != !e->rx_at;
	for (i = 0; i < len; i++, e->rx_at++)
		if (e->rx_at < HEADER) {
			e->rx_head[e->rx_at] = p[i];
			if (e->rx_at == HEADER - 1)
				head_done(e);
		} else
			wrong += p[i] != byte(e->rx_seed, e->rx_at);
	bytes += len;
	if (!lws_is_final_fragment(wsi))
		return 0;
	wrong += e->rx_at != e->rx_len;
	e->rx_at = 0;
	e->got++;
	messages++;

	return finished(wsi, e, client);
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct end *e = user;

	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_ESTABLISHED:
		e->load = !strcmp(lws_get_protocol(wsi)->name, "load");
		if (!e->load)
			break;
		if (opened < 2 * CONNS_MAX)
			ends[opened] = wsi;
		e->seed = mix((uint32_t)++opened);
		break;
	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, e, in, len, 0);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(wsi, e, in, len, 1);
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return writeable(wsi, e, 1);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return writeable(wsi, e, 0);
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED:
		if (e->load)
			closed++;
		else
			bad_closed++;
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

static const struct lws_protocols protocols[] = {
	{ "load", cb, sizeof(struct end), 0, 0, NULL, 0 },
	{ "bad", cb, sizeof(struct end), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* the first fragment inflates, to 2 bytes, the second does not */
static void send_bad(struct t_peer *p, int server)
{
	static const uint8_t good[] = { 0x00, 0x02, 0x00, 0xfd, 0xff, 'o',
					'k' },
			     bad[] = { 0x07, 0xff, 0xff };
	static uint8_t more[100000];

	w_frame(p, server, 0x42, good, sizeof(good));
	w_frame(p, server, 0x00, bad, sizeof(bad));
	/* and what follows is nobody's */
	w_frame(p, server, 0x80, more, sizeof(more));
}

static int log_lines_of_bad(void)
{
	int n, count = 0;

	for (n = 0; n < t_log_count(); n++)
		count += !!strstr(t_log_line(n), "malformed compressed data");

	return count;
}

static void run(int tls)
{
	struct t_peer bad[BAD_PEERS];
	struct t_buf said;
	int n;

	t_case("%d connections, %u messages each way, tls %d", conns,
	       messages_each, tls);
	opened = closed = errors = wrong = compressed = bad_closed = 0;
	bad_data = 0;
	messages = 0;
	bytes = 0;
	for (n = 0; n < BAD_PEERS; n++)
		if (!CHECK(w_peer(&bad[n], tls, n & 1, "bad",
			"Sec-WebSocket-Extensions: permessage-deflate\r\n")))
			return;
	for (n = 0; n < conns; n++)
		CHECK(w_connect(tls, 1, "load", NULL, NULL) != NULL);
	t_until(w_cx, opened == 2 * conns || errors, 60000);
	for (n = 0; n < opened; n++)
		lws_callback_on_writable(ends[n]);
	/* each of them when there is more and more going on */
	for (n = 0; n < BAD_PEERS; n++) {
		t_until(w_cx, messages >= (unsigned int)((n + 1) * conns) / 8,
			60000);
		send_bad(&bad[n], n & 1);
	}
	t_until(w_cx, closed == 2 * conns && bad_closed == BAD_PEERS, 120000);
	CHECK_EQ(opened, 2 * conns);
	CHECK_EQ(closed, 2 * conns);
	CHECK_EQ(errors, 0);
	CHECK_EQ(messages, 2 * (unsigned int)conns * messages_each);
	CHECK_EQ(wrong, 0);
	CHECK(compressed >= (int)messages);
	/* the others are closed, with the code that says why, and only they */
	CHECK_EQ(bad_closed, BAD_PEERS);
	CHECK_EQ(bad_data, BAD_PEERS);
	CHECK_EQ(t_log_count(), BAD_PEERS);
	CHECK_EQ(log_lines_of_bad(), BAD_PEERS);
	for (n = 0; n < BAD_PEERS; n++) {
		memset(&said, 0, sizeof(said));
		w_unmask(&bad[n].rx, &said);
		CHECK_EQ(t_frame_close_code(&said), 1007);
		t_buf_free(&said);
		w_peer_close(&bad[n]);
	}
	printf("tls %d: %u messages, %llu bytes\n", tls, messages,
	       (unsigned long long)bytes);
}

int main(int argc, char **argv)
{
	int tls;

	if (argc > 1)
		conns = atoi(argv[1]);
	if (conns < 1 || conns > CONNS_MAX)
		return 1;
	if (argc > 2)
		messages_each = (unsigned int)atoi(argv[2]);
	t_begin("ws-pmd-load", 240);
	if (CHECK(!w_begin(protocols, exts, 0)))
		for (tls = 0; tls < w_transports; tls++)
			run(tls);
	w_end();

	return t_end();
}
