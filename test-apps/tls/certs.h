/* SPDX-License-Identifier: MIT */
/*
 * Certificates made while a test runs, so that none expires in the tree and
 * every kind of bad one can be had.
 *
 * A program that cannot make what it asks for has no use: these functions
 * print the reason and abort() instead of failing.
 */
#ifndef LWS_TEST_CERTS_H
#define LWS_TEST_CERTS_H

#include <stddef.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

/* keys */
enum cert_key {
	CERT_KEY_EC,		/* P-256, the quickest to make */
	CERT_KEY_EC384,
	CERT_KEY_RSA,		/* 2048 bits */
	CERT_KEY_RSA_WEAK,	/* 512 bits */
	CERT_KEY_RSA1024,
	CERT_KEY_ED25519
};

/* basicConstraints */
enum cert_ca {
	CERT_LEAF,		/* CA:FALSE */
	CERT_CA,		/* CA:TRUE */
	CERT_CA_PATHLEN0,	/* CA:TRUE, pathlen:0 */
	CERT_NO_BASIC		/* the extension is not there */
};

/* What a certificate is to be like; all 0 is a leaf without any name. */
struct cert_spec {
	/* commonName of the subject; NULL for an empty subject */
	const char	*cn;
	/*
	 * subjectAltName like "DNS:a.example,IP:127.0.0.1,email:x@y,URI:z",
	 * where ^ in a name stands for a NUL; "" for one without entries, NULL
	 * for none
	 */
	const char	*san;
	/* validity in seconds from now; both 0 for an hour ago till tomorrow */
	long		from;
	long		to;
	enum cert_ca	ca;
	/*
	 * in the words of x509v3_config(5); NULL for the usual: keyCertSign
	 * for a CA and digitalSignature for a leaf, no extendedKeyUsage, no
	 * nameConstraints
	 */
	const char	*key_usage;
	const char	*ext_key_usage;
	const char	*name_constraints;
	enum cert_key	key;
	/* digest of the signature, NULL for sha256; Ed25519 has its own */
	const char	*md;
	/* a key to use, for two certificates of one key; else a new one */
	EVP_PKEY	*with_key;
};

struct cert {
	X509		*x509;
	EVP_PKEY	*key;
};

/* Makes one, signed by issuer; NULL: by itself. To be freed. */
struct cert *cert_make(const struct cert_spec *spec, const struct cert *issuer);
void cert_free(struct cert *c);

/* Shorter: a CA of that name, and a leaf with cn = san's first name */
struct cert *cert_make_ca(const char *cn, const struct cert *issuer);
struct cert *cert_make_leaf(const char *san, const struct cert *issuer);

/*
 * What follows is allocated with malloc(), has a NUL behind it that *len does
 * not count, and len may be NULL.
 */

/* n certificates one after the other; chain[0] goes first */
char *cert_pem(const struct cert *const *chain, size_t n, size_t *len);
/* The key, encrypted if there is a passphrase */
char *cert_key_pem(const struct cert *c, const char *passphrase, size_t *len);
char *cert_der(const struct cert *c, size_t *len);
char *cert_key_der(const struct cert *c, size_t *len);
/* A revocation list of issuer that names n certificates */
char *cert_crl_pem(const struct cert *issuer, const struct cert *const *revoked,
		   size_t n, size_t *len);

/* Writes a file; frees data, so that it takes the results from above. */
void cert_write(const char *path, char *data, size_t len);
/* Both files of a server: chain and key */
void cert_write_pair(const char *cert_path, const char *key_path,
		     const struct cert *const *chain, size_t n);

#endif
