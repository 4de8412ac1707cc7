/* SPDX-License-Identifier: MIT */
/*
 * A WebSocket server whose messages are made by other threads.
 *
 *	ws-server-threads [port]		(default: 7681)
 *
 * Only lws_cancel_service() may be called from another thread.  So the threads
 * leave what they have under a lock and call that; the service thread then
 * gets LWS_CALLBACK_EVENT_WAIT_CANCELLED and takes it from there.
 */
#include <libwebsockets.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#include <process.h>
typedef HANDLE thread_t;
typedef CRITICAL_SECTION lock_t;
#define lock_init(_l)		InitializeCriticalSection(_l)
#define lock(_l)		EnterCriticalSection(_l)
#define unlock(_l)		LeaveCriticalSection(_l)
#define THREAD_RETURN		unsigned int __stdcall
#define sleep_ms(_ms)		Sleep(_ms)
#else
#include <pthread.h>
#include <time.h>
typedef pthread_t thread_t;
typedef pthread_mutex_t lock_t;
#define lock_init(_l)		pthread_mutex_init(_l, NULL)
#define lock(_l)		pthread_mutex_lock(_l)
#define unlock(_l)		pthread_mutex_unlock(_l)
#define THREAD_RETURN		void *
#endif

static struct lws_context *context;
static volatile sig_atomic_t stop;

#define THREADS		2
#define LATEST		16	/* messages of which each client gets all that
				 * it is not too late for */

struct session {
	struct session	*next;
	struct lws	*wsi;
	unsigned int	seen;
};

static struct session *sessions;

/* under the lock */
static lock_t the_lock;
static char latest[LATEST][64];
static unsigned int made;
static int threads_stop;

#if !defined(_WIN32)
static void
sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}
#endif

static THREAD_RETURN
worker(void *arg)
{
	int id = *(int *)arg, over = 0;
	unsigned int n = 0;

	while (!over) {
		sleep_ms(20);
		lock(&the_lock);
		lws_snprintf(latest[made % LATEST], sizeof(latest[0]),
			     "thread %d, message %u", id, ++n);
		made++;
		over = threads_stop;
		unlock(&the_lock);
		if (!over)
			lws_cancel_service(context);
	}

	return 0;
}

static thread_t threads[THREADS];
static int ids[THREADS];
static int threads_running;

static int
start_threads(void)
{
	for (; threads_running < THREADS; threads_running++) {
		int n = threads_running;

		ids[n] = n;
#if defined(_WIN32)
		threads[n] = (HANDLE)_beginthreadex(NULL, 0, worker, &ids[n],
						    0, NULL);
		if (!threads[n])
			return -1;
#else
		if (pthread_create(&threads[n], NULL, worker, &ids[n]))
			return -1;
#endif
	}

	return 0;
}

static void
stop_threads(void)
{
	lock(&the_lock);
	threads_stop = 1;
	unlock(&the_lock);

	while (threads_running) {
		threads_running--;
#if defined(_WIN32)
		WaitForSingleObject(threads[threads_running], INFINITE);
		CloseHandle(threads[threads_running]);
#else
		pthread_join(threads[threads_running], NULL);
#endif
	}
}

static void
leave(struct session *s)
{
	struct session **at;

	for (at = &sessions; *at; at = &(*at)->next)
		if (*at == s) {
			*at = s->next;
			return;
		}
}

/* the next one that this client has not had; 0: there is none */
static size_t
take(struct session *s, char *p, size_t size)
{
	size_t len = 0;

	lock(&the_lock);
	if (made - s->seen > LATEST)
		s->seen = made - LATEST;
	if (s->seen != made)
		len = (size_t)lws_snprintf(p, size, "%s",
					   latest[s->seen++ % LATEST]);
	unlock(&the_lock);

	return len;
}

static int
news(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
     size_t len)
{
	unsigned char buf[LWS_PRE + sizeof(latest[0])];
	struct session *s = user;

	(void)in;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		s->wsi = wsi;
		s->next = sessions;
		sessions = s;
		lws_callback_on_writable(wsi);
		break;

	case LWS_CALLBACK_CLOSED:
		leave(s);
		break;

	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		/* in the service thread; several calls may have become one */
		for (s = sessions; s; s = s->next)
			lws_callback_on_writable(s->wsi);
		break;

	case LWS_CALLBACK_SERVER_WRITEABLE:
		len = take(s, (char *)buf + LWS_PRE, sizeof(buf) - LWS_PRE);
		if (!len)
			break;
		if (lws_write(wsi, buf + LWS_PRE, len, LWS_WRITE_TEXT) !=
		    (int)len)
			return -1;
		lws_callback_on_writable(wsi);
		break;

	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "news", news, sizeof(struct session), 0, 0, NULL, 0 },
	LWS_PROTOCOL_LIST_TERM
};

static void
on_signal(int sig)
{
	(void)sig;
	stop = 1;
	lws_cancel_service(context);
}

int
main(int argc, char **argv)
{
	struct lws_context_creation_info info;
	int n = 0;

	memset(&info, 0, sizeof(info));
	info.port = argc > 1 ? atoi(argv[1]) : 7681;
	info.protocols = protocols;

	lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE | LLL_USER, NULL);
	context = lws_create_context(&info);
	if (!context)
		return 1;

	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	lwsl_user("listening on port %d\n",
		  lws_get_vhost_listen_port(
				lws_get_vhost_by_name(context, "default")));

	lock_init(&the_lock);
	if (start_threads())
		stop = 1;

	while (n >= 0 && !stop)
		n = lws_service(context, 0);

	/* before the context that they call */
	stop_threads();

	lws_context_destroy(context);
	return 0;
}
