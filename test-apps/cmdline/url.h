/* SPDX-License-Identifier: MIT */
/*
 * Where the WebSocket clients among the programs connect to.
 */
#ifndef CMDLINE_URL_H
#define CMDLINE_URL_H

#include <libwebsockets.h>

#define URL_MAX		2048

struct url {
	char	text[URL_MAX];
	char	path[URL_MAX];
};

/*
 * Takes "[ws://|wss://|http://|https://]HOST[:PORT][/PATH][#...]" apart: sets
 * address, port, path and ssl_connection of *to, the strings being in *u.
 * Without a port it is that of the scheme; without a scheme either, it is
 * default_port, or 80 if that is 0.
 * Nonzero: it is no such thing.
 */
int url_parse(const char *text, int default_port, struct url *u,
	      struct lws_client_connect_info *to);

#endif
