/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server with permessage-deflate: to a client that sends a number
 * it sends so many lines of JSON, as one message, in fragments.
 *
 *	ws-server-pmd [port]			(default: 7681)
 *
 * A client that does not offer the extension gets the same uncompressed.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX	1000000
#define FRAGMENT	16384

struct session {
	unsigned int	lines;		/* of the message that is being sent */
	unsigned int	sent;
};

static struct lws_context *context;
static volatile sig_atomic_t stop;

static int
begin(struct lws *wsi, struct session *s, const char *in, size_t len)
{
	char number[16];
	int n;

	/* the number comes in one piece, or it is none */
	if (!lws_is_first_fragment(wsi) || !lws_is_final_fragment(wsi) ||
	    len >= sizeof(number))
		return -1;
	memcpy(number, in, len);
	number[len] = '\0';
	n = atoi(number);
	if (n < 1 || n > LINES_MAX || s->lines)
		return -1;
	s->lines = (unsigned int)n;
	s->sent = 0;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
send_some(struct lws *wsi, struct session *s)
{
	char buf[LWS_PRE + FRAGMENT];
	int first = !s->sent, flags;
	size_t len = 0;

	if (!s->lines)
		return 0;
	while (s->sent < s->lines && FRAGMENT - len > 64) {
		s->sent++;
		len += (size_t)lws_snprintf(buf + LWS_PRE + len, FRAGMENT - len,
				"{\"id\":%u,\"name\":\"item %u\"}\n", s->sent,
				s->sent);
	}
	/* each fragment can be inflated when it arrives; what is in buf is not
	 * needed any more when lws_write() returns */
	flags = lws_write_ws_flags(LWS_WRITE_TEXT, first, s->sent == s->lines);
	if (lws_write(wsi, (unsigned char *)buf + LWS_PRE, len,
		      (enum lws_write_protocol)flags) < (int)len)
		return -1;
	if (s->sent < s->lines)
		lws_callback_on_writable(wsi);
	else
		s->lines = 0;

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		/* fails if the client did not offer the extension */
		if (!lws_set_extension_option(wsi, "permessage-deflate",
					      "compression_level", "3"))
			lwsl_user("compressed\n");
		break;
	case LWS_CALLBACK_RECEIVE:
		return begin(wsi, s, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_some(wsi, s);
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "lines", callback, sizeof(struct session), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

/* the third member is what a client offers; a server has no use for it */
static const struct lws_extension extensions[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate" },
	{ NULL, NULL, NULL }
};

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int n = 0;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;
	info.extensions = extensions;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")));

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_context_destroy(context);
	return 0;
}
