/* SPDX-License-Identifier: MIT */
/*
 * Log lines: which ones are wanted, how they are put together, who gets them.
 *
 * Every line is built on the stack of the thread that logs and handed to the
 * emitter whole, ending in one newline, so lines of several threads do not mix
 * as long as the emitter writes each with one call; those here do. Nothing is
 * allocated. A line longer than LWS_LOG_LINE_MAX ends in "...".
 *
 * A log context says what is wanted (lll_flags), what every line begins with
 * and where it goes. What has none of its own uses lws_log_cx_default, which
 * belongs to the process.
 */

#include "private-lib-core.h"

struct lws_log_cx lws_log_cx_default = {
	.u = { .emit = lwsl_emit_stderr },
	.lll_flags = LLL_ERR | LLL_WARN | LLL_NOTICE,
	.refcount = 1,
};

/* log contexts nested deeper than this are not asked for their prefix */
#define LOG_PARENTS_MAX 8

/* in the order of the LLL_ bits */
static const char level_letters[] = "EWNIDPHXCLUT";

/*
 * Writes "[2026/01/31 23:59:59:1234] E: " for the lowest level bit in level,
 * the last number counting tenths of milliseconds, local time. Returns its
 * length; 0 and an empty string if it does not fit or level has no level bit.
 */
int
lwsl_timestamp(int level, char *p, size_t len)
{
#if defined(LWS_LOGS_TIMESTAMP)
	lws_usec_t now = lws_plat_wallclock_us();
	struct tm tm;
#endif
	size_t i;
	int n;

	if (!len)
		return 0;

	p[0] = '\0';
	for (i = 0; !(level & (1 << i)); i++)
		if (i == LLL_COUNT - 1)
			return 0;

#if defined(LWS_LOGS_TIMESTAMP)
	if (lws_plat_localtime((time_t)(now / LWS_US_PER_SEC), &tm))
		memset(&tm, 0, sizeof(tm));

	n = snprintf(p, len, "[%04d/%02d/%02d %02d:%02d:%02d:%04d] %c: ",
		     tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		     tm.tm_min, tm.tm_sec, (int)(now % LWS_US_PER_SEC / 100),
		     level_letters[i]);
#else
	n = snprintf(p, len, "%c: ", level_letters[i]);
#endif
	if (n < 0 || (size_t)n >= len) {
		p[0] = '\0';
		return 0;
	}

	return n;
}

/* one call of the C library, which locks the stream while it writes */
static void
to_stderr(int level, const char *line, int with_timestamp)
{
	char buf[LWS_LOG_LINE_MAX + 64];
	size_t len = strlen(line), n = 0;

	if (with_timestamp)
		n = (size_t)lwsl_timestamp(level, buf, sizeof(buf));

	if (len > sizeof(buf) - n) {
		/* not one of our own lines */
		fprintf(stderr, "%.*s%s", (int)n, buf, line);
	} else {
		memcpy(buf + n, line, len);
		fwrite(buf, 1, n + len, stderr);
	}

	/* Windows' C library may buffer it when it is no console */
	fflush(stderr);
}

void
lwsl_emit_stderr(int level, const char *line)
{
	to_stderr(level, line, 1);
}

void
lwsl_emit_stderr_notimestamp(int level, const char *line)
{
	to_stderr(level, line, 0);
}

void
lwsl_emit_syslog(int level, const char *line)
{
	lws_plat_syslog(level, line);
}

/*
 * Sets what the default context wants, and its emitter unless that is NULL.
 * Meant to be called before other threads log.
 */
void
lws_set_log_level(int level, lws_log_emit_t log_emit_function)
{
	const uint32_t aware = (uint32_t)LLLF_LOG_CONTEXT_AWARE;
	uint32_t keep = lws_log_cx_default.lll_flags & aware;

	if (log_emit_function) {
		lws_log_cx_default.u.emit = log_emit_function;
		keep = 0;
	}

	lws_log_cx_default.lll_flags = ((uint32_t)level & ~aware) | keep;
}

/* the bits of level that the default context wants */
int
lwsl_visible(int level)
{
	return (int)(lws_log_cx_default.lll_flags & (uint32_t)level);
}

/* the prefixes of the ancestors, outermost first, then cx's own */
static char *
add_prefixes(lws_log_cx_t *cx, void *obj, char *p, char *end)
{
	lws_log_cx_t *chain[LOG_PARENTS_MAX];
	int n = 0;

	for (; cx && n < LOG_PARENTS_MAX; cx = cx->parent)
		chain[n++] = cx;

	while (n--)
		if (chain[n]->prepend && p < end)
			chain[n]->prepend(chain[n], obj, &p, end);

	return p;
}

static char *
add_text(char *p, char *end, const char *format, va_list vl)
{
	size_t room = (size_t)(end - p);
	int n = vsnprintf(p, room, format, vl);

	if (n < 0)
		/* it cannot be formatted; the rest of the line still tells */
		return p;

	if ((size_t)n < room)
		return p + n;

	if (room > 4)
		memcpy(end - 4, "...", 4);

	return end - 1;
}

static void
log_line(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter,
	 const char *fun, const char *format, va_list vl)
{
	char buf[LWS_LOG_LINE_MAX], *p = buf;
	char *end = buf + sizeof(buf) - 1;	/* leaves room for "\n" */

	if (!cx)
		cx = &lws_log_cx_default;

	if (!(cx->lll_flags & (uint32_t)filter) || !cx->u.emit)
		return;

	if (cx->lll_flags & LLLF_LOG_TIMESTAMP)
		p += lwsl_timestamp(filter, p, sizeof(buf) - 1);

	p = add_prefixes(cx, obj, p, end);
	if (prep && p < end)
		prep(cx, obj, &p, end);

	if (fun && p < end)
		p += lws_snprintf(p, (size_t)(end - p), "%s: ", fun);

	/* a prefix that filled the line leaves its last byte for the NUL */
	if (p >= end)
		p = end - 1;

	p = add_text(p, end, format, vl);
	if (p == buf || p[-1] != '\n')
		*p++ = '\n';
	*p = '\0';

	if (cx->lll_flags & (uint32_t)LLLF_LOG_CONTEXT_AWARE)
		cx->u.emit_cx(cx, filter, buf, (size_t)(p - buf));
	else
		cx->u.emit(filter, buf);
}

void
_lws_logv(int filter, const char *format, va_list vl)
{
	log_line(NULL, NULL, NULL, filter, NULL, format, vl);
}

void
_lws_log(int filter, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(NULL, NULL, NULL, filter, NULL, format, ap);
	va_end(ap);
}

/*
 * The line goes to cx (NULL: the default one) and reads: what the prepend
 * callbacks of cx and its parents say about obj, what prep says about it, the
 * function's name if there is one, the text.
 */
void
_lws_log_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj, int filter,
	    const char *_fun, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_line(cx, prep, obj, filter, _fun, format, ap);
	va_end(ap);
}

/* one more user of cx (_new > 0), or one fewer; then tells its refcount_cb */
void
lwsl_refcount_cx(lws_log_cx_t *cx, int _new)
{
	if (!cx)
		return;

	cx->refcount += _new > 0 ? 1 : -1;

	if (cx->refcount_cb)
		cx->refcount_cb(cx, _new);
}
