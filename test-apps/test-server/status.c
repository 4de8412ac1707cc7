/* SPDX-License-Identifier: MIT */
/*
 * lws-status: who is connected to this protocol, as JSON, whenever that
 * changes.
 */
#include "test-server.h"

#include <time.h>

/* how many connections are listed; all are counted */
#define LISTED		50

struct session {
	struct session	*next;
	struct lws	*wsi;
	time_t		since;
	char		peer[48];
	char		agent[128];
};

/* there is one vhost, and one service thread */
static struct session *sessions;

const size_t status_session_size = sizeof(struct session);

static void
tell_all(void)
{
	struct session *s;

	for (s = sessions; s; s = s->next)
		lws_callback_on_writable(s->wsi);
}

static void
join(struct lws *wsi, struct session *s)
{
	s->wsi = wsi;
	s->since = time(NULL);
	lws_get_peer_simple(wsi, s->peer, sizeof(s->peer));
	if (lws_hdr_copy(wsi, s->agent, sizeof(s->agent),
			 WSI_TOKEN_HTTP_USER_AGENT) < 0)
		lws_strncpy(s->agent, "(a long name)", sizeof(s->agent));
	s->next = sessions;
	sessions = s;
	tell_all();
}

static void
leave(struct session *gone)
{
	struct session **at;

	for (at = &sessions; *at; at = &(*at)->next)
		if (*at == gone) {
			*at = gone->next;
			tell_all();
			return;
		}
}

/* one connection at p; how long that is */
static size_t
describe(const struct session *s, int comma, char *p, size_t size)
{
	/* a character may become six */
	char agent[sizeof(s->agent) * 6 + 1], peer[sizeof(s->peer) * 6 + 1];

	lws_json_purify(agent, s->agent, (int)sizeof(agent), NULL);
	lws_json_purify(peer, s->peer, (int)sizeof(peer), NULL);

	return (size_t)lws_snprintf(p, size,
				    "%s{\"peer\":\"%s\",\"time\":%lld,"
				    "\"ua\":\"%s\"}", comma ? "," : "", peer,
				    (long long)s->since, agent);
}

static int
send_status(struct lws *wsi)
{
	const size_t size = 1024 + LISTED * 1200;
	char *buf = malloc(LWS_PRE + size), *p;
	struct session *s;
	int count = 0, n;
	size_t len;

	if (!buf)
		return -1;
	p = buf + LWS_PRE;
	for (s = sessions; s; s = s->next)
		count++;

	len = (size_t)lws_snprintf(p, size, "{\"version\":\"%s\","
			"\"hostname\":\"%s\",\"tls\":%s,\"wsi\":%d,"
			"\"conns\":[", lws_get_library_version(),
			lws_canonical_hostname(lws_get_context(wsi)),
			lws_is_ssl(wsi) ? "true" : "false", count);
	count = 0;
	for (s = sessions; s && count < LISTED; s = s->next)
		len += describe(s, count++, p + len, size - len);
	len += (size_t)lws_snprintf(p + len, size - len, "]}");

	n = lws_write(wsi, (unsigned char *)p, len, LWS_WRITE_TEXT);
	free(buf);

	return n == (int)len ? 0 : -1;
}

int
callback_status(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = user;

	(void)in;
	(void)len;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		join(wsi, s);
		break;

	case LWS_CALLBACK_CLOSED:
		leave(s);
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_status(wsi);

	default:
		break;
	}

	return 0;
}
