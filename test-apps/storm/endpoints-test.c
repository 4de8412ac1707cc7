/* SPDX-License-Identifier: MIT */
/*
 * Self test of storm-endpoints: a client made of bare sockets looks whether
 * each kind of endpoint behaves as it says.
 *
 * endpoints-test [--server PATH] [--swallow-address A]
 */

#include "roster.h"
#include "server-tls.h"
#include "sha1.h"
#include "swallow.h"

#if defined(STORM_WITH_TLS)
#include <openssl/pem.h>
#include <openssl/ssl.h>
#endif

/* with and without those of TLS, which are the last ones */
enum {
#if defined(STORM_WITH_TLS)
	DEAD_KINDS = KIND_COUNT - 1
#else
	DEAD_KINDS = KIND_TLS_STALL - 1
#endif
};

enum { PATIENCE_MS = 10000, SILENCE_MS = 300 };

static const char upgrade[] =
	"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static int failures;

#define CHECK(cond) do { if (!(cond)) { failures++; \
	fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond); } } while (0)

/* Blocking connect; SOCK_NONE when it failed. */
static sock_t dial(int port)
{
	struct sockaddr_in a;
	sock_t s = socket(AF_INET, SOCK_STREAM, 0);

	memset(&a, 0, sizeof(a));
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((unsigned short)port);
	if (connect(s, (struct sockaddr *)&a, sizeof(a))) {
		sock_close(s);
		return SOCK_NONE;
	}
	return s;
}

/* What recv() says, or -2 when nothing happens for so long. */
static int receive(sock_t s, void *buf, size_t len, int ms)
{
	sock_poll_t p;

	p.fd = s;
	p.events = POLLIN;
	p.revents = 0;
	if (sock_poll(&p, 1, ms) < 1)
		return -2;
	return sock_recv(s, buf, len);
}

static int receive_all(sock_t s, unsigned char *buf, size_t len)
{
	size_t got = 0;
	int n;

	while (got < len) {
		n = receive(s, buf + got, len - got, PATIENCE_MS);
		if (n < 1)
			return -1;
		got += (size_t)n;
	}
	return 0;
}

static int send_all(sock_t s, const void *buf, size_t len)
{
	const char *p = buf;
	int n;

	while (len) {
		n = sock_send(s, p, len);
		if (n < 1)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int send_text(sock_t s, const char *text)
{
	return send_all(s, text, strlen(text));
}

/* The response up to the empty line, as a string. */
static int response(sock_t s, char *buf, size_t len)
{
	size_t n = 0;

	while (n + 1 < len) {
		if (receive_all(s, (unsigned char *)buf + n, 1))
			return -1;
		buf[++n] = '\0';
		if (n >= 4 && !strcmp(buf + n - 4, "\r\n\r\n"))
			return 0;
	}
	return -1;
}

/* Sends a frame; first byte as given, masked unless mask is NULL. */
static int send_frame(sock_t s, int first, const void *in, size_t len,
		      const char *mask)
{
	static unsigned char f[70000];
	const unsigned char *p = in;
	size_t n = 2, i;

	f[0] = (unsigned char)first;
	if (len < 126) {
		f[1] = (unsigned char)len;
	} else if (len < 65536) {
		f[1] = 126;
		f[2] = (unsigned char)(len >> 8);
		f[3] = (unsigned char)len;
		n = 4;
	} else {
		memset(f + 1, 0, 9);
		f[1] = 127;
		f[7] = (unsigned char)(len >> 16);
		f[8] = (unsigned char)(len >> 8);
		f[9] = (unsigned char)len;
		n = 10;
	}
	if (mask) {
		f[1] |= 0x80;
		memcpy(f + n, mask, 4);
		n += 4;
	}
	for (i = 0; i < len; i++)
		f[n + i] = (unsigned char)(mask ? p[i] ^ (unsigned char)
						  mask[i & 3] : p[i]);
	return send_all(s, f, n + len);
}

/* The next frame is exactly this one. */
static int expect_frame(sock_t s, int first, const void *what, size_t len)
{
	static unsigned char got[70000];
	unsigned char h[10];
	size_t n;

	if (receive_all(s, h, 2) || h[0] != first || (h[1] & 0x80))
		return 0;
	n = h[1];
	if (n == 126) {
		if (receive_all(s, h + 2, 2))
			return 0;
		n = (size_t)h[2] << 8 | h[3];
	} else if (n == 127) {
		if (receive_all(s, h + 2, 8))
			return 0;
		n = (size_t)h[7] << 16 | (size_t)h[8] << 8 | h[9];
	}
	return n == len && !receive_all(s, got, n) && !memcmp(got, what, n);
}

static sock_t dial_ws(int port)
{
	char r[1024] = "";
	sock_t s = dial(port);

	CHECK(s != SOCK_NONE);
	CHECK(!send_text(s, upgrade));
	CHECK(!response(s, r, sizeof(r)));
	CHECK(!strncmp(r, "HTTP/1.1 101 ", 13));
	CHECK(strstr(r, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
			"\r\n") != NULL);
	return s;
}

static int ends(sock_t s)
{
	char c;

	return receive(s, &c, 1, PATIENCE_MS) == 0;
}

static void test_digests(void)
{
	static const unsigned char abc[20] = {
		0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
		0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d };
	static const unsigned char two[20] = {
		0x84, 0x98, 0x3e, 0x44, 0x1c, 0x3b, 0xd2, 0x6e, 0xba, 0xae,
		0x4a, 0xa1, 0xf9, 0x51, 0x29, 0xe5, 0xe5, 0x46, 0x70, 0xf1 };
	static const char s2[] =
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	unsigned char h[20];
	char b[16];

	sha1((const unsigned char *)"abc", 3, h);
	CHECK(!memcmp(h, abc, 20));
	sha1((const unsigned char *)s2, 56, h);
	CHECK(!memcmp(h, two, 20));
	base64((const unsigned char *)"foob", 4, b);
	CHECK(!strcmp(b, "Zm9vYg=="));
	base64((const unsigned char *)"fooba", 5, b);
	CHECK(!strcmp(b, "Zm9vYmE="));
	base64((const unsigned char *)"foobar", 6, b);
	CHECK(!strcmp(b, "Zm9vYmFy"));
	base64((const unsigned char *)"", 0, b);
	CHECK(!strcmp(b, ""));
}

static void test_echo(int port)
{
	static unsigned char big[65536];
	sock_t s = dial_ws(port);
	size_t i;

	CHECK(!send_frame(s, 0x81, "hello", 5, "\x12\x34\x56\x78"));
	CHECK(expect_frame(s, 0x81, "hello", 5));
	CHECK(!send_frame(s, 0x81, "", 0, "abcd"));
	CHECK(expect_frame(s, 0x81, "", 0));

	for (i = 0; i < sizeof(big); i++)
		big[i] = (unsigned char)(i * 7 + i / 256);
	CHECK(!send_frame(s, 0x82, big, 126, "\xff\x00\x01\x80"));
	CHECK(expect_frame(s, 0x82, big, 126));
	CHECK(!send_frame(s, 0x82, big, 65536, "\x01\x02\x03\x04"));
	CHECK(expect_frame(s, 0x82, big, 65536));

	CHECK(!send_frame(s, 0x89, "are you there", 13, "mask"));
	CHECK(expect_frame(s, 0x8a, "are you there", 13));

	/* fragments, and a ping among them */
	CHECK(!send_frame(s, 0x01, "one", 3, "mask"));
	CHECK(!send_frame(s, 0x89, "?", 1, "mask"));
	CHECK(!send_frame(s, 0x80, "two", 3, "mask"));
	CHECK(expect_frame(s, 0x01, "one", 3));
	CHECK(expect_frame(s, 0x8a, "?", 1));
	CHECK(expect_frame(s, 0x80, "two", 3));

	CHECK(!send_frame(s, 0x88, "\x03\xe8" "bye", 5, "mask"));
	CHECK(expect_frame(s, 0x88, "\x03\xe8" "bye", 5));
	CHECK(ends(s));
	sock_close(s);
}

/* One byte at a time, from the handshake on. */
static void test_bytewise(int port)
{
	static const unsigned char frame[] = { 0x81, 0x82, 1, 2, 3, 4,
					       'h' ^ 1, 'i' ^ 2 };
	sock_t s = dial(port);
	char r[1024] = "";
	size_t i;
	int on = 1;

	(void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&on,
			 sizeof(on));
	for (i = 0; i < sizeof(upgrade) - 1; i++)
		CHECK(!send_all(s, upgrade + i, 1));
	for (i = 0; i < sizeof(frame); i++)
		CHECK(!send_all(s, frame + i, 1));
	CHECK(!response(s, r, sizeof(r)));
	CHECK(!strncmp(r, "HTTP/1.1 101 ", 13));
	CHECK(expect_frame(s, 0x81, "hi", 2));
	sock_close(s);
}

/* A frame against the rules is answered with this close code. */
static void expect_close(int port, int first, size_t len, const char *mask,
			 const char *code)
{
	static const unsigned char zeros[65537];
	sock_t s = dial_ws(port);

	CHECK(!send_frame(s, first, zeros, len, mask));
	CHECK(expect_frame(s, 0x88, code, 2));
	CHECK(ends(s));
	sock_close(s);
}

static void expect_status(int port, const char *request, const char *status)
{
	char r[1024] = "";
	sock_t s = dial(port);

	CHECK(s != SOCK_NONE);
	CHECK(!send_text(s, request));
	CHECK(!response(s, r, sizeof(r)));
	CHECK(!strncmp(r + 9, status, 3));
	CHECK(ends(s));
	sock_close(s);
}

static void test_bad_input(int port)
{
	static char huge[9000];

	expect_close(port, 0x81, 3, NULL, "\x03\xea");		/* unmasked */
	expect_close(port, 0xc1, 3, "mask", "\x03\xea");	/* RSV1 */
	expect_close(port, 0x83, 3, "mask", "\x03\xea");	/* opcode 3 */
	expect_close(port, 0x80, 3, "mask", "\x03\xea");	/* continues 0 */
	expect_close(port, 0x89, 126, "mask", "\x03\xea");	/* long ping */
	expect_close(port, 0x09, 3, "mask", "\x03\xea");	/* part ping */
	expect_close(port, 0x82, 65537, "mask", "\x03\xf1");	/* too big */

	expect_status(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "400");
	expect_status(port, "GET / HTTP/1.1\r\nSec-WebSocket-Key: "
			    "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "426");
	memset(huge, 'a', sizeof(huge) - 1);
	memcpy(huge, "GET /", 5);
	expect_status(port, huge, "431");
}

static void test_healthy(int port)
{
	sock_t many[20];
	size_t i;

	test_echo(port);
	test_bytewise(port);
	test_bad_input(port);
	for (i = 0; i < 20; i++)
		many[i] = dial_ws(port);
	for (i = 0; i < 20; i++)
		CHECK(!send_frame(many[i], 0x81, &many[i], 3, "mask"));
	for (i = 0; i < 20; i++)
		CHECK(expect_frame(many[i], 0x81, &many[i], 3));
	for (i = 0; i < 20; i++)
		sock_close(many[i]);
}

static void test_silent(int port)
{
	sock_t many[20];
	size_t i;
	char c;

	for (i = 0; i < 20; i++) {
		many[i] = dial(port);
		CHECK(many[i] != SOCK_NONE);
		CHECK(!send_text(many[i], upgrade));
	}
	CHECK(receive(many[0], &c, 1, SILENCE_MS) == -2);
	for (i = 0; i < 20; i++) {
		CHECK(receive(many[i], &c, 1, 0) == -2);
		sock_close(many[i]);
	}
}

/* More than once: what was dropped must not be left over for the next one. */
static void test_reset(int port, int early)
{
	char c;
	sock_t s;
	int n, r;

	for (n = 0; n < 5; n++) {
		s = dial(port);
		if (s == SOCK_NONE) {
			CHECK(early);
			continue;
		}
		if (!early) {
			CHECK(!send_all(s, upgrade, 10));
			CHECK(receive(s, &c, 1, SILENCE_MS / 3) == -2);
			CHECK(!send_text(s, upgrade + 10));
		}
		/*
		 * Wine may take the error for itself, and recv says 0; but
		 * after an orderly close the peer still takes a first byte.
		 */
		r = receive(s, &c, 1, PATIENCE_MS);
		CHECK(r == 0 || r == -1);
		CHECK(send_all(s, "x", 1) < 0);
		sock_close(s);
	}
}

static void test_unresolved(const char *host)
{
	struct addrinfo hints, *res = NULL;

	memset(&hints, 0, sizeof(hints));
	hints.ai_socktype = SOCK_STREAM;
	CHECK(getaddrinfo(host, "80", &hints, &res) != 0);
}

#if defined(STORM_WITH_TLS)

/* How the peer's certificate looks to who trusts the CA of the list only */
static long verify(SSL_CTX *ctx, const struct roster_entry *e, int echo)
{
	static const char frame[] = "\x81\x82" "\0\0\0\0" "hi";
	static unsigned char got[1024];
	size_t had = 0, want, i;
	long result = -1;
	sock_t s = dial(e->port);
	SSL *ssl = SSL_new(ctx);
	int n;

	CHECK(s != SOCK_NONE && ssl);
	SSL_set_fd(ssl, (int)s);
	SSL_set_tlsext_host_name(ssl, e->tls_name);
	SSL_set1_host(ssl, e->tls_name);
	if (SSL_connect(ssl) == 1)
		result = SSL_get_verify_result(ssl);
	if (echo) {
		CHECK(SSL_write(ssl, upgrade, sizeof(upgrade) - 1) > 0);
		CHECK(SSL_write(ssl, frame, sizeof(frame) - 1) > 0);
		/* the response ends, and the frame comes back */
		for (want = 0; had < sizeof(got) && (!want || had < want);) {
			n = SSL_read(ssl, got + had, 1);
			if (n < 1)
				break;
			had += (size_t)n;
			if (!want && had > 4 &&
			    !memcmp(got + had - 4, "\r\n\r\n", 4))
				want = had + 4;
		}
		CHECK(want && had == want &&
		      !memcmp(got + had - 4, "\x81\x02hi", 4));
	}
	/* pieces of records are not taken for the end of anything */
	for (i = 0; i < 3; i++)
		CHECK(!echo || SSL_write(ssl, frame, 1) == 1);
	SSL_free(ssl);
	sock_close(s);
	return result;
}

static void test_tls(const struct roster *r)
{
	BIO *bio = BIO_new_mem_buf(r->ca, (int)r->ca_len);
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	X509 *ca = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	unsigned int i, n;

	CHECK(ctx && ca);
	CHECK(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca) == 1);
	for (i = 0; i < r->count; i++) {
		const struct roster_entry *e = &r->entry[i];

		CHECK(!strcmp(e->tls_name, TLS_NAME));
		for (n = 0; n < 3; n++)
			switch (e->kind) {
			case KIND_HEALTHY:
				CHECK(verify(ctx, e, 1) == X509_V_OK);
				break;
			case KIND_SILENT:
				CHECK(verify(ctx, e, 0) == X509_V_OK);
				break;
			case KIND_UNTRUSTED:
				CHECK(verify(ctx, e, 0) ==
			X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
				break;
			case KIND_WRONG_HOST:
				CHECK(verify(ctx, e, 0) ==
				      X509_V_ERR_HOSTNAME_MISMATCH);
				break;
			default:
				break;
			}
	}
	X509_free(ca);
	BIO_free(bio);
	SSL_CTX_free(ctx);
}

#endif

static void test_entry(const struct roster_entry *e, int own_swallow)
{
	int n;

	switch (e->kind) {
	case KIND_HEALTHY:
		test_healthy(e->port);
		break;
	case KIND_REFUSED:
		CHECK(dial(e->port) == SOCK_NONE);
		CHECK(dial(e->port) == SOCK_NONE);
		break;
	case KIND_SWALLOWED:
		for (n = 0; own_swallow && n < 3; n++)
			CHECK(swallow_verify(e->port, SILENCE_MS));
		break;
	case KIND_SILENT:
	case KIND_TLS_STALL:
		test_silent(e->port);
		break;
	case KIND_UNTRUSTED:
	case KIND_WRONG_HOST:
		break;
	case KIND_RESET:
	case KIND_RESET_EARLY:
		test_reset(e->port, e->kind == KIND_RESET_EARLY);
		break;
	case KIND_404:
		for (n = 0; n < 3; n++)
			expect_status(e->port, upgrade, "404");
		break;
	default:
		test_unresolved(e->host);
		break;
	}
}

static void test_kinds(void)
{
	enum kind kinds[KIND_COUNT];
	unsigned int count[KIND_COUNT] = { 0 }, i;
	int n;

	n = kinds_parse("all", kinds);
	CHECK(n == DEAD_KINDS);
	for (i = 0; i < 1000; i++)
		count[kind_of(i, 1000, 300, kinds, n)]++;
	CHECK(count[KIND_HEALTHY] == 700);
	for (i = 1; i <= DEAD_KINDS; i++)
		CHECK(count[i] == 300 / DEAD_KINDS ||
		      count[i] == 300 / DEAD_KINDS + 1);
	CHECK(kinds_parse("404,silent", kinds) == 2 && kinds[0] == KIND_404 &&
	      kinds[1] == KIND_SILENT);
	for (i = 0; i < 10; i++)
		CHECK(kind_of(i, 10, 10, kinds, 2) == kinds[i & 1]);
}

static const char *number(char *text, unsigned int n)
{
	snprintf(text, 16, "%u", n);
	return text;
}

int main(int argc, char **argv)
{
	const char *args[10];
	char total[16], dead[16];
	char path[1024] = "";
	struct roster r;
	unsigned int i;
	int n = 0, own_swallow = 1, a;

	if (net_init() || roster_beside(path, sizeof(path)))
		return 2;
	args[n++] = path;
	args[n++] = "--endpoints";
	args[n++] = number(total, DEAD_KINDS + 2);
	args[n++] = "--unreachable";
	args[n++] = number(dead, DEAD_KINDS);
	for (a = 1; a + 1 < argc; a += 2) {
		if (!strcmp(argv[a], "--server")) {
			args[0] = argv[a + 1];
		} else if (!strcmp(argv[a], "--swallow-address") && n < 8) {
			own_swallow = 0;
			args[n++] = argv[a];
			args[n++] = argv[a + 1];
		}
	}
	args[n] = NULL;

	test_digests();
	test_kinds();
	n = roster_start(&r, args);
	if (n)
		return n;
	CHECK(r.count == DEAD_KINDS + 2);
	for (i = 0; i < r.count; i++)
		test_entry(&r.entry[i], own_swallow);
	CHECK(roster_free(&r) == 0);

#if defined(STORM_WITH_TLS)
	args[5] = "--tls";
	args[6] = "--kinds";
	args[4] = "4";
	args[2] = "6";
	args[7] = "silent,untrusted,wrong-host,tls-stall";
	args[8] = NULL;
	n = roster_start(&r, args);
	if (n)
		return n;
	test_tls(&r);
	CHECK(roster_free(&r) == 0);
#endif

	printf("storm-endpoints: %s\n", failures ? "FAILED" : "all kinds ok");
	return failures ? 1 : 0;
}
