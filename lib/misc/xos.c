/* SPDX-License-Identifier: MIT */
/*
 * A small random generator that gives the same sequence for the same seed, for
 * simulations and tests: xoshiro256** (Blackman and Vigna), seeded through
 * SplitMix64 as its authors advise. Nothing that has to be secret may come
 * from it.
 */

#include "private-lib-core.h"

static uint64_t
rotl(uint64_t v, int n)
{
	return v << n | v >> (64 - n);
}

void
lws_xos_init(struct lws_xos *xos, uint64_t seed)
{
	uint64_t z;
	int n;

	for (n = 0; n < 4; n++) {
		seed += 0x9e3779b97f4a7c15ull;
		z = seed;
		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
		z = (z ^ z >> 27) * 0x94d049bb133111ebull;
		xos->s[n] = z ^ z >> 31;
	}
}

uint64_t
lws_xos(struct lws_xos *xos)
{
	uint64_t *s = xos->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);

	return result;
}

/* 1 in `percent` of 100 calls, else 0 */
int
lws_xos_percent(struct lws_xos *xos, int percent)
{
	return (int)(lws_xos(xos) % 100) < percent;
}
