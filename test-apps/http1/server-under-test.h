/* SPDX-License-Identifier: MIT */
/*
 * A server that writes down what its callbacks see, and answers everything
 * with 200 and a line about the request.
 */
#ifndef HTTP1_SERVER_UNDER_TEST_H
#define HTTP1_SERVER_UNDER_TEST_H

#include "tests.h"

/* "GET /path@host POST /path@host=body ..."; host "-": there was none */
extern struct t_trace sut_trace;
extern int sut_port, sut_opened, sut_closed;

/* NULL: no context */
struct lws_context *sut_create(unsigned int timeout_secs);

#endif
