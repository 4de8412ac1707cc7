/* SPDX-License-Identifier: MIT */
/*
 * Attacks on a TLS server, each on a connection of its own, while a healthy
 * one goes on beside them. Prints what became of each.
 */
#include "forge.h"
#include "robust.h"

/* What is expected of the connection that attacks: */
enum end {
	REFUSED,	/* closed soon, with one line that has the words */
	QUIET,		/* closed soon, perhaps with a line */
	TIMER,		/* closed by a timer */
	SERVED,		/* it gets its ws connection, and no line */
	ENDURED		/* neither closed nor a line */
};

struct attack {
	const char *what;
	void (*run)(void);
	enum end end;
	const char *words;
};

/* the connection that attacks: raw, or with TLS when tls.ssl is set */
static struct t_peer raw;
static struct tls_peer tls;
static struct forge forge;
static struct lws_vhost *vh;
static int port;
static SSL_CTX *ctx12, *ctx13, *ctx_forge, *ctx_other;

static uint8_t junk[20000];

/* ------------------------------------------------------------------- tools */

static int gone(void)
{
	return tls.ssl ? tls.raw.gone : raw.gone;
}

static void plain(void)
{
	t_peer_connect(&raw, port);
}

/* A client that has its ClientHello ready in tls.raw.tx, nothing sent yet */
static void hello(SSL_CTX *ctx, const char *sni)
{
	tp_connect(&tls, port, ctx, sni);
	tp_turn(&tls);
}

static void up(SSL_CTX *ctx)
{
	tp_connect(&tls, port, ctx, "localhost");
	t_peer_hello(&tls.plain, "/", "echo");
	t_until(r_cx, t_peer_status(&tls.plain) || tls.plain.gone, 5000);
	CHECK_EQ(t_peer_status(&tls.plain), 101);
}

static void ask_ws(void)
{
	t_peer_hello(&tls.plain, "/", "echo");
}

static void forged(void)
{
	up(ctx_forge);
	/* the request was one */
	forge_begin(&forge, &tls, 1);
	tls.stopped = 1;
}

/* ------------------------------------------------- before the ClientHello */

static void text_first(void)
{
	plain();
	t_peer_print(&raw, "HELO somebody\r\n");
}

static void binary_first(void)
{
	plain();
	t_peer_send(&raw, junk, 600);
}

static void one_byte(void)
{
	plain();
	t_peer_send(&raw, "\xff", 1);
}

static void http_first(void)
{
	plain();
	t_peer_print(&raw, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

static void sslv2_hello(void)
{
	static const uint8_t v2[] = {
		0x80, 0x1c, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00, 0x00, 0x00,
		0x10, 0x01, 0x00, 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
		12, 13, 14, 15, 16
	};

	plain();
	t_peer_send(&raw, v2, sizeof(v2));
}

static void wrong_version(void)
{
	hello(ctx13, NULL);
	tls.raw.tx.data[1] = 5;
}

static void application_data_first(void)
{
	plain();
	forge_plain(&raw, 23, 0x0303, junk, 100);
}

static void record_too_long(void)
{
	plain();
	forge_plain(&raw, 22, 0x0301, junk, 18433);
}

static void message_too_long(void)
{
	static const uint8_t big[] = { 1, 0xff, 0xff, 0xff, 3, 3 };

	plain();
	forge_plain(&raw, 22, 0x0301, big, sizeof(big));
}

static void empty_records_first(void)
{
	int n;

	plain();
	for (n = 0; n < 2000; n++)
		forge_plain(&raw, 22, 0x0301, NULL, 0);
}

static void alerts_first(void)
{
	int n;

	plain();
	for (n = 0; n < 2000; n++)
		forge_plain(&raw, 21, 0x0301, "\x01\x5a", 2);
}

static void heartbeat_first(void)
{
	plain();
	forge_plain(&raw, 24, 0x0301, "\x01\x40\x00", 3);
}

static void unknown_record_first(void)
{
	plain();
	forge_plain(&raw, 99, 0x0301, "what", 4);
}

static void nothing(void)
{
	plain();
}

static void fin_at_once(void)
{
	plain();
	/* once it is connected */
	t_settle(r_cx, 20);
	raw.shut_after = 1;
}

static void reset_at_once(void)
{
	plain();
	t_settle(r_cx, 5);
	t_peer_forget(&raw);
	t_sock_reset(raw.fd);
	raw.fd = T_INVALID;
	raw.gone = T_RESET;
}

/* --------------------------------------------------------- the ClientHello */

/* Record header and the first of the rest come in single bytes */
static void dribble_with(SSL_CTX *ctx)
{
	size_t len;

	hello(ctx, "localhost");
	ask_ws();
	len = tls.raw.tx.len;
	tls.raw.pace = 1;
	/* the timer of the handshake is running */
	t_until(r_cx, tls.raw.tx.len + 40 < len || gone(), 2000);
	tls.raw.pace = 0;
}

static void dribble(void)
{
	dribble_with(ctx13);
}

static void dribble12(void)
{
	dribble_with(ctx12);
}

/* The same handshake bytes in records of one byte each */
static void tiny_records(void)
{
	struct t_buf all;
	size_t n;

	hello(ctx13, "localhost");
	all = tls.raw.tx;
	memset(&tls.raw.tx, 0, sizeof(tls.raw.tx));
	for (n = 5; n < all.len; n++)
		forge_plain(&tls.raw, 22, 0x0301, all.data + n, 1);
	t_buf_free(&all);
	ask_ws();
}

static int big_ext(SSL *s, unsigned int type, const unsigned char **out,
		   size_t *len, int *al, void *arg)
{
	(void)s;
	(void)type;
	(void)al;
	*out = junk;
	*len = *(const size_t *)arg;

	return 1;
}

static size_t ext_len[4] = { 16000, 16000, 16000, 16000 };

static SSL_CTX *big_ctx(void)
{
	SSL_CTX *ctx = tp_ctx(0);
	unsigned int n;

	for (n = 0; n < T_ARRAY(ext_len); n++)
		SSL_CTX_add_client_custom_ext(ctx, 65000 + n, big_ext, NULL,
					      &ext_len[n], NULL, NULL);

	return ctx;
}

static void big_hello(void)
{
	hello(ctx_other, "localhost");
	CHECK(tls.raw.tx.len > 64000);
	ask_ws();
}

static void half_hello(void)
{
	hello(ctx13, "localhost");
	tls.raw.tx.len -= 50;
	tls.stopped = 1;
}

static void half_hello_fin(void)
{
	half_hello();
	tls.raw.shut_after = 1;
}

static void hello_then_silence(void)
{
	hello(ctx13, "localhost");
	tls.stopped = 1;
}

static void hello_then_fin(void)
{
	hello_then_silence();
	tls.raw.shut_after = 1;
}

static void hello_twice(void)
{
	size_t len;
	uint8_t copy[2048];

	hello(ctx12, "localhost");
	len = tls.raw.tx.len;
	memcpy(copy, tls.raw.tx.data, len);
	t_peer_send(&tls.raw, copy, len);
	tls.stopped = 1;
}

static void hello_then_junk(void)
{
	hello(ctx13, "localhost");
	t_peer_send(&tls.raw, junk, 300);
	tls.stopped = 1;
}

static void hello_then_http(void)
{
	hello(ctx13, "localhost");
	t_peer_print(&tls.raw, "GET / HTTP/1.1\r\n\r\n");
	tls.stopped = 1;
}

static void hello_then_alert(void)
{
	hello(ctx12, "localhost");
	forge_plain(&tls.raw, 21, 0x0303, "\x02\x28", 2);
	tls.stopped = 1;
}

static void hello_then_close_notify(void)
{
	hello(ctx12, "localhost");
	forge_plain(&tls.raw, 21, 0x0303, "\x01\x00", 2);
	tls.stopped = 1;
}

static void garbled_hello(void)
{
	size_t n;

	hello(ctx13, "localhost");
	for (n = 60; n < tls.raw.tx.len; n++)
		tls.raw.tx.data[n] = (uint8_t)(n * 31);
	tls.stopped = 1;
}

static void old_version(void)
{
	SSL_CTX_set_min_proto_version(ctx_other, TLS1_VERSION);
	SSL_CTX_set_max_proto_version(ctx_other, TLS1_1_VERSION);
	SSL_CTX_set_cipher_list(ctx_other, "ALL:@SECLEVEL=0");
	hello(ctx_other, "localhost");
}

static void no_common_cipher(void)
{
	SSL_CTX_set_max_proto_version(ctx_other, TLS1_2_VERSION);
	SSL_CTX_set_cipher_list(ctx_other, "NULL-SHA256:@SECLEVEL=0");
	hello(ctx_other, "localhost");
}

/* -------------------------------------------------------------------- SNI */

static void no_sni(void)
{
	hello(ctx13, NULL);
	ask_ws();
}

static void unknown_sni(void)
{
	hello(ctx13, "nobody.example");
	ask_ws();
}

static void odd_sni_names(void)
{
	static char long_name[256];
	static const char *const names[] = {
		"LOCALHOST", "localhost.", ".", "*", "127.0.0.1", "::1", "a b",
		"../../etc/passwd", "\xc3\xa4.example", "%s%s%n", "-", "x..y",
		long_name
	};
	size_t n;

	memset(long_name, 'a', 255);
	for (n = 0; n < T_ARRAY(names); n++) {
		hello(ctx13, names[n]);
		ask_ws();
		t_until(r_cx, t_peer_status(&tls.plain) || tls.plain.gone,
			5000);
		if (!CHECK_EQ(t_peer_status(&tls.plain), 101))
			printf("    with the name \"%s\"\n", names[n]);
		tp_close(&tls);
	}
	hello(ctx13, "localhost");
	ask_ws();
}

static void nul_in_sni(void)
{
	size_t n;

	hello(ctx13, "nul.in.the.name");
	for (n = 0; n + 3 < tls.raw.tx.len; n++)
		if (!memcmp(tls.raw.tx.data + n, ".in.", 4))
			tls.raw.tx.data[n] = 0;
	tls.stopped = 1;
}

/* --------------------------------------------------------- when it is up */

static void cut_without_notify(void)
{
	up(ctx13);
	tls.raw.shut_after = 1;
	tls.stopped = 1;
}

static void cut_in_record(void)
{
	up(ctx13);
	t_frame_add(&tls.plain.tx, 0x82, 1, junk, 1000);
	tp_turn(&tls);
	tls.raw.tx.len -= 500;
	tls.raw.shut_after = 1;
	tls.stopped = 1;
}

static void close_notify(void)
{
	up(ctx13);
	tls.shut = 1;
}

static void bad_mac(void)
{
	up(ctx13);
	t_frame_add(&tls.plain.tx, 0x82, 1, junk, 1000);
	tp_turn(&tls);
	tls.raw.tx.data[100] ^= 1;
}

static void clear_text(void)
{
	up(ctx12);
	t_peer_print(&tls.raw, "GET / HTTP/1.1\r\n\r\n");
}

static void renegotiate(void)
{
	up(ctx12);
	SSL_renegotiate(tls.ssl);
	SSL_do_handshake(tls.ssl);
}

static void key_updates(void)
{
	int n;

	up(ctx13);
	for (n = 0; n < 500; n++) {
		SSL_key_update(tls.ssl, SSL_KEY_UPDATE_NOT_REQUESTED);
		SSL_do_handshake(tls.ssl);
		if (!(n & 31))
			tp_turn(&tls);
	}
}

/* Each asks for an answer, and no answer is read */
static void key_updates_deaf(void)
{
	int n;

	up(ctx13);
	t_sock_buffers(tls.raw.fd, 0, 2048);
	tls.raw.paused = 1;
	for (n = 0; n < 20000; n++) {
		SSL_key_update(tls.ssl, SSL_KEY_UPDATE_REQUESTED);
		SSL_do_handshake(tls.ssl);
		if (!(n & 255)) {
			tp_turn(&tls);
			t_until(r_cx, !tls.raw.tx.len, 100);
		}
	}
	tls.raw.paused = 0;
}

static void empty_records(void)
{
	int n;

	forged();
	for (n = 0; n < 2000; n++)
		forge_record(&forge, 23, NULL, 0);
}

static void few_empty_records(void)
{
	int n;

	forged();
	for (n = 0; n < 10; n++)
		forge_record(&forge, 23, NULL, 0);
}

static void warnings(void)
{
	int n;

	forged();
	for (n = 0; n < 2000; n++)
		forge_record(&forge, 21, "\x01\x5a", 2);
}

static void fatal_alert(void)
{
	forged();
	forge_record(&forge, 21, "\x02\x50", 2);
}

static void heartbeat(void)
{
	forged();
	forge_record(&forge, 24, "\x01\x40\x00", 3);
}

static void plaintext_too_long(void)
{
	forged();
	forge_record(&forge, 23, junk, 16385);
}

static void change_cipher_flood(void)
{
	int n;

	forged();
	for (n = 0; n < 100; n++)
		forge_record(&forge, 20, "\x01", 1);
}

static void hello_requests(void)
{
	int n;

	forged();
	for (n = 0; n < 2000; n++)
		forge_record(&forge, 22, "\0\0\0\0", 4);
}

static const struct attack attacks[] = {
	{ "text before the ClientHello", text_first, REFUSED, "" },
	{ "binary before the ClientHello", binary_first, REFUSED, "" },
	{ "a byte that begins nothing", one_byte, REFUSED, "" },
	{ "plain HTTP", http_first, REFUSED, "plain HTTP" },
	{ "SSLv2 ClientHello", sslv2_hello, REFUSED, "" },
	{ "record of an unknown version", wrong_version, REFUSED,
	  "version" },
	{ "application data before the handshake", application_data_first,
	  REFUSED, "" },
	{ "record of more than 2^14 + 2048 bytes", record_too_long, REFUSED,
	  "" },
	{ "message of 16 MB announced", message_too_long, REFUSED, "" },
	{ "2000 records of length 0", empty_records_first, REFUSED, "" },
	{ "2000 warnings before the handshake", alerts_first, REFUSED, "" },
	{ "heartbeat before the handshake", heartbeat_first, REFUSED, "" },
	{ "unknown type of record", unknown_record_first, REFUSED, "" },
	{ "nothing at all", nothing, TIMER, "" },
	{ "closed at once", fin_at_once, QUIET, "" },
	{ "reset at once", reset_at_once, QUIET, "" },

	{ "ClientHello byte by byte, TLS 1.3", dribble, SERVED, "" },
	{ "ClientHello byte by byte, TLS 1.2", dribble12, SERVED, "" },
	{ "ClientHello in records of 1 byte", tiny_records, SERVED, "" },
	{ "ClientHello of 64 kB", big_hello, SERVED, "" },
	{ "half a ClientHello, then silence", half_hello, TIMER, "" },
	{ "half a ClientHello, then the end", half_hello_fin, REFUSED, "" },
	{ "ClientHello, then silence", hello_then_silence, TIMER, "" },
	{ "ClientHello, then the end", hello_then_fin, REFUSED, "" },
	{ "two ClientHellos", hello_twice, REFUSED, "" },
	{ "ClientHello, then garbage", hello_then_junk, REFUSED, "" },
	{ "ClientHello, then plain HTTP", hello_then_http, REFUSED, "" },
	{ "ClientHello, then a fatal alert", hello_then_alert, REFUSED,
	  "alert" },
	{ "ClientHello, then close_notify", hello_then_close_notify, REFUSED,
	  "closed the connection" },
	{ "garbled ClientHello", garbled_hello, REFUSED, "" },
	{ "only TLS 1.0 and 1.1", old_version, REFUSED, "protocol" },
	{ "no cipher in common", no_common_cipher, REFUSED, "cipher" },

	{ "no SNI", no_sni, SERVED, "" },
	{ "unknown SNI", unknown_sni, SERVED, "" },
	{ "13 odd names in SNI", odd_sni_names, SERVED, "" },
	{ "NUL in SNI", nul_in_sni, REFUSED, "" },

	{ "end without close_notify", cut_without_notify, QUIET, "" },
	{ "end within a record", cut_in_record, QUIET, "" },
	{ "close_notify", close_notify, QUIET, "" },
	{ "altered record", bad_mac, REFUSED, "mac" },
	{ "plain text within TLS", clear_text, REFUSED, "" },
	{ "renegotiation", renegotiate, QUIET, "" },
	{ "500 key updates", key_updates, ENDURED, "" },
	{ "20000 key updates, answers not read", key_updates_deaf, ENDURED,
	  "" },
	{ "2000 empty records", empty_records, REFUSED, "" },
	{ "10 empty records", few_empty_records, ENDURED, "" },
	{ "2000 warnings", warnings, REFUSED, "" },
	{ "fatal alert", fatal_alert, REFUSED, "alert" },
	{ "heartbeat", heartbeat, REFUSED, "" },
	{ "record of 2^14 + 1 bytes of text", plaintext_too_long, REFUSED,
	  "" },
	{ "ChangeCipherSpec again and again", change_cipher_flood, REFUSED,
	  "" },
	{ "2000 HelloRequests from a client", hello_requests, REFUSED, "" },
};

/* ------------------------------------------------------------------ the run */

static void check_end(const struct attack *a)
{
	switch (a->end) {
	case REFUSED:
		/* before any timer: that is 3 s */
		t_until(r_cx, gone(), 2000);
		CHECK(gone());
		CHECK_EQ(t_log_count(), 1);
		CHECK(r_logged(a->words));
		break;
	case QUIET:
		t_until(r_cx, gone(), 2000);
		CHECK(gone());
		CHECK(t_log_count() <= 1);
		break;
	case TIMER:
		t_until(r_cx, gone(), 8000);
		CHECK(gone());
		CHECK(t_log_count() <= 1);
		break;
	case SERVED:
		t_until(r_cx, t_peer_status(&tls.plain) || gone(), 5000);
		CHECK_EQ(t_peer_status(&tls.plain), 101);
		CHECK_EQ(t_log_count(), 0);
		break;
	case ENDURED:
		tls.stopped = 0;
		t_settle(r_cx, 50);
		CHECK_EQ(gone(), 0);
		CHECK_EQ(t_log_count(), 0);
		break;
	}
}

static void run(const struct attack *a)
{
	static const char *const ends[] = {
		"refused", "closed", "timer", "served", "endured"
	};

	memset(&tls, 0, sizeof(tls));
	memset(&raw, 0, sizeof(raw));
	raw.fd = T_INVALID;
	r_clear();
	ctx_other = big_ctx();
	t_case("%s", a->what);
	a->run();
	r_healthy_round();
	check_end(a);
	printf("%-40s %-8s %d %s\n", a->what, ends[a->end], t_log_count(),
	       t_log_count() ? t_log_line(0) : "");
	if (tls.ssl)
		tp_close(&tls);
	t_peer_close(&raw);
	SSL_CTX_free(ctx_other);
	r_healthy_round();
	t_until(r_cx, r_seen.established == r_seen.closed, 2000);
	CHECK_EQ(r_seen.established, r_seen.closed);
}

int main(int argc, char **argv)
{
	size_t n;

	if (r_begin("robust-server", 120))
		return t_end();
	for (n = 0; n < sizeof(junk); n++)
		junk[n] = (uint8_t)(0x80 + n * 13);
	vh = r_vhost("default", 0, 1, NULL);
	if (!vh)
		return t_end();
	port = lws_get_vhost_listen_port(vh);
	ctx12 = tp_ctx(0);
	SSL_CTX_set_max_proto_version(ctx12, TLS1_2_VERSION);
	ctx13 = tp_ctx(0);
	SSL_CTX_set_min_proto_version(ctx13, TLS1_3_VERSION);
	ctx_forge = forge_ctx();
	r_healthy_start(vh);
	for (n = 0; n < T_ARRAY(attacks); n++)
		if (argc < 2 || strstr(attacks[n].what, argv[1]))
			run(&attacks[n]);
	r_healthy_stop();
	SSL_CTX_free(ctx12);
	SSL_CTX_free(ctx13);
	SSL_CTX_free(ctx_forge);

	return r_end();
}
