/* SPDX-License-Identifier: MIT */
/*
 * dumb-increment-protocol: sends a number every 50 ms, each one greater than
 * the last by one.  "reset" sets it to 0; "closeme" has the server close.
 */
#include "test-server.h"

#define EVERY_US	(50 * LWS_US_PER_MS)

struct session {
	unsigned int	number;
};

const size_t increment_session_size = sizeof(struct session);

static int
close_with(struct lws *wsi, const char *text)
{
	char reason[64];

	lws_strncpy(reason, text, sizeof(reason));
	lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY,
			 (unsigned char *)reason, strlen(reason));

	return -1;
}

static int
send_number(struct lws *wsi, struct session *s)
{
	unsigned char buf[LWS_PRE + 16];
	int n;

	n = lws_snprintf((char *)buf + LWS_PRE, 16, "%u", s->number++);
	if (lws_write(wsi, buf + LWS_PRE, (size_t)n, LWS_WRITE_TEXT) != n)
		return -1;
	if (options.close_test && s->number == 50)
		return close_with(wsi, "that was the close test");

	return 0;
}

static int
is(const char *in, size_t len, const char *word)
{
	size_t n = strlen(word);

	return (len == n || (len == n + 1 && in[n] == '\n')) &&
	       !memcmp(in, word, n);
}

int
callback_increment(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		lws_set_timer_usecs(wsi, EVERY_US);
		break;

	case LWS_CALLBACK_TIMER:
		/* a client that does not read gets no more until it does */
		lws_callback_on_writable(wsi);
		lws_set_timer_usecs(wsi, EVERY_US);
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_number(wsi, s);

	case LWS_CALLBACK_RECEIVE:
		if (is(in, len, "reset"))
			s->number = 0;
		if (is(in, len, "closeme"))
			return close_with(wsi, "as you wish");
		break;

	default:
		break;
	}

	return 0;
}
