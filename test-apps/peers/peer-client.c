/* SPDX-License-Identifier: MIT */
/*
 * A ws client for a server that was not written here: peers.js starts this
 * with the port of one, whose paths are described there.
 */
#include "tests.h"

/* One conversation at a time. */
struct talk {
	struct lws *wsi;
	int established;
	int error;
	int closed;
	char protocol[32];
	struct t_buf in;
	int in_binary;
	int messages;
	int frames;
	int pongs;
	char pong[130];
	int close_code;
	char close_text[126];
	/* to be sent */
	struct t_buf out;
	int out_type;
	size_t out_piece;
	size_t sent;
	int sending;
	int ping;
	int my_code;
	const char *my_text;
};

static struct lws_context *cx;
static struct talk t;
static int port;

static int write_buf(struct lws *wsi, const uint8_t *data, size_t len,
		     int flags)
{
	uint8_t *buf = malloc(LWS_PRE + len + 1);
	int n;

	if (!buf)
		return -1;
	if (len)
		memcpy(buf + LWS_PRE, data, len);
	n = lws_write(wsi, buf + LWS_PRE, len, (enum lws_write_protocol)flags);
	free(buf);

	return n < (int)len ? -1 : 0;
}

static int writeable(struct lws *wsi)
{
	size_t n = t.out.len - t.sent;
	int first = !t.sent;

	if (t.my_code) {
		lws_close_reason(wsi, (enum lws_close_status)t.my_code,
				 (unsigned char *)(lws_intptr_t)t.my_text,
				 strlen(t.my_text));
		return -1;
	}
	if (t.ping) {
		t.ping = 0;
		return write_buf(wsi, (const uint8_t *)"are you there", 13,
				 LWS_WRITE_PING);
	}
	if (!t.sending)
		return 0;
	if (n > t.out_piece)
		n = t.out_piece;
	if (write_buf(wsi, t.out.len ? t.out.data + t.sent : NULL, n,
		      lws_write_ws_flags(t.out_type, first,
					 t.sent + n == t.out.len)))
		return -1;
	t.sent += n;
	t.sending = t.sent < t.out.len;
	if (t.sending)
		lws_callback_on_writable(wsi);

	return 0;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	const uint8_t *p = in;

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		t.established = 1;
		t.wsi = wsi;
		break;
	case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
		/* the only moment at which the answer's headers are there */
		if (lws_hdr_copy(wsi, t.protocol, sizeof(t.protocol),
				 WSI_TOKEN_PROTOCOL) < 0)
			t.protocol[0] = '\0';
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		t.error = 1;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		t.closed = 1;
		t.wsi = NULL;
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return writeable(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		if (lws_is_first_fragment(wsi)) {
			t.in.len = 0;
			t.frames = 0;
			t.in_binary = lws_frame_is_binary(wsi);
		}
		t.frames++;
		t_buf_add(&t.in, in, len);
		if (lws_is_final_fragment(wsi) &&
		    !lws_remaining_packet_payload(wsi))
			t.messages++;
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		t.pongs++;
		snprintf(t.pong, sizeof(t.pong), "%.*s", (int)len,
			 (const char *)in);
		break;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		t.close_code = len < 2 ? 1005 : (p[0] << 8) | p[1];
		snprintf(t.close_text, sizeof(t.close_text), "%.*s",
			 len < 2 ? 0 : (int)len - 2, (const char *)p + 2);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "local", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int dial(const char *path, const char *protocol)
{
	struct lws_client_connect_info i;

	t_buf_free(&t.in);
	t_buf_free(&t.out);
	memset(&t, 0, sizeof(t));
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = i.origin = "127.0.0.1";
	i.port = port;
	i.path = path;
	i.protocol = protocol;
	i.local_protocol_name = "local";
	CHECK(lws_client_connect_via_info(&i));
	t_until(cx, t.established || t.error, 5000);

	return CHECK(t.established);
}

static void hang_up(void)
{
	if (t.wsi) {
		t.my_code = LWS_CLOSE_STATUS_NORMAL;
		t.my_text = "";
		lws_callback_on_writable(t.wsi);
	}
	t_until(cx, t.closed, 5000);
	CHECK_EQ(t.closed, 1);
}

/* Sends len bytes in pieces and waits for them to come back. */
static void echo(size_t len, int type, size_t piece)
{
	size_t i;
	uint8_t c;

	if (!t.wsi)
		return;
	t.out.len = 0;
	for (i = 0; i < len; i++) {
		c = (uint8_t)(type == LWS_WRITE_TEXT ? 32 + (i * 7) % 90 :
						       (i * 7) + (i >> 8));
		t_buf_add(&t.out, &c, 1);
	}
	t.out_type = type;
	t.out_piece = piece;
	t.sent = 0;
	t.messages = 0;
	t.in.len = 0;
	t.sending = 1;
	lws_callback_on_writable(t.wsi);
	t_until(cx, t.messages || t.closed, 10000);
	CHECK_EQ(t.messages, 1);
	CHECK_EQ(t.in.len, len);
	CHECK(t.in.len == len &&
	      (!len || !memcmp(t.in.data, t.out.data, len)));
	CHECK_EQ(!!t.in_binary, type == LWS_WRITE_BINARY);
}

static const size_t sizes[] = {
	0, 1, 2, 125, 126, 127, 1000, 65534, 65535, 65536, 65537, 1048576
};

static void echoes(void)
{
	size_t n;

	t_case("subprotocol choice");
	if (!dial("/echo", "nope, echo"))
		return;
	CHECK_STR(t.protocol, "echo");
	for (n = 0; n < T_ARRAY(sizes); n++) {
		t_case("%lu bytes", (unsigned long)sizes[n]);
		echo(sizes[n], LWS_WRITE_TEXT, (size_t)-1);
		echo(sizes[n], LWS_WRITE_BINARY, (size_t)-1);
	}
	t_case("fragmented by us");
	echo(10000, LWS_WRITE_TEXT, 1);
	echo(65536, LWS_WRITE_BINARY, 1000);
	hang_up();

	t_case("fragmented by the peer");
	if (!dial("/frag", NULL))
		return;
	CHECK_STR(t.protocol, "");
	echo(1, LWS_WRITE_TEXT, (size_t)-1);
	echo(5000, LWS_WRITE_TEXT, (size_t)-1);
	echo(300000, LWS_WRITE_BINARY, (size_t)-1);
	CHECK(t.frames >= 300);
	hang_up();
}

static void pings(void)
{
	t_case("our ping");
	if (!dial("/echo", "echo"))
		return;
	t.ping = 1;
	lws_callback_on_writable(t.wsi);
	t_until(cx, t.pongs, 5000);
	CHECK_STR(t.pong, "are you there");
	hang_up();

	t_case("the peer's ping");
	if (!dial("/ping", NULL))
		return;
	/* the peer says what our pong was */
	t_until(cx, t.messages, 5000);
	t_buf_add(&t.in, "", 1);
	CHECK_STR((const char *)t.in.data, "pong hello from the peer");
	hang_up();
}

static void closes(void)
{
	static const struct {
		int code;
		const char *text;
	} ours[] = {
		{ 1000, "" }, { 1001, "going" }, { 3001, "ours" },
		{ 4999, "0123456789012345678901234567890123456789012345678901"
			"2345678901234567890123456789012345678901234567890123"
			"4567890123456789012" },
	};
	char want[160], path[64];
	size_t n;

	for (n = 0; n < T_ARRAY(ours); n++) {
		t_case("we close with %d", ours[n].code);
		if (!dial("/echo", "echo"))
			return;
		t.my_code = ours[n].code;
		t.my_text = ours[n].text;
		lws_callback_on_writable(t.wsi);
		t_until(cx, t.closed, 5000);
		CHECK_EQ(t.closed, 1);
		t_settle(cx, 20);
		/* the peer says what it heard */
		if (!dial("/last-close", NULL))
			return;
		t_until(cx, t.messages, 5000);
		t_buf_add(&t.in, "", 1);
		snprintf(want, sizeof(want), "%d %s", ours[n].code,
			 ours[n].text);
		CHECK_STR((const char *)t.in.data, want);
		hang_up();
	}
	for (n = 0; n < 3; n++) {
		static const int codes[] = { 1000, 1011, 4001 };

		t_case("the peer closes with %d", codes[n]);
		snprintf(path, sizeof(path), "/close/%d", codes[n]);
		if (!dial(path, NULL))
			return;
		t_until(cx, t.closed, 5000);
		CHECK_EQ(t.closed, 1);
		CHECK_EQ(t.close_code, codes[n]);
		CHECK_STR(t.close_text, "theirs");
	}
	t_case("the peer closes without a code");
	if (!dial("/close/0", NULL))
		return;
	t_until(cx, t.closed, 5000);
	CHECK_EQ(t.close_code, 1005);
	t_case("the peer goes without a word");
	if (!dial("/drop", NULL))
		return;
	t_until(cx, t.closed, 5000);
	CHECK_EQ(t.closed, 1);
	CHECK_EQ(t.close_code, 0);
	t_case("the peer refuses");
	memset(&t, 0, sizeof(t));
	{
		struct lws_client_connect_info i;

		memset(&i, 0, sizeof(i));
		i.context = cx;
		i.address = i.host = i.origin = "127.0.0.1";
		i.port = port;
		i.path = "/refuse";
		i.local_protocol_name = "local";
		CHECK(lws_client_connect_via_info(&i));
		t_until(cx, t.established || t.error, 5000);
		CHECK_EQ(t.error, 1);
		CHECK_EQ(t.established, 0);
	}
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;

	t_begin("peer-client", 60);
	port = argc > 1 ? atoi(argv[1]) : 0;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_VALIDATE_UTF8;
	t_info(&info, protocols);
	info.iface = NULL;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	t_tick_start(cx);
	echoes();
	pings();
	closes();
	t_buf_free(&t.in);
	t_buf_free(&t.out);
	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
