/* SPDX-License-Identifier: MIT */
/* Options on the command line, as small as examples and tests need them. */

#include "private-lib-core.h"

/*
 * Looks for the option val ("-p", "--port") and returns what goes with it: the
 * next argument ("-p 80"), or the rest of the same one ("-p80", "--port=80").
 * "" if nothing does, NULL if there is no such option.
 */
const char *
lws_cmdline_option(int argc, const char **argv, const char *val)
{
	size_t len = strlen(val);
	int n;

	for (n = 1; n < argc; n++) {
		const char *a = argv[n];

		if (strncmp(a, val, len))
			continue;

		if (!a[len])
			return n + 1 < argc ? argv[n + 1] : "";

		return a[len] == '=' ? &a[len + 1] : &a[len];
	}

	return NULL;
}

/*
 * The options that every program of ours has: -d sets the log level, which is
 * otherwise LLL_USER, LLL_ERR, LLL_WARN and LLL_NOTICE.
 */
void
lws_cmdline_option_handle_builtin(int argc, const char **argv,
				  struct lws_context_creation_info *info)
{
	const char *p = lws_cmdline_option(argc, argv, "-d");
	int level = LLL_USER | LLL_ERR | LLL_WARN | LLL_NOTICE;

	LWS_UNUSED(info);

	if (p)
		level = atoi(p);

	lws_set_log_level(level, NULL);
}
