/* SPDX-License-Identifier: MIT */
/*
 * Mounts of kind LWSMPRO_CGI, and lws_cgi(): a program answers (RFC 3875).
 *
 * Its three streams are pipes, each a wsi of its own of role raw-file.  The
 * process may outlive the request by a little: it is waited for, without
 * waiting, until it is gone, and asked to end before that.
 */
#include "cgi.h"

#define BUF_SIZE	4096u
#define REAP_FIRST_US	(2 * LWS_US_PER_MS)
#define REAP_LONGEST_US	(500 * LWS_US_PER_MS)

struct cgi {
	struct lws_http_relay	relay;		/* has to be the first */
	struct lws_dll2		list;		/* context->cgis */
	struct lws_context	*cx;
	struct lws		*front;		/* NULL: gone, or answered */
	struct lws		*stream[3];	/* NULL: closed */
	lws_sorted_usec_list_t	sul;		/* its time; then, reaping */
	struct lws_cgi_head	head;
	struct lws_http_relay_out out;
	lws_usec_t		reap_us;
	lws_usec_t		finished;	/* when nobody listened any more */
	uint64_t		left;		/* of the body, if it said */
	int			pid;
	int			secs;
	uint32_t		said;		/* on stderr */
	unsigned int		body_over:1;
	unsigned int		asked:1;	/* to end */
	unsigned int		killed:1;
};

static const struct lws_http_relay_ops cgi_relay_ops;
static int
cgi_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len);

static const struct lws_protocols cgi_protocol = {
	"lws-cgi", cgi_callback, 0, 0, 0, NULL, 0
};

static struct cgi *
of(const struct lws *wsi)
{
	return wsi->http && wsi->http->relay &&
	       wsi->http->relay->ops == &cgi_relay_ops ?
			(struct cgi *)wsi->http->relay : NULL;
}

/* ---- the process ---- */

static void
close_stream(struct cgi *c, int n)
{
	struct lws *wsi = c->stream[n];

	c->stream[n] = NULL;
	if (wsi)
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS, "cgi");
}

static void
free_cgi(struct cgi *c)
{
	lws_sul_cancel(&c->sul);
	lws_dll2_remove(&c->list);
	lws_free(c->head.buf);
	lws_free(c);
}

static void
tell_terminated(struct cgi *c)
{
	if (c->front)
		(void)lws_callback(c->front, LWS_CALLBACK_CGI_TERMINATED, NULL,
				   0);
}

static void
reap_cb(lws_sorted_usec_list_t *sul)
{
	struct cgi *c = lws_container_of(sul, struct cgi, sul);
	int status;

	if (lws_plat_reap(c->pid, 0, &status)) {
		if (lws_plat_exit_code(status))
			lwsl_cx_info(c->cx, "cgi %d: exit code %d", c->pid,
				     lws_plat_exit_code(status));
		free_cgi(c);
		return;
	}

	/* it may go on working for a while, but not for ever */
	if (!c->asked && lws_now_usecs() - c->finished >=
				(lws_usec_t)c->secs * LWS_US_PER_SEC) {
		lws_plat_kill(c->pid, 0);
		c->asked = 1;
	} else if (c->asked && !c->killed && c->reap_us >= LWS_CGI_TERM_US / 4) {
		lws_plat_kill(c->pid, 1);
		c->killed = 1;
	}
	c->reap_us = lws_min_us(c->reap_us * 2, REAP_LONGEST_US);
	lws_sul_schedule(c->cx, 0, &c->sul, reap_cb, c->reap_us);
}

/* nobody listens to it any more; `ask`: and nobody waits for it */
static void
finish(struct cgi *c, int ask)
{
	c->front = NULL;
	close_stream(c, LWS_STDIN);
	close_stream(c, LWS_STDOUT);
	close_stream(c, LWS_STDERR);
	if (ask && !c->asked) {
		lws_plat_kill(c->pid, 0);
		c->asked = 1;
	}
	c->reap_us = REAP_FIRST_US;
	c->finished = lws_now_usecs();
	lws_sul_schedule(c->cx, 0, &c->sul, reap_cb, c->reap_us);
}

void
lws_cgi_context_destroy(struct lws_context *cx)
{
	struct lws_dll2 *d;
	int status;

	while ((d = lws_dll2_get_head(&cx->cgis))) {
		struct cgi *c = lws_container_of(d, struct cgi, list);

		lws_plat_kill(c->pid, 1);
		(void)lws_plat_reap(c->pid, 1, &status);
		free_cgi(c);
	}
}

/* ---- the answer ---- */

static void
answer_over(struct cgi *c, unsigned int status)
{
	struct lws *front = c->front;

	if (!front)
		return;
	tell_terminated(c);
	/* the callback may have closed it */
	front = c->front;
	finish(c, status != 0);
	if (!front)
		return;
	front->http->relay = NULL;
	if (status)
		lws_http_relay_fail(front, &c->out, status);
	else
		lws_http_relay_end(front, &c->out);
}

static void
time_cb(lws_sorted_usec_list_t *sul)
{
	struct cgi *c = lws_container_of(sul, struct cgi, sul);

	lwsl_cx_notice(c->cx, "cgi %d: nothing from it for %ds", c->pid,
		       c->secs);
	answer_over(c, HTTP_STATUS_GATEWAY_TIMEOUT);
}

static void
restart_time(struct cgi *c)
{
	lws_sul_schedule(c->cx, 0, &c->sul, time_cb,
			 (lws_usec_t)c->secs * LWS_US_PER_SEC);
}

/* nonzero: it cannot be sent */
static int
send_head(struct cgi *c)
{
	uint8_t *buf = lws_malloc(LWS_PRE + LWS_CGI_HEAD_MAX + 2048,
				  "cgi answer"),
		*start, *p, *end;
	const char *n = c->head.buf;
	int bad;

	if (!buf)
		return 1;
	p = start = buf + LWS_PRE;
	end = start + LWS_CGI_HEAD_MAX + 2048;
	lws_set_timeout(c->front, PENDING_TIMEOUT_HTTP_CONTENT,
			(int)c->cx->timeout_secs);
	bad = lws_add_http_header_status(c->front, c->head.status, &p, end);
	while (!bad && *n) {
		const char *v = n + strlen(n) + 1;

		bad = lws_add_http_header_by_name(c->front, (const uint8_t *)n,
				(const uint8_t *)v, (int)strlen(v), &p, end);
		n = v + strlen(v) + 1;
	}
	bad = bad || lws_http_relay_head(c->front, &c->out, c->head.length,
					 start, &p, end);
	c->left = c->head.length >= 0 ? (uint64_t)c->head.length : UINT64_MAX;
	lws_free(buf);

	return bad;
}

/* nonzero: the answer is over, c->front may be gone */
static int
answer_data(struct cgi *c, uint8_t *p, size_t len)
{
	if (c->head.length >= 0) {
		/* it said how much that would be */
		len = (size_t)lws_min_u64(len, c->left);
		c->left -= len;
	}
	if (lws_http_relay_data(c->front, &c->out, p, len)) {
		answer_over(c, HTTP_STATUS_BAD_GATEWAY);
		return 1;
	}
	/* the client first */
	if (len && c->stream[LWS_STDOUT]) {
		lws_rxflow_stop(c->stream[LWS_STDOUT], LWS_RXFLOW_BY_RELAY);
		lws_sul_cancel(&c->sul);
		lws_role_wants_pollout(c->front);
	}

	return 0;
}

static int
answer(struct cgi *c, uint8_t *p, size_t len)
{
	size_t used = 0;

	restart_time(c);
	if (!c->out.begun) {
		switch (lws_cgi_head_rx(&c->head, p, len, &used)) {
		case LWS_CGI_MORE:
			return 0;
		case LWS_CGI_BAD:
			lwsl_cx_notice(c->cx, "cgi %d: its answer has no head",
				       c->pid);
			answer_over(c, HTTP_STATUS_BAD_GATEWAY);
			return 1;
		case LWS_CGI_COMPLETE:
			break;
		}
		if (send_head(c)) {
			c->out.begun = 0;
			answer_over(c, HTTP_STATUS_BAD_GATEWAY);
			return 1;
		}
	}

	return used < len ? answer_data(c, p + used, len - used) : 0;
}

/* ---- the streams ---- */

static int
read_stdout(struct lws *wsi, struct cgi *c)
{
	uint8_t buf[LWS_PRE + BUF_SIZE];
	int n = lws_plat_fd_read(wsi->desc.filefd, buf + LWS_PRE, BUF_SIZE);

	if (n == LWS_PLAT_AGAIN)
		return 0;
	if (n <= 0)
		return -1;
	/* after that neither wsi nor c may be there */
	(void)answer(c, buf + LWS_PRE, (size_t)n);

	return 0;
}

static int
read_stderr(struct lws *wsi, struct cgi *c)
{
	char buf[512], *p = buf, *e;
	int n = lws_plat_fd_read(wsi->desc.filefd, buf, sizeof(buf) - 1);

	if (n == LWS_PLAT_AGAIN)
		return 0;
	if (n <= 0)
		return -1;
	if (c->said > LWS_CGI_STDERR_MAX)
		return 0;
	c->said += (uint32_t)n;
	buf[n] = '\0';
	while (p < buf + n) {
		char clean[1024];

		e = p + strcspn(p, "\r\n");
		*e = '\0';
		if (e > p)
			lwsl_cx_notice(c->cx, "cgi %d: %s", c->pid,
				       lws_json_purify(clean, p,
						       (int)sizeof(clean),
						       NULL));
		p = e + 1;
	}

	return 0;
}

/* all that the client had to say is said */
static void
close_stdin_if_done(struct cgi *c)
{
	if (c->body_over && c->stream[LWS_STDIN] &&
	    !c->stream[LWS_STDIN]->buflist_out)
		close_stream(c, LWS_STDIN);
}

static void
front_go(struct cgi *c)
{
	struct lws *front = c->front;

	if (!front || !(front->rxflow_stopped & LWS_RXFLOW_BY_RELAY))
		return;
	lws_set_timeout(front, PENDING_TIMEOUT_HTTP_CONTENT,
			(int)c->cx->timeout_secs);
	lws_rxflow_go(front, LWS_RXFLOW_BY_RELAY);
}

static void
stream_closed(struct cgi *c, struct lws *wsi)
{
	int out = wsi == c->stream[LWS_STDOUT], n;

	for (n = 0; n < 3; n++)
		if (c->stream[n] == wsi) {
			c->stream[n] = NULL;
			/* it takes no more: the rest is nobody's */
			if (n == LWS_STDIN)
				front_go(c);
		}
	if (!out || !c->front)
		return;
	if (!c->out.begun)
		lwsl_cx_notice(c->cx, "cgi %d: no answer", c->pid);
	answer_over(c, c->out.begun && (c->head.length < 0 || !c->left ||
					c->out.no_body) ?
			0 : HTTP_STATUS_BAD_GATEWAY);
}

static int
cgi_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
	     void *in, size_t len)
{
	struct cgi *c = wsi->opaque_user_data;
	int n;

	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	switch (reason) {
	case LWS_CALLBACK_RAW_RX_FILE:
		n = wsi == c->stream[LWS_STDOUT] ? read_stdout(wsi, c) :
			wsi == c->stream[LWS_STDERR] ? read_stderr(wsi, c) : -1;
		return n;

	case LWS_CALLBACK_RAW_WRITEABLE_FILE:
		if (wsi == c->stream[LWS_STDIN]) {
			front_go(c);
			close_stdin_if_done(c);
		}
		break;

	case LWS_CALLBACK_RAW_CLOSE_FILE:
		if (c)
			stream_closed(c, wsi);
		break;

	default:
		break;
	}

	return 0;
}

/* ---- the request ---- */

static int
cgi_body(struct lws *front, uint8_t *p, size_t len)
{
	struct cgi *c = of(front);
	struct lws *in = c->stream[LWS_STDIN];

	if (!in || lws_issue_raw(in, p, len) < 0)
		return 0;
	if (in->buflist_out) {
		lws_rxflow_stop(front, LWS_RXFLOW_BY_RELAY);
		lws_set_timeout(front, NO_PENDING_TIMEOUT, 0);
		lws_callback_on_writable(in);
	}
	if (!c->out.begun)
		restart_time(c);

	return 0;
}

static int
cgi_body_end(struct lws *front)
{
	struct cgi *c = of(front);

	c->body_over = 1;
	if (!c->out.begun)
		lws_set_timeout(front, NO_PENDING_TIMEOUT, 0);
	if (c->stream[LWS_STDIN] && c->stream[LWS_STDIN]->buflist_out)
		lws_callback_on_writable(c->stream[LWS_STDIN]);
	close_stdin_if_done(c);

	return 0;
}

static int
cgi_writable(struct lws *front)
{
	struct cgi *c = of(front);

	if (c->stream[LWS_STDOUT]) {
		lws_rxflow_go(c->stream[LWS_STDOUT], LWS_RXFLOW_BY_RELAY);
		restart_time(c);
	}

	return 0;
}

static void
cgi_gone(struct lws *front)
{
	struct cgi *c = of(front);

	front->http->relay = NULL;
	finish(c, 1);
}

static const struct lws_http_relay_ops cgi_relay_ops = {
	.body		= cgi_body,
	.body_end	= cgi_body_end,
	.writable	= cgi_writable,
	.gone		= cgi_gone,
};

/* ---- starting it ---- */

static struct lws *
make_stream(struct cgi *c, struct lws *front, lws_filefd_type fd, int n)
{
	struct lws *wsi = lws_wsi_create(c->cx, front->vhost, front->tsi);

	if (!wsi) {
		lws_plat_fd_close(fd);
		return NULL;
	}
	lws_role_transition(wsi, 0, LRS_ESTABLISHED, &role_ops_raw_file);
	wsi->desc.filefd = fd;
	wsi->protocol = &cgi_protocol;
	wsi->opaque_user_data = c;
	wsi->established = 1;
	c->stream[n] = wsi;
	if (lws_pollfd_insert(wsi, n ? LWS_POLLIN : 0)) {
		close_stream(c, n);
		return NULL;
	}

	return wsi;
}

static int
make_streams(struct cgi *c, struct lws *front, lws_filefd_type fd[3])
{
	int n, bad = 0;

	for (n = 0; n < 3; n++) {
		if (bad)
			lws_plat_fd_close(fd[n]);
		else
			bad = !make_stream(c, front, fd[n], n);
	}

	return bad;
}

/* the folder of the program, where it runs; NULL: no memory */
static char *
folder_of(const char *program)
{
	const char *slash = strrchr(program, '/');

	return slash ? lws_strndup(program, slash == program ? 1 :
				   (size_t)(slash - program), "cgi folder") :
		       lws_strdup(".", "cgi folder");
}

static int
spawn(struct lws *wsi, const char * const *argv,
      const struct lws_cgi_place *place, lws_filefd_type fd[3], int *pid)
{
	char **env = lws_cgi_env(wsi, place), *dir = folder_of(argv[0]);
	int bad = !env || !dir || lws_plat_spawn(dir, argv, env, fd, pid);

	lws_free(env);
	lws_free(dir);

	return bad;
}

/* 0, or the status that says why not */
static unsigned int
start(struct lws *wsi, const char * const *argv, int secs,
      const struct lws_cgi_place *place)
{
	lws_filefd_type fd[3];
	struct cgi *c;

	if (!wsi->http || !wsi->http->ah || wsi->http->relay ||
	    lwsi_role_client(wsi))
		return HTTP_STATUS_INTERNAL_SERVER_ERROR;
	if (wsi->context->cgis.count >= LWS_CGI_MAX) {
		lwsl_wsi_notice(wsi, "cgi: %u programs run already",
				LWS_CGI_MAX);
		return HTTP_STATUS_SERVICE_UNAVAILABLE;
	}
	c = lws_zalloc(sizeof(*c), "cgi");
	if (!c || lws_cgi_head_init(&c->head)) {
		lws_free(c);
		return HTTP_STATUS_INTERNAL_SERVER_ERROR;
	}
	c->cx = wsi->context;
	c->secs = secs > 0 ? secs : (int)wsi->context->timeout_secs;
	if (spawn(wsi, argv, place, fd, &c->pid)) {
		lwsl_wsi_err(wsi, "cgi: %s cannot be started", argv[0]);
		free_cgi(c);
		return HTTP_STATUS_INTERNAL_SERVER_ERROR;
	}
	c->relay.ops = &cgi_relay_ops;
	lws_dll2_add_tail(&c->list, &c->cx->cgis);
	/* the own poll loop, told of the streams, may have closed it */
	if (make_streams(c, wsi, fd) || lws_wsi_is_dead(wsi)) {
		finish(c, 1);
		return HTTP_STATUS_INTERNAL_SERVER_ERROR;
	}

	c->front = wsi;
	wsi->http->relay = &c->relay;
	restart_time(c);
	if (wsi->http->body)
		return 0;
	c->body_over = 1;
	close_stream(c, LWS_STDIN);
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);

	return 0;
}

/* nonzero: the user does not want it, or has closed the client */
static int
tell_attached(struct lws *wsi)
{
	struct cgi *c = of(wsi);

	return lws_callback(wsi, LWS_CALLBACK_CGI_PROCESS_ATTACH, NULL,
			    (size_t)c->pid) || lws_wsi_is_dead(wsi);
}

int
lws_cgi(struct lws *wsi, const char * const *exec_array,
	int script_uri_path_len, int timeout_secs,
	const struct lws_protocol_vhost_options *mp_cgienv)
{
	struct lws_cgi_place place;
	size_t n = script_uri_path_len > 0 ? (size_t)script_uri_path_len : 0;
	char *uri;
	int len;

	if (!wsi->http || !wsi->http->ah ||
	    lws_ah_uri_and_method(wsi->http->ah, &uri, &len) < 0)
		return -1;
	memset(&place, 0, sizeof(place));
	place.script_name = uri;
	place.script_name_len = lws_min_sz(n, (size_t)len);
	place.path_info = uri + place.script_name_len;
	place.env = mp_cgienv;

	return start(wsi, exec_array, timeout_secs, &place) ||
	       tell_attached(wsi) ? -1 : 0;
}

int
lws_cgi_kill(struct lws *wsi)
{
	struct cgi *c = of(wsi);

	if (!c)
		return -1;
	answer_over(c, HTTP_STATUS_BAD_GATEWAY);

	return 0;
}

struct lws *
lws_cgi_get_stdwsi(struct lws *wsi, enum lws_enum_stdinouterr ch)
{
	struct cgi *c = of(wsi);

	return c && ch <= LWS_STDERR ? c->stream[ch] : NULL;
}

int
lws_http_is_cgi(const struct lws *wsi)
{
	return of(wsi) != NULL;
}

/* ---- the mount ---- */

static enum lws_mount_result
cgi_serve(struct lws *wsi, const struct lws_http_mount *m,
	  struct lws_mount_request *r)
{
	const char *argv[2];
	struct lws_cgi_place place;
	unsigned int status;

	argv[0] = m->origin;
	argv[1] = NULL;
	place.script_name = r->path;
	place.script_name_len = lws_mount_prefix(m);
	place.path_info = r->path + place.script_name_len;
	place.env = m->cgienv;
	status = lws_plat_file_kind(m->origin) == LWS_PLAT_FILE_REGULAR ?
			start(wsi, argv, m->cgi_timeout, &place) :
			HTTP_STATUS_NOT_FOUND;
	if (!status)
		return tell_attached(wsi) ? LWS_MOUNT_CLOSE :
					    LWS_MOUNT_UNDER_WAY;
	if (lws_return_http_status(wsi, status, NULL))
		return LWS_MOUNT_CLOSE;

	return LWS_MOUNT_ANSWERED;
}

const struct lws_mount_ops lws_mount_cgi_ops = {
	.name		= "cgi",
	.serve		= cgi_serve,
	.needs_origin	= 1,
};
