/* SPDX-License-Identifier: MIT */
/*
 * Attacks on a TLS client: servers that misbehave, while a healthy connection
 * goes on beside them. Prints what became of each.
 */
#include "forge.h"
#include "robust.h"

/* What is expected of our client: */
enum end {
	FAILED,		/* one CLIENT_CONNECTION_ERROR with the words */
	TIMER,		/* the same, but it takes the timer */
	CLOSED,		/* established, and then closed */
	COMPLETE,	/* a response, complete */
	BROKEN		/* a response whose end was missing: closed or failed,
			 * and not completed */
};

struct attack {
	const char *what;
	const char *method;	/* "GET", or NULL for ws */
	/* what the server does once it has the connection */
	void (*run)(void);
	enum end end;
	const char *words;
};

static lws_sockfd_type listener, conn;
static int port;
static struct lws_vhost *vh;
static struct t_peer raw;
static struct tls_peer tls;
static SSL_CTX *ctx12, *ctx13, *ctx_old;
static uint8_t junk[20000];

/* ------------------------------------------------------------------- tools */

static void plain(void)
{
	t_peer_adopt(&raw, conn);
}

/* the ClientHello has come, and was thrown away */
static void plain_hello(void)
{
	plain();
	t_until(r_cx, raw.rx.len > 100 || raw.gone, 5000);
	CHECK(raw.rx.len > 100);
}

static void server(SSL_CTX *ctx)
{
	tp_accept(&tls, conn, ctx);
}

/* until the request has come */
static void up(SSL_CTX *ctx)
{
	char key[64];

	if (!tls.ssl)
		server(ctx);
	t_until(r_cx, t_peer_header(&tls.plain, "host", key, sizeof(key)) ||
		      tls.plain.gone, 5000);
	CHECK_EQ(tls.plain.gone, 0);
}

static void ws_up(SSL_CTX *ctx)
{
	up(ctx);
	CHECK(t_peer_accept_ws(&tls.plain, "echo"));
	t_until(r_cx, r_seen.client_up, 5000);
	CHECK_EQ(r_seen.client_up, 1);
}

/* ------------------------------------------------------ in the handshake */

static void http_answer(void)
{
	plain_hello();
	t_peer_print(&raw, "HTTP/1.1 400 Bad Request\r\n\r\n");
}

static void junk_answer(void)
{
	plain_hello();
	t_peer_send(&raw, junk, 1000);
}

static void talks_first(void)
{
	plain();
	t_peer_print(&raw, "220 mail.example ESMTP\r\n");
}

static void end_at_once(void)
{
	plain();
	raw.shut_after = 1;
}

static void end_after_hello(void)
{
	plain_hello();
	raw.shut_after = 1;
}

static void reset_after_hello(void)
{
	plain_hello();
	t_peer_forget(&raw);
	t_sock_reset(raw.fd);
	raw.fd = T_INVALID;
}

static void silence(void)
{
	plain_hello();
}

static void record_too_long(void)
{
	plain_hello();
	forge_plain(&raw, 22, 0x0303, junk, 18433);
}

static void message_too_long(void)
{
	static const uint8_t big[] = { 2, 0xff, 0xff, 0xff, 3, 3 };

	plain_hello();
	forge_plain(&raw, 22, 0x0303, big, sizeof(big));
}

static void empty_records(void)
{
	int n;

	plain_hello();
	for (n = 0; n < 2000; n++)
		forge_plain(&raw, 22, 0x0303, NULL, 0);
}

static void warnings(void)
{
	int n;

	plain_hello();
	for (n = 0; n < 2000; n++)
		forge_plain(&raw, 21, 0x0303, "\x01\x70", 2);
}

static void fatal_alert(void)
{
	plain_hello();
	forge_plain(&raw, 21, 0x0303, "\x02\x28", 2);
}

static void unrecognized_name(void)
{
	plain_hello();
	forge_plain(&raw, 21, 0x0303, "\x02\x70", 2);
}

static void old_version(void)
{
	server(ctx_old);
}

/* The server's first flight is cut in the middle */
static void half_flight(void)
{
	server(ctx12);
	tls.stopped = 1;
	t_until(r_cx, tls.raw.rx.len > 100 || tls.raw.gone, 5000);
	/* what it makes us say is not sent before it is cut */
	tls.stopped = 0;
	tp_turn(&tls);
	tls.stopped = 1;
	CHECK(tls.raw.tx.len > 200);
	if (tls.raw.tx.len > 200)
		tls.raw.tx.len -= 100;
	tls.raw.shut_after = 1;
}

static void dribble(void)
{
	size_t len;

	server(ctx13);
	tls.raw.pace = 1;
	t_until(r_cx, tls.raw.tx.len || tls.raw.gone, 2000);
	/* the timer of the handshake is running */
	len = tls.raw.tx.len;
	t_until(r_cx, tls.raw.tx.len + 40 < len || tls.raw.gone, 2000);
	tls.raw.pace = 0;
	ws_up(ctx13);
	tls.shut = 1;
}

/* -------------------------------------------------------- when it is up */

static void body_to_end(int notify)
{
	up(ctx13);
	t_peer_print(&tls.plain, "HTTP/1.1 200 OK\r\n"
				 "Connection: close\r\n\r\n0123456789");
	t_until(r_cx, r_seen.rx == 10, 5000);
	CHECK_EQ(r_seen.rx, 10);
	if (notify)
		tls.shut = 1;
	else {
		tls.stopped = 1;
		tls.raw.shut_after = 1;
	}
}

static void body_with_notify(void)
{
	body_to_end(1);
}

static void body_truncated(void)
{
	body_to_end(0);
}

static void body_of_length(void)
{
	up(ctx13);
	t_peer_print(&tls.plain, "HTTP/1.1 200 OK\r\n"
				 "Content-Length: 10\r\n\r\n0123456789");
	t_until(r_cx, r_seen.completed, 5000);
	tls.stopped = 1;
	tls.raw.shut_after = 1;
}

static void length_cut(void)
{
	up(ctx13);
	t_peer_print(&tls.plain, "HTTP/1.1 200 OK\r\n"
				 "Content-Length: 20\r\n\r\n0123456789");
	t_until(r_cx, r_seen.rx == 10, 5000);
	tls.shut = 1;
}

static void ws_close_notify(void)
{
	ws_up(ctx13);
	tls.shut = 1;
}

static void ws_cut(void)
{
	ws_up(ctx13);
	tls.stopped = 1;
	tls.raw.shut_after = 1;
}

static void ws_reset(void)
{
	ws_up(ctx13);
	tls.stopped = 1;
	t_peer_forget(&tls.raw);
	t_sock_reset(tls.raw.fd);
	tls.raw.fd = T_INVALID;
}

static void ws_bad_mac(void)
{
	ws_up(ctx13);
	t_frame_add(&tls.plain.tx, 0x82, 0, junk, 1000);
	tp_turn(&tls);
	tls.raw.tx.data[100] ^= 1;
}

static void ws_clear_text(void)
{
	ws_up(ctx13);
	t_peer_print(&tls.raw, "now in clear text\r\n");
}

static void say_and_hear(void)
{
	t_frame_add(&tls.plain.tx, 0x82, 0, junk, 1000);
	t_until(r_cx, r_seen.rx == 1000 || tls.plain.gone, 5000);
	CHECK_EQ(r_seen.rx, 1000);
	tls.shut = 1;
}

static void ws_renegotiate(void)
{
	ws_up(ctx12);
	SSL_renegotiate(tls.ssl);
	SSL_do_handshake(tls.ssl);
	tp_turn(&tls);
	t_until(r_cx, tls.plain.gone || r_seen.client_closed, 500);
	/* refused: it may go on or not, but nothing is negotiated */
	CHECK(tls.plain.gone || !SSL_is_init_finished(tls.ssl));
	tls.stopped = 1;
	tls.raw.shut_after = 1;
}

static void ws_key_updates(void)
{
	int n;

	ws_up(ctx13);
	for (n = 0; n < 500; n++) {
		SSL_key_update(tls.ssl, SSL_KEY_UPDATE_NOT_REQUESTED);
		SSL_do_handshake(tls.ssl);
	}
	say_and_hear();
}

static void ws_tickets(void)
{
	int n;

	ws_up(ctx13);
	for (n = 0; n < 50; n++) {
		SSL_new_session_ticket(tls.ssl);
		SSL_do_handshake(tls.ssl);
	}
	say_and_hear();
}

static const struct attack attacks[] = {
	{ "plain HTTP answers", NULL, http_answer, FAILED, "tls" },
	{ "garbage answers", NULL, junk_answer, FAILED, "tls" },
	{ "a server that talks first", NULL, talks_first, FAILED, "tls" },
	{ "closed at once", NULL, end_at_once, FAILED, "tls" },
	{ "closed after the ClientHello", NULL, end_after_hello, FAILED,
	  "tls" },
	{ "reset after the ClientHello", NULL, reset_after_hello, FAILED,
	  "tls" },
	{ "silence after the ClientHello", NULL, silence, TIMER, "tls" },
	{ "record of more than 2^14 + 2048 bytes", NULL, record_too_long,
	  FAILED, "tls" },
	{ "message of 16 MB announced", NULL, message_too_long, FAILED,
	  "tls" },
	{ "2000 records of length 0", NULL, empty_records, FAILED, "tls" },
	{ "2000 warnings", NULL, warnings, FAILED, "tls" },
	{ "fatal alert", NULL, fatal_alert, FAILED, "alert" },
	{ "fatal alert: unrecognized name", NULL, unrecognized_name, FAILED,
	  "unrecognized name" },
	{ "only TLS 1.1", NULL, old_version, FAILED, "tls" },
	{ "first flight cut off", NULL, half_flight, FAILED, "tls" },
	{ "ServerHello byte by byte", NULL, dribble, CLOSED, "" },

	{ "body to the end, close_notify", "GET", body_with_notify, COMPLETE,
	  "" },
	{ "body to the end, no close_notify", "GET", body_truncated, BROKEN,
	  "" },
	{ "body of known length, no close_notify", "GET", body_of_length,
	  COMPLETE, "" },
	{ "body of known length, cut, close_notify", "GET", length_cut,
	  BROKEN, "" },
	{ "ws, close_notify", NULL, ws_close_notify, CLOSED, "" },
	{ "ws, end without close_notify", NULL, ws_cut, CLOSED, "" },
	{ "ws, reset", NULL, ws_reset, CLOSED, "" },
	{ "ws, altered record", NULL, ws_bad_mac, CLOSED, "" },
	{ "ws, plain text within TLS", NULL, ws_clear_text, CLOSED, "" },
	{ "ws, renegotiation", NULL, ws_renegotiate, CLOSED, "" },
	{ "ws, 500 key updates", NULL, ws_key_updates, CLOSED, "" },
	{ "ws, 50 more tickets", NULL, ws_tickets, CLOSED, "" },
};

/* ------------------------------------------------------------------ the run */

static void dial(const struct attack *a)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = r_cx;
	i.vhost = vh;
	i.address = "127.0.0.1";
	i.host = i.origin = "localhost";
	i.port = port;
	i.path = "/";
	i.method = a->method;
	if (!a->method)
		i.protocol = "echo";
	i.local_protocol_name = "echo";
	i.ssl_connection = LCCSCF_USE_SSL;
	CHECK(lws_client_connect_via_info(&i));
	conn = T_INVALID;
	t_until(r_cx, r_seen.errors ||
		      (conn = t_sock_accept(listener)) != T_INVALID, 5000);
	CHECK(conn != T_INVALID);
}

static int over(void)
{
	return r_seen.errors || r_seen.client_closed;
}

static void check_end(const struct attack *a)
{
	t_until(r_cx, over(), a->end == TIMER ? 8000 : 2000);
	CHECK(over());
	switch (a->end) {
	case FAILED:
	case TIMER:
		CHECK_EQ(r_seen.errors, 1);
		CHECK_EQ(r_seen.client_up, 0);
		CHECK(strstr(r_seen.text, a->words));
		break;
	case CLOSED:
		CHECK_EQ(r_seen.errors, 0);
		CHECK_EQ(r_seen.client_closed, 1);
		break;
	case COMPLETE:
		CHECK_EQ(r_seen.completed, 1);
		CHECK_EQ(r_seen.rx, 10);
		break;
	case BROKEN:
		CHECK_EQ(r_seen.completed, 0);
		CHECK_EQ(r_seen.rx, 10);
		break;
	}
	CHECK(t_log_count() <= 1);
}

static void run(const struct attack *a)
{
	static const char *const ends[] = {
		"failed", "timer", "closed", "complete", "broken"
	};

	memset(&tls, 0, sizeof(tls));
	memset(&raw, 0, sizeof(raw));
	raw.fd = T_INVALID;
	r_clear();
	t_case("%s", a->what);
	dial(a);
	if (conn != T_INVALID) {
		a->run();
		r_healthy_round();
		check_end(a);
	}
	printf("%-40s %-8s %s%s%s\n", a->what, ends[a->end], r_seen.text,
	       t_log_count() ? " | " : "",
	       t_log_count() ? t_log_line(0) : "");
	if (tls.ssl)
		tp_close(&tls);
	t_peer_close(&raw);
	r_healthy_round();
}

static void identity(SSL_CTX *ctx)
{
	CHECK(SSL_CTX_use_certificate(ctx, r_leaf->x509) &&
	      SSL_CTX_use_PrivateKey(ctx, r_leaf->key));
}

static void no_listener(struct lws_context_creation_info *info)
{
	info->port = CONTEXT_PORT_NO_LISTEN;
}

int main(int argc, char **argv)
{
	struct lws_vhost *healthy;
	size_t n;

	if (r_begin("robust-client", 120))
		return t_end();
	for (n = 0; n < sizeof(junk); n++)
		junk[n] = (uint8_t)(0x80 + n * 13);
	healthy = r_vhost("healthy", 0, 1, NULL);
	vh = r_vhost("client", 0, 0, no_listener);
	listener = t_sock_listen(&port, 16);
	if (!healthy || !vh || !CHECK(listener != T_INVALID))
		return t_end();
	ctx12 = tp_ctx(1);
	SSL_CTX_set_max_proto_version(ctx12, TLS1_2_VERSION);
	ctx13 = tp_ctx(1);
	SSL_CTX_set_min_proto_version(ctx13, TLS1_3_VERSION);
	ctx_old = tp_ctx(1);
	SSL_CTX_set_min_proto_version(ctx_old, TLS1_VERSION);
	SSL_CTX_set_max_proto_version(ctx_old, TLS1_1_VERSION);
	identity(ctx12);
	identity(ctx13);
	identity(ctx_old);
	r_healthy_start(healthy);
	for (n = 0; n < T_ARRAY(attacks); n++)
		if (argc < 2 || strstr(attacks[n].what, argv[1]))
			run(&attacks[n]);
	r_healthy_stop();
	t_sock_close(listener);
	SSL_CTX_free(ctx12);
	SSL_CTX_free(ctx13);
	SSL_CTX_free(ctx_old);

	return r_end();
}
