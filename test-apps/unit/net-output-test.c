/* SPDX-License-Identifier: MIT */
/*
 * What is written in one service leaves together, in order and in the same
 * turn; who asked to write is served without the poll mask, within bounds; a
 * socket that takes no more, a close, and output from elsewhere change
 * nothing about the order.
 */
#include "net-check.h"

enum mode { ECHO, PIECES, ASK, EVER, BIG, KILL, ASK_OTHER, BROADCAST };

static enum mode mode;
static struct lws *ends[2];		/* of our peers, at the server */
static int n_ends, asks_left, writeables, other_writeables, mode_changes;
static int pollout_on, closed;
static uint32_t writeable_turn, rx_turn;
static size_t big_left, big_at;
static uint8_t scratch[LWS_PRE + 65536];

/* a letter for each place, so that order can be seen */
static uint8_t
letter(size_t at)
{
	return (uint8_t)('a' + at % 23 + at / 4096 % 3);
}

static int
put(struct lws *wsi, const void *text, size_t len)
{
	int n;

	memcpy(scratch + LWS_PRE, text, len);
	n = lws_write(wsi, scratch + LWS_PRE, len, LWS_WRITE_RAW);
	/* it is the caller's again */
	memset(scratch + LWS_PRE, '#', len);

	return n == (int)len ? 0 : -1;
}

static int
put_big(struct lws *wsi, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		scratch[LWS_PRE + i] = letter(big_at + i);
	big_at += n;
	big_left -= n;

	return lws_write(wsi, scratch + LWS_PRE, n, LWS_WRITE_RAW) == (int)n ?
		0 : -1;
}

/* in pieces of every size there is, up to what is more than is gathered */
static int
big(struct lws *wsi)
{
	static const size_t sizes[] = { 1, 100, 16384, 5000, 40000, 16383, 7 };
	static unsigned int turn;

	while (big_left && !lws_send_pipe_choked(wsi))
		if (put_big(wsi, lws_min_sz(big_left,
				 sizes[turn++ % T_ARRAY(sizes)])))
			return -1;
	if (big_left)
		lws_callback_on_writable(wsi);

	/* the rest of the output goes before the close */
	return big_left ? 0 : -1;
}

static int
received(struct lws *wsi, const void *in, size_t len)
{
	rx_turn = lws_wsi_pt(wsi)->turn;
	switch (mode) {
	case ECHO:
		return put(wsi, in, len);
	case PIECES:
		return put(wsi, "one ", 4) || put(wsi, "two ", 4) ||
		       put(wsi, "three", 5);
	case KILL:
		if (put(wsi, "last words", 10))
			return -1;
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		return -1;
	case BIG:
	case ASK:
	case EVER:
		lws_callback_on_writable(wsi);
		break;
	case ASK_OTHER:
		lws_callback_on_writable(ends[wsi == ends[0]]);
		break;
	case BROADCAST:
		return put(ends[0], "both", 4) || put(ends[1], "both", 4);
	}

	return 0;
}

static int
writeable(struct lws *wsi)
{
	char text[8];

	if (wsi == ends[0])
		writeables++;
	else
		other_writeables++;
	writeable_turn = lws_wsi_pt(wsi)->turn;
	switch (mode) {
	case BIG:
		return big(wsi);
	case EVER:
		lws_callback_on_writable(wsi);
		return 0;
	case ASK_OTHER:
		return put(wsi, "hi", 2);
	case ASK:
		lws_snprintf(text, sizeof(text), "%d.", asks_left);
		if (put(wsi, text, strlen(text)))
			return -1;
		if (--asks_left)
			lws_callback_on_writable(wsi);
		return 0;
	default:
		return 0;
	}
}

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	const struct lws_pollargs *pa = in;

	LWS_UNUSED(user);
	switch ((int)reason) {
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
		mode_changes++;
		pollout_on = !!(pa->events & LWS_POLLOUT);
		break;
	case LWS_CALLBACK_RAW_ADOPT:
		if (n_ends < 2)
			ends[n_ends++] = wsi;
		break;
	case LWS_CALLBACK_RAW_RX:
		return received(wsi, in, len);
	case LWS_CALLBACK_RAW_WRITEABLE:
		return writeable(wsi);
	case LWS_CALLBACK_RAW_CLOSE:
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "nc-raw", cb, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static lws_sockfd_type peers[2];

/* so many raw connections whose peers are sockets of ours */
static int
begin(const char *name, enum mode m, int count)
{
	int n;

	t_case("%s", name);
	mode = m;
	n_ends = closed = writeables = other_writeables = 0;
	if (!CHECK(!nc_create(protocols)))
		return -1;
	t_tick_start(nc_cx);
	for (n = 0; n < count; n++) {
		peers[n] = t_sock_connect(lws_get_vhost_listen_port(nc_raw));
		t_until(nc_cx, n_ends == n + 1, 4000);
	}
	t_tick_stop();
	mode_changes = 0;

	return CHECK_EQ(n_ends, count) ? 0 : -1;
}

static void
end(int count)
{
	while (count--)
		t_sock_close(peers[count]);
	nc_run(100);
	nc_check_stats();
	nc_destroy();
}

static uint64_t
sends(void)
{
#if defined(LWS_WITH_SERVICE_STATS)
	return nc_cx->pt[0].stats.sends;
#else
	return 0;
#endif
}

/* one turn that has an event; what the peer then has */
static const char *
one_turn(int peer, const char *text)
{
	static char got[4096];
	int n, rx = 0;

	CHECK_EQ(t_sock_send(peers[0], text, strlen(text)),
		 (long long)strlen(text));
	rx_turn = writeable_turn = 0;
	for (n = 0; n < 100 && !rx_turn; n++) {
		lws_service(nc_cx, -1);
		t_sleep_ms(rx_turn ? 0 : 1);
	}
	/* loopback delivers at once, but not on all systems */
	for (n = 0; n < 100 && rx <= 0; n++) {
		rx = t_sock_recv(peers[peer], got, sizeof(got) - 1);
		if (rx <= 0)
			t_sleep_ms(1);
	}
	got[rx > 0 ? rx : 0] = '\0';

	return got;
}

static void
pieces(void)
{
	uint64_t before;

	if (begin("three writes, one send", PIECES, 1))
		return;
	before = sends();
	CHECK_STR(one_turn(0, "go"), "one two three");
#if defined(LWS_WITH_SERVICE_STATS)
	CHECK_EQ(sends() - before, 1);
#else
	LWS_UNUSED(before);
#endif
	CHECK_EQ(mode_changes, 0);
	end(1);
}

static void
rounds(void)
{
	uint64_t before;

	if (begin("ten WRITEABLE in the turn of the RX", ASK, 1))
		return;
	asks_left = 10;
	before = sends();
	CHECK_STR(one_turn(0, "go"), "10.9.8.7.6.5.4.3.2.1.");
#if defined(LWS_WITH_SERVICE_STATS)
	CHECK_EQ(sends() - before, 1);
#else
	LWS_UNUSED(before);
#endif
	CHECK_EQ(writeables, 10);
	CHECK_EQ(writeable_turn, rx_turn);
	CHECK_EQ(mode_changes, 0);
	end(1);
}

/* who always asks neither keeps the others waiting nor the loop */
static void
ever(void)
{
	int n;

	if (begin("asks for ever", EVER, 2))
		return;
	CHECK_EQ(t_sock_send(peers[0], "a", 1), 1);
	for (n = 0; n < 100 && !writeables; n++)
		lws_service(nc_cx, -1);
	for (n = 0; n < 20; n++) {
		int was = writeables;

		lws_service(nc_cx, -1);
		CHECK(writeables > was);
		CHECK(writeables - was <= (int)LWS_SERVICE_WRITEABLES + 1);
	}
	CHECK_EQ(t_sock_send(peers[1], "a", 1), 1);
	for (n = 0; n < 100 && !other_writeables; n++)
		lws_service(nc_cx, -1);
	CHECK(other_writeables > 0);
	mode = ECHO;
	end(2);
}

static void
other(void)
{
	if (begin("one asks for the other", ASK_OTHER, 2))
		return;
	CHECK_STR(one_turn(1, "go"), "hi");
	CHECK_EQ(other_writeables, 1);
	CHECK_EQ(writeables, 0);
	CHECK_EQ(writeable_turn, rx_turn);
	CHECK_EQ(mode_changes, 0);

	t_case("one writes for both");
	mode = BROADCAST;
	CHECK_STR(one_turn(1, "go"), "both");
	CHECK_STR(one_turn(0, "go"), "bothboth");

	t_case("written outside of any turn");
	CHECK_EQ(put(ends[0], "now", 3), 0);
	CHECK_EQ(t_sock_recv(peers[0], scratch, 3), 3);
	mode = ECHO;
	end(2);
}

/* nothing is lost or disordered on the way into a slow peer, and then closed */
static void
choked(size_t total)
{
	static uint8_t got[30000];
	size_t at = 0, bad = 0;
	int n, i;

	if (begin("more than the socket takes, then close", BIG, 1))
		return;
	big_left = total;
	big_at = 0;
	t_sock_buffers(peers[0], 0, 32768);
	CHECK_EQ(t_sock_send(peers[0], "go", 2), 2);
	t_tick_start(nc_cx);
	for (;;) {
		lws_service(nc_cx, -1);
		n = t_sock_recv(peers[0], got, 1 + at % sizeof(got));
		if (n == T_EOF || n == T_RESET)
			break;
		for (i = 0; i < n; i++)
			bad += got[i] != letter(at + (size_t)i);
		at += n > 0 ? (size_t)n : 0;
	}
	t_tick_stop();
	CHECK_EQ(n, T_EOF);
	CHECK_EQ(at, total);
	CHECK_EQ(bad, 0);
	end(1);
}

static void
killed(void)
{
	if (begin("written, and killed", KILL, 1))
		return;
	CHECK_STR(one_turn(0, "go"), "last words");
	CHECK_EQ(closed, 1);
	end(1);
}

/* a loop of the application's own hears of who could not be served at once */
static void
own_loop(void)
{
	struct lws_pollfd pfd;
	int n, was;

	if (begin("own loop", EVER, 1))
		return;
	pfd.fd = lws_get_socket_fd(ends[0]);
	pfd.events = LWS_POLLIN;
	CHECK_EQ(t_sock_send(peers[0], "a", 1), 1);
	for (n = 0; n < 1000 && !writeables; n++) {
		pfd.revents = LWS_POLLIN;
		lws_service_fd(nc_cx, &pfd);
		if (!writeables)
			t_sleep_ms(1);
	}
	CHECK(writeables > 0);
	CHECK(pollout_on);
	was = writeables;
	mode = ECHO;
	pfd.revents = LWS_POLLOUT;
	lws_service_fd(nc_cx, &pfd);
	CHECK_EQ(writeables, was + 1);
	CHECK(!pollout_on);

	t_case("asked outside of any turn");
	lws_callback_on_writable(ends[0]);
	CHECK(pollout_on);
	end(1);
}

int
main(void)
{
	nc_begin("net-output", 60);
	pieces();
	rounds();
	ever();
	other();
	choked(100);
	choked(16384);
	choked(1000000);
	killed();
	own_loop();

	return nc_end();
}
