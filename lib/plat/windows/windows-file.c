/* SPDX-License-Identifier: MIT */
/*
 * Files: the default file operations of lws-vfs.h, and whole-file helpers.
 * Paths are UTF-8 at our side and UTF-16 at the system's; data is never
 * translated (_O_BINARY).
 */
#include "../private-lib-plat.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

wchar_t *
lws_plat_wide_path(const char *path)
{
	int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1,
				    NULL, 0);
	wchar_t *w;

	if (n <= 0) {
		errno = EINVAL;
		return NULL;
	}
	w = malloc((size_t)n * sizeof(*w));
	if (w)
		MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1,
				    w, n);

	return w;
}

static int
open_wide(const char *path, int flags, int mode)
{
	wchar_t *w = lws_plat_wide_path(path);
	int fd;

	if (!w)
		return -1;
	fd = _wopen(w, flags | _O_BINARY | _O_NOINHERIT,
		    mode & (_S_IREAD | _S_IWRITE));
	free(w);

	return fd;
}

static int
stat_path(const char *path, struct _stat64 *st)
{
	wchar_t *w = lws_plat_wide_path(path);
	int ret = w ? _wstat64(w, st) : -1;

	free(w);

	return ret;
}

int
lws_open(const char *__file, int __oflag, ...)
{
	int mode = 0;
	va_list ap;

	if (__oflag & _O_CREAT) {
		va_start(ap, __oflag);
		mode = va_arg(ap, int);
		va_end(ap);
	}

	return open_wide(__file, __oflag, mode);
}

int
lws_plat_file_stat(const char *path, lws_filepos_t *size, time_t *mtime)
{
	struct _stat64 st;

	if (stat_path(path, &st) || (st.st_mode & _S_IFMT) != _S_IFREG)
		return LWS_PLAT_ERROR;
	*size = (lws_filepos_t)st.st_size;
	*mtime = (time_t)st.st_mtime;

	return 0;
}

static unsigned int
cap(lws_filepos_t len)
{
	return len > INT_MAX ? INT_MAX : (unsigned int)len;
}

/* nonzero: not all of it, and errno says why */
static int
write_all(int fd, const void *buf, size_t len)
{
	const uint8_t *p = buf;
	int n;

	while (len) {
		n = _write(fd, p, cap(len));
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

	return write_all(fd, buf, len) || _commit(fd);
}

static enum lws_plat_file_kind
kind_of(unsigned int mode)
{
	if ((mode & _S_IFMT) == _S_IFREG)
		return LWS_PLAT_FILE_REGULAR;

	return (mode & _S_IFMT) == _S_IFDIR ? LWS_PLAT_FILE_DIRECTORY :
					      LWS_PLAT_FILE_OTHER;
}

enum lws_plat_file_kind
lws_plat_file_kind(const char *path)
{
	struct _stat64 st;

	return stat_path(path, &st) ? LWS_PLAT_FILE_NONE : kind_of(st.st_mode);
}

enum lws_plat_file_kind
lws_plat_fd_kind(lws_filefd_type fd)
{
	struct _stat64 st;

	return _fstat64(fd, &st) ? LWS_PLAT_FILE_NONE : kind_of(st.st_mode);
}

int
lws_plat_windows_names(void)
{
	return 1;
}

lws_fop_fd_t
_lws_plat_file_open(const struct lws_plat_file_ops *fops, const char *filename,
		    const char *vpath, lws_fop_flags_t *flags)
{
	struct _stat64 st;
	lws_fop_fd_t f;
	int fd;

	(void)vpath;

	fd = open_wide(filename, (int)(*flags & LWS_FOP_FLAGS_MASK),
		       _S_IREAD | _S_IWRITE);
	if (fd < 0)
		return NULL;

	f = calloc(1, sizeof(*f));
	if (!f || _fstat64(fd, &st)) {
		free(f);
		_close(fd);
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
	ret = _close(f->fd);
	free(f);

	return ret ? -1 : 0;
}

lws_fileofs_t
_lws_plat_file_seek_cur(lws_fop_fd_t fop_fd, lws_fileofs_t offset)
{
	lws_fileofs_t pos = (lws_fileofs_t)fop_fd->pos,
		      len = (lws_fileofs_t)fop_fd->len;
	__int64 r;

	/* kept within the file; compared so that nothing can overflow */
	if (offset > 0 && offset > len - pos)
		offset = pos < len ? len - pos : 0;
	if (offset < 0 && offset < -pos)
		offset = -pos;

	r = _lseeki64(fop_fd->fd, pos + offset, SEEK_SET);
	if (r < 0)
		return -1;
	fop_fd->pos = (lws_filepos_t)r;

	return r;
}

int
_lws_plat_file_read(lws_fop_fd_t fop_fd, lws_filepos_t *amount, uint8_t *buf,
		    lws_filepos_t len)
{
	int n = _read(fop_fd->fd, buf, cap(len));

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
	int n = _write(fop_fd->fd, buf, cap(len));

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
	int fd = open_wide(filename, _O_RDONLY, 0), n = 0;
	size_t got = 0;

	if (fd < 0)
		return -1;

	while (got < len) {
		n = _read(fd, (uint8_t *)buf + got, cap(len - got));
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	_close(fd);

	return n < 0 ? -1 : (int)got;
}

int
lws_plat_write_file(const char *filename, void *buf, size_t len)
{
	int fd = open_wide(filename, _O_CREAT | _O_TRUNC | _O_WRONLY,
			   _S_IREAD | _S_IWRITE), bad;

	if (fd < 0)
		return 1;
	bad = write_all(fd, buf, len);

	return _close(fd) || bad;
}
