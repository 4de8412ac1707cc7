/* SPDX-License-Identifier: MIT */
/*
 * Lines of the standard input.  A terminal, a pipe and a file are all read by
 * a thread that may block, which is the same on all systems; it leaves lines
 * under a lock and wakes the service loop, the one thing that another thread
 * may do with it.
 */
#include "wscat.h"

#if defined(_WIN32)
#include <io.h>
#include <process.h>
#define isatty _isatty
#define fileno _fileno
#else
#include <pthread.h>
#include <unistd.h>
#endif

/* as much as this may wait; then reading waits */
#define LINES_MAX	1000
#define BYTES_MAX	(4u * LINE_MAX_BYTES)

static struct lws_context *context;	/* NULL: it is no more */
static struct line *first, **last = &first;
static size_t lines, bytes;
static int over;

#if defined(_WIN32)
static CRITICAL_SECTION the_lock;
static CONDITION_VARIABLE room;
#define lock()		EnterCriticalSection(&the_lock)
#define unlock()	LeaveCriticalSection(&the_lock)
#define wait_room()	SleepConditionVariableCS(&room, &the_lock, INFINITE)
#define signal_room()	WakeConditionVariable(&room)
#else
static pthread_mutex_t the_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t room = PTHREAD_COND_INITIALIZER;
#define lock()		pthread_mutex_lock(&the_lock)
#define unlock()	pthread_mutex_unlock(&the_lock)
#define wait_room()	pthread_cond_wait(&room, &the_lock)
#define signal_room()	pthread_cond_signal(&room)
#endif

int
input_is_terminal(void)
{
	return isatty(fileno(stdin));
}

/* nonzero: nobody wants any more */
static int
deliver(const char *text, size_t len)
{
	struct line *l = malloc(sizeof(*l) + len);
	int gone;

	if (!l)
		return 1;
	l->next = NULL;
	l->len = len;
	memcpy(l->text, text, len);
	l->text[len] = '\0';

	lock();
	while (context && (lines >= LINES_MAX || bytes >= BYTES_MAX))
		wait_room();
	gone = !context;
	if (!gone) {
		*last = l;
		last = &l->next;
		lines++;
		bytes += len;
		lws_cancel_service(context);
	}
	unlock();
	if (gone)
		free(l);

	return gone;
}

static void
end_of_input(void)
{
	lock();
	over = 1;
	if (context)
		lws_cancel_service(context);
	unlock();
}

#if defined(_WIN32)
/* what is typed is UTF-16 there */
static int
read_some(char *p, size_t room_for)
{
	HANDLE h = GetStdHandle(STD_INPUT_HANDLE);
	wchar_t wide[512];
	DWORD n, mode;

	if (GetConsoleMode(h, &mode)) {
		if (!ReadConsoleW(h, wide, 512, &n, NULL) || !n ||
		    wide[0] == 26 /* ^Z */)
			return 0;
		return WideCharToMultiByte(CP_UTF8, 0, wide, (int)n, p,
					   (int)room_for, NULL, NULL);
	}

	return ReadFile(h, p, (DWORD)room_for, &n, NULL) ? (int)n : 0;
}
#else
static int
read_some(char *p, size_t room_for)
{
	return (int)read(0, p, room_for);
}
#endif

/* takes whole lines off the buffer; how much is left, or -1: it is over */
static long
split(char *buf, size_t len)
{
	size_t from = 0, n, end;

	for (n = 0; n < len; n++) {
		if (buf[n] != '\n')
			continue;
		end = n > from && buf[n - 1] == '\r' ? n - 1 : n;
		if (deliver(buf + from, end - from))
			return -1;
		from = n + 1;
	}
	memmove(buf, buf + from, len - from);

	return (long)(len - from);
}

static void
read_all(void)
{
	/* room for what a console gives at once, in UTF-8 */
	const size_t chunk = 2048;
	char *buf = malloc(LINE_MAX_BYTES + chunk);
	long have = 0;
	int n;

	while (buf && (n = read_some(buf + have, chunk)) > 0) {
		have = split(buf, (size_t)have + (size_t)n);
		if (have < 0)
			break;
		if ((size_t)have > LINE_MAX_BYTES) {
			fprintf(stderr, "wscat: a line of more than %u bytes; "
				"reading ends\n", LINE_MAX_BYTES);
			have = 0;
			break;
		}
	}
	/* the last line may have no newline */
	if (have > 0)
		(void)deliver(buf, (size_t)have);
	free(buf);
	end_of_input();
}

#if defined(_WIN32)
static unsigned int __stdcall
reader(void *arg)
{
	(void)arg;
	read_all();

	return 0;
}

static int
start_thread(void)
{
	HANDLE h;

	InitializeCriticalSection(&the_lock);
	InitializeConditionVariable(&room);
	h = (HANDLE)_beginthreadex(NULL, 0, reader, NULL, 0, NULL);
	if (!h)
		return 1;
	CloseHandle(h);

	return 0;
}
#else
static void *
reader(void *arg)
{
	(void)arg;
	read_all();

	return NULL;
}

static int
start_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, reader, NULL) || pthread_detach(t);
}
#endif

int
input_start(struct lws_context *cx)
{
	context = cx;

	return start_thread();
}

struct line *
input_next(int *eof)
{
	struct line *l;

	lock();
	l = first;
	*eof = over;
	if (l) {
		first = l->next;
		if (!first)
			last = &first;
		lines--;
		bytes -= l->len;
		signal_room();
	}
	unlock();

	return l;
}

void
input_stop(void)
{
	struct line *l;
	int eof;

	if (!context)
		return;
	lock();
	context = NULL;
	signal_room();
	unlock();
	while ((l = input_next(&eof)))
		free(l);
}
