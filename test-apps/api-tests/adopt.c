/* SPDX-License-Identifier: MIT */
/*
 * Connections that the library did not open itself: adopted sockets, with and
 * without bytes that were already read, raw sockets, raw files; raw clients
 * and raw servers.
 */
#include "tests.h"

static struct lws_context *cx;
static struct lws_vhost *vh;
static struct t_trace trace;
static struct t_buf got;
static char opaque[] = "mine";
static int close_on_rx;
static int established, ended;
static struct lws *last;

static int is_noise(int reason)
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
		return 1;
	default:
		return 0;
	}
}

/* raw protocols: keeps the order, echoes what it gets */
static int raw_cb(struct lws *wsi, enum lws_callback_reasons reason,
		  void *user, void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 4096];
	int r = (int)reason, n;

	(void)user;
	switch (r) {
	case LWS_CALLBACK_RAW_ADOPT:
	case LWS_CALLBACK_RAW_ADOPT_FILE:
	case LWS_CALLBACK_RAW_CONNECTED:
		last = wsi;
		established++;
		t_trace_add(&trace, "%s", t_reason(r));
		if (r == LWS_CALLBACK_RAW_CONNECTED)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_RX:
		t_trace_add(&trace, "RAW_RX");
		t_buf_add(&got, in, len);
		if (close_on_rx)
			return -1;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		t_trace_add(&trace, "RAW_WRITEABLE");
		n = (int)(got.len > 4096 ? 4096 : got.len);
		if (!n)
			break;
		memcpy(buf + LWS_PRE, got.data, (size_t)n);
		t_buf_use(&got, (size_t)n);
		if (lws_write(wsi, buf + LWS_PRE, (size_t)n, LWS_WRITE_RAW) < n)
			return -1;
		if (got.len)
			lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_RAW_RX_FILE:
		t_trace_add(&trace, "RAW_RX_FILE");
		/* files are read by whoever owns them */
		n = t_pipe_read((int)lws_get_socket_fd(wsi), buf, sizeof(buf));
		if (n == T_EOF)
			return -1;
		if (n > 0)
			t_buf_add(&got, buf, (size_t)n);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		t_trace_add(&trace, "RAW_WRITEABLE_FILE");
		t_pipe_write((int)lws_get_socket_fd(wsi), "out", 3);
		break;
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		t_trace_add(&trace, "%s", t_reason(r));
		ended++;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		t_trace_add(&trace, "CLIENT_CONNECTION_ERROR");
		ended++;
		break;
	default:
		if (!is_noise(r) && getenv("LWS_TEST_VERBOSE"))
			printf("    %s\n", t_reason(r));
		break;
	}

	return 0;
}

/* ws echo for the adopted sockets that speak HTTP */
static int ws_cb(struct lws *wsi, enum lws_callback_reasons reason,
		 void *user, void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 256];

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		established++;
		break;
	case LWS_CALLBACK_CLOSED:
		ended++;
		break;
	case LWS_CALLBACK_RECEIVE:
		if (len > 256)
			return -1;
		memcpy(buf + LWS_PRE, in, len);
		if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) <
		    (int)len)
			return -1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "ws", ws_cb, 0, 0, 0, NULL, 0 },
	{ "raw", raw_cb, 16, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void clear(void)
{
	t_trace_clear(&trace);
	t_buf_use(&got, got.len);
	established = ended = close_on_rx = 0;
	last = NULL;
}

static void finish_ws(struct t_peer *p)
{
	struct t_frame f;

	t_until(cx, t_peer_skip_head(p) || p->gone, 3000);
	CHECK_EQ(established, 1);
	t_frame_add(&p->tx, 0x81, 1, "adopted", 7);
	t_until(cx, t_frame_peek(&p->rx, &f) || p->gone, 3000);
	if (CHECK(t_frame_peek(&p->rx, &f)))
		CHECK(f.len == 7 && !memcmp(f.payload, "adopted", 7));
	t_peer_close(p);
	t_until(cx, ended, 3000);
	CHECK_EQ(ended, 1);
}

static void adopt_http(void)
{
	lws_sockfd_type sv[2];
	struct t_peer p;
	size_t cut, total;
	struct t_buf hello;

	t_case("lws_adopt_socket");
	clear();
	if (!CHECK(!t_sock_pair(sv)))
		return;
	CHECK(lws_adopt_socket(cx, sv[1]));
	t_peer_adopt(&p, sv[0]);
	t_peer_hello(&p, "/", "ws");
	finish_ws(&p);

	t_case("lws_adopt_socket_vhost");
	clear();
	if (!CHECK(!t_sock_pair(sv)))
		return;
	CHECK(lws_adopt_socket_vhost(vh, sv[1]));
	t_peer_adopt(&p, sv[0]);
	t_peer_hello(&p, "/", "ws");
	finish_ws(&p);

	/* whatever part of the head somebody else has read already */
	memset(&hello, 0, sizeof(hello));
	t_peer_adopt(&p, T_INVALID);
	t_peer_hello(&p, "/", "ws");
	t_buf_add(&hello, p.tx.data, p.tx.len);
	t_peer_close(&p);
	total = hello.len;
	for (cut = 1; cut <= total; cut += cut == total - 1 ? 1 : 13) {
		if (cut > total - 1)
			cut = total;
		t_case("lws_adopt_socket_readbuf, %lu of %lu bytes",
		       (unsigned long)cut, (unsigned long)total);
		clear();
		if (!CHECK(!t_sock_pair(sv)))
			break;
		CHECK(lws_adopt_socket_readbuf(cx, sv[1],
					       (const char *)hello.data,
					       cut));
		t_peer_adopt(&p, sv[0]);
		t_peer_send(&p, hello.data + cut, total - cut);
		finish_ws(&p);
	}
	t_buf_free(&hello);
}

static void adopt_raw_socket(void)
{
	lws_sockfd_type sv[2];
	lws_sock_file_fd_type u;
	struct t_peer p;
	struct lws *wsi;

	t_case("lws_adopt_descriptor_vhost, raw socket");
	clear();
	if (!CHECK(!t_sock_pair(sv)))
		return;
	u.sockfd = sv[1];
	wsi = lws_adopt_descriptor_vhost(vh, LWS_ADOPT_SOCKET, u, "raw", NULL);
	if (!CHECK(wsi))
		return;
	CHECK(lws_get_vhost(wsi) == vh);
	CHECK_STR(lws_get_protocol(wsi)->name, "raw");
	CHECK(lws_get_socket_fd(wsi) == sv[1]);
	t_peer_adopt(&p, sv[0]);
	t_until(cx, established, 2000);
	CHECK(last == wsi);
	t_peer_send(&p, "raw bytes", 9);
	t_until(cx, p.rx.len == 9 || p.gone, 3000);
	CHECK(p.rx.len == 9 && !memcmp(p.rx.data, "raw bytes", 9));
	t_peer_close(&p);
	t_until(cx, ended, 3000);
	CHECK_STR(trace.text, "RAW_ADOPT RAW_RX RAW_WRITEABLE RAW_CLOSE");

	t_case("raw socket, half closed by the peer after its bytes");
	clear();
	if (!CHECK(!t_sock_pair(sv)))
		return;
	u.sockfd = sv[1];
	t_peer_adopt(&p, sv[0]);
	t_peer_send(&p, "last words", 10);
	p.shut_after = 1;
	t_peers_turn();
	CHECK(lws_adopt_descriptor_vhost(vh, LWS_ADOPT_SOCKET, u, "raw",
					 NULL));
	t_until(cx, ended, 3000);
	CHECK_EQ(ended, 1);
	/* the bytes are delivered before the end is */
	CHECK(strstr(trace.text, "RAW_ADOPT RAW_RX"));
	t_peer_close(&p);

	t_case("raw socket, closed from RAW_RX");
	clear();
	close_on_rx = 1;
	if (!CHECK(!t_sock_pair(sv)))
		return;
	u.sockfd = sv[1];
	CHECK(lws_adopt_descriptor_vhost(vh, LWS_ADOPT_SOCKET, u, "raw",
					 NULL));
	t_peer_adopt(&p, sv[0]);
	t_peer_send(&p, "x", 1);
	t_until(cx, p.gone, 3000);
	CHECK(p.gone);
	CHECK_STR(trace.text, "RAW_ADOPT RAW_RX RAW_CLOSE");
	t_peer_close(&p);

	t_case("an unknown protocol");
	clear();
	if (!CHECK(!t_sock_pair(sv)))
		return;
	u.sockfd = sv[1];
	/* refused; the library has closed the socket */
	CHECK(!lws_adopt_descriptor_vhost(vh, LWS_ADOPT_SOCKET, u, "no such",
					  NULL));
	t_peer_adopt(&p, sv[0]);
	t_until(cx, p.gone, 2000);
	CHECK(p.gone);
	CHECK_EQ(established, 0);
	t_peer_close(&p);
}

static void adopt_file(void)
{
	lws_sock_file_fd_type u;
	struct lws *wsi;
	char out[8];
	int in[2], to[2];

	t_case("raw files");
	if (t_pipe(in) || t_pipe(to))
		/* Windows cannot wait for a pipe together with sockets */
		return;
	clear();
	memset(&u, 0, sizeof(u));
	u.filefd = in[0];
	wsi = lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_FILE_DESC, u,
					 "raw", NULL);
	if (!CHECK(wsi))
		return;
	t_pipe_write(in[1], "one", 3);
	t_until(cx, got.len == 3, 2000);
	t_pipe_write(in[1], "two", 3);
	t_until(cx, got.len == 6, 2000);
	CHECK(got.len == 6 && !memcmp(got.data, "onetwo", 6));
	CHECK_EQ(ended, 0);
	t_pipe_close(in[1]);
	t_until(cx, ended, 2000);
	CHECK_EQ(ended, 1);
	CHECK(!strncmp(trace.text, "RAW_ADOPT_FILE RAW_RX_FILE RAW_RX_FILE",
		       38));
	CHECK(strstr(trace.text, "RAW_CLOSE_FILE"));

	t_case("raw file, writing");
	clear();
	u.filefd = to[1];
	wsi = lws_adopt_descriptor_vhost(vh, LWS_ADOPT_RAW_FILE_DESC, u,
					 "raw", NULL);
	if (!CHECK(wsi))
		return;
	t_settle(cx, 5);
	CHECK_STR(trace.text, "RAW_ADOPT_FILE");
	lws_callback_on_writable(wsi);
	t_until(cx, trace.len > 15, 2000);
	t_settle(cx, 5);
	CHECK_STR(trace.text, "RAW_ADOPT_FILE RAW_WRITEABLE_FILE");
	CHECK_EQ(t_pipe_read(to[0], out, sizeof(out)), 3);
	lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	t_until(cx, ended, 2000);
	CHECK_STR(trace.text, "RAW_ADOPT_FILE RAW_WRITEABLE_FILE "
			      "RAW_CLOSE_FILE");
	/* the library has closed its end */
	CHECK_EQ(t_pipe_read(to[0], out, sizeof(out)), T_EOF);
	t_pipe_close(to[0]);
}

static void raw_client(void)
{
	lws_sockfd_type l, fd = T_INVALID;
	struct t_peer p;
	struct lws *wsi;
	int port = 0;

	t_case("raw client");
	clear();
	l = t_sock_listen(&port, 5);
	wsi = t_connect(cx, vh, port, "raw", "RAW", opaque, NULL);
	CHECK(wsi);
	t_until(cx, (fd = t_sock_accept(l)) != T_INVALID, 3000);
	t_peer_adopt(&p, fd);
	t_until(cx, established, 3000);
	CHECK(last == wsi && lws_get_opaque_user_data(last) == opaque);
	t_peer_send(&p, "hi", 2);
	t_until(cx, p.rx.len == 2, 3000);
	CHECK(p.rx.len == 2 && !memcmp(p.rx.data, "hi", 2));
	t_peer_close(&p);
	t_until(cx, ended, 3000);
	CHECK_STR(trace.text, "RAW_CONNECTED RAW_WRITEABLE RAW_RX "
			      "RAW_WRITEABLE RAW_CLOSE");

	t_case("raw client, refused");
	clear();
	t_sock_close(l);
	t_connect(cx, vh, t_sock_closed_port(), "raw", "RAW", opaque, NULL);
	t_until(cx, ended, 5000);
	t_settle(cx, 10);
	CHECK_STR(trace.text, "CLIENT_CONNECTION_ERROR");
}

static void raw_server(void)
{
	struct lws_context_creation_info info;
	struct lws_vhost *rv;
	struct t_peer p[3];
	int n;

	t_case("raw server");
	clear();
	memset(&info, 0, sizeof(info));
	info.vhost_name = "rawserver";
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	t_info(&info, protocols);
	rv = lws_create_vhost(cx, &info);
	if (!CHECK(rv))
		return;
	for (n = 0; n < 3; n++)
		t_peer_connect(&p[n], lws_get_vhost_listen_port(rv));
	t_until(cx, established == 3, 3000);
	CHECK_EQ(established, 3);
	for (n = 0; n < 3; n++) {
		/* would be HTTP to another listener */
		t_peer_print(&p[n], "GET / HTTP/1.1\r\n\r\n%d", n);
		t_until(cx, p[n].rx.len == 19, 3000);
		CHECK(p[n].rx.len == 19 && p[n].rx.data[18] == '0' + n);
	}
	for (n = 0; n < 3; n++)
		t_peer_close(&p[n]);
	t_until(cx, ended == 3, 3000);
	CHECK_EQ(ended, 3);
}

int main(void)
{
	struct lws_context_creation_info info;
	int fds, before;

	t_begin("adopt", 40);
	fds = t_open_fds();
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	vh = lws_get_vhost_by_name(cx, "default");
	t_tick_start(cx);
	t_settle(cx, 5);
	before = t_open_fds();
	adopt_http();
	adopt_raw_socket();
	adopt_file();
	raw_client();
	t_case("descriptors");
	t_until(cx, t_open_fds() == before, 2000);
	CHECK_EQ(t_open_fds(), before);
	raw_server();
	t_tick_stop();
	lws_context_destroy(cx);
	CHECK_EQ(t_open_fds(), fds);
	t_buf_free(&got);

	return t_end();
}
