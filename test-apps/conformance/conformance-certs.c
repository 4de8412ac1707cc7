/* SPDX-License-Identifier: MIT */
/*
 * conformance-certs CERT KEY: writes a certificate for localhost, and its key.
 */
#include "certs.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
	const struct cert *chain[1];
	struct cert *c;

	if (argc < 3) {
		fprintf(stderr, "usage: %s CERT KEY\n", argv[0]);
		return 2;
	}
	c = cert_make_leaf("DNS:localhost,IP:127.0.0.1", NULL);
	chain[0] = c;
	cert_write_pair(argv[1], argv[2], chain, 1);
	cert_free(c);

	return 0;
}
