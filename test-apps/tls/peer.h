/* SPDX-License-Identifier: MIT */
/* What tls-server and tls-client have in common: how they are told things. */
#ifndef LWS_TEST_TLS_PEER_ARGS_H
#define LWS_TEST_TLS_PEER_ARGS_H

#include "tests.h"

#include <openssl/ssl.h>

/* The value of "--name VALUE", or NULL */
static inline const char *arg(int argc, char **argv, const char *name)
{
	int n;

	for (n = 1; n + 1 < argc; n++)
		if (!strcmp(argv[n], name))
			return argv[n + 1];

	return NULL;
}

/* Whether "--name" is there */
static inline int has_arg(int argc, char **argv, const char *name)
{
	int n;

	for (n = 1; n < argc; n++)
		if (!strcmp(argv[n], name))
			return 1;

	return 0;
}

/* SSL_OP_ bits for "--only 1.2" and "--only 1.3" */
static inline long only_version(const char *version)
{
	if (!version)
		return 0;

	return strcmp(version, "1.2") ? (long)SSL_OP_NO_TLSv1_2 :
					(long)SSL_OP_NO_TLSv1_3;
}

#endif
