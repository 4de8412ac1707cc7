/* SPDX-License-Identifier: MIT */
/*
 * Connections that clients share (LCCSCF_PIPELINE).
 *
 * A lane is a connection to one server, and those who want to use it, one
 * after the other: its owner has the descriptor, the others wait in the order
 * in which they came.  When the owner's transaction is over and the connection
 * goes on, the descriptor moves to the next; if there is none, to a wsi of the
 * internal role "warm", which keeps it for a while and ends with the server's
 * first word.
 *
 * Nobody's request is sent before it owns the connection, so when that ends
 * those who wait can begin again elsewhere without anything being done twice.
 */
#include "private-lib-core-net-client.h"
#include "private-lib-tls.h"

struct lws_lane {
	struct lws_dll2		list;		/* vhost->lanes */
	struct lws_dll2_owner	queue;		/* client->turn */
	struct lws		*owner;
	unsigned int		keep_warm_secs;
	unsigned int		connected:1;	/* the way to the server is open */
	unsigned int		warm:1;		/* the owner only keeps it */
	uint8_t			phase, cause;	/* why it could not be connected */
	char			text[256];
	char			key[1];
};

/* ---- what is the same connection ---- */

static const char *
string_or_empty(const struct lws_client *c, enum lws_client_string s)
{
	return c->strings[s] ? c->strings[s] : "";
}

/* with TLS also the name that the certificate is for, and how it is judged */
static size_t
make_key(const struct lws_client *c, char *buf, size_t size)
{
	int tls = c->ssl_flags & LCCSCF_USE_SSL;

	return (size_t)lws_snprintf(buf, size, "%s\n%d\n%x\n%u\n%s\n%s\n%s",
		string_or_empty(c, LWS_CLI_ADDRESS), c->port,
		(unsigned int)c->ssl_flags & 0x1fu,
		tls ? (unsigned int)c->client_cert : 0u,
		string_or_empty(c, LWS_CLI_IFACE),
		tls ? string_or_empty(c, LWS_CLI_HOST) : "",
		tls ? string_or_empty(c, LWS_CLI_ALPN) : "");
}

static struct lws_lane *
lane_create(struct lws *wsi, const char *key)
{
	struct lws_lane *l;
	size_t n = strlen(key);

	l = lws_zalloc(sizeof(*l) + n, "lane");
	if (!l)
		return NULL;
	memcpy(l->key, key, n + 1);
	l->keep_warm_secs = wsi->client->keep_warm_secs ?
			    wsi->client->keep_warm_secs : LWS_KEEP_WARM_SECS;
	l->owner = wsi;
	wsi->lane = l;
	lws_dll2_add_tail(&l->list, &wsi->vhost->lanes);

	return l;
}

/* ---- waiting for one's turn ---- */

static struct lws_client *
first_in_queue(struct lws_lane *l)
{
	struct lws_dll2 *d = lws_dll2_get_head(&l->queue);

	return d ? lws_container_of(d, struct lws_client, turn) : NULL;
}

/* it waited long enough for the others */
static void
waited_cb(lws_sorted_usec_list_t *sul)
{
	struct lws_client *c = lws_container_of(sul, struct lws_client, sul);

	lwsl_wsi_info(c->wsi, "client: connects by itself, the shared "
		      "connection is not free in time");
	lws_dll2_remove(&c->turn);
	c->alone = 1;
	lws_client_begin(c->wsi);
}

static void
enqueue(struct lws_lane *l, struct lws_client *c)
{
	lws_dll2_add_tail(&c->turn, &l->queue);
	lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
	lws_sul_schedule(c->wsi->context, c->wsi->tsi, &c->sul, waited_cb,
			 (lws_usec_t)c->wsi->context->timeout_secs *
							LWS_US_PER_SEC);
}

/* Descriptor and TLS of `from` are those of `to` */
static void
move(struct lws *from, struct lws *to)
{
	lws_pollfd_move(from, to);
	lws_tls_move(from, to);
	lws_dll2_remove(&from->asked);
	from->lane = NULL;
}

/* What `from` had is that of `to`, whose turn it is now */
static void
hand_over(struct lws_lane *l, struct lws *from, struct lws *to)
{
	lws_sul_cancel(&to->client->sul);
	move(from, to);
	l->owner = to;
	l->warm = 0;
	to->lane = l;
	to->client->reused = 1;
	lws_conmon_shared(to);
	if (lws_change_pollfd(to, LWS_POLLOUT, LWS_POLLIN)) {
		lws_client_fail(to, "connect: refused by the own poll loop");
		return;
	}
	if (!lws_wsi_is_dead(to) && lws_client_transport_up(to) &&
	    !lws_wsi_is_dead(to))
		lws_close_free_wsi(to, LWS_CLOSE_STATUS_NOSTATUS,
				   "client role gave up");
}

/* ---- the end of one ---- */

/* Those who wait begin again, or share its failure to connect */
static void
lane_end(struct lws_lane *l, struct lws_vhost *vh)
{
	struct lws_client *c;

	lws_dll2_remove(&l->list);
	while ((c = first_in_queue(l))) {
		lws_dll2_remove(&c->turn);
		lws_sul_cancel(&c->sul);
		if (!l->connected && l->text[0]) {
			c->phase = (uint8_t)(l->phase + 1);
			c->cause = l->cause;
			lws_client_fail(c->wsi, l->text);
		} else if (!vh->being_destroyed)
			lws_client_begin(c->wsi);
	}
	lws_free(l);
}

void
lws_lane_failed(struct lws *wsi, const char *text, enum lws_client_phase phase,
		enum lws_client_cause cause)
{
	if (!wsi->lane || wsi->lane->connected)
		return;
	lws_strncpy(wsi->lane->text, text, sizeof(wsi->lane->text));
	wsi->lane->phase = (uint8_t)phase;
	wsi->lane->cause = (uint8_t)cause;
}

void
lws_lane_connected(struct lws *wsi)
{
	if (wsi->lane)
		wsi->lane->connected = 1;
}

struct lws_lane *
lws_lane_take(struct lws *wsi)
{
	struct lws_lane *l = wsi->lane;

	wsi->lane = NULL;
	if (wsi->client)
		lws_dll2_remove(&wsi->client->turn);

	return l;
}

void
lws_lane_end(struct lws_lane *l, struct lws_vhost *vh)
{
	if (l)
		lane_end(l, vh);
}

void
lws_lane_leave(struct lws *wsi)
{
	lws_lane_end(lws_lane_take(wsi), wsi->vhost);
}

/* ---- role "warm": nobody's turn ---- */

static enum lws_handling_result
warm_pollin(struct lws_context_per_thread *pt, struct lws *wsi,
	    struct lws_pollfd *pollfd)
{
	struct lws_rx rx;

	LWS_UNUSED(pt);
	LWS_UNUSED(pollfd);

	/* its end, or something that nobody has asked for; TLS may have a word
	 * to say to itself */
	return lws_rx_begin(wsi, &rx) == LWS_RX_NOTHING ?
			LWS_HPI_RET_HANDLED : LWS_HPI_RET_PLEASE_CLOSE_ME;
}

static const struct lws_role_ops role_ops_warm = {
	.name			= "warm",
	.handle_POLLIN		= warm_pollin,
};

static unsigned int
count_warm(const struct lws_vhost *vh)
{
	unsigned int n = 0;

	lws_start_foreach_dll(struct lws_dll2 *, d, vh->lanes.head) {
		n += lws_container_of(d, struct lws_lane, list)->warm;
	} lws_end_foreach_dll(d);

	return n;
}

/* Nonzero: it cannot be kept */
static int
keep_warm(struct lws_lane *l, struct lws *wsi)
{
	struct lws *w;

	if (wsi->vhost->being_destroyed || wsi->context->being_destroyed ||
	    count_warm(wsi->vhost) >= LWS_WARM_MAX)
		return 1;
	w = lws_wsi_create(wsi->context, wsi->vhost, wsi->tsi);
	if (!w)
		return 1;
	lws_role_transition(w, 1, LRS_ESTABLISHED, &role_ops_warm);
	move(wsi, w);
	l->owner = w;
	l->warm = 1;
	w->lane = l;
	lws_set_timeout(w, PENDING_TIMEOUT_CLIENT_CONN_IDLE,
			(int)l->keep_warm_secs);
	if (lws_change_pollfd(w, LWS_POLLOUT, LWS_POLLIN) &&
	    !lws_wsi_is_dead(w))
		lws_close_free_wsi(w, LWS_CLOSE_STATUS_NOSTATUS,
				   "refused by the own poll loop");

	return 0;
}

void
lws_lane_pass(struct lws *wsi)
{
	struct lws_lane *l = wsi->lane;
	struct lws_client *next;

	if (!l || lws_output_flush(wsi))
		return;

	/* what came behind the answer is an answer to nothing */
	if (lws_rx_waiting(wsi) || wsi->buflist_out || wsi->peer_eof ||
	    wsi->socket_broken || wsi->position_in_fds == UINT32_MAX)
		return;

	next = first_in_queue(l);
	if (!next) {
		(void)keep_warm(l, wsi);
		return;
	}
	lws_dll2_remove(&next->turn);
	hand_over(l, wsi, next->wsi);
}

/* ---- joining ---- */

/* a lane of this key that one more can use, or NULL */
static struct lws_lane *
lane_find(struct lws_vhost *vh, const char *key, int warm_only)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, vh->lanes.head) {
		struct lws_lane *l = lws_container_of(d, struct lws_lane,
						      list);

		if (!strcmp(l->key, key) &&
		    (l->warm || (!warm_only &&
				 l->queue.count < LWS_LANE_QUEUE_MAX)))
			return l;
	} lws_end_foreach_dll(d);

	return NULL;
}

int
lws_lane_join(struct lws *wsi)
{
	struct lws_client *c = wsi->client;
	struct lws_lane *l;
	struct lws *warm;
	char key[1024];

	if (!(c->ssl_flags & LCCSCF_PIPELINE) || !c->strings[LWS_CLI_METHOD] ||
	    !wsi->role_ops->client_shares ||
	    !wsi->role_ops->client_shares(wsi) ||
	    make_key(c, key, sizeof(key)) + 1 >= sizeof(key))
		return 0;

	l = c->alone ? NULL : lane_find(wsi->vhost, key, c->internal);
	if (!l) {
		/* without one it does not share, and works all the same */
		(void)lane_create(wsi, key);
		return 0;
	}
	if (!l->warm) {
		enqueue(l, c);
		return 1;
	}
	warm = l->owner;
	hand_over(l, warm, wsi);
	lws_close_free_wsi(warm, LWS_CLOSE_STATUS_NOSTATUS, "in use again");

	return 1;
}
