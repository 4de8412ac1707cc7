/* SPDX-License-Identifier: MIT */
/* Clocks, random, threads, files and names of this machine */
#include "plat-check.h"

#define FILE_NAME	"plat-misc-test-\xc3\xa4.tmp"

static void
test_time(void)
{
	lws_usec_t was = lws_plat_monotonic_us(), now, wall;
	struct tm tm;
	int i;

	for (i = 0; i < 100000; i++) {
		now = lws_plat_monotonic_us();
		if (now < was)
			break;
		was = now;
	}
	CHECK(i == 100000);
	CHECK(lws_now_usecs() >= was);

	wall = lws_plat_wallclock_us();
	CHECK(wall / LWS_US_PER_SEC >= (lws_usec_t)time(NULL) - 2 &&
	      wall / LWS_US_PER_SEC <= (lws_usec_t)time(NULL) + 2);
	CHECK((lws_usec_t)lws_now_secs() >= wall / LWS_US_PER_SEC - 1);

	CHECK(!lws_plat_gmtime((time_t)86400 * 365 + 3661, &tm));
	CHECK(tm.tm_year == 71 && tm.tm_mon == 0 && tm.tm_mday == 1 &&
	      tm.tm_hour == 1 && tm.tm_min == 1 && tm.tm_sec == 1);
	CHECK(!lws_plat_localtime((time_t)86400 * 365, &tm));
	CHECK(tm.tm_year >= 70 && tm.tm_year <= 71);
}

static void
test_random(void)
{
	static uint8_t a[100000], b[sizeof(a)];
	unsigned int seen[256], i, missing = 0;

	CHECK(!lws_plat_random(a, sizeof(a)));
	CHECK(!lws_plat_random(b, sizeof(b)));
	CHECK(memcmp(a, b, 32) && memcmp(a + sizeof(a) - 32,
					 b + sizeof(b) - 32, 32));
	memset(seen, 0, sizeof(seen));
	for (i = 0; i < sizeof(a); i++)
		seen[a[i]]++;
	for (i = 0; i < 256; i++)
		missing += !seen[i];
	CHECK(!missing);
	CHECK(!lws_plat_random(a, 0));
}

static lws_plat_mutex_t mutex;
static lws_plat_cond_t cond;
static int count, go;

static void
adder(void *arg)
{
	int i;

	(void)arg;
	lws_plat_mutex_lock(&mutex);
	while (!go)
		(void)lws_plat_cond_wait(&cond, &mutex, -1);
	lws_plat_mutex_unlock(&mutex);
	for (i = 0; i < 10000; i++) {
		lws_plat_mutex_lock(&mutex);
		count++;
		lws_plat_mutex_unlock(&mutex);
	}
}

static void
test_threads(void)
{
	lws_plat_thread_t t[3];
	lws_usec_t start;
	int i;

	REQUIRE(!lws_plat_mutex_init(&mutex));
	REQUIRE(!lws_plat_cond_init(&cond));
	for (i = 0; i < 3; i++)
		REQUIRE(!lws_plat_thread_create(&t[i], adder, NULL));
	lws_plat_mutex_lock(&mutex);
	CHECK(!count);
	go = 1;
	lws_plat_cond_broadcast(&cond);
	lws_plat_mutex_unlock(&mutex);
	for (i = 0; i < 3; i++)
		lws_plat_thread_join(&t[i]);
	CHECK(count == 30000);

	/* nobody signals: until the time is over */
	lws_plat_mutex_lock(&mutex);
	start = lws_plat_monotonic_us();
	while (!lws_plat_cond_wait(&cond, &mutex, 5000))
		;
	CHECK(lws_plat_monotonic_us() - start >= 4000);
	lws_plat_mutex_unlock(&mutex);
	lws_plat_cond_destroy(&cond);
	lws_plat_mutex_destroy(&mutex);
}

static void
test_whole_files(void)
{
	char buf[16];
	lws_filepos_t size = 0;
	time_t mtime = 0;

	CHECK(!lws_plat_write_file(FILE_NAME, "a\nb\r\nc", 6));
	memset(buf, 'z', sizeof(buf));
	CHECK(lws_plat_read_file(FILE_NAME, buf, sizeof(buf)) == 6);
	CHECK(!memcmp(buf, "a\nb\r\nczz", 8));
	CHECK(lws_plat_read_file(FILE_NAME, buf, 2) == 2);
	CHECK(!lws_plat_file_stat(FILE_NAME, &size, &mtime));
	CHECK(size == 6 && mtime >= time(NULL) - 3600);

	CHECK(lws_plat_read_file("no-such-file", buf, 2) == -1);
	CHECK(lws_plat_write_file("no-such-dir/x", buf, 2) == 1);
	CHECK(lws_plat_file_stat("no-such-file", &size, &mtime));
	CHECK(lws_plat_file_stat(".", &size, &mtime));
}

static void
test_file_ops(void)
{
	lws_fop_flags_t flags = LWS_O_RDONLY;
	lws_filepos_t n = 99;
	lws_fop_fd_t f;
	uint8_t buf[8];

	f = _lws_plat_file_open(NULL, FILE_NAME, FILE_NAME, &flags);
	REQUIRE(f);
	CHECK(f->len == 6 && !f->pos && f->mod_time);
	CHECK(!_lws_plat_file_read(f, &n, buf, 4) && n == 4 && f->pos == 4);
	CHECK(_lws_plat_file_seek_cur(f, -3) == 1 && f->pos == 1);
	CHECK(!_lws_plat_file_read(f, &n, buf, 8) && n == 5);
	CHECK(!memcmp(buf, "\nb\r\nc", 5));
	CHECK(!_lws_plat_file_read(f, &n, buf, 8) && !n);

	/* it stays within the file, however far one asks to go */
	CHECK(_lws_plat_file_seek_cur(f, -0x7fffffffffffffff) == 0);
	CHECK(_lws_plat_file_seek_cur(f, 0x7fffffffffffffff) == 6);
	CHECK(_lws_plat_file_write(f, &n, buf, 1) == -1 && !n);
	CHECK(!_lws_plat_file_close(&f) && !f);
	CHECK(!_lws_plat_file_close(&f));

	flags = LWS_O_RDONLY;
	CHECK(!_lws_plat_file_open(NULL, "no-such-file", "", &flags));

	flags = LWS_O_WRONLY | LWS_O_CREAT | LWS_O_TRUNC;
	f = _lws_plat_file_open(NULL, FILE_NAME, FILE_NAME, &flags);
	REQUIRE(f);
	CHECK(!_lws_plat_file_write(f, &n, (uint8_t *)"hey", 3) && n == 3);
	CHECK(f->len == 3 && f->pos == 3);
	CHECK(!_lws_plat_file_close(&f));
}

static void
test_machine(void)
{
	char name[256], tiny[4];

	CHECK(!lws_plat_hostname(name, sizeof(name)) && name[0]);
	(void)lws_plat_hostname(tiny, 0);
	CHECK(lws_plat_max_fds() >= 64);
	CHECK(lws_plat_pid());
	CHECK(lws_plat_thread_id() == lws_plat_thread_id());
}

int
main(void)
{
	REQUIRE(!lws_plat_init());
	test_time();
	test_random();
	test_threads();
	test_whole_files();
	test_file_ops();
	test_machine();
	(void)remove(FILE_NAME);
	lws_plat_deinit();

	return check_done();
}
