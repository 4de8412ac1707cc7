/* SPDX-License-Identifier: MIT */
/*
 * tls-mkcerts [FOLDER]: writes the certificates that interop.js works with.
 *
 *	ca.pem			whom to trust
 *	other-ca.pem		whom not to
 *	server.pem, -key	for localhost, 127.0.0.1, ::1; with intermediate
 *	rsa.pem, -key		the same with an RSA key
 *	wrong.pem, -key		for other.example
 *	expired.pem, -key
 *	untrusted.pem, -key	signed by other-ca
 *	client.pem, -key	CN "a client"
 *	stranger.pem, -key	a client of other-ca
 */
#include "certs.h"

#include <stdio.h>
#include <string.h>

static const char *folder = ".";

static void pair(const char *name, const struct cert_spec *spec,
		 const struct cert *issuer, int with_issuer)
{
	struct cert *c = cert_make(spec, issuer);
	const struct cert *chain[2];
	char cert[512], key[512];

	chain[0] = c;
	chain[1] = issuer;
	snprintf(cert, sizeof(cert), "%s/%s.pem", folder, name);
	snprintf(key, sizeof(key), "%s/%s-key.pem", folder, name);
	cert_write_pair(cert, key, chain, with_issuer ? 2 : 1);
	cert_free(c);
}

static void authority(const char *name, const struct cert *c)
{
	char path[512], *pem;
	size_t len;

	snprintf(path, sizeof(path), "%s/%s.pem", folder, name);
	pem = cert_pem(&c, 1, &len);
	cert_write(path, pem, len);
}

#define HERE "DNS:localhost,IP:127.0.0.1,IP:::1"

int main(int argc, char **argv)
{
	static const struct cert_spec
		server = { .cn = "localhost", .san = HERE,
			   .ext_key_usage = "serverAuth" },
		rsa = { .cn = "localhost", .san = HERE, .key = CERT_KEY_RSA,
			.ext_key_usage = "serverAuth" },
		wrong = { .cn = "other.example", .san = "DNS:other.example" },
		expired = { .cn = "localhost", .san = HERE,
			    .from = -7200, .to = -3600 },
		client = { .cn = "a client", .ext_key_usage = "clientAuth" };
	struct cert *root = cert_make_ca("test root", NULL),
		    *inter = cert_make_ca("test intermediate", root),
		    *other = cert_make_ca("other root", NULL);

	if (argc > 1)
		folder = argv[1];
	authority("ca", root);
	authority("other-ca", other);
	pair("server", &server, inter, 1);
	pair("rsa", &rsa, inter, 1);
	pair("wrong", &wrong, inter, 1);
	pair("expired", &expired, inter, 1);
	pair("untrusted", &server, other, 0);
	pair("client", &client, inter, 1);
	pair("stranger", &client, other, 0);
	cert_free(inter);
	cert_free(other);
	cert_free(root);

	return 0;
}
