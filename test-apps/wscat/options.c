/* SPDX-License-Identifier: MIT */
/*
 * The command line.
 */
#include "wscat.h"

#define AT(_m) offsetof(struct options, _m)

static const struct cmdline_option table[] = {
	{ "help", 'h', CMDLINE_HELP, 0, "this text" },
	{ "subprotocol", 's', CMDLINE_SEVERAL, AT(protocols),
	  "offer it; may be repeated" },
	{ "header", 'H', CMDLINE_SEVERAL, AT(headers),
	  "\"Name: value\" for the request; may be repeated" },
	{ "origin", 'o', CMDLINE_TEXT, AT(origin), "value of Origin" },
	{ "host", 0, CMDLINE_TEXT, AT(host), "value of Host" },
	{ "auth", 0, CMDLINE_TEXT, AT(auth), "USER:PASSWORD, Basic" },
	{ "no-check", 'n', CMDLINE_FLAG, AT(insecure),
	  "take any certificate" },
	{ "ca", 0, CMDLINE_TEXT, AT(ca), "authorities to trust, PEM" },
	{ "cert", 0, CMDLINE_TEXT, AT(cert), "certificate to show, PEM" },
	{ "key", 0, CMDLINE_TEXT, AT(key), "its key, PEM" },
	{ "execute", 'x', CMDLINE_SEVERAL, AT(execute),
	  "send this instead of lines; may be repeated" },
	{ "wait", 'w', CMDLINE_SECONDS, AT(wait),
	  "stay so long after the last line or message (2); -1: until closed" },
	{ "binary", 'b', CMDLINE_FLAG, AT(binary), "send binary messages" },
	{ "hex", 0, CMDLINE_FLAG, AT(hex),
	  "lines are hexadecimal; implies --binary" },
	{ "slash", 0, CMDLINE_FLAG, AT(commands),
	  "lines like /ping TEXT, /pong TEXT, /close CODE REASON; // for /" },
	{ "ping", 'p', CMDLINE_SECONDS, AT(ping), "send a ping every so often" },
	{ "show-pongs", 'P', CMDLINE_FLAG, AT(control), "say when one comes" },
	{ "close", 0, CMDLINE_NUMBER, AT(close_code),
	  "code to close with (1000)" },
	{ "no-deflate", 0, CMDLINE_FLAG, AT(no_deflate),
	  "offer no permessage-deflate" },
	{ "timeout", 0, CMDLINE_NUMBER, AT(timeout),
	  "seconds to connect in (10)" },
	{ "quiet", 'q', CMDLINE_FLAG, AT(quiet), "messages only" },
	{ "no-color", 0, CMDLINE_FLAG, AT(no_colour), "no colours" },
	{ "debug", 'd', CMDLINE_NUMBER, AT(log_level),
	  "log levels of the library, as a number (0)" },
	{ NULL, 0, CMDLINE_TEXT, AT(url), NULL },
};

static int
fails(const char *why)
{
	fprintf(stderr, "%s; --help lists the options\n", why);

	return -1;
}

/* "Name: value" of what may stand in a request */
static int
is_header(const char *h)
{
	const char *colon = strchr(h, ':');

	return colon && colon != h && !strpbrk(h, "\r\n") &&
	       strcspn(h, " \t") > (size_t)(colon - h);
}

int
options_parse(struct options *o, int argc, const char **argv)
{
	int n = cmdline_parse(table, LWS_ARRAY_SIZE(table), o, argc, argv,
			      "libwebsockets-wscat [OPTION...] URL\n\n"
			      "Connects to a WebSocket server, sends each line "
			      "of the standard input\nas a message, and prints "
			      "what comes. URL: ws://HOST[:PORT][/PATH] or\n"
			      "wss://...; without a scheme it is ws.");

	if (n)
		return n;
	if (!o->url)
		return fails("no URL");
	for (n = 0; n < o->headers.count; n++)
		if (!is_header(o->headers.v[n]))
			return fails("a header is \"Name: value\"");
	/* RFC 6455 section 7.4: what an application may send */
	if (o->close_code != 1000 &&
	    (o->close_code < 3000 || o->close_code > 4999))
		return fails("a close code is 1000, or 3000 to 4999");
	if (!o->timeout)
		return fails("the timeout cannot be 0");

	return 0;
}
