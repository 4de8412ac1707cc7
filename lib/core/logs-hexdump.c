/* SPDX-License-Identifier: MIT */
/* Bytes as log lines, 16 to a line, in hex and as text. */

#include "private-lib-core.h"

#define PER_LINE 16

/* room for "0123456789abcdef: ", the hex, the gap and the text */
#define LINE_LEN (18 + PER_LINE * 3 + 3 + PER_LINE + 1)

static void
dump_line(char *out, size_t ofs, const uint8_t *p, size_t n)
{
	char *o = out + lws_snprintf(out, 18, "%04llX: ",
				     (unsigned long long)ofs);
	size_t i;

	for (i = 0; i < PER_LINE; i++)
		if (i < n)
			o += lws_snprintf(o, 4, "%02X ", p[i]);
		else {
			memcpy(o, "   ", 3);
			o += 3;
		}

	memcpy(o, "   ", 3);
	o += 3;

	for (i = 0; i < PER_LINE; i++)
		if (i >= n)
			*o++ = ' ';
		else
			*o++ = (char)(p[i] < ' ' || p[i] > '~' ? '.' : p[i]);

	*o = '\0';
}

void
lwsl_hexdump_level_cx(lws_log_cx_t *cx, lws_log_prepend_cx_t prep, void *obj,
		      int hexdump_level, const void *vbuf, size_t len)
{
	const uint8_t *buf = (const uint8_t *)vbuf;
	char line[LINE_LEN];
	size_t n;

	if (!cx)
		cx = &lws_log_cx_default;

	if (!(cx->lll_flags & (uint32_t)hexdump_level))
		/* do not format what nobody wants */
		return;

	if (!buf || !len) {
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "%s",
			    buf ? "(hexdump: zero length)" :
				  "(hexdump: NULL ptr)");
		return;
	}

	_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "%s", "");

	for (n = 0; n < len; n += PER_LINE) {
		dump_line(line, n, buf + n, lws_min_sz(len - n, PER_LINE));
		_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "%s", line);
	}

	_lws_log_cx(cx, prep, obj, hexdump_level, NULL, "%s", "");
}

void
lwsl_hexdump_level(int level, const void *vbuf, size_t len)
{
	lwsl_hexdump_level_cx(NULL, NULL, NULL, level, vbuf, len);
}

void
lwsl_hexdump(const void *buf, size_t len)
{
	lwsl_hexdump_level_cx(NULL, NULL, NULL, LLL_DEBUG, buf, len);
}
