/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket client that stays connected: when it cannot connect, or the
 * connection is lost, it tries again, later and later.
 *
 *	ws-client-reconnect [host [port [count]]]
 *
 * (default: localhost 7681, and 0 for ever; else it ends once it has been
 * connected so many times)
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t delays_ms[] = { 100, 200, 500, 1000, 3000, 10000 };

static const lws_retry_bo_t policy = {
	delays_ms, LWS_ARRAY_SIZE(delays_ms), LWS_RETRY_CONCEAL_ALWAYS,
	/* a connection on which nothing has come for 20 s is asked with a
	 * ping; one that has not answered 10 s later is given up */
	20, 30,
	20	/* up to so many percent later, so that not all come at once */
};

static struct connection {
	lws_sorted_usec_list_t	sul;	/* when to try again */
	struct lws		*wsi;
	uint16_t		tries;	/* without success */
} connection;

static struct lws_context *context;
static const char *host = "localhost";
static int port = 7681, left;
static volatile sig_atomic_t stop;

static void connect_now(lws_sorted_usec_list_t *sul);

static int
again(struct lws *wsi)
{
	struct connection *c = &connection;

	if (lws_retry_sul_schedule_retry_wsi(wsi, &c->sul, connect_now,
					     &c->tries)) {
		fprintf(stderr, "giving up\n");
		stop = 1;
	}

	return 0;
}

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	(void)user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		printf("cannot connect: %s\n",
		       in ? (const char *)in : "no reason given");
		fflush(stdout);
		return again(wsi);

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		printf("connected, after %u tries that failed\n",
		       (unsigned int)connection.tries);
		fflush(stdout);
		connection.tries = 0;
		if (left && !--left)
			stop = 1;
		break;

	case LWS_CALLBACK_CLIENT_RECEIVE:
		printf("%.*s\n", (int)len, (const char *)in);
		fflush(stdout);
		break;

	case LWS_CALLBACK_CLIENT_CLOSED:
		printf("connection lost\n");
		fflush(stdout);
		return again(wsi);

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", client, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
connect_now(lws_sorted_usec_list_t *sul)
{
	struct connection *c = lws_container_of(sul, struct connection, sul);
	struct lws_client_connect_info to;

	memset(&to, 0, sizeof(to));
	to.context = context;
	to.address = host;
	to.port = port;
	to.path = "/";
	to.host = host;
	to.origin = host;
	to.protocol = protocols[0].name;
	to.pwsi = &c->wsi;
	to.retry_and_idle_policy = &policy;

	/* it failed before there was a connection to tell of it */
	if (!lws_client_connect_via_info(&to) &&
	    lws_retry_sul_schedule(context, 0, sul, &policy, connect_now,
				   &c->tries))
		stop = 1;
}

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

	if (argc > 1)
		host = argv[1];
	if (argc > 2)
		port = atoi(argv[2]);
	if (argc > 3)
		left = atoi(argv[3]);

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.connect_timeout_secs = 10;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	connect_now(&connection.sul);
	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	lws_sul_cancel(&connection.sul);
	lws_context_destroy(context);
	return 0;
}
