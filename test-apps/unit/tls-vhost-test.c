/* SPDX-License-Identifier: MIT */
/*
 * What a vhost is about: SNI, client certificates, ALPN, another certificate
 * while connections stand, sessions that are resumed, plain HTTP at its port.
 */
#include "tls-raw-peer.h"

#include <openssl/ssl.h>

static struct cert *other_ca, *client_cert, *foreign_cert, *second_leaf,
		   *rsa_leaf;

/* ---- what the last connection saw ---- */

static struct {
	char	server_cn[64];		/* the client's view */
	char	client_cn[64];		/* the server's view */
	char	alpn[16];
	char	vhost[32];
	int	resumed;
	int	verified;
	char	version[16];
} seen;

static void
note_cn(struct lws *wsi, char *to, size_t room)
{
	union lws_tls_cert_info_results r;

	if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &r, 0))
		lws_strncpy(to, r.ns.name, room);
	if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VERIFIED, &r, 0))
		seen.verified = (int)r.verified;
}

static int
look(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	const unsigned char *p;
	unsigned int n;

	LWS_UNUSED(user);
	LWS_UNUSED(len);
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_CONNECTED:
		note_cn(wsi, seen.server_cn, sizeof(seen.server_cn));
		CHECK(lws_is_ssl(wsi));
		seen.resumed = lws_tls_session_is_reused(wsi);
		lws_strncpy(seen.version, SSL_get_version(lws_get_ssl(wsi)),
			    sizeof(seen.version));
		SSL_get0_alpn_selected(lws_get_ssl(wsi), &p, &n);
		if (n < sizeof(seen.alpn)) {
			memcpy(seen.alpn, p ? p : (const unsigned char *)"", n);
			seen.alpn[n] = '\0';
		}
		break;
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RAW_ADOPT:
		note_cn(wsi, seen.client_cn, sizeof(seen.client_cn));
		if (reason == LWS_CALLBACK_ESTABLISHED)
			CHECK(in && in == lws_get_ssl(wsi));
		lws_strncpy(seen.vhost, lws_get_vhost_name(lws_get_vhost(wsi)),
			    sizeof(seen.vhost));
		CHECK(!lws_get_ssl(wsi) ||
		      SSL_get_fd(lws_get_ssl(wsi)) ==
		      (int)lws_get_socket_fd(wsi));
		break;
	default:
		break;
	}

	return 0;
}

static void
run(struct tc_attempt *a, int up)
{
	memset(&seen, 0, sizeof(seen));
	tc_run(a);
	CHECK_EQ(a->up, up);
	if (up)
		CHECK_STR(a->text, "");
}

/* ---- SNI ---- */

static struct lws_vhost *
add_vhost(const char *name, const struct cert *c, uint64_t options)
{
	struct lws_context_creation_info i;

	memset(&i, 0, sizeof(i));
	t_info(&i, tc_vh->protocols);
	i.options |= options;
	i.vhost_name = name;
	i.port = lws_get_vhost_listen_port(tc_vh);
	tc_identity(&i, c);

	return lws_create_vhost(tc_cx, &i);
}

static void
sni(void)
{
	static const struct {
		const char *host, *cn, *vhost;
	} rows[] = {
		{ "localhost", "localhost", "localhost" },
		{ "second.example", "second.example", "second.example" },
		{ "SECOND.example", "second.example", "second.example" },
		{ "unknown.example", "localhost", "localhost" },
		{ "127.0.0.1", "localhost", "localhost" },
	};
	static struct trp r;
	struct tc_attempt a;
	size_t n;

	if (!CHECK(!tc_create()))
		return;
	CHECK(add_vhost("second.example", second_leaf, 0));
	for (n = 0; n < T_ARRAY(rows); n++) {
		t_case("SNI %s", rows[n].host);
		memset(&a, 0, sizeof(a));
		a.host = rows[n].host;
		a.flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
		run(&a, 1);
		CHECK_STR(seen.server_cn, rows[n].cn);
		CHECK_STR(seen.vhost, rows[n].vhost);
	}

	t_case("the demands of the vhost that is meant");
	CHECK(add_vhost("strict.example", second_leaf,
		LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT));
	memset(&a, 0, sizeof(a));
	a.host = "strict.example";
	a.flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	tc_run(&a);
	CHECK(!a.up || a.got == 0);

	t_case("Host: that vhost, but TLS was set up for another");
	trp_connect(&r, lws_get_vhost_listen_port(tc_vh), 0);
	t_until(tc_cx, trp_up(&r), 4000);
	trp_send(&r, "GET / HTTP/1.1\r\nHost: strict.example\r\n\r\n", 41);
	t_until(tc_cx, trp_turn(&r) && (r.got > 12 || r.p.gone), 4000);
	CHECK(r.got > 12 && !memcmp(r.data, "HTTP/1.1 421", 12));
	trp_close(&r);
	tc_check_stats();
	tc_destroy();
}

/* ---- client certificates ---- */

static uint64_t want;
static const struct cert *shown;
static int say;		/* the verification callback's answer */
static int asked;

static void
client_cert_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (!strcmp(which, "server") || !strcmp(which, "raw")) {
		info->options |= want;
		info->server_ssl_ca_mem = tc_ca_pem;
		info->server_ssl_ca_mem_len = (unsigned int)tc_ca_len;
	}
	if (!strcmp(which, "client") && shown) {
		tc_identity(info, shown);
		info->client_ssl_cert_mem = info->server_ssl_cert_mem;
		info->client_ssl_cert_mem_len = info->server_ssl_cert_mem_len;
		info->client_ssl_key_mem = info->server_ssl_private_key_mem;
		info->client_ssl_key_mem_len =
					info->server_ssl_private_key_mem_len;
	}
}

static int
verify_hook(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	    void *in, size_t len)
{
	if (reason == LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION) {
		asked++;
		CHECK(in == lws_get_ssl(wsi));
		CHECK(user != NULL);
		if (say == 2) {
			X509_STORE_CTX_set_error(user, X509_V_OK);
			return 0;
		}
		return say;
	}

	return look(wsi, reason, user, in, len);
}

static void
client_certs(void)
{
	const uint64_t need = LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT,
		       may = LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED;
	const struct {
		const char *name;
		uint64_t options;
		const struct cert *cert;
		int say;
		int up;
		const char *cn;
	} rows[] = {
		{ "not asked for", 0, client_cert, 0, 1, "" },
		{ "required and good", need, client_cert, 0, 1, "client" },
		{ "required and missing", need, NULL, 0, 0, "" },
		{ "optional and missing", need | may, NULL, 0, 1, "" },
		{ "optional and good", need | may, client_cert, 0, 1,
		  "client" },
		{ "of another CA", need, foreign_cert, 0, 0, "" },
		{ "optional, of another CA", need | may, foreign_cert, 0, 0,
		  "" },
		{ "good, refused by the user", need, client_cert, 1, 0, "" },
		{ "of another CA, accepted by the user", need, foreign_cert, 2,
		  1, "foreign" },
	};
	struct tc_attempt a;
	size_t n;

	tc_tweak = client_cert_tweak;
	tc_hook = verify_hook;
	for (n = 0; n < T_ARRAY(rows); n++) {
		t_case("client certificate %s", rows[n].name);
		want = rows[n].options;
		shown = rows[n].cert;
		say = rows[n].say;
		asked = 0;
		if (!CHECK(!tc_create()))
			continue;
		t_log_mark();
		memset(&a, 0, sizeof(a));
		memset(&seen, 0, sizeof(seen));
		tc_run(&a);
		/* with TLS 1.3 a client hears of it after its own handshake */
		CHECK_EQ(a.got, rows[n].up ? 5 : 0);
		CHECK_STR(seen.client_cn, rows[n].cn);
		CHECK(!!asked == (rows[n].options && rows[n].cert));
		if (!rows[n].up) {
			CHECK(t_log_count() > 0);
			/* the alert that the server sent */
			CHECK(strstr(a.text, "tls"));
			CHECK(strstr(a.text, "alert"));
		}
		tc_destroy();
	}
	tc_tweak = NULL;
	tc_hook = look;
}

/* ---- ALPN ---- */

static void
alpn(void)
{
	static const struct {
		const char *offer, *got;
	} rows[] = {
		{ NULL, "http/1.1" },
		{ "http/1.1", "http/1.1" },
		{ "h2,http/1.1", "http/1.1" },
		{ "x,http/1.1,y", "http/1.1" },
	};
	struct tc_attempt a;
	size_t n;

	if (!CHECK(!tc_create()))
		return;
	for (n = 0; n < T_ARRAY(rows); n++) {
		t_case("ALPN %s", rows[n].offer ? rows[n].offer : "(default)");
		memset(&a, 0, sizeof(a));
		a.alpn = rows[n].offer;
		run(&a, 1);
		CHECK_STR(seen.alpn, rows[n].got);
	}
	t_case("ALPN with nothing in common");
	memset(&a, 0, sizeof(a));
	a.alpn = "something";
	run(&a, 0);
	CHECK(strstr(a.text, "no application protocol"));
	t_case("raw has no ALPN of its own");
	memset(&a, 0, sizeof(a));
	a.kind = TC_RAW;
	run(&a, 1);
	CHECK_STR(seen.alpn, "");
	tc_destroy();
}

/* ---- sessions ---- */

static struct { char blob[8192]; size_t len; char tag[96]; } stored;

static int
save_cb(struct lws_context *cx, struct lws_tls_session_dump *d)
{
	CHECK(cx == tc_cx && d->opaque == &stored);
	if (!CHECK(d->blob_len <= sizeof(stored.blob)))
		return 1;
	memcpy(stored.blob, d->blob, d->blob_len);
	stored.len = d->blob_len;
	lws_strncpy(stored.tag, d->tag, sizeof(stored.tag));

	return 0;
}

static int
load_cb(struct lws_context *cx, struct lws_tls_session_dump *d)
{
	LWS_UNUSED(cx);
	CHECK_STR(d->tag, stored.tag);
	if (!stored.len)
		return 1;
	d->blob = malloc(stored.len);
	if (!d->blob)
		return 1;
	memcpy(d->blob, stored.blob, stored.len);
	d->blob_len = stored.len;

	return 0;
}

static const char *version;
static uint64_t no_cache;

static void
version_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (strcmp(which, "client"))
		return;
	info->options |= no_cache;
	if (!strcmp(version, "TLSv1.2"))
		info->ssl_client_options_set = SSL_OP_NO_TLSv1_3;
	else
		info->ssl_client_options_set = SSL_OP_NO_TLSv1_2;
}

static void
one_ws(int flags, int resumed)
{
	struct tc_attempt a;

	memset(&a, 0, sizeof(a));
	a.flags = flags;
	run(&a, 1);
	CHECK_EQ(seen.resumed, resumed);
	CHECK_STR(seen.version, version);
}

static void
sessions(const char *v)
{
	uint16_t port;

	version = v;
	tc_tweak = version_tweak;
	if (!CHECK(!tc_create()))
		return;
	port = (uint16_t)lws_get_vhost_listen_port(tc_vh);
	t_case("%s: a session is resumed", v);
	CHECK(lws_tls_session_dump_save(tc_client, "localhost", port, save_cb,
					&stored));
	one_ws(0, 0);
	one_ws(0, 1);
	one_ws(0, 1);
	t_case("%s: but not by those who demand less or more", v);
	one_ws(LCCSCF_ALLOW_INSECURE, 0);
	one_ws(LCCSCF_ALLOW_INSECURE, 1);
	one_ws(0, 1);
	t_case("%s: a session is saved", v);
	CHECK(!lws_tls_session_dump_save(tc_client, "localhost", port, save_cb,
					 &stored));
	CHECK(stored.len > 50);
	tc_check_stats();

	t_case("%s: and loaded, at another vhost", v);
	{
		struct lws_context_creation_info i;
		struct tc_attempt a;
		struct lws_vhost *vh;

		memset(&i, 0, sizeof(i));
		t_info(&i, tc_vh->protocols);
		i.vhost_name = "client";
		i.port = CONTEXT_PORT_NO_LISTEN;
		i.client_ssl_ca_mem = tc_ca_pem;
		i.client_ssl_ca_mem_len = (unsigned int)tc_ca_len;
		version_tweak(&i, "client");
		vh = lws_create_vhost(tc_cx, &i);
		if (CHECK(vh)) {
			CHECK(!lws_tls_session_dump_load(vh, "localhost", port,
							 load_cb, &stored));
			memset(&a, 0, sizeof(a));
			a.vh = vh;
			run(&a, 1);
			CHECK_EQ(seen.resumed, 1);
			stored.blob[stored.len / 2] ^= 0x55;
			stored.blob[1] ^= 0x55;
			CHECK(lws_tls_session_dump_load(vh, "localhost", port,
							load_cb, &stored));
		}
	}
	tc_destroy();

	t_case("%s: DISABLE_TLS_SESSION_CACHE", v);
	no_cache = LWS_SERVER_OPTION_DISABLE_TLS_SESSION_CACHE;
	if (CHECK(!tc_create())) {
		one_ws(0, 0);
		one_ws(0, 0);
		tc_destroy();
	}
	no_cache = 0;
	tc_tweak = NULL;
}

/* ---- another certificate ---- */

static const struct cert *file_cert;

static void
write_files(const struct cert *c)
{
	const struct cert *one[1];

	one[0] = c;
	cert_write_pair("tls-vhost-cert.pem", "tls-vhost-key.pem", one, 1);
}

static void
file_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (strcmp(which, "server"))
		return;
	info->server_ssl_cert_mem = info->server_ssl_private_key_mem = NULL;
	info->ssl_cert_filepath = "tls-vhost-cert.pem";
	info->ssl_private_key_filepath = "tls-vhost-key.pem";
	if (!file_cert)
		info->options |= LWS_SERVER_OPTION_IGNORE_MISSING_CERT;
}

static int
updated(void)
{
	return lws_tls_cert_updated(tc_cx, "tls-vhost-cert.pem",
				    "tls-vhost-key.pem", NULL, 0, NULL, 0);
}

static void
expect_cn(const char *cn)
{
	struct tc_attempt a;

	memset(&a, 0, sizeof(a));
	a.flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	/* a resumed session shows the certificate that it began with */
	a.host = cn;
	run(&a, 1);
	CHECK_STR(seen.server_cn, cn);
}

static void
remove_files(void)
{
	remove("tls-vhost-cert.pem");
	remove("tls-vhost-key.pem");
}

static void
reload(void)
{
	union lws_tls_cert_info_results r;
	struct tc_attempt stay;

	file_cert = tc_leaf;
	write_files(tc_leaf);
	tc_tweak = file_tweak;
	if (!CHECK(!tc_create()))
		return;

	t_case("a certificate from files");
	memset(&stay, 0, sizeof(stay));
	stay.stay = 1;
	CHECK(tc_connect(&stay));
	t_until(tc_cx, stay.got == 5, 4000);
	expect_cn("localhost");

	t_case("another one of the same kind");
	write_files(second_leaf);
	CHECK(!updated());
	expect_cn("second.example");
	CHECK(!lws_tls_vhost_cert_info(tc_vh, LWS_TLS_CERT_INFO_COMMON_NAME,
				       &r, 0));
	CHECK_STR(r.ns.name, "second.example");

	t_case("one of another kind, and back");
	write_files(rsa_leaf);
	CHECK(!updated());
	expect_cn("rsa.example");
	write_files(tc_leaf);
	CHECK(!updated());
	/* not by resuming */
	{
		struct tc_attempt a;

		memset(&a, 0, sizeof(a));
		a.host = "127.0.0.1";
		run(&a, 1);
		CHECK_STR(seen.server_cn, "localhost");
	}

	t_case("one that does not fit: the old one stays");
	{
		const struct cert *one[1];

		one[0] = second_leaf;
		{
			size_t l;
			char *pem = cert_pem(one, 1, &l);

			cert_write("tls-vhost-cert.pem", pem, l);
		}
		t_log_mark();
		CHECK(updated());
		CHECK_EQ(t_log_count(), 1);
		remove_files();
		CHECK(updated());
	}
	expect_cn("localhost");

	t_case("from memory");
	{
		const struct cert *one[1];
		size_t cl, kl;
		char *c, *k;

		one[0] = second_leaf;
		c = cert_pem(one, 1, &cl);
		k = cert_key_pem(second_leaf, NULL, &kl);
		CHECK(!lws_tls_cert_updated(tc_cx, "tls-vhost-cert.pem",
					    "tls-vhost-key.pem", c, cl, k, kl));
		free(c);
		free(k);
	}
	{
		struct tc_attempt a;

		memset(&a, 0, sizeof(a));
		a.host = "again.example";
		a.flags = LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
		run(&a, 1);
		CHECK_STR(seen.server_cn, "second.example");
	}

	t_case("who was there all the time is there still");
	CHECK_EQ(stay.closed, 0);
	stay.stay = 0;
	stay.sent = 0;
	stay.got = 0;
	lws_callback_on_writable(stay.wsi);
	t_until(tc_cx, stay.destroyed, 4000);
	tc_check_attempt(&stay);
	CHECK_EQ(stay.got, 5);
	tc_check_stats();
	tc_destroy();

	t_case("a certificate that comes later");
	file_cert = NULL;
	remove_files();
	if (CHECK(!tc_create())) {
		struct t_peer p;

		t_peer_connect(&p, lws_get_vhost_listen_port(tc_vh));
		t_peer_print(&p, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		t_until(tc_cx, t_peer_status(&p), 4000);
		CHECK_EQ(t_peer_status(&p), 200);
		t_peer_close(&p);
		write_files(tc_leaf);
		CHECK(!updated());
		expect_cn("localhost");
		tc_destroy();
	}
	remove_files();
	tc_tweak = NULL;
}

/* ---- plain HTTP at a TLS port ---- */

static uint64_t plain_options;

static void
plain_tweak(struct lws_context_creation_info *info, const char *which)
{
	if (!strcmp(which, "server")) {
		info->options |= plain_options;
		info->listen_accept_role = "raw-skt";
		info->listen_accept_protocol = "tc-raw";
	}
}

static void
plain_http(void)
{
	static const struct {
		const char *name;
		uint64_t options;
		const char *request;
		int status;
		const char *location;
	} rows[] = {
		{ "allowed", LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT,
		  "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", 200, NULL },
		{ "allowed for HTTP",
		  LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER,
		  "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", 200, NULL },
		{ "redirected", LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS,
		  "GET /a?b=c&d HTTP/1.1\r\nHost: h:81\r\n\r\n", 301,
		  "https://h:81/a?b=c&d" },
		{ "redirected, with a body",
		  LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS,
		  "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy",
		  308, "https://h/a" },
		{ "redirected, but this one is served",
		  LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS |
		  LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER,
		  "POST /a HTTP/1.1\r\nHost: h\r\n\r\n", 200, NULL },
		{ "redirected, this one too",
		  LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS |
		  LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER,
		  "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 301, "https://h/" },
	};
	char value[128];
	struct t_peer p;
	size_t n;

	tc_tweak = plain_tweak;
	for (n = 0; n < T_ARRAY(rows); n++) {
		t_case("plain HTTP: %s", rows[n].name);
		plain_options = rows[n].options;
		if (!CHECK(!tc_create()))
			continue;
		t_peer_connect(&p, lws_get_vhost_listen_port(tc_vh));
		t_peer_print(&p, "%s", rows[n].request);
		t_until(tc_cx, t_peer_status(&p) || p.gone, 4000);
		CHECK_EQ(t_peer_status(&p), rows[n].status);
		if (rows[n].location)
			CHECK_STR(t_peer_header(&p, "location", value,
						sizeof(value)),
				  rows[n].location);
		/* nobody is told so without protection */
		CHECK(!t_peer_header(&p, "strict-transport-security", value,
				     sizeof(value)));
		t_peer_close(&p);
		tc_check_works();
		tc_check_stats();
		tc_destroy();
	}

	t_case("what is neither TLS nor HTTP: as configured");
	plain_options = LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG;
	if (CHECK(!tc_create())) {
		t_peer_connect(&p, lws_get_vhost_listen_port(tc_vh));
		t_peer_print(&p, "\x01raw");
		t_until(tc_cx, p.rx.len >= 4 || p.gone, 4000);
		CHECK(p.rx.len == 4 && !memcmp(p.rx.data, "\x01raw", 4));
		t_peer_close(&p);
		tc_check_works();
		tc_destroy();
	}
	tc_tweak = NULL;
}

int
main(void)
{
	t_begin("tls-vhost", 150);
	tc_certs();
	other_ca = cert_make_ca("other CA", NULL);
	client_cert = cert_make_leaf("DNS:client", tc_ca);
	foreign_cert = cert_make_leaf("DNS:foreign", other_ca);
	second_leaf = cert_make_leaf("DNS:second.example", tc_ca);
	{
		struct cert_spec s;

		memset(&s, 0, sizeof(s));
		s.cn = "rsa.example";
		s.san = "DNS:rsa.example";
		s.key = CERT_KEY_RSA;
		rsa_leaf = cert_make(&s, tc_ca);
	}
	tc_hook = look;
	sni();
	client_certs();
	alpn();
	sessions("TLSv1.2");
	sessions("TLSv1.3");
	reload();
	plain_http();
	cert_free(other_ca);
	cert_free(client_cert);
	cert_free(foreign_cert);
	cert_free(second_leaf);
	cert_free(rsa_leaf);
	tc_certs_free();

	return t_end();
}
