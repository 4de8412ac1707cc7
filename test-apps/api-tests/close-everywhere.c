/* SPDX-License-Identifier: MIT */
/*
 * Ends a connection in every way, from every callback: whatever the moment,
 * there is exactly one final callback, nothing comes after it, and nothing
 * stays open.
 */
#include "tests.h"

enum how {
	HOW_RETURN,
	HOW_REASON,
	HOW_SYNC,
	HOW_ASYNC,
	HOW_NEXT_TURN,
	HOW_COUNT
};

static const char *const how_names[] = {
	"return -1", "lws_close_reason and return -1", "kill sync",
	"kill async", "kill sync from a timer"
};

/* What one end of a connection has been told. */
struct end {
	const char *name;
	struct lws *wsi;
	int established;
	int final;
	int error;
	int destroyed;
	int after;
	int fired;
};

static struct lws_context *cx;
static struct lws_vhost *vh;
static struct end ends[2];
static int trigger_reason, trigger_side, unfired;
static enum how trigger_how;
static lws_sorted_usec_list_t sul;
static struct lws *victim;

enum { SERVER, CLIENT };

static int side_of(struct lws *wsi, int reason)
{
	if (lws_get_opaque_user_data(wsi) == &ends[CLIENT] ||
	    wsi == ends[CLIENT].wsi)
		return CLIENT;
	switch (reason) {
	case LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL:
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return CLIENT;
	default:
		return SERVER;
	}
}

static void kill_later(lws_sorted_usec_list_t *s)
{
	(void)s;
	if (victim)
		lws_set_timeout(victim, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
	victim = NULL;
}

static int kill_now(struct lws *wsi)
{
	switch (trigger_how) {
	case HOW_RETURN:
		return -1;
	case HOW_REASON:
		lws_close_reason(wsi, LWS_CLOSE_STATUS_GOINGAWAY,
				 (unsigned char *)"x", 1);
		return -1;
	case HOW_SYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_SYNC);
		/* the wsi is gone: the caller has to be told */
		return -1;
	case HOW_ASYNC:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK,
				LWS_TO_KILL_ASYNC);
		return 0;
	default:
		victim = wsi;
		lws_sul_schedule(cx, 0, &sul, kill_later, 1);
		return 0;
	}
}

static int is_final(int reason)
{
	return reason == LWS_CALLBACK_CLOSED ||
	       reason == LWS_CALLBACK_CLIENT_CLOSED ||
	       reason == LWS_CALLBACK_RAW_CLOSE ||
	       reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR;
}

/* Reasons that may come after the final one, for they take things apart. */
static int is_teardown(int reason)
{
	switch (reason) {
	case LWS_CALLBACK_WSI_DESTROY:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL:
	case LWS_CALLBACK_RAW_SKT_DROP_PROTOCOL:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		return 1;
	default:
		return 0;
	}
}

static int not_about_wsi(int reason)
{
	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
	case LWS_CALLBACK_GET_THREAD_ID:
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS:
	case LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS:
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
		return 1;
	default:
		return 0;
	}
}

static int is_up(int reason)
{
	return reason == LWS_CALLBACK_ESTABLISHED ||
	       reason == LWS_CALLBACK_CLIENT_ESTABLISHED ||
	       reason == LWS_CALLBACK_RAW_ADOPT ||
	       reason == LWS_CALLBACK_RAW_CONNECTED;
}

static void note(struct end *e, struct lws *wsi, int reason)
{
	if (e->final && !is_teardown(reason) && wsi == e->wsi) {
		e->after++;
		t_check(0, __FILE__, __LINE__, "%s: %s after the final one",
			e->name, t_reason(reason));
	}
	if (reason == LWS_CALLBACK_WSI_CREATE)
		e->wsi = wsi;
	if (is_up(reason)) {
		e->established = 1;
		e->wsi = wsi;
	}
	if (is_final(reason)) {
		e->final++;
		if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
			e->error++;
		if (victim == wsi)
			victim = NULL;
	}
	if (reason == LWS_CALLBACK_WSI_DESTROY && wsi == e->wsi) {
		e->destroyed++;
		if (victim == wsi)
			victim = NULL;
		/* the address may come again: it is another wsi then */
		e->wsi = NULL;
	}
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 8];
	int side, r = (int)reason;

	(void)user;
	(void)in;
	(void)len;
	if (not_about_wsi(r))
		return r == LWS_CALLBACK_FILTER_NETWORK_CONNECTION &&
		       trigger_reason == r && !ends[SERVER].fired++ ? -1 : 0;
	side = side_of(wsi, r);
	note(&ends[side], wsi, r);

	if (r == trigger_reason && side == trigger_side &&
	    !ends[side].fired) {
		ends[side].fired = 1;
		return kill_now(wsi);
	}

	switch (r) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_CONNECTED:
		lws_set_timer_usecs(wsi, 20000);
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_TIMER:
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		memcpy(buf + LWS_PRE, "ping", 4);
		if (lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_PING) < 4 ||
		    lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_TEXT) < 4)
			return -1;
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		memcpy(buf + LWS_PRE, "ping", 4);
		if (lws_write(wsi, buf + LWS_PRE, 4, LWS_WRITE_RAW) < 4)
			return -1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "close", cb, 64, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int both_done(void)
{
	return (ends[CLIENT].final && ends[CLIENT].destroyed &&
		(!ends[SERVER].established || ends[SERVER].destroyed)) ||
	       (unfired && ends[CLIENT].established &&
		ends[SERVER].established);
}

static void once(int side, int reason, enum how how, int raw)
{
	struct lws *wsi;
	int s;

	t_case("%s %s: %s in %s", raw ? "raw" : "ws",
	       side == SERVER ? "server" : "client", how_names[how],
	       t_reason(reason));
	memset(ends, 0, sizeof(ends));
	ends[SERVER].name = "server";
	ends[CLIENT].name = "client";
	trigger_side = side;
	trigger_reason = reason;
	trigger_how = how;
	victim = NULL;
	wsi = t_connect(cx, vh, lws_get_vhost_listen_port(vh), "close",
			raw ? "RAW" : NULL, &ends[CLIENT], NULL);
	t_until(cx, both_done(), 4000);
	if (!wsi && !ends[CLIENT].final)
		/* refused on the spot: NULL is all the caller gets */
		ends[CLIENT].final = ends[CLIENT].destroyed = 1;
	t_until(cx, !victim, 100);
	lws_sul_cancel(&sul);
	CHECK(ends[side].fired);
	for (s = 0; s < 2; s++) {
		struct end *e = &ends[s];

		if (!e->established && s == SERVER)
			/* closed before it was anybody's session */
			continue;
		t_check(e->final == 1, __FILE__, __LINE__,
			"%s: %d final callbacks", e->name, e->final);
		t_check(e->destroyed <= 1 && (e->destroyed || !wsi),
			__FILE__, __LINE__, "%s: destroyed %d times", e->name,
			e->destroyed);
		t_check(e->error == !e->established || (!wsi && s == CLIENT),
			__FILE__, __LINE__,
			"%s: established %d, but %d errors", e->name,
			e->established, e->error);
	}
	trigger_reason = -1;
}

/*
 * 4.1.6 fails three of these: a refusal in CLIENT_APPEND_HANDSHAKE_HEADER has
 * no final callback, one in CLIENT_ESTABLISHED or RAW_CONNECTED ends in
 * CLIENT_CONNECTION_ERROR though the connection was established, and after
 * lws_close_reason in CLIENT_ESTABLISHED a CLIENT_WRITEABLE follows it.
 */

/* Reasons in which the server end is killed. */
static const int ws_server_reasons[] = {
	LWS_CALLBACK_FILTER_NETWORK_CONNECTION,
	LWS_CALLBACK_HTTP_CONFIRM_UPGRADE,
	LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION,
	LWS_CALLBACK_ADD_HEADERS,
	LWS_CALLBACK_ESTABLISHED,
	LWS_CALLBACK_SERVER_WRITEABLE,
	LWS_CALLBACK_RECEIVE,
	LWS_CALLBACK_RECEIVE_PONG,
	LWS_CALLBACK_TIMER,
};

static const int ws_client_reasons[] = {
	LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER,
	LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH,
	LWS_CALLBACK_CLIENT_ESTABLISHED,
	LWS_CALLBACK_CLIENT_WRITEABLE,
	LWS_CALLBACK_CLIENT_RECEIVE,
	LWS_CALLBACK_CLIENT_RECEIVE_PONG,
	LWS_CALLBACK_TIMER,
};

static const int raw_server_reasons[] = {
	LWS_CALLBACK_RAW_ADOPT,
	LWS_CALLBACK_RAW_WRITEABLE,
	LWS_CALLBACK_RAW_RX,
	LWS_CALLBACK_TIMER,
};

static const int raw_client_reasons[] = {
	LWS_CALLBACK_RAW_CONNECTED,
	LWS_CALLBACK_RAW_WRITEABLE,
	LWS_CALLBACK_RAW_RX,
	LWS_CALLBACK_TIMER,
};

/*
 * Inside these the library is in the middle of a handshake, and the way to
 * refuse it is the return value.
 */
static int only_return(int reason)
{
	switch (reason) {
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
	case LWS_CALLBACK_ADD_HEADERS:
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		return 1;
	default:
		return 0;
	}
}

static void table(int side, const int *reasons, size_t n, int raw)
{
	size_t r;
	int how;

	for (r = 0; r < n; r++)
		for (how = 0; how < HOW_COUNT; how++) {
			if (raw && how == HOW_REASON)
				continue;
#if defined(T_FOREIGN)
			/*
			 * The documentation reserves this for a wsi that is
			 * not being serviced, and 4.1.6 crashes; this library
			 * frees late and allows it.
			 */
			if (how == HOW_SYNC)
				continue;
#endif
			if (only_return(reasons[r]) && how != HOW_RETURN)
				continue;
			once(side, reasons[r], (enum how)how, raw);
		}
}

static void run(int raw)
{
	struct lws_context_creation_info info;
	int fds = t_open_fds(), before;

	memset(&info, 0, sizeof(info));
	if (raw) {
		info.listen_accept_role = "raw-skt";
		info.listen_accept_protocol = "close";
		info.options =
			LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	}
	t_info(&info, protocols);
	info.timeout_secs = 3;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return;
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);
	trigger_reason = -1;
	t_settle(cx, 5);
	before = t_open_fds();
	if (raw) {
		table(SERVER, raw_server_reasons,
		      T_ARRAY(raw_server_reasons), 1);
		table(CLIENT, raw_client_reasons,
		      T_ARRAY(raw_client_reasons), 1);
	} else {
		table(SERVER, ws_server_reasons, T_ARRAY(ws_server_reasons),
		      0);
		table(CLIENT, ws_client_reasons, T_ARRAY(ws_client_reasons),
		      0);
	}
	t_case("descriptors");
	t_until(cx, t_open_fds() == before, 3000);
	CHECK_EQ(t_open_fds(), before);
	t_tick_stop();
	memset(ends, 0, sizeof(ends));
	lws_context_destroy(cx);
	CHECK_EQ(t_open_fds(), fds);
}

int main(void)
{
	t_begin("close-everywhere", 60);
	run(0);
	run(1);

	return t_end();
}
