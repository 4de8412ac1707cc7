/* SPDX-License-Identifier: MIT */
/*
 * A server gets new certificates, one after the other, while clients come all
 * the time and others stay: nobody is dropped, whoever comes gets the new one,
 * and one that cannot be used changes nothing.
 *
 *	tls-reload [TIMES]
 */
#include "robust.h"

#define CERT "reload-cert.pem"
#define KEY "reload-key.pem"
#define STAYING 5
#define COMING 4

static struct lws_vhost *vh;
static SSL_CTX *ctx12, *ctx13;
static struct tls_peer stay[STAYING], come[COMING];
static int said, served;

static void from_files(struct lws_context_creation_info *info)
{
	info->ssl_cert_filepath = CERT;
	info->ssl_private_key_filepath = KEY;
}

static SSL_CTX *version(int n)
{
	return n & 1 ? ctx12 : ctx13;
}

static int shows(struct tls_peer *p, const struct cert *c)
{
	X509 *x = SSL_get_peer_certificate(p->ssl);
	int same = x && !X509_cmp(x, c->x509);

	X509_free(x);

	return same;
}

/* A message there and back on each of those that stay */
static void talk(void)
{
	struct t_frame f;
	char text[32];
	int n;

	snprintf(text, sizeof(text), "message %d", ++said);
	for (n = 0; n < STAYING; n++)
		t_frame_add(&stay[n].plain.tx, 0x81, 1, text, strlen(text));
	for (n = 0; n < STAYING; n++) {
		t_until(r_cx, t_frame_peek(&stay[n].plain.rx, &f) ||
			      stay[n].plain.gone, 5000);
		if (!CHECK(t_frame_peek(&stay[n].plain.rx, &f)))
			return;
		CHECK(f.len == strlen(text) && !memcmp(f.payload, text, f.len));
		t_buf_use(&stay[n].plain.rx, f.total);
	}
}

/* Begins connections; each is a little further than the one before it. */
static void begin(void)
{
	int n, turns;

	for (n = 0; n < COMING; n++) {
		tp_connect(&come[n], lws_get_vhost_listen_port(vh),
			   version(n), "localhost");
		t_peer_print(&come[n].plain, "GET / HTTP/1.1\r\n"
			     "Host: localhost\r\nConnection: close\r\n\r\n");
		for (turns = n; turns; turns--) {
			tp_turn(&come[n]);
			t_peers_turn();
			lws_service(r_cx, 0);
		}
	}
}

/* They are all answered; and shown before, now or either (NULL) */
static void finish(const struct cert *before, const struct cert *now)
{
	int n;

	for (n = 0; n < COMING; n++) {
		t_until(r_cx, t_peer_status(&come[n].plain) ||
			      come[n].plain.gone, 5000);
		if (CHECK_EQ(t_peer_status(&come[n].plain), 200))
			served++;
		else
			printf("    %s\n", come[n].error);
		CHECK((now && shows(&come[n], now)) ||
		      (before && shows(&come[n], before)));
		tp_close(&come[n]);
	}
}

static struct cert *next(enum cert_key kind)
{
	struct cert_spec spec;

	memset(&spec, 0, sizeof(spec));
	spec.cn = "localhost";
	spec.san = "DNS:localhost";
	spec.key = kind;

	return cert_make(&spec, r_root);
}

static void write_both(const struct cert *c)
{
	cert_write_pair(CERT, KEY, (const struct cert *const *)&c, 1);
}

static int update_mem(const struct cert *c, const struct cert *key)
{
	size_t cl, kl;
	char *cert = cert_pem((const struct cert *const *)&c, 1, &cl),
	     *k = cert_key_pem(key, NULL, &kl);
	int n = lws_tls_cert_updated(r_cx, CERT, KEY, cert, cl, k, kl);

	free(cert);
	free(k);

	return n;
}

/* A change that has to fail, and to change nothing */
static void bad_updates(const struct cert *now)
{
	struct cert *other = next(CERT_KEY_EC), *rsa = next(CERT_KEY_RSA);
	char *junk = malloc(100);

	if (!junk)
		abort();
	t_case("files that are not there");
	CHECK(lws_tls_cert_updated(r_cx, "no.pem", "no.pem", NULL, 0, NULL,
				   0) == 0);
	t_case("key of another certificate");
	CHECK(update_mem(other, now));
	begin();
	finish(NULL, now);
	CHECK(update_mem(rsa, now));
	begin();
	finish(NULL, now);
	t_case("garbage in the file");
	memset(junk, 'x', 100);
	cert_write(CERT, junk, 100);
	CHECK(lws_tls_cert_updated(r_cx, CERT, KEY, NULL, 0, NULL, 0));
	begin();
	finish(NULL, now);
	t_case("file gone");
	remove(CERT);
	CHECK(lws_tls_cert_updated(r_cx, CERT, KEY, NULL, 0, NULL, 0));
	begin();
	finish(NULL, now);
	talk();
	cert_free(other);
	cert_free(rsa);
}

int main(int argc, char **argv)
{
	static const enum cert_key kinds[] = {
		CERT_KEY_EC, CERT_KEY_EC, CERT_KEY_RSA, CERT_KEY_EC384,
		CERT_KEY_ED25519
	};
	int times = argc > 1 ? atoi(argv[1]) : 25, n;
	struct cert *now, *then;

	if (r_begin("reload", 60 + times))
		return t_end();
	now = next(CERT_KEY_EC);
	write_both(now);
	vh = r_vhost("reload", 0, 0, from_files);
	if (!vh)
		return t_end();
	ctx12 = tp_ctx(0);
	SSL_CTX_set_max_proto_version(ctx12, TLS1_2_VERSION);
	ctx13 = tp_ctx(0);
	SSL_CTX_set_min_proto_version(ctx13, TLS1_3_VERSION);
	for (n = 0; n < STAYING; n++) {
		tp_connect(&stay[n], lws_get_vhost_listen_port(vh),
			   version(n), "localhost");
		t_peer_hello(&stay[n].plain, "/", "healthy");
		t_until(r_cx, t_peer_status(&stay[n].plain), 5000);
		CHECK_EQ(t_peer_status(&stay[n].plain), 101);
		t_peer_skip_head(&stay[n].plain);
	}
	for (n = 0; n < times; n++) {
		t_case("change %d", n);
		talk();
		then = now;
		now = next(kinds[(size_t)n % T_ARRAY(kinds)]);
		begin();
		if (n & 1)
			CHECK_EQ(update_mem(now, now), 0);
		else {
			write_both(now);
			CHECK_EQ(lws_tls_cert_updated(r_cx, CERT, KEY, NULL, 0,
						      NULL, 0), 0);
		}
		finish(then, now);
		begin();
		finish(NULL, now);
		talk();
		cert_free(then);
	}
	bad_updates(now);
	printf("%d changes, %d connections came and were served, %d stayed "
	       "with %d messages each\n", times, served, STAYING, said);
	for (n = 0; n < STAYING; n++) {
		CHECK_EQ(stay[n].plain.gone, 0);
		tp_close(&stay[n]);
	}
	cert_free(now);
	SSL_CTX_free(ctx12);
	SSL_CTX_free(ctx13);
	remove(CERT);
	remove(KEY);

	return r_end();
}
