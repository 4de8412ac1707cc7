/* SPDX-License-Identifier: MIT */
/*
 * An https and wss server for clients that were not written here.
 *
 *	tls-server --cert FILE --key FILE [--ca FILE] [--client required|
 *		optional] [--only 1.2|1.3] [--options NUMBER] [--no-tickets]
 *		[--ciphers LIST] [--port N] [--seconds N] [--page FILE]
 *
 * Prints "port N", then serves until GET /quit comes:
 *
 *	/info		what is known of the connection, as JSON
 *	/bytes/N	N bytes, byte n is n * 7 + (n >> 8)
 *	/page		the file, as HTML
 *	/say/TEXT	prints "said TEXT"
 *	ws "echo"	returns messages as they came
 *
 * Without --cert it is an http server.
 */
#include "peer.h"

#define PIECE 4000

struct pss {
	struct t_buf out;
	size_t sent;
	int binary;
	int ready;
	/* http */
	size_t total;
	int generated;
};

static int quit;
static const char *page;

/* --------------------------------------------------------------------- http */

static void info_json(struct lws *wsi, struct t_buf *out)
{
	union lws_tls_cert_info_results cn;
	const unsigned char *alpn = NULL;
	unsigned int alpn_len = 0;
	SSL *ssl = lws_get_ssl(wsi);
	char text[512];

	cn.ns.name[0] = '\0';
	if (!ssl) {
		t_buf_add(out, "{\"tls\":false}", 13);
		return;
	}
	if (lws_tls_peer_cert_info(wsi, LWS_TLS_CERT_INFO_COMMON_NAME, &cn,
				   sizeof(cn.ns.name)))
		cn.ns.name[0] = '\0';
	SSL_get0_alpn_selected(ssl, &alpn, &alpn_len);
	snprintf(text, sizeof(text),
		 "{\"tls\":true,\"version\":\"%s\",\"cipher\":\"%s\","
		 "\"reused\":%s,\"alpn\":\"%.*s\",\"client\":\"%s\","
		 "\"secure\":%s}",
		 SSL_get_version(ssl), SSL_get_cipher(ssl),
		 SSL_session_reused(ssl) ? "true" : "false", (int)alpn_len,
		 alpn ? (const char *)alpn : "", cn.ns.name,
		 lws_is_ssl(wsi) ? "true" : "false");
	t_buf_add(out, text, strlen(text));
}

static int head(struct lws *wsi, const char *type, size_t len)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start,
		*end = buf + sizeof(buf) - 1;

	if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type,
					(lws_filepos_t)len, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return -1;
	lws_callback_on_writable(wsi);

	return 0;
}

static void read_page(struct t_buf *out)
{
	FILE *f = page ? fopen(page, "rb") : NULL;
	char buf[4096];
	size_t n;

	while (f && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		t_buf_add(out, buf, n);
	if (f)
		fclose(f);
}

static int request(struct lws *wsi, struct pss *pss, const char *path)
{
	const char *type = "text/plain";

	pss->out.len = pss->sent = 0;
	pss->generated = 0;
	if (!strncmp(path, "/bytes/", 7)) {
		pss->generated = 1;
		pss->total = (size_t)atol(path + 7);
		type = "application/octet-stream";
	} else if (!strcmp(path, "/page")) {
		read_page(&pss->out);
		type = "text/html";
	} else {
		info_json(wsi, &pss->out);
		type = "application/json";
	}
	if (!strncmp(path, "/say/", 5))
		printf("said %s\n", path + 5);
	if (!strcmp(path, "/quit"))
		quit = 1;
	if (!pss->generated)
		pss->total = pss->out.len;

	return head(wsi, type, pss->total);
}

static int body(struct lws *wsi, struct pss *pss)
{
	uint8_t buf[LWS_PRE + PIECE];
	size_t n = pss->total - pss->sent, i;
	int last;

	if (n > PIECE)
		n = PIECE;
	for (i = 0; i < n; i++)
		buf[LWS_PRE + i] = pss->generated ?
			(uint8_t)((pss->sent + i) * 7 +
				  ((pss->sent + i) >> 8)) :
			pss->out.data[pss->sent + i];
	last = pss->sent + n == pss->total;
	if (lws_write(wsi, buf + LWS_PRE, n, last ? LWS_WRITE_HTTP_FINAL :
						    LWS_WRITE_HTTP) < (int)n)
		return -1;
	pss->sent += n;
	if (last)
		return lws_http_transaction_completed(wsi) ? -1 : 0;
	lws_callback_on_writable(wsi);

	return 0;
}

/* ----------------------------------------------------------------------- ws */

static int answer(struct lws *wsi, struct pss *pss)
{
	size_t n = pss->out.len - pss->sent;
	uint8_t buf[LWS_PRE + PIECE];
	int first = !pss->sent;

	if (!pss->ready)
		return 0;
	if (n > PIECE)
		n = PIECE;
	if (n)
		memcpy(buf + LWS_PRE, pss->out.data + pss->sent, n);
	if (lws_write(wsi, buf + LWS_PRE, n, (enum lws_write_protocol)
		      lws_write_ws_flags(pss->binary ? LWS_WRITE_BINARY :
						       LWS_WRITE_TEXT, first,
				pss->sent + n == pss->out.len)) < (int)n)
		return -1;
	pss->sent += n;
	if (pss->sent == pss->out.len) {
		pss->ready = 0;
		pss->out.len = pss->sent = 0;
		lws_rx_flow_control(wsi, 1);
	} else
		lws_callback_on_writable(wsi);

	return 0;
}

static void receive(struct lws *wsi, struct pss *pss, const void *in,
		    size_t len)
{
	if (lws_is_first_fragment(wsi))
		pss->binary = lws_frame_is_binary(wsi);
	t_buf_add(&pss->out, in, len);
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return;
	pss->ready = 1;
	lws_rx_flow_control(wsi, 0);
	lws_callback_on_writable(wsi);
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	struct pss *pss = user;

	switch ((int)reason) {
	case LWS_CALLBACK_HTTP:
		return request(wsi, pss, in);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return body(wsi, pss);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return answer(wsi, pss);
	case LWS_CALLBACK_RECEIVE:
		receive(wsi, pss, in, len);
		break;
	case LWS_CALLBACK_CLOSED:
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (pss)
			t_buf_free(&pss->out);
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

int main(int argc, char **argv)
{
	const char *client = arg(argc, argv, "--client"),
		   *port = arg(argc, argv, "--port"),
		   *seconds = arg(argc, argv, "--seconds"),
		   *options = arg(argc, argv, "--options");
	struct lws_context_creation_info info;
	struct lws_context *cx;

	t_begin("tls-server", seconds ? atoi(seconds) : 60);
	page = arg(argc, argv, "--page");
	memset(&info, 0, sizeof(info));
	info.ssl_cert_filepath = arg(argc, argv, "--cert");
	info.ssl_private_key_filepath = arg(argc, argv, "--key");
	info.ssl_ca_filepath = arg(argc, argv, "--ca");
	info.ssl_cipher_list = arg(argc, argv, "--ciphers");
	info.ssl_options_set = only_version(arg(argc, argv, "--only"));
	if (has_arg(argc, argv, "--no-tickets"))
		info.ssl_options_set |= (long)SSL_OP_NO_TICKET;
	info.port = port ? atoi(port) : 0;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
		       (options ? strtoull(options, NULL, 0) : 0);
	if (client)
		info.options |=
			LWS_SERVER_OPTION_REQUIRE_VALID_OPENSSL_CLIENT_CERT;
	if (client && !strcmp(client, "optional"))
		info.options |= LWS_SERVER_OPTION_PEER_CERT_NOT_REQUIRED;
	t_info(&info, protocols);
	cx = lws_create_context(&info);
	if (!CHECK(cx))
		return t_end();
	printf("port %d\n", lws_get_vhost_listen_port(
				lws_get_vhost_by_name(cx, "default")));
	fflush(stdout);
	while (!quit && lws_service(cx, 0) >= 0)
		;
	/* the answer to /quit */
	t_tick_start(cx);
	t_settle(cx, 50);
	t_tick_stop();
	lws_context_destroy(cx);

	return t_end();
}
