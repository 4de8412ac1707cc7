/* SPDX-License-Identifier: MIT */
/*
 * The command line: the options that users of the test server know.
 */
#include "test-server.h"

enum kind {
	OPT_FLAG, OPT_NUMBER, OPT_SIZE, OPT_TEXT, OPT_HELP
};

struct option {
	const char	*name;
	char		letter;
	enum kind	kind;
	size_t		at;		/* in struct options */
	const char	*help;
};

#define AT(_m) offsetof(struct options, _m)

static const struct option table[] = {
	{ "help", 'h', OPT_HELP, 0, "this text" },
	{ "port", 'p', OPT_NUMBER, AT(port), "port to listen on (7681); 0: any" },
	{ "interface", 'i', OPT_TEXT, AT(iface), "interface or address to listen "
					     "on" },
	{ "unix-socket", 'U', OPT_TEXT, AT(unix_socket), "listen on this Unix "
						     "domain socket" },
	{ "resource_path", 'r', OPT_TEXT, AT(resources), "folder with the page" },
	{ "upload-dir", 'u', OPT_TEXT, AT(upload_dir), "folder to keep uploads "
						   "in" },
	{ "upload-max", 'm', OPT_SIZE, AT(upload_max), "bytes of one upload "
						   "(104857600)" },
	{ "ssl", 's', OPT_FLAG, AT(ssl), "TLS" },
	{ "allow-non-ssl", 'a', OPT_FLAG, AT(allow_plain), "and connections "
						       "without it" },
	{ "ssl-cert", 'C', OPT_TEXT, AT(cert), "certificate, PEM" },
	{ "ssl-key", 'K', OPT_TEXT, AT(key), "its key, PEM" },
	{ "ssl-ca", 'A', OPT_TEXT, AT(ca), "for certificates of clients, PEM" },
	{ "ssl-verify-client", 'v', OPT_FLAG, AT(verify_client), "clients need "
							     "one" },
	{ "closetest", 'c', OPT_FLAG, AT(close_test), "close each counter after "
						  "50 numbers" },
	{ "debug", 'd', OPT_TEXT, AT(log_level), "log levels, as a number (7)" },
};

static void
help(void)
{
	size_t n;

	printf("libwebsockets-test-server [OPTION...]\n\n");
	for (n = 0; n < LWS_ARRAY_SIZE(table); n++)
		printf("  -%c  --%-18s %s\n", table[n].letter, table[n].name,
		       table[n].help);
}

static const struct option *
find(const char *arg)
{
	size_t n, len;

	for (n = 0; n < LWS_ARRAY_SIZE(table); n++) {
		const struct option *o = &table[n];

		len = strlen(o->name);
		if (arg[0] == '-' && arg[1] == '-' &&
		    !strncmp(arg + 2, o->name, len) &&
		    (!arg[2 + len] || arg[2 + len] == '='))
			return o;
		if (arg[0] == '-' && arg[1] == o->letter)
			return o;
	}

	return NULL;
}

static int
number(const char *text, long long max, long long *v)
{
	char *end;

	*v = strtoll(text, &end, 10);

	return !*text || *end || *v < 0 || *v > max;
}

/* nonzero: the value makes no sense */
static int
set(struct options *to, const struct option *o, const char *value)
{
	char *at = (char *)to + o->at;
	long long v;

	switch (o->kind) {
	case OPT_NUMBER:
		if (number(value, 65535, &v))
			return 1;
		*(int *)(void *)at = (int)v;
		return 0;
	case OPT_SIZE:
		return number(value, 1LL << 50, (long long *)(void *)at);
	case OPT_TEXT:
		*(const char **)(void *)at = value;
		return 0;
	default:
		*(int *)(void *)at = 1;
		return 0;
	}
}

/* the value of argument *n, which may be in the next one; NULL: none */
static const char *
value_of(const struct option *o, int argc, const char **argv, int *n)
{
	const char *arg = argv[*n];
	size_t skip = arg[1] == '-' ? 2 + strlen(o->name) : 2;

	if (arg[skip])
		return arg + skip + (arg[skip] == '=');
	if (*n + 1 >= argc)
		return NULL;

	return argv[++*n];
}

int
options_parse(struct options *o, int argc, const char **argv)
{
	int n;

	for (n = 1; n < argc; n++) {
		const struct option *opt = find(argv[n]);
		const char *arg = argv[n], *value = "";

		if (!opt) {
			fprintf(stderr, "unknown option %s; --help lists "
				"them\n", arg);
			return -1;
		}
		if (opt->kind == OPT_HELP) {
			help();
			return 1;
		}
		if (opt->kind != OPT_FLAG)
			value = value_of(opt, argc, argv, &n);
		if (!value || set(o, opt, value)) {
			fprintf(stderr, "%s needs a value that makes sense\n",
				arg);
			return -1;
		}
	}

	return 0;
}
