/* SPDX-License-Identifier: MIT */
/*
 * 1,000 connections, both ends of each, on one loop: far more than the 64
 * sockets that some ways of waiting on Windows stop at. Each of them talks, is
 * reached by a broadcast, and ends.
 */
#include "tests.h"

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
	while (started < CONNECTIONS && started - up_server < AT_ONCE) {
		ids[started] = started;
		if (!t_connect(cx, vh, lws_get_vhost_listen_port(vh), "many",
			       NULL, &ids[started], NULL))
			errors++;
		started++;
	}
}

int main(void)
{
	struct lws_context_creation_info info;
	const struct lws_protocols *p;
	uint64_t end;
	int fds;

	t_begin("many", 60);
	fds = t_open_fds();
	memset(&info, 0, sizeof(info));
	info.fd_limit_per_thread = 2 * CONNECTIONS + 50;
#if !defined(_WIN32)
	info.rlimit_nofile = 2 * CONNECTIONS + 100;
#endif
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	p = lws_vhost_name_to_protocol(vh, "many");
	t_tick_start(cx);

	t_case("connect");
	end = t_now() + 30000000u * (unsigned int)t_slowness();
	while (up_client + errors < CONNECTIONS && t_now() < end) {
		start_some();
		lws_service(cx, 0);
	}
	t_until(cx, up_server == CONNECTIONS, 2000);
	CHECK_EQ(errors, 0);
	CHECK_EQ(up_client, CONNECTIONS);
	CHECK_EQ(up_server, CONNECTIONS);

	t_case("echo");
	lws_callback_on_writable_all_protocol(cx, p);
	t_until(cx, echoes >= CONNECTIONS * ROUNDS, 20000);
	CHECK_EQ(echoes, CONNECTIONS * ROUNDS);
	CHECK_EQ(wrong, 0);

	t_case("broadcast");
	in_broadcast = 1;
	lws_callback_on_writable_all_protocol(cx, p);
	t_until(cx, reached >= 2 * CONNECTIONS, 5000);
	t_settle(cx, 10);
	CHECK_EQ(reached, 2 * CONNECTIONS);
	CHECK_EQ(closed_client + closed_server, 0);

	t_case("end");
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(closed_client, CONNECTIONS);
	CHECK_EQ(closed_server, CONNECTIONS);
	CHECK_EQ(t_open_fds(), fds);

	return t_end();
}
