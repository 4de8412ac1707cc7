/* SPDX-License-Identifier: MIT */
/*
 * Lets every allocation fail, of the library and of OpenSSL, one after the
 * other: nothing crashes, leaks or hangs, each attempt has its one outcome, and
 * the context works as soon as there is memory again.
 */
#include "tls-check.h"

#include <openssl/crypto.h>

/* no scenario asks for as many allocations of the library as this */
#define MANY 2000

/* ---- OpenSSL's memory ---- */

static unsigned int ssl_count, ssl_fail_at;

static int
ssl_fails(void)
{
	return ++ssl_count == ssl_fail_at;
}

static void *
ssl_malloc(size_t n, const char *file, int line)
{
	LWS_UNUSED(file);
	LWS_UNUSED(line);

	return ssl_fails() ? NULL : malloc(n);
}

static void *
ssl_realloc(void *p, size_t n, const char *file, int line)
{
	LWS_UNUSED(file);
	LWS_UNUSED(line);

	return ssl_fails() ? NULL : realloc(p, n);
}

static void
ssl_free(void *p, const char *file, int line)
{
	LWS_UNUSED(file);
	LWS_UNUSED(line);
	free(p);
}

/* ---- creation ---- */

static void
creation(void)
{
	unsigned int n;
	int failed;

	for (n = 1; n < MANY; n++) {
		t_case("creation, allocation %u fails", n);
		lws_alloc_fail_at(n, 0);
		failed = tc_create();
		if (lws_alloc_count() < n)
			break;
		lws_alloc_fail_at(0, 0);
		if (!failed)
			tc_destroy();
	}
	lws_alloc_fail_at(0, 0);
	CHECK(n > 20 && n < MANY);
	if (CHECK(tc_cx)) {
		tc_check_works();
		tc_destroy();
	}
}

/* ---- connections ---- */

static unsigned int
run(enum tc_kind kind, size_t len, unsigned int fail_at, int more, int ssl)
{
	struct tc_attempt a;
	unsigned int asked;
	int begun;

	memset(&a, 0, sizeof(a));
	a.kind = kind;
	a.len = len;
	if (ssl) {
		ssl_count = 0;
		ssl_fail_at = fail_at;
	} else
		lws_alloc_fail_at(fail_at, more);
	begun = tc_connect(&a) != NULL;
	if (begun)
		t_until(tc_cx, a.destroyed, 8000);
	asked = ssl ? ssl_count : lws_alloc_count();
	lws_alloc_fail_at(0, 0);
	ssl_fail_at = 0;
	if (begun)
		tc_check_attempt(&a);
	t_until(tc_cx, !tc_served && !tc_cx->tls_conns, 8000);
	CHECK_EQ(tc_served, 0);
	CHECK_EQ(tc_cx->tls_conns, 0);
	CHECK_EQ(tc_cx->tls_handshakes, 0);

	return asked;
}

static void
connections(enum tc_kind kind, size_t len, int more, int ssl)
{
	unsigned int n, step = !ssl ? 1 : t_slowness() > 1 ? 17 : 3;

	if (!CHECK(!tc_create()))
		return;
	for (n = 1; n < MANY * 10; n += step) {
		t_case("kind %d, %u bytes, allocation %u of %s fails%s", kind,
		       (unsigned)len, n, ssl ? "OpenSSL" : "the library",
		       more ? " and those after it" : "");
		if (run(kind, len, n, more, ssl) < n)
			break;
	}
	CHECK(n > 4 && n < MANY * 10);
	tc_check_works();
	tc_check_stats();
	tc_destroy();
}

int
main(void)
{
	int kind;

	if (!CRYPTO_set_mem_functions(ssl_malloc, ssl_realloc, ssl_free))
		return 77;
	t_begin("tls-alloc", 200);
	tc_certs();
	creation();
	for (kind = 0; kind < 3; kind++) {
		connections((enum tc_kind)kind, 0, 0, 0);
		connections((enum tc_kind)kind, 0, -1, 0);
	}
	connections(TC_WS, 60000, 0, 0);
	connections(TC_RAW, 0, 0, 1);
	tc_certs_free();

	return t_end();
}
