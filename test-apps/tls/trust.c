/* SPDX-License-Identifier: MIT */
/*
 * Where a client has the authorities from that it trusts, and who else has a
 * say in it: a row each, with what becomes of a connection to a server whose
 * certificate one of them has signed.
 */
#include "robust.h"

#include <openssl/pem.h>

#define FILE_NAME "trust-ca.pem"
#define FOLDER "trust-folder"

enum say { SAY_NOTHING, SAY_NO, SAY_YES };

static struct cert *other;
static char *pem, *der, *bundle, *foreign;
static size_t pem_len, der_len, bundle_len, foreign_len;
static SSL_CTX *own;
/* what the callbacks of the row do */
static int add_root, refuse_ctx;
static enum say say;

/* ----------------------------------------------------------------- the rows */

static void in_file(const char *data, size_t len)
{
	char *copy = malloc(len);

	if (!copy)
		abort();
	memcpy(copy, data, len);
	cert_write(FILE_NAME, copy, len);
}

static void nothing(struct lws_context_creation_info *info)
{
	(void)info;
}

static void file(struct lws_context_creation_info *info)
{
	in_file(pem, pem_len);
	info->client_ssl_ca_filepath = FILE_NAME;
}

static void file_bundle(struct lws_context_creation_info *info)
{
	in_file(bundle, bundle_len);
	info->client_ssl_ca_filepath = FILE_NAME;
}

static void file_foreign(struct lws_context_creation_info *info)
{
	in_file(foreign, foreign_len);
	info->client_ssl_ca_filepath = FILE_NAME;
}

static void mem(struct lws_context_creation_info *info, const char *data,
		size_t len)
{
	info->client_ssl_ca_mem = data;
	info->client_ssl_ca_mem_len = (unsigned int)len;
}

static void mem_pem(struct lws_context_creation_info *info)
{
	mem(info, pem, pem_len);
}

static void mem_nul(struct lws_context_creation_info *info)
{
	mem(info, pem, pem_len + 1);
}

static void mem_der(struct lws_context_creation_info *info)
{
	mem(info, der, der_len);
}

static void mem_bundle(struct lws_context_creation_info *info)
{
	mem(info, bundle, bundle_len);
}

static void both(struct lws_context_creation_info *info)
{
	file_foreign(info);
	mem_pem(info);
}

static void folder(struct lws_context_creation_info *info)
{
	info->client_ssl_ca_filepath = FOLDER;
}

static void system_store(struct lws_context_creation_info *info)
{
	(void)info;
	in_file(pem, pem_len);
	t_setenv("SSL_CERT_FILE", FILE_NAME);
}

static void system_off(struct lws_context_creation_info *info)
{
	system_store(info);
	info->options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
}

static void by_callback(struct lws_context_creation_info *info)
{
	(void)info;
	add_root = 1;
}

static void callback_refuses(struct lws_context_creation_info *info)
{
	mem_pem(info);
	refuse_ctx = 1;
}

static void own_ctx(struct lws_context_creation_info *info)
{
	info->provided_client_ssl_ctx = own;
}

static void missing(struct lws_context_creation_info *info)
{
	info->client_ssl_ca_filepath = "trust-no-such-file.pem";
}

static void garbage(struct lws_context_creation_info *info)
{
	mem(info, "not a certificate", 17);
}

static void user_refuses(struct lws_context_creation_info *info)
{
	mem_pem(info);
	say = SAY_NO;
}

static void user_accepts(struct lws_context_creation_info *info)
{
	file_foreign(info);
	say = SAY_YES;
}

/* y connected, n refused, v no vhost */
static const struct row {
	const char *what;
	void (*set)(struct lws_context_creation_info *info);
	char expect;
} rows[] = {
	{ "nothing", nothing, 'n' },
	{ "PEM file", file, 'y' },
	{ "PEM file, second of three", file_bundle, 'y' },
	{ "PEM file of another CA", file_foreign, 'n' },
	{ "PEM in memory", mem_pem, 'y' },
	{ "PEM in memory, NUL counted", mem_nul, 'y' },
	{ "DER in memory", mem_der, 'y' },
	{ "three in memory", mem_bundle, 'y' },
	{ "file of another, memory of this", both, 'y' },
	{ "folder with hashed names", folder, 'y' },
	{ "system's store", system_store, 'y' },
	{ "system's store, DISABLE_OS_CA_CERTS", system_off, 'n' },
	{ "LOAD_EXTRA_CLIENT_VERIFY_CERTS", by_callback, 'y' },
	{ "that callback returns 1", callback_refuses, 'v' },
	{ "provided_client_ssl_ctx", own_ctx, 'y' },
	{ "file missing", missing, 'v' },
	{ "garbage in memory", garbage, 'v' },
	{ "SERVER_CERT_VERIFICATION refuses", user_refuses, 'n' },
	{ "SERVER_CERT_VERIFICATION accepts", user_accepts, 'y' },
};

/* ------------------------------------------------------------- our callback */

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
		if (add_root)
			CHECK(X509_STORE_add_cert(SSL_CTX_get_cert_store(user),
						  r_root->x509));
		return refuse_ctx;
	case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
		if (say == SAY_YES)
			X509_STORE_CTX_set_error(user, X509_V_OK);
		return say == SAY_NO;
	default:
		break;
	}

	/* as the others do */
	return r_protocols[0].callback(wsi, reason, user, in, len);
}

static struct lws_protocols protocols[2];

/* ------------------------------------------------------------------ the run */

static void dial(struct lws_vhost *vh, int port)
{
	struct lws_client_connect_info i;

	r_clear();
	memset(&i, 0, sizeof(i));
	i.context = r_cx;
	i.vhost = vh;
	i.address = "127.0.0.1";
	i.host = i.origin = "localhost";
	i.port = port;
	i.path = "/";
	i.method = "GET";
	i.local_protocol_name = "echo";
	i.ssl_connection = LCCSCF_USE_SSL;
	CHECK(lws_client_connect_via_info(&i));
	t_until(r_cx, r_seen.errors || r_seen.completed, 5000);
	t_settle(r_cx, 3);
}

static struct lws_vhost *client_vhost(const struct row *row)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.vhost_name = row->what;
	t_info(&info, protocols);
	info.iface = NULL;
	row->set(&info);
	vh = lws_create_vhost(r_cx, &info);

	return vh;
}

static char outcome(struct lws_vhost *vh, int port)
{
	if (!vh)
		return 'v';
	dial(vh, port);

	return r_seen.completed == 1 && !r_seen.errors ? 'y' :
	       r_seen.errors == 1 && !r_seen.completed ? 'n' : '?';
}

static void run(const struct row *row, int port)
{
	struct lws_vhost *vh;
	char got;

	add_root = refuse_ctx = 0;
	say = SAY_NOTHING;
	t_setenv("SSL_CERT_FILE", "trust-none.pem");
	t_case("%s", row->what);
	vh = client_vhost(row);
	got = outcome(vh, port);
	CHECK(got == row->expect);
	if (!vh)
		CHECK(t_log_count() >= 1);
	printf("%-38s %c%c %s\n", row->what, got,
	       got == row->expect ? ' ' : '!',
	       vh ? r_seen.text : t_log_line(t_log_count() - 1));
	if (vh)
		lws_vhost_destroy(vh);
	t_settle(r_cx, 3);
}

/* The two functions that change a vhost which is there already */
static void afterwards(int port)
{
	static const struct row bare = { "afterwards", nothing, 0 };
	struct lws_context_creation_info info;
	struct lws_vhost *vh = client_vhost(&bare);

	t_case("lws_tls_client_vhost_extra_cert_mem()");
	if (!CHECK(vh))
		return;
	CHECK(outcome(vh, port) == 'n');
	CHECK(lws_tls_client_vhost_extra_cert_mem(vh, (const uint8_t *)der,
						  der_len / 2));
	CHECK(outcome(vh, port) == 'n');
	CHECK_EQ(lws_tls_client_vhost_extra_cert_mem(vh, (const uint8_t *)der,
						     der_len), 0);
	CHECK(outcome(vh, port) == 'y');
	lws_vhost_destroy(vh);
	t_settle(r_cx, 3);

	t_case("lws_init_vhost_client_ssl()");
	vh = client_vhost(&bare);
	if (!CHECK(vh))
		return;
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	mem_pem(&info);
	CHECK_EQ(lws_init_vhost_client_ssl(&info, vh), 0);
	CHECK(outcome(vh, port) == 'y');
	garbage(&info);
	CHECK(lws_init_vhost_client_ssl(&info, vh));
	/* and what was there still counts */
	CHECK(outcome(vh, port) == 'y');
	lws_vhost_destroy(vh);
	t_settle(r_cx, 3);
}

static void make_material(void)
{
	const struct cert *three[3];
	char path[64];
	char *copy;
	size_t len;

	other = cert_make_ca("other", NULL);
	three[0] = other;
	three[1] = r_root;
	three[2] = other;
	pem = cert_pem(three + 1, 1, &pem_len);
	der = cert_der(r_root, &der_len);
	bundle = cert_pem(three, 3, &bundle_len);
	foreign = cert_pem(three, 1, &foreign_len);
	CHECK(!t_mkdir(FOLDER));
	snprintf(path, sizeof(path), FOLDER "/%08lx.0",
		 X509_NAME_hash(X509_get_subject_name(r_root->x509)));
	copy = cert_pem(three + 1, 1, &len);
	cert_write(path, copy, len);
	own = SSL_CTX_new(TLS_client_method());
	CHECK(own && X509_STORE_add_cert(SSL_CTX_get_cert_store(own),
					 r_root->x509));
}

int main(void)
{
	struct lws_vhost *vh;
	size_t n;
	int port;

	if (r_begin("trust", 120))
		return t_end();
	protocols[0] = r_protocols[0];
	protocols[0].callback = cb;
	make_material();
	vh = r_vhost("server", 0, 1, NULL);
	if (vh) {
		port = lws_get_vhost_listen_port(vh);
		for (n = 0; n < T_ARRAY(rows); n++)
			run(&rows[n], port);
		say = SAY_NOTHING;
		t_setenv("SSL_CERT_FILE", "trust-none.pem");
		afterwards(port);
	}
	remove(FILE_NAME);
	SSL_CTX_free(own);
	free(pem);
	free(der);
	free(bundle);
	free(foreign);
	cert_free(other);

	return r_end();
}
