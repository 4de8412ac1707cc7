/* SPDX-License-Identifier: MIT */
/*
 * A server that writes down what its callbacks see, and answers everything
 * with 200 and a line about the request.
 */
#ifndef HTTP1_SERVER_UNDER_TEST_H
#define HTTP1_SERVER_UNDER_TEST_H

#include "tests.h"

/* "GET /path@host POST /path@host=body ..."; host "-": there was none */
extern char sut_events[16384];
extern int sut_port, sut_opened, sut_closed;
/* 1: nothing is written down; 2: one line to stdout for each request */
extern int sut_quiet;

/* NULL: no context */
struct lws_context *sut_create(unsigned int timeout_secs);

struct sut_outcome {
	char	events[16384];
	char	answers[32768];
	size_t	len;
	int	ended;		/* the server ended the connection */
	int	logged;
};

/* how many of the left bytes go into the next segment; NULL: all */
typedef size_t (*sut_cut)(size_t left);

size_t sut_bytewise(size_t left);
/* a new series of cuts of all sizes, and one of them */
void sut_cut_seed(unsigned int seed);
size_t sut_random(size_t left);

/*
 * Sends the bytes on a connection of their own, up to the end of the
 * connection or until `last` is in the answers.
 */
void sut_run(struct lws_context *cx, const char *bytes, size_t len,
	     sut_cut cut, const char *last, struct sut_outcome *o);
/* status of the last answer, how many there are in *count */
int sut_last_status(const struct sut_outcome *o, int *count);

#endif
