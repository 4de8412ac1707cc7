/* SPDX-License-Identifier: MIT */
/*
 * See ws-peer.h.
 */
#include "ws-peer.h"

#if defined(T_TLS)
#include "certs.h"
const int w_transports = 2;
#else
const int w_transports = 1;
#endif

#define CHUNK		4096
#define RAW_PEERS	16

/* a peer behind TLS */
struct raw {
	struct t_peer *p;
	struct lws *wsi;
	int stopped;
};

struct lws_context *w_cx;
static struct lws_vhost *vh_server[2], *vh_client[2], *vh_raw;
static struct raw raws[RAW_PEERS];
static struct t_peer *awaited;
static lws_sorted_usec_list_t pump_sul;

static struct raw *raw_of(const struct lws *wsi)
{
	int n;

	for (n = 0; n < RAW_PEERS; n++)
		if (raws[n].p && raws[n].wsi == wsi)
			return &raws[n];

	return NULL;
}

static void raw_up(struct lws *wsi, struct t_peer *p)
{
	int n;

	for (n = 0; n < RAW_PEERS && p; n++)
		if (!raws[n].p) {
			raws[n].p = p;
			raws[n].wsi = wsi;
			raws[n].stopped = 0;
			return;
		}
}

static int raw_write(struct lws *wsi, struct t_peer *p)
{
	uint8_t buf[LWS_PRE + CHUNK];
	size_t n = p->tx.len < CHUNK ? p->tx.len : CHUNK;

	if (p->pace && n > p->pace)
		n = p->pace;
	if (!n)
		return 0;
	memcpy(buf + LWS_PRE, p->tx.data, n);
	t_buf_use(&p->tx, n);
	if (p->tx.len && !p->pace)
		lws_callback_on_writable(wsi);

	return lws_write(wsi, buf + LWS_PRE, n, LWS_WRITE_RAW) < (int)n;
}

static int raw_cb(struct lws *wsi, enum lws_callback_reasons reason,
		  void *user, void *in, size_t len)
{
	struct raw *r = raw_of(wsi);

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_RAW_CONNECTED:
		raw_up(wsi, lws_get_opaque_user_data(wsi));
		break;
	case LWS_CALLBACK_RAW_ADOPT:
		if (!awaited)
			break;
		raw_up(wsi, awaited);
		awaited = NULL;
		break;
	case LWS_CALLBACK_RAW_RX:
		if (r)
			t_buf_add(&r->p->rx, in, len);
		break;
	case LWS_CALLBACK_RAW_WRITEABLE:
		return r ? raw_write(wsi, r->p) : -1;
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		if (r) {
			r->p->gone = T_EOF;
			r->p = NULL;
		}
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols raw_protocols[] = {
	{ "w-raw", raw_cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static void pump(lws_sorted_usec_list_t *sul)
{
	int n;

	for (n = 0; n < RAW_PEERS; n++) {
		struct raw *r = &raws[n];

		if (!r->p)
			continue;
		if (r->p->tx.len)
			lws_callback_on_writable(r->wsi);
		if (r->p->paused != r->stopped) {
			r->stopped = r->p->paused;
			if (lws_rx_flow_control(r->wsi, !r->stopped))
				r->p->gone = T_RESET;
		}
	}
	lws_sul_schedule(w_cx, 0, sul, pump, 1000);
}

static struct lws_vhost *vhost(const char *name,
			       const struct lws_protocols *protocols,
			       const struct lws_extension *exts, int listen,
			       int tls)
{
	struct lws_context_creation_info info;
	struct lws_vhost *vh;
#if defined(T_TLS)
	const struct cert *chain[1];
	char *cert = NULL, *key = NULL;
	size_t len;
#endif

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.vhost_name = name;
	info.extensions = exts;
	/* many handshakes at once, on a busy machine */
	info.timeout_secs = 60;
	info.connect_timeout_secs = 60;
	if (!listen) {
		info.port = CONTEXT_PORT_NO_LISTEN;
		info.iface = NULL;
	}
	if (protocols == raw_protocols) {
		info.options |=
			LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
		info.listen_accept_role = "raw-skt";
		info.listen_accept_protocol = "w-raw";
	}
#if defined(T_TLS)
	if (tls) {
		struct cert *ca = cert_make_ca("test CA", NULL);
		struct cert *leaf = cert_make_leaf("DNS:localhost", ca);

		chain[0] = leaf;
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
		cert = cert_pem(chain, 1, &len);
		info.server_ssl_cert_mem = cert;
		info.server_ssl_cert_mem_len = (unsigned int)len;
		key = cert_key_pem(leaf, NULL, &len);
		info.server_ssl_private_key_mem = key;
		info.server_ssl_private_key_mem_len = (unsigned int)len;
		cert_free(leaf);
		cert_free(ca);
	}
#else
	(void)tls;
#endif
	vh = lws_create_vhost(w_cx, &info);
#if defined(T_TLS)
	free(cert);
	free(key);
#endif

	return vh;
}

int w_begin(const struct lws_protocols *protocols,
	    const struct lws_extension *exts, uint64_t options)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS | options;
#if defined(T_TLS)
	info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
#endif
	w_cx = lws_create_context(&info);
	if (!w_cx)
		return 1;
	vh_server[0] = vhost("plain", protocols, exts, 1, 0);
	if (w_transports > 1) {
		vh_server[1] = vhost("tls", protocols, exts, 1, 1);
		vh_raw = vhost("raw", raw_protocols, NULL, 1, 1);
	}
	vh_client[0] = vhost("client", protocols, NULL, 0, 0);
	vh_client[1] = vhost("client-ext", protocols, exts, 0, 0);
	t_tick_start(w_cx);
	lws_sul_schedule(w_cx, 0, &pump_sul, pump, 1);

	return !vh_server[0] || !vh_client[0] || !vh_client[1] ||
	       (w_transports > 1 && (!vh_server[1] || !vh_raw));
}

void w_end(void)
{
	t_tick_stop();
	lws_sul_cancel(&pump_sul);
	lws_context_destroy(w_cx);
	w_cx = NULL;
}

static struct lws *dial(struct lws_vhost *vh, int port, int tls,
			const char *protocol, const char *method, void *opaque,
			struct lws **pwsi)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.vhost = vh;
	i.context = w_cx;
	i.address = "127.0.0.1";
	i.host = i.origin = "localhost";
	i.path = "/";
	i.port = port;
	i.protocol = method ? NULL : protocol;
	i.local_protocol_name = protocol;
	i.method = method;
	i.opaque_user_data = opaque;
	i.pwsi = pwsi;
	if (tls)
		i.ssl_connection = LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED |
				   LCCSCF_ALLOW_INSECURE |
				   LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;

	return lws_client_connect_via_info(&i);
}

struct lws *w_connect(int tls, int ext, const char *protocol, void *opaque,
		      struct lws **pwsi)
{
	return dial(vh_client[ext], lws_get_vhost_listen_port(vh_server[tls]),
		    tls, protocol, NULL, opaque, pwsi);
}

/* p as a client */
static int peer_dials(struct t_peer *p, int tls, const char *protocol,
		      const char *fields)
{
	int port = lws_get_vhost_listen_port(vh_server[tls]);

	if (!tls)
		t_peer_connect(p, port);
	else if (!dial(vh_raw, port, 1, "w-raw", "RAW", p, NULL))
		return 0;
	t_peer_print(p, "GET / HTTP/1.1\r\nHost: localhost\r\n"
		     "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		     "Sec-WebSocket-Version: 13\r\n"
		     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		     "Sec-WebSocket-Protocol: %s\r\n%s\r\n", protocol, fields);
	t_until(w_cx, t_peer_status(p) || p->gone, 5000);

	return t_peer_status(p) == 101 && t_peer_skip_head(p);
}

/* p as a server */
static int peer_serves(struct t_peer *p, int tls, const char *protocol,
		       const char *fields)
{
	lws_sockfd_type l = T_INVALID, fd = T_INVALID;
	char key[64], acc[40];
	int port = 0;

	if (tls) {
		awaited = p;
		port = lws_get_vhost_listen_port(vh_raw);
	} else
		l = t_sock_listen(&port, 1);
	if (!dial(vh_client[1], port, tls, protocol, NULL, NULL, NULL))
		return 0;
	if (!tls) {
		t_until(w_cx, (fd = t_sock_accept(l)) != T_INVALID, 5000);
		t_sock_close(l);
		t_peer_adopt(p, fd);
	}
	t_until(w_cx, t_peer_header(p, "sec-websocket-key", key, sizeof(key)) ||
		p->gone, 5000);
	if (!t_peer_header(p, "sec-websocket-key", key, sizeof(key)))
		return 0;
	t_ws_accept(key, acc, sizeof(acc));
	t_peer_skip_head(p);
	t_peer_print(p, "HTTP/1.1 101 Switching Protocols\r\n"
		     "Upgrade: websocket\r\nConnection: Upgrade\r\n"
		     "Sec-WebSocket-Accept: %s\r\n"
		     "Sec-WebSocket-Protocol: %s\r\n%s\r\n", acc, protocol,
		     fields);
	t_until(w_cx, !p->tx.len, 5000);

	return !p->gone;
}

int w_peer(struct t_peer *p, int tls, int server, const char *protocol,
	   const char *fields)
{
	memset(p, 0, sizeof(*p));
	p->fd = T_INVALID;

	return server ? peer_dials(p, tls, protocol, fields) :
			peer_serves(p, tls, protocol, fields);
}

void w_peer_close(struct t_peer *p)
{
	int n;

	for (n = 0; n < RAW_PEERS; n++)
		if (raws[n].p == p) {
			raws[n].p = NULL;
			lws_set_timeout(raws[n].wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
		}
	if (awaited == p)
		awaited = NULL;
	t_peer_close(p);
}

void w_frame(struct t_peer *p, int server, int first, const void *payload,
	     size_t len)
{
	t_frame_add(&p->tx, first, server, payload, len);
}

void w_unmask(struct t_buf *from, struct t_buf *to)
{
	struct t_frame f;
	size_t n, used = 0;

	for (;;) {
		struct t_buf rest = *from;

		rest.data += used;
		rest.len -= used;
		if (!rest.len || !t_frame_peek(&rest, &f))
			break;
		t_frame_add(to, (f.fin << 7) | (f.rsv << 4) | f.opcode, 0,
			    f.payload, f.len);
		for (n = 0; f.masked && n < f.len; n++)
			to->data[to->len - f.len + n] ^=
					f.payload[(long)(n & 3) - 4];
		used += f.total;
	}
	t_buf_use(from, used);
}
