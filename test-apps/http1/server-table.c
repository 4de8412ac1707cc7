/* SPDX-License-Identifier: MIT */
/*
 * Good and bad requests against a live server, over a socket: all at once,
 * and byte by byte, which has to give the same events and the same answers.
 * What is refused is answered with the right status, the connection ends, and
 * nothing behind it is looked at.
 *
 *   http1-server-table [--table | --dump]
 *
 * --dump prints the messages in hexadecimal, for other programs.
 */
#include "cases.h"
#include "server-under-test.h"

#define CANARY "GET /canary HTTP/1.1\r\nHost: a\r\n\r\n"
#define CANARY_SEEN "GET /canary@a"

static struct lws_context *cx;

/* the case with its filling and the canary */
static size_t
make(const struct server_case *c, char *buf, size_t size)
{
	size_t at = c->len - c->tail, n, flen = c->fill ? strlen(c->fill) : 0;

	if (!CHECK(c->len + c->fills * flen + sizeof(CANARY) < size))
		return 0;
	memcpy(buf, c->bytes, at);
	for (n = 0; n < c->fills; n++) {
		memcpy(buf + at, c->fill, flen);
		at += flen;
	}
	memcpy(buf + at, c->bytes + c->len - c->tail, c->tail);
	at += c->tail;
	memcpy(buf + at, CANARY, sizeof(CANARY) - 1);

	return at + sizeof(CANARY) - 1;
}

static void
check(const struct server_case *c, const struct sut_outcome *o, const char *how)
{
	char want[2048];
	int count, status = sut_last_status(o, &count);

	t_case("%s: %s, %s", c->group, c->name, how);
	lws_snprintf(want, sizeof(want), "%s%s%s", c->events,
		     c->status || !*c->events ? "" : " ",
		     c->status ? "" : CANARY_SEEN);
	CHECK_STR(o->events, want);
	if (c->status > ENDS) {
		CHECK_EQ(status, c->status);
		CHECK(strstr(o->answers, "connection: close"));
		/* its cause, and nothing else, is in the log */
		CHECK_EQ(o->logged, 1);
	} else
		CHECK_EQ(status, 200);
	CHECK_EQ(o->ended, c->status != GOOD);
	if (o->ended)
		CHECK(!strstr(o->answers, "/canary") &&
		      !strstr(o->events, "/canary"));
}

static void
one(const struct server_case *c, int table)
{
	static struct sut_outcome all, bytes;
	static char buf[32768];
	size_t len = make(c, buf, sizeof(buf));
	int n_all, n_bytes, s_all, s_bytes;

	sut_run(cx, buf, len, NULL, "/canary", &all);
	check(c, &all, "at once");
	sut_run(cx, buf, len, sut_bytewise, "/canary", &bytes);
	check(c, &bytes, "byte by byte");
	CHECK_STR(bytes.answers, all.answers);
	s_all = sut_last_status(&all, &n_all);
	s_bytes = sut_last_status(&bytes, &n_bytes);
	CHECK_EQ(n_bytes, n_all);
	if (table)
		printf("%-8s %-48s %3d %3d %3d %s\n", c->group, c->name,
		       c->status > ENDS ? c->status : 200, s_all, s_bytes,
		       c->status == GOOD ? "goes on" : "ends");
}

/* lines of status, name, bytes */
static int
dump(void)
{
	static char buf[32768];
	size_t n, i, len;

	for (n = 0; n < server_cases_count; n++) {
		const struct server_case *c = &server_cases[n];

		len = make(c, buf, sizeof(buf));
		printf("%d\t%s: %s\t", c->status, c->group, c->name);
		for (i = 0; i < len; i++)
			printf("%02x", (unsigned char)buf[i]);
		printf("\n");
	}

	return 0;
}

int
main(int argc, char **argv)
{
	int table = argc > 1 && !strcmp(argv[1], "--table");
	unsigned int refused = 0;
	size_t n;

	if (argc > 1 && !strcmp(argv[1], "--dump"))
		return dump();

	t_begin("http1-server-table", 200);
	cx = sut_create(60);
	if (!CHECK(cx != NULL))
		return t_end();
	t_tick_start(cx);

	if (table)
		printf("%-8s %-48s %3s %3s %3s\n", "group", "request", "RFC",
		       "all", "1by1");
	for (n = 0; n < server_cases_count; n++) {
		one(&server_cases[n], table);
		refused += server_cases[n].status > ENDS;
	}
	printf("http1-server-table: %u requests, %u of them refused\n",
	       (unsigned int)server_cases_count, refused);
	t_case("size of the table");
	CHECK(refused >= 40);

	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
