/* SPDX-License-Identifier: MIT */
/*
 * The resolver: names that hang hold up nobody, cancelling in every state,
 * limits, ends of threads, and destroying it while a lookup hangs.
 *
 * The lookup is ours: names beginning with "hang" wait until the gate opens,
 * "fail" fails, and all others have the address 127.0.0.1.
 */
#include "plat-check.h"
#include "resolve.h"

#define MANY	200

static struct lws_plat_wake wake;
static struct lws_resolver *r;
static lws_plat_mutex_t gate_mutex;
static lws_plat_cond_t gate_cond;
static int gate_open, in_lookup, returned, most_at_once;

struct outcome {
	int			calls, ok, port;
	char			reason[128];
	struct lws_resolve_req	*cancel;
	struct lws_resolver	**destroy;
};

static void
wake_cb(void *arg)
{
	(void)arg;
	if (lws_plat_wake_signal(&wake))
		exit(2);
}

static int
lookup_fake(const char *host, const struct addrinfo *hints,
	    struct addrinfo **res)
{
	struct addrinfo h = *hints;
	int ret;

	lws_plat_mutex_lock(&gate_mutex);
	if (++in_lookup > most_at_once)
		most_at_once = in_lookup;
	lws_plat_cond_broadcast(&gate_cond);
	while (!strncmp(host, "hang", 4) && !gate_open)
		(void)lws_plat_cond_wait(&gate_cond, &gate_mutex, -1);
	lws_plat_mutex_unlock(&gate_mutex);

	h.ai_flags = AI_NUMERICHOST;
	ret = strcmp(host, "fail") ?
			getaddrinfo("127.0.0.1", NULL, &h, res) : EAI_NONAME;

	lws_plat_mutex_lock(&gate_mutex);
	in_lookup--;
	returned++;
	lws_plat_cond_broadcast(&gate_cond);
	lws_plat_mutex_unlock(&gate_mutex);

	return ret;
}

static void
gate(int open)
{
	lws_plat_mutex_lock(&gate_mutex);
	gate_open = open;
	lws_plat_cond_broadcast(&gate_cond);
	lws_plat_mutex_unlock(&gate_mutex);
}

/* Until so many lookups are under way (or, down: no more than that) */
static void
wait_lookups(int n, int down)
{
	lws_plat_mutex_lock(&gate_mutex);
	while (down ? in_lookup > n : in_lookup < n)
		if (lws_plat_cond_wait(&gate_cond, &gate_mutex,
				       30 * LWS_US_PER_SEC)) {
			CHECK_FAIL("the lookups came and went");
			break;
		}
	lws_plat_mutex_unlock(&gate_mutex);
}

static void
outcome_cb(void *opaque, struct addrinfo *list, enum lws_client_cause cause,
	   const char *reason)
{
	struct outcome *o = opaque;
	struct sockaddr_in6 *s6;

	o->calls++;
	CHECK(!list == !!reason);
	if (list) {
		o->ok = 1;
		s6 = (struct sockaddr_in6 *)(void *)list->ai_addr;
		/* the port has the same place in both families */
		o->port = ntohs(s6->sin6_port);
		lws_resolver_result_free(list);
	} else {
		CHECK(cause == LWS_CLIENT_CAUSE_NO_NAME);
		snprintf(o->reason, sizeof(o->reason), "%s", reason);
	}

	if (o->cancel)
		lws_resolver_cancel(o->cancel);
	if (o->destroy)
		lws_resolver_destroy(o->destroy);
}

/* One turn of the loop; 0 when there was nothing to do for us */
static int
turn(lws_usec_t us)
{
	if (!check_poll1(wake.fd, LWS_POLLIN, us))
		return 0;
	lws_plat_wake_drain(&wake);
	lws_resolver_collect(r);

	return 1;
}

static void
turns_until(int *flag, int n)
{
	while (*flag < n)
		if (!turn(30 * LWS_US_PER_SEC)) {
			CHECK_FAIL("an outcome was due");
			return;
		}
}

static struct lws_resolve_req *
go(const char *host, struct outcome *o)
{
	struct lws_resolve_req *req;

	memset(o, 0, sizeof(*o));
	req = lws_resolver_start(r, host, 4711, AF_UNSPEC, outcome_cb, o);
	CHECK(req);

	return req;
}

static void
fresh(unsigned int threads, lws_usec_t idle_us)
{
	gate(0);
	most_at_once = 0;
	r = lws_resolver_create(wake_cb, NULL);
	REQUIRE(r);
	lws_resolver_set_lookup(r, lookup_fake);
	lws_resolver_set_limits(r, threads, idle_us);
}

static void
test_numeric_and_bad(void)
{
	char longest[400];
	struct outcome o;

	fresh(4, LWS_US_PER_SEC);
	go("192.0.2.1", &o);
	CHECK(!o.calls);
	turns_until(&o.calls, 1);
	CHECK(o.ok && o.port == 4711);
	go("::1", &o);
	turns_until(&o.calls, 1);
	CHECK(o.ok && o.port == 4711);

	go("", &o);
	turns_until(&o.calls, 1);
	CHECK(!o.ok && strstr(o.reason, "EAI_NONAME"));
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	go(longest, &o);
	turns_until(&o.calls, 1);
	CHECK(!o.ok);

	/* none of them needed a thread */
	CHECK(!lws_resolver_threads(r));
	lws_resolver_destroy(&r);
	CHECK(!r);
	lws_resolver_destroy(&r);
}

static void
test_hang(void)
{
	struct outcome h[4], ok, fail, late;
	struct lws_resolve_req *second;
	int i;

	fresh(4, LWS_US_PER_SEC);
	go("hang1", &h[0]);
	second = go("hang2", &h[1]);
	go("hang3", &h[2]);
	wait_lookups(3, 0);
	go("works", &ok);
	turns_until(&ok.calls, 1);
	CHECK(ok.ok && ok.port == 4711);
	go("fail", &fail);
	turns_until(&fail.calls, 1);
	CHECK(!fail.ok && strstr(fail.reason, "does not resolve"));

	/* at the limit the next one has to queue */
	go("hang4", &h[3]);
	wait_lookups(4, 0);
	go("late", &late);
	CHECK(lws_resolver_threads(r) == 4);
	CHECK(!turn(50 * LWS_US_PER_MS) || !late.calls);
	CHECK(!late.calls && !h[0].calls);
	lws_resolver_cancel(second);

	gate(1);
	turns_until(&late.calls, 1);
	for (i = 0; i < 4; i++)
		if (i != 1)
			turns_until(&h[i].calls, 1);
	wait_lookups(0, 1);
	while (turn(20 * LWS_US_PER_MS))
		;
	CHECK(!h[1].calls);
	CHECK(h[0].calls == 1 && h[2].calls == 1 && h[3].calls == 1);
	CHECK(ok.calls == 1 && fail.calls == 1 && late.calls == 1);
	lws_resolver_destroy(&r);
}

static void
test_many(void)
{
	static struct outcome o[MANY];
	char name[32];
	int i;

	fresh(8, LWS_US_PER_SEC);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "name%d", i);
		go(name, &o[i]);
		CHECK(lws_resolver_threads(r) <= 8);
	}
	for (i = 0; i < MANY; i++)
		turns_until(&o[i].calls, 1);
	for (i = 0; i < MANY; i++)
		CHECK(o[i].calls == 1 && o[i].ok);
	CHECK(most_at_once <= 8);
	lws_resolver_destroy(&r);
}

static void
test_cancel(void)
{
	struct outcome running, queued, done, a, b;
	struct lws_resolve_req *qr, *qq, *qd;

	fresh(1, LWS_US_PER_SEC);
	qr = go("hang", &running);
	wait_lookups(1, 0);
	qq = go("queued", &queued);
	lws_resolver_cancel(qq);
	qd = go("127.0.0.1", &done);
	lws_resolver_cancel(qd);
	lws_resolver_cancel(qr);
	gate(1);
	wait_lookups(0, 1);

	/* one that is done is cancelled by the callback of another */
	go("127.0.0.1", &a);
	a.cancel = go("127.0.0.2", &b);
	turns_until(&a.calls, 1);
	while (turn(20 * LWS_US_PER_MS))
		;
	CHECK(!running.calls && !queued.calls && !done.calls && !b.calls);
	CHECK(a.calls == 1);
	lws_resolver_destroy(&r);
}

/* Threads without work end, and more names bring new ones */
static void
test_idle(void)
{
	struct outcome o;
	int i, n;

	fresh(4, 5 * LWS_US_PER_MS);
	for (i = 0; i < 2; i++) {
		go("name", &o);
		turns_until(&o.calls, 1);
		for (n = 0; lws_resolver_threads(r) && n < 1000; n++)
			(void)turn(10 * LWS_US_PER_MS);
		CHECK(!lws_resolver_threads(r));
	}
	lws_resolver_destroy(&r);
}

static void
test_destroy(void)
{
	struct outcome hangs, queued, done, idle, o;
	int before;

	/* with one hanging, one queued, one done */
	fresh(1, LWS_US_PER_SEC);
	go("hang", &hangs);
	wait_lookups(1, 0);
	go("queued", &queued);
	go("127.0.0.1", &done);
	before = returned;
	lws_resolver_destroy(&r);
	lws_plat_wake_drain(&wake);
	CHECK(returned == before);
	gate(1);
	wait_lookups(0, 1);
	CHECK(!check_poll1(wake.fd, LWS_POLLIN, 50 * LWS_US_PER_MS));
	CHECK(!hangs.calls && !queued.calls && !done.calls);

	/* with an idle thread */
	fresh(2, 100 * LWS_US_PER_SEC);
	go("name", &idle);
	turns_until(&idle.calls, 1);
	lws_resolver_destroy(&r);

	/* from inside a callback, with another outcome behind it */
	fresh(2, LWS_US_PER_SEC);
	go("127.0.0.1", &o);
	o.destroy = &r;
	go("127.0.0.2", &done);
	while (r && turn(30 * LWS_US_PER_SEC))
		;
	CHECK(o.calls == 1 && !r && !done.calls);
}

/* The system's own lookup */
static void
test_system(void)
{
	struct outcome ok, bad;

	r = lws_resolver_create(wake_cb, NULL);
	REQUIRE(r);
	go("localhost", &ok);
	go("does-not-exist.invalid", &bad);
	turns_until(&ok.calls, 1);
	CHECK(ok.ok && ok.port == 4711);
	turns_until(&bad.calls, 1);
	CHECK(!bad.ok && bad.reason[0]);
	lws_resolver_destroy(&r);
}

int
main(void)
{
	REQUIRE(!lws_plat_init());
	REQUIRE(!lws_plat_wake_create(&wake));
	REQUIRE(!lws_plat_mutex_init(&gate_mutex));
	REQUIRE(!lws_plat_cond_init(&gate_cond));
	test_numeric_and_bad();
	test_hang();
	test_many();
	test_cancel();
	test_idle();
	test_destroy();
	test_system();
	lws_plat_cond_destroy(&gate_cond);
	lws_plat_mutex_destroy(&gate_mutex);
	lws_plat_wake_destroy(&wake);
	lws_plat_deinit();

	return check_done();
}
