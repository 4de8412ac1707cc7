/* SPDX-License-Identifier: MIT */
/*
 * Command lines of the programs that are installed: a table of options, whose
 * values go to members of a struct.
 *
 * "-p 80", "-p80", "--port 80" and "--port=80" are the same.  What does not
 * begin with '-', and all behind "--", goes to the entries without a name, one
 * each.
 */
#ifndef CMDLINE_H
#define CMDLINE_H

#include <stddef.h>

enum cmdline_kind {
	CMDLINE_FLAG,		/* int: 1 */
	CMDLINE_NUMBER,		/* int, 0 to 65535 */
	CMDLINE_SIZE,		/* long long, 0 to 2^50 */
	CMDLINE_SECONDS,	/* double, a negative one too */
	CMDLINE_TEXT,		/* const char * */
	CMDLINE_SEVERAL,	/* struct cmdline_several */
	CMDLINE_HELP
};

struct cmdline_several {
	const char		*v[32];
	int			count;
};

struct cmdline_option {
	const char		*name;	/* NULL: what is no option */
	char			letter;	/* 0: none */
	enum cmdline_kind	kind;
	size_t			at;	/* in the struct */
	const char		*help;
};

/*
 * Fills what `to` points to.  Returns 0, 1 after the help was printed, or -1
 * after it was said on stderr what is wrong.
 */
int cmdline_parse(const struct cmdline_option *table, size_t entries, void *to,
		  int argc, const char **argv, const char *usage);

#endif
