/* SPDX-License-Identifier: MIT */
/*
 * dll-symbols DLL LIST: fails unless the DLL exports every symbol of the list,
 * which has one a line, and comments that begin with '#'.
 */
#if !defined(_CRT_SECURE_NO_WARNINGS)
#define _CRT_SECURE_NO_WARNINGS
#endif
#include <windows.h>

#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	int count = 0, missing = 0;
	HMODULE dll;
	char line[256];
	FILE *f;

	if (argc != 3)
		return 2;
	dll = LoadLibraryA(argv[1]);
	if (!dll) {
		fprintf(stderr, "%s: error %lu\n", argv[1], GetLastError());
		return 2;
	}
	f = fopen(argv[2], "r");
	if (!f) {
		perror(argv[2]);
		return 2;
	}

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		count++;
		if (GetProcAddress(dll, line))
			continue;
		missing++;
		fprintf(stderr, "not exported: %s\n", line);
	}
	fclose(f);
	printf("%d symbols, %d missing\n", count, missing);

	return !count || missing;
}
