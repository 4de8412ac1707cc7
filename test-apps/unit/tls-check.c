/* SPDX-License-Identifier: MIT */
/*
 * See tls-check.h.
 */
#include "tls-check.h"

struct lws_context *tc_cx;
struct lws_vhost *tc_vh, *tc_raw, *tc_client;
struct cert *tc_ca, *tc_leaf;
char *tc_ca_pem;
size_t tc_ca_len;
int tc_served;
void (*tc_tweak)(struct lws_context_creation_info *info, const char *which);
int (*tc_hook)(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	       void *in, size_t len);

/* freed with the context: vhosts may be made at any time */
static char *pems[64];
static int pem_count;

/* ---- certificates ---- */

void
tc_certs(void)
{
	const struct cert *one[1];

	if (tc_ca)
		return;
	tc_ca = cert_make_ca("test CA", NULL);
	tc_leaf = cert_make_leaf("DNS:localhost,IP:127.0.0.1", tc_ca);
	one[0] = tc_ca;
	tc_ca_pem = cert_pem(one, 1, &tc_ca_len);
}

void
tc_certs_free(void)
{
	tc_identity_free();
	cert_free(tc_ca);
	cert_free(tc_leaf);
	free(tc_ca_pem);
	tc_ca = tc_leaf = NULL;
	tc_ca_pem = NULL;
}

static char *
keep(char *pem)
{
	if (pem_count == (int)T_ARRAY(pems))
		abort();
	pems[pem_count++] = pem;

	return pem;
}

void
tc_identity(struct lws_context_creation_info *info, const struct cert *c)
{
	const struct cert *one[1];
	size_t len;

	one[0] = c;
	info->server_ssl_cert_mem = keep(cert_pem(one, 1, &len));
	info->server_ssl_cert_mem_len = (unsigned int)len;
	info->server_ssl_private_key_mem = keep(cert_key_pem(c, NULL, &len));
	info->server_ssl_private_key_mem_len = (unsigned int)len;
}

void
tc_identity_free(void)
{
	while (pem_count)
		free(pems[--pem_count]);
}

/* ---- callbacks ---- */

static int
client_write(struct lws *wsi, struct tc_attempt *a)
{
	static uint8_t buf[LWS_PRE + 65536];
	size_t n = lws_min_sz(sizeof(buf) - LWS_PRE,
			      (a->len ? a->len : 5) - a->sent), i;

	if (!n)
		return 0;
	for (i = 0; i < n; i++)
		buf[LWS_PRE + i] = (uint8_t)((a->sent + i) * 7 +
					     ((a->sent + i) >> 8));
	if (lws_write(wsi, buf + LWS_PRE, n, a->kind == TC_RAW ?
		      LWS_WRITE_RAW : LWS_WRITE_BINARY) < 0)
		return -1;
	a->sent += n;
	if (a->sent < (a->len ? a->len : 5))
		lws_callback_on_writable(wsi);

	return 0;
}

static int
client_rx(struct tc_attempt *a, const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i] != (uint8_t)((a->got + i) * 7 + ((a->got + i) >> 8)))
			break;
	CHECK_EQ(i, len);
	a->got += len;
	if (a->stop_rx)
		lws_rx_flow_control(a->wsi, 0);

	return a->got >= (a->len ? a->len : 5) && !a->stay ? -1 : 0;
}

static int
client_http_rx(struct lws *wsi)
{
	char buf[LWS_PRE + 2048], *p = buf + LWS_PRE;
	int n = 2048;

	return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;
}

static int
client_end(struct tc_attempt *a, struct lws *wsi,
	   enum lws_callback_reasons reason, void *in, size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		a->failed++;
		lws_strncpy(a->text, in ? (const char *)in : "",
			    sizeof(a->text));
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
	case LWS_CALLBACK_RAW_CONNECTED:
		a->up++;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		if (a->kind == TC_HTTP)
			a->up++;
		a->status = lws_http_client_http_response(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
	case LWS_CALLBACK_RAW_WRITEABLE:
		return client_write(wsi, a);
	case LWS_CALLBACK_CLIENT_RECEIVE:
	case LWS_CALLBACK_RAW_RX:
		return client_rx(a, in, len);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return client_http_rx(wsi);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		a->got += len;
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		a->completed++;
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		a->closed++;
		break;
	case LWS_CALLBACK_WSI_DESTROY:
		a->destroyed++;
		a->wsi = NULL;
		break;
	default:
		break;
	}

	return 0;
}

static int
echo(struct lws *wsi, const void *in, size_t len, enum lws_write_protocol how)
{
	uint8_t *buf = malloc(LWS_PRE + len + 1);
	int n;

	if (!buf)
		return -1;
	if (len)
		memcpy(buf + LWS_PRE, in, len);
	n = lws_write(wsi, buf + LWS_PRE, len, how);
	free(buf);

	return n < 0 ? -1 : 0;
}

static int
answer(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		*end = buf + sizeof(buf) - 1;
	static const char text[] = "hello over TLS";

	if (lws_add_http_common_headers(wsi, 200, "text/plain",
					sizeof(text) - 1, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	memcpy(start, text, sizeof(text) - 1);
	if (lws_write(wsi, start, sizeof(text) - 1, LWS_WRITE_HTTP_FINAL) < 0)
		return -1;

	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
server_end(struct lws *wsi, enum lws_callback_reasons reason, void *in,
	   size_t len)
{
	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
	case LWS_CALLBACK_RAW_ADOPT:
		tc_served++;
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_RAW_CLOSE:
		tc_served--;
		break;
	case LWS_CALLBACK_RECEIVE:
		/* fragments are echoed as messages: the client counts bytes */
		return echo(wsi, in, len, LWS_WRITE_BINARY);
	case LWS_CALLBACK_RAW_RX:
		return echo(wsi, in, len, LWS_WRITE_RAW);
	case LWS_CALLBACK_HTTP:
		return answer(wsi);
	default:
		break;
	}

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct tc_attempt *a;
	int n, hooked = 0;

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
	case LWS_CALLBACK_PROTOCOL_DESTROY:
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
	case LWS_CALLBACK_ADD_POLL_FD:
	case LWS_CALLBACK_DEL_POLL_FD:
	case LWS_CALLBACK_CHANGE_MODE_POLL_FD:
	case LWS_CALLBACK_LOCK_POLL:
	case LWS_CALLBACK_UNLOCK_POLL:
		return 0;
	default:
		break;
	}

	if (tc_hook)
		hooked = tc_hook(wsi, reason, user, in, len);
	a = lws_get_opaque_user_data(wsi);
	if (a && reason == LWS_CALLBACK_WSI_CREATE)
		a->wsi = wsi;
	n = a ? client_end(a, wsi, reason, in, len) :
		server_end(wsi, reason, in, len);

	return hooked ? hooked : n;
}

static const struct lws_protocols protocols[] = {
	{ "tc-http", callback, 0, 0, 0, NULL, 0 },
	{ "tc-ws", callback, 40, 4096, 0, NULL, 0 },
	{ "tc-raw", callback, 24, 4096, 1, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

/* ---- the context ---- */

static struct lws_vhost *
vhost(struct lws_context_creation_info *info, const char *which)
{
	if (tc_tweak)
		tc_tweak(info, which);

	return lws_create_vhost(tc_cx, info);
}

static struct lws_vhost *
client_vhost(struct lws_context_creation_info *info)
{
	info->vhost_name = "client";
	/* those of the system take their time */
	info->options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
	info->port = CONTEXT_PORT_NO_LISTEN;
	info->client_ssl_ca_mem = tc_ca_pem;
	info->client_ssl_ca_mem_len = (unsigned int)tc_ca_len;

	return vhost(info, "client");
}

int
tc_create(void)
{
	struct lws_context_creation_info info, i;

	tc_certs();
	tc_served = 0;
	tc_vh = tc_raw = tc_client = NULL;
	memset(&info, 0, sizeof(info));
	t_info(&info, protocols);
	info.timeout_secs = 5;
	info.connect_timeout_secs = 5;
	info.options |= LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
			LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (tc_tweak)
		tc_tweak(&info, "context");
	tc_cx = lws_create_context(&info);
	if (!tc_cx)
		return 1;

	i = info;
	i.vhost_name = "localhost";
	tc_identity(&i, tc_leaf);
	tc_vh = vhost(&i, "server");
	i = info;
	i.vhost_name = "raw";
	i.listen_accept_role = "raw-skt";
	i.listen_accept_protocol = "tc-raw";
	i.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	tc_identity(&i, tc_leaf);
	if (tc_vh)
		tc_raw = vhost(&i, "raw");
	i = info;
	if (tc_raw)
		tc_client = client_vhost(&i);
	t_tick_start(tc_cx);
	if (tc_client)
		return 0;

	tc_destroy();

	return 1;
}

void
tc_destroy(void)
{
	t_tick_stop();
	lws_context_destroy(tc_cx);
	tc_cx = NULL;
	tc_vh = tc_raw = tc_client = NULL;
	tc_identity_free();
}

/* ---- clients ---- */

struct lws *
tc_connect(struct tc_attempt *a)
{
	struct lws_client_connect_info i;

	memset(&i, 0, sizeof(i));
	i.context = tc_cx;
	i.vhost = a->vh ? a->vh : tc_client;
	i.address = "127.0.0.1";
	i.host = i.origin = a->host ? a->host : "localhost";
	i.path = "/";
	i.port = a->port ? a->port : lws_get_vhost_listen_port(
				a->kind == TC_RAW ? tc_raw : tc_vh);
	i.ssl_connection = (int)LCCSCF_USE_SSL | a->flags;
	i.alpn = a->alpn;
	if (a->kind != TC_HTTP)
		i.protocol = a->kind == TC_RAW ? "tc-raw" : "tc-ws";
	i.local_protocol_name = a->kind == TC_HTTP ? "tc-http" : i.protocol;
	i.method = a->kind == TC_RAW ? "RAW" : a->kind == TC_WS ? NULL :
		   a->method ? a->method : "GET";
	i.opaque_user_data = a;
	i.sys_tls_client_cert = (uint8_t)a->system_cert;

	return lws_client_connect_via_info(&i);
}

int
tc_over(const struct tc_attempt *a)
{
	return a->failed || a->closed;
}

void
tc_run(struct tc_attempt *a)
{
	if (!CHECK(tc_connect(a)))
		return;
	t_until(tc_cx, tc_over(a) && a->destroyed, 10000);
	tc_check_attempt(a);
}

void
tc_check_attempt(const struct tc_attempt *a)
{
	CHECK_EQ(a->up + a->failed, 1);
	CHECK_EQ(a->closed, a->up);
	CHECK_EQ(a->destroyed, 1);
}

void
tc_check_works(void)
{
	struct tc_attempt a[3];
	int n;

	memset(a, 0, sizeof(a));
	for (n = 0; n < 3; n++) {
		a[n].kind = (enum tc_kind)n;
		tc_run(&a[n]);
		CHECK_EQ(a[n].up, 1);
		CHECK_STR(a[n].text, "");
		CHECK_EQ(a[n].got, n == TC_HTTP ? 14 : 5);
	}
	t_until(tc_cx, !tc_served, 4000);
	CHECK_EQ(tc_served, 0);
}

void
tc_check_stats(void)
{
#if defined(LWS_WITH_SERVICE_STATS)
	const struct lws_service_stats *s = lws_service_stats_get(tc_cx, 0);

	CHECK_EQ(s->serviced_twice, 0);
	CHECK_EQ(s->callbacks_after_final, 0);
	CHECK_EQ(s->zero_waits_not_due, 0);
#endif
}
