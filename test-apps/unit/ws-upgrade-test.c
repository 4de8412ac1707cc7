/* SPDX-License-Identifier: MIT */
/*
 * The opening handshake on struct lws, both sides: what the user adds or
 * refuses, frames that come along with it, memory that runs out anywhere in
 * it, and the options of extensions.
 */
#include "private-lib-roles-ws.h"
#include "ws-check.h"

#define PATIENCE_US	(10 * LWS_US_PER_SEC)

#define GET	"GET /x HTTP/1.1\r\nHost: localhost\r\n" \
		"Upgrade: websocket\r\nConnection: Upgrade\r\n" \
		"Sec-WebSocket-Version: 13\r\n" \
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define ACCEPT	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

enum user_does {
	NOTHING,
	REFUSES,
	ANSWERS,	/* an HTTP answer of his own, then refuses */
	FAILS_ESTABLISHED,
	ADDS_HEADER,
	ADDS_TOO_MUCH,
};

static struct {
	struct lws_context	*context;
	struct lws		*client;	/* NULL once destroyed */
	enum user_does		user;
	int			established, closed, errors, bound;
	int			client_established, client_closed;
	char			got[64];	/* by the server's RECEIVE */
	char			offered[64];
	const char		*protocol;
} t;

static int
on_filter(struct lws *wsi, const char *in, size_t len)
{
	static const char answer[] = "HTTP/1.1 418 Teapot\r\n"
				     "Content-Length: 0\r\n\r\n";
	uint8_t buf[LWS_PRE + sizeof(answer)];

	lws_strncpy(t.offered, in, sizeof(t.offered));
	WS_CHECK(strlen(in) == len, "%s", in);
	if (t.user == ANSWERS) {
		memcpy(buf + LWS_PRE, answer, sizeof(answer) - 1);
		WS_CHECK(lws_write(wsi, buf + LWS_PRE, sizeof(answer) - 1,
				   LWS_WRITE_HTTP_HEADERS) > 0, "write");
	}

	return t.user == REFUSES || t.user == ANSWERS;
}

static int
on_add_headers(struct lws_process_html_args *args)
{
	static const char field[] = "X-Mine: yes\r\n";

	if (t.user == ADDS_TOO_MUCH)
		args->p += args->max_len + 1;
	if (t.user == ADDS_HEADER) {
		WS_CHECK(args->max_len > 1000, "%d", args->max_len);
		memcpy(args->p, field, sizeof(field) - 1);
		args->p += sizeof(field) - 1;
	}

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	LWS_UNUSED(user);

	switch ((int)reason) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return on_filter(wsi, in, len);
	case LWS_CALLBACK_ADD_HEADERS:
		return on_add_headers(in);
	case LWS_CALLBACK_ESTABLISHED:
		t.established++;
		t.protocol = lws_get_protocol(wsi)->name;
		WS_CHECK(lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) == 2,
			 "headers are gone");
		return t.user == FAILS_ESTABLISHED;
	case LWS_CALLBACK_RECEIVE:
		lws_strncpy(t.got, in, len + 1);
		break;
	case LWS_CALLBACK_CLOSED:
		t.closed++;
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		t.client_established++;
		t.protocol = lws_get_protocol(wsi)->name;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		t.client_closed++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		WS_CHECK(in && len, "no text");
		t.errors++;
		break;
	case LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL:
		t.bound++;
		break;
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
		t.bound--;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		if (wsi == t.client)
			t.client = NULL;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "first", callback, 8, 0, 0, NULL, 0 },
	{ "second", callback, 0, 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
open_context(enum user_does user)
{
	struct lws_context_creation_info info;

	memset(&t, 0, sizeof(t));
	t.user = user;
	memset(&info, 0, sizeof(info));
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.vhost_name = "default";
	t.context = lws_create_context(&info);
	if (!t.context)
		exit(1);
}

static int
port(void)
{
	return lws_get_vhost_listen_port(
			lws_get_vhost_by_name(t.context, "default"));
}

static void
close_context(void)
{
	lws_context_destroy(t.context);
	WS_CHECK(t.established == t.closed && !t.bound,
		 "established %d, closed %d, bound %d", t.established,
		 t.closed, t.bound);
}

static lws_sockfd_type
connect_peer(void)
{
	lws_sockfd_type fd = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	struct lws_pollfd p;
	struct sockaddr_in sin;
	int err = 0;

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sin.sin_port = htons((uint16_t)port());
	(void)lws_plat_connect(fd, (struct sockaddr *)&sin, sizeof(sin), &err);
	p.fd = fd;
	p.events = LWS_POLLOUT;
	p.revents = 0;
	(void)lws_plat_poll(&p, 1, PATIENCE_US);

	return fd;
}

/*
 * Sends the request, and collects the answer until `until` is in it, or the
 * server closes.  Returns 1 if it closed.
 */
static int
exchange(const char *request, size_t len, char *answer, size_t size,
	 const char *until)
{
	lws_usec_t end = lws_now_usecs() + PATIENCE_US;
	lws_sockfd_type fd = connect_peer();
	size_t have = 0;
	int n = LWS_PLAT_AGAIN;

	WS_CHECK(lws_plat_send(fd, request, len) == (int)len, "send");
	answer[0] = '\0';
	while ((n > 0 || n == LWS_PLAT_AGAIN) && have + 1 < size &&
	       (!until || !strstr(answer, until)) && lws_now_usecs() < end) {
		(void)lws_service(t.context, -1);
		n = lws_plat_recv(fd, answer + have, size - have - 1);
		if (n > 0)
			have += (size_t)n;
		answer[have] = '\0';
	}
	lws_plat_socket_close(fd);

	return n == 0 || n == LWS_PLAT_ERROR;
}

static void
server_case(enum user_does user, const char *fields, const char *expected,
	    const char *protocol)
{
	char request[512], answer[4096];
	int closed, n;

	open_context(user);
	n = lws_snprintf(request, sizeof(request), GET "%s\r\n", fields);
	closed = exchange(request, (size_t)n, answer, sizeof(answer),
			  protocol && user != FAILS_ESTABLISHED ?
			  "\r\n\r\n" : NULL);

	WS_CHECK(!strcmp(answer, expected), "'%s': %s", fields, answer);
	WS_CHECK(closed == (!protocol || user == FAILS_ESTABLISHED), "'%s'",
		 fields);
	WS_CHECK(t.established == (protocol != NULL), "'%s'", fields);
	if (protocol)
		WS_CHECK(t.protocol && !strcmp(t.protocol, protocol), "'%s'",
			 fields);
	close_context();
}

#define HEAD_101	"HTTP/1.1 101 Switching Protocols\r\n" \
			"Upgrade: websocket\r\nConnection: Upgrade\r\n" ACCEPT
#define REFUSAL(_s)	"HTTP/1.1 " _s "\r\nConnection: close\r\n" \
			"Content-Length: 0\r\n\r\n"
#define ASK		"Sec-WebSocket-Protocol: "

static void
server_side(void)
{
	server_case(NOTHING, "", HEAD_101 "\r\n", "first");
	server_case(NOTHING, ASK "\r\n", HEAD_101 "\r\n", "first");
	server_case(NOTHING, ASK "second\r\n",
		    HEAD_101 ASK "second\r\n\r\n", "second");
	server_case(NOTHING, ASK "x, second\r\n" ASK "first\r\n",
		    HEAD_101 ASK "second\r\n\r\n", "second");
	server_case(NOTHING, ASK "x, Second\r\n", REFUSAL("400 Bad Request"),
		    NULL);
	server_case(NOTHING, "Sec-WebSocket-Extensions: "
		    "permessage-deflate; client_max_window_bits\r\n",
		    HEAD_101 "\r\n", "first");
	server_case(REFUSES, "", REFUSAL("403 Forbidden"), NULL);
	server_case(ANSWERS, "", "HTTP/1.1 418 Teapot\r\n"
		    "Content-Length: 0\r\n\r\n", NULL);
	server_case(FAILS_ESTABLISHED, "", HEAD_101 "\r\n", "first");
	server_case(ADDS_HEADER, "", HEAD_101 "X-Mine: yes\r\n\r\n", "first");
	server_case(ADDS_TOO_MUCH, "", "", NULL);
}

/* a client that does not wait for the answer before it talks */
static void
frame_behind_request(void)
{
	static const char request[] = GET ASK "second\r\n\r\n"
				      "\x81\x82\x00\x00\x00\x00hi"
				      "\x88\x82\x00\x00\x00\x00\x03\xe8";
	char answer[1024];

	open_context(NOTHING);
	WS_CHECK(exchange(request, sizeof(request) - 1, answer,
			  sizeof(answer), NULL), "did not close");
	WS_CHECK(!strcmp(t.got, "hi"), "%s", t.got);
	WS_CHECK(!strcmp(t.offered, "second"), "%s", t.offered);
	WS_CHECK(!strcmp(answer, HEAD_101 ASK "second\r\n\r\n"
			 "\x88\x02\x03\xe8"), "%s", answer);
	close_context();
}

static int
service_until(const int *a, const int *b)
{
	lws_usec_t end = lws_now_usecs() + PATIENCE_US;

	while (!*a && !*b) {
		if (lws_now_usecs() > end)
			return 0;
		(void)lws_service(t.context, -1);
	}

	return 1;
}

static struct lws *
connect_client(const char *ask, const char *local)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = t.context;
	i.address = "127.0.0.1";
	i.host = "localhost";
	i.path = "/x";
	i.port = port();
	i.protocol = ask;
	i.local_protocol_name = local;
	i.pwsi = &t.client;

	return lws_client_connect_via_info(&i);
}

static void
client_case(const char *ask, const char *local, const char *protocol)
{
	open_context(NOTHING);
	WS_CHECK(connect_client(ask, local), "%s", ask ? ask : "none");
	WS_CHECK(service_until(&t.client_established, &t.errors), "%s",
		 ask ? ask : "none");
	WS_CHECK(t.client_established == (protocol != NULL) &&
		 t.errors == !protocol, "%s", ask ? ask : "none");
	if (protocol)
		WS_CHECK(t.protocol && !strcmp(t.protocol, protocol), "%s",
			 t.protocol);
	close_context();
	WS_CHECK(t.client_closed == t.client_established, "closed %d",
		 t.client_closed);
}

static void
client_side(void)
{
	client_case(NULL, NULL, "first");
	client_case("second", NULL, "second");
	client_case("second, first", NULL, "second");
	client_case("second", "first", "first");
	client_case("nonsense", NULL, NULL);
}

/* each allocation of a handshake fails once, alone, or with all behind it */
static void
memory_runs_out(int more)
{
	static const char request[] = GET ASK "second\r\n\r\n";
	char answer[1024];
	unsigned int n, last;

	open_context(NOTHING);
	lws_alloc_fail_at(0, 0);
	(void)exchange(request, sizeof(request) - 1, answer, sizeof(answer),
		       "\r\n\r\n");
	last = lws_alloc_count();
	WS_CHECK(t.established == 1 && last, "%u", last);
	for (n = 1; n <= last; n++) {
		t.established = t.closed = 0;
		lws_alloc_fail_at(n, more);
		(void)exchange(request, sizeof(request) - 1, answer,
			       sizeof(answer), "\r\n\r\n");
		lws_alloc_fail_at(0, 0);
		WS_CHECK(t.established == !strncmp(answer, HEAD_101, 12),
			 "%u of %u: %d, %s", n, last, t.established, answer);
		t.established = t.closed = 0;
	}
	/* what was lost was one connection, not the server */
	(void)exchange(request, sizeof(request) - 1, answer, sizeof(answer),
		       "\r\n\r\n");
	WS_CHECK(t.established == 1, "the server is gone: %s", answer);
	lws_context_destroy(t.context);
	WS_CHECK(!t.bound, "%d", t.bound);
}

static void
client_memory_runs_out(void)
{
	unsigned int n;

	for (n = 1; n < 40; n++) {
		open_context(NOTHING);
		lws_alloc_fail_at(n, 0);
		if (connect_client("second", NULL))
			WS_CHECK(service_until(&t.client_established,
					       &t.errors), "%u", n);
		lws_alloc_fail_at(0, 0);
		lws_context_destroy(t.context);
		WS_CHECK(t.client_established + t.errors <= 1 &&
			 t.client_closed == t.client_established,
			 "%u: %d %d %d", n, t.client_established, t.errors,
			 t.client_closed);
	}
}

/* ---- options of extensions ---- */

static char set[128];

static int
note_option(struct lws_context *context, const struct lws_extension *ext,
	    struct lws *wsi, enum lws_extension_callback_reasons reason,
	    void *user, void *in, size_t len)
{
	const struct lws_ext_option_arg *oa = in;
	size_t at = strlen(set);

	LWS_UNUSED(len);
	WS_CHECK(context == t.context && wsi && user == set && ext->name,
		 "who");
	WS_CHECK(reason == LWS_EXT_CB_OPTION_SET, "%d", reason);
	(void)lws_snprintf(set + at, sizeof(set) - at, "%d=%.*s ",
			   oa->option_index, oa->len,
			   oa->start ? oa->start : "");

	return oa->len > 2;	/* refuses numbers of three digits */
}

static void
extension_options(void)
{
	static const struct lws_ext_options opts[] = {
		{ "none", EXTARG_NONE }, { "dec", EXTARG_DEC },
		{ "opt", EXTARG_OPT_DEC }, { NULL, EXTARG_NONE }
	};
	static const struct {
		const char	*text, *set;
		int		bad;
	} cases[] = {
		{ "", "", 0 },
		{ "none", "0= ", 0 },
		{ " none ; dec=5;opt", "0= 1=5 2= ", 0 },
		{ "opt = 12", "2=12 ", 0 },
		{ "dec=\"9\";;", "1=9 ", 0 },
		{ "none, other; x", "0= ", 0 },
		{ "dec", "", 1 },
		{ "none=1", "", 1 },
		{ "dec=", "", 1 },
		{ "dec=-1", "", 1 },
		{ "dec=1x", "", 1 },
		{ "none; unknown", "0= ", 1 },
		{ "non", "", 1 },
		{ "nonee", "", 1 },
		{ "opt=123; none", "2=123 ", 1 },
	};
	static const struct lws_extension ext = { "x", note_option, NULL };
	struct lws *wsi;
	size_t n;
	int r;

	open_context(NOTHING);
	wsi = connect_client(NULL, NULL);
	for (n = 0; wsi && n < LWS_ARRAY_SIZE(cases); n++) {
		set[0] = '\0';
		r = lws_ext_parse_options(&ext, wsi, set, opts, cases[n].text,
					  (int)strlen(cases[n].text));
		WS_CHECK(!!r == cases[n].bad && !strcmp(set, cases[n].set),
			 "'%s': %d %s", cases[n].text, r, set);
	}
	WS_CHECK(wsi && n, "no connection");
	WS_CHECK(lws_set_extension_option(wsi, "x", "none", "") == -1, "set");
	WS_CHECK(lws_extension_callback_pm_deflate(t.context, &ext, wsi,
			LWS_EXT_CB_CONSTRUCT, NULL, NULL, 0), "active");
	WS_CHECK(lws_extension_callback_pm_deflate(t.context, &ext, wsi,
			LWS_EXT_CB_CLIENT_CONSTRUCT, NULL, NULL, 0),
		 "active");
	close_context();
}

int
main(void)
{
	lws_set_log_level(0, NULL);

	server_side();
	frame_behind_request();
	client_side();
	memory_runs_out(0);
	memory_runs_out(-1);
	client_memory_runs_out();
	extension_options();

	return ws_check_result("ws-upgrade");
}
