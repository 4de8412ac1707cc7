/* SPDX-License-Identifier: MIT */
/*
 * A request whose head is complete: to the mount that its path belongs to, and
 * to the user.
 */
#include "private-lib-roles-h1.h"

static int
may_have_body(unsigned int method)
{
	return method == LWSHUMETH_POST || method == LWSHUMETH_PUT ||
	       method == LWSHUMETH_PATCH;
}

/* the client waits to be told that its body is welcome (RFC 9110 10.1.1) */
static enum lws_h1_step
send_continue(struct lws *wsi)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (!wsi->http->awaits_continue || wsi->http->answered)
		return LWS_H1_GO_ON;

	wsi->http->awaits_continue = 0;

	return lws_issue_raw(wsi, (const uint8_t *)text, sizeof(text) - 1) < 0 ?
			LWS_H1_CLOSE : LWS_H1_GO_ON;
}

/* the answer is complete; what may follow depends on the request */
static enum lws_h1_step
completed(struct lws *wsi)
{
	int n = lws_http_transaction_completed(wsi);

	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;

	return n ? LWS_H1_CLOSE : LWS_H1_GO_ON;
}

enum lws_h1_step
lws_h1_file(struct lws *wsi)
{
	struct lws_http *h = wsi->http;
	enum lws_h1_step s;

	switch (lws_http_file_send(wsi)) {
	case LWS_HTTP_FILE_MORE:
		lws_role_wants_pollout(wsi);
		return LWS_H1_GO_ON;
	case LWS_HTTP_FILE_FAILED:
		return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;
	case LWS_HTTP_FILE_DONE:
		break;
	}

	lws_http_file_free(&h->file);
	s = lws_h1_callback(wsi, LWS_CALLBACK_HTTP_FILE_COMPLETION, NULL, 0);
	/* nothing can follow a file, whether the user says so or not */
	if (s == LWS_H1_GO_ON && wsi->http == h && !h->completed)
		return completed(wsi);

	return s;
}

/* the user's LWS_CALLBACK_HTTP, and what is due of the request then */
static enum lws_h1_step
to_protocol(struct lws *wsi, const struct lws_mount_request *r)
{
	struct lws_http *h = wsi->http;
	enum lws_h1_step s;

	lwsi_set_state(wsi, h->body ? LRS_BODY : LRS_ESTABLISHED);
	s = lws_h1_callback(wsi, LWS_CALLBACK_HTTP, r->path, r->len);
	/* it may be over, and the next one not begun */
	if (s != LWS_H1_GO_ON || wsi->http != h || h->completed || h->file)
		return s;

	if (h->body)
		return send_continue(wsi);
	if (may_have_body(h->method) && h->ah && !h->answered)
		return lws_h1_body_complete(wsi);

	return LWS_H1_GO_ON;
}

static enum lws_h1_step
outcome(struct lws *wsi, enum lws_mount_result n,
	const struct lws_mount_request *r)
{
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;

	switch (n) {
	case LWS_MOUNT_TO_PROTOCOL:
		return to_protocol(wsi, r);
	case LWS_MOUNT_FILE:
		lwsi_set_state(wsi, LRS_ESTABLISHED);
		return lws_h1_file(wsi);
	case LWS_MOUNT_ANSWERED:
		return completed(wsi);
	case LWS_MOUNT_UNDER_WAY:
		lwsi_set_state(wsi, wsi->http->body ? LRS_BODY :
						      LRS_ESTABLISHED);
		return send_continue(wsi);
	case LWS_MOUNT_GO_ON:
		return LWS_H1_GO_ON;
	default:
		return LWS_H1_CLOSE;
	}
}

/* the protocol that the mount names, or the vhost's own */
static int
bind_to(struct lws *wsi, const struct lws_http_mount *m)
{
	const struct lws_protocols *p = wsi->protocol;

	if (m && m->protocol) {
		p = lws_vhost_name_to_protocol(wsi->vhost, m->protocol);
		if (!p) {
			lwsl_wsi_err(wsi, "mount %s: the vhost has no "
				     "protocol %s", m->mountpoint,
				     m->protocol);
			return -1;
		}
	}

	return lws_bind_protocol(wsi, p, "http");
}

/* what the mount asks of the client may be more than a password */
static enum lws_h1_step
check_access(struct lws *wsi, const struct lws_http_mount *m,
	     const struct lws_mount_request *r, int *refused)
{
	struct lws_process_html_args args;
	int n;

	memset(&args, 0, sizeof(args));
	args.p = r->path;
	args.len = (int)r->len;
	args.max_len = (int)(m->auth_mask & ~AUTH_MODE_MASK);
	wsi->http->in_callback = 1;
	n = lws_callback(wsi, LWS_CALLBACK_CHECK_ACCESS_RIGHTS, &args, 0);
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;
	wsi->http->in_callback = 0;
	if (!n)
		return LWS_H1_GO_ON;

	*refused = 1;
	if (lws_return_http_status(wsi, HTTP_STATUS_UNAUTHORIZED, NULL))
		return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;

	return completed(wsi);
}

/* the mount's password, before its protocol hears of anything */
static enum lws_h1_step
check_password(struct lws *wsi, const struct lws_http_mount *m, int *refused)
{
	int ok;

	wsi->http->in_callback = 1;
	ok = lws_mount_auth(wsi, m);
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;
	wsi->http->in_callback = 0;
#if defined(LWS_WITH_ACCESS_LOG)
	wsi->http->authorized = ok && lws_mount_has_password(m);
#endif
	if (ok)
		return LWS_H1_GO_ON;

	*refused = 1;

	return lws_mount_ask_password(wsi) ? LWS_H1_CLOSE : completed(wsi);
}

static enum lws_h1_step
serve(struct lws *wsi, const struct lws_http_mount *m,
      struct lws_mount_request *r)
{
	const struct lws_mount_ops *ops = m ? lws_mount_ops_of(m) : NULL;
	int refused = 0;
	enum lws_h1_step s;

	if (m) {
		s = check_password(wsi, m, &refused);
		if (s != LWS_H1_GO_ON || refused)
			return s;
	}
	if (bind_to(wsi, m))
		return lws_h1_gone(wsi) ? LWS_H1_DIED : LWS_H1_CLOSE;
	if (lws_h1_gone(wsi))
		return LWS_H1_DIED;
	if (!ops || !ops->serve)
		return to_protocol(wsi, r);

	if (m->protocol) {
		s = check_access(wsi, m, r, &refused);
		if (s != LWS_H1_GO_ON || refused)
			return s;
	}

	return outcome(wsi, ops->serve(wsi, m, r), r);
}

enum lws_h1_step
lws_h1_request(struct lws *wsi)
{
	struct lws_http *h = wsi->http;
	const struct lws_http_mount *m;
	const struct lws_mount_ops *ops;
	struct lws_mount_request r;
	enum lws_h1_step s;
	int len;

	if (lws_ah_uri_and_method(h->ah, &r.path, &len) < 0)
		return LWS_H1_CLOSE;
	r.len = (size_t)len;

	m = h->mount = lws_mount_find(wsi->vhost->mounts, r.path, r.len,
				      lws_plat_windows_names());
	ops = m ? lws_mount_ops_of(m) : NULL;
	if (ops && ops->early) {
		enum lws_mount_result n = ops->early(wsi, m, &r);

		if (n != LWS_MOUNT_GO_ON)
			return outcome(wsi, n, &r);
	}

	s = lws_h1_callback(wsi, LWS_CALLBACK_FILTER_HTTP_CONNECTION, r.path,
			    r.len);
	if (s != LWS_H1_GO_ON || wsi->http != h || h->completed || h->file)
		return s;

	return serve(wsi, m, &r);
}
