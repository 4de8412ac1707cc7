/* SPDX-License-Identifier: MIT */
/*
 * Slow clients: heads and bodies that come a byte at a time, heads that do
 * not come at all, connections that idle behind an answer.  Each is cut by
 * its timer, without an answer, and a healthy client beside them is served
 * all the time: its latencies are printed beside those without them.
 *
 *   http1-slow [CLIENTS [TIMEOUT_SECONDS]]
 *
 * The server has a thread of its own.
 */
#include "server-under-test.h"

enum kind { HEAD, BODY, SILENT, IDLE, KINDS };

static const char *const kind_names[] = {
	"slow head", "slow body", "silent", "idle after an answer"
};

struct slow {
	lws_sockfd_type	fd;
	size_t		sent;
	size_t		got;
	int		gone;
};

struct latency {
	uint64_t	*us;
	size_t		n, size;
};

#define REQUEST "GET /healthy HTTP/1.1\r\nHost: a\r\n\r\n"
#define BODY_HEAD "POST /p HTTP/1.1\r\nHost: a\r\n" \
		  "Content-Length: 100000\r\n\r\n"

static struct lws_context *cx;
static struct slow *slow;
static size_t count;

static struct t_mutex *lock;
static int over;

static int
is_over(int end)
{
	int n;

	t_mutex_lock(lock);
	over |= end;
	n = over;
	t_mutex_unlock(lock);

	return n;
}

static void
serve(void *arg)
{
	(void)arg;
	while (!is_over(0) && lws_service(cx, 0) >= 0)
		;
}

static size_t
length(size_t n)
{
	return strlen(n % KINDS == BODY ? BODY_HEAD : REQUEST);
}

/* the next byte of its request, or what it has to say at once */
static int
say(size_t n)
{
	static const char x = 'x';
	struct slow *s = &slow[n];
	const char *text = n % KINDS == BODY ? BODY_HEAD : REQUEST;
	size_t len = 1;

	switch ((enum kind)(n % KINDS)) {
	case SILENT:
		return 0;
	case HEAD:
		/* it never comes to the last one */
		if (s->sent + 1 >= length(n))
			return 0;
		text += s->sent;
		break;
	case BODY:
		if (s->sent)
			text = &x;
		else
			len = length(n);
		break;
	default:
		if (s->sent)
			return 0;
		len = length(n);
		break;
	}
	if (t_sock_send(s->fd, text, len) < 0)
		return -1;
	s->sent += len;

	return 0;
}

/* all of them once; how many are still there */
static size_t
turn(void)
{
	char buf[512];
	size_t n, there = 0;
	int r;

	for (n = 0; n < count; n++) {
		struct slow *s = &slow[n];

		if (s->gone)
			continue;
		r = say(n) ? T_RESET : t_sock_recv(s->fd, buf, sizeof(buf));
		if (r > 0)
			s->got += (size_t)r;
		s->gone = r < 0;
		there += !s->gone;
	}

	return there;
}

/* one round trip of the healthy one: us, or 0 when it failed */
static uint64_t
round_trip(lws_sockfd_type fd)
{
	uint64_t from = t_now(), now;
	char buf[1024];
	size_t got = 0;
	int n;

	if (t_sock_send(fd, REQUEST, sizeof(REQUEST) - 1) <= 0)
		return 0;
	for (;;) {
		n = t_sock_recv(fd, buf + got, sizeof(buf) - 1 - got);
		now = t_now();
		if (n < 0 || now - from > 30000000)
			return 0;
		got += (size_t)n;
		buf[got] = '\0';
		if (strstr(buf, "bytes\n"))
			return now - from + !(now - from);
		/* it is there in no time, or else it may take its time */
		t_sleep_ms(now - from > 2000);
	}
}

static void
note(struct latency *l, uint64_t us)
{
	if (l->n == l->size) {
		l->size = l->size ? l->size * 2 : 1024;
		l->us = realloc(l->us, l->size * sizeof(*l->us));
		if (!l->us)
			exit(1);
	}
	l->us[l->n++] = us;
}

/* with the slow ones, until the last of them has gone; or for so many ms */
static void
healthy(struct latency *l, lws_sockfd_type fd, int with_slow, unsigned int ms)
{
	uint64_t end = t_now() + ms * (uint64_t)1000, next = 0;
	size_t there = 1;

	while (there && t_now() < end) {
		uint64_t us = round_trip(fd);

		if (!CHECK(us != 0))
			return;
		note(l, us);
		t_sleep_ms(2);
		if (with_slow && t_now() >= next) {
			next = t_now() + 100000;
			there = turn();
		}
	}
}

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
print(const char *what, struct latency *l)
{
	if (!l->n)
		return;
	qsort(l->us, l->n, sizeof(*l->us), by_size);
	printf("%-24s %6u round trips: median %6u us, 99 %% %6u us, worst "
	       "%6u us\n", what, (unsigned int)l->n,
	       (unsigned int)l->us[l->n / 2],
	       (unsigned int)l->us[l->n * 99 / 100],
	       (unsigned int)l->us[l->n - 1]);
}

static void
check_slow(void)
{
	size_t n, cut[KINDS] = { 0, 0, 0, 0 }, all[KINDS] = { 0, 0, 0, 0 },
	       k;

	for (n = 0; n < count; n++) {
		all[n % KINDS]++;
		cut[n % KINDS] += slow[n].gone != 0;
		/* only who asked was answered */
		t_case("client %u, %s", (unsigned int)n, kind_names[n % KINDS]);
		CHECK((slow[n].got != 0) == (n % KINDS == IDLE));
	}
	for (k = 0; k < KINDS; k++) {
		t_case("%s", kind_names[k]);
		CHECK_EQ(cut[k], all[k]);
		printf("%-24s %u of %u cut by their timer\n", kind_names[k],
		       (unsigned int)cut[k], (unsigned int)all[k]);
	}
}

int
main(int argc, char **argv)
{
	unsigned int secs = argc > 2 ? (unsigned int)atoi(argv[2]) : 1;
	struct latency alone = { NULL, 0, 0 }, beside = { NULL, 0, 0 };
	struct t_thread *t;
	lws_sockfd_type fd;
	size_t n;

	count = argc > 1 ? (size_t)atoi(argv[1]) : 80;
	t_begin("http1-slow", 100 + (int)secs * 4);
	t_raise_fd_limit();
	sut_quiet = 1;
	slow = calloc(count, sizeof(*slow));
	cx = sut_create(secs);
	if (!CHECK(cx && slow))
		return t_end();
	lock = t_mutex_new();
	t = t_thread_start(serve, NULL);

	t_case("alone");
	fd = t_sock_connect(sut_port);
	t_sleep_ms(100);
	healthy(&alone, fd, 0, secs * 1000 + 500);

	t_case("beside the slow ones");
	for (n = 0; n < count; n++) {
		slow[n].fd = t_sock_connect(sut_port);
		CHECK(slow[n].fd != T_INVALID);
		/* the backlog is not what is tested here */
		if (n % 50 == 49)
			t_sleep_ms(5);
	}
	healthy(&beside, fd, 1, (secs * 6 + 30) * 1000);
	print("alone", &alone);
	print("beside the slow ones", &beside);
	check_slow();

	is_over(1);
	lws_cancel_service(cx);
	t_thread_join(t);
	t_mutex_free(lock);
	t_sock_close(fd);
	for (n = 0; n < count; n++)
		t_sock_close(slow[n].fd);
	free(slow);
	free(alone.us);
	free(beside.us);
	lws_context_destroy(cx);

	return t_end();
}
