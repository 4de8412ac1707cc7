/* SPDX-License-Identifier: MIT */
/* The process as a whole: in the background, and as whom it runs */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(LWS_HAVE_LIBCAP)
#include <sys/capability.h>
#include <sys/prctl.h>
#endif

/* ---- as whom ---- */

/* what getpwnam_r() and its companions fill; the largest entry that is read */
#define ENTRY_SIZE 16384

static int
find_user(const char *name, uid_t *uid, gid_t *gid)
{
	struct passwd pw, *found = NULL;
	char *buf = malloc(ENTRY_SIZE);

	if (buf && !getpwnam_r(name, &pw, buf, ENTRY_SIZE, &found) && found) {
		*uid = pw.pw_uid;
		/* his own group, unless another is asked for */
		if (!*gid || *gid == (gid_t)-1)
			*gid = pw.pw_gid;
	}
	free(buf);

	return !found;
}

static int
find_group(const char *name, gid_t *gid)
{
	struct group gr, *found = NULL;
	char *buf = malloc(ENTRY_SIZE);

	if (buf && !getgrnam_r(name, &gr, buf, ENTRY_SIZE, &found) && found)
		*gid = gr.gr_gid;
	free(buf);

	return !found;
}

const char *
lws_plat_identity_find(const char *user, const char *group, uid_t *uid,
		       gid_t *gid)
{
	if (group && find_group(group, gid))
		return group;
	if (user && find_user(user, uid, gid))
		return user;

	return NULL;
}

static int
set_groups(uid_t uid, gid_t gid)
{
	struct passwd pw, *found = NULL;
	char *buf = malloc(ENTRY_SIZE);
	int ret;

	if (!buf)
		return -1;
	/* the groups that he is in; nobody's, if the number has no name */
	if (uid && uid != (uid_t)-1 &&
	    !getpwuid_r(uid, &pw, buf, ENTRY_SIZE, &found) && found)
		ret = initgroups(pw.pw_name, gid);
	else
		ret = setgroups(1, &gid);
	free(buf);

	return ret;
}

#if defined(LWS_HAVE_LIBCAP)
static int
keep_caps(const int *caps, unsigned int count)
{
	cap_t c = cap_init();
	unsigned int n;
	int ret = -1;

	if (!c)
		return -1;
	for (n = 0; n < count; n++) {
		cap_value_t v = (cap_value_t)caps[n];

		if (cap_set_flag(c, CAP_PERMITTED, 1, &v, CAP_SET) ||
		    cap_set_flag(c, CAP_EFFECTIVE, 1, &v, CAP_SET))
			goto done;
	}
	ret = cap_set_proc(c);
done:
	cap_free(c);

	return ret;
}
#endif

const char *
lws_plat_identity_take(uid_t uid, gid_t gid, const int *caps,
		       unsigned int count_caps)
{
	int change_uid = uid && uid != (uid_t)-1,
	    change_gid = gid && gid != (gid_t)-1,
	    already = getuid() == uid && geteuid() == uid;

	/* somebody else is not in the groups that this one is in */
	if ((change_gid || (change_uid && !already)) &&
	    set_groups(uid, change_gid ? gid : getgid()))
		return "group";
	if (change_gid && setgid(gid))
		return "group";
#if defined(LWS_HAVE_LIBCAP)
	if (change_uid && count_caps && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return "capabilities";
#endif
	/* setuid() of root sets all three of them: there is no way back */
	if (change_uid && (setuid(uid) || getuid() != uid || geteuid() != uid))
		return "user";
#if defined(LWS_HAVE_LIBCAP)
	if (change_uid && count_caps && keep_caps(caps, count_caps))
		return "capabilities";
#else
	(void)caps;
	(void)count_caps;
#endif

	return NULL;
}

/* ---- in the background ---- */

/*
 * The lock belongs to the open file, so the child goes on holding it, and the
 * system drops it whenever the last process that has it ends.
 */
static int
take_lock(const char *path, const char **why)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0) {
		*why = "its lock file cannot be opened";
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		*why = "its lock file is held: another one is running";
		close(fd);
		return -1;
	}

	return fd;
}

static int
write_pid(int fd)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	return ftruncate(fd, 0) || pwrite(fd, text, (size_t)n, 0) != n;
}

static int
leave_terminal(void)
{
	int fd = open("/dev/null", O_RDWR), n, ret = 0;

	if (fd < 0 || setsid() < 0)
		ret = -1;
	for (n = 0; !ret && n < 3; n++)
		if (dup2(fd, n) < 0)
			ret = -1;
	if (fd > 2)
		close(fd);

	return ret;
}

const char *
lws_plat_daemonize(const char *lock_path)
{
	const char *why = NULL;
	int lock = -1;
	pid_t pid;

	if (lock_path) {
		lock = take_lock(lock_path, &why);
		if (lock < 0)
			return why;
	}

	pid = fork();
	if (pid < 0) {
		if (lock >= 0)
			close(lock);
		return "there can be no more processes";
	}
	if (pid)
		/* what is registered for exit() is the child's to run */
		_exit(0);

	/* lock stays open for as long as this process lives */
	if (lock >= 0 && write_pid(lock))
		return "its pid cannot be written";
	umask(022);

	return leave_terminal() ? "it cannot leave the terminal" : NULL;
}
