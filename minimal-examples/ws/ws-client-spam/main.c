/* SPDX-License-Identifier: MIT */
/*
 * Many WebSocket clients in one loop, each of which sends messages as fast as
 * it can and wants them all back.
 *
 *	ws-client-spam [host [port [clients [messages]]]]
 *
 * (default: localhost 7681 10 1000; to be used with ws-server-echo)
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENTS_MAX	1000
#define SIZE		200

struct client {
	struct lws	*wsi;
	unsigned int	sent;
	unsigned int	back;
	size_t		part;		/* of the message that is coming */
	int		over;
};

static struct client clients[CLIENTS_MAX];
static unsigned int count = 10, messages = 1000, running, failed;

/* different for each client and each message */
static void
fill(unsigned char *p, const struct client *c, unsigned int n)
{
	unsigned int i, seed = (unsigned int)(c - clients) * 7919 + n;

	for (i = 0; i < SIZE; i++)
		p[i] = (unsigned char)(seed + i * 31);
}

static int
send_one(struct lws *wsi, struct client *c)
{
	unsigned char buf[LWS_PRE + SIZE];

	if (c->sent == messages)
		return 0;
	fill(buf + LWS_PRE, c, c->sent++);
	if (lws_write(wsi, buf + LWS_PRE, SIZE, LWS_WRITE_BINARY) != SIZE)
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static int
receive(struct lws *wsi, struct client *c, const unsigned char *in, size_t len)
{
	unsigned char want[SIZE];

	fill(want, c, c->back);
	if (len > SIZE - c->part || memcmp(in, want + c->part, len)) {
		fprintf(stderr, "client %d: message %u is another\n",
			(int)(c - clients), c->back);
		return -1;
	}
	c->part += len;
	if (!lws_is_final_fragment(wsi))
		return 0;

	c->part = 0;
	if (++c->back < messages)
		return 0;
	lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);

	return -1;
}

static void
over(struct client *c, const char *why)
{
	if (c->over)
		return;
	c->over = 1;
	running--;
	if (c->back == messages)
		return;
	failed++;
	fprintf(stderr, "client %d: %s, %u of %u came back\n",
		(int)(c - clients), why, c->back, messages);
}

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
       size_t len)
{
	struct client *c = user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		over(c, in ? (const char *)in : "cannot connect");
		break;

	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return send_one(wsi, c);

	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(wsi, c, in, len);

	case LWS_CALLBACK_CLIENT_CLOSED:
		over(c, "closed");
		break;

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
connect_all(struct lws_context *context, const char *host, int port)
{
	struct lws_client_connect_info to;

	memset(&to, 0, sizeof(to));
	to.context = context;
	to.address = host;
	to.port = port;
	to.path = "/";
	to.host = host;
	to.origin = host;
	to.protocol = protocols[0].name;
	for (running = 0; running < count; ) {
		struct client *c = &clients[running++];

		to.userdata = c;
		to.pwsi = &c->wsi;
		if (!lws_client_connect_via_info(&to))
			over(c, "not begun");
	}
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	lws_usec_t begun;
	int n = 0;

	if (argc > 3)
		count = (unsigned int)atoi(argv[3]);
	if (argc > 4)
		messages = (unsigned int)atoi(argv[4]);
	if (!count || count > CLIENTS_MAX || !messages)
		return 1;

	lws_set_log_level(LLL_ERR | LLL_WARN, NULL);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.connect_timeout_secs = 10;
	context = lws_create_context(&info);
	if (!context)
		return 1;

	begun = lws_now_usecs();
	connect_all(context, argc > 1 ? argv[1] : "localhost",
		    argc > 2 ? atoi(argv[2]) : 7681);
	while (n >= 0 && running)
		n = lws_service(context, 0);
	printf("%u clients, %u messages each, %u failed, %.3f s\n", count,
	       messages, failed, (double)(lws_now_usecs() - begun) / 1e6);

	lws_context_destroy(context);
	return failed != 0;
}
