/* SPDX-License-Identifier: MIT */
/*
 * A client for peers.js:
 *
 *	peer-http-client METHOD PORT PATH COUNT [OPTION...]
 *
 * Sends COUNT requests and prints, for each when it is over, one line: its
 * number, its status (0: failed), the length and the sum of the bytes of the
 * body, and the error.  Options:
 *
 *	share		LCCSCF_PIPELINE
 *	body=N		N bytes of body, in chunks
 *	length=N	N bytes of body, with a Content-Length
 *	expect		with Expect: 100-continue
 *	form		multipart, with a file of 300000 bytes
 *	proxy=WHERE	lws_set_proxy()
 *	socks=WHERE	lws_set_socks(); exits with 77 if that is not built
 *	tls		with TLS, any certificate; exits with 77 without TLS
 *	insecure	any certificate, if a redirect leads to TLS
 *	downgrade	LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS
 *	host=NAME	instead of 127.0.0.1
 *	slow		stops rx now and then
 *	header=LINE	appended
 */
#include "../api-tests/tests.h"

#define MAX_COUNT 64

struct client {
	struct lws	*wsi;
	unsigned long	len, sum, sent;
	unsigned int	status;
	int		part, stopped;
	lws_sorted_usec_list_t sul;
};

static struct lws_context *cx;
static struct client clients[MAX_COUNT];
static unsigned long body, length;
static int over, expect, form, slow;
static const char *header;

static void
go_cb(lws_sorted_usec_list_t *sul)
{
	struct client *c = lws_container_of(sul, struct client, sul);

	c->stopped = 0;
	if (c->wsi)
		lws_rx_flow_control(c->wsi, 1);
}

static int
write_form(struct lws *wsi, struct client *c, char *start, char *p, char *end)
{
	size_t n;

	if (!c->part) {
		c->part = 1;
		if (lws_client_http_multipart(wsi, "text", NULL, NULL, &p,
					      end))
			return -1;
		p += lws_snprintf(p, 16, "some text");
		if (lws_client_http_multipart(wsi, "file", "a \"b\".bin",
					      "application/octet-stream", &p,
					      end))
			return -1;
	} else if (c->sent < 300000) {
		n = 300000 - c->sent;
		if (n > 2000)
			n = 2000;
		memset(p, 'f', n);
		c->sent += (unsigned long)n;
		p += n;
	} else {
		lws_client_http_body_pending(wsi, 0);
		if (lws_client_http_multipart(wsi, NULL, NULL, NULL, &p, end))
			return -1;
		return lws_write(wsi, (unsigned char *)start,
				 (size_t)(p - start),
				 LWS_WRITE_HTTP_FINAL) < 0 ? -1 : 0;
	}
	lws_callback_on_writable(wsi);

	return lws_write(wsi, (unsigned char *)start, (size_t)(p - start),
			 LWS_WRITE_HTTP) < 0 ? -1 : 0;
}

static int
write_body(struct lws *wsi, struct client *c)
{
	char buf[LWS_PRE + 3000], *p = buf + LWS_PRE;
	unsigned long all = body ? body : length, n;

	if (form)
		return write_form(wsi, c, p, p, buf + sizeof(buf));
	n = all - c->sent;
	if (n > 2999)
		n = 2999;
	memset(p, 'b', n);
	c->sent += n;
	if (c->sent == all)
		lws_client_http_body_pending(wsi, 0);
	else
		lws_callback_on_writable(wsi);

	return lws_write(wsi, (unsigned char *)p, n, c->sent == all ?
			 LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0 ? -1 : 0;
}

static void
end(struct client *c, const char *error)
{
	printf("%d %u %lu %lu %s\n", (int)(c - clients), c->status, c->len,
	       c->sum, error);
	over++;
}

static int
event(struct lws *wsi, struct client *c, enum lws_callback_reasons reason,
      void *in, size_t len)
{
	char buf[LWS_PRE + 2048], *p = buf + LWS_PRE, **pp = in;
	int n = 2048;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		c->sent = 0;
		c->part = 0;
		if (header)
			*pp += lws_snprintf(*pp, len, "%s\r\n", header);
		if (length && !lws_http_is_redirected_to_get(wsi))
			*pp += lws_snprintf(*pp, 64,
					    "Content-Length: %lu\r\n%s",
					    length, expect ?
					    "Expect: 100-continue\r\n" : "");
		if (body || length || form)
			lws_client_http_body_pending(wsi, 1);
		break;
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		if (body || length || form)
			return write_body(wsi, c);
		break;
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		c->status = lws_http_client_http_response(wsi);
		break;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		if (c->stopped)
			printf("rx although it was stopped\n");
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		c->len += (unsigned long)len;
		while (len--)
			c->sum += ((unsigned char *)in)[len];
		if (slow && !c->stopped) {
			c->stopped = 1;
			lws_rx_flow_control(wsi, 0);
			lws_sul_schedule(cx, 0, &c->sul, go_cb, 200);
		}
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		end(c, in ? in : "error");
		break;
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
		lws_sul_cancel(&c->sul);
		end(c, "");
		break;
	default:
		break;
	}

	return 0;
}

static int
callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	 void *in, size_t len)
{
	struct client *c = wsi ? lws_get_opaque_user_data(wsi) : NULL;

	(void)user;

	return c ? event(wsi, c, reason, in, len) : 0;
}

static const struct lws_protocols protocols[] = {
	{ "http", callback, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static int
option(const char *o, struct lws_client_connect_info *i, struct lws_vhost *vh)
{
	if (!strcmp(o, "share"))
		i->ssl_connection |= LCCSCF_PIPELINE;
	else if (!strcmp(o, "tls")) {
#if defined(LWS_WITH_TLS)
		i->ssl_connection |= LCCSCF_USE_SSL | LCCSCF_ALLOW_INSECURE |
				     LCCSCF_ALLOW_SELFSIGNED |
				     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
#else
		exit(T_SKIP);
#endif
	} else if (!strcmp(o, "downgrade"))
		i->ssl_connection |= LCCSCF_ACCEPT_TLS_DOWNGRADE_REDIRECTS;
	else if (!strcmp(o, "insecure"))
		i->ssl_connection |= LCCSCF_ALLOW_INSECURE |
				     LCCSCF_ALLOW_SELFSIGNED |
				     LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
	else if (!strncmp(o, "body=", 5))
		body = strtoul(o + 5, NULL, 10);
	else if (!strncmp(o, "length=", 7))
		length = strtoul(o + 7, NULL, 10);
	else if (!strcmp(o, "expect"))
		expect = 1;
	else if (!strcmp(o, "slow"))
		slow = 1;
	else if (!strncmp(o, "header=", 7))
		header = o + 7;
	else if (!strncmp(o, "host=", 5))
		i->address = i->host = o + 5;
	else if (!strncmp(o, "proxy=", 6))
		return lws_set_proxy(vh, o + 6);
	else if (!strncmp(o, "socks=", 6)) {
#if defined(LWS_WITH_SOCKS5)
		return lws_set_socks(vh, o + 6);
#else
		exit(T_SKIP);
#endif
	} else if (!strcmp(o, "form")) {
		form = 1;
		i->ssl_connection |= LCCSCF_HTTP_MULTIPART_MIME;
	} else
		return 1;

	return 0;
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	struct lws_client_connect_info i;
	int n, count;

	if (argc < 5)
		return 2;
	t_begin("peer-http-client", 60);
	memset(&info, 0, sizeof(info));
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.timeout_secs = 10;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	t_info(&info, protocols);
	info.iface = NULL;
	cx = lws_create_context(&info);
	if (!cx)
		return 2;

	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = i.host = "127.0.0.1";
	i.method = argv[1];
	i.port = atoi(argv[2]);
	i.path = argv[3];
	count = atoi(argv[4]);
	for (n = 5; n < argc; n++)
		if (option(argv[n], &i, lws_get_vhost_by_name(cx, "default"))) {
			printf("bad option %s\n", argv[n]);
			return 2;
		}

	for (n = 0; n < count && n < MAX_COUNT; n++) {
		i.opaque_user_data = &clients[n];
		i.pwsi = &clients[n].wsi;
		if (!lws_client_connect_via_info(&i))
			end(&clients[n], "NULL");
	}
	while (over < count && lws_service(cx, 0) >= 0)
		;
	lws_context_destroy(cx);

	return 0;
}
