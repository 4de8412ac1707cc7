/* SPDX-License-Identifier: MIT */
/* What is logged, how lines look, log contexts, files, several threads. */

#include "private-lib-core.h"

#include "core-check.h"

static char got[16384];
static int last_level, lines;

static void
emit(int level, const char *line)
{
	last_level = level;
	lines++;
	lws_strncpy(got, line, sizeof(got));
}

static void
emit_cx(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	CHECK_EQ(strlen(line), len);
	lws_snprintf(got, sizeof(got), "%s>%s", (const char *)cx->opaque,
		     line);
	last_level = level;
}

static void
prepend(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "<%s:%s>",
			   (const char *)cx->opaque,
			   obj ? (const char *)obj : "-");
}

static void
prep_obj(struct lws_log_cx *cx, void *obj, char **p, char *e)
{
	(void)cx;
	*p += lws_snprintf(*p, lws_ptr_diff_size_t(e, *p), "[%s] ",
			   (const char *)obj);
}

static void
test_lines(void)
{
	char big[3000];

	CHECK_EQ(lwsl_visible(LLL_ERR | LLL_INFO), LLL_ERR);
	CHECK_EQ(lwsl_visible(4095), LLL_ERR | LLL_WARN | LLL_NOTICE);

	lws_set_log_level(LLL_ERR | LLL_USER, emit);
	lines = 0;
	_lws_log(LLL_WARN, "no");
	CHECK_EQ(lines, 0);
	_lws_log(LLL_USER, "n %d", 5);
	CHECK_STR(got, "n 5\n");
	CHECK_EQ(last_level, LLL_USER);
	_lws_log(LLL_ERR, "n\n");
	CHECK_STR(got, "n\n");
	_lws_log(LLL_ERR, "%s", "");
	CHECK_STR(got, "\n");

	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	_lws_log(LLL_ERR, "%s", big);
	CHECK_EQ(strlen(got), LWS_LOG_LINE_MAX - 1);
	CHECK_STR(got + LWS_LOG_LINE_MAX - 6, "x...\n");
	/* exactly what fits is not cut */
	big[LWS_LOG_LINE_MAX - 2] = '\0';
	_lws_log(LLL_ERR, "%s", big);
	CHECK_STR(got + LWS_LOG_LINE_MAX - 6, "xxxx\n");

	/* NULL keeps the emitter, 0 silences */
	lws_set_log_level(LLL_WARN, NULL);
	_lws_log(LLL_WARN, "still");
	CHECK_STR(got, "still\n");
	lws_set_log_level(0, NULL);
	lines = 0;
	_lws_log(LLL_ERR, "no");
	CHECK_EQ(lines, 0);
}

static void
test_timestamp(void)
{
	static const char letters[] = "EWNIDPHXCLUT";
	char t[64];
	int n, len;

	for (n = 0; n < LLL_COUNT; n++) {
		len = lwsl_timestamp(1 << n, t, sizeof(t));
		CHECK_EQ(len, strlen(t));
		CHECK(strlen(t) > 3 && t[strlen(t) - 3] == letters[n]);
	}
#if defined(LWS_LOGS_TIMESTAMP)
	CHECK_EQ(strlen(t), 30);
	CHECK(t[0] == '[' && t[5] == '/' && t[14] == ':' && t[25] == ']');
	CHECK_EQ(lwsl_timestamp(LLL_ERR, t, 30), 0);
	CHECK_EQ(lwsl_timestamp(LLL_ERR, t, 31), 30);
#endif
	CHECK_EQ(lwsl_timestamp(LLL_ERR, t, 3), 0);
	CHECK_STR(t, "");
	CHECK_EQ(lwsl_timestamp(0, t, sizeof(t)), 0);
	CHECK_EQ(lwsl_timestamp(LLLF_LOG_TIMESTAMP, t, sizeof(t)), 0);
	CHECK_EQ(lwsl_timestamp(LLL_ERR, t, 0), 0);
}

static int told, told_new;

static void
count_users(struct lws_log_cx *cx, int _new)
{
	told = cx->refcount;
	told_new = _new;
}

static void
test_cx(void)
{
	struct lws_log_cx parent = { .prepend = prepend, .opaque = "P" };
	struct lws_log_cx cx = { .u = { .emit = emit }, .parent = &parent,
				 .prepend = prepend, .opaque = "C",
				 .refcount_cb = count_users,
				 .lll_flags = LLL_WARN };
	struct lws_log_cx loop = { .u = { .emit = emit }, .opaque = "L",
				   .lll_flags = LLL_WARN, .prepend = prepend };
	char big[2000];

	_lws_log_cx(&cx, prep_obj, "o", LLL_WARN, "fun", "t %d", 1);
	CHECK_STR(got, "<P:o><C:o>[o] fun: t 1\n");
	_lws_log_cx(&cx, NULL, NULL, LLL_WARN, NULL, "t");
	CHECK_STR(got, "<P:-><C:->t\n");
	got[0] = '\0';
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, NULL, "t");
	CHECK_STR(got, "");

	cx.u.emit_cx = emit_cx;
	cx.lll_flags |= (uint32_t)LLLF_LOG_CONTEXT_AWARE;
	_lws_log_cx(&cx, NULL, NULL, LLL_WARN, NULL, "t");
	CHECK_STR(got, "C><P:-><C:->t\n");
	CHECK_EQ(last_level, LLL_WARN);

	/* prefixes may fill the line */
	memset(big, 'y', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	_lws_log_cx(&cx, prep_obj, big, LLL_WARN, "fun", "text");
	CHECK_EQ(strlen(got), LWS_LOG_LINE_MAX - 1 + 2);
	CHECK_STR(got + strlen(got) - 2, "y\n");
	CHECK_EQ(strlen(got), LWS_LOG_LINE_MAX + 1);

	/* a circle of parents ends */
	loop.parent = &loop;
	_lws_log_cx(&loop, NULL, NULL, LLL_WARN, NULL, "end");
	CHECK_STR(strstr(got, "end"), "end\n");

	/* NULL is the default context */
	lws_set_log_level(LLL_ERR, emit);
	_lws_log_cx(NULL, NULL, NULL, LLL_ERR, "f", "d");
	CHECK_STR(got, "f: d\n");
#if defined(LWS_LOGS_TIMESTAMP)
	lws_set_log_level(LLL_ERR | LLLF_LOG_TIMESTAMP, NULL);
	_lws_log(LLL_ERR, "d");
	CHECK_EQ(strlen(got), 30 + 2);
#endif

	lwsl_refcount_cx(&cx, 1);
	CHECK(told == 1 && told_new == 1);
	lwsl_refcount_cx(&cx, 1);
	CHECK_EQ(told, 2);
	lwsl_refcount_cx(&cx, -1);
	lwsl_refcount_cx(&cx, 0);
	CHECK(told == 0 && told_new == 0);
	lwsl_refcount_cx(NULL, 1);
}

static void
append(int level, const char *line)
{
	(void)level;
	strncat(got, line, sizeof(got) - strlen(got) - 1);
}

static void
test_hexdump(void)
{
	uint8_t b[20];
	int n;

	for (n = 0; n < 20; n++)
		b[n] = (uint8_t)(0x70 + n);

	lws_set_log_level(LLL_NOTICE, append);
	got[0] = '\0';
	lwsl_hexdump_level(LLL_NOTICE, b, 20);
	CHECK_STR(got, "\n"
		"0000: 70 71 72 73 74 75 76 77 78 79 7A 7B 7C 7D 7E 7F    "
		"pqrstuvwxyz{|}~.\n"
		"0010: 80 81 82 83                                        "
		"....            \n\n");
	got[0] = '\0';
	lwsl_hexdump_level(LLL_NOTICE, b, 0);
	lwsl_hexdump_level(LLL_NOTICE, NULL, 9);
	CHECK_STR(got, "(hexdump: zero length)\n(hexdump: NULL ptr)\n");
	got[0] = '\0';
	lwsl_hexdump_level(LLL_DEBUG, b, 20);
	lwsl_hexdump(b, 20);
	CHECK_STR(got, "");
}

static size_t
file_into_got(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n = 0;

	if (f) {
		n = fread(got, 1, sizeof(got) - 1, f);
		fclose(f);
	}
	got[n] = '\0';

	return n;
}

#define THREADS 4
#define PER_THREAD 25

static struct lws_log_cx file_cx = {
	.u = { .emit_cx = lws_log_emit_cx_file },
	.refcount_cb = lws_log_use_cx_file,
	.opaque = "core-logs-test.tmp",
	.lll_flags = LLL_USER | LLLF_LOG_CONTEXT_AWARE,
};

static void
logger(void *arg)
{
	int n;

	for (n = 0; n < PER_THREAD; n++)
		_lws_log_cx(&file_cx, NULL, NULL, LLL_USER, NULL,
			    "thread %s line %d", (const char *)arg, n);
}

static void
test_file(void)
{
	static const char *const id[THREADS] = { "0", "1", "2", "3" };
	lws_plat_thread_t th[THREADS];
	int next[THREADS] = { 0 }, n, k, l, used;
	struct lws_log_cx bad = file_cx;
	const char *p;

	remove((const char *)file_cx.opaque);

	/* nobody uses it yet: dropped */
	_lws_log_cx(&file_cx, NULL, NULL, LLL_USER, NULL, "early");
	lwsl_refcount_cx(&file_cx, 1);
	lwsl_refcount_cx(&file_cx, 1);
	lwsl_refcount_cx(&file_cx, -1);
	_lws_log_cx(&file_cx, NULL, NULL, LLL_USER, NULL, "one");
	lwsl_refcount_cx(&file_cx, -1);
	CHECK(!file_cx.stg);
	file_into_got((const char *)file_cx.opaque);
	CHECK_STR(got, "one\n");

	/* opened again: goes on behind; whole lines from several threads */
	lwsl_refcount_cx(&file_cx, 1);
	for (n = 0; n < THREADS; n++)
		CHECK_EQ(lws_plat_thread_create(&th[n], logger, (void *)id[n]),
			 0);
	for (n = 0; n < THREADS; n++)
		lws_plat_thread_join(&th[n]);
	lwsl_refcount_cx(&file_cx, -1);

	file_into_got((const char *)file_cx.opaque);
	CHECK(!strncmp(got, "one\n", 4));
	p = got + 4;
	for (n = 0; n < THREADS * PER_THREAD; n++) {
		k = l = used = -1;
		CHECK_EQ(sscanf(p, "thread %d line %d%n", &k, &l, &used), 2);
		if (k < 0 || k >= THREADS || used < 0)
			break;
		CHECK_EQ(l, next[k]++);
		CHECK(p[used] == '\n');
		p += used + 1;
	}
	CHECK_STR(p, "");
	remove((const char *)file_cx.opaque);

	/* one line about a file that cannot be opened */
	lws_set_log_level(LLL_ERR, emit);
	lines = 0;
	bad.opaque = "no-such-folder/log";
	bad.refcount = 0;
	lwsl_refcount_cx(&bad, 1);
	CHECK_EQ(lines, 1);
	CHECK(strstr(got, "no-such-folder/log") != NULL);
	_lws_log_cx(&bad, NULL, NULL, LLL_USER, NULL, "dropped");
	lwsl_refcount_cx(&bad, -1);
	CHECK_EQ(lines, 1);
}

int
main(void)
{
	test_lines();
	test_timestamp();
	test_cx();
	test_hexdump();
	test_file();

	return check_result();
}
