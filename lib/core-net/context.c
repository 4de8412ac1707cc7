/* SPDX-License-Identifier: MIT */
/*
 * The context: creation, what can be asked of it, destruction.
 */
#include "private-lib-core-net.h"
#include "private-lib-event-libs.h"

/* seconds between attempts; a connection that was valid is asked for a sign of
 * life after five minutes of silence */
static const uint32_t default_backoff_ms[] = { 1000, 2000, 4000, 8000, 16000 };

const lws_retry_bo_t lws_retry_default = {
	.retry_ms_table			= default_backoff_ms,
	.retry_ms_table_count		= LWS_ARRAY_SIZE(default_backoff_ms),
	.conceal_count			= LWS_ARRAY_SIZE(default_backoff_ms),
	.secs_since_valid_ping		= 300,
	.secs_since_valid_hangup	= 310,
	.jitter_percent			= 20,
};

static const char *system_states[] = {
	"undef", "CONTEXT_CREATED", "INITIALIZED", "IFACE_COLDPLUG", "DHCP",
	"CPD_PRE_TIME", "TIME_VALID", "CPD_POST_TIME", "POLICY_VALID",
	"REGISTERED", "AUTH1", "AUTH2", "OPERATIONAL", "POLICY_INVALID",
	"DESTROYING"
};

/* how many descriptors there can be, after the user's wish */
static unsigned int
limit_fds(struct lws_context *cx,
	  const struct lws_context_creation_info *info)
{
	if (info->rlimit_nofile > 0 &&
	    lws_plat_set_max_fds((unsigned int)info->rlimit_nofile))
		lwsl_cx_warn(cx, "the system refuses %d files to be open; it "
			     "stays at %u", info->rlimit_nofile,
			     lws_plat_max_fds());

	return lws_plat_max_fds();
}

static void
take_info(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	unsigned int limit;

	cx->options = info->options;
	cx->user = info->user;
	cx->system_ops = info->system_ops;
	cx->log_cx = info->log_cx;
	cx->pcontext_finalize = info->pcontext;
	cx->external_baggage = info->external_baggage_free_on_destroy;
	cx->retry_policy = info->retry_and_idle_policy ?
				info->retry_and_idle_policy : &lws_retry_default;
	cx->timeout_secs = info->timeout_secs ? info->timeout_secs :
						LWS_DEFAULT_TIMEOUT_SECS;
	cx->connect_timeout_secs = info->connect_timeout_secs ?
				   info->connect_timeout_secs :
				   cx->timeout_secs;
	cx->pt_serv_buf_size = info->pt_serv_buf_size ?
			info->pt_serv_buf_size : LWS_DEFAULT_SERV_BUF_SIZE;
#if defined(LWS_WITH_TLS)
	cx->tls_conns_max = info->simultaneous_ssl_restriction;
	cx->tls_handshakes_max = info->simultaneous_ssl_handshake_restriction;
#endif
	cx->token_limits = info->token_limits;
	cx->reject_keywords = info->reject_service_keywords;
	cx->max_http_header_data = info->max_http_header_data2 ?
			info->max_http_header_data2 :
			info->max_http_header_data;
	cx->max_http_header_pool = info->max_http_header_pool2 ?
			info->max_http_header_pool2 :
			info->max_http_header_pool;
#if defined(LWS_WITH_PEER_LIMITS)
	cx->peer_notify = info->pl_notify_cb;
	cx->peer_limit[LWS_PEER_WSI] = info->ip_limit_wsi;
	cx->peer_limit[LWS_PEER_AH] = info->ip_limit_ah;
#endif

	/* never more than the system gives, or accept() would find out late */
	limit = limit_fds(cx, info);
	cx->count_threads = (int)info->count_threads;
	if (cx->count_threads < 1)
		cx->count_threads = 1;
	if (cx->count_threads > LWS_MAX_SMP)
		cx->count_threads = LWS_MAX_SMP;
	cx->max_fds = info->fd_limit_per_thread ? info->fd_limit_per_thread :
				limit / (unsigned int)cx->count_threads;
	if (cx->max_fds > limit)
		cx->max_fds = limit;

	cx->fops_platform.open = _lws_plat_file_open;
	cx->fops_platform.LWS_FOP_CLOSE = _lws_plat_file_close;
	cx->fops_platform.seek_cur = _lws_plat_file_seek_cur;
	cx->fops_platform.read = _lws_plat_file_read;
	cx->fops_platform.write = _lws_plat_file_write;
	cx->fops_platform.next = info->fops;
	cx->fops = &cx->fops_platform;
}

/* ---- service threads ---- */

static int
init_pipe(struct lws_context_per_thread *pt)
{
	if (lws_plat_wake_create(&pt->wake)) {
		lwsl_cx_err(pt->context, "no event pipe: error %d",
			    lws_plat_socket_errno());
		return 1;
	}
	if (lws_plat_connect_watch_create(&pt->connect_watch, &pt->wake)) {
		lwsl_cx_err(pt->context, "no connect watch: error %d",
			    lws_plat_socket_errno());
		return 1;
	}

	pt->pipe_wsi = lws_thread_wsi_create(pt, pt->wake.fd, &role_ops_pipe);

	return !pt->pipe_wsi;
}

static int
init_pt(struct lws_context *cx, int tsi,
	const struct lws_context_creation_info *info)
{
	struct lws_context_per_thread *pt = &cx->pt[tsi];
	const struct lws_event_loop_ops *ops = cx->event_loop_ops;
	lws_usec_t now = lws_now_usecs();
	int n;

	pt->context = cx;
	pt->tid = (uint8_t)tsi;
	for (n = 0; n < LWS_COUNT_PT_SUL_OWNERS; n++)
		lws_wheel_init(&pt->wheel[n], now);

	pt->serv_buf_alloc = lws_malloc(LWS_PRE + cx->pt_serv_buf_size,
					"serv buf");
	pt->gather.buf = lws_malloc(LWS_GATHER_SIZE, "gather");
	if (!pt->serv_buf_alloc || !pt->gather.buf || lws_pollfd_init(pt))
		return 1;
	pt->serv_buf = pt->serv_buf_alloc + LWS_PRE;

	if (ops->evlib_size_pt) {
		pt->evlib_pt = lws_zalloc(ops->evlib_size_pt, "evlib pt");
		if (!pt->evlib_pt)
			return 1;
	}
	if (ops->init_pt) {
		if (ops->init_pt(cx, info->foreign_loops ?
					info->foreign_loops[tsi] : NULL, tsi))
			return 1;
		pt->evlib_inited = 1;
	}
	if (pt->wait_ops->open && pt->wait_ops->open(pt, info))
		return 1;

#if defined(LWS_WITH_NETLINK)
	return init_pipe(pt) || (!tsi && lws_netlink_create(pt));
#else
	return init_pipe(pt);
#endif
}

/* the user's own timers may outlive us: they must not point in here */
static void
detach_timers(struct lws_context_per_thread *pt)
{
	struct lws_dll2 *d;
	int i, l, s;

	while ((d = lws_dll2_get_head(&pt->ripe)))
		lws_dll2_remove(d);
	for (i = 0; i < LWS_COUNT_PT_SUL_OWNERS; i++)
		for (l = 0; l < LWS_WHEEL_LEVELS; l++)
			for (s = 0; s < LWS_WHEEL_SLOTS; s++)
				while ((d = lws_dll2_get_head(
						&pt->wheel[i].slot[l][s])))
					lws_dll2_remove(d);
}

void
lws_destroy_event_pipe(struct lws *wsi)
{
	struct lws_context_per_thread *pt = lws_wsi_pt(wsi);

	pt->pipe_wsi = NULL;
	lws_thread_wsi_destroy(wsi);
	lws_plat_connect_watch_destroy(&pt->connect_watch);
	lws_plat_wake_destroy(&pt->wake);
}

static void
deinit_pt(struct lws_context_per_thread *pt)
{
	const struct lws_event_loop_ops *ops = pt->context->event_loop_ops;

#if defined(LWS_WITH_NETLINK)
	lws_netlink_destroy(pt);
#endif
	if (pt->pipe_wsi)
		lws_destroy_event_pipe(pt->pipe_wsi);
	else {
		lws_plat_connect_watch_destroy(&pt->connect_watch);
		lws_plat_wake_destroy(&pt->wake);
	}
	lws_free_dead(pt);
	if (pt->wait_ops->close)
		pt->wait_ops->close(pt);
	if (pt->evlib_inited && ops->destroy_pt)
		ops->destroy_pt(pt->context, pt->tid);
	detach_timers(pt);
	lws_pollfd_deinit(pt);
	lws_free_set_NULL(pt->evlib_pt);
	lws_free_set_NULL(pt->serv_buf_alloc);
	lws_free_set_NULL(pt->decode_buf);
	lws_free_set_NULL(pt->gather.buf);
	lws_free_set_NULL(pt->file_buf);
	lws_free_set_NULL(pt->spare_ah);
	lws_stall_destroy(pt);
	pt->destroyed = 1;
}

static int
init_threads(struct lws_context *cx,
	     const struct lws_context_creation_info *info,
	     const struct lws_loop_choice *loop)
{
	int n;

	cx->event_loop_ops = loop->wait_ops->ops;
	cx->loop_driver = loop->driver;
	if (info->event_lib_custom) {
		cx->evlib_plugin = info->event_lib_custom;
		cx->event_loop_ops = info->event_lib_custom->ops;
	}
	if (cx->event_loop_ops->evlib_size_ctx) {
		cx->evlib_ctx = lws_zalloc(cx->event_loop_ops->evlib_size_ctx,
					   "evlib ctx");
		if (!cx->evlib_ctx)
			return 1;
	}
	if (cx->event_loop_ops->init_context &&
	    cx->event_loop_ops->init_context(cx, info))
		return 1;

	for (n = 0; n < cx->count_threads; n++) {
		cx->pt[n].wait_ops = loop->wait_ops;
		if (init_pt(cx, n, info))
			return 1;
	}

	return 0;
}

/* ---- creation ---- */

#if defined(LWS_WITH_CACHE_NSCOOKIEJAR)
/* the file of the clients' cookies, and a cache before it */
static int
init_cookies(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	struct lws_cache_creation_info ci;

	if (!info->http_nsc_filepath)
		return 0;

	memset(&ci, 0, sizeof(ci));
	ci.cx = cx;
	ci.name = "cookie jar";
	ci.ops = &lws_cache_ops_nscookiejar;
	ci.u.nscookiejar.filepath = info->http_nsc_filepath;
	cx->cookie_jar = lws_cache_create(&ci);
	if (!cx->cookie_jar)
		return 1;

	ci.name = "cookies";
	ci.ops = &lws_cache_ops_heap;
	ci.parent = cx->cookie_jar;
	ci.max_footprint = info->http_nsc_heap_max_footprint;
	ci.max_items = info->http_nsc_heap_max_items;
	ci.max_payload = info->http_nsc_heap_max_payload;
	cx->cookies = lws_cache_create(&ci);

	return !cx->cookies;
}
#else
static int
init_cookies(struct lws_context *cx,
	     const struct lws_context_creation_info *info)
{
	LWS_UNUSED(cx);
	LWS_UNUSED(info);

	return 0;
}
#endif

static int
init_states(struct lws_context *cx,
	    const struct lws_context_creation_info *info)
{
	cx->mgr_system.name = "system";
	cx->mgr_system.state_names = system_states;
	cx->mgr_system.context = cx;
	cx->mgr_system.parent = cx;
	cx->mgr_system.state = LWS_SYSTATE_UNKNOWN;
	if (lws_system_create(cx, info))
		return 1;
	if (info->register_notifier_list)
		lws_state_reg_notifier_list(&cx->mgr_system,
					    info->register_notifier_list);
	(void)lws_state_transition(&cx->mgr_system,
				   LWS_SYSTATE_CONTEXT_CREATED);

	return 0;
}

static int
begin(struct lws_context *cx, const struct lws_context_creation_info *info)
{
	if (init_states(cx, info)) {
		lwsl_cx_err(cx, "out of memory for lib/system");
		return 1;
	}

	if (!(info->options & LWS_SERVER_OPTION_EXPLICIT_VHOSTS) &&
	    (!lws_create_vhost(cx, info) || lws_protocol_init(cx)))
		return 1;
	cx->protocols_inited = 1;
	if (!(info->options & LWS_SERVER_OPTION_EXPLICIT_VHOSTS) &&
	    lws_identity_take(cx))
		return 1;

	if (!(info->options & LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES))
		(void)lws_state_transition_steps(&cx->mgr_system,
						 LWS_SYSTATE_OPERATIONAL);

	return 0;
}

struct lws_context *
lws_create_context(const struct lws_context_creation_info *info)
{
	struct lws_loop_choice loop;
	struct lws_context *cx;
	int failed;

	if (lws_loop_choose(info, &loop))
		return NULL;

	cx = lws_zalloc(sizeof(*cx), "context");
	if (!cx || lws_plat_init()) {
		lwsl_err("%s\n", cx ? "the platform's network cannot be started" :
				      "out of memory: no context");
		lws_free(cx);
		lws_plugins_destroy(&loop.plugins, NULL, NULL);
		return NULL;
	}
	cx->evlib_plugins = loop.plugins;

	take_info(cx, info);
	lwsl_refcount_cx(cx->log_cx, 1);
	if (lws_identity_find(cx, info) || init_threads(cx, info, &loop) ||
	    init_cookies(cx, info) || lws_context_plugins_load(cx, info)) {
		lwsl_cx_err(cx, "context creation failed");
		goto fail;
	}

	/* a callback that wants it destroyed gets it when we are done */
	lws_context_hold(cx);
	failed = begin(cx, info);
	lws_context_unhold(cx);
	if (failed || cx->destroy_requested)
		goto fail;

	return cx;

fail:
	cx->pcontext_finalize = NULL;
	cx->external_baggage = NULL;
	lws_context_destroy(cx);

	return NULL;
}

/* ---- destruction ---- */

void
lws_context_destroy(struct lws_context *context)
{
	struct lws_vhost *vh = NULL;
	struct lws_dll2 *d;
	int n;

	if (!context || context->being_destroyed)
		return;

	for (n = 0; n < context->count_threads; n++)
		if (context->pt[n].depth) {
			/*
			 * From inside a callback: what is up the stack still
			 * needs it.  lws_service() says -1 from now on.  It
			 * is destroyed at the end of the turn when the
			 * user can see it go (info.pcontext), else
			 * when he calls again.
			 */
			context->destroy_requested = 1;
			lws_cancel_service(context);
			return;
		}

	context->being_destroyed = 1;
	if (context->mgr_system.state)
		(void)lws_state_transition(&context->mgr_system,
					   LWS_SYSTATE_CONTEXT_DESTROYING);

	/* no wsi is freed while any other is still being told of its end */
	lws_context_hold(context);
	while ((vh = lws_vhost_after(context, vh)))
		lws_vhost_close_all(vh);
	lws_context_unhold(context);

	while ((d = lws_dll2_get_head(&context->vhosts)))
		lws_vhost_destroy(lws_container_of(d, struct lws_vhost, list));
	for (n = 0; n < context->count_threads; n++)
		if (context->pt[n].context)
			lws_free_dead(&context->pt[n]);

#if defined(LWS_WITH_CGI)
	lws_cgi_context_destroy(context);
#endif
	lws_client_resolver_destroy(context);
	lws_cache_destroy(&context->cookies);
	lws_cache_destroy(&context->cookie_jar);
	if (context->event_loop_ops &&
	    context->event_loop_ops->destroy_context1)
		context->event_loop_ops->destroy_context1(context);
	for (n = 0; n < context->count_threads; n++)
		if (context->pt[n].context)
			deinit_pt(&context->pt[n]);
	if (context->event_loop_ops &&
	    context->event_loop_ops->destroy_context2)
		context->event_loop_ops->destroy_context2(context);
	lws_vhost_unref_dead(context);

	lws_system_destroy(context);
	lws_context_plugins_unload(context);
	lws_free(context->evlib_ctx);
	if (context->external_baggage)
		free(context->external_baggage);
	if (context->pcontext_finalize)
		*context->pcontext_finalize = NULL;
	lwsl_refcount_cx(context->log_cx, -1);
	lws_plat_deinit();
#if defined(LWS_WITH_PEER_LIMITS)
	lws_peers_destroy(context);
#endif
	/* what is in memory of it stays: see loop-driver.h */
	lws_plugins_destroy(&context->evlib_plugins, NULL, NULL);
	lws_free(context);
}

/* ---- a successor takes over ---- */

/* connections of users; what else has a wsi does not keep a context alive */
static int
anybody_left(const struct lws_context *cx)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, cx->vhosts.head) {
		if (lws_container_of(d, struct lws_vhost,
				     list)->wsi_owner.count)
			return 1;
	} lws_end_foreach_dll(d);

	return 0;
}

void
lws_context_leave_if_done(struct lws_context *cx)
{
	if (cx->deprecated && !anybody_left(cx))
		cx->destroy_requested = 1;
}

/* The thread of the loop.  cb may make the context that listens from now on */
void
lws_context_deprecate(struct lws_context *context, lws_reload_func cb)
{
	struct lws_vhost *vh = NULL;
	struct lws_dll2 *d;

	if (context->deprecated)
		return;

	context->deprecated = 1;
	context->deprecation_cb = cb;
	lws_context_hold(context);
	while ((vh = lws_vhost_after(context, vh))) {
		lws_sul_cancel(&vh->sul_listen_again);
		while ((d = lws_dll2_get_head(&vh->listeners))) {
			lws_dll2_remove(d);
			lws_close_free_wsi(lws_container_of(d, struct lws,
							    listener),
					   LWS_CLOSE_STATUS_NOSTATUS,
					   "deprecated");
		}
	}
	if (cb && cb())
		lwsl_cx_err(context, "there is no successor");
	lws_context_unhold(context);
	/* if nobody is left, the next turn ends it */
	lws_cancel_service(context);
}

int
lws_context_is_deprecated(struct lws_context *context)
{
	return context->deprecated;
}

int
lws_context_is_being_destroyed(struct lws_context *context)
{
	return context->being_destroyed || context->destroy_requested;
}

/* ---- questions ---- */

void *
lws_context_user(struct lws_context *context)
{
	return context->user;
}

int
lws_get_count_threads(struct lws_context *context)
{
	return context->count_threads;
}

const char *
lws_get_library_version(void)
{
	return LWS_LIBRARY_VERSION;
}

void
lws_get_effective_uid_gid(struct lws_context *context, uid_t *uid, gid_t *gid)
{
	*uid = context->uid;
	*gid = context->gid;
}

const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context)
{
	return context->system_ops;
}

lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context)
{
	return &context->mgr_system;
}

struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr)
{
	return mgr->context;
}

void *
lws_evlib_tsi_to_evlib_pt(struct lws_context *ctx, int tsi)
{
	return ctx->pt[tsi].evlib_pt;
}

void *
lws_evlib_wsi_to_evlib_pt(struct lws *wsi)
{
	return lws_wsi_pt(wsi)->evlib_pt;
}

struct lws_plat_file_ops *
lws_get_fops(struct lws_context *context)
{
	return (struct lws_plat_file_ops *)context->fops;
}

/* fops has to outlive the context */
void
lws_set_fops(struct lws_context *context, const struct lws_plat_file_ops *fops)
{
	context->fops = fops;
}
