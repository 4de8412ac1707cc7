/* SPDX-License-Identifier: MIT */
/*
 * What is attacked, and what has to stay well: see robust.h.
 */
#include "robust.h"

#define ROUND 5

struct lws_context *r_cx;
struct cert *r_root, *r_leaf;
struct r_seen r_seen;

/* ---------------------------------------------------------------- protocols */

struct pss {
	struct t_buf out;
};

static int send_buf(struct lws *wsi, struct pss *pss)
{
	size_t len = pss->out.len;
	uint8_t *buf = malloc(LWS_PRE + len + 1);
	int n;

	if (!buf)
		return -1;
	if (len)
		memcpy(buf + LWS_PRE, pss->out.data, len);
	pss->out.len = 0;
	n = lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT);
	free(buf);

	return n < (int)len ? -1 : 0;
}

static int hello(struct lws *wsi)
{
	r_seen.http++;
	if (lws_return_http_status(wsi, HTTP_STATUS_OK, "hello"))
		return -1;

	return lws_http_transaction_completed(wsi);
}

static int server_cb(struct lws *wsi, int reason, struct pss *pss, void *in,
		     size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		r_seen.established++;
		break;
	case LWS_CALLBACK_CLOSED:
		r_seen.closed++;
		t_buf_free(&pss->out);
		break;
	case LWS_CALLBACK_HTTP:
		return hello(wsi);
	case LWS_CALLBACK_RECEIVE:
		t_buf_add(&pss->out, in, len);
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (pss->out.len)
			return send_buf(wsi, pss);
		break;
	case LWS_CALLBACK_RAW_ADOPT:
		r_seen.raw_adopted++;
		break;
	case LWS_CALLBACK_RAW_CLOSE:
		r_seen.raw_closed++;
		break;
	default:
		break;
	}

	return 0;
}

static int http_rx(struct lws *wsi)
{
	char buffer[4096 + LWS_PRE], *px = buffer + LWS_PRE;
	int len = sizeof(buffer) - LWS_PRE;

	return lws_http_client_read(wsi, &px, &len) < 0 ? -1 : 0;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		r_seen.errors++;
		snprintf(r_seen.text, sizeof(r_seen.text), "%.*s", (int)len,
			 in ? (const char *)in : "");
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		r_seen.client_up++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		r_seen.client_closed++;
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return http_rx(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		r_seen.rx += len;
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		r_seen.completed++;
		break;
	default:
		return server_cb(wsi, (int)reason, user, in, len);
	}

	return 0;
}

/* the healthy connection's own, so that it is not counted */
static int quiet_cb(struct lws *wsi, enum lws_callback_reasons reason,
		    void *user, void *in, size_t len)
{
	struct r_seen keep = r_seen;
	int n = server_cb(wsi, (int)reason, user, in, len);

	r_seen = keep;

	return n;
}

const struct lws_protocols r_protocols[] = {
	{ "echo", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "raw", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "healthy", quiet_cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* -------------------------------------------------------------- the context */

void r_clear(void)
{
	memset(&r_seen, 0, sizeof(r_seen));
}

int r_begin(const char *name, int seconds)
{
	struct lws_context_creation_info info;

	t_begin(name, seconds);
	r_root = cert_make_ca("root", NULL);
	r_leaf = cert_make_leaf("DNS:localhost,IP:127.0.0.1", r_root);
	memset(&info, 0, sizeof(info));
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.timeout_secs = 3;
	t_info(&info, r_protocols);
	r_cx = lws_create_context(&info);
	if (!CHECK(r_cx))
		return -1;
	tp_start(r_cx);

	return 0;
}

int r_end(void)
{
	tp_stop();
	lws_context_destroy(r_cx);
	cert_free(r_leaf);
	cert_free(r_root);

	return t_end();
}

struct lws_vhost *r_vhost(const char *name, uint64_t options, int tls,
			  void (*more)(struct lws_context_creation_info *info))
{
	struct lws_context_creation_info info;
	char *cert, *key, *ca;
	struct lws_vhost *vh;

	memset(&info, 0, sizeof(info));
	info.options = options | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.vhost_name = name;
	cert = cert_pem((const struct cert *const *)&r_leaf, 1, NULL);
	key = cert_key_pem(r_leaf, NULL, NULL);
	ca = cert_pem((const struct cert *const *)&r_root, 1, NULL);
	if (tls) {
		info.server_ssl_cert_mem = cert;
		info.server_ssl_cert_mem_len = (unsigned int)strlen(cert);
		info.server_ssl_private_key_mem = key;
		info.server_ssl_private_key_mem_len =
						(unsigned int)strlen(key);
		info.server_ssl_ca_mem = ca;
		info.server_ssl_ca_mem_len = (unsigned int)strlen(ca);
	}
	info.client_ssl_ca_mem = ca;
	info.client_ssl_ca_mem_len = (unsigned int)strlen(ca);
	if (more)
		more(&info);
	t_info(&info, r_protocols);
	vh = lws_create_vhost(r_cx, &info);
	free(cert);
	free(key);
	free(ca);
	CHECK(vh);

	return vh;
}

int r_logged(const char *words)
{
	int n;

	for (n = 0; n < t_log_count(); n++)
		if (strstr(t_log_line(n), words))
			return 1;

	return 0;
}

/* --------------------------------------------------- the healthy connection */

static struct tls_peer healthy;
static SSL_CTX *healthy_ctx;
static int said;

void r_healthy_start(struct lws_vhost *vh)
{
	healthy_ctx = tp_ctx(0);
	tp_connect(&healthy, lws_get_vhost_listen_port(vh), healthy_ctx,
		   "localhost");
	t_peer_hello(&healthy.plain, "/", "healthy");
	t_until(r_cx, t_peer_status(&healthy.plain) || healthy.plain.gone,
		5000);
	CHECK_EQ(t_peer_status(&healthy.plain), 101);
	t_peer_skip_head(&healthy.plain);
}

void r_healthy_round(void)
{
	struct t_frame f;
	char text[32];
	int n;

	for (n = 0; n < ROUND && !healthy.plain.gone; n++) {
		snprintf(text, sizeof(text), "message %d", ++said);
		t_frame_add(&healthy.plain.tx, 0x81, 1, text, strlen(text));
		t_until(r_cx, t_frame_peek(&healthy.plain.rx, &f) ||
			      healthy.plain.gone, 5000);
		if (!CHECK(t_frame_peek(&healthy.plain.rx, &f)))
			return;
		CHECK(f.len == strlen(text) && !memcmp(f.payload, text, f.len));
		t_buf_use(&healthy.plain.rx, f.total);
	}
	CHECK_EQ(healthy.plain.gone, 0);
}

void r_healthy_stop(void)
{
	tp_close(&healthy);
	SSL_CTX_free(healthy_ctx);
}
