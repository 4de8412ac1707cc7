/* SPDX-License-Identifier: MIT */
/*
 * See ws-role-harness.h.
 */
#include "ws-role-harness.h"

#define PATIENCE_US	(10 * LWS_US_PER_SEC)

/* after the first thing that did not come, the others have less time */
static lws_usec_t patience = PATIENCE_US;

static void
say_data(struct link *l, struct lws *wsi, const void *in, size_t len)
{
	char s[80];

	snprintf(s, sizeof(s), "%s%s%s%lu:", lws_is_first_fragment(wsi) ?
		 "<" : "", lws_frame_is_binary(wsi) ? "B" : "T",
		 lws_get_reserved_bits(wsi) ? "!" : "",
		 (unsigned long)lws_remaining_packet_payload(wsi));
	say(&l->seen, s);
	if (len > 64) {
		snprintf(s, sizeof(s), "%lu bytes", (unsigned long)len);
		say(&l->seen, s);
	} else {
		memcpy(s, in, len);
		s[len] = '\0';
		say(&l->seen, s);
	}
	say(&l->seen, lws_is_final_fragment(wsi) ? "> " : " ");
}

static void
say_control(struct link *l, const char *what, const void *in, size_t len)
{
	char s[126];

	say(&l->seen, what);
	if (len)
		memcpy(s, in, len);
	s[len] = '\0';
	say(&l->seen, s);
	say(&l->seen, " ");
}

static int
on_receive(struct link *l, struct lws *wsi, const void *in, size_t len)
{
	say_data(l, wsi, in, len);

	if (l->stop_rx)
		lws_rx_flow_control(wsi, 0);
	if (l->ask_writable)
		lws_callback_on_writable(wsi);
	if (l->close_code)
		lws_close_reason(wsi, (enum lws_close_status)l->close_code,
				 (unsigned char *)(lws_intptr_t)l->close_text,
				 l->close_text ? strlen(l->close_text) : 0);
	if (l->close_now)
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, "test");

	return l->rx_return;
}

static int
on_peer_close(struct link *l, const uint8_t *in, size_t len)
{
	char s[16];

	snprintf(s, sizeof(s), "PEERCLOSE%u:", len < 2 ? 0u :
		 in[0] * 256u + in[1]);
	say_control(l, s, len < 2 ? NULL : in + 2, len < 2 ? 0 : len - 2);

	return l->peer_close_return;
}

static void
on_closed(struct link *l, struct lws *wsi)
{
	char s[32];

	snprintf(s, sizeof(s), "CLOSED%d ", lws_get_close_length(wsi));
	say(&l->seen, s);
	l->closed++;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct link *l = lws_context_user(lws_get_context(wsi));

	LWS_UNUSED(user);

	switch ((int)reason) {
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		WS_CHECK((reason == LWS_CALLBACK_RECEIVE) == l->server,
			 "reason %d", reason);
		return on_receive(l, wsi, in, len);
	case LWS_CALLBACK_RECEIVE_PONG:
	case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
		WS_CHECK((reason == LWS_CALLBACK_RECEIVE_PONG) == l->server,
			 "reason %d", reason);
		say_control(l, "PONG:", in, len);
		break;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		return on_peer_close(l, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		l->writeable++;
		return l->writeable_return;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLIENT_CLOSED:
		WS_CHECK((reason == LWS_CALLBACK_CLOSED) == l->server,
			 "reason %d", reason);
		on_closed(l, wsi);
		break;
	case LWS_CALLBACK_WS_SERVER_BIND_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_BIND_PROTOCOL:
		l->bound++;
		break;
	case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
	case LWS_CALLBACK_WS_CLIENT_DROP_PROTOCOL:
		l->bound--;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		if (wsi == l->wsi) {
			say(&l->seen, "DESTROY");
			l->wsi = NULL;
		}
		break;
	default:
		break;
	}

	return 0;
}

static void
die(const char *what)
{
	printf("set-up failed: %s\n", what);
	exit(1);
}

static void
wait_for(lws_sockfd_type fd, short events)
{
	struct lws_pollfd p;

	p.fd = fd;
	p.events = events;
	p.revents = 0;
	if (lws_plat_poll(&p, 1, PATIENCE_US) != 1)
		die("poll");
}

/* two ends of a TCP connection over the loopback interface */
static void
tcp_pair(lws_sockfd_type *a, lws_sockfd_type *b)
{
	lws_sockfd_type l = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin;
	socklen_t len = sizeof(sin);
	int err = 0;

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (lws_plat_bind(l, (struct sockaddr *)&sin, sizeof(sin)) ||
	    lws_plat_listen(l, 1) ||
	    getsockname(l, (struct sockaddr *)&sin, &len))
		die("listen");

	*a = lws_plat_socket(AF_INET, SOCK_STREAM, 0);
	if (lws_plat_connect(*a, (struct sockaddr *)&sin, sizeof(sin), &err) ==
						LWS_PLAT_CONNECT_FAILED)
		die("connect");
	wait_for(l, LWS_POLLIN);
	if (lws_plat_accept(l, b, NULL, NULL))
		die("accept");
	wait_for(*a, LWS_POLLOUT);
	lws_plat_socket_close(l);
	(void)lws_plat_set_nodelay(*a, 1);
	(void)lws_plat_set_nodelay(*b, 1);
}

static void
bring_up(struct link *l, lws_sockfd_type fd)
{
	struct lws_vhost *vh = lws_get_vhost_by_name(l->context, "default");
	struct lws *wsi;

	wsi = vh ? lws_wsi_create(l->context, vh, 0) : NULL;
	if (!wsi)
		die("wsi");

	l->wsi = wsi;
	wsi->desc.sockfd = fd;
	lws_wsi_notify(wsi, LWS_CALLBACK_WSI_CREATE);
	lws_role_transition(wsi, !l->server, LRS_HEADERS, &role_ops_ws);
	if (lws_ws_create(wsi) ||
	    lws_bind_protocol(wsi, &vh->protocols[0], "test") ||
	    lws_pollfd_insert(wsi, LWS_POLLIN))
		die("bring up");
	lws_ws_begin(wsi);
}

void
link_open(struct link *l, int server, size_t piece, uint64_t options)
{
	struct lws_context_creation_info info;
	struct lws_protocols protocols[2];
	lws_sockfd_type fd;

	memset(l, 0, sizeof(*l));
	l->server = server;
	transcript_begin(&l->seen);
	transcript_begin(&l->sent);

	memset(protocols, 0, sizeof(protocols));
	protocols[0].name = "test";
	protocols[0].callback = callback;
	protocols[0].per_session_data_size = 8;
	protocols[0].rx_buffer_size = piece;

	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.protocols = protocols;
	info.options = options;
	info.user = l;
	info.vhost_name = "default";
	l->context = lws_create_context(&info);
	if (!l->context)
		die("context");

	tcp_pair(&l->fd, &fd);
	lws_ws_rx_init(&l->rx, !server);
	bring_up(l, fd);
	WS_CHECK(l->bound == 1 && !l->seen.text[0], "%s", l->seen.text);
}

void
link_end(struct link *l)
{
	lws_context_destroy(l->context);
	WS_CHECK(!l->wsi && l->closed == 1 && !l->bound,
		 "closed %d times, bound %d: %s", l->closed, l->bound,
		 l->seen.text);
	lws_plat_socket_close(l->fd);
	transcript_free(&l->seen);
	transcript_free(&l->sent);
}

void
peer_raw(struct link *l, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	int n;

	while (len) {
		n = lws_plat_send(l->fd, p, len);
		if (n == LWS_PLAT_AGAIN) {
			link_turn(l, 0);
			continue;
		}
		if (n < 0)
			return;		/* the library closed: that will show */
		p += n;
		len -= (size_t)n;
	}
}

void
peer_frame(struct link *l, unsigned int opcode, int fin, const void *payload,
	   size_t len)
{
	static const uint8_t key[4] = { 0x12, 0x34, 0x56, 0x78 };
	uint8_t *buf = malloc(LWS_WS_HEADER_MAX + len);
	size_t n;

	if (!buf)
		die("memory");
	n = lws_ws_tx_header(buf, opcode, fin, 0, len, l->server ? key : NULL);
	if (len)
		memcpy(buf + n, payload, len);
	if (l->server)
		(void)lws_ws_mask(buf + n, len, key, 0);
	peer_raw(l, buf, n + len);
	free(buf);
}

void
peer_fin(struct link *l)
{
	(void)lws_plat_shutdown_write(l->fd);
}

static void
take_down_sent(struct link *l, const struct lws_ws_event *ev)
{
	switch (ev->type) {
	case LWS_WS_EV_NONE:
		return;
	case LWS_WS_EV_DATA:
		if (ev->first)
			say(&l->sent, ev->opcode == LWS_WS_OP_TEXT ? "T(" :
								     "B(");
		if (ev->len <= 64)
			say_bytes(&l->sent, ev->payload, ev->len);
		if (!ev->remaining)
			say(&l->sent, ev->final ? ")" : "|");
		return;
	case LWS_WS_EV_PING:
		say(&l->sent, "P(");
		break;
	case LWS_WS_EV_PONG:
		say(&l->sent, "Q(");
		break;
	case LWS_WS_EV_CLOSE:
		say_code(&l->sent, "X", ev->code);
		say(&l->sent, "(");
		if (ev->len > 2)
			say_bytes(&l->sent, ev->payload + 2, ev->len - 2);
		say(&l->sent, ")");
		return;
	case LWS_WS_EV_ERROR:
		say_code(&l->sent, "!", ev->code);
		return;
	}
	say_bytes(&l->sent, ev->payload, ev->len);
	say(&l->sent, ")");
}

static void
read_at_peer(struct link *l)
{
	struct lws_ws_event ev;
	uint8_t buf[4096];
	size_t pos = 0;
	int n;

	n = lws_plat_recv(l->fd, buf, sizeof(buf));
	if (n == LWS_PLAT_AGAIN)
		return;
	if (n <= 0) {
		l->peer_eof = 1;
		return;
	}

	while (pos < (size_t)n) {
		pos += lws_ws_rx(&l->rx, buf + pos, (size_t)n - pos, &ev);
		take_down_sent(l, &ev);
		if (ev.type == LWS_WS_EV_ERROR)
			return;
	}
}

void
link_turn(struct link *l, int read_peer)
{
	(void)lws_service(l->context, -1);
	if (read_peer && !l->peer_eof)
		read_at_peer(l);
}

static int
until(struct link *l, const struct transcript *t, const char *text)
{
	lws_usec_t end = lws_now_usecs() + patience;

	while (t ? !strstr(t->text, text) : !l->peer_eof) {
		if (lws_now_usecs() > end) {
			patience = PATIENCE_US / 50;
			return 0;
		}
		link_turn(l, 1);
	}

	return 1;
}

int
seen(struct link *l, const char *text)
{
	return until(l, &l->seen, text);
}

int
sent(struct link *l, const char *text)
{
	return until(l, &l->sent, text);
}

int
saw_eof(struct link *l)
{
	return until(l, NULL, NULL);
}
