/* SPDX-License-Identifier: MIT */
/*
 * Gives each file that is named to the harness, whole, and cut at some places,
 * and with some bytes changed: the short run without libFuzzer.
 */
#include "fuzz.h"

#include <string.h>

#define LARGEST (64 * 1024)

static uint8_t data[LARGEST], copy[LARGEST];

/* an allocation of the very size, so that sanitizers see a byte too far */
static void
one(const uint8_t *p, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);

	FUZZ_CHECK(exact);
	if (len)
		memcpy(exact, p, len);
	FUZZ_CHECK(!LLVMFuzzerTestOneInput(exact, len));
	free(exact);
}

static unsigned int
replay(const char *path)
{
	uint32_t rnd = 1;
	unsigned int runs = 0, i;
	size_t len, n;
	FILE *f = fopen(path, "rb");

	FUZZ_CHECK(f);
	len = fread(data, 1, sizeof(data), f);
	fclose(f);

	one(data, len);
	runs++;
	for (n = 0; n < len; n += 1 + len / 64, runs++)
		one(data, n);
	for (i = 0; len && i < 200; i++, runs++) {
		memcpy(copy, data, len);
		for (n = 0; n <= i % 4; n++) {
			rnd = rnd * 1664525u + 1013904223u;
			copy[(rnd >> 8) % len] = (uint8_t)(rnd >> 24);
		}
		one(copy, len);
	}

	return runs;
}

int
main(int argc, char **argv)
{
	unsigned int runs = 0;
	int n;

	for (n = 1; n < argc; n++)
		runs += replay(argv[n]);
	printf("%d files, %u runs\n", argc - 1, runs);

	return argc < 2;
}
