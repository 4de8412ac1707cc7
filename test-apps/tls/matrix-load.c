/* SPDX-License-Identifier: MIT */
/*
 * What a vhost makes of the certificates, keys and lists that it is given:
 * a row each. "expect" is y (a vhost that serves this certificate) or n (no
 * vhost, and a log line that has the words).
 */
#include "matrix.h"

/* everything on disk has this before its name, so that tests can go parallel */
static char dir[64];

enum material {
	NONE,
	GOOD,		/* a chain of leaf and intermediate */
	DER,		/* the leaf alone */
	CUT,		/* PEM that stops in the middle */
	CUT_DER,
	GARBAGE,	/* printable */
	BINARY,		/* not printable */
	EMPTY,		/* a file of 0 bytes */
	MISSING,	/* a name where nothing is */
	FOLDER,		/* a directory */
	FOREIGN,	/* well-formed, of another pair */
	COMMENTED,	/* with text around it, as openssl x509 -text does */
	KEY_FIRST,	/* certificate and key in one, key first */
	LOCKED,		/* encrypted with "secret" */
	SWAPPED		/* a key where a certificate should be, or reverse */
};

struct row {
	const char *what;
	enum material cert;
	enum material key;
	char where;		/* f: files, m: memory, n: memory with NUL */
	const char *expect;
	const char *words;
	enum cert_key kind;
	const char *passphrase;
	/* others */
	enum material ca;
	const char *ciphers;
	const char *suites;
	const char *curve;
	long from, to;
	uint64_t options;
};

static const struct row rows[] = {
	{ .what = "chain and key in files", GOOD, GOOD, 'f', "y", "" },
	{ .what = "chain and key in memory", GOOD, GOOD, 'm', "y", "" },
	{ .what = "the same, NUL counted", GOOD, GOOD, 'n', "y", "" },
	{ .what = "DER in memory", DER, DER, 'm', "y", "" },
	{ .what = "DER certificate, PEM key", DER, GOOD, 'm', "y", "" },
	{ .what = "PEM certificate, DER key", GOOD, DER, 'm', "y", "" },
	{ .what = "text around the PEM", COMMENTED, COMMENTED, 'f', "y", "" },
	{ .what = "text around it in memory", COMMENTED, COMMENTED, 'm', "y",
	  "" },
	{ .what = "key before certificate", KEY_FIRST, KEY_FIRST, 'f', "y",
	  "" },
	{ .what = "RSA key", GOOD, GOOD, 'f', "y", "", CERT_KEY_RSA },
	{ .what = "RSA key, DER", DER, DER, 'm', "y", "", CERT_KEY_RSA },
	{ .what = "P-384 key", GOOD, GOOD, 'f', "y", "", CERT_KEY_EC384 },
	{ .what = "Ed25519 key", GOOD, GOOD, 'f', "y", "", CERT_KEY_ED25519 },
	{ .what = "Ed25519 key, DER", DER, DER, 'm', "y", "",
	  CERT_KEY_ED25519 },
	{ .what = "key with passphrase", GOOD, LOCKED, 'f', "y", "",
	  .passphrase = "secret" },
	{ .what = "key with passphrase, memory", GOOD, LOCKED, 'm', "y", "",
	  .passphrase = "secret" },
	{ .what = "passphrase not needed", GOOD, GOOD, 'f', "y", "",
	  .passphrase = "secret" },
	{ .what = "expired certificate", GOOD, GOOD, 'f', "y", "",
	  .from = -9000, .to = -60 },
	{ .what = "curve named", GOOD, GOOD, 'f', "y", "",
	  .curve = "prime256v1" },
	{ .what = "ciphers named", GOOD, GOOD, 'f', "y", "",
	  .ciphers = "ECDHE+AESGCM", .suites = "TLS_AES_128_GCM_SHA256" },
	{ .what = "CA in a file", GOOD, GOOD, 'f', "y", "", .ca = GOOD },
	{ .what = "CA in memory", GOOD, GOOD, 'm', "y", "", .ca = GOOD },
	{ .what = "CA as DER", GOOD, GOOD, 'm', "y", "", .ca = DER },

	{ .what = "key of another certificate", GOOD, FOREIGN, 'f', "n",
	  "match" },
	{ .what = "the same in memory", GOOD, FOREIGN, 'm', "n", "match" },
	{ .what = "the same, RSA", GOOD, FOREIGN, 'f', "n", "match",
	  CERT_KEY_RSA },
	{ .what = "wrong passphrase", GOOD, LOCKED, 'f', "n", "key",
	  .passphrase = "guess" },
	{ .what = "passphrase missing", GOOD, LOCKED, 'f', "n", "key" },
	{ .what = "passphrase missing, memory", GOOD, LOCKED, 'm', "n",
	  "key" },
	{ .what = "certificate file missing", MISSING, GOOD, 'f', "n",
	  "cert" },
	{ .what = "key file missing", GOOD, MISSING, 'f', "n", "key" },
	{ .what = "certificate is a folder", FOLDER, GOOD, 'f', "n", "cert" },
	{ .what = "key is a folder", GOOD, FOLDER, 'f', "n", "key" },
	{ .what = "certificate file empty", EMPTY, GOOD, 'f', "n", "cert" },
	{ .what = "key file empty", GOOD, EMPTY, 'f', "n", "key" },
	{ .what = "garbage for a certificate", GARBAGE, GOOD, 'f', "n",
	  "cert" },
	{ .what = "garbage for a key", GOOD, GARBAGE, 'f', "n", "key" },
	{ .what = "garbage certificate, memory", GARBAGE, GOOD, 'm', "n",
	  "cert" },
	{ .what = "garbage key, memory", GOOD, GARBAGE, 'm', "n", "key" },
	{ .what = "binary certificate, memory", BINARY, GOOD, 'm', "n",
	  "cert" },
	{ .what = "binary key, memory", GOOD, BINARY, 'm', "n", "key" },
	{ .what = "PEM certificate cut off", CUT, GOOD, 'f', "n", "cert" },
	{ .what = "PEM key cut off", GOOD, CUT, 'f', "n", "key" },
	{ .what = "PEM certificate cut off, memory", CUT, GOOD, 'm', "n",
	  "cert" },
	{ .what = "PEM key cut off, memory", GOOD, CUT, 'm', "n", "key" },
	{ .what = "DER certificate cut off", CUT_DER, DER, 'm', "n",
	  "cert" },
	{ .what = "DER key cut off", DER, CUT_DER, 'm', "n", "key" },
	{ .what = "key where the certificate should be", SWAPPED, GOOD, 'f',
	  "n", "cert" },
	{ .what = "certificate where the key should be", GOOD, SWAPPED, 'f',
	  "n", "key" },
	{ .what = "certificate without a key", GOOD, NONE, 'f', "n", "key" },
	{ .what = "certificate without a key, memory", GOOD, NONE, 'm', "n",
	  "key" },
	{ .what = "key too weak", GOOD, GOOD, 'f', "n", "too small",
	  CERT_KEY_RSA_WEAK },
	{ .what = "no such cipher", GOOD, GOOD, 'f', "n", "cipher",
	  .ciphers = "NO-SUCH-CIPHER" },
	{ .what = "no such TLS 1.3 suite", GOOD, GOOD, 'f', "n", "cipher",
	  .suites = "NO_SUCH_SUITE" },
	{ .what = "no such curve", GOOD, GOOD, 'f', "n", "curve",
	  .curve = "no-such-curve" },
	{ .what = "CA file missing", GOOD, GOOD, 'f', "n", "CA",
	  .ca = MISSING },
	{ .what = "garbage for a CA", GOOD, GOOD, 'f', "n", "CA",
	  .ca = GARBAGE },
	{ .what = "garbage for a CA, memory", GOOD, GOOD, 'm', "n", "CA",
	  .ca = GARBAGE },
	{ .what = "CA as DER cut off", GOOD, GOOD, 'm', "n", "CA",
	  .ca = CUT_DER },
};

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	(void)wsi;
	(void)reason;
	(void)user;
	(void)in;
	(void)len;

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "matrix", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static struct cert *root, *inter, *leaf, *foreign;
static struct lws_context *cx;

/* ------------------------------------------------------------- the material */

static char *concat(const char *a, const char *b, const char *c, size_t *len)
{
	char *s;

	*len = strlen(a) + strlen(b) + strlen(c);
	s = malloc(*len + 1);
	if (!s)
		abort();
	snprintf(s, *len + 1, "%s%s%s", a, b, c);

	return s;
}

/* what: 'c' certificate, 'k' key, 'a' CA */
static char *basic(char what, int der, size_t *len)
{
	const struct cert *chain[2];

	chain[0] = what == 'a' ? root : leaf;
	chain[1] = inter;
	if (what == 'k')
		return der ? cert_key_der(leaf, len) :
			     cert_key_pem(leaf, NULL, len);
	if (der)
		return cert_der(chain[0], len);

	return cert_pem(chain, what == 'a' ? 1 : 2, len);
}

static char *material(char what, enum material m, size_t *len)
{
	static const char garbage[] = "this is not what you look for\n";
	char *a, *b, *s;

	switch (m) {
	case DER:
		return basic(what, 1, len);
	case CUT:
	case CUT_DER:
		s = basic(what, m == CUT_DER, len);
		*len = m == CUT_DER ? *len - 9 : 200;
		s[*len] = '\0';
		return s;
	case GARBAGE:
		return concat(garbage, garbage, garbage, len);
	case BINARY:
		s = concat(garbage, "", "", len);
		s[0] = '\x30';
		s[1] = '\x82';
		s[2] = '\xff';
		s[3] = '\0';
		return s;
	case FOREIGN:
		return what == 'k' ? cert_key_pem(foreign, NULL, len) :
			cert_pem((const struct cert *const *)&foreign, 1, len);
	case COMMENTED:
	case KEY_FIRST:
		a = basic('k', 0, len);
		b = basic('c', 0, len);
		s = m == KEY_FIRST ? concat(a, b, "", len) :
			concat("Certificate:\n    Data: 1\n\n",
			       what == 'k' ? a : b, "\nend\n", len);
		free(a);
		free(b);
		return s;
	case LOCKED:
		return cert_key_pem(leaf, "secret", len);
	case SWAPPED:
		return basic(what == 'k' ? 'a' : 'k', 0, len);
	case EMPTY:
		return concat("", "", "", len);
	default:
		return basic(what, 0, len);
	}
}

static const char *in_file(char what, enum material m)
{
	static char path[3][96];
	char *p = path[what == 'c' ? 0 : what == 'k' ? 1 : 2], *s;
	size_t len;

	if (m == NONE)
		return NULL;
	snprintf(p, sizeof(path[0]), "%s-%c.pem", dir, what);
	remove(p);
	if (m == FOLDER)
		return ".";
	if (m == MISSING)
		return p;
	s = material(what, m, &len);
	cert_write(p, s, len);

	return p;
}

struct mem {
	char *data;
	unsigned int len;
};

static struct mem in_memory(char what, enum material m, char where)
{
	struct mem r = { NULL, 0 };
	size_t len;

	if (m != NONE) {
		r.data = material(what, m, &len);
		r.len = (unsigned int)(len + (where == 'n'));
	}

	return r;
}

/* ------------------------------------------------------------------- a row */

/* Whether the vhost's port shows the certificate that it was given */
static int serves(struct lws_vhost *vh)
{
	SSL_CTX *ctx = tp_ctx(0);
	struct tls_peer p;
	X509 *x;
	int ok;

	tp_connect(&p, lws_get_vhost_listen_port(vh), ctx, NULL);
	t_until(cx, p.done || p.plain.gone, 5000);
	x = SSL_get_peer_certificate(p.ssl);
	ok = p.done && x && !X509_cmp(x, leaf->x509);
	if (!ok)
		printf("    peer: done %d, error \"%s\"\n", p.done, p.error);
	X509_free(x);
	tp_close(&p);
	SSL_CTX_free(ctx);

	return ok;
}

static int logged(const char *words)
{
	int n;

	for (n = 0; n < t_log_count(); n++)
		if (strstr(t_log_line(n), words))
			return 1;

	return 0;
}

static void run_row(const struct row *row)
{
	struct mem cert = { NULL, 0 }, key = cert, ca = cert;
	struct lws_context_creation_info info;
	struct cert_spec spec;
	struct lws_vhost *vh;
	const char *why = "";

	memset(&spec, 0, sizeof(spec));
	spec.cn = "leaf";
	spec.san = "DNS:localhost";
	spec.key = row->kind;
	spec.from = row->from;
	spec.to = row->to;
	leaf = cert_make(&spec, inter);
	foreign = cert_make(&spec, inter);
	memset(&info, 0, sizeof(info));
	info.port = 0;
	info.vhost_name = row->what;
	info.options = row->options | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.ssl_private_key_password = row->passphrase;
	info.ssl_cipher_list = row->ciphers;
	info.tls1_3_plus_cipher_list = row->suites;
	info.ecdh_curve = row->curve;
	if (row->curve)
		info.options |= LWS_SERVER_OPTION_SSL_ECDH;
	if (row->where == 'f') {
		info.ssl_cert_filepath = in_file('c', row->cert);
		info.ssl_private_key_filepath = in_file('k', row->key);
		info.ssl_ca_filepath = in_file('a', row->ca);
	} else {
		cert = in_memory('c', row->cert, row->where);
		key = in_memory('k', row->key, row->where);
		ca = in_memory('a', row->ca, row->where);
		info.server_ssl_cert_mem = cert.data;
		info.server_ssl_cert_mem_len = cert.len;
		info.server_ssl_private_key_mem = key.data;
		info.server_ssl_private_key_mem_len = key.len;
		info.server_ssl_ca_mem = ca.data;
		info.server_ssl_ca_mem_len = ca.len;
	}
	t_info(&info, protocols);
	t_case("%s", row->what);
	vh = lws_create_vhost(cx, &info);
	free(cert.data);
	free(key.data);
	free(ca.data);
	if (t_log_count())
		why = t_log_line(t_log_count() - 1);
	printf("%-38s %s%c %s\n", row->what, vh ? "y" : "n",
	       !!vh == (row->expect[0] == 'y') ? ' ' : '!', vh ? "" : why);
#if !defined(T_FOREIGN)
	CHECK(!!vh == (row->expect[0] == 'y'));
	if (!vh) {
		CHECK(logged(row->words));
		/* once, in one place */
		CHECK(t_log_count() <= 2);
	}
#endif
	if (vh) {
		CHECK(serves(vh));
		lws_vhost_destroy(vh);
		t_settle(cx, 5);
	}
	cert_free(leaf);
	cert_free(foreign);
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	size_t n;

	t_begin("matrix-load", 120);
	snprintf(dir, sizeof(dir), "%s", argc > 1 ? argv[1] : "matrix-load");
	root = cert_make_ca("root", NULL);
	inter = cert_make_ca("inter", root);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	tp_start(cx);
	for (n = 0; n < T_ARRAY(rows); n++)
		run_row(&rows[n]);
	tp_stop();
	lws_context_destroy(cx);
	in_file('c', MISSING);
	in_file('k', MISSING);
	in_file('a', MISSING);
	cert_free(inter);
	cert_free(root);

	return t_end();
}
