/* SPDX-License-Identifier: MIT */
/* Local addresses: of network interfaces, and in the file system */
#include "../private-lib-plat.h"

#include <errno.h>
#include <grp.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

unsigned int
lws_plat_interface_index(const char *ifname)
{
	return if_nametoindex(ifname);
}

int
lws_plat_interface_address(int af, const char *ifname,
			   struct sockaddr_storage *sa)
{
	struct ifaddrs *list, *i;
	int ret = LWS_ITOSA_NOT_EXIST;
	size_t len = af == AF_INET6 ? sizeof(struct sockaddr_in6) :
				      sizeof(struct sockaddr_in);

	memset(sa, 0, sizeof(*sa));
	if (getifaddrs(&list))
		return LWS_ITOSA_NOT_EXIST;

	for (i = list; i && ret != LWS_ITOSA_USABLE; i = i->ifa_next) {
		if (strcmp(i->ifa_name, ifname))
			continue;
		ret = LWS_ITOSA_NOT_USABLE;
		if (i->ifa_addr && i->ifa_addr->sa_family == af &&
		    (i->ifa_flags & IFF_UP)) {
			memcpy(sa, i->ifa_addr, len);
			ret = LWS_ITOSA_USABLE;
		}
	}
	freeifaddrs(list);

	return ret;
}

int
lws_plat_unix_address(const char *path, struct sockaddr_storage *sa)
{
	struct sockaddr_un *un = (struct sockaddr_un *)sa;
	size_t len = strlen(path);

	memset(sa, 0, sizeof(*sa));
	un->sun_family = AF_UNIX;
	if (!len || len >= sizeof(un->sun_path)) {
		errno = ENAMETOOLONG;
		return LWS_PLAT_ERROR;
	}
	memcpy(un->sun_path, path, len);

	/* an abstract name begins with a NUL and has no end but its length */
	if (path[0] == '@')
		un->sun_path[0] = '\0';
	else
		len++;

	return (int)(offsetof(struct sockaddr_un, sun_path) + len);
}

int
lws_plat_unix_unlink(const char *path)
{
	struct stat st;

	if (path[0] == '@')
		return 0;
	if (lstat(path, &st))
		return errno == ENOENT ? 0 : LWS_PLAT_ERROR;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return LWS_PLAT_ERROR;
	}

	return unlink(path) ? LWS_PLAT_ERROR : 0;
}

/* A name or a number; -1 if it is neither */
static long
lookup_id(const char *name, int group)
{
	struct group *gr = NULL;
	struct passwd *pw = NULL;
	char *end;
	long v;

	if (group)
		gr = getgrnam(name);
	else
		pw = getpwnam(name);
	if (gr)
		return (long)gr->gr_gid;
	if (pw)
		return (long)pw->pw_uid;

	v = strtol(name, &end, 10);

	return end == name || *end || v < 0 ? -1 : v;
}

int
lws_plat_unix_chown(const char *path, const char *user_colon_group)
{
	const char *colon = strchr(user_colon_group, ':');
	char user[64];
	long u, g;

	if (!colon || (size_t)(colon - user_colon_group) >= sizeof(user)) {
		errno = EINVAL;
		return LWS_PLAT_ERROR;
	}
	memcpy(user, user_colon_group, (size_t)(colon - user_colon_group));
	user[colon - user_colon_group] = '\0';

	u = lookup_id(user, 0);
	g = lookup_id(colon + 1, 1);
	if (u < 0 || g < 0) {
		errno = EINVAL;
		return LWS_PLAT_ERROR;
	}

	return chown(path, (uid_t)u, (gid_t)g) || chmod(path, 0660) ?
							LWS_PLAT_ERROR : 0;
}
