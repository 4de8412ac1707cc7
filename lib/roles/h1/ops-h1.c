/* SPDX-License-Identifier: MIT */
/*
 * The h1 role as core-net sees it.
 */
#include "private-lib-roles-h1.h"

static enum lws_handling_result
h1_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	  struct lws_pollfd *pollfd)
{
	LWS_UNUSED(pt);
	LWS_UNUSED(pollfd);

	return lwsi_role_client(wsi) ? lws_h1_client_input(wsi) :
				       lws_h1_server_input(wsi);
}

/* everything that was accepted for output has gone */
static enum lws_hp_ret
h1_pollout(struct lws *wsi)
{
	if (lwsi_role_client(wsi))
		return lws_h1_client_pollout(wsi);

	if (lwsi_state(wsi) == LRS_HEADERS) {
		lws_rxflow_go(wsi, LWS_RXFLOW_BY_ROLE);
		return LWS_HP_RET_BAIL_OK;
	}
	if (wsi->http && wsi->http->relay)
		return wsi->http->relay->ops->writable(wsi) ?
				LWS_HP_RET_BAIL_DIE : LWS_HP_RET_BAIL_OK;
	if (wsi->http && wsi->http->file)
		return lws_h1_file(wsi) == LWS_H1_CLOSE ? LWS_HP_RET_BAIL_DIE :
							  LWS_HP_RET_BAIL_OK;

	return lwsi_state(wsi) == LRS_ESTABLISHED ||
	       lwsi_state(wsi) == LRS_BODY ? LWS_HP_RET_USER_SERVICE :
					     LWS_HP_RET_BAIL_OK;
}

/* an answer is progress, and it is to arrive even if we close then */
static void
note_output(struct lws *wsi)
{
	if (wsi->pending_timeout == PENDING_TIMEOUT_HTTP_CONTENT)
		lws_timeout_at_end(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
				   wsi->context->timeout_secs);
	if (lwsi_role_server(wsi))
		wsi->linger = 1;
}

static void
note_body(struct lws *wsi, size_t len)
{
#if defined(LWS_WITH_ACCESS_LOG)
	if (wsi->http)
		wsi->http->body_sent += len;
#else
	LWS_UNUSED(wsi);
	LWS_UNUSED(len);
#endif
}

static int
write_answer(struct lws *wsi, unsigned char *buf, size_t len,
	     enum lws_write_protocol wp)
{
	unsigned int kind = (unsigned int)wp & 0x1f;

	if (kind == LWS_WRITE_HTTP_HEADERS ||
	    kind == LWS_WRITE_HTTP_HEADERS_CONTINUATION)
		return lws_issue_raw(wsi, buf, len);

	note_body(wsi, len);
#if defined(LWS_WITH_HTTP_STREAM_COMPRESSION)
	if (wsi->http && wsi->http->comp)
		return lws_http_comp_write(wsi, buf, len,
					   kind == LWS_WRITE_HTTP_FINAL);
#endif

	return lws_issue_raw(wsi, buf, len);
}

static int
h1_write(struct lws *wsi, unsigned char *buf, size_t len,
	 enum lws_write_protocol *wp)
{
	if (lwsi_role_client(wsi))
		return lws_h1_client_write(wsi, buf, len, *wp);

	note_output(wsi);

	return write_answer(wsi, buf, len, *wp);
}

static int
h1_write_file(struct lws *wsi, lws_filefd_type fd, lws_filepos_t pos,
	      size_t len)
{
	int n = lws_issue_file(wsi, fd, pos, len);

	if (n > 0) {
		note_output(wsi);
		note_body(wsi, (size_t)n);
	}

	return n;
}

static int
h1_adoption_bind(struct lws *wsi, int type, const char *vh_prot_name)
{
	const struct lws_protocols *p;

	if (!(type & LWS_ADOPT_HTTP) || !(type & LWS_ADOPT_SOCKET))
		return 0;

	p = lws_adoption_protocol(wsi, vh_prot_name,
				  wsi->vhost->default_protocol_index);
	if (!p)
		return -1;

	/* bound with BIND only when there is a request for it */
	wsi->protocol = p;
	lws_role_transition(wsi, 0, LRS_HEADERS, &role_ops_h1);
	lws_set_timeout(wsi, PENDING_TIMEOUT_ESTABLISH_WITH_SERVER,
			(int)wsi->context->timeout_secs);

	return 1;
}

static void
h1_close(struct lws_context_per_thread *pt, struct lws *wsi)
{
	LWS_UNUSED(pt);

	if (lwsi_role_server(wsi) && wsi->http && wsi->http->relay)
		wsi->http->relay->ops->gone(wsi);
	if (lwsi_role_server(wsi)) {
		lws_http_access_log(wsi);
		lws_h1_drop_protocol(wsi);
	} else if (wsi->http)
		lws_sul_cancel(&wsi->http->sul_continue);
}

static void
h1_destroy(struct lws *wsi)
{
	const struct lws_role_ops *up = wsi->http ? wsi->http->upgrade : NULL;

	/* it may have begun its own state for a request that led nowhere */
	if (up && up->destroy_role)
		up->destroy_role(wsi);
	lws_http_free(wsi);
}

const struct lws_role_ops role_ops_h1 = {
	.name			= "h1",
	.alpn			= "http/1.1",
	.handle_POLLIN		= h1_pollin,
	.handle_POLLOUT		= h1_pollout,
	.write_role_protocol	= h1_write,
	.write_file		= h1_write_file,
	.close_role		= h1_close,
	.destroy_role		= h1_destroy,
	.check_vhost		= lws_http_check_vhost,
	.destroy_vhost		= lws_http_destroy_vhost,
	.adoption_bind		= h1_adoption_bind,
	.client_bind		= lws_h1_client_bind,
	.client_transport_up	= lws_h1_client_transport_up,
	.client_shares		= lws_h1_client_shares,
	.client_restart		= lws_h1_client_restart,
	.output_broken		= lws_h1_client_output_broken,
	.adoption_cb		= { 0, LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED },
	.rx_cb			= { LWS_CALLBACK_RECEIVE_CLIENT_HTTP,
				    LWS_CALLBACK_HTTP_BODY },
	.writeable_cb		= { LWS_CALLBACK_CLIENT_HTTP_WRITEABLE,
				    LWS_CALLBACK_HTTP_WRITEABLE },
	.close_cb		= { LWS_CALLBACK_CLOSED_CLIENT_HTTP,
				    LWS_CALLBACK_CLOSED_HTTP },
	.protocol_bind_cb	= { LWS_CALLBACK_CLIENT_HTTP_BIND_PROTOCOL,
				    LWS_CALLBACK_HTTP_BIND_PROTOCOL },
	.protocol_unbind_cb	= { LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL,
				    LWS_CALLBACK_HTTP_DROP_PROTOCOL },
};
