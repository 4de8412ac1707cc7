/* SPDX-License-Identifier: MIT */
/*
 * lws-mirror-protocol: each message goes to all clients of the same picture,
 * the sender included.  The argument "mirror=NAME" of the URL chooses another
 * picture than the common one.
 *
 * A picture has one ring of messages, and each client a place in it.  While
 * the ring is full nobody may send; the client who is furthest behind is
 * dropped when that has lasted for some seconds.  So a client who does not
 * read costs no memory, and the others little time.
 */
#include "test-server.h"

#define PICTURES	8
#define RING		64	/* messages of a picture */
#define PATIENCE_US	(3 * LWS_US_PER_SEC)

struct message {
	char		*text;	/* with LWS_PRE before it */
	size_t		len;
};

struct picture;

struct session {
	struct session	*next;		/* of the same picture */
	struct lws	*wsi;
	struct picture	*picture;
	uint32_t	tail;
	char		*partial;	/* a message whose end is awaited */
	size_t		partial_len;
	unsigned int	stopped:1;	/* by us: may not send */
	unsigned int	drop:1;
};

struct picture {
	lws_sorted_usec_list_t sul;	/* the ring has been full for long */
	struct session	*sessions;	/* none: the picture is not in use */
	struct lws_ring	*ring;
	char		name[32];
	unsigned int	waiting:1;
};

struct vhost_data {
	struct lws_context *context;
	struct picture	pictures[PICTURES];
};

const size_t mirror_session_size = sizeof(struct session);
const size_t mirror_vhost_size = sizeof(struct vhost_data);

static void
destroy_message(void *element)
{
	struct message *m = element;

	free(m->text);
	m->text = NULL;
}

/* ---- the ring is full, or not any more */

static void
allow_all(struct picture *p, int allow)
{
	struct session *s;

	for (s = p->sessions; s; s = s->next)
		if (s->stopped == (unsigned int)allow) {
			s->stopped = !allow;
			/* it fails only for one that is closing already */
			(void)!lws_rx_flow_control(s->wsi, allow);
		}
}

static void
not_full(struct picture *p)
{
	if (!p->waiting || !lws_ring_get_count_free_elements(p->ring))
		return;

	p->waiting = 0;
	lws_sul_cancel(&p->sul);
	allow_all(p, 1);
}

static void
patience_is_over(lws_sorted_usec_list_t *sul)
{
	struct picture *p = lws_container_of(sul, struct picture, sul);
	uint32_t oldest = lws_ring_get_oldest_tail(p->ring);
	struct session *s;

	for (s = p->sessions; s; s = s->next)
		if (s->tail == oldest) {
			lwsl_notice("mirror: dropping a client that does not "
				    "read\n");
			s->drop = 1;
			lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_OK,
					LWS_TO_KILL_ASYNC);
		}
}

/* where the ring may be emptied to: the place of whoever is furthest behind */
static void
update_oldest(struct picture *p)
{
	uint32_t oldest = 0;
	struct session *s;
	size_t most = 0;
	int any = 0;

	for (s = p->sessions; s; s = s->next) {
		size_t n = lws_ring_get_count_waiting_elements(p->ring,
							       &s->tail);

		if (!any || n > most) {
			any = 1;
			most = n;
			oldest = s->tail;
		}
	}
	if (any)
		lws_ring_update_oldest_tail(p->ring, oldest);
	not_full(p);
}

/* ---- clients come and go */

static struct picture *
find_picture(struct vhost_data *v, const char *name)
{
	struct picture *empty = NULL;
	int n;

	for (n = 0; n < PICTURES; n++) {
		struct picture *p = &v->pictures[n];

		if (p->sessions && !strcmp(p->name, name))
			return p;
		if (!p->sessions && !empty)
			empty = p;
	}
	if (!empty)
		return NULL;

	empty->ring = lws_ring_create(sizeof(struct message), RING,
				      destroy_message);
	if (!empty->ring)
		return NULL;
	lws_strncpy(empty->name, name, sizeof(empty->name));

	return empty;
}

static int
join(struct lws *wsi, struct session *s, struct vhost_data *v)
{
	char name[32] = "";

	(void)lws_get_urlarg_by_name_safe(wsi, "mirror", name, sizeof(name));
	s->picture = v ? find_picture(v, name) : NULL;
	if (!s->picture) {
		lwsl_notice("mirror: too many pictures\n");
		return -1;
	}

	s->wsi = wsi;
	/* what was drawn before is over: one behind the newest message */
	s->tail = lws_ring_get_oldest_tail(s->picture->ring);
	lws_ring_consume(s->picture->ring, &s->tail, NULL, RING);
	s->next = s->picture->sessions;
	s->picture->sessions = s;
	if (s->picture->waiting) {
		s->stopped = 1;
		return lws_rx_flow_control(wsi, 0);
	}

	return 0;
}

static void
leave(struct session *s)
{
	struct picture *p = s->picture;
	struct session **at;

	free(s->partial);
	s->partial = NULL;
	if (!p)
		return;

	for (at = &p->sessions; *at != s; at = &(*at)->next)
		;
	*at = s->next;
	s->picture = NULL;
	if (p->sessions) {
		update_oldest(p);
		return;
	}

	lws_sul_cancel(&p->sul);
	p->waiting = 0;
	lws_ring_destroy(p->ring);
	p->ring = NULL;
}

/* ---- messages */

static int
publish(struct lws *wsi, struct session *s, struct vhost_data *v,
	const char *text, size_t len)
{
	struct picture *p = s->picture;
	struct message m;
	struct session *o;

	m.len = len;
	m.text = malloc(LWS_PRE + len);
	if (!m.text)
		return -1;
	memcpy(m.text + LWS_PRE, text, len);
	if (lws_ring_insert(p->ring, &m, 1) != 1) {
		/* it was sent before it was stopped, or breaks the rules */
		destroy_message(&m);
		return 0;
	}
	for (o = p->sessions; o; o = o->next)
		lws_callback_on_writable(o->wsi);

	if (!p->waiting && !lws_ring_get_count_free_elements(p->ring)) {
		p->waiting = 1;
		allow_all(p, 0);
		lws_sul_schedule(v->context, lws_get_tsi(wsi), &p->sul,
				 patience_is_over, PATIENCE_US);
	}

	return 0;
}

static int
receive(struct lws *wsi, struct session *s, struct vhost_data *v,
	const char *in, size_t len)
{
	int final = lws_is_final_fragment(wsi), n;
	char *more;

	if (!s->picture)
		return -1;
	if (len > MIRROR_MESSAGE_MAX - s->partial_len) {
		lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL,
				 0);
		return -1;
	}
	if (final && !s->partial_len)
		return len ? publish(wsi, s, v, in, len) : 0;

	more = realloc(s->partial, s->partial_len + len + 1);
	if (!more)
		return -1;
	s->partial = more;
	memcpy(s->partial + s->partial_len, in, len);
	s->partial_len += len;
	if (!final)
		return 0;

	n = publish(wsi, s, v, s->partial, s->partial_len);
	free(s->partial);
	s->partial = NULL;
	s->partial_len = 0;

	return n;
}

static int
send_next(struct lws *wsi, struct session *s)
{
	const struct message *m;
	struct picture *p = s->picture;

	if (!p || s->drop)
		return -1;
	m = lws_ring_get_element(p->ring, &s->tail);
	if (!m)
		return 0;

	if (lws_write(wsi, (unsigned char *)m->text + LWS_PRE, m->len,
		      LWS_WRITE_TEXT) != (int)m->len)
		return -1;
	lws_ring_consume(p->ring, &s->tail, NULL, 1);
	update_oldest(p);
	if (lws_ring_get_element(p->ring, &s->tail))
		lws_callback_on_writable(wsi);

	return 0;
}

int
callback_mirror(struct lws *wsi, enum lws_callback_reasons reason, void *user,
		void *in, size_t len)
{
	struct session *s = user;
	struct vhost_data *v = lws_protocol_vh_priv_get(lws_get_vhost(wsi),
							lws_get_protocol(wsi));

	switch (reason) {
	case LWS_CALLBACK_PROTOCOL_INIT:
		v = lws_protocol_vh_priv_zalloc(lws_get_vhost(wsi),
						lws_get_protocol(wsi),
						(int)mirror_vhost_size);
		if (!v)
			return -1;
		v->context = lws_get_context(wsi);
		break;

	case LWS_CALLBACK_ESTABLISHED:
		return join(wsi, s, v);

	case LWS_CALLBACK_CLOSED:
		leave(s);
		break;

	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, s, v, in, len);

	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send_next(wsi, s);

	default:
		break;
	}

	return 0;
}
