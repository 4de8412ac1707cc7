/* SPDX-License-Identifier: MIT */
/*
 * Messages between parts of the system.  Any thread sends; they are handed out
 * in their order on the thread of the loop, to those who were there when they
 * were sent.
 *
 * A message is one allocation: what follows is in front of the payload that
 * the sender sees.  It is dropped when it is older than info.smd_ttl_us, and
 * none is taken while info.smd_queue_depth of them wait.
 */
#include "private-lib-system.h"

struct lws_smd_msg {
	struct lws_dll2		list;
	uint64_t		seq;
	lws_usec_t		sent;
	size_t			len;
	lws_smd_class_t		class_;
};

struct lws_smd_peer {
	struct lws_dll2		list;
	struct lws_context	*context;
	lws_smd_notification_cb_t cb;
	void			*opaque;
	uint64_t		first_seq;	/* none before this is for it */
	lws_smd_class_t		filter;
	unsigned int		gone:1;		/* while being delivered to */
};

void
lws_smd_init(struct lws_smd *smd, const struct lws_context_creation_info *info)
{
	smd->ttl_us = info->smd_ttl_us ? info->smd_ttl_us :
					 LWS_SMD_DEFAULT_TTL_US;
	smd->max_messages = info->smd_queue_depth ? info->smd_queue_depth :
						    LWS_SMD_DEFAULT_QUEUE;
}

static void
message_free(struct lws_smd_msg *msg)
{
	lws_dll2_remove(&msg->list);
	lws_free(msg);
}

void
lws_smd_deinit(struct lws_smd *smd)
{
	struct lws_dll2 *d;

	while ((d = lws_dll2_get_head(&smd->messages)))
		message_free(lws_container_of(d, struct lws_smd_msg, list));
	while ((d = lws_dll2_get_head(&smd->peers))) {
		lws_dll2_remove(d);
		lws_free(lws_container_of(d, struct lws_smd_peer, list));
	}
	lws_plat_mutex_destroy(&smd->lock);
}

/* locked */
static int
anybody_wants(const struct lws_smd *smd, lws_smd_class_t class_)
{
	lws_start_foreach_dll(struct lws_dll2 *, d, smd->peers.head) {
		const struct lws_smd_peer *pr = lws_container_of(d,
						struct lws_smd_peer, list);

		if (!pr->gone && (pr->filter & class_))
			return 1;
	} lws_end_foreach_dll(d);

	return 0;
}

void *
lws_smd_msg_alloc(struct lws_context *ctx, lws_smd_class_t _class, size_t len)
{
	struct lws_smd *smd = &ctx->system->smd;
	struct lws_smd_msg *msg;
	int wanted;

	if (len > LWS_SMD_MAX_PAYLOAD) {
		lwsl_cx_err(ctx, "a message of %lu bytes is too long",
			    (unsigned long)len);
		return NULL;
	}
	lws_plat_mutex_lock(&smd->lock);
	wanted = anybody_wants(smd, _class);
	lws_plat_mutex_unlock(&smd->lock);
	if (!wanted)
		return NULL;

	/* a NUL behind it, whatever the sender puts in */
	msg = lws_zalloc(sizeof(*msg) + len + 1, "smd");
	if (!msg) {
		lwsl_cx_err(ctx, "out of memory");
		return NULL;
	}
	msg->len = len;
	msg->class_ = _class;

	return msg + 1;
}

void
lws_smd_msg_free(void **payload)
{
	if (!*payload)
		return;
	lws_free((struct lws_smd_msg *)*payload - 1);
	*payload = NULL;
}

/* It stays the sender's if it cannot be sent */
int
lws_smd_msg_send(struct lws_context *ctx, void *payload)
{
	struct lws_smd *smd = &ctx->system->smd;
	struct lws_smd_msg *msg = (struct lws_smd_msg *)payload - 1;
	int full;

	lws_plat_mutex_lock(&smd->lock);
	full = smd->messages.count >= smd->max_messages;
	if (!full) {
		msg->sent = lws_now_usecs();
		msg->seq = smd->next_seq++;
		lws_dll2_add_tail(&msg->list, &smd->messages);
	}
	lws_plat_mutex_unlock(&smd->lock);
	if (full) {
		lwsl_cx_warn(ctx, "%u messages wait already",
			     smd->max_messages);
		return 1;
	}
	(void)lws_plat_wake_signal(&ctx->pt[0].wake);

	return 0;
}

int
lws_smd_msg_printf(struct lws_context *ctx, lws_smd_class_t _class,
		   const char *format, ...)
{
	char text[LWS_SMD_MAX_PAYLOAD + 1];
	void *payload;
	va_list ap;
	int n, wanted;

	lws_plat_mutex_lock(&ctx->system->smd.lock);
	wanted = anybody_wants(&ctx->system->smd, _class);
	lws_plat_mutex_unlock(&ctx->system->smd.lock);
	if (!wanted)
		return 0;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(text)) {
		lwsl_cx_err(ctx, "a message is too long, or its format wrong");
		return 1;
	}

	payload = lws_smd_msg_alloc(ctx, _class, (size_t)n);
	if (!payload)
		return 1;
	memcpy(payload, text, (size_t)n);
	if (lws_smd_msg_send(ctx, payload)) {
		lws_smd_msg_free(&payload);
		return 1;
	}

	return 0;
}

struct lws_smd_peer *
lws_smd_register(struct lws_context *ctx, void *opaque, int flags,
		 lws_smd_class_t _class_filter, lws_smd_notification_cb_t cb)
{
	struct lws_smd *smd = &ctx->system->smd;
	struct lws_smd_peer *pr = lws_zalloc(sizeof(*pr), "smd peer");

	LWS_UNUSED(flags);

	if (!pr) {
		lwsl_cx_err(ctx, "out of memory");
		return NULL;
	}
	pr->context = ctx;
	pr->opaque = opaque;
	pr->cb = cb;
	pr->filter = _class_filter;
	lws_plat_mutex_lock(&smd->lock);
	pr->first_seq = smd->next_seq;
	lws_dll2_add_tail(&pr->list, &smd->peers);
	lws_plat_mutex_unlock(&smd->lock);

	return pr;
}

/*
 * On the thread of the loop, also in a callback of its own: no callback comes
 * to it any more.
 */
void
lws_smd_unregister(struct lws_smd_peer *pr)
{
	struct lws_smd *smd = &pr->context->system->smd;
	int later;

	lws_plat_mutex_lock(&smd->lock);
	later = smd->delivering;
	pr->gone = 1;
	if (!later)
		lws_dll2_remove(&pr->list);
	lws_plat_mutex_unlock(&smd->lock);
	if (!later)
		lws_free(pr);
}

/* ---- on the loop ---- */

/* the one behind pr (NULL: the first) that gets this message */
static struct lws_smd_peer *
next_peer(struct lws_smd *smd, struct lws_smd_peer *pr,
	  const struct lws_smd_msg *msg)
{
	struct lws_smd_peer *next = NULL;
	struct lws_dll2 *d;

	lws_plat_mutex_lock(&smd->lock);
	for (d = pr ? pr->list.next : smd->peers.head; d && !next;
	     d = d->next) {
		struct lws_smd_peer *p = lws_container_of(d,
						struct lws_smd_peer, list);

		if (!p->gone && (p->filter & msg->class_) &&
		    p->first_seq <= msg->seq)
			next = p;
	}
	lws_plat_mutex_unlock(&smd->lock);

	return next;
}

static void
deliver_one(struct lws_smd *smd, struct lws_smd_msg *msg)
{
	struct lws_smd_peer *pr = NULL;

	while ((pr = next_peer(smd, pr, msg)))
		(void)pr->cb(pr->opaque, msg->class_, msg->sent, msg + 1,
			     msg->len);
}

/* the next message before `end`, taken off; NULL: no more */
static struct lws_smd_msg *
next_message(struct lws_smd *smd, uint64_t end)
{
	struct lws_smd_msg *msg = NULL;
	struct lws_dll2 *d;

	lws_plat_mutex_lock(&smd->lock);
	d = lws_dll2_get_head(&smd->messages);
	if (d) {
		msg = lws_container_of(d, struct lws_smd_msg, list);
		if (msg->seq < end)
			lws_dll2_remove(d);
		else
			msg = NULL;
	}
	lws_plat_mutex_unlock(&smd->lock);

	return msg;
}

static void
free_gone(struct lws_smd *smd)
{
	lws_plat_mutex_lock(&smd->lock);
	smd->delivering = 0;
	lws_start_foreach_dll_safe(struct lws_dll2 *, d, d1, smd->peers.head) {
		struct lws_smd_peer *pr = lws_container_of(d,
						struct lws_smd_peer, list);

		if (pr->gone) {
			lws_dll2_remove(d);
			lws_free(pr);
		}
	} lws_end_foreach_dll_safe(d, d1);
	lws_plat_mutex_unlock(&smd->lock);
}

/*
 * What is sent by those who are called here has signalled again, and waits for
 * the next turn.
 */
void
lws_smd_deliver(struct lws_context *cx)
{
	struct lws_smd *smd = &cx->system->smd;
	struct lws_smd_msg *msg;
	uint64_t end;

	lws_plat_mutex_lock(&smd->lock);
	end = smd->next_seq;
	smd->delivering = 1;
	lws_plat_mutex_unlock(&smd->lock);

	while ((msg = next_message(smd, end))) {
		if (lws_now_usecs() - msg->sent <= smd->ttl_us)
			deliver_one(smd, msg);
		else
			lwsl_cx_info(cx, "a message waited too long");
		lws_free(msg);
	}
	free_gone(smd);
}
