/* SPDX-License-Identifier: MIT */
/*
 * The client for the protocols of libwebsockets-test-server: prints the
 * numbers of dumb-increment-protocol, and draws on the common picture of
 * lws-mirror-protocol.  What is lost is connected again.
 */
#include <libwebsockets.h>

#include "../cmdline/cmdline.h"
#include "../cmdline/url.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
	const char	*url;
	const char	*protocol;	/* only this one */
	const char	*ca, *cert, *key;
	int		port;
	int		ssl;
	int		selfsigned, expired, any_host, insecure;
	int		longlived;
	int		no_deflate;
	int		count;		/* end after so many of each; 0: never */
	int		log_level;
	double		ping;		/* seconds; 0: none */
};

static struct options options = { .url = "localhost", .port = 7681,
				  .log_level = LLL_ERR | LLL_WARN };

#define AT(_m) offsetof(struct options, _m)

static const struct cmdline_option table[] = {
	{ "help", 'h', CMDLINE_HELP, 0, "this text" },
	{ "port", 'p', CMDLINE_NUMBER, AT(port),
	  "port, if the URL has none (7681)" },
	{ "ssl", 's', CMDLINE_FLAG, AT(ssl), "TLS, as with wss://" },
	{ "protocol", 'r', CMDLINE_TEXT, AT(protocol),
	  "only dumb-increment-protocol, or lws-mirror-protocol" },
	{ "longlived", 'l', CMDLINE_FLAG, AT(longlived),
	  "keep the mirror connection, instead of a new one after a while" },
	{ "ping", 'P', CMDLINE_SECONDS, AT(ping),
	  "send pings, and say how long the pongs took" },
	{ "selfsigned", 'S', CMDLINE_FLAG, AT(selfsigned),
	  "take a certificate of an unknown issuer" },
	{ "expired", 'e', CMDLINE_FLAG, AT(expired), "take an expired one" },
	{ "any-hostname", 'H', CMDLINE_FLAG, AT(any_host),
	  "take one for another host" },
	{ "insecure", 'k', CMDLINE_FLAG, AT(insecure), "take any" },
	{ "ssl-ca", 'A', CMDLINE_TEXT, AT(ca), "authorities to trust, PEM" },
	{ "ssl-cert", 'C', CMDLINE_TEXT, AT(cert),
	  "certificate to show, PEM" },
	{ "ssl-key", 'K', CMDLINE_TEXT, AT(key), "its key, PEM" },
	{ "no-deflate", 'n', CMDLINE_FLAG, AT(no_deflate),
	  "offer no permessage-deflate" },
	{ "count", 'c', CMDLINE_NUMBER, AT(count),
	  "end after so many numbers, and strokes that came back" },
	{ "debug", 'd', CMDLINE_NUMBER, AT(log_level),
	  "log levels, as a number (3)" },
	{ NULL, 0, CMDLINE_TEXT, AT(url), NULL },
};

/* one of the two things that it does, over however many connections */
struct job {
	const char		*name;
	struct lws		*wsi;
	lws_sorted_usec_list_t	again, beat;
	uint16_t		tries;
	unsigned int		got;
	int			in_use;
	/* of the mirror: until this connection is given up */
	unsigned int		strokes_left;
	lws_usec_t		pinged;		/* 0: no ping is out */
	int			ping_due, stroke_due;
	lws_sorted_usec_list_t	ping;
};

static struct job jobs[] = {
	{ .name = "dumb-increment-protocol" },
	{ .name = "lws-mirror-protocol" },
};
#define MIRROR	1

#define STROKE_US	(50 * LWS_US_PER_MS)

static struct lws_context *context;
static volatile sig_atomic_t interrupted;
static int over, status;

static const uint32_t delays_ms[] = { 100, 500, 1000, 2000, 5000 };
static const lws_retry_bo_t retry = {
	.retry_ms_table = delays_ms,
	.retry_ms_table_count = LWS_ARRAY_SIZE(delays_ms),
	.conceal_count = 0xffff,
	.secs_since_valid_ping = 30,
	.secs_since_valid_hangup = 45,
	.jitter_percent = 20,
};

/* ---- connecting */

static void dial(lws_sorted_usec_list_t *sul);

static void
dial_later(struct job *j)
{
	if (over || interrupted)
		return;
	lws_sul_schedule(context, 0, &j->again, dial, (lws_usec_t)
			 lws_retry_get_delay_ms(context, &retry, &j->tries,
						NULL) * LWS_US_PER_MS);
}

static void
dial(lws_sorted_usec_list_t *sul)
{
	struct job *j = lws_container_of(sul, struct job, again);
	struct lws_client_connect_info to;
	struct url url;

	memset(&to, 0, sizeof(to));
	if (url_parse(options.url, options.port, &url, &to)) {
		fprintf(stderr, "not a URL of a WebSocket server: %s\n",
			options.url);
		over = status = 1;
		return;
	}
	if (options.ssl)
		to.ssl_connection |= LCCSCF_USE_SSL;
	if (options.selfsigned)
		to.ssl_connection |= LCCSCF_ALLOW_SELFSIGNED;
	if (options.expired)
		to.ssl_connection |= LCCSCF_ALLOW_EXPIRED;
	if (options.any_host)
		to.ssl_connection |= LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	if (options.insecure)
		to.ssl_connection |= LCCSCF_ALLOW_INSECURE |
				     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	to.context = context;
	to.host = to.address;
	to.origin = to.address;
	to.protocol = j->name;
	to.local_protocol_name = j->name;
	to.userdata = j;
	to.retry_and_idle_policy = &retry;

	/* the rest of what can go wrong is told to the callback */
	if (!lws_client_connect_via_info(&to))
		dial_later(j);
}

/* ---- what it does */

static void
have_one(struct job *j)
{
	size_t n;

	j->got++;
	for (n = 0; n < LWS_ARRAY_SIZE(jobs); n++)
		if (jobs[n].in_use &&
		    jobs[n].got < (unsigned int)options.count)
			return;
	if (options.count)
		over = 1;
}

static void
beat(lws_sorted_usec_list_t *sul)
{
	struct job *j = lws_container_of(sul, struct job, beat);

	if (!j->wsi)
		return;
	j->stroke_due = 1;
	lws_callback_on_writable(j->wsi);
	lws_sul_schedule(context, 0, sul, beat, STROKE_US);
}

static void
ping(lws_sorted_usec_list_t *sul)
{
	struct job *j = lws_container_of(sul, struct job, ping);

	if (!j->wsi)
		return;
	j->ping_due = 1;
	lws_callback_on_writable(j->wsi);
	lws_sul_schedule(context, 0, sul, ping,
			 (lws_usec_t)(options.ping * LWS_US_PER_SEC) + 1);
}

static void
established(struct lws *wsi, struct job *j)
{
	uint8_t r = 0;

	j->wsi = wsi;
	j->tries = 0;
	j->pinged = 0;
	j->ping_due = j->stroke_due = 0;
	fprintf(stderr, "%s: connected\n", j->name);
	if (options.ping > 0)
		lws_sul_schedule(context, 0, &j->ping, ping, 1);
	if (j == &jobs[MIRROR]) {
		(void)lws_get_random(context, &r, 1);
		j->strokes_left = 20 + r % 64u;
		lws_sul_schedule(context, 0, &j->beat, beat, STROKE_US);
	}
}

static int
draw(struct lws *wsi)
{
	char buf[LWS_PRE + 64];
	uint16_t r[5] = { 0 };
	int n;

	if (lws_get_random(context, r, sizeof(r)) != sizeof(r))
		return -1;
	n = lws_snprintf(buf + LWS_PRE, 64, "d #%02x%02x%02x %u %u %u %u 3;",
			 r[0] & 255u, r[0] >> 8, r[1] & 255u, r[1] % 1000u,
			 r[2] % 600u, r[3] % 1000u, r[4] % 600u);

	return lws_write(wsi, (unsigned char *)buf + LWS_PRE, (size_t)n,
			 LWS_WRITE_TEXT) < n;
}

static int
writeable(struct lws *wsi, struct job *j)
{
	unsigned char buf[LWS_PRE + 1];

	if (j->ping_due) {
		j->ping_due = 0;
		j->pinged = lws_now_usecs();
		if (lws_write(wsi, buf + LWS_PRE, 0, LWS_WRITE_PING) < 0)
			return -1;
	}
	if (!j->stroke_due)
		return 0;
	j->stroke_due = 0;
	if (!j->strokes_left && !options.longlived) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	if (j->strokes_left)
		j->strokes_left--;

	return draw(wsi) ? -1 : 0;
}

static void
receive(struct lws *wsi, struct job *j, const char *in, size_t len)
{
	if (j != &jobs[MIRROR]) {
		printf("number %.*s\n", (int)len, in);
		fflush(stdout);
	}
	if (lws_is_final_fragment(wsi))
		have_one(j);
}

static void
lost(struct job *j)
{
	j->wsi = NULL;
	lws_sul_cancel(&j->beat);
	lws_sul_cancel(&j->ping);
	dial_later(j);
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct job *j = user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		fprintf(stderr, "%s: cannot connect: %s\n", j->name,
			in ? (const char *)in : "no reason given");
		/* a test wants an end */
		if (options.count)
			over = status = 1;
		dial_later(j);
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		established(wsi, j);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return writeable(wsi, j);

	case LWS_CALLBACK_CLIENT_RECEIVE:
		receive(wsi, j, in, len);
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		if (j->pinged)
			printf("pong after %.3f ms\n", (double)
			       (lws_now_usecs() - j->pinged) / 1000);
		j->pinged = 0;
		fflush(stdout);
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		fprintf(stderr, "%s: closed\n", j->name);
		lost(j);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "dumb-increment-protocol", callback, 0, 0, 0, NULL, 0 },
	{ "lws-mirror-protocol", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_extension extensions[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

static void
on_signal(int sig)
{
	(void)sig;
	interrupted = 1;
	lws_cancel_service(context);
}

static int
begin_jobs(void)
{
	size_t n, begun = 0;

	for (n = 0; n < LWS_ARRAY_SIZE(jobs); n++) {
		if (options.protocol && strcmp(options.protocol, jobs[n].name))
			continue;
		jobs[n].in_use = 1;
		begun++;
		lws_sul_schedule(context, 0, &jobs[n].again, dial, 1);
	}
	if (!begun)
		fprintf(stderr, "no such protocol; they are %s and %s\n",
			jobs[0].name, jobs[1].name);

	return !begun;
}

int
main(int argc, const char **argv)
{
	struct lws_context_creation_info info;
	size_t i;
	int n = cmdline_parse(table, LWS_ARRAY_SIZE(table), &options, argc,
			      argv, "libwebsockets-test-client [OPTION...] "
			      "[URL]\n\nConnects to libwebsockets-test-server, "
			      "at localhost unless there is a URL:\n"
			      "[ws://|wss://]HOST[:PORT][/PATH].");

	if (n)
		return n < 0 ? 2 : 0;
	lws_set_log_level(options.log_level, NULL);

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.extensions = options.no_deflate ? NULL : extensions;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#if defined(LWS_WITH_TLS)
	info.client_ssl_ca_filepath = options.ca;
	info.client_ssl_cert_filepath = options.cert;
	info.client_ssl_private_key_filepath = options.key;
#endif
	info.connect_timeout_secs = 10;
	context = lws_create_context(&info);
	if (!context)
		return 1;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (begin_jobs())
		over = status = 2;

	n = 0;
	while (n >= 0 && !over && !interrupted)
		n = lws_service(context, 0);
	over = 1;

	for (i = 0; i < LWS_ARRAY_SIZE(jobs); i++) {
		lws_sul_cancel(&jobs[i].again);
		lws_sul_cancel(&jobs[i].beat);
		lws_sul_cancel(&jobs[i].ping);
	}
	lws_context_destroy(context);

	return status;
}
