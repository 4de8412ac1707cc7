/* SPDX-License-Identifier: MIT */
/*
 * The order of callbacks over the life of a context, its vhosts and their ws
 * sessions, and the data that belongs to each of them.
 */
#include "tests.h"

struct pss {
	int magic;
	int zeroed;
	struct lws *wsi;
};

struct vhd {
	struct lws_vhost *vh;
	int sessions;
};

static struct t_trace server, client, context;
static char opaque_client[] = "client";
static int up, closed, echoes, hold;
static int cx_user = 7, vh_user = 9;
static struct lws *client_wsi;

static struct t_trace *whose(struct lws *wsi)
{
	return lws_get_opaque_user_data(wsi) == opaque_client ? &client :
								&server;
}

/*
 * The reasons whose order an application may rely on. Binding reasons are left
 * out: which of them come depends on the roles a connection passes through.
 */
static int about_session(int reason)
{
	switch (reason) {
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
	case LWS_CALLBACK_WSI_CREATE:
	case LWS_CALLBACK_WSI_DESTROY:
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
	case LWS_CALLBACK_ADD_HEADERS:
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		return 1;
	default:
		return 0;
	}
}

static int say(struct lws *wsi, const char *word)
{
	uint8_t buf[LWS_PRE + 32];
	size_t n = strlen(word);

	memcpy(buf + LWS_PRE, word, n);

	return lws_write(wsi, buf + LWS_PRE, n, LWS_WRITE_TEXT) < (int)n;
}

static int protocol_life(struct lws *wsi, int reason)
{
	struct lws_vhost *vh = lws_get_vhost(wsi);
	const struct lws_protocols *p = lws_get_protocol(wsi);
	struct vhd *vhd;

	if (reason == LWS_CALLBACK_PROTOCOL_INIT) {
		t_trace_add(&context, "init:%s/%s", lws_get_vhost_name(vh),
			    p->name);
		vhd = lws_protocol_vh_priv_zalloc(vh, p, sizeof(*vhd));
		if (!CHECK(vhd))
			return -1;
		CHECK(!vhd->vh && !vhd->sessions);
		vhd->vh = vh;
	}
	if (reason == LWS_CALLBACK_PROTOCOL_DESTROY) {
		t_trace_add(&context, "destroy:%s/%s", lws_get_vhost_name(vh),
			    p->name);
		vhd = lws_protocol_vh_priv_get(vh, p);
		if (CHECK(vhd))
			CHECK(vhd->vh == vh);
	}

	return 0;
}

static void established(struct lws *wsi, struct pss *pss)
{
	struct vhd *vhd = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
						   lws_get_protocol(wsi));

	up++;
	CHECK(pss && !pss->magic && !pss->wsi);
	CHECK(lws_wsi_user(wsi) == pss);
	if (CHECK(vhd)) {
		vhd->sessions++;
		CHECK(vhd->vh == lws_get_vhost(wsi));
	}
	pss->magic = 42;
	pss->wsi = wsi;
	CHECK(lws_context_user(lws_get_context(wsi)) == &cx_user);
}

static void ended(struct lws *wsi, struct pss *pss)
{
	struct vhd *vhd = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
						   lws_get_protocol(wsi));

	closed++;
	CHECK(pss && pss->magic == 42 && pss->wsi == wsi);
	if (CHECK(vhd))
		vhd->sessions--;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;

	if (about_session((int)reason))
		t_trace_add(whose(wsi), "%s", t_reason((int)reason));

	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
		return protocol_life(wsi, (int)reason);
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		if (client_wsi)
			CHECK(wsi == client_wsi || hold);
		established(wsi, pss);
		if (!hold)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_ESTABLISHED:
		established(wsi, pss);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		CHECK(pss->magic == 42);
		return say(wsi, "hello");
	case LWS_CALLBACK_RECEIVE:
		CHECK_EQ(len, 5);
		CHECK(!memcmp(in, "hello", 5));
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return say(wsi, "hello");
	case LWS_CALLBACK_CLIENT_RECEIVE:
		CHECK(!memcmp(in, "hello", 5));
		echoes++;
		lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL,
				 (unsigned char *)"bye", 3);
		return -1;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		CHECK_EQ(len, 5);
		CHECK(!memcmp(in, "\x03\xe8" "bye", 5));
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		ended(wsi, pss);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "http-only", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "echo", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "other", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void clear(void)
{
	t_trace_clear(&server);
	t_trace_clear(&client);
	t_trace_clear(&context);
	up = closed = echoes = hold = 0;
	client_wsi = NULL;
}

static struct lws_context *make_context(uint64_t options)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.options = options;
	info.port = 0;
	info.user = &cx_user;
	info.vhost_name = "one";
	t_info(&info, protocols);

	return lws_create_context(&info);
}

/* One session from listen to destroy, every callback in its place. */
static void session(void)
{
	struct lws_context *cx;
	struct lws_vhost *vh;

	t_case("one session");
	clear();
	cx = make_context(0);
	if (!CHECK(cx))
		return;
	vh = lws_get_vhost_by_name(cx, "one");
	CHECK(vh);
	t_tick_start(cx);
	CHECK(t_connect(cx, vh, lws_get_vhost_listen_port(vh), "echo", NULL,
			opaque_client, &client_wsi));
	CHECK(client_wsi);
	t_until(cx, closed == 2, 5000);
	t_settle(cx, 20);
	CHECK_EQ(up, 2);
	CHECK_EQ(closed, 2);
	CHECK_EQ(echoes, 1);
	CHECK_STR(context.text, "init:one/http-only init:one/echo "
				"init:one/other");
	/*
	 * 4.1.6 also gives an empty RECEIVE after WS_PEER_INITIATED_CLOSE,
	 * and a CLIENT_WRITEABLE after CLIENT_RECEIVE has returned -1.
	 */
	CHECK_STR(server.text,
		  "FILTER_NETWORK_CONNECTION WSI_CREATE "
		  "HTTP_CONFIRM_UPGRADE FILTER_PROTOCOL_CONNECTION "
		  "ADD_HEADERS ESTABLISHED RECEIVE SERVER_WRITEABLE "
		  "WS_PEER_INITIATED_CLOSE CLOSED WSI_DESTROY");
	CHECK_STR(client.text,
		  "WSI_CREATE CLIENT_APPEND_HANDSHAKE_HEADER "
		  "CLIENT_FILTER_PRE_ESTABLISH CLIENT_ESTABLISHED "
		  "CLIENT_WRITEABLE CLIENT_RECEIVE CLIENT_CLOSED WSI_DESTROY");
	t_tick_stop();
	t_trace_clear(&context);
	lws_context_destroy(cx);
	CHECK_STR(context.text, "destroy:one/http-only destroy:one/echo "
				"destroy:one/other");
}

/*
 * The context goes while sessions are up: each end gets its CLOSED, once,
 * before its protocol is destroyed.
 */
static void destroy_with_live(void)
{
	struct lws_context *cx;
	struct lws_vhost *vh;
	int n;

	t_case("context destroyed with live sessions");
	clear();
	hold = 1;
	cx = make_context(0);
	if (!CHECK(cx))
		return;
	vh = lws_get_vhost_by_name(cx, "one");
	t_tick_start(cx);
	for (n = 0; n < 5; n++)
		t_connect(cx, vh, lws_get_vhost_listen_port(vh), "echo", NULL,
			  opaque_client, n ? NULL : &client_wsi);
	t_until(cx, up == 10, 5000);
	CHECK_EQ(up, 10);
	CHECK_EQ(closed, 0);
	/* and one which is still on its way */
	t_connect(cx, vh, lws_get_vhost_listen_port(vh), "echo", NULL,
		  opaque_client, NULL);
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(up, 10);
	CHECK_EQ(closed, 10);
	/* a pending attempt has its one final callback */
	CHECK(strstr(client.text, "CLIENT_CONNECTION_ERROR"));
}

/* Two vhosts: own ports, own data; one goes, the other carries on. */
static void vhosts(void)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;
	struct lws_vhost *a, *b;

	t_case("two vhosts");
	clear();
	hold = 1;
	cx = make_context(LWS_SERVER_OPTION_EXPLICIT_VHOSTS);
	if (!CHECK(cx))
		return;
	CHECK_STR(context.text, "");
	memset(&info, 0, sizeof(info));
	info.vhost_name = "a";
	t_info(&info, protocols);
	a = lws_create_vhost(cx, &info);
	info.vhost_name = "b";
	info.user = &vh_user;
	b = lws_create_vhost(cx, &info);
	if (!CHECK(a && b)) {
		lws_context_destroy(cx);
		return;
	}
	CHECK(lws_get_vhost_by_name(cx, "a") == a);
	CHECK(lws_get_vhost_by_name(cx, "b") == b);
	CHECK(!lws_get_vhost_by_name(cx, "c"));
	CHECK_STR(lws_get_vhost_name(b), "b");
	CHECK(lws_vhost_user(b) == &vh_user);
	CHECK(lws_get_vhost_listen_port(a) != lws_get_vhost_listen_port(b));
	t_tick_start(cx);
	t_connect(cx, a, lws_get_vhost_listen_port(a), "echo", NULL,
		  opaque_client, NULL);
	t_connect(cx, b, lws_get_vhost_listen_port(b), "other", NULL,
		  opaque_client, NULL);
	t_until(cx, up == 4, 5000);
	CHECK_EQ(up, 4);
	CHECK_STR(context.text, "init:a/http-only init:a/echo init:a/other "
				"init:b/http-only init:b/echo init:b/other");

	t_trace_clear(&context);
	/*
	 * "all connections" of the vhost are to go; 4.1.6 lets them live until
	 * the context is destroyed.
	 */
	lws_vhost_destroy(a);
	t_until(cx, closed == 2, 3000);
	t_settle(cx, 30);
	CHECK_EQ(closed, 2);
	CHECK_STR(context.text, "destroy:a/http-only destroy:a/echo "
				"destroy:a/other");
	CHECK(!lws_get_vhost_by_name(cx, "a"));

	/* the one that stays takes new sessions */
	t_connect(cx, b, lws_get_vhost_listen_port(b), "echo", NULL,
		  opaque_client, NULL);
	t_until(cx, up == 6, 5000);
	CHECK_EQ(up, 6);
	t_trace_clear(&context);
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(closed, 6);
	CHECK_STR(context.text, "destroy:b/http-only destroy:b/echo "
				"destroy:b/other");
}

static int many_cb(struct lws *wsi, enum lws_callback_reasons reason,
		   void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		/* userdata given to the connect is the session's own */
		CHECK(user == &vh_user);
		CHECK(lws_wsi_user(wsi) == &vh_user);
		lws_set_wsi_user(wsi, &cx_user);
		CHECK(lws_wsi_user(wsi) == &cx_user);
		up++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		CHECK(user == &cx_user);
		closed++;
		break;
	case LWS_CALLBACK_ESTABLISHED:
		lws_set_opaque_user_data(wsi, &up);
		break;
	case LWS_CALLBACK_CLOSED:
		CHECK(lws_get_opaque_user_data(wsi) == &up);
		closed++;
		break;
	default:
		break;
	}

	return 0;
}

/* A client's own user pointer instead of allocated per-session data. */
static void user_pointers(void)
{
	static const struct lws_protocols p[] = {
		{ "ptr", many_cb, 0, 0, 17, &opaque_client, 0 },
		{ NULL, NULL, 0, 0, 0, NULL, 0 }
	};
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	struct lws_context *cx;
	struct lws_vhost *vh;
	const struct lws_protocols *found;

	t_case("user pointers");
	clear();
	memset(&info, 0, sizeof(info));
	t_info(&info, p);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return;
	vh = lws_get_vhost_by_name(cx, "default");
	CHECK(vh);
	found = lws_vhost_name_to_protocol(vh, "ptr");
	CHECK(found && found->id == 17 && found->user == &opaque_client);
	CHECK(!lws_vhost_name_to_protocol(vh, "nothing"));
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.vhost = vh;
	i.address = i.host = i.origin = "127.0.0.1";
	i.path = "/";
	i.port = lws_get_vhost_listen_port(vh);
	i.protocol = "ptr";
	i.userdata = &vh_user;
	t_tick_start(cx);
	CHECK(lws_client_connect_via_info(&i));
	t_until(cx, up == 1, 5000);
	CHECK_EQ(up, 1);
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(closed, 2);
}

/* ---- who is started by a vhost that has options for protocols ---- */

static int note_start(struct lws *wsi, enum lws_callback_reasons reason,
		      void *user, void *in, size_t len)
{
	const struct lws_protocol_vhost_options *o = in;

	(void)user;
	(void)len;
	if (reason == LWS_CALLBACK_PROTOCOL_INIT)
		t_trace_add(&context, "+%s%s", lws_get_protocol(wsi)->name,
			    o ? o->value : "");
	if (reason == LWS_CALLBACK_PROTOCOL_DESTROY)
		t_trace_add(&context, "-%s", lws_get_protocol(wsi)->name);

	return 0;
}

static const struct lws_protocols started[] = {
	{ "a", note_start, 0, 0, 0, NULL, 0 },
	{ "b", note_start, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void with_options(void)
{
	struct lws_protocol_vhost_options option = { NULL, NULL, "o", "=1" },
					  pvo = { NULL, &option, "b", "" };
	struct lws_context_creation_info info;
	struct lws_context *cx;

	t_case("a vhost starts the protocols that it has options for");
	memset(&info, 0, sizeof(info));
	t_info(&info, started);
	info.port = CONTEXT_PORT_NO_LISTEN;
	t_trace_clear(&context);
	cx = lws_create_context(&info);
	t_tick_start(cx);
	t_settle(cx, 20);
	CHECK_STR(context.text, "+a +b");
	t_trace_clear(&context);
	info.vhost_name = "options";
	info.pvo = &pvo;
	CHECK(lws_create_vhost(cx, &info) != NULL);
	t_settle(cx, 20);
	CHECK_STR(context.text, "+b=1");
	t_trace_clear(&context);
	lws_vhost_destroy(lws_get_vhost_by_name(cx, "options"));
	t_settle(cx, 20);
	CHECK_STR(context.text, "-b");
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_STR(context.text, "-b -a -b");
}

int main(void)
{
	int fds;

	t_begin("lifecycle", 30);
	fds = t_open_fds();
	session();
	destroy_with_live();
	vhosts();
	user_pointers();
	with_options();
	t_case("descriptors");
	CHECK_EQ(t_open_fds(), fds);

	return t_end();
}
