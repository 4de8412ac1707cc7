/* SPDX-License-Identifier: MIT */
/*
 * See net-check.h.
 */
#include "net-check.h"

struct lws_context *nc_cx;
struct lws_vhost *nc_vh, *nc_raw;
struct lws *nc_last;
int nc_served, nc_served_ever;
unsigned int nc_fd_limit;
void (*nc_tune)(struct lws_context_creation_info *info);

static size_t
to_send(const struct attempt *a)
{
	return a->msg_len ? a->msg_len : strlen(a->msg);
}

static int
client_writable(struct lws *wsi, struct attempt *a)
{
	static uint8_t buf[LWS_PRE + 65536];
	int raw = lws_get_protocol(wsi)->id == 1;
	size_t n = to_send(a);

	if (a->sent)
		return 0;
	if (n > sizeof(buf) - LWS_PRE)
		n = sizeof(buf) - LWS_PRE;
	memset(buf + LWS_PRE, 'x', n);
	memcpy(buf + LWS_PRE, a->msg, lws_min_sz(n, strlen(a->msg)));
	a->sent = n;

	return lws_write(wsi, buf + LWS_PRE, n,
			 raw ? LWS_WRITE_RAW : LWS_WRITE_BINARY) < 0 ? -1 : 0;
}

static int
client_end(struct attempt *a, enum lws_callback_reasons reason, void *in,
	   size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		a->failed++;
		CHECK(!in || strlen(in) == len);
		break;
	case LWS_CALLBACK_CONNECTING:
		/* so that what is sent does not fit */
		if (a->msg_len)
			t_sock_buffers((lws_sockfd_type)(lws_intptr_t)in, 4096,
				       4096);
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_CONNECTED:
		a->up++;
		lws_callback_on_writable(a->wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_RAW_WRITEABLE:
		return client_writable(a->wsi, a);
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_RAW_RX:
		a->got += len;
		return a->got >= to_send(a) ? -1 : 0;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
		a->closed++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		a->destroyed++;
		a->wsi = NULL;
		break;
	default:
		break;
	}

	return 0;
}

static int
echo(struct lws *wsi, void *in, size_t len, enum lws_write_protocol how)
{
	uint8_t buf[LWS_PRE + 4096];

	if (len > sizeof(buf) - LWS_PRE)
		return -1;
	if (len)
		memcpy(buf + LWS_PRE, in, len);

	return lws_write(wsi, buf + LWS_PRE, len, how) < 0 ? -1 : 0;
}

static int
server_end(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	   size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RAW_ADOPT:
		nc_served++;
		nc_served_ever++;
		nc_last = wsi;
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
		nc_served--;
		break;
	case LWS_CALLBACK_RECEIVE:
		return echo(wsi, in, len, LWS_WRITE_BINARY);
	case LWS_CALLBACK_RAW_RX:
		return echo(wsi, in, len, LWS_WRITE_RAW);
	default:
		break;
	}

	return 0;
}

int
nc_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	    void *in, size_t len)
{
	struct attempt *a;

	LWS_UNUSED(user);
	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
		return 0;
	default:
		break;
	}

	a = lws_get_opaque_user_data(wsi);
	if (!a)
		return server_end(wsi, reason, in, len);
	if (reason == LWS_CALLBACK_WSI_CREATE)
		a->wsi = wsi;

	return client_end(a, reason, in, len);
}

static const struct lws_protocols protocols[] = {
	{ "nc-ws", nc_callback, 40, 4096, 0, NULL, 0 },
	{ "nc-raw", nc_callback, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

int
nc_create(const struct lws_protocols *more)
{
	struct lws_context_creation_info info;

	nc_served = nc_served_ever = 0;
	nc_vh = nc_raw = NULL;
	memset(&info, 0, sizeof(info));
	t_info(&info, more ? more : protocols);
	if (nc_fd_limit)
		info.fd_limit_per_thread = nc_fd_limit;
	info.timeout_secs = 5;
	info.connect_timeout_secs = 5;
	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	nc_loop(&info);
	if (nc_tune)
		nc_tune(&info);
	nc_cx = lws_create_context(&info);
	if (!nc_cx)
		return 1;

	nc_vh = lws_create_vhost(nc_cx, &info);
	info.vhost_name = "raw";
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "nc-raw";
	info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	if (nc_vh)
		nc_raw = lws_create_vhost(nc_cx, &info);
	if (nc_vh && nc_raw)
		return 0;

	nc_destroy();

	return 1;
}

void
nc_destroy(void)
{
	lws_context_destroy(nc_cx);
	nc_cx = NULL;
	nc_vh = nc_raw = NULL;
}

struct lws *
nc_connect(struct attempt *a, int raw, const char *address)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = nc_cx;
	i.vhost = raw ? nc_raw : nc_vh;
	i.address = address ? address : "127.0.0.1";
	i.host = i.origin = "localhost";
	i.path = "/";
	i.port = lws_get_vhost_listen_port(i.vhost);
	i.protocol = raw ? "nc-raw" : "nc-ws";
	i.local_protocol_name = i.protocol;
	i.method = raw ? "RAW" : NULL;
	i.opaque_user_data = a;
	if (!a->msg)
		a->msg = "hello";

	return lws_client_connect_via_info(&i);
}

int
nc_over(const struct attempt *a)
{
	return a->failed || a->closed;
}

void
nc_check_attempt(const struct attempt *a, int begun)
{
	if (!begun) {
		CHECK(!a->up && !a->failed && !a->closed);
		return;
	}
	CHECK_EQ(a->up + a->failed, 1);
	CHECK_EQ(a->closed, a->up);
	CHECK_EQ(a->destroyed, 1);
}

void
nc_check_works(void)
{
	struct attempt a[2];
	int n, begun[2];

	memset(a, 0, sizeof(a));
	for (n = 0; n < 2; n++)
		begun[n] = nc_connect(&a[n], n, NULL) != NULL;
	t_until(nc_cx, nc_over(&a[0]) && nc_over(&a[1]), 4000);
	for (n = 0; n < 2; n++) {
		CHECK(begun[n]);
		CHECK_EQ(a[n].up, 1);
		CHECK_EQ(a[n].got, 5);
		nc_check_attempt(&a[n], 1);
	}
	t_until(nc_cx, !nc_served, 4000);
	CHECK_EQ(nc_served, 0);
}

static void
run_over(lws_sorted_usec_list_t *sul)
{
	LWS_UNUSED(sul);
	/* the wait of this turn is still to come */
	lws_cancel_service(nc_cx);
}

unsigned int
nc_run(unsigned int ms)
{
	lws_sorted_usec_list_t sul;
	unsigned int turns = 0;

#if defined(LWS_WITH_SERVICE_STATS)
	turns = (unsigned int)lws_service_stats_get(nc_cx, 0)->turns;
#endif
	memset(&sul, 0, sizeof(sul));
	lws_sul_schedule(nc_cx, 0, &sul, run_over,
			 (lws_usec_t)ms * LWS_US_PER_MS);
	while (!lws_dll2_is_detached(&sul.list))
		if (t_serve(nc_cx) < 0)
			break;
#if defined(LWS_WITH_SERVICE_STATS)
	turns = (unsigned int)lws_service_stats_get(nc_cx, 0)->turns - turns;
#endif

	return turns;
}

void
nc_check_stats(void)
{
#if defined(LWS_WITH_SERVICE_STATS)
	const struct lws_service_stats *s = lws_service_stats_get(nc_cx, 0);

	CHECK_EQ(s->serviced_twice, 0);
	CHECK_EQ(s->callbacks_after_final, 0);
	CHECK_EQ(s->zero_waits_not_due, 0);
#endif
}

int
nc_own_count(void)
{
#if defined(LWS_WITH_NETLINK)
	/* there may be no such socket here */
	return nc_cx->pt[0].netlink_wsi ? 2 : 1;
#else
	return 1;
#endif
}

void
nc_check_count(int more)
{
	/* with the two listeners */
	int all = nc_own_count() + 2 + more;
#if defined(LWS_WITH_SERVICE_STATS)
	const struct lws_service_stats *s = lws_service_stats_get(nc_cx, 0);

	t_until(nc_cx, (int)(s->wsi_created - s->wsi_freed) == all, 4000);
	CHECK_EQ(s->wsi_created - s->wsi_freed, all);
#endif
	t_until(nc_cx, (int)nc_cx->pt[0].fds_count == all, 4000);
	CHECK_EQ(nc_cx->pt[0].fds_count, all);
}
