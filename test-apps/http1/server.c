/* SPDX-License-Identifier: MIT */
/*
 * The server under test on its own, for peers in front of it: prints its port,
 * then a line for each request.  Ends with its stdin.
 */
#include "server-under-test.h"

static struct lws_context *cx;
static struct t_mutex *lock;
static int over;

static int
is_over(int end)
{
	int n;

	t_mutex_lock(lock);
	over |= end;
	n = over;
	t_mutex_unlock(lock);

	return n;
}

static void
wait_for_end(void *arg)
{
	(void)arg;
	while (getchar() != EOF)
		;
	is_over(1);
	lws_cancel_service(cx);
}

int
main(void)
{
	struct t_thread *t;

	t_begin("http1-server", 600);
	sut_quiet = 2;
	cx = sut_create(30);
	if (!cx)
		return 1;
	printf("port %d\n", sut_port);
	lock = t_mutex_new();
	t = t_thread_start(wait_for_end, NULL);
	while (!is_over(0) && lws_service(cx, 0) >= 0)
		;
	t_thread_join(t);
	t_mutex_free(lock);
	printf("connections %d\n", sut_opened);
	lws_context_destroy(cx);

	return 0;
}
