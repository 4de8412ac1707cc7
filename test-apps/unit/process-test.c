/* SPDX-License-Identifier: MIT */
/*
 * In the background, as somebody else, and handing over to a successor.  The
 * first two need children, and the second one root.
 */

#include "private-lib-core-net.h"

#include "core-check.h"

#if !defined(_WIN32)
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(LWS_HAVE_LIBCAP)
#include <sys/capability.h>
#endif
#endif

static struct lws_context *
create(struct lws_context_creation_info *info)
{
	info->port = CONTEXT_PORT_NO_LISTEN;

	return lws_create_context(info);
}

static void
test_unknown_names(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.username = "no-such-user-here";
	CHECK(!create(&info));
	info.username = NULL;
	info.groupname = "no-such-group-here";
	CHECK(!create(&info));
}

#if !defined(_WIN32)

/* runs fn in a child; what it returns */
static int
in_child(int (*fn)(void *), void *arg)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(fn(arg));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;

	return WEXITSTATUS(status);
}

static int
as_nobody(void *arg)
{
	struct lws_context_creation_info info;
	struct passwd *pw = getpwnam("nobody");
	struct lws_context *cx;
	uid_t uid = 0;
	gid_t gid = 0;
	int bad = 0;

	LWS_UNUSED(arg);
	memset(&info, 0, sizeof(info));
	info.username = "nobody";
#if defined(LWS_HAVE_LIBCAP)
	info.caps[0] = CAP_NET_BIND_SERVICE;
	info.count_caps = 1;
#endif
	cx = create(&info);
	if (!cx || !pw)
		return 1;
	lws_get_effective_uid_gid(cx, &uid, &gid);
	bad |= (getuid() != pw->pw_uid || geteuid() != pw->pw_uid) << 1;
	bad |= (getgid() != pw->pw_gid || getegid() != pw->pw_gid) << 2;
	bad |= (uid != pw->pw_uid || gid != pw->pw_gid) << 3;
	bad |= (!setuid(0) || !setgid(0)) << 4;
#if defined(LWS_HAVE_LIBCAP)
	{
		cap_flag_value_t net = CAP_CLEAR, other = CAP_SET;
		cap_t c = cap_get_proc();

		cap_get_flag(c, CAP_NET_BIND_SERVICE, CAP_EFFECTIVE, &net);
		cap_get_flag(c, CAP_SYS_ADMIN, CAP_PERMITTED, &other);
		bad |= (net != CAP_SET || other != CAP_CLEAR) << 5;
		cap_free(c);
	}
#endif
	lws_context_destroy(cx);

	return bad;
}

/* with vhosts to come, root until startup is finished */
static int
explicit_vhosts(void *arg)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;
	int bad = 0;

	LWS_UNUSED(arg);
	memset(&info, 0, sizeof(info));
	info.uid = 12345;
	info.gid = 23456;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	cx = create(&info);
	if (!cx)
		return 1;
	bad |= (getuid() != 0) << 1;
	bad |= (!lws_create_vhost(cx, &info)) << 2;
	bad |= (lws_finalize_startup(cx) != 0) << 3;
	bad |= (getuid() != 12345 || getgid() != 23456) << 4;
	bad |= (getgroups(0, NULL) != 1) << 5;
	lws_context_destroy(cx);

	return bad;
}

/* of the groups that root is in none is left, whichever is asked for */
static int
without_groups(void *arg)
{
	static const gid_t some[] = { 0, 4, 27 };
	const int *ids = arg;
	struct lws_context_creation_info info;
	struct lws_context *cx;
	gid_t left[8];
	int n;

	memset(&info, 0, sizeof(info));
	info.uid = (uid_t)ids[0];
	info.gid = (gid_t)ids[1];
	if (setgroups(LWS_ARRAY_SIZE(some), some))
		return 1;
	cx = create(&info);
	if (!cx)
		return 2;
	lws_context_destroy(cx);
	n = getgroups(LWS_ARRAY_SIZE(left), left);

	return n != 1 || left[0] != getgid();
}

/* who is that already, and has no right to change anything, is left alone */
static int
as_it_is(void *arg)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	LWS_UNUSED(arg);
	memset(&info, 0, sizeof(info));
	info.uid = 12345;
	if (setuid(12345))
		return 1;
	cx = create(&info);
	if (!cx)
		return 2;
	lws_context_destroy(cx);

	return 0;
}

static void
test_identity(void)
{
	static int ids[][2] = {
		{ 12345, 0 }, { 12345, -1 }, { 12345, 23456 }, { 0, 23456 },
		{ -1, 23456 },
	};
	size_t n;

	if (getuid()) {
		printf("not root: identities are not tested\n");
		return;
	}
	CHECK_EQ(in_child(as_nobody, NULL), 0);
	CHECK_EQ(in_child(explicit_vhosts, NULL), 0);
	for (n = 0; n < LWS_ARRAY_SIZE(ids); n++)
		CHECK_EQ(in_child(without_groups, ids[n]), 0);
	CHECK_EQ(in_child(as_it_is, NULL), 0);
}

/* ---- the limit of open files ---- */

/* the hard limit of the children; valgrind does not let it change */
static rlim_t hard_limit = 300;

static int
as_limited(void *arg)
{
	struct lws_context_creation_info info;
	struct rlimit before = { 200, hard_limit }, rl;
	int want = *(const int *)arg, bad = 0;
	struct lws_context *cx;

	if (setrlimit(RLIMIT_NOFILE, &before) ||
	    (!getuid() && setuid(65534)))
		return 1;
	memset(&info, 0, sizeof(info));
	info.rlimit_nofile = want;
	cx = create(&info);
	if (!cx || getrlimit(RLIMIT_NOFILE, &rl))
		return 2;
	/* what only root can have is not had, and all is as it was */
	bad |= (rl.rlim_cur != (want <= 0 || (rlim_t)want > hard_limit ? 200u :
						(rlim_t)want)) << 2;
	bad |= (rl.rlim_max != hard_limit) << 3;
	/* one more is the library's own, for news of routes */
	bad |= (cx->max_fds < rl.rlim_cur || cx->max_fds > rl.rlim_cur + 1)
								<< 4;
	lws_context_destroy(cx);

	return bad;
}

static void
test_limit(void)
{
	int wishes[] = { 0, -5, 100, 300, 301, INT_MAX };
	struct rlimit rl;
	size_t n;

	if (getenv("LWS_TEST_VALGRIND") && !getrlimit(RLIMIT_NOFILE, &rl) &&
	    rl.rlim_max < INT_MAX) {
		hard_limit = rl.rlim_max;
		wishes[3] = (int)hard_limit;
		wishes[4] = wishes[3] + 1;
	}
	for (n = 0; n < LWS_ARRAY_SIZE(wishes); n++)
		CHECK_EQ(in_child(as_limited, &wishes[n]), 0);
}

/* ---- daemons ---- */

struct daemon {
	const char	*lock;
	int		say;	/* it writes how it went, */
	int		end;	/* and ends when this does */
};

static int
be_daemon(void *arg)
{
	struct daemon *d = arg;
	char c;

	if (lws_daemonize(d->lock))
		return 7;
	c = (char)('0' + (getsid(0) == getpid()));
	if (write(d->say, &c, 1) != 1)
		return 8;
	while (read(d->end, &c, 1) < 0 && errno == EINTR)
		;

	return 0;
}

static void
test_daemon(void)
{
	char lock[] = "/tmp/lws-daemon-XXXXXX", text[32], c = 0;
	int say[2], end[2], n, fd = mkstemp(lock);
	struct daemon d = { lock, 0, 0 };

	if (fd < 0 || pipe(say) || pipe(end)) {
		CHECK(0);
		return;
	}
	(void)fcntl(end[1], F_SETFD, FD_CLOEXEC);
	d.say = say[1];
	d.end = end[0];
	/* the parent's part ends at once, and well */
	CHECK_EQ(in_child(be_daemon, &d), 0);
	CHECK(read(say[0], &c, 1) == 1 && c == '1');
	memset(text, 0, sizeof(text));
	n = (int)read(fd, text, sizeof(text) - 1);
	CHECK(n > 1 && atol(text) > 1 && text[n - 1] == '\n');

	/* it holds the lock: a second one is not to be */
	CHECK_EQ(in_child(be_daemon, &d), 7);
	if (n > 0)
		CHECK(!kill((pid_t)atol(text), 0) || errno == EPERM);
	if (n > 0)
		(void)kill((pid_t)atol(text), SIGKILL);

	d.lock = "/no/such/folder/lock";
	CHECK_EQ(in_child(be_daemon, &d), 7);
	close(fd);
	(void)unlink(lock);
}

#else
static void
test_limit(void)
{
	struct lws_context_creation_info info;
	struct lws_context *cx;

	memset(&info, 0, sizeof(info));
	info.rlimit_nofile = 100;
	cx = create(&info);
	CHECK(cx);
	lws_context_destroy(cx);
}

static void
test_identity(void)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.uid = 1000;
	CHECK(!create(&info));
}

static void
test_daemon(void)
{
	CHECK_EQ(lws_daemonize(NULL), -1);
}
#endif

/* ---- a successor ---- */

static struct lws_context *successor, *old;
static int port, accepted, closed;

static int
cb(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
   size_t len)
{
	LWS_UNUSED(user);
	LWS_UNUSED(in);
	LWS_UNUSED(len);
	if (reason == LWS_CALLBACK_RAW_ADOPT) {
		accepted++;
		if (lws_get_context(wsi) == successor)
			accepted += 100;
	}
	if (reason == LWS_CALLBACK_RAW_CLOSE)
		closed++;

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "raw", cb, 0, 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 }
};

static struct lws_context *
listening(struct lws_context **pcx)
{
	struct lws_context_creation_info info;

	memset(&info, 0, sizeof(info));
	info.port = port;
	info.iface = "127.0.0.1";
	info.protocols = protocols;
	info.pcontext = pcx;
	info.options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
	info.listen_accept_role = "raw-skt";
	info.listen_accept_protocol = "raw";

	return lws_create_context(&info);
}

static int
succeed(void)
{
	successor = listening(&successor);

	return !successor;
}

static lws_sockfd_type
come(void)
{
	struct sockaddr_in sin;
	lws_sockfd_type fd = socket(AF_INET, SOCK_STREAM, 0);

	memset(&sin, 0, sizeof(sin));
	sin.sin_family = AF_INET;
	sin.sin_port = htons((uint16_t)port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(!connect(fd, (struct sockaddr *)&sin, sizeof(sin)));

	return fd;
}

static void
test_successor(void)
{
	lws_sockfd_type a, b;

	old = listening(&old);
	CHECK(old);
	if (!old)
		return;
	port = lws_get_vhost_listen_port(lws_get_vhost_by_name(old, "default"));
	a = come();
	while (!accepted)
		lws_service(old, 0);
	CHECK(!lws_context_is_deprecated(old));
	lws_context_deprecate(old, succeed);
	CHECK(successor && lws_context_is_deprecated(old));
	lws_context_deprecate(old, succeed);
	CHECK_EQ(lws_service(old, -1), 0);
	CHECK(old && !closed);

	/* the port is the successor's now, at once */
	b = come();
	while (successor && accepted < 100)
		lws_service(successor, 0);
	CHECK_EQ(accepted, 102);

	/* the old one goes with its last connection */
	lws_plat_socket_close(a);
	while (old && lws_service(old, 0) >= 0)
		;
	CHECK(!old);
	CHECK_EQ(closed, 1);
	lws_plat_socket_close(b);
	lws_context_destroy(successor);
	CHECK(!successor);

	/* with nobody there it goes at once */
	old = listening(&old);
	CHECK(old);
	lws_context_deprecate(old, NULL);
	while (old && lws_service(old, 0) >= 0)
		;
	CHECK(!old);
}

int
main(void)
{
	lws_set_log_level(0, NULL);
	test_unknown_names();
	test_identity();
	test_limit();
	test_daemon();
	test_successor();

	return check_result();
}
