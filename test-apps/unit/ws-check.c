/* SPDX-License-Identifier: MIT */
/*
 * See ws-check.h and ws-transcript.h.
 */
#include "ws-transcript.h"

unsigned int ws_checks, ws_failures;

int
ws_check_result(const char *name)
{
	printf("%s: %u checks, %u failed\n", name, ws_checks, ws_failures);

	return ws_failures != 0 || ws_checks == 0;
}

uint32_t
ws_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);

	return (uint32_t)(*seed >> 33);
}

void
say(struct transcript *t, const char *s)
{
	size_t n = strlen(s);

	if (t->len + n + 1 > t->room) {
		t->room = 2 * t->room + n + 256;
		t->text = realloc(t->text, t->room);
		if (!t->text)
			abort();
	}
	memcpy(t->text + t->len, s, n + 1);
	t->len += n;
}

void
say_bytes(struct transcript *t, const uint8_t *p, size_t len)
{
	char hex[3];

	for (; len; len--) {
		snprintf(hex, sizeof(hex), "%02x", *p++);
		say(t, hex);
	}
}

void
say_code(struct transcript *t, const char *what, unsigned int code)
{
	char s[16];

	snprintf(s, sizeof(s), "%s%u", what, code);
	say(t, s);
}

void
transcript_begin(struct transcript *t)
{
	t->len = 0;
	say(t, "");
}

void
transcript_free(struct transcript *t)
{
	free(t->text);
	memset(t, 0, sizeof(*t));
}
