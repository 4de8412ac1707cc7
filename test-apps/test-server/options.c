/* SPDX-License-Identifier: MIT */
/*
 * The command line: the options that users of the test server know.
 */
#include "test-server.h"
#include "../cmdline/cmdline.h"

#define AT(_m) offsetof(struct options, _m)

static const struct cmdline_option table[] = {
	{ "help", 'h', CMDLINE_HELP, 0,
	  "this text" },
	{ "port", 'p', CMDLINE_NUMBER, AT(port),
	  "port to listen on (7681); 0: any" },
	{ "interface", 'i', CMDLINE_TEXT, AT(iface),
	  "interface or address to listen on" },
	{ "unix-socket", 'U', CMDLINE_TEXT, AT(unix_socket),
	  "listen on this Unix domain socket" },
	{ "resource-path", 'r', CMDLINE_TEXT, AT(resources),
	  "folder with the page" },
	{ "upload-dir", 0, CMDLINE_TEXT, AT(upload_dir),
	  "folder to keep uploads in" },
	{ "upload-max", 'm', CMDLINE_SIZE, AT(upload_max),
	  "bytes of one upload (104857600)" },
	{ "ssl", 's', CMDLINE_FLAG, AT(ssl),
	  "TLS" },
	{ "allow-non-ssl", 'a', CMDLINE_FLAG, AT(allow_plain),
	  "and connections without it" },
	{ "ssl-cert", 'C', CMDLINE_TEXT, AT(cert),
	  "certificate, PEM" },
	{ "ssl-key", 'K', CMDLINE_TEXT, AT(key),
	  "its key, PEM" },
	{ "ssl-ca", 'A', CMDLINE_TEXT, AT(ca),
	  "for certificates of clients, PEM" },
	{ "ssl-verify-client", 'v', CMDLINE_FLAG, AT(verify_client),
	  "clients need one" },
	{ "closetest", 'c', CMDLINE_FLAG, AT(close_test),
	  "close each counter after 50 numbers" },
	{ "daemonize", 'D', CMDLINE_FLAG, AT(daemonize),
	  "go to the background" },
	{ "ignore-sigterm", 'I', CMDLINE_FLAG, AT(ignore_sigterm),
	  "end at SIGINT only" },
	{ "uid", 'u', CMDLINE_NUMBER, AT(uid),
	  "run as this user, a number" },
	{ "gid", 'g', CMDLINE_NUMBER, AT(gid),
	  "and with this group" },
	{ "libev", 'e', CMDLINE_FLAG, AT(libev),
	  "run on libev" },
	{ "debug", 'd', CMDLINE_TEXT, AT(log_level),
	  "log levels, as a number (7)" },
};

int
options_parse(struct options *o, int argc, const char **argv, const char *usage)
{
	return cmdline_parse(table, LWS_ARRAY_SIZE(table), o, argc, argv, usage);
}
