/* SPDX-License-Identifier: MIT */
/*
 * ws, raw and HTTP over TLS, both sides in one process: handshake, transfer in
 * both directions, what is refused and with which words, ALPN, SNI.
 */
#include "tls-check.h"

#include <openssl/ssl.h>

static void
works(void)
{
	t_case("each kind works");
	if (!CHECK(!tc_create()))
		return;
	tc_check_works();
	tc_check_stats();
	tc_destroy();
}

static void
transfers(void)
{
	struct tc_attempt a[2];
	int n;

	if (!CHECK(!tc_create()))
		return;
	for (n = 0; n < 2; n++) {
		t_case("a transfer in both directions, kind %d", n);
		memset(a, 0, sizeof(a));
		a[n].kind = (enum tc_kind)n;
		a[n].len = 3000000;
		tc_run(&a[n]);
		CHECK_EQ(a[n].up, 1);
		CHECK_EQ(a[n].got, a[n].len);
	}
	tc_check_stats();
	tc_destroy();
}

/* ---- what is refused ---- */

static const struct refusal {
	const char	*name;
	const char	*host;
	int		flags;
	int		trust;		/* the client trusts the CA */
	const char	*words;		/* NULL: is accepted */
} refusals[] = {
	{ "good", NULL, 0, 1, NULL },
	{ "good, by address", "127.0.0.1", 0, 1, NULL },
	{ "other name", "other", 0, 1, "ostname mismatch" },
	{ "other name skipped", "other",
	  LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK, 1, NULL },
	{ "other name, expired allowed", "other", LCCSCF_ALLOW_EXPIRED, 1,
	  "ostname mismatch" },
	{ "unknown CA", NULL, 0, 0, "unable to get local issuer" },
	{ "unknown CA, name skipped", NULL,
	  LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK, 0,
	  "unable to get local issuer" },
	{ "unknown CA and other name, insecure", "other",
	  LCCSCF_ALLOW_INSECURE, 0, NULL },
};

static int distrust;

static void
distrust_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (strcmp(which, "client") || !distrust)
		return;
	info->client_ssl_ca_mem = NULL;
	info->client_ssl_ca_mem_len = 0;
	info->options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
}

static void
refused(void)
{
	size_t n;

	for (n = 0; n < T_ARRAY(refusals); n++) {
		const struct refusal *r = &refusals[n];
		struct tc_attempt a;

		t_case("%s", r->name);
		distrust = !r->trust;
		tc_tweak = distrust_tweak;
		if (!CHECK(!tc_create()))
			continue;
		memset(&a, 0, sizeof(a));
		a.host = r->host;
		a.flags = r->flags;
		tc_run(&a);
		CHECK_EQ(a.up, !r->words);
		if (r->words) {
			CHECK(!strncmp(a.text, "tls: ", 5));
			if (!CHECK(strstr(a.text, r->words)))
				printf("%s\n", a.text);
		}
		tc_destroy();
	}
	tc_tweak = NULL;
}

/* ---- what is no TLS ---- */

static void
no_tls(void)
{
	struct tc_attempt a;
	struct t_peer p;

	if (!CHECK(!tc_create()))
		return;

	t_case("plain HTTP at a TLS port is closed, with one line");
	t_log_mark();
	t_peer_connect(&p, lws_get_vhost_listen_port(tc_vh));
	t_peer_print(&p, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	t_until(tc_cx, p.gone, 4000);
	CHECK(p.gone);
	CHECK_EQ(t_log_count(), 1);
	if (CHECK(t_log_count() > 0))
		CHECK(strstr(t_log_line(0), "plain HTTP at a TLS port"));
	t_peer_close(&p);

	t_case("garbage in a TLS record");
	t_log_mark();
	t_peer_connect(&p, lws_get_vhost_listen_port(tc_vh));
	t_peer_send(&p, "\x16\x03\x01\x00\x05garbage!", 13);
	t_until(tc_cx, p.gone, 4000);
	CHECK(p.gone);
	CHECK_EQ(t_log_count(), 1);
	/* an alert came first */
	CHECK(p.rx.len == 7 && p.rx.data[0] == 0x15);
	t_peer_close(&p);

	t_case("TLS to a peer that speaks plainly");
	memset(&a, 0, sizeof(a));
	{
		int port = 0;
		lws_sockfd_type l = t_sock_listen(&port, 5), fd = T_INVALID;

		a.port = port;
		CHECK(tc_connect(&a));
		t_until(tc_cx, (fd = t_sock_accept(l)) != T_INVALID, 4000);
		t_peer_adopt(&p, fd);
		t_peer_print(&p, "HTTP/1.1 400 Bad Request\r\n\r\n");
		t_until(tc_cx, tc_over(&a), 4000);
		CHECK_EQ(a.failed, 1);
		if (!CHECK(strstr(a.text, "wrong version number")))
			printf("%s\n", a.text);
		t_peer_close(&p);
		t_sock_close(l);
	}

	tc_check_works();
	tc_check_stats();
	tc_destroy();
}

int
main(void)
{
	t_begin("tls-basic", 100);
	works();
	transfers();
	refused();
	no_tls();
	tc_certs_free();

	return t_end();
}
