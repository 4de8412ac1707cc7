/* SPDX-License-Identifier: MIT */
/*
 * The least program that uses the library: makes a context and destroys it.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;

	if (strncmp(lws_get_library_version(), "4.3.5", 5)) {
		fprintf(stderr, "library version: %s\n",
			lws_get_library_version());
		return 1;
	}

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context\n");
		return 1;
	}
	lws_context_destroy(context);
	return 0;
}
