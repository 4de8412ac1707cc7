/* SPDX-License-Identifier: MIT */
/* A build without TLS */
#include "private-lib-tls.h"

const struct lws_tls_ops * const lws_tls_ops = NULL;
