/* SPDX-License-Identifier: MIT */
/*
 * Every way in which a client attempt can fail: exactly one
 * CLIENT_CONNECTION_ERROR each, with a text, in time.
 */
#include "tests.h"

/* What became of one attempt; it travels as the opaque user data. */
struct attempt {
	int errors;
	int established;
	int closed;
	int destroyed;
	char text[256];
	int text_null;
	uint64_t at;
	int retry;
	struct attempt *next;
};

static struct lws_context *cx;
static struct lws_vhost *vh;

static void start(struct attempt *a, const char *address, int port,
		  const char *iface, const char *method);

static int retry_port;

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct attempt *a = lws_get_opaque_user_data(wsi);

	(void)user;
	if (!a)
		return 0;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		a->errors++;
		a->at = t_now();
		a->text_null = !in;
		if (in && len < sizeof(a->text)) {
			memcpy(a->text, in, len);
			a->text[len] = '\0';
		}
		if (a->retry && a->next) {
			/* a new attempt from inside the callback */
			struct attempt *n = a->next;

			a->next = NULL;
			n->retry = a->retry - 1;
			start(n, "127.0.0.1", a->retry == 1 ? retry_port :
			      t_sock_closed_port(), NULL, NULL);
		}
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_CONNECTED:
		a->established++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
		a->closed++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		a->destroyed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "client", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void start(struct attempt *a, const char *address, int port,
		  const char *iface, const char *method)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.vhost = vh;
	i.address = i.host = i.origin = address;
	i.path = "/";
	i.port = port;
	i.protocol = i.local_protocol_name = "client";
	i.opaque_user_data = a;
	i.iface = iface;
	i.method = method;
	/*
	 * NULL means that the attempt is over; whether the callback has come
	 * before it returned or not at all differs between versions of
	 * libwebsockets, so both are accepted where nothing was sent yet.
	 */
	if (!lws_client_connect_via_info(&i) && !a->errors) {
		a->errors++;
		snprintf(a->text, sizeof(a->text), "connect: refused at once");
		a->at = t_now();
	}
}

static void check_one(const struct attempt *a, const char *word)
{
	CHECK_EQ(a->errors, 1);
	CHECK_EQ(a->established, 0);
	CHECK_EQ(a->closed, 0);
	CHECK(a->destroyed <= 1);
	t_check(!a->text_null && a->text[0], __FILE__, __LINE__,
		"the error has no text");
#if defined(T_FOREIGN)
	/* the words are this library's own */
	(void)word;
#else
	/* "phase: reason" */
	if (word)
		t_check(!strncmp(a->text, word, strlen(word)), __FILE__, __LINE__,
			"'%s' does not name the phase '%s'", a->text, word);
#endif
	if (getenv("LWS_TEST_VERBOSE"))
		printf("    '%s'\n", a->text);
}

static void wait_error(const char *what, struct attempt *a, int ms)
{
	(void)what;
	t_until(cx, a->errors || a->established, ms);
	t_settle(cx, 5);
}

/* ------------------------------------------------------- before the handshake */

static void refused(void)
{
	struct attempt a[20];
	int n;

	t_case("refused");
	memset(a, 0, sizeof(a));
	start(&a[0], "127.0.0.1", t_sock_closed_port(), NULL, NULL);
	wait_error("refused", &a[0], 5000);
	check_one(&a[0], "connect");

	t_case("refused, raw");
	memset(a, 0, sizeof(a));
	start(&a[0], "127.0.0.1", t_sock_closed_port(), NULL, "RAW");
	wait_error("refused", &a[0], 5000);
	check_one(&a[0], "connect");

	t_case("refused, 20 at once");
	memset(a, 0, sizeof(a));
	for (n = 0; n < 20; n++)
		start(&a[n], "127.0.0.1", t_sock_closed_port(), NULL, NULL);
	for (n = 0; n < 20; n++)
		t_until(cx, a[n].errors, 5000);
	t_settle(cx, 10);
	for (n = 0; n < 20; n++)
		check_one(&a[n], "connect");
}

static void names(void)
{
	struct attempt a, b;

	t_case("name that does not resolve");
	memset(&a, 0, sizeof(a));
	start(&a, "no-such-host.invalid", 80, NULL, NULL);
	wait_error("dns", &a, 20000);
	check_one(&a, "dns");

	t_case("iface that does not exist");
	memset(&b, 0, sizeof(b));
	start(&b, "127.0.0.1", t_sock_closed_port(), "nosuchif0", NULL);
	wait_error("iface", &b, 5000);
	check_one(&b, NULL);

	t_case("iface that does exist");
	memset(&b, 0, sizeof(b));
	start(&b, "127.0.0.1", t_sock_closed_port(), "127.0.0.1", NULL);
	wait_error("iface", &b, 5000);
	check_one(&b, "connect");
}

/*
 * Fills a listener's accept queue, so that further SYNs are not answered
 * (Linux). Elsewhere such connects may also be refused or succeed at once.
 */
static void swallowed(void)
{
	lws_sockfd_type l, fill[8];
	struct attempt a;
	int port = 0, n;
	uint64_t t, took;

	t_case("SYN that is not answered");
	l = t_sock_listen(&port, 0);
	for (n = 0; n < 8; n++)
		fill[n] = t_sock_connect(port);
	t_sleep_ms(20);
	memset(&a, 0, sizeof(a));
	t = t_now();
	start(&a, "127.0.0.1", port, NULL, NULL);
	wait_error("syn", &a, 8000);
	took = a.at - t;
	check_one(&a, NULL);
	/*
	 * connect_timeout_secs is 2, timeout_secs 3; a system that refuses
	 * is faster. 4.1.6 knows only timeout_secs.
	 */
	t_check(took < 4000000u, __FILE__, __LINE__, "took %lu ms",
		(unsigned long)(took / 1000));
#if !defined(T_FOREIGN)
	/* timed out, and not refused: by the shorter of the two */
	if (strstr(a.text, "time"))
		t_check(took >= 1900000u && took < 2900000u, __FILE__,
			__LINE__, "'%s' took %lu ms", a.text,
			(unsigned long)(took / 1000));
#endif
	for (n = 0; n < 8; n++)
		t_sock_close(fill[n]);
	t_sock_close(l);
}

/* ------------------------------------------------------- wrong answers */

enum after { KEEP, CLOSE, RESET };

static lws_sockfd_type listener;
static int port;

/*
 * One attempt against a server that answers with these bytes, the word ACCEPT
 * in them replaced by the right value, and then does what after says.
 */
static int answer(struct attempt *a, const char *text, size_t len,
		  enum after after, int ms)
{
	lws_sockfd_type fd = T_INVALID;
	struct t_peer p;
	char key[64], acc[64] = "";
	const char *at;
	uint64_t end;

	memset(a, 0, sizeof(*a));
	start(a, "127.0.0.1", port, NULL, NULL);
	t_until(cx, (fd = t_sock_accept(listener)) != T_INVALID || a->errors,
		3000);
	if (!CHECK(fd != T_INVALID))
		return 0;
	t_peer_adopt(&p, fd);
	t_until(cx, t_peer_header(&p, "sec-websocket-key", key, sizeof(key)) ||
		a->errors, 3000);
	if (CHECK(!a->errors))
		t_ws_accept(key, acc, sizeof(acc));
	/* an answer cut inside the value is shorter by that much */
	at = text;
	while (len) {
		size_t n = len;
		const char *x = strstr(at, "ACCEPT");

		if (x && x < at + len)
			n = (size_t)(x - at);
		t_peer_send(&p, at, n);
		at += n;
		len -= n;
		if (len >= 6) {
			t_peer_send(&p, acc, strlen(acc));
			at += 6;
			len -= 6;
		} else {
			t_peer_send(&p, acc, len);
			len = 0;
		}
	}
	p.shut_after = after == CLOSE;
	t_until(cx, !p.tx.len && !p.shut_after, 3000);
	if (after == RESET) {
		t_sock_reset(p.fd);
		p.fd = T_INVALID;
		p.gone = T_RESET;
	}
	end = t_now() + (uint64_t)ms * 1000u * (unsigned int)t_slowness();
	while (t_now() < end && !a->errors && !a->established)
		lws_service(cx, 0);
	t_settle(cx, 2);
	t_peer_close(&p);

	return 1;
}

#define HEAD_101 "HTTP/1.1 101 Switching Protocols\r\n"
#define UPGRADE "Upgrade: websocket\r\n"
#define CONNECTION "Connection: Upgrade\r\n"
#define ACC "Sec-WebSocket-Accept: ACCEPT\r\n"
#define PROTO "Sec-WebSocket-Protocol: client\r\n"

static const struct {
	const char *what;
	const char *text;
} wrong[] = {
	{ "404", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" },
	{ "200", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" },
	{ "403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" },
	{ "500", "HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n" },
	{ "wrong accept", HEAD_101 UPGRADE CONNECTION PROTO
	  "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n" },
	{ "no accept", HEAD_101 UPGRADE CONNECTION PROTO "\r\n" },
	{ "no upgrade", HEAD_101 CONNECTION ACC PROTO "\r\n" },
	{ "no connection", HEAD_101 UPGRADE ACC PROTO "\r\n" },
	{ "wrong upgrade", HEAD_101 "Upgrade: h2c\r\n" CONNECTION ACC PROTO
	  "\r\n" },
	{ "subprotocol nobody asked for", HEAD_101 UPGRADE CONNECTION ACC
	  "Sec-WebSocket-Protocol: other\r\n\r\n" },
	{ "garbage", "\x01\x02\x03\x04garbage\r\n\r\nmore\r\n\r\n" },
	{ "not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n" },
};

static void wrong_answers(void)
{
	struct attempt a;
	struct t_buf b;
	size_t n;

	listener = t_sock_listen(&port, 50);
	for (n = 0; n < T_ARRAY(wrong); n++) {
		t_case("answer: %s", wrong[n].what);
		if (answer(&a, wrong[n].text, strlen(wrong[n].text), CLOSE,
			   5000))
			check_one(&a, "handshake");
	}

	t_case("right answer");
	if (answer(&a, HEAD_101 UPGRADE CONNECTION ACC PROTO "\r\n",
		   strlen(HEAD_101 UPGRADE CONNECTION ACC PROTO "\r\n"), CLOSE,
		   5000)) {
		CHECK_EQ(a.established, 1);
		CHECK_EQ(a.errors, 0);
		t_until(cx, a.closed, 3000);
		CHECK_EQ(a.closed, 1);
		CHECK_EQ(a.destroyed, 1);
	}

	t_case("closed without an answer");
	if (answer(&a, "", 0, CLOSE, 5000))
		check_one(&a, "handshake");
	t_case("reset without an answer");
	if (answer(&a, "", 0, RESET, 5000))
		check_one(&a, "handshake");
	t_case("reset within the answer");
	if (answer(&a, HEAD_101 UPGRADE, strlen(HEAD_101 UPGRADE), RESET,
		   5000))
		check_one(&a, "handshake");

	t_case("oversized head");
	memset(&b, 0, sizeof(b));
	t_buf_add(&b, HEAD_101 UPGRADE CONNECTION,
		  strlen(HEAD_101 UPGRADE CONNECTION));
	for (n = 0; n < 3000; n++)
		t_buf_add(&b, "X-Very-Long-Indeed: 0123456789012345678\r\n",
			  41);
	t_buf_add(&b, "Cookie: ", 8);
	for (n = 0; n < 20000; n++)
		t_buf_add(&b, "cookie=x; ", 10);
	t_buf_add(&b, "\r\n\r\n", 5);
	if (answer(&a, (const char *)b.data, b.len - 1, KEEP, 5000))
		check_one(&a, "handshake");
	t_buf_free(&b);
}

/* The right answer, cut at every byte, by a close. */
static void truncated(void)
{
	static const char right[] = HEAD_101 UPGRADE CONNECTION ACC "\r\n";
	struct attempt a;
	size_t n;

	for (n = 1; n < sizeof(right) - 1; n++) {
		t_case("answer truncated after %lu bytes", (unsigned long)n);
		if (!answer(&a, right, n, CLOSE, 5000))
			break;
		check_one(&a, "handshake");
	}
	t_sock_close(listener);
}

/* ------------------------------------------------------- silence and retries */

static void silent(void)
{
	struct attempt a[3];
	uint64_t t, took;
	int n;

	/* 4.1.6 waits for ever */
	t_case("silent server");
	port = 0;
	listener = t_sock_listen(&port, 50);
	memset(a, 0, sizeof(a));
	t = t_now();
	for (n = 0; n < 3; n++)
		start(&a[n], "127.0.0.1", port, NULL, NULL);
	for (n = 0; n < 3; n++)
		t_until(cx, a[n].errors, 8000);
	t_settle(cx, 10);
	for (n = 0; n < 3; n++) {
		check_one(&a[n], "handshake");
		took = a[n].at - t;
		/* timeout_secs is 3 */
		t_check(took > 1900000u && took < 5000000u, __FILE__,
			__LINE__, "took %lu ms", (unsigned long)(took / 1000));
	}
	t_sock_close(listener);
}

static void retries(void)
{
	static struct attempt a[5];
	lws_sockfd_type fd = T_INVALID;
	struct t_peer p;
	int n;

	t_case("connecting again from inside the error callback");
	memset(a, 0, sizeof(a));
	retry_port = 0;
	listener = t_sock_listen(&retry_port, 5);
	for (n = 0; n < 4; n++)
		a[n].next = &a[n + 1];
	a[0].retry = 4;
	start(&a[0], "127.0.0.1", t_sock_closed_port(), NULL, NULL);
	t_until(cx, (fd = t_sock_accept(listener)) != T_INVALID, 5000);
	if (!CHECK(fd != T_INVALID))
		return;
	t_peer_adopt(&p, fd);
	t_until(cx, t_peer_accept_ws(&p, "client"), 3000);
	t_until(cx, a[4].established, 3000);
	for (n = 0; n < 4; n++) {
		CHECK_EQ(a[n].errors, 1);
		CHECK_EQ(a[n].established, 0);
	}
	CHECK_EQ(a[4].errors, 0);
	CHECK_EQ(a[4].established, 1);
	t_peer_close(&p);
	t_until(cx, a[4].closed, 3000);
	CHECK_EQ(a[4].closed, 1);
	t_sock_close(listener);
}

/*
 * Attempts that are still under way when the context goes. 4.1.6 says nothing
 * of those that wait for an answer.
 */
static struct attempt leftover[6];

static void leave_some(void)
{
	int n;

	port = 0;
	listener = t_sock_listen(&port, 50);
	memset(leftover, 0, sizeof(leftover));
	for (n = 0; n < 3; n++)
		start(&leftover[n], "127.0.0.1", port, NULL, NULL);
	start(&leftover[3], "127.0.0.1", port, NULL, "RAW");
	t_until(cx, leftover[3].established, 3000);
	start(&leftover[4], "127.0.0.1", port, NULL, NULL);
	start(&leftover[5], "also-no-such-host.invalid", 80, NULL, NULL);
}

int main(void)
{
	struct lws_context_creation_info info;
	int n, fds;

	t_begin("client-errors", 90);
	fds = t_open_fds();
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	/* iface is where a vhost's clients are bound, too */
	info.iface = NULL;
	info.timeout_secs = 3;
	info.connect_timeout_secs = 2;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);
	refused();
	names();
	swallowed();
	wrong_answers();
	truncated();
	silent();
	retries();
	leave_some();
	t_tick_stop();
	t_case("context destroyed with attempts under way");
	lws_context_destroy(cx);
	for (n = 0; n < 6; n++) {
		t_check(leftover[n].errors == (n != 3), __FILE__, __LINE__,
			"attempt %d: %d errors", n, leftover[n].errors);
		CHECK_EQ(leftover[n].established, n == 3);
		CHECK_EQ(leftover[n].closed, n == 3);
	}
	t_sock_close(listener);
	CHECK_EQ(t_open_fds(), fds);

	return t_end();
}
