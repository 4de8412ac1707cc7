/* SPDX-License-Identifier: MIT */
/*
 * What is printed: messages to stdout, everything else to stderr.  On a
 * terminal there are colours, and no control characters of the peer's: what it
 * sends must not move the cursor, or worse.
 */
#include "wscat.h"

#include <stdarg.h>

#if defined(_WIN32)
#include <io.h>
#define isatty _isatty
#define fileno _fileno
#else
#include <unistd.h>
#endif

static int terminal_out, terminal_err, colours, quiet, prompted;

static const char *
colour_of(enum kind kind)
{
	switch (kind) {
	case OUT_ERROR:
		return "\033[31m";
	case OUT_RECEIVED:
		return "\033[36m";
	case OUT_CONTROL:
		return "\033[33m";
	case OUT_INFO:
		break;
	}

	return "\033[32m";
}

#if defined(_WIN32)
/* nonzero: the console understands escape sequences now */
static int
console_colours(void)
{
	HANDLE h = GetStdHandle(STD_OUTPUT_HANDLE);
	DWORD mode;

	SetConsoleOutputCP(CP_UTF8);

	/* ENABLE_VIRTUAL_TERMINAL_PROCESSING */
	return GetConsoleMode(h, &mode) && SetConsoleMode(h, mode | 4);
}
#else
static int
console_colours(void)
{
	const char *term = getenv("TERM");

	return term && strcmp(term, "dumb");
}
#endif

void
output_init(const struct options *o)
{
	const char *no = getenv("NO_COLOR");

	terminal_out = isatty(fileno(stdout));
	terminal_err = isatty(fileno(stderr));
	quiet = o->quiet;
	colours = terminal_out && !o->no_colour && !(no && *no) &&
		  console_colours();
}

/* the line with the prompt is written over */
static void
unprompt(void)
{
	if (prompted)
		fputs(colours ? "\r\033[K" : "\r", stdout);
	prompted = 0;
}

/* U+0080 to U+009F, which are c2 80 to c2 9f, are control characters as well;
 * the two bytes of one may come in different pieces */
static void
put_printable(FILE *f, const char *p, size_t len)
{
	static int held;
	size_t n;

	for (n = 0; n < len; n++) {
		unsigned int c = (unsigned char)p[n];
		int was_held = held;

		held = c == 0xc2;
		if (was_held && (c & 0xe0) == 0x80) {
			fprintf(f, "\\xc2\\x%02x", c);
			continue;
		}
		if (was_held)
			fputc(0xc2, f);
		if (held)
			continue;
		if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
			fprintf(f, "\\x%02x", c);
		else
			fputc((int)c, f);
	}
}

static void
put(FILE *f, int terminal, const char *p, size_t len)
{
	if (terminal)
		put_printable(f, p, len);
	else
		fwrite(p, 1, len, f);
}

void
output_say(enum kind kind, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	int on;

	if (quiet && kind != OUT_ERROR)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);

	unprompt();
	fflush(stdout);
	on = colours && terminal_err;
	fputs(on ? colour_of(kind) : "", stderr);
	put(stderr, terminal_err, line, strlen(line));
	fputs(on ? "\033[0m\n" : "\n", stderr);
	fflush(stderr);
}

void
output_message(const char *p, size_t len, int binary, int first, int final)
{
	size_t n;

	unprompt();
	if (first) {
		fputs(colours ? colour_of(OUT_RECEIVED) : "", stdout);
		fputs(quiet ? "" : "< ", stdout);
	}
	for (n = 0; binary && n < len; n++)
		printf("%02x", (unsigned int)(unsigned char)p[n]);
	if (!binary)
		put(stdout, terminal_out, p, len);
	if (final)
		fputs(colours ? "\033[0m\n" : "\n", stdout);
	fflush(stdout);
}

void
output_control(const char *what, const char *p, size_t len)
{
	output_say(OUT_CONTROL, "%s%s%.*s", what, len ? ": " : "", (int)len,
		   len ? p : "");
}

void
output_prompt(void)
{
	if (!terminal_out || options.execute.count || prompted ||
	    !input_is_terminal())
		return;
	fputs("> ", stdout);
	fflush(stdout);
	prompted = 1;
}
