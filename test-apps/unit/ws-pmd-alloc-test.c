/* SPDX-License-Identifier: MIT */
/*
 * permessage-deflate when memory runs out: each allocation of a connection with
 * compressed messages fails once. What is lost is that connection at most, the
 * context serves the next one, and nothing leaks (the sanitizers look).
 */
#include "private-lib-core.h"
#include "ws-check.h"

#define SIZE	3000

static uint8_t tx[LWS_PRE + SIZE];
static struct lws_context *cx;
static int port, echoed, ended, server_closed, stop;
static size_t got;
static lws_sorted_usec_list_t sul;

/* what a timer has told is seen when lws_service() comes back */
static void
tick(lws_sorted_usec_list_t *s)
{
	lws_sul_schedule(cx, 0, s, tick, 10 * LWS_US_PER_MS);
}

static int
client_cb(struct lws *wsi, enum lws_callback_reasons reason, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		got = 0;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		memset(tx + LWS_PRE, 'x', SIZE);
		return lws_write(wsi, tx + LWS_PRE, SIZE, LWS_WRITE_TEXT) <
									SIZE;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		got += len;
		if (!lws_is_final_fragment(wsi))
			break;
		echoed++;
		return -1;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		ended++;
		break;
	default:
		break;
	}

	return 0;
}

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	LWS_UNUSED(user);
	LWS_UNUSED(in);

	switch (reason) {
	case LWS_CALLBACK_RECEIVE:
		/* what is not inflated yet has to be kept */
		if (!lws_is_final_fragment(wsi) && !stop) {
			stop = 1;
			lws_rx_flow_control(wsi, 0);
			lws_set_timer_usecs(wsi, 1000);
		}
		if (lws_is_final_fragment(wsi))
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_TIMER:
		lws_rx_flow_control(wsi, 1);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		memset(tx + LWS_PRE, 'y', SIZE);
		return lws_write(wsi, tx + LWS_PRE, SIZE, LWS_WRITE_TEXT) <
									SIZE;
	case LWS_CALLBACK_CLOSED:
		server_closed++;
		break;
	default:
		return client_cb(wsi, reason, len);
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "p", cb, 0, 100, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static const struct lws_extension exts[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_no_context_takeover; "
	  "server_no_context_takeover; server_max_window_bits=9; "
	  "client_max_window_bits=9" },
	{ NULL, NULL, NULL }
};

static int
open_context(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.protocols = protocols;
	info.extensions = exts;
	info.iface = "127.0.0.1";
	info.vhost_name = "v";
	info.options = LWS_SERVER_OPTION_DISABLE_IPV6;
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(cx, "v"));

	return 0;
}

/* one connection; nonzero: its message came back */
static int
talk(unsigned int fail_at)
{
	struct lws_client_connect_info i;
	lws_usec_t end = lws_now_usecs() + 10 * LWS_US_PER_SEC;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = i.origin = "127.0.0.1";
	i.path = "/";
	i.port = port;
	i.protocol = "p";
	echoed = ended = stop = 0;
	lws_alloc_fail_at(fail_at, 0);
	if (lws_client_connect_via_info(&i))
		while (!ended && lws_now_usecs() < end)
			if (lws_service(cx, 0) < 0)
				break;
	WS_CHECK(ended <= 1, "%d", ended);

	return echoed == 1 && got == SIZE;
}

int
main(void)
{
	unsigned int n, last, good = 0;

	lws_set_log_level(0, NULL);
	if (open_context()) {
		printf("no context\n");
		return 1;
	}
	tick(&sul);
	WS_CHECK(talk(0), "without a failure");
	(void)talk(0);
	last = lws_alloc_count();
	WS_CHECK(last > 20, "%u allocations", last);
	for (n = 1; n <= last; n++)
		good += talk(n) ? 1u : 0u;
	WS_CHECK(good < last, "%u of %u", good, last);
	lws_alloc_fail_at(0, 0);
	WS_CHECK(talk(0), "afterwards");
	lws_sul_cancel(&sul);
	lws_context_destroy(cx);
	WS_CHECK(server_closed, "never closed");

	return ws_check_result("ws-pmd-alloc");
}
