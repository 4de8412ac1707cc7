/* SPDX-License-Identifier: MIT */
/*
 * The server's side: what comes to a port with TLS.
 *
 * Nothing is made for a connection until its first byte is there.  That is
 * looked at: it begins a TLS handshake, or the vhost's options say what
 * becomes of a peer that speaks plainly.
 */
#include "private-lib-tls.h"

/* the first byte of a TLS record with a handshake in it (RFC 8446 5.1) */
#define RECORD_HANDSHAKE	0x16

int
lws_tls_wants_adopted(const struct lws *wsi, int type)
{
	return (type & LWS_ADOPT_ALLOW_SSL) && (type & LWS_ADOPT_SOCKET) &&
	       !(type & LWS_ADOPT_FLAG_UDP) && lws_tls_ops &&
	       lws_tls_ops->vhost_serves(wsi->vhost);
}

/* ---- limits ---- */

int
lws_tls_accept_limit(const struct lws_vhost *vh)
{
	const struct lws_context *cx = vh->context;

	if (!lws_tls_ops || !lws_tls_ops->vhost_serves(vh))
		return 0;

	return (cx->tls_conns_max && cx->tls_conns >= cx->tls_conns_max) ||
	       (cx->tls_handshakes_max &&
		cx->tls_handshakes >= cx->tls_handshakes_max);
}

static void
count(struct lws *wsi)
{
	wsi->tls->counted = wsi->tls->counted_hs = 1;
	wsi->context->tls_conns++;
	wsi->context->tls_handshakes++;
}

static void
uncount_handshake(struct lws *wsi)
{
	if (!wsi->tls->counted_hs)
		return;

	wsi->tls->counted_hs = 0;
	wsi->context->tls_handshakes--;
	if (wsi->context->tls_handshakes_max)
		lws_listen_go_on(wsi->context);
}

void
lws_tls_closed(struct lws *wsi)
{
	if (!wsi->tls)
		return;

	uncount_handshake(wsi);
	if (!wsi->tls->counted)
		return;
	wsi->tls->counted = 0;
	wsi->context->tls_conns--;
	if (wsi->context->tls_conns_max)
		lws_listen_go_on(wsi->context);
}

/* ---- the handshake ---- */

int
lws_tls_server_begin(struct lws *wsi, int type, const char *vh_prot_name)
{
	struct lws_tls_conn *t = lws_zalloc(sizeof(*t), "tls");

	wsi->tls = t;
	if (!t)
		goto oom;
	t->adopt_type = (uint16_t)type;
	if (vh_prot_name) {
		t->protocol_name = lws_strdup(vh_prot_name, "tls");
		if (!t->protocol_name)
			goto oom;
	}
	t->raw_in = wsi->buflist_in;
	wsi->buflist_in = NULL;
	count(wsi);

	lwsi_set_state(wsi, LRS_WAITING_SSL);
	lws_set_timeout(wsi, PENDING_TIMEOUT_SSL_ACCEPT,
			(int)wsi->context->timeout_secs);
	if (lws_pollfd_insert(wsi, LWS_POLLIN))
		return 1;
	/* no event comes for what was read already */
	if (t->raw_in)
		lws_service_force(wsi);

	return 0;

oom:
	lwsl_wsi_err(wsi, "out of memory for TLS");

	return 1;
}

/*
 * Our alert is to arrive: closing with unread input would reset the connection
 * and destroy it.
 */
static enum lws_handling_result
failed(struct lws *wsi, const char *why)
{
	char peer[64];

	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	lws_get_peer_simple(wsi, peer, sizeof(peer));
	lwsl_wsi_notice(wsi, "tls: %s: %s", peer, why);
	wsi->tls->broken = 1;
	lws_buflist_destroy_all_segments(&wsi->tls->raw_in);
	if (!wsi->socket_broken && !wsi->peer_eof) {
		wsi->linger = 1;
		lwsi_set_state(wsi, LRS_ESTABLISHED);
	}

	return LWS_HPI_RET_PLEASE_CLOSE_ME;
}

static enum lws_handling_result
stand(struct lws *wsi, int type, const char *protocol_name)
{
	const uint8_t *alpn = NULL;
	unsigned int len = 0;

	if (lws_is_flowcontrolled(wsi))
		(void)lws_change_pollfd(wsi, LWS_POLLIN, 0);
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	if (wsi->tls)
		alpn = lws_tls_ops->alpn(wsi, &len);

	if (lws_adopt_transport_up(wsi, type, protocol_name,
				   (const char *)alpn, len))
		return lws_wsi_is_dead(wsi) ? LWS_HPI_RET_WSI_ALREADY_DIED :
					      LWS_HPI_RET_PLEASE_CLOSE_ME;

	return LWS_HPI_RET_HANDLED;
}

static enum lws_handling_result
handshake(struct lws *wsi)
{
	char why[LWS_TLS_TEXT_MAX];

	switch (lws_tls_step(wsi, why)) {
	case LWS_TLS_AGAIN:
		return LWS_HPI_RET_HANDLED;
	case LWS_TLS_FAILED:
		return failed(wsi, why);
	case LWS_TLS_DONE:
		break;
	}
	wsi->tls->up = 1;
	uncount_handshake(wsi);
	if (lws_wsi_is_dead(wsi))
		return LWS_HPI_RET_WSI_ALREADY_DIED;

	return stand(wsi, wsi->tls->adopt_type, wsi->tls->protocol_name);
}

/* ---- peers that speak plainly ---- */

static int
is_http(uint8_t first)
{
	return first >= 'A' && first <= 'Z';
}

/*
 * It goes on without TLS: as HTTP, as a redirect to https, or as the vhost's
 * listen_accept_ members say.
 */
static enum lws_handling_result
plain(struct lws *wsi, uint8_t first)
{
	uint64_t o = wsi->vhost->options;
	int redirect = lws_check_opt(o,
			LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS),
	    serve = lws_check_opt(o, LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT) ||
		    lws_check_opt(o,
			LWS_SERVER_OPTION_ALLOW_HTTP_ON_HTTPS_LISTENER);
	struct lws_tls_conn *t = wsi->tls;
	enum lws_handling_result r;
	char *name;
	int type;

	if (is_http(first) && (t->adopt_type & LWS_ADOPT_HTTP) &&
	    (redirect || serve)) {
		wsi->redirect_to_https = !!redirect;
		wsi->redirect_unless_unsafe = redirect && serve;
	} else if (lws_check_opt(o,
		   LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG))
		t->adopt_type = (uint16_t)(t->adopt_type & ~LWS_ADOPT_HTTP) |
				LWS_ADOPT_CONFIGURED;
	else if (!lws_check_opt(o, LWS_SERVER_OPTION_ALLOW_NON_SSL_ON_SSL_PORT) ||
		 (t->adopt_type & LWS_ADOPT_HTTP))
		return failed(wsi, is_http(first) ?
			      "plain HTTP at a TLS port" :
			      "what came first is no TLS handshake");

	/* from here on there is no TLS about it */
	type = t->adopt_type;
	name = t->protocol_name;
	t->protocol_name = NULL;
	wsi->buflist_in = t->raw_in;
	t->raw_in = NULL;
	lws_tls_closed(wsi);
	lws_tls_free(wsi);
	r = stand(wsi, type, name);
	lws_free(name);

	return r;
}

/* The first byte; it is kept in front of what is still in the socket */
static enum lws_handling_result
sniff(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);
	struct lws_tls_conn *t = wsi->tls;
	uint8_t *p;
	int n;

	if (!t->raw_in) {
		n = lws_plat_recv(wsi->desc.sockfd, pt->serv_buf,
				  wsi->context->pt_serv_buf_size);
		if (n == LWS_PLAT_AGAIN)
			return LWS_HPI_RET_HANDLED;
		if (n <= 0) {
			wsi->peer_eof = 1;
			return failed(wsi, "peer left without a handshake");
		}
		if (lws_buflist_append_segment(&t->raw_in, pt->serv_buf,
					       (size_t)n) < 0)
			return failed(wsi, "out of memory");
	}

	(void)lws_buflist_next_segment_len(&t->raw_in, &p);

	return *p == RECORD_HANDSHAKE ? handshake(wsi) : plain(wsi, *p);
}

enum lws_handling_result
lws_tls_server_step(struct lws *wsi)
{
	return wsi->tls->session ? handshake(wsi) : sniff(wsi);
}
