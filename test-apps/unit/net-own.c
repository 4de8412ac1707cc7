/* SPDX-License-Identifier: MIT */
/* See net-check.h: the loop is the library's, and lws_service() runs it. */
#include "net-check.h"

void
nc_begin(const char *name, int seconds)
{
	t_begin(name, seconds);
}

void
nc_loop(struct lws_context_creation_info *info)
{
	LWS_UNUSED(info);
}

int
nc_turn(void)
{
	return lws_service(nc_cx, -1);
}

int
nc_end(void)
{
	return t_end();
}
