/* SPDX-License-Identifier: MIT */
/* The process as a whole: in the background, and as whom it runs */
#include "../private-lib-plat.h"

const char *
lws_plat_identity_find(const char *user, const char *group, uid_t *uid,
		       gid_t *gid)
{
	(void)uid;
	(void)gid;

	/* a process is somebody's from its start */
	return group ? group : user;
}

const char *
lws_plat_identity_take(uid_t uid, gid_t gid, const int *caps,
		       unsigned int count_caps)
{
	(void)caps;
	(void)count_caps;
	if (gid && gid != (gid_t)-1)
		return "group";

	return uid && uid != (uid_t)-1 ? "user" : NULL;
}

const char *
lws_plat_daemonize(const char *lock_path)
{
	(void)lock_path;

	return "Windows has services for that";
}
