/* SPDX-License-Identifier: MIT */
/*
 * How fast payload is masked and text is checked, on one core, in memory: the
 * processor time of the best of some rounds.
 */
#include "private-lib-core.h"
#include "ws-frame.h"

#include <time.h>

#define SIZE	(1024 * 1024)
#define ROUNDS	15
#define EACH	20

static uint8_t buf[SIZE];

static void
fill(const char *unit)
{
	size_t n, len = strlen(unit);

	/* whole units only, then letters: a text that is valid */
	for (n = 0; n + len <= SIZE; n += len)
		memcpy(buf + n, unit, len);
	memset(buf + n, 'a', SIZE - n);
}

static int
check(void)
{
	struct lws_ws_utf8 u;

	memset(&u, 0, sizeof(u));

	return lws_ws_utf8_feed(&u, buf, SIZE) != SIZE;
}

static int
mask(void)
{
	static const uint8_t key[4] = { 0x12, 0x34, 0x56, 0x78 };

	(void)lws_ws_mask(buf, SIZE, key, 1);

	return 0;
}

static int
bench(const char *what, int (*fn)(void))
{
	clock_t start, took, best = 0;
	int round, n;

	for (round = 0; round < ROUNDS; round++) {
		start = clock();
		for (n = 0; n < EACH; n++)
			if (fn()) {
				printf("%s: wrong\n", what);
				return 1;
			}
		took = clock() - start;
		if (!best || (took && took < best))
			best = took;
	}
	if (best)
		printf("%-24s %8.0f MB/s\n", what, (double)SIZE * EACH / 1e6 /
		       ((double)best / CLOCKS_PER_SEC));

	return 0;
}

int
main(void)
{
	int bad;

	fill("plain letters ");
	bad = bench("UTF-8, ASCII only", check);
	fill("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x83\x86, "
	     "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5. ");
	bad |= bench("UTF-8, mixed", check);
	bad |= bench("mask", mask);

	return bad;
}
