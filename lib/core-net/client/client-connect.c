/* SPDX-License-Identifier: MIT */
/*
 * Connecting to the addresses of a name, RFC 8305 section 5.
 *
 * Each address that is being tried is a wsi of its own, of role "connect". The
 * next one is started when the former has failed, or has not come to anything
 * for a while; the former goes on meanwhile.  The first that is up wins, its
 * descriptor moves to the client's wsi, and the others are dropped.
 *
 * Whether a connect has an outcome is never taken from what poll says, but
 * asked of the system: an event is no more than the occasion to ask.
 */
#include "private-lib-core-net-client.h"
#include "private-lib-tls.h"

static void
start_next(struct lws *wsi);

/* ---- one address ---- */

/* It counts no more for the client, whether it is closed now or was */
static void
attempt_unlink(struct lws_connect_attempt *a)
{
	struct lws *aw = a->wsi;

	if (a->watched) {
		lws_plat_connect_watch_del(lws_wsi_pt(aw)->connect_watch,
					   aw->desc.sockfd);
		a->watched = 0;
	}
	a->client_wsi = NULL;
	lws_dll2_remove(&a->list);
	lws_dll2_remove(&aw->pending_conn);
}

static void
attempt_close(struct lws_connect_attempt *a)
{
	attempt_unlink(a);
	lws_close_free_wsi(a->wsi, LWS_CLOSE_STATUS_NOSTATUS, "connect over");
}

static void
note_failure(struct lws_client *c, unsigned int index, const char *what)
{
	char addr[160];

	lws_client_addr_text(c, index, addr, sizeof(addr));
	lws_snprintf(c->text, sizeof(c->text), "connect: %s: %s", addr, what);
	/* unless the system says more: it is this machine that cannot */
	c->cause = LWS_CLIENT_CAUSE_LOCAL;
}

static void
note_error(struct lws_client *c, unsigned int index, int err)
{
	char what[80];

	note_failure(c, index, lws_plat_strerror(err, what, sizeof(what)));
	c->cause = (uint8_t)lws_plat_cause(err);
}

/* Any of the callbacks of an own loop may close the client */
static void
drop_losers(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	struct lws_dll2 *d;

	lws_sul_cancel(&c->sul);
	c->addr_next = c->addr_count;
	while (wsi->client && (d = lws_dll2_get_head(&c->attempts)))
		attempt_close(lws_container_of(d, struct lws_connect_attempt,
					       list));
}

/* The socket is connected: it becomes the client's */
static void
attempt_won(struct lws_connect_attempt *a)
{
	struct lws *wsi = a->client_wsi, *aw = a->wsi;
	struct lws_client *c = wsi->client;

	attempt_unlink(a);
	c->cause = LWS_CLIENT_CAUSE_OTHER; /* of those that lost */
	lws_conmon_connected(wsi, c->unix_path ? NULL :
						 &c->addrs[a->addr_index]);
	lws_pollfd_move(aw, wsi);
	lws_close_free_wsi(aw, LWS_CLOSE_STATUS_NOSTATUS, "connected");
	drop_losers(wsi);
	if (lws_wsi_is_dead(wsi))
		return;

	if (lws_change_pollfd(wsi, LWS_POLLOUT, LWS_POLLIN)) {
		lws_client_fail(wsi, "connect: refused by the own poll loop");
		return;
	}
	if (lws_wsi_is_dead(wsi))
		return;
	if (wsi->client->proxy_kind)
		lws_client_proxy_begin(wsi);
	else
		lws_client_connected(wsi);
}

int
lws_client_transport_up(struct lws *wsi)
{
	lws_lane_connected(wsi);

	return wsi->role_ops->client_transport_up(wsi);
}

void
lws_client_connected(struct lws *wsi)
{
	if (wsi->client->ssl_flags & LCCSCF_USE_SSL) {
		lws_tls_client_begin(wsi);
		return;
	}
	if (!lws_client_transport_up(wsi))
		return;

	if (!lws_wsi_is_dead(wsi))
		lws_close_free_wsi(wsi, LWS_CLOSE_STATUS_NOSTATUS,
				   "client role gave up");
}

static void
attempt_outcome(struct lws_connect_attempt *a, enum lws_plat_connect outcome,
		int err)
{
	struct lws *wsi = a->client_wsi;

	switch (outcome) {
	case LWS_PLAT_CONNECT_PENDING:
		break;
	case LWS_PLAT_CONNECT_DONE:
		attempt_won(a);
		break;
	case LWS_PLAT_CONNECT_FAILED:
		note_error(wsi->client, a->addr_index, err);
		attempt_close(a);
		if (!lws_wsi_is_dead(wsi))
			start_next(wsi);
		break;
	}
}

/* ---- role "connect" ---- */

static void
connect_event(struct lws *aw)
{
	enum lws_plat_connect outcome;
	int err;

	if (!aw->attempt->client_wsi)
		return;
	outcome = lws_plat_connect_result(aw->desc.sockfd, &err);
	attempt_outcome(aw->attempt, outcome, err);
}

static enum lws_handling_result
connect_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	       struct lws_pollfd *pollfd)
{
	LWS_UNUSED(pt);
	LWS_UNUSED(pollfd);
	connect_event(wsi);

	return lws_wsi_is_dead(wsi) ? LWS_HPI_RET_WSI_ALREADY_DIED :
				      LWS_HPI_RET_HANDLED;
}

static enum lws_hp_ret
connect_pollout(struct lws *wsi)
{
	/* that it is over is told as writable: keep on asking for it */
	wsi->want_write_role = 1;
	connect_event(wsi);

	return LWS_HP_RET_BAIL_OK;
}

static void
connect_close(struct lws_context_per_thread *pt, struct lws *wsi)
{
	LWS_UNUSED(pt);
	if (wsi->attempt && wsi->attempt->client_wsi)
		attempt_unlink(wsi->attempt);
}

static void
connect_destroy(struct lws *wsi)
{
	lws_free_set_NULL(wsi->attempt);
}

static const struct lws_role_ops role_ops_connect = {
	.name			= "connect",
	.handle_POLLIN		= connect_pollin,
	.handle_POLLOUT		= connect_pollout,
	.close_role		= connect_close,
	.destroy_role		= connect_destroy,
	.outlives_errors	= 1,
};

/* ---- starting one ---- */

static const char *
bind_local(struct lws *wsi, lws_sockfd_type fd, int af)
{
	const char *iface = wsi->client->strings[LWS_CLI_IFACE];
	struct lws_vhost *vh = wsi->vhost;
	lws_sockaddr46 sa46;

	if (vh->bind_iface && vh->iface &&
	    lws_plat_bind_to_device(fd, vh->iface))
		return "socket could not be bound to the device";

	if (!iface || !iface[0])
		return NULL;

	switch (lws_net_iface_address(af, iface, &sa46)) {
	case LWS_ITOSA_USABLE:
		break;
	case LWS_ITOSA_NOT_EXIST:
		return "iface does not exist";
	default:
		return "iface has no address of that family";
	}
	if (lws_plat_bind(fd, sa46_sockaddr(&sa46), (int)sa46_socklen(&sa46)))
		return "socket could not be bound to iface";

	return NULL;
}

/* The type of service bits of RFC 791 that the user asked for */
static void
set_priorities(const struct lws_client *c, lws_sockfd_type fd, int af)
{
	int tos = (c->ssl_flags & LCCSCF_IP_LOW_LATENCY ? 0x10 : 0) |
		  (c->ssl_flags & LCCSCF_IP_HIGH_THROUGHPUT ? 0x08 : 0) |
		  (c->ssl_flags & LCCSCF_IP_HIGH_RELIABILITY ? 0x04 : 0) |
		  (c->ssl_flags & LCCSCF_IP_LOW_COST ? 0x02 : 0);

	/* wishes: where the system has no such thing the connection is fine */
	if (tos)
		(void)lws_plat_set_tos(fd, af, tos);
	if (c->priority)
		(void)lws_plat_set_priority(fd, c->priority);
}

static const char *
prepare_socket(struct lws *wsi, lws_sockfd_type fd, int af)
{
	if (af == AF_UNIX)
		return NULL;
	if (lws_vhost_socket_options(wsi->vhost, fd))
		return "socket options could not be set";
	set_priorities(wsi->client, fd, af);

	return bind_local(wsi, fd, af);
}

/* A wsi for the socket, watched.  The socket is its own from here on. */
static struct lws_connect_attempt *
attempt_create(struct lws *wsi, unsigned int index, lws_sockfd_type fd)
{
	struct lws_connect_attempt *a;
	struct lws *aw = lws_wsi_create(wsi->context, wsi->vhost, wsi->tsi);

	if (!aw) {
		lws_plat_socket_close(fd);
		return NULL;
	}
	lws_role_transition(aw, 1, LRS_WAITING_CONNECT, &role_ops_connect);
	aw->desc.sockfd = fd;
	aw->want_write_role = 1;
	aw->attempt = a = lws_zalloc(sizeof(*a), "connect attempt");
	if (!a)
		goto bail;
	a->wsi = aw;
	a->addr_index = index;
	if (lws_plat_connect_watch_add(lws_wsi_pt(aw)->connect_watch, fd))
		goto bail;
	a->watched = 1;
	a->client_wsi = wsi;
	lws_dll2_add_tail(&a->list, &wsi->client->attempts);

	return a;

bail:
	lws_close_free_wsi(aw, LWS_CLOSE_STATUS_NOSTATUS, "no memory");

	return NULL;
}

/*
 * 1: it is under way, or the client is connected, or has come to its end;
 * 0: failed, client->text says why
 */
static int
attempt_start(struct lws *wsi, unsigned int index)
{
	struct lws_client *c = wsi->client;
	struct sockaddr_storage ss;
	enum lws_plat_connect outcome;
	struct lws_connect_attempt *a;
	lws_sockfd_type fd;
	const char *bad;
	int len, err;

	if (c->unix_path) {
		len = lws_plat_unix_address(c->unix_path, &ss);
		if (len < 0) {
			note_error(c, index, lws_plat_socket_errno());
			return 0;
		}
	} else {
		len = (int)sa46_socklen(&c->addrs[index]);
		memcpy(&ss, &c->addrs[index], (size_t)len);
	}

	fd = lws_plat_socket(ss.ss_family, SOCK_STREAM, 0);
	if (fd == LWS_SOCK_INVALID) {
		note_error(c, index, lws_plat_socket_errno());
		return 0;
	}
	bad = prepare_socket(wsi, fd, ss.ss_family);
	if (bad) {
		note_failure(c, index, bad);
		lws_plat_socket_close(fd);
		return 0;
	}
	a = attempt_create(wsi, index, fd);
	if (!a) {
		note_failure(c, index, "out of memory");
		return 0;
	}

	/* the last chance of the user to do something to the descriptor */
	(void)lws_callback(wsi, LWS_CALLBACK_CONNECTING,
			   (void *)(lws_intptr_t)fd, 0);
	if (lws_wsi_is_dead(wsi))
		return 1;

	outcome = lws_plat_connect(fd, (struct sockaddr *)&ss, len, &err);
	if (outcome == LWS_PLAT_CONNECT_FAILED) {
		note_error(c, index, err);
		attempt_close(a);
		return 0;
	}
	err = lws_pollfd_insert(a->wsi, LWS_POLLOUT);
	if (lws_wsi_is_dead(wsi))
		return 1;
	if (err) {
		note_failure(c, index, "no room in the poll set");
		attempt_close(a);
		return 0;
	}
	lws_dll2_add_tail(&a->wsi->pending_conn,
			  &lws_wsi_pt(wsi)->pending_connects);
	if (outcome == LWS_PLAT_CONNECT_DONE)
		attempt_won(a);

	return 1;
}

/* ---- all of them ---- */

static void
stagger_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_client *c = lws_container_of(sul, struct lws_client, sul);

	start_next(c->wsi);
}

/* May end with the client established or closed */
static void
start_next(struct lws *wsi)
{
	struct lws_client *c = wsi->client;

	while (c->addr_next < c->addr_count) {
		if (!attempt_start(wsi, c->addr_next++))
			continue;
		/* gone on, or gone: then it has no client part any more */
		if (lws_wsi_is_dead(wsi) || wsi->client != c ||
		    lwsi_state(wsi) != LRS_WAITING_CONNECT)
			return;
		if (c->addr_next < c->addr_count)
			lws_sul_schedule(wsi->context, wsi->tsi, &c->sul,
					 stagger_cb, c->stagger_us);
		return;
	}

	/* the last word is with those that are still under way */
	if (!c->attempts.count)
		lws_client_fail(wsi, c->text);
}

void
lws_client_connect_begin(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	lws_usec_t us = (lws_usec_t)wsi->context->connect_timeout_secs *
								LWS_US_PER_SEC;

	if (c->unix_path)
		c->addr_count = 1;
	us /= c->addr_count + 1;
	c->stagger_us = lws_max_us(LWS_CONNECT_STAGGER_MIN_US,
				   lws_min_us(us, LWS_CONNECT_STAGGER_MAX_US));
	lwsi_set_state(wsi, LRS_WAITING_CONNECT);
	lws_conmon_begin(wsi);
	start_next(wsi);
}

void
lws_client_connect_stop(struct lws_client *c)
{
	struct lws_dll2 *d;

	lws_sul_cancel(&c->sul);
	while ((d = lws_dll2_get_head(&c->attempts)))
		attempt_close(lws_container_of(d, struct lws_connect_attempt,
					       list));
}
