/* SPDX-License-Identifier: MIT */
/*
 * 1,000 connections, both ends of each, on one loop: far more than the 64
 * sockets that some ways of waiting on Windows stop at. Each of them talks, is
 * reached by a broadcast, and ends.
 *
 *   many [CONNECTIONS]
 */
#include "tests.h"

/* at most; the argument says how many */
#define CONNECTIONS 1000
#define AT_ONCE 100
#define ROUNDS 3

struct pss {
	int number;
	int pending;
	int rounds;
	char text[16];
	size_t len;
};

static struct lws_context *cx;
static struct lws_vhost *vh;
static int started, up_client, up_server, errors, closed_client, closed_server;
static int echoes, wrong, in_broadcast, reached;
static int ids[CONNECTIONS];
static int count = CONNECTIONS;

static int send_text(struct lws *wsi, const char *text, size_t len)
{
	uint8_t buf[LWS_PRE + 32];

	memcpy(buf + LWS_PRE, text, len);

	return lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) < (int)len;
}

static int client(struct lws *wsi, int reason, struct pss *pss, void *in,
		  size_t len)
{
	int *id = lws_get_opaque_user_data(wsi);

	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		errors++;
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		up_client++;
		pss->number = *id;
		pss->rounds = ROUNDS;
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		if (in_broadcast) {
			reached++;
			break;
		}
		if (!pss->rounds)
			break;
		pss->len = (size_t)snprintf(pss->text, sizeof(pss->text),
					    "%d/%d", pss->number,
					    pss->rounds);
		return send_text(wsi, pss->text, pss->len);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		echoes++;
		if (len != pss->len || memcmp(in, pss->text, len))
			wrong++;
		if (--pss->rounds)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		closed_client++;
		break;
	default:
		break;
	}

	return 0;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;

	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		up_server++;
		break;
	case LWS_CALLBACK_RECEIVE:
		if (len > sizeof(pss->text))
			return -1;
		memcpy(pss->text, in, len);
		pss->len = len;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (in_broadcast) {
			reached++;
			break;
		}
		/* the first request comes before there is anything to say */
		return pss->len ? send_text(wsi, pss->text, pss->len) : 0;
	case LWS_CALLBACK_CLOSED:
		closed_server++;
		break;
	default:
		return client(wsi, (int)reason, pss, in, len);
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "many", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void start_some(void)
{
	while (started < count && started - up_server < AT_ONCE) {
		ids[started] = started;
		if (!t_connect(cx, vh, lws_get_vhost_listen_port(vh), "many",
			       NULL, &ids[started], NULL))
			errors++;
		started++;
	}
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	const struct lws_protocols *p;
	uint64_t end;
	int fds;

	t_begin("many", 100);
	if (argc > 1 && atoi(argv[1]) > 0 && atoi(argv[1]) < count)
		count = atoi(argv[1]);
	fds = t_open_fds();
	memset(&info, 0, sizeof(info));
	info.fd_limit_per_thread = 2 * (unsigned int)count + 50;
#if !defined(_WIN32)
	info.rlimit_nofile = 2 * count + 100;
#endif
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	p = lws_vhost_name_to_protocol(vh, "many");
	t_tick_start(cx);

	t_case("connect");
	end = t_now() + 60000000u * (unsigned int)t_slowness();
	while (up_client + errors < count && t_now() < end) {
		start_some();
		lws_service(cx, 0);
	}
	t_until(cx, up_server == count, 2000);
	CHECK_EQ(errors, 0);
	CHECK_EQ(up_client, count);
	CHECK_EQ(up_server, count);

	t_case("echo");
	lws_callback_on_writable_all_protocol(cx, p);
	t_until(cx, echoes >= count * ROUNDS, 40000);
	CHECK_EQ(echoes, count * ROUNDS);
	CHECK_EQ(wrong, 0);

	t_case("broadcast");
	in_broadcast = 1;
	lws_callback_on_writable_all_protocol(cx, p);
	t_until(cx, reached >= 2 * count, 5000);
	t_settle(cx, 10);
	CHECK_EQ(reached, 2 * count);
	CHECK_EQ(closed_client + closed_server, 0);

	t_case("end");
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(closed_client, count);
	CHECK_EQ(closed_server, count);
	CHECK_EQ(t_open_fds(), fds);

	return t_end();
}
