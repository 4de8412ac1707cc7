/* SPDX-License-Identifier: MIT */
/*
 * A completion port inside a loop that waits somewhere else.  Nothing but
 * GetQueuedCompletionStatusEx() can wait at a port, so a thread does that.
 *
 * What it took belongs to it until it says so ("full"), and then to the loop
 * until rest(): they never look at the entries at the same time.
 */
#include "private-lib-event-libs-afd.h"

struct lws_port_pump {
	HANDLE			port;
	void			(*poke)(void *arg);
	void			*arg;
	lws_plat_thread_t	thread;
	lws_plat_mutex_t	lock;		/* for the rest */
	lws_plat_cond_t		go;
	OVERLAPPED_ENTRY	e[LWS_PORT_BATCH];
	ULONG			count;		/* of them, not taken yet */
	int			full;		/* it waits for rest() */
	int			failed;		/* which is told once */
	int			stop;
};

/* Nonzero: the thread is to end */
static int
hand_over(struct lws_port_pump *p, ULONG n, int failed)
{
	int stop;

	lws_plat_mutex_lock(&p->lock);
	p->count = n;
	p->failed = failed;
	p->full = 1;
	stop = p->stop;
	lws_plat_mutex_unlock(&p->lock);
	if (stop)
		return 1;

	p->poke(p->arg);

	lws_plat_mutex_lock(&p->lock);
	while (p->full && !p->stop)
		(void)lws_plat_cond_wait(&p->go, &p->lock, -1);
	stop = p->stop || failed;
	lws_plat_mutex_unlock(&p->lock);

	return stop;
}

static void
pump(void *arg)
{
	struct lws_port_pump *p = (struct lws_port_pump *)arg;
	BOOL ok;
	ULONG n;

	do {
		n = 0;
		ok = GetQueuedCompletionStatusEx(p->port, p->e, LWS_PORT_BATCH,
						 &n, INFINITE, FALSE);
	} while (!hand_over(p, ok ? n : 0, !ok));
}

struct lws_port_pump *
lws_port_pump_start(HANDLE port, void (*poke)(void *arg), void *arg)
{
	struct lws_port_pump *p = lws_zalloc(sizeof(*p), "port pump");

	if (!p)
		return NULL;
	p->port = port;
	p->poke = poke;
	p->arg = arg;
	if (lws_plat_mutex_init(&p->lock))
		goto free_it;
	if (lws_plat_cond_init(&p->go))
		goto destroy_lock;
	if (lws_plat_thread_create(&p->thread, pump, p))
		goto destroy_cond;

	return p;

destroy_cond:
	lws_plat_cond_destroy(&p->go);
destroy_lock:
	lws_plat_mutex_destroy(&p->lock);
free_it:
	lws_free(p);

	return NULL;
}

void
lws_port_pump_rest(struct lws_port_pump *p)
{
	lws_plat_mutex_lock(&p->lock);
	if (!p->count) {
		p->full = 0;
		lws_plat_cond_signal(&p->go);
	}
	lws_plat_mutex_unlock(&p->lock);
}

int
lws_port_pump_has(struct lws_port_pump *p)
{
	int has;

	if (!p)
		return 0;
	lws_plat_mutex_lock(&p->lock);
	has = p->count || p->failed;
	lws_plat_mutex_unlock(&p->lock);

	return has;
}

int
lws_port_pump_take(struct lws_port_pump *p, OVERLAPPED_ENTRY e[LWS_PORT_BATCH])
{
	int n;

	if (!p)
		return 0;
	lws_plat_mutex_lock(&p->lock);
	n = p->failed ? -1 : (int)p->count;
	memcpy(e, p->e, p->count * sizeof(p->e[0]));
	p->count = 0;
	p->failed = 0;
	lws_plat_mutex_unlock(&p->lock);

	return n;
}

void
lws_port_pump_stop(struct lws_port_pump *p)
{
	if (!p)
		return;
	lws_plat_mutex_lock(&p->lock);
	p->stop = 1;
	lws_plat_cond_signal(&p->go);
	lws_plat_mutex_unlock(&p->lock);
	/* a packet of nobody's, to wake it where it waits */
	(void)PostQueuedCompletionStatus(p->port, 0, 0, NULL);
	lws_plat_thread_join(&p->thread);
	lws_plat_cond_destroy(&p->go);
}

void
lws_port_pump_free(struct lws_port_pump **p)
{
	if (!*p)
		return;
	lws_plat_mutex_destroy(&(*p)->lock);
	lws_free(*p);
	*p = NULL;
}
