/* SPDX-License-Identifier: MIT */
/*
 * The demonstration server: a page with a counter, a drawing that everybody
 * shares, a list of who is connected, and a form.  --help lists its options.
 */
#include "test-server.h"

int
main(int argc, const char **argv)
{
	struct lws_context *context;
	int n = options_parse(&options, argc, argv,
			      "libwebsockets-test-server [OPTION...]");

	if (n)
		return n < 0;
	context = server_create(callback_http);
	if (!context)
		return 1;

	while (n >= 0 && !server_stop)
		n = lws_service(context, 0);
	lws_context_destroy(context);

	return 0;
}
