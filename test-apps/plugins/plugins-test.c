/* SPDX-License-Identifier: MIT */
/*
 * Plugins: which are loaded and which refused, in which order, what a vhost
 * gets of them, and that a plugin is not called after it was told of its end.
 *
 *	plugins-test FOLDER FOLDER_OF_BAD_ONES
 */
#include "tests.h"
#include "sample.h"

static const char *good, *bad;
static struct t_trace trace;
static int refuse_after;

static int
each(struct lws_plugin *p, void *user)
{
	t_trace_add(user, "%s", p->hdr->name);

	return refuse_after && !--refuse_after;
}

static struct lws_plugin *
load(const char *a, const char *b, const char *_class, const char *filter,
     int want)
{
	const char *dirs[3] = { a, b, NULL };
	struct lws_plugin *list = NULL;

	t_trace_clear(&trace);
	t_log_mark();
	CHECK_EQ(lws_plugins_init(&list, dirs, _class, filter, each, &trace),
		 want);

	return list;
}

static void
unload(struct lws_plugin **list, const char *want)
{
	t_trace_clear(&trace);
	CHECK_EQ(lws_plugins_destroy(list, each, &trace), 0);
	CHECK_STR(trace.text, want);
	CHECK(!*list);
}

static int
logged(const char *word)
{
	int n, found = 0;

	for (n = 0; n < t_log_count(); n++)
		found += strstr(t_log_line(n), word) != NULL;

	return found;
}

static void
loading(void)
{
	struct lws_plugin *list;
	const char *none[1] = { NULL };

	t_case("all of a class, in order");
	list = load(good, NULL, "lws_protocol_plugin", NULL, 0);
	CHECK_STR(trace.text, "alpha beta");
	CHECK_EQ(t_log_count(), 0);
	unload(&list, "alpha beta");

	t_case("any class");
	list = load(good, NULL, NULL, NULL, 0);
	CHECK_STR(trace.text, "alpha beta other");
	unload(&list, "alpha beta other");

	t_case("one by name");
	list = load(good, NULL, "lws_protocol_plugin", "beta", 0);
	CHECK_STR(trace.text, "beta");
	CHECK(list && !list->list && !strcmp(list->hdr->name, "beta"));
	unload(&list, "beta");

	t_case("the callback does not want the second one");
	refuse_after = 2;
	list = load(good, NULL, NULL, NULL, 1);
	CHECK_STR(trace.text, "alpha beta");
	unload(&list, "alpha");

	t_case("no folder at all");
	list = NULL;
	CHECK_EQ(lws_plugins_init(&list, none, NULL, NULL, NULL, NULL), 0);
	CHECK_EQ(lws_plugins_init(&list, NULL, NULL, NULL, NULL, NULL), 0);
	CHECK(!list);
	unload(&list, "");

	t_case("a folder that is not there, and one that is");
	list = load("/nowhere/at/all", good, "lws_protocol_plugin", NULL, 0);
	CHECK_STR(trace.text, "alpha beta");
	CHECK_EQ(t_log_count(), 1);
	CHECK_EQ(logged("/nowhere/at/all"), 1);
	unload(&list, "alpha beta");
}

static void
refusing(void)
{
	struct lws_plugin *list;

	t_case("bad ones are named in the log, and passed over");
	list = load(bad, good, "lws_protocol_plugin", NULL, 0);
	CHECK_STR(trace.text, "alpha beta");
	CHECK_EQ(t_log_count(), 4);
	CHECK_EQ(logged("junk"), 1);
	CHECK_EQ(logged("its API is 190, this library's 191"), 1);
	CHECK_EQ(logged("\"another build\""), 1);
	CHECK_EQ(logged("no \"hidden\" in it"), 1);
	unload(&list, "alpha beta");
}

#if defined(LWS_WITH_PLUGINS)

static struct lws_context *cx;
static char received[64];
static int over;

static void
note(const char *what, const char *protocol, const char *vhost)
{
	t_trace_add(&trace, "%s-%s-%s", vhost, protocol, what);
}

static struct sample_host host = { note };

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		note("init", lws_get_protocol(wsi)->name,
		     lws_get_vhost_name(lws_get_vhost(wsi)));
		return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		snprintf(received, sizeof(received), "%.*s", (int)len,
			 (const char *)in);
		return -1;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
	case LWS_CALLBACK_CLIENT_CLOSED:
		over = 1;
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols own[] = {
	{ "own", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static const struct lws_protocols own_alpha[] = {
	{ "own", callback, 0, 0, 0, NULL, 0 },
	{ "alpha", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

/* options: greeting of protocol alpha, and beta without any */
static struct lws_protocol_vhost_options greeting = {
	NULL, NULL, "greeting", "hello"
};
static struct lws_protocol_vhost_options pvo_beta = {
	NULL, NULL, "beta", ""
};
static struct lws_protocol_vhost_options pvo_alpha = {
	&pvo_beta, &greeting, "alpha", ""
};

static int
create(struct lws_context_creation_info *info)
{
	static const char *dirs[2];

	dirs[0] = good;
	t_trace_clear(&trace);
	t_log_mark();
	memset(info, 0, sizeof(*info));
	t_info(info, own);
	info->plugin_dirs = dirs;
	info->user = &host;
	info->options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	cx = lws_create_context(info);

	return !CHECK(cx);
}

static struct lws_vhost *
vhost(struct lws_context_creation_info *info, const char *name,
      const struct lws_protocol_vhost_options *pvo)
{
	struct lws_vhost *vh;

	info->vhost_name = name;
	info->pvo = pvo;
	vh = lws_create_vhost(cx, info);
	CHECK(vh);

	return vh;
}

/* what the server says first to a client that asks for this protocol */
static void
ask(struct lws_vhost *vh, const char *protocol)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.vhost = vh;
	i.address = "127.0.0.1";
	i.host = i.origin = "localhost";
	i.path = "/";
	i.port = lws_get_vhost_listen_port(vh);
	i.protocol = protocol;
	i.local_protocol_name = "own";
	received[0] = '\0';
	over = 0;
	CHECK(lws_client_connect_via_info(&i));
	t_until(cx, over, 4000);
	CHECK(over);
}

static void
vhosts(void)
{
	struct lws_context_creation_info info;
	struct lws_vhost *one, *two, *three;

	t_case("vhosts get what their pvo names");
	if (create(&info))
		return;
	one = vhost(&info, "one", &pvo_alpha);
	two = vhost(&info, "two", &pvo_beta);
	three = vhost(&info, "three", NULL);
	CHECK_EQ(lws_protocol_init(cx), 0);
	CHECK_STR(trace.text, "one-alpha-init one-beta-init "
		  "two-beta-init three-own-init");
	CHECK(lws_vhost_name_to_protocol(one, "alpha"));
	CHECK(!lws_vhost_name_to_protocol(two, "alpha"));
	CHECK(!lws_vhost_name_to_protocol(three, "beta"));
	CHECK(lws_vhd_find_by_pvo(cx, "alpha", "greeting", "hello") ==
	      lws_protocol_vh_priv_get(one,
				lws_vhost_name_to_protocol(one, "alpha")));
	CHECK(lws_vhd_find_by_pvo(cx, "alpha", "greeting", "hello"));
	CHECK(!lws_vhd_find_by_pvo(cx, "alpha", "greeting", "other"));

	ask(one, "alpha");
	CHECK_STR(received, "hello");
	ask(one, "beta");
	CHECK_STR(received, "none");
	ask(three, "beta");
	CHECK_STR(received, "");

	t_case("destroyed vhost by vhost");
	t_trace_clear(&trace);
	lws_vhost_destroy(two);
	CHECK_STR(trace.text, "two-beta-destroy");
	lws_context_destroy(cx);
	CHECK_STR(trace.text, "two-beta-destroy one-alpha-destroy "
		  "one-beta-destroy");
}

static void
conflicts(void)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;

	t_case("the vhost's own protocol wins");
	if (create(&info))
		return;
	info.protocols = own_alpha;
	vh = vhost(&info, "one", &pvo_alpha);
	CHECK_EQ(lws_protocol_init(cx), 0);
	CHECK_STR(trace.text, "one-alpha-init one-beta-init");
	CHECK(lws_vhost_name_to_protocol(vh, "alpha")->callback == callback);
	CHECK_EQ(logged("alpha is there already"), 1);
	lws_context_destroy(cx);

	t_case("a plugin that refuses its vhost");
	if (create(&info))
		return;
	greeting.value = "refuse";
	info.vhost_name = "one";
	info.pvo = &pvo_alpha;
	CHECK(!lws_create_vhost(cx, &info));
	greeting.value = "hello";
	CHECK_EQ(logged("alpha failed its init"), 1);
	CHECK_STR(trace.text, "one-alpha-init");
	lws_context_destroy(cx);
	CHECK_STR(trace.text, "one-alpha-init");
}

#if !defined(LWS_WITHOUT_EXTENSIONS)
static void
extensions(void)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
	struct t_peer p;

	/* what a client of such a vhost offers */
	t_case("extensions come with the plugin");
	if (create(&info))
		return;
	vh = vhost(&info, "one", &pvo_beta);
	CHECK_EQ(lws_protocol_init(cx), 0);
	t_tick_start(cx);
	memset(&p, 0, sizeof(p));
	t_peer_connect(&p, lws_get_vhost_listen_port(vh));
	t_peer_print(&p, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
		     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		     "Sec-WebSocket-Protocol: beta\r\n"
		     "Sec-WebSocket-Extensions: x-alpha, x-beta\r\n\r\n");
	t_until(cx, t_peer_status(&p) || p.gone, 4000);
	CHECK_EQ(t_peer_status(&p), 101);
	CHECK_STR(t_peer_header(&p, "Sec-WebSocket-Extensions", received,
				sizeof(received)), "x-beta");
	t_peer_close(&p);
	t_tick_stop();
	lws_context_destroy(cx);
}
#endif

#endif

int
main(int argc, char **argv)
{
	t_begin("plugins", 60);
	if (argc != 3) {
		fprintf(stderr, "usage: plugins-test GOOD BAD\n");
		return 2;
	}
	good = argv[1];
	bad = argv[2];

	loading();
	refusing();
#if defined(LWS_WITH_PLUGINS)
	vhosts();
	conflicts();
#if !defined(LWS_WITHOUT_EXTENSIONS)
	extensions();
#endif
#endif

	return t_end();
}
