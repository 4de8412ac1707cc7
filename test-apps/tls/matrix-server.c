/* SPDX-License-Identifier: MIT */
/*
 * Which client certificates our server accepts: situations down, what the
 * vhost asks for across. Prints the table of what happened; each difference
 * from what the rows below expect is a failure.
 *
 * A row's "expect" has a letter per column: y accepted, n refused. "words" is
 * what the line that the server logs has to contain when a certificate is
 * required; the "alert" is what the client hears then.
 */
#include "matrix.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#define YEARS (10l * 365 * 24 * 3600)
#define HOUR 3600l

static const struct {
	const char *name;
	uint64_t options;
} columns[] = {
	{ "ignored", 0 },
	{ "optional", LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT |
		      LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED },
	{ "required", LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT },
};

enum node {
	SELF, ROOT, INTER, OTHER, REVOKED_CA, EXPIRED_CA, NOT_CA, SERVER_CA,
	FLAT, UNDER_FLAT, NODES
};

static const struct {
	enum node parent;	/* SELF: signs itself */
	struct cert_spec spec;
} nodes[NODES] = {
	[ROOT] = { SELF, { .cn = "root", .ca = CERT_CA } },
	[INTER] = { ROOT, { .cn = "inter", .ca = CERT_CA } },
	[OTHER] = { SELF, { .cn = "other", .ca = CERT_CA } },
	[REVOKED_CA] = { ROOT, { .cn = "revoked inter", .ca = CERT_CA } },
	[EXPIRED_CA] = { ROOT, { .cn = "old inter", .ca = CERT_CA,
				 .from = -YEARS, .to = -HOUR } },
	[NOT_CA] = { ROOT, { .cn = "no ca", .ca = CERT_LEAF,
			     .key_usage = "digitalSignature,keyCertSign" } },
	[SERVER_CA] = { ROOT, { .cn = "server inter", .ca = CERT_CA,
				.ext_key_usage = "serverAuth" } },
	[FLAT] = { ROOT, { .cn = "flat", .ca = CERT_CA_PATHLEN0 } },
	[UNDER_FLAT] = { FLAT, { .cn = "under flat", .ca = CERT_CA } },
};

struct row {
	const char *what;
	enum node by;
	char how;	/* '-' no certificate, 'c' with chain, 'a' alone,
			 * 'r' with chain and root */
	char extra;	/* 'l' revocation list, 'x' the callback refuses */
	const char *expect;
	const char *words;
	const char *alert;
	struct cert_spec leaf;
};

static const struct row rows[] = {
	{ "no certificate", ROOT, '-', 0, "yyn",
	  "peer did not return a certificate", "", { .cn = "client" } },
	{ "good, signed by the root", ROOT, 'c', 0, "yyy", "", "",
	  { .cn = "client" } },
	{ "good, one intermediate", INTER, 'c', 0, "yyy", "", "",
	  { .cn = "client" } },
	{ "good, root sent along", INTER, 'r', 0, "yyy", "", "",
	  { .cn = "client" } },
	{ "extended key usage clientAuth", INTER, 'c', 0, "yyy", "", "",
	  { .cn = "client", .ext_key_usage = "clientAuth" } },
	{ "without any name", INTER, 'c', 0, "yyy", "", "", { .cn = NULL } },
	{ "RSA 2048", INTER, 'c', 0, "yyy", "", "",
	  { .cn = "client", .key = CERT_KEY_RSA } },
	{ "Ed25519", INTER, 'c', 0, "yyy", "", "",
	  { .cn = "client", .key = CERT_KEY_ED25519 } },
	{ "not on the revocation list", INTER, 'c', 'l', "yyy", "", "",
	  { .cn = "client" } },
	{ "expired", INTER, 'c', 0, "ynn", "certificate has expired",
	  "expired", { .cn = "client", .from = -YEARS, .to = -60 } },
	{ "not yet valid", INTER, 'c', 0, "ynn",
	  "certificate is not yet valid", "bad certificate",
	  { .cn = "client", .from = HOUR, .to = YEARS } },
	{ "intermediate expired", EXPIRED_CA, 'c', 0, "ynn",
	  "certificate has expired", "expired", { .cn = "client" } },
	{ "self-signed", SELF, 'c', 0, "ynn", "self", "unknown ca",
	  { .cn = "client" } },
	{ "another CA, not sent", OTHER, 'a', 0, "ynn",
	  "issuer certificate", "unknown ca", { .cn = "client" } },
	{ "another CA, sent along", OTHER, 'r', 0, "ynn", "self",
	  "unknown ca", { .cn = "client" } },
	{ "missing intermediate", INTER, 'a', 0, "ynn",
	  "issuer certificate", "unknown ca", { .cn = "client" } },
	{ "intermediate is no CA", NOT_CA, 'c', 0, "ynn", "CA certificate",
	  "", { .cn = "client" } },
	{ "path length exceeded", UNDER_FLAT, 'c', 0, "ynn", "path length",
	  "", { .cn = "client" } },
	{ "CA is for servers only", SERVER_CA, 'c', 0, "ynn", "purpose", "", { .cn = "client" } },
	{ "extended key usage serverAuth", INTER, 'c', 0, "ynn", "purpose",
	  "unsupported certificate",
	  { .cn = "client", .ext_key_usage = "serverAuth" } },
	{ "RSA 1024", INTER, 'c', 0, "ynn", "key too weak", "",
	  { .cn = "client", .key = CERT_KEY_RSA1024 } },
	{ "signed with SHA-1", INTER, 'c', 0, "ynn", "digest algorithm too weak", "",
	  { .cn = "client", .md = "sha1" } },
	{ "revoked", ROOT, 'c', 'l', "ynn", "certificate revoked", "revoked",
	  { .cn = "revoked" } },
	{ "signed by a revoked CA", REVOKED_CA, 'c', 'l', "ynn",
	  "certificate revoked", "revoked", { .cn = "client" } },
	{ "good, but the callback refuses", INTER, 'c', 'x', "ynn", "", "",
	  { .cn = "client" } },
	{ "none, and the callback refuses", INTER, '-', 'x', "yyn",
	  "peer did not return a certificate", "", { .cn = "client" } },
};

static struct cert *made[NODES], *server;
static const struct row *current;
static struct cert *leaf;
static struct lws_context *cx;
static int asked, verified, cn_ok;

/* ------------------------------------------------------------ our server's */

static void add_crl(SSL_CTX *ctx, const struct cert *issuer,
		    const struct cert *revoked)
{
	char *pem = cert_crl_pem(issuer, &revoked, revoked ? 1 : 0, NULL);
	BIO *b = BIO_new_mem_buf(pem, -1);
	X509_CRL *crl = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);

	CHECK(crl && X509_STORE_add_crl(store, crl));
	X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK |
				    X509_V_FLAG_CRL_CHECK_ALL);
	X509_CRL_free(crl);
	BIO_free(b);
	free(pem);
}

/* What an application does that knows of revoked certificates */
static void load_lists(SSL_CTX *ctx)
{
	enum node n;

	add_crl(ctx, made[ROOT], current->by == ROOT ? leaf :
						       made[REVOKED_CA]);
	for (n = INTER; n < NODES; n++)
		if (n != OTHER && n != NOT_CA)
			add_crl(ctx, made[n], NULL);
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	union lws_tls_cert_info_results info;

	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
		if (current->extra == 'l')
			load_lists(user);
		break;
	case LWS_CALLBACK_OPENSSL_PERFORM_CLIENT_CERT_VERIFICATION:
		asked++;
		CHECK(user && in);
		return current->extra == 'x';
	case LWS_CALLBACK_ESTABLISHED:
		if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_VERIFIED,
					    &info, 0))
			verified = (int)info.verified;
		if (!lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME,
					    &info, sizeof(info.ns.name)))
			cn_ok = current->leaf.cn && !strcmp(info.ns.name,
							current->leaf.cn);
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

static struct lws_vhost *make_vhost(const struct row *row, uint64_t options)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	char *cert, *key, *ca;

	memset(&info, 0, sizeof(info));
	info.options = options | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.port = 0;
	info.vhost_name = row->what;
	t_info(&info, protocols);
	cert = cert_pem((const struct cert *const *)&server, 1, NULL);
	key = cert_key_pem(server, NULL, NULL);
	ca = cert_pem((const struct cert *const *)&made[ROOT], 1, NULL);
	info.server_ssl_cert_mem = cert;
	info.server_ssl_cert_mem_len = (unsigned int)strlen(cert);
	info.server_ssl_private_key_mem = key;
	info.server_ssl_private_key_mem_len = (unsigned int)strlen(key);
	info.server_ssl_ca_mem = ca;
	info.server_ssl_ca_mem_len = (unsigned int)strlen(ca);
	/* what is too weak does not depend on the system's configuration */
	info.ssl_cipher_list = "DEFAULT:@SECLEVEL=2";
	vh = lws_create_vhost(cx, &info);
	free(cert);
	free(key);
	free(ca);

	return vh;
}

/* -------------------------------------------------------------- the client's */

static SSL_CTX *client_ctx(const struct row *row, int version)
{
	SSL_CTX *ctx = tp_ctx(0);
	enum node n;
	long ok = 1;

	SSL_CTX_set_min_proto_version(ctx, version);
	SSL_CTX_set_max_proto_version(ctx, version);
	if (row->how == '-')
		return ctx;
	ok = SSL_CTX_use_certificate(ctx, leaf->x509) &&
	     SSL_CTX_use_PrivateKey(ctx, leaf->key);
	for (n = row->by; ok && n != SELF && row->how != 'a';
	     n = nodes[n].parent)
		if (nodes[n].parent != SELF || row->how == 'r')
			ok = SSL_CTX_add1_chain_cert(ctx, made[n]->x509);
	CHECK(ok);

	return ctx;
}

/* 'y', 'n' or '?'; *error is what the client heard */
static char attempt(int port, SSL_CTX *ctx, char *error, size_t len)
{
	struct tls_peer p;
	char got;

	tp_connect(&p, port, ctx, NULL);
	t_peer_hello(&p.plain, "/", "matrix");
	t_until(cx, t_peer_status(&p.plain) || p.plain.gone, 5000);
	got = t_peer_status(&p.plain) == 101 ? 'y' :
	      !p.plain.rx.len && p.plain.gone ? 'n' : '?';
	snprintf(error, len, "%s", p.error);
	tp_close(&p);

	return got;
}

/* ------------------------------------------------------------------- a row */

static int logged(const char *words)
{
	int n;

	for (n = 0; n < t_log_count(); n++)
		if (strstr(t_log_line(n), words))
			return 1;

	return 0;
}

static void check_result(const struct row *row, size_t n, char got,
			 const char *error)
{
	int ok = row->expect[n] == 'y';

	CHECK(got == row->expect[n]);
	if (ok && n && row->how != '-') {
		CHECK(asked > 0);
		CHECK_EQ(verified, 1);
		if (row->leaf.cn)
			CHECK_EQ(cn_ok, 1);
	}
	if (!n)
		CHECK_EQ(asked, 0);
	if (!ok) {
		CHECK(logged(row->words));
		CHECK_EQ(t_log_count(), 1);
		CHECK(strstr(error, row->alert));
	}
}

static void run_row(const struct row *row)
{
	char got[T_ARRAY(columns) + 1], error[256] = "";
	struct lws_vhost *vh;
	SSL_CTX *ctx;
	size_t n;

	current = row;
	leaf = cert_make(&row->leaf, made[row->by]);
	for (n = 0; n < T_ARRAY(columns) * 2; n++) {
		int c = (int)n / 2;

		t_case("%s, %s, TLS 1.%c", row->what, columns[c].name,
		       n & 1 ? '2' : '3');
		vh = make_vhost(row, columns[c].options);
		if (!CHECK(vh))
			break;
		t_log_mark();
		asked = cn_ok = 0;
		verified = -1;
		ctx = client_ctx(row, n & 1 ? TLS1_2_VERSION : TLS1_3_VERSION);
		got[c] = attempt(lws_get_vhost_listen_port(vh), ctx, error,
				 sizeof(error));
#if !defined(T_FOREIGN)
		check_result(row, (size_t)c, got[c], error);
#else
		(void)check_result;
#endif
		SSL_CTX_free(ctx);
		t_settle(cx, 3);
		lws_vhost_destroy(vh);
		t_settle(cx, 3);
	}
	printf("%-36s", row->what);
	for (n = 0; n < T_ARRAY(columns); n++)
		printf("%6c%c  ", got[n], got[n] == row->expect[n] ? ' ' :
								     '!');
	printf(" v%d %s\n", verified, strrchr(error, ':') ? strrchr(error, ':') + 1 : error);
	cert_free(leaf);
}

int main(void)
{
	struct lws_context_creation_info info;
	size_t n;

	t_begin("matrix-server", 120);
	for (n = SELF + 1; n < NODES; n++)
		made[n] = cert_make(&nodes[n].spec, made[nodes[n].parent]);
	server = cert_make_leaf("DNS:localhost", made[ROOT]);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	tp_start(cx);
	printf("%-36s", "situation");
	for (n = 0; n < T_ARRAY(columns); n++)
		printf("%8s ", columns[n].name);
	printf(" what the client hears\n");
	for (n = 0; n < T_ARRAY(rows); n++)
		run_row(&rows[n]);
	tp_stop();
	lws_context_destroy(cx);
	cert_free(server);
	for (n = SELF + 1; n < NODES; n++)
		cert_free(made[n]);

	return t_end();
}
