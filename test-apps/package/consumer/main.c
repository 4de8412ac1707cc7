/* SPDX-License-Identifier: MIT */
/*
 * The least program that uses the library: makes a context, on the event
 * library that is named, and destroys it.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	uint64_t option;
} event_libs[] = {
	{ "ev", LWS_SERVER_OPTION_LIBEV },
	{ "glib", LWS_SERVER_OPTION_GLIB },
	{ "uv", LWS_SERVER_OPTION_LIBUV },
};

int main(int argc, char **argv)
{
	size_t n;
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
	for (n = 0; n < sizeof(event_libs) / sizeof(event_libs[0]); n++)
		if (argc > 1 && !strcmp(argv[1], event_libs[n].name))
			info.options = event_libs[n].option;
	if (argc > 1 && !info.options) {
		fprintf(stderr, "no event library: %s\n", argv[1]);
		return 1;
	}
	context = lws_create_context(&info);
	if (!context) {
		fprintf(stderr, "no context\n");
		return 1;
	}
	lws_context_destroy(context);
	return 0;
}
