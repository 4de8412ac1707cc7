/* SPDX-License-Identifier: MIT */
/*
 * Lets every single allocation fail, and then all from some point on: nothing
 * crashes, leaks or hangs, each attempt has its one outcome, and the context
 * works as soon as there is memory again.
 */
#include "net-check.h"

/* no scenario asks for as many allocations as this */
#define MANY 2000

static int fds_before;

/* ---- creation and destruction ---- */

static void
creation(int more)
{
	unsigned int n;
	int failed;

	for (n = 1; n < MANY; n++) {
		t_case("creation, allocation %u fails%s", n,
		       more ? " and those after it" : "");
		lws_alloc_fail_at(n, more);
		failed = nc_create(NULL);
		if (!failed)
			lws_service(nc_cx, -1);
		if (lws_alloc_count() < n)
			break;
		lws_alloc_fail_at(0, 0);
		if (!failed)
			nc_destroy();
		CHECK_EQ(t_open_fds(), fds_before);
	}
	lws_alloc_fail_at(0, 0);
	CHECK(n > 10 && n < MANY);
	CHECK(nc_cx);
	if (nc_cx) {
		nc_check_works();
		nc_destroy();
	}
	CHECK_EQ(t_open_fds(), fds_before);
}

/* ---- connections ---- */

#define ATTEMPTS 40

struct scenario {
	const char	*name;
	int		raw;
	int		count;		/* attempts at a time */
	size_t		len;		/* of the message */
	const char	*address;
};

/* larger than the first poll set, and than what one send takes */
static const struct scenario scenarios[] = {
	{ "ws", 0, 1, 0, NULL },
	{ "raw", 1, 1, 0, NULL },
	{ "ws at a name", 0, 1, 0, "localhost" },
	{ "ws, large", 0, 1, 60000, NULL },
	{ "raw, many", 1, ATTEMPTS, 0, NULL },
};

static int
all_over(const struct attempt *a, const int *begun, int count)
{
	int n;

	for (n = 0; n < count; n++)
		if (begun[n] && !nc_over(&a[n]))
			return 0;

	return 1;
}

/* how many allocations it asked for */
static unsigned int
run(const struct scenario *s, unsigned int fail_at, int more)
{
	struct attempt a[ATTEMPTS];
	int n, begun[ATTEMPTS];
	unsigned int asked;

	memset(a, 0, sizeof(a));
	lws_alloc_fail_at(fail_at, more);
	for (n = 0; n < s->count; n++) {
		a[n].msg_len = s->len;
		begun[n] = nc_connect(&a[n], s->raw, s->address) != NULL;
	}
	t_until(nc_cx, all_over(a, begun, s->count), 8000);
	asked = lws_alloc_count();
	lws_alloc_fail_at(0, 0);
	for (n = 0; n < s->count; n++)
		nc_check_attempt(&a[n], begun[n]);
	t_until(nc_cx, !nc_served, 8000);
	CHECK_EQ(nc_served, 0);

	return asked;
}

static void
connections(const struct scenario *s, int more)
{
	unsigned int n, asked, step = s->count > 1 ? 7 : 1;

	if (!CHECK(!nc_create(NULL)))
		return;
	t_tick_start(nc_cx);
	for (n = 1; n < MANY; n += step) {
		t_case("%s, allocation %u fails%s", s->name, n,
		       more ? " and those after it" : "");
		asked = run(s, n, more);
		nc_check_count(0);
		if (asked < n)
			break;
	}
	CHECK(n > 4 && n < MANY);
	nc_check_works();
	nc_check_stats();
	t_tick_stop();
	nc_destroy();
	CHECK_EQ(t_open_fds(), fds_before);
}

/* ---- adoption, with bytes that were read before ---- */

static void
adoption(void)
{
	static const char hello[] = "GET / HTTP/1.1\r\nHost: a\r\n"
		"Upgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Version: 13\r\n\r\n";
	lws_sockfd_type sv[2];
	struct lws *wsi;
	unsigned int n, asked;
	char buf[16];
	int got = T_AGAIN;

	if (!CHECK(!nc_create(NULL)))
		return;
	t_tick_start(nc_cx);
	for (n = 1; n < MANY; n++) {
		t_case("adoption with bytes, allocation %u fails", n);
		if (!CHECK(!t_sock_pair(sv)))
			break;
		lws_alloc_fail_at(n, 0);
		wsi = lws_adopt_socket_vhost_readbuf(nc_vh, sv[0], hello,
						     sizeof(hello) - 1);
		/* an answer, or an end; no waiting for what was read */
		t_until(nc_cx, (got = t_sock_recv(sv[1], buf, sizeof(buf))) !=
			T_AGAIN, 4000);
		asked = lws_alloc_count();
		lws_alloc_fail_at(0, 0);
		CHECK(got != T_AGAIN);
		CHECK(wsi || got < 0);
		t_sock_close(sv[1]);
		nc_check_count(0);
		if (asked < n)
			break;
	}
	CHECK(n > 3 && n < MANY);
	CHECK(got > 0);
	nc_check_works();
	nc_check_stats();
	t_tick_stop();
	nc_destroy();
}

int
main(void)
{
	size_t n;

	nc_begin("net-alloc", 100);
	/* what the C library keeps for good is opened here */
	if (CHECK(!nc_create(NULL))) {
		nc_check_works();
		nc_destroy();
	}
	fds_before = t_open_fds();
	creation(0);
	creation(-1);
	for (n = 0; n < LWS_ARRAY_SIZE(scenarios); n++) {
		connections(&scenarios[n], 0);
		if (scenarios[n].count == 1)
			connections(&scenarios[n], -1);
	}
	adoption();

	return nc_end();
}
