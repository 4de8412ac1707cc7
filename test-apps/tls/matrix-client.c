/* SPDX-License-Identifier: MIT */
/*
 * Which server certificates our client accepts: situations down, relaxation
 * flags across. Prints the table of what happened; each difference from what
 * the rows below expect is a failure.
 *
 * A row's "expect" has a letter per column: y accepted, n refused. "words" is
 * what the text of the CLIENT_CONNECTION_ERROR without flags has to contain.
 */
#include "matrix.h"

#define YEARS (10l * 365 * 24 * 3600)
#define HOUR 3600l

/* the columns */
static const struct {
	const char *name;
	int flags;
} columns[] = {
	{ "none", 0 },
	{ "self", LCCSCF_ALLOW_SELFSIGNED },
	{ "host", LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK },
	{ "expi", LCCSCF_ALLOW_EXPIRED },
	{ "s+h+e", LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_EXPIRED |
		   LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK },
	{ "insec", LCCSCF_ALLOW_INSECURE },
};

/* the tree of authorities; root is the one that the client trusts */
enum node {
	SELF, ROOT, INTER, INTER2, OTHER, OTHER_INTER, NOT_CA, NO_BASIC, FLAT,
	UNDER_FLAT, EXPIRED_CA, FUTURE_CA, WEAK_CA, SHA1_CA, NO_SIGN, ONLY_GOOD,
	NOT_EVIL, CLIENT_CA, RSA_CA, NODES
};

static const struct {
	enum node parent;	/* SELF: signs itself */
	struct cert_spec spec;
} nodes[NODES] = {
	[ROOT] = { SELF, { .cn = "root", .ca = CERT_CA } },
	[INTER] = { ROOT, { .cn = "inter", .ca = CERT_CA } },
	[INTER2] = { INTER, { .cn = "inter2", .ca = CERT_CA } },
	[OTHER] = { SELF, { .cn = "other", .ca = CERT_CA } },
	[OTHER_INTER] = { OTHER, { .cn = "other inter", .ca = CERT_CA } },
	[NOT_CA] = { ROOT, { .cn = "no ca", .ca = CERT_LEAF,
			     .key_usage = "digitalSignature,keyCertSign" } },
	[NO_BASIC] = { ROOT, { .cn = "bare", .ca = CERT_NO_BASIC } },
	[FLAT] = { ROOT, { .cn = "flat", .ca = CERT_CA_PATHLEN0 } },
	[UNDER_FLAT] = { FLAT, { .cn = "under flat", .ca = CERT_CA } },
	[EXPIRED_CA] = { ROOT, { .cn = "old inter", .ca = CERT_CA,
				 .from = -YEARS, .to = -HOUR } },
	[FUTURE_CA] = { ROOT, { .cn = "new inter", .ca = CERT_CA,
				.from = HOUR, .to = YEARS } },
	[WEAK_CA] = { ROOT, { .cn = "weak inter", .ca = CERT_CA,
			      .key = CERT_KEY_RSA1024 } },
	[SHA1_CA] = { ROOT, { .cn = "sha1 inter", .ca = CERT_CA,
			      .md = "sha1" } },
	[NO_SIGN] = { ROOT, { .cn = "no sign", .ca = CERT_CA,
			      .key_usage = "critical,cRLSign" } },
	[ONLY_GOOD] = { ROOT, { .cn = "only good", .ca = CERT_CA,
		.name_constraints = "critical,permitted;DNS:good.example" } },
	[NOT_EVIL] = { ROOT, { .cn = "not evil", .ca = CERT_CA,
		.name_constraints = "critical,excluded;DNS:evil.example" } },
	[CLIENT_CA] = { ROOT, { .cn = "client inter", .ca = CERT_CA,
		.ext_key_usage = "clientAuth" } },
	/* MD5 goes with RSA only */
	[RSA_CA] = { ROOT, { .cn = "rsa inter", .ca = CERT_CA,
			     .key = CERT_KEY_RSA } },
};

/* what the server sends along with its certificate */
enum send {
	CHAIN,		/* all up to the root, without it */
	WITH_ROOT,	/* and the root */
	ALONE,		/* nothing */
	BACKWARDS,	/* the chain in the wrong order */
	CLUTTERED	/* something unrelated in between, twice */
};

#define GOOD "DNS:a.example"

struct row {
	const char *what;
	const char *host;
	enum node by;
	enum send send;
	const char *expect;
	const char *words;
	struct cert_spec leaf;
};

static const struct row rows[] = {
	/* fine */
	{ "good, signed by the root", "a.example", ROOT, CHAIN, "yyyyyy", "",
	  { .san = GOOD } },
	{ "good, one intermediate", "a.example", INTER, CHAIN, "yyyyyy", "",
	  { .san = GOOD } },
	{ "good, two intermediates", "a.example", INTER2, CHAIN, "yyyyyy", "",
	  { .san = GOOD } },
	{ "root sent along", "a.example", INTER, WITH_ROOT, "yyyyyy", "",
	  { .san = GOOD } },
	{ "chain in the wrong order", "a.example", INTER2, BACKWARDS,
	  "yyyyyy", "", { .san = GOOD } },
	{ "unrelated certificates in the chain", "a.example", INTER,
	  CLUTTERED, "yyyyyy", "", { .san = GOOD } },
	{ "RSA 2048", "a.example", ROOT, CHAIN, "yyyyyy", "",
	  { .san = GOOD, .key = CERT_KEY_RSA } },
	{ "P-384, SHA-384", "a.example", ROOT, CHAIN, "yyyyyy", "",
	  { .san = GOOD, .key = CERT_KEY_EC384, .md = "sha384" } },
	{ "Ed25519", "a.example", ROOT, CHAIN, "yyyyyy", "",
	  { .san = GOOD, .key = CERT_KEY_ED25519 } },
	{ "extended key usage serverAuth", "a.example", ROOT, CHAIN,
	  "yyyyyy", "", { .san = GOOD, .ext_key_usage = "serverAuth" } },
	{ "within name constraints", "www.good.example", ONLY_GOOD, CHAIN,
	  "yyyyyy", "", { .san = "DNS:www.good.example" } },

	/* dates */
	{ "expired", "a.example", INTER, CHAIN, "nnnyyy",
	  "certificate has expired",
	  { .san = GOOD, .from = -YEARS, .to = -60 } },
	{ "not yet valid", "a.example", INTER, CHAIN, "nnnyyy",
	  "certificate is not yet valid",
	  { .san = GOOD, .from = HOUR, .to = YEARS } },
	{ "expired intermediate", "a.example", EXPIRED_CA, CHAIN, "nnnyyy",
	  "certificate has expired", { .san = GOOD } },
	{ "intermediate not yet valid", "a.example", FUTURE_CA, CHAIN,
	  "nnnyyy", "certificate is not yet valid", { .san = GOOD } },
	{ "expired and the wrong host", "b.example", INTER, CHAIN, "nnnnyy",
	  "", { .san = GOOD, .from = -YEARS, .to = -60 } },

	/* names */
	{ "wrong host", "b.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = GOOD } },
	{ "host is a suffix of the name", "example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = GOOD } },
	{ "name is a suffix of the host", "x.a.example", INTER, CHAIN,
	  "nnynyy", "hostname mismatch", { .san = GOOD } },
	{ "second of three names", "b.example", INTER, CHAIN, "yyyyyy", "",
	  { .san = "DNS:a.example,DNS:b.example,DNS:c.example" } },
	{ "wildcard, one label", "b.a.example", INTER, CHAIN, "yyyyyy", "",
	  { .san = "DNS:*.a.example" } },
	{ "wildcard, two labels", "c.b.a.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = "DNS:*.a.example" } },
	{ "wildcard, no label", "a.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = "DNS:*.a.example" } },
	{ "wildcard within a label (RFC 9525)", "foobar.a.example", INTER,
	  CHAIN, "nnynyy", "hostname mismatch",
	  { .san = "DNS:foo*.a.example" } },
	{ "wildcard in the second label", "a.b.c.example", INTER, CHAIN,
	  "nnynyy", "hostname mismatch", { .san = "DNS:a.*.c.example" } },
	{ "two wildcards", "a.b.c.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = "DNS:*.*.c.example" } },
	{ "wildcard alone", "localhost", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = "DNS:*" } },
	{ "wildcard and an IP address", "127.0.0.1", INTER, CHAIN, "nnynyy",
	  "IP address mismatch", { .san = "DNS:*.0.0.1" } },
	{ "IP address as a DNS name", "127.0.0.1", INTER, CHAIN, "nnynyy",
	  "IP address mismatch", { .san = "DNS:127.0.0.1" } },
	{ "IP address", "127.0.0.1", INTER, CHAIN, "yyyyyy", "",
	  { .san = "IP:127.0.0.1" } },
	{ "IPv6 address", "::1", INTER, CHAIN, "yyyyyy", "",
	  { .san = "IP:::1" } },
	{ "another IP address", "127.0.0.1", INTER, CHAIN, "nnynyy",
	  "IP address mismatch", { .san = "IP:127.0.0.2" } },
	{ "IP address only in the common name", "127.0.0.1", INTER, CHAIN,
	  "nnynyy", "IP address mismatch", { .cn = "127.0.0.1" } },
	{ "common name only", "a.example", INTER, CHAIN, "yyyyyy", "",
	  { .cn = "a.example" } },
	{ "common name only, wrong", "b.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .cn = "a.example" } },
	{ "common name right, alternative name not", "a.example", INTER,
	  CHAIN, "nnynyy", "hostname mismatch",
	  { .cn = "a.example", .san = "DNS:b.example" } },
	{ "alternative names empty", "a.example", INTER, CHAIN, "yyyyyy", "",
	  { .cn = "a.example", .san = "" } },
	{ "name only as email and URI", "a.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch",
	  { .san = "email:x@a.example,URI:https://a.example/" } },
	{ "no name at all", "a.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .cn = NULL } },
	{ "upper case in the certificate", "a.example", INTER, CHAIN,
	  "yyyyyy", "", { .san = "DNS:A.EXAMPLE" } },
	{ "upper case in the host", "A.Example", INTER, CHAIN, "yyyyyy", "",
	  { .san = GOOD } },
	{ "trailing dot in the host", "a.example.", INTER, CHAIN, "yyyyyy",
	  "", { .san = GOOD } },
	{ "trailing dot in the certificate", "a.example", INTER, CHAIN,
	  "nnynyy", "hostname mismatch", { .san = "DNS:a.example." } },
	{ "NUL in the name", "a.example", INTER, CHAIN, "nnynyy",
	  "hostname mismatch", { .san = "DNS:a.example^.evil.example" } },
	{ "internationalized name (A-label)", "xn--bcher-kva.example", INTER,
	  CHAIN, "yyyyyy", "", { .san = "DNS:xn--bcher-kva.example" } },
	{ "wildcard and an A-label", "xn--bcher-kva.example", INTER, CHAIN,
	  "nnynyy", "hostname mismatch", { .san = "DNS:xn--*.example" } },
	{ "wildcard for an A-label", "xn--bcher-kva.a.example", INTER, CHAIN,
	  "yyyyyy", "", { .san = "DNS:*.a.example" } },

	/* who signed it */
	{ "self-signed", "a.example", SELF, CHAIN, "nynnyy", "self",
	  { .san = GOOD } },
	{ "self-signed and the wrong host", "b.example", SELF, CHAIN,
	  "nnnnyy", "self", { .san = GOOD } },
	{ "self-signed and expired", "a.example", SELF, CHAIN, "nnnnyy", "",
	  { .san = GOOD, .from = -YEARS, .to = -60 } },
	{ "untrusted root, sent along", "a.example", OTHER, WITH_ROOT,
	  "nynnyy", "self", { .san = GOOD } },
	{ "untrusted root, not sent", "a.example", OTHER, ALONE, "nnnnny",
	  "issuer certificate", { .san = GOOD } },
	{ "untrusted chain", "a.example", OTHER_INTER, WITH_ROOT, "nynnyy",
	  "self", { .san = GOOD } },
	{ "missing intermediate", "a.example", INTER, ALONE, "nnnnny",
	  "issuer certificate", { .san = GOOD } },
	{ "intermediate is no CA", "a.example", NOT_CA, CHAIN, "nnnnny",
	  "CA certificate", { .san = GOOD } },
	{ "intermediate without basic constraints", "a.example", NO_BASIC,
	  CHAIN, "nnnnny", "CA certificate", { .san = GOOD } },
	{ "path length exceeded", "a.example", UNDER_FLAT, CHAIN, "nnnnny",
	  "path length", { .san = GOOD } },
	{ "CA may not sign certificates", "a.example", NO_SIGN, CHAIN,
	  "nnnnny", "CA certificate", { .san = GOOD } },
	{ "CA is for clients only", "a.example", CLIENT_CA, CHAIN, "nnnnny",
	  "purpose", { .san = GOOD } },
	{ "outside of permitted names", "www.evil.example", ONLY_GOOD, CHAIN,
	  "nnnnny", "permitted subtree", { .san = "DNS:www.evil.example" } },
	{ "within excluded names", "www.evil.example", NOT_EVIL, CHAIN,
	  "nnnnny", "excluded subtree", { .san = "DNS:www.evil.example" } },

	/* what it is for, and how it is signed */
	{ "extended key usage clientAuth", "a.example", INTER, CHAIN,
	  "nnnnny", "purpose",
	  { .san = GOOD, .ext_key_usage = "clientAuth" } },
	{ "extended key usage codeSigning", "a.example", INTER, CHAIN,
	  "nnnnny", "purpose",
	  { .san = GOOD, .ext_key_usage = "codeSigning" } },
	{ "RSA 1024", "a.example", INTER, CHAIN, "nnnnny", "key too weak",
	  { .san = GOOD, .key = CERT_KEY_RSA1024 } },
	{ "intermediate with RSA 1024", "a.example", WEAK_CA, CHAIN,
	  "nnnnny", "key too weak", { .san = GOOD } },
	{ "signed with SHA-1", "a.example", INTER, CHAIN, "nnnnny",
	  "digest algorithm too weak", { .san = GOOD, .md = "sha1" } },
	{ "signed with MD5", "a.example", RSA_CA, CHAIN, "nnnnny",
	  "digest algorithm too weak", { .san = GOOD, .md = "md5" } },
	{ "intermediate signed with SHA-1", "a.example", SHA1_CA, CHAIN,
	  "nnnnny", "digest algorithm too weak", { .san = GOOD } },
};

static struct cert *made[NODES];
static struct lws_context *cx;
static lws_sockfd_type listener;
static int port;

/* ---------------------------------------------------- one attempt at a time */

static struct {
	int up;
	int failed;
	int closed;
	int verified;
	char text[256];
} result;

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	union lws_tls_cert_info_results info;

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		result.up++;
		if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VERIFIED,
					    &info, 0))
			result.verified = (int)info.verified;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		/* that is all we wanted to know */
		return -1;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		result.failed++;
		snprintf(result.text, sizeof(result.text), "%.*s", (int)len,
			 in ? (const char *)in : "");
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		result.closed++;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "matrix", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* The server's side of the connection that is being made */
static struct tls_peer peer;
static int have_peer, have_answer;
static SSL_CTX *peer_ctx;

static int over(void)
{
	lws_sockfd_type fd;

	if (!have_peer) {
		fd = t_sock_accept(listener);
		if (fd != T_INVALID) {
			tp_accept(&peer, fd, peer_ctx);
			have_peer = 1;
		}
	}
	if (have_peer && !have_answer && peer.done)
		have_answer = t_peer_accept_ws(&peer.plain, "matrix");

	return result.failed || result.closed;
}

/* 'y' or 'n', or '?' when the outcome was neither one nor the other */
static char attempt(const struct row *row, int flags)
{
	struct lws_client_connect_info i;

	memset(&result, 0, sizeof(result));
	result.verified = -1;
	have_peer = have_answer = 0;
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = "127.0.0.1";
	i.host = i.origin = row->host;
	i.port = port;
	i.path = "/";
	i.protocol = i.local_protocol_name = "matrix";
	i.ssl_connection = LCCSCF_USE_SSL | flags;
	if (lws_client_connect_via_info(&i))
		t_until(cx, over(), 5000);
	if (have_peer)
		tp_close(&peer);

	return result.up == 1 && result.closed == 1 && !result.failed ? 'y' :
		!result.up && !result.closed && result.failed == 1 ? 'n' : '?';
}

/* ------------------------------------------------------------------- a row */

static SSL_CTX *server_ctx(const struct row *row, int version)
{
	struct cert *leaf = cert_make(&row->leaf, made[row->by]);
	SSL_CTX *ctx = tp_ctx(1);
	enum node chain[8], n;
	size_t len = 0, i;
	long ok;

	SSL_CTX_set_min_proto_version(ctx, version);
	SSL_CTX_set_max_proto_version(ctx, version);
	ok = SSL_CTX_use_certificate(ctx, leaf->x509) &&
	     SSL_CTX_use_PrivateKey(ctx, leaf->key);
	for (n = row->by; n != SELF; n = nodes[n].parent)
		if (nodes[n].parent != SELF || row->send == WITH_ROOT)
			chain[len++] = n;
	if (row->send == ALONE)
		len = 0;
	for (i = 0; ok && i < len; i++) {
		if (row->send == CLUTTERED)
			ok = SSL_CTX_add1_chain_cert(ctx, made[OTHER]->x509);
		ok = ok && SSL_CTX_add1_chain_cert(ctx,
			made[row->send == BACKWARDS ? chain[len - 1 - i] :
						      chain[i]]->x509);
	}
	CHECK(ok);
	cert_free(leaf);

	return ctx;
}

static void run_row(const struct row *row)
{
	char got[T_ARRAY(columns) + 1], why[256] = "";
	size_t n;

	for (n = 0; n < T_ARRAY(columns); n++) {
		/* TLS 1.2 and 1.3 take turns, so that both see all rows */
		peer_ctx = server_ctx(row, n & 1 ? TLS1_2_VERSION :
						   TLS1_3_VERSION);
		t_case("%s, flags %s", row->what, columns[n].name);
		got[n] = attempt(row, columns[n].flags);
		SSL_CTX_free(peer_ctx);
		if (!n)
			snprintf(why, sizeof(why), "%s", result.text);
#if !defined(T_FOREIGN)
		CHECK(got[n] == row->expect[n]);
		if (got[n] == 'n')
			CHECK(strstr(result.text, "tls"));
		if (got[n] == 'y' && row->expect[0] == 'y')
			CHECK_EQ(result.verified, 1);
#endif
	}
	got[n] = '\0';
#if !defined(T_FOREIGN)
	t_case("%s", row->what);
	if (!t_check(!!strstr(why, row->words), __FILE__, __LINE__,
		     "text \"%s\" has \"%s\"", why, row->words))
		return;
#endif
	printf("%-40.40s", row->what);
	for (n = 0; n < T_ARRAY(columns); n++)
		printf("  %c%c  ", got[n], got[n] == row->expect[n] ? ' ' :
								      '!');
	printf(" %s\n", why);
}

int main(void)
{
	struct lws_context_creation_info info;
	size_t n;
	char *ca;

	t_begin("matrix-client", 120);
	for (n = SELF + 1; n < NODES; n++)
		made[n] = cert_make(&nodes[n].spec, made[nodes[n].parent]);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	t_info(&info, protocols);
	info.iface = NULL;
	ca = cert_pem((const struct cert *const *)&made[ROOT], 1, NULL);
	info.client_ssl_ca_mem = ca;
	info.client_ssl_ca_mem_len = (unsigned int)strlen(ca);
	/* what is too weak does not depend on the system's configuration */
	info.client_ssl_cipher_list = "DEFAULT:@SECLEVEL=2";
	cx = lws_create_context(&info);
	listener = t_sock_listen(&port, 16);
	if (!CHECK(cx) || !CHECK(listener != T_INVALID))
		return t_end();
	tp_start(cx);
	printf("%-40s", "situation");
	for (n = 0; n < T_ARRAY(columns); n++)
		printf("%5s ", columns[n].name);
	printf(" text without flags\n");
	for (n = 0; n < T_ARRAY(rows); n++)
		run_row(&rows[n]);
	tp_stop();
	lws_context_destroy(cx);
	t_sock_close(listener);
	free(ca);
	for (n = SELF + 1; n < NODES; n++)
		cert_free(made[n]);

	return t_end();
}
