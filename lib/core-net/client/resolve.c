/* SPDX-License-Identifier: MIT */
/*
 * Names to addresses, on a pool of threads.
 *
 * What the threads and the owner share is guarded by one mutex.  It outlives
 * the owner's lws_resolver_destroy() for as long as a thread hangs in a
 * lookup: the owner and each thread hold a reference, and the last frees it.
 * malloc() is used and not lws_malloc(), because an allocator that the
 * application set need not be usable from other threads.
 */
#include "private-lib-core.h"
#include "resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum req_state {
	REQ_QUEUED,	/* on r->queue */
	REQ_RUNNING,	/* a thread's; on no list */
	REQ_DONE,	/* on r->done */
};

struct lws_resolve_req {
	struct lws_resolve_req	*next, *prev;
	struct lws_resolver	*resolver;
	lws_resolve_cb		cb;
	void			*opaque;
	struct addrinfo		*list;
	struct addrinfo		hints;
	enum req_state		state;
	int			cancelled;	/* the thread frees it */
	int			port;
	int			err;		/* of the lookup, 0: worked */
	int			sys_err;
	char			host[1];	/* as long as needed */
};

struct req_list {
	struct lws_resolve_req	*head, *tail;
	unsigned int		count;
};

struct worker {
	struct worker		*next;
	struct lws_resolver	*resolver;
	lws_plat_thread_t	thread;
	int			busy;		/* is in a lookup */
	int			finished;	/* will not use the mutex again */
	int			abandoned;	/* detached: frees itself */
};

struct lws_resolver {
	lws_plat_mutex_t	mutex;
	lws_plat_cond_t		work;		/* queue not empty, or closing */
	lws_plat_atomic_t	refs;		/* the owner's and the threads' */
	lws_resolver_wake_fn	wake;
	void			*wake_arg;
	lws_resolver_lookup_fn	lookup;
	struct req_list		queue, done;
	struct worker		*workers;	/* those to be joined */
	unsigned int		threads;	/* not finished */
	unsigned int		idle;		/* wait for work */
	unsigned int		max_threads;
	lws_usec_t		idle_us;
	int			closing;
};

static void
list_append(struct req_list *l, struct lws_resolve_req *req)
{
	req->next = NULL;
	req->prev = l->tail;
	if (l->tail)
		l->tail->next = req;
	else
		l->head = req;
	l->tail = req;
	l->count++;
}

static void
list_remove(struct req_list *l, struct lws_resolve_req *req)
{
	if (req->prev)
		req->prev->next = req->next;
	else
		l->head = req->next;
	if (req->next)
		req->next->prev = req->prev;
	else
		l->tail = req->prev;
	l->count--;
}

static void
req_free(struct lws_resolve_req *req)
{
	lws_resolver_result_free(req->list);
	free(req);
}

static void
list_free(struct req_list *l)
{
	struct lws_resolve_req *req = l->head, *next;

	l->head = l->tail = NULL;
	l->count = 0;
	for (; req; req = next) {
		next = req->next;
		req_free(req);
	}
}

void
lws_resolver_result_free(struct addrinfo *list)
{
	if (list)
		freeaddrinfo(list);
}

static int
lookup_system(const char *host, const struct addrinfo *hints,
	      struct addrinfo **res)
{
	return getaddrinfo(host, NULL, hints, res);
}

/* Not while holding the mutex, and not using r afterwards */
static void
resolver_unref(struct lws_resolver *r)
{
	if (lws_plat_atomic_add(&r->refs, -1) != 1)
		return;
	lws_plat_cond_destroy(&r->work);
	lws_plat_mutex_destroy(&r->mutex);
	free(r);
}

struct lws_resolver *
lws_resolver_create(lws_resolver_wake_fn wake, void *wake_arg)
{
	struct lws_resolver *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	if (lws_plat_mutex_init(&r->mutex))
		goto bail;
	if (lws_plat_cond_init(&r->work))
		goto bail_mutex;

	lws_plat_atomic_set(&r->refs, 1);
	r->wake = wake;
	r->wake_arg = wake_arg;
	r->lookup = lookup_system;
	r->max_threads = LWS_RESOLVER_MAX_THREADS;
	r->idle_us = LWS_RESOLVER_IDLE_US;

	return r;

bail_mutex:
	lws_plat_mutex_destroy(&r->mutex);
bail:
	free(r);

	return NULL;
}

/* Under the mutex, which it leaves for the lookup */
static void
worker_lookup(struct lws_resolver *r, struct worker *w,
	      struct lws_resolve_req *req)
{
	lws_resolver_lookup_fn lookup = r->lookup;

	req->state = REQ_RUNNING;
	w->busy = 1;
	lws_plat_mutex_unlock(&r->mutex);

	req->err = lookup(req->host, &req->hints, &req->list);
	req->sys_err = lws_plat_socket_errno();
	if (req->err)
		req->list = NULL;

	lws_plat_mutex_lock(&r->mutex);
	w->busy = 0;
	if (req->cancelled || r->closing) {
		req_free(req);
		return;
	}
	req->state = REQ_DONE;
	list_append(&r->done, req);
	r->wake(r->wake_arg);
}

static void
worker_main(void *arg)
{
	struct worker *w = arg;
	struct lws_resolver *r = w->resolver;
	struct lws_resolve_req *req;
	int timed_out = 0;

	lws_plat_mutex_lock(&r->mutex);
	while (!r->closing) {
		req = r->queue.head;
		if (req) {
			list_remove(&r->queue, req);
			worker_lookup(r, w, req);
			timed_out = 0;
			continue;
		}
		if (timed_out)
			break;
		r->idle++;
		timed_out = lws_plat_cond_wait(&r->work, &r->mutex, r->idle_us);
		r->idle--;
	}
	r->threads--;
	w->finished = 1;
	if (!r->closing)
		/* so that it is joined, and its stack given back */
		r->wake(r->wake_arg);
	if (w->abandoned)
		free(w);
	lws_plat_mutex_unlock(&r->mutex);

	resolver_unref(r);
}

/* Under the mutex */
static int
worker_add(struct lws_resolver *r)
{
	struct worker *w = calloc(1, sizeof(*w));

	if (!w)
		return -1;
	w->resolver = r;
	(void)lws_plat_atomic_add(&r->refs, 1);
	if (lws_plat_thread_create(&w->thread, worker_main, w)) {
		(void)lws_plat_atomic_add(&r->refs, -1);
		free(w);
		return -1;
	}
	r->threads++;
	w->next = r->workers;
	r->workers = w;

	return 0;
}

/* Joins the threads that have ended; they have left the mutex for good, or
 * are just about to */
static void
workers_reap(struct lws_resolver *r)
{
	struct worker **pw = &r->workers, *w, *gone = NULL;

	lws_plat_mutex_lock(&r->mutex);
	while ((w = *pw)) {
		if (!w->finished) {
			pw = &w->next;
			continue;
		}
		*pw = w->next;
		w->next = gone;
		gone = w;
	}
	lws_plat_mutex_unlock(&r->mutex);

	while ((w = gone)) {
		gone = w->next;
		lws_plat_thread_join(&w->thread);
		free(w);
	}
}

static struct lws_resolve_req *
req_create(struct lws_resolver *r, const char *host, int port, int family)
{
	size_t len = strlen(host);
	struct lws_resolve_req *req = calloc(1, sizeof(*req) + len);

	if (!req)
		return NULL;
	req->resolver = r;
	req->port = port;
	req->hints.ai_family = family;
	req->hints.ai_socktype = SOCK_STREAM;
	memcpy(req->host, host, len + 1);

	return req;
}

/* 1: the outcome is known without a thread */
static int
req_try_now(struct lws_resolve_req *req)
{
	struct addrinfo hints = req->hints;
	size_t len = strlen(req->host);

	if (!len || len > LWS_RESOLVER_MAX_NAME) {
		req->err = EAI_NONAME;
		return 1;
	}

	/* asks nobody, and takes the same forms as the full lookup */
	hints.ai_flags = AI_NUMERICHOST;
	if (!getaddrinfo(req->host, NULL, &hints, &req->list))
		return 1;
	req->list = NULL;

	return 0;
}

/* Under the mutex.  A thread for it, an idle one or a new one, now or later */
static int
req_queue(struct lws_resolver *r, struct lws_resolve_req *req)
{
	req->state = REQ_QUEUED;
	list_append(&r->queue, req);

	if (r->queue.count > r->idle && r->threads < r->max_threads &&
	    worker_add(r) && !r->threads) {
		list_remove(&r->queue, req);
		return -1;
	}
	lws_plat_cond_signal(&r->work);

	return 0;
}

struct lws_resolve_req *
lws_resolver_start(struct lws_resolver *r, const char *host, int port,
		   int family, lws_resolve_cb cb, void *opaque)
{
	struct lws_resolve_req *req = req_create(r, host, port, family);
	int ret = 0;

	if (!req)
		return NULL;
	req->cb = cb;
	req->opaque = opaque;
	workers_reap(r);

	if (req_try_now(req)) {
		lws_plat_mutex_lock(&r->mutex);
		req->state = REQ_DONE;
		list_append(&r->done, req);
		r->wake(r->wake_arg);
	} else {
		lws_plat_mutex_lock(&r->mutex);
		ret = req_queue(r, req);
	}
	lws_plat_mutex_unlock(&r->mutex);

	if (ret) {
		req_free(req);
		return NULL;
	}

	return req;
}

void
lws_resolver_cancel(struct lws_resolve_req *req)
{
	struct lws_resolver *r = req->resolver;
	int ours = 1;

	lws_plat_mutex_lock(&r->mutex);
	switch (req->state) {
	case REQ_QUEUED:
		list_remove(&r->queue, req);
		break;
	case REQ_DONE:
		list_remove(&r->done, req);
		break;
	case REQ_RUNNING:
		req->cancelled = 1;
		ours = 0;
		break;
	}
	lws_plat_mutex_unlock(&r->mutex);

	if (ours)
		req_free(req);
}

/* The system's own texts may be in any language and code page */
static const char *
gai_text(int err)
{
	switch (err) {
	case EAI_NONAME:
		return "Name does not resolve (EAI_NONAME)";
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
	case EAI_NODATA:
		return "Name has no address (EAI_NODATA)";
#endif
#if defined(EAI_ADDRFAMILY)
	case EAI_ADDRFAMILY:
		return "Name has no address of that family (EAI_ADDRFAMILY)";
#endif
	case EAI_AGAIN:
		return "Name server does not answer (EAI_AGAIN)";
	case EAI_FAIL:
		return "Name server failed (EAI_FAIL)";
	case EAI_FAMILY:
		return "Address family not supported (EAI_FAMILY)";
	case EAI_MEMORY:
		return "Out of memory (EAI_MEMORY)";
	default:
		return NULL;
	}
}

static void
req_reason(const struct lws_resolve_req *req, char *buf, size_t len)
{
	const char *text = gai_text(req->err);

	if (text) {
		snprintf(buf, len, "%s", text);
		return;
	}
#if defined(EAI_SYSTEM)
	if (req->err == EAI_SYSTEM) {
		(void)lws_plat_strerror(req->sys_err, buf, len);
		return;
	}
#endif
	snprintf(buf, len, "lookup error %d", req->err);
}

static enum lws_client_cause
req_cause(const struct lws_resolve_req *req)
{
	switch (req->err) {
	case 0:
		return LWS_CLIENT_CAUSE_OTHER;
	case EAI_NONAME:
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
	case EAI_NODATA:
#endif
#if defined(EAI_ADDRFAMILY)
	case EAI_ADDRFAMILY:
#endif
		return LWS_CLIENT_CAUSE_NO_NAME;
	case EAI_AGAIN:
	case EAI_FAIL:
		return LWS_CLIENT_CAUSE_UNREACHABLE;
	case EAI_MEMORY:
		return LWS_CLIENT_CAUSE_LOCAL;
#if defined(EAI_SYSTEM)
	case EAI_SYSTEM:
		return lws_plat_cause(req->sys_err);
#endif
	default:
		return LWS_CLIENT_CAUSE_OTHER;
	}
}

static void
list_set_port(struct addrinfo *ai, int port)
{
	uint16_t p = htons((uint16_t)port);

	for (; ai; ai = ai->ai_next)
		if (ai->ai_family == AF_INET)
			((struct sockaddr_in *)
				(void *)ai->ai_addr)->sin_port = p;
		else if (ai->ai_family == AF_INET6)
			((struct sockaddr_in6 *)
				(void *)ai->ai_addr)->sin6_port = p;
}

static void
req_deliver(struct lws_resolve_req *req)
{
	struct lws_resolve_req was = *req;
	char reason[128];

	free(req);
	list_set_port(was.list, was.port);
	reason[0] = '\0';
	if (!was.list) {
		if (!was.err)
			was.err = EAI_NONAME;
		req_reason(&was, reason, sizeof(reason));
	}
	was.cb(was.opaque, was.list, req_cause(&was),
	       was.list ? NULL : reason);
}

void
lws_resolver_collect(struct lws_resolver *r)
{
	struct lws_resolve_req *req;
	unsigned int n;
	int closing;

	workers_reap(r);

	/* a callback may destroy the resolver; this keeps it readable */
	(void)lws_plat_atomic_add(&r->refs, 1);

	lws_plat_mutex_lock(&r->mutex);
	n = r->done.count;
	lws_plat_mutex_unlock(&r->mutex);

	for (; n; n--) {
		lws_plat_mutex_lock(&r->mutex);
		closing = r->closing;
		req = r->done.head;
		if (req && !closing)
			list_remove(&r->done, req);
		lws_plat_mutex_unlock(&r->mutex);
		if (!req || closing)
			break;
		req_deliver(req);
	}

	resolver_unref(r);
}

void
lws_resolver_destroy(struct lws_resolver **pr)
{
	struct lws_resolver *r = *pr;
	struct worker *w, *next, *idle = NULL;
	struct req_list drop;

	if (!r)
		return;
	*pr = NULL;

	lws_plat_mutex_lock(&r->mutex);
	r->closing = 1;
	drop = r->queue;
	memset(&r->queue, 0, sizeof(r->queue));
	list_free(&drop);
	list_free(&r->done);

	/* who is not in a lookup ends at once and can be joined */
	for (w = r->workers; w; w = next) {
		next = w->next;
		if (w->busy) {
			w->abandoned = 1;
			lws_plat_thread_detach(&w->thread);
			continue;
		}
		w->next = idle;
		idle = w;
	}
	r->workers = NULL;
	lws_plat_cond_broadcast(&r->work);
	lws_plat_mutex_unlock(&r->mutex);

	while ((w = idle)) {
		idle = w->next;
		lws_plat_thread_join(&w->thread);
		free(w);
	}
	resolver_unref(r);
}

void
lws_resolver_set_lookup(struct lws_resolver *r, lws_resolver_lookup_fn lookup)
{
	lws_plat_mutex_lock(&r->mutex);
	r->lookup = lookup;
	lws_plat_mutex_unlock(&r->mutex);
}

void
lws_resolver_set_limits(struct lws_resolver *r, unsigned int max_threads,
			lws_usec_t idle_us)
{
	lws_plat_mutex_lock(&r->mutex);
	r->max_threads = max_threads;
	r->idle_us = idle_us;
	lws_plat_mutex_unlock(&r->mutex);
}

unsigned int
lws_resolver_threads(struct lws_resolver *r)
{
	unsigned int n;

	lws_plat_mutex_lock(&r->mutex);
	n = r->threads;
	lws_plat_mutex_unlock(&r->mutex);

	return n;
}
