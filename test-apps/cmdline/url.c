/* SPDX-License-Identifier: MIT */
/*
 * See url.h.
 */
#include "url.h"

#include <string.h>

int
url_parse(const char *text, int default_port, struct url *u,
	  struct lws_client_connect_info *to)
{
	const char *scheme, *rest;

	if (strlen(text) >= sizeof(u->text))
		return -1;
	lws_strncpy(u->text, text, sizeof(u->text));
	/* a fragment is the client's own affair */
	u->text[strcspn(u->text, "#")] = '\0';
	to->port = default_port;
	if (lws_parse_uri(u->text, &scheme, &to->address, &to->port, &rest) ||
	    !*to->address || strchr(to->address, '@'))
		return -1;

	if (!strcmp(scheme, "wss") || !strcmp(scheme, "https"))
		to->ssl_connection |= LCCSCF_USE_SSL;
	else if (*scheme && strcmp(scheme, "ws") && strcmp(scheme, "http"))
		return -1;
	if (!to->port)
		to->port = to->ssl_connection & LCCSCF_USE_SSL ? 443 : 80;
	lws_snprintf(u->path, sizeof(u->path), "%s%s",
		     *rest == '/' ? "" : "/", rest);
	to->path = u->path;

	return 0;
}
