/* SPDX-License-Identifier: MIT */
/*
 * An https and wss client for servers that were not written here.
 *
 *	tls-client --port N [--host NAME] [--path PATH] [--ca FILE]
 *		[--cert FILE --key FILE] [--only 1.2|1.3] [--flags NUMBER]
 *		[--times N] [--ws BYTES]
 *
 * Connects to 127.0.0.1, asks for the path, one time after the other, or with
 * --ws sends a message of so many bytes that has to come back. Prints for each
 * time one line:
 *
 *	status S bytes N sum X version V cipher C reused R
 *	failed TEXT
 *
 * and for ws "status 101". The exit status is 0 if no line was "failed".
 */
#include "peer.h"

static struct {
	int status;
	size_t bytes;
	uint32_t sum;
	int done;
	int failed;
	char text[256];
	char version[16];
	char cipher[64];
	int reused;
} r;

static size_t ws_bytes;
static size_t ws_sent;
static struct lws_context *cx;

/* a checksum that depends on the order */
static void take(const void *in, size_t len)
{
	const uint8_t *p = in;

	r.bytes += len;
	while (len--)
		r.sum = r.sum * 31 + *p++;
}

static void note_tls(struct lws *wsi)
{
	SSL *ssl = lws_get_ssl(wsi);

	if (!ssl)
		return;
	snprintf(r.version, sizeof(r.version), "%s", SSL_get_version(ssl));
	snprintf(r.cipher, sizeof(r.cipher), "%s", SSL_get_cipher(ssl));
	r.reused = SSL_session_reused(ssl);
}

static int ws_send(struct lws *wsi)
{
	uint8_t buf[LWS_PRE + 3000];
	size_t n = ws_bytes - ws_sent, i;
	int first = !ws_sent;

	if (ws_sent && !n)
		return r.done ? -1 : 0;
	if (n > sizeof(buf) - LWS_PRE)
		n = sizeof(buf) - LWS_PRE;
	for (i = 0; i < n; i++)
		buf[LWS_PRE + i] = (uint8_t)((ws_sent + i) * 7 +
					     ((ws_sent + i) >> 8));
	if (lws_write(wsi, buf + LWS_PRE, n, (enum lws_write_protocol)
		      lws_write_ws_flags(LWS_WRITE_BINARY, first,
				ws_sent + n == ws_bytes)) < (int)n)
		return -1;
	ws_sent += n;
	if (ws_sent < ws_bytes)
		lws_callback_on_writable(wsi);

	return 0;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	char buffer[4096 + LWS_PRE], *px = buffer + LWS_PRE;
	int room = sizeof(buffer) - LWS_PRE;

	(void)user;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		r.failed = 1;
		snprintf(r.text, sizeof(r.text), "%.*s", (int)len,
			 in ? (const char *)in : "");
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		r.status = (int)lws_http_client_http_response(wsi);
		note_tls(wsi);
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &px, &room) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		take(in, len);
		break;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		r.done = 1;
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		if (!r.done) {
			r.failed = 1;
			snprintf(r.text, sizeof(r.text), "not complete");
		}
		break;
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		r.status = 101;
		note_tls(wsi);
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return ws_send(wsi);
	case LWS_CALLBACK_CLIENT_RECEIVE:
		take(in, len);
		if (r.bytes == ws_bytes) {
			r.done = 1;
			lws_callback_on_writable(wsi);
		}
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		if (!r.done) {
			r.failed = 1;
			snprintf(r.text, sizeof(r.text), "closed");
		}
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int once(int argc, char **argv)
{
	const char *host = arg(argc, argv, "--host"),
		   *path = arg(argc, argv, "--path"),
		   *flags = arg(argc, argv, "--flags"),
		   *port = arg(argc, argv, "--port");
	struct lws_client_connect_info i;

	memset(&r, 0, sizeof(r));
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = "127.0.0.1";
	i.host = i.origin = host ? host : "localhost";
	i.port = port ? atoi(port) : 443;
	i.path = path ? path : "/";
	i.method = ws_bytes ? NULL : "GET";
	i.protocol = ws_bytes ? "echo" : NULL;
	i.local_protocol_name = "echo";
	i.ssl_connection = LCCSCF_USE_SSL | (flags ? atoi(flags) : 0);
	ws_sent = 0;
	if (!lws_client_connect_via_info(&i))
		r.failed = 1;
	t_until(cx, r.done || r.failed, 20000);
	/* the end of the connection, and the tickets that came with it */
	t_settle(cx, 20);
	if (r.done && !r.failed)
		printf("status %d bytes %lu sum %lx version %s cipher %s "
		       "reused %d\n", r.status, (unsigned long)r.bytes,
		       (unsigned long)r.sum, r.version, r.cipher, r.reused);
	else
		printf("failed %s\n", r.failed ? r.text : "by time");

	return r.done && !r.failed;
}

int main(int argc, char **argv)
{
	const char *times = arg(argc, argv, "--times"),
		   *ws = arg(argc, argv, "--ws");
	struct lws_context_creation_info info;
	int n, good = 1;

	t_begin("tls-client", 60);
	ws_bytes = ws ? (size_t)atol(ws) : 0;
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.client_ssl_ca_filepath = arg(argc, argv, "--ca");
	info.client_ssl_cert_filepath = arg(argc, argv, "--cert");
	info.client_ssl_private_key_filepath = arg(argc, argv, "--key");
	info.ssl_client_options_set = only_version(arg(argc, argv, "--only"));
	t_info(&info, protocols);
	info.iface = NULL;
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	t_tick_start(cx);
	for (n = times ? atoi(times) : 1; n > 0; n--)
		if (!once(argc, argv))
			good = 0;
	t_tick_stop();
	lws_context_destroy(cx);
	lws_set_log_level(0, NULL);

	return !good;
}
