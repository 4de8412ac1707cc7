/* SPDX-License-Identifier: MIT */
/* Directories */
#include "../private-lib-plat.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static lws_dir_obj_type_t
type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return LDOT_FILE;
	case S_IFDIR:
		return LDOT_DIR;
	case S_IFLNK:
		return LDOT_LINK;
	case S_IFIFO:
		return LDOT_FIFO;
	case S_IFSOCK:
		return LDOTT_SOCKET;
	case S_IFCHR:
		return LDOT_CHAR;
	case S_IFBLK:
		return LDOT_BLOCK;
	default:
		return LDOT_UNKNOWN;
	}
}

/* POSIX has no types in struct dirent: they are asked for */
static lws_dir_obj_type_t
entry_type(int dir_fd, const char *name)
{
	struct stat st;

	return fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) ?
				LDOT_UNKNOWN : type_of(st.st_mode);
}

int
lws_plat_dir_read(const char *path,
		  int (*cb)(void *arg, const char *name,
			    lws_dir_obj_type_t type),
		  void *arg)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	int n = 0;

	if (!dir)
		return LWS_PLAT_ERROR;

	for (;;) {
		errno = 0;
		e = readdir(dir);
		if (!e)
			break;
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		n = cb(arg, e->d_name, entry_type(dirfd(dir), e->d_name));
		if (n)
			break;
	}
	if (!n && errno)
		n = LWS_PLAT_ERROR;
	closedir(dir);

	return n;
}

int
lws_plat_path_replace(const char *from, const char *to)
{
	return rename(from, to) ? LWS_PLAT_ERROR : 0;
}

int
lws_plat_path_remove(const char *path)
{
	return remove(path) ? LWS_PLAT_ERROR : 0;
}
