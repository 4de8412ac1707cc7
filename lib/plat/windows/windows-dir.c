/* SPDX-License-Identifier: MIT */
/* Directories */
#include "../private-lib-plat.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static lws_dir_obj_type_t
type_of(DWORD attributes)
{
	if (attributes & FILE_ATTRIBUTE_REPARSE_POINT)
		return LDOT_LINK;
	if (attributes & FILE_ATTRIBUTE_DIRECTORY)
		return LDOT_DIR;
	if (attributes & FILE_ATTRIBUTE_DEVICE)
		return LDOT_CHAR;

	return LDOT_FILE;
}

/* "path\*", wide; the caller frees it */
static wchar_t *
pattern_for(const char *path)
{
	wchar_t *w = lws_plat_wide_path(path), *p;
	size_t n;

	if (!w)
		return NULL;
	n = wcslen(w);
	p = realloc(w, (n + 3) * sizeof(*w));
	if (!p) {
		free(w);
		return NULL;
	}
	memcpy(p + n, L"\\*", 3 * sizeof(*p));

	return p;
}

static int
one_entry(const WIN32_FIND_DATAW *fd,
	  int (*cb)(void *arg, const char *name, lws_dir_obj_type_t type),
	  void *arg)
{
	char name[MAX_PATH * 4];

	if (!wcscmp(fd->cFileName, L".") || !wcscmp(fd->cFileName, L".."))
		return 0;
	if (!WideCharToMultiByte(CP_UTF8, 0, fd->cFileName, -1, name,
				 (int)sizeof(name), NULL, NULL))
		return LWS_PLAT_ERROR;

	return cb(arg, name, type_of(fd->dwFileAttributes));
}

int
lws_plat_dir_read(const char *path,
		  int (*cb)(void *arg, const char *name,
			    lws_dir_obj_type_t type),
		  void *arg)
{
	wchar_t *pattern = pattern_for(path);
	WIN32_FIND_DATAW fd;
	HANDLE h;
	int n;

	if (!pattern)
		return LWS_PLAT_ERROR;
	h = FindFirstFileW(pattern, &fd);
	free(pattern);
	if (h == INVALID_HANDLE_VALUE)
		return LWS_PLAT_ERROR;

	do
		n = one_entry(&fd, cb, arg);
	while (!n && FindNextFileW(h, &fd));
	if (!n && GetLastError() != ERROR_NO_MORE_FILES)
		n = LWS_PLAT_ERROR;
	FindClose(h);

	return n;
}

int
lws_plat_path_replace(const char *from, const char *to)
{
	wchar_t *f = lws_plat_wide_path(from), *t = lws_plat_wide_path(to);
	BOOL ok = f && t && MoveFileExW(f, t, MOVEFILE_REPLACE_EXISTING);

	free(f);
	free(t);

	return ok ? 0 : LWS_PLAT_ERROR;
}

int
lws_plat_path_remove(const char *path)
{
	wchar_t *w = lws_plat_wide_path(path);
	DWORD a = w ? GetFileAttributesW(w) : INVALID_FILE_ATTRIBUTES;
	BOOL ok = FALSE;

	/* a link to a directory is removed as a directory is */
	if (a != INVALID_FILE_ATTRIBUTES)
		ok = a & FILE_ATTRIBUTE_DIRECTORY ? RemoveDirectoryW(w) :
						    DeleteFileW(w);
	free(w);

	return ok ? 0 : LWS_PLAT_ERROR;
}
