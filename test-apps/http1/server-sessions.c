/* SPDX-License-Identifier: MIT */
/*
 * Sessions: many requests of the table behind each other on one connection,
 * the last one good or bad, chosen and cut at random.  However they are cut,
 * the server sees and answers the same.
 *
 *   http1-server-sessions [SESSIONS [SEED]]
 */
#include "cases.h"
#include "server-under-test.h"

#define REQUESTS_MAX 40
#define LAST "GET /canary HTTP/1.1\r\nHost: a\r\n\r\n"

static struct lws_context *cx;
static unsigned int rnd;

static size_t
pick(size_t n)
{
	rnd = rnd * 1103515245u + 12345u;

	return ((size_t)rnd >> 8) % n;
}

static size_t
add(char *buf, size_t at, const struct server_case *c)
{
	size_t n, flen = c->fill ? strlen(c->fill) : 0;

	memcpy(buf + at, c->bytes, c->len - c->tail);
	at += c->len - c->tail;
	for (n = 0; n < c->fills; n++) {
		memcpy(buf + at, c->fill, flen);
		at += flen;
	}
	memcpy(buf + at, c->bytes + c->len - c->tail, c->tail);

	return at + c->tail;
}

static const struct server_case *
pick_case(int good)
{
	const struct server_case *c;

	do
		c = &server_cases[pick(server_cases_count)];
	while ((c->status == GOOD) != good);

	return c;
}

/* several good requests; the canary, or something that ends it */
static size_t
make(char *buf)
{
	size_t n = pick(REQUESTS_MAX) + 1, at = 0;

	while (n--)
		at = add(buf, at, pick_case(1));
	if (pick(2))
		at = add(buf, at, pick_case(0));
	memcpy(buf + at, LAST, sizeof(LAST) - 1);

	return at + sizeof(LAST) - 1;
}

static void
compare(const char *how, const struct sut_outcome *a,
	const struct sut_outcome *b, unsigned int session)
{
	t_case("session %u, %s", session, how);
	CHECK_STR(b->events, a->events);
	CHECK_STR(b->answers, a->answers);
	CHECK_EQ(b->ended, a->ended);
	CHECK_EQ(b->logged, a->logged);
}

int
main(int argc, char **argv)
{
	/* more than there can be: the longest is the one with 99 fields */
	static char buf[65536];
	static struct sut_outcome first, other;
	unsigned int n, k, sessions = argc > 1 ? (unsigned int)atoi(argv[1]) :
						 60,
		     seed = argc > 2 ? (unsigned int)atoi(argv[2]) : 1;

	t_begin("http1-server-sessions", 200);
	cx = sut_create(60);
	if (!CHECK(cx != NULL))
		return t_end();
	t_tick_start(cx);

	for (n = 0; n < sessions; n++) {
		size_t len;

		rnd = (seed + n) * 2654435761u;
		len = make(buf);
		t_case("session %u", n);
		CHECK(len < sizeof(buf));
		sut_run(cx, buf, len, NULL, "/canary", &first);
		CHECK(first.len > 0 && first.len < sizeof(first.answers) - 1);
		for (k = 0; k < 3; k++) {
			sut_cut_seed(seed + n * 3 + k);
			sut_run(cx, buf, len, sut_random, "/canary", &other);
			compare("in pieces", &first, &other, n);
		}
		/* long ones take their time byte by byte */
		if (len < 3000) {
			sut_run(cx, buf, len, sut_bytewise, "/canary", &other);
			compare("byte by byte", &first, &other, n);
		}
	}
	printf("http1-server-sessions: %u sessions, seed %u\n", sessions, seed);

	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
