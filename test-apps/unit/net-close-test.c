/* SPDX-License-Identifier: MIT */
/*
 * From inside every callback, does what a callback should not have to think
 * about: closes itself, all others that are ready in the same turn, its parent
 * and children, its vhost, its context; services, connects, broadcasts.
 * Every connection still has its one opening and its one closing callback.
 */
#include "net-check.h"

#define CONNS		64
#define CLIENTS		4

/* a connection as the user sees it, from WSI_CREATE to WSI_DESTROY */
struct conn {
	struct lws	*wsi;
	int		client, up, failed, closed, destroyed;
};

static struct conn conns[CONNS];
static int dead_port;
static int conn_count, fired, reentry, inside, fds_before, ws;
static struct lws_vhost *bystander;

enum deed {
	RETURN, SELF_SYNC, SELF_ASYNC, SELF_CLOSE, OTHERS_SYNC, OTHERS_CLOSE,
	OTHERS_ASYNC, ALL_SYNC, PARENT_SYNC, VHOST, OTHER_VHOST, CONTEXT_GONE,
	SERVICE, SERVICE_FD, CONNECT, BROADCAST, WRITABLE_ALL, FLOW, DEEDS
};

static const char *const deed_names[] = {
	"return -1", "kill itself", "kill itself soon", "close itself",
	"kill all others", "close all others", "kill all others soon",
	"kill all", "kill the parent", "destroy the vhost",
	"destroy another vhost", "destroy the context", "service",
	"service a descriptor", "connect a child", "broadcast",
	"all writable", "flow control"
};

static struct {
	int		reason;
	enum deed	deed;
} plan;

static struct conn *
conn_of(struct lws *wsi)
{
	struct conn *c = lws_get_opaque_user_data(wsi);

	return c >= conns && c < conns + CONNS ? c : NULL;
}

static void
each(struct lws *self, int with_self, enum deed how)
{
	int n;

	for (n = 0; n < conn_count; n++) {
		struct lws *wsi = conns[n].wsi;

		if (!wsi || (wsi == self && !with_self))
			continue;
		if (how == OTHERS_CLOSE)
			lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
					   "test");
		else
			lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
					how == OTHERS_ASYNC ?
					LWS_TO_KILL_ASYNC : LWS_TO_KILL_SYNC);
		/* that, to what is closing or closed, has to be harmless */
		if (conns[n].wsi)
			lws_callback_on_writable(wsi);
	}
}

static void
connect_one(struct lws_context *cx, struct lws_vhost *vh, struct lws *parent,
	    int port)
{
	struct lws_client_connect_info i;

	if (conn_count >= CONNS - 2)
		return;
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.vhost = vh;
	i.address = i.host = i.origin = "127.0.0.1";
	i.port = port;
	i.path = "/";
	i.method = ws ? NULL : "RAW";
	i.local_protocol_name = "close";
	i.parent_wsi = parent;
	(void)lws_client_connect_via_info(&i);
}

static int
own_fd(struct lws *wsi)
{
	struct lws_pollfd pfd;

	memset(&pfd, 0, sizeof(pfd));
	pfd.fd = lws_get_socket_fd(wsi);
	pfd.events = pfd.revents = LWS_POLLIN;
	if (pfd.fd != LWS_SOCK_INVALID)
		(void)lws_service_fd(lws_get_context(wsi), &pfd);

	return 0;
}

static int
do_it(struct lws *wsi)
{
	struct lws_vhost *vh = lws_get_vhost(wsi);
	struct lws_context *cx = lws_get_context(wsi);

	switch (plan.deed) {
	case RETURN:
		return -1;
	case SELF_SYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		return -1;
	case SELF_ASYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
		break;
	case SELF_CLOSE:
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, "test");
		break;
	case OTHERS_SYNC:
	case OTHERS_CLOSE:
	case OTHERS_ASYNC:
		each(wsi, 0, plan.deed);
		break;
	case ALL_SYNC:
		each(wsi, 1, plan.deed);
		break;
	case PARENT_SYNC:
		if (lws_get_parent(wsi))
			lws_set_timeout(lws_get_parent(wsi),
					PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
		break;
	case VHOST:
		if (vh)
			lws_vhost_destroy(vh);
		break;
	case OTHER_VHOST:
		if (bystander)
			lws_vhost_destroy(bystander);
		bystander = NULL;
		break;
	case CONTEXT_GONE:
		lws_context_destroy(cx);
		break;
	case SERVICE:
		reentry = lws_service(cx, -1);
		break;
	case SERVICE_FD:
		return own_fd(wsi);
	case CONNECT:
		if (vh && lws_get_vhost_listen_port(vh) > 0)
			connect_one(cx, vh, wsi,
				    lws_get_vhost_listen_port(vh));
		break;
	case BROADCAST:
		if (lws_get_protocol(wsi))
			lws_callback_all_protocol(cx, lws_get_protocol(wsi),
						  LWS_CALLBACK_USER);
		break;
	case WRITABLE_ALL:
		each(wsi, 0, OTHERS_ASYNC);
		if (lws_get_protocol(wsi))
			lws_callback_on_writable_all_protocol(cx,
						lws_get_protocol(wsi));
		break;
	default:
		lws_rx_flow_control(wsi, 0);
		lws_rx_flow_control(wsi, 1);
		lws_callback_on_writable(wsi);
		break;
	}

	return 0;
}

static void
note(struct lws *wsi, struct conn *c, int reason)
{
	/* what was locked is to be unlocked in any case */
	if (!c || (c->destroyed && reason == LWS_CALLBACK_UNLOCK_POLL))
		return;
	CHECK(!c->destroyed);
	CHECK(c->wsi == wsi);

	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		c->client = 1;
		c->up++;
		break;
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_ESTABLISHED:
		c->up++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		c->failed++;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		c->closed++;
		break;
	case LWS_CALLBACK_RAW_RX:
	case LWS_CALLBACK_RAW_WRITEABLE:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_TIMER:
		CHECK(c->up && !c->closed);
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		c->destroyed++;
		c->wsi = NULL;
		break;
	default:
		break;
	}
}

static int
behave(struct lws *wsi, int reason)
{
	uint8_t buf[LWS_PRE + 4];

	memcpy(buf + LWS_PRE, "ping", 4);
	switch (reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		lws_set_timer_usecs(wsi, 500);
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_RAW) < 0 ?
									-1 : 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_TEXT) < 0 ?
									-1 : 0;
	case LWS_CALLBACK_TIMER:
		/* one of them hangs up, with a handshake if it is ws */
		if (ws && conn_of(wsi) == &conns[0]) {
			lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
			return -1;
		}
		break;
	case LWS_CALLBACK_USER:
		/* of a broadcast: each closes all others, and tells them too */
		each(wsi, 0, OTHERS_SYNC);
		if (inside < 4)
			lws_callback_all_protocol(lws_get_context(wsi),
						  lws_get_protocol(wsi),
						  LWS_CALLBACK_USER);
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
	struct conn *c;
	int n, r = (int)reason;

	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);

	if (r == LWS_CALLBACK_WSI_CREATE && conn_count < CONNS) {
		conns[conn_count].wsi = wsi;
		lws_set_opaque_user_data(wsi, &conns[conn_count++]);
	}
	c = conn_of(wsi);
	note(wsi, c, r);

	inside++;
	if (r == plan.reason && !fired) {
		fired = 1;
		n = do_it(wsi);
		if (n) {
			inside--;
			return n;
		}
	}
	n = c && !c->wsi ? 0 : behave(wsi, r);
	inside--;

	return n;
}

static const struct lws_protocols protocols[] = {
	{ "close", cb, 16, 0, 0, NULL, 0 },
	{ "other", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int
create(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	nc_loop(&info);
	info.timeout_secs = 1;
	info.connect_timeout_secs = 1;
	if (!ws) {
		info.listen_accept_role = "raw-skt";
		info.listen_accept_protocol = "close";
		info.options |=
			LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	}
	nc_cx = lws_create_context(&info);
	if (!nc_cx)
		return 1;

	info.vhost_name = "bystander";
	info.port = CONTEXT_PORT_NO_LISTEN;
	bystander = lws_create_vhost(nc_cx, &info);

	return 0;
}

static int
settled(void)
{
	int n, left = 0;

	for (n = 0; n < conn_count; n++)
		left += conns[n].wsi && !conns[n].up;

	return fired && !left;
}

static void
final_checks(void)
{
	int n;

	CHECK_EQ(inside, 0);
	for (n = 0; n < conn_count; n++) {
		const struct conn *c = &conns[n];

		CHECK_EQ(c->destroyed, 1);
		CHECK_EQ(c->closed, c->up);
		CHECK(c->up + c->failed <= 1);
	}
	if (t_open_fds() != fds_before)
		CHECK_EQ(t_open_fds(), fds_before);
}

static int
comes_with_the_end(int reason)
{
	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_DESTROY:
	case LWS_CALLBACK_WSI_DESTROY:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL:
	case LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL:
	case LWS_CALLBACK_CHILD_CLOSING:
	case LWS_CALLBACK_DEL_POLL_FD:
		return 1;
	default:
		return 0;
	}
}

static void
connect_all(void)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(nc_cx, "default");
	int n, port = vh ? lws_get_vhost_listen_port(vh) : 0;

	for (n = 0; n < CLIENTS; n++) {
		struct lws *first = conn_count ? conns[0].wsi : NULL;

		vh = lws_get_vhost_by_name(nc_cx, "default");
		if (vh && port > 0)
			connect_one(nc_cx, vh, first, port);
	}
	t_tick_start(nc_cx);
	/* and one that fails */
	vh = lws_get_vhost_by_name(nc_cx, "default");
	if (vh)
		connect_one(nc_cx, vh, NULL, dead_port);
}

/* turns that do not wait, each with a wakeup or without */
static void
turns(int count, int wake)
{
	while (nc_cx && count--) {
		if (wake)
			lws_cancel_service(nc_cx);
		if (nc_turn() < 0)
			break;
	}
}

static void
kill_some(void)
{
	int n;

	for (n = 0; n < conn_count; n += 3)
		if (conns[n].wsi)
			lws_set_timeout(conns[n].wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_SYNC);
}

/* nc_cx NULL: the deed was its end, and whose loop it is was told so */
static void
once(int reason, enum deed deed)
{
	t_case("%s: %s in %s", ws ? "ws" : "raw", deed_names[deed], t_reason(reason));
	memset(conns, 0, sizeof(conns));
	conn_count = fired = inside = 0;
	reentry = -1;
	plan.reason = reason;
	plan.deed = deed;
	bystander = NULL;

	if (create()) {
		/* PROTOCOL_INIT said so */
		CHECK(fired);
		final_checks();
		return;
	}
	connect_all();
	turns(8, 1);
	if (nc_cx)
		t_until(nc_cx, settled(), 25);
	/* the network may be slow; the destruction below brings the rest */
	if (nc_cx && !comes_with_the_end(reason))
		t_until(nc_cx, fired, 3000);
	turns(4, 0);
	CHECK(nc_cx || (fired && deed == CONTEXT_GONE));
	/* outside of any turn */
	if (nc_cx)
		kill_some();
	turns(1, 0);
	CHECK(reentry < 0);
	if (nc_cx)
		nc_check_stats();
	t_tick_stop();
	lws_context_destroy(nc_cx);
	final_checks();
	CHECK(fired);
}

static const int reasons[] = {
	LWS_CALLBACK_PROTOCOL_INIT, LWS_CALLBACK_PROTOCOL_DESTROY,
	LWS_CALLBACK_WSI_CREATE, LWS_CALLBACK_WSI_DESTROY,
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION, LWS_CALLBACK_CONNECTING,
	LWS_CALLBACK_RAW_SKT_BIND_PROTOCOL, LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL,
	LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_CONNECTED,
	LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_WRITEABLE, LWS_CALLBACK_RAW_CLOSE,
	LWS_CALLBACK_CHILD_CLOSING, LWS_CALLBACK_TIMER,
	LWS_CALLBACK_EVENT_WAIT_CANCELLED, LWS_CALLBACK_ADD_POLL_FD,
	LWS_CALLBACK_DEL_POLL_FD, LWS_CALLBACK_CHANGE_MODE_POLL_FD,
	LWS_CALLBACK_LOCK_POLL, LWS_CALLBACK_UNLOCK_POLL,
	LWS_CALLBACK_CLIENT_CONNECTION_ERROR
};

static const int ws_reasons[] = {
	LWS_CALLBACK_WSI_CREATE, LWS_CALLBACK_WSI_DESTROY,
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION, LWS_CALLBACK_CONNECTING,
	LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED,
	LWS_CALLBACK_HTTP_CONFIRM_UPGRADE,
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, LWS_CALLBACK_ADD_HEADERS,
	LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
	LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP,
	LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
	LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL,
	LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL,
	LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL,
	LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL,
	LWS_CALLBACK_ESTABLISHED, LWS_CALLBACK_CLIENT_ESTABLISHED,
	LWS_CALLBACK_SERVER_WRITEABLE, LWS_CALLBACK_CLIENT_WRITEABLE,
	LWS_CALLBACK_RECEIVE, LWS_CALLBACK_CLIENT_RECEIVE,
	LWS_CALLBACK_WS_PEER_INITIATED_CLOSE,
	LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLIENT_CLOSED,
	LWS_CALLBACK_CHILD_CLOSING, LWS_CALLBACK_TIMER,
	LWS_CALLBACK_CHANGE_MODE_POLL_FD
};

int
main(void)
{
	size_t n;
	int d;

	nc_begin("net-close", 200);
	plan.reason = -1;
	if (CHECK(!nc_create(NULL))) {
		nc_check_works();
		nc_destroy();
	}
	dead_port = t_sock_closed_port();
	fds_before = t_open_fds();
	for (n = 0; n < T_ARRAY(reasons); n++)
		for (d = 0; d < DEEDS; d++)
			once(reasons[n], (enum deed)d);
	ws = 1;
	for (n = 0; n < T_ARRAY(ws_reasons); n++)
		for (d = 0; d < DEEDS; d++)
			once(ws_reasons[n], (enum deed)d);

	return nc_end();
}
