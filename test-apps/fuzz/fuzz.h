/* SPDX-License-Identifier: MIT */
/*
 * What the harnesses share. Each has LLVMFuzzerTestOneInput(), and aborts when
 * something is wrong. Built with clang and LWS_WITH_FUZZER libFuzzer calls it;
 * otherwise replay.c does, with the files of the corpus.
 */
#ifndef LWS_FUZZ_H
#define LWS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(c) do { \
		if (!(c)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#c); \
			abort(); \
		} \
	} while (0)

#endif
