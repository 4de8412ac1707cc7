/* SPDX-License-Identifier: MIT */
/*
 * Checks, log capture, the tick of the loop, and raw peers: see tests.h.
 */
#if !defined(_WIN32)
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include "tests.h"
#include "tests-os.h"

/* ------------------------------------------------------------------ checks */

static char test_name[64];
static char case_name[160];
static int checks, failures;

#define LOG_LINES 64

static char log_lines[LOG_LINES][256];
static int log_count;
static struct t_mutex *log_lock;

const char *t_case_name(void)
{
	return case_name;
}

static void emit(int level, const char *line)
{
	size_t n = strlen(line);

	if (getenv("LWS_TEST_LOGS"))
		fprintf(stderr, "    log %d: %s", level, line);
	if (!(level & (LLL_ERR | LLL_WARN | LLL_NOTICE)))
		return;
	t_mutex_lock(log_lock);
	if (log_count < LOG_LINES) {
		if (n > sizeof(log_lines[0]) - 1)
			n = sizeof(log_lines[0]) - 1;
		memcpy(log_lines[log_count], line, n);
		while (n && (log_lines[log_count][n - 1] == '\n' ||
			     log_lines[log_count][n - 1] == '\r'))
			n--;
		log_lines[log_count][n] = '\0';
	}
	log_count++;
	t_mutex_unlock(log_lock);
}

int t_slowness(void)
{
	const char *s = getenv("LWS_TEST_SLOWNESS");
	int n = s ? atoi(s) : 1;

	return n < 1 ? 1 : n;
}

static int serve(struct lws_context *cx)
{
	return lws_service(cx, 0);
}

int (*t_serve)(struct lws_context *cx) = serve;

/*
 * An event library keeps for the process what it opens with its first loop,
 * and tests compare descriptors from before and after.
 */
static void first_loop(void)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	if (!getenv("LWS_EVENT_LOOP"))
		return;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	cx = lws_create_context(&info);
	if (cx)
		lws_context_destroy(cx);
}

void t_begin(const char *name, int seconds)
{
	const char *more = getenv("LWS_TEST_LOG_LEVEL");

	snprintf(test_name, sizeof(test_name), "%s", name);
	snprintf(case_name, sizeof(case_name), "start");
	setvbuf(stdout, NULL, _IONBF, 0);
	log_lock = t_mutex_new();
	t_os_begin(name, (unsigned int)(seconds * t_slowness()));
	t_os_reserve_port();
	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE |
			  (more ? atoi(more) : 0), emit);
	first_loop();
}

int t_end(void)
{
	printf("%s: %d checks, %d failed\n", test_name, checks, failures);
	lws_set_log_level(0, NULL);
	t_mutex_free(log_lock);

	return failures || !checks;
}

void t_case(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(case_name, sizeof(case_name), fmt, ap);
	va_end(ap);
	t_log_mark();
	if (getenv("LWS_TEST_VERBOSE"))
		fprintf(stderr, "  %s\n", case_name);
}

static void print_logs(void)
{
	int n;

	t_mutex_lock(log_lock);
	for (n = 0; n < log_count && n < LOG_LINES; n++)
		printf("    logged: %s\n", log_lines[n]);
	t_mutex_unlock(log_lock);
}

int t_check(int ok, const char *file, int line, const char *fmt, ...)
{
	const char *base = strrchr(file, '/');
	va_list ap;

	checks++;
	if (ok)
		return 1;
	failures++;
	printf("%s:%d: [%s] failed: ", base ? base + 1 : file, line,
	       case_name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	print_logs();

	return 0;
}

int t_check_eq(long long a, long long b, const char *ta, const char *tb,
	       const char *file, int line)
{
	return t_check(a == b, file, line, "%s is %lld, should be %s = %lld",
		       ta, a, tb, b);
}

int t_check_str(const char *got, const char *want, const char *what,
		const char *file, int line)
{
	return t_check(got && !strcmp(got, want), file, line,
		       "%s\n    is        '%s'\n    should be '%s'", what,
		       got ? got : "(null)", want);
}

void t_log_mark(void)
{
	t_mutex_lock(log_lock);
	log_count = 0;
	t_mutex_unlock(log_lock);
}

int t_log_count(void)
{
	int n;

	t_mutex_lock(log_lock);
	n = log_count;
	t_mutex_unlock(log_lock);

	return n;
}

const char *t_log_line(int n)
{
	return n >= 0 && n < log_count && n < LOG_LINES ? log_lines[n] : "";
}

/* ------------------------------------------------------------------ traces */

void t_trace_add(struct t_trace *t, const char *fmt, ...)
{
	size_t left = sizeof(t->text) - t->len;
	va_list ap;
	int n;

	if (left < 2)
		return;
	if (t->len) {
		t->text[t->len++] = ' ';
		left--;
	}
	va_start(ap, fmt);
	n = vsnprintf(t->text + t->len, left, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += (size_t)n < left ? (size_t)n : left - 1;
}

void t_trace_clear(struct t_trace *t)
{
	t->len = 0;
	t->text[0] = '\0';
}

#define REASON(r) { LWS_CALLBACK_##r, #r }

static const struct {
	int reason;
	const char *name;
} reasons[] = {
	REASON(PROTOCOL_INIT),
	REASON(PROTOCOL_DESTROY),
	REASON(WSI_CREATE),
	REASON(WSI_DESTROY),
	REASON(SERVER_NEW_CLIENT_INSTANTIATED),
	REASON(HTTP),
	REASON(CLOSED_HTTP),
	REASON(HTTP_WRITEABLE),
	REASON(FILTER_HTTP_CONNECTION),
	REASON(ADD_HEADERS),
	REASON(CHECK_ACCESS_RIGHTS),
	REASON(HTTP_BIND_PROTOCOL),
	REASON(HTTP_DROP_PROTOCOL),
	REASON(HTTP_CONFIRM_UPGRADE),
	REASON(ESTABLISHED_CLIENT_HTTP),
	REASON(CLOSED_CLIENT_HTTP),
	REASON(RECEIVE_CLIENT_HTTP_READ),
	REASON(RECEIVE_CLIENT_HTTP),
	REASON(COMPLETED_CLIENT_HTTP),
	REASON(CLIENT_HTTP_WRITEABLE),
	REASON(CLIENT_HTTP_BIND_PROTOCOL),
	REASON(CLIENT_HTTP_DROP_PROTOCOL),
	REASON(ESTABLISHED),
	REASON(CLOSED),
	REASON(SERVER_WRITEABLE),
	REASON(RECEIVE),
	REASON(RECEIVE_PONG),
	REASON(WS_PEER_INITIATED_CLOSE),
	REASON(FILTER_PROTOCOL_CONNECTION),
	REASON(WS_SERVER_BIND_PROTOCOL),
	REASON(WS_SERVER_DROP_PROTOCOL),
	REASON(CLIENT_CONNECTION_ERROR),
	REASON(CLIENT_FILTER_PRE_ESTABLISH),
	REASON(CLIENT_ESTABLISHED),
	REASON(CLIENT_CLOSED),
	REASON(CLIENT_APPEND_HANDSHAKE_HEADER),
	REASON(CLIENT_RECEIVE),
	REASON(CLIENT_RECEIVE_PONG),
	REASON(CLIENT_WRITEABLE),
	REASON(FILTER_NETWORK_CONNECTION),
	REASON(WS_CLIENT_BIND_PROTOCOL),
	REASON(WS_CLIENT_DROP_PROTOCOL),
	REASON(GET_THREAD_ID),
	REASON(ADD_POLL_FD),
	REASON(DEL_POLL_FD),
	REASON(CHANGE_MODE_POLL_FD),
	REASON(LOCK_POLL),
	REASON(UNLOCK_POLL),
	REASON(RAW_RX),
	REASON(RAW_CLOSE),
	REASON(RAW_WRITEABLE),
	REASON(RAW_ADOPT),
	REASON(RAW_CONNECTED),
	REASON(RAW_SKT_BIND_PROTOCOL),
	REASON(RAW_SKT_DROP_PROTOCOL),
	REASON(RAW_ADOPT_FILE),
	REASON(RAW_RX_FILE),
	REASON(RAW_WRITEABLE_FILE),
	REASON(RAW_CLOSE_FILE),
	REASON(RAW_FILE_BIND_PROTOCOL),
	REASON(RAW_FILE_DROP_PROTOCOL),
	REASON(TIMER),
	REASON(EVENT_WAIT_CANCELLED),
	REASON(CHILD_CLOSING),
	REASON(USER),
	/* the name came after 4.1, and a program may see the number */
	{ 105, "CONNECTING" },
};

const char *t_reason(int reason)
{
	static char other[4][16];
	static int turn;
	size_t n;

	for (n = 0; n < T_ARRAY(reasons); n++)
		if (reasons[n].reason == reason)
			return reasons[n].name;
	turn = (turn + 1) & 3;
	snprintf(other[turn], sizeof(other[turn]), "#%d", reason);

	return other[turn];
}

/* ---------------------------------------------------------------- the loop */

static lws_sorted_usec_list_t tick_sul;
static struct lws_context *tick_cx;
static struct t_peer *peers;

static void tick(lws_sorted_usec_list_t *sul)
{
	t_peers_turn();
	lws_sul_schedule(tick_cx, 0, sul, tick, 1000);
}

void t_tick_start(struct lws_context *cx)
{
	memset(&tick_sul, 0, sizeof(tick_sul));
	tick_cx = cx;
	lws_sul_schedule(cx, 0, &tick_sul, tick, 1);
}

void t_tick_stop(void)
{
	if (tick_cx)
		lws_sul_cancel(&tick_sul);
	tick_cx = NULL;
}

void t_info(struct lws_context_creation_info *info,
	    const struct lws_protocols *protocols)
{
	info->protocols = protocols;
	info->options |= LWS_SERVER_OPTION_DISABLE_IPV6;
	if (!info->iface)
		info->iface = "127.0.0.1";
#if !defined(_WIN32)
	info->gid = (gid_t)-1;
	info->uid = (uid_t)-1;
#endif
	if (!info->fd_limit_per_thread)
		info->fd_limit_per_thread = 1024;
	/* whatever the environment says of proxies */
	if (!info->http_proxy_address)
		info->http_proxy_address = "";
}

struct lws *t_connect(struct lws_context *cx, struct lws_vhost *vh, int port,
		      const char *protocol, const char *method, void *opaque,
		      struct lws **pwsi)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.vhost = vh;
	i.context = cx;
	i.address = "127.0.0.1";
	i.host = "localhost";
	i.origin = "localhost";
	i.path = "/";
	i.port = port;
	i.protocol = protocol;
	i.local_protocol_name = protocol;
	i.method = method;
	i.opaque_user_data = opaque;
	i.pwsi = pwsi;

	return lws_client_connect_via_info(&i);
}

/* ---------------------------------------------------------------- raw peers */

void t_buf_add(struct t_buf *b, const void *data, size_t len)
{
	if (!len)
		return;
	if (b->len + len > b->size) {
		b->size = (b->len + len) * 2;
		b->data = realloc(b->data, b->size);
		if (!b->data)
			abort();
	}
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

void t_buf_use(struct t_buf *b, size_t len)
{
	if (len > b->len)
		len = b->len;
	b->len -= len;
	if (b->len && len)
		memmove(b->data, b->data + len, b->len);
}

void t_buf_free(struct t_buf *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

void t_peer_adopt(struct t_peer *p, lws_sockfd_type fd)
{
	memset(p, 0, sizeof(*p));
	p->fd = fd;
	p->gone = fd == T_INVALID ? T_RESET : 0;
	p->next = peers;
	peers = p;
}

void t_peer_connect(struct t_peer *p, int port)
{
	t_peer_adopt(p, t_sock_connect(port));
}

void t_peer_send(struct t_peer *p, const void *data, size_t len)
{
	t_buf_add(&p->tx, data, len);
}

void t_peer_print(struct t_peer *p, const char *fmt, ...)
{
	char s[4096];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(s, sizeof(s), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(s))
		abort();
	t_peer_send(p, s, (size_t)n);
}

static void peer_read(struct t_peer *p)
{
	static uint8_t in[65536];
	int n, turns = 0;

	while (!p->paused && !p->gone && turns++ < 16) {
		n = t_sock_recv(p->fd, in, sizeof(in));
		if (n == T_AGAIN)
			return;
		if (n < 0)
			p->gone = n;
		else
			t_buf_add(&p->rx, in, (size_t)n);
	}
}

static void peer_write(struct t_peer *p)
{
	size_t len = p->tx.len;
	int n;

	if (p->gone)
		return;
	if (len) {
		if (p->pace && len > p->pace)
			len = p->pace;
		n = t_sock_send(p->fd, p->tx.data, len);
		if (n < 0)
			/* what the other side said before may still be there */
			p->tx.len = 0;
		else
			t_buf_use(&p->tx, (size_t)n);
	}
	if (!p->tx.len && p->shut_after) {
		p->shut_after = 0;
		t_sock_shut_write(p->fd);
	}
}

void t_peers_turn(void)
{
	struct t_peer *p, *next;

	for (p = peers; p; p = next) {
		next = p->next;
		peer_write(p);
		peer_read(p);
	}
}

void t_peer_forget(struct t_peer *p)
{
	struct t_peer **pp;

	for (pp = &peers; *pp && *pp != p; pp = &(*pp)->next)
		;
	if (*pp)
		*pp = p->next;
}

void t_peer_close(struct t_peer *p)
{
	t_peer_forget(p);
	if (p->fd != T_INVALID)
		t_sock_close(p->fd);
	p->fd = T_INVALID;
	t_buf_free(&p->tx);
	t_buf_free(&p->rx);
}

void t_peer_hello(struct t_peer *p, const char *path, const char *protocol)
{
	t_peer_print(p, "GET %s HTTP/1.1\r\n"
			"Host: localhost\r\n"
			"Upgrade: websocket\r\n"
			"Connection: Upgrade\r\n"
			"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
			"Sec-WebSocket-Version: 13\r\n", path);
	if (protocol)
		t_peer_print(p, "Sec-WebSocket-Protocol: %s\r\n", protocol);
	t_peer_print(p, "\r\n");
}

static size_t head_length(struct t_peer *p)
{
	size_t n;

	for (n = 3; n < p->rx.len; n++)
		if (!memcmp(p->rx.data + n - 3, "\r\n\r\n", 4))
			return n + 1;

	return 0;
}

int t_peer_status(struct t_peer *p)
{
	char s[16];

	if (p->rx.len < 12 || !head_length(p) ||
	    memcmp(p->rx.data, "HTTP/1.", 7))
		return 0;
	memcpy(s, p->rx.data + 9, 3);
	s[3] = '\0';

	return atoi(s);
}

int t_peer_skip_head(struct t_peer *p)
{
	size_t n = head_length(p);

	if (!n)
		return 0;
	t_buf_use(&p->rx, n);

	return 1;
}

static int same_letters(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if ((*a >= 'A' && *a <= 'Z' ? *a + 32 : *a) !=
		    (*b >= 'A' && *b <= 'Z' ? *b + 32 : *b))
			return 0;

	return 1;
}

const char *t_peer_header(struct t_peer *p, const char *name, char *out,
			  size_t out_len)
{
	size_t end = head_length(p), nl = strlen(name), n, o = 0;
	const char *d = (const char *)p->rx.data;

	for (n = 0; n + nl + 2 < end; n++) {
		if (n < 2 || d[n - 2] != '\r' || d[n - 1] != '\n' ||
		    !same_letters(d + n, name, nl) || d[n + nl] != ':')
			continue;
		n += nl + 1;
		while (n < end && d[n] == ' ')
			n++;
		while (n < end && d[n] != '\r' && o + 1 < out_len)
			out[o++] = d[n++];
		out[o] = '\0';
		return out;
	}

	return NULL;
}

int t_frame_peek(const struct t_buf *b, struct t_frame *f)
{
	size_t ofs = 2, n;
	uint64_t len;

	if (b->len < 2)
		return 0;
	f->fin = b->data[0] >> 7;
	f->rsv = (b->data[0] >> 4) & 7;
	f->opcode = b->data[0] & 15;
	f->masked = b->data[1] >> 7;
	len = b->data[1] & 127u;
	if (len >= 126) {
		size_t bytes = len == 126 ? 2 : 8;

		if (b->len < 2 + bytes)
			return 0;
		len = 0;
		for (n = 0; n < bytes; n++)
			len = (len << 8) | b->data[2 + n];
		ofs += bytes;
	}
	if (f->masked)
		ofs += 4;
	if (b->len < ofs || b->len - ofs < len)
		return 0;
	f->payload = b->data + ofs;
	f->len = (size_t)len;
	f->total = ofs + (size_t)len;

	return 1;
}

void t_frame_add(struct t_buf *b, int first, int mask, const void *payload,
		 size_t len)
{
	static const uint8_t key[4] = { 0x3a, 0x5c, 0x81, 0xf6 };
	uint8_t head[14];
	size_t n, h = 2, at;
	int bytes = len < 126 ? 0 : len < 65536 ? 2 : 8;

	head[0] = (uint8_t)first;
	head[1] = (uint8_t)((mask ? 0x80 : 0) |
			    (!bytes ? (int)len : bytes == 2 ? 126 : 127));
	while (bytes--)
		head[h++] = (uint8_t)((uint64_t)len >> (8 * bytes));
	if (mask) {
		memcpy(head + h, key, 4);
		h += 4;
	}
	t_buf_add(b, head, h);
	at = b->len;
	t_buf_add(b, payload, len);
	for (n = 0; mask && n < len; n++)
		b->data[at + n] = (uint8_t)(b->data[at + n] ^ key[n & 3]);
}

int t_frame_close_code(const struct t_buf *b)
{
	struct t_buf rest = *b;
	struct t_frame f;

	while (t_frame_peek(&rest, &f)) {
		if (f.opcode == 8)
			return f.len < 2 ? 1005 :
				(f.payload[0] << 8) | f.payload[1];
		rest.data += f.total;
		rest.len -= f.total;
	}

	return 0;
}

void t_ws_accept(const char *key, char *out, size_t out_len)
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	unsigned char in[256], md[20];
	size_t n = strlen(key);

	memcpy(in, key, n);
	memcpy(in + n, guid, sizeof(guid) - 1);
	lws_SHA1(in, n + sizeof(guid) - 1, md);
	lws_b64_encode_string((const char *)md, 20, out, (int)out_len);
}

int t_peer_accept_ws(struct t_peer *p, const char *protocol)
{
	char key[64], acc[40];

	if (!head_length(p) ||
	    !t_peer_header(p, "sec-websocket-key", key, sizeof(key)))
		return 0;
	t_ws_accept(key, acc, sizeof(acc));
	t_peer_skip_head(p);
	t_peer_print(p, "HTTP/1.1 101 Switching Protocols\r\n"
			"Upgrade: websocket\r\n"
			"Connection: Upgrade\r\n"
			"Sec-WebSocket-Accept: %s\r\n", acc);
	if (protocol)
		t_peer_print(p, "Sec-WebSocket-Protocol: %s\r\n", protocol);
	t_peer_print(p, "\r\n");

	return 1;
}
