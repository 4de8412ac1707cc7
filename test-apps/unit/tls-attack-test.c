/* SPDX-License-Identifier: MIT */
/*
 * Peers that do what no library does: bytes one at a time, silence, cut
 * streams, junk inside the stream, renegotiation, floods.  Each time the
 * connection ends as it should, and the others do not notice.
 */
#include "tls-raw-peer.h"

static int raw_port, web_port;

static int
begin(void)
{
	if (!CHECK(!tc_create()))
		return 1;
	raw_port = lws_get_vhost_listen_port(tc_raw);
	web_port = lws_get_vhost_listen_port(tc_vh);

	return 0;
}

static void
end(void)
{
	t_until(tc_cx, !tc_served, 4000);
	CHECK_EQ(tc_served, 0);
	tc_check_works();
	tc_check_stats();
	tc_destroy();
}

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

/* ---- slow ---- */

/* a tick may be 15 ms, and the bytes are hundreds */
static void
patient_tweak(struct lws_context_creation_info *info, const char *which)
{
	LWS_UNUSED(which);
	info->timeout_secs = 60;
}

static void
dribble_server(int version)
{
	struct trp r;

	t_case("%x: a client that sends a byte at a time", (unsigned)version);
	tc_tweak = patient_tweak;
	if (begin())
		return;
	tc_tweak = NULL;
	trp_connect(&r, raw_port, version);
	r.p.pace = 1;
	t_until(tc_cx, trp_up(&r) || r.p.gone, 30000);
	CHECK(trp_up(&r));
	trp_send(&r, "hello", 5);
	t_until(tc_cx, trp_turn(&r) && (r.got >= 5 || r.p.gone), 10000);
	CHECK(r.got == 5 && !memcmp(r.data, "hello", 5));
	trp_close(&r);
	end();
}

static void
dribble_client(int version)
{
	struct tc_attempt a;
	lws_sockfd_type l, fd = T_INVALID;
	struct trp r;
	int port = 0;

	t_case("%x: a server that sends a few bytes at a time", (unsigned)version);
	if (begin())
		return;
	l = t_sock_listen(&port, 5);
	memset(&a, 0, sizeof(a));
	a.kind = TC_RAW;
	a.port = port;
	CHECK(tc_connect(&a));
	t_until(tc_cx, (fd = t_sock_accept(l)) != T_INVALID, 4000);
	trp_serve(&r, fd, tc_leaf, version);
	/* a byte a tick would take its time */
	r.p.pace = 7;
	t_until(tc_cx, trp_turn(&r) && (r.got >= 5 || tc_over(&a)), 30000);
	CHECK_EQ(r.got, 5);
	if (r.got == 5)
		trp_send(&r, r.data, 5);
	t_until(tc_cx, trp_turn(&r) && a.destroyed, 10000);
	CHECK_EQ(a.got, 5);
	tc_check_attempt(&a);
	trp_close(&r);
	t_sock_close(l);
	end();
}

/* ---- silent ---- */

static void
short_tweak(struct lws_context_creation_info *info, const char *which)
{
	LWS_UNUSED(which);
	info->timeout_secs = 1;
}

static void
silence(void)
{
	lws_sockfd_type l;
	struct tc_attempt a;
	struct t_peer p[3];
	struct trp r;
	int port = 0, n;

	t_case("silence before, in, and instead of a handshake");
	tc_tweak = short_tweak;
	if (begin())
		return;
	for (n = 0; n < 3; n++)
		t_peer_connect(&p[n], raw_port);
	t_peer_send(&p[1], "\x16", 1);
	t_peer_send(&p[2], "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
	/* one that stalls after the ServerHello */
	trp_connect(&r, raw_port, TLS1_2_VERSION);
	l = t_sock_listen(&port, 5);
	memset(&a, 0, sizeof(a));
	a.port = port;
	CHECK(tc_connect(&a));
	t_until(tc_cx, p[0].gone && p[1].gone && p[2].gone && r.p.gone &&
		a.destroyed, 8000);
	for (n = 0; n < 3; n++) {
		CHECK(p[n].gone);
		t_peer_close(&p[n]);
	}
	CHECK(r.p.gone);
	CHECK_EQ(a.failed, 1);
	CHECK_STR(a.text, "tls: timed out in the TLS handshake");
	trp_close(&r);
	t_sock_close(l);
	end();
	tc_tweak = NULL;
}

/* ---- the end of the stream ---- */

static void
last_words(int version)
{
	struct trp r;

	t_case("%x: data and close_notify at once: nothing is lost",
	       (unsigned)version);
	if (begin())
		return;
	trp_connect(&r, raw_port, version);
	t_until(tc_cx, trp_up(&r), 4000);
	CHECK(SSL_write(r.ssl, "one ", 4) == 4);
	CHECK(SSL_write(r.ssl, "two ", 4) == 4);
	CHECK(SSL_write(r.ssl, "three", 5) == 5);
	SSL_shutdown(r.ssl);
	t_until(tc_cx, trp_turn(&r) && r.p.gone, 4000);
	trp_turn(&r);
	CHECK(r.got == 13 && !memcmp(r.data, "one two three", 13));
	CHECK(r.ended);
	trp_close(&r);
	end();
}

static void
cut_body(int honest)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\nsome of it";
	lws_sockfd_type l, fd = T_INVALID;
	struct tc_attempt a;
	struct trp r;
	int port = 0;

	t_case("a body to the end of the stream, %s close_notify",
	       honest ? "with" : "without");
	if (begin())
		return;
	l = t_sock_listen(&port, 5);
	memset(&a, 0, sizeof(a));
	a.kind = TC_HTTP;
	a.port = port;
	CHECK(tc_connect(&a));
	t_until(tc_cx, (fd = t_sock_accept(l)) != T_INVALID, 4000);
	trp_serve(&r, fd, tc_leaf, 0);
	t_until(tc_cx, trp_turn(&r) && r.got > 4, 4000);
	trp_send(&r, head, sizeof(head) - 1);
	if (honest) {
		SSL_shutdown(r.ssl);
		trp_turn(&r);
	}
	r.p.shut_after = 1;
	t_until(tc_cx, a.destroyed, 4000);
	CHECK_EQ(a.up, 1);
	CHECK_EQ(a.got, 10);
	CHECK_EQ(a.completed, honest);
	tc_check_attempt(&a);
	trp_close(&r);
	t_sock_close(l);
	end();
}

/* ---- junk ---- */

static void
junk(int version)
{
	static const struct {
		const char *name;
		const char *bytes;
		size_t len;
	} rows[] = {
		{ "no record", "GET / HTTP/1.1\r\n\r\n", 18 },
		{ "a record that is too long",
		  "\x17\x03\x03\xff\xff" "xxxxxxxxxxxxxxxx", 21 },
		{ "a record that nobody encrypted",
		  "\x17\x03\x03\x00\x10" "xxxxxxxxxxxxxxxx", 21 },
		{ "an alert that nobody encrypted", "\x15\x03\x03\x00\x02\x02\x28",
		  7 },
		{ "an empty record", "\x17\x03\x03\x00\x00", 5 },
	};
	struct tc_attempt a;
	struct trp r;
	size_t n;

	if (begin())
		return;
	for (n = 0; n < T_ARRAY(rows); n++) {
		t_case("%x: after the handshake, %s", (unsigned)version,
		       rows[n].name);
		memset(&a, 0, sizeof(a));
		a.len = 2000000;
		CHECK(tc_connect(&a));
		t_until(tc_cx, a.got > 0, 4000);
		trp_connect(&r, raw_port, version);
		t_until(tc_cx, trp_up(&r), 4000);
		t_peer_send(&r.p, rows[n].bytes, rows[n].len);
		t_until(tc_cx, trp_turn(&r) && r.p.gone, 4000);
		CHECK(r.p.gone);
		CHECK(r.got == 0);
		trp_close(&r);
		t_until(tc_cx, a.destroyed, 10000);
		CHECK_EQ(a.got, a.len);
		tc_check_attempt(&a);
	}
	end();
}

/* ---- who wants to begin again ---- */

static void
renegotiation(void)
{
	struct trp r;

	t_case("renegotiation is refused");
	if (begin())
		return;
	trp_connect(&r, raw_port, TLS1_2_VERSION);
	t_until(tc_cx, trp_up(&r), 4000);
	CHECK(SSL_renegotiate(r.ssl) == 1);
	SSL_do_handshake(r.ssl);
	t_until(tc_cx, trp_turn(&r) && (r.failed || r.p.gone), 4000);
	CHECK_EQ(r.failed, SSL_R_NO_RENEGOTIATION);
	trp_close(&r);
	end();
}

static void
key_updates(void)
{
	struct trp r;
	int n;

	t_case("a thousand key updates, each of which is to be answered");
	if (begin())
		return;
	trp_connect(&r, raw_port, TLS1_3_VERSION);
	t_until(tc_cx, trp_up(&r) && tc_served == 1, 4000);
	for (n = 0; n < 1000; n++) {
		CHECK(SSL_key_update(r.ssl, SSL_KEY_UPDATE_REQUESTED) == 1);
		CHECK(SSL_do_handshake(r.ssl) == 1);
	}
	trp_send(&r, "hello", 5);
	t_until(tc_cx, trp_turn(&r) && (r.got || r.p.gone), 8000);
	CHECK_EQ(r.got, 5);
	trp_close(&r);
	end();
}

/* ---- what was read before ---- */

static void
preread(size_t most)
{
	lws_sockfd_type sv[2];
	uint8_t buf[4096];
	size_t len = 0;
	struct trp r;
	int n;

	t_case("adopted after %u bytes of the handshake were read",
	       (unsigned)most);
	if (begin())
		return;
	CHECK(!t_sock_pair(sv));
	memset(&r, 0, sizeof(r));
	trp_connect(&r, raw_port, 0);
	/* the bytes that it would send there go to the pair instead */
	t_peer_close(&r.p);
	t_peer_adopt(&r.p, sv[1]);
	SSL_clear(r.ssl);
	SSL_set_connect_state(r.ssl);
	trp_turn(&r);
	t_until(tc_cx, !r.p.tx.len, 4000);
	while (len < most) {
		n = t_sock_recv(sv[0], buf + len, most - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	CHECK(len > 0);
	CHECK(lws_adopt_socket_vhost_readbuf(tc_vh, sv[0], (char *)buf, len));
	t_until(tc_cx, trp_up(&r) || r.p.gone, 4000);
	CHECK(trp_up(&r));
	trp_send(&r, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27);
	t_until(tc_cx, trp_turn(&r) && (r.got > 20 || r.p.gone), 4000);
	CHECK(r.got > 20 && !memcmp(r.data, "HTTP/1.1 200", 12));
	trp_close(&r);
	end();
}

/* ---- limits ---- */

static int conns, handshakes;

static void
limit_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (strcmp(which, "context"))
		return;
	info->simultaneous_ssl_restriction = conns;
	info->simultaneous_ssl_handshake_restriction = handshakes;
}

static int
up_of(struct trp *r, int count)
{
	int n, up = 0;

	for (n = 0; n < count; n++)
		up += r[n].ssl && trp_up(&r[n]);

	return up;
}

static int
first_up(struct trp *r, int count)
{
	int n;

	for (n = 0; n < count; n++)
		if (r[n].ssl && trp_up(&r[n]))
			break;

	return n;
}

static void
limits(void)
{
	static struct trp r[6];
	struct t_peer silent;
	int n;

	tc_tweak = limit_tweak;
	t_case("no more connections than allowed");
	conns = 3;
	if (begin())
		return;
	for (n = 0; n < 6; n++)
		trp_connect(&r[n], raw_port, 0);
	t_until(tc_cx, up_of(r, 6) == 3, 4000);
	t_settle(tc_cx, 100);
	CHECK_EQ(up_of(r, 6), 3);
	CHECK_EQ(tc_cx->tls_conns, 3);
	/* each that goes lets another one in */
	for (n = 0; n < 6; n++) {
		int k = first_up(r, 6), left = 5 - n;

		if (!CHECK(k < 6))
			break;
		trp_close(&r[k]);
		memset(&r[k], 0, sizeof(r[k]));
		t_until(tc_cx, up_of(r, 6) == lws_min_int(left, 3), 4000);
		CHECK_EQ(up_of(r, 6), lws_min_int(left, 3));
	}
	end();

	t_case("one handshake at a time");
	conns = 0;
	handshakes = 1;
	if (begin())
		return;
	t_peer_connect(&silent, raw_port);
	t_until(tc_cx, tc_cx->tls_handshakes == 1, 4000);
	trp_connect(&r[0], raw_port, 0);
	t_settle(tc_cx, 100);
	CHECK(!trp_up(&r[0]));
	t_peer_close(&silent);
	t_until(tc_cx, trp_up(&r[0]), 4000);
	CHECK(trp_up(&r[0]));
	trp_close(&r[0]);
	conns = handshakes = 0;
	end();
	tc_tweak = NULL;
}

int
main(void)
{
	size_t n;

	t_begin("tls-attack", 150);
	for (n = 0; n < T_ARRAY(versions); n++) {
		dribble_server(versions[n]);
		dribble_client(versions[n]);
		last_words(versions[n]);
		junk(versions[n]);
	}
	silence();
	cut_body(0);
	cut_body(1);
	renegotiation();
	key_updates();
	preread(1);
	preread(5);
	preread(100);
	preread(4096);
	limits();
	tc_certs_free();

	return t_end();
}
