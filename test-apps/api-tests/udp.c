/* SPDX-License-Identifier: MIT */
/*
 * Datagrams: sockets that are bound and sockets with a peer, names that are
 * looked up, peers that are not there, what does not fit, closing everywhere.
 */
#include "tests.h"

#define BIG 60000u
#define MANY 64

static struct lws_context *cx;
static struct lws_vhost *vh;
static struct t_trace trace;
static int port;

struct end {
	struct lws *wsi;
	struct t_buf got;
	int datagrams, adopted, closed, close_at, echo, refused;
};

static struct end server, client;

static void echo(struct lws *wsi, const void *in, size_t len)
{
	uint8_t *buf = malloc(LWS_PRE + len + 1);

	CHECK(buf);
	if (!buf)
		return;
	if (len)
		memcpy(buf + LWS_PRE, in, len);
	CHECK_EQ(lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW), len);
	free(buf);
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct end *e = wsi ? lws_get_opaque_user_data(wsi) : NULL;

	(void)user;
	if (!e)
		return 0;
	if (reason == LWS_CALLBACK_RAW_ADOPT) {
		e->adopted++;
		e->wsi = wsi;
		if (e->close_at == LWS_CALLBACK_RAW_ADOPT)
			return -1;
	}
	if (reason == LWS_CALLBACK_RAW_RX) {
		e->datagrams++;
		t_buf_add(&e->got, in, len);
		if (e->echo)
			echo(wsi, in, len);
		if (e->close_at == LWS_CALLBACK_RAW_RX)
			return -1;
	}
	if (reason == LWS_CALLBACK_RAW_WRITEABLE)
		t_trace_add(&trace, "W");
	if (reason == LWS_CALLBACK_RAW_CLOSE) {
		e->closed++;
		e->wsi = NULL;
	}
	if (reason == LWS_CALLBACK_WSI_DESTROY)
		t_trace_add(&trace, "destroy");

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "udp", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static struct lws *create(const char *ads, int p, int flags, struct end *e)
{
	return lws_create_adopt_udp(vh, ads, p, flags, "udp", NULL, NULL, e,
				    NULL, NULL);
}

static void end_clear(struct end *e)
{
	t_buf_free(&e->got);
	memset(e, 0, sizeof(*e));
}

static int own_port(struct lws *wsi)
{
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);

	memset(&sin, 0, sizeof(sin));
	CHECK(!getsockname(lws_get_socket_fd(wsi), (struct sockaddr *)&sin,
			   &len));

	return ntohs(sin.sin_port);
}

static int say(struct lws *wsi, const void *data, size_t len)
{
	static uint8_t buf[LWS_PRE + 70000];

	memcpy(buf + LWS_PRE, data, len);

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_RAW);
}

static void begin(void)
{
	struct lws_context_creation_info info;

	t_trace_clear(&trace);
	end_clear(&server);
	end_clear(&client);
	memset(&info, 0, sizeof(info));
	info.pt_serv_buf_size = 65536;
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	CHECK(cx);
	vh = lws_get_vhost_by_name(cx, "default");
	CHECK(vh);
	t_tick_start(cx);
	server.echo = 1;
	CHECK(create("127.0.0.1", 0, LWS_CAUDP_BIND, &server) == server.wsi);
	CHECK_EQ(server.adopted, 1);
	port = server.wsi ? own_port(server.wsi) : 0;
	CHECK(port);
}

static void end(void)
{
	t_tick_stop();
	lws_context_destroy(cx);
	end_clear(&server);
	end_clear(&client);
}

static void test_echo(void)
{
	const struct lws_udp *u;

	begin();
	u = lws_get_udp(server.wsi);
	CHECK(u && !u->connected);
	/* it knows nobody yet */
	CHECK(say(server.wsi, "x", 1) < 0);

	CHECK(create("127.0.0.1", port, 0, &client) == client.wsi);
	u = lws_get_udp(client.wsi);
	CHECK(u && u->connected && ntohs(u->sa46.sa4.sin_port) == port);
	CHECK_EQ(say(client.wsi, "hello", 5), 5);
	CHECK_EQ(say(client.wsi, "", 0), 0);
	CHECK_EQ(say(client.wsi, "world", 5), 5);
	t_until(cx, client.datagrams == 3, 5000);
	CHECK_EQ(server.datagrams, 3);
	CHECK_EQ(client.datagrams, 3);
	CHECK(client.got.len == 10 && !memcmp(client.got.data, "helloworld", 10));
	u = lws_get_udp(server.wsi);
	CHECK(u && ntohs(u->sa46.sa4.sin_port) == own_port(client.wsi));

	/* WRITEABLE comes when it is asked for, once */
	lws_callback_on_writable(client.wsi);
	t_until(cx, trace.len, 5000);
	t_settle(cx, 50);
	CHECK_STR(trace.text, "W");
	end();
}

static void test_sizes(void)
{
	static uint8_t big[70000];
	size_t n;

	begin();
	CHECK(create("127.0.0.1", port, 0, &client));
	for (n = 0; n < sizeof(big); n++)
		big[n] = (uint8_t)(n * 7 + n / 256);
	CHECK_EQ(say(client.wsi, big, BIG), BIG);
	t_until(cx, client.datagrams == 1, 5000);
	CHECK(client.got.len == BIG && !memcmp(client.got.data, big, BIG));

	/* no datagram is as long as this; the socket is none the worse */
	CHECK(say(client.wsi, big, sizeof(big)) < 0);
	CHECK_EQ(say(client.wsi, "still", 5), 5);
	t_until(cx, client.datagrams == 2, 5000);
	CHECK_EQ(client.datagrams, 2);
	CHECK_EQ(client.closed, 0);
	end();
}

static void test_flow_control(void)
{
	char word[16];
	int n;

	begin();
	CHECK(create("127.0.0.1", port, 0, &client));
	lws_rx_flow_control(server.wsi, 0);
	for (n = 0; n < MANY; n++) {
		snprintf(word, sizeof(word), "%3d", n);
		CHECK_EQ(say(client.wsi, word, 3), 3);
	}
	t_settle(cx, 50);
	CHECK_EQ(server.datagrams, 0);
	lws_rx_flow_control(server.wsi, 1);
	t_until(cx, client.datagrams == MANY, 5000);
	CHECK_EQ(server.datagrams, MANY);
	/* on one machine, they come in their order */
	CHECK(client.got.len == MANY * 3 &&
	      !memcmp(client.got.data + client.got.len - 3, " 63", 3));
	end();
}

static void test_nobody_there(void)
{
	int n, nobody;

	begin();
	/* bound and closed again: nobody listens there now */
	nobody = port;
	lws_set_timeout(server.wsi, 1, LWS_TO_KILL_SYNC);
	CHECK_EQ(server.closed, 1);
	CHECK(create("127.0.0.1", nobody, 0, &client));
	for (n = 0; n < 5; n++) {
		CHECK_EQ(say(client.wsi, "anybody?", 8), 8);
		t_settle(cx, 20);
	}
	CHECK_EQ(client.closed, 0);
	/* nor does the news make it spin, or end it, while rx is stopped */
	lws_rx_flow_control(client.wsi, 0);
	for (n = 0; n < 3; n++) {
		CHECK_EQ(say(client.wsi, "anybody?", 8), 8);
		t_settle(cx, 20);
	}
	lws_rx_flow_control(client.wsi, 1);
	CHECK_EQ(client.closed, 0);

	/* and when somebody comes there, it is heard */
	end_clear(&server);
	server.echo = 1;
	CHECK(create("127.0.0.1", nobody, LWS_CAUDP_BIND, &server));
	CHECK_EQ(say(client.wsi, "you!", 4), 4);
	t_until(cx, client.datagrams == 1, 5000);
	CHECK_EQ(client.datagrams, 1);
	end();
}

static void test_names(void)
{
	struct end lost;

	begin();
	memset(&lost, 0, sizeof(lost));
	/* where the name leads to may be ::1 too: a bound one tells */
	CHECK(create("localhost", 0, LWS_CAUDP_BIND, &client));
	CHECK_EQ(client.adopted, 0);
	t_until(cx, client.adopted, 10000);
	CHECK_EQ(client.adopted, 1);

	CHECK(create("no-such-name.invalid", 9, 0, &lost));
	t_trace_clear(&trace);
	t_until(cx, strstr(trace.text, "destroy"), 20000);
	CHECK_STR(trace.text, "destroy");
	CHECK_EQ(lost.adopted, 0);
	CHECK_EQ(lost.closed, 0);
	end();

	/* the context ends while the name is being looked up */
	begin();
	CHECK(create("localhost", 9, 0, &lost));
	end();
	CHECK_EQ(lost.adopted, 0);
}

static void test_refused(void)
{
	struct end e;

	begin();
	memset(&e, 0, sizeof(e));
	CHECK(!create(NULL, port, 0, &e));
	CHECK(!create("127.0.0.1", 65536, 0, &e));
	CHECK(!create("127.0.0.1", -1, 0, &e));
	CHECK(!create("127.0.0.1", port, LWS_CAUDP_BIND, &e));
	CHECK(!create("127.0.0.1", port, LWS_CAUDP_PF_PACKET, &e));
#if !defined(_WIN32)
	/* no address of this machine; Wine binds to it all the same */
	CHECK(!create("192.0.2.1", 0, LWS_CAUDP_BIND, &e));
#endif
	CHECK(!lws_create_adopt_udp(vh, "127.0.0.1", port, 0, "no such", NULL,
				    NULL, &e, NULL, NULL));
	CHECK(!lws_create_adopt_udp(vh, "127.0.0.1", port, 0, "udp",
				    "no-such-if", NULL, &e, NULL, NULL));
	CHECK_EQ(e.adopted, 0);

	/* closed by its own callbacks */
	e.close_at = LWS_CALLBACK_RAW_ADOPT;
	CHECK(!create("127.0.0.1", port, 0, &e));
	CHECK_EQ(e.adopted, 1);
	CHECK_EQ(e.closed, 1);
	memset(&e, 0, sizeof(e));
	e.close_at = LWS_CALLBACK_RAW_RX;
	CHECK(create("127.0.0.1", port, LWS_CAUDP_BROADCAST, &e));
	if (e.wsi)
		CHECK_EQ(say(e.wsi, "1", 1), 1);
	t_until(cx, e.closed, 5000);
	CHECK_EQ(e.datagrams, 1);
	CHECK_EQ(e.closed, 1);
	t_buf_free(&e.got);
	end();
}

static void test_adopted(void)
{
	lws_sock_file_fd_type fd;
	struct sockaddr_in sin;
	struct lws *wsi;

	begin();
	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_port = htons((uint16_t)port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd.sockfd = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(fd.sockfd != T_INVALID);
	CHECK(!connect(fd.sockfd, (struct sockaddr *)&sin, sizeof(sin)));
	wsi = lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_SOCKET_UDP, fd,
					 "udp", NULL);
	CHECK(wsi && lws_get_udp(wsi) && lws_get_udp(wsi)->connected);
	if (wsi) {
		lws_set_opaque_user_data(wsi, &client);
		CHECK_EQ(say(wsi, "adopted", 7), 7);
		t_until(cx, client.datagrams == 1, 5000);
		CHECK(client.got.len == 7);
	}
	end();
}

int main(void)
{
	static const struct {
		const char *name;
		void (*fn)(void);
	} cases[] = {
		{ "echo", test_echo },
		{ "sizes", test_sizes },
		{ "flow control", test_flow_control },
		{ "nobody there", test_nobody_there },
		{ "names", test_names },
		{ "refused", test_refused },
		{ "adopted", test_adopted },
	};
	int fds = 0;
	size_t n;

	t_begin("udp", 110);
	for (n = 0; n < T_ARRAY(cases); n++) {
		t_case("%s", cases[n].name);
		cases[n].fn();
		/* the first one loads what stays */
		if (!n)
			fds = t_open_fds();
	}
	t_case("descriptors");
	CHECK_EQ(t_open_fds(), fds);

	return t_end();
}
