/* SPDX-License-Identifier: MIT */
/* Files: the default file operations of lws-vfs.h, and whole-file helpers */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
open_cloexec(const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC, mode);
	while (fd < 0 && errno == EINTR);

	return fd;
}

int
lws_open(const char *__file, int __oflag, ...)
{
	int mode = 0;
	va_list ap;

	if (__oflag & O_CREAT) {
		va_start(ap, __oflag);
		mode = va_arg(ap, int);
		va_end(ap);
	}

	return open_cloexec(__file, __oflag, (mode_t)mode);
}

int
lws_plat_file_stat(const char *path, lws_filepos_t *size, time_t *mtime)
{
	struct stat st;

	if (stat(path, &st))
		return LWS_PLAT_ERROR;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return LWS_PLAT_ERROR;
	}
	*size = (lws_filepos_t)st.st_size;
	*mtime = st.st_mtime;

	return 0;
}

/* nonzero: not all of it, and errno says why */
static int
write_all(int fd, const void *buf, size_t len)
{
	const uint8_t *p = buf;
	ssize_t n;

	while (len) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 1;
		p += n;
		len -= (size_t)n;
	}

	return 0;
}

int
lws_plat_write_cert(struct lws_vhost *vhost, int is_key, int fd, void *buf,
		    size_t len)
{
	(void)vhost;
	(void)is_key;

	return write_all(fd, buf, len) || fsync(fd);
}

static enum lws_plat_file_kind
kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return LWS_PLAT_FILE_REGULAR;

	return S_ISDIR(mode) ? LWS_PLAT_FILE_DIRECTORY : LWS_PLAT_FILE_OTHER;
}

enum lws_plat_file_kind
lws_plat_file_kind(const char *path)
{
	struct stat st;

	return stat(path, &st) ? LWS_PLAT_FILE_NONE : kind_of(st.st_mode);
}

enum lws_plat_file_kind
lws_plat_fd_kind(lws_filefd_type fd)
{
	struct stat st;

	return fstat(fd, &st) ? LWS_PLAT_FILE_NONE : kind_of(st.st_mode);
}

int
lws_plat_windows_names(void)
{
	return 0;
}

lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops, const char *filename,
		    const char *vpath, lws_fop_flags_t *flags)
{
	lws_fop_fd_t f;
	struct stat st;
	int fd;

	(void)vpath;

	/* a pipe that nobody writes to would hold us up here */
	fd = open_cloexec(filename, (int)(*flags & LWS_FOP_FLAGS_MASK) |
			  O_NONBLOCK | O_NOCTTY, 0664);
	if (fd < 0)
		return NULL;

	f = calloc(1, sizeof(*f));
	if (!f || fstat(fd, &st)) {
		free(f);
		close(fd);
		return NULL;
	}

	f->fops = fops;
	f->fd = fd;
	f->flags = *flags;
	f->len = (lws_filepos_t)st.st_size;
	f->mod_time = (uint32_t)st.st_mtime;
	f->flags |= LWS_FOP_FLAG_MOD_TIME_VALID;
	*flags = f->flags;

	return f;
}

int
_lws_plat_file_close(lws_fop_fd_t *fop_fd)
{
	lws_fop_fd_t f = *fop_fd;
	int ret;

	*fop_fd = NULL;
	if (!f)
		return 0;
	ret = close(f->fd);
	free(f);

	return ret ? -1 : 0;
}

lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	lws_fileofs_t pos = (lws_fileofs_t)fop_fd->pos,
		      len = (lws_fileofs_t)fop_fd->len;
	off_t r;

	/* kept within the file; compared so that nothing can overflow */
	if (offset > 0 && offset > len - pos)
		offset = pos < len ? len - pos : 0;
	if (offset < 0 && offset < -pos)
		offset = -pos;

	r = lseek(fop_fd->fd, (off_t)(pos + offset), SEEK_SET);
	if (r < 0)
		return -1;
	fop_fd->pos = (lws_filepos_t)r;

	return (lws_fileofs_t)r;
}

int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len)
{
	ssize_t n;

	do
		n = read(fop_fd->fd, buf, (size_t)len);
	while (n < 0 && errno == EINTR);

	*amount = 0;
	if (n < 0)
		return -1;
	*amount = (lws_filepos_t)n;
	fop_fd->pos += (lws_filepos_t)n;

	return 0;
}

int
_lws_plat_file_write(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		     lws_filepos_t len)
{
	ssize_t n;

	do
		n = write(fop_fd->fd, buf, (size_t)len);
	while (n < 0 && errno == EINTR);

	*amount = 0;
	if (n < 0)
		return -1;
	*amount = (lws_filepos_t)n;
	fop_fd->pos += (lws_filepos_t)n;
	if (fop_fd->pos > fop_fd->len)
		fop_fd->len = fop_fd->pos;

	return 0;
}

int
lws_plat_read_file(const char *filename, void *buf, size_t len)
{
	int fd = open_cloexec(filename, O_RDONLY, 0);
	size_t got = 0;
	ssize_t n = 0;

	if (fd < 0)
		return -1;

	while (got < len) {
		n = read(fd, (uint8_t *)buf + got, len - got);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	close(fd);

	return n < 0 ? -1 : (int)got;
}

int
lws_plat_write_file(const char *filename, void *buf, size_t len)
{
	int fd = open_cloexec(filename, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	int bad;

	if (fd < 0)
		return 1;
	bad = write_all(fd, buf, len);

	return close(fd) || bad;
}
