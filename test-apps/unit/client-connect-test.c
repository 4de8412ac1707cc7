/* SPDX-License-Identifier: MIT */
/*
 * The client's way from a name to a connection, with raw sockets: every
 * address is tried, one that does not answer holds up nobody, and each attempt
 * ends in exactly one outcome whose text names phase and reason.
 */
#include "plat-check.h"
#include "private-lib-core-net-client.h"

#define CONNECT_SECS	2
#define FILL		16

struct attempt {
	struct lws	*wsi;
	int		connected, failed, closed, connecting;
	int		kill_in_connecting;
	char		text[256];
};

static struct lws_context *cx;
static lws_sockfd_type listener, full, fill[FILL];
static int port, hang_open, accepted, created, destroyed;
static struct sockaddr_in last_peer;
static lws_plat_mutex_t mutex;
static lws_plat_cond_t cond;

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct attempt *a = user;
	char peer[64], name[64];

	switch (reason) {
	case LWS_CALLBACK_WSI_CREATE:
		created++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		destroyed++;
		break;
	case LWS_CALLBACK_CONNECTING:
		a->connecting++;
		if (a->kill_in_connecting)
			lws_set_timeout(wsi, 1, LWS_TO_KILL_SYNC);
		break;
	case LWS_CALLBACK_RAW_CONNECTED:
		CHECK(!a->failed && !a->closed);
		a->connected++;
		CHECK(!strcmp(lws_get_peer_simple(wsi, peer, sizeof(peer)),
			      "127.0.0.1"));
		lws_get_peer_addresses(wsi, lws_get_socket_fd(wsi), name,
				       sizeof(name), peer, sizeof(peer));
		CHECK(!strcmp(peer, "127.0.0.1") && name[0]);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		CHECK(!a->connected && !a->closed && len == strlen(in));
		a->failed++;
		snprintf(a->text, sizeof(a->text), "%s", (const char *)in);
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		CHECK(a->connected);
		a->closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = "test", .callback = callback },
	{ .name = NULL },
};

/* "a.b.c" has the addresses 127.0.0.a, 127.0.0.b, 127.0.0.c */
static int
lookup(const char *host, const struct addrinfo *hints, struct addrinfo **res)
{
	struct addrinfo h = *hints, **next = res;
	char addr[32];
	int n;

	lws_plat_mutex_lock(&mutex);
	while (!strcmp(host, "hang") && !hang_open)
		(void)lws_plat_cond_wait(&cond, &mutex, -1);
	lws_plat_mutex_unlock(&mutex);
	if (!strcmp(host, "unknown") || !strcmp(host, "hang"))
		return EAI_NONAME;

	h.ai_flags = AI_NUMERICHOST;
	*res = NULL;
	while (sscanf(host, "a%d", &n) == 1) {
		snprintf(addr, sizeof(addr), "127.0.0.%d", n);
		if (getaddrinfo(addr, NULL, &h, next))
			return EAI_FAIL;
		next = &(*next)->ai_next;
		host = strchr(host + 1, 'a');
		if (!host)
			break;
	}

	return 0;
}

static struct lws *
go_on(struct attempt *a, const char *address, int to, const char *iface)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = address;
	i.port = to;
	i.method = "RAW";
	i.iface = iface;
	i.userdata = a;
	i.pwsi = &a->wsi;
	CHECK(lws_client_connect_via_info(&i) == a->wsi);
	CHECK(a->wsi);
	/* never from inside that call */
	CHECK(!a->failed && !a->connected);

	return a->wsi;
}

static struct lws *
go(struct attempt *a, const char *address)
{
	memset(a, 0, sizeof(*a));

	return go_on(a, address, port, NULL);
}

static void
take_connections(void)
{
	lws_sockfd_type fd;
	int len = sizeof(last_peer);

	while (!lws_plat_accept(listener, &fd, (struct sockaddr *)&last_peer,
				&len)) {
		accepted++;
		lws_plat_socket_close(fd);
		len = sizeof(last_peer);
	}
}

/* Turns until it has an outcome, and for a connection its end */
static void
finish(struct attempt *a)
{
	lws_usec_t end = lws_plat_monotonic_us() + 30 * LWS_US_PER_SEC;

	while (!a->failed && !a->closed) {
		if (lws_plat_monotonic_us() > end) {
			CHECK_FAIL("no outcome");
			return;
		}
		CHECK(lws_service(cx, -1) >= 0);
		take_connections();
		(void)check_poll1(listener, LWS_POLLIN, 2 * LWS_US_PER_MS);
	}
}

static void
expect_up(struct attempt *a)
{
	finish(a);
	CHECK(a->connected == 1 && a->closed == 1 && !a->failed);
	if (a->failed)
		fprintf(stderr, "but: %s\n", a->text);
}

static void
expect_failed(struct attempt *a, const char *begin, const char *within)
{
	finish(a);
	CHECK(a->failed == 1 && !a->connected && !a->closed);
	if (strncmp(a->text, begin, strlen(begin)) ||
	    !strstr(a->text, within)) {
		fprintf(stderr, "text is \"%s\"\n", a->text);
		CHECK_FAIL("text names phase and reason");
	}
}

/* On 127.0.0.9: connects to it are not answered.  0 if that cannot be had */
static int
make_full_listener(void)
{
	struct sockaddr_in sin;
	int i, err;

	check_loopback(&sin, port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 8);
	full = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	REQUIRE(!lws_plat_bind(full, (struct sockaddr *)&sin, sizeof(sin)));
	REQUIRE(!lws_plat_listen(full, 0));
	for (i = 0; i < FILL; i++)
		fill[i] = LWS_SOCK_INVALID;
	for (i = 0; i < FILL; i++) {
		fill[i] = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
		if (lws_plat_connect(fill[i], (struct sockaddr *)&sin,
				     sizeof(sin), &err) ==
						LWS_PLAT_CONNECT_FAILED)
			return 0;
		(void)check_poll1(fill[i], LWS_POLLOUT, 100 * LWS_US_PER_MS);
		switch (lws_plat_connect_result(fill[i], &err)) {
		case LWS_PLAT_CONNECT_PENDING:
			return 1;
		case LWS_PLAT_CONNECT_FAILED:
			return 0;
		default:
			break;
		}
	}

	return 0;
}

static void
make_context(void)
{
	struct lws_context_creation_info info;
	struct lws_resolver *r;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.connect_timeout_secs = CONNECT_SECS;
	cx = lws_create_context(&info);
	REQUIRE(cx);
	CHECK(lws_canonical_hostname(cx)[0]);
	r = lws_client_resolver(cx);
	REQUIRE(r);
	lws_resolver_set_lookup(r, lookup);
}

static void
test_one_address(void)
{
	struct attempt a;

	go(&a, "127.0.0.1");
	expect_up(&a);
	CHECK(a.connecting == 1);

	go(&a, "127.0.0.2");
	expect_failed(&a, "connect: 127.0.0.2:", "Connection refused (");

	go(&a, "::1");
	expect_failed(&a, "connect: [::1]:", "(");
}

static void
test_names(void)
{
	struct attempt a;

	go(&a, "a1");
	expect_up(&a);
	go(&a, "a2a3a4a1");
	expect_up(&a);
	CHECK(a.connecting == 4);
	go(&a, "a2a3a4");
	expect_failed(&a, "connect: 127.0.0.4:", "refused");
	CHECK(a.connecting == 3);
	go(&a, "unknown");
	expect_failed(&a, "dns: unknown: ", "does not resolve");
	CHECK(!a.connecting);
}

/* What does not answer is overtaken, and times out if it is alone */
static void
test_silent(void)
{
	struct attempt a, b;
	lws_usec_t t;

	if (!make_full_listener()) {
		fprintf(stderr, "silent: the system answers for a full "
				"listener; left out\n");
		return;
	}
	go(&a, "a9");
	go(&b, "a9a2a9a1");
	t = lws_plat_monotonic_us();
	expect_up(&b);
	CHECK(b.connecting == 4);
	CHECK(!a.failed);
	expect_failed(&a, "connect: 127.0.0.9:", "timed out");
	CHECK(lws_plat_monotonic_us() - t >=
	      CONNECT_SECS * LWS_US_PER_SEC - 100 * LWS_US_PER_MS);

	/* taken back in the midst of it */
	go(&a, "a9");
	while (!a.connecting)
		(void)lws_service(cx, -1);
	lws_set_timeout(a.wsi, 1, LWS_TO_KILL_SYNC);
	CHECK(a.failed == 1 && !a.connected && !a.closed);
}

static void
test_hang(void)
{
	struct attempt a, b;

	go(&a, "hang");
	go(&b, "a1");
	expect_up(&b);
	CHECK(!a.failed);
	expect_failed(&a, "dns: hang: ", "timed out");
}

static void
test_iface(void)
{
	struct attempt a;

	memset(&a, 0, sizeof(a));
	go_on(&a, "a1", port, "127.0.0.5");
	expect_up(&a);
	CHECK(last_peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK + 4));

	memset(&a, 0, sizeof(a));
	go_on(&a, "127.0.0.1", port, "no-such-iface");
	expect_failed(&a, "connect: 127.0.0.1:", "iface does not exist");
}

static void
test_bad_arguments(void)
{
	struct lws_client_connect_info i;
	struct lws *wsi = (struct lws *)&i;
	int before = created, before_destroyed = destroyed;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.port = port;
	i.pwsi = &wsi;
	CHECK(!lws_client_connect_via_info(&i));
	CHECK(!wsi);
	i.address = "127.0.0.1";
	i.method = "RAW";
	i.port = 65536;
	CHECK(!lws_client_connect_via_info(&i));
	i.port = port;
	i.method = "NONSENSE/METHOD WITHOUT ROLE";
	CHECK(!lws_client_connect_via_info(&i));
	CHECK(created - before == destroyed - before_destroyed);
}

static void
test_destroy(void)
{
	struct attempt dns, silent, fresh, killed;

	memset(&killed, 0, sizeof(killed));
	killed.kill_in_connecting = 1;
	go_on(&killed, "a1", port, NULL);
	expect_failed(&killed, "connect: ", "closed before");

	go(&dns, "hang");
	go(&silent, "a9");
	while (!silent.connecting)
		(void)lws_service(cx, -1);
	go(&fresh, "a1");
	lws_context_destroy(cx);
	CHECK(dns.failed == 1 && fresh.failed == 1);
	CHECK(silent.failed == 1);
	CHECK(created == destroyed);

	lws_plat_mutex_lock(&mutex);
	hang_open = 1;
	lws_plat_cond_broadcast(&cond);
	lws_plat_mutex_unlock(&mutex);
}

int
main(void)
{
	int i;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	REQUIRE(!lws_plat_init());
	REQUIRE(!lws_plat_mutex_init(&mutex));
	REQUIRE(!lws_plat_cond_init(&cond));
	full = LWS_SOCK_INVALID;
	listener = check_listener(50, &port);
	make_context();

	test_one_address();
	test_names();
	test_silent();
	test_hang();
	test_iface();
	test_bad_arguments();
	test_destroy();

	if (full != LWS_SOCK_INVALID)
		for (i = 0; i < FILL; i++)
			lws_plat_socket_close(fill[i]);
	lws_plat_socket_close(full);
	lws_plat_socket_close(listener);
	lws_plat_deinit();

	return check_done();
}
