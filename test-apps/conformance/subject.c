/* SPDX-License-Identifier: MIT */
/*
 * What is under test: a WebSocket server, or client, that returns every message
 * as it came. Only the public API is used, so that it can be linked with other
 * libwebsockets.
 *
 *	conformance-subject server [CERT KEY]	prints "port N"
 *	conformance-subject client PORT [tls]	connects again and again, until
 *						nobody listens there any more
 *
 * Subprotocol "echo" returns a message whole, "frag" in frames of 1,000 bytes;
 * "quit" ends a server.
 */
#include <libwebsockets.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAGMENT 1000

/* a message that waits to be sent; LWS_PRE of room before the data */
struct message {
	struct message *next;
	int binary;
	size_t len, size;
	uint8_t *data;
};

struct pss {
	struct message *first, **last;
	struct message *in;
	size_t sent;
};

static struct lws_context *cx;
static int quit, want_connect, port, tls;

static int grow(struct message *m, const void *in, size_t len)
{
	uint8_t *p;

	if (m->len + len > m->size) {
		m->size = (m->len + len) * 2;
		p = realloc(m->data, LWS_PRE + m->size);
		if (!p)
			return -1;
		m->data = p;
	}
	if (len)
		memcpy(m->data + LWS_PRE + m->len, in, len);
	m->len += len;

	return 0;
}

static void drop(struct message *m)
{
	if (m)
		free(m->data);
	free(m);
}

static int receive(struct lws *wsi, struct pss *pss, const void *in, size_t len)
{
	if (lws_is_first_fragment(wsi)) {
		drop(pss->in);
		pss->in = calloc(1, sizeof(*pss->in));
		if (pss->in)
			pss->in->binary = lws_frame_is_binary(wsi);
	}
	if (!pss->in || grow(pss->in, in, len))
		return -1;
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return 0;

	if (!pss->first)
		pss->last = &pss->first;
	*pss->last = pss->in;
	pss->last = &pss->in->next;
	pss->in = NULL;
	lws_callback_on_writable(wsi);

	return 0;
}

static int writeable(struct lws *wsi, struct pss *pss)
{
	struct message *m = pss->first;
	uint8_t none[LWS_PRE + 1];
	size_t n;
	int flags;

	if (!m)
		return 0;
	n = m->len - pss->sent;
	if (!strcmp(lws_get_protocol(wsi)->name, "frag") && n > FRAGMENT)
		n = FRAGMENT;
	flags = lws_write_ws_flags(m->binary ? LWS_WRITE_BINARY :
					       LWS_WRITE_TEXT,
				   !pss->sent, pss->sent + n == m->len);
	if (lws_write(wsi, m->data ? m->data + LWS_PRE + pss->sent :
				     none + LWS_PRE, n,
		      (enum lws_write_protocol)flags) < (int)n)
		return -1;
	pss->sent += n;
	if (pss->sent == m->len) {
		pss->sent = 0;
		pss->first = m->next;
		drop(m);
	}
	if (pss->first)
		lws_callback_on_writable(wsi);

	return 0;
}

static void forget(struct pss *pss)
{
	struct message *m;

	while (pss && (m = pss->first)) {
		pss->first = m->next;
		drop(m);
	}
	if (pss)
		drop(pss->in);
	if (pss)
		pss->in = NULL;
}

static int cb(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	      void *in, size_t len)
{
	switch ((int)reason) {
	case LWS_CALLBACK_ESTABLISHED:
		if (!strcmp(lws_get_protocol(wsi)->name, "quit"))
			quit = 1;
		break;
	case LWS_CALLBACK_RECEIVE:
	case LWS_CALLBACK_CLIENT_RECEIVE:
		return receive(wsi, user, in, len);
	case LWS_CALLBACK_SERVER_WRITEABLE:
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return writeable(wsi, user);
	case LWS_CALLBACK_CLOSED:
		forget(user);
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		forget(user);
		want_connect = 1;
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		/* a handshake that was refused is a case; no listener is not */
		if (in && (strstr(in, "refused") || strstr(in, "connect: ") ||
			   strstr(in, "conn fail") ||
			   strstr(in, "Unable to connect")))
			quit = 1;
		want_connect = 1;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "echo", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "frag", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ "quit", cb, sizeof(struct pss), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static const struct lws_extension exts[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate,
	  "permessage-deflate; client_max_window_bits" },
	{ NULL, NULL, NULL }
};

static void dial(void)
{
	struct lws_client_connect_info i;

	want_connect = 0;
	memset(&i, 0, sizeof(i));
	i.context = cx;
	i.address = "127.0.0.1";
	i.host = i.origin = "localhost";
	i.path = "/";
	i.port = port;
	i.protocol = "echo, frag";
	if (tls)
		i.ssl_connection = LCCSCF_USE_SSL |
				   LCCSCF_ALLOW_SELFSIGNED |
				   LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
				   LCCSCF_ALLOW_INSECURE;
	if (!lws_client_connect_via_info(&i))
		quit = 1;
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int client = argc > 2 && !strcmp(argv[1], "client");

	lws_set_log_level(0, NULL);
	memset(&info, 0, sizeof(info));
	info.protocols = protocols;
	info.extensions = exts;
	info.options = LWS_SERVER_OPTION_VALIDATE_UTF8 |
		       LWS_SERVER_OPTION_DISABLE_IPV6;
	info.vhost_name = "subject";
	info.timeout_secs = 20;
#if !defined(_WIN32)
	info.gid = (gid_t)-1;
	info.uid = (uid_t)-1;
#endif
	if (client) {
		info.port = CONTEXT_PORT_NO_LISTEN;
		port = atoi(argv[2]);
		tls = argc > 3;
	} else
		info.iface = "127.0.0.1";
#if defined(LWS_WITH_TLS)
	if (tls || (!client && argc > 3))
		info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	if (!client && argc > 3) {
		info.ssl_cert_filepath = argv[2];
		info.ssl_private_key_filepath = argv[3];
	}
#endif
	cx = lws_create_context(&info);
	if (!cx)
		return 1;
	if (!client)
		printf("port %d\n", lws_get_vhost_listen_port(
				lws_get_vhost_by_name(cx, "subject")));
	fflush(stdout);
	want_connect = client;
	while (!quit) {
		if (want_connect)
			dial();
		if (lws_service(cx, 0) < 0)
			break;
	}
	lws_context_destroy(cx);

	return 0;
}
